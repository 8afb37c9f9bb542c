/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-ssh-askpass-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-thread.h"
#include "ssh/bst-keyring.h"
#include "ssh/bst-ssh-question-private.h"

#define LONGEST_PROMPT (16 * 1024)

struct _BstSshAskpass
{
  GObject parent_instance;

  char *path;
  char *host;
  char *login;    /* what ssh calls who logs in: "root@hosta" */
  char *known_as; /* what ssh calls the host: "[hosta]:2209" */
  GSocketService *service;
  GPtrArray *asked;     /* of owned Asked, one for each askpass program that waits */
  GHashTable *found;    /* of "kind subject": answered from the keyring */
  GHashTable *attempts; /* "kind subject" → how often it was asked */
  GPtrArray *kept;      /* of owned Kept, until the log-in succeeds */
};

G_DEFINE_FINAL_TYPE (BstSshAskpass, bst_ssh_askpass, G_TYPE_OBJECT)

enum
{
  SIGNAL_QUESTION,
  SIGNAL_WAITING,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A prompt that an askpass program handed over. */
typedef struct
{
  BstSshAskpass *self;
  GSocketConnection *connection;
  GCancellable *cancellable;
  GByteArray *received;
  GSource *gone;        /* (nullable): waits for the program's end */
  BstSshPrompt *prompt; /* (nullable): until there is a question */
  BstSshQuestionKind kind;
  char *subject;            /* whose it is: a key file, or "root@hosta:2209" */
  BstSshQuestion *question; /* (nullable) (unowned): with whom it is now */
  gboolean looking_up;      /* in the keyring, which may ask to be unlocked */
} Asked;

/* An answer that the user wants to be kept. */
typedef struct
{
  BstSshQuestionKind kind;
  char *subject;
  char *secret;
} Kept;

static void
wipe (char *secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->subject);
  wipe (kept->secret);
  g_free (kept);
}

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_cancellable_cancel (asked->cancellable);
  if (asked->gone != NULL)
    {
      g_source_destroy (asked->gone);
      g_source_unref (asked->gone);
    }
  if (asked->question != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (asked->question), (gpointer *)&asked->question);
      bst_ssh_question_withdraw (asked->question);
    }
  g_clear_pointer (&asked->prompt, bst_ssh_prompt_free);
  g_byte_array_unref (asked->received);
  g_object_unref (asked->cancellable);
  g_object_unref (asked->connection);
  g_free (asked->subject);
  g_free (asked);
}

static void
drop (Asked *asked)
{
  BstSshAskpass *self = asked->self;
  gboolean was_waiting = bst_ssh_askpass_is_waiting (self);

  g_ptr_array_remove_fast (self->asked, asked);
  if (was_waiting != bst_ssh_askpass_is_waiting (self))
    g_signal_emit (self, signals[SIGNAL_WAITING], 0);
}

/* What is written fits the socket's buffer, so that it never waits. */
static void
send_answer (Asked *asked, const char *secret)
{
  GSocket *socket = g_socket_connection_get_socket (asked->connection);
  gsize length = strlen (secret) + 1;
  g_autofree char *bytes = g_malloc (length);
  g_autoptr (GError) error = NULL;

  bytes[0] = 'y';
  memcpy (bytes + 1, secret, length - 1);
  g_socket_set_blocking (socket, FALSE);
  if (g_socket_send (socket, bytes, length, NULL, &error) != (gssize)length)
    g_debug ("ssh did not take an answer: %s", error != NULL ? error->message : "too long");
  explicit_bzero (bytes, length);
}

static char *
attempts_key (BstSshQuestionKind kind, const char *subject)
{
  return g_strdup_printf ("%d %s", (int)kind, subject);
}

static void
on_answer (const char *answer, gboolean keep, gpointer data)
{
  Asked *asked = data;
  BstSshAskpass *self = g_object_ref (asked->self);
  BstSshQuestionKind kind = asked->kind;

  if (asked->question != NULL)
    g_object_remove_weak_pointer (G_OBJECT (asked->question), (gpointer *)&asked->question);
  asked->question = NULL;

  if (answer != NULL)
    send_answer (asked, answer);
  if (answer != NULL && keep)
    {
      Kept *kept = g_new0 (Kept, 1);

      kept->kind = kind;
      kept->subject = g_strdup (asked->subject);
      kept->secret = g_strdup (answer);
      g_ptr_array_add (self->kept, kept);
    }

  g_ptr_array_remove_fast (self->asked, asked);
  g_signal_emit (self, signals[SIGNAL_WAITING], 0);
  if (answer == NULL)
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, (int)kind);
  g_object_unref (self);
}

/* The answer of the time before was wrong: it must not be kept. */
static void
drop_kept (BstSshAskpass *self, BstSshQuestionKind kind, const char *subject)
{
  for (guint i = self->kept->len; i > 0; i--)
    {
      Kept *kept = self->kept->pdata[i - 1];

      if (kept->kind == kind && strcmp (kept->subject, subject) == 0)
        g_ptr_array_remove_index_fast (self->kept, i - 1);
    }
}

static void
ask_person (Asked *asked, guint attempt)
{
  BstSshAskpass *self = asked->self;
  g_autoptr (BstSshQuestion) question = NULL;

  question = bst_ssh_question_new (g_steal_pointer (&asked->prompt),
                                   asked->kind == BST_SSH_QUESTION_PASSPHRASE ? self->host
                                                                              : asked->subject,
                                   attempt, on_answer, asked);
  asked->question = question;
  g_object_add_weak_pointer (G_OBJECT (question), (gpointer *)&asked->question);

  g_signal_emit (self, signals[SIGNAL_WAITING], 0);
  g_signal_emit (self, signals[SIGNAL_QUESTION], 0, question);
}

static const char *
to_keyring_kind (BstSshQuestionKind kind)
{
  return kind == BST_SSH_QUESTION_PASSPHRASE ? BST_KEYRING_SSH_PASSPHRASE
                                             : BST_KEYRING_SSH_PASSWORD;
}

static void
keep_secret (const Kept *kept)
{
  g_autofree char *label =
      g_strdup_printf (kept->kind == BST_SSH_QUESTION_PASSPHRASE ? _ ("Bastida: passphrase of %s")
                                                                 : _ ("Bastida: password of %s"),
                       kept->subject);

  bst_keyring_keep (to_keyring_kind (kept->kind), kept->subject, label, kept->secret);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  char *secret = bst_keyring_find_finish (result);
  g_autoptr (GCancellable) cancellable = data;
  Asked *asked = g_object_get_data (G_OBJECT (cancellable), "asked");

  if (!g_cancellable_is_cancelled (cancellable))
    {
      asked->looking_up = FALSE;
      if (secret != NULL)
        {
          g_hash_table_add (asked->self->found, attempts_key (asked->kind, asked->subject));
          send_answer (asked, secret);
          g_signal_emit (asked->self, signals[SIGNAL_WAITING], 0);
          drop (asked);
        }
      else
        ask_person (asked, 1);
    }
  bst_keyring_free_secret (secret);
}

/* A jump host asks through the same program, and names itself. */
static gboolean
is_target (BstSshAskpass *self, const char *subject)
{
  return subject == NULL || strcmp (subject, self->login) == 0 ||
         strcmp (subject, self->known_as) == 0;
}

static void
ask (Asked *asked)
{
  BstSshAskpass *self = asked->self;
  BstSshPrompt *prompt = asked->prompt;
  /* A secret is only for whom ssh names. */
  gboolean can_keep = prompt->subject != NULL && (prompt->kind == BST_SSH_QUESTION_PASSWORD ||
                                                  prompt->kind == BST_SSH_QUESTION_PASSPHRASE);
  g_autofree char *key = NULL;
  guint attempt;

  asked->kind = prompt->kind;
  asked->subject = g_strdup (is_target (self, prompt->subject) ? self->host : prompt->subject);
  key = attempts_key (prompt->kind, asked->subject);
  attempt = GPOINTER_TO_UINT (g_hash_table_lookup (self->attempts, key)) + 1;
  g_hash_table_replace (self->attempts, g_strdup (key), GUINT_TO_POINTER (attempt));

  if (can_keep && attempt == 1)
    {
      asked->looking_up = TRUE;
      g_signal_emit (self, signals[SIGNAL_WAITING], 0);
      bst_keyring_find_async (to_keyring_kind (prompt->kind), asked->subject, asked->cancellable,
                              on_found, g_object_ref (asked->cancellable));
      return;
    }

  if (can_keep)
    {
      drop_kept (self, prompt->kind, asked->subject);
      if (g_hash_table_remove (self->found, key))
        bst_keyring_forget (to_keyring_kind (prompt->kind), asked->subject);
    }
  ask_person (asked, attempt);
}

static gboolean
on_gone (GSocket *socket, GIOCondition condition, gpointer data)
{
  drop (data);

  return G_SOURCE_REMOVE;
}

static void
on_prompt_whole (Asked *asked)
{
  GSocket *socket = g_socket_connection_get_socket (asked->connection);
  char *mode;
  char *words;

  g_byte_array_append (asked->received, (const guint8 *)"", 1);
  mode = (char *)asked->received->data;
  words = strchr (mode, '\n');
  if (words == NULL)
    {
      drop (asked);
      return;
    }
  *words++ = '\0';
  asked->prompt = bst_ssh_prompt_new (mode, words);

  asked->gone = g_socket_create_source (socket, G_IO_HUP, NULL);
  g_source_set_callback (asked->gone, G_SOURCE_FUNC (on_gone), asked, NULL);
  g_source_attach (asked->gone, NULL);

  ask (asked);
}

static void
on_received (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Asked *asked = g_object_get_data (G_OBJECT (cancellable), "asked");

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (g_cancellable_is_cancelled (cancellable))
    return;
  if (bytes == NULL || asked->received->len + g_bytes_get_size (bytes) > LONGEST_PROMPT)
    {
      drop (asked);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      on_prompt_whole (asked);
      return;
    }

  g_byte_array_append (asked->received, g_bytes_get_data (bytes, NULL),
                       (guint)g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), 4096, G_PRIORITY_DEFAULT, cancellable,
                                   on_received, g_object_ref (cancellable));
}

/* The folder is private, so this is never somebody else; it costs nothing to look. */
static gboolean
is_ours (GSocketConnection *connection)
{
  g_autoptr (GCredentials) credentials =
      g_socket_get_credentials (g_socket_connection_get_socket (connection), NULL);

  return credentials != NULL && g_credentials_get_unix_user (credentials, NULL) == getuid ();
}

static gboolean
on_incoming (BstSshAskpass *self, GSocketConnection *connection)
{
  Asked *asked;

  if (!is_ours (connection))
    return TRUE;

  asked = g_new0 (Asked, 1);
  asked->self = self;
  asked->connection = g_object_ref (connection);
  asked->cancellable = g_cancellable_new ();
  asked->received = g_byte_array_new ();
  g_object_set_data (G_OBJECT (asked->cancellable), "asked", asked);
  g_ptr_array_add (self->asked, asked);

  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), 4096,
                                   G_PRIORITY_DEFAULT, asked->cancellable, on_received,
                                   g_object_ref (asked->cancellable));

  return TRUE;
}

BstSshAskpass *
bst_ssh_askpass_new (const char *path, const BstSshPlace *place, GError **error)
{
  g_autoptr (BstSshAskpass) self = g_object_new (BST_TYPE_SSH_ASKPASS, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  BST_ASSERT_MAIN_THREAD ();

  self->host = g_strdup (place->name);
  self->login =
      g_strdup_printf ("%s@%s", place->real_user != NULL ? place->real_user : "", place->real_host);
  self->known_as = place->real_port == 22
                       ? g_strdup (place->real_host)
                       : g_strdup_printf ("[%s]:%u", place->real_host, place->real_port);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL,
                                      error))
    return NULL;
  self->path = g_strdup (path);

  return g_steal_pointer (&self);
}

gboolean
bst_ssh_askpass_is_waiting (BstSshAskpass *self)
{
  for (guint i = 0; i < self->asked->len; i++)
    {
      Asked *asked = self->asked->pdata[i];

      if (asked->question != NULL || asked->looking_up)
        return TRUE;
    }

  return FALSE;
}

void
bst_ssh_askpass_keep_answers (BstSshAskpass *self)
{
  for (guint i = 0; i < self->kept->len; i++)
    keep_secret (self->kept->pdata[i]);
  g_ptr_array_set_size (self->kept, 0);
}

void
bst_ssh_askpass_close (BstSshAskpass *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
  g_ptr_array_set_size (self->asked, 0);
  g_ptr_array_set_size (self->kept, 0);
}

static void
bst_ssh_askpass_dispose (GObject *object)
{
  bst_ssh_askpass_close (BST_SSH_ASKPASS (object));

  G_OBJECT_CLASS (bst_ssh_askpass_parent_class)->dispose (object);
}

static void
bst_ssh_askpass_finalize (GObject *object)
{
  BstSshAskpass *self = BST_SSH_ASKPASS (object);

  g_object_unref (self->service);
  g_ptr_array_unref (self->asked);
  g_ptr_array_unref (self->kept);
  g_hash_table_unref (self->found);
  g_hash_table_unref (self->attempts);
  g_free (self->host);
  g_free (self->login);
  g_free (self->known_as);

  G_OBJECT_CLASS (bst_ssh_askpass_parent_class)->finalize (object);
}

static void
bst_ssh_askpass_class_init (BstSshAskpassClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = BST_TYPE_SSH_ASKPASS;

  object_class->dispose = bst_ssh_askpass_dispose;
  object_class->finalize = bst_ssh_askpass_finalize;

  signals[SIGNAL_QUESTION] = g_signal_new ("question", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
  signals[SIGNAL_WAITING] =
      g_signal_new ("waiting", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
bst_ssh_askpass_init (BstSshAskpass *self)
{
  self->service = g_socket_service_new ();
  self->asked = g_ptr_array_new_with_free_func (asked_free);
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (on_incoming), self,
                           G_CONNECT_SWAPPED);
}
