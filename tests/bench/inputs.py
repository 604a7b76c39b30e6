# SPDX-License-Identifier: Apache-2.0
"""The mailboxes that are measured with, the keys, and what is made of them on the way."""
import hashlib
import json
import os
import shutil
import subprocess

GIB = 1 << 30
SPEED = 26 * 1000 * 1000  # bytes for what is compared with slow programs


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


class Inputs:
    def __init__(self, program, tools, directory, size, maildir):
        self.program = os.path.abspath(program)
        self.generate = os.path.join(tools, "generate")
        self.micro = os.path.join(tools, "micro")
        self.directory = os.path.abspath(directory)
        self.size = size
        self.small = max(1000, 1000000 * size // GIB)
        self.maildir = max(1000, maildir * size // GIB)
        self.sealed = {}
        os.makedirs(self.directory, exist_ok=True)
        self.env = {"XDG_CONFIG_HOME": self.path("config")}
        self.identity, self.signer = self.path("reader.key"), self.path("signer.key")
        self.recipient, self.vouched = self.identity + ".pub", self.signer + ".pub"
        self._check_space()
        self._drop_old()
        self._make_keys()

    def path(self, name):
        return os.path.join(self.directory, name)

    def ours(self, *words):
        return [self.program, *words]

    def _check_space(self):
        free = shutil.disk_usage(self.directory).free
        if free < 14 * self.size:
            raise OSError(f"{self.directory}: {free >> 20} MiB free, {14 * self.size >> 20} needed")

    def _drop_old(self):
        """Inputs stay from run to run until their generator changes."""
        with open(self.generate, "rb") as f:
            self.version = hashlib.sha256(f.read()).hexdigest()
        try:
            with open(self.path("generator"), encoding="ascii") as f:
                if f.read() == self.version:
                    return
        except FileNotFoundError:
            pass
        for name in os.listdir(self.directory):
            if name.startswith("input-"):
                remove(self.path(name))
        with open(self.path("generator"), "w", encoding="ascii") as f:
            f.write(self.version)

    def _make_keys(self):
        for kind, key in (("open", self.identity), ("sign", self.signer)):
            if not os.path.exists(key):
                subprocess.run(self.ours("keygen", kind, key, "--no-passphrase"), check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, **self.env))
        with open(self.recipient, encoding="ascii") as f:
            self.age = f.read().strip()

    def _make(self, kind, limit, suffix):
        path = self.path(f"input-{kind}-{limit}{suffix}")
        if not os.path.exists(path):
            partial = path + ".partial"
            remove(partial)
            end = "/" if suffix == "" else ""
            subprocess.run([self.generate, kind, limit, partial + end], check=True)
            os.rename(partial, path)
        return path

    def mixed(self, times=1):
        return self._make("mixed", str(times * self.size), ".mbox")

    def list(self, part=1):
        return self._make("list", str(self.size // part), ".mbox")

    def short(self):
        return self._make("mixed", str(min(SPEED, self.size)), ".mbox")

    def short_list(self):
        return self._make("list", str(min(SPEED, self.size)), ".mbox")

    def small_mbox(self):
        return self._make("small", f"{self.small}m", ".mbox")

    def small_maildir(self):
        return self._make("small", f"{self.maildir}m", "")

    def seal(self, source, pouch):
        return self.ours("seal", "-q", "--force", "--level", "3", "-r", self.recipient,
                         "-s", self.signer, "--receipt", pouch + ".receipt", "-o", pouch, source)

    def pouch(self, source):
        """A pouch of this run, since the program may have changed since the last."""
        if source not in self.sealed:
            pouch = self.path(os.path.basename(source) + ".pouch")
            remove(pouch)
            subprocess.run(self.seal(source, pouch), check=True, stdout=subprocess.DEVNULL,
                           env=dict(os.environ, **self.env))
            self.sealed[source] = pouch
        return self.sealed[source]

    def base(self, source):
        """The same by zstd and age."""
        path = self.path(os.path.basename(source) + ".zst.age")
        if not os.path.exists(path):
            subprocess.run(["bash", "-o", "pipefail", "-c", self.baseline(source, path)], check=True)
        return path

    def baseline(self, source, to):
        return f"zstd -q -3 -T0 -c '{source}' | age -r {self.age} -o '{to}'"

    def count(self, pouch):
        said = subprocess.run(self.ours("list", "--json", "-i", self.identity, "--signed-by",
                                        self.vouched, pouch), check=True, capture_output=True,
                              env=dict(os.environ, **self.env))
        return json.loads(said.stdout)["messages"]

    def clean_outputs(self):
        for name in os.listdir(self.directory):
            if name.startswith("out-"):
                remove(self.path(name))

    def clean(self):
        """Leaves the inputs and the keys."""
        self.clean_outputs()
        for name in os.listdir(self.directory):
            if name.endswith((".pouch", ".receipt", ".minisig", ".age")):
                remove(self.path(name))
