#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What cannot be done ends with its status, one line that names the file, and nothing under a final name.
[ -w /dev/shm ] && export TMPDIR=/dev/shm # much is written here, and synced
. tests/lib.sh
. tests/pouch.sh

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
ok "a pouch" seal good "$T/export"
cd "$T" || exit 1

# fails STATUS PATTERN NAME COMMAND...: so, with one line that matches.
fails() {
	is_status "$1" "$3" mailpouch "${@:4}"
	one_line "  one line on standard error"
	err_has "^mailpouch: $4: $2" "  that says what and where"
}

# Keys.
for command in "unpack -o new" "list --messages" "verify" ; do
	fails 5 'good\.pouch: none of the keys given opens' "the wrong identity: $command" \
		$command -i other.key good.pouch
done
fails 5 'good\.pouch: none of the keys' "the wrong identity: cat" cat -i other.key good.pouch 1
fails 5 'good\.pouch: your key opens it as auditor' "an auditor unpacks" unpack -i audit.key -o new good.pouch
fails 5 'good\.pouch: your key opens it as auditor' "an auditor reads a message" cat -i audit.key good.pouch 1
fails 5 'good\.pouch: give the key' "no key" unpack -o new good.pouch
fails 3 'absent\.key: open: No such file' "a key that is not there" unpack -i absent.key -o new good.pouch
(umask 077 && cp export/notes.txt no.key)
fails 4 '.*no\.key: ' "a key that is none" unpack -i no.key -o new good.pouch
chmod 644 no.key
fails 5 'no\.key: others may read' "a key that others may read" unpack -i no.key -o new good.pouch
fails 4 'signing key s\.key\.pub: not a minisign secret key' "a public key to sign with" \
	seal -r me.key.pub -s s.key.pub -o new.pouch export
fails 3 'absent/new: open its directory: No such file' "a key in no directory" \
	keygen open absent/new --no-passphrase
fails 2 'age1qqqq: recipient: ' "a recipient that is none" seal -r age1qqqq -s s.key -o new.pouch export
mkfifo fifo
for command in verify list receipt "unpack -i me.key -o new"; do
	fails 4 'fifo: is not a regular file' "${command%% *}: a fifo" $command fifo
done
mailpouch keygen -q sign t.key --no-passphrase >/dev/null
fails 7 '.*origin not established: signed by RW' "another signer than the one named" \
	unpack --signed-by t.key.pub -i me.key -o new good.pouch
fails 7 '.*origin not established: signed by RW' "a signer whom nobody trusts" \
	unpack --trust /dev/null -i me.key -o new good.pouch
is_status 7 "verify without a voucher" mailpouch verify good.pouch
is_status 0 "list does without" mailpouch list good.pouch
no_output new "none of these left anything"

# Files.
for command in verify list "unpack -i me.key -o new" "cat -i me.key"; do
	word=${command%% *}
	number=$([ $word = cat ] && echo 1)
	fails 3 'absent\.pouch: open: No such file' "$word: a pouch that is not there" $command absent.pouch $number
	fails 4 'export/notes\.txt: is not a pouch' "$word: a text" $command export/notes.txt $number
	is_status 4 "$word: a directory" mailpouch $command export $number
done
is_status 0 "a pouch as a source: inspect" mailpouch inspect -v good.pouch
err_has 'good\.pouch: .*not-looked-into: a pouch' "  is noted"
is_status 6 "a pouch as a source: convert" mailpouch convert -q -t mbox -o pouched good.pouch
cp good.pouch copy.pouch
for command in verify list receipt "unpack -i me.key -o new" "cat -i me.key"; do
	number=$([ "${command%% *}" = cat ] && echo 1)
	fails 2 '\./good\.pouch: this file is given twice' "${command%% *}: a file given twice" \
		$command good.pouch ./good.pouch $number
done
for command in list receipt "verify -i me.key" "unpack -i me.key -o new" "cat -i me.key"; do
	number=$([ "${command%% *}" = cat ] && echo 1)
	fails 2 'copy\.pouch: volume 1 is given twice' "${command%% *}: a copy of a volume" \
		$command good.pouch copy.pouch $number
done
is_status 0 "verify without a key: a copy" mailpouch verify --signed-by s.key.pub good.pouch copy.pouch
out_has '^V502 note: ' "  is a note"
out_has '^This pouch is unchanged: [0-9]+ blocks? in 1 volume' "  and counts once"
for command in inspect "convert -t mbox -o new" "seal -r me.key.pub -s s.key -o new.pouch"; do
	fails 3 'absent: open: No such file' "${command%% *}: a source that is not there" $command absent
	fails 2 '.*standard input' "${command%% *}: standard input" $command -
done
fails 2 "good\.pouch: there is no message 26" "a message that is not there" cat -q -i me.key good.pouch 26
fails 2 "'1x' is not the number" "a message that is no number" cat -i me.key good.pouch 1x
mkdir other && cp -r export other/export
fails 2 'other/export: another source has the same name' "two sources of one name" \
	seal -r me.key.pub -s s.key -o new.pouch export other/export
no_output new.pouch "none of these left anything"
no_output new "nor here"

# Output that is there already, or cannot be.
cp good.pouch before
mkdir full && echo kept >full/file
fails 2 'good\.pouch: exists already \(--force' "seal: an existing pouch" \
	seal -r me.key.pub -s s.key -o good.pouch --receipt r.txt export
fails 2 'good\.receipt\.txt: exists already' "seal: an existing receipt" seal -r me.key.pub -s s.key \
	-o new.pouch --receipt good.receipt.txt export
for command in "unpack -i me.key -o full good.pouch" "convert -t eml -o full export"; do
	fails 2 'full: exists already and is not empty' "${command%% *}: a directory with something in it" $command
done
is "$(cmp good.pouch before)$(cat full/file)" kept "  nothing was touched"
fails 2 'export/new\.pouch lies inside the source' "output inside a source" \
	seal -r me.key.pub -s s.key -o export/new.pouch --receipt r.txt export
fails 2 'export/eml/new lies inside' "  for convert too" convert -t mbox -o export/eml/new export
fails 3 'absent/new: open its directory' "output in a directory that is not there" convert -t mbox -o absent/new export
fails 2 '.*standard output' "a directory to standard output" unpack -i me.key -o - good.pouch
fails 2 'a pouch cannot be written to standard output' "a pouch to standard output" \
	seal -r me.key.pub -s s.key -o - export
fails 2 'full: exists already, and --force replaces only directories that mailpouch made' "--force, and a stranger's directory" \
	unpack --force -i me.key -o full good.pouch
is "$(cat full/file)" kept "  it was not touched"
rm -r full
is_status 0 "a directory" mailpouch convert -q -t eml -o full export
is_status 0 "--force replaces it" mailpouch unpack -q --force -i me.key -o full good.pouch
is "$(ls full)" export "  all of it"
is_status 0 "--force replaces a pouch" mailpouch seal -q --force -r me.key.pub -s s.key -o before.pouch export
no_output new.pouch "no unfinished files"

# harmless FILE NAME: no command takes the damaged pouch for good, crashes, or writes what was not sealed.
harmless() {
	local file=$1 rc bad=
	for keys in "" "-i me.key"; do
		mailpouch verify -q --signed-by s.key.pub $keys "$file" >verify.out 2>&1
		rc=$?
		case $rc in 1 | 4 | 7 | 8 | 9 | 10) ;; *) bad+=" verify $keys: $rc" ;; esac
	done
	rm -rf new
	mailpouch unpack -q -i me.key -o new "$file" >unpack.out 2>&1
	rc=$?
	case $rc in
	0) diff -r export new/export >/dev/null || bad+=" unpack: wrong" ;;
	1 | 4 | 9 | 10) [ ! -e new ] || bad+=" unpack: left something" ;;
	*) bad+=" unpack: $rc" ;;
	esac
	mailpouch cat -q -i me.key "$file" 14 >cat.out 2>/dev/null
	rc=$?
	[ $rc != 0 ] || cmp -s cat.out message || bad+=" cat: wrong"
	[ $rc -lt 128 ] || bad+=" cat: $rc"
	[ -z "$bad" ] || echo "# $2:$bad"
	[ -z "$bad" ]
}
mailpouch cat -q -i me.key good.pouch 14 >message

# Cut at any length: at every member's header and body, and around.
size=$(stat -c %s good.pouch)
python3 - good.pouch >places <<'END'
import sys, tarfile
t = tarfile.open(sys.argv[1])
for m in t:
    print(m.offset + 148, m.offset_data, m.offset_data + m.size // 2)
END
bad=0
for n in 0 1 511 $(tr ' ' '\n' <places) $((size - 1024)) $((size - 512)) $((size - 1)); do
	head -c "$n" good.pouch >cut.pouch
	harmless cut.pouch "cut at $n" || bad=$((bad + 1))
done
is $bad 0 "a pouch cut at each member's header and body"
for n in 65536 131072; do
	head -c $n good.pouch >cut.pouch
	is_status 10 "unpack from one cut at $n" mailpouch unpack -q -i me.key -o new cut.pouch
done

# One bit flipped, in every member's header and body.
bad=0
flip() {
	local byte
	cp good.pouch flip.pouch
	byte=$(od -An -tu1 -j "$1" -N 1 good.pouch)
	printf "\\x$(printf %x $((byte ^ 1 << $1 % 8)))" | dd of=flip.pouch bs=1 seek="$1" conv=notrunc status=none
}
for at in $(tr ' ' '\n' <places) $((size - 1024)) $((size - 1)); do
	flip "$at"
	harmless flip.pouch "bit flipped at $at" || bad=$((bad + 1))
done
is $bad 0 "a pouch with one bit flipped in each member's header and body"
(cat good.pouch; echo) >longer.pouch
ok "bytes behind the end" harmless longer.pouch "longer"
cp good.pouch altered.pouch
printf 'XXXX' | dd of=altered.pouch bs=1 seek=30000 conv=notrunc status=none
fails 9 'altered\.pouch: .*byte 0: the 64 KiB from here are damaged' "damage is told by its place" \
	unpack -i me.key -o new altered.pouch

done_testing
