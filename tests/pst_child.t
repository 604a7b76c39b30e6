#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The process that reads a PST file is killed, or stops, in the middle of it: what that costs is listed, and all
# other items come.
. tests/lib.sh

have jq pgrep || skip_all "no jq or pgrep"
"$BUILD/tests/make_pst" many-items "$T/many.pst" >"$T/put-in"

# written PID: bytes that a process has written so far.
written() {
	sed -n 's/^wchar: //p' "/proc/$1/io" 2>/dev/null
}

# strike SIGNAL: converts, and sends the signal to the process that derives when some megabyte was written.
strike() {
	local main helper i
	rm -rf "$T/mbox"
	"$MAILPOUCH" convert -q --json -t mboxrd -o "$T/mbox" "$T/many.pst" >"$T/said" 2>"$T/err" </dev/null &
	main=$!
	for ((i = 0; i < 3000; i++)); do
		[ "$(written $main || echo 0)" -gt 1000000 ] 2>/dev/null && break
		sleep 0.01
	done
	for helper in $(pgrep -P $main); do
		pkill "-$1" -P "$helper" && struck=1
	done
	wait $main
}

for signal in KILL STOP; do
	struck=0
	strike $signal
	status=$?
	is $struck 1 "$signal in the middle"
	losses=$(jq .losses "$T/said")
	ok "  status $status, $losses losses" test $status = 0 -a "$losses" = 0 -o $status = 6 -a "$losses" = 1
	is "$(jq '[.exceptions[] | select(.severity == "loss") | select(.rule | IN("item-lost", "item-damaged") | not)]' "$T/said")" "[]" \
		"  at most one item is lost"
	is "$(jq '[.accounts[] | (.exported | add // 0) + .failed] | add' "$T/said")" 25000 "  and the accounts have all"
	is "$(cat "$T"/mbox/*.mbox | grep -c '^From ')" "$(jq .messages "$T/said")" "  as many are written as it says"
done
is "$(jq -r '[.exceptions[] | select(.severity == "loss") | .reason] | .[0]' "$T/said" | sed 's/^node 0x[0-9a-f]*: //')" \
	"reading it failed: unpacking: no answer for too long" "a process that does not answer is given up, and that is said"

done_testing
