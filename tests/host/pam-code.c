/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A second factor for sshd's PAM: asks for a code, which is always 123456. Without PAM's headers, which
 * nothing else here needs; sshd has its library. */

#include <stdlib.h>
#include <string.h>

#define PAM_SUCCESS 0
#define PAM_AUTH_ERR 7
#define PAM_PROMPT_ECHO_OFF 1

int pam_prompt (void *pam, int style, char **answer, const char *format, ...);
int pam_sm_authenticate (void *pam, int flags, int argc, const char **argv);
int pam_sm_setcred (void *pam, int flags, int argc, const char **argv);

int
pam_sm_authenticate (void *pam, int flags, int argc, const char **argv)
{
  char *answer = NULL;
  int result = pam_prompt (pam, PAM_PROMPT_ECHO_OFF, &answer, "Verification code: ");

  (void)flags;
  (void)argc;
  (void)argv;
  if (result == PAM_SUCCESS && (answer == NULL || strcmp (answer, "123456") != 0))
    result = PAM_AUTH_ERR;
  free (answer);

  return result;
}

int
pam_sm_setcred (void *pam, int flags, int argc, const char **argv)
{
  (void)pam;
  (void)flags;
  (void)argc;
  (void)argv;

  return PAM_SUCCESS;
}
