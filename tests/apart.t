#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What is read and what is written are kept apart: no output, and no --force, destroys a source, a pouch, a key or a
# stranger's directory; and no source is taken twice.
. tests/lib.sh
. tests/pouch.sh

make_keys && mkdir -p "$T/d/src" "$T/other" "$T/config" || exit 1
printf 'From a@b.c Thu Jan  1 00:00:01 2004\nSubject: one\n\none\n\n' >"$T/d/src/a.mbox"
cp "$T/d/src/a.mbox" "$T/other/b.mbox"
cd "$T" || exit 1
seal p d/src >out 2>err || exit 1
mkdir u && cp p.pouch p.receipt.txt p.receipt.txt.minisig u/
cp me.key s.key s.key.pub u/
cp p.pouch u/z.minisig
ln -s d linked
ln -s ../d/src/a.mbox other/link
ln p.pouch hard.pouch
printf 'word\n' >words
chmod 600 words u/*
mkdir config/mailpouch && cp s.key config/mailpouch/signer.key

# state: names, types and digests of all there is.
state() {
	find . ! -name out ! -name err -printf '%p %y %l\n' | sort
	find . -type f ! -name out ! -name err -exec b2sum {} + | sort
}
before=$(state | b2sum)

# refused NAME WORD...: a mistake on the command line, which names the output, and nothing is touched.
refused() {
	is_status 2 "$1" mailpouch "${@:2}"
	is "$(state | b2sum)" "$before" "  everything is as it was"
	err_has "^mailpouch: ${2}: .*(is read; write it|lies inside|twice|is no regular file|--force replaces only)" "  it says why"
}
sealing="seal -q --force -r me.key.pub -s s.key --receipt r.txt"
opening="unpack -q --force -i me.key"

refused "convert: the output holds the source" convert -q --force -t eml -o d d/src
refused "  under another name" convert -q --force -t eml -o linked/../d d/src
refused "  and the source by a link" convert -q --force -t eml -o d linked/src
refused "convert: the output is the source" convert -q --force -t eml -o d/src d/src
refused "  by a link" convert -q --force -t eml -o linked/src d/src
refused "convert: the output lies in the source" convert -q --force -t eml -o d/src/out d/src
refused "  by a link" convert -q --force -t eml -o linked/src/out d/src
refused "convert: the output holds what a link leads to" convert -q --force -t eml -o d other/link
refused "convert: the output holds the link" convert -q --force -t eml -o other other/link
for command in "inspect -q" "convert -q -t eml -o new" "$sealing -o new.pouch"; do
	name=${command%% *}
	refused "$name: --exceptions onto a source" $command --force --exceptions d/src/a.mbox d/src
	refused "$name: --exceptions into a source" $command --exceptions d/src/x d/src
	refused "$name: --quarantine onto a source" $command --force --quarantine d/src d/src
	refused "$name: --quarantine around a source" $command --force --quarantine d d/src
	refused "$name: --quarantine into a source" $command --quarantine d/src/q d/src
	refused "$name: --exceptions in --quarantine" $command --force --exceptions u/x --quarantine u d/src
	refused "$name: --quarantine onto a stranger's directory" $command --force --quarantine u d/src
done
refused "convert: two outputs within each other" convert -q --force -t eml -o u --exceptions u/x d/src
refused "convert: two outputs of one name" convert -q --force -t eml -o new --quarantine ./new d/src
refused "convert: a stranger's directory" convert -q --force -t eml -o other d/src
refused "convert: a link as a list" convert -q --force -t eml -o new --exceptions other/link d/src/a.mbox

refused "seal: the source holds the pouch" $sealing -o x.pouch .
refused "  it is the whole file system" $sealing -o x.pouch /
refused "seal: the pouch is the source" $sealing -o p.pouch p.pouch
refused "  by a hard link" $sealing -o hard.pouch p.pouch
refused "seal: the receipt is in the source" seal -q --force -r me.key.pub -s s.key -o new.pouch --receipt d/src/a.mbox d/src
refused "  its signature is a source" seal -q --force -r me.key.pub -s s.key -o new.pouch --receipt words words.minisig words
for key in me.key.pub s.key; do
	refused "seal: --exceptions onto $key" $sealing -o new.pouch --exceptions $key d/src
done
refused "seal: --receipt onto the passphrase" seal -q --force -s s.key --passphrase-file words -o new.pouch --receipt words d/src

refused "unpack: the output holds the pouch" $opening -o u u/p.pouch
refused "unpack: the output holds the key" unpack -q --force -i u/me.key -o u p.pouch
refused "unpack: the output holds the signer" $opening --signed-by u/s.key.pub -o u p.pouch
refused "unpack: the output holds the trust file" $opening --trust u/s.key.pub -o u p.pouch
refused "unpack: the output holds the configuration" $opening -o config p.pouch
refused "unpack: the output is the pouch" $opening -o p.pouch p.pouch
refused "unpack: --exceptions onto the pouch" $opening -o new --exceptions p.pouch p.pouch
refused "unpack: --exceptions onto the key" $opening -o new --exceptions me.key p.pouch
refused "unpack: --quarantine around the pouch" $opening -o new --quarantine u u/p.pouch

refused "receipt: onto the pouch" receipt -q -o p.pouch --force p.pouch
refused "receipt: onto the key" receipt -q -s s.key -o s.key --force p.pouch
refused "receipt: its signature onto the pouch" receipt -q -s s.key -o u/z --force u/z.minisig
refused "keygen: onto the passphrase" keygen -q open words --force --passphrase-file words

refused "inspect: a source twice" inspect -q d/src d/src
refused "  by a link" inspect -q d/src linked/src
refused "  by a file in it" inspect -q d/src/a.mbox d
refused "convert: a source twice" convert -q -t mbox -o new d/src/a.mbox ./d/src/a.mbox

# What is ours is replaced, and only as it was made.
ok "convert" mailpouch convert -q -t eml -o ours d/src
if have getfattr && ! getfattr -n user.mailpouch.output ours >/dev/null 2>&1; then
	skip "no extended attributes" "what is ours is replaced"
else
	ok "  again" mailpouch convert -q --force -t mbox -o ours d/src
	is "$(ls ours)" "a.mbox" "  is the newer output"
	ok "  again" mailpouch unpack -q --force -i me.key -o ours p.pouch
	ok "  is the export, and nothing else" diff -r d/src ours/src
	touch -d 2001-01-01 words
	mv words ours/src/
	is_status 2 "  not with an older file that came in" mailpouch convert -q --force -t mbox -o ours d/src
	err_has '^mailpouch: convert: ours: exists already, and src/words in it has changed since .* remove it yourself$' \
		"  which is named"
	ok "  and is kept" test -f ours/src/words
fi
cd / || exit 1

done_testing
