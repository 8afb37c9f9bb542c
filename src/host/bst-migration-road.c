/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration-road.h"

#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-uri.h"

/*
 * Arguments: a user or nothing, then pairs of a name and a port or nothing. Prints "known NAME" of
 * each that resolves, "login NAME" of the first that lets root in. Nobody is asked anything:
 * libvirt's daemon could not either.
 */
static const char script[] =
    "user=$1; shift\n"
    "while [ $# -gt 1 ]; do\n"
    "  name=$1 port=$2; shift 2\n"
    "  getent ahosts \"$name\" > /dev/null 2>&1 || continue\n"
    "  echo \"known $name\"\n"
    "  [ \"$(id -u)\" = 0 ] || continue\n"
    "  ssh -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=yes"
    " ${port:+-p \"$port\"} ${user:+-l \"$user\"} -- \"$name\" true < /dev/null > /dev/null 2>&1 ||"
    " continue\n"
    "  echo \"login $name\"\n"
    "  break\n"
    "done\n";

/* The destination, while it is asked for. */
typedef struct
{
  BstUri *uri;
  char *hostname; /* (nullable) */
} Goal;

static void
goal_free (gpointer data)
{
  Goal *goal = data;

  bst_uri_free (goal->uri);
  g_free (goal->hostname);
  g_free (goal);
}

void
bst_migration_road_free (BstMigrationRoad *self)
{
  g_free (self->peer_uri);
  g_free (self->memory_host);
  g_free (self);
}

/* What a host calls itself is somebody else's text. */
static gboolean
is_name (const char *name)
{
  if (name == NULL || name[0] == '\0' || name[0] == '-' || strlen (name) > 255)
    return FALSE;

  return strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_-") ==
         strlen (name);
}

static gboolean
has_line (const char *text, const char *word, const char *name)
{
  g_autofree char *line = g_strdup_printf ("%s %s", word, name);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_contains ((const char *const *)lines, line);
}

static char *
make_peer_uri (const Goal *goal, const char *name, gboolean ours)
{
  BstUri uri = *goal->uri;

  uri.transport = (char *)"ssh";
  uri.host = (char *)name;
  uri.port = ours ? uri.port : 0;
  /* Its ssh has no terminal to ask at. */
  uri.query = (char *)"no_tty=1";
  uri.keyfile = NULL;
  uri.jump = NULL;

  return bst_uri_to_libvirt (&uri, NULL);
}

static gboolean
is_local_name (const char *name)
{
  return g_strcmp0 (name, "localhost") == 0 || g_str_has_prefix (name, "127.") ||
         g_strcmp0 (name, "::1") == 0;
}

static void
read_answer (BstMigrationRoad *road, const Goal *goal, const char *text)
{
  const char *names[] = { goal->uri->host, goal->hostname };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!is_name (names[i]) || is_local_name (names[i]))
        continue;
      if (road->peer_uri == NULL && has_line (text, "login", names[i]))
        road->peer_uri = make_peer_uri (goal, names[i], i == 0);
      if (road->memory_host == NULL && has_line (text, "known", names[i]))
        road->memory_host = g_strdup (names[i]);
    }
  /* libvirt takes it by itself. */
  if (goal->hostname != NULL && has_line (text, "known", goal->hostname))
    g_clear_pointer (&road->memory_host, g_free);
}

static void
take_answer (GTask *task, const char *text)
{
  BstMigrationRoad *road = g_new0 (BstMigrationRoad, 1);

  if (text != NULL)
    read_answer (road, g_task_get_task_data (task), text);
  g_task_return_pointer (task, road, (GDestroyNotify)bst_migration_road_free);
  g_object_unref (task);
}

static void
on_remote_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *text = NULL;
  int status;

  text = bst_ssh_master_run_finish (BST_SSH_MASTER (source), result, NULL, &status, NULL);
  take_answer (data, text);
}

static void
on_local_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *text = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &text, NULL, NULL);
  take_answer (data, text);
}

static GPtrArray *
make_command (const Goal *goal, const char *port)
{
  GPtrArray *argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (char *)"sh");
  g_ptr_array_add (argv, (char *)"-c");
  g_ptr_array_add (argv, (char *)script);
  g_ptr_array_add (argv, (char *)"sh");
  g_ptr_array_add (argv, goal->uri->user != NULL ? goal->uri->user : (char *)"");
  if (is_name (goal->uri->host))
    {
      g_ptr_array_add (argv, goal->uri->host);
      g_ptr_array_add (argv, (char *)port);
    }
  if (is_name (goal->hostname) && g_strcmp0 (goal->hostname, goal->uri->host) != 0)
    {
      g_ptr_array_add (argv, goal->hostname);
      g_ptr_array_add (argv, (char *)"");
    }
  g_ptr_array_add (argv, NULL);

  return argv;
}

static void
run (GTask *task, BstSshMaster *ssh, const char *const *argv)
{
  g_autoptr (GSubprocess) process = NULL;

  if (ssh != NULL)
    {
      bst_ssh_master_run_async (ssh, argv, NULL, on_remote_answer, task);
      return;
    }

  process = g_subprocess_newv (argv,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                   G_SUBPROCESS_FLAGS_INHERIT_FDS,
                               NULL);
  if (process != NULL)
    g_subprocess_communicate_utf8_async (process, NULL, NULL, on_local_answer, task);
  else
    take_answer (task, NULL);
}

void
bst_migration_road_find_async (BstConnection *source,
                               const char *uri,
                               const char *hostname,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (source, NULL, callback, data);
  g_autoptr (BstUri) parsed = bst_uri_parse (uri, NULL);
  g_autoptr (GPtrArray) argv = NULL;
  g_autofree char *port = NULL;
  Goal *goal;

  BST_ASSERT_MAIN_THREAD ();

  if (parsed == NULL || !bst_host_state_is_connected (bst_connection_get_state (source)))
    {
      take_answer (task, NULL);
      return;
    }

  goal = g_new0 (Goal, 1);
  goal->uri = g_steal_pointer (&parsed);
  goal->hostname = g_strdup (hostname);
  g_task_set_task_data (task, goal, goal_free);
  port = goal->uri->port != 0 ? g_strdup_printf ("%u", goal->uri->port) : g_strdup ("");
  argv = make_command (goal, port);
  run (task, bst_connection_get_ssh (source), (const char *const *)argv->pdata);
}

BstMigrationRoad *
bst_migration_road_find_finish (BstConnection *source, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
