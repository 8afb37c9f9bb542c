/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-volume-copy-private.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"

/* libvirt's streams carry up to 256 KiB a message. */
#define BLOCK (256 * 1024)

struct _BstVolumeCopy
{
  gatomicrefcount ref_count;
  gint cancelled; /* atomic */

  GMutex mutex;
  guint64 total;
  guint64 done;
};

BstVolumeCopy *
bst_volume_copy_new (void)
{
  BstVolumeCopy *self = g_new0 (BstVolumeCopy, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);

  return self;
}

BstVolumeCopy *
bst_volume_copy_ref (BstVolumeCopy *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
bst_volume_copy_unref (BstVolumeCopy *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
bst_volume_copy_cancel (BstVolumeCopy *self)
{
  g_atomic_int_set (&self->cancelled, 1);
}

void
bst_volume_copy_get (BstVolumeCopy *self, guint64 *total, guint64 *done)
{
  g_mutex_lock (&self->mutex);
  *total = self->total;
  *done = self->done;
  g_mutex_unlock (&self->mutex);
}

static void
count (BstVolumeCopy *self, guint64 total, guint64 done)
{
  g_mutex_lock (&self->mutex);
  self->total += total;
  self->done += done;
  g_mutex_unlock (&self->mutex);
}

void
bst_volume_copy_expect (BstVolumeCopy *self, virStorageVolPtr volume)
{
  virStorageVolInfo info;

  if (virStorageVolGetInfoFlags (volume, &info, VIR_STORAGE_VOL_GET_PHYSICAL) == 0)
    count (self, info.allocation, 0);
}

static gboolean
send_all (virStreamPtr stream, const char *data, size_t n)
{
  while (n > 0)
    {
      int sent = virStreamSend (stream, data, n);

      if (sent < 0)
        return FALSE;
      data += sent;
      n -= (size_t)sent;
    }

  return TRUE;
}

/* FALSE: with libvirt's last error, or where it was cancelled. */
static gboolean
pump (BstVolumeCopy *self, virStreamPtr from, virStreamPtr to)
{
  g_autofree char *block = g_malloc (BLOCK);
  int n;

  while ((n = virStreamRecv (from, block, BLOCK)) > 0)
    {
      if (g_atomic_int_get (&self->cancelled) != 0 || !send_all (to, block, (size_t)n))
        return FALSE;
      count (self, 0, (guint64)n);
    }

  return n == 0 && virStreamFinish (from) == 0 && virStreamFinish (to) == 0;
}

static GError *
take_error (BstVolumeCopy *self, const char *host)
{
  if (g_atomic_int_get (&self->cancelled) != 0)
    return bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("It was cancelled"));

  return bst_host_error_take_last (_ ("Cannot copy a disk to %s"), host);
}

gboolean
bst_volume_copy_run (BstVolumeCopy *self,
                     virStorageVolPtr from,
                     virStorageVolPtr to,
                     const char *host,
                     GError **error)
{
  virStreamPtr in = virStreamNew (virStorageVolGetConnect (from), 0);
  virStreamPtr out = virStreamNew (virStorageVolGetConnect (to), 0);
  gboolean done;

  BST_ASSERT_WORKER_THREAD ();

  done = in != NULL && out != NULL && virStorageVolDownload (from, in, 0, 0, 0) == 0 &&
         virStorageVolUpload (to, out, 0, 0, 0) == 0 && pump (self, in, out);
  if (!done)
    {
      g_propagate_error (error, take_error (self, host));
      if (in != NULL)
        virStreamAbort (in);
      if (out != NULL)
        virStreamAbort (out);
    }
  if (in != NULL)
    virStreamFree (in);
  if (out != NULL)
    virStreamFree (out);

  return done;
}
