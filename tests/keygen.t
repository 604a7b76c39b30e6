#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# keygen: keys that age and minisign use, passphrases, and files that are never half there.
. tests/lib.sh

cd "$T" || exit 1
pty() {
	"$OLDPWD/tests/terminal.py" "$@"
}
echo "a message" >message

# Keys that open.
is_status 0 "keygen open" mailpouch keygen open id --no-passphrase
is "$(cat out)" "$(cat id.pub)" "prints the recipient"
is "$(stat -c %a id)" 600 "the identity is private"
is "$(grep -c '^# created: ' id) $(sed -n 's/^# public key: //p' id)" "1 $(cat id.pub)" \
	"it has age-keygen's comments"
if have age; then
	is "$(age-keygen -y id)" "$(cat id.pub)" "age-keygen reads it"
	age -R id.pub -o message.age message
	ok "age encrypts to it" test -s message.age
	is "$(age -d -i id message.age)" "a message" "age decrypts with it"
else
	skip "no age" "age uses the key"
fi

# Nothing is replaced by mistake.
cp id before
is_status 2 "an existing identity stays" mailpouch keygen open id --no-passphrase
err_has '^mailpouch: keygen: id exists already \(--force replaces it\)$' "  and is named"
ok "  and has not changed" cmp id before
touch other.pub
is_status 2 "a public file in the way" mailpouch keygen open other --no-passphrase
ok "  leaves no identity" test ! -e other
is_status 0 "--force replaces" mailpouch keygen open id --no-passphrase --force
is "$(cmp -s id before; echo $?)" 1 "  with another key"
is "$(sed -n 's/^# public key: //p' id)" "$(cat id.pub)" "  in both files"
is "$(stat -c %a id)" 600 "  still private"
is_status 3 "a directory that is not there" mailpouch keygen open absent/id --no-passphrase
is "$(find . -name '*.partial*')" "" "no temporary files are left"

# Passphrases without a terminal.
is_status 2 "no terminal, no option" mailpouch keygen open none
err_has 'give --passphrase-fd, --passphrase-file or --no-passphrase' "  says what to give"
ok "  leaves no file" test ! -e none
is_status 2 "both places" mailpouch keygen open none --passphrase-fd 0 --passphrase-file pw
is_status 2 "a place and --no-passphrase" mailpouch keygen open none --passphrase-fd 0 --no-passphrase
is_status 2 "a descriptor that is none" mailpouch keygen open none --passphrase-fd 77
is_status 3 "a file that is none" mailpouch keygen open none --passphrase-file absent
is_status 5 "an empty file" mailpouch keygen open none --passphrase-fd 0
printf '\n' >pw
is_status 5 "an empty line" mailpouch keygen open none --passphrase-file pw
head -c 1001 /dev/zero | tr '\0' x >pw
is_status 5 "a passphrase over the limit" mailpouch keygen open none --passphrase-file pw
ok "  leaves no file" test ! -e none
printf 'correct horse\nsecond line\n' >pw
chmod 644 pw
is_status 0 "--passphrase-file" mailpouch keygen open locked --passphrase-file pw
err_has 'warning: pw: others may read this passphrase' "  warns of an exposed file"
chmod 600 pw
is "$(head -c 21 locked)" "age-encryption.org/v1" "  the identity is an age file"
is_status 0 "--passphrase-fd" mailpouch keygen open locked3 --passphrase-fd 3 3<pw
err_has '^mailpouch: keep locked3 secret' "  says what to keep"
is_status 0 "-q" mailpouch keygen open -q locked3 --force --passphrase-file pw
is "$(cat err)" "" "  says nothing"

# Passphrases on a terminal.
is_status 0 "a terminal is asked, twice" pty "New passphrase of identity t: =hunter2" \
	"Again, passphrase of identity t: =hunter2" -- "$MAILPOUCH" keygen open t
is "$(grep -c hunter2 out)" 0 "  and shows no passphrase"
is_status 0 "a mismatch is asked again" pty "New passphrase=one" "Again=two" "New passphrase=three" \
	"Again=three" -- "$MAILPOUCH" keygen open t --force
out_has 'the two passphrases differ' "  and said"
if have age; then
	age -r "$(cat t.pub)" -o t.age message
	is_status 0 "age asks for it too" pty "assphrase=three" -- age -d -i t -o t.txt t.age
	is "$(cat t.txt)" "a message" "  and decrypts"
fi
is_status 5 "an empty passphrase" pty "New passphrase=" -- "$MAILPOUCH" keygen open empty
is_status 130 "control-C ends it, with echo on" pty "New passphrase=^C" -- "$MAILPOUCH" keygen open empty
is_status 5 "so does the end of input" pty "New passphrase=^D" -- "$MAILPOUCH" keygen open empty
ok "  and leaves no file" test ! -e empty

# Keys that sign.
is_status 0 "keygen sign --json" mailpouch keygen sign s.key --no-passphrase --json
is "$(jq -c '[.schema, .kind, .secret, .public]' out)" '[1,"sign","s.key","s.key.pub"]' "  names the files"
is "$(jq -r .key out)" "$(tail -1 s.key.pub)" "  and the public key"
is "$(stat -c %a s.key)" 600 "the signing key is private"
is_status 0 "a name that is not UTF-8" mailpouch keygen sign $'s\xff' --no-passphrase --json
is "$(jq -r .secret.b64 out | base64 -d | od -An -tx1)" " 73 ff" "  is base64 in JSON"
if have minisign; then
	is_status 0 "minisign signs with it" minisign -S -W -s s.key -m message -x message.sig
	is_status 0 "minisign verifies" minisign -V -p s.key.pub -m message -x message.sig
	is_status 0 "a signing key under a passphrase" \
		mailpouch keygen sign locked.key --passphrase-file pw
	is_status 0 "minisign asks for it" pty "assword: =correct horse" -- \
		minisign -S -s locked.key -m message -x locked.sig
	is_status 0 "minisign verifies that too" minisign -V -p locked.key.pub -m message -x locked.sig
else
	skip "no minisign" "minisign uses the key"
fi
is_status 2 "an unknown kind" mailpouch keygen close x --no-passphrase
err_has "'keygen open FILE'" "  says which there are"

done_testing
