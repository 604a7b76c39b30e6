#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A kernel without Landlock or seccomp: the program works with less and says so, or stops.
. tests/lib.sh

have strace || skip_all "no strace"
grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"

# without CALL ERRNO ARGUMENT...: the program on a kernel where this call fails so.
without() {
	local call=$1 errno=$2
	shift 2
	strace -f -o "$T/trace" -e trace="$call" -e inject="$call:error=$errno" "$MAILPOUCH" "$@"
}

is_status 0 "no Landlock" without landlock_create_ruleset ENOSYS version --verbose
out_has '^sandbox: no landlock \(Function not implemented\), seccomp' "  is said"
is_status 0 "Landlock switched off" without landlock_create_ruleset EOPNOTSUPP version --verbose
out_has '^sandbox: no landlock \(Operation not supported\), seccomp' "  is said"
is_status 0 "no seccomp" without seccomp EINVAL version --verbose
out_has '^sandbox: .*, no seccomp' "  is said"
for call in landlock_create_ruleset landlock_restrict_self seccomp; do
	is_status 3 "--require-sandbox without $call" without $call EPERM version -v --require-sandbox
	err_has '^mailpouch: version: no sandbox: ' "  says what is missing"
done

done_testing
