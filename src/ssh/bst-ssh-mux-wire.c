/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-mux-wire-private.h"

#include <string.h>

/* OpenSSH's own limit is 256 KiB; what it sends to us is a few numbers and a reason. */
#define LONGEST_REPLY (16 * 1024)

void
bst_ssh_mux_reply_clear (BstSshMuxReply *reply)
{
  g_clear_pointer (&reply->text, g_free);
}

void
bst_ssh_mux_request_add_number (GByteArray *request, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (request, (const guint8 *)&big, sizeof big);
}

void
bst_ssh_mux_request_add_string (GByteArray *request, const char *string)
{
  gsize length = strlen (string);

  g_return_if_fail (length < G_MAXINT32);

  bst_ssh_mux_request_add_number (request, (guint32)length);
  g_byte_array_append (request, (const guint8 *)string, (guint)length);
}

void
bst_ssh_mux_request_end (GByteArray *request)
{
  guint32 big = GUINT32_TO_BE (request->len - (guint)sizeof big);

  memcpy (request->data, &big, sizeof big);
}

GByteArray *
bst_ssh_mux_hello_new (void)
{
  GByteArray *hello = g_byte_array_new ();

  bst_ssh_mux_request_add_number (hello, 0);
  bst_ssh_mux_request_add_number (hello, BST_SSH_MUX_HELLO);
  bst_ssh_mux_request_add_number (hello, BST_SSH_MUX_VERSION);
  bst_ssh_mux_request_end (hello);

  return hello;
}

GByteArray *
bst_ssh_mux_request_new (guint32 type)
{
  GByteArray *request = g_byte_array_new ();

  bst_ssh_mux_request_add_number (request, 0);
  bst_ssh_mux_request_add_number (request, type);
  bst_ssh_mux_request_add_number (request, BST_SSH_MUX_REQUEST_ID);

  return request;
}

GByteArray *
bst_ssh_mux_session_new (const char *command)
{
  GByteArray *request = bst_ssh_mux_request_new (BST_SSH_MUX_C_NEW_SESSION);

  bst_ssh_mux_request_add_string (request, "");
  bst_ssh_mux_request_add_number (request, FALSE);       /* terminal */
  bst_ssh_mux_request_add_number (request, FALSE);       /* X11 */
  bst_ssh_mux_request_add_number (request, FALSE);       /* agent */
  bst_ssh_mux_request_add_number (request, FALSE);       /* subsystem */
  bst_ssh_mux_request_add_number (request, G_MAXUINT32); /* no escape character */
  bst_ssh_mux_request_add_string (request, "");
  bst_ssh_mux_request_add_string (request, command);
  bst_ssh_mux_request_end (request);

  return request;
}

static gboolean
take_number (const guint8 **data, gsize *length, guint32 *number)
{
  guint32 big;

  if (*length < sizeof big)
    return FALSE;

  memcpy (&big, *data, sizeof big);
  *number = GUINT32_FROM_BE (big);
  *data += sizeof big;
  *length -= sizeof big;

  return TRUE;
}

gssize
bst_ssh_mux_reply_parse (BstSshMuxReply *reply, const guint8 *data, gsize length)
{
  guint32 size;
  gsize left = length;
  gsize body;

  *reply = (BstSshMuxReply){ 0 };

  if (!take_number (&data, &left, &size))
    return 0;
  if (size < sizeof (guint32) || size > LONGEST_REPLY)
    return -1;
  if (left < size)
    return 0;

  body = size;
  take_number (&data, &body, &reply->type);

  switch (reply->type)
    {
    case BST_SSH_MUX_HELLO:
      if (!take_number (&data, &body, &reply->value))
        return -1;
      break;

    case BST_SSH_MUX_S_EXIT_MESSAGE:
    case BST_SSH_MUX_S_ALIVE:
    case BST_SSH_MUX_S_SESSION_OPENED:
    case BST_SSH_MUX_S_REMOTE_PORT:
      if (!take_number (&data, &body, &reply->id) || !take_number (&data, &body, &reply->value))
        return -1;
      break;

    case BST_SSH_MUX_S_OK:
    case BST_SSH_MUX_S_TTY_ALLOC_FAIL:
      if (!take_number (&data, &body, &reply->id))
        return -1;
      break;

    case BST_SSH_MUX_S_PERMISSION_DENIED:
    case BST_SSH_MUX_S_FAILURE:
      {
        guint32 text;

        if (!take_number (&data, &body, &reply->id) || !take_number (&data, &body, &text) ||
            text > body)
          return -1;
        reply->text = g_utf8_make_valid ((const char *)data, (gssize)text);
        break;
      }

    default:
      break;
    }

  return (gssize)(sizeof size + size);
}
