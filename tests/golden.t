#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The golden pouch of format version 1 opens for ever, and is still what this program makes.
. tests/lib.sh
. tests/pouch.sh

have zstd jq || skip_all "not both of zstd, jq"

golden=$PWD/testdata/golden
cp "$golden"/* "$T"
mv "$T/reader.key" "$T/me.key"
chmod 600 "$T"/*.key
zstd -qd "$T/v1.pouch.zst" -o "$T/v1.pouch"

# verified OPTION...: its verdict, and how many messages and files it has declared and verified.
verified() {
	mailpouch verify -q --json "$@" "$T/v1.pouch" |
		jq -c '[.verdict, .messages.declared, .messages.verified, .files.verified]'
}
is "$(verified --signed-by "$T/signer.key.pub" -i "$T/me.key")" '["ok",25,25,18]' \
	"with a reader's key every file and message is as it was sealed"
is_status 0 "without a key it is what was signed" \
	mailpouch verify -q --signed-by "$T/signer.key.pub" "$T/v1.pouch"
is_status 0 "with an auditor's key too" \
	mailpouch verify -q --signed-by "$T/signer.key.pub" -i "$T/auditor.key" "$T/v1.pouch"
is_status 0 "and by its receipt" mailpouch verify -q --receipt "$T/v1.receipt.txt" \
	--signed-by "$T/signer.key.pub" "$T/v1.pouch"
is_status 7 "nobody vouches for it by itself" mailpouch verify -q "$T/v1.pouch"
if have python3; then
	is_status 0 "the other implementation of the check" \
		python3 tests/check_pouch.py -P "$(tail -n 1 "$T/signer.key.pub")" "$T/v1.pouch"
else
	skip "no python3" "the other implementation of the check"
fi

is "$(mailpouch list -q --json "$T/v1.pouch" | jq -c '[.volumes, .files, .messages]')" '[1,18,25]' \
	"list: what is public"
ok "list: the messages" diff "$T/v1.messages" \
	<(messages v1 | jq -c '[.id, .size, .received, .flags, .from, .subject, .blake2b]')
for id in 1 13 25; do
	wanted=$(messages v1 | jq -r "select(.id == $id).blake2b")
	is "$(mailpouch cat -q -i "$T/me.key" "$T/v1.pouch" $id | b2sum -l 256 | cut -d ' ' -f 1)" \
		"$wanted" "cat: message $id has the digest of its record"
done

is_status 0 "unpacked" unpack v1
is "$(cd "$T/v1.out/export" && find . -type f | wc -l)" "$(wc -l <"$T/v1.b2sum")" "  as many files as went in"
cd "$T/v1.out/export" || exit 1
is_status 0 "  with the bytes that went in" b2sum -c --quiet "$T/v1.b2sum"
cd - >/dev/null || exit 1
ok "  and names, permissions and times" diff <(listing "$T/v1.out/export") "$T/v1.listing"

# What is packed, and the index of mail, may come out otherwise with other libraries.
preamble() {
	tar xOf "$1" preamble.txt | grep -E '^(tool|libraries): '
}
seeded=$BUILD/mailpouch-seeded
if [ -x "$seeded" ]; then
	ok "sealed again" testdata/make-golden.sh "$seeded" "$T/v1.out/export" "$T/again"
	zstd -qd "$T/again/v1.pouch.zst"
	ours=$(preamble "$T/again/v1.pouch")
	theirs=$(preamble "$T/v1.pouch")
	if [ "$ours" = "$theirs" ]; then
		ok "  into the same bytes" cmp "$T/v1.pouch" "$T/again/v1.pouch"
		ok "  with the same receipt" cmp "$T/v1.receipt.txt" "$T/again/v1.receipt.txt"
	else
		skip "made by $(tr '\n' ' ' <<<"$theirs"), not $(tr '\n' ' ' <<<"$ours")" "  into the same bytes"
	fi
else
	skip "no build/mailpouch-seeded" "sealed again"
fi

done_testing
