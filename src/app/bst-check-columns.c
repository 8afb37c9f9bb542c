/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-columns.h"

#include <glib/gi18n.h>

#define GAP 7 /* between two groups */

static const BstCheckGroup groups[] = {
  /* Translators: groups of checks, headings over narrow columns: as short as can be. This one is of
   * whether the host is connected, and what the machine does at the moment. */
  { N_ ("State"), BST_CHECK_CONNECTED, BST_CHECK_JOB },
  /* Translators: what the host is and has: its software, processor, memory. */
  { N_ ("Host"), BST_CHECK_DRIVER, BST_CHECK_NAME },
  /* Translators: disks, room for them, files that the machine needs. */
  { N_ ("Storage"), BST_CHECK_DISKS, BST_CHECK_FIRMWARE },
  /* Translators: networks, host devices and snapshots of the machine. */
  { N_ ("Devices"), BST_CHECK_NETWORKS, BST_CHECK_SNAPSHOTS },
  /* Translators: the way from one host to the other: address, ports, firewall, log-in. */
  { N_ ("Way There"), BST_CHECK_ADDRESS, BST_CHECK_LOGIN },
  /* Translators: checks that are of no other group: clocks, cluster, options. */
  { N_ ("Other"), BST_CHECK_CLOCK, BST_CHECK_OPTIONS },
};

G_STATIC_ASSERT (BST_CHECK_OPTIONS + 1 == BST_N_CHECKS);

const BstCheckGroup *
bst_check_columns_get_group (guint i)
{
  return i < G_N_ELEMENTS (groups) ? &groups[i] : NULL;
}

int
bst_check_columns_get_width (void)
{
  return BST_N_CHECKS * BST_CHECK_COLUMN_WIDTH + ((int)G_N_ELEMENTS (groups) - 1) * GAP;
}

int
bst_check_columns_get_x (BstCheckId check, gboolean rtl)
{
  int x = (int)check * BST_CHECK_COLUMN_WIDTH;

  for (guint i = 0; groups[i].last < check; i++)
    x += GAP;

  return rtl ? bst_check_columns_get_width () - x - BST_CHECK_COLUMN_WIDTH : x;
}

int
bst_check_columns_find (double x, gboolean rtl)
{
  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      int left = bst_check_columns_get_x (i, rtl);

      if (x >= left && x < left + BST_CHECK_COLUMN_WIDTH)
        return (int)i;
    }

  return -1;
}
