#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A large PST file in a pouch, of which each folder has items all over it: what it is made of is not
# decrypted over and over, within the bounds of memory.
. tests/lib.sh
. tests/pouch.sh

make_pst=$BUILD/tests/make_pst
[ -x "$make_pst" ] || skip_all "no make_pst"
grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers"
ok "keys" make_keys
"$make_pst" filed "$T/filed.pst" >"$T/put-in"
is_status 0 "it is sealed" seal filed "$T/filed.pst"

# user COMMAND...: milliseconds of CPU that it takes, of its own.
user() {
	local TIMEFORMAT=%3U
	{ time "$@" >"$T/out" 2>"$T/err" || echo failed; } 2>&1 | sed 's/^0*//; s/^\.0*//; s/\.//'
}

convert=$(user mailpouch convert -q -t eml -o "$T/eml" "$T/filed.pst")
unpack=$(user unpack filed -t eml)
ok "  unpacked as fast as the seal allows: $convert ms, $unpack ms" test "$unpack" -lt $((4 * convert + 500))
ok "  the same messages as of the file itself" diff -r "$T/eml" "$T/filed.out"
verify=$(user mailpouch verify -q -i "$T/me.key" --signed-by "$T/s.key.pub" "$T/filed.pouch")
ok "  verified: $verify ms" test "$verify" -lt $((4 * convert + 500))
rm -r "$T/filed.out"
is_status 0 "without room for a temporary file" \
	env TMPDIR="$T/nowhere" "$MAILPOUCH" unpack -q -i "$T/me.key" -t eml -o "$T/filed.out" "$T/filed.pouch"
ok "  the same messages" diff -r "$T/eml" "$T/filed.out"
done_testing
