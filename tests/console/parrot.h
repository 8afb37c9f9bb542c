/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "screen-server.h"

G_BEGIN_DECLS

#define PARROT_CHANNELS 12 /* as many types as are known here */

/* What is done to what the server sends on the channels of @type. */
typedef struct
{
  int type;        /* of the channel; -1: all */
  gsize cut_at;    /* closes after so many bytes; 0: never */
  gsize noise_at;  /* so many bytes are passed, then noise; 0: never */
  gsize change_at; /* bytes from here on are changed; 0: never */
  const guint8 *change;
  gsize change_length;
  GBytes *instead; /* (nullable): of all that comes once the channel is open */
} Harm;

/**
 * Parrot:
 *
 * A proxy on a port of its own that records what a real server says on each channel; then it says that
 * itself, with harm.
 */
typedef struct
{
  ScreenServer *server; /* (nullable): while it records; the test's */
  GSocketService *service;
  guint port;
  Harm harm;
  GByteArray *heard[PARROT_CHANNELS]; /* of the real server */
  guint n_said[PARROT_CHANNELS];      /* how often all was said since this was 0 */
  GCancellable *cancellable;
} Parrot;

void parrot_set_up (Parrot *parrot);
void parrot_tear_down (Parrot *parrot);

/* Where its messages begin on that channel. */
gsize parrot_find_messages (Parrot *parrot, guint type);

/* (transfer full): of gsize: so many bytes end in the middle of something on that channel: of how it
 * links, and of each message's header and body. There may be hundreds of messages: of those of one type
 * and length it is the first. */
GArray *parrot_find_cuts (Parrot *parrot, guint type);

G_END_DECLS
