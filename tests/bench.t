#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The benchmark runs and has a line for each figure; its times are not looked at.
. tests/lib.sh

grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers measures nothing"

export BENCH_DIR=$T/bench BENCH_SIZE=4M BENCH_RUNS=1

is_status 0 "a small benchmark" tests/bench/run "$MAILPOUCH"
cp "$BENCH_DIR/results.txt" "$T/table"
is "$(awk 'NR > 1 { print $1 }' "$T/table" | tr -d , | uniq -c | awk '{ print $2, $1 }' | paste -sd ,)" \
	"seal 2,verify 3,convert 2,cat 1,memory 6,unpack 1,inspect 4,BLAKE2b 1,index 2" \
	"  has every figure"
is "$(grep -cE ' (failed|skipped) ' "$T/table")" 0 "  each of them measured"
is "$(jq -r '.rows | map(select(.ours > 0)) | length' "$BENCH_DIR/results.json")" \
	"$(awk 'NR > 1' "$T/table" | wc -l)" \
	"  and again in JSON"
is "$(find "$BENCH_DIR" -name '*.pouch' -o -name 'out-*')" "" "  only inputs are kept"

BENCH_ONLY=nothing is_status 1 "a group that there is not" tests/bench/run "$MAILPOUCH"
BENCH_ONLY=inspect is_status 1 "a program that fails" tests/bench/run "$BUILD/flags"

done_testing
