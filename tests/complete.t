#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# inspect --complete: signs that an export is not complete, and none where nothing is amiss.
. tests/lib.sh

have jq || skip_all "no jq"

# signs NAME SOURCE...: their kinds and stores below $T, in $T/NAME.signs; the text in $T/NAME.text.
signs() {
	local name=$1
	shift
	mailpouch inspect --complete "$@" >"$T/$name.text" 2>"$T/err"
	mailpouch inspect --complete --json "$@" 2>"$T/err" >"$T/$name.json"
	jq -r '.signs[] | .sign + " " + .store' "$T/$name.json" | sed "s,$T/,," >"$T/$name.signs"
}

testdata/make-sample.sh "$T/export"
signs sample "$T/export"
is "$(cat "$T/sample.signs")" "" "a whole export: no sign"
is "$(jq .signs_total "$T/sample.json")" 0 "  none in all"
is "$(tail -1 "$T/sample.text")" "no sign that the export is not complete (that proves nothing)" "  in words"

# message DATE ID LINE...: into an mbox.
message() {
	printf 'From a@b.c %s\nSubject: x\nMessage-ID: <%s@b.c>\n' "$1" "$2"
	shift 2
	printf '%s\n' "$@" '' x ''
}

mkdir -p "$T/bad/A.mbox" "$T/bad/Maildir/"{cur,new,tmp}
for part in 1 2 4; do head -c $((part == 4 ? 10 : 1000)) /dev/zero >"$T/bad/takeout-20240101T000000Z-00$part.zip"; done
: >"$T/bad/A.mbox/mbox"
printf 'table' >"$T/bad/A.mbox/table_of_contents"
: >"$T/bad/Empty"
printf '// <!-- <mdb:mork:z v="1.4"/> -->\n<(83=numMsgs)>\n{1:^80 {(k^81:c)} (^83=5)}\n' >"$T/bad/Empty.msf"
cp "$T/bad/Empty.msf" "$T/bad/Gone.msf"
message 'Thu Jan  1 00:00:01 2004' 1 >"$T/bad/Fewer"
cp "$T/bad/Empty.msf" "$T/bad/Fewer.msf"
printf 'From: a@b.c\nSubject: x\n\nx\n' >"$T/bad/Maildir/cur/1000000000.a:2,S"
printf '3 V1 N9 G1\n1 :1000000000.a\n2 :1000000000.b\n' >"$T/bad/Maildir/dovecot-uidlist"
{
	message 'Thu Jan  1 00:00:01 2004' 1 'X-UID: 1'
	message 'Thu Jan  1 00:00:01 2004' 2 'X-UID: 50'
} >"$T/bad/uids.mbox"
{
	for month in Jan Feb Mar Jun Jul Aug; do
		for day in 1 2 3 4 5 6 7 8 9 10; do
			message "$(date -d "$day $month 2019" '+%a %b %e 00:00:01 %Y')" $month$day
		done
	done
} >"$T/bad/months.mbox"
{
	message 'Thu Jan  1 00:00:01 2004' 1
	message 'Thu Jan  1 00:00:01 2004' 2 'Content-Type: multipart/mixed; boundary=bb' '' '--bb' ''
} >"$T/bad/tail.mbox"
printf 'From: a@b.c\nSubject: x\nContent-Transfer-Encoding: base64\n\nYWJjZGV' >"$T/bad/tail.eml"
mkdir "$T/bad/vault"
printf 'From 1-a.mbox@xxx Tue Mar 19 09:13:51 +0000 2019\nFrom: a@b.c\nTo: a@b.c\n\nx\n\n' >"$T/bad/vault/a@b.c-1.mbox"
printf 'Account,Count\na@b.c,7\n' >"$T/bad/vault/Case-results-count.csv"
signs bad "$T/bad"
cat >"$T/wanted" <<'EOF'
empty-mailbox bad/A.mbox/mbox
empty-mailbox bad/Empty
fewer-messages bad/Fewer
no-mailbox bad/Gone
fewer-messages bad/Maildir
months-empty bad/months.mbox
cut bad/tail.eml
cut bad/tail.mbox
part-missing bad/takeout-20240101T000000Z-004.zip
uid-gap bad/uids.mbox
list-differs bad/vault/Case-results-count.csv
EOF
ok "each sign of an export that is not" diff "$T/wanted" "$T/bad.signs"
is "$(grep -c "^  $T/bad/" "$T/bad.text")" 11 "  in words as well"
is "$(jq -r '.signs[] | select(.sign == "months-empty").text' "$T/bad.json")" \
	"there is no mail from 2019-04 to 2019-05" "  which months"
is "$(jq -r '.signs[] | select(.sign == "part-missing").text' "$T/bad.json")" \
	"of its parts 1 to 4 these are missing: 3" "  which parts"
is "$(mailpouch inspect --json "$T/bad" 2>/dev/null | jq 'has("signs")')" false "not without --complete"

# Parts that are sources of their own.
signs parts "$T/bad/takeout-20240101T000000Z-001.zip" "$T/bad/takeout-20240101T000000Z-004.zip"
is "$(cat "$T/parts.signs")" "part-missing bad/takeout-20240101T000000Z-004.zip" "parts that are sources"

# In a source that is itself packed.
mkdir "$T/inside" && cp "$T/bad/tail.mbox" "$T/inside"
ok "a tar" tar -C "$T" -cf "$T/tail.tar" inside
signs packed "$T/tail.tar"
is "$(cat "$T/packed.signs")" "cut tail.tar!/inside/tail.mbox" "a source that is a packed file"

# With the other reports, in one object.
is "$(mailpouch inspect --json --complete --framing --for gmail "$T/bad" 2>/dev/null |
	jq -c '[.signs_total, .for, (.framing | type)]')" '[11,"gmail","array"]' "together with the other reports"

done_testing
