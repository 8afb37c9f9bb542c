/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-operation.h"

#include "core/bst-core-enums.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

typedef struct
{
  char *id;
  char *kind;
  char *title;
  gint64 host_id;
  char *machine_uuid;
  char *target;
  gint64 other_host_id;
  GVariant *parameters; /* (nullable) */

  BstOperationState state;
  double fraction;
  char *detail;
  char *outcome;              /* (nullable) */
  BstMigrationStatus *status; /* (nullable) */
  GError *error;
  gint64 queued_at;
  gint64 started_at;
  gint64 ended_at;

  BstOperationCancel cancel; /* (nullable): over the class's own */
  gpointer cancel_data;
  BstOperationCancel give_up; /* (nullable): while it waits for a host that may never come back */
  gpointer give_up_data;

  GListStore *parts;  /* (nullable) */
  GHashTable *counts; /* (nullable): part → Counted */
  guint limit;        /* of parts that run */
  guint n_over, n_begun, n_failed, n_cancelled;
  double fractions; /* of all parts */
} BstOperationPrivate;

/* What a sum has counted of one of its parts. */
typedef struct
{
  BstOperationState state;
  double fraction;
} Counted;

G_DEFINE_TYPE_WITH_PRIVATE (BstOperation, bst_operation, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_TITLE,
  PROP_HOST_ID,
  PROP_MACHINE_UUID,
  PROP_TARGET,
  PROP_STATE,
  PROP_FRACTION,
  PROP_DETAIL,
  PROP_PARTS,
  PROP_OTHER_HOST_ID,
  PROP_PARAMETERS,
  PROP_OUTCOME,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

#define PRIVATE(self) ((BstOperationPrivate *)bst_operation_get_instance_private (self))

static const char *const state_nicks[] = {
  [BST_OPERATION_STATE_QUEUED] = "queued",         [BST_OPERATION_STATE_RUNNING] = "running",
  [BST_OPERATION_STATE_CANCELLING] = "cancelling", [BST_OPERATION_STATE_DONE] = "done",
  [BST_OPERATION_STATE_FAILED] = "failed",         [BST_OPERATION_STATE_CANCELLED] = "cancelled",
  [BST_OPERATION_STATE_UNKNOWN] = "unknown",
};

const char *
bst_operation_state_to_nick (BstOperationState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_nicks), "unknown");

  return state_nicks[state];
}

BstOperationState
bst_operation_state_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_nicks); i++)
    {
      if (g_strcmp0 (state_nicks[i], nick) == 0)
        return (BstOperationState)i;
    }

  return BST_OPERATION_STATE_UNKNOWN;
}

static gboolean
state_is_over (BstOperationState state)
{
  return state >= BST_OPERATION_STATE_DONE;
}

static void
set_state (BstOperation *self, BstOperationState state)
{
  BstOperationPrivate *priv = PRIVATE (self);

  if (priv->state == state)
    return;

  priv->state = state;
  if (state == BST_OPERATION_STATE_RUNNING && priv->started_at == 0)
    priv->started_at = g_get_real_time ();
  if (state_is_over (state) && priv->ended_at == 0)
    priv->ended_at = g_get_real_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static double
get_share (BstOperation *part)
{
  return bst_operation_is_over (part) ? 1 : MAX (0, bst_operation_get_fraction (part));
}

static void
count_state (BstOperationPrivate *priv, BstOperationState state, gboolean add)
{
  const guint one = add ? 1u : (guint)-1;

  if (state_is_over (state))
    priv->n_over += one;
  if (state != BST_OPERATION_STATE_QUEUED)
    priv->n_begun += one;
  if (state == BST_OPERATION_STATE_FAILED)
    priv->n_failed += one;
  if (state == BST_OPERATION_STATE_CANCELLED)
    priv->n_cancelled += one;
}

/* A sum is what its parts are. There may be ten thousand: only the one that changed is looked at.
 */
static void
on_part_changed (BstOperation *part, GParamSpec *pspec, BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);
  Counted *counted = g_hash_table_lookup (priv->counts, part);
  BstOperationState state = bst_operation_get_state (part);
  guint n = g_hash_table_size (priv->counts);

  count_state (priv, counted->state, FALSE);
  count_state (priv, state, TRUE);
  priv->fractions += get_share (part) - counted->fraction;
  counted->state = state;
  counted->fraction = get_share (part);
  if (state == BST_OPERATION_STATE_FAILED && priv->error == NULL)
    priv->error = g_error_copy (bst_operation_get_error (part));

  priv->fraction = CLAMP (priv->fractions / n, 0, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);

  if (priv->n_over == n)
    set_state (self, priv->n_failed > 0      ? BST_OPERATION_STATE_FAILED
                     : priv->n_cancelled > 0 ? BST_OPERATION_STATE_CANCELLED
                                             : BST_OPERATION_STATE_DONE);
  else if (priv->n_begun > 0 && priv->state == BST_OPERATION_STATE_QUEUED)
    set_state (self, BST_OPERATION_STATE_RUNNING);
}

static void
bst_operation_finalize (GObject *object)
{
  BstOperationPrivate *priv = PRIVATE (BST_OPERATION (object));

  g_free (priv->id);
  g_free (priv->kind);
  g_free (priv->title);
  g_free (priv->machine_uuid);
  g_free (priv->target);
  g_free (priv->detail);
  g_free (priv->outcome);
  g_clear_pointer (&priv->parameters, g_variant_unref);
  g_clear_pointer (&priv->status, bst_migration_status_free);
  g_clear_error (&priv->error);
  g_clear_object (&priv->parts);
  g_clear_pointer (&priv->counts, g_hash_table_unref);

  G_OBJECT_CLASS (bst_operation_parent_class)->finalize (object);
}

static void
bst_operation_constructed (GObject *object)
{
  BstOperationPrivate *priv = PRIVATE (BST_OPERATION (object));

  G_OBJECT_CLASS (bst_operation_parent_class)->constructed (object);

  BST_ASSERT_MAIN_THREAD ();
  if (priv->id == NULL)
    priv->id = g_uuid_string_random ();
  priv->queued_at = g_get_real_time ();
}

static void
bst_operation_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BstOperationPrivate *priv = PRIVATE (BST_OPERATION (object));

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, priv->id);
      break;
    case PROP_KIND:
      g_value_set_string (value, priv->kind);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_HOST_ID:
      g_value_set_int64 (value, priv->host_id);
      break;
    case PROP_MACHINE_UUID:
      g_value_set_string (value, priv->machine_uuid);
      break;
    case PROP_TARGET:
      g_value_set_string (value, priv->target);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int)priv->state);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, priv->detail);
      break;
    case PROP_PARTS:
      g_value_set_object (value, priv->parts);
      break;
    case PROP_OTHER_HOST_ID:
      g_value_set_int64 (value, priv->other_host_id);
      break;
    case PROP_PARAMETERS:
      g_value_set_variant (value, priv->parameters);
      break;
    case PROP_OUTCOME:
      g_value_set_string (value, priv->outcome);
      break;
    case PROP_STATUS:
      g_value_set_pointer (value, priv->status);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bst_operation_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  BstOperationPrivate *priv = PRIVATE (BST_OPERATION (object));

  switch (prop_id)
    {
    case PROP_ID:
      priv->id = g_value_dup_string (value);
      break;
    case PROP_KIND:
      priv->kind = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      priv->title = g_value_dup_string (value);
      break;
    case PROP_HOST_ID:
      priv->host_id = g_value_get_int64 (value);
      break;
    case PROP_MACHINE_UUID:
      priv->machine_uuid = g_value_dup_string (value);
      break;
    case PROP_TARGET:
      priv->target = g_value_dup_string (value);
      break;
    case PROP_OTHER_HOST_ID:
      priv->other_host_id = g_value_get_int64 (value);
      break;
    case PROP_PARAMETERS:
      g_clear_pointer (&priv->parameters, g_variant_unref);
      priv->parameters = g_value_dup_variant (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bst_operation_class_init (BstOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags live = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bst_operation_finalize;
  object_class->constructed = bst_operation_constructed;
  object_class->get_property = bst_operation_get_property;
  object_class->set_property = bst_operation_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, once);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, "operation", once);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", once);
  properties[PROP_HOST_ID] = g_param_spec_int64 ("host-id", NULL, NULL, 0, G_MAXINT64, 0, once);
  properties[PROP_MACHINE_UUID] = g_param_spec_string ("machine-uuid", NULL, NULL, NULL, once);
  properties[PROP_TARGET] = g_param_spec_string ("target", NULL, NULL, "", once);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BST_TYPE_OPERATION_STATE,
                                              BST_OPERATION_STATE_QUEUED, live);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, live);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, live);
  properties[PROP_PARTS] = g_param_spec_object ("parts", NULL, NULL, G_TYPE_LIST_MODEL, live);
  properties[PROP_OTHER_HOST_ID] =
      g_param_spec_int64 ("other-host-id", NULL, NULL, 0, G_MAXINT64, 0, once);
  properties[PROP_PARAMETERS] = g_param_spec_variant (
      "parameters", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_OUTCOME] = g_param_spec_string ("outcome", NULL, NULL, NULL, live);
  properties[PROP_STATUS] = g_param_spec_pointer ("status", NULL, NULL, live);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_operation_init (BstOperation *self)
{
  PRIVATE (self)->fraction = -1;
}

BstOperation *
bst_operation_new_sum (const char *kind, const char *title, GPtrArray *parts)
{
  return bst_operation_new_recorded_sum (NULL, kind, title, parts);
}

BstOperation *
bst_operation_new_recorded_sum (const char *id,
                                const char *kind,
                                const char *title,
                                GPtrArray *parts)
{
  BstOperation *self =
      g_object_new (BST_TYPE_OPERATION, "id", id, "kind", kind, "title", title, NULL);
  BstOperationPrivate *priv = PRIVATE (self);

  priv->parts = g_list_store_new (BST_TYPE_OPERATION);
  g_list_store_splice (priv->parts, 0, 0, parts->pdata, parts->len);
  priv->counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < parts->len; i++)
    {
      BstOperation *part = parts->pdata[i];
      Counted *counted = g_new0 (Counted, 1);

      counted->state = bst_operation_get_state (part);
      counted->fraction = get_share (part);
      count_state (priv, counted->state, TRUE);
      priv->fractions += counted->fraction;
      g_hash_table_insert (priv->counts, part, counted);
      g_signal_connect_object (part, "notify::state", G_CALLBACK (on_part_changed), self, 0);
      g_signal_connect_object (part, "notify::fraction", G_CALLBACK (on_part_changed), self, 0);
    }
  g_ptr_array_unref (parts);

  return self;
}

BstOperation *
bst_operation_new_recorded (const char *id,
                            const char *kind,
                            const char *title,
                            gint64 host_id,
                            const char *machine_uuid,
                            const char *target,
                            gint64 other_host_id,
                            GVariant *parameters)
{
  return g_object_new (BST_TYPE_OPERATION, "id", id, "kind", kind, "title", title, "host-id",
                       host_id, "machine-uuid", machine_uuid, "target", target, "other-host-id",
                       other_host_id, "parameters", parameters, NULL);
}

void
bst_operation_set_recorded (BstOperation *self,
                            BstOperationState state,
                            gint64 queued_at,
                            gint64 started_at,
                            gint64 ended_at,
                            GError *error)
{
  BstOperationPrivate *priv = PRIVATE (self);

  priv->queued_at = queued_at;
  priv->started_at = started_at;
  priv->ended_at = ended_at;
  g_clear_error (&priv->error);
  priv->error = error;
  set_state (self, state);
}

void
bst_operation_run (BstOperation *self)
{
  BstOperationClass *klass = BST_OPERATION_GET_CLASS (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (PRIVATE (self)->state == BST_OPERATION_STATE_QUEUED);
  g_return_if_fail (klass->run != NULL);

  set_state (self, BST_OPERATION_STATE_RUNNING);
  klass->run (self);
}

void
bst_operation_cancel (BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();
  if (!bst_operation_can_cancel (self))
    return;

  if (priv->parts != NULL)
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (priv->parts)); i++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (G_LIST_MODEL (priv->parts), i);

          bst_operation_cancel (part);
        }
    }
  else if (priv->state == BST_OPERATION_STATE_QUEUED)
    {
      set_state (self, BST_OPERATION_STATE_CANCELLED);
    }
  else if (bst_operation_can_give_up (self))
    {
      priv->give_up (self, priv->give_up_data);
    }
  else
    {
      set_state (self, BST_OPERATION_STATE_CANCELLING);
      if (priv->cancel != NULL)
        priv->cancel (self, priv->cancel_data);
      else
        BST_OPERATION_GET_CLASS (self)->cancel (self);
    }
}

void
bst_operation_set_cancel (BstOperation *self, BstOperationCancel func, gpointer data)
{
  PRIVATE (self)->cancel = func;
  PRIVATE (self)->cancel_data = data;
}

void
bst_operation_set_progress (BstOperation *self, double fraction, const char *detail)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();

  if (priv->fraction < fraction || priv->fraction > fraction)
    {
      priv->fraction = MIN (fraction, 1);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  if (g_strcmp0 (priv->detail, detail) != 0)
    {
      g_free (priv->detail);
      priv->detail = g_strdup (detail);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
    }
}

void
bst_operation_set_status (BstOperation *self, const BstMigrationStatus *status)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();

  g_clear_pointer (&priv->status, bst_migration_status_free);
  priv->status = bst_migration_status_copy (status);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

void
bst_operation_set_parameters (BstOperation *self, GVariant *parameters)
{
  BST_ASSERT_MAIN_THREAD ();

  g_object_set (self, "parameters", parameters, NULL);
}

void
bst_operation_set_outcome (BstOperation *self, const char *outcome)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();

  if (g_strcmp0 (priv->outcome, outcome) == 0)
    return;

  g_free (priv->outcome);
  priv->outcome = g_strdup (outcome);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTCOME]);
}

void
bst_operation_set_limit (BstOperation *self, guint limit)
{
  PRIVATE (self)->limit = limit;
}

guint
bst_operation_get_limit (BstOperation *self)
{
  return PRIVATE (self)->limit;
}

void
bst_operation_finish (BstOperation *self, GError *error)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (!state_is_over (priv->state));

  if (error == NULL)
    {
      bst_operation_set_progress (self, 1, NULL);
      set_state (self, BST_OPERATION_STATE_DONE);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches (error, BST_ERROR, BST_ERROR_CANCELLED))
    {
      g_error_free (error);
      set_state (self, BST_OPERATION_STATE_CANCELLED);
    }
  else
    {
      priv->error = error;
      set_state (self, BST_OPERATION_STATE_FAILED);
    }
}

void
bst_operation_finish_unknown (BstOperation *self, GError *error)
{
  BstOperationPrivate *priv = PRIVATE (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (!state_is_over (priv->state));

  priv->error = error;
  set_state (self, BST_OPERATION_STATE_UNKNOWN);
}

BstOperation *
bst_operation_find (GListModel *operations, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      BstOperationPrivate *priv = PRIVATE (operation);
      BstOperation *part;

      if (g_strcmp0 (priv->id, id) == 0)
        return g_steal_pointer (&operation);
      part = priv->parts != NULL ? bst_operation_find (G_LIST_MODEL (priv->parts), id) : NULL;
      if (part != NULL)
        return part;
    }

  return NULL;
}

gboolean
bst_operation_is_over (BstOperation *self)
{
  return state_is_over (PRIVATE (self)->state);
}

void
bst_operation_set_give_up (BstOperation *self, BstOperationCancel func, gpointer data)
{
  PRIVATE (self)->give_up = func;
  PRIVATE (self)->give_up_data = data;
}

gboolean
bst_operation_can_give_up (BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);

  return priv->state == BST_OPERATION_STATE_CANCELLING && priv->give_up != NULL;
}

gboolean
bst_operation_can_cancel (BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);

  return priv->state == BST_OPERATION_STATE_QUEUED || bst_operation_can_give_up (self) ||
         (priv->state == BST_OPERATION_STATE_RUNNING &&
          (priv->parts != NULL || priv->cancel != NULL ||
           BST_OPERATION_GET_CLASS (self)->cancel != NULL));
}

static BstAtQuit
get_worst_at_quit (GListModel *parts)
{
  BstAtQuit worst = BST_AT_QUIT_GOES_ON;

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      worst = MAX (worst, bst_operation_get_at_quit (part));
    }

  return worst;
}

BstAtQuit
bst_operation_get_at_quit (BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);
  BstOperationClass *klass = BST_OPERATION_GET_CLASS (self);

  if (priv->parts != NULL)
    return get_worst_at_quit (G_LIST_MODEL (priv->parts));
  if (priv->state == BST_OPERATION_STATE_QUEUED)
    return BST_AT_QUIT_DROPPED;

  return !bst_operation_is_over (self) && klass->get_at_quit != NULL ? klass->get_at_quit (self)
                                                                     : BST_AT_QUIT_GOES_ON;
}

const char *
bst_operation_get_id (BstOperation *self)
{
  return PRIVATE (self)->id;
}

const char *
bst_operation_get_kind (BstOperation *self)
{
  return PRIVATE (self)->kind;
}

const char *
bst_operation_get_title (BstOperation *self)
{
  return PRIVATE (self)->title;
}

gint64
bst_operation_get_host_id (BstOperation *self)
{
  return PRIVATE (self)->host_id;
}

const char *
bst_operation_get_machine_uuid (BstOperation *self)
{
  return PRIVATE (self)->machine_uuid;
}

const char *
bst_operation_get_target (BstOperation *self)
{
  return PRIVATE (self)->target;
}

BstOperationState
bst_operation_get_state (BstOperation *self)
{
  return PRIVATE (self)->state;
}

double
bst_operation_get_fraction (BstOperation *self)
{
  return PRIVATE (self)->fraction;
}

const char *
bst_operation_get_detail (BstOperation *self)
{
  return PRIVATE (self)->detail;
}

gint64
bst_operation_get_queued_at (BstOperation *self)
{
  return PRIVATE (self)->queued_at;
}

gint64
bst_operation_get_started_at (BstOperation *self)
{
  return PRIVATE (self)->started_at;
}

gint64
bst_operation_get_ended_at (BstOperation *self)
{
  return PRIVATE (self)->ended_at;
}

GVariant *
bst_operation_get_parameters (BstOperation *self)
{
  return PRIVATE (self)->parameters;
}

gint64
bst_operation_get_other_host_id (BstOperation *self)
{
  return PRIVATE (self)->other_host_id;
}

const char *
bst_operation_get_outcome (BstOperation *self)
{
  return PRIVATE (self)->outcome;
}

const BstMigrationStatus *
bst_operation_get_status (BstOperation *self)
{
  return PRIVATE (self)->status;
}

const GError *
bst_operation_get_error (BstOperation *self)
{
  return PRIVATE (self)->error;
}

GListModel *
bst_operation_get_parts (BstOperation *self)
{
  BstOperationPrivate *priv = PRIVATE (self);

  return priv->parts != NULL ? G_LIST_MODEL (priv->parts) : NULL;
}
