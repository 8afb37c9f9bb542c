/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice-client.h>
#include <spice/vd_agent.h>

#include "console/bst-console-private.h"
#include "console/bst-relay-private.h"
#include "console/bst-spice-console.h"

G_BEGIN_DECLS

#define BST_SPICE_N_SELECTIONS 2

struct _BstSpiceConsole
{
  BstConsole parent_instance;

  BstSpiceTarget *target;
  BstDialer *dialer;
  gboolean machine_off;
  gboolean target_fresh;       /* nobody need be asked for another before the next try */
  gboolean target_awaited;     /* somebody who was asked will give one */
  GCancellable *getting_ready; /* (nullable): the dialer, before the session begins */

  /* The present try, or session; NULL: none. */
  SpiceSession *session;
  BstRelay *relay;
  GCancellable *dialling;
  SpiceMainChannel *main;     /* unowned: the session's */
  SpiceInputsChannel *inputs; /* unowned ... */
  BstDialer *session_dialer;  /* that it was begun with, or moved to */
  BstSpiceTarget *session_target;
  guint n_unserved;   /* channels that have no socket yet */
  GPtrArray *waiting; /* of Opening: sockets that are dialled, and wait for the displays */
  gboolean by_fd;     /* channels are handed over as sockets */
  gboolean needs_tls; /* learnt: the server wants it of all channels that matter */
  gboolean heard;     /* a server that was handed over has said something */
  gboolean main_open;
  gboolean probing;     /* whether the server is still there */
  SpiceChannel *failed; /* (nullable): while it is not known whether the main one ends, too */
  SpiceChannelEvent failed_event;
  guint failed_id;
  SpiceAudio *audio;    /* (nullable) (unowned): once it is time for it */
  guint audio_id;       /* of that time */
  GSocket *socket_here; /* (nullable): the main channel's, while it moves */
  gboolean moved;       /* seamlessly, to the destination */
  gboolean destination_wanted;
  char *destination_named; /* (nullable): the last one, as the server called it */
  guint destination_id;
  guint tls_id;
  guint switching_id;
  guint64 bytes_before; /* of earlier sessions */
  GError *reason;       /* (nullable): why the relay's last dialling failed */

  /* Where the machine goes. */
  BstDialer *destination; /* (nullable) */
  char *destination_host; /* (nullable) */

  /* The password of this try. */
  char *username;          /* (nullable) */
  char *password;          /* (nullable) */
  gboolean keyring_asked;  /* since the last password that was right */
  gboolean keyring_waited; /* for its answer */
  gboolean password_from_keyring;
  gboolean wants_username;
  gboolean keep_password;
  GCancellable *keyring;

  /* The agent. */
  guint requested_locks;
  GPtrArray *reads;                        /* of GTask: reading the guest's clipboard */
  guint32 offered[BST_SPICE_N_SELECTIONS]; /* by the guest: a bit for each type */
  gboolean grabbed[BST_SPICE_N_SELECTIONS];
  GHashTable *shared; /* (nullable): path for the guest to GFile */

  /* USB. */
  SpiceUsbDeviceManager *usb; /* (nullable) (unowned) */
  gboolean focused;
  gboolean usb_automatic;
  char *usb_filter;
  char *usb_on_connect;
};

/* bst-spice-console.c */
/* FALSE: nobody will tell the way. */
gboolean bst_spice_console_want_destination (BstSpiceConsole *self,
                                             const char *host,
                                             guint port,
                                             guint tls_port);

/* bst-spice-session.c: connecting, and all that ends it. */
void bst_spice_session_open (BstSpiceConsole *self);
/* @dialer: (nullable): the way that the session goes from here on; what breaks it is heard. */
void bst_spice_session_take_way (BstSpiceConsole *self, BstDialer *dialer);
void bst_spice_session_drop (BstSpiceConsole *self); /* lets go of everything; no state changes */
void bst_spice_session_begin (BstSpiceConsole *self);

/* Whether what the relay or a dialer said is why; else @error. (transfer full) both. */
void bst_spice_session_fail (BstSpiceConsole *self, GError *error);

/* bst-spice-channels.c: which channels there are. */
void bst_spice_channels_watch (BstSpiceConsole *self);
void bst_spice_channels_forget (BstSpiceConsole *self);
void bst_spice_channels_update_abilities (BstSpiceConsole *self);
gboolean bst_spice_channel_is (SpiceChannel *channel, int type);
gboolean bst_spice_channel_is_vital (SpiceChannel *channel); /* a console without it is none */

/* bst-spice-sockets.c: dialled for channels, and handed over to the library. */
void bst_spice_sockets_init (BstSpiceConsole *self);
void bst_spice_sockets_watch (BstSpiceConsole *self, SpiceChannel *channel);

/* @channel is going to ask for a socket; it has one, or will have none. */
void bst_spice_sockets_expect (BstSpiceConsole *self, SpiceChannel *channel);
void bst_spice_sockets_served (BstSpiceConsole *self, SpiceChannel *channel);

/* From now on the library opens by itself, through the relay, what comes late or on a migration: it
 * cannot migrate with sockets that are handed over. Not before all have their socket. */
void bst_spice_sockets_let_library_open (BstSpiceConsole *self);

void bst_spice_sockets_drop (BstSpiceConsole *self); /* those that wait */

/* bst-spice-identity.c: whose screen it is. */
void bst_spice_identity_watch (BstSpiceConsole *self);

/* bst-spice-move.c: migrations. */
void bst_spice_move_watch (BstSpiceConsole *self);
void bst_spice_move_watch_main (BstSpiceConsole *self);
void bst_spice_move_destination_changed (BstSpiceConsole *self);
gboolean bst_spice_move_is_under_way (BstSpiceConsole *self);

/* bst-spice-password.c */
void bst_spice_password_refused (BstSpiceConsole *self, SpiceChannel *channel);
void bst_spice_password_accepted (BstSpiceConsole *self);
void bst_spice_password_set (BstConsole *console,
                             const char *username,
                             const char *password,
                             gboolean keep);
void bst_spice_password_clear (BstSpiceConsole *self);

/* bst-spice-display.c */
void bst_spice_display_add (BstSpiceConsole *self, SpiceDisplayChannel *channel);
void bst_spice_display_remove (BstSpiceConsole *self, SpiceDisplayChannel *channel);
/* Of a display's or a cursor's channel: those that belong together have the same. */
guint bst_spice_display_get_channel_id (gpointer channel);

/* bst-spice-cursor.c: one channel each; the first's is for all its monitors. */
void bst_spice_cursor_add (BstSpiceConsole *self, SpiceCursorChannel *channel);
/* For a display that is new. */
void bst_spice_cursor_take (BstSpiceConsole *self, guint channel_id, BstConsoleDisplay *display);

/* bst-spice-input.c */
void bst_spice_input_init_class (BstConsoleClass *klass);
void bst_spice_input_add (BstSpiceConsole *self, SpiceInputsChannel *channel);
void bst_spice_input_update_pointer (BstSpiceConsole *self);

/* bst-spice-clipboard.c */
void bst_spice_clipboard_init_class (BstConsoleClass *klass);
void bst_spice_clipboard_add (BstSpiceConsole *self);
void bst_spice_clipboard_drop (BstSpiceConsole *self);

/* bst-spice-files.c */
void bst_spice_files_init_class (BstConsoleClass *klass);
gboolean bst_spice_files_can_share (BstSpiceConsole *self);

/* (nullable) (transfer full): a list of URIs as a guest wants it, with its files shared; and back,
 * for those that were shared. */
GBytes *bst_spice_files_share (BstSpiceConsole *self, GBytes *uris);
GBytes *bst_spice_files_find (BstSpiceConsole *self, GBytes *list);
void bst_spice_files_drop (BstSpiceConsole *self);

/* bst-spice-sound.c: the library plays and records; it is got ready after the first picture. */

/* FALSE: @channel has nothing to do with sound. */
gboolean bst_spice_sound_add (BstSpiceConsole *self, SpiceChannel *channel);
void bst_spice_sound_mute (BstSpiceConsole *self); /* or not, as the console is set */
void bst_spice_sound_drop (BstSpiceConsole *self);

/* bst-spice-usb.c */
void bst_spice_usb_init_class (BstConsoleClass *klass);
void bst_spice_usb_add (BstSpiceConsole *self);
void bst_spice_usb_drop (BstSpiceConsole *self);

G_END_DECLS
