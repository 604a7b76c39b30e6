# SPDX-License-Identifier: Apache-2.0
"""usage: pst_damage.py MAILPOUCH RUNS FILE...

Damages each file RUNS times, by a seed from its name and the number of the run, converts it to .eml and says in TAP
what went wrong: the command must end by itself in time, in bounded memory, with the status of a success (0), of
losses (6) or of a file that it cannot read (4); no parser may have crashed or hung; as many messages are written as it
says; if messages are missing there are losses, and if some of a PST are not what they were something is said. With PST_DAMAGE=FILE:RUN that one damaged file is left in the current folder.
"""
import collections
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SECONDS = 10  # of work: the machine may have other things to do
WALL_SECONDS = 120
SANITIZED = os.environ.get("PST_SANITIZED") == "1"
MEMORY = (1 << 30 if SANITIZED else 192 << 20)  # bytes of one process
HEADER = {".pst": 564, ".msg": 512}
ROOM = {".pst": 0x4400, ".msg": 512}  # where a file is cut at the earliest; of a PST the first map is there
PAGE = 512
BLOCK = 64
BROKE = "reading it failed"  # what is said of a parser that crashed or hung (convert/deriving.c)


def used_places(data, size):
    """Where something is: slots of this size that are not all zeros."""
    zeros = bytes(size)
    return [at for at in range(0, len(data) - size + 1, size) if data[at:at + size] != zeros]


def flip_bytes(data, rng):
    slots = used_places(data, BLOCK)
    for _ in range(rng.choice((1, 3, 20, 200))):
        data[rng.choice(slots) + rng.randrange(BLOCK)] = rng.randrange(256)


def flip_header(data, rng, header):
    for _ in range(rng.choice((1, 2, 8))):
        data[rng.randrange(header)] ^= 1 << rng.randrange(8)


def wild_numbers(data, rng):
    slots = used_places(data, BLOCK)
    for _ in range(rng.choice((1, 5, 50))):
        at = rng.choice(slots) + rng.randrange(0, BLOCK, 4)
        value = rng.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFF, len(data), len(data) - 1, rng.getrandbits(32)))
        data[at:at + 4] = value.to_bytes(4, "little")


def zero_pages(data, rng):
    pages = used_places(data, PAGE)
    for _ in range(rng.choice((1, 2, 10))):
        at = rng.choice(pages)
        data[at:at + PAGE] = bytes(PAGE)


def copy_pages(data, rng):
    """A page or block in the place of another: its signature tells, its contents do not."""
    pages = used_places(data, PAGE)
    for _ in range(rng.choice((1, 3))):
        to, of = rng.choice(pages), rng.choice(pages)
        data[to:to + PAGE] = data[of:of + PAGE]


def noise_pages(data, rng):
    at = rng.choice(used_places(data, PAGE))
    data[at:at + PAGE] = rng.randbytes(PAGE)


def cut_off(data, rng, room):
    del data[rng.randrange(room, len(data)):]


KINDS = (flip_bytes, flip_header, wild_numbers, zero_pages, copy_pages, noise_pages, cut_off)


def suffix(name):
    return os.path.splitext(name)[1]


def damaged(original, name, run):
    rng = random.Random(f"{name} {run}")
    data = bytearray(original)
    kind = KINDS[run % len(KINDS)]
    more = {flip_header: HEADER, cut_off: ROOM}.get(kind)
    kind(data, rng, *([more[suffix(name)]] if more else []))
    return bytes(data), kind.__name__


def limits():
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def wait(child):
    """Its status and what it used; a child that does not end is ended, and its status says so."""
    end = time.monotonic() + WALL_SECONDS
    while time.monotonic() < end:
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if pid != 0:
            child.returncode = os.waitstatus_to_exitcode(status)
            return used
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGKILL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used


def convert(program, path, to):
    """Exit status, seconds of work, bytes of memory, what it printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([program, "convert", "-q", "--json", "-t", "eml", "-o", to, path], stdout=out, stderr=err,
                                 stdin=subprocess.DEVNULL, preexec_fn=limits, start_new_session=True)
        used = wait(child)
        out.seek(0)
        err.seek(0)
        return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, out.read(), err.read()


def written(to):
    """Digests of the messages there."""
    digests = collections.Counter()
    for where, _, names in os.walk(to):
        for name in names:
            if name.endswith(".eml"):
                with open(os.path.join(where, name), "rb") as f:
                    digests[hashlib.sha256(f.read()).digest()] += 1
    return digests


def faults(program, path, to, whole, known):
    """whole: digests of the messages that the file had before it was damaged; known: rules of its exceptions then."""
    status, seconds, memory, out, err = convert(program, path, to)
    if seconds > SECONDS:
        yield f"{seconds:.0f} seconds"
    if memory > MEMORY:
        yield f"{memory >> 20} MiB"
    if status not in (0, 4, 6):
        yield f"status {status}: {err[-200:]!r}"
    for word in (b"Sanitizer", b"runtime error", b"CRITICAL", b"assertion"):
        if word in err:
            yield err[-500:].decode("ascii", "replace")
    if status not in (0, 6):
        return
    said = json.loads(out)
    rules = [x["rule"] for x in said["exceptions"]]
    exported = sum(n for a in said.get("accounts", ()) for n in a["exported"].values())
    exported += sum(a["recovered"] for a in said.get("accounts", ()))
    if suffix(path) == ".msg":  # which is one item, of no folder
        exported = said["messages"]
    for reason in (x["reason"] for x in said["exceptions"]):
        if reason.startswith(BROKE):
            yield reason
    found = written(to)
    if not said["messages"] == exported == found.total():
        yield f"{said['messages']} messages, {exported} exported, {found.total()} files"
    if (status == 6) != (said["losses"] > 0):
        yield f"status {status} with {said['losses']} losses"
    if found.total() < whole.total() and said["losses"] == 0:
        yield f"{found.total()} messages of {whole.total()}, and no loss"
    # A .msg file has no checksums: other bytes of a text are another text.
    if suffix(path) != ".msg" and found - whole and not collections.Counter(rules) - known:
        yield f"{(found - whole).total()} messages are others, and nothing is said"


def check_file(program, path, runs, scratch):
    name = os.path.basename(path)
    with open(path, "rb") as f:
        original = f.read()
    to = os.path.join(scratch, "out")
    known = collections.Counter(x["rule"] for x in json.loads(convert(program, path, to)[3])["exceptions"])
    whole = written(to)
    shutil.rmtree(to, ignore_errors=True)
    for run in range(runs):
        data, kind = damaged(original, name, run)
        file = os.path.join(scratch, "damaged" + suffix(name))
        with open(file, "wb") as f:
            f.write(data)
        if os.environ.get("PST_DAMAGE") == f"{name}:{run}":
            shutil.copy(file, f"{name}.{run}")
        for fault in faults(program, file, to, whole, known):
            yield f"{name} {run} ({kind}): {fault}"
        shutil.rmtree(to, ignore_errors=True)


def main(program, runs, *paths):
    bad = 0
    for n, path in enumerate(paths, 1):
        with tempfile.TemporaryDirectory() as scratch:
            found = list(check_file(program, path, int(runs), scratch))
        for fault in found:
            print("#", fault)
        bad += bool(found)
        print("not ok" if found else "ok", n, "-", os.path.basename(path), "damaged", runs, "times")
    print(f"1..{len(paths)}")
    return 1 if bad else 0


sys.exit(main(*sys.argv[1:]))
