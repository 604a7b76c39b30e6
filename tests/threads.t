#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# With the same randomness a pouch is the same bytes, however many threads made it.
. tests/lib.sh
. tests/pouch.sh

seeded=$BUILD/mailpouch-seeded
[ -x "$seeded" ] || skip_all "no build/mailpouch-seeded"

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
# Several segments, files large and small, more records than a batch.
head -c 40000000 /dev/zero | tr '\0' x >"$T/export/flat"
head -c 20000000 /dev/urandom >"$T/export/noise"
mkdir "$T/export/many"
for i in {1..2000}; do
	printf 'From: a@example.org\nDate: Mon, 15 Jan 2024 10:00:00 +0000\nSubject: %d\n\n%d\n' "$i" "$i" \
		>"$T/export/many/$i.eml"
done

# seal_with DIRECTORY OPTION...: seals into it, always under the same name.
seal_with() {
	mkdir "$T/$1"
	"$seeded" seal -q -r "$T/me.key.pub" -a "$T/audit.key.pub" -s "$T/s.key" \
		-o "$T/$1/x.pouch" --receipt "$T/$1/x.receipt.txt" "${@:2}" "$T/export" >/dev/null
}
for n in 1 2 4; do
	is_status 0 "$n threads" seal_with "by-$n" --threads $n
done
ok "1 and 2 threads: the same pouch" cmp "$T/by-1/x.pouch" "$T/by-2/x.pouch"
ok "1 and 4 threads: the same pouch" cmp "$T/by-1/x.pouch" "$T/by-4/x.pouch"
ok "  and the same receipt" diff -r --exclude=x.pouch "$T/by-1" "$T/by-4"
MAILPOUCH_SEED=other is_status 0 "another seed" seal_with other
cmp -s "$T/by-1/x.pouch" "$T/other/x.pouch"
is $? 1 "  gives another pouch"
cp "$T/by-4/x.pouch" "$T/seeded.pouch"
is_status 0 "the pouch opens" unpack seeded
same_tree "$T/export" "$T/seeded.out/export" "what comes out"
for n in 1 4; do
	is_status 0 "verify with $n threads" mailpouch verify --threads $n --signed-by "$T/s.key.pub" \
		-i "$T/me.key" "$T/seeded.pouch"
done

# The real program never gives the same twice.
ok "sealed" seal a "$T/export/eml"
ok "sealed again" seal b "$T/export/eml"
cmp -s "$T/a.pouch" "$T/b.pouch"
is $? 1 "without a seed no two pouches are the same"

done_testing
