#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: exec.sh TEST
# Runs one test for prove. cmocka 1.1.5 prints a skipped test as "not ok 2 # SKIP name".
set -o pipefail

case $1 in
*_test) "$@" | sed -u 's/^not ok \([0-9]* # SKIP\)/ok \1/' ;;
*) exec "$@" ;;
esac
