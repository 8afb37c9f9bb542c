/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstApplication:
 *
 * The program: its command line, its inventory and fleet, and what is done without a window.
 */
#define BST_TYPE_APPLICATION (bst_application_get_type ())
G_DECLARE_FINAL_TYPE (BstApplication, bst_application, BST, APPLICATION, AdwApplication)

BstApplication *bst_application_new (void);

/* (transfer none): there from the start to the end of its run. */
BstFleet *bst_application_get_fleet (BstApplication *self);

G_END_DECLS
