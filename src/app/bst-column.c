/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-column.h"

#include <arpa/inet.h>
#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-format.h"
#include "core/bst-text.h"

#define ADDRESS_KEY_LEN (2 * sizeof (struct in6_addr))

static const char *
get_host (BstMachine *machine)
{
  return bst_host_get_name (bst_machine_get_host (machine));
}

/* The order in which states are worth a look. */
static gboolean
get_state (BstMachine *machine, double *number)
{
  static const double ranks[] = {
    [BST_MACHINE_STATE_NOSTATE] = 7,  [BST_MACHINE_STATE_RUNNING] = 2,
    [BST_MACHINE_STATE_BLOCKED] = 1,  [BST_MACHINE_STATE_PAUSED] = 4,
    [BST_MACHINE_STATE_SHUTDOWN] = 3, [BST_MACHINE_STATE_SHUTOFF] = 6,
    [BST_MACHINE_STATE_CRASHED] = 0,  [BST_MACHINE_STATE_PMSUSPENDED] = 5,
  };
  BstMachineState state = bst_machine_get_state (machine);

  *number = (guint)state < G_N_ELEMENTS (ranks) ? ranks[state] : ranks[0];
  return TRUE;
}

/* What is shown of a host that does not answer is as old as that. */
static void
append_age (BstMachine *machine, GString *text)
{
  g_autofree char *age = NULL;

  if (bst_machine_is_fresh (machine))
    return;

  age = bst_age_format (bst_machine_get_seen (machine), g_get_real_time ());
  if (age != NULL)
    g_string_append_printf (text, " · %s", age);
}

static void
print_state (BstMachine *machine, BstCellValue *value)
{
  g_string_assign (value->text, bst_machine_state_get_label (bst_machine_get_state (machine)));
  append_age (machine, value->text);
}

static void
print_name (BstMachine *machine, BstCellValue *value)
{
  const char *title = bst_machine_get_title (machine);

  g_string_assign (value->text, bst_machine_get_name (machine));
  g_string_printf (value->more, "%s, %s", bst_machine_get_name (machine),
                   bst_machine_state_get_label (bst_machine_get_state (machine)));
  append_age (machine, value->more);
  if (*title != '\0')
    g_string_append_printf (value->more, "\n%s", title);
}

/* Addresses by their value, IPv4 before IPv6, not by their letters. */
static char *
get_ip_key (BstMachine *machine)
{
  const char *ip = bst_machine_get_ip (machine);
  guint8 bytes[sizeof (struct in6_addr)];
  guint n;
  GString *key;

  if (inet_pton (AF_INET, ip, bytes) == 1)
    n = sizeof (struct in_addr);
  else if (inet_pton (AF_INET6, ip, bytes) == 1)
    n = sizeof (struct in6_addr);
  else
    return NULL;

  key = g_string_sized_new (1 + ADDRESS_KEY_LEN);
  g_string_append_c (key, n == sizeof (struct in_addr) ? '4' : '6');
  for (guint i = 0; i < n; i++)
    g_string_append_printf (key, "%02x", bytes[i]);

  return g_string_free (key, FALSE);
}

static void
print_ip (BstMachine *machine, BstCellValue *value)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);

  g_string_assign (value->text, bst_machine_get_ip (machine));
  if (guest != NULL && guest->addresses != NULL && g_strv_length (guest->addresses) > 1)
    {
      g_autofree char *all = g_strjoinv ("\n", guest->addresses);

      g_string_assign (value->more, all);
    }
}

static gboolean
get_vcpus (BstMachine *machine, double *number)
{
  *number = bst_machine_get_vcpus (machine);
  return *number > 0;
}

static void
print_vcpus (BstMachine *machine, BstCellValue *value)
{
  g_string_append_printf (value->text, "%u", bst_machine_get_vcpus (machine));
}

/* By the share that is used, as it is shown. */
static gboolean
get_memory (BstMachine *machine, double *number)
{
  guint64 used = bst_machine_get_figures (machine)->memory_used_kib;
  guint64 defined = bst_machine_get_memory_kib (machine);

  if (used == BST_UNKNOWN || defined == 0)
    return FALSE;

  *number = MIN (1.0, (double)used / (double)defined);
  return TRUE;
}

static void
print_memory (BstMachine *machine, BstCellValue *value)
{
  guint64 defined = bst_machine_get_memory_kib (machine);
  g_autofree char *all = defined != 0 ? bst_format_memory (defined) : g_strdup ("");
  g_autofree char *some = NULL;

  if (!get_memory (machine, &value->fraction))
    {
      value->fraction = -1;
      g_string_assign (value->text, all);
      return;
    }

  some = bst_format_memory (bst_machine_get_figures (machine)->memory_used_kib);
  if (bst_machine_get_figures (machine)->memory_is_process)
    {
      value->fraction = -1;
      g_string_assign (value->text, all);
      /* Translators: memory that a machine takes on its host, and that it is defined with. */
      g_string_append_printf (value->more,
                              _ ("%s; %s of it on the host. The guest does not say what it uses"),
                              all, some);
      return;
    }
  /* Translators: how much of its memory a machine uses: "30 % of 4 GiB" */
  g_string_append_printf (value->text, _ ("%d\302\240%% of %s"), (int)(value->fraction * 100 + 0.5),
                          all);
  /* Translators: memory used and defined: "1.2 GiB of 4 GiB used" */
  g_string_append_printf (value->more, _ ("%s of %s used"), some, all);
}

static gboolean
get_cpu (BstMachine *machine, double *number)
{
  *number = bst_machine_get_figures (machine)->cpu_percent;
  return *number >= 0;
}

static void
print_cpu (BstMachine *machine, BstCellValue *value)
{
  double percent = bst_machine_get_figures (machine)->cpu_percent;

  if (percent >= 0)
    g_string_append_printf (value->text, _ ("%d\302\240%%"), (int)(percent + 0.5));
}

/* Of two directions, either of which may not be known. */
static gboolean
sum (double in, double out, double *number)
{
  *number = MAX (in, 0) + MAX (out, 0);
  return in >= 0 || out >= 0;
}

/* The sum as text; FALSE where nothing is known. @first, @second: (out): each direction. */
static gboolean
print_sum (BstCellValue *value, double in, double out, char **first, char **second)
{
  double both;
  g_autofree char *all = NULL;

  if (!sum (in, out, &both))
    return FALSE;

  all = bst_format_rate (both);
  g_string_assign (value->text, all);
  *first = bst_format_rate (MAX (in, 0));
  *second = bst_format_rate (MAX (out, 0));
  return TRUE;
}

static gboolean
get_network (BstMachine *machine, double *number)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);

  return sum (figures->net_rx, figures->net_tx, number);
}

static void
print_network (BstMachine *machine, BstCellValue *value)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;

  if (print_sum (value, figures->net_rx, figures->net_tx, &in, &out))
    g_string_append_printf (value->more, _ ("%s received, %s sent"), in, out);
}

static gboolean
get_disk (BstMachine *machine, double *number)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);

  return sum (figures->disk_read, figures->disk_written, number);
}

static void
print_disk (BstMachine *machine, BstCellValue *value)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;

  if (print_sum (value, figures->disk_read, figures->disk_written, &in, &out))
    g_string_append_printf (value->more, _ ("%s read, %s written"), in, out);
}

static gboolean
get_uptime (BstMachine *machine, double *number)
{
  gint64 started = bst_machine_get_started_at (machine);

  /* The sooner it started, the longer it is up. */
  *number = (double)-started;
  return started > 0;
}

static void
print_uptime (BstMachine *machine, BstCellValue *value)
{
  gint64 started = bst_machine_get_started_at (machine);
  gint64 until =
      bst_machine_is_fresh (machine) ? g_get_real_time () : bst_machine_get_seen (machine);
  g_autofree char *text = NULL;
  g_autofree char *exact = NULL;

  if (started == 0)
    return;

  text = bst_format_duration (MAX (0, until / G_USEC_PER_SEC - started));
  exact = bst_age_format_time (started * G_USEC_PER_SEC);
  g_string_assign (value->text, text);
  /* Translators: how long a machine is up, and since when */
  g_string_append_printf (value->more, _ ("%s, since %s"), text, exact);
}

static void
print_tags (BstMachine *machine, BstCellValue *value)
{
  const char *const *tags = bst_machine_get_tags (machine);

  for (guint i = 0; tags[i] != NULL; i++)
    g_string_append_printf (value->text, i == 0 ? "%s" : ", %s", tags[i]);
}

static char *
get_tags_key (BstMachine *machine)
{
  g_autofree char *tags = g_strjoinv (",", (char **)bst_machine_get_tags (machine));

  return *tags != '\0' ? bst_text_make_sort_key (tags) : NULL;
}

static gboolean
get_snapshots (BstMachine *machine, double *number)
{
  *number = bst_machine_get_n_snapshots (machine);
  return *number >= 0;
}

static void
print_snapshots (BstMachine *machine, BstCellValue *value)
{
  int n = bst_machine_get_n_snapshots (machine);

  if (n > 0)
    g_string_append_printf (value->text, "%d", n);
}

static gboolean
get_autostart (BstMachine *machine, double *number)
{
  *number = bst_machine_get_autostart (machine) ? 0 : 1;
  return TRUE;
}

static void
print_autostart (BstMachine *machine, BstCellValue *value)
{
  if (!bst_machine_get_autostart (machine))
    return;

  g_string_assign (value->text, _ ("Yes"));
  g_string_assign (value->more, _ ("Starts with its host"));
}

#define IDENTITY BST_MACHINE_CHANGED_IDENTITY
#define STATE BST_MACHINE_CHANGED_STATE
#define FIGURES BST_MACHINE_CHANGED_FIGURES
#define GUEST BST_MACHINE_CHANGED_GUEST
#define MARKS BST_MACHINE_CHANGED_MARKS

static const BstColumn columns[] = {
  { "name", N_ ("Name"), BST_CELL_STATE, FALSE, BST_COLUMN_REST, TRUE, IDENTITY | STATE,
    bst_machine_get_name, NULL, print_name, NULL },
  { "state", N_ ("State"), BST_CELL_STATE, FALSE, 160, FALSE, STATE, NULL, get_state, print_state,
    NULL },
  { "title", N_ ("Title"), BST_CELL_TEXT, FALSE, 180, FALSE, IDENTITY, bst_machine_get_title, NULL,
    NULL, NULL },
  { "host", N_ ("Host"), BST_CELL_TEXT, FALSE, 100, TRUE, IDENTITY, get_host, NULL, NULL, NULL },
  { "ip", N_ ("IP Address"), BST_CELL_TEXT, FALSE, 130, TRUE, GUEST, bst_machine_get_ip, NULL,
    print_ip, get_ip_key },
  { "fqdn", N_ ("FQDN"), BST_CELL_TEXT, FALSE, 160, TRUE, GUEST, bst_machine_get_fqdn, NULL, NULL,
    NULL },
  { "os", N_ ("Operating System"), BST_CELL_TEXT, FALSE, 180, FALSE, GUEST | IDENTITY,
    bst_machine_get_os, NULL, NULL, NULL },
  { "vcpus", N_ ("vCPUs"), BST_CELL_TEXT, TRUE, 80, FALSE, IDENTITY, NULL, get_vcpus, print_vcpus,
    NULL },
  { "memory", N_ ("Memory"), BST_CELL_BAR, TRUE, 192, TRUE, FIGURES | IDENTITY, NULL, get_memory,
    print_memory, NULL },
  { "cpu", N_ ("CPU"), BST_CELL_SPARK, TRUE, 115, TRUE, FIGURES, NULL, get_cpu, print_cpu, NULL },
  { "network", N_ ("Network"), BST_CELL_TEXT, TRUE, 95, TRUE, FIGURES, NULL, get_network,
    print_network, NULL },
  { "disk", N_ ("Disk"), BST_CELL_TEXT, TRUE, 95, FALSE, FIGURES, NULL, get_disk, print_disk,
    NULL },
  { "uptime", N_ ("Uptime"), BST_CELL_TEXT, TRUE, 80, TRUE, STATE | FIGURES, NULL, get_uptime,
    print_uptime, NULL },
  { "tags", N_ ("Tags"), BST_CELL_TEXT, FALSE, 140, FALSE, MARKS, NULL, NULL, print_tags,
    get_tags_key },
  { "snapshots", N_ ("Snapshots"), BST_CELL_TEXT, TRUE, 100, FALSE, STATE, NULL, get_snapshots,
    print_snapshots, NULL },
  { "autostart", N_ ("Autostart"), BST_CELL_TEXT, FALSE, 100, FALSE, STATE, NULL, get_autostart,
    print_autostart, NULL },
  { "notes", N_ ("Notes"), BST_CELL_TEXT, FALSE, 220, FALSE, MARKS, bst_machine_get_notes, NULL,
    NULL, NULL },
};

const BstColumn *
bst_columns_get (guint *n)
{
  *n = G_N_ELEMENTS (columns);

  return columns;
}

const BstColumn *
bst_columns_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (g_strcmp0 (columns[i].id, id) == 0)
        return &columns[i];
    }

  return NULL;
}

const char *
bst_column_get_title (const BstColumn *column)
{
  return _ (column->title);
}

void
bst_column_print (const BstColumn *column, BstMachine *machine, BstCellValue *value)
{
  g_string_truncate (value->text, 0);
  g_string_truncate (value->more, 0);
  value->fraction = -1;

  if (column->print != NULL)
    column->print (machine, value);
  else
    g_string_assign (value->text, column->get_string (machine));
}

char *
bst_column_make_key (const BstColumn *column, BstMachine *machine)
{
  const char *string;

  if (column->get_key != NULL)
    return column->get_key (machine);

  string = column->get_string (machine);
  return *string != '\0' ? bst_text_make_sort_key (string) : NULL;
}

void
bst_cell_value_init (BstCellValue *value)
{
  value->text = g_string_new (NULL);
  value->more = g_string_new (NULL);
  value->fraction = -1;
}

void
bst_cell_value_clear (BstCellValue *value)
{
  g_string_free (value->text, TRUE);
  g_string_free (value->more, TRUE);
}
