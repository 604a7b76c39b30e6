# SPDX-License-Identifier: Apache-2.0
"""usage: eml_check.py faults|parts|structure FILE-OR-FOLDER...

faults:

Parses messages and prints what Python's email package finds wrong with one, a line each: its file, the part and
the defect; and what a message that was made from an item must not have: more than one Content-Type or
MIME-Version in a header, a message/rfc822 part that does not begin with a header, lines over 998 bytes. Fails if there
is any.

parts: the size of each leaf part, decoded, as pst_compare.py takes them.

structure: for each file its name, the types of its parts, and the SHA-256 of the decoded leaves, as
tests/gmime_probe.c prints them.
"""
import email
import email.policy
import hashlib
import os
import re
import sys

POLICY = email.policy.default.clone(raise_on_defect=False)
ONCE = ("content-type", "mime-version", "content-transfer-encoding", "from", "date", "subject", "message-id")


def header_faults(part):
    names = [name.lower() for name in part.keys()]
    for name in ONCE:
        if names.count(name) > 1:
            yield f"{names.count(name)} fields {name}"
    for name, value in part.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {type(defect).__name__} {defect}"


def part_faults(part, place):
    """part and what is in it; place: numbers of parts, as IMAP counts."""
    for defect in part.defects:
        yield place, f"{type(defect).__name__} {defect}"
    for fault in header_faults(part):
        yield place, fault
    if not part.is_multipart():
        part.get_payload(decode=True)  # finds what is wrong with an encoding
        for defect in part.defects:
            yield place, f"{type(defect).__name__} {defect}"
        return
    inside = part.get_payload()
    if part.get_content_type() == "message/rfc822" and (len(inside) != 1 or not inside[0].keys()):
        yield place, "no message in message/rfc822"
    for i, child in enumerate(inside, 1):
        yield from part_faults(child, f"{place}.{i}")


def faults(data):
    for found in re.finditer(rb"[^\n]{999,}", data):
        yield "", f"a line of {len(found[0])} bytes at {found.start()}"
    yield from part_faults(email.message_from_bytes(data, policy=POLICY), "1")


def files(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
        for where, _, names in os.walk(path):
            for name in sorted(names):
                if name.endswith(".eml"):
                    yield os.path.join(where, name)


def is_report(part):
    return part.get_content_maintype() == "message" and part.get_content_type() != "message/rfc822"


def leaves(part):
    """Leaf parts that are not the fields of a report, which Python has as messages."""
    if not part.is_multipart():
        yield part
    if not part.is_multipart() or is_report(part):
        return
    for child in part.get_payload():
        yield from leaves(child)


def types(part):
    name = part.get_content_type()
    if not part.is_multipart() or is_report(part):
        return name
    return name + "(" + ",".join(types(child) for child in part.get_payload()) + ")"


def check_faults(paths):
    bad = n = 0
    for path in files(paths):
        n += 1
        with open(path, "rb") as f:
            for place, fault in sorted(set(faults(f.read()))):
                bad += 1
                print(path, place, fault, sep="\t")
    print(n, "messages,", bad, "faults", file=sys.stderr)
    return 1 if bad else 0


def messages(paths):
    for path in files(paths):
        with open(path, "rb") as f:
            yield path, email.message_from_bytes(f.read())


def list_parts(paths):
    for _, message in messages(paths):
        for part in leaves(message):
            print("part", len(part.get_payload(decode=True) or b""), sep="\t")
    return 0


def list_structure(paths):
    for path, message in messages(paths):
        digest = hashlib.sha256(b"".join(part.get_payload(decode=True) or b"" for part in leaves(message)))
        print(path, types(message), digest.hexdigest(), sep="\t")
    return 0


sys.exit({"faults": check_faults, "parts": list_parts, "structure": list_structure}[sys.argv[1]](sys.argv[2:]))
