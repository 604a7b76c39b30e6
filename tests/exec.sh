#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: exec.sh TEST
# Runs one test for prove. What cmocka 1.1.5 prints is made TAP: a skipped test is "not ok"
# there, and each group of tests counts from 1.
# One that takes more than SECONDS_A_TEST is ended, and has failed.
set -o pipefail
: "${SECONDS_A_TEST:=1200}"

case $1 in
*_test) ;;
*) exec timeout -k 10 "$SECONDS_A_TEST" "$@" ;;
esac
timeout -k 10 "$SECONDS_A_TEST" "$@" | awk '
	/^1\.\.[0-9]+$/ { planned += substr($0, 4); next }
	/^not ok [0-9]+ # SKIP / { sub(/^not /, "") }
	/^(not )?ok [0-9]+ / { sub(/ok [0-9]+/, "ok " ++n) }
	{ print; fflush() }
	END { print "1.." planned + 0 }'
