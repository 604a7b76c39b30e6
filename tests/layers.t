#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The order of folders holds, and the check for it finds what breaks it.
. tests/lib.sh

ok "folders include only those below them" tests/layers.sh
mkdir -p "$T/tree/crypto" "$T/tree/cmd" "$T/tree/tests"
cp tests/layers.sh "$T/tree/tests"
cd "$T/tree" || exit 1
echo '#include "crypto/a.h"' >cmd/a.c
echo '#include "tests/b.h"' >crypto/a_test.c
is_status 0 "a tree in order" tests/layers.sh
echo '#include "cmd/b.h"' >crypto/a.c
is_status 1 "an include from above" tests/layers.sh
echo '#include "a.h"' >crypto/a.c
is_status 1 "an include without a path" tests/layers.sh

done_testing
