/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/**
 * BstScreens:
 *
 * Makes of a session's events of single connections to screens, of which a SPICE console has five and
 * more, what a person calls it: the journal is told once that a screen was opened, again when it is
 * from elsewhere, and once that it was closed. One that takes over from another, or a console that
 * moves, closes nothing. Main thread only.
 */
BstScreens *bst_screens_new (BstSession *session);
void bst_screens_free (BstScreens *self);

/* @phase: libvirt's virDomainEventGraphicsPhase. @from: the viewer's address, or "". */
void bst_screens_take (BstScreens *self,
                       const char *uuid,
                       const char *name,
                       int phase,
                       const char *from);

/* It is off, or elsewhere: libvirt tells no end of its connections. */
void bst_screens_forget (BstScreens *self, const char *uuid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstScreens, bst_screens_free)

G_END_DECLS
