/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "app/bst-application.h"
#include "core/bst-i18n.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"

int
main (int argc, char **argv)
{
  g_autoptr (BstApplication) application = NULL;

  bst_i18n_init ();
  bst_thread_init ();
  bst_stall_meter_start_from_environment ();
  g_set_application_name (_ ("Bastida"));

  application = bst_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
