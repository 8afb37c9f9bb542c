/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "host/bst-volume-copy.h"

G_BEGIN_DECLS

/* Adds what @volume will have to be copied. */
void bst_volume_copy_expect (BstVolumeCopy *self, virStorageVolPtr volume);

/* All bytes of @from into @to, which is there, through this program. For as long as it takes; not
 * on the main thread. @host: of @to, for messages. */
gboolean bst_volume_copy_run (BstVolumeCopy *self,
                              virStorageVolPtr from,
                              virStorageVolPtr to,
                              const char *host,
                              GError **error);

G_END_DECLS
