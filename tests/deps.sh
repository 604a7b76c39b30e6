#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: deps.sh PACKAGE...
# Installs the Debian packages that are missing. Where it cannot, it names them and stops.
set -u

missing=()
if command -v dpkg-query >/dev/null; then
	for p in "$@"; do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)
		[ "$state" = installed ] || missing+=("$p")
	done
else
	missing=("$@")
fi
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
	echo "installing: ${missing[*]}"
	install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q
		--no-install-recommends "${missing[@]}")
	"${install[@]}" && exit 0
	"${as_root[@]}" apt-get update -q && "${install[@]}" && exit 0
fi
echo "make: these Debian packages are missing and cannot be installed from here:" >&2
echo "    ${missing[*]}" >&2
exit 1
