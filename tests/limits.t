#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Files made to take time and memory are refused before they do. Each run has 5 seconds and 300 MB.
. tests/lib.sh
. tests/pouch.sh

have python3 || skip_all "no python3"
grep -q fsanitize "$BUILD/flags" && skip_all "a build with sanitizers"
ok "keys" make_keys
ok "a pouch" seal good testdata/sample
cd "$T" || exit 1
echo secret >pw
chmod 600 pw

# refused STATUS PATTERN NAME COMMAND...
refused() {
	is_status "$1" "$3" bash -c 'ulimit -v 300000; exec timeout 5 "$0" "$@"' "$MAILPOUCH" "${@:4}"
	err_has "$2" "  says why"
	one_line "  in one line"
	no_output new "  and leaves nothing"
}

# age files by the byte: stanza TYPE ARGUMENTS with a body of N bytes.
age_file() {
	python3 - "$@" <<'END'
import base64, sys
args, n = sys.argv[1], int(sys.argv[2])
b64 = lambda b: base64.b64encode(b).rstrip(b"=")
body = b64(b"\0" * n)
lines = b"\n".join(body[i:i + 64] for i in range(0, len(body) + 1, 64))
sys.stdout.buffer.write(b"age-encryption.org/v1\n-> " + args.encode() + b"\n" + lines +
    b"\n--- " + b64(b"\0" * 32) + b"\n" + b"\0" * 64)
END
}
umask 077
age_file "scrypt AAAAAAAAAAAAAAAAAAAAAA 30" 32 >scrypt30.key
refused 4 'work factor' "an identity whose passphrase takes a terabyte" \
	unpack -i scrypt30.key --passphrase-file pw -o new good.pouch
age_file "scrypt AAAAAAAAAAAAAAAAAAAAAA 999999999999" 32 >scrypt9.key
refused 4 . "  a work factor that is no number" unpack -i scrypt9.key --passphrase-file pw -o new good.pouch
age_file "x $(head -c 100000 /dev/zero | tr '\0' a)" 70000 >wide.key
refused 4 . "an identity of one endless stanza" unpack -i wide.key --passphrase-file pw -o new good.pouch
yes 'AGE-SECRET-KEY-1' | head -c 50000000 >long.key
refused 4 . "an identity file of 50 MB" unpack -i long.key -o new good.pouch
head -c 50000000 /dev/zero | tr '\0' x >long.pw
refused 5 . "a passphrase of 50 MB" unpack -i scrypt30.key --passphrase-file long.pw -o new good.pouch
yes 'trusted RWQ' | head -c 50000000 >long.trust
refused 4 . "a trust file of 50 MB" unpack --trust long.trust -i me.key -o new good.pouch

# Sizes in the volume's headers and texts that are not there.
truncate -s 20G sparse.pouch
dd if=good.pouch of=sparse.pouch conv=notrunc bs=64k count=1 status=none
refused 10 . "a pouch of 20 GB, of which 64 KiB are there" unpack -i me.key -o new sparse.pouch
python3 - good.pouch <<'END'
import re, sys
d = bytearray(open(sys.argv[1], "rb").read())
at = d.find(b"index-size: ") + 12
end = d.index(b"\n", at)
d[at:end] = b"9" * (end - at)
open("index.pouch", "wb").write(d)
END
is_status 0 "SEAL and its copy: one may be damaged" mailpouch list -q index.pouch

# A text of 4 KiB in a .msf file, which 130,000 cells name.
mkdir thunderbird
printf 'From - Tue Mar 19 09:13:51 2019\nFrom: a@b\nTo: c@d\n\nx\n' >thunderbird/box
python3 - >thunderbird/box.msf <<'END'
print('// <!-- <mdb:mork:z v="1.4"/> -->\n< <(a=c)>(80=ns:msg:db:row:scope:msgs:all)(81=flags)(84=keywords)>\n'
      '<(90=' + 'x' * 4000 + ')>{1:^80 [1(^81=1)' + '(^84^90)' * 130000 + ']}')
END
is_status 0 "texts that a .msf file names often" \
	bash -c 'ulimit -v 300000; exec timeout 5 "$0" inspect -q thunderbird' "$MAILPOUCH"

done_testing
