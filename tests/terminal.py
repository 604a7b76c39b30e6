#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""usage: terminal.py [PROMPT=ANSWER]... -- COMMAND...

Runs a command on a terminal of its own, waits for each prompt in turn and types
the answer. An answer ^X is a control character. Prints what the terminal showed,
and exits as the command did (128 + signal). Fails with 99 if the terminal echoes
while a prompt waits, if a prompt does not come within 30 s, or if echo is off
when the command is gone.
"""
import os, pty, select, signal, sys, termios, time


def main():
    split = sys.argv.index("--")
    dialogue = [a.split("=", 1) for a in sys.argv[1:split]]
    master, slave = pty.openpty()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(master)
        os.close(os.open(os.ttyname(slave), os.O_RDWR))  # becomes the controlling terminal
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
    shown = b""

    def echoes():
        return bool(termios.tcgetattr(slave)[3] & termios.ECHO)

    def read(seconds):
        nonlocal shown
        if not select.select([master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(master, 4096)
        except OSError:
            return False
        shown += data
        return bool(data)

    def fail(why):
        sys.stdout.write(shown.decode(errors="replace") + "\n" + why + "\n")
        os.kill(pid, signal.SIGKILL)
        sys.exit(99)

    at = 0
    for prompt, answer in dialogue:
        deadline = time.monotonic() + 30
        while shown.find(prompt.encode(), at) < 0:
            if time.monotonic() > deadline:
                fail("no prompt: " + prompt)
            read(0.1)
        at = shown.find(prompt.encode(), at) + len(prompt)
        while echoes():  # some programs ask first and turn it off then
            if time.monotonic() > deadline:
                fail("the terminal echoes")
            read(0.01)
        if len(answer) == 2 and answer[0] == "^":
            os.write(master, bytes([ord(answer[1]) & 31]))
        else:
            os.write(master, answer.encode() + b"\n")
    deadline = time.monotonic() + 60
    done, status = os.waitpid(pid, os.WNOHANG)
    while done == 0:
        if time.monotonic() > deadline:
            fail("the command does not end")
        read(0.05)
        done, status = os.waitpid(pid, os.WNOHANG)
    while read(0.05):
        pass
    if not echoes():
        fail("echo is still off")
    sys.stdout.write(shown.decode(errors="replace"))
    sys.stdout.flush()
    code = os.waitstatus_to_exitcode(status)
    sys.exit(128 - code if code < 0 else code)


main()
