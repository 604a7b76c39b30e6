#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: npm.sh DIRECTORY
# Installs what tests/package.json names into DIRECTORY, unless it is there. Tests that want it are skipped
# without it, so what goes wrong is told and no more.
set -u

mkdir -p "$1" || exit 1
cmp -s tests/package.json "$1/package.json" && exit 0
# Where node comes from elsewhere npm comes with it, and Debian's package would take its place.
if ! command -v npm >/dev/null && ! tests/deps.sh npm; then
	echo "make: no npm: a reader of PST that tests compare with is missing" >&2
	exit 0
fi
cp tests/package.json "$1/package.json"
if ! (cd "$1" && timeout 120 npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error); then
	rm -f "$1/package.json"
	echo "make: npm could not install what tests/package.json names" >&2
fi
