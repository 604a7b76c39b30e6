#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: demo.sh PROGRAM
# Shows the program at work, in a directory of its own that is removed afterwards.
set -eu

program=$(realpath "$1")
dir=$(mktemp -d "${TMPDIR:-/tmp}/mailpouch-demo.XXXXXX")
trap 'rm -rf "$dir"' EXIT
export XDG_CONFIG_HOME=$dir/config
cd "$dir"

show() {
	printf '\n$ mailpouch %s\n' "$*"
	"$program" "$@"
}

show version --verbose
show keygen open reader.key --no-passphrase
show keygen sign signer.key --no-passphrase
