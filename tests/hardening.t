#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the finished program is protected by: a flag that the compiler lacks is dropped in silence.
. tests/lib.sh

have readelf nm || skip_all "no binutils"
grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers"

readelf -hldW "$MAILPOUCH" >"$T/out"
readelf -nW "$BUILD/cmd/main.o" >"$T/notes" # the C library's own parts may lack the mark
nm -D --undefined-only "$MAILPOUCH" | sed 's/.* //; s/@.*//' >"$T/imports"

out_has 'Type: +DYN \(Position-Independent Executable' "position-independent"
out_has 'GNU_RELRO' "relocations are read-only"
out_has 'BIND_NOW|FLAGS_1.* NOW' "and bound at start"
is "$(grep -c 'GNU_STACK.* RWE' "$T/out")" 0 "no executable stack"
is "$(grep -cE 'RPATH|RUNPATH' "$T/out")" 0 "libraries come from the system's places"
grep -q '__stack_chk_fail' "$T/imports"
result $? "stack protector"
grep -q '_chk$' "$T/imports"
result $? "fortified functions"
if [ "$(uname -m)" = x86_64 ]; then
	grep -q 'IBT' "$T/notes"
	result $? "indirect branches are marked"
fi
for call in socket connect bind listen accept sendto getaddrinfo execve execvp posix_spawn system popen; do
	is "$(grep -cx "$call" "$T/imports")" 0 "no $call"
done

done_testing
