/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-failure-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

/* What ssh 9 says, and what that means. The first that fits a line is taken. */
static const struct
{
  const char *says;
  BstSshCause cause;
} causes[] = {
  { "ssh_askpass: exec(", BST_SSH_CAUSE_NO_HELPER },
  { "Temporary failure in name resolution", BST_SSH_CAUSE_RESOLVE_NOW },
  { "Could not resolve hostname ", BST_SSH_CAUSE_RESOLVE },
  { "open failed: administratively prohibited", BST_SSH_CAUSE_JUMP_PROHIBITED },
  { "open failed: connect failed", BST_SSH_CAUSE_JUMP_REFUSED },
  { "Connection refused", BST_SSH_CAUSE_REFUSED },
  { "No route to host", BST_SSH_CAUSE_NO_ROUTE },
  { "Network is unreachable", BST_SSH_CAUSE_NO_ROUTE },
  { "Connection timed out", BST_SSH_CAUSE_TIMED_OUT },
  { "Operation timed out", BST_SSH_CAUSE_TIMED_OUT },
  { "banner line contains invalid characters", BST_SSH_CAUSE_NOT_SSH },
  { "Bad remote protocol version identification", BST_SSH_CAUSE_NOT_SSH },
  { "banner exchange: Connection to ", BST_SSH_CAUSE_NOT_SSH },
  { "Unable to negotiate with ", BST_SSH_CAUSE_NEGOTIATE },
  { "Too many authentication failures", BST_SSH_CAUSE_TOO_MANY_KEYS },
  { "Permission denied (", BST_SSH_CAUSE_AUTH },
  { "No more authentication methods to try", BST_SSH_CAUSE_NONE },
  { "Bad configuration option", BST_SSH_CAUSE_CONFIG },
  { "Bad owner or permissions on ", BST_SSH_CAUSE_CONFIG },
  { "bad configuration options", BST_SSH_CAUSE_CONFIG },
  { "keyword ", BST_SSH_CAUSE_NONE },
  { "not responding.", BST_SSH_CAUSE_SILENT },
  { " by UNKNOWN port 65535", BST_SSH_CAUSE_PROXY },
  { "Connection closed by ", BST_SSH_CAUSE_CLOSED },
  { "Connection reset by ", BST_SSH_CAUSE_CLOSED },
  { "closed by remote host", BST_SSH_CAUSE_CLOSED },
  { "send disconnect: Broken pipe", BST_SSH_CAUSE_CLOSED },
};

void
bst_ssh_failure_clear (BstSshFailure *self)
{
  g_free (self->line);
  g_free (self->methods);
  g_free (self->known_hosts);
  g_free (self->remove_command);
  g_free (self->bad_key_file);
  *self = (BstSshFailure){ 0 };
}

static void
take (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/* Whether the line names the target, where there is a jump host to be told from it. */
static gboolean
is_about_jump (BstSshCause cause, const char *line, const BstSshPlace *place, gboolean on_target)
{
  g_autofree char *host = NULL;

  if (on_target)
    return FALSE;

  switch (cause)
    {
    case BST_SSH_CAUSE_RESOLVE:
    case BST_SSH_CAUSE_RESOLVE_NOW:
      host = g_strdup_printf (" %s:", place->real_host);
      return strstr (line, host) == NULL;

    case BST_SSH_CAUSE_REFUSED:
    case BST_SSH_CAUSE_NO_ROUTE:
    case BST_SSH_CAUSE_TIMED_OUT:
      host = g_strdup_printf (" %s port %u", place->real_host, place->real_port);
      return strstr (line, host) == NULL && strstr (line, "banner exchange") == NULL;

    case BST_SSH_CAUSE_AUTH:
    case BST_SSH_CAUSE_TOO_MANY_KEYS:
    case BST_SSH_CAUSE_KEY_CHANGED:
    case BST_SSH_CAUSE_KEY_REVOKED:
    case BST_SSH_CAUSE_KEY_UNKNOWN:
      return TRUE;

    case BST_SSH_CAUSE_NONE:
    case BST_SSH_CAUSE_CLOSED:
    case BST_SSH_CAUSE_JUMP_REFUSED:
    case BST_SSH_CAUSE_JUMP_PROHIBITED:
    case BST_SSH_CAUSE_NOT_SSH:
    case BST_SSH_CAUSE_NEGOTIATE:
    case BST_SSH_CAUSE_CONFIG:
    case BST_SSH_CAUSE_NO_HELPER:
    case BST_SSH_CAUSE_PROXY:
    case BST_SSH_CAUSE_SILENT:
    default:
      return FALSE;
    }
}

static void
set_cause (BstSshFailure *self,
           BstSshCause cause,
           const char *line,
           const BstSshPlace *place,
           gboolean on_target)
{
  /* What comes first is the cause, what follows its consequence. */
  if (cause == BST_SSH_CAUSE_NONE || self->cause > BST_SSH_CAUSE_CLOSED)
    return;

  if (cause == BST_SSH_CAUSE_CLOSED && self->other_banner)
    cause = BST_SSH_CAUSE_NOT_SSH;
  self->cause = cause;
  self->at_jump = is_about_jump (cause, line, place, on_target);
  take (&self->line, line);
}

static void
add_key_line (BstSshFailure *self, const char *line, const BstSshPlace *place, gboolean on_target)
{
  const char *offending = g_str_has_prefix (line, "Offending ") ? strstr (line, " key in ") : NULL;

  if (strstr (line, "REMOTE HOST IDENTIFICATION HAS CHANGED") != NULL)
    self->key_changed = TRUE;
  else if (strstr (line, "REVOKED HOST KEY DETECTED") != NULL)
    self->key_revoked = TRUE;
  else if (g_str_has_prefix (line, "No ") && strstr (line, " host key is known for ") != NULL)
    self->key_strict = TRUE;
  else if (offending != NULL && self->known_hosts == NULL)
    take (&self->known_hosts, offending + strlen (" key in "));
  else if (g_str_has_prefix (line, "  ssh-keygen ") && self->remove_command == NULL)
    take (&self->remove_command, line + 2);
  else if (g_str_has_prefix (line, "Host key verification failed"))
    set_cause (self,
               self->key_revoked   ? BST_SSH_CAUSE_KEY_REVOKED
               : self->key_changed ? BST_SSH_CAUSE_KEY_CHANGED
                                   : BST_SSH_CAUSE_KEY_UNKNOWN,
               line, place, on_target);
}

void
bst_ssh_failure_add_line (BstSshFailure *self,
                          const char *line,
                          const BstSshPlace *place,
                          gboolean on_target)
{
  static const char continues[] = "Authentications that can continue: ";

  add_key_line (self, line, place, on_target);

  if (g_str_has_prefix (line, continues))
    take (&self->methods, line + strlen (continues));
  else if (strstr (line, ": banner line 0: ") != NULL &&
           strstr (line, "Exceeded MaxStartups") == NULL && strstr (line, "Not allowed") == NULL)
    self->other_banner = TRUE;
  else if (g_str_has_prefix (line, "Permissions ") && strstr (line, "are too open") != NULL)
    take (&self->bad_key_file, line);
  else if (g_str_has_prefix (line, "Warning: Identity file ") ||
           g_str_has_prefix (line, "Load key "))
    take (&self->bad_key_file, line);

  /* Each address of a name is tried in turn; only when the last fails does ssh say so itself. */
  if (g_str_has_prefix (line, "connect to address "))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      if (strstr (line, causes[i].says) != NULL)
        {
          set_cause (self, causes[i].cause, line, place, on_target);
          break;
        }
    }
}

static GError *
make_key_error (const BstSshFailure *self, const char *host, const char *tail)
{
  g_autofree char *remedy = NULL;

  if (self->cause == BST_SSH_CAUSE_KEY_REVOKED)
    return bst_error_new (BST_ERROR_HOST_KEY_CHANGED, _ ("Do not log in. Ask who revoked the key."),
                          tail, _ ("%s shows a host key that was revoked"), host);

  if (self->cause == BST_SSH_CAUSE_KEY_UNKNOWN && self->key_strict)
    return bst_error_new (
        BST_ERROR_HOST_KEY_UNKNOWN,
        _ ("Add its key to known_hosts, or allow questions for this host in ~/.ssh/config: "
           "StrictHostKeyChecking ask"),
        tail, _ ("The key of %s is not known, and ssh’s configuration refuses unknown hosts"),
        host);
  if (self->cause == BST_SSH_CAUSE_KEY_UNKNOWN)
    return bst_error_new (
        BST_ERROR_HOST_KEY_UNKNOWN,
        _ ("Connect again, compare the fingerprint with the host’s own, and accept it. The host "
           "tells it with: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"),
        tail, _ ("The key of %s is not known, and nobody accepted it"), host);

  remedy = g_strdup_printf (
      _ ("If you did not expect this, do not log in: somebody may be listening between you and the "
         "host. If the host was installed anew, check its key, remove the old one (%s) and connect "
         "again: %s"),
      self->known_hosts != NULL ? self->known_hosts : "known_hosts",
      self->remove_command != NULL ? self->remove_command : "ssh-keygen -R HOST");

  return bst_error_new (BST_ERROR_HOST_KEY_CHANGED, remedy, tail, _ ("The key of %s has changed"),
                        host);
}

/* "ssh-copy-id -p 2209 root@hosta": it takes no port behind the host. */
static char *
dup_copy_command (const char *login)
{
  const char *port = strrchr (login, ':');
  gboolean alone = port != NULL && (strchr (login, ':') == port || port[-1] == ']');

  if (!alone || port[1] == '\0' || port[1 + strspn (port + 1, "0123456789")] != '\0')
    return g_strdup_printf ("ssh-copy-id %s", login);

  return g_strdup_printf ("ssh-copy-id -p %s %.*s", port + 1, (int)(port - login), login);
}

static GError *
make_auth_error (const BstSshFailure *self,
                 const BstSshPlace *place,
                 const char *host,
                 const char *tail)
{
  const char *user = self->at_jump ? NULL : place->real_user;
  const char *jump = place->jump != NULL ? place->jump : host;
  g_autofree char *copy = dup_copy_command (self->at_jump ? jump : place->name);
  g_autofree char *remedy = NULL;

  if (self->cause == BST_SSH_CAUSE_TOO_MANY_KEYS)
    return bst_error_new (BST_ERROR_AUTH,
                          _ ("The agent holds more keys than the host tries. Choose the key file "
                             "for this host."),
                          tail, _ ("%s refused the log-in after too many keys"), host);

  if (self->bad_key_file != NULL)
    remedy = g_strdup_printf (_ ("ssh would not use a key: %s"), self->bad_key_file);
  else if (self->methods != NULL && strstr (self->methods, "password") != NULL)
    remedy =
        g_strdup_printf (_ ("Check the user name and password, or set up a key: %s"), copy);
  else
    remedy = g_strdup_printf (
        _ ("Check the user name, and that your public key stands in ~/.ssh/authorized_keys there. "
           "The host takes: %s"),
        self->methods != NULL ? self->methods : "?");

  return user != NULL
             ? bst_error_new (BST_ERROR_AUTH, remedy, tail, _ ("%s refused the log-in of “%s”"),
                              place->host, user)
             : bst_error_new (BST_ERROR_AUTH, remedy, tail, _ ("%s refused the log-in"), host);
}

static GError *
make_network_error (const BstSshFailure *self,
                    const BstSshPlace *place,
                    const char *host,
                    const char *tail)
{
  switch ((int)self->cause)
    {
    case BST_SSH_CAUSE_RESOLVE:
      return bst_error_new (BST_ERROR_UNKNOWN_HOST,
                            _ ("Check the spelling, or give the address in place of the name."),
                            tail, _ ("No name server knows %s"), host);

    case BST_SSH_CAUSE_RESOLVE_NOW:
      return bst_error_new (BST_ERROR_NO_RESOLVER, _ ("Check this computer’s network."), tail,
                            _ ("No name server answers, so %s cannot be found"), host);

    case BST_SSH_CAUSE_REFUSED:
      return bst_error_new (BST_ERROR_REFUSED,
                            _ ("Check the port, and that the SSH server runs there: systemctl "
                               "status ssh"),
                            tail, _ ("%s refuses connections"), host);

    case BST_SSH_CAUSE_NO_ROUTE:
      return bst_error_new (BST_ERROR_UNREACHABLE,
                            _ ("Check this computer’s network, and the VPN where one is needed."),
                            tail, _ ("There is no way to %s"), host);

    case BST_SSH_CAUSE_JUMP_PROHIBITED:
      return bst_error_new (
          BST_ERROR_REFUSED, _ ("The jump host’s sshd_config must have: AllowTcpForwarding yes"),
          tail, _ ("The jump host does not allow connections to %s"), place->address);

    case BST_SSH_CAUSE_JUMP_REFUSED:
      return bst_error_new (
          strstr (self->line, "Name or service not known") != NULL ? BST_ERROR_UNKNOWN_HOST
          : strstr (self->line, "Connection refused") != NULL      ? BST_ERROR_REFUSED
                                                                   : BST_ERROR_UNREACHABLE,
          _ ("Check the host’s name and port as the jump host sees them."), tail,
          _ ("The jump host cannot reach %s"), place->address);

    case BST_SSH_CAUSE_TIMED_OUT:
    default:
      return bst_error_new (
          BST_ERROR_TIMED_OUT,
          _ ("Check that the host is on, and that no firewall is between. It is tried again."),
          tail, _ ("%s does not answer"), host);
    }
}

GError *
bst_ssh_failure_make_open_error (const BstSshFailure *self,
                                 const BstSshPlace *place,
                                 const char *tail)
{
  g_autofree char *host = self->at_jump && place->jump != NULL
                              ? g_strdup_printf (_ ("the jump host %s"), place->jump)
                          : self->at_jump ? g_strdup (_ ("the jump host"))
                                          : g_strdup (place->address);

  switch (self->cause)
    {
    case BST_SSH_CAUSE_RESOLVE:
    case BST_SSH_CAUSE_RESOLVE_NOW:
    case BST_SSH_CAUSE_REFUSED:
    case BST_SSH_CAUSE_TIMED_OUT:
    case BST_SSH_CAUSE_NO_ROUTE:
    case BST_SSH_CAUSE_JUMP_REFUSED:
    case BST_SSH_CAUSE_JUMP_PROHIBITED:
      return make_network_error (self, place, host, tail);

    case BST_SSH_CAUSE_KEY_CHANGED:
    case BST_SSH_CAUSE_KEY_REVOKED:
    case BST_SSH_CAUSE_KEY_UNKNOWN:
      return make_key_error (self, host, tail);

    case BST_SSH_CAUSE_AUTH:
    case BST_SSH_CAUSE_TOO_MANY_KEYS:
      return make_auth_error (self, place, host, tail);

    case BST_SSH_CAUSE_NOT_SSH:
      return bst_error_new (BST_ERROR_INVALID, _ ("Check the port."), tail,
                            _ ("What answers at %s is not an SSH server"), host);

    case BST_SSH_CAUSE_NEGOTIATE:
      return bst_error_new (BST_ERROR_UNSUPPORTED,
                            _ ("One of the two is too old. Update it, or allow the old method in "
                               "~/.ssh/config."),
                            tail, _ ("This computer and %s have no encryption in common"), host);

    case BST_SSH_CAUSE_CONFIG:
      return bst_error_new (BST_ERROR_INVALID, _ ("Mend the file that is named."), tail,
                            _ ("ssh cannot read its configuration: %s"), self->line);

    case BST_SSH_CAUSE_PROXY:
      return bst_error_new (BST_ERROR_UNREACHABLE,
                            _ ("Look at what it said, and at ProxyJump and ProxyCommand in "
                               "~/.ssh/config. It is tried again."),
                            tail, _ ("The way to %s, through a jump host or proxy, is closed"),
                            host);

    case BST_SSH_CAUSE_NO_HELPER:
      return bst_error_new (BST_ERROR_FAILED, _ ("Install Bastida anew."), tail,
                            _ ("The log-in to %s needs an answer, but the part of Bastida that "
                               "asks is missing"),
                            host);

    case BST_SSH_CAUSE_CLOSED:
    case BST_SSH_CAUSE_SILENT:
      return bst_error_new (BST_ERROR_UNREACHABLE,
                            _ ("Its SSH server may be overloaded, or block this address. It is "
                               "tried again."),
                            tail, _ ("%s closed the connection before the log-in"), host);

    case BST_SSH_CAUSE_NONE:
    default:
      return bst_error_new (BST_ERROR_FAILED, _ ("Try in a terminal: ssh -v, and the host."), tail,
                            _ ("ssh could not connect to %s"), host);
    }
}

GError *
bst_ssh_failure_make_timeout_error (BstSshStage stage,
                                    gboolean via_proxy,
                                    const BstSshPlace *place,
                                    const char *tail)
{
  const char *remedy =
      _ ("Check that the host is on, and that no firewall is between. It is tried again.");

  switch (stage)
    {
    case BST_SSH_STAGE_START:
    case BST_SSH_STAGE_RESOLVED:
      if (via_proxy)
        return bst_error_new (BST_ERROR_TIMED_OUT, remedy, tail,
                              _ ("%s does not answer, or the jump host or proxy before it"),
                              place->address);
      return bst_error_new (BST_ERROR_TIMED_OUT, remedy, tail, _ ("%s does not answer"),
                            place->address);

    case BST_SSH_STAGE_CONNECTED:
      return bst_error_new (BST_ERROR_TIMED_OUT, remedy, tail,
                            _ ("%s took the connection, but no SSH server answers"),
                            place->address);

    case BST_SSH_STAGE_HOST_KEY:
    case BST_SSH_STAGE_LOGGED_IN:
    default:
      return bst_error_new (BST_ERROR_TIMED_OUT, remedy, tail,
                            _ ("%s did not end the log-in in time"), place->address);
    }
}

GError *
bst_ssh_failure_make_lost_error (const BstSshFailure *self,
                                 const BstSshPlace *place,
                                 const char *tail)
{
  const char *remedy = _ ("It is tried again.");

  switch ((int)self->cause)
    {
    case BST_SSH_CAUSE_SILENT:
      return bst_error_new (BST_ERROR_LOST, remedy, tail, _ ("%s does not answer any more"),
                            place->address);

    case BST_SSH_CAUSE_CLOSED:
      return bst_error_new (BST_ERROR_LOST, remedy, tail, _ ("%s closed the SSH connection"),
                            place->address);

    default:
      return bst_error_new (BST_ERROR_LOST, remedy, tail, _ ("The SSH connection to %s broke"),
                            place->address);
    }
}
