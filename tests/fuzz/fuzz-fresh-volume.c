/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "formats/bst-fresh-volume.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "<volume type='file'><capacity unit='bytes'>1</capacity><target><format type='raw'/></target>"
  "</volume>",
  "QFI\xfb", NULL
};
const char *const fuzz_seed_files[] = { NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const uint8_t magic[] = { 'Q', 'F', 'I', 0xfb, 0, 0, 0 };
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GByteArray) image = g_byte_array_new ();

  bst_fresh_volume_is_like (text, "raw", 1, NULL);
  bst_fresh_volume_is_empty_qcow2 (data, size);
  /* What has the right beginning, which chance does not find. */
  g_byte_array_append (image, magic, sizeof magic);
  g_byte_array_append (image, data, (guint)size);
  bst_fresh_volume_is_empty_qcow2 (image->data, image->len);

  return 0;
}
