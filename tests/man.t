#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The manual page: well-formed, and its options are those of --help, in both directions.
. tests/lib.sh

page=docs/mailpouch.1

# The options in the lines of mdoc on standard input: "--json", "-i".
options_in() {
	grep '^\.' | grep -o 'Fl [^ ,]*' | sed 's/^Fl /-/' | sort -u
}

# section NAME, subsection NAME: what stands in it.
section() {
	awk -v name="$1" '/^\.Sh / { on = substr($0, 5) == name; next } on' $page
}
subsection() {
	section COMMANDS | awk -v name="$1" '/^\.Ss / { on = substr($0, 5) == name; next } on'
}

if have mandoc; then
	mandoc -T lint $page 2>&1 | grep -v 'mandoc.db' >"$T/lint"
	is "$(cat "$T/lint")" "" "mandoc has nothing to say"
else
	skip "no mandoc" "mandoc has nothing to say"
fi

is "$(section COMMANDS | sed -n 's/^\.Ss //p')" \
	"$(mailpouch help | sed -n 's/^  \([a-z]*\) .*/\1/p')" "the commands, in their order"

# What every command takes is described once.
everywhere=$(mailpouch help --help | grep -oE -- '^  (-[a-z],|   ) --[a-z-]+' | grep -oE -- '-+[a-z-]+')
section 'SHARED OPTIONS' | grep '^\.It' | options_in >"$T/shared"
is "$(sort -u <<<"$everywhere" | comm -23 - "$T/shared")" "" "what every command takes is described"

for command in $(mailpouch help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	mailpouch "$command" --help | grep -oE -- '^  (-[a-z],|   ) --[a-z-]+' |
		grep -oE -- '-+[a-z-]+' | grep -vxF -- "$everywhere" | sort -u >"$T/help"
	subsection "$command" | options_in | sort -u >"$T/page"
	is "$(cat "$T/page")" "$(cat "$T/help")" "$command: the options of --help"
	subsection "$command" | sed -n '/^Shared options:/,$p' | options_in |
		comm -23 - "$T/shared" >"$T/undescribed"
	is "$(cat "$T/undescribed")" "" "$command: the shared ones are described"
done

formats=$(mailpouch inspect -f nothing . 2>&1 | sed -n 's/.*(formats: \(.*\))$/\1/p' | tr -d ' ' | tr ',' '\n' | sort)
is "$(subsection inspect | sed -n '/-input-format/,/-mbox-variant/s/^\.Cm \([a-z]*\).*/\1/p' | grep -vx inspect | sort)" \
	"$formats" "the formats that --input-format takes"

for status in 0 1 2 3 4 5 6 7 8 9 10; do
	section 'EXIT STATUS' | grep -qx "\.It $status"
	result $? "exit status $status"
done

done_testing
