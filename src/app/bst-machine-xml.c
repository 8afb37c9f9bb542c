/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-xml.h"

#include <string.h>

/* More text than this is read on another thread; less takes less than a frame. */
#define LARGE (128 * 1024)

struct _BstMachineXml
{
  GObject parent_instance;

  BstInventory *inventory;
  BstMachine *machine; /* (nullable) */
  gulong changed_id;
  guint read_source;
  GCancellable *reading; /* (nullable) */

  char *text;              /* (nullable) */
  BstDomainConfig *config; /* (nullable) */
  GError *error;           /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstMachineXml, bst_machine_xml, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A text, and what was read from it. */
typedef struct
{
  char *text;
  BstDomainConfig *config; /* (nullable) */
  GError *error;           /* (nullable) */
} Parsed;

static void
parsed_free (gpointer data)
{
  Parsed *parsed = data;

  g_free (parsed->text);
  g_clear_pointer (&parsed->config, bst_domain_config_free);
  g_clear_error (&parsed->error);
  g_free (parsed);
}

static void
parse (Parsed *parsed)
{
  parsed->config = bst_domain_config_parse (parsed->text, -1, &parsed->error);
}

static void
parse_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  parse (data);
  g_task_return_boolean (task, TRUE);
}

static void
forget (BstMachineXml *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->config, bst_domain_config_free);
  g_clear_error (&self->error);
}

static void
take_parsed (BstMachineXml *self, Parsed *parsed)
{
  forget (self);
  self->text = g_steal_pointer (&parsed->text);
  self->config = g_steal_pointer (&parsed->config);
  self->error = g_steal_pointer (&parsed->error);
  g_clear_object (&self->reading);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_parsed (GObject *source, GAsyncResult *result, gpointer data)
{
  BstMachineXml *self = BST_MACHINE_XML (source);

  /* Of another machine, or superseded. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;

  take_parsed (self, g_task_get_task_data (G_TASK (result)));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMachineXml) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = bst_inventory_read_xml_finish (BST_INVENTORY (source), result, &error);
  g_autoptr (GTask) task = NULL;
  Parsed *parsed;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->reading == NULL)
    return;
  if (error == NULL && g_strcmp0 (text, self->text) == 0)
    {
      g_clear_object (&self->reading);
      return;
    }

  parsed = g_new0 (Parsed, 1);
  parsed->text = g_steal_pointer (&text);
  parsed->error = g_steal_pointer (&error);
  task = g_task_new (self, self->reading, on_parsed, NULL);
  g_task_set_task_data (task, parsed, parsed_free);
  if (parsed->text != NULL && strlen (parsed->text) > LARGE)
    {
      g_task_run_in_thread (task, parse_in_thread);
      return;
    }

  if (parsed->text != NULL)
    parse (parsed);
  take_parsed (self, parsed);
  g_task_return_boolean (task, FALSE);
}

static void
read_again (BstMachineXml *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  bst_inventory_read_xml_async (self->inventory, self->machine, self->reading, on_read,
                                g_object_ref (self));
}

static gboolean
on_read_again (gpointer data)
{
  BstMachineXml *self = data;

  self->read_source = 0;
  read_again (self);

  return G_SOURCE_REMOVE;
}

/* The row tells of the change before the inventory has handed it to its writer: asked at once, it
 * would still be the old one. */
static void
on_machine_changed (BstMachine *machine, guint changes, BstMachineXml *self)
{
  if ((changes & BST_MACHINE_CHANGED_CONFIG) && self->read_source == 0)
    self->read_source = g_idle_add (on_read_again, self);
}

static void
leave_machine (BstMachineXml *self)
{
  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  forget (self);
}

void
bst_machine_xml_set_machine (BstMachineXml *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_MACHINE_XML (self));

  if (self->machine == machine)
    return;

  leave_machine (self);
  g_set_object (&self->machine, machine);
  if (machine != NULL)
    {
      self->changed_id =
          g_signal_connect (machine, "changed", G_CALLBACK (on_machine_changed), self);
      read_again (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
bst_machine_xml_get_text (BstMachineXml *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_XML (self), NULL);

  return self->text;
}

const BstDomainConfig *
bst_machine_xml_get_config (BstMachineXml *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_XML (self), NULL);

  return self->config;
}

const GError *
bst_machine_xml_get_error (BstMachineXml *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_XML (self), NULL);

  return self->error;
}

static void
bst_machine_xml_dispose (GObject *object)
{
  BstMachineXml *self = BST_MACHINE_XML (object);

  leave_machine (self);
  g_clear_object (&self->machine);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_machine_xml_parent_class)->dispose (object);
}

static void
bst_machine_xml_class_init (BstMachineXmlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_machine_xml_dispose;

  signals[CHANGED] = g_signal_new ("changed", BST_TYPE_MACHINE_XML, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_machine_xml_init (BstMachineXml *self)
{
}

BstMachineXml *
bst_machine_xml_new (BstInventory *inventory)
{
  BstMachineXml *self = g_object_new (BST_TYPE_MACHINE_XML, NULL);

  self->inventory = g_object_ref (inventory);

  return self;
}
