#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first process of a place of the lab: buries what its daemons leave behind, and nothing else."""
import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
while True:
    signal.sigwait({signal.SIGCHLD})
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
