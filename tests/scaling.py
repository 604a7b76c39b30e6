# SPDX-License-Identifier: Apache-2.0
"""Holds CPU time against size; run by scaling.t. Prints what takes too long, and then exits with 1.

    scaling.py files|directories PROGRAM DIRECTORY

Each case is made in a size and in four times that size. A rule that is linear takes
four times as long, one that is quadratic sixteen times; NINE lies between, and what takes
less than FLOOR is not held against anything. Programs are timed by the CPU time that they
used, so that a busy machine does not matter; a case that fails is tried again.
"""
import os
import shutil
import sys
import tarfile

NINE = 9
FLOOR = 0.03  # seconds
TRIES = 4

FROM = b"From a@example.org Thu Jan  1 00:00:00 2009\n"
HEAD = FROM + b"From: a@example.org\nSubject: s\nMessage-ID: <1@example.org>\n"


def nested(n, kind):
    if kind == "rfc822":
        return HEAD + b"Content-Type: message/rfc822\n\n" * n + b"Subject: t\n\nx\n"
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
                    for i in range(n))
    return HEAD + head + b"\nx\n" + b"".join(b"--b%d--\n" % i for i in reversed(range(n)))


def parts(n):
    return (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
            + b"--b\nContent-Disposition: attachment; filename=a\n\nx\n" * n + b"--b--\n")


def open_multipart(n):
    return (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + (b"\n" + FROM) * n)


# name, function that gives a file's bytes for a size, the size
FILES = [
    ("a line", lambda n: HEAD + b"\n" + b"x" * n + b"\n", 4 << 20),
    ("a line of >", lambda n: HEAD + b"\n" + b">" * n + b"\n", 4 << 20),
    ("a line of From", lambda n: HEAD + b"\n" + b"From " * (n // 5) + b"\n", 4 << 20),
    ("a line of >From", lambda n: HEAD + b"\n" + b">From " * (n // 6) + b"\n", 4 << 20),
    ("a header line", lambda n: HEAD + b"X-A: " + b"x" * n + b"\n\nx\n", 4 << 20),
    ("a From_ line", lambda n: b"From " + b"x " * n + b"\n" + HEAD + b"\nx\n", 1 << 20),
    ("header lines", lambda n: HEAD + b"X-A: b\n" * n + b"\nx\n", 100000),
    ("folded lines", lambda n: HEAD + b"X-A: b\n" + b" c\n" * n + b"\nx\n", 100000),
    ("Received lines", lambda n: HEAD + b"Received: from a by b; x\n" * n + b"\nx\n", 50000),
    ("encoded words", lambda n: HEAD + b"X-A: " + b"=?utf-8?q?a?=\n " * n + b"b\n\nx\n", 50000),
    ("words of a subject", lambda n: FROM + b"Subject: " + b"=?utf-8?q?a?= " * n + b"\n\nx\n", 4000),
    ("recipients", lambda n: HEAD + b"To: " + b"a@b.org,\n " * n + b"c@d.org\n\nx\n", 5000),
    ("references", lambda n: HEAD + b"References: " + b"<a@b.org>\n " * n + b"\n\nx\n", 5000),
    ("keywords", lambda n: HEAD + b"X-Keywords: " + b" ".join(b"k%d" % i for i in range(n))
     + b"\n\nx\n", 5000),
    ("nested multiparts", lambda n: nested(n, "multipart"), 4000),
    ("nested messages", lambda n: nested(n, "rfc822"), 4000),
    ("flat parts", parts, 10000),
    ("From_ lines of messages", lambda n: FROM * n, 20000),
    ("From_ lines of messages apart", lambda n: (HEAD + b"\nx\n\n") * n, 3000),
    ("From_ lines in text", lambda n: HEAD + b"\n" + b"From here on\n" * n, 50000),
    ("From_ lines in text apart", lambda n: HEAD + b"\n" + b"\nFrom here on\n" * n, 50000),
    ("quoted From_ lines", lambda n: HEAD + b"\n" + b">From a\n" * n, 100000),
    ("From_ lines in a multipart", open_multipart, 4000),
    ("lengths that lie", lambda n: (HEAD + b"Content-Length: 99999\n\nx\n\n") * n, 3000),
    ("references of a thread", lambda n: b"".join(
        FROM + b"Message-ID: <%d@a>\nReferences: <%d@a>\n\nx\n\n" % (i, i - 1) for i in range(n)),
     3000),
]


def folders(path, n):
    for i in range(n):
        where = os.path.join(path, f"d{i}")
        os.mkdir(where)
        with open(os.path.join(where, "box.mbox"), "wb") as f:
            f.write(HEAD + b"\nx\n")


def maildir(path, n):
    for i in range(n):
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(path, f".f{i}", name))
        with open(os.path.join(path, f".f{i}", "cur", "1.a:2,S"), "wb") as f:
            f.write(b"Subject: s\n\nx\n")


def messages(path, n):
    for name in ("cur", "new", "tmp"):
        os.mkdir(os.path.join(path, name))
    for i in range(n):
        with open(os.path.join(path, "cur", f"{i}.a:2,S"), "wb") as f:
            f.write(b"Subject: s\n\nx\n")


def labels(path, n):
    with open(os.path.join(path, "labels.mbox"), "wb") as f:
        for i in range(n):
            f.write(HEAD + b"X-Gmail-Labels: label%d\n\nx\n\n" % i)


def long_atom(path, n):
    """A .msf file beside an mbox file: one long text that many cells name."""
    with open(os.path.join(path, "box"), "wb") as f:
        f.write(HEAD + b"\nx\n")
    with open(os.path.join(path, "box.msf"), "wb") as f:
        f.write(b'// <!-- <mdb:mork:z v="1.4"/> -->\n< <(a=c)>'
                b"(80=ns:msg:db:row:scope:msgs:all)(81=flags)(82=message-id)>\n<(90="
                + b"x" * 10 * n + b")>{1:^80 [1(^81=1)" + b"(^82^90)" * n + b"]}\n")


def dangling_links(path, n):
    """A packed file with hard links to files that are not there."""
    with tarfile.open(os.path.join(path, "x.tar.gz"), "w:gz", compresslevel=1) as t:
        for i in range(n):
            link = tarfile.TarInfo(f"a{i}")
            link.type, link.linkname = tarfile.LNKTYPE, f"b{i}"
            t.addfile(link)


DIRECTORIES = [("folders", folders, 200), ("folders of a Maildir", maildir, 100),
               ("messages of a Maildir", messages, 1000), ("labels", labels, 500),
               ("a long text that cells of a .msf file name", long_atom, 10000),
               ("hard links without a file", dangling_links, 80000)]


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.unlink(path)


class Timer:
    def __init__(self, program, directory):
        self.program = program
        self.output = os.path.join(directory, "out.pouch")
        recipient = os.path.join(directory, "me.key.pub")
        self.commands = {
            "inspect": ["inspect", "-q"],
            "convert": ["convert", "-q", "-t", "mbox", "-o", self.output],
            "seal": ["seal", "-q", "--one-time-signer", "-r", recipient, "--receipt",
                     os.path.join(directory, "receipt"), "--force", "-o", self.output],
        }

    def run(self, words):
        """CPU seconds of a run; 0 and 6 are what it may exit with."""
        null = os.open(os.devnull, os.O_RDWR)
        pid = os.posix_spawn(self.program, [self.program, *words], os.environ,
                             file_actions=[(os.POSIX_SPAWN_DUP2, null, i) for i in range(3)])
        os.close(null)
        _, status, used = os.wait4(pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 6):
            raise ValueError(f"{words[0]}: status {os.waitstatus_to_exitcode(status)}")
        return used.ru_utime + used.ru_stime

    def time(self, command, source):
        used = self.run([*self.commands[command], source])
        remove(self.output)
        return used

    def grows(self, command, small, large):
        """How many times as long the larger takes."""
        a = b = float("inf")
        for _ in range(TRIES):
            a = min(a, self.time(command, small))
            b = min(b, self.time(command, large))
            if b <= NINE * max(a, FLOOR):
                break
        return b / max(a, FLOOR)


def make(directory, name, function, size, is_file):
    path = os.path.join(directory, name)
    if is_file:
        with open(path, "wb") as f:
            f.write(function(size))
    else:
        os.mkdir(path)
        function(path, size)
    return path


def main():
    kind, program, directory = sys.argv[1:]
    is_file = kind == "files"
    timer = Timer(program, directory)
    timer.run(["keygen", "open", os.path.join(directory, "me.key"), "--no-passphrase"])
    good = True
    for name, function, size in FILES if is_file else DIRECTORIES:
        small = make(directory, "small.mbox", function, size, is_file)
        large = make(directory, "large.mbox", function, 4 * size, is_file)
        for command in timer.commands:
            times = timer.grows(command, small, large)
            if times > NINE:
                print(f"{command}: {name}, 4 times {size}: {times:.1f} times as long")
                good = False
        remove(small)
        remove(large)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
