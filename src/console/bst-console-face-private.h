/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console-private.h"
#include "core/bst-backoff.h"

G_BEGIN_DECLS

/* What is drawn later than this is no answer to a key any more. */
#define BST_CONSOLE_LONGEST_ANSWER_US (2 * G_USEC_PER_SEC)

/* What the files of the face itself share; kinds use bst-console-private.h. */

typedef struct
{
  char *name;
  BstConsoleState state;
  GError *error; /* (nullable) */

  gboolean closed_by_user;
  gboolean was_connected; /* since bst_console_open () */
  BstBackoff backoff;
  gint64 connected_at; /* monotonic; 0: not since it broke last */
  guint retry_id;
  gint64 retry_at;
  guint patience_id;
  gboolean was_waiting; /* when that last ended */

  gboolean needs_username;
  gboolean can_keep_password;

  BstConsoleAbilities abilities;
  BstConsoleLocks locks;
  gboolean pointer_absolute;
  gboolean view_only;
  gboolean audio;
  gboolean to_guest;
  gboolean from_guest;
  gsize max_clipboard;
  char *usb_obstacle;

  GHashTable *keys; /* held: scancodes */
  guint buttons;    /* held */
  guint64 updates;
  gint64 asked_at; /* monotonic: a key that waits for its effect; 0: none does */
  gint64 latency_us;

  GListStore *displays;  /* of BstConsoleDisplay */
  GListStore *transfers; /* of BstConsoleTransfer */
  GListStore *usb;       /* of BstConsoleUsbDevice */
} BstConsolePrivate;

enum
{
  PROP_0,
  PROP_NAME,
  PROP_ABILITIES,
  PROP_LOCKS,
  PROP_POINTER_ABSOLUTE,
  PROP_VIEW_ONLY,
  PROP_AUDIO,
  PROP_CLIPBOARD_TO_GUEST,
  PROP_CLIPBOARD_FROM_GUEST,
  N_PROPS
};

enum
{
  STATE_CHANGED,
  STIRRED,
  CLIPBOARD_OFFERED,
  CLIPBOARD_WANTED,
  USB_FAILED,
  N_SIGNALS
};

extern guint bst_console_signals[N_SIGNALS];

BstConsolePrivate *bst_console_get_priv (BstConsole *self);
void bst_console_notify (BstConsole *self, guint property);

G_END_DECLS
