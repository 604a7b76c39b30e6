#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installing puts the program in place, uninstalling leaves nothing.
. tests/lib.sh

unset MAKEFLAGS MFLAGS MAKELEVEL
make_quietly() {
	make B="${BUILD#"$PWD/"}" -o "${BUILD#"$PWD/"}/mailpouch" DESTDIR="$T/root" PREFIX=/usr "$@"
}

ok "make install" make_quietly install
ok "the installed program runs" "$T/root/usr/bin/mailpouch" --version
ok "make uninstall" make_quietly uninstall
is "$(find "$T/root" ! -type d)" "" "nothing is left"
ok "make help" make_quietly help
out_has '^check ' "explains the targets"

done_testing
