/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-open-request.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "formats/bst-console-uri.h"
#include "formats/bst-vv-file.h"

#define HANDED_OVER "bastida-handed-"
#define SECRET "hidden"

char *
bst_open_request_write_hint (const char *via, gboolean keep)
{
  g_autoptr (GVariantDict) dict = g_variant_dict_new (NULL);
  g_autoptr (GVariant) variant = NULL;

  if (via != NULL)
    g_variant_dict_insert (dict, "via", "s", via);
  if (keep)
    g_variant_dict_insert (dict, "keep", "b", TRUE);
  variant = g_variant_ref_sink (g_variant_dict_end (dict));

  return g_variant_print (variant, TRUE);
}

void
bst_open_request_read_hint (const char *hint, char **via, gboolean *keep)
{
  g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, hint, NULL, NULL, NULL);
  g_autoptr (GVariantDict) dict = g_variant_dict_new (variant);

  *via = NULL;
  *keep = FALSE;
  g_variant_dict_lookup (dict, "via", "s", via);
  g_variant_dict_lookup (dict, "keep", "b", keep);
}

static const char *
get_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  return runtime != NULL && g_path_is_absolute (runtime) ? runtime : g_get_tmp_dir ();
}

/* At most one byte more than a console's file may have: that tells one that is too long. */
static gssize
read_input (guint8 *bytes, gsize most)
{
  gsize n = 0;

  while (n < most)
    {
      gssize got = read (STDIN_FILENO, bytes + n, most - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      n += (gsize)got;
    }

  return (gssize)n;
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize n)
{
  while (n > 0)
    {
      gssize done = write (fd, bytes, n);

      if (done < 0 && errno != EINTR)
        return FALSE;
      if (done > 0)
        {
          bytes += done;
          n -= (gsize)done;
        }
    }

  return TRUE;
}

static GError *
make_error (const char *message)
{
  int saved = errno;

  return bst_error_new (BST_ERROR_STORAGE, _ ("Save it to a file, and open that."),
                        g_strerror (saved), "%s", message);
}

static GFile *
hand_over_input (GError **error)
{
  const gsize most = BST_VV_FILE_MOST_BYTES + 1;
  g_autofree guint8 *bytes = g_malloc (most);
  g_autofree char *path = g_build_filename (get_folder (), HANDED_OVER "XXXXXX", NULL);
  gssize n = read_input (bytes, most);
  gboolean ok;
  int fd;

  if (n < 0)
    {
      g_propagate_error (error, make_error (_ ("Standard input cannot be read")));
      return NULL;
    }

  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  ok = fd >= 0 && write_all (fd, bytes, (gsize)n);
  if (!ok)
    g_propagate_error (error, make_error (_ ("The console’s file cannot be handed over")));
  explicit_bzero (bytes, (gsize)n);
  if (fd >= 0)
    close (fd);
  if (fd >= 0 && !ok)
    g_unlink (path);

  return ok ? g_file_new_for_path (path) : NULL;
}

gboolean
bst_open_request_is_handed_over (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  return path != NULL && strcmp (folder, get_folder ()) == 0 &&
         g_str_has_prefix (name, HANDED_OVER);
}

/* It stays an address with a password in it, and is refused for that. */
static char *
without_secrets (const char *text)
{
  const char *begin = strstr (text, "://") + 3;
  const char *end = begin + strcspn (begin, "/?#");
  const char *at = g_strrstr_len (begin, end - begin, "@");
  g_autoptr (GString) bare = g_string_new (NULL);
  const char *query;

  g_string_append_len (bare, text, begin - text);
  if (at != NULL)
    g_string_append (bare, SECRET);
  g_string_append (bare, at != NULL ? at : begin);

  query = strstr (bare->str, "password=");
  if (query != NULL)
    {
      g_string_truncate (bare, (gsize)(query - bare->str) + strlen ("password="));
      g_string_append (bare, SECRET);
    }

  return g_strdup (bare->str);
}

GFile *
bst_open_request_take_argument (const char *argument, const char *cwd, GError **error)
{
  g_autofree char *uri = NULL;

  if (strcmp (argument, "-") == 0)
    return hand_over_input (error);

  if (bst_console_uri_is_one (argument))
    {
      uri = without_secrets (argument);
      return g_file_new_for_uri (uri);
    }

  return cwd != NULL ? g_file_new_for_commandline_arg_and_cwd (argument, cwd)
                     : g_file_new_for_commandline_arg (argument);
}
