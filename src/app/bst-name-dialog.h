/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @name: not empty, without spaces around it. */
typedef void (*BstNameFunc) (const char *name, gpointer data);

/* Asks for a name, and calls @func with it where one is given. @data is freed by @destroy when the
 * dialog is gone. */
void bst_name_dialog_show (GtkWindow *parent,
                           const char *heading,
                           const char *label,
                           const char *initial,
                           const char *accept,
                           BstNameFunc func,
                           gpointer data,
                           GDestroyNotify destroy);

G_END_DECLS
