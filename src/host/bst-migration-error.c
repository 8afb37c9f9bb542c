/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-migration-error.h"

#include <glib/gi18n.h>
#include <string.h>

#include "host/bst-host-error.h"

#define NAME_TAKEN "already exists with uuid"
#define NO_ROOM "No space left"

/*
 * Why migrations fail, by what libvirt 9.0 to 10.x and QEMU 7.2 say; the first that fits. In the
 * reasons %1$s is the source, %2$s the destination.
 */
static const struct
{
  int code; /* of libvirt; 0: any */
  const char *words;
  BstErrorCode result;
  const char *reason;
  const char *remedy;
} causes[] = {
  { VIR_ERR_MIGRATE_UNSAFE, NULL, BST_ERROR_INVALID,
    N_ ("libvirt fears for its disks: %2$s may not see the same storage, or their cache mode may "
        "lose "
        "writes"),
    N_ ("Copy the disks, or set their cache mode to “none”; where you know that the storage is "
        "safe, "
        "allow an unsafe migration.") },
  { VIR_ERR_OPERATION_ABORTED, NULL, BST_ERROR_CANCELLED, N_ ("it was cancelled"), NULL },
  { 0, "canceled by client", BST_ERROR_CANCELLED, N_ ("it was cancelled"), NULL },
  { 0, NAME_TAKEN, BST_ERROR_EXISTS, N_ ("another machine on %2$s has its name"),
    N_ ("Rename one of the two.") },
  { 0, "is already defined with uuid", BST_ERROR_EXISTS,
    N_ ("another machine on %2$s has its name or UUID"), N_ ("Rename or remove one of the two.") },
  { 0, "is already active", BST_ERROR_EXISTS, N_ ("it runs on %2$s already"),
    N_ ("Look at both hosts before you do anything else.") },
  { 0, "is already being started", BST_ERROR_EXISTS, N_ ("it is being started on %2$s"),
    N_ ("Look at both hosts before you do anything else.") },
  { 0, NO_ROOM, BST_ERROR_FAILED, N_ ("%2$s has no room left for its disks"),
    N_ ("Free some space there, or choose another pool.") },
  { 0, "address resolution failed", BST_ERROR_UNREACHABLE,
    N_ ("%1$s does not know the name of %2$s"),
    N_ ("Put the name into the DNS or into /etc/hosts of the source, or give the address by "
        "hand.") },
  { 0, "unable to resolve", BST_ERROR_UNREACHABLE, N_ ("%1$s does not know the name of %2$s"),
    N_ ("Put the name into the DNS or into /etc/hosts of the source, or give the address by "
        "hand.") },
  { 0, "Name or service not known", BST_ERROR_UNREACHABLE,
    N_ ("%1$s does not know the name of %2$s"),
    N_ ("Put the name into the DNS or into /etc/hosts of the source, or give the address by "
        "hand.") },
  { 0, "hostname on destination resolved to localhost", BST_ERROR_UNREACHABLE,
    N_ ("%2$s takes its own name for its own address only"),
    N_ ("Correct /etc/hosts of the destination, or give the address by hand.") },
  { 0, "unable to connect to server at", BST_ERROR_UNREACHABLE,
    N_ ("%1$s cannot reach %2$s for the memory"),
    N_ ("Open the ports 49152 to 49215 of the destination for the source, or use a tunnel.") },
  { 0, "Host key verification failed", BST_ERROR_AUTH,
    N_ ("%1$s does not know the SSH key of %2$s"),
    N_ ("Log in once as root from the source to the destination; or let this program lead it "
        "(direct).") },
  { 0, "Permission denied (", BST_ERROR_AUTH, N_ ("%1$s may not log in to %2$s by SSH"),
    N_ ("Give root of the source a key for the destination; or let this program lead it "
        "(direct).") },
  { 0, "Cannot access storage file", BST_ERROR_INVALID, N_ ("one of its disks is not on %2$s"),
    N_ ("Copy the disks, or mount the same storage there.") },
  { 0, "Cannot access backing file", BST_ERROR_INVALID,
    N_ ("the backing file of one of its disks is not on %2$s"),
    N_ ("Put the backing file there, or copy the whole disk.") },
  { 0, "cannot set up guest memory", BST_ERROR_FAILED, N_ ("%2$s has not enough free memory"),
    N_ ("Stop or move another machine there first.") },
  { 0, "Cannot allocate memory", BST_ERROR_FAILED, N_ ("%2$s has not enough free memory"),
    N_ ("Stop or move another machine there first.") },
  { 0, "guest CPU doesn't match", BST_ERROR_UNSUPPORTED,
    N_ ("the processor of %2$s cannot do what its guest was promised"),
    N_ ("Give the machine a CPU model that both hosts have, and start it again.") },
  { 0, "does not support machine type", BST_ERROR_UNSUPPORTED,
    N_ ("QEMU on %2$s does not know its machine type"),
    N_ ("Upgrade QEMU there, or give the machine an older type.") },
  { 0, "Network not found", BST_ERROR_INVALID, N_ ("one of its networks is not on %2$s"),
    N_ ("Make a network of the same name there.") },
  { 0, "Cannot get interface MTU", BST_ERROR_INVALID, N_ ("one of its bridges is not on %2$s"),
    N_ ("Make a bridge of the same name there.") },
  { 0, "is not active", BST_ERROR_INVALID, N_ ("one of its networks is not active on %2$s"),
    N_ ("Start the network there.") },
  { 0, "host device", BST_ERROR_UNSUPPORTED, N_ ("it uses a device of %1$s itself"),
    N_ ("Detach the device, then try again.") },
  { 0, "snapshots", BST_ERROR_UNSUPPORTED, N_ ("it has snapshots, which would be lost"),
    N_ ("Delete its snapshots first.") },
  { 0, "checkpoints", BST_ERROR_UNSUPPORTED, N_ ("it has checkpoints, which would be lost"),
    N_ ("Delete its checkpoints first.") },
  { 0, "Lost connection to destination", BST_ERROR_LOST, N_ ("the link between the hosts broke"),
    N_ ("Look at the network between the two, then try again.") },
  { 0, "Unable to read from socket", BST_ERROR_LOST, N_ ("the link between the hosts broke"),
    N_ ("Look at the network between the two, then try again.") },
  { VIR_ERR_RPC, NULL, BST_ERROR_LOST,
    N_ ("a link between %1$s and %2$s broke, or ours to one of them"),
    N_ ("Look at the network between the two, then try again.") },
  { 0, "unexpectedly failed", BST_ERROR_FAILED, N_ ("QEMU on one of the hosts gave it up"),
    N_ ("Look at the machine’s log in /var/log/libvirt/qemu of both hosts.") },
};

static char *
fill_in (const char *format, const char *source, const char *destination)
{
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%1$s", source, 0);
  g_string_replace (text, "%2$s", destination, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GError *
make_error (guint cause,
            const char *what,
            const char *source,
            const char *destination,
            const char *message)
{
  g_autofree char *reason = fill_in (_ (causes[cause].reason), source, destination);
  g_autofree char *detail = g_utf8_make_valid (message != NULL ? message : "", -1);
  const char *remedy = causes[cause].remedy;

  return bst_error_new (causes[cause].result, remedy != NULL ? _ (remedy) : NULL, detail,
                        _ ("%s: %s"), what, reason);
}

GError *
bst_migration_error_take_last (const char *name, const char *source, const char *destination)
{
  const virError *verr = virGetLastError ();
  /* Translators: a machine, the host that it leaves, and the one that it goes to. */
  g_autofree char *what =
      g_strdup_printf (_ ("Cannot move “%s” from %s to %s"), name, source, destination);

  for (guint i = 0; verr != NULL && i < G_N_ELEMENTS (causes); i++)
    {
      if (causes[i].code != 0
              ? causes[i].code != verr->code
              : verr->message == NULL || strstr (verr->message, causes[i].words) == NULL)
        continue;

      return make_error (i, what, source, destination, verr->message);
    }

  return bst_host_error_take_last ("%s", what);
}

/* As if libvirt had said @words. */
static GError *
new_known (const char *words,
           const char *name,
           const char *source,
           const char *destination,
           const char *detail)
{
  g_autofree char *what =
      g_strdup_printf (_ ("Cannot move “%s” from %s to %s"), name, source, destination);

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      if (g_strcmp0 (causes[i].words, words) == 0)
        return make_error (i, what, source, destination, detail);
    }

  g_return_val_if_reached (NULL);
}

GError *
bst_migration_error_new_taken (const char *name,
                               const char *source,
                               const char *destination,
                               const char *detail)
{
  return new_known (NAME_TAKEN, name, source, destination, detail);
}

GError *
bst_migration_error_new_full (const char *name,
                              const char *source,
                              const char *destination,
                              const char *detail)
{
  return new_known (NO_ROOM, name, source, destination, detail);
}
