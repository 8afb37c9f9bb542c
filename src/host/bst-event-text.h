/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-journal-entry.h"

G_BEGIN_DECLS

/* What a lifecycle event of libvirt (virDomainEventType and its detail) is in the journal: fills
 * kind, severity and text, which are static. FALSE for what is not worth a line. Any thread. */
gboolean bst_event_text_of_lifecycle (int event, int detail, BstJournalFields *fields);

G_END_DECLS
