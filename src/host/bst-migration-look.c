/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-migration-look.h"

#include "core/bst-thread.h"
#include "host/bst-run-private.h"

/* A line a fact, for bst_host_look_parse (). Few processes: many hosts are asked at once, and often
 * while they are busy. Who is not root often has no sbin in his path. What is foreign comes as an
 * argument and is never read as a command. */
static const char look[] =
    "LC_ALL=C; export LC_ALL\n"
    "echo \"time $(date +%s.%N)\"\n"
    "echo \"user $(id -u)\"\n"
    "for d in /sys/class/net/*; do\n"
    "  [ -e \"$d\" ] || continue\n"
    "  if [ -d \"$d/bridge\" ]; then echo \"bridge ${d##*/}\"; else echo \"device ${d##*/}\"; fi\n"
    "done\n"
    "if [ -d /run/systemd/system ]; then\n"
    "  for u in firewalld ufw; do systemctl -q is-active \"$u\" 2>/dev/null && echo \"firewall "
    "$u\"; done\n"
    "fi\n"
    "if [ -r /etc/libvirt/qemu.conf ]; then while read -r l; do\n"
    "  case $l in migration_host*|migration_port_*) echo \"set $l\";; esac\n"
    "done < /etc/libvirt/qemu.conf; fi\n"
    "if read -r v 2>/dev/null < /proc/sys/vm/unprivileged_userfaultfd; then echo \"uffd $v\"; fi\n"
    "while read -r s d t r; do\n"
    "  case $t in nfs*|fuse.*|ceph|cifs|smb*|gfs2|ocfs2|afs|gpfs|acfs) echo \"mount $t $s $d\";; "
    "esac\n"
    "done < /proc/self/mounts\n"
    "PATH=$PATH:/usr/sbin:/sbin\n"
    "if command -v cibadmin >/dev/null && pidof pacemakerd >/dev/null 2>&1; then\n"
    "  if r=$(timeout 2 cibadmin --query --scope resources 2>/dev/null); then\n"
    "    echo cluster\n"
    "    printf '%s\\n' \"$r\" |\n"
    "      sed -n 's/.*name=\"config\".*value=\"\\([^\"]*\\)\".*/resource \\1/p'\n"
    "  else echo 'cluster unseen'; fi\n"
    "fi\n"
    "i=0\n"
    "for p; do\n"
    "  d=${p%/*}; [ -n \"$d\" ] || d=/\n"
    "  if [ -b \"$p\" ]; then echo \"block $i $(lsblk -dnbro SIZE,WWN -- \"$p\" 2>/dev/null)\"; "
    "fi\n"
    "  if [ -e \"$p\" ]; then\n"
    "    stat -L -c \"path $i %i %s\" -- \"$p\"; stat -f -c \"fs $i %t %S %a\" -- \"$p\"\n"
    "  elif [ -x \"$d\" ]; then\n"
    "    echo \"none $i\"; stat -f -c \"fs $i %t %S %a\" -- \"$d\"\n"
    "  elif [ \"$(id -u)\" = 0 ]; then\n"
    "    echo \"none $i\"\n"
    "  fi\n"
    "  i=$((i+1))\n"
    "done\n";

/* Arguments by four: its own name, the one that we know it by, and both ports. libvirt takes the
 * first that the source knows. That nothing listens there yet is as good as somebody who does: the
 * packet came through. */
static const char look_at_roads[] =
    "LC_ALL=C; export LC_ALL\n"
    "probe () {\n"
    "  said=$(timeout 1.5 bash -c 'exec 3<>\"/dev/tcp/$0/$1\"' \"$3\" \"$4\" 2>&1 </dev/null)\n"
    "  case $?:$said in\n"
    "    0:*|*refused*) echo \"port $1 $2 open\";;\n"
    "    124:*|*'timed out'*) echo \"port $1 $2 silent\";;\n"
    "    *route*|*nreachable*|*rohibited*) echo \"port $1 $2 closed\";;\n"
    "  esac\n"
    "}\n"
    "find () { [ -n \"$1\" ] && a=$(timeout 1.5 getent ahosts -- \"$1\" </dev/null) && n=$1; }\n"
    "ask () {\n"
    "  find \"$2\" || find \"$3\" || { echo \"address $1\"; return; }\n"
    "  echo \"address $1 $n ${a%%[[:space:]]*}\"\n"
    "  command -v bash >/dev/null || return\n"
    "  probe \"$1\" 0 \"$n\" \"$4\" & probe \"$1\" 1 \"$n\" \"$5\" & wait\n"
    "}\n"
    "i=0\n"
    "while [ $# -ge 4 ]; do ask $i \"$1\" \"$2\" \"$3\" \"$4\" & i=$((i+1)); shift 4; done\n"
    "wait\n";

/* Arguments by four: the name that we know it by, its port or "", its own name, and a user or "".
 * Both are tried at once, and who does not answer is given up soon: a table waits for this. What
 * goes on in the back must not hold the way to us. */
static const char look_at_logins[] =
    "[ \"$(id -u)\" = 0 ] || exit 0\n"
    "try () {\n"
    "  [ -n \"$1\" ] && timeout 5 ssh -o BatchMode=yes -o ConnectTimeout=1 \\\n"
    "    -o StrictHostKeyChecking=yes ${2:+-p \"$2\"} ${3:+-l \"$3\"} \\\n"
    "    -- \"$1\" true </dev/null >/dev/null 2>&1\n"
    "}\n"
    "ask () {\n"
    "  try \"$2\" \"$3\" \"$5\" >/dev/null 2>&1 & a=$!\n"
    "  [ \"$4:\" != \"$2:$3\" ] && try \"$4\" \"\" \"$5\" >/dev/null 2>&1 & b=$!\n"
    "  if wait $a || wait $b\n"
    "  then echo \"login $1 open\"; else echo \"login $1 closed\"; fi\n"
    "}\n"
    "i=0\n"
    "while [ $# -ge 4 ]; do ask $i \"$1\" \"$2\" \"$3\" \"$4\" & i=$((i+1)); shift 4; done\n"
    "wait\n";

typedef struct
{
  char **paths;
  gint64 began;
} Look;

static void
look_free (gpointer data)
{
  Look *asked = data;

  g_strfreev (asked->paths);
  g_free (asked);
}

static gboolean
is_ready (BstConnection *host)
{
  return host != NULL && bst_host_state_is_connected (bst_connection_get_state (host));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *asked = g_task_get_task_data (task);
  g_autofree char *text = bst_run_finish (result);

  g_task_return_pointer (task,
                         text != NULL
                             ? bst_host_look_parse (text, (const char *const *)asked->paths,
                                                    asked->began, g_get_real_time ())
                             : bst_host_look_new_unknown (),
                         (GDestroyNotify)bst_host_look_free);
}

static GPtrArray *
new_command (const char *script)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup ("sh"));
  g_ptr_array_add (argv, g_strdup ("-c"));
  g_ptr_array_add (argv, g_strdup (script));
  g_ptr_array_add (argv, g_strdup ("sh"));

  return argv;
}

void
bst_migration_look_async (BstConnection *host,
                          const char *const *paths,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GPtrArray) argv = new_command (look);
  Look *asked = g_new0 (Look, 1);

  BST_ASSERT_MAIN_THREAD ();

  asked->paths = g_strdupv ((char **)paths);
  asked->began = g_get_real_time ();
  g_task_set_task_data (task, asked, look_free);
  g_task_set_check_cancellable (task, FALSE);
  if (!is_ready (host))
    {
      g_task_return_pointer (task, bst_host_look_new_unknown (),
                             (GDestroyNotify)bst_host_look_free);
      return;
    }

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (paths[i]));
  g_ptr_array_add (argv, NULL);
  bst_run_async (bst_connection_get_ssh (host), (const char *const *)argv->pdata, cancellable,
                 on_looked, g_steal_pointer (&task));
}

BstHostLook *
bst_migration_look_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
on_roads (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char *text = bst_run_finish (result);

  g_task_return_pointer (task, text != NULL ? text : g_strdup (""), g_free);
}

static char *
dup_port (guint port)
{
  return port > 0 ? g_strdup_printf ("%u", port) : g_strdup ("");
}

/* Nothing that ssh or getent could take for an option, whatever a host says of itself. */
static char *
dup_name (const char *name)
{
  return g_strdup (bst_road_look_is_name (name) ? name : "");
}

static void
add_road (GPtrArray *argv, const BstRoad *road, gboolean login)
{
  g_ptr_array_add (argv, dup_name (login ? road->address : road->name));
  g_ptr_array_add (argv, login ? dup_port (road->ssh_port) : dup_name (road->address));
  g_ptr_array_add (argv, login ? dup_name (road->name) : dup_port (road->ports[0]));
  g_ptr_array_add (argv, login ? dup_name (road->user) : dup_port (road->ports[1]));
}

static void
ask_roads (BstConnection *source,
           const char *script,
           const BstRoad *roads,
           guint n_roads,
           GTask *task)
{
  g_autoptr (GPtrArray) argv = new_command (script);

  BST_ASSERT_MAIN_THREAD ();

  g_task_set_check_cancellable (task, FALSE);
  if (!is_ready (source) || n_roads == 0)
    {
      g_task_return_pointer (task, g_strdup (""), g_free);
      g_object_unref (task);
      return;
    }

  for (guint i = 0; i < n_roads; i++)
    add_road (argv, &roads[i], script == look_at_logins);
  g_ptr_array_add (argv, NULL);
  bst_run_async (bst_connection_get_ssh (source), (const char *const *)argv->pdata,
                 g_task_get_cancellable (task), on_roads, task);
}

void
bst_migration_look_at_roads_async (BstConnection *source,
                                   const BstRoad *roads,
                                   guint n_roads,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  ask_roads (source, look_at_roads, roads, n_roads, g_task_new (NULL, cancellable, callback, data));
}

void
bst_migration_look_at_logins_async (BstConnection *source,
                                    const BstRoad *roads,
                                    guint n_roads,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  ask_roads (source, look_at_logins, roads, n_roads,
             g_task_new (NULL, cancellable, callback, data));
}

char *
bst_migration_look_roads_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
