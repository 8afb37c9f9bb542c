/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-query.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-text.h"

/* More than anybody types; each costs a look at each row. */
#define MOST_TERMS 64
#define MOST_BYTES 4096

typedef enum
{
  KEY_TEXT, /* a plain word */
  KEY_HOST,
  KEY_STATE,
  KEY_TAG,
  KEY_GROUP,
  KEY_OS,
  KEY_IP,
  KEY_NAME,
  KEY_TITLE,
  KEY_FQDN,
  KEY_UUID,
  KEY_NOTES,
  KEY_IS,
} Key;

static const char *const keys[] = {
  [KEY_HOST] = "host", [KEY_STATE] = "state", [KEY_TAG] = "tag",     [KEY_GROUP] = "group",
  [KEY_OS] = "os",     [KEY_IP] = "ip",       [KEY_NAME] = "name",   [KEY_TITLE] = "title",
  [KEY_FQDN] = "fqdn", [KEY_UUID] = "uuid",   [KEY_NOTES] = "notes", [KEY_IS] = "is",
};

/* How a value is looked for. */
typedef enum
{
  MATCH_ANYWHERE,
  MATCH_PREFIX,
  MATCH_WHOLE,
} Match;

typedef struct
{
  Key key;
  gboolean excluded;
  char *value; /* case-folded, never empty */
} Term;

struct _BstQuery
{
  GArray *terms; /* of Term */
};

static void
clear_term (gpointer data)
{
  g_free (((Term *)data)->value);
}

static Match
get_match (Key key)
{
  if (key == KEY_STATE || key == KEY_TAG || key == KEY_IS)
    return MATCH_WHOLE;

  return key == KEY_IP ? MATCH_PREFIX : MATCH_ANYWHERE;
}

/* KEY_TEXT where @word does not begin with a known key and a colon; else @value is after it. */
static Key
find_key (const char *word, const char **value)
{
  const char *colon = strchr (word, ':');

  *value = word;
  for (guint i = KEY_TEXT + 1; colon != NULL && i < G_N_ELEMENTS (keys); i++)
    {
      if (strlen (keys[i]) == (gsize)(colon - word) &&
          g_ascii_strncasecmp (keys[i], word, (gsize)(colon - word)) == 0)
        {
          *value = colon + 1;
          return (Key)i;
        }
    }

  return KEY_TEXT;
}

/* The next word, its quotes taken off; NULL at the end. @quoted: it begins with one, so that what
 * looks like a key or a minus in it is none. */
static char *
next_word (const char **text, gboolean *quoted, gboolean *excluded)
{
  g_autoptr (GString) word = g_string_new (NULL);
  const char *p = *text;
  gboolean inside = FALSE;

  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (*p == '\0')
    return NULL;

  *excluded = p[0] == '-' && p[1] != '\0' && !g_unichar_isspace (g_utf8_get_char (p + 1));
  if (*excluded)
    p++;
  *quoted = *p == '"';
  while (*p != '\0' && (inside || !g_unichar_isspace (g_utf8_get_char (p))))
    {
      const char *next = g_utf8_next_char (p);

      if (*p == '"')
        inside = !inside;
      else
        g_string_append_len (word, p, next - p);
      p = next;
    }
  *text = p;

  return g_strdup (word->str);
}

static void
add_word (BstQuery *self, const char *word, gboolean quoted, gboolean excluded)
{
  const char *value = word;
  Term term = {
    .key = quoted ? KEY_TEXT : find_key (word, &value),
    .excluded = excluded,
  };

  /* "host:" while it is being typed. */
  if (*value == '\0')
    return;

  term.value = bst_text_fold (value);
  g_array_append_val (self->terms, term);
}

BstQuery *
bst_query_new (const char *text)
{
  BstQuery *self = g_new0 (BstQuery, 1);
  g_autofree char *valid = NULL;
  const char *rest;
  char *word;
  gboolean quoted, excluded;

  self->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  g_array_set_clear_func (self->terms, clear_term);
  if (text == NULL)
    return self;

  valid = g_utf8_make_valid (text, (gssize)strnlen (text, MOST_BYTES));
  rest = valid;
  while (self->terms->len < MOST_TERMS && (word = next_word (&rest, &quoted, &excluded)) != NULL)
    {
      add_word (self, word, quoted, excluded);
      g_free (word);
    }

  return self;
}

void
bst_query_free (BstQuery *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->terms);
  g_free (self);
}

gboolean
bst_query_is_empty (const BstQuery *self)
{
  return self->terms->len == 0;
}

static gboolean
fits (Match match, const char *field, const char *value)
{
  g_autofree char *folded = NULL;

  if (*field == '\0')
    return FALSE;

  folded = bst_text_fold (field);
  switch (match)
    {
    case MATCH_PREFIX:
      return g_str_has_prefix (folded, value);
    case MATCH_WHOLE:
      return g_str_equal (folded, value);
    case MATCH_ANYWHERE:
    default:
      return strstr (folded, value) != NULL;
    }
}

static gboolean
fits_any (Match match, const char *const *fields, const char *value)
{
  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      if (fits (match, fields[i], value))
        return TRUE;
    }

  return FALSE;
}

/* libvirt's word, the one that people see, or "off" as the tools call it. */
static gboolean
names_state (BstMachineState state, const char *value)
{
  return g_str_equal (value, bst_machine_state_to_nick (state)) ||
         (state == BST_MACHINE_STATE_SHUTOFF && g_str_equal (value, "off")) ||
         fits (MATCH_WHOLE, bst_machine_state_get_label (state), value);
}

static gboolean
fits_state (BstMachine *machine, const char *value)
{
  return names_state (bst_machine_get_state (machine), value);
}

static gboolean
is_active (BstMachine *machine)
{
  return bst_machine_state_is_active (bst_machine_get_state (machine));
}

static gboolean
is_off (BstMachine *machine)
{
  return !is_active (machine);
}

static gboolean
is_transient (BstMachine *machine)
{
  return !bst_machine_is_persistent (machine);
}

static gboolean
is_stale (BstMachine *machine)
{
  return !bst_machine_is_fresh (machine);
}

static gboolean
is_tagged (BstMachine *machine)
{
  return bst_machine_get_tags (machine)[0] != NULL;
}

/* What "is:" takes beside the states. */
static const struct
{
  const char *value;
  gboolean (*fits) (BstMachine *machine);
} qualities[] = {
  { "active", is_active },
  { "off", is_off },
  { "autostart", bst_machine_get_autostart },
  { "transient", is_transient },
  { "saved", bst_machine_has_managed_save },
  { "fresh", bst_machine_is_fresh },
  { "stale", is_stale },
  { "tagged", is_tagged },
};

static gboolean
fits_is (BstMachine *machine, const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (qualities); i++)
    {
      if (g_str_equal (value, qualities[i].value))
        return qualities[i].fits (machine);
    }

  return fits_state (machine, value);
}

static gboolean
fits_os (BstMachine *machine, const char *value)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);

  return fits (MATCH_ANYWHERE, bst_machine_get_os (machine), value) ||
         (guest != NULL && guest->os_id != NULL && fits (MATCH_ANYWHERE, guest->os_id, value));
}

static gboolean
fits_term (const Term *term, BstMachine *machine)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);
  const char *value = term->value;
  Match match = get_match (term->key);

  switch (term->key)
    {
    case KEY_HOST:
      return fits (match, bst_host_get_name (bst_machine_get_host (machine)), value);
    case KEY_STATE:
      return fits_state (machine, value);
    case KEY_TAG:
      return fits_any (match, bst_machine_get_tags (machine), value);
    case KEY_GROUP:
      return fits (match, bst_machine_get_group (machine), value);
    case KEY_OS:
      return fits_os (machine, value);
    case KEY_IP:
      return guest != NULL && fits_any (match, (const char *const *)guest->addresses, value);
    case KEY_NAME:
      return fits (match, bst_machine_get_name (machine), value);
    case KEY_TITLE:
      return fits (match, bst_machine_get_title (machine), value);
    case KEY_FQDN:
      return fits (match, bst_machine_get_fqdn (machine), value);
    case KEY_UUID:
      return fits (match, bst_machine_get_uuid (machine), value);
    case KEY_NOTES:
      return fits (match, bst_machine_get_notes (machine), value);
    case KEY_IS:
      return fits_is (machine, value);
    case KEY_TEXT:
    default:
      return strstr (bst_machine_get_search_text (machine), value) != NULL;
    }
}

gboolean
bst_query_matches (const BstQuery *self, BstMachine *machine)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, i);

      if (fits_term (term, machine) == term->excluded)
        return FALSE;
    }

  return TRUE;
}

static gboolean
can_fit (const Term *term)
{
  if (term->key != KEY_STATE && term->key != KEY_IS)
    return TRUE;

  for (guint state = 0; state <= BST_MACHINE_STATE_PMSUSPENDED; state++)
    {
      if (names_state ((BstMachineState)state, term->value))
        return TRUE;
    }
  for (gsize i = 0; term->key == KEY_IS && i < G_N_ELEMENTS (qualities); i++)
    {
      if (g_str_equal (term->value, qualities[i].value))
        return TRUE;
    }

  return FALSE;
}

static char *
list_values (Key key)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (gsize i = 0; key == KEY_IS && i < G_N_ELEMENTS (qualities); i++)
    g_ptr_array_add (values, (gpointer)qualities[i].value);
  for (guint state = BST_MACHINE_STATE_NOSTATE + 1; state <= BST_MACHINE_STATE_PMSUSPENDED; state++)
    g_ptr_array_add (values, (gpointer)bst_machine_state_to_nick ((BstMachineState)state));
  g_ptr_array_add (values, NULL);

  return g_strjoinv (", ", (char **)values->pdata);
}

char *
bst_query_dup_doubt (const BstQuery *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, i);
      g_autofree char *values = NULL;

      if (can_fit (term))
        continue;
      values = list_values (term->key);
      /* Translators: a term of a search, "state:runing", and the list of what there is. */
      return g_strdup_printf (_ ("“%s:%s” fits no machine ever. It can be: %s"), keys[term->key],
                              term->value, values);
    }

  return NULL;
}

/* Whether what fits @wide is among what fits @narrow's value. */
static gboolean
value_implies (Match match, const char *narrow, const char *wide)
{
  switch (match)
    {
    case MATCH_PREFIX:
      return g_str_has_prefix (narrow, wide);
    case MATCH_WHOLE:
      return g_str_equal (narrow, wide);
    case MATCH_ANYWHERE:
    default:
      return strstr (narrow, wide) != NULL;
    }
}

static gboolean
term_implies (const Term *narrow, const Term *wide)
{
  if (narrow->key != wide->key || narrow->excluded != wide->excluded)
    return FALSE;

  /* What does not hold "we" does not hold "web". */
  if (narrow->excluded)
    return value_implies (get_match (wide->key), wide->value, narrow->value);

  return value_implies (get_match (wide->key), narrow->value, wide->value);
}

gboolean
bst_query_narrows (const BstQuery *self, const BstQuery *other)
{
  for (guint i = 0; i < other->terms->len; i++)
    {
      gboolean implied = FALSE;

      for (guint j = 0; !implied && j < self->terms->len; j++)
        implied = term_implies (&g_array_index (self->terms, Term, j),
                                &g_array_index (other->terms, Term, i));
      if (!implied)
        return FALSE;
    }

  return TRUE;
}
