#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The readers of the world agree with what we write: the same messages, flags and bytes. Dovecot, Python
# and mblaze for a Maildir and an mboxrd, Python and GMime for .eml. None of them is ours.
. tests/lib.sh
. tests/pouch.sh

have python3 || skip_all "no python3"

# What makes readers differ: lines that begin with From, quoted and not, no last newline, 8-bit bytes, state.
nasty() {
	local i
	for i in 1 2 3 4 5; do
		printf 'From a@b.c Thu Jan  1 00:00:0%d 2004\nReturn-Path: <a@b.c>\nMessage-ID: <n%d@b.c>\nFrom: A <a@b.c>\nSubject: n%d\n' $i $i $i
		case $i in
		1) printf 'Status: RO\nX-Status: AF\n\n>From the start\n>>From there\n>>>From far\n From blank\n' ;;
		2) printf 'Status: O\nX-Keywords: Work $Forwarded\n\n\n\nfrom here\n\n>From a@b.c Thu Jan  1 00:00:01 2004\nSubject: quoted\n\nx\n' ;;
		3) printf 'Status: RO\nX-Status: D\n\n\344\366\374 \377\n\n\n' ;;
		4) printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\n>From one\n--b\nContent-Transfer-Encoding: base64\n\nRnJvbSB0d28K\n--b--\n' ;;
		5) printf '\n%01200d\n' 0 ;;
		esac
		echo
	done
}

cd "$T" || exit 1
mkdir source
"$OLDPWD/testdata/make-sample.sh" "$T/source/sample"
rm -r source/sample/eml source/sample/notes.txt
nasty >source/nasty.mbox
readers() {
	python3 "$OLDPWD/tests/readers.py" "$@"
}

# The Maildir, taken as files, is the measure: its bytes are those of the source (tests/convert.t).
is_status 0 "to a Maildir" mailpouch convert -q -t maildir --mbox-variant mboxrd -o as-maildir source
is_status 0 "to mboxrd" mailpouch convert -q -t mboxrd --mbox-variant mboxrd -o as-mbox source
is_status 0 "to .eml" mailpouch convert -q -t eml --mbox-variant mboxrd -o as-eml source
readers files as-maildir >files
is "$(wc -l <files)" 26 "all messages"
is "$(cut -d' ' -f1 files | sort | uniq -c | tr -s ' \n' ' ')" " 11 3 FRS 1 RS 8 S 3 ST " "and flags"

ok "Python, Maildir" diff files <(readers maildir as-maildir)
ok "Python, mboxrd" diff files <(find as-mbox -name '*.mbox' -print0 | xargs -0 python3 "$OLDPWD/tests/readers.py" mbox)

if have mlist mdeliver; then
	is "$(find as-maildir -type d \( -name cur -o -name new \) -print0 | xargs -0 -n1 dirname | sort -u | tr '\n' '\0' |
		xargs -0 mlist | wc -l)" 26 "mblaze lists the Maildir"
	mkdir -p mblaze/{cur,new,tmp}
	find as-mbox -name '*.mbox' -exec sh -c 'for f; do [ ! -s "$f" ] || mdeliver -c -M mblaze <"$f" || exit; done' - {} + >"$T/out" 2>&1
	is $? 0 "mblaze takes the mboxrd in"
	ok "  the same messages" diff files <(readers files mblaze)
else
	skip "no mblaze" "mblaze"
fi

# doveadm reads for a user of its own, from a configuration of its own; no server runs.
# dovecot LOCATION: what it fetches, in $T/fetched.
dovecot() {
	cat >dovecot.conf <<-END
	mail_location = $1
	base_dir = $T/dovecot.run
	log_path = $T/dovecot.log
	ssl = no
	first_valid_uid = 1
	mail_uid = 65534
	mail_gid = 65534
	END
	USER=nobody HOME=$T/dovecot doveadm -c dovecot.conf -f pager fetch 'flags text' mailbox '*' ALL >fetched
}
if have doveadm && [ "$(id -u)" = 0 ]; then
	mkdir -p dovecot/mbox
	cp -r as-maildir dovecot/maildir
	# Dovecot wants names of folders in modified UTF-7: numbers will do.
	n=0
	while read -r box; do
		n=$((n + 1))
		cp "$box" "dovecot/mbox/$n"
	done < <(find as-mbox -name '*.mbox')
	: >dovecot/inbox
	chown -R 65534:65534 dovecot
	chmod o+x "$T"
	is_status 0 "Dovecot, Maildir" dovecot "maildir:$T/dovecot/maildir"
	ok "  the same messages, flags and bytes" diff files <(readers dovecot fetched plain)
	is_status 0 "Dovecot, mboxrd" dovecot "mbox:$T/dovecot/mbox:INBOX=$T/dovecot/inbox"
	ok "  the same messages, flags and bytes" diff files <(readers dovecot fetched quoted)
else
	skip "no Dovecot, or not its user" "Dovecot"
fi

find as-eml -name '*.eml' | sort >names
is "$(wc -l <names)" 26 "as many .eml"
xargs python3 "$OLDPWD/tests/readers.py" eml <names >python 2>altered
is "$(cat altered)" "" "Python writes each .eml as it read it"
is "$(grep -c . python)" 26 "  all of them"
if [ -x "$BUILD/tests/gmime_probe" ]; then
	xargs "$BUILD/tests/gmime_probe" <names >gmime
	ok "GMime finds the same Message-IDs, parts and contents" diff python gmime
else
	skip "no probe" "GMime"
fi

done_testing
