#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Mail from strangers: no command crashes, hangs, loses a byte, writes elsewhere, or lets it drive the terminal.
. tests/lib.sh
. tests/pouch.sh

ok "keys" make_keys
mkdir "$T/in"
cp -r testdata/hostile "$T/in/hostile"
cd "$T/in" || exit 1
# Names that a terminal, a Maildir or another system would act upon.
mkdir -p $'box\e[31m\n../up' 'Maildir/cur' 'Maildir/new' 'Maildir/tmp' 'Maildir/.../cur' 'Maildir/.a..b/cur' \
	'CON' 'x/..y/.../z' $'\xff\xfe'
message=$'From: a@example.org\nSubject: x\nMessage-ID: <1@example.org>\n\nx\n'
long=$(printf '%0240d' 7)
for name in $'box\e[31m\n../up/a.eml' 'Maildir/cur/1.x:2,S' 'Maildir/cur/2.x:2,SSSSS' 'Maildir/cur/3.x:2,ZZ' \
	'Maildir/cur/99999999999999999999.x:2,' 'Maildir/cur/:2,S' 'Maildir/.../cur/1.x:2,' 'Maildir/.a..b/cur/1.x:2,S' \
	'CON/nul.eml' 'x/..y/.../z/.eml' $'\xff\xfe/\xff.eml' "$long.eml" $'new\nline.eml' '-rf.eml'; do
	printf %s "$message" >"./$name"
done
ln -s . loop
ln -s ../../../../../../etc/passwd passwd.eml
ln -s loop/loop/loop again
printf 'From a@example.org Mon Jan 15 10:00:00 2024\n%s' "$message" >$'\e]0;title\a.mbox'
head -c 200000 /dev/urandom >noise.mbox
head -c 3000000 /dev/zero >zeros.mbox
yes 'From a@example.org Mon Jan 15 10:00:00 2024' | head -c 300000 >froms.mbox
cd "$T" || exit 1

# quiet_terminal NAME: the last command wrote nothing to the terminal that drives it.
quiet_terminal() {
	is "$(cat out err | LC_ALL=C tr -d '\12\40-\176\200-\377' | wc -c)" 0 "$1: no control characters"
	is "$(cat out err | iconv -f UTF-8 -t UTF-8 2>&1 >/dev/null)" "" "$1: valid UTF-8"
	is "$(cat out err | grep -cP '\xe2\x80\xae|\xc2\x9b')" 0 "$1: no overrides"
}
# survives NAME COMMAND...: it ends by itself, with a status that says that it worked.
survives() {
	timeout 30 "$MAILPOUCH" "${@:2}" >out 2>err </dev/null
	local rc=$?
	[ $rc = 0 ] || [ $rc = 6 ]
	result $? "$1"
	[ $rc = 0 ] || [ $rc = 6 ] || sed 's/^/# /' <(echo "status $rc") err
}

survives "inspect" inspect -v in
quiet_terminal "inspect"
survives "seal" seal -v -r me.key.pub -s s.key -o in.pouch in
quiet_terminal "seal"
survives "unpack" unpack -q -i me.key -o in.out in.pouch
find in -type l -delete
touch -r in.out/in in # for its directory's time
same_tree in in.out/in "unpack"
survives "list" list -i me.key --messages --files --exceptions in.pouch
quiet_terminal "list"
n=$(mailpouch list -q --json in.pouch | jq .messages)
bad=0
for id in $(seq "$n" | shuf -n 60 --random-source=<(yes)) 1 2 3; do
	timeout 10 "$MAILPOUCH" show -i me.key in.pouch "$id" >shown 2>&1 || bad=$((bad + 1))
	cat shown >>shows
	timeout 10 "$MAILPOUCH" cat -q -i me.key in.pouch "$id" >/dev/null 2>&1 || bad=$((bad + 1))
done
is $bad 0 "show and cat: each message can be seen"
cp shows out
: >err
quiet_terminal "show"
for format in mbox maildir eml; do
	survives "convert to $format" convert -v -t $format -o "$format" in
	quiet_terminal "convert to $format"
	survives "unpack as $format" unpack -q -t $format -i me.key -o "u-$format" in.pouch
	is "$(find "$format" ! -type f ! -type d; find "$format" -name '*[[:cntrl:]]*')" "" "  plain names, files and directories only"
done
is "$(find "$T" -maxdepth 1 -name '*up' -o -name owned; ls -d /tmp/owned 2>/dev/null)" "" "nothing was written elsewhere"

done_testing
