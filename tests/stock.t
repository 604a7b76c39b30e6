#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A pouch opens without mailpouch, by the very commands that FORMAT.md gives.
. tests/lib.sh
. tests/pouch.sh

have tar age zstd minisign b2sum jq || skip_all "not all of tar, age, zstd, minisign, b2sum, jq"

# The commands of section 1 stand indented, in paragraphs.
sed -n '/^## 1\./,/^## 2\./p' docs/FORMAT.md >"$T/section"
# paragraph WORDS: the commands from the line that has these words to the end of the paragraph.
paragraph() {
	awk -v words="$1" '!/^    / { on = 0 } index($0, words) { on = 1 } on { print substr($0, 5) }' "$T/section"
}

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
# Three segments, of bytes that do not compress.
head -c 40000000 /dev/urandom >"$T/export/large.bin"
ok "sealed" seal X "$T/export"
mkdir "$T/stock"
cp "$T/X.pouch" "$T/X.receipt.txt" "$T/me.key" "$T/stock"
cp "$T/s.key.pub" "$T/stock/signer.pub"
cp docs/POUCH-README.txt "$T/readme"
repository=$PWD
cd "$T/stock" || exit 1

# by_the_book NAME WORDS: runs a paragraph as it stands, in one shell.
by_the_book() {
	paragraph "$2" >"$T/script"
	ok "$1: FORMAT.md says how" test -s "$T/script"
	is_status 0 "$1: by stock tools" bash -o pipefail -e "$T/script"
}
by_the_book "signature and receipt" "is it what was sealed"
out_has '^X\.pouch: OK$' "  b2sum finds every byte"
out_has '^Trusted comment: mailpouch/1 seal [0-9a-f]{32} 1$' "  minisign says what it is"
by_the_book "the pouch's identities" "the pouch's own identities"
ok "  are an identity file" grep -q '^AGE-SECRET-KEY-1' pouch.id
by_the_book "everything" "everything, in one pass"
same_tree "$T/export" data/export "everything"
by_the_book "what is in it" "what is in it"
is "$(jq -s '[.[] | select(has("id"))] | length' "$T/out")" 25 "  a record for each message"
is "$(jq -s '[.[] | select(.kind == "file")] | length' "$T/out")" 19 "  and for each file"
mv data first
cp X.pouch X.001.pouch
by_the_book "several volumes" 'for v in X.*.pouch'
same_tree "$T/export" data/export "several volumes"
rm -rf data X.001.pouch
# Segment 1 is lost, which lies inside large.bin, so that no file is missing.
paragraph '(tar xOf X.pouch' >"$T/script"
is_status 0 "a lost segment: FORMAT.md says how" bash -o pipefail "$T/script"
is "$(cd data/export && find . -type f ! -name large.bin | sort | xargs -d '\n' b2sum | b2sum)" \
	"$(cd "$T/export" && find . -type f ! -name large.bin -size -2000k | sort | xargs -d '\n' b2sum | b2sum)" \
	"  the other files are there"

# What is public needs no key.
is_status 0 "the README comes first" tar xOf X.pouch 00-README.txt
is "$(cat "$T/out")" "$(cat "$T/readme")" "  and is the one in docs"
is_status 0 "bsdtar lists it too" bsdtar tf X.pouch
is "$(cat "$T/out")" "$(tar tf X.pouch)" "  the same members"
if have xxhsum; then
	tar xOf X.pouch index.txt | awk '/^seg|^man|^keys/ { print $1, $4 }' >sums
	ok "index.txt has sums" test -s sums
	while read -r name sum; do
		is "$(tar xOf X.pouch "$name" | xxhsum -H2 - 2>/dev/null | sed 's/^\\*//; s/ .*//')" "$sum" "  $name by xxhsum"
	done <sums
else
	skip "no xxhsum" "sums of index.txt"
fi

# signify has no trusted comments, but the same keys and signatures.
if have signify-openbsd; then
	sed '1s/.*/untrusted comment: signify public key/' signer.pub >signify.pub
	head -2 SEAL.txt.minisig | sed '1s/.*/untrusted comment: verify with signify.pub/' >SEAL.txt.sig
	is_status 0 "signify verifies SEAL" signify-openbsd -V -p signify.pub -m SEAL.txt -x SEAL.txt.sig
	echo >>SEAL.txt
	is_status 1 "  and refuses another" signify-openbsd -V -p signify.pub -m SEAL.txt -x SEAL.txt.sig
else
	skip "no signify" "signify verifies SEAL"
fi

# With an auditor's key: lists, and no body.
for slot in $(tar tf X.pouch | grep '^keys/'); do
	tar xOf X.pouch "$slot" | age -d -i "$T/audit.key" >audit.id 2>/dev/null && break
done
is "$(grep '^# role' audit.id)" "# role: auditor" "the auditor's slot"
for kind in tree-facts tree-index mail-facts mail-index; do
	tar xf X.pouch --wildcards "man/*-$kind.age" --to-command='age -d -i audit.id' | zstd -dc | jq -c . >"$kind"
	ok "  opens $kind" test -s "$kind"
done
tar xOf X.pouch seg/00000000.age | age -d -i audit.id >body 2>/dev/null
is "$?" 1 "  and no segment"

if have python3; then
	is_status 0 "the other implementation of the check" python3 "$repository/tests/check_pouch.py" X.pouch
fi

done_testing
