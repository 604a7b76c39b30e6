#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Cut short by a signal, a full disk or a source that changes: nothing unfinished under a final name.
. tests/lib.sh
. tests/pouch.sh

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
cd "$T" || exit 1
truncate -s 1G large
head -c 5000000 /dev/urandom >>large
ok "a large pouch" seal large large

# interrupt SIGNAL NAME COMMAND...: sends it when an unfinished file is there; $rc is how it ended.
interrupt() {
	local signal=$1 name=$2 pid i
	shift 2
	env --default-signal=INT,TERM,HUP "$MAILPOUCH" "$@" >out 2>err </dev/null &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ -n "$(find . -maxdepth 1 -name '.*.partial*')" ] && break
		sleep 0.02
	done
	sleep 0.1
	kill -"$signal" $pid
	wait $pid 2>/dev/null
	rc=$?
}
for signal in INT TERM HUP; do
	interrupt $signal seal seal -q -r me.key.pub -s s.key -o new.pouch --receipt new.r large
	is $rc $((128 + $(kill -l $signal))) "seal ends by SIG$signal"
	no_output new.pouch "  without a pouch or an unfinished one"
	is "$(ls -A | grep new)" "" "  or a receipt"
	one_line "  one line on standard error"
	interrupt $signal unpack unpack -q -i me.key -o new large.pouch
	is $rc $((128 + $(kill -l $signal))) "unpack ends by SIG$signal"
	no_output new "  without a directory or an unfinished one"
done
for command in "seal -q -r me.key.pub -s s.key --receipt new.r -o new large" "unpack -q -i me.key -o new large.pouch"; do
	interrupt KILL "${command%% *}" ${command/new large/new.pouch large}
	is $rc 137 "${command%% *} is killed"
	is "$(ls -d new new.pouch new.r 2>/dev/null)" "" "  nothing under a final name"
	rm -rf .new*
done
is_status 0 "afterwards it works" mailpouch seal -q -r me.key.pub -s s.key -o new.pouch --receipt new.r export

# A full disk.
mkdir small
if mount -t tmpfs -o size=2m none small 2>/dev/null; then
	trap 'umount "$T/small"; chmod -R u+rwX "$T"; rm -rf "$T"' EXIT
	head -c 6000000 /dev/urandom >noise
	mkdir mail
	for i in {1..40}; do
		(printf 'From x@example.org Mon Jan 15 10:00:00 2024\nFrom: x@example.org\nSubject: %d\n\n' "$i"
			head -c 100000 /dev/urandom | base64; echo) >>mail/large.mbox
	done
	ok "a pouch" seal noise noise
	full() {
		is_status 3 "a full disk: $1" mailpouch "${@:2}"
		err_has ': small/.*: No space left on device$' "  is told with the file's name"
		one_line "  in one line"
		is "$(ls -A small)" "" "  and leaves nothing"
	}
	full seal seal -q -r me.key.pub -s s.key -o small/x.pouch --receipt r.txt noise
	is "$(ls r.txt 2>/dev/null)" "" "  nor a receipt"
	full "seal's receipt" seal -q -r me.key.pub -s s.key -o small/x.pouch --receipt small/r.txt noise
	full unpack unpack -q -i me.key -o small/x noise.pouch
	for format in mbox maildir eml; do
		full "convert to $format" convert -q -t $format -o small/x mail
	done
	mailpouch unpack -q -i me.key -o small/x good.pouch 2>/dev/null
	umount small
	trap 'chmod -R u+rwX "$T"; rm -rf "$T"' EXIT
else
	skip "may not mount here" "a full disk"
fi

# is_open PID FILE: whether the process has the file open.
is_open() {
	readlink "/proc/$1"/fd/* 2>/dev/null | grep -qxF "$2"
}

# change COMMAND: runs it while file/f is being sealed; the program is held meanwhile.
change() {
	mkdir file
	truncate -s 1G file/f
	"$MAILPOUCH" seal -q --json -r me.key.pub -s s.key -o f.pouch --receipt f.r file >out 2>err &
	pid=$!
	until is_open $pid "$T/file/f" || ! kill -0 $pid 2>/dev/null; do
		:
	done
	kill -STOP $pid
	eval "$1"
	kill -CONT $pid
	wait $pid
	rc=$?
}
change 'echo more >>file/f'
is "$rc $(jq -c '[.losses, .exceptions[].rule]' out)" '6 [1,"changed-while-reading"]' "a file that grows is a listed loss"
is_status 0 "  its pouch unpacks" mailpouch unpack -q -i me.key -o f.out f.pouch
is "$(stat -c %s f.out/file/f)" 1073741824 "  as it was when its reading began"
rm -rf file f.*
change 'truncate -s 1M file/f'
is "$rc $(jq -c '[.losses, .exceptions[].rule]' out)" '6 [1,"changed-while-reading"]' "so is one that shrinks"
is_status 0 "  its pouch unpacks" mailpouch unpack -q -i me.key -o f.out f.pouch
is_status 7 "  and verifies but for its signer" mailpouch verify -q -i me.key f.pouch

done_testing
