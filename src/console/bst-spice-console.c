/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-console.h"

#include <glib/gi18n.h>

#include "console/bst-console-private.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstSpiceConsole
{
  BstConsole parent_instance;

  BstSpiceTarget *target;
  BstDialer *dialer;
};

G_DEFINE_FINAL_TYPE (BstSpiceConsole, bst_spice_console, BST_TYPE_CONSOLE)

static void
bst_spice_console_finalize (GObject *object)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (object);

  bst_spice_target_free (self->target);
  g_clear_object (&self->dialer);

  G_OBJECT_CLASS (bst_spice_console_parent_class)->finalize (object);
}

static void
bst_spice_console_open (BstConsole *console)
{
  bst_console_ended (
      console, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL, _ ("SPICE is not here yet")));
}

static void
bst_spice_console_close (BstConsole *console)
{
}

static void
bst_spice_console_class_init (BstSpiceConsoleClass *klass)
{
  BST_CONSOLE_CLASS (klass)->open = bst_spice_console_open;
  BST_CONSOLE_CLASS (klass)->close = bst_spice_console_close;
  G_OBJECT_CLASS (klass)->finalize = bst_spice_console_finalize;
}

static void
bst_spice_console_init (BstSpiceConsole *self)
{
}

BstSpiceConsole *
bst_spice_console_new (const char *name, const BstSpiceTarget *target, BstDialer *dialer)
{
  BstSpiceConsole *self = g_object_new (BST_TYPE_SPICE_CONSOLE, "name", name, NULL);

  self->target = bst_spice_target_copy (target);
  self->dialer = g_object_ref (dialer);

  return self;
}

const BstSpiceTarget *
bst_spice_console_get_target (BstSpiceConsole *self)
{
  return self->target;
}

BstDialer *
bst_spice_console_get_dialer (BstSpiceConsole *self)
{
  return self->dialer;
}

void
bst_spice_console_set_target (BstSpiceConsole *self,
                              const BstSpiceTarget *target,
                              BstDialer *dialer)
{
}

void
bst_spice_console_set_destination (BstSpiceConsole *self, BstDialer *dialer, const char *host)
{
}

void
bst_spice_console_arrive (BstSpiceConsole *self, const BstSpiceTarget *target, BstDialer *dialer)
{
}

void
bst_spice_console_set_machine_off (BstSpiceConsole *self, gboolean off)
{
}
