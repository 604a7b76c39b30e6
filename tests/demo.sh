#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: demo.sh PROGRAM
# Shows the program at work on the sample in testdata/, in a directory of its own that is
# removed afterwards: each command, and what it said.
set -euo pipefail

bin=$(dirname "$(realpath "$1")")
here=$(dirname "$(realpath "$0")")
dir=$(mktemp -d "${TMPDIR:-/tmp}/mailpouch-demo.XXXXXX")
trap 'rm -rf "$dir"' EXIT
export XDG_CONFIG_HOME=$dir/config PATH=$bin:$PATH
"$here/../testdata/make-sample.sh" "$dir/export"
cd "$dir"

# step WORDS: what comes next.
step() {
	printf '\n== %s\n' "$*"
}

# show COMMAND: prints it, then runs it. wanted: the exit status that it should have.
show() {
	local rc=0
	printf '\n$ %s\n' "$1"
	bash -o pipefail -c "$1" 2>&1 || rc=$?
	if [ "$rc" != "${wanted:-0}" ]; then
		echo "demo: exit status $rc, not ${wanted:-0}" >&2
		exit 1
	fi
	[ "$rc" = 0 ] || echo "(exit status $rc)"
}

step "An export: a shared mailbox as mbox, one person's as Maildir, older mail as .eml files"
show 'mailpouch inspect export'

step "Keys: one opens pouches, one sees lists only, one signs (with passphrases, leave the option out)"
show 'mailpouch keygen open me.key --no-passphrase'
show 'mailpouch keygen open auditor.key --no-passphrase'
show 'mailpouch keygen sign office.key --no-passphrase'

step "Seal"
show 'mailpouch seal -r me.key.pub -a auditor.key.pub -s office.key -o mail.pouch export'

step "Verify, without a key that opens it: every byte and signature"
show 'mailpouch verify --signed-by office.key.pub --receipt mail.receipt.txt mail.pouch'
step "Verify with the reader's key: each file and message too"
show 'mailpouch verify --signed-by office.key.pub -i me.key mail.pouch | tail -4'
step "Nobody vouches for the signer: that is not a pass"
wanted=7 show 'mailpouch verify mail.pouch | tail -1'
step "One damaged byte is found"
cp mail.pouch bad.pouch
printf '\377' | dd of=bad.pouch bs=1 seek=30000 conv=notrunc status=none
wanted=9 show 'mailpouch verify --signed-by office.key.pub -i me.key bad.pouch | grep -E "^V|^This"'

step "What is in it: for everybody, and for the auditor"
show 'mailpouch list --signed-by office.key.pub mail.pouch'
show 'mailpouch list -q -i auditor.key --messages mail.pouch | head -3'
show 'mailpouch show -q -i me.key mail.pouch 16'

step "Unpack as it was: the same bytes, names and times"
show 'mailpouch unpack --signed-by office.key.pub -i me.key -o original mail.pouch | tail -1'
show 'diff -r export original/export && echo no difference'
show 'TZ=UTC stat -c "%y %n" export/inbox.mbox original/export/inbox.mbox'
step "Unpack into other formats"
for format in mbox maildir eml; do
	show "mailpouch unpack --signed-by office.key.pub -i me.key -t $format -o as-$format mail.pouch | tail -1"
done
show 'ls as-mbox as-mbox/Maildir; grep -c "^From " as-mbox/inbox.mbox'
show 'ls -A as-maildir as-maildir/cur | head -20'
show 'ls as-eml/Maildir | head -3'

step "In twenty years, without mailpouch: tar, age, zstd, minisign"
show 'tar tf mail.pouch'
show 'tar xf mail.pouch SEAL.txt SEAL.txt.minisig && minisign -Vm SEAL.txt -p office.key.pub'
show 'b2sum -c mail.receipt.txt'
show 'tar xOf mail.pouch keys/000.age | age -d -i me.key >pouch.id'
show "mkdir stock && cd stock && tar xf ../mail.pouch --wildcards 'seg/*.age' --to-command='age -d -i ../pouch.id' | zstd -dc | tar xpf -"
show 'diff -r export stock/data/export && echo no difference'

step "Done: 25 messages sealed, verified, unpacked four ways, and opened without mailpouch"
