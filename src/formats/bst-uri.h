/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstUri:
 *
 * A libvirt URI taken apart: "driver[+transport]://[user@][host][:port]/path[?query]". Any driver
 * and path that libvirt may know is taken. Two parameters are ours and never reach libvirt: "jump"
 * ([user@]host[:port], several with commas between them, as ProxyJump) and "keyfile" (a path, as
 * libvirt has it). Immutable.
 *
 * See https://libvirt.org/uri.html.
 */
typedef struct
{
  char *driver;    /* "qemu", "test", "xen", "lxc", "ch" ... */
  char *transport; /* (nullable): "ssh", "unix" */
  char *user;      /* (nullable) */
  char *host;      /* (nullable): of this computer; IPv6 without its brackets */
  guint port;      /* 0: what ssh's configuration says */
  char *path;      /* "/system" */
  char *query;     /* (nullable): the rest, escaped, without jump and keyfile */
  char *jump;      /* (nullable) */
  char *keyfile;   /* (nullable): absolute, or in "~/" */
} BstUri;

/* %BST_ERROR_INVALID, with a remedy, for anything else: a host, user or jump host that begins with
 * "-" or holds control characters, white space or what means something to a shell, a password, a
 * port outside 1 to 65535, a "command" to run, transports that are not through SSH or of this
 * computer. A bare "host", "user@host" and "user@host:port" are taken as qemu+ssh://…/system. White
 * space around it is dropped. */
BstUri *bst_uri_parse (const char *text, GError **error);
void bst_uri_free (BstUri *self);

/* The one spelling that the inventory keeps: driver and host in lower case, a path always. A port
 * is kept also where it is 22: ssh's configuration may have another for that host. */
char *bst_uri_to_string (const BstUri *self);

/* For libvirt: without what is ours, with @command (nullable) as the SSH transport's program. */
char *bst_uri_to_libvirt (const BstUri *self, const char *command);

/* Whether it goes through SSH. */
gboolean bst_uri_is_ssh (const BstUri *self);

/* A name to show: the host, else "localhost", else of test:/// "test". */
const char *bst_uri_get_short_name (const BstUri *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstUri, bst_uri_free)

G_END_DECLS
