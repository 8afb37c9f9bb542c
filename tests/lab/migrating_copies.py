# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations that copy disks, and what is left of them where they end half-way: nothing. Of
test-migration, in the order that it names."""
import contextlib
import json
import os
import signal

from migrating import (HOSTS, LAB_DIR, AtTerminal, await_outcome, await_third, begin, booted, ctl,
                       hold_third, lab, last_task, let_go, settled, state, until, virsh, where)

IMAGES = "/var/lib/libvirt/images"
COPIES = "/srv/copies"  # a pool of hostb's: see destination_full ()
COPY = ("--copy-disk", "vda=copies")
TRIO = (*COPY, "--copy-disk", "vdb=copies", "--copy-disk", "vdc=copies")

# In place of qemu-img: what it is asked to make is there, but it does not come back before somebody
# writes to the gate.
HOLD = r"""
set -e
[ -p /run/gate ] || mkfifo /run/gate
[ -e /run/qemu-img ] || cp /usr/bin/qemu-img /run/qemu-img
printf '#!/bin/sh\n/run/qemu-img "$@" || exit\ncase "$*" in *create*/%s*) read -r _ < /run/gate ;; esac\n' \
  "$1" > /run/held
chmod +x /run/held
mount --bind /run/held /usr/bin/qemu-img
"""


def offline():
    """With its own disks: bytes are bytes."""
    image = IMAGES + "/{}.qcow2"
    for name, what, other in (("ice", "all", ()), ("frost", "incremental", ("--overlay",))):
        lab("guest", name, "hosta", "--off", *other)
        lab("host", "hosta", "qemu-io", "-c", "write -P 42 1M 2M", image.format(name))
        if other:
            refused = ctl("migrate", name, "hostb", "--copy", "all", code=1)
            assert "backing file" in refused, refused
            checked = ctl("migrate", name, "hostb", "--copy", what, "--check")
            assert "could not be seen" in checked, checked
            virsh("hosta", "pool-create-as", "seen", "dir", "--target", os.path.dirname(image))
            checked = ctl("migrate", name, "hostb", "--copy", "all", "--check", code=1)
            assert "backing file" in checked, checked
            checked = ctl("migrate", name, "hostb", "--copy", what, "--check")
            assert "could not be seen" not in checked and "!" not in checked, checked
            virsh("hosta", "pool-destroy", "seen")
        ctl("migrate", name, "hostb", "--copy", what)
        assert state("hosta", name) is None and state("hostb", name) == "shut off"
        lab("host", "hostb", "qemu-io", "-c", "read -P 42 1M 2M", image.format(name))
        virsh("hostb", "undefine", name)


def copied():
    """A whole disk, and one over a backing file that both hosts have."""
    lab("guest", "over", "hosta", "--overlay", "--memory", "128")
    before = booted("hosta", "whole")
    for name, what in (("whole", "all"), ("over", "incremental")):
        checked = ctl("migrate", name, "hostb", "--check", code=1)
        assert "own storage" in checked, checked
        refused = ctl("migrate", name, "hostb", code=1)
        assert "was not moved" in refused and "own storage" in refused, refused
        refused = ctl("migrate", name, "hostb", "--force", code=1)
        assert "runs on hosta" in refused, refused
        said = ctl("migrate", name, "hostb", "--copy", what)
        assert where(name) == "hostb" and "old disks" in said, said
    assert before and booted("hostb", "whole") == before
    chain = lab("host", "hostb", "qemu-img", "info", "-U", "/var/lib/libvirt/images/over.qcow2")
    assert "base.qcow2" in chain, chain
    virsh("hostb", "destroy", "over")
    virsh("hostb", "undefine", "over")


def pool_chosen():
    """Into another pool, under another path; what stands there already is not written over."""
    lab("host", "hosta", "mkdir", "-p", "/srv/local")
    virsh("hosta", "pool-define-as", "local", "dir", "--target", "/srv/local")
    virsh("hosta", "pool-start", "local")
    for forced in ((), ("--force",)):
        refused = ctl("migrate", "whole", "hosta", "--copy", "all", *forced, code=1)
        assert "already" in refused and where("whole") == "hostb", refused
    ctl("migrate", "whole", "hosta", "--copy-disk", "vda=local")
    assert where("whole") == "hosta"
    assert "/srv/local/whole.qcow2" in virsh("hosta", "domblklist", "whole")
    assert "/srv/local/whole.qcow2" in virsh("hosta", "domblklist", "whole", "--inactive")


def destination_full():
    """No room for the copy: it stays, and nothing of the copy does."""
    lab("host", "hostb", "mkdir", "-p", "/srv/copies")
    virsh("hostb", "pool-define-as", "copies", "dir", "--target", "/srv/copies")
    virsh("hostb", "pool-start", "copies")
    lab("host", "hostb", "mkdir", "-p", "/srv/small")
    lab("host", "hostb", "mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", "/srv/small")
    virsh("hostb", "pool-define-as", "small", "dir", "--target", "/srv/small")
    virsh("hostb", "pool-start", "small")
    for forced, why in (((), "was not moved"), (("--force",), "runs on hosta")):
        refused = ctl("migrate", "whole", "hostb", "--copy-disk", "vda=small", *forced, code=1)
        assert why in refused and where("whole") == "hosta", refused
        assert not lab("host", "hostb", "ls", "/srv/small").strip(), "the copy was left there"


def destination_fills():
    """There was room when it began; half-way somebody else takes it."""
    image = "/var/lib/libvirt/images/fill.qcow2"
    lab("guest", "fill", "hosta", "--off")
    lab("host", "hosta", "qemu-io", "-c", "write -P 42 200M 48M", image)
    virsh("hosta", "start", "fill", "--paused")
    lab("host", "hostb", "mkdir", "-p", "/srv/filling")
    lab("host", "hostb", "mount", "-t", "tmpfs", "-o", "size=64M", "tmpfs", "/srv/filling")
    virsh("hostb", "pool-define-as", "filling", "dir", "--target", "/srv/filling")
    virsh("hostb", "pool-start", "filling")
    process = begin("migrate", "fill", "hostb", "--copy-disk", "vda=filling", "--bandwidth", "16")
    await_third("hosta", "fill", process)
    lab("host", "hostb", "dd", "if=/dev/zero", "of=/srv/filling/other", "bs=64k", check=False)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1 and "paused on hosta" in said, said
    assert "space" in said, f"it does not say why: {said} {last_task()}"
    assert state("hosta", "fill") == "paused" and state("hostb", "fill") is None, said
    assert lab("host", "hostb", "ls", "/srv/filling").split() == ["other"], "the copy was left"
    virsh("hosta", "destroy", "fill")
    virsh("hosta", "undefine", "fill")


def name_taken():
    """The check has passed and the migration has begun, but waits until its machine is paused: then
    somebody gives the name away at the destination, and in that moment it goes. It is checked once
    more then; forced, the host refuses it, and what was made for its disk there is taken away."""
    copy = ("whole", "hostb", "--copy-disk", "vda=copies")
    assert "✗" not in ctl("migrate", *copy, "--check")
    taken_meanwhile(copy, "was not moved")
    taken_meanwhile(copy + ("--force",), "paused on hosta")


def taken_meanwhile(copy, why):
    process = AtTerminal("migrate", *copy, "--until-paused")
    until(30, lambda: process.waits("Waiting until it is paused"), "it waits")
    xml = virsh("hosta", "dumpxml", "whole", "--inactive")
    uuid = virsh("hosta", "domuuid", "whole")
    path = os.path.join(LAB_DIR, "hostb", "lib", "taken.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(xml.replace(uuid, "6695eb01-f6a4-8304-79aa-97f2502e193f"))
    virsh("hostb", "define", "/var/lib/libvirt/taken.xml")
    try:
        virsh("hosta", "suspend", "whole")
        said = process.end(120)
    finally:
        virsh("hostb", "undefine", "whole")
        virsh("hosta", "resume", "whole")
    assert process.process.returncode == 1 and why in said, said
    assert "name" in said and "whole" in said, f"it does not say why: {said}"
    assert where("whole") == "hosta" and last_task()["state"] == "failed", last_task()
    assert not lab("host", "hostb", "ls", "/srv/copies").strip(), "the copy was left"


def nothing_left(name, *others):
    """Of a migration of NAME to hostb: no definition, no image but OTHERS, no pool made for it."""
    assert state("hostb", name) is None, f"{name} is still defined"
    assert lab("host", "hostb", "ls", COPIES).split() == sorted(others), "a copy was left"
    for host in HOSTS:
        pools = virsh(host, "pool-list", "--all", "--name").split()
        assert not [pool for pool in pools if pool.startswith("bastida-")], (host, pools)


@contextlib.contextmanager
def images_held(name):
    """hostb makes the image NAME, and does not know it until it is let go: what the context gives."""
    lab("host", "hostb", "sh", "-c", HOLD, "sh", name)

    def let_images_go():
        lab("host", "hostb", "timeout", "10", "sh", "-c", "echo > /run/gate")
    try:
        yield let_images_go
    finally:
        # Of a test that failed, one may be held still.
        lab("host", "hostb", "sh", "-c", "echo 1<> /run/gate; umount -l /usr/bin/qemu-img")


def await_image(name, process):
    def look():
        assert process.poll() is None, process.stdout.read()
        return name in lab("host", "hostb", "ls", COPIES).split()
    until(30, look, f"{name} is made")


def make_trio():
    """One that is off, with three disks; its images are made one after the other."""
    lab("guest", "trio", "hosta", "--off")
    for target, name, kind in (("vdb", "data.img", "raw"), ("vdc", "more.qcow2", "qcow2")):
        image = f"{IMAGES}/{name}"
        lab("host", "hosta", "qemu-img", "create", "-q", "-f", kind, image, "256M")
        virsh("hosta", "attach-disk", "trio", image, target, "--subdriver", kind, "--config")


def place_taken():
    """Between the plan and the making, somebody else makes a last image that is just as planned: it is
    theirs. Those before it are removed again."""
    make_trio()
    with images_held("trio.qcow2") as let_images_go:
        process = begin("migrate", "trio", "hostb", *TRIO)
        await_image("trio.qcow2", process)
        lab("host", "hostb", "/run/qemu-img", "create", "-q", "-f", "qcow2", COPIES + "/more.qcow2",
            "256M")
        let_images_go()
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1 and "already" in said and "is on hosta" in said, said
    nothing_left("trio", "more.qcow2")
    lab("host", "hostb", "rm", COPIES + "/more.qcow2")


def kill_making():
    """Killed when its images are made, and nobody told it yet that the last one is."""
    with images_held("more.qcow2") as let_images_go:
        process = begin("migrate", "trio", "hostb", *TRIO)
        await_image("more.qcow2", process)
        process.kill()
        process.wait()
        let_images_go()
        # Its host is done with it, too: until then it refreshes no pool.
        until(30, lambda: lab("host", "hostb", "sh", "-c", "virsh -q pool-refresh copies && echo so",
                              check=False), "the image is made")
    images = lab("host", "hostb", "ls", COPIES).split()
    assert images == ["data.img", "more.qcow2", "trio.qcow2"], images


def await_trio():
    task = await_outcome()
    assert state("hosta", "trio") == "shut off"
    assert task["state"] == "failed" and "is on hosta" in task["outcome"], task
    return task["outcome"]


def killed_making():
    """The images are removed by who comes next, although nobody wrote down that they were made; those
    that somebody has begun to use are not, and are named."""
    kill_making()
    outcome = await_trio()
    nothing_left("trio")
    assert "left" not in outcome, outcome
    kill_making()
    used = ["data.img", "more.qcow2"]
    for name in used:
        kind = "raw" if name == "data.img" else "qcow2"
        lab("host", "hostb", "qemu-io", "-f", kind, "-c", "write 1M 64k", f"{COPIES}/{name}")
    outcome = await_trio()
    nothing_left("trio", *used)
    for name in used:
        assert f"“{COPIES}/{name}” is on hostb" in outcome and "was left" in outcome, outcome
        lab("host", "hostb", "rm", f"{COPIES}/{name}")
    virsh("hosta", "undefine", "trio")


def cancelled_copying():
    """A copied disk half-way, for both kinds: it runs on where it was, and nothing is left."""
    for way in ("--p2p", "--direct"):
        process = begin("migrate", "whole", "hostb", way, *COPY, "--bandwidth", "32")
        hold_third("hosta", "whole", process)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert "cancelled" in said and "runs on hosta" in said, said
        assert settled("whole") == "hosta"
        assert last_task()["state"] == "cancelled", last_task()
        nothing_left("whole")


def killed_copying_incremental():
    """What differs from a base that both hosts have, half-way: what was made for it goes, and the base
    of others stays."""
    image = IMAGES + "/thin.qcow2"
    lab("guest", "thin", "hosta", "--off", "--overlay")
    lab("host", "hosta", "qemu-io", "-c", "write -P 42 100M 48M", image)
    virsh("hosta", "start", "thin", "--paused")
    process = begin("migrate", "thin", "hostb", "--direct", "--copy", "incremental", *COPY,
                    "--bandwidth", "32")
    hold_third("hosta", "thin", process)
    chain = lab("host", "hostb", "qemu-img", "info", "-U", COPIES + "/thin.qcow2")
    assert "base.qcow2" in chain, chain
    process.kill()
    process.wait()
    task = await_outcome()
    assert task["state"] == "failed" and "paused on hosta" in task["outcome"], task
    assert state("hosta", "thin") == "paused"
    nothing_left("thin")
    lab("host", "hostb", "qemu-img", "check", "-q", IMAGES + "/base.qcow2")
    virsh("hosta", "destroy", "thin")
    lab("host", "hosta", "qemu-io", "-c", "read -P 42 100M 48M", image)
    virsh("hosta", "undefine", "thin")


def killed_copying():
    """A copied disk half-way: what was made for it at the destination goes."""
    process = begin("migrate", "whole", "hostb", "--direct", *COPY, "--bandwidth", "16")
    hold_third("hosta", "whole", process)
    assert "whole" in lab("host", "hostb", "ls", "/srv/copies")
    process.kill()
    process.wait()
    task = await_outcome()
    assert settled("whole", 90) == "hosta"
    assert task["state"] == "failed" and "runs on hosta" in task["outcome"], task
    nothing_left("whole")


def killed_copying_peer_to_peer():
    """The hosts go on with the disk too: what was made for it is now the machine's; so is what the user
    gave it, and what is left of it here is told, although nobody of us saw it arrive."""
    ctl("tag", "add", "kept", "hosta/whole")
    process = begin("migrate", "whole", "hostb", "--p2p", *COPY, "--bandwidth", "16")
    hold_third("hosta", "whole", process)
    process.kill()
    process.wait()
    let_go("hosta", "whole")
    task = await_outcome()
    assert settled("whole", 90) == "hostb"
    assert task["state"] == "done" and "runs on hostb" in task["outcome"], task
    assert "old disks (vda) are still on hosta" in task["outcome"], task
    tags = {(row["host"], row["name"]): row["tags"] for row in json.loads(ctl("--json", "list"))}
    assert tags["hostb", "whole"] == ["kept"], tags
    assert "/srv/copies/whole.qcow2" in virsh("hostb", "domblklist", "whole")
    assert "whole.qcow2" in lab("host", "hostb", "ls", "/srv/copies")
    virsh("hostb", "destroy", "whole")
    virsh("hostb", "undefine", "whole")
    lab("host", "hostb", "rm", COPIES + "/whole.qcow2")


def begin_ice():
    """One that is off, with a disk of some size, of which 30 % are copied."""
    image = IMAGES + "/ice.qcow2"
    if state("hosta", "ice") is None:
        lab("guest", "ice", "hosta", "--off")
        lab("host", "hosta", "qemu-img", "resize", "-q", image, "1G")
        lab("host", "hosta", "qemu-io", "-c", "write -P 42 0 400M", image)
    process = begin("migrate", "ice", "hostb", *COPY)

    def look():
        assert process.poll() is None, process.stdout.read()
        used = lab("host", "hostb", "du", "-B1", COPIES + "/ice.qcow2", check=False).split()
        return used and int(used[0]) >= 120 << 20
    until(60, look, "30 % of ice copied")
    return process


def end_ice():
    """Nothing of it is at the destination, and it is whole here."""
    assert state("hosta", "ice") == "shut off"
    nothing_left("ice")
    lab("host", "hosta", "qemu-io", "-c", "read -P 42 0 400M", IMAGES + "/ice.qcow2")


def cancelled_offline():
    """The disk of one that is off, half-way."""
    process = begin_ice()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert "cancelled" in said and "is on hosta" in said, said
    assert last_task()["state"] == "cancelled", last_task()
    end_ice()


def killed_offline():
    """The same, of a program that is gone."""
    process = begin_ice()
    process.kill()
    process.wait()
    task = await_outcome()
    assert task["state"] == "failed" and "hosta" in task["outcome"], task
    end_ice()
    virsh("hosta", "undefine", "ice")
    lab("host", "hosta", "rm", IMAGES + "/ice.qcow2")
