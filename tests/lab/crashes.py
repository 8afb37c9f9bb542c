# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a host's libvirtd is gone by a fault of its own: libvirt 9.0's may crash when a client leaves, by
a null pointer in a thread of its “prio-rpc” pool. The kernel's log has it, and where that can be read
nothing else is excused."""
import os
import re
import subprocess

KNOWN = re.compile(r"^\[ *(\d+\.\d+)\] prio-rpc-\S*\[\d+\]: segfault at [0-9a-f]{1,3} ")


def kernel_says():
    """Nothing, where it may not be read."""
    return subprocess.run(["dmesg"], check=False, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.splitlines()


def now():
    """By the clock of the kernel's log."""
    stamps = [re.match(r"\[ *(\d+\.\d+)\]", line) for line in kernel_says()[-20:]]
    return max((float(stamp[1]) for stamp in stamps if stamp), default=0)


def known(since):
    """The kernel's line about a crash as above, after SINCE; None where it tells of none."""
    lines = kernel_says()
    if not lines:
        return "the kernel's log, which would tell of it, may not be read"
    for line in lines:
        found = KNOWN.match(line)
        if found and float(found[1]) > since:
            return line
    return None


def gone(hosts):
    """The host that has no libvirtd, which is started again for the tests that follow; else None."""
    for host in hosts:
        found = subprocess.run([os.environ["LAB"], "host", host, "pgrep", "-x", "libvirtd"], check=False,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if found.returncode == 1:
            subprocess.run([os.environ["LAB"], "restart", host, "libvirtd"], check=False,
                           stdout=subprocess.DEVNULL)
            return host
    return None
