#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Outputs: a command whose results do not get out leaves nothing under a final name; --force replaces what is there.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
. tests/lib.sh
. tests/pouch.sh

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
ok "a pouch" seal good "$T/export"
cd "$T" || exit 1

# not_said NAME WORD...: with a full standard output it fails, and leaves nothing new.
not_said() {
	local before after
	before=$(find . | sort)
	"$MAILPOUCH" "${@:2}" >/dev/full 2>err
	is $? 3 "$1: standard output is full"
	one_line "  one line on standard error"
	err_has "^mailpouch: $2: write to standard output: No space left" "  that says so"
	after=$(find . | sort)
	is "$after" "$before" "  nothing is left"
}
touch err
if [ -w /dev/full ]; then
	not_said "keygen open" keygen -q open new --no-passphrase
	not_said "keygen sign" keygen -q sign new --no-passphrase
	not_said "keygen --json" keygen -q --json open new --no-passphrase
	not_said "seal" seal -r me.key.pub -s s.key --exceptions new.x -o new.pouch export
	not_said "seal --json" seal -q --json -r me.key.pub -s s.key -o new.pouch export
	not_said "convert" convert -t maildir -o new --exceptions new.x export
	not_said "inspect" inspect --exceptions new.x export
	for format in original mbox; do
		is_status 3 "unpack as $format: standard output is full" \
			sh -c "'$MAILPOUCH' unpack -i me.key -t $format --exceptions new.x -o new good.pouch >/dev/full"
		no_output new "  no directory is left"
		no_output new.x "  no list is left"
	done
	cp me.key kept
	not_said "keygen --force" keygen -q open me.key --force --no-passphrase
	ok "  the older key stays" cmp me.key kept
else
	skip "no /dev/full" "standard output is full"
fi
"$MAILPOUCH" convert -q -t eml -o piped export | :
ok "a reader that went away is no failure" test -d piped

# --force over directories that their owner may neither write nor read.
as_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
if [ "$(id -u)" != 0 ] || have setpriv; then
	mkdir -p home strict/a/b strict/shut
	echo x >strict/a/b/file
	chmod 555 strict/a/b strict/a strict
	if [ "$(id -u)" = 0 ]; then
		echo x >strict/shut/file
		chmod 000 strict/shut
	fi
	ok "a pouch of read-only directories" seal strict "$T/strict"
	cp -r good.pouch strict.pouch me.key home/
	[ "$(id -u)" != 0 ] || chown -hR 65534:65534 home
	chmod 755 "$T" # for that user
	ok "  it is unpacked" as_user env -C home \
		"$MAILPOUCH" unpack -q -i me.key -o old strict.pouch
	ok "--force over read-only directories" as_user env -C home \
		"$MAILPOUCH" unpack -q --force -i me.key -o old good.pouch
	ok "  the pouch is there" test -d home/old/export
	is "$(ls -A home)" "$(printf '%s\n' good.pouch me.key old strict.pouch)" "  and nothing else"
else
	skip "no setpriv" "--force over read-only directories"
fi

done_testing
