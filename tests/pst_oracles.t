#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# PST files hold what three other readers find in them: libpff, by its module and its program, readpst and
# pst-extractor. None of them is ours.
# Those that tests make hold what was put in, and are alike whenever they are made; so the others
# open them, too, and what each of them can not read is told here.
. tests/lib.sh

corpus=../shared/corpus/pst
make_pst=$BUILD/tests/make_pst
probe=$BUILD/tests/pst_probe
export PST_EXTRACTOR=$PWD/build/npm
python=python3
"$python" -c 'import pypff' 2>"$T/err" || python=/usr/bin/python3

# oracle READER FILE: what it finds, in $T/READER. Its complaints are no matter.
oracle() {
	timeout 300 "$python" tests/pst_oracle.py "$1" "$2" >"$T/$1" 2>"$T/$1.err"
}

declare -A why=()
"$python" -c 'import pypff' 2>"$T/err" || why[libpff]="no module pypff"
have pffexport || why[pffexport]="no pffexport"
have readpst || why[readpst]="no readpst"
{ have node && [ -d "$PST_EXTRACTOR/node_modules/pst-extractor" ]; } || why[extractor]="no pst-extractor: make deps"
readers=(libpff pffexport readpst extractor)
ndocumented=0

# compare NAME FILE READER...: what they find is in $T/ours.
compare() {
	local name=$1 file=$2 reader
	shift 2
	for reader; do
		if [ -n "${why[$reader]:-}" ]; then
			skip "${why[$reader]}" "$name: nothing that $reader finds is missing"
			continue
		fi
		oracle "$reader" "$file"
		ok "$name: nothing that $reader finds is missing" python3 tests/pst_compare.py "$T/ours" "$T/$reader"
	done
}

# counts LIST: items and attachments in a list.
counts() {
	awk -F'\t' '$1 == "item" { items++ } $1 == "part" { parts++ } $1 == "item" && $6 != "" && $6 != "*" { parts += split($6, a, ",") }
		END { print items + 0, "+", parts + 0 }' "$1"
}

# documented FILE: readers that find other numbers than ours stand in docs/PST.md, with them.
documented() {
	local row="| $1 | $(counts "$T/ours") |" reader
	for reader in "${readers[@]}"; do
		[ -z "${why[$reader]:-}" ] || return
		row+=" $(counts "$T/$reader") |"
	done
	[ "$(tr '|' '\n' <<<"$row" | sed 1,2d | sort -u | grep -c .)" -gt 1 ] || return
	ndocumented=$((ndocumented + 1))
	ok "$1: what others miss is in docs/PST.md" grep -qF "$row" docs/PST.md
}

# finds READER COUNT NAME: how many items it found last, so that a reader that fails is seen.
finds() {
	[ -n "${why[$1]:-}" ] || is "$(grep -c ^item "$T/$1")" "$2" "$3"
}

while IFS=$'\t' read -r name _; do
	[ "$name" = filed ] && continue # it is but large
	file=$T/$name.pst
	"$make_pst" "$name" "$file" >"$T/put-in"
	ok "$name: read" "$probe" "$file"
	cp "$T/out" "$T/ours"
	is "$(LC_ALL=C sort "$T/ours" | sha256sum)" "$(LC_ALL=C sort "$T/put-in" | sha256sum)" "$name: all that was put in, and no more"
	items=$(grep -c ^item "$T/put-in")
	case $name in
	# What libpff can not: orphans, properties of unknown type, a damaged header.
	contradictions) compare "$name" "$file" "${readers[@]}"; finds libpff 1 "$name: libpff leaves out an orphan" ;;
	odd-properties) compare "$name" "$file" "${readers[@]}"; finds libpff 0 "$name: libpff fails at an odd property" ;;
	stale-header | bad-root) compare "$name" "$file" readpst extractor ;;
	# The others take half a minute and more; and they take no names that are longer than a file's.
	many-items | long-names) compare "$name" "$file" libpff; finds libpff "$items" "$name: libpff finds all" ;;
	# pst-extractor has no high cipher.
	crypt-cyclic | sizes) compare "$name" "$file" libpff readpst; finds libpff "$items" "$name: libpff finds all" ;;
	*)
		compare "$name" "$file" "${readers[@]}"
		finds libpff "$items" "$name: libpff finds all"
		finds extractor "$items" "$name: pst-extractor finds all"
		;;
	esac
	rm "$file"
done < <("$make_pst")

"$make_pst" nested "$T/one.pst" >"$T/one"
"$make_pst" nested "$T/two.pst" >"$T/two"
ok "made again, a file is the same" cmp "$T/one.pst" "$T/two.pst"

if [ ! -d "$corpus" ]; then
	skip "no corpus" "the corpus"
	done_testing
fi
for file in "$corpus"/*.[po]st; do
	name=${file##*/}
	ok "$name: read" "$probe" "$file"
	cp "$T/out" "$T/ours"
	grep -q ' failed 0 missing 0 ' "$T/err"
	result $? "$name: no item fails"
	compare "$name" "$file" "${readers[@]}"
	documented "$name"
done
if [ ${#why[@]} = 0 ]; then
	is "$(grep -c '^| .*\.[po]st |' docs/PST.md)" "$ndocumented" "docs/PST.md has no others"
fi
done_testing
