# SPDX-License-Identifier: Apache-2.0
"""usage: readers.py files|maildir|mbox|dovecot|eml ARGUMENT...

What a reader finds, a line for each message, sorted: its flags and the SHA-256 of its bytes, without the fields in
which mailboxes keep state, and with the From_ quoting undone where the reader leaves that to its caller.
"""
import email
import hashlib
import mailbox
import os
import re
import sys

STATE = rb"(?im)^(?:Status|X-Status|X-Keywords|X-UID|X-IMAP|X-IMAPbase|Content-Length):.*\n(?:[ \t].*\n)*"


def line(flags, message, quoted=False):
    head, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    if quoted:
        body = re.sub(rb"(?m)^>(>*From )", rb"\1", body)
    whole = re.sub(STATE, b"", head + b"\n") + b"\n" + body.rstrip(b"\n") + b"\n"
    return "".join(sorted(flags)) + " " + hashlib.sha256(whole).hexdigest()


def files(top):
    """A Maildir, read by nothing but its names."""
    for where, _, names in os.walk(top):
        if os.path.basename(where) in ("cur", "new"):
            for name in names:
                with open(os.path.join(where, name), "rb") as f:
                    yield line(set(re.sub(r"^.*:2,|^[^:]*$", "", name)) & set("FRST"), f.read())


def maildir(top):
    box = mailbox.Maildir(top, create=False)
    for folder in [box] + [box.get_folder(name) for name in box.list_folders()]:
        for key in folder.keys():
            yield line(set(folder[key].get_flags()) & set("FRST"), folder.get_bytes(key))


def mbox(*paths):
    maildir_letter = {"R": "S", "F": "F", "A": "R", "D": "T"}
    for path in paths:
        box = mailbox.mbox(path, create=False)
        for key in box.keys():
            flags = {maildir_letter[f] for f in box[key].get_flags() if f in maildir_letter}
            yield line(flags, box.get_bytes(key), True)


def dovecot(path, quoted):
    """What doveadm -f pager fetch 'flags text' prints, which leaves 8-bit bytes as they are."""
    letter = {b"\\Seen": "S", b"\\Flagged": "F", b"\\Answered": "R", b"\\Deleted": "T"}
    with open(path, "rb") as f:
        for m in f.read().split(b"\f\n"):
            flags, _, text = m.partition(b"\ntext:\n")
            flags = {letter[f] for f in flags.split()[1:] if f in letter}
            yield line(flags, text, quoted == "quoted")


def unfolded(message):
    """Python folds headers anew, and puts a blank behind the colon of an empty one."""
    head, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    return re.sub(rb"[ \t]+$", b"", re.sub(rb"\n[ \t]+", b" ", head), flags=re.M), body


def eml(*paths):
    """Name, Message-ID, leaves and their contents, as tests/gmime_probe.c prints them; and whether bytes come back."""
    for path in paths:
        with open(path, "rb") as f:
            data = f.read()
        message = email.message_from_bytes(data)
        leaves = [part for part in message.walk() if not part.is_multipart()]
        digest = hashlib.sha256(b"".join(part.get_payload(decode=True) for part in leaves)).hexdigest()
        print(path, (message["Message-ID"] or "(null)").strip("<>"), len(leaves), digest, sep="\t")
        if unfolded(message.as_bytes()) != unfolded(data):
            print(path, "other bytes", file=sys.stderr)
    return []


for text in sorted(globals()[sys.argv[1]](*sys.argv[2:])):
    print(text)
