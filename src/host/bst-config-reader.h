/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/* What to read of a domain, beyond its state; flags. */
typedef enum
{
  BST_READ_CONFIG = 1 << 0,    /* XML */
  BST_READ_FLAGS = 1 << 1,     /* persistent, autostart, managed save */
  BST_READ_SNAPSHOTS = 1 << 2, /* how many */
  BST_READ_JOB = 1 << 3,       /* whether it is in one: told as the event of a job that began */
  BST_READ_ALL = BST_READ_CONFIG | BST_READ_FLAGS | BST_READ_SNAPSHOTS,
} BstRead;

/**
 * BstConfigReader:
 *
 * Reads in the background what costs calls for each machine: those on screen first, a few at a
 * time, told in gathered portions. Main thread only.
 */
BstConfigReader *bst_config_reader_new (BstSession *session);
void bst_config_reader_free (BstConfigReader *self);

void bst_config_reader_add (BstConfigReader *self, const char *uuid, BstRead what);
void bst_config_reader_remove (BstConfigReader *self, const char *uuid);

/* Puts what waits and is on screen now to the front. */
void bst_config_reader_prefer (BstConfigReader *self);

G_END_DECLS
