# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations that copy disks, and what is left of them where they end half-way: nothing. Of
test-migration, in the order that it names."""
import json
import os

from migrating import (LAB_DIR, AtTerminal, await_outcome, await_third, begin, booted, ctl, hold_third,
                       lab, last_task, let_go, settled, state, until, virsh, where)


def offline():
    """With its own disks: bytes are bytes."""
    image = "/var/lib/libvirt/images/{}.qcow2"
    for name, what, other in (("ice", "all", ()), ("frost", "incremental", ("--overlay",))):
        lab("guest", name, "hosta", "--off", *other)
        lab("host", "hosta", "qemu-io", "-c", "write -P 42 1M 2M", image.format(name))
        if other:
            refused = ctl("migrate", name, "hostb", "--copy", "all", code=1)
            assert "backing file" in refused, refused
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
    refused = ctl("migrate", "whole", "hosta", "--copy", "all", code=1)
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
    refused = ctl("migrate", "whole", "hostb", "--copy-disk", "vda=small", code=1)
    assert where("whole") == "hosta", refused
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
    somebody gives the name away at the destination, and in that moment it goes. What was made for
    its disk there is taken away again."""
    copy = ("whole", "hostb", "--copy-disk", "vda=copies")
    assert "✗" not in ctl("migrate", *copy, "--check")
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
    assert process.process.returncode == 1 and "paused on hosta" in said, said
    assert "name" in said and "whole" in said, f"it does not say why: {said}"
    assert where("whole") == "hosta" and last_task()["state"] == "failed", last_task()
    assert not lab("host", "hostb", "ls", "/srv/copies").strip(), "the copy was left"


def killed_copying():
    """A copied disk half-way: what was made for it at the destination goes."""
    process = begin("migrate", "whole", "hostb", "--direct", "--copy-disk", "vda=copies",
                    "--bandwidth", "16")
    hold_third("hosta", "whole", process)
    assert "whole" in lab("host", "hostb", "ls", "/srv/copies")
    process.kill()
    process.wait()
    task = await_outcome()
    assert settled("whole", 90) == "hosta"
    assert task["state"] == "failed" and "runs on hosta" in task["outcome"], task
    assert not lab("host", "hostb", "ls", "/srv/copies").strip(), "the copy was left"


def killed_copying_peer_to_peer():
    """The hosts go on with the disk too: what was made for it is now the machine's; so is what the user
    gave it, and what is left of it here is told, although nobody of us saw it arrive."""
    ctl("tag", "add", "kept", "hosta/whole")
    process = begin("migrate", "whole", "hostb", "--p2p", "--copy-disk", "vda=copies",
                    "--bandwidth", "16")
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


def killed_offline():
    """The disk of one that is off, half-way: nothing is left there, and it is whole here."""
    image, copy = "/var/lib/libvirt/images/ice.qcow2", "/srv/copies/ice.qcow2"
    lab("guest", "ice", "hosta", "--off")
    lab("host", "hosta", "qemu-img", "resize", "-q", image, "1G")
    lab("host", "hosta", "qemu-io", "-c", "write -P 42 0 400M", image)
    process = begin("migrate", "ice", "hostb", "--copy-disk", "vda=copies")

    def look():
        assert process.poll() is None, process.stdout.read()
        used = lab("host", "hostb", "du", "-B1", copy, check=False).split()
        return used and int(used[0]) >= 120 << 20
    until(60, look, "30 % of ice copied")
    process.kill()
    process.wait()
    task = await_outcome()
    assert state("hosta", "ice") == "shut off" and state("hostb", "ice") is None
    assert task["state"] == "failed" and "hosta" in task["outcome"], task
    assert "ice" not in lab("host", "hostb", "ls", "/srv/copies"), "the copy was left"
    lab("host", "hosta", "qemu-io", "-c", "read -P 42 0 400M", image)
    virsh("hosta", "undefine", "ice")
    lab("host", "hosta", "rm", image)
