/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-preflight-survey-private.h"

#include "core/bst-thread.h"
#include "formats/bst-uri.h"
#include "host/bst-migration-look.h"

/* Answers come in bursts. */
#define GATHER_MS 30

#define FIRST_PORT 49152
#define LAST_PORT 49215

/* What a host says, for as long as its link stands. */
typedef struct
{
  BstHost *host;
  guint index;
  guint generation; /* an answer to an earlier one is dropped */
  gboolean asked;
  gboolean looked;
  BstHostSurvey *survey;
  GPtrArray *pools;
  BstHostLook *look;
  GHashTable *fits;  /* of BstFitSurvey by the kind of guest; NULL: being asked */
  GPtrArray *roads;  /* of BstRoadLook, by the index of the host that they lead to; as a source */
  GPtrArray *logins; /* ... with "login" alone */
  GArray *last;      /* of guint: the question that was asked last of each of those */
} Place;

typedef struct
{
  BstMachine *machine;
  Place *home;
  guint generation;
  char *kind; /* (nullable): what of it matters to a host's fit */
  BstMachineSurvey *survey;
  char *unreadable;
} Subject;

struct _BstPreflightSurvey
{
  GObject parent_instance;

  BstFleet *fleet;
  GPtrArray *hosts;    /* of BstHost */
  GPtrArray *places;   /* of Place, in the order of hosts */
  GPtrArray *subjects; /* of Subject */
  char **paths;        /* (nullable): once all machines are known */
  GCancellable *cancellable;
  guint changed_source;
  guint n_asked; /* questions of roads */
};

G_DEFINE_FINAL_TYPE (BstPreflightSurvey, bst_preflight_survey, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Several URIs of one computer are one road. */
typedef struct
{
  guint place;
  guint road;
} Way;

/* A question on its way. */
typedef struct
{
  BstPreflightSurvey *self; /* owned */
  Place *place;             /* (nullable) */
  Subject *subject;         /* (nullable) */
  guint generation;
  guint number;     /* of one of roads */
  char *kind;       /* (nullable) */
  GArray *to;       /* (nullable): of Way: the hosts that roads lead to */
  GPtrArray *names; /* (nullable): the names of those roads */
} Question;

static void look_for_paths (BstPreflightSurvey *self);
static void ask_look (BstPreflightSurvey *self, Place *place);
static void ask_fits (BstPreflightSurvey *self, Place *place);
static void ask_roads (BstPreflightSurvey *self, Place *source, Place *only);

static void
clear_road (gpointer data)
{
  bst_road_look_free (data);
}

static void
free_fit (gpointer data)
{
  bst_fit_survey_free (data);
}

static void
place_clear (Place *place)
{
  place->generation++;
  place->asked = FALSE;
  place->looked = FALSE;
  g_clear_pointer (&place->survey, bst_host_survey_free);
  g_clear_pointer (&place->pools, g_ptr_array_unref);
  g_clear_pointer (&place->look, bst_host_look_free);
  g_hash_table_remove_all (place->fits);
}

static void
place_free (gpointer data)
{
  Place *place = data;

  place_clear (place);
  g_hash_table_unref (place->fits);
  g_ptr_array_unref (place->roads);
  g_ptr_array_unref (place->logins);
  g_array_unref (place->last);
  g_object_unref (place->host);
  g_free (place);
}

static void
subject_clear (Subject *subject)
{
  subject->generation++;
  g_clear_pointer (&subject->survey, bst_machine_survey_free);
  g_clear_pointer (&subject->unreadable, g_free);
  g_clear_pointer (&subject->kind, g_free);
}

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  subject_clear (subject);
  g_object_unref (subject->machine);
  g_free (subject);
}

static gboolean
tell (gpointer data)
{
  BstPreflightSurvey *self = data;

  self->changed_source = 0;
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
tell_soon (BstPreflightSurvey *self)
{
  if (self->changed_source == 0 && !g_cancellable_is_cancelled (self->cancellable))
    self->changed_source = g_timeout_add (GATHER_MS, tell, self);
}

static Question *
question_new (BstPreflightSurvey *self, Place *place, Subject *subject)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->place = place;
  question->subject = subject;
  question->generation = subject != NULL ? subject->generation : place->generation;

  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question->kind);
  g_clear_pointer (&question->to, g_array_unref);
  g_clear_pointer (&question->names, g_ptr_array_unref);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
is_late (const Question *question)
{
  return g_cancellable_is_cancelled (question->self->cancellable) ||
         question->generation != (question->subject != NULL ? question->subject->generation
                                                            : question->place->generation);
}

/* What it is called is asked about, too, and told a moment after it is connected. */
static gboolean
is_connected (const Place *place)
{
  return bst_host_state_is_connected (bst_host_get_state (place->host)) &&
         bst_host_get_facts (place->host) != NULL;
}

static BstConnection *
get_connection (BstPreflightSurvey *self, const Place *place)
{
  return bst_fleet_get_connection (self->fleet, place->host);
}

/* --- Hosts --- */

static void
on_host (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  BstHostSurvey *survey = bst_migration_query_host_finish (result, NULL);

  if (is_late (question))
    {
      bst_host_survey_free (survey);
      return;
    }
  if (survey == NULL)
    {
      survey = g_new0 (BstHostSurvey, 1);
      survey->memory_free_kib = BST_UNKNOWN;
    }
  question->place->survey = survey;
  tell_soon (question->self);
}

static void
on_pools (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  GPtrArray *pools = bst_migration_query_pools_finish (result, NULL);

  if (is_late (question))
    {
      g_clear_pointer (&pools, g_ptr_array_unref);
      return;
    }
  question->place->pools = pools != NULL ? pools : g_ptr_array_new ();
  if (question->self->paths == NULL)
    look_for_paths (question->self);
  tell_soon (question->self);
}

/* Where it is found elsewhere, by its own settings. */
static gboolean
has_own_road (const BstHostLook *look)
{
  return look->migration_host != NULL || look->port_min > 0 || look->port_max > 0;
}

static void
on_look (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  BstPreflightSurvey *self = question->self;
  BstHostLook *look = bst_migration_look_finish (result);

  if (is_late (question))
    {
      bst_host_look_free (look);
      return;
    }
  bst_host_look_free (question->place->look);
  question->place->look = look;
  for (guint i = 0; has_own_road (look) && i < self->places->len; i++)
    {
      Place *from = self->places->pdata[i];

      if (from->roads->len > 0 && from != question->place)
        ask_roads (self, from, question->place);
    }
  tell_soon (self);
}

/* Once it is known what to look for. */
static void
ask_look (BstPreflightSurvey *self, Place *place)
{
  if (self->paths == NULL || place->looked || !is_connected (place))
    return;

  place->looked = TRUE;
  bst_migration_look_async (get_connection (self, place), (const char *const *)self->paths,
                            self->cancellable, on_look, question_new (self, place, NULL));
}

static void
ask_host (BstPreflightSurvey *self, Place *place)
{
  if (place->asked || !is_connected (place))
    return;

  place->asked = TRUE;
  bst_migration_query_host_async (get_connection (self, place), self->cancellable, on_host,
                                  question_new (self, place, NULL));
  bst_migration_query_pools_async (get_connection (self, place), self->cancellable, on_pools,
                                   question_new (self, place, NULL));
  ask_look (self, place);
  ask_fits (self, place);
}

/* --- What fits --- */

static void
on_fit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  BstFitSurvey *fit = bst_migration_query_fit_finish (result, NULL);

  if (is_late (question))
    {
      bst_fit_survey_free (fit);
      return;
    }
  g_hash_table_replace (question->place->fits, g_steal_pointer (&question->kind),
                        fit != NULL ? fit : g_new0 (BstFitSurvey, 1));
  tell_soon (question->self);
}

static void
ask_fit (BstPreflightSurvey *self, Place *place, Subject *subject)
{
  Question *question;

  if (subject->home == place || g_hash_table_contains (place->fits, subject->kind))
    return;

  g_hash_table_insert (place->fits, g_strdup (subject->kind), NULL);
  question = question_new (self, place, NULL);
  question->kind = g_strdup (subject->kind);
  bst_migration_query_fit_async (get_connection (self, place), subject->survey->needs,
                                 self->cancellable, on_fit, question);
}

static void
ask_fits (BstPreflightSurvey *self, Place *place)
{
  for (guint i = 0; is_connected (place) && i < self->subjects->len; i++)
    {
      Subject *subject = self->subjects->pdata[i];

      if (subject->survey != NULL)
        ask_fit (self, place, subject);
    }
}

/* --- Roads --- */

/* As libvirt calls it: by its own name, which it tells the source. */
static const char *
get_road_name (const Place *place)
{
  const BstHostFacts *facts = bst_host_get_facts (place->host);

  if (place->look != NULL && place->look->migration_host != NULL)
    return place->look->migration_host;

  return facts != NULL && facts->hostname != NULL ? facts->hostname : "";
}

/* What was answered is not so any more, and what is on its way comes too late. */
static void
forget_road (BstPreflightSurvey *self, Place *source, guint to)
{
  if (to >= source->roads->len)
    return;

  g_clear_pointer (&source->roads->pdata[to], clear_road);
  g_clear_pointer (&source->logins->pdata[to], clear_road);
  g_array_index (source->last, guint, to) = ++self->n_asked;
}

static void
keep_roads (Question *question, const char *text, gboolean login)
{
  GPtrArray *kept = login ? question->place->logins : question->place->roads;
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func (clear_road);

  for (guint i = 0; i < question->names->len; i++)
    g_ptr_array_add (looks, bst_road_look_new (question->names->pdata[i]));
  bst_road_look_read (looks, text);

  for (guint i = 0; i < question->to->len; i++)
    {
      const Way *way = &g_array_index (question->to, Way, i);

      /* It was asked again, otherwise, since. */
      if (g_array_index (question->place->last, guint, way->place) > question->number)
        continue;
      clear_road (kept->pdata[way->place]);
      kept->pdata[way->place] = bst_road_look_copy (looks->pdata[way->road]);
    }
  tell_soon (question->self);
}

static void
on_roads (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autofree char *text = bst_migration_look_roads_finish (result);

  if (!is_late (question))
    keep_roads (question, text, FALSE);
}

static void
on_logins (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autofree char *text = bst_migration_look_roads_finish (result);

  if (!is_late (question))
    keep_roads (question, text, TRUE);
}

static void
clear_uri (gpointer data)
{
  bst_uri_free (data);
}

typedef struct
{
  GArray *roads;   /* of BstRoad */
  GPtrArray *uris; /* that lend it their strings */
  GPtrArray *names;
  GArray *to; /* of Way */
} RoadList;

static gboolean
is_same_road (const BstRoad *one, const BstRoad *other)
{
  return g_strcmp0 (one->name, other->name) == 0 && g_strcmp0 (one->address, other->address) == 0 &&
         g_strcmp0 (one->user, other->user) == 0 && one->ssh_port == other->ssh_port &&
         one->ports[0] == other->ports[0] && one->ports[1] == other->ports[1];
}

static void
road_list_add (RoadList *list, Place *place)
{
  BstUri *uri = bst_uri_parse (bst_host_get_uri (place->host), NULL);
  BstRoad road = { .name = get_road_name (place), .ports = { FIRST_PORT, LAST_PORT } };
  Way way = { .place = place->index };

  if (place->look != NULL && place->look->port_min > 0)
    road.ports[0] = place->look->port_min;
  if (place->look != NULL && place->look->port_max > 0)
    road.ports[1] = place->look->port_max;
  if (uri != NULL)
    {
      /* Where libvirt is told another one, it takes that. */
      road.address = place->look != NULL && place->look->migration_host != NULL ? NULL : uri->host;
      road.user = uri->user;
      road.ssh_port = uri->port;
      g_ptr_array_add (list->uris, uri);
    }
  while (way.road < list->roads->len &&
         !is_same_road (&g_array_index (list->roads, BstRoad, way.road), &road))
    way.road++;
  if (way.road == list->roads->len)
    {
      g_array_append_val (list->roads, road);
      g_ptr_array_add (list->names, g_strdup (road.name));
    }
  g_array_append_val (list->to, way);
}

static Question *
road_question_new (BstPreflightSurvey *self, Place *source, const RoadList *list)
{
  Question *question = question_new (self, source, NULL);

  question->number = self->n_asked;
  question->to = g_array_ref (list->to);
  question->names = g_ptr_array_ref (list->names);

  return question;
}

/* To all hosts, or to @only (nullable) one. */
static void
ask_roads (BstPreflightSurvey *self, Place *source, Place *only)
{
  RoadList list = {
    g_array_new (FALSE, FALSE, sizeof (BstRoad)),
    g_ptr_array_new_with_free_func (clear_uri),
    g_ptr_array_new_with_free_func (g_free),
    g_array_new (FALSE, FALSE, sizeof (Way)),
  };

  g_ptr_array_set_size (source->roads, (gint)self->places->len);
  g_ptr_array_set_size (source->logins, (gint)self->places->len);
  g_array_set_size (source->last, self->places->len);
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];

      if (place == source || (only != NULL && place != only) || !is_connected (place))
        continue;
      forget_road (self, source, place->index);
      road_list_add (&list, place);
    }
  if (list.roads->len > 0)
    {
      const BstRoad *roads = (const BstRoad *)list.roads->data;

      bst_migration_look_at_roads_async (get_connection (self, source), roads, list.roads->len,
                                         self->cancellable, on_roads,
                                         road_question_new (self, source, &list));
      bst_migration_look_at_logins_async (get_connection (self, source), roads, list.roads->len,
                                          self->cancellable, on_logins,
                                          road_question_new (self, source, &list));
    }

  g_array_unref (list.roads);
  g_ptr_array_unref (list.uris);
  g_ptr_array_unref (list.names);
  g_array_unref (list.to);
}

/* --- Machines --- */

/* Guests of one kind fit, or not, all the same. */
static char *
dup_kind (const BstMigrationNeeds *needs)
{
  return g_strjoin ("\n", needs->type != NULL ? needs->type : "",
                    needs->arch != NULL ? needs->arch : "",
                    needs->machine != NULL ? needs->machine : "",
                    needs->cpu_xml != NULL ? needs->cpu_xml : "", NULL);
}

static gboolean
is_settled (const Subject *subject)
{
  return subject->survey != NULL || subject->unreadable != NULL || !is_connected (subject->home);
}

static gboolean
is_in_pool (const BstNeedFile *file)
{
  return file->pool != NULL && file->volume != NULL;
}

/* Where hosts have what machines name by pool and volume. FALSE: a host has not told its pools yet.
 */
static gboolean
add_volume_paths (BstPreflightSurvey *self, const BstMigrationNeeds *needs, GHashTable *seen)
{
  for (guint i = 0; i < needs->files->len * self->places->len; i++)
    {
      const BstNeedFile *file = needs->files->pdata[i / self->places->len];
      const Place *place = self->places->pdata[i % self->places->len];

      if (!is_in_pool (file) || !is_connected (place))
        continue;
      if (place->pools == NULL)
        return FALSE;
      for (guint k = 0; k < place->pools->len; k++)
        {
          const BstStoragePool *pool = place->pools->pdata[k];
          char *path = g_strcmp0 (pool->name, file->pool) == 0
                           ? bst_storage_pool_dup_path (pool, file->volume)
                           : NULL;

          if (path != NULL)
            g_hash_table_add (seen, path);
        }
    }

  return TRUE;
}

static void
look_for_paths (BstPreflightSurvey *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->subjects->len; i++)
    {
      Subject *subject = self->subjects->pdata[i];
      g_auto (GStrv) paths = NULL;

      if (!is_settled (subject) ||
          (subject->survey != NULL && !add_volume_paths (self, subject->survey->needs, seen)))
        return;
      paths =
          subject->survey != NULL ? bst_migration_needs_dup_paths (subject->survey->needs) : NULL;
      for (guint k = 0; paths != NULL && paths[k] != NULL; k++)
        g_hash_table_add (seen, g_strdup (paths[k]));
    }

  g_strfreev (self->paths);
  self->paths = (char **)g_hash_table_get_keys_as_array (seen, NULL);
  for (guint i = 0; self->paths[i] != NULL; i++)
    self->paths[i] = g_strdup (self->paths[i]);
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];

      /* A machine that came later brought new ones. */
      place->looked = FALSE;
      ask_look (self, place);
    }
}

static void
on_machine (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  Subject *subject = question->subject;
  BstMachineSurvey *survey = bst_migration_query_machine_finish (result, &error);

  if (is_late (question))
    {
      bst_machine_survey_free (survey);
      return;
    }
  if (survey != NULL)
    {
      subject->survey = survey;
      subject->kind = dup_kind (survey->needs);
      for (guint i = 0; i < question->self->places->len; i++)
        ask_fits (question->self, question->self->places->pdata[i]);
    }
  else
    subject->unreadable = g_strdup (error->message);
  look_for_paths (question->self);
  tell_soon (question->self);
}

static void
ask_machine (BstPreflightSurvey *self, Subject *subject)
{
  if (!is_connected (subject->home))
    return;

  bst_migration_query_machine_async (get_connection (self, subject->home),
                                     bst_machine_get_uuid (subject->machine), self->cancellable,
                                     on_machine, question_new (self, subject->home, subject));
}

/* --- Hosts that come and go --- */

static void
forget_host (BstPreflightSurvey *self, Place *place)
{
  place_clear (place);
  for (guint i = 0; i < self->places->len; i++)
    {
      forget_road (self, place, i);
      forget_road (self, self->places->pdata[i], place->index);
    }
  for (guint i = 0; i < self->subjects->len; i++)
    {
      Subject *subject = self->subjects->pdata[i];

      if (subject->home == place)
        subject_clear (subject);
    }
}

static gboolean
is_home (BstPreflightSurvey *self, const Place *place)
{
  for (guint i = 0; i < self->subjects->len; i++)
    {
      if (((Subject *)self->subjects->pdata[i])->home == place)
        return TRUE;
    }

  return FALSE;
}

static void
meet_host (BstPreflightSurvey *self, Place *place)
{
  ask_host (self, place);
  for (guint i = 0; i < self->subjects->len; i++)
    {
      Subject *subject = self->subjects->pdata[i];

      if (subject->home == place)
        ask_machine (self, subject);
    }
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *from = self->places->pdata[i];

      if (from == place && is_home (self, from))
        ask_roads (self, from, NULL);
      else if (from->asked && is_home (self, from))
        ask_roads (self, from, place);
    }
}

static void
on_host_changed (BstHost *host, BstPreflightSurvey *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];
      gboolean connected = is_connected (place);

      if (place->host != host || connected == place->asked)
        continue;
      if (connected)
        meet_host (self, place);
      else
        forget_host (self, place);
      look_for_paths (self);
      tell_soon (self);
    }
}

/* --- Beginning and end --- */

static Place *
find_place (BstPreflightSurvey *self, BstHost *host)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];

      if (place->host == host)
        return place;
    }

  return NULL;
}

static Subject *
find_subject (BstPreflightSurvey *self, BstMachine *machine)
{
  for (guint i = 0; i < self->subjects->len; i++)
    {
      Subject *subject = self->subjects->pdata[i];

      if (subject->machine == machine)
        return subject;
    }

  return NULL;
}

static void
add_place (BstPreflightSurvey *self, BstHost *host)
{
  Place *place = g_new0 (Place, 1);

  place->host = g_object_ref (host);
  place->index = self->places->len;
  place->fits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_fit);
  place->roads = g_ptr_array_new_with_free_func (clear_road);
  place->logins = g_ptr_array_new_with_free_func (clear_road);
  place->last = g_array_new (FALSE, TRUE, sizeof (guint));
  g_ptr_array_add (self->places, place);
  g_ptr_array_add (self->hosts, g_object_ref (host));
  g_signal_connect_object (host, "changed", G_CALLBACK (on_host_changed), self, 0);
}

static void
add_subject (BstPreflightSurvey *self, BstMachine *machine)
{
  Place *home = find_place (self, bst_machine_get_host (machine));
  Subject *subject;

  if (home == NULL)
    return;

  subject = g_new0 (Subject, 1);
  subject->machine = g_object_ref (machine);
  subject->home = home;
  g_ptr_array_add (self->subjects, subject);
}

static void
start (BstPreflightSurvey *self)
{
  for (guint i = 0; i < self->subjects->len; i++)
    ask_machine (self, self->subjects->pdata[i]);
  for (guint i = 0; i < self->places->len; i++)
    ask_host (self, self->places->pdata[i]);
  for (guint i = 0; i < self->places->len; i++)
    {
      if (is_home (self, self->places->pdata[i]) && is_connected (self->places->pdata[i]))
        ask_roads (self, self->places->pdata[i], NULL);
    }
  look_for_paths (self);
}

static gboolean
is_home_of_any (BstHost *host, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      if (bst_machine_get_host (machines->pdata[i]) == host)
        return TRUE;
    }

  return FALSE;
}

BstPreflightSurvey *
bst_preflight_survey_new (BstFleet *fleet, GPtrArray *machines, BstHost *only)
{
  BstPreflightSurvey *self = g_object_new (BST_TYPE_PREFLIGHT_SURVEY, NULL);
  GListModel *hosts = bst_inventory_get_hosts (bst_fleet_get_inventory (fleet));

  BST_ASSERT_MAIN_THREAD ();

  self->fleet = g_object_ref (fleet);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (only == NULL || host == only || is_home_of_any (host, machines))
        add_place (self, host);
    }
  for (guint i = 0; i < machines->len; i++)
    add_subject (self, machines->pdata[i]);
  start (self);

  return self;
}

void
bst_preflight_survey_stop (BstPreflightSurvey *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->changed_source, g_source_remove);
}

static void
bst_preflight_survey_finalize (GObject *object)
{
  BstPreflightSurvey *self = BST_PREFLIGHT_SURVEY (object);

  bst_preflight_survey_stop (self);
  g_ptr_array_unref (self->subjects);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->hosts);
  g_strfreev (self->paths);
  g_object_unref (self->cancellable);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_preflight_survey_parent_class)->finalize (object);
}

static void
bst_preflight_survey_class_init (BstPreflightSurveyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_preflight_survey_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_preflight_survey_init (BstPreflightSurvey *self)
{
  self->hosts = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->subjects = g_ptr_array_new_with_free_func (subject_free);
  self->cancellable = g_cancellable_new ();
}

/* --- What it knows --- */

GPtrArray *
bst_preflight_survey_get_hosts (BstPreflightSurvey *self)
{
  return self->hosts;
}

static BstPreflightPlace
get_place (const Place *place)
{
  const GError *error = bst_host_get_error (place->host);

  return (BstPreflightPlace){
    .name = bst_host_get_name (place->host),
    .state = bst_host_get_state (place->host),
    .why = error != NULL ? error->message : NULL,
    .facts = bst_host_get_facts (place->host),
    .survey = place->survey,
    .pools = place->pools,
    .look = place->look,
  };
}

gboolean
bst_preflight_survey_look (BstPreflightSurvey *self,
                           BstMachine *machine,
                           BstHost *host,
                           const BstMigrationOptions *options,
                           BstPreflightView *view)
{
  Subject *subject = find_subject (self, machine);
  Place *place = find_place (self, host);

  BST_ASSERT_MAIN_THREAD ();

  if (subject == NULL || place == NULL)
    return FALSE;

  view->source = get_place (subject->home);
  view->target = get_place (place);
  view->subject = (BstPreflightCase){
    .name = bst_machine_get_name (machine),
    .options = options,
    .source = &view->source,
    .target = &view->target,
    .machine = subject->survey,
    .unreadable = subject->unreadable,
    .fit = subject->kind != NULL ? g_hash_table_lookup (place->fits, subject->kind) : NULL,
    .road =
        place->index < subject->home->roads->len ? subject->home->roads->pdata[place->index] : NULL,
    .login = place->index < subject->home->logins->len ? subject->home->logins->pdata[place->index]
                                                       : NULL,
  };

  return TRUE;
}

const BstMachineSurvey *
bst_preflight_survey_get_machine (BstPreflightSurvey *self, BstMachine *machine)
{
  Subject *subject = find_subject (self, machine);

  return subject != NULL ? subject->survey : NULL;
}
