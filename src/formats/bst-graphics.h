/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BST_GRAPHICS_OTHER, /* "sdl", "rdp", "dbus" ... */
  BST_GRAPHICS_SPICE,
  BST_GRAPHICS_VNC,
} BstGraphicsType;

/**
 * BstGraphics:
 *
 * One <graphics> of a live domain's XML: a screen that something serves. Strings are (nullable).
 */
typedef struct
{
  BstGraphicsType type;
  char *type_name; /* as the XML has it */
  guint index;     /* among all <graphics> */

  char *listen;    /* the address as the host knows it; may be a wildcard, see get_address () */
  char *unix_path; /* its socket on the host */
  gboolean none; /* <listen type='none'/>: only by virDomainOpenGraphicsFD () on the host itself */
  guint port;    /* 0: none (now) */
  guint tls_port;
  gboolean websocket_only; /* VNC that only browsers reach */

  char *password;         /* where the XML was asked with its secrets */
  gint64 password_until;  /* Unix time in seconds, from "passwdValidTo"; 0: for ever */
  gboolean keep_others;   /* connected='keep' or SPICE's share policy: nobody is thrown out */
  gboolean gl; /* draws in the host's GPU; without a port only for viewers that share it */
  char **secure_channels; /* names of those that must be secure, "all" where they default to it */

  /* What libvirt does not say, but its host: see formats/bst-graphics-look.h. */
  char **viewers; /* (nullable): from where others are connected to it; NULL: not known */
  char *ca;       /* (nullable): PEM, by which its server's certificate is checked */
  char *subject;  /* (nullable): of that certificate, as SPICE writes it */
} BstGraphics;

/* (element-type BstGraphics): all of them, in the document's order, without those that show nothing
 * by themselves ("egl-headless"). %BST_ERROR_INVALID for what is not a domain's XML. Bounded as
 * bst_domain_config_parse (). Any thread. */
GPtrArray *bst_graphics_parse (const char *xml, gssize length, GError **error);

/* (nullable): the first of SPICE, else of VNC, else NULL. */
const BstGraphics *bst_graphics_choose (GPtrArray *graphics);

/* (nullable): where to connect, as the host itself sees it: its loopback for a wildcard. */
const char *bst_graphics_get_address (const BstGraphics *graphics);

void bst_graphics_free (BstGraphics *graphics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstGraphics, bst_graphics_free)

G_END_DECLS
