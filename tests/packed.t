#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Packed sources: what inspect and convert find in them is what they find in the unpacked ones.
. tests/lib.sh

have bsdtar python3 jq zip zstd || skip_all "no bsdtar, python3, jq, zip or zstd"
corpus=../shared/corpus

mkdir -p "$T/plain/takeout/Takeout/Mail" "$T/plain/takeout/box/cur" "$T/plain/takeout/box/new"
for i in 1 2 3; do
	printf 'From a@b Sat Jan  3 01:05:34 1998\nFrom: a@b\nMessage-ID: <%s@x>\n\nbody %s\n\n' $i $i
done >"$T/plain/takeout/Takeout/Mail/All mail.mbox"
printf 'From: c@d\nDate: Sat, 3 Jan 1998 01:05:34 +0000\n\nin a Maildir\n' >"$T/plain/takeout/box/cur/1:2,Sa"
mkdir "$T/plain/takeout/mh"
printf 'From: e@f\n\nin MH\n' >"$T/plain/takeout/mh/1"
printf 'flagged: 1\n' >"$T/plain/takeout/mh/.mh_sequences"
printf '0 Work\n' >"$T/plain/takeout/box/dovecot-keywords"
[ -d "$corpus/maildir" ] && bsdtar -C "$T/plain/takeout" -xf "$corpus/maildir/toolmade/dovecot-maildirpp.tar"

# stores FILE: the stores of inspect's report, without what differs by how it is packed.
stores() {
	jq -c '[.messages, .losses, ([.stores[] | {format, messages, folders, bytes}] | sort)]' "$1"
}

# mails DIR: every message of a converted tree with its folder, as names differ by order.
mails() {
	(cd "$1" && find . -name '*.eml' | while read -r f; do
		echo "$(b2sum -l 128 <"$f") ${f%/*}"
	done | sort)
}

is_status 0 "inspect the unpacked" mailpouch inspect --json "$T/plain"
cp "$T/out" "$T/plain.json"
is_status 0 "convert the unpacked" mailpouch convert -t eml -o "$T/plain.eml" "$T/plain"
mails "$T/plain.eml" >"$T/plain.mails"

# same NAME SUFFIX: packed/takeout.SUFFIX, which was just made, holds the same mail.
same() {
	local suffix=$1
	is_status 0 "inspect .$suffix" mailpouch inspect --json "$T/packed"
	is "$(stores "$T/out")" "$(stores "$T/plain.json")" "  finds the same"
	is "$(jq -r '.stores[].path' "$T/out" | grep -cE "/takeout\.$suffix(!/|\$)")" \
		"$(jq '.stores | length' "$T/plain.json")" "  in paths that say where"
	rm -rf "$T/packed.eml"
	is_status 0 "convert .$suffix" mailpouch convert -t eml -o "$T/packed.eml" "$T/packed"
	mails "$T/packed.eml" >"$T/packed.mails"
	ok "  writes the same" cmp "$T/plain.mails" "$T/packed.mails"
	rm -rf "$T/packed"
	mkdir "$T/packed"
}

mkdir "$T/packed"
pack() {
	bsdtar -C "$T/plain/takeout" --format "$1" -cf "$T/packed/takeout.$2" "${@:3}" .
	same "$2"
}
pack zip zip
pack 7zip 7z
pack pax tar
pack gnutar tar
pack ustar tar.gz --gzip
pack pax tgz --gzip
pack pax tar.bz2 --bzip2
pack pax tar.xz --xz
pack pax tar.zst --zstd
(cd "$T/plain/takeout" && python3 -m zipfile -c "$T/packed/takeout.zip" *)
same zip
(cd "$T/plain/takeout" && zip -qry - . | cat >"$T/packed/takeout.zip")
same zip

# Split exports are several sources, each a file of its own.
mkdir "$T/split"
for n in 001 002; do
	(cd "$T/plain/takeout" && zip -qr "$T/split/takeout-$n.zip" Takeout)
done
is_status 0 "two parts of an export" mailpouch inspect --json "$T/split"/*.zip
is "$(jq .messages "$T/out")" 6 "  both are read"

# Compressed mailboxes: members one after the other, something behind them, a check that fails.
gzip -c "$T/plain/takeout/Takeout/Mail/All mail.mbox" >"$T/one.gz"
cat "$T/one.gz" "$T/one.gz" >"$T/two.mbox.gz"
is_status 0 "gzip members are one file" mailpouch inspect --json "$T/two.mbox.gz"
is "$(jq .messages "$T/out")" 6 "  with all messages"
(cat "$T/one.gz" && echo behind) >"$T/behind.mbox.gz"
is_status 0 "what follows gzip" mailpouch inspect --json "$T/behind.mbox.gz"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-trailing "  is noted"
(head -c -8 "$T/one.gz" && printf '12341234') >"$T/check.mbox.gz"
is_status 6 "a check that fails" mailpouch inspect --json "$T/check.mbox.gz"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" archive-broken "  is a loss"
is "$(jq .messages "$T/out")" 3 "  with the messages there are"
head -c 100 "$T/one.gz" >"$T/cut.mbox.gz"
is_status 6 "a file that is cut off" mailpouch inspect "$T/cut.mbox.gz"

# Hostile ones.
python3 -c 'import sys
for i in range(1100): sys.stdout.buffer.write(b"a" * 1000000)' | zstd -q >"$T/bomb.mbox.zst"
is_status 6 "a bomb" mailpouch inspect --json "$T/bomb.mbox.zst"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-bomb "  is not looked into"
(cd "$T/plain/takeout" && zip -qr -P secret "$T/secret.zip" Takeout)
is_status 6 "an encrypted zip" mailpouch inspect --json "$T/secret.zip"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" archive-encrypted "  is a loss"
(cd "$T" && zip -q outer.zip secret.zip)
is_status 0 "a packed file in a packed file" mailpouch inspect --json "$T/outer.zip"
is "$(jq -r '.exceptions[].rule' "$T/out")" not-looked-into "  is noted"

is_status 0 "the whole sandbox" mailpouch inspect --require-sandbox "$T/two.mbox.gz"

if [ -d "$corpus/mbox" ]; then
	is_status 0 "an mbox of the corpus" mailpouch inspect --json "$corpus/mbox/mjl-_mox/importtest.mbox"
	cp "$T/out" "$T/plain.json"
	is_status 0 "the same in a zip" mailpouch inspect --json "$corpus/mbox/mjl-_mox/importtest.mbox.zip"
	is "$(jq .messages "$T/out")" "$(jq .messages "$T/plain.json")" "  holds the same"
	for f in "$corpus"/mbox/meli_meli/*.mbox.gz; do
		is_status 0 "${f##*/}" mailpouch inspect --json "$f"
		is "$(jq .messages "$T/out")" "$(zcat "$f" | grep -c '^From mboxrd@z ')" "  has all messages"
	done
	is_status 0 "a Maildir in a .tgz" mailpouch inspect --json "$corpus/maildir/mjl-_mox/importtest.maildir.tgz"
	is "$(jq .messages "$T/out")" 2 "  has all messages"
else
	skip "no corpus" "packed files of the corpus"
fi

done_testing
