/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "host/bst-guest-query.h"

/* An agent that is there answers in milliseconds. */
#define AGENT_TIMEOUT_S 3

static char *
take_text (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_utf8_make_valid (text, -1) : NULL;
}

/* {"return":{"version":"7.2.0","supported_commands":[…]}}: the one text of that name in it. */
static char *
parse_version (const char *answer)
{
  const char *value = strstr (answer, "\"version\"");
  const char *end;
  g_autofree char *version = NULL;

  value = value != NULL ? strchr (value + strlen ("\"version\""), '"') : NULL;
  end = value != NULL ? strchr (value + 1, '"') : NULL;
  if (end == NULL)
    return NULL;

  version = g_strndup (value + 1, (gsize) (end - value - 1));

  return take_text (version);
}

static gboolean
ask_version (BstLink *link, virDomainPtr domain, BstGuestFacts *facts)
{
  char *answer;

  bst_link_count_call (link);
  answer = virDomainQemuAgentCommand (
      domain, "{\"execute\":\"guest-info\"}", AGENT_TIMEOUT_S, 0);
  if (answer == NULL)
    return virGetLastErrorCode () == VIR_ERR_NO_SUPPORT;

  facts->agent = TRUE;
  facts->agent_version = parse_version (answer);
  free (answer);

  return TRUE;
}

static const char *
find_string (virTypedParameterPtr params, int n, const char *name)
{
  const char *value = NULL;

  return virTypedParamsGetString (params, n, name, &value) == 1 ? value : NULL;
}

static guint
find_count (virTypedParameterPtr params, int n, const char *name)
{
  unsigned int count = 0;

  /* A guest that says it has a billion users is not asked for their names. */
  return virTypedParamsGetUInt (params, n, name, &count) == 1 ? MIN (count, 1000) : 0;
}

static void
read_users (BstGuestFacts *facts, virTypedParameterPtr params, int n)
{
  guint count = find_count (params, n, "user.count");
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *field = g_strdup_printf ("user.%u.name", i);
      char *name = take_text (find_string (params, n, field));

      if (name != NULL)
        g_ptr_array_add (users, name);
    }
  if (users->len > 0)
    {
      g_ptr_array_add (users, NULL);
      facts->users = (char **) g_ptr_array_steal (users, NULL);
    }
}

static void
read_filesystems (BstGuestFacts *facts, virTypedParameterPtr params, int n)
{
  guint count = find_count (params, n, "fs.count");

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *field_mount = g_strdup_printf ("fs.%u.mountpoint", i);
      g_autofree char *field_type = g_strdup_printf ("fs.%u.fstype", i);
      g_autofree char *field_total = g_strdup_printf ("fs.%u.total-bytes", i);
      g_autofree char *field_used = g_strdup_printf ("fs.%u.used-bytes", i);
      g_autofree char *mountpoint = take_text (find_string (params, n, field_mount));
      g_autofree char *type = take_text (find_string (params, n, field_type));
      unsigned long long total = 0, used = 0;

      if (mountpoint == NULL || virTypedParamsGetULLong (params, n, field_total, &total) != 1 ||
          virTypedParamsGetULLong (params, n, field_used, &used) != 1)
        continue;

      bst_guest_facts_add_filesystem (facts, mountpoint, type, total, used);
    }
}

static void
ask_guest_info (BstLink *link, virDomainPtr domain, BstGuestFacts *facts)
{
  virTypedParameterPtr params = NULL;
  int n = 0;

  bst_link_count_call (link);
  /* 0: whatever this agent knows; asking for one that it does not would fail altogether. */
  if (virDomainGetGuestInfo (domain, 0, &params, &n, 0) < 0)
    return;

  facts->agent = TRUE;
  facts->hostname = take_text (find_string (params, n, "hostname"));
  facts->os_id = take_text (find_string (params, n, "os.id"));
  facts->os_name = take_text (find_string (params, n, "os.pretty-name"));
  if (facts->os_name == NULL)
    facts->os_name = take_text (find_string (params, n, "os.name"));
  facts->kernel = take_text (find_string (params, n, "os.kernel-release"));
  read_users (facts, params, n);
  read_filesystems (facts, params, n);
  virTypedParamsFree (params, n);
}

/* Adds what is worth showing, IPv4 before IPv6. */
static void
sort_addresses (virDomainInterfacePtr *interfaces, int n, GSocketFamily family, GPtrArray *all)
{
  for (int i = 0; i < n; i++)
    {
      for (guint a = 0; a < interfaces[i]->naddrs; a++)
        {
          g_autoptr (GInetAddress) address =
              g_inet_address_new_from_string (interfaces[i]->addrs[a].addr);
          g_autofree char *text = NULL;

          if (address == NULL || g_inet_address_get_family (address) != family ||
              g_inet_address_get_is_loopback (address) ||
              g_inet_address_get_is_link_local (address))
            continue;

          text = g_inet_address_to_string (address);
          if (!g_ptr_array_find_with_equal_func (all, text, g_str_equal, NULL))
            g_ptr_array_add (all, g_steal_pointer (&text));
        }
    }
}

static gboolean
ask_addresses (BstLink *link, virDomainPtr domain, guint source, BstGuestFacts *facts)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  virDomainInterfacePtr *interfaces = NULL;
  int n;

  bst_link_count_call (link);
  n = virDomainInterfaceAddresses (domain, &interfaces, source, 0);
  if (n < 0)
    return FALSE;

  sort_addresses (interfaces, n, G_SOCKET_FAMILY_IPV4, all);
  sort_addresses (interfaces, n, G_SOCKET_FAMILY_IPV6, all);
  for (int i = 0; i < n; i++)
    virDomainInterfaceFree (interfaces[i]);
  free (interfaces);

  if (all->len == 0)
    return FALSE;

  g_ptr_array_add (all, NULL);
  facts->addresses = (char **) g_ptr_array_steal (all, NULL);

  return TRUE;
}

BstGuestFacts *
bst_guest_query_ask_domain (BstLink *link, virDomainPtr domain, gboolean agent)
{
  BstGuestFacts *facts = bst_guest_facts_new ();

  BST_ASSERT_WORKER_THREAD ();

  if (agent)
    {
      /* A guest that stopped answering would hold the call, and the machine's lock, without end. */
      bst_link_count_call (link);
      virDomainAgentSetResponseTimeout (domain, AGENT_TIMEOUT_S, 0);
      if (ask_version (link, domain, facts))
        {
          ask_guest_info (link, domain, facts);
          if (facts->agent &&
              ask_addresses (link, domain, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT, facts))
            return facts;
        }
    }

  if (!ask_addresses (link, domain, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE, facts))
    ask_addresses (link, domain, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP, facts);

  return facts;
}
