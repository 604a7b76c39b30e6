#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Ten PST files, each damaged thirty times, are converted without a crash, a hang or a silent loss. make campaign
# damages each three hundred times.
. tests/lib.sh

corpus=../shared/corpus/pst
[ -d "$corpus" ] || skip_all "no corpus"
have python3 || skip_all "no python3"
case $BUILD in
*sanitize*) export PST_SANITIZED=1 ;;
esac
files=(ansi-test-posts aspose-72-contacts dfrws2009-rodeo dist-list-calendar embedded-four-levels flags-john-doe
	hughbe-backup outlook2003-enc-welcome tika-various-body-types unicode-sample1)
files=("${files[@]/#/$corpus/}")
exec python3 tests/pst_damage.py "$MAILPOUCH" "${PST_DAMAGES:-30}" "${files[@]/%/.pst}"
