/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-graphics-query.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-graphics.h"
#include "host/bst-host-error.h"

typedef struct
{
  char *uuid;
  char *name;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->uuid);
  g_free (query->name);
  g_free (query);
}

/* With the consoles' passwords where this user may know them: over a read-only connection, or by a
 * policy, libvirt refuses those, and gives the rest. */
static char *
get_xml (BstLink *link, virDomainPtr domain, gboolean *secure)
{
  char *xml;

  bst_link_count_call (link);
  xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_SECURE);
  *secure = xml != NULL;
  if (xml == NULL)
    {
      bst_link_count_call (link);
      xml = virDomainGetXMLDesc (domain, 0);
    }

  return xml;
}

static gpointer
read_graphics (BstLink *link, gpointer data, GError **error)
{
  Query *query = data;
  virDomainPtr domain = bst_link_ref_domain (link, query->uuid, error);
  GPtrArray *graphics = NULL;
  gboolean secure;
  char *xml;

  if (domain == NULL)
    return NULL;

  xml = get_xml (link, domain, &secure);
  if (xml == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot read the consoles of “%s” on %s"),
                                                   query->name, bst_link_get_host (link)));
    }
  else
    {
      graphics = bst_graphics_parse (xml, -1, error);
      if (secure)
        explicit_bzero (xml, strlen (xml));
      free (xml);
    }
  virDomainFree (domain);

  return graphics;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *graphics = bst_link_call_finish (BST_LINK (source), result, &error);

  if (graphics != NULL)
    g_task_return_pointer (task, graphics, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
bst_graphics_query_start (BstLink *link, const char *uuid, const char *name, GTask *task)
{
  Query *query = g_new0 (Query, 1);

  BST_ASSERT_MAIN_THREAD ();

  query->uuid = g_strdup (uuid);
  query->name = g_strdup (name != NULL ? name : uuid);
  bst_link_call_async (link, BST_LANE_CONTROL, G_PRIORITY_HIGH, read_graphics, query, query_free,
                       (GDestroyNotify)g_ptr_array_unref, on_read, task);
}
