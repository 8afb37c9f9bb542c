/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-i18n.h"

#include <locale.h>

#include <glib/gi18n.h>

void
bst_i18n_init (void)
{
  const char *build = g_getenv ("BASTIDA_UNINSTALLED");
  g_autofree char *folder =
      build != NULL ? g_build_filename (build, "po", NULL) : g_strdup (LOCALEDIR);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
