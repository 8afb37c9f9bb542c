/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First thing in main (): the user's locale, and translations; those of the build folder where the
 * program is not installed (BASTIDA_UNINSTALLED names it). */
void bst_i18n_init (void);

G_END_DECLS
