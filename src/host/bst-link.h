/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* Which thread of a link does a call. */
typedef enum
{
  BST_LANE_CONTROL, /* one thread: short calls, and aborting what the pool does */
  BST_LANE_POOL,    /* three: what may be long, and what can wait */
} BstLane;

/* At most this many calls of background work at a time: the pool's threads. */
#define BST_LINK_POOL 3

/**
 * BstLink:
 *
 * One virConnect, from its opening to its end, with its threads: a generation of a connection.
 * Whatever answers after bst_link_close () is dropped here: bst_link_call_finish () then says
 * %BST_ERROR_LOST. Objects of libvirt live and die on its threads, never on the main one.
 *
 * Emits "broken" (GError) once, on the main thread, when an open link is found dead, "closed"
 * from bst_link_close (), and "ended" once nothing of it waits for libvirt any more: long after that
 * where the host hangs.
 */
#define BST_TYPE_LINK (bst_link_get_type ())
G_DECLARE_FINAL_TYPE (BstLink, bst_link, BST, LINK, GObject)

/* @uri: for libvirt; @host: for messages; @ssh: whether it goes through SSH. Main thread, as all
 * that follows unless it says otherwise. */
BstLink *bst_link_new (const char *uri, const char *host, gboolean ssh);

/* Opens it: for as long as that takes. Whoever loses patience closes it, and gets the callback when
 * libvirt comes back from it at last. */
void bst_link_open_async (BstLink *self, GAsyncReadyCallback callback, gpointer data);
gboolean bst_link_open_finish (BstLink *self, GAsyncResult *result, GError **error);

/* Ends it; the calls to the server that this needs are done elsewhere. */
void bst_link_close (BstLink *self);

/* Opened, and not closed. Any thread. */
gboolean bst_link_is_open (BstLink *self);

/* Any thread. */
const char *bst_link_get_host (BstLink *self);
gulong bst_link_get_version (BstLink *self); /* of libvirt there; once open */

/* Returns (transfer full), or NULL with @error. On one of the link's threads. */
typedef gpointer (*BstLinkFunc) (BstLink *self, gpointer data, GError **error);

/* @data: (transfer full), freed by @free_data on the main thread; a result that nobody takes by
 * @free_result. */
void bst_link_call_async (BstLink *self,
                          BstLane lane,
                          int priority,
                          BstLinkFunc func,
                          gpointer data,
                          GDestroyNotify free_data,
                          GDestroyNotify free_result,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gpointer bst_link_call_finish (BstLink *self, GAsyncResult *result, GError **error);

/* On the link's threads. Each call to libvirt that goes to the server is counted. */
virConnectPtr bst_link_get_connection (BstLink *self);
void bst_link_count_call (BstLink *self);

/* For a call on another link that needs this one too: (transfer full) (nullable), to be closed on that
 * link's thread; NULL where this one is over. Any thread but the main one. */
virConnectPtr bst_link_ref_connection (BstLink *self);
guint bst_link_get_n_calls (BstLink *self); /* any thread */

/* (transfer full): from those known, else asked for. %BST_ERROR_NO_MACHINE where there is none. */
virDomainPtr bst_link_ref_domain (BstLink *self, const char *uuid, GError **error);
void bst_link_keep_domain (BstLink *self, virDomainPtr domain); /* (transfer full) */
void bst_link_forget_domain (BstLink *self, const char *uuid);

/* A registration of an event, to be ended with the link. */
typedef int (*BstLinkDeregister) (virConnectPtr connection, int id);
void bst_link_keep_registration (BstLink *self, BstLinkDeregister deregister, int id);

/* Asks the server for a sign of life now: "broken" where there is none in 5 s. Done by itself, with
 * more patience, all the time. Main thread. */
void bst_link_probe (BstLink *self);

/* Looks, without asking the server, whether the link lives; where not, has "broken" emitted. */
void bst_link_check (BstLink *self);

/* Once a process, on the main thread: libvirt's event loop on GLib's, its errors to our log. */
void bst_link_init_library (void);

G_END_DECLS
