#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Checks the order of folders (README.md): a file includes its own folder and those below it, and a
# unit test also what tests share.
set -u

order=(crypto convert verify cmd)
below=
bad=0
for folder in "${order[@]}"; do
	below="${below:+$below|}$folder"
	[ -d "$folder" ] || continue
	# Files of the project are included by their path from the root, and only they by "".
	if grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' --include='*.[ch]' "$folder" |
		grep -vE "include[[:space:]]*\"($below)/|_test\.c:[0-9]+:.*\"tests/"; then
		echo "$folder/ may include only: ${below//|/, }" >&2
		bad=1
	fi
done
exit $bad
