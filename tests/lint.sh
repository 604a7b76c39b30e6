#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: lint.sh COMPILER FLAG...
# Layout, headers that compile alone, and two static analyzers. Says nothing if all is well.
set -u

cc=$1
shift
jobs=$(nproc)
mapfile -t files < <(git ls-files '*.c' '*.h')
mapfile -t sources < <(git ls-files '*.c')
mapfile -t headers < <(git ls-files '*.h')
bad=0

step() {
	echo "  LINT   $1"
}

each() { # each FILES-PER-CALL COMMAND... <<< files
	local n=$1
	shift
	xargs -d '\n' -P "$jobs" -n "$n" "$@" || bad=1
}

step layout
printf '%s\n' "${files[@]}" | each 20 clang-format --dry-run -Werror
step headers
printf '%s\n' "${headers[@]}" | each 1 "$cc" "$@" -Wall -fsyntax-only -x c
step cppcheck
cppcheck -q -j "$jobs" --std=c11 --enable=warning,portability,performance --inline-suppr \
	--suppressions-list=tests/cppcheck.txt --library=gtk --error-exitcode=1 -I. \
	"${sources[@]}" || bad=1
step clang-tidy
printf '%s\n' "${sources[@]}" | each 4 tests/tidy.sh "$@"
exit $bad
