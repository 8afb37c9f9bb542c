/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-stats.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"

/* The size too: a list of a thousand machines need not wait for the XML of each. */
#define STATES (VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_VCPU | VIR_DOMAIN_STATS_BALLOON)

/* Without VCPU: it costs a monitor command a machine, and it is known from STATES and the XML. */
#define ALL_FIGURES                                                                                \
  (VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_BALLOON |                \
   VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK)

static guint64
get_number (const virTypedParameter *param)
{
  switch (param->type)
    {
    case VIR_TYPED_PARAM_INT:
      return (guint64) MAX (0, param->value.i);
    case VIR_TYPED_PARAM_UINT:
      return param->value.ui;
    case VIR_TYPED_PARAM_LLONG:
      return (guint64) MAX (0, param->value.l);
    case VIR_TYPED_PARAM_ULLONG:
      return param->value.ul;
    default:
      return BST_UNKNOWN;
    }
}

static void
add_number (guint64 *sum, const virTypedParameter *param)
{
  guint64 number = get_number (param);

  if (number != BST_UNKNOWN)
    *sum = (*sum == BST_UNKNOWN ? 0 : *sum) + number;
}

static void
read_balloon (BstDomainStats *stats, const char *name, const virTypedParameter *param)
{
  const struct
  {
    const char *name;
    guint64 *value;
  } fields[] = {
    { "current", &stats->memory_kib },        { "maximum", &stats->memory_max_kib },
    { "rss", &stats->memory_rss_kib },        { "available", &stats->guest_total_kib },
    { "unused", &stats->guest_free_kib },     { "usable", &stats->guest_usable_kib },
    { "disk_caches", &stats->guest_caches_kib },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (name, fields[i].name))
        *fields[i].value = get_number (param);
    }
}

static void
read_param (BstDomainStats *stats, const virTypedParameter *param)
{
  const char *name = param->field;

  if (g_str_equal (name, "state.state"))
    stats->state = (BstMachineState) get_number (param);
  else if (g_str_equal (name, "state.reason"))
    stats->reason = (int) get_number (param);
  else if (g_str_equal (name, "cpu.time"))
    stats->cpu_time = get_number (param);
  else if (g_str_equal (name, "vcpu.current"))
    stats->vcpus = param->type == VIR_TYPED_PARAM_UINT ? param->value.ui : 0;
  else if (g_str_has_prefix (name, "balloon."))
    read_balloon (stats, name + strlen ("balloon."), param);
  else if (g_str_has_prefix (name, "net."))
    {
      if (g_str_has_suffix (name, ".rx.bytes"))
        add_number (&stats->net_rx, param);
      else if (g_str_has_suffix (name, ".tx.bytes"))
        add_number (&stats->net_tx, param);
    }
  else if (g_str_has_prefix (name, "block."))
    {
      if (g_str_has_suffix (name, ".rd.bytes"))
        add_number (&stats->disk_read, param);
      else if (g_str_has_suffix (name, ".wr.bytes"))
        add_number (&stats->disk_written, param);
    }
}

static GArray *
convert_records (virDomainStatsRecordPtr *records, int n)
{
  GArray *all = g_array_sized_new (FALSE, FALSE, sizeof (BstDomainStats), (guint) n);
  gint64 now = g_get_monotonic_time ();

  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];
      BstDomainStats stats;

      virDomainGetUUIDString (records[i]->dom, uuid);
      bst_domain_stats_init (&stats, uuid);
      stats.time = now;
      for (int p = 0; p < records[i]->nparams; p++)
        read_param (&stats, &records[i]->params[p]);
      g_array_append_val (all, stats);
    }

  return all;
}

/* For a driver without bulk statistics: states, from two filtered lists. */
static gboolean
list_states (BstLink *link, guint flags, BstMachineState state, GArray *all)
{
  virDomainPtr *domains = NULL;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllDomains (bst_link_get_connection (link), &domains, flags);
  if (n < 0)
    return FALSE;

  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];
      BstDomainStats stats;

      virDomainGetUUIDString (domains[i], uuid);
      bst_domain_stats_init (&stats, uuid);
      stats.time = g_get_monotonic_time ();
      stats.state = state != BST_MACHINE_STATE_NOSTATE ? state
                    : virDomainGetID (domains[i]) == (unsigned int) -1
                        ? BST_MACHINE_STATE_SHUTOFF
                        : BST_MACHINE_STATE_RUNNING;
      g_array_append_val (all, stats);
      virDomainFree (domains[i]);
    }
  free (domains);

  return TRUE;
}

static GArray *
fetch_by_lists (BstLink *link, BstStatsScope scope, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (BstDomainStats));
  g_autoptr (GArray) paused = g_array_new (FALSE, FALSE, sizeof (BstDomainStats));
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);
  guint flags = scope == BST_STATS_ACTIVE ? VIR_CONNECT_LIST_DOMAINS_ACTIVE : 0;

  if (!list_states (link, flags, BST_MACHINE_STATE_NOSTATE, all))
    {
      g_propagate_error (
          error,
          bst_host_error_take_last (_ ("Cannot list the machines of %s"), bst_link_get_host (link)));
      return NULL;
    }
  if (list_states (link, VIR_CONNECT_LIST_DOMAINS_PAUSED, BST_MACHINE_STATE_PAUSED, paused))
    {
      for (guint i = 0; i < paused->len; i++)
        g_hash_table_add (index, g_array_index (paused, BstDomainStats, i).uuid);
      for (guint i = 0; i < all->len; i++)
        {
          BstDomainStats *stats = &g_array_index (all, BstDomainStats, i);

          if (g_hash_table_contains (index, stats->uuid))
            stats->state = BST_MACHINE_STATE_PAUSED;
        }
    }

  return g_steal_pointer (&all);
}

GArray *
bst_stats_fetch (BstLink *link, BstStatsScope scope, GError **error)
{
  virDomainStatsRecordPtr *records = NULL;
  guint stats = scope == BST_STATS_STATES ? STATES : ALL_FIGURES;
  guint flags = VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT;
  GArray *all;
  int n;

  BST_ASSERT_WORKER_THREAD ();

  if (scope == BST_STATS_ACTIVE)
    flags |= VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE;

  bst_link_count_call (link);
  n = virConnectGetAllDomainStats (bst_link_get_connection (link), stats, &records, flags);
  if (n < 0 && bst_host_error_is_unsupported ())
    return fetch_by_lists (link, scope, error);
  if (n < 0)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot ask for the machines’ figures on %s"),
                                                   bst_link_get_host (link)));
      return NULL;
    }

  all = convert_records (records, n);
  virDomainStatsRecordListFree (records);

  return all;
}

/* One by one, for what cannot be asked for many. */
static GArray *
fetch_one_by_one (BstLink *link, virDomainPtr *domains)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (BstDomainStats));

  for (guint i = 0; domains[i] != NULL; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];
      BstDomainStats stats;
      int state, reason;

      bst_link_count_call (link);
      if (virDomainGetState (domains[i], &state, &reason, 0) < 0)
        continue;

      virDomainGetUUIDString (domains[i], uuid);
      bst_domain_stats_init (&stats, uuid);
      stats.time = g_get_monotonic_time ();
      stats.state = (BstMachineState) state;
      stats.reason = reason;
      g_array_append_val (all, stats);
    }

  return all;
}

static void
forget (BstLink *link, virDomainPtr domain)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  virDomainGetUUIDString (domain, uuid);
  bst_link_forget_domain (link, uuid);
}

GArray *
bst_stats_fetch_some (BstLink *link, GPtrArray *uuids, GError **error)
{
  g_autofree virDomainPtr *domains = g_new0 (virDomainPtr, uuids->len + 1);
  virDomainStatsRecordPtr *records = NULL;
  guint n_domains = 0;
  GArray *all = NULL;
  int n = -1;

  BST_ASSERT_WORKER_THREAD ();

  for (guint i = 0; i < uuids->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      virDomainPtr domain = bst_link_ref_domain (link, uuids->pdata[i], &local_error);

      if (domain != NULL)
        domains[n_domains++] = domain;
      else if (!g_error_matches (local_error, BST_ERROR, BST_ERROR_NO_MACHINE))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          goto out;
        }
    }

  if (n_domains == 0)
    {
      all = g_array_new (FALSE, FALSE, sizeof (BstDomainStats));
      goto out;
    }

  bst_link_count_call (link);
  n = virDomainListGetStats (
      domains, ALL_FIGURES, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  if (n >= 0)
    {
      all = convert_records (records, n);
      /* These know the name and ID of now. */
      for (guint i = 0; i < n_domains; i++)
        forget (link, domains[i]);
      for (int i = 0; i < n; i++)
        {
          virDomainRef (records[i]->dom);
          bst_link_keep_domain (link, records[i]->dom);
        }
      virDomainStatsRecordListFree (records);
    }
  else
    {
      all = fetch_one_by_one (link, domains);
    }

out:
  for (guint i = 0; i < n_domains; i++)
    virDomainFree (domains[i]);

  return all;
}
