/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FileDrag:
 *
 * Another program that drags files: a client of the X server of its own, which speaks XDND as a
 * file manager does, but needs neither a pointer nor a window manager.
 */
typedef struct _FileDrag FileDrag;

/* @uris: lines of text/uri-list, which it offers to @widget's window, at the widget's middle. */
FileDrag *file_drag_new (GtkWidget *widget, const char *uris);
void file_drag_free (FileDrag *self);

/* Whether the window under it has said that it would take them. */
gboolean file_drag_is_welcome (gpointer self);

void file_drag_drop (FileDrag *self);

/* Whether the drop is over; then, whether it was taken. */
gboolean file_drag_is_over (gpointer self);
gboolean file_drag_was_taken (FileDrag *self);

G_END_DECLS
