/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-journal-entry.h"
#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/**
 * BstAlert:
 *
 * Something as it is now that needs a person. Immutable.
 */
#define BST_TYPE_ALERT (bst_alert_get_type ())
G_DECLARE_FINAL_TYPE (BstAlert, bst_alert, BST, ALERT, GObject)

/* @kind: a static English word; @machine: (nullable); @detail: (nullable): what to do. */
BstAlert *bst_alert_new (const char *kind,
                         BstSeverity severity,
                         BstHost *host,
                         BstMachine *machine,
                         const char *text,
                         const char *detail);

const char *bst_alert_get_kind (BstAlert *self);
BstSeverity bst_alert_get_severity (BstAlert *self);
BstHost *bst_alert_get_host (BstAlert *self);       /* (transfer none) */
BstMachine *bst_alert_get_machine (BstAlert *self); /* (nullable) (transfer none) */
const char *bst_alert_get_text (BstAlert *self);
const char *bst_alert_get_detail (BstAlert *self); /* (nullable) */

gboolean bst_alert_equal (BstAlert *self, BstAlert *other);

G_END_DECLS
