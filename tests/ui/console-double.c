/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console-double.h"

#include "console/bst-console-display-private.h"
#include "console/bst-console-private.h"
#include "core/bst-error.h"
#include "console/bst-console-usb-device-private.h"

#define MOST_DISPLAYS 4

struct _ConsoleDouble
{
  BstConsole parent_instance;

  guint32 *pixels[MOST_DISPLAYS];
  int width[MOST_DISPLAYS];
  GString *log;
  guint n_looks; /* at its figures */
  gboolean focused;
  char *offer;
  GBytes *given;
  GBytes *clipboard;
};

G_DEFINE_FINAL_TYPE (ConsoleDouble, console_double, BST_TYPE_CONSOLE)

static void
note (ConsoleDouble *self, const char *format, ...)
{
  va_list arguments;

  if (self->log->len > 0)
    g_string_append_c (self->log, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (self->log, format, arguments);
  va_end (arguments);
}

static void
double_open (BstConsole *console)
{
}

static void
double_close (BstConsole *console)
{
}

static void
double_set_password (BstConsole *console, const char *username, const char *password, gboolean keep)
{
  note (CONSOLE_DOUBLE (console), "password:%s", password);
}

static void
double_key (BstConsole *console, guint scancode, gboolean pressed)
{
  note (CONSOLE_DOUBLE (console), "key%c%x", pressed ? '+' : '-', scancode);
}

static void
double_set_locks (BstConsole *console, BstConsoleLocks locks)
{
  note (CONSOLE_DOUBLE (console), "locks%u", locks);
}

static void
double_move_to (BstConsole *console, BstConsoleDisplay *display, int x, int y)
{
  note (CONSOLE_DOUBLE (console), "to%d,%d", x, y);
}

static void
double_move_by (BstConsole *console, int dx, int dy)
{
  note (CONSOLE_DOUBLE (console), "by%d,%d", dx, dy);
}

static void
double_button (BstConsole *console, guint button, gboolean pressed)
{
  note (CONSOLE_DOUBLE (console), "button%c%u", pressed ? '+' : '-', button);
}

static void
double_wheel (BstConsole *console, int dx, int dy)
{
  note (CONSOLE_DOUBLE (console), "wheel%d,%d", dx, dy);
}

static void
double_insert_card (BstConsole *console, gboolean insert)
{
  note (CONSOLE_DOUBLE (console), insert ? "card+" : "card-");
}

static void
double_request_layout (BstConsole *console, const BstConsoleLayout *layout, guint n)
{
  for (guint i = 0; i < n; i++)
    if (layout[i].enabled)
      note (CONSOLE_DOUBLE (console), "layout%u:%dx%d", layout[i].id, layout[i].area.width,
            layout[i].area.height);
    else
      note (CONSOLE_DOUBLE (console), "layout%u:off", layout[i].id);
}

/* A kilobyte with each look at it. */
static void
double_get_stats (BstConsole *console, BstConsoleStats *stats)
{
  stats->bytes_in = 1000 * (guint64)++CONSOLE_DOUBLE (console)->n_looks;
}

/* It takes a moment; one whose name says so, it cannot hand over. */
static gboolean
on_attached (gpointer data)
{
  GTask *task = data;
  BstConsoleUsbDevice *device = g_task_get_task_data (task);
  const gboolean attached = bst_console_usb_device_is_attached (device);

  if (g_str_has_prefix (bst_console_usb_device_get_name (device), "Stubborn"))
    {
      bst_console_usb_device_update (device, attached, FALSE, NULL);
      g_task_return_error (task, bst_error_new (BST_ERROR_FAILED, "Unmount it first.", NULL,
                                                "It is in use here"));
    }
  else
    {
      bst_console_usb_device_update (device, !attached, FALSE, NULL);
      g_task_return_boolean (task, TRUE);
    }

  return G_SOURCE_REMOVE;
}

static void
double_attach_usb (BstConsole *console, BstConsoleUsbDevice *device, gboolean attach, GTask *task)
{
  note (CONSOLE_DOUBLE (console), attach ? "usb+%s" : "usb-%s",
        bst_console_usb_device_get_id (device));
  g_task_set_task_data (task, g_object_ref (device), g_object_unref);
  bst_console_usb_device_update (device, bst_console_usb_device_is_attached (device), TRUE, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_attached, task, g_object_unref);
}

static void
double_set_usb_rules (BstConsole *console,
                      gboolean automatic,
                      const char *filter,
                      const char *on_connect)
{
  note (CONSOLE_DOUBLE (console), "rules:%d:%s:%s", automatic, filter != NULL ? filter : "",
        on_connect != NULL ? on_connect : "");
}

static void
double_set_focused (BstConsole *console, gboolean focused)
{
  CONSOLE_DOUBLE (console)->focused = focused;
}

static void
double_offer_clipboard (BstConsole *console,
                        BstConsoleSelection selection,
                        const char *const *types)
{
  ConsoleDouble *self = CONSOLE_DOUBLE (console);

  if (selection != BST_CONSOLE_SELECTION_CLIPBOARD)
    return;
  g_free (self->offer);
  self->offer = types != NULL ? g_strjoinv (" ", (char **)types) : g_strdup ("");
}

static void
double_provide_clipboard (BstConsole *console,
                          BstConsoleSelection selection,
                          const char *type,
                          GBytes *data)
{
  ConsoleDouble *self = CONSOLE_DOUBLE (console);

  g_clear_pointer (&self->given, g_bytes_unref);
  self->given = data != NULL ? g_bytes_ref (data) : NULL;
}

static void
double_read_clipboard (BstConsole *console,
                       BstConsoleSelection selection,
                       const char *type,
                       GTask *task)
{
  g_task_return_pointer (task, g_bytes_ref (CONSOLE_DOUBLE (console)->clipboard),
                         (GDestroyNotify)g_bytes_unref);
  g_object_unref (task);
}

static void
double_finalize (GObject *object)
{
  ConsoleDouble *self = CONSOLE_DOUBLE (object);

  for (guint i = 0; i < MOST_DISPLAYS; i++)
    g_free (self->pixels[i]);
  g_string_free (self->log, TRUE);
  g_free (self->offer);
  g_clear_pointer (&self->given, g_bytes_unref);
  g_clear_pointer (&self->clipboard, g_bytes_unref);

  G_OBJECT_CLASS (console_double_parent_class)->finalize (object);
}

static void
console_double_class_init (ConsoleDoubleClass *klass)
{
  BstConsoleClass *console_class = BST_CONSOLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = double_finalize;
  console_class->open = double_open;
  console_class->close = double_close;
  console_class->set_password = double_set_password;
  console_class->key = double_key;
  console_class->set_locks = double_set_locks;
  console_class->move_to = double_move_to;
  console_class->move_by = double_move_by;
  console_class->button = double_button;
  console_class->wheel = double_wheel;
  console_class->insert_card = double_insert_card;
  console_class->request_layout = double_request_layout;
  console_class->get_stats = double_get_stats;
  console_class->attach_usb = double_attach_usb;
  console_class->set_usb_rules = double_set_usb_rules;
  console_class->set_focused = double_set_focused;
  console_class->offer_clipboard = double_offer_clipboard;
  console_class->provide_clipboard = double_provide_clipboard;
  console_class->read_clipboard = double_read_clipboard;
}

static void
console_double_init (ConsoleDouble *self)
{
  self->log = g_string_new (NULL);
}

ConsoleDouble *
console_double_new (void)
{
  ConsoleDouble *self = g_object_new (TYPE_CONSOLE_DOUBLE, NULL);

  bst_console_set_name (BST_CONSOLE (self), "double");

  return self;
}

void
console_double_connect (ConsoleDouble *self)
{
  if (bst_console_get_state (BST_CONSOLE (self)) != BST_CONSOLE_STATE_CONNECTING)
    bst_console_open (BST_CONSOLE (self));
  bst_console_tell_pointer (BST_CONSOLE (self), TRUE);
  bst_console_tell_abilities (BST_CONSOLE (self), BST_CONSOLE_CAN_TYPE | BST_CONSOLE_CAN_CLIPBOARD |
                                                      BST_CONSOLE_CAN_RESIZE |
                                                      BST_CONSOLE_CAN_FILES |
                                                      BST_CONSOLE_CAN_FILE_LISTS);
  bst_console_connected (BST_CONSOLE (self));
}

/* Alpha is rubbish on purpose: it must be taken for opaque. */
static guint32
pick (int x, int y, guint display)
{
  guint32 value = (guint32)x * 2654435761u ^ (guint32)y * 40503u * 65537u ^ display << 7;

  return value ^ value >> 13;
}

void
console_double_set_size (ConsoleDouble *self, guint display, int width, int height)
{
  BstConsoleRect area = { 0, 0, width, height };
  guint32 *before = self->pixels[display];

  self->pixels[display] = g_new (guint32, (gsize)width * height);
  self->width[display] = width;
  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        self->pixels[display][y * width + x] = pick (x, y, display);
    }
  bst_console_display_set_surface (bst_console_ensure_display (BST_CONSOLE (self), display),
                                   BST_PIXELS_XRGB, (const guint8 *)self->pixels[display],
                                   (gsize)width * 4, &area);
  bst_console_display_set_active (bst_console_find_display (BST_CONSOLE (self), display), TRUE);
  g_free (before);
}

guint32 *
console_double_get_pixels (ConsoleDouble *self, guint display)
{
  return self->pixels[display];
}

void
console_double_damage (ConsoleDouble *self, guint display, int x, int y, int width, int height)
{
  BstConsoleRect rect = { x, y, width, height };

  bst_console_display_damage (bst_console_find_display (BST_CONSOLE (self), display), &rect);
  bst_console_count_update (BST_CONSOLE (self));
}

char *
console_double_take_log (ConsoleDouble *self)
{
  char *log = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return log;
}

const char *
console_double_peek_log (ConsoleDouble *self)
{
  return self->log->str;
}

gboolean
console_double_is_focused (ConsoleDouble *self)
{
  return self->focused;
}

const char *
console_double_get_offer (ConsoleDouble *self)
{
  return self->offer;
}

GBytes *
console_double_get_given (ConsoleDouble *self)
{
  return self->given;
}

void
console_double_set_clipboard (ConsoleDouble *self, GBytes *bytes)
{
  g_clear_pointer (&self->clipboard, g_bytes_unref);
  self->clipboard = g_bytes_ref (bytes);
}
