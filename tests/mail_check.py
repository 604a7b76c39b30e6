# SPDX-License-Identifier: Apache-2.0
"""usage: mail_check.py FILE...

Whether messages are as they should be, by Python's reading of them: no defects in structure or header fields, lines of at most 998
bytes, one Content-Type and MIME-Version in each header, no multipart of one child, boundaries that are unique, every cid: of an
HTML part answered within its multipart/related. Prints a line for each thing that is not so.
"""
import email
import email.errors
import email.policy
import re
import sys
import urllib.parse

FIELDS = ("From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Date", "Subject", "Message-ID")


def parts_with_parents(message, parents=()):
    yield message, parents
    if message.is_multipart():
        for child in message.get_payload():
            yield from parts_with_parents(child, parents + (message,))


def fields_defects(part):
    for name, value in part.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {type(defect).__name__} {defect}"
    for name in ("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Content-Disposition"):
        if len(part.get_all(name, [])) > 1:
            yield f"several {name}"
    for name in FIELDS:
        if any(re.search(r"<?/o=", str(value), re.I) for value in part.get_all(name, [])):
            yield f"an X.500 address in {name}"


def unanswered(part, parents):
    """The cids of an HTML part that nothing in its multipart/related answers."""
    html = part.get_payload(decode=True).decode("latin-1")
    wanted = {urllib.parse.unquote(c.replace("&amp;", "&")) for c in re.findall(r"""["'(=]cid:([^"')>\s]+)""", html, re.I)}
    related = [p for p in parents if p.get_content_type() == "multipart/related"]
    have = set()
    for around in related[-1:]:
        have = {str(child["Content-ID"]).strip("<>") for child in around.get_payload() if child["Content-ID"]}
    return wanted - have


def defects(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(line.rstrip(b"\r")) > 998:
            yield f"line {number} has {len(line)} bytes"
    if b"\r" in data.replace(b"\r\n", b""):
        yield "a bare CR"
    if message["MIME-Version"] is None:
        yield "no MIME-Version"
    for part, parents in parts_with_parents(message):
        for defect in part.defects:
            yield f"{part.get_content_type()}: {type(defect).__name__}"
        yield from fields_defects(part)
        if part.get_content_maintype() == "multipart" and len(part.get_payload()) == 1:
            yield f"a {part.get_content_type()} of one child"
        if part.get_content_type() == "message/rfc822" and not part.get_payload(0).keys():
            yield "an embedded message without a header"
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset()
            if charset in ("us-ascii", "utf-8") and part.get_filename() is None:
                part.get_payload(decode=True).decode(charset)
        if part.get_content_type() == "text/html" and part.get_filename() is None:
            for cid in unanswered(part, parents):
                yield f"nothing answers cid:{cid}"


bad = 0
for path in sys.argv[1:]:
    with open(path, "rb") as f:
        for text in defects(f.read()):
            bad += 1
            print(f"{path}: {text}")
sys.exit(bad > 0)
