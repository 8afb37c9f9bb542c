/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of the way from one host to the other, as the source sees it. */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "operations/bst-preflight-private.h"

#define FIRST_PORT 49152
#define LAST_PORT 49215

/* Whether the memory, or disks, go straight from host to host: not through a tunnel, and not where
 * there is none of it. */
static gboolean
needs_road (const BstPreflightCase *subject)
{
  return bst_case_is_live (subject) && !subject->options->tunnelled;
}

/* The source itself tries where the road leads. */
static char *
dup_untried_remedy (const BstPreflightCase *subject)
{
  return g_strdup_printf (
      _ ("Bastida must be able to run commands on %s by SSH; getent and bash must be there."),
      subject->source->name);
}

void
bst_check_address (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstRoadLook *road = subject->road;
  const char *target = subject->target->name;
  const char *source = subject->source->name;
  g_autofree char *untried = dup_untried_remedy (subject);

  if (!needs_road (subject))
    return;
  if (subject->options->uri != NULL)
    {
      bst_findings_add (findings, BST_VERDICT_WARN,
                        _ ("Make sure that the source reaches it; or leave it empty: then libvirt "
                           "chooses one, which is tried."),
                        NULL, _ ("Given by hand, so not tried: %s"), subject->options->uri);
      return;
    }

  if (g_str_has_prefix (road->name, "localhost"))
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Give the host a name of its own (hostnamectl set-hostname …)."), NULL,
                      _ ("%s calls itself “%s”, which no other host can reach"), target,
                      road->name);
  else if (!road->asked)
    bst_findings_add (findings, BST_VERDICT_WARN, untried, NULL,
                      _ ("Whether %s can find “%s” could not be tried"), source, road->name);
  else if (road->address == NULL)
    bst_findings_add (
        findings, BST_VERDICT_BLOCK,
        _ ("Add the name to the DNS or to the source’s /etc/hosts; or set "
           "“migration_host” in the destination’s /etc/libvirt/qemu.conf to an address."),
        NULL, _ ("%s cannot find “%s”, as %s calls itself"), source, road->name, target);
  else if (bst_road_look_is_loopback (road))
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Correct the name in the source’s /etc/hosts."), road->address,
                      _ ("On %s, “%s” leads back to itself"), source, road->name);
  else
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("%s finds “%s” at %s"), source,
                      road->name, road->address);
}

static guint
get_port (const BstPreflightCase *subject, gboolean last)
{
  const BstHostLook *look = subject->target->look;
  guint port = last ? look->port_max : look->port_min;

  return port > 0 ? port : last ? LAST_PORT : FIRST_PORT;
}

/* How its firewall is told to let them through. */
static char *
dup_firewall_remedy (const BstPreflightCase *subject)
{
  guint first = get_port (subject, FALSE);
  guint last = get_port (subject, TRUE);
  const char *firewall = subject->target->look->firewall;

  if (g_strcmp0 (firewall, "firewalld") == 0)
    return g_strdup_printf (
        _ ("On %s: firewall-cmd --permanent --add-port=%u-%u/tcp && firewall-cmd "
           "--reload"),
        subject->target->name, first, last);
  if (g_strcmp0 (firewall, "ufw") == 0)
    return g_strdup_printf (_ ("On %s: ufw allow %u:%u/tcp"), subject->target->name, first, last);

  return g_strdup_printf (
      _ ("Let TCP ports %u to %u through, on %s and on what is between the hosts; "
         "or migrate through a tunnel."),
      first, last, subject->target->name);
}

void
bst_check_ports (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstRoadLook *road = subject->road;
  g_autofree char *remedy = dup_firewall_remedy (subject);
  g_autofree char *untried = dup_untried_remedy (subject);

  if (!needs_road (subject) || subject->options->uri != NULL ||
      (road->asked && road->address == NULL))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (road->ports); i++)
    {
      guint port = get_port (subject, i > 0);

      if (road->ports[i] == BST_ROAD_SILENT)
        bst_findings_add (findings, i == 0 ? BST_VERDICT_BLOCK : BST_VERDICT_WARN, remedy, NULL,
                          _ ("From %s, nothing answers at port %u of %s: a firewall drops it"),
                          subject->source->name, port, subject->target->name);
      else if (road->ports[i] == BST_ROAD_CLOSED)
        bst_findings_add (findings, i == 0 ? BST_VERDICT_BLOCK : BST_VERDICT_WARN, remedy, NULL,
                          _ ("From %s, port %u of %s cannot be reached"), subject->source->name,
                          port, subject->target->name);
    }
  if (findings->len > 0)
    return;
  if (road->ports[0] == BST_ROAD_OPEN)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Ports %u to %u can be reached"),
                      get_port (subject, FALSE), get_port (subject, TRUE));
  else
    bst_findings_add (findings, BST_VERDICT_WARN, untried, NULL,
                      _ ("Whether %s reaches the ports of %s could not be tried"),
                      subject->source->name, subject->target->name);
}

void
bst_check_firewall (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstRoadLook *road = subject->road;
  const char *firewall = subject->target->look->firewall;
  gboolean open = road->ports[0] == BST_ROAD_OPEN && road->ports[1] == BST_ROAD_OPEN;
  g_autofree char *remedy = dup_firewall_remedy (subject);
  g_autofree char *unseen = bst_place_dup_unseen_remedy (subject->target);

  if (!needs_road (subject))
    return;
  if (!subject->target->look->known)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, NULL,
                      _ ("Whether %s has a firewall could not be looked at"),
                      subject->target->name);
  else if (firewall == NULL)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("None is seen on %s"),
                      subject->target->name);
  else if (open)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("%s is on, and lets migrations through"), firewall);
  else
    bst_findings_add (findings, BST_VERDICT_WARN, remedy, NULL, _ ("%s is on at %s"), firewall,
                      subject->target->name);
}

void
bst_check_login (const BstPreflightCase *subject, GPtrArray *findings)
{
  BstMigrationWay way = subject->options->way;
  gboolean must = way == BST_MIGRATION_WAY_PEER_TO_PEER || subject->options->tunnelled;
  BstRoadState login;

  if (way == BST_MIGRATION_WAY_DIRECT)
    return;

  login = subject->login->login;
  if (login == BST_ROAD_OPEN)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("%s may log in at %s: the migration goes on when Bastida ends"),
                      subject->source->name, subject->target->name);
  else if (!must)
    bst_findings_add (
        findings, BST_VERDICT_PASS, NULL, NULL,
        _ ("%s may not log in at %s, so Bastida leads the migration: it must stay open"),
        subject->source->name, subject->target->name);
  else if (login == BST_ROAD_CLOSED)
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Put the public SSH key of root on the source into the destination’s "
                         "authorized_keys, and its host key into known_hosts; or let Bastida lead "
                         "the migration."),
                      NULL, _ ("root on %s may not log in at %s"), subject->source->name,
                      subject->target->name);
  else
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Only root can try it: let Bastida connect to the source as root, by SSH; "
                         "or let Bastida lead the migration."),
                      NULL, _ ("Whether libvirt on %s may log in at %s could not be tried"),
                      subject->source->name, subject->target->name);
}

char *
bst_case_dup_problem (const BstPreflightCase *subject, BstMigrationFeature feature)
{
  char *problem = bst_feature_dup_problem (feature, subject->source, subject->target);

  if (problem != NULL || subject->login == NULL || subject->login->login != BST_ROAD_CLOSED ||
      (feature != BST_FEATURE_PEER_TO_PEER && feature != BST_FEATURE_TUNNELLED))
    return problem;

  return g_strdup_printf (_ ("Only Bastida can lead it: root on %s may not log in at %s."),
                          subject->source->name, subject->target->name);
}
