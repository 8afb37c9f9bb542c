/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-graphics-look.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "formats/bst-tls-text.h"

#define TCP "/proc/net/tcp"
#define TCP6 "/proc/net/tcp6"
#define UNIX "/proc/net/unix"
#define CONFIG "/etc/libvirt/qemu.conf"
#define FOLDER "/etc/pki/libvirt-spice"
#define CA "ca-cert.pem"
#define SERVER "server-cert.pem"

const char *const bst_graphics_look_files[] = { TCP,    TCP6,          UNIX,
                                                CONFIG, FOLDER "/" CA, FOLDER "/" SERVER,
                                                NULL };

/* Linux' numbers of states. */
#define TCP_ESTABLISHED 1
#define SS_CONNECTED 3

#define WORD 8 /* hexadecimal digits */

/* (nullable) (transfer full) */
static char *
dup_file (const char *text, const char *path)
{
  g_autofree char *header = g_strdup_printf ("==> %s <==\n", path);
  const char *begin = text;
  const char *end;

  /* At the beginning of a line alone. */
  while ((begin = strstr (begin, header)) != NULL && begin != text && begin[-1] != '\n')
    begin++;
  if (begin == NULL)
    return NULL;

  begin += strlen (header);
  end = strstr (begin, "==> ");
  while (end != NULL && end != begin && end[-1] != '\n')
    end = strstr (end + 1, "==> ");

  return end != NULL ? g_strndup (begin, (gsize)(end - begin)) : g_strdup (begin);
}

/* Words of 32 bits, each as a number of the host's: of one with the lower byte first, as nearly all
 * are. (nullable) (transfer full) */
static char *
read_address (const char *hex)
{
  const gsize length = strlen (hex);
  g_autoptr (GInetAddress) address = NULL;
  guint8 bytes[16];

  if (length != WORD && length != 4 * WORD)
    return NULL;
  for (gsize i = 0; i < length / WORD; i++)
    {
      char digits[WORD + 1] = { 0 };
      guint32 word;

      memcpy (digits, hex + i * WORD, WORD);
      word = GUINT32_TO_LE ((guint32)g_ascii_strtoull (digits, NULL, 16));
      memcpy (bytes + i * 4, &word, 4);
    }

  /* An IPv4 address on a socket of IPv6. */
  if (length == 4 * WORD && memcmp (bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0)
    address = g_inet_address_new_from_bytes (bytes + 12, G_SOCKET_FAMILY_IPV4);
  else
    address = g_inet_address_new_from_bytes (bytes, length == WORD ? G_SOCKET_FAMILY_IPV4
                                                                   : G_SOCKET_FAMILY_IPV6);

  return g_inet_address_to_string (address);
}

/* @address: (transfer full) (nullable) */
static void
add (GPtrArray *viewers, char *address)
{
  if (address != NULL && !g_ptr_array_find_with_equal_func (viewers, address, g_str_equal, NULL))
    g_ptr_array_add (viewers, address);
  else
    g_free (address);
}

static void
read_tcp (const char *table, const BstGraphics *graphics, GPtrArray *viewers)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char peer[4 * WORD + 1];
      guint port, state;

      if (sscanf (*line, " %*u: %*32[0-9A-F]:%4x %32[0-9A-F]:%*4x %2x", &port, peer, &state) == 3 &&
          port != 0 && (port == graphics->port || port == graphics->tls_port) &&
          state == TCP_ESTABLISHED)
        add (viewers, read_address (peer));
    }
}

static void
read_unix (const char *table, const char *path, GPtrArray *viewers)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      guint state;
      int end = 0;

      if (sscanf (*line, " %*x: %*x %*x %*x %*x %2x %*u %n", &state, &end) == 1 && end > 0 &&
          state == SS_CONNECTED && strcmp (*line + end, path) == 0)
        add (viewers, g_strdup (""));
    }
}

char **
bst_graphics_look_dup_viewers (const char *text, const BstGraphics *graphics)
{
  g_autofree char *tcp = dup_file (text, TCP);
  g_autofree char *tcp6 = dup_file (text, TCP6);
  g_autofree char *sockets = dup_file (text, UNIX);
  g_autoptr (GPtrArray) viewers = NULL;

  if (graphics->unix_path != NULL ? sockets == NULL : tcp == NULL && tcp6 == NULL)
    return NULL;

  viewers = g_ptr_array_new ();
  if (graphics->unix_path != NULL)
    read_unix (sockets, graphics->unix_path, viewers);
  else
    {
      read_tcp (tcp != NULL ? tcp : "", graphics, viewers);
      read_tcp (tcp6 != NULL ? tcp6 : "", graphics, viewers);
    }
  g_ptr_array_add (viewers, NULL);

  return (char **)g_ptr_array_free (g_steal_pointer (&viewers), FALSE);
}

char *
bst_graphics_look_dup_folder (const char *text)
{
  static const char name[] = "spice_tls_x509_cert_dir";
  g_autofree char *config = dup_file (text, CONFIG);
  g_auto (GStrv) lines = g_strsplit (config != NULL ? config : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) parts = g_strsplit (*line, "=", 2);

      if (parts[0] == NULL || parts[1] == NULL || strcmp (g_strstrip (parts[0]), name) != 0)
        continue;
      g_strdelimit (parts[1], "\"'", ' ');
      if (g_strstrip (parts[1])[0] == '/')
        return g_strdup (parts[1]);
    }

  return g_strdup (FOLDER);
}

void
bst_graphics_look_read_certificates (const char *text, const char *folder, BstGraphics *graphics)
{
  g_autofree char *ca_path = g_build_filename (folder, CA, NULL);
  g_autofree char *server_path = g_build_filename (folder, SERVER, NULL);
  g_autofree char *ca = dup_file (text, ca_path);
  g_autofree char *server = dup_file (text, server_path);

  if (ca == NULL || bst_tls_count_certificates (ca) == 0)
    return;

  g_free (graphics->ca);
  graphics->ca = g_steal_pointer (&ca);
  g_free (graphics->subject);
  graphics->subject = server != NULL ? bst_tls_dup_subject (server) : NULL;
}
