#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: tidy.sh FLAG... FILE.c...
# clang-tidy over files with the flags of the build; its count of hidden warnings is noise.
flags=() files=()
for a; do
	case $a in
	*.c) files+=("$a") ;;
	*) flags+=("$a") ;;
	esac
done
clang-tidy --quiet "${files[@]}" -- "${flags[@]}" 2>/dev/null
