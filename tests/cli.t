#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The command line: help, version, mistakes, signals, standard output.
. tests/lib.sh

# one_line NAME: the last command said one line on standard error and nothing else.
one_line() {
	is "$(wc -l <"$T/err") $(wc -c <"$T/out")" "1 0" "$1: one line, on standard error"
}

is_status 0 "without arguments: a short help" mailpouch
out_has '^usage: mailpouch COMMAND' "  with the usage"
out_has '^  keygen ' "  with the commands"
is "$(cat "$T/err")" "" "  and no message"
for word in --help -h help; do
	is_status 0 "$word" mailpouch $word
	out_has '^usage: mailpouch COMMAND' "  prints the overview"
done

mailpouch help | sed -n 's/^  \([a-z]*\) .*/\1/p' >"$T/commands"
while read -r command; do
	is_status 0 "$command --help" mailpouch "$command" --help
	out_has "^usage: mailpouch $command " "  prints its usage"
	out_has '^  -h, --help ' "  and its options"
	mv "$T/out" "$T/first"
	is_status 0 "help $command" mailpouch help "$command"
	is "$(cat "$T/out")" "$(cat "$T/first")" "  is the same"
	is_status 2 "$command --nonsense" mailpouch "$command" --nonsense
	one_line "  unknown option"
	err_has "^mailpouch: $command: unknown option --nonsense \(try 'mailpouch $command --help'\)$" \
		"  says what to do"
done <"$T/commands"

is_status 0 "--version" mailpouch --version
is "$(grep -cE '^mailpouch [0-9]+\.[0-9]+\.[0-9]+$' "$T/out") $(wc -l <"$T/out")" "1 1" "  is one line"
is_status 0 "--version --verbose" mailpouch --version --verbose
for row in libsodium gmime libarchive zstd blake2b 'secrets locked in memory' sandbox; do
	out_has "^$row: ." "  tells of $row"
done

is_status 2 "an unknown command" mailpouch sael
one_line "unknown command"
err_has "^mailpouch: unknown command 'sael' \(try 'mailpouch help'\)$" "  says what to do"
is_status 2 "an option instead of a command" mailpouch --frobnicate
one_line "option instead of a command"
is_status 2 "help for an unknown command" mailpouch help sael
one_line "help for an unknown command"
is_status 2 "too few arguments" mailpouch keygen open
err_has 'missing argument: mailpouch keygen \[OPTION\]\.\.\. open\|sign FILE' "  shows what is wanted"
one_line "too few arguments"
is_status 2 "too many arguments" mailpouch keygen open a b
one_line "too many arguments"
is_status 2 "an option without its value" mailpouch keygen open a --passphrase-fd
one_line "option without its value"
is_status 2 "a value that is no number" mailpouch keygen open a --passphrase-fd x
for n in -1 -2 -2147483648 99 1x ''; do
	is_status 2 "a descriptor that cannot be: '$n'" mailpouch keygen open "$T/a" --passphrase-fd "$n"
done
one_line "value that is no number"
is_status 2 "-q and -v" mailpouch version -q -v
is_status 2 "an unknown colour" mailpouch version --color=green
is_status 0 "-- ends the options" mailpouch help -- version
is_status 2 "  also for what looks like one" mailpouch help -- --version

is_status 2 "foreign text in a message" mailpouch $'x\033]0;y\007\xff\xe2\x80\xae'
err_has "'x.x1b]0;y.x07.xff.u.202e.'" "  is escaped"
is_status 2 "colour by order" mailpouch --nonsense --color=always
is_status 2 "  reaches the messages" mailpouch version --color=always extra
err_has $'^\033\\[31mmailpouch:\033\\[0m' "  in red"

if [ -w /dev/full ]; then
	mailpouch version >/dev/full 2>"$T/err"
	is $? 3 "a full disk under standard output is an error"
	err_has '^mailpouch: version: write to standard output: ' "  and is named"
else
	skip "no /dev/full" "a full disk"
fi
(
	set -o pipefail
	sh -c "trap '' PIPE; sleep 0.2; exec '$MAILPOUCH' version --verbose" 2>"$T/err" | true
)
is $? 141 "a reader that went away ends the program by SIGPIPE"
is "$(cat "$T/err")" "" "  without a word"
(exec 0<&- 1>&- 2>&- && exec "$MAILPOUCH" version)
is $? 3 "without a standard output results are not written, and that is said"

done_testing
