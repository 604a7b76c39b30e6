#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Mail derived from PST files: for each item one message, with all bytes of its attachments, which Python's email
# package and GMime read alike and without a fault, the same whenever it is made.
. tests/lib.sh

corpus=../shared/corpus/pst
make_pst=$BUILD/tests/make_pst
probe=$BUILD/tests/pst_probe
have python3 jq || skip_all "no python3 or jq"

# Faults that stand in the header fields that a file stores, which are kept as they are: a pattern for each file.
declare -A stored=(
	[aspose-outlook.pst]='Message-ID: InvalidHeaderDefect'
	[enron.pst]='((from|[Tt]o|[Cc]c): (Invalid|Obsolete)HeaderDefect|2 fields date)'
)

# check NAME FILE: what it becomes, in $T/eml.
check() {
	local name=$1 file=$2 status=${3:-0}
	rm -rf "$T/eml"
	"$probe" "$file" >"$T/items" 2>"$T/sums"
	is_status "$status" "$name: converted" mailpouch convert -q --json -t eml -o "$T/eml" "$file"
	cp "$T/out" "$T/said"
	is "$(find "$T/eml" -name '*.eml' | wc -l)" "$(grep ^item "$T/items" | grep -vc "IPM\.Microsoft\.ScheduleData\.FreeBusy")" "$name: a message for each item"
	is "$(jq '[.accounts[] | .exported | add] | add // 0' "$T/said")" "$(grep ^item "$T/items" | grep -vc "IPM\.Microsoft\.ScheduleData\.FreeBusy")" "$name: accounted for"
	python3 tests/eml_check.py faults "$T/eml" >"$T/faults" 2>"$T/err"
	is "$(cut -f2- "$T/faults" | grep -vE "${stored[$name]:-^$}" | head -5)" "" "$name: Python finds no fault"
	find "$T/eml" -name '*.eml' -print0 | xargs -0 -r "$BUILD/tests/gmime_probe" -s | LC_ALL=C sort >"$T/gmime"
	python3 tests/eml_check.py structure "$T/eml" | LC_ALL=C sort >"$T/python"
	ok "$name: GMime and Python read the same parts" diff "$T/gmime" "$T/python"
	awk -F'\t' '$1 == "item" { n = split($6, a, ","); for (i = 1; i <= n; i++) if (a[i] != "message" && a[i] > 0) print "part\t" a[i] }' \
		"$T/items" >"$T/wanted"
	python3 tests/eml_check.py parts "$T/eml" >"$T/parts"
	# Of a signed message the attachment becomes the message itself.
	[ "$name" = signed ] || ok "$name: all bytes of attachments" python3 tests/pst_compare.py "$T/parts" "$T/wanted"
}

# has NAME COMMAND...: something in the messages that the last check made.
has() {
	local name=$1
	shift
	ok "  $name" grep -rqE "$@" "$T/eml"
}

# part_types PATTERN: how many messages have such a structure.
part_types() {
	cut -f2 "$T/python" | grep -cE -- "$1"
}

while IFS=$'\t' read -r name _; do
	case $name in
	many-items | filed) continue ;;
	esac
	"$make_pst" "$name" "$T/$name.pst" >"$T/put-in"
	status=0
	[ "$name" = contradictions ] && status=6
	check "$name" "$T/$name.pst" "$status"
	case $name in
	nested) is "$(cut -f2 "$T/python" | grep -o message/rfc822 | wc -l)" 10 "  ten messages in one another" ;;
	signed)
		is "$(part_types '^multipart/signed\(text/plain,application/pkcs7-signature\)$')" 1 "  signed"
		has "  as it was" -U $'Signed  text with two blanks \r?$'
		is "$(part_types '^application/(x-)?pkcs7-mime$')" 1 "  encrypted"
		is "$(part_types '^multipart/encrypted\(application/pgp-encrypted,application/octet-stream\)$')" 1 "  OpenPGP"
		;;
	reports) is "$(part_types '^multipart/report\(')" 4 "  reports" ;;
	meetings) is "$(part_types 'text/calendar')" 5 "  calendar parts" ;;
	tnef) is "$(part_types 'application/ms-tnef')" 1 "  winmail.dat is kept" ;;
	folder-names) is "$(find "$T/eml" -name '*.eml' -printf '%h\n' | sort -u | wc -l)" 32 "  each folder its own" ;;
	many-folders) is "$(jq '.accounts | length' "$T/said")" 5002 "  an account of each folder" ;;
	contradictions)
		is "$(jq -c '[.accounts[] | [.orphans, .failed, .hidden] | add] | add' "$T/said")" 3 \
			"  an orphan, a row alone and a hidden item are told"
		is "$(jq '[.accounts[] | select(.search)] | length' "$T/said")" 1 "  so is the search folder"
		;;
	people)
		has "Bcc is kept" '^Bcc: .*secret@example.com'
		has "SMTP instead of X500" '^From: .*ann@example.com'
		is "$(grep -rlE '^(X-)?Injected' "$T/eml" | wc -l)" 0 "  nothing is injected"
		is "$(grep -rhE '^(From|To|Cc|Sender):.*[/]o=' -i "$T/eml" | wc -l)" 0 "  no Exchange address where mail has its own"
		;;
	stale-header | bad-root) is "$(jq '[.exceptions[] | select(.rule == "pst-root")] | length' "$T/said")" 2 "  other roots, and that is said" ;;
	esac
	rm "$T/$name.pst"
done < <("$make_pst")

"$make_pst" many-items "$T/many.pst" >"$T/put-in"
is_status 0 "25,000 items in a folder" mailpouch convert -q --json -t mboxrd -o "$T/mbox" "$T/many.pst"
is "$(jq .messages "$T/out")" 25000 "  are 25,000 messages"
rm -r "$T/many.pst" "$T/mbox"

if [ ! -d "$corpus" ]; then
	skip "no corpus" "the corpus"
	done_testing
fi
for file in "$corpus"/*.[po]st; do
	check "${file##*/}" "$file"
	cp -r "$T/eml" "$T/first"
	mailpouch convert -q -t eml -o "$T/eml" --force "$file" >"$T/out" 2>&1
	ok "${file##*/}: made again, the same" diff -r "$T/first" "$T/eml"
	rm -r "$T/first"
done
done_testing
