/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-graphics-query.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-graphics-look.h"
#include "host/bst-host-error.h"
#include "host/bst-run-private.h"

/* How long the host may take to tell of connections and certificates, which a console can do
 * without. */
#define PATIENCE_MS 3000

/* As much of each file as is wanted: more connections than one host has. */
#define MOST_BYTES "200000"

/* What is asked of libvirt, on its thread. */
typedef struct
{
  char *uuid;
  char *name;
  gboolean local; /* the files are this computer's */
} Query;

typedef struct
{
  GPtrArray *graphics; /* of BstGraphics */
  char *files;         /* (nullable) */
} Found;

/* A task's data, until both have answered. */
typedef struct
{
  BstSshMaster *ssh; /* (nullable) */
  GCancellable *looking;
  guint patience_id;
  guint n_pending;
  GPtrArray *graphics; /* (nullable) */
  GError *error;       /* (nullable) */
  char *files;         /* (nullable) */
} Look;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->uuid);
  g_free (query->name);
  g_free (query);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->graphics, g_ptr_array_unref);
  g_free (found->files);
  g_free (found);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_handle_id (&look->patience_id, g_source_remove);
  g_clear_pointer (&look->graphics, g_ptr_array_unref);
  g_clear_error (&look->error);
  g_clear_object (&look->ssh);
  g_object_unref (look->looking);
  g_free (look->files);
  g_free (look);
}

/* --- On the link's thread --- */

/* As head(1) prints them; without starting it. */
static char *
read_files (const char *const *paths)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *const *path = paths; *path != NULL; path++)
    {
      g_autofree char *contents = NULL;

      if (g_file_get_contents (*path, &contents, NULL, NULL))
        g_string_append_printf (text, "==> %s <==\n%s\n", *path, contents);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* With the consoles' passwords where this user may know them: over a read-only connection, or by a
 * policy, libvirt refuses those, and gives the rest. */
static char *
get_xml (BstLink *link, virDomainPtr domain, gboolean *secure)
{
  char *xml;

  bst_link_count_call (link);
  xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_SECURE);
  *secure = xml != NULL;
  if (xml == NULL)
    {
      bst_link_count_call (link);
      xml = virDomainGetXMLDesc (domain, 0);
    }

  return xml;
}

static gpointer
read_graphics (BstLink *link, gpointer data, GError **error)
{
  Query *query = data;
  virDomainPtr domain = bst_link_ref_domain (link, query->uuid, error);
  GPtrArray *graphics = NULL;
  Found *found;
  gboolean secure;
  char *xml;

  if (domain == NULL)
    return NULL;

  xml = get_xml (link, domain, &secure);
  if (xml == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot read the consoles of “%s” on %s"),
                                                   query->name, bst_link_get_host (link)));
    }
  else
    {
      graphics = bst_graphics_parse (xml, -1, error);
      if (secure)
        explicit_bzero (xml, strlen (xml));
      free (xml);
    }
  virDomainFree (domain);
  if (graphics == NULL)
    return NULL;

  found = g_new0 (Found, 1);
  found->graphics = graphics;
  found->files = query->local ? read_files (bst_graphics_look_files) : NULL;

  return found;
}

/* --- On the main thread --- */

static gboolean
wants_tls (const Look *look)
{
  for (guint i = 0; i < look->graphics->len; i++)
    {
      if (((BstGraphics *)look->graphics->pdata[i])->tls_port != 0)
        return TRUE;
    }

  return FALSE;
}

static void
finish (GTask *task, const char *folder, const char *certificates)
{
  Look *look = g_task_get_task_data (task);

  for (guint i = 0; look->files != NULL && i < look->graphics->len; i++)
    {
      BstGraphics *graphics = look->graphics->pdata[i];

      graphics->viewers = bst_graphics_look_dup_viewers (look->files, graphics);
      if (certificates != NULL)
        bst_graphics_look_read_certificates (certificates, folder, graphics);
    }

  g_task_return_pointer (task, g_steal_pointer (&look->graphics),
                         (GDestroyNotify)g_ptr_array_unref);
}

static void
run_head (Look *look, const char *const *paths, GAsyncReadyCallback callback, GTask *task)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (char *)"head");
  g_ptr_array_add (argv, (char *)"-v");
  g_ptr_array_add (argv, (char *)"-c");
  g_ptr_array_add (argv, (char *)MOST_BYTES);
  for (const char *const *path = paths; *path != NULL; path++)
    g_ptr_array_add (argv, (char *)*path);
  g_ptr_array_add (argv, NULL);
  bst_run_async (look->ssh, (const char *const *)argv->pdata, look->looking, callback, task);
}

static void
on_certificates (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  g_autofree char *certificates = bst_run_finish (result);
  g_autofree char *folder = bst_graphics_look_dup_folder (look->files);

  finish (task, folder, certificates);
}

/* The certificates stand among the first files, but where its administrator put them elsewhere. */
static void
look_further (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autofree char *folder = look->files != NULL ? bst_graphics_look_dup_folder (look->files) : NULL;
  g_autofree char *ca = folder != NULL ? g_build_filename (folder, "ca-cert.pem", NULL) : NULL;
  g_autofree char *server =
      folder != NULL ? g_build_filename (folder, "server-cert.pem", NULL) : NULL;
  const char *paths[] = { ca, server, NULL };

  if (look->ssh == NULL || folder == NULL || !wants_tls (look) ||
      g_strv_contains (bst_graphics_look_files, ca))
    finish (task, folder, look->files);
  else
    run_head (look, paths, on_certificates, g_object_ref (task));
}

static void
part_ended (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  if (--look->n_pending > 0)
    return;
  if (look->error != NULL)
    g_task_return_error (task, g_steal_pointer (&look->error));
  else
    look_further (task);
}

static gboolean
on_patience_over (gpointer data)
{
  Look *look = data;

  look->patience_id = 0;
  g_cancellable_cancel (look->looking);

  return G_SOURCE_REMOVE;
}

static void
on_files (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);

  look->files = bst_run_finish (result);
  part_ended (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  Found *found = bst_link_call_finish (BST_LINK (source), result, &look->error);

  if (found != NULL)
    {
      look->graphics = g_steal_pointer (&found->graphics);
      if (found->files != NULL)
        look->files = g_steal_pointer (&found->files);
      found_free (found);
    }
  else
    g_cancellable_cancel (look->looking);
  part_ended (task);
}

void
bst_graphics_query_start (BstSession *session, const char *uuid, GTask *task)
{
  const char *name = bst_roster_get_name (session->roster, uuid);
  Query *query = g_new0 (Query, 1);
  Look *look = g_new0 (Look, 1);

  BST_ASSERT_MAIN_THREAD ();

  look->looking = g_cancellable_new ();
  look->n_pending = 1;
  g_task_set_task_data (task, look, look_free);
  if (session->ssh != NULL && session->is_qemu)
    {
      look->ssh = g_object_ref (session->ssh);
      look->n_pending++;
      look->patience_id = g_timeout_add (PATIENCE_MS, on_patience_over, look);
      run_head (look, bst_graphics_look_files, on_files, g_object_ref (task));
    }

  query->uuid = g_strdup (uuid);
  query->name = g_strdup (name != NULL ? name : uuid);
  query->local = session->ssh == NULL && session->is_qemu;
  bst_link_call_async (session->link, BST_LANE_CONTROL, G_PRIORITY_HIGH, read_graphics, query,
                       query_free, found_free, on_read, task);
}
