#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# No rule is quadratic in the length of lines, the number of header lines, parts, From_ lines,
# references or folders, or in how deep parts are nested.

# Thousands of small files, and a sync at each end: better in memory.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
. tests/lib.sh

have python3 || skip_all "no python3"
grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers"
for kind in files directories; do
	mkdir "$T/$kind"
	ok "four times as large, less than nine times as long: $kind" \
		python3 tests/scaling.py $kind "$MAILPOUCH" "$T/$kind"
done
done_testing
