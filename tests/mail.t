#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Mail that is built from MAPI items parses without defects (S8), in Python and in GMime, which agree on it; and
# it is the same twice (S7).
. tests/lib.sh

have python3 || skip_all "no python3"
[ -x "$BUILD/tests/mail_probe" ] || skip_all "no probe"

mkdir "$T/one" "$T/two"
ok "items become messages" "$BUILD/tests/mail_probe" "$T/one"
ok "  twice" "$BUILD/tests/mail_probe" "$T/two"
ok "  the same" diff -r "$T/one" "$T/two"

for message in "$T"/one/*.eml; do
	ok "no defects: $(basename "$message" .eml)" python3 tests/mail_check.py "$message"
done

# Python takes the fields of a delivery status for messages, GMime for text.
rm "$T/one/report.eml"
if [ -x "$BUILD/tests/gmime_probe" ]; then
	python3 tests/readers.py eml "$T"/one/*.eml >"$T/python" 2>"$T/altered"
	"$BUILD/tests/gmime_probe" "$T"/one/*.eml >"$T/gmime"
	ok "GMime finds the same Message-IDs, parts and contents" diff "$T/python" "$T/gmime"
else
	skip "no probe" "GMime"
fi

done_testing
