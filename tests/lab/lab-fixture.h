/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* A fleet on an inventory in memory, at the seat of the lab that with-lab started. */
typedef struct
{
  BstInventory *inventory;
  BstFleet *fleet;
} Lab;

void lab_set_up (Lab *lab, gconstpointer data);
void lab_tear_down (Lab *lab, gconstpointer data);

/* Does it with the lab: lab_do ("cut", "hosta", NULL). Fails the test where it cannot. */
void lab_do (const char *command, ...) G_GNUC_NULL_TERMINATED;

BstHost *lab_add_host (Lab *lab, const char *uri, const char *name);

/* Adds hosta, or hostb, and waits until it is online. */
BstHost *lab_bring_online (Lab *lab, const char *name);

/* The one machine of that name; NULL where there is none; fails where there are several. */
BstMachine *lab_find (Lab *lab, BstHost *host, const char *name);

/* How many seconds CONDITION took to come true, with the main loop turning; fails the test after
 * SECONDS. */
#define LAB_AWAIT(seconds, condition)                                                              \
  __extension__({                                                                                  \
    gint64 lab_start_ = lab_await_begin (seconds);                                                 \
    while (!(condition))                                                                           \
      lab_await_turn (G_STRLOC, #condition);                                                       \
    lab_await_end (lab_start_);                                                                    \
  })
gint64 lab_await_begin (guint seconds);
void lab_await_turn (const char *where, const char *condition);
double lab_await_end (gint64 start);

G_END_DECLS
