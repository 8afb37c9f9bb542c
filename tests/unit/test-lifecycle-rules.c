/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-thread.h"
#include "operations/bst-lifecycle.h"

static BstHost *hosta;
static BstHost *hostb;

static BstMachine *
make (BstHost *host, const char *name, BstMachineState state, gboolean persistent)
{
  g_autoptr (BstDomainFacts) facts = NULL;
  BstMachine *machine = bst_machine_new (host, "6695eb01-f6a4-8304-79aa-97f2502e193f", name);

  facts = bst_domain_facts_new ("6695eb01-f6a4-8304-79aa-97f2502e193f", name);
  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS;
  facts->state = state;
  facts->persistent = persistent;
  bst_machine_apply_facts (machine, facts);

  return machine;
}

static void
set_flags (BstMachine *machine, gboolean autostart, gboolean managed_save)
{
  g_autoptr (BstDomainFacts) facts = bst_domain_facts_new (bst_machine_get_uuid (machine), NULL);

  facts->known = BST_DOMAIN_KNOWN_FLAGS;
  facts->persistent = TRUE;
  facts->autostart = autostart;
  facts->managed_save = managed_save;
  bst_machine_apply_facts (machine, facts);
}

/* What is possible, by kind, with spaces between. */
static char *
possible (BstMachine *machine)
{
  GString *result = g_string_new (NULL);

  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    {
      const char *why = NULL;

      if (bst_lifecycle_is_possible ((BstLifecycle)i, machine, &why))
        {
          g_assert_null (why);
          g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "",
                                  bst_lifecycle_to_kind ((BstLifecycle)i));
        }
      else
        {
          g_assert_nonnull (why);
          g_assert_true (g_str_has_suffix (why, "."));
        }
    }

  return g_string_free (result, FALSE);
}

static void
test_possible (void)
{
  static const struct
  {
    BstMachineState state;
    gboolean persistent;
    const char *possible;
  } cases[] = {
    { BST_MACHINE_STATE_RUNNING, TRUE, "shutdown reboot reset off pause save autostart-on" },
    { BST_MACHINE_STATE_BLOCKED, TRUE, "shutdown reboot reset off pause save autostart-on" },
    { BST_MACHINE_STATE_RUNNING, FALSE, "shutdown reboot reset off pause" },
    { BST_MACHINE_STATE_PAUSED, TRUE, "reset off resume save autostart-on" },
    { BST_MACHINE_STATE_SHUTDOWN, TRUE, "reset off save autostart-on" },
    { BST_MACHINE_STATE_PMSUSPENDED, TRUE, "reset off save autostart-on" },
    { BST_MACHINE_STATE_SHUTOFF, TRUE, "start autostart-on" },
    { BST_MACHINE_STATE_CRASHED, TRUE, "start reset off autostart-on" },
  };
  g_autoptr (BstMachine) machine = NULL;
  g_autofree char *without_host = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BstMachine) one = make (hosta, "web", cases[i].state, cases[i].persistent);
      g_autofree char *text = possible (one);

      g_test_message ("%s", bst_machine_state_to_nick (cases[i].state));
      g_assert_cmpstr (text, ==, cases[i].possible);
    }

  machine = make (hostb, "web", BST_MACHINE_STATE_RUNNING, TRUE);
  without_host = possible (machine);
  g_assert_cmpstr (without_host, ==, "");
}

static void
test_flags (void)
{
  g_autoptr (BstMachine) machine = make (hosta, "web", BST_MACHINE_STATE_SHUTOFF, TRUE);
  g_autofree char *text = NULL;

  set_flags (machine, TRUE, TRUE);
  text = possible (machine);
  g_assert_cmpstr (text, ==, "start restore discard-save autostart-off");
}

static void
test_words (void)
{
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    {
      g_assert_nonnull (bst_lifecycle_get_label ((BstLifecycle)i));
      g_assert_cmpint (bst_lifecycle_from_kind (bst_lifecycle_to_kind ((BstLifecycle)i)), ==,
                       (int)i);
    }
  g_assert_cmpint (bst_lifecycle_from_kind ("migrate"), ==, BST_N_LIFECYCLES);
  g_assert_cmpint (bst_lifecycle_from_kind (NULL), ==, BST_N_LIFECYCLES);
}

static void
test_no_warning (void)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  char *body = NULL;

  g_ptr_array_add (machines, make (hosta, "web", BST_MACHINE_STATE_RUNNING, TRUE));
  g_assert_null (bst_lifecycle_get_warning (BST_LIFECYCLE_START, machines, &body));
  g_assert_null (bst_lifecycle_get_warning (BST_LIFECYCLE_SHUTDOWN, machines, &body));
  g_assert_null (bst_lifecycle_get_warning (BST_LIFECYCLE_SAVE, machines, &body));
  g_assert_null (body);
}

static void
test_warning (void)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *one = NULL;
  g_autofree char *one_body = NULL;
  g_autofree char *many = NULL;
  g_autofree char *many_body = NULL;

  g_ptr_array_add (machines, make (hosta, "we\nb", BST_MACHINE_STATE_RUNNING, TRUE));
  one = bst_lifecycle_get_warning (BST_LIFECYCLE_OFF, machines, &one_body);
  g_assert_cmpstr (one, ==, "Force off we b?");
  g_assert_nonnull (strstr (one_body, "lost"));

  for (guint i = 2; i <= 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      g_ptr_array_add (machines, make (hosta, name, BST_MACHINE_STATE_RUNNING, TRUE));
    }
  many = bst_lifecycle_get_warning (BST_LIFECYCLE_OFF, machines, &many_body);
  g_assert_cmpstr (many, ==, "Force off 8 machines?");
  g_assert_nonnull (strstr (many_body, "we b\nm2\nm3\nm4\nm5\nand 3 more"));
  g_assert_null (strstr (many_body, "m6"));
}

/* Which “web”? */
static void
test_warning_of_hosts (void)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  g_ptr_array_add (machines, make (hosta, "web", BST_MACHINE_STATE_RUNNING, TRUE));
  g_ptr_array_add (machines, make (hostb, "web", BST_MACHINE_STATE_RUNNING, TRUE));
  heading = bst_lifecycle_get_warning (BST_LIFECYCLE_DISCARD_SAVE, machines, &body);
  g_assert_cmpstr (heading, ==, "Discard the saved state of 2 machines?");
  g_assert_nonnull (strstr (body, "web on hosta\nweb on hostb"));
}

static void
test_warning_of_transient (void)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  g_ptr_array_add (machines, make (hosta, "kept", BST_MACHINE_STATE_RUNNING, TRUE));
  g_ptr_array_add (machines, make (hosta, "passing", BST_MACHINE_STATE_RUNNING, FALSE));
  heading = bst_lifecycle_get_warning (BST_LIFECYCLE_SHUTDOWN, machines, &body);
  g_assert_cmpstr (heading, ==, "Shut down 2 machines?");
  g_assert_nonnull (strstr (body, "passing"));
  g_assert_null (strstr (body, "kept\n"));
}

static void
test_effects (void)
{
  static const struct
  {
    BstLifecycle lifecycle;
    BstMachineState state;
    BstLifecycleEffect effect;
  } cases[] = {
    { BST_LIFECYCLE_START, BST_MACHINE_STATE_RUNNING, BST_LIFECYCLE_EFFECT_THERE },
    { BST_LIFECYCLE_START, BST_MACHINE_STATE_SHUTOFF, BST_LIFECYCLE_EFFECT_MISSING },
    { BST_LIFECYCLE_SHUTDOWN, BST_MACHINE_STATE_SHUTOFF, BST_LIFECYCLE_EFFECT_THERE },
    { BST_LIFECYCLE_SHUTDOWN, BST_MACHINE_STATE_SHUTDOWN, BST_LIFECYCLE_EFFECT_PENDING },
    { BST_LIFECYCLE_SHUTDOWN, BST_MACHINE_STATE_RUNNING, BST_LIFECYCLE_EFFECT_MISSING },
    { BST_LIFECYCLE_OFF, BST_MACHINE_STATE_SHUTOFF, BST_LIFECYCLE_EFFECT_THERE },
    { BST_LIFECYCLE_PAUSE, BST_MACHINE_STATE_PAUSED, BST_LIFECYCLE_EFFECT_THERE },
    { BST_LIFECYCLE_RESUME, BST_MACHINE_STATE_PAUSED, BST_LIFECYCLE_EFFECT_MISSING },
    { BST_LIFECYCLE_SAVE, BST_MACHINE_STATE_SHUTOFF, BST_LIFECYCLE_EFFECT_MISSING },
    { BST_LIFECYCLE_REBOOT, BST_MACHINE_STATE_RUNNING, BST_LIFECYCLE_EFFECT_UNSEEN },
  };
  g_autoptr (BstMachine) saved = make (hosta, "web", BST_MACHINE_STATE_SHUTOFF, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BstMachine) machine = make (hosta, "web", cases[i].state, TRUE);

      g_test_message ("%u", i);
      g_assert_cmpint (bst_lifecycle_get_effect (cases[i].lifecycle, machine), ==, cases[i].effect);
    }

  set_flags (saved, FALSE, TRUE);
  g_assert_cmpint (bst_lifecycle_get_effect (BST_LIFECYCLE_SAVE, saved), ==,
                   BST_LIFECYCLE_EFFECT_THERE);
  g_assert_cmpint (bst_lifecycle_get_effect (BST_LIFECYCLE_DISCARD_SAVE, saved), ==,
                   BST_LIFECYCLE_EFFECT_MISSING);
}

int
main (int argc, char *argv[])
{
  int result;

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  hosta = bst_host_new (1, "hosta", "test:///default");
  hostb = bst_host_new (2, "hostb", "test:///default");
  bst_host_set_state (hosta, BST_HOST_STATE_ONLINE, NULL);

  g_test_add_func ("/lifecycle/possible", test_possible);
  g_test_add_func ("/lifecycle/flags", test_flags);
  g_test_add_func ("/lifecycle/words", test_words);
  g_test_add_func ("/lifecycle/no-warning", test_no_warning);
  g_test_add_func ("/lifecycle/warning", test_warning);
  g_test_add_func ("/lifecycle/warning-of-hosts", test_warning_of_hosts);
  g_test_add_func ("/lifecycle/warning-of-transient", test_warning_of_transient);
  g_test_add_func ("/lifecycle/effects", test_effects);
  result = g_test_run ();

  g_object_unref (hosta);
  g_object_unref (hostb);
  return result;
}
