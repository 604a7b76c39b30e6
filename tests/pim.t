#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Calendars and contacts of the corpus (C4, C5, A8, S7), as two other programs' readers see them.
. tests/lib.sh

python=/usr/bin/python3 # Debian's modules are for this one
corpus=../shared/corpus/pst
[ -d "$corpus" ] || skip_all "no corpus"
"$python" -c 'import icalendar, vobject' 2>/dev/null || skip_all "no icalendar, vobject"

while IFS=$'\t' read -r file wanted; do
	ok "$file" "$BUILD/tests/pim_probe" "$corpus/$file" "$T/a.ics" "$T/a.vcf"
	is "$(grep -c $'^loss\t' "$T/out")" 0 "  nothing is lost"
	is "$("$python" tests/pim.py "$T/a.ics" "$T/a.vcf" 2>&1)" "$wanted" "  others read it"
	"$BUILD/tests/pim_probe" "$corpus/$file" "$T/b.ics" "$T/b.vcf" >/dev/null
	ok "  the same bytes twice" cmp "$T/a.ics" "$T/b.ics"
	ok "  the same bytes twice" cmp "$T/a.vcf" "$T/b.vcf"
done <<'END'
o365-4k-holidays.ost	events 160, tasks 0, journals 0, zones 0, series 13, cards 0
dist-list-calendar.pst	events 3, tasks 0, journals 0, zones 1, series 1, cards 2
aspose-outlook.pst	events 1, tasks 0, journals 0, zones 1, series 0, cards 1
aspose-72-contacts.pst	events 0, tasks 0, journals 0, zones 0, series 0, cards 72
aspose-sample-contacts.pst	events 0, tasks 0, journals 0, zones 0, series 0, cards 6
contacts-ja-unicode.pst	events 0, tasks 0, journals 0, zones 0, series 0, cards 1
END

done_testing
