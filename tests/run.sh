#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh BUILD-DIRECTORY TEST...
# Runs test programs and .t files under prove.
set -u

export BUILD=$PWD/$1
export MAILPOUCH=$BUILD/mailpouch
shift
exec </dev/null

export CMOCKA_MESSAGE_OUTPUT=TAP
export G_DEBUG=fatal-warnings
export UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS=abort_on_error=1
# Some containers forbid what the search for leaks needs, and then it fails by itself.
if ! "$MAILPOUCH" version >/dev/null 2>&1; then
	echo "# no search for leaks here"
	ASAN_OPTIONS+=:detect_leaks=0
fi

exec prove --jobs "$(nproc)" --exec tests/exec.sh "$@"
