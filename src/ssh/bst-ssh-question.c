/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-question-private.h"

#include "core/bst-thread.h"

struct _BstSshQuestion
{
  GObject parent_instance;

  BstSshPrompt *prompt;
  char *host;
  guint attempt;

  BstSshAnswerFunc func; /* NULL: answered or withdrawn */
  gpointer data;
};

G_DEFINE_FINAL_TYPE (BstSshQuestion, bst_ssh_question, G_TYPE_OBJECT)

enum
{
  SIGNAL_WITHDRAWN,
  SIGNAL_ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
answer (BstSshQuestion *self, const char *text, gboolean keep)
{
  BstSshAnswerFunc func = self->func;

  self->func = NULL;
  if (func != NULL)
    func (text, keep, self->data);

  return func != NULL;
}

static void
bst_ssh_question_dispose (GObject *object)
{
  answer (BST_SSH_QUESTION (object), NULL, FALSE);

  G_OBJECT_CLASS (bst_ssh_question_parent_class)->dispose (object);
}

static void
bst_ssh_question_finalize (GObject *object)
{
  BstSshQuestion *self = BST_SSH_QUESTION (object);

  bst_ssh_prompt_free (self->prompt);
  g_free (self->host);

  G_OBJECT_CLASS (bst_ssh_question_parent_class)->finalize (object);
}

static void
bst_ssh_question_class_init (BstSshQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bst_ssh_question_dispose;
  object_class->finalize = bst_ssh_question_finalize;

  signals[SIGNAL_WITHDRAWN] = g_signal_new ("withdrawn", BST_TYPE_SSH_QUESTION, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", BST_TYPE_SSH_QUESTION, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_ssh_question_init (BstSshQuestion *self)
{
}

BstSshQuestion *
bst_ssh_question_new (BstSshPrompt *prompt,
                      const char *host,
                      guint attempt,
                      BstSshAnswerFunc func,
                      gpointer data)
{
  BstSshQuestion *self = g_object_new (BST_TYPE_SSH_QUESTION, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->prompt = prompt;
  self->host = g_strdup (host);
  self->attempt = attempt;
  self->func = func;
  self->data = data;

  return self;
}

void
bst_ssh_question_withdraw (BstSshQuestion *self)
{
  if (self->func == NULL)
    return;

  self->func = NULL;
  g_signal_emit (self, signals[SIGNAL_WITHDRAWN], 0);
}

BstSshQuestionKind
bst_ssh_question_get_kind (BstSshQuestion *self)
{
  return self->prompt->kind;
}

const char *
bst_ssh_question_get_host (BstSshQuestion *self)
{
  return self->host;
}

const char *
bst_ssh_question_get_prompt (BstSshQuestion *self)
{
  return self->prompt->text;
}

const char *
bst_ssh_question_get_fingerprint (BstSshQuestion *self)
{
  return self->prompt->fingerprint;
}

const char *
bst_ssh_question_get_key_type (BstSshQuestion *self)
{
  return self->prompt->key_type;
}

const char *
bst_ssh_question_get_subject (BstSshQuestion *self)
{
  return self->prompt->subject;
}

gboolean
bst_ssh_question_is_secret (BstSshQuestion *self)
{
  return self->prompt->kind == BST_SSH_QUESTION_PASSPHRASE ||
         self->prompt->kind == BST_SSH_QUESTION_PASSWORD ||
         self->prompt->kind == BST_SSH_QUESTION_CODE;
}

gboolean
bst_ssh_question_can_keep (BstSshQuestion *self)
{
  return self->prompt->kind == BST_SSH_QUESTION_PASSPHRASE ||
         self->prompt->kind == BST_SSH_QUESTION_PASSWORD;
}

guint
bst_ssh_question_get_attempt (BstSshQuestion *self)
{
  return self->attempt;
}

void
bst_ssh_question_answer (BstSshQuestion *self, const char *text, gboolean keep)
{
  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (text != NULL);

  if (answer (self, text, keep && bst_ssh_question_can_keep (self)))
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
}

void
bst_ssh_question_refuse (BstSshQuestion *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (answer (self, NULL, FALSE))
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
}
