#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks volumes of a pouch without any key, from docs/FORMAT.md alone.

    check_pouch.py [-q] [-P RW...] VOLUME...

A second implementation, which shares nothing with the program. Several volumes
are checked as a set, in their order. Prints "ok" or the first fault; exits with
0 or 1. Signatures are verified where minisign is installed; -P names the one key
that the first signature of each text must be by, else it is one that the preamble names.
"""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime

BLOCK, STRIPE, GAP = 65536, 268435456, 1048576
MINISIGN = shutil.which("minisign")
README = os.path.join(os.path.dirname(__file__), "..", "docs", "POUCH-README.txt")


class Fault(Exception):
    pass


def need(truth, what):
    if not truth:
        raise Fault(what)


def H(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def tree_root(leaves):
    """Section 4.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else H(b"")
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return H(b"\1" + tree_root(leaves[:k]) + tree_root(leaves[k:]))


# --- texts, section 5: key, type, and whether it is optional (?), repeated (+) or both (*)

TYPES = {
    "hex32": r"[0-9a-f]{32}", "hex64": r"[0-9a-f]{64}", "number": r"0|[1-9][0-9]{0,18}",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "token": r"[A-Za-z0-9+/=._-]{1,1024}",
    "line": r"(?! )[ -~]{1,1024}(?<! )",
}
PREAMBLE = """archive hex32, volume number, previous-seal hex64 ?, series hex64 ?, created time,
    tool line, libraries line ?, signer token +, keeper token *, slot line +, key-commit line +,
    block number, segment number, stripe number, parity line, digest token"""
CHECKPOINT = """archive hex32, volume number, stripe number, start number, blocks number,
    parity-blocks number, parity line, groups number, stripe-root hex64, root hex64,
    previous hex64 ?, segments number, time time"""
SEAL = """archive hex32, volume number, final token, stripes number, bytes number, root hex64,
    checkpoint hex64, preamble hex64, slots hex64, index-at number, index-size number,
    segments number, payload number, tree-chunks number, mail-chunks number, files number,
    messages number, losses number, notes number, message-root hex64, covers line *,
    log-head line ?, purpose line ?, legal-basis line ?, retain-until token ?, hold line ?,
    time time"""


def value_of(kind, word, what):
    need(re.fullmatch(TYPES[kind], word, re.A), f"{what}: not a {kind}")
    if kind == "number":
        need(int(word) < 1 << 63, f"{what}: too large")
        return int(word)
    if kind == "time":
        try:
            datetime.strptime(word, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            raise Fault(f"{what}: no such time") from None
    return word


def parse_text(body, name, kind, form):
    need(len(body) <= 65536 and body.endswith(b"\n"), f"{name}: too long or cut")
    lines = body[:-1].split(b"\n")
    need(lines[0] == b"mailpouch/1 " + kind, f"{name}: not a {kind.decode()}")
    lines = [line.decode("latin-1").partition(": ") for line in lines[1:]]
    got, at = {}, 0
    need(not lines or lines[0][0] != "critical", f"{name}: has something critical")
    for row in form.split(","):
        key, type_, flag = (row.split() + [""])[:3]
        values = []
        while at < len(lines) and lines[at][0] == key and lines[at][1] and \
                (not values or flag in ("+", "*")):
            values.append(value_of(type_, lines[at][2], f"{name}: {key}"))
            at += 1
        need(values or flag in ("?", "*"), f"{name}: {key} is missing or misplaced")
        need(all(a < b for a, b in zip(values, values[1:])), f"{name}: {key} out of order")
        got[key] = values if flag in ("+", "*") else values[0] if values else None
    rest = [line[0] for line in lines[at:]]
    for line in lines[at:]:
        need(re.fullmatch(r"x-[a-z0-9-]{1,64}", line[0]), f"{name}: unknown or misplaced line")
        value_of("line", line[2], f"{name}: {line[0]}")
    need(all(a < b for a, b in zip(rest, rest[1:])), f"{name}: x- lines out of order")
    return got


def check_signature(text, sig, comment, keys, name):
    """A canonical minisign signature (section 5) by one of the keys; returns which."""
    lines = sig.split(b"\n")
    need(len(sig) <= 1024 and len(lines) == 5 and lines[4] == b"" and
         lines[0] == b"untrusted comment: mailpouch signature", f"{name}: not a signature")
    need(lines[2] == b"trusted comment: " + comment.encode(), f"{name}: for something else")
    try:
        raw, second = (base64.b64decode(lines[i], validate=True) for i in (1, 3))
    except ValueError:
        raise Fault(f"{name}: not base64") from None
    need(base64.b64encode(raw) == lines[1] and base64.b64encode(second) == lines[3] and
         len(raw) == 74 and len(second) == 64 and raw[:2] == b"Ed", f"{name}: malformed")
    by = [key for key in keys if base64.b64decode(key)[2:10] == raw[2:10]]
    need(by, f"{name}: by none of the signers")
    if MINISIGN:
        with tempfile.TemporaryDirectory() as d:
            for file, data in (("t", text), ("t.minisig", sig)):
                with open(os.path.join(d, file), "wb") as f:
                    f.write(data)
            done = subprocess.run([MINISIGN, "-VqP", by[0], "-m", "t"], cwd=d, check=False,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            need(done.returncode == 0, f"{name}: signature is wrong")
    return by[0]


# --- the volume, sections 3 and 4

def header(name, size, gname):
    h = bytearray(512)
    fields = ((0, name), (100, "0000444"), (108, "0000000"), (116, "0000000"),
              (124, f"{size:011o}"), (136, "0" * 11), (148, " " * 8), (156, "0"), (257, "ustar"),
              (263, "00"), (265, "mailpouch"), (297, gname), (329, "0000000"), (337, "0000000"))
    for at, field in fields:
        h[at:at + len(field)] = field.encode("latin-1")
    h[148:156] = b"%06o\0 " % sum(h)
    return bytes(h)


class Volume:
    def __init__(self, path, key):
        self.f = open(path, "rb")
        self.size = os.fstat(self.f.fileno()).st_size
        self.key = key
        self.at, self.pads, self.fixed, self.segments = 0, 0, 0, None
        self.next, self.members, self.index = {}, [], None
        self.slots, self.gname = hashlib.blake2b(digest_size=32), None

    def read(self, at, n):
        need(at + n <= self.size, f"incomplete: ends at byte {self.size}")
        self.f.seek(at)
        return self.f.read(n)

    def peek(self):
        return self.read(self.at, 512)[:100].rstrip(b"\0").decode("latin-1")

    def member(self, expected=None, most=17 << 20):
        """Takes the next member: canonical header, body, zero padding."""
        head, start = self.read(self.at, 512), self.at
        name, digits = self.peek(), head[124:135].decode("latin-1")
        need(head != bytes(512), f"incomplete: no {expected or 'SEAL.txt'}, but zeros")
        need(re.fullmatch(r"[0-7]{11}", digits), f"byte {start}: not a header")
        if self.gname is None:
            self.gname = head[297:313].decode("latin-1")
        size = int(digits, 8)
        need(head == header(name, size, self.gname), f"byte {start}: header is not canonical")
        need(expected in (None, name), f"byte {start}: {name!r} stands for {expected}")
        need(size <= most, f"{name}: too large")
        body = self.read(start + 512, size)
        pad = -size % 512
        need(self.read(start + 512 + size, pad) == bytes(pad), f"{name}: padding is not zero")
        self.at = start + 512 + size + pad
        return name, body

    def pad(self, size):
        _, body = self.member(f"pad/{self.pads:08}", max(size, 0))
        need(body == bytes(size), f"pad/{self.pads:08}: not {size} zero bytes")
        self.pads += 1

    def align(self):
        if self.at % BLOCK:
            self.pad(-self.at % BLOCK - 512)

    def signed(self, name, comment):
        _, text = self.member(name, 65536)
        by, sigs, suffix = [], [], ".minisig"
        while not by or (self.at < self.size - 1024 and self.peek() == name + suffix):
            sigs.append(self.member(name + suffix, 1024)[1])
            keys = [self.key] if self.key and not by else self.preamble["signer"]
            by.append(check_signature(text, sigs[-1], comment, keys, name + suffix))
            suffix = f".{len(by)}.minisig"
        need(len(by) == len(set(by)), f"{name}: signed twice by the same")
        return text, sigs

    def data_member(self):
        """The names and their order: section 3."""
        start = self.at
        name, body = self.member()
        need(self.index is None, f"{name}: behind index.txt")
        packed = re.fullmatch(r"(?:seg/(\d{8})|man/(\d{8})-((?:tree|mail)-(?:facts|index)))\.age",
                              name, re.A)
        if self.fixed < 2:
            need(name == ("00-README.txt", "preamble.txt")[self.fixed], f"{name}: misplaced")
            self.fixed += 1
        elif packed:
            kind, number = packed[3] or "seg", int(packed[1] or packed[2])
            need(self.next.get(kind, number) == number, f"{name}: out of order")
            self.next[kind] = number + 1
            self.segments = self.next["seg"] if kind == "seg" else self.segments
        elif name == "index.txt":
            self.index, self.index_at = body, start + 512
        else:
            need(name == f"keys/{self.next.get('keys', 0):03}.age" and
                 set(self.next) <= {"keys"}, f"{name}: misplaced")
            self.next["keys"] = self.next.get("keys", 0) + 1
            need(self.next["keys"] <= 256 and len(body) <= 262144, f"{name}: over the limit")
            self.slots.update(body)
        if name == "00-README.txt" and os.path.exists(README):
            with open(README, "rb") as f:
                need(body == f.read(), "00-README.txt: not the constant text")
        if name == "preamble.txt":
            self.take_preamble(body)
        if name != "index.txt":
            self.members.append(f"{name} {start + 512} {len(body)}")

    def take_preamble(self, body):
        p = self.preamble = parse_text(body, "preamble.txt", b"preamble", PREAMBLE)
        self.preamble_hash = H(body).hex()
        need(p["archive"][:16] == self.gname, "preamble.txt: another archive")
        need((p["block"], p["segment"], p["stripe"], p["parity"], p["digest"]) ==
             (BLOCK, 16777216, STRIPE, "none", "blake2b-256"), "preamble.txt: parameters")
        need(len(p["signer"]) <= 16 and
             all(re.fullmatch(r"RW[A-Za-z0-9+/]{54}", s) for s in p["signer"]), "signers")
        for i, slot in enumerate(p["slot"]):
            need(re.fullmatch(rf"{i:03} (reader|auditor|facts) (x25519|passphrase)", slot),
                 f"preamble.txt: slot {i}")
        need([c.split(" ")[0] for c in p["key-commit"]] == ["content", "facts", "index"] and
             all(re.fullmatch("[a-z]+ [0-9a-f]{64}", c) for c in p["key-commit"]), "key-commit")

    def stripe(self, number, roots, previous):
        start, name = self.at, f"ckpt/{number:08}.txt"
        while not self.peek().startswith(("tree/", "pad/")):
            self.data_member()
        need(self.at - start <= STRIPE, f"stripe {number}: too long")
        self.align()
        blocks = (self.at - start) // BLOCK
        need(blocks > 0, f"stripe {number}: empty")
        leaves = [H(b"\0" + self.read(start + i * BLOCK, BLOCK)) for i in range(blocks)]
        for copy in "ab":
            tree = self.member(f"tree/{number:08}-{copy}", blocks * 32)[1]
            need(len(tree) == blocks * 32, f"tree/{number:08}-{copy}: length")
            for i, leaf in enumerate(leaves):
                need(tree[32 * i:32 * i + 32] == leaf,
                     f"damaged: block at byte {start + i * BLOCK}, or tree/{number:08}-{copy}")
        roots.append(H(b"\0" + tree_root(leaves)))
        p = self.preamble
        text, _ = self.signed(
            name, f"mailpouch/1 checkpoint {p['archive']} {p['volume']} {number}")
        c = parse_text(text, name, b"checkpoint", CHECKPOINT)
        if self.segments is None:
            self.segments = 0 if p["volume"] == 1 else c["segments"]
        facts = dict(archive=p["archive"], volume=p["volume"], stripe=number, start=start,
                     blocks=blocks, parity="none", groups=0, root=tree_root(roots).hex(),
                     previous=previous, segments=self.segments)
        facts.update({"parity-blocks": 0, "stripe-root": tree_root(leaves).hex()})
        for key, value in facts.items():
            need(c[key] == value, f"{name}: {key} is {c[key]}, found {value}")
        self.align()
        if self.index is None:
            self.members.append(f"stripe {number} {start} {blocks}")
        return H(text).hex()

    def check_index(self):
        lines = self.index.decode("latin-1").split("\n")
        need(lines[0] == "mailpouch/1 index" and lines[-1] == "", "index.txt: malformed")
        tail = re.compile(r" [0-9a-f]{32} (0|[1-9]\d*) (0|[1-9]\d*)", re.A)
        need(len(lines) == len(self.members) + 2, "index.txt: another number of lines")
        for line, member in zip(lines[1:], self.members):
            rest = line[len(member):]
            need(line.startswith(member) and
                 (rest == "" if member.startswith("stripe ") else tail.fullmatch(rest)),
                 f"index.txt: {line!r} is not {member}")

    def check(self):
        roots, checkpoint = [], None
        need(self.size >= 512 and self.peek() == "00-README.txt", "not a pouch")
        while self.index is None:
            checkpoint = self.stripe(len(roots), roots, checkpoint)
        need(self.next.get("keys") == len(self.preamble["slot"]), "slots: another number")
        self.check_index()
        p, at = self.preamble, self.at
        comment = f"mailpouch/1 seal {p['archive']} {p['volume']}"
        text, sigs = self.signed("SEAL.txt", comment)
        s = parse_text(text, "SEAL.txt", b"seal", SEAL)
        facts = {"archive": p["archive"], "volume": p["volume"], "stripes": len(roots),
                 "bytes": at, "root": tree_root(roots).hex(), "checkpoint": checkpoint,
                 "preamble": self.preamble_hash, "slots": self.slots.digest().hex(),
                 "index-at": self.index_at, "index-size": len(self.index),
                 "segments": self.segments}
        for key, value in facts.items():
            need(s[key] == value, f"SEAL.txt: {key} is {s[key]}, found {value}")
        need(s["final"] in ("yes", "no"), "SEAL.txt: final")
        self.pad(GAP)
        need(self.signed("SEAL-again.txt", comment) == (text, sigs), "SEAL-again.txt differs")
        need(self.read(self.at, 1024) == bytes(1024), "the end mark is not zero")
        need(self.at + 1024 == self.size, "something follows the end mark")
        s["hash"] = H(text).hex()
        return p, s


def main(argv):
    argv, quiet = [a for a in argv if a != "-q"], "-q" in argv
    key = argv[argv.index("-P") + 1] if "-P" in argv else None
    paths = [a for i, a in enumerate(argv) if a != "-P" and (i == 0 or argv[i - 1] != "-P")]
    before = None
    for path in paths:
        try:
            p, s = Volume(path, key).check()
            if before is not None:
                need((p["archive"], p["volume"], p["previous-seal"], before["final"]) ==
                     (before["archive"], before["volume"] + 1, before["hash"], "no"),
                     "does not follow the volume before")
            need((p["previous-seal"] is None) == (p["volume"] == 1), "previous-seal")
            before = s
        except (Fault, OSError) as fault:
            print(f"{path}: {fault}")
            return 1
    if before is None or (len(paths) > 1 and before["final"] != "yes"):
        print("no volume" if before is None else "incomplete: the last volume is missing")
        return 1
    if not quiet:
        print("ok" if MINISIGN else "ok, but for the signatures: minisign is not installed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
