/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/* A target that was checked, and what ssh's configuration makes of it. */
typedef struct
{
  char *host;
  char *user;    /* (nullable) */
  guint port;    /* 0: … */
  char *jump;    /* (nullable) */
  char *keyfile; /* (nullable) */

  /* From ssh's configuration, once it was read; as given until then. */
  char *real_host;
  char *real_user; /* (nullable) */
  guint real_port;
  gboolean strict; /* the user wants unknown hosts refused */

  /* For messages. */
  char *name;    /* "root@hosta:2209" */
  char *address; /* "hosta:2209" */
} BstSshPlace;

/* %BST_ERROR_INVALID where ssh could take a part of it for something else than it is. */
BstSshPlace *bst_ssh_place_new (const BstSshTarget *target, GError **error);
void bst_ssh_place_free (BstSshPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSshPlace, bst_ssh_place_free)

/* What ssh needs to get there; the host last. */
void bst_ssh_place_add_arguments (const BstSshPlace *place, GPtrArray *argv);

/* Takes what `ssh -G` printed. */
void bst_ssh_place_set_config (BstSshPlace *place, const char *config);

G_END_DECLS
