#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# --fat-names: a Maildir whose names FAT and exFAT take, and that is read as if they were not (F-70, F-77).
. tests/lib.sh
. tests/pouch.sh

have jq || skip_all "no jq"

cd "$T" || exit 1
ok "keys" make_keys
mkdir -p source
i=0
# Folders that FAT does not take, or takes for each other, or DOS for a device; as mbox files.
for name in 'a:b' 'what?' 'a*b' 'pipe|' '<x>' 'quote"' 'back\slash' 'CON' 'Work' 'work' 'end ' '100%41' 'B%C3%BC' 'ä.b'; do
	i=$((i + 1))
	printf 'From a@b.c Thu Jan  1 00:00:0%d 2004\nReturn-Path: <a@b.c>\nSubject: %s\nStatus: RO\nX-Status: AF\n' \
		$((i % 10)) "$i" >"source/$name.mbox"
	printf 'X-Keywords: Work\n\nx\n' >>"source/$name.mbox"
done
mkdir Maildir{,/cur,/new,/tmp}
printf 'Subject: new\nReturn-Path: <a@b.c>\n\nx\n' >Maildir/new/1000000000.n
printf 'Subject: cur\nReturn-Path: <a@b.c>\n\nx\n' >Maildir/cur/1000000001.c:2,FS

for from in source Maildir; do
	is_status 0 "$from: --fat-names" mailpouch convert -q --json -t maildir --fat-names -o "$from-fat" "$from"
	is "$(find "$from-fat" -printf '%f\n' | LC_ALL=C grep -E $'[<>:"\\\\|?*\001-\037\177]|[ .]$')" "" \
		"  no character that FAT does not take"
	is "$(find "$from-fat" -printf '%P\n' | awk '{ print tolower($0) }' | sort | uniq -d)" "" \
		"  no two names that are one to FAT"
	is "$(find "$from-fat" -printf '%f\n' | awk '{ if (length($0) > 250) print }')" "" "  none too long"
	is "$(cat "$from-fat/mailpouch-names")" \
		"names for FAT: in file names ; is :, in names of folders %XX is the byte with that number" "  it is recorded"
	mailpouch convert -q -t maildir -o "$from-plain" "$from"
	is_status 0 "  read and written again" mailpouch convert -q --json -t maildir -o "$from-back" "$from-fat"
	is "$(find "$from-back" -type f -printf '%f\n' | grep -c ';')" 0 "  with : again"
done
ok "Maildir: the same as without it" diff -r Maildir-plain Maildir-back

# folders NAME: each message's folder, subject, flags and keywords, of the sealed directory.
folders() {
	rm -f "$1.pouch" "$1".receipt.txt*
	seal "$1" "$1" >/dev/null 2>"$T/err"
	mailpouch unpack -q -i me.key -t eml -o "$1-eml" "$1.pouch"
	messages "$1" | jq -r '[.subject, (.flags // [] | sort | join(" ")), (.keywords // [] | join(" ")), .received] | @tsv' | sort
	(cd "$1-eml" && grep -rH '^Subject' . | sed 's,/[^/]*:Subject:, ,' | LC_ALL=C sort)
}
ok "source: folders, flags, keywords and dates are the same" diff <(folders source) <(folders source-fat | sed 's,work%25~2,work%~2,')
is "$(mailpouch convert -q --json -t maildir --fat-names -o listed source | jq -c '[."cannot-hold"[] | [.kind, .messages]]')" \
	'[["folder-name",1]]' "  but for a name that differs in case alone, which is listed"

is_status 2 "--fat-names for mbox" mailpouch convert -q -t mbox --fat-names -o x source
is_status 2 "  and original" mailpouch unpack -q -i me.key --fat-names -o x source.pouch
no_output x "  leave nothing"
is_status 0 "unpack --fat-names" mailpouch unpack -q -i me.key -t maildir --fat-names -o unpacked source.pouch
ok "  writes what convert writes" diff -r source-fat unpacked

done_testing
