/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-host-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-host-facts.h"

/* Why something failed, before it is known what. */
typedef struct
{
  BstErrorCode code;
  const char *reason; /* translated; NULL: libvirt's own words */
  const char *remedy; /* translated (nullable) */
} Cause;

static gboolean
says (const virError *verr, const char *words)
{
  return verr->message != NULL && strstr (verr->message, words) != NULL;
}

static Cause
find_state_cause (const virError *verr)
{
  if (says (verr, "not running") || says (verr, "is not active"))
    return (Cause){ BST_ERROR_INVALID, _ ("it is not running"), NULL };
  if (says (verr, "already running") || says (verr, "already active"))
    return (Cause){ BST_ERROR_INVALID, _ ("it is running already"), NULL };
  if (says (verr, "not paused"))
    return (Cause){ BST_ERROR_INVALID, _ ("it is not paused"), NULL };
  if (says (verr, "no job is active"))
    return (Cause){ BST_ERROR_INVALID, _ ("nothing is going on that could be cancelled"), NULL };
  if (says (verr, "managed save image"))
    return (Cause){ BST_ERROR_INVALID, _ ("it has no saved state"), NULL };

  return (Cause){ BST_ERROR_INVALID,
                  _ ("the host does not allow it in the machine’s present state"),
                  _ ("See the details for what the host says.") };
}

static Cause
find_call_cause (const virError *verr)
{
  switch (verr->code)
    {
    case VIR_ERR_NO_DOMAIN:
      return (Cause){ BST_ERROR_NO_MACHINE,
                      _ ("the machine is not on this host any more"),
                      _ ("It may have been removed or moved to another host.") };

    case VIR_ERR_OPERATION_INVALID:
      return find_state_cause (verr);

    case VIR_ERR_OPERATION_TIMEOUT:
    case VIR_ERR_RESOURCE_BUSY:
      return (Cause){ BST_ERROR_BUSY,
                      _ ("another job holds the machine"),
                      _ ("Wait until the other job is done, then try again.") };

    case VIR_ERR_OPERATION_ABORTED:
      return (Cause){ BST_ERROR_CANCELLED, _ ("it was cancelled"), NULL };

    case VIR_ERR_OPERATION_DENIED:
    case VIR_ERR_ACCESS_DENIED:
    case VIR_ERR_AUTH_FAILED:
    case VIR_ERR_AUTH_CANCELLED:
    case VIR_ERR_AUTH_UNAVAILABLE:
      return (Cause){ BST_ERROR_PERMISSION,
                      _ ("the host does not allow it to this user"),
                      _ ("Ask the host’s administrator for the permission, or connect as another "
                         "user.") };

    case VIR_ERR_NO_SUPPORT:
    case VIR_ERR_ARGUMENT_UNSUPPORTED:
    case VIR_ERR_OPERATION_UNSUPPORTED:
    case VIR_ERR_CONFIG_UNSUPPORTED:
      return (Cause){ BST_ERROR_UNSUPPORTED, _ ("this host’s libvirt cannot do that"), NULL };

    case VIR_ERR_AGENT_UNRESPONSIVE:
    case VIR_ERR_AGENT_UNSYNCED:
      return (Cause){ BST_ERROR_TIMED_OUT,
                      _ ("its guest agent does not answer"),
                      _ ("Look in the guest whether the service qemu-guest-agent runs.") };

    case VIR_ERR_XML_ERROR:
    case VIR_ERR_XML_DETAIL:
    case VIR_ERR_XML_INVALID_SCHEMA:
    case VIR_ERR_INVALID_ARG:
      return (Cause){ BST_ERROR_INVALID, NULL, NULL };

    case VIR_ERR_RPC:
    case VIR_ERR_INVALID_CONN:
      return (Cause){ BST_ERROR_LOST, _ ("the link to the host broke"), NULL };

    default:
      break;
    }

  /* Not every driver says what kind of error it is. */
  if (says (verr, "already running") || says (verr, "not running"))
    return find_state_cause (verr);
  if (says (verr, "connection closed due to keepalive") || says (verr, "socket is closed") ||
      says (verr, "End of file while reading") || says (verr, "Cannot recv data") ||
      says (verr, "Cannot write data"))
    return (Cause){ BST_ERROR_LOST, _ ("the link to the host broke"), NULL };
  if (says (verr, "No space left") || says (verr, "Cannot allocate memory") ||
      says (verr, "cannot set up guest memory"))
    return (Cause){ BST_ERROR_FAILED,
                    NULL,
                    _ ("The host has no memory or disk space left for it: free some, or stop "
                       "another machine.") };
  if (says (verr, "Permission denied") || says (verr, "No such file or directory"))
    return (Cause){ BST_ERROR_FAILED,
                    NULL,
                    _ ("Look on the host whether the file is there and the hypervisor may read "
                       "it.") };

  return (Cause){ BST_ERROR_FAILED, NULL, NULL };
}

/* libvirt's message on one line, valid, without its outer phrase. */
static char *
tidy_message (const virError *verr)
{
  g_autofree char *text =
      g_utf8_make_valid (verr->message != NULL ? verr->message : _ ("no reason given"), -1);
  const char *rest = text;

  if (g_str_has_prefix (rest, "internal error: "))
    rest += strlen ("internal error: ");
  else if (g_str_has_prefix (rest, "operation failed: "))
    rest += strlen ("operation failed: ");

  return g_strchomp (g_strdelimit (g_strdup (rest), "\n\r", ' '));
}

static GError *
make_error (const virError *verr, const Cause *cause, const char *what)
{
  g_autofree char *detail = g_utf8_make_valid (verr->message != NULL ? verr->message : "", -1);
  g_autofree char *message = tidy_message (verr);

  /* Translators: what failed, then why: "Cannot start “web” on hosta: it is running already". */
  return bst_error_new (cause->code,
                        cause->remedy,
                        detail,
                        _ ("%s: %s"),
                        what,
                        cause->reason != NULL ? cause->reason : message);
}

static const virError *
get_last (void)
{
  static const virError none = { .code = VIR_ERR_INTERNAL_ERROR };
  const virError *verr = virGetLastError ();

  return verr != NULL ? verr : &none;
}

GError *
bst_host_error_take_last (const char *format, ...)
{
  const virError *verr = get_last ();
  Cause cause = find_call_cause (verr);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  return make_error (verr, &cause, what);
}

/* The far side's nc or virt-ssh-helper speaks through ssh's stderr, which libvirt quotes. */
static Cause
find_open_cause (const virError *verr, gboolean ssh)
{
  const gboolean is_system = verr->code == VIR_ERR_SYSTEM_ERROR && !ssh;

  if (verr->code == VIR_ERR_AUTH_UNAVAILABLE || verr->code == VIR_ERR_AUTH_FAILED ||
      verr->code == VIR_ERR_AUTH_CANCELLED || verr->code == VIR_ERR_ACCESS_DENIED ||
      (is_system && (verr->int1 == EACCES || verr->int1 == EPERM)) ||
      says (verr, "Permission denied") || says (verr, "polkit"))
    return (Cause){ BST_ERROR_PERMISSION,
                    _ ("libvirt there is closed to this user"),
                    ssh ? _ ("Add the user to the group libvirt on the host (sudo usermod -aG "
                             "libvirt USER) and connect again, or connect as root.")
                        : _ ("Add yourself to the group libvirt (sudo usermod -aG libvirt $USER) "
                             "and log in again, or use qemu:///session.") };

  if (says (verr, "nc: not found") || says (verr, "nc: command not found") ||
      says (verr, "nc: No such file"))
    return (Cause){ BST_ERROR_NO_LIBVIRT,
                    _ ("the host has neither virt-ssh-helper nor nc"),
                    _ ("Install libvirt’s daemon there (Debian: libvirt-daemon-system, Fedora: "
                       "libvirt-daemon).") };

  if ((is_system && verr->int1 == ECONNREFUSED) || says (verr, "Connection refused"))
    return (Cause){ BST_ERROR_REFUSED,
                    _ ("libvirt’s daemon does not run there"),
                    _ ("Start it on the host: sudo systemctl start libvirtd.socket (or "
                       "virtqemud.socket).") };

  if ((is_system && verr->int1 == ENOENT) || says (verr, "No such file or directory") ||
      says (verr, "unable to connect to server") || says (verr, "not found"))
    return (Cause){ BST_ERROR_NO_LIBVIRT,
                    _ ("there is no libvirt, or its daemon does not run"),
                    _ ("Install it there (Debian: libvirt-daemon-system, Fedora: libvirt-daemon) "
                       "and start it: sudo systemctl enable --now libvirtd.socket.") };

  /* The first letters of a text, taken for the length of a message. */
  if (ssh && says (verr, "received from server too"))
    return (Cause){ BST_ERROR_NO_LIBVIRT,
                    _ ("its log-in shell answers in libvirt’s place"),
                    _ ("Try by hand: “ssh USER@HOST true” must print nothing. An account that is "
                       "closed to log-ins (nologin) cannot be used; what a start-up file such as "
                       "~/.bashrc prints must be for terminals only.") };

  if (verr->code == VIR_ERR_NO_CONNECT || says (verr, "no connection driver"))
    return (Cause){ BST_ERROR_NO_LIBVIRT,
                    _ ("libvirt has no driver for this kind of address"),
                    _ ("Check the address, or install the driver’s package on that host.") };

  if (verr->code == VIR_ERR_INVALID_ARG || verr->code == VIR_ERR_XML_ERROR ||
      verr->code == VIR_ERR_XML_DETAIL)
    return (Cause){ BST_ERROR_INVALID, NULL, _ ("Check the address.") };

  if (verr->code == VIR_ERR_NO_SUPPORT || verr->code == VIR_ERR_CONFIG_UNSUPPORTED)
    return (Cause){ BST_ERROR_UNSUPPORTED, NULL, _ ("Check the address.") };

  return (Cause){ BST_ERROR_UNREACHABLE, NULL, NULL };
}

GError *
bst_host_error_take_open (const char *host, const char *uri, gboolean ssh)
{
  const virError *verr = get_last ();
  Cause cause = find_open_cause (verr, ssh);
  /* Translators: %s is a host's name. */
  g_autofree char *what = g_strdup_printf (_ ("Cannot connect to libvirt on %s"), host);

  g_debug ("%s: opening %s: code %d domain %d errno %d: %s",
           host, uri, verr->code, verr->domain, verr->int1, verr->message);

  return make_error (verr, &cause, what);
}

GError *
bst_host_error_new_too_old (const char *host, gulong version)
{
  g_autofree char *found = bst_version_to_string (version);

  return bst_error_new (BST_ERROR_TOO_OLD,
                        _ ("Upgrade libvirt on the host, or its distribution."),
                        NULL,
                        _ ("libvirt %s on %s is too old: at least %s is needed"),
                        found,
                        host,
                        BST_LIBVIRT_FLOOR_NAME);
}

GError *
bst_host_error_new_lost (const char *host, const char *why)
{
  const char *remedy = _ ("Bastida connects again by itself as soon as the host answers.");

  if (why == NULL)
    return bst_error_new (BST_ERROR_LOST, remedy, NULL, _ ("The link to %s broke"), host);

  /* Translators: a host, and why: "The link to hosta broke: it did not answer for 20 seconds". */
  return bst_error_new (BST_ERROR_LOST, remedy, NULL, _ ("The link to %s broke: %s"), host, why);
}

gboolean
bst_host_error_is_unsupported (void)
{
  const virError *verr = get_last ();

  return verr->code == VIR_ERR_NO_SUPPORT || verr->code == VIR_ERR_ARGUMENT_UNSUPPORTED ||
         verr->code == VIR_ERR_INVALID_ARG || verr->code == VIR_ERR_OPERATION_UNSUPPORTED ||
         verr->code == VIR_ERR_CONFIG_UNSUPPORTED;
}

gboolean
bst_host_error_needs_person (const GError *error)
{
  return bst_error_is_fatal (error) || g_error_matches (error, BST_ERROR, BST_ERROR_INVALID) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED);
}
