/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-log-private.h"

#include <stdio.h>
#include <string.h>

#include "ssh/bst-ssh-failure-private.h"

#define MOST_LINES 30
#define LONGEST_LINE 1000
#define MOST_REFUSALS 64

struct _BstSshLog
{
  const BstSshPlace *place;

  gboolean via_proxy;
  gboolean on_target; /* what is being negotiated is the target, not a jump host */
  BstSshStage stage;
  char *listening; /* (nullable) */
  GQueue tail;     /* of owned lines */
  BstSshFailure failure;

  char *next_channel;   /* (nullable): where the next new channel goes to */
  GHashTable *channels; /* number → "host:port" */
  GHashTable *refusals; /* "host:port" → why */
  guint unix_channel;   /* 0: none */
  gboolean unix_answered;
  char *unix_refusal; /* (nullable) */
};

BstSshLog *
bst_ssh_log_new (const BstSshPlace *place)
{
  BstSshLog *self = g_new0 (BstSshLog, 1);

  self->place = place;
  self->on_target = TRUE;
  g_queue_init (&self->tail);
  self->channels = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->refusals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
bst_ssh_log_free (BstSshLog *self)
{
  g_free (self->listening);
  g_queue_clear_full (&self->tail, g_free);
  bst_ssh_failure_clear (&self->failure);
  g_free (self->next_channel);
  g_hash_table_unref (self->channels);
  g_hash_table_unref (self->refusals);
  g_free (self->unix_refusal);
  g_free (self);
}

static void
reach (BstSshLog *self, BstSshStage stage)
{
  self->stage = MAX (self->stage, stage);
}

/* "Authenticating to HOST:PORT as 'USER'" is said by each ssh once its TCP connection stands. */
static gboolean
is_target (BstSshLog *self, const char *rest)
{
  g_autofree char *wanted =
      g_strdup_printf ("%s:%u as ", self->place->real_host, self->place->real_port);

  return !self->via_proxy || g_str_has_prefix (rest, wanted);
}

static void
add_progress (BstSshLog *self, const char *line)
{
  const char *rest;

  if (g_str_has_prefix (line, "Executing proxy command: "))
    {
      self->via_proxy = TRUE;
      self->on_target = FALSE;
    }
  else if (g_str_has_prefix (line, "Connecting to ") && !self->via_proxy)
    reach (self, BST_SSH_STAGE_RESOLVED);
  else if (g_str_equal (line, "Connection established.") && !self->via_proxy)
    reach (self, BST_SSH_STAGE_CONNECTED);
  else if ((rest = strstr (line, "Authenticating to ")) == line)
    {
      self->on_target = is_target (self, line + strlen ("Authenticating to "));
      if (self->on_target)
        reach (self, BST_SSH_STAGE_CONNECTED);
    }
  else if (g_str_equal (line, "SSH2_MSG_NEWKEYS received") && self->on_target)
    reach (self, BST_SSH_STAGE_HOST_KEY);
  else if (g_str_has_prefix (line, "Authenticated to ") && self->on_target)
    reach (self, BST_SSH_STAGE_LOGGED_IN);
  else if ((rest = strstr (line, ": new mux listener [")) != NULL)
    {
      const char *path = strchr (rest, '[') + 1;

      g_free (self->listening);
      self->listening = g_strndup (path, strcspn (path, "]"));
      bst_ssh_failure_clear (&self->failure); /* from now on, only why it broke matters */
    }
}

static void
channel_refused (BstSshLog *self, guint number, const char *why)
{
  const char *target = g_hash_table_lookup (self->channels, GUINT_TO_POINTER (number));

  if (target != NULL)
    {
      if (g_hash_table_size (self->refusals) >= MOST_REFUSALS)
        g_hash_table_remove_all (self->refusals);
      g_hash_table_replace (self->refusals, g_strdup (target), g_strdup (why));
    }
  if (number == self->unix_channel && number != 0)
    {
      self->unix_answered = TRUE;
      g_free (self->unix_refusal);
      self->unix_refusal = g_strdup (why);
    }
}

static void
add_channel (BstSshLog *self, const char *line)
{
  const char *channel = strstr (line, "channel ");
  guint number;
  int end = 0;

  if (g_str_has_prefix (line, "channel_connect_stdio_fwd: "))
    {
      g_free (self->next_channel);
      self->next_channel = g_strdup (strchr (line, ' ') + 1);
      return;
    }
  if (channel == NULL || sscanf (channel, "channel %u: %n", &number, &end) != 1 || end == 0)
    return;

  channel += end;
  if (g_str_has_prefix (channel, "new stdio-forward ") && self->next_channel != NULL)
    g_hash_table_replace (self->channels, GUINT_TO_POINTER (number),
                          g_steal_pointer (&self->next_channel));
  else if (g_str_has_prefix (channel, "new direct-streamlocal"))
    {
      self->unix_channel = number;
      self->unix_answered = FALSE;
      g_clear_pointer (&self->unix_refusal, g_free);
    }
  else if (g_str_has_prefix (channel, "open confirm ") && number == self->unix_channel)
    self->unix_answered = TRUE;
  else if (g_str_has_prefix (channel, "open failed: "))
    channel_refused (self, number, channel + strlen ("open failed: "));
  else if (g_str_has_prefix (channel, "free: "))
    g_hash_table_remove (self->channels, GUINT_TO_POINTER (number));
}

void
bst_ssh_log_add_line (BstSshLog *self, const char *line)
{
  g_autofree char *text = NULL;
  g_autofree char *cut = g_strndup (line, LONGEST_LINE);
  gboolean debug;

  text = g_utf8_make_valid (g_strchomp (cut), -1);
  debug = g_str_has_prefix (text, "debug");
  if (debug)
    {
      const char *colon = strstr (text, ": ");

      if (colon == NULL)
        return;
      memmove (text, colon + 2, strlen (colon + 2) + 1);
    }

  add_progress (self, text);
  add_channel (self, text);
  if (self->listening == NULL || strstr (text, ": open failed: ") == NULL)
    bst_ssh_failure_add_line (&self->failure, text, self->place, self->on_target);

  if (!debug && text[0] != '\0' && !g_str_has_prefix (text, "OpenSSH_") &&
      !g_str_has_prefix (text, "@@@@") && !g_str_has_prefix (text, "Transferred: ") &&
      !g_str_has_prefix (text, "Bytes per second: "))
    {
      g_queue_push_tail (&self->tail, g_steal_pointer (&text));
      if (self->tail.length > MOST_LINES)
        g_free (g_queue_pop_head (&self->tail));
    }
}

BstSshStage
bst_ssh_log_get_stage (BstSshLog *self)
{
  return self->stage;
}

gboolean
bst_ssh_log_is_listening (BstSshLog *self, const char *path)
{
  return g_strcmp0 (self->listening, path) == 0;
}

char *
bst_ssh_log_get_tail (BstSshLog *self)
{
  g_autoptr (GString) tail = g_string_new (NULL);

  for (GList *l = self->tail.head; l != NULL; l = l->next)
    g_string_append_printf (tail, tail->len > 0 ? "\n%s" : "%s", (char *)l->data);

  return g_string_free (g_steal_pointer (&tail), FALSE);
}

GError *
bst_ssh_log_make_open_error (BstSshLog *self)
{
  g_autofree char *tail = bst_ssh_log_get_tail (self);

  return bst_ssh_failure_make_open_error (&self->failure, self->place, tail);
}

GError *
bst_ssh_log_make_timeout_error (BstSshLog *self)
{
  g_autofree char *tail = bst_ssh_log_get_tail (self);

  return bst_ssh_failure_make_timeout_error (self->stage, self->via_proxy, self->place, tail);
}

GError *
bst_ssh_log_make_lost_error (BstSshLog *self)
{
  g_autofree char *tail = bst_ssh_log_get_tail (self);

  return bst_ssh_failure_make_lost_error (&self->failure, self->place, tail);
}

const char *
bst_ssh_log_get_refusal (BstSshLog *self, const char *host, guint port)
{
  g_autofree char *target = g_strdup_printf ("%s:%u", host, port);

  return g_hash_table_lookup (self->refusals, target);
}

gboolean
bst_ssh_log_take_unix_answer (BstSshLog *self, char **refusal)
{
  if (self->unix_channel == 0 || !self->unix_answered)
    return FALSE;

  self->unix_channel = 0;
  self->unix_answered = FALSE;
  *refusal = g_steal_pointer (&self->unix_refusal);

  return TRUE;
}
