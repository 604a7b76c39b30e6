#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# --quarantine: the raw bytes of every exception that has a place, from sources and from pouches.
. tests/lib.sh
. tests/pouch.sh

have jq || skip_all "no jq"

mkdir -p "$T/export/box/cur" "$T/export/box/tmp"
printf 'Some text\n\nFrom a@b.c Thu Jan  1 00:00:01 2004\nSubject: x\nTo: y\n\nx\n\n' >"$T/export/a.mbox"
printf 'From a@b.c Thu Jan  1 00:00:01 2004\nSubject: cut\nT' >>"$T/export/a.mbox"
printf 'no mail\0\377\n' >"$T/export/broken.mbox"
printf 'From: a@b\n\nx\n' >"$T/export/box/cur/1000000000.a,S=99:2,"
printf 'half' >"$T/export/box/tmp/1000000000.b"
ln -s nowhere "$T/export/link"
head -c 3000000 /dev/urandom | base64 >"$T/export/long.mbox"

# checked NAME DIRECTORY ROOT: each file of the quarantine is what lies at its place below ROOT.
checked() {
	local file store offset length digest bad=0 n=0
	while IFS=$'\t' read -r file store offset length digest; do
		n=$((n + 1))
		tail -c +$((offset + 1)) "$3/$store" | head -c "$length" >"$T/wanted"
		cmp -s "$T/wanted" "$2/$file" || bad=1
		[ "$(b2sum -l 256 <"$T/wanted" | cut -d' ' -f1)" = "$digest" ] || bad=1
	done < <(jq -r 'select(.file) | [.file, .store, .offset, .length, .blake2b] | @tsv' "$2/index.jsonl")
	is "$bad $n $(find "$2" -type f ! -name index.jsonl | wc -l)" "0 6 6" "$1: the bytes and digests of all"
}

cd "$T" || exit 1
is_status 6 "inspect --quarantine" mailpouch inspect --json --quarantine q export
is "$(jq -r .rule q/index.jsonl | sort | tr '\n' ' ')" \
	"maildir-incomplete maildir-size maildir-tmp preamble symlink truncated unframed unframed " "an index of all"
is "$(jq -c '[.exceptions[]]' "$T/out")" "$(jq -c 'del(.file, .blake2b, .why)' q/index.jsonl | jq -cs .)" \
	"  which says of each what the reply says"
is "$(jq -r 'select(.file == null).rule' q/index.jsonl | sort | tr '\n' ' ')" "maildir-incomplete symlink " \
	"  and what has no place"
is "$(find q -type f -printf '%f\n' | grep -vxE '[0-9]{8}-[a-z-]+|index.jsonl')" "" "safe names"
checked inspect q .
is_status 6 "convert --quarantine" mailpouch convert -q -t eml -o eml --quarantine q-convert export
ok "  the same" diff -r q q-convert
ok "keys" make_keys
is_status 6 "seal --quarantine" seal m --quarantine q-seal export
ok "  the same" diff -r q q-seal
is_status 0 "unpack --quarantine, out of the pouch" unpack m --quarantine q-unpack
is "$(sed 's,"data/,",' q-unpack/index.jsonl | jq -cS 'del(.why)')" "$(jq -cS 'del(.why)' q/index.jsonl)" "  the same index"
mkdir at && mkdir at/data && cp -r export at/data/
checked unpack q-unpack at
rm -rf m.out
is_status 6 "unpack -t eml --quarantine" unpack m -t eml --quarantine q-eml
ok "  the same" diff -r q-unpack q-eml

is_status 2 "a quarantine that exists" mailpouch inspect -q --quarantine q export
is_status 6 "  is replaced with --force" mailpouch inspect -q --force --quarantine q export
ok "  by the same" diff -r q q-seal
is_status 2 "a quarantine inside the source" mailpouch inspect -q --quarantine export/q export
no_output export/q "  leaves nothing"
is_status 2 "seal: two outputs of one name" seal n --quarantine n.pouch export
mkdir clean
printf 'From: a@b\nTo: c@d\n\nx\n' >clean/a.eml
is_status 0 "nothing to keep" mailpouch inspect -q --quarantine none clean
is "$(ls none)" "index.jsonl" "  an empty index"
is "$(wc -c <none/index.jsonl)" 0 "  of no lines"
is_status 3 "a quarantine where nothing can be written" mailpouch inspect -q --quarantine /proc/q export

done_testing
