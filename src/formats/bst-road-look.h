/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What became of asking. */
typedef enum
{
  BST_ROAD_UNKNOWN,
  BST_ROAD_OPEN,   /* somebody answers there, if only that nothing listens */
  BST_ROAD_CLOSED, /* refused on the way: no route, or a firewall that says so */
  BST_ROAD_SILENT, /* no answer in the time given: a firewall that drops */
} BstRoadState;

/**
 * BstRoadLook:
 *
 * What one host says of its way to another one. 0 of all: not known.
 */
typedef struct
{
  gboolean asked;        /* the name was looked up */
  char *name;            /* the destination, by the name that is taken for it there */
  char *address;         /* (nullable): what that name is there; NULL: it cannot be resolved */
  BstRoadState ports[2]; /* the first and the last of those that migrations use */
  BstRoadState login;    /* of the source at the destination, by SSH; CLOSED: it may not */
} BstRoadLook;

BstRoadLook *bst_road_look_new (const char *name);
BstRoadLook *bst_road_look_copy (const BstRoadLook *self);
void bst_road_look_free (BstRoadLook *self);

/* Whether the name leads the host back to itself. */
gboolean bst_road_look_is_loopback (const BstRoadLook *self);

/* Adds what the look from a host printed, see host/bst-migration-look.c. @looks: of BstRoadLook, in
 * the order that was asked. Never fails. Any thread. */
void bst_road_look_read (GPtrArray *looks, const char *text);

/* Whether it can be the name or address of a host: nothing that a program could take for an option,
 * or a shell for more. */
gboolean bst_road_look_is_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstRoadLook, bst_road_look_free)

G_END_DECLS
