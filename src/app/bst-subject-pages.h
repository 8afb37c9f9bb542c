/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstSubjectPages:
 *
 * The pages of the details about one subject: a machine, or a host. Each is built when it is first
 * shown, so that the window opens without them; the one that was open last is open again, in the
 * next window too. Main thread only.
 */
#define BST_TYPE_SUBJECT_PAGES (bst_subject_pages_get_type ())
G_DECLARE_FINAL_TYPE (BstSubjectPages, bst_subject_pages, BST, SUBJECT_PAGES, GtkWidget)

/* @fleet: (nullable): without, what hosts keep is shown and not edited. */
GtkWidget *bst_subject_pages_new_for_machines (BstInventory *inventory, BstFleet *fleet);
GtkWidget *bst_subject_pages_new_for_hosts (BstInventory *inventory, BstFleet *fleet);

/* @host: (nullable): nothing is shown. @machine: (nullable): of @host; none for the pages of hosts. */
void bst_subject_pages_set_subject (BstSubjectPages *self, BstHost *host, BstMachine *machine);

/* For a switcher. */
GtkStack *bst_subject_pages_get_stack (BstSubjectPages *self);

/* @name: "general", "console", "graphs", "snapshots", "events" or "xml" of machines; "host",
 * "host-graphs" or "host-events" of hosts. FALSE: there is no such page here. */
gboolean bst_subject_pages_show (BstSubjectPages *self, const char *name);

/* The page of that name, built if it was not; (nullable): there is no such page here. */
GtkWidget *bst_subject_pages_get (BstSubjectPages *self, const char *name);

/* Hosts that are lost tell nothing, and get older all the same. */
void bst_subject_pages_update_ages (BstSubjectPages *self);

G_END_DECLS
