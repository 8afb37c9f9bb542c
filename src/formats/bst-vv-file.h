/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a file may be long, in bytes: one with a password, a few certificates and a ticket has some
 * thousands. */
#define BST_VV_FILE_MOST_BYTES (1024 * 1024)

typedef enum
{
  BST_VV_SPICE,
  BST_VV_VNC,
} BstVvKind;

/* A switch that the file may leave to who opens it. */
typedef enum
{
  BST_VV_UNSET = -1,
  BST_VV_OFF = 0,
  BST_VV_ON = 1,
} BstVvSwitch;

typedef enum
{
  BST_VV_TOGGLE_FULLSCREEN,
  BST_VV_RELEASE_CURSOR,
  BST_VV_ZOOM_IN,
  BST_VV_ZOOM_OUT,
  BST_VV_ZOOM_RESET,
  BST_VV_SECURE_ATTENTION, /* Ctrl+Alt+Del */
  BST_VV_USB_DEVICE_RESET,
  BST_VV_SMARTCARD_INSERT,
  BST_VV_SMARTCARD_REMOVE,
  BST_VV_N_HOTKEYS,
} BstVvHotkey;

/* What oVirt's engine adds in a group of its own. */
typedef struct
{
  char *host;       /* (nullable): the engine's */
  char *vm_guid;    /* (nullable) */
  char *jsessionid; /* (nullable): secret */
  char *sso_token;  /* (nullable): secret */
  char *ca;         /* (nullable): PEM */
  gboolean admin;
} BstVvOvirt;

/**
 * BstVvFile:
 *
 * Where a console is and how it is to be shown, as a .vv file (application/x-virt-viewer) or a URI
 * says; all strings (nullable) unless it says otherwise. Keys and their meaning are those of
 * remote-viewer(1). A plain struct, of no thread; its secrets are wiped when it is freed.
 */
typedef struct
{
  BstVvKind kind;

  /* Where. A file has a host or a unix_path, never both; with a host at least one of the ports. */
  char *host;      /* as it stands: where a proxy leads to it, it may be a ticket, see
                      bst_vv_file_host_is_ticket () */
  guint port;      /* 0: none, or where all is encrypted */
  guint tls_port;  /* 0: none */
  char *unix_path; /* absolute */
  char *proxy; /* "http://…" or "https://…", user and password in it where it needs them; of a file
                  always with its port */
  char *via;   /* x-bastida-via: [user@]gateway[:port] for SSH */

  char *username;
  char *password;

  /* Encryption. */
  char *ca; /* PEM, one certificate or several */
  char *host_subject;
  char *tls_ciphers;
  char **secure_channels;

  /* How it is shown. */
  char *title; /* without what cannot be shown in a line */
  gboolean fullscreen;
  guint color_depth; /* 16, 24 or 32; 0: the guest's own */
  char **disable_effects;
  char *hotkeys[BST_VV_N_HOTKEYS]; /* accelerators: "<Shift>F12" */
  gboolean has_hotkeys;            /* the file names some: those that it does not name are off */

  BstVvSwitch smartcard;
  BstVvSwitch usbredir;
  BstVvSwitch usb_autoshare;
  char *usb_filter;
  char *usb_redirect_on_connect;

  gboolean delete_this_file;

  /* What remote-viewer ignores, or asks of itself alone: kept, not followed. */
  char **disable_channels;
  char *version; /* the oldest remote-viewer that will do */
  char **versions;
  char *newer_version_url;

  BstVvOvirt *ovirt;      /* (nullable) */
  GHashTable *extensions; /* of char *, "x-…" keys that are not ours, raw */
} BstVvFile;

BstVvFile *bst_vv_file_new (BstVvKind kind);
void bst_vv_file_free (BstVvFile *self);

/**
 * bst_vv_file_parse:
 * @bytes: what the file holds, whatever that is
 *
 * %BST_ERROR_INVALID, with a remedy, for what is no such file or makes no sense, and
 * %BST_ERROR_UNSUPPORTED for a kind of console that is not ours. Unknown keys are ignored.
 */
BstVvFile *bst_vv_file_parse (GBytes *bytes, GError **error);

/* The text of a .vv file that says the same, for remote-viewer too; holds the password. */
char *bst_vv_file_to_text (const BstVvFile *self);

/* Fails as bst_vv_file_parse () does where the struct's fields make no sense together. @again:
 * (nullable): the remedy for what is missing: where it came from a file, to get that again. */
gboolean bst_vv_file_check (const BstVvFile *self, const char *again, GError **error);

/* Whether the host is no name or address but a ticket of a proxy (Proxmox VE's begin with
 * "pvespiceproxy:"), which must be passed to that proxy as it is and never be resolved. */
gboolean bst_vv_file_host_is_ticket (const BstVvFile *self);

/* What to call the console: its title, without the place that it has for a display's number, else its
 * host; where that is a ticket or a socket, just a
 * word for it. (transfer full) */
char *bst_vv_file_get_label (const BstVvFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstVvFile, bst_vv_file_free)

G_END_DECLS
