/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory/bst-host-table-private.h"
#include "inventory/bst-inventory-private.h"

/* Each host that passes @func, until it is the one: (nullable) (transfer none). */
static BstHost *
find (BstInventory *self, gboolean (*func) (BstHost *host, gconstpointer data), gconstpointer data)
{
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  for (guint i = 0; i < n; i++)
    {
      if (func (hosts[i], data))
        return hosts[i];
    }

  return NULL;
}

static gboolean
has_id (BstHost *host, gconstpointer id)
{
  return bst_host_get_id (host) == *(const gint64 *)id;
}

static gboolean
has_name (BstHost *host, gconstpointer name)
{
  return g_strcmp0 (bst_host_get_name (host), name) == 0;
}

static gboolean
has_uri (BstHost *host, gconstpointer uri)
{
  return g_strcmp0 (bst_host_get_uri (host), uri) == 0;
}

BstHost *
bst_inventory_get_host (BstInventory *self, gint64 id)
{
  BST_ASSERT_MAIN_THREAD ();

  return find (self, has_id, &id);
}

BstHost *
bst_inventory_find_host (BstInventory *self, const char *name_or_uri)
{
  BstHost *host;

  BST_ASSERT_MAIN_THREAD ();

  host = find (self, has_name, name_or_uri);

  return host != NULL ? host : find (self, has_uri, name_or_uri);
}

void
bst_inventory_add_host_row (BstInventory *self, BstHost *host)
{
  g_hash_table_insert (self->index, host, g_hash_table_new (g_str_hash, g_str_equal));
  bst_row_list_append (self->hosts, (gpointer *)&host, 1);
}

void
bst_inventory_remove_host_row (BstInventory *self, BstHost *host)
{
  g_autoptr (BstHost) alive = g_object_ref (host);
  g_autoptr (GHashTable) rows = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) gone = bst_inventory_copy_machines (self, host);

  bst_inventory_remove_machine_rows (self, host, gone);
  g_hash_table_add (rows, host);
  bst_row_list_remove (self->hosts, rows);
  g_hash_table_remove (self->index, host);
}

gboolean
bst_inventory_load_hosts (BstInventory *self, BstSql *sql, GError **error)
{
  g_autoptr (GPtrArray) records = bst_host_table_read (sql, TRUE, error);

  if (records == NULL)
    return FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      BstHostRecord *record = records->pdata[i];
      g_autoptr (BstHost) host = NULL;

      if (bst_inventory_get_host (self, record->id) != NULL || record->uri == NULL ||
          record->name == NULL)
        continue;
      host = bst_host_new (record->id, record->name, record->uri);
      bst_host_set_seen (host, record->seen);
      if (record->facts != NULL)
        bst_host_set_facts (host, record->facts);
      bst_inventory_add_host_row (self, host);
      self->last_id = MAX (self->last_id, record->id);
    }

  return TRUE;
}

/* The host of a URI, to name it by. */
static char *
make_name (BstInventory *self, const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NON_DNS, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  g_autofree char *base = NULL;
  char *name;

  if (host != NULL && *host != '\0')
    base = g_strdup (host);
  else if (parsed != NULL && g_str_has_prefix (g_uri_get_scheme (parsed), "test"))
    base = g_strdup ("test");
  else
    base = g_strdup ("localhost");

  name = g_strdup (base);
  for (guint n = 2; find (self, has_name, name) != NULL; n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, n);
    }

  return name;
}

static gboolean
check_name (BstInventory *self, BstHost *but, const char *name, GError **error)
{
  BstHost *other = find (self, has_name, name);
  gboolean good = *name != '\0' && *name != '-' && g_utf8_validate (name, -1, NULL) &&
                  strlen (name) <= 255 && strchr (name, '/') == NULL;

  for (const char *p = name; good && *p != '\0'; p = g_utf8_next_char (p))
    good = !g_unichar_iscntrl (g_utf8_get_char (p));
  if (!good)
    {
      g_propagate_error (
          error, bst_error_new (BST_ERROR_INVALID,
                                _ ("Choose a name of letters, digits and spaces, without “/” and "
                                   "not beginning with “-”."),
                                NULL, _ ("A host cannot have this name")));
      return FALSE;
    }
  if (other != NULL && other != but)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_EXISTS, _ ("Choose another name."),
                                               bst_host_get_uri (other),
                                               _ ("A host named “%s” is listed already"), name));
      return FALSE;
    }

  return TRUE;
}

BstHost *
bst_inventory_add_host (BstInventory *self, const char *uri, const char *name, GError **error)
{
  BstHost *other = find (self, has_uri, uri);
  g_autoptr (BstHost) host = NULL;
  g_autofree char *own_name = NULL;

  BST_ASSERT_MAIN_THREAD ();

  if (other != NULL)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_EXISTS,
                                               _ ("Use it as it is, or remove it first."), uri,
                                               _ ("This host is listed already, as “%s”"),
                                               bst_host_get_name (other)));
      return NULL;
    }
  if (name == NULL)
    name = own_name = make_name (self, uri);
  if (!check_name (self, NULL, name, error))
    return NULL;

  host = bst_host_new (bst_inventory_make_id (self), name, uri);
  self->changes++;
  if (self->writer != NULL)
    bst_host_table_insert (self->writer, host);
  bst_inventory_add_host_row (self, host);

  return host;
}

gboolean
bst_inventory_rename_host (BstInventory *self, BstHost *host, const char *name, GError **error)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!check_name (self, host, name, error))
    return FALSE;

  bst_host_set_name (host, name);
  self->changes++;
  if (self->writer != NULL)
    bst_host_table_rename (self->writer, host);
  bst_inventory_emit_machines (self, host, BST_MACHINE_CHANGED_IDENTITY);

  return TRUE;
}

void
bst_inventory_remove_host (BstInventory *self, BstHost *host)
{
  BST_ASSERT_MAIN_THREAD ();

  self->changes++;
  if (self->writer != NULL)
    bst_host_table_remove (self->writer, bst_host_get_id (host));
  bst_inventory_remove_host_row (self, host);
}

static gboolean
is_listed (BstInventory *self, BstHost *host)
{
  return g_hash_table_contains (self->index, host);
}

void
bst_inventory_set_host_state (BstInventory *self, BstHost *host, BstHostState state, GError *error)
{
  gboolean was_connected = bst_host_state_is_connected (bst_host_get_state (host));

  BST_ASSERT_MAIN_THREAD ();

  bst_host_set_state (host, state, error);
  if (!is_listed (self, host))
    return;

  if (state == BST_HOST_STATE_ONLINE)
    bst_host_set_seen (host, g_get_real_time ());
  if (was_connected && !bst_host_state_is_connected (state))
    {
      bst_inventory_set_host_fresh (self, host, FALSE);
      if (self->writer != NULL)
        bst_host_table_set_seen (self->writer, bst_host_get_id (host), bst_host_get_seen (host));
    }
}

void
bst_inventory_set_host_facts (BstInventory *self, BstHost *host, const BstHostFacts *facts)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_host_set_facts (host, facts);
  if (is_listed (self, host) && self->writer != NULL)
    bst_host_table_set_facts (self->writer, bst_host_get_id (host), facts);
}

void
bst_inventory_set_host_stats (BstInventory *self, BstHost *host, const BstHostStats *stats)
{
  gint64 now = g_get_real_time ();
  BstSample sample = {
    .time = now / G_USEC_PER_SEC,
    .cpu_percent = (float)stats->cpu_percent,
    .memory_used_kib = -1,
    .net_rx = -1,
    .net_tx = -1,
    .disk_read = -1,
    .disk_written = -1,
  };

  BST_ASSERT_MAIN_THREAD ();

  bst_host_set_stats (host, stats);
  bst_host_set_seen (host, now);
  if (!is_listed (self, host))
    return;

  if (stats->memory_used_kib != BST_UNKNOWN)
    sample.memory_used_kib = (float)stats->memory_used_kib;
  if (bst_history_log_add (self->history, host, NULL, &sample))
    bst_inventory_write_figures (self);
}

BstHost *
bst_inventory_find_twin (BstInventory *self, BstHost *host)
{
  const BstHostFacts *facts = bst_host_get_facts (host);
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; facts != NULL && facts->uuid[0] != '\0' && i < n; i++)
    {
      const BstHostFacts *others = bst_host_get_facts (hosts[i]);

      if (hosts[i] != host && others != NULL && g_str_equal (others->uuid, facts->uuid))
        return hosts[i];
    }

  return NULL;
}
