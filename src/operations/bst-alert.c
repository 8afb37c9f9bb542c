/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-alert.h"

struct _BstAlert
{
  GObject parent_instance;

  const char *kind;
  BstSeverity severity;
  BstHost *host;
  BstMachine *machine; /* (nullable) */
  char *text;
  char *detail; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstAlert, bst_alert, G_TYPE_OBJECT)

static void
bst_alert_finalize (GObject *object)
{
  BstAlert *self = BST_ALERT (object);

  g_clear_object (&self->host);
  g_clear_object (&self->machine);
  g_free (self->text);
  g_free (self->detail);

  G_OBJECT_CLASS (bst_alert_parent_class)->finalize (object);
}

static void
bst_alert_class_init (BstAlertClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_alert_finalize;
}

static void
bst_alert_init (BstAlert *self)
{
}

BstAlert *
bst_alert_new (const char *kind,
               BstSeverity severity,
               BstHost *host,
               BstMachine *machine,
               const char *text,
               const char *detail)
{
  BstAlert *self = g_object_new (BST_TYPE_ALERT, NULL);

  self->kind = kind;
  self->severity = severity;
  self->host = g_object_ref (host);
  self->machine = machine != NULL ? g_object_ref (machine) : NULL;
  self->text = g_strdup (text);
  self->detail = g_strdup (detail);
  return self;
}

const char *
bst_alert_get_kind (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), NULL);

  return self->kind;
}

BstSeverity
bst_alert_get_severity (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), BST_SEVERITY_INFO);

  return self->severity;
}

BstHost *
bst_alert_get_host (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), NULL);

  return self->host;
}

BstMachine *
bst_alert_get_machine (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), NULL);

  return self->machine;
}

const char *
bst_alert_get_text (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), NULL);

  return self->text;
}

const char *
bst_alert_get_detail (BstAlert *self)
{
  g_return_val_if_fail (BST_IS_ALERT (self), NULL);

  return self->detail;
}

gboolean
bst_alert_equal (BstAlert *self, BstAlert *other)
{
  return self->kind == other->kind && self->severity == other->severity &&
         self->host == other->host && self->machine == other->machine &&
         g_strcmp0 (self->text, other->text) == 0 && g_strcmp0 (self->detail, other->detail) == 0;
}
