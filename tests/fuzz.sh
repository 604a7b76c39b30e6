#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: fuzz.sh PROGRAM SECONDS
# Runs a libFuzzer program over its corpus; what it finds new is kept in the build directory.
set -eu

program=$1
name=$(basename "$program")
corpus=$program.corpus
seeds=testdata/fuzz/${name#fuzz_}
mkdir -p "$corpus"
dirs=("$corpus")
[ ! -d "$seeds" ] || dirs+=("$seeds")
exec "$program" -max_total_time="$2" -timeout=25 -rss_limit_mb=4096 -print_final_stats=1 \
	-artifact_prefix="$program." "${dirs[@]}"
