/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-prompt-private.h"

#include <string.h>

#define LONGEST_TEXT 4000

/* The text between @before and @after, where both are there. */
static char *
cut_out (const char *text, const char *before, const char *after)
{
  const char *start = strstr (text, before);
  const char *end;

  if (start == NULL)
    return NULL;
  start += strlen (before);
  end = strstr (start, after);

  return end != NULL && end > start ? g_strndup (start, (gsize)(end - start)) : NULL;
}

/* Control characters could make a dialog or a terminal show something else. */
static char *
clean (const char *words)
{
  g_autofree char *cut = g_strndup (words, LONGEST_TEXT);
  g_autofree char *valid = g_utf8_make_valid (cut, -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar ch = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (ch);

      if (ch == '\n' || (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT))
        g_string_append_unichar (text, ch);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

static char *
find_fingerprint (const char *text)
{
  static const char *const hashes[] = { "SHA256:", "MD5:", "SHA1:", "SHA512:" };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      const char *start = strstr (text, hashes[i]);

      if (start != NULL)
        {
          char *fingerprint = g_strndup (start, strcspn (start, " \n)"));

          /* A sentence ends here in some versions. */
          if (g_str_has_suffix (fingerprint, "."))
            fingerprint[strlen (fingerprint) - 1] = '\0';
          return fingerprint;
        }
    }

  return NULL;
}

/* "ED25519 key fingerprint is …": the word before. */
static char *
find_key_type (const char *text)
{
  const char *end = strstr (text, " key fingerprint is");
  const char *start = end;

  while (start != NULL && start > text && g_ascii_isgraph (start[-1]))
    start--;

  return end != NULL && end > start ? g_strndup (start, (gsize)(end - start)) : NULL;
}

static gboolean
has_word (const char *text, const char *word)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, word) != NULL;
}

/* A log-in's own password, not a new one that the host wants to be chosen. */
static gboolean
is_password (const char *text)
{
  return has_word (text, "password") && !has_word (text, "new ") && !has_word (text, "retype") &&
         !has_word (text, "current") && !has_word (text, "one-time") &&
         !has_word (text, "one time") && !has_word (text, "otp") && !has_word (text, "expired");
}

static void
classify (BstSshPrompt *prompt)
{
  const char *text = prompt->text;

  if (strstr (text, "authenticity of host") != NULL || strstr (text, "'yes', 'no'") != NULL)
    {
      prompt->kind = BST_SSH_QUESTION_HOST_KEY;
      prompt->subject = cut_out (text, "authenticity of host '", " (");
    }
  else if (g_str_has_prefix (text, "Enter passphrase for "))
    {
      prompt->kind = BST_SSH_QUESTION_PASSPHRASE;
      prompt->subject = cut_out (text, "'", "'");
    }
  else if (has_word (text, "(yes/no"))
    {
      prompt->kind = BST_SSH_QUESTION_CONFIRM;
    }
  else if (strstr (text, "'s password:") != NULL)
    {
      prompt->kind = BST_SSH_QUESTION_PASSWORD;
      prompt->subject = g_strndup (text, (gsize)(strstr (text, "'s password:") - text));
    }
  else if (is_password (text))
    {
      prompt->kind = BST_SSH_QUESTION_PASSWORD;
      prompt->subject = text[0] == '(' ? cut_out (text, "(", ")") : NULL;
    }
  else
    {
      prompt->kind = BST_SSH_QUESTION_CODE;
      prompt->subject = text[0] == '(' ? cut_out (text, "(", ")") : NULL;
    }
}

BstSshPrompt *
bst_ssh_prompt_new (const char *mode, const char *words)
{
  BstSshPrompt *prompt = g_new0 (BstSshPrompt, 1);

  prompt->text = clean (words);
  prompt->fingerprint = find_fingerprint (prompt->text);
  prompt->key_type = find_key_type (prompt->text);

  if (mode[0] != '\0')
    prompt->kind = BST_SSH_QUESTION_CONFIRM;
  else
    classify (prompt);

  return prompt;
}

void
bst_ssh_prompt_free (BstSshPrompt *prompt)
{
  g_free (prompt->text);
  g_free (prompt->fingerprint);
  g_free (prompt->key_type);
  g_free (prompt->subject);
  g_free (prompt);
}
