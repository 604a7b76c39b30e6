#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The README's commands, run as they stand, say what the README says they do.
. tests/lib.sh

have python3 age zstd minisign || skip_all "not all of python3, age, zstd, minisign"
testdata/make-sample.sh "$T/export"
PATH=$(dirname "$MAILPOUCH"):$PATH

# Each command of a console block into a file NN.command, what it prints into NN.wanted.
mkdir "$T/steps"
awk -v dir="$T/steps" '
	/^```/ { on = $0 == "```console"; next }
	on && /^\$ / { n++; file = sprintf("%s/%02d", dir, n); print substr($0, 3) >(file ".command"); printf "" >(file ".wanted"); next }
	on { print >(file ".wanted") }' README.md
is "$(grep -lE '^mailpouch (keygen|seal|verify|unpack|list|inspect)' "$T"/steps/*.command | wc -l)" 8 \
	"the README shows the commands of daily use"

# What differs from run to run: keys, archive ids. "..." stands for any lines.
cat >"$T/shape.py" <<'END'
import re, sys

def shape(text):
    text = re.sub(r"age1[0-9a-z]{58}", "AGE", text)
    text = re.sub(r"RW[A-Za-z0-9+/]{54}", "KEY", text)
    return re.sub(r"\b[0-9a-f]{32}\b", "ARCHIVE", text)

wanted, got = (shape(open(name).read()) for name in sys.argv[1:])
pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in wanted.splitlines())
sys.exit(0 if re.fullmatch(pattern, got) else print(got) or 1)
END

repository=$PWD
cd "$T" || exit 1
for command in steps/*.command; do
	name=$(cat "$command")
	setsid -w bash -o pipefail "$command" >said 2>&1
	is $? 0 "$name"
	ok "  prints what the README shows" python3 shape.py "${command%command}wanted" said
done
ok "restored as it was" diff -r export restored/export
ok "and by stock tools" diff -r export data/export

cd "$repository" || exit 1
for target in demo check install help deps; do
	ok "make $target is a target" grep -q "^$target:" Makefile
done

done_testing
