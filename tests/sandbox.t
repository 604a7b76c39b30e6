#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a parser that was taken over can reach, tried from the inside.
dir=$(mktemp -d "${TMPDIR:-/tmp}/mailpouch-test.XXXXXX")
trap 'rm -rf "$dir"' EXIT
"${BUILD:-build}/tests/sandbox_probe" "$dir"
