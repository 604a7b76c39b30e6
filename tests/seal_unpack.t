#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What was sealed comes back: the same bytes, names, tree, empty directories, times, permissions.
. tests/lib.sh
. tests/pouch.sh

# comes_back NAME SOURCE: seals, unpacks, compares; seal's reply stays in $T/NAME.json.
comes_back() {
	local name=$1 source=$2 rc losses
	seal "$name" "$source" >"$T/$name.json" 2>"$T/err"
	rc=$?
	losses=$(jq .losses "$T/$name.json")
	is "$rc" "$([ "${losses:-0}" = 0 ] && echo 0 || echo 6)" "$name: sealed, the status tells of losses"
	is "$(jq '[.exceptions[] | select(.severity == "loss")] | length' "$T/$name.json")" "$losses" \
		"  and each loss is listed"
	is_status 0 "$name: unpacked" unpack "$name" -t original
	same_tree "$source" "$T/$name.out/$(basename "$source")" "$name"
}

ok "keys" make_keys
testdata/make-sample.sh "$T/export"
comes_back sample "$T/export"
is "$(jq -c '[.messages, .losses, .stores[].format]' "$T/sample.json")" '[25,0,"maildir","eml","mbox"]' \
	"all 25 messages of the sample are found"

for folder in eml emlx maildir mbox msg pst; do
	if [ -d "$corpus/$folder" ]; then
		comes_back "$folder" "$corpus/$folder"
		rm -rf "$T/$folder.out" "$T/$folder.pouch"
	else
		skip "no corpus" "$folder"
	fi
done

# Names that file systems allow and people do not expect.
mkdir -p "$T/names/empty/inside"
cd "$T/names" || exit 1
long=$(printf '%0255d' 0)
touch -- $'new\nline' $'not UTF-8 \xff\xfe' $'tab\tescape\033[31m' ' blank ' '-rf' '*' 'a\b' 'é' "$long"
mkdir "$long.d" 2>/dev/null || mkdir "${long%??}.d"
echo x >$'\xc3\x28'
deep=.
for _ in {1..60}; do
	deep=$deep/a-directory-with-a-name-of-fifty-bytes-for-deep-paths
done
mkdir -p "$deep"
echo bottom >"$deep/file"
touch -d '1969-12-31 23:59:58.25 UTC' old
touch -d '2106-02-07 06:28:17.999999999 UTC' late
touch -d '2300-01-01 UTC' later
touch -d '2001-02-03 04:05:06.123456789 UTC' empty/inside
chmod 1777 empty
chmod 600 old
chmod 4755 later
cd - >/dev/null || exit 1
mkdir "$T/expected"
cp -a "$T/names" "$T/expected"
chmod u-s "$T/expected/names/later" # a stranger's files get no set-user-id
seal names "$T/names" >"$T/names.json"
is $? 0 "odd names: sealed"
is_status 0 "odd names: unpacked" unpack names
same_tree "$T/expected/names" "$T/names.out/names" "odd names"

# Sizes at which blocks, segments and headers end.
mkdir "$T/sizes"
for size in 0 1 511 512 513 65535 65536 65537 1048576 16776704 16777215 16777216 16777217; do
	head -c "$size" /dev/urandom >"$T/sizes/$size"
done
comes_back sizes "$T/sizes"
is "$(jq .files "$T/sizes.json")" 13 "  all counted"
rm -rf "$T"/sizes "$T"/sizes.*

# Things that are no files, and one file under two names.
mkdir "$T/things"
cd "$T/things" || exit 1
echo shared >one
ln one two
ln -s one link
ln -s /nowhere dangling
ln -s . loop
mkfifo pipe
cd - >/dev/null || exit 1
is_status 0 "links and a fifo: sealed without waiting" timeout 20 "$MAILPOUCH" seal -q --json \
	-r "$T/me.key.pub" -s "$T/s.key" -o "$T/things.pouch" --receipt "$T/things.r" "$T/things"
is "$(jq -r '.exceptions[].store' "$T/out" | grep -cE 'things/(link|dangling|loop|pipe|one|two)$')" 6 \
	"  each is told of"
is_status 0 "  unpacked" unpack things
is "$(cd "$T/things.out/things" && cat one two && ls)" $'shared\nshared\none\ntwo' "  files, and copies"

# A file that may not be read is listed; the rest is sealed.
mkdir "$T/locked"
cp -r "$T/export" "$T/locked/export"
echo secret >"$T/locked/private.txt"
chmod 0 "$T/locked/private.txt"
if [ "$(id -u)" != 0 ]; then
	as_user=()
elif have setpriv; then
	as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	mkdir -m 777 "$T/nobody"
	cp "$T/me.key.pub" "$T/s.key" "$T/nobody"
	chown 65534 "$T/nobody"/*
	chmod o+x "$T"
fi
if [ "${as_user+set}" ] && "${as_user[@]+"${as_user[@]}"}" test -x "$MAILPOUCH"; then
	mkdir -p "$T/nobody" && cp "$T/me.key.pub" "$T/nobody"
	is_status 6 "a file that may not be read" "${as_user[@]+"${as_user[@]}"}" "$MAILPOUCH" seal --json \
		-r "$T/nobody/me.key.pub" --one-time-signer -o "$T/nobody/l.pouch" \
		--receipt "$T/nobody/l.r" "$T/locked"
	is "$(jq -c '[.losses, (.exceptions[] | select(.severity == "loss") | .store | endswith("private.txt"))]' \
		"$T/out")" '[1,true]' "  is a loss, by name"
	err_has 'private\.txt.*Permission denied' "  and standard error says why"
	is "$(jq .messages "$T/out")" 25 "  the rest is there"
else
	skip "no other user to be" "a file that may not be read"
fi

done_testing
