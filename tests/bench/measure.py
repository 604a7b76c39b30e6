# SPDX-License-Identifier: Apache-2.0
"""Runs commands and takes their time and memory."""
import os
import statistics
import subprocess
import tempfile
import time


class Failed(Exception):
    """A command of a comparison did not do its work."""


class Sample:
    """One run: seconds of wall time, of CPU time (user and system), peak resident KiB."""

    def __init__(self, wall, cpu, rss):
        self.wall, self.cpu, self.rss = wall, cpu, rss


class Command:
    """A program to be timed. words: its arguments, or a text for bash. prepare: a function
    called before each run, untimed, which removes what the run before left."""

    def __init__(self, words, prepare=None, env=None):
        self.words = ["bash", "-o", "pipefail", "-c", words] if isinstance(words, str) else words
        self.prepare, self.env = prepare, env

    def run(self):
        if self.prepare:
            self.prepare()
        # What earlier runs left to be written must not be written during this one.
        os.sync()
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as used:
            # By time, since a child of ours would count our own memory as its first.
            words = ["/usr/bin/time", "-o", used.name, "-f", "%U %S %M", *self.words]
            start = time.monotonic()
            done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, check=False,
                                  env=dict(os.environ, **(self.env or {})))
            wall = time.monotonic() - start
            if done.returncode != 0:
                last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
                raise Failed(f"{' '.join(self.words)}: status {done.returncode}: {''.join(last)}")
            user, system, rss = used.read().split()
        return Sample(wall, float(user) + float(system), int(rss))


class Series:
    """Runs of one command. The best wall time counts, since what disturbs only adds to it."""

    def __init__(self):
        self.samples = []

    def best(self):
        return min(self.samples, key=lambda s: s.wall)

    def rss(self):
        return max(s.rss for s in self.samples)

    def median(self):
        return statistics.median(s.wall for s in self.samples)


def alternate(commands, runs):
    """Runs each command as often as asked, in turns, every second round in reverse."""
    series = [Series() for _ in commands]
    for i in range(runs):
        order = list(zip(series, commands))
        for one, command in order if i % 2 == 0 else reversed(order):
            one.samples.append(command.run())
    return series


def warm(path):
    """Reads a file, so that all who read it after find it in memory."""
    with open(path, "rb", buffering=0) as f:
        while f.read(1 << 20):
            pass
