/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target without a fuzzer: on its seeds, and on what becomes of them by mutation,
 * always the same for a number of runs ($BASTIDA_FUZZ_RUNS). A target has libFuzzer's entry point,
 * so "clang -fsanitize=fuzzer,address" with the target's file in place of this one fuzzes for real.
 */

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define DEFAULT_RUNS 3000
#define MOST_LENGTH (64 * 1024)

static GPtrArray *seeds; /* of GBytes */
static GRand *rng;

static gsize
pick (gsize below)
{
  return below > 0 ? g_rand_int (rng) % below : 0;
}

static GByteArray *
copy_seed (void)
{
  GBytes *seed = seeds->pdata[pick (seeds->len)];
  GByteArray *input = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (seed, &length);

  g_byte_array_append (input, bytes, (guint)length);
  return input;
}

static void
insert (GByteArray *input, gsize at, const guint8 *bytes, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, length);
  gsize tail = input->len - at;

  if (input->len + length > MOST_LENGTH)
    return;

  g_byte_array_set_size (input, (guint)(input->len + length));
  memmove (input->data + at + length, input->data + at, tail);
  memcpy (input->data + at, copy, length);
}

static void
mutate (GByteArray *input)
{
  static const char *const tokens[] = { "%00",       "%2d",
                                        "\n",        "&",
                                        ";",         "?",
                                        "[",         "]",
                                        "]]>",       "<!DOCTYPE x [",
                                        "<![CDATA[", "&#0;",
                                        "&lt;",      "'",
                                        "\"",        "<",
                                        ">",         "/>",
                                        "\xff",      "\xc0\x80",
                                        "-1",        "18446744073709551616" };
  gsize at = pick (input->len + 1);
  gsize span = pick (64);

  span = MIN (span, input->len - at);

  switch (pick (6))
    {
    case 0:
      if (at < input->len)
        input->data[at] ^= (guint8)(1u << pick (8));
      break;
    case 1:
      if (at < input->len)
        input->data[at] = (guint8)pick (256);
      break;
    case 2:
      if (span > 0)
        g_byte_array_remove_range (input, (guint)at, (guint)span);
      break;
    case 3:
      if (span > 0)
        insert (input, pick (input->len), input->data + at, span);
      break;
    case 4:
      {
        const char *token = tokens[pick (G_N_ELEMENTS (tokens))];

        insert (input, at, (const guint8 *)token, strlen (token));
        break;
      }
    default:
      if (pick (8) == 0)
        g_byte_array_set_size (input, (guint)at);
      break;
    }
}

/* A target reads up to the length, and sees a fault where it reads further. */
static void
run_one (const guint8 *bytes, gsize length)
{
  guint8 *exact = malloc (MAX (length, 1));

  if (length > 0)
    memcpy (exact, bytes, length);
  LLVMFuzzerTestOneInput (exact, length);
  free (exact);
}

static void
test_seeds (void)
{
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize length;
      const guint8 *bytes = g_bytes_get_data (seeds->pdata[i], &length);

      run_one (bytes, length);
    }
}

static void
test_mutated (void)
{
  const char *wanted = g_getenv ("BASTIDA_FUZZ_RUNS");
  guint64 runs = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_RUNS;

  rng = g_rand_new_with_seed (1);
  for (guint64 i = 0; i < runs; i++)
    {
      g_autoptr (GByteArray) input = copy_seed ();

      for (gsize n = 1 + pick (8); n > 0; n--)
        mutate (input);
      run_one (input->data, input->len);
    }
  g_rand_free (rng);
}

static void
add_seed_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_ptr_array_add (seeds, g_bytes_new_take (text, length));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);

  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    g_ptr_array_add (seeds, g_bytes_new_static (fuzz_seeds[i], strlen (fuzz_seeds[i])));
  for (guint i = 0; fuzz_binary_seeds != NULL && fuzz_binary_seeds[i].length > 0; i++)
    g_ptr_array_add (seeds, g_bytes_new_static (fuzz_binary_seeds[i].bytes,
                                                fuzz_binary_seeds[i].length));
  for (guint i = 0; fuzz_seed_files[i] != NULL; i++)
    add_seed_file (fuzz_seed_files[i]);

  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_func ("/fuzz/mutated", test_mutated);
  result = g_test_run ();
  g_ptr_array_unref (seeds);

  return result;
}
