# SPDX-License-Identifier: Apache-2.0
"""usage: pst_oracle.py libpff|pffexport|readpst|extractor FILE.pst

What another reader finds in a PST file, in the lines of tests/pst/store.h: "folder" and a path, or "item" with path,
class, subject, number of recipients and attachments. What the reader does not tell is "?"; what it fails at is a
line on standard error. pst-extractor is looked for below $PST_EXTRACTOR, a folder with node_modules.
"""
import email
import email.policy
import os
import re
import struct
import subprocess
import sys
import tempfile


def escaped(name):
    return re.sub(r"[\x00-\x1f/\\]", lambda m: "\\x%02x" % ord(m[0]), name or "")


def folder(path):
    print("folder", path, sep="\t")


def item(path, klass, subject, recipients, attachments):
    subject = re.sub(r"^\x01.", "", subject or "", flags=re.S)
    print("item", path, klass or "?", escaped(subject), recipients, ",".join(str(a) for a in attachments), sep="\t")


def failed(*words):
    print(*words, file=sys.stderr)


# libpff, by its module for Python. Deeper than 100 folders nobody goes.


def entry(record_set, kind):
    for e in record_set.entries:
        if e.entry_type == kind:
            return e
    return None


def text(record_set, kind):
    e = entry(record_set, kind)
    if e is None or e.data is None:
        return ""
    return e.data.decode("utf-16-le" if e.value_type == 0x1F else "latin-1", "replace").replace("\0", "")


def attachment_size(attachment):
    method = entry(attachment.get_record_set(0), 0x3705)
    if method is not None and struct.unpack("<I", method.data)[0] == 5:
        return "message"
    data = entry(attachment.get_record_set(0), 0x3701)
    if data is not None and data.value_type == 0x102:
        return len(data.data or b"")
    return "?"


def pff_messages(parent, path):
    for i in range(parent.number_of_sub_messages):
        try:
            m = parent.get_sub_message(i)
            properties = m.get_record_set(0)
            sizes = [attachment_size(m.get_attachment(k)) for k in range(m.number_of_attachments)]
            item(path, text(properties, 0x1A), text(properties, 0x37), "?", sizes)
        except (OSError, ValueError) as e:
            failed("libpff:", path, i, str(e).split(".")[0])


def pff_folders(parent, path):
    for i in range(parent.number_of_sub_folders):
        try:
            f = parent.get_sub_folder(i)
            below = path + [escaped(text(f.get_record_set(0), 0x3001))]  # f.name breaks surrogates
        except (OSError, ValueError) as e:
            failed("libpff:", path, i, str(e).split(".")[0])
            continue
        folder("/".join(below))
        pff_messages(f, "/".join(below))
        pff_folders(f, below)


def libpff(path):
    import pypff

    f = pypff.file()
    f.open(path)
    pff_folders(f.get_root_folder(), [])


# pffexport is libpff's own program: it writes an item as a folder with its parts. Items that are embedded lie in
# the folder of attachments.


def pffexport(path):
    with tempfile.TemporaryDirectory() as to:
        target = os.path.join(to, "out")
        r = subprocess.run(["pffexport", "-q", "-m", "items", "-f", "all", "-t", target, path],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        if r.returncode != 0:
            failed("pffexport: status", r.returncode)
        for where, folders, names in os.walk(target + ".export"):
            if os.path.basename(where) == "Attachments":
                for name in names:
                    print("part", os.path.getsize(os.path.join(where, name)), sep="\t")
                folders.clear()
            for name in folders:
                if re.fullmatch(r"[A-Z][a-z ]+\d{5}", name) and not name.startswith("Folder"):
                    item("?", "?", "?", "?", "*")


# readpst writes files. It renames folders, takes subjects from stored headers and leaves attachments of other
# items than mail out: only how many items there are is compared, and that no attachment's bytes are missing.


def is_file(part):
    """A part that was an attachment, and is no calendar or RTF body that readpst made of properties."""
    return (part.get_content_disposition() == "attachment" and part.get_filename() != "rtf-body.rtf" and
            part.get_content_type() not in ("text/calendar", "message/rfc822"))


def is_blank(message):
    """readpst makes one of the folder that is the top of some stores."""
    return "MAILER-DAEMON" in str(message["From"]) and not message["Subject"] and not message["Date"]


def readpst_mail(path):
    with open(path, "rb") as f:
        message = email.message_from_binary_file(f, policy=email.policy.default)
    if not is_blank(message):
        item("?", "?", "?", "?", "*")
    for part in message.walk():
        size = len(part.get_payload(decode=True) or b"") if is_file(part) else 0
        if size > 0:
            print("part", size, sep="\t")


def readpst(path):
    with tempfile.TemporaryDirectory() as to:
        r = subprocess.run(["readpst", "-e", "-D", "-teajc", "-j0", "-q", "-o", to, path], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=300)
        if r.returncode != 0:
            failed("readpst: status", r.returncode)
        for where, _, names in os.walk(to):
            for name in sorted(names):
                # Others are attachments that -e puts beside a contact's file.
                if name.endswith((".ics", ".vcf")):
                    item("?", "?", "?", "?", "*")
                if name.endswith(".eml"):
                    readpst_mail(os.path.join(where, name))


def extractor(path):
    here = os.path.dirname(os.path.abspath(__file__))
    r = subprocess.run(["node", os.path.join(here, "pst_extractor.js"), path], timeout=600)
    if r.returncode != 0:
        failed("pst-extractor: status", r.returncode)


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    globals()[sys.argv[1]](sys.argv[2])
