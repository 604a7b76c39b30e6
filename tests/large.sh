#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What has no limit, made large: a message of 5 GiB, a line of 1 GiB, 100,000 nested parts, a million
# files in one Maildir, 200 folders inside each other. Each is inspected, sealed, unpacked and
# converted, in less than 256 MiB of memory: spec/mail.md F-06. Run by make limits; takes long.
#
# LARGE_ONLY    space-separated names of cases below (all)
# LARGE_FILES   files in the Maildir (1000000)
# TMPDIR        where there is room: 24 GiB on a disk, or less for some cases
. tests/lib.sh
. tests/pouch.sh

LIMIT=$((256 * 1024))
: "${LARGE_ONLY:=message line parts files depth}" "${LARGE_FILES:=1000000}"

from='From a@example.org Thu Jan  1 00:00:00 2009'
head="$from\nFrom: a@example.org\nSubject: large"

message() {
	printf '%b\n\n' "$head" >"$1.mbox"
	truncate -s 5G "$1.mbox"
}
line() {
	printf '%b\n\n' "$head" >"$1.mbox"
	head -c 1G /dev/zero | tr '\0' x >>"$1.mbox"
	printf '\n\n%b\n\nx\n' "$head" >>"$1.mbox"
}
parts() {
	printf '%b\n' "$head" >"$1.mbox"
	seq 100000 | sed 's|.*|Content-Type: multipart/mixed; boundary="b&"\n\n--b&|' >>"$1.mbox"
	printf '\nx\n' >>"$1.mbox"
	seq 100000 -1 1 | sed 's/.*/--b&--/' >>"$1.mbox"
}
files() {
	"$BUILD/tests/bench/generate" small "${LARGE_FILES}m" "$1/"
}
depth() {
	local path=$1
	for ((i = 0; i < 200; i++)); do
		mkdir -p "$path"
		printf '%b\n\nx\n' "$head" >"$path/box.mbox"
		path+=/d
	done
}

# measure NAME COMMAND...: the program succeeds, within LIMIT; what it says is in $T/said.
measure() {
	local name=$1 seconds memory
	shift
	/usr/bin/time -q -o "$T/used" -f '%e %M' "$MAILPOUCH" "$@" >"$T/said" 2>"$T/err" </dev/null
	result $? "$name"
	read -r seconds memory <"$T/used"
	echo "# $seconds s, $((memory / 1024)) MiB"
	sed 's/^/# /' "$T/err" | head -3
	[ "$memory" -lt "$LIMIT" ]
	result $? "  within $((LIMIT / 1024)) MiB"
}

# counted WANTED: the last command found so many messages, and lost none.
counted() {
	is "$(jq -r '"\(.messages) \(.losses)"' "$T/said")" "$1 0" "  finds $1, and loses nothing"
}

# try NAME MESSAGES ROOM: makes the case; ROOM: GiB that it takes.
try() {
	local name=$1 messages=$2 room=$3 source
	[[ " $LARGE_ONLY " == *" $name "* ]] || return
	if [ "$(df --output=avail -BG "$T" | tail -1 | tr -dc 0-9)" -lt "$room" ]; then
		skip "less than $room GiB of room in $T" "$name"
		return
	fi
	"$name" "$T/$name"
	source=$(ls -d "$T/$name"*)
	measure "$name: inspect" inspect --json "$source"
	counted "$messages"
	measure "$name: seal" seal -q --json -r "$T/me.key.pub" -s "$T/s.key" -o "$T/large.pouch" \
		--receipt "$T/receipt" "$source"
	counted "$messages"
	measure "$name: unpack" unpack -q --json -i "$T/me.key" -o "$T/out" "$T/large.pouch"
	counted "$messages"
	diff -rq "$source" "$T/out/${source##*/}" >"$T/differ" 2>&1
	result $? "  gives back every byte"
	rm -rf "$T/out" "$T/large.pouch" "$T"/receipt*
	measure "$name: convert" convert -q --json -t maildir -o "$T/out" "$source"
	counted "$messages"
	is "$(find "$T/out" -type f -path '*/cur/*' -o -type f -path '*/new/*' | wc -l)" "$messages" \
		"  writes $messages files"
	rm -rf "$T/out" "$source"
}

have jq || skip_all "no jq"
make_keys
try message 1 12
try line 2 4
try parts 1 1
try files "$LARGE_FILES" 14
try depth 200 1
done_testing
