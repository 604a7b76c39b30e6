#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# PST and OST files in pouches: they travel verbatim, and their messages are derived again from them.
. tests/lib.sh
. tests/pouch.sh

have jq zip || skip_all "no jq or zip"
pst=$corpus/pst
[ -d "$pst" ] || skip_all "no ../shared/corpus/pst"
make_keys || exit 1

# mails DIR: every message of a converted tree with its folder, as names differ by order.
mails() {
	(cd "$1" && find . -name '*.eml' | while read -r f; do
		echo "$(b2sum -l 128 <"$f") ${f%/*}"
	done | sort)
}

mailpouch inspect --json "$pst" >"$T/inspect.json" 2>/dev/null
st=$? # 6 if the corpus has items of which not all can be read
ok "inspect" test $st = 0 -o $st = 6
n=$(jq .messages "$T/inspect.json")
is "$(jq '[.accounts[] | (.exported | add // 0)] | add' "$T/inspect.json")" "$n" \
	"the accounts of all folders add up to all messages"
is "$(jq '[.accounts[].failed] | add' "$T/inspect.json")" 0 "no item failed"
is "$(jq '[.stores[] | select(.format == "pst")] | length' "$T/inspect.json")" \
	"$(find "$pst" -name '*.[op]st' | wc -l)" "each file is a store"
is_status $st "the accounts as a table" mailpouch inspect "$pst"
out_has 'all folders \(mail' "  with their sum"

is_status $st "convert" mailpouch convert -q -t eml -o "$T/eml" "$pst"
is_status $st "convert again" mailpouch convert -q -t eml -o "$T/again" "$pst"
ok "the same input, the same bytes" diff -r "$T/eml" "$T/again"
is_status $st "convert to a Maildir" mailpouch convert -q -t maildir -o "$T/md" "$pst"
is "$(find "$T/md" -path '*/cur/*' -o -path '*/new/*' | wc -l)" "$n" "  has all messages"

# Sealed, with any number of threads.
for n in 1 4; do
	is_status $st "seal with $n threads" seal "p$n" --threads $n "$pst"
	messages "p$n" | jq -c 'del(.salt)' >"$T/p$n.messages"
done
ok "their records are the same" cmp "$T/p1.messages" "$T/p4.messages"
is "$(jq -c 'select(.node == null or .derived[0] != "pst" or .payload != null or .at != null)' "$T/p1.messages" | wc -l)" 0 \
	"each says which node it is derived from, and by what"
is_status 0 "unpack -t original" unpack p1
same_tree "$pst" "$T/p1.out/pst" "original"
rm -rf "$T/p1.out"
is_status $st "unpack -t eml" unpack p1 -t eml
ok "  gives what convert gives" diff -r "$T/eml" "$T/p1.out"
is_status $st "unpack -t maildir" unpack p4 -t maildir
is_status 0 "verify with a reader's key" mailpouch verify -i "$T/me.key" --signed-by "$T/s.key.pub" \
	--json "$T/p1.pouch"
is "$(jq '.messages.verified == .messages.declared' "$T/out")" true "  derives all messages again"
is_status 0 "verify with an auditor's key" mailpouch verify -i "$T/audit.key" --signed-by "$T/s.key.pub" \
	"$T/p1.pouch"
id=$(jq -r 'select(.from != null) | .id' "$T/p1.messages" | sed -n 40p)
is_status 0 "cat" mailpouch cat -q -i "$T/me.key" "$T/p1.pouch" "$id"
is "$(b2sum -l 256 <"$T/out" | cut -d' ' -f1)" "$(jq -r "select(.id == $id) | .blake2b" "$T/p1.messages")" \
	"  writes the bytes that were recorded"
is_status 0 "show" mailpouch show -q -i "$T/me.key" "$T/p1.pouch" "$id"
out_has "^Subject: " "  to read"

# Memory does not grow with the files.
if grep -q fsanitize "$BUILD/flags" || ! [ -x /usr/bin/time ]; then
	skip "a build with sanitizers, or no time" "memory"
else
	/usr/bin/time -q -o "$T/used" -f %M setsid -w "$MAILPOUCH" unpack -q -i "$T/me.key" -t eml -o "$T/again.out" \
		"$T/p1.pouch" >/dev/null 2>&1
	ok "unpacking takes less than 256 MiB ($(cat "$T/used") KiB)" test "$(cat "$T/used")" -lt 262144
fi

# With the messages besides.
is_status $st "seal --include-eml" seal with --include-eml "$pst"
messages with | jq -c 'del(.salt, .file, .payload, .of)' >"$T/with.messages"
jq -c 'del(.file)' "$T/p1.messages" >"$T/without.messages"
ok "  records the same messages" cmp "$T/without.messages" "$T/with.messages"
is_status 0 "  unpack -t original" unpack with
same_tree "$pst" "$T/with.out/pst" "  original"
rm -rf "$T/with.out"
is_status $st "  unpack -t eml" unpack with -t eml
ok "  gives what convert gives" diff -r "$T/eml" "$T/with.out"
is_status 0 "  verify" mailpouch verify -i "$T/me.key" --signed-by "$T/s.key.pub" "$T/with.pouch"

# In a packed file: read from a spill.
(cd "$corpus" && zip -qr "$T/pst.zip" pst)
is_status $st "convert a zip with them" mailpouch convert -q -t eml -o "$T/zip.eml" "$T/pst.zip"
mails "$T/eml" | sed 's, \./, ./pst/,' >"$T/eml.mails"
mails "$T/zip.eml" | sed 's, \./pst/pst/, ./pst/,' >"$T/zip.mails"
ok "  gives the same" cmp "$T/eml.mails" "$T/zip.mails"
is_status $st "seal the zip" seal zipped "$T/pst.zip"
is_status $st "unpack -t eml" unpack zipped -t eml
ok "  gives the same" diff -r "$T/zip.eml" "$T/zipped.out"
is_status 6 "without temporary files" mailpouch convert -q --no-spool -t eml -o "$T/none" "$T/pst.zip"

# Calendars and address books of folders.
is_status $st "--calendars --contacts" mailpouch convert -q --calendars --contacts -t eml -o "$T/pim" "$pst"
is "$(cat $(find "$T/pim/calendars" -name '*.ics' | tr ' ' '?') | grep -c '^BEGIN:V\(EVENT\|TODO\|JOURNAL\)' | sed 's/^[1-9].*/some/')" \
	some "  the calendars have their items"
is "$(cat $(find "$T/pim/contacts" -name '*.vcf' | tr ' ' '?') | grep -c '^BEGIN:VCARD')" \
	"$(jq '[.accounts[].exported | (.contact // 0) + (.list // 0)] | add' "$T/inspect.json")" \
	"  the address books have all contacts and lists"
rm -rf "$T/pim/calendars" "$T/pim/contacts"
ok "  and the messages are as without" diff -r "$T/eml" "$T/pim"
is_status 2 "not of files as they were" unpack p1 --calendars

# Deleted items lie apart.
is_status $st "--deleted-items" mailpouch convert -q --deleted-items -t eml -o "$T/deleted" "$pst"
ok "  leaves the others as they are" diff \
	<(mails "$T/eml") <(mails "$T/deleted" | grep -v '/Recovered items')
ok "  and finds some" test -n "$(find "$T/deleted" -path '*/Recovered items/*.eml')"
is_status $st "they are sealed" seal deleted --deleted-items "$pst"
is_status $st "and derived again" unpack deleted -t eml
ok "  as they were" diff -r "$T/deleted" "$T/deleted.out"

# A file cut in the middle: what is left of it is told, the rest is listed, nothing ends the run.
mkdir "$T/cut"
head -c 100000 "$pst/dfrws2009-rodeo.pst" >"$T/cut/a.pst"
printf '!BDNand nothing' >"$T/cut/b.pst"
is_status 6 "damaged files" mailpouch convert -q -t eml -o "$T/cut.eml" --json "$T/cut"
is "$(jq '[.exceptions[] | select(.severity == "loss")] | length >= 2' "$T/out")" true "  are losses"
is_status 6 "and sealed" seal cut "$T/cut"
is_status 0 "and unpacked" unpack cut
same_tree "$T/cut" "$T/cut.out/cut" "  original"

# Files that are empty or have lost their header are no PST files by their bytes, but by their names.
mkdir "$T/bad"
: >"$T/bad/empty.pst"
(head -c 1024 /dev/zero && tail -c +1025 "$pst/dfrws2009-rodeo.pst") >"$T/bad/zeroed.pst"
is_status 6 "an empty file and one without header" mailpouch convert -q -t eml -o "$T/bad.eml" --json "$T/bad"
is "$(jq -c '[.exceptions[] | .severity, .rule]' "$T/out")" '["loss","unframed","loss","unframed"]' "  are losses"

# Two files of one name keep their folders apart, in one source or as two.
mkdir -p "$T/same/a" "$T/same/b"
cp "$pst/multiple-to-cc.pst" "$T/same/mail.pst"
cp "$pst/ansi-sample2.pst" "$T/same/Mail.ost"
cp "$pst/multiple-to-cc.pst" "$T/same/a/mail.pst"
cp "$pst/tika-various-body-types.pst" "$T/same/b/mail.pst"
is_status 0 "files of one name" mailpouch convert -q -t eml -o "$T/same.eml" "$T/same"
is "$(cd "$T/same.eml" && printf '%s, ' *)" "Mail, a, b, mail (2), " "  have a folder each"
is_status 0 "sources of one name" mailpouch convert -q -t eml -o "$T/two.eml" "$T/same/a/mail.pst" "$T/same/b/mail.pst"
is "$(ls "$T/two.eml")" "mail.pst
mail.pst (2)" "  have a folder each"

# A protected file: refused by itself, a loss among others, and kept.
mkdir "$T/wip"
cp "$pst/unicode-sample1.pst" "$T/wip/w.pst"
printf '\x25' | dd of="$T/wip/w.pst" bs=1 seek=10 conv=notrunc status=none
is_status 4 "a protected file" mailpouch convert -q -t eml -o "$T/wip.eml" "$T/wip/w.pst"
err_has 'w.pst: .*Windows Information Protection' "  says what it is"
is_status 6 "one in a directory" mailpouch convert -q -t eml -o "$T/wip.eml" "$T/wip"
is_status 6 "sealed by itself" seal wip "$T/wip/w.pst"

done_testing
