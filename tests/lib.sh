# SPDX-License-Identifier: Apache-2.0
# For tests/*.t: TAP from bash. A test sources this file, calls the functions below, and ends
# with done_testing. It runs in the project's folder; $T is a directory of its own, and home.
set -u

T=$(mktemp -d "${TMPDIR:-/tmp}/mailpouch-test.XXXXXX")
trap 'chmod -R u+rwX "$T"; rm -rf "$T"' EXIT
export HOME=$T/home XDG_CONFIG_HOME=$T/config
mkdir "$HOME"
unset NO_COLOR
: "${BUILD:=$PWD/build}" "${MAILPOUCH:=$BUILD/mailpouch}"

tests_run=0
tests_failed=0

# The program, without a terminal to ask on.
mailpouch() {
	setsid -w "$MAILPOUCH" "$@"
}

# result STATUS NAME: one line of TAP; a STATUS other than 0 is a failure.
result() {
	tests_run=$((tests_run + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests_run - $2"
	else
		tests_failed=$((tests_failed + 1))
		echo "not ok $tests_run - $2"
	fi
}

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1
	shift
	"$@" >"$T/out" 2>"$T/err"
	local rc=$?
	result $rc "$name"
	[ $rc = 0 ] || sed 's/^/# /' "$T/out" "$T/err"
}

# is_status WANTED NAME COMMAND...: it exits so. Its streams are in $T/out and $T/err after it.
is_status() {
	local wanted=$1 name=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err" </dev/null
	local rc=$?
	[ $rc = "$wanted" ]
	result $? "$name"
	[ $rc = "$wanted" ] || sed 's/^/# /' <(echo "status $rc") "$T/err"
}

# is GOT WANTED NAME: two texts are the same.
is() {
	[ "$1" = "$2" ]
	result $? "$3"
	[ "$1" = "$2" ] || printf 'got:    %s\nwanted: %s\n' "$1" "$2" | sed 's/^/# /'
}

# out_has PATTERN NAME, err_has: a line of the last streams matches the extended expression.
out_has() {
	grep -Eq -- "$1" "$T/out"
	result $? "$2"
}
err_has() {
	grep -Eq -- "$1" "$T/err"
	local rc=$?
	result $rc "$2"
	[ $rc = 0 ] || sed 's/^/# /' "$T/err"
}

# skip WHY NAME: a test that cannot be done here.
skip() {
	tests_run=$((tests_run + 1))
	echo "ok $tests_run - $2 # SKIP $1"
}

# skip_all WHY: none of them can.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# have COMMAND...: whether they are installed.
have() {
	command -v "$@" >/dev/null
}

done_testing() {
	echo "1..$tests_run"
	[ $tests_failed = 0 ]
	exit
}
