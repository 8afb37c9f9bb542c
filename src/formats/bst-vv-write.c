/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-vv-private.h"

#include "formats/bst-hotkey.h"

static void
write_key (GKeyFile *file, const char *group, const BstVvKey *key, gconstpointer base)
{
  gconstpointer field = (const guint8 *)base + key->offset;

  switch (key->type)
    {
    case BST_VV_STRING:
      if (*(char *const *)field != NULL)
        g_key_file_set_string (file, group, key->name, *(char *const *)field);
      break;
    case BST_VV_LIST:
      {
        const char *const *list = *(const char *const *const *)field;

        if (list != NULL)
          g_key_file_set_string_list (file, group, key->name, list, g_strv_length ((char **)list));
        break;
      }
    case BST_VV_PORT:
    case BST_VV_NUMBER:
      if (*(const guint *)field != 0)
        g_key_file_set_uint64 (file, group, key->name, *(const guint *)field);
      break;
    case BST_VV_BOOLEAN:
      if (*(const gboolean *)field)
        g_key_file_set_integer (file, group, key->name, 1);
      break;
    case BST_VV_SWITCH:
      if (*(const BstVvSwitch *)field != BST_VV_UNSET)
        g_key_file_set_integer (file, group, key->name, *(const BstVvSwitch *)field);
      break;
    default:
      g_assert_not_reached ();
    }
}

char *
bst_vv_file_to_text (const BstVvFile *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_key_file_set_string (file, BST_VV_GROUP, "type", self->kind == BST_VV_VNC ? "vnc" : "spice");
  for (const BstVvKey *k = bst_vv_keys; k->name != NULL; k++)
    write_key (file, BST_VV_GROUP, k, self);

  for (guint i = 0; i < BST_VV_N_HOTKEYS; i++)
    {
      g_autofree char *hotkey =
          self->hotkeys[i] != NULL ? bst_hotkey_from_accelerator (self->hotkeys[i]) : NULL;

      if (hotkey != NULL)
        g_key_file_set_string (file, BST_VV_GROUP, bst_vv_hotkey_names[i], hotkey);
    }

  g_hash_table_iter_init (&iter, self->extensions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_key_file_set_value (file, BST_VV_GROUP, key, value);

  for (const BstVvKey *k = bst_vv_ovirt_keys; self->ovirt != NULL && k->name != NULL; k++)
    write_key (file, BST_VV_OVIRT_GROUP, k, self->ovirt);

  return g_key_file_to_data (file, NULL, NULL);
}
