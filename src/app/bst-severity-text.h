/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/bst-journal-entry.h"

G_BEGIN_DECLS

/* Its icon, colour, and the word for who cannot see them. */
void bst_severity_text_show (GtkImage *image, BstSeverity severity);

G_END_DECLS
