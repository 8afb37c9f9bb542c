# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of migrations share: two real hosts, this program, and looking at what became of a machine.
Of test-migration, at the seat of a lab with a store."""
import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import time
import traceback

import crashes

PROGRAM = sys.argv[1]
LAB = os.environ["LAB"]
LAB_DIR = os.environ["LAB_DIR"]
INVENTORY = os.path.join(LAB_DIR, "inventory.db")
HOSTS = ("hosta", "hostb")
BOOT_ID = "/proc/sys/kernel/random/boot_id"


class Skip(Exception):
    pass


class NotInTime(AssertionError):
    pass


def lab(*arguments, check=True):
    return subprocess.run([LAB, *arguments], check=check, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def virsh(host, *arguments, check=True):
    return lab("host", host, "virsh", "-q", *arguments, check=check).strip()


def command(*arguments):
    return [PROGRAM, "--inventory", INVENTORY, *arguments]


def ctl(*arguments, code=0, seconds=180):
    done = subprocess.run(command(*arguments), check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds)
    assert code is None or done.returncode == code, (
        f"{arguments} ended with {done.returncode}, not {code}: {done.stdout} {done.stderr}")
    return done.stdout + done.stderr


BEGUN = []


def begin(*arguments):
    process = subprocess.Popen(command(*arguments), text=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    BEGUN.append(process)
    return process


def until(seconds, condition, what):
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= end:
            raise NotInTime(f"not so in time: {what}")
        time.sleep(0.1)


def state(host, name):
    """None where the host has no such machine."""
    return virsh(host, "domstate", name, check=False) or None


def where(name):
    """Where it runs: one host, or the test fails."""
    states = {host: state(host, name) for host in HOSTS}
    running = [host for host in HOSTS if states[host] == "running"]
    assert len(running) == 1, f"{name} runs on {running}: {states}"
    other = "hostb" if running[0] == "hosta" else "hosta"
    assert states[other] in (None, "shut off"), states
    return running[0]


def settled(name, seconds=60):
    """The same, once whatever is on its way has come to rest."""
    def look():
        with contextlib.suppress(AssertionError):
            return where(name)
        return None
    until(seconds, look, f"{name} runs in one place")
    return where(name)


def agent(host, name, order, **arguments):
    answer = virsh(host, "qemu-agent-command", name,
                   json.dumps({"execute": order, "arguments": arguments}), check=False)
    return json.loads(answer)["return"] if answer else None


def boot_id(host, name):
    """Changes with each start of the guest, and never else; None while its agent does not answer."""
    handle = agent(host, name, "guest-file-open", path=BOOT_ID)
    if handle is None:
        return None
    text = agent(host, name, "guest-file-read", handle=handle, count=100)
    agent(host, name, "guest-file-close", handle=handle)
    if text is None:
        return None
    return base64.b64decode(text["buf-b64"]).decode().strip()


def boot_id_by_serial(host, name):
    """The same from the shell on its serial port."""
    ask = ('exec 3<> "$(virsh -q ttyconsole "$1")" && printf "\\ncat %s\\n" "$2" >&3 && '
           'timeout 10 grep -m 1 -oE "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" <&3')
    return lab("host", host, "sh", "-c", ask, "sh", name, BOOT_ID, check=False).strip() or None


def account(name="web"):
    """What the hosts say of a machine about which a test was wrong."""
    lines = []
    for host in HOSTS:
        lines += [f"{name} on {host}: {virsh(host, 'domstate', name, '--reason', check=False) or 'none'}",
                  virsh(host, "domjobinfo", name, check=False)]
        lines += lab("host", host, "tail", "-n", "4", f"/var/log/libvirt/qemu/{name}.log",
                     check=False).splitlines()
    return "\n".join(line for line in lines if line.strip())


def put_right():
    """Whatever a failed test left under way ends, and the machine of all tests runs where they begin."""
    for process in BEGUN:
        if process.poll() is None:
            process.kill()
            process.wait()
    with contextlib.suppress(AssertionError):
        settled("web", 20)
        return
    renew()


def renew():
    """What is left of it goes, and it is started anew."""
    for host in HOSTS:
        virsh(host, "destroy", "web", check=False)
        virsh(host, "undefine", "web", check=False)
    lab("guest", "web", "hosta", "--shared", "--memory", "128")
    until(240, lambda: boot_id("hosta", "web"), "the agent of web")


def stand(host, name):
    """What QEMU and libvirt say of a guest that says nothing itself."""
    channels = re.findall(r"<target type='virtio' name='org.qemu[^>]*>", virsh(host, "dumpxml", name))
    pointers = [re.findall(r"RIP=\w+|HLT=\d", virsh(host, "qemu-monitor-command", name, "--hmp",
                                                     "info registers", check=False))
                for _ in range(3)]
    return f"{state(host, name)}, {channels}, {pointers}"


def booted(host, name):
    """The same, once its agent answers: after a move it may need to be asked again. After many moves
    agents were seen to fall silent for good, under virsh’s moves, too: whether the guest runs on is
    what counts here, and its serial port tells that as well."""
    with contextlib.suppress(NotInTime):
        return until(60, lambda: boot_id(host, name), f"the agent of {name} answers on {host}")
    print(f"# the agent of {name} on {host} is silent: {stand(host, name)}", flush=True)
    return until(60, lambda: boot_id_by_serial(host, name),
                 f"{name} answers on {host}, its agent or its serial port")


def last_task(name=None):
    tasks = [task for task in json.loads(ctl("--json", "tasks"))
             if task["kind"] == "migrate" and task["target"] == (name or task["target"])]
    return tasks[-1]


def await_outcome():
    """Of a task whose program is gone: whoever comes next looks."""
    def look():
        ctl("list")
        task = last_task()
        return task if task["state"] != "running" else None
    return until(120, look, "the outcome is known")


def job(host, name):
    """What libvirt says of its job: figures in MiB."""
    figures = {}
    for line in virsh(host, "domjobinfo", name, check=False).splitlines():
        key, _, value = line.partition(":")
        figures[key.strip()] = value.strip()
    return figures


def size(text):
    number, unit = text.split()
    return float(number) * {"B": 1, "bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}[unit]


def rate(text):
    return size(text.removesuffix("/s"))


def await_job(name, process):
    """Until it has begun to move from hosta, by a process that goes on."""
    def look():
        assert process.poll() is None, process.stdout.read()
        return "Data total" in job("hosta", name)
    until(60, look, f"{name} begins to move")


def await_third(host, name, process):
    """Until 30 % of it is moved, by a process that goes on."""
    def look():
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}: {process.stdout.read()}")
        figures = job(host, name)
        if "Data total" not in figures or "Data remaining" not in figures:
            return False
        total, left = size(figures["Data total"]), size(figures["Data remaining"])
        return total > 0 and left / total <= 0.7
    until(90, look, f"30 % of {name} moved")


def hold_third(host, name, process):
    """The same, and there it stays until it is let go: on a busy computer, too, it is under way for
    whatever the test does next."""
    await_third(host, name, process)
    virsh(host, "migrate-setspeed", name, "1")


def let_go(host, name, *options):
    virsh(host, "migrate-setspeed", name, "1000", *options, check=False)  # it may be over


class AtTerminal:
    """A command whose standard error is a terminal: there it says what it waits for."""

    def __init__(self, *arguments):
        self.master, slave = os.openpty()
        self.told = ""
        self.process = subprocess.Popen(command(*arguments), text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=slave)
        BEGUN.append(self.process)
        os.close(slave)
        os.set_blocking(self.master, False)

    def waits(self, words):
        with contextlib.suppress(OSError):  # EIO: it is closed
            self.told += os.read(self.master, 65536).decode(errors="replace")
        assert self.process.poll() is None, f"it did not wait: {self.told}"
        return words in self.told

    def end(self, seconds):
        said, _ = self.process.communicate(timeout=seconds)
        with contextlib.suppress(OSError):  # EIO: it is closed
            self.told += os.read(self.master, 65536).decode(errors="replace")
        os.close(self.master)
        return said + self.told


def move_to(host, name="web", *options):
    ctl("migrate", name, host, *options)
    assert where(name) == host


def bring_home(name="web", host="hosta"):
    if settled(name) != host:
        ctl("migrate", name, host, "--direct")
    assert where(name) == host


def chosen(tests):
    """The first sets up what the others need."""
    names = os.environ.get("BASTIDA_LAB_TESTS", "").split()
    return [test for test in tests if not names or test is tests[0] or test.__name__ in names]


def run(tests):
    """In TAP; for the program's end."""
    if not os.path.isdir(os.path.join(LAB_DIR, "store")):
        print("1..0 # SKIP the lab has no store: GlusterFS is not installed")
        return 0
    tests = chosen(tests)
    print(f"1..{len(tests)}")
    failed = []
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        began = time.monotonic()
        since = crashes.now()
        try:
            if number > 1:
                bring_home()
            test()
            print(f"ok {number} - {name}")
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}")
        except (AssertionError, KeyError, ValueError, IndexError,
                subprocess.SubprocessError):
            told = traceback.format_exc()
            host = crashes.gone(HOSTS)
            if host and crashes.known(since):
                print(f"ok {number} - {name} # SKIP libvirtd itself crashed on {host}", flush=True)
                continue
            if host:
                told += f"libvirtd of {host} is gone, and not by the crash that is known\n"
            failed.append(f"{name}: {told}{account()}")
            print(f"not ok {number} - {name}")
            # One test's failure is not the next one's.
            with contextlib.suppress(AssertionError, subprocess.SubprocessError):
                put_right()
        print(f"# {time.monotonic() - began:.1f} s", flush=True)
    # Last, for of a long log it is the end that is shown.
    for each in failed:
        print("# " + each.rstrip().replace("\n", "\n# "))
    return 1 if failed else 0
