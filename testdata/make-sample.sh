#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: make-sample.sh DIRECTORY
# Copies testdata/sample to DIRECTORY and adds what git does not keep: empty directories, an
# empty folder, and file times.
set -eu

from=$(dirname "$0")/sample
to=$1
cp -r "$from" "$to"
cd "$to"
for folder in Maildir Maildir/.Sent Maildir/.Archive.2024 Maildir/.B\&APw-ro Maildir/.Drafts; do
	mkdir -p "$folder"/{cur,new,tmp}
done
mkdir eml/2024

# A message in a Maildir was received when its file was made.
find Maildir -type f -name '*.mail*' -printf '%f\t%p\n' | while IFS=$'\t' read -r name path; do
	touch -d "@${name%%.*}.125" "$path"
done
find eml -type f | sort | while read -r path; do
	touch -d "$(sed -n 's/^Date: \(.*\)\r$/\1/p' "$path")" "$path"
done
touch -d '2024-01-29 09:15:01.000000007 UTC' inbox.mbox
touch -d '2024-01-30 08:00:00.5 UTC' notes.txt
touch -d '2024-01-23 09:00:00 UTC' Maildir/{dovecot-keywords,subscriptions,.Sent/maildirfolder}
find . -depth -type d -exec touch -d '2024-01-30 08:00:01.123456789 UTC' {} +
