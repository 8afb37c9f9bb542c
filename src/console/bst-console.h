/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "console/bst-console-display.h"
#include "console/bst-console-transfer.h"
#include "console/bst-console-usb-device.h"

G_BEGIN_DECLS

/**
 * BstConsoleState:
 * @BST_CONSOLE_STATE_NEW: bst_console_open () was not called yet
 * @BST_CONSOLE_STATE_CONNECTING: also while it tries again after it was lost, until there is a
 *   picture; the last one is still there
 * @BST_CONSOLE_STATE_PASSWORD: waits for bst_console_set_password (); the error says whether one
 * was refused (BST_ERROR_AUTH), or is NULL when it is asked for the first time
 * @BST_CONSOLE_STATE_CONNECTED: pictures come and input goes
 * @BST_CONSOLE_STATE_MIGRATING: the machine moves to another host; pictures and input go on for as
 *   long as they can
 * @BST_CONSOLE_STATE_LOST: the link broke; tries again by itself in a moment. The error says why
 * @BST_CONSOLE_STATE_ENDED: nothing more comes unless bst_console_open () is called again. No
 * error: closed by its user, or the machine went down; else what failed, with its remedy
 */
typedef enum
{
  BST_CONSOLE_STATE_NEW,
  BST_CONSOLE_STATE_CONNECTING,
  BST_CONSOLE_STATE_PASSWORD,
  BST_CONSOLE_STATE_CONNECTED,
  BST_CONSOLE_STATE_MIGRATING,
  BST_CONSOLE_STATE_LOST,
  BST_CONSOLE_STATE_ENDED,
} BstConsoleState;

typedef enum
{
  BST_CONSOLE_LOCK_SCROLL = 1 << 0,
  BST_CONSOLE_LOCK_NUM = 1 << 1,
  BST_CONSOLE_LOCK_CAPS = 1 << 2,
} BstConsoleLocks;

typedef enum
{
  BST_CONSOLE_BUTTON_LEFT = 1,
  BST_CONSOLE_BUTTON_MIDDLE = 2,
  BST_CONSOLE_BUTTON_RIGHT = 3,
  BST_CONSOLE_BUTTON_SIDE = 8,  /* "back", as X11 and GDK number them */
  BST_CONSOLE_BUTTON_EXTRA = 9, /* "forward" */
} BstConsoleButton;

typedef enum
{
  BST_CONSOLE_SELECTION_CLIPBOARD,
  BST_CONSOLE_SELECTION_PRIMARY,
} BstConsoleSelection;

/* What the console can do now, as a set; notified as "abilities". */
typedef enum
{
  BST_CONSOLE_CAN_TYPE = 1 << 0,       /* keys and pointer arrive */
  BST_CONSOLE_CAN_CLIPBOARD = 1 << 1,  /* the guest's agent shares clipboards */
  BST_CONSOLE_CAN_PRIMARY = 1 << 2,    /* ... the primary selection too */
  BST_CONSOLE_CAN_RESIZE = 1 << 3,     /* the guest follows bst_console_request_layout () */
  BST_CONSOLE_CAN_FILES = 1 << 4,      /* bst_console_send_files () */
  BST_CONSOLE_CAN_AUDIO = 1 << 5,      /* the guest has a sound card */
  BST_CONSOLE_CAN_USB = 1 << 6,        /* the guest takes USB devices */
  BST_CONSOLE_CAN_FILE_LISTS = 1 << 7, /* ... and copied files: "text/uri-list" in clipboards */
} BstConsoleAbilities;

/* Of a console since it was opened; over reconnections. */
typedef struct
{
  guint64 bytes_in;
  guint64 bytes_out; /* 0: not known */
  gint64 latency_us; /* from a key, the last time, to what was drawn next; negative: none as yet */
  guint64 updates;   /* drawings of the guest */
} BstConsoleStats;

/* One display of bst_console_request_layout (). */
typedef struct
{
  guint id;
  gboolean enabled;
  BstConsoleRect area; /* pixels; x and y where there are several */
} BstConsoleLayout;

/* Types of clipboards, both ways. Text is UTF-8 with "\n"; the console itself does what a guest of
 * other habits needs ("\r\n"). */
#define BST_CONSOLE_MIME_TEXT "text/plain;charset=utf-8"
#define BST_CONSOLE_MIME_PNG "image/png"
#define BST_CONSOLE_MIME_BMP "image/bmp"
#define BST_CONSOLE_MIME_TIFF "image/tiff"
#define BST_CONSOLE_MIME_JPEG "image/jpeg"
#define BST_CONSOLE_MIME_FILES "text/uri-list"

/**
 * BstConsole:
 *
 * A machine's console of any kind, without a toolkit: pictures out, input in. Main thread only;
 * nothing here blocks.
 *
 * Signals:
 * - "state-changed" (): see bst_console_get_state (), bst_console_get_error ()
 * - "stirred" (): while it connects: the way is made, or the server said more
 * - "clipboard-offered" (BstConsoleSelection, const char *const *mime_types): the guest has
 *   something new, in these types; none: it has nothing any more
 * - "clipboard-wanted" (BstConsoleSelection, const char *mime_type): the guest wants what was
 *   offered; answer once, now or later, by bst_console_provide_clipboard ()
 * - "usb-failed" (GError): a USB device that is handed over by itself was not, or one that was in the
 *   guest stopped there; of BST_ERROR
 *
 * Properties, notified: "name", "abilities", "locks" (the guest's), "pointer-absolute",
 * "view-only", "audio", "clipboard-to-guest", "clipboard-from-guest".
 */
#define BST_TYPE_CONSOLE (bst_console_get_type ())
G_DECLARE_DERIVABLE_TYPE (BstConsole, bst_console, BST, CONSOLE, GObject)

/* What a kind does. A kind calls the functions of bst-console-private.h. NULL: it cannot. */
struct _BstConsoleClass
{
  GObjectClass parent_class;

  void (*open) (BstConsole *self);
  void (*close) (BstConsole *self); /* at once; the state is set by the caller */
  gboolean (*is_waiting) (BstConsole *self); /* for a person, on its way there */
  void (*set_password) (BstConsole *self,
                        const char *username,
                        const char *password,
                        gboolean keep);

  void (*key) (BstConsole *self, guint scancode, gboolean pressed);
  void (*set_locks) (BstConsole *self, BstConsoleLocks locks);
  void (*move_to) (BstConsole *self, BstConsoleDisplay *display, int x, int y);
  void (*move_by) (BstConsole *self, int dx, int dy);
  void (*button) (BstConsole *self, guint button, gboolean pressed);
  void (*wheel) (BstConsole *self, int dx, int dy);
  void (*request_pointer) (BstConsole *self, gboolean absolute);

  void (*offer_clipboard) (BstConsole *self,
                           BstConsoleSelection selection,
                           const char *const *types);
  void (*provide_clipboard) (BstConsole *self,
                             BstConsoleSelection selection,
                             const char *type,
                             GBytes *data);
  void (*read_clipboard) (BstConsole *self,
                          BstConsoleSelection selection,
                          const char *type,
                          GTask *task);

  void (*send_files) (BstConsole *self, GFile *const *files, guint n);
  void (*request_layout) (BstConsole *self, const BstConsoleLayout *layout, guint n);
  void (*set_audio) (BstConsole *self, gboolean audio);
  void (*attach_usb) (BstConsole *self, BstConsoleUsbDevice *device, gboolean attach, GTask *task);
  void (*set_usb_rules) (BstConsole *self,
                         gboolean automatic,
                         const char *filter,
                         const char *on_connect);
  void (*set_focused) (BstConsole *self, gboolean focused);
  void (*insert_card) (BstConsole *self, gboolean insert);
  void (*get_stats) (BstConsole *self, BstConsoleStats *stats);
};

/* Its life. */

/* Connects, and connects again by itself when the link breaks, until bst_console_close (). After
 * ENDED and while LOST: tries at once. */
void bst_console_open (BstConsole *self);

/* ENDED without an error; the last picture stays. */
void bst_console_close (BstConsole *self);

/* Whether that ended it, and not the server or the machine. */
gboolean bst_console_is_closed_by_user (BstConsole *self);

BstConsoleState bst_console_get_state (BstConsole *self);

/* (nullable) (transfer none): of BST_ERROR; why the state is what it is. */
const GError *bst_console_get_error (BstConsole *self);

/* When it tries again by itself: monotonic time in µs, 0: it does not. */
gint64 bst_console_get_retry_at (BstConsole *self);

/* What messages call it: the machine's name. */
const char *bst_console_get_name (BstConsole *self);
void bst_console_set_name (BstConsole *self, const char *name);

/* In PASSWORD. @username: (nullable): only where bst_console_needs_username (). @keep: in the
 * desktop's keyring, once it proved right. Both are wiped after use. */
void bst_console_set_password (BstConsole *self,
                               const char *username,
                               const char *password,
                               gboolean keep);
gboolean bst_console_needs_username (BstConsole *self);
gboolean bst_console_can_keep_password (BstConsole *self);

BstConsoleAbilities bst_console_get_abilities (BstConsole *self);
void bst_console_get_stats (BstConsole *self, BstConsoleStats *stats);

/* (transfer none): of BstConsoleDisplay, ordered by id; the first from the first picture on. */
GListModel *bst_console_get_displays (BstConsole *self);

/* Input. All are dropped while the console is not connected or only viewed. */

gboolean bst_console_get_view_only (BstConsole *self);
void bst_console_set_view_only (BstConsole *self, gboolean view_only);

/* @scancode: of PC XT's set 1, extended ones (0xe0 ..) as 0x100 | code; Pause is 0x21d. Goes out at
 * once. A key that is pressed already repeats; what is not pressed is not released. */
void bst_console_key (BstConsole *self, guint scancode, gboolean pressed);

/* @scancodes pressed in this order and released in the other; those held stay so. */
void bst_console_send_keys (BstConsole *self, const guint *scancodes, guint n);

/* All keys and buttons that are held: when the focus leaves. */
void bst_console_release_all (BstConsole *self);

/* The guest's lock keys as far as it tells, and a wish for them: when the focus comes. */
BstConsoleLocks bst_console_get_locks (BstConsole *self);
void bst_console_set_locks (BstConsole *self, BstConsoleLocks locks);

/* Whether the guest takes positions (TRUE), or only motions: its pointer must be captured then. */
gboolean bst_console_is_pointer_absolute (BstConsole *self);

/* A wish for the other mode, which the guest may not fulfil. */
void bst_console_request_pointer (BstConsole *self, gboolean absolute);

/* Positions are clipped to the display. In the other mode than it is for, each does nothing. */
void bst_console_move_to (BstConsole *self, BstConsoleDisplay *display, int x, int y);
void bst_console_move_by (BstConsole *self, int dx, int dy);
void bst_console_button (BstConsole *self, guint button, gboolean pressed);

/* Whole clicks; positive: right and down. */
void bst_console_wheel (BstConsole *self, int dx, int dy);

/* Whether one of its screens has the focus, which it cannot know by itself; not at first. For what
 * is done only then: see bst_console_set_usb_rules (). */
void bst_console_set_focused (BstConsole *self, gboolean focused);

/* Clipboards. */

/* Each direction by itself; both are on. A console that is only viewed gives nothing to the guest.
 */
gboolean bst_console_get_clipboard_to_guest (BstConsole *self);
void bst_console_set_clipboard_to_guest (BstConsole *self, gboolean on);
gboolean bst_console_get_clipboard_from_guest (BstConsole *self);
void bst_console_set_clipboard_from_guest (BstConsole *self, gboolean on);

/* What this computer has now: @mime_types of those above, NULL or empty: nothing any more. */
void bst_console_offer_clipboard (BstConsole *self,
                                  BstConsoleSelection selection,
                                  const char *const *mime_types);

/* The answer to "clipboard-wanted". @data: (nullable): cannot be had. File lists are lines of URIs.
 * Over bst_console_get_max_clipboard (): an empty answer goes to the guest and FALSE with
 * %BST_ERROR_INVALID is given. */
gboolean bst_console_provide_clipboard (BstConsole *self,
                                        BstConsoleSelection selection,
                                        const char *mime_type,
                                        GBytes *data,
                                        GError **error);

/* What the guest offered. 10 s at most without an answer; errors of BST_ERROR. */
void bst_console_read_clipboard_async (BstConsole *self,
                                       BstConsoleSelection selection,
                                       const char *mime_type,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GBytes *bst_console_read_clipboard_finish (BstConsole *self, GAsyncResult *result, GError **error);

/* In bytes, both ways; 100 MiB at first. */
gsize bst_console_get_max_clipboard (BstConsole *self);
void bst_console_set_max_clipboard (BstConsole *self, gsize bytes);

/* Files. */

/* Into the guest; one BstConsoleTransfer each. Directories are refused in their transfers. */
void bst_console_send_files (BstConsole *self, GFile *const *files, guint n);
GListModel *bst_console_get_transfers (BstConsole *self); /* (transfer none) */
void bst_console_forget_transfer (BstConsole *self, BstConsoleTransfer *transfer);

/* The guest's screens. */

/* A wish for all displays: those that are not in it are off. They change when the guest did. */
void bst_console_request_layout (BstConsole *self, const BstConsoleLayout *layout, guint n);

/* Sound; on. */
gboolean bst_console_get_audio (BstConsole *self);
void bst_console_set_audio (BstConsole *self, gboolean audio);

/* USB. */

/* (transfer none): of BstConsoleUsbDevice; empty where bst_console_get_usb_obstacle () says why. */
GListModel *bst_console_get_usb_devices (BstConsole *self);
const char *bst_console_get_usb_obstacle (BstConsole *self); /* (nullable): a sentence */

void bst_console_attach_usb_async (BstConsole *self,
                                   BstConsoleUsbDevice *device,
                                   gboolean attach,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean bst_console_attach_usb_finish (BstConsole *self, GAsyncResult *result, GError **error);

/* @automatic: devices plugged in while the console has the focus go to the guest. @filter, which of
 * them, and @on_connect, which at once: (nullable) rules "class,vendor,product,version,allow|…"
 * with -1 for any, as usbredir has them. FALSE with %BST_ERROR_INVALID for what is no rule. */
gboolean bst_console_set_usb_rules (BstConsole *self,
                                    gboolean automatic,
                                    const char *filter,
                                    const char *on_connect,
                                    GError **error);

/* Puts a card into the guest's reader, or takes it out: one that is made of certificates of this
 * computer, as real cards tell by themselves. Nothing happens where the guest has no reader. */
void bst_console_insert_card (BstConsole *self, gboolean insert);

G_END_DECLS
