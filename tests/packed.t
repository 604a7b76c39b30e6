#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Packed sources: what inspect and convert find in them is what they find in the unpacked ones.
. tests/lib.sh

have bsdtar python3 jq zip zstd || skip_all "no bsdtar, python3, jq, zip or zstd"
corpus=../shared/corpus

mkdir -p "$T/plain/takeout/Takeout/Mail" "$T/plain/takeout/box/cur" "$T/plain/takeout/box/new"
for i in 1 2 3; do
	printf 'From a@b Sat Jan  3 01:05:34 1998\nFrom: a@b\nMessage-ID: <%s@x>\n\nbody %s\n\n' $i $i
done >"$T/plain/takeout/Takeout/Mail/All mail.mbox"
printf 'From: c@d\nDate: Sat, 3 Jan 1998 01:05:34 +0000\n\nin a Maildir\n' >"$T/plain/takeout/box/cur/1:2,Sa"
mkdir "$T/plain/takeout/mh"
printf 'From: e@f\n\nin MH\n' >"$T/plain/takeout/mh/1"
printf 'flagged: 1\n' >"$T/plain/takeout/mh/.mh_sequences"
printf '0 Work\n' >"$T/plain/takeout/box/dovecot-keywords"
[ -d "$corpus/maildir" ] && bsdtar -C "$T/plain/takeout" -xf "$corpus/maildir/toolmade/dovecot-maildirpp.tar"

# stores FILE: the stores of inspect's report, without what differs by how it is packed.
stores() {
	jq -c '[.messages, .losses, ([.stores[] | {format, messages, folders, bytes}] | sort)]' "$1"
}

# mails DIR: every message of a converted tree with its folder, as names differ by order.
mails() {
	(cd "$1" && find . -name '*.eml' | while read -r f; do
		echo "$(b2sum -l 128 <"$f") ${f%/*}"
	done | sort)
}

is_status 0 "inspect the unpacked" mailpouch inspect --json "$T/plain"
cp "$T/out" "$T/plain.json"
is_status 0 "convert the unpacked" mailpouch convert -t eml -o "$T/plain.eml" "$T/plain"
mails "$T/plain.eml" >"$T/plain.mails"

# same NAME SUFFIX: packed/takeout.SUFFIX, which was just made, holds the same mail.
same() {
	local suffix=$1
	is_status 0 "inspect .$suffix" mailpouch inspect --json "$T/packed"
	is "$(stores "$T/out")" "$(stores "$T/plain.json")" "  finds the same"
	is "$(jq -r '.stores[].path' "$T/out" | grep -cE "/takeout\.$suffix(!/|\$)")" \
		"$(jq '.stores | length' "$T/plain.json")" "  in paths that say where"
	rm -rf "$T/packed.eml"
	is_status 0 "convert .$suffix" mailpouch convert -t eml -o "$T/packed.eml" "$T/packed"
	mails "$T/packed.eml" >"$T/packed.mails"
	ok "  writes the same" cmp "$T/plain.mails" "$T/packed.mails"
	rm -rf "$T/packed"
	mkdir "$T/packed"
}

mkdir "$T/packed"
pack() {
	bsdtar -C "$T/plain/takeout" --format "$1" -cf "$T/packed/takeout.$2" "${@:3}" .
	same "$2"
}
pack zip zip
pack 7zip 7z
pack pax tar
pack gnutar tar
pack ustar tar.gz --gzip
pack pax tgz --gzip
pack pax tar.bz2 --bzip2
pack pax tar.xz --xz
pack pax tar.zst --zstd
(cd "$T/plain/takeout" && python3 -m zipfile -c "$T/packed/takeout.zip" *)
same zip
(cd "$T/plain/takeout" && zip -qry - . | cat >"$T/packed/takeout.zip")
same zip

# A split export is several packed files, which share one tree.
mkdir "$T/split" "$T/split/Takeout"
for n in 001 002; do
	printf 'From a@b Sat Jan  3 01:05:34 1998\nFrom: a@b\n\nbody %s\n\n' $n >"$T/split/Takeout/$n.mbox"
	printf 'From: c@d\n\nbody %s\n' $n >"$T/split/Takeout/$n.eml"
	(cd "$T/split" && zip -qr "takeout-20240102T030405Z-$n.zip" Takeout && rm Takeout/*)
done
rmdir "$T/split/Takeout"
printf './takeout-20240102T030405Z/Takeout\n./takeout-20240102T030405Z/Takeout/%s\n' 001 002 >"$T/wanted"
sed -i 2a./takeout-20240102T030405Z/Takeout/002 "$T/wanted" && sort -u -o "$T/wanted" "$T/wanted"
folders() {
	(cd "$1" && find . -name '*.eml' -printf '%h\n' | sort -u)
}
is_status 0 "the parts of an export, each a source" mailpouch convert -t eml -o "$T/split.eml" "$T/split"/*.zip
is "$(folders "$T/split.eml")" "$(cat "$T/wanted")" "  are one tree"
is_status 0 "the parts of an export in a directory" mailpouch convert -t eml -o "$T/split.2" "$T/split"
is "$(folders "$T/split.2")" "$(cat "$T/wanted")" "  are one tree"

# Nothing, packed: nothing is lost.
: >"$T/nothing"
for packer in gzip bzip2 xz zstd; do
	$packer -c "$T/nothing" >"$T/nothing.$packer"
done
bsdtar -cf "$T/nothing.7z" --format 7zip -T /dev/null
tar -cf "$T/nothing.tar" -T /dev/null
tar -czf "$T/nothing.tgz" -T /dev/null
python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").close()' "$T/nothing.zip"
for file in "$T"/nothing.*; do
	is_status 0 "nothing in ${file##*.}" mailpouch inspect --json "$file"
	is "$(jq -r '.exceptions[] | .severity + " " + .rule' "$T/out")" "note archive-empty" "  is noted"
done
gzip -c "$T/nothing" | head -c 9 >"$T/cut.gz"
is_status 6 "nothing, cut off" mailpouch inspect --json "$T/cut.gz"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-broken "  is a loss"

# Tars: two, one after the other, and what is lost in them.
(cd "$T/plain/takeout" && tar -cf "$T/one.tar" Takeout/Mail mh/1)
cat "$T/one.tar" "$T/one.tar" >"$T/two.tar"
is_status 0 "two tars, one after the other" mailpouch inspect --json "$T/two.tar"
is "$(jq .messages "$T/out")" 8 "  are read"
python3 - "$T" <<'END'
import sys
tar = open(sys.argv[1] + "/one.tar", "rb").read()
at = tar.index(b"Takeout/Mail/All mail.mbox")
open(sys.argv[1] + "/name.tar", "wb").write(tar[:at] + b"X" + tar[at + 1:])
open(sys.argv[1] + "/zeros.tar", "wb").write(tar[:at] + bytes(512) + tar[at + 512:])
open(sys.argv[1] + "/short.tar", "wb").write(tar[:at])
END
for name in name zeros short; do
	is_status 6 "a tar with a damaged header: $name" mailpouch inspect --json "$T/$name.tar"
	is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" archive-broken "  is a loss"
done

# Compressed mailboxes: members one after the other, something behind them, a check that fails.
gzip -c "$T/plain/takeout/Takeout/Mail/All mail.mbox" >"$T/one.gz"
cat "$T/one.gz" "$T/one.gz" >"$T/two.mbox.gz"
is_status 0 "gzip members are one file" mailpouch inspect --json "$T/two.mbox.gz"
is "$(jq .messages "$T/out")" 6 "  with all messages"
(cat "$T/one.gz" && echo behind) >"$T/behind.mbox.gz"
is_status 0 "what follows gzip" mailpouch inspect --json "$T/behind.mbox.gz"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-trailing "  is noted"
(head -c -8 "$T/one.gz" && printf '12341234') >"$T/check.mbox.gz"
is_status 6 "a check that fails" mailpouch inspect --json "$T/check.mbox.gz"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" archive-broken "  is a loss"
is "$(jq .messages "$T/out")" 3 "  with the messages there are"
head -c 100 "$T/one.gz" >"$T/cut.mbox.gz"
is_status 6 "a file that is cut off" mailpouch inspect "$T/cut.mbox.gz"

# Hostile ones. The zip says truly, and then falsely, how many zeros it has; a tar has very many entries.
python3 - "$T" <<'END'
import io, struct, subprocess, sys, tarfile, zlib
d = sys.argv[1]
c = zlib.compressobj(9, zlib.DEFLATED, -15)
block = c.compress(bytes(1 << 24)) + c.flush(zlib.Z_FULL_FLUSH)
data = block * 640 + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
def zip64(path, size):
    name = b"x.mbox"
    extra = struct.pack("<HHQQ", 1, 16, size, len(data))
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(extra))
    local += name + extra
    central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name),
        len(extra), 0, 0, 0, 0, 0) + name + extra
    at = len(local) + len(data)
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(central), at)
    end += struct.pack("<4sLQL", b"PK\6\7", 0, at + len(central), 1)
    end += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central), 2**32 - 1, 0)
    open(path, "wb").write(local + data + central + end)
zip64(d + "/zeros.zip", 640 << 24)
zip64(d + "/lying.zip", 1000)
many = tarfile.TarInfo("a/b").tobuf(tarfile.USTAR_FORMAT) * 1000
with subprocess.Popen(["zstd", "-q", "-o", d + "/many.tar.zst"], stdin=subprocess.PIPE) as p:
    for i in range(5001):
        p.stdin.write(many)
names = [("../up.eml", None), ("/abs.eml", None), ("a/../../b.eml", None), ("same.eml", None), ("same.eml", None),
    ("link.eml", "/etc/passwd"), ("dir", "/"), ("dir/through.eml", None)]
with tarfile.open(d + "/names.tar", "w") as t:
    for name, target in names:
        i = tarfile.TarInfo(name)
        text = b"From: a@b\n\n" + name.encode() + b"\n"
        i.type, i.linkname, i.size = (tarfile.SYMTYPE, target, 0) if target else (tarfile.REGTYPE, "", len(text))
        t.addfile(i, io.BytesIO(text))
END
is_status 6 "10 GiB of zeros in a zip" mailpouch inspect --json "$T/zeros.zip"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-bomb "  are not looked into"
is_status 6 "the same, said to be 1,000 bytes" mailpouch inspect --json "$T/lying.zip"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" "archive-broken
unframed" "  are not read further"
is_status 6 "5,001,000 entries" mailpouch inspect --json "$T/many.tar.zst"
is "$(jq -r '.exceptions[].reason' "$T/out")" "it has more than 5,000,000 entries" "  are too many"
is_status 6 "names that lead elsewhere" mailpouch convert --json -t eml -o "$T/names.eml" "$T/names.tar"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort | uniq -c | sed 's/^ *//')" "2 archive-path
2 symlink" "  are listed"
is "$(find "$T/names.eml" -type f | wc -l)" 4 "  and lead nowhere"
python3 -c 'import sys
for i in range(1100): sys.stdout.buffer.write(b"a" * 1000000)' | zstd -q >"$T/bomb.mbox.zst"
is_status 6 "a bomb" mailpouch inspect --json "$T/bomb.mbox.zst"
is "$(jq -r '.exceptions[].rule' "$T/out")" archive-bomb "  is not looked into"
(cd "$T/plain/takeout" && zip -qr -P secret "$T/secret.zip" Takeout)
is_status 6 "an encrypted zip" mailpouch inspect --json "$T/secret.zip"
is "$(jq -r '.exceptions[].rule' "$T/out" | sort -u)" archive-encrypted "  is a loss"

# Packed files in packed files.
(cd "$T/split" && tar -cf in.tar ./*.zip && zip -q "$T/outer.zip" in.tar && rm in.tar)
is_status 0 "zips in a tar in a zip" mailpouch inspect --json "$T/outer.zip"
is "$(jq .messages "$T/out")" 4 "  are looked into"
is "$(jq -r '.stores[].path' "$T/out" | grep -c 'outer.zip!/in.tar!/takeout-20240102T030405Z-00[12].zip')" 4 \
	"  in paths that say where"
ok "  leave no temporary file" test -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -user "$(id -u)" -name '.mailpouch.*')"
is_status 0 "the same without temporary files" mailpouch inspect --no-spool --json "$T/outer.zip"
is "$(jq -r '.exceptions[] | .rule + " " + .severity' "$T/out")" "not-looked-into note" "  is noted"
is_status 6 "and converted" mailpouch convert --no-spool --json -t eml -o "$T/none" "$T/outer.zip"
is "$(jq -r '.exceptions[] | .rule + " " + .severity' "$T/out")" "not-looked-into loss" "  is a loss"
is_status 0 "a directory for them that is not there" env TMPDIR=/nowhere "$MAILPOUCH" inspect --json "$T/outer.zip"
is "$(jq -r '.exceptions[].rule' "$T/out")" not-looked-into "  is going without"
cp "$T/outer.zip" "$T/deep.zip"
for i in 1 2 3 4 5; do
	(cd "$T" && zip -q more.zip deep.zip && mv more.zip deep.zip)
done
is_status 0 "packed ever deeper" mailpouch inspect --json "$T/deep.zip"
is "$(jq -r '.exceptions[] | .rule + .store' "$T/out" | sed "s|$T/||")" \
	"not-looked-intodeep.zip!/deep.zip!/deep.zip!/deep.zip" "  is noted where the looking ends"

printf "not packed" >"$T/false.zip"
is_status 6 "a file that is not what its name says" mailpouch inspect --json "$T/false.zip"
is "$(jq -r .exceptions[].rule "$T/out")" archive-broken "  is a loss"
# Sealed: they travel as they are, and their mail can be unpacked into other formats.
ok "an identity" mailpouch keygen open --no-passphrase "$T/k"
ok "a signer" mailpouch keygen sign --no-passphrase "$T/s"
# sealed NAME SOURCE...: what convert makes of the sources is what unpack makes of the pouch.
sealed() {
	local name=$1
	shift
	rm -rf "$T/sealed" "$T/orig" "$T/sealed.eml" "$T/conv.eml"
	is_status 0 "seal $name" mailpouch seal --force --json -r "$T/k.pub" -s "$T/s" \
		--receipt "$T/receipt" -o "$T/p.pouch" "$@"
	cp "$T/out" "$T/seal.json"
	ok "  verify" mailpouch verify -i "$T/k" --signed-by "$T/s.pub" --json "$T/p.pouch"
	is "$(jq .messages.verified "$T/out")" "$(jq .messages-.packed "$T/seal.json")" "  counts what is listed"
	ok "  unpack" mailpouch unpack -i "$T/k" -o "$T/orig" "$T/p.pouch"
	for s; do
		ok "  ${s##*/} is as it was" diff -r "$s" "$T/orig/${s##*/}"
	done
	ok "  convert" mailpouch convert -t eml -o "$T/conv.eml" "$@"
	is_status 0 "  unpack into .eml" mailpouch unpack -i "$T/k" -t eml -o "$T/sealed.eml" --json "$T/p.pouch"
	is "$(jq .messages "$T/out")" "$(jq .messages "$T/seal.json")" "  has all messages"
	mails "$T/conv.eml" >"$T/conv.mails"
	mails "$T/sealed.eml" >"$T/sealed.mails"
	ok "  as convert writes them" cmp "$T/conv.mails" "$T/sealed.mails"
}
mkdir "$T/mixed"
cp "$T/split"/*.zip "$T/outer.zip" "$T/two.mbox.gz" "$T/mixed"
cp -r "$T/plain/takeout/box" "$T/mixed/box"
(cd "$T/plain/takeout" && bsdtar --format 7zip -cf "$T/mixed/last.7z" .)
sealed "a directory" "$T/mixed"
sealed "a zip" "$T/outer.zip"
sealed "a compressed mbox" "$T/two.mbox.gz"
mkdir "$T/again"
cp "$T/outer.zip" "$T/again"
sealed "several sources with the same paths" "$T/mixed" "$T/again"
# Parts with the same path inside, named differently long, and other packed files that have that path, too.
mkdir "$T/same" "$T/same/Takeout"
for name in takeout-20240102T030405Z-9-001 takeout-20240102T030405Z-10-001 other; do
	printf 'From a@b Sat Jan  3 01:05:34 1998\nFrom: a@b\n\nin %s\n\n' $name >"$T/same/Takeout/Box.mbox"
	(cd "$T/same" && zip -qr "$name.zip" Takeout)
done
(cd "$T/same/Takeout" && tar -czf ../takeout-20240102T030405Z-11-001.tar.gz Box.mbox)
(cd "$T/same" && rm -r Takeout && mkdir "$T/dir" "$T/dir/deep" && cp ./* "$T/dir" 2>/dev/null)
cp "$T/same"/takeout* "$T/dir/deep"
sealed "parts that have the same path" "$T/same"/takeout-*-{9,10}-001.zip
sealed "parts, the last of them short" "$T/same"/takeout-*-{9,10,11}-001.*
sealed "a part behind another packed file" "$T/same/other.zip" "$T/same"/takeout-*-10-001.zip
sealed "parts in directories" "$T/dir" "$T/same"
sealed "the parts of an export" "$T/split"/*.zip
is_status 0 "list" mailpouch list -i "$T/k" --exceptions "$T/p.pouch"
is "$(grep -c 'not-indexed: 2 messages were found' "$T/out")" 2 "  says what is not listed one by one"
is_status 6 "seal a damaged one" mailpouch seal --json -r "$T/k.pub" -s "$T/s" --receipt "$T/r.2" \
	-o "$T/damaged.pouch" "$T/check.mbox.gz"
ok "  as it is" mailpouch unpack -i "$T/k" -o "$T/damaged" "$T/damaged.pouch"
ok "  to the byte" cmp "$T/check.mbox.gz" "$T/damaged/check.mbox.gz"
is_status 6 "  its mail is unpacked with a loss" mailpouch unpack -i "$T/k" -t mbox -o "$T/damaged.mbox" --json "$T/damaged.pouch"
is "$(jq -c '[.messages, .losses]' "$T/out")" "[3,$(jq .losses "$T/out")]" "  with the messages there are"

if grep -q fsanitize "$BUILD/flags"; then
	skip "no sandbox: built with a sanitizer" "the whole sandbox"
else
	is_status 0 "the whole sandbox" mailpouch inspect --require-sandbox "$T/two.mbox.gz"
fi

if [ -d "$corpus/mbox" ]; then
	is_status 0 "an mbox of the corpus" mailpouch inspect --json "$corpus/mbox/mjl-_mox/importtest.mbox"
	cp "$T/out" "$T/plain.json"
	is_status 0 "the same in a zip" mailpouch inspect --json "$corpus/mbox/mjl-_mox/importtest.mbox.zip"
	is "$(jq .messages "$T/out")" "$(jq .messages "$T/plain.json")" "  holds the same"
	for f in "$corpus"/mbox/meli_meli/*.mbox.gz; do
		is_status 0 "${f##*/}" mailpouch inspect --json "$f"
		is "$(jq .messages "$T/out")" "$(zcat "$f" | grep -c '^From mboxrd@z ')" "  has all messages"
	done
	is_status 0 "a Maildir in a .tgz" mailpouch inspect --json "$corpus/maildir/mjl-_mox/importtest.maildir.tgz"
	is "$(jq .messages "$T/out")" 2 "  has all messages"
else
	skip "no corpus" "packed files of the corpus"
fi

done_testing
