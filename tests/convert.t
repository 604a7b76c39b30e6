#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From format to format: every message stays itself; folders, flags and dates are kept or listed as lost.
. tests/lib.sh
. tests/pouch.sh

have jq || skip_all "no jq"

# The canonical digest (L2), read by the quoting of the file that the message came from.
l2='if .unquoted and (.quoting | IN("mboxrd", "mboxo", "mboxcl", "unknown")) then .unquoted
	else .canonical // .blake2b end'

# convert_to FORMAT NAME SOURCE OPTION...: into $T/NAME; its reply is $T/NAME.json.
convert_to() {
	local format=$1 name=$2 source=$3
	shift 3
	mailpouch convert -q --json -t "$format" -o "$T/$name" "$@" "$source" >"$T/$name.json"
}

# records_of NAME SOURCE OPTION...: seals it; $T/NAME.records, and the sorted digests in $T/NAME.l2.
records_of() {
	local name=$1
	shift
	rm -f "$T/$name.pouch" "$T/$name.receipt.txt"*
	seal "$name" "$@" >"$T/sealed.json" 2>"$T/err"
	messages "$name" >"$T/$name.records"
	jq -r "$l2" "$T/$name.records" | sort >"$T/$name.l2"
}

# kept NAME: each message's digest, folder, flags, keywords and date of receipt, for comparing. A
# message is recent to the first program that looks at it: that is no flag to keep.
kept() {
	mailpouch list -q --files --json -i "$T/me.key" "$T/$1.pouch" |
		jq -r --slurpfile messages "$T/$1.records" -n '
		([inputs | select(.kind == "file") | {key: (.number | tostring), value: .path}] | from_entries)
			as $paths | $messages[] | [('"$l2"'),
			($paths[.file | tostring] | sub("^data/"; "") | sub("^[^/]*/"; "") | sub("(^|/)(cur|new)/.*"; "") |
			sub("[.]mbox$"; "") | sub("^[.]"; "") | gsub("[.]"; "/") | sub("B&APw-ro"; "Büro") |
			sub("^$|^inbox$"; "INBOX")),
			((.flags // []) - ["recent"] | sort | join(" ")), (.keywords // [] | sort | join(" ")), .received] | @tsv' |
		sort
}

ok "keys" make_keys
testdata/make-sample.sh "$T/export"

# The sample's own formats, there and back.
is_status 0 "mbox to Maildir" convert_to maildir mbox-maildir "$T/export/inbox.mbox"
is_status 0 "Maildir to mbox" convert_to mbox maildir-mbox "$T/export/Maildir"
records_of inbox "$T/export/inbox.mbox"
records_of mbox-maildir "$T/mbox-maildir"
records_of Maildir "$T/export/Maildir"
records_of maildir-mbox "$T/maildir-mbox"
is "$(wc -l <"$T/inbox.l2") $(wc -l <"$T/Maildir.l2")" "12 9" "all messages of both"
ok "mbox to Maildir: digests, folder, flags, keywords, dates" diff <(kept inbox) <(kept mbox-maildir)
ok "Maildir to mbox: digests, folders, flags, keywords, dates" diff <(kept Maildir) <(kept maildir-mbox)
ok "an empty folder is kept" test -e "$T/maildir-mbox/Drafts.mbox"
is_status 0 "back to mbox" convert_to mbox mbox-back "$T/mbox-maildir"
is_status 0 "back to Maildir" convert_to maildir maildir-back "$T/maildir-mbox"
records_of mbox-back "$T/mbox-back"
records_of maildir-back "$T/maildir-back"
ok "mbox, Maildir, mbox: nothing was lost" diff <(kept inbox) <(kept mbox-back)
ok "Maildir, mbox, Maildir: nothing was lost" diff <(kept Maildir) <(kept maildir-back)
for name in mbox-maildir maildir-mbox mbox-back maildir-back; do
	is "$(jq -c '[.losses, (."cannot-hold" | map(select(.kind | IN("sender", "quoting-guessed") | not)))]' \
		"$T/$name.json")" '[0,[]]' "  $name: and nothing is said to be"
done
is "$(jq -c '[."cannot-hold"[] | [.kind, .messages, .example, .offset]]' "$T/mbox-maildir.json")" \
	'[["sender",10,2,421],["quoting-guessed",1,2,421]]' "but the senders of From_ lines, and what >From may have been"
is "$(jq -r '."cannot-hold"[0].store' "$T/mbox-maildir.json")" "$T/export/inbox.mbox" "  and where that begins"
is "$(mailpouch convert -q --json -t maildir -o "$T/said" --mbox-variant mboxrd "$T/export/inbox.mbox" |
	jq -c '[."cannot-hold"[].kind]')" '["sender"]' "  unless that is given"
is "$(grep -c '^>>*From ' "$T/mbox-back/"*.mbox)" "$(grep -c '^>>*From ' "$T/export/inbox.mbox")" \
	"lines that begin with From are quoted as before"

# To .eml, which has no place for flags: listed. Then back.
convert_to eml eml "$T/mbox-back"
is "$(jq -c '[."cannot-hold"[] | [.kind, .messages]]' "$T/eml.json")" '[["flags",6],["keywords",2],["quoting-guessed",1]]' \
	"what .eml cannot hold is listed"
mailpouch convert -t eml -o "$T/shown" "$T/mbox-back" >"$T/out"
out_has '^eml cannot hold +messages +the first is$' "  as a table, with a head"
out_has '^flags +6  1, .*/mbox-back/INBOX.mbox at byte 0$' "  a kind, how many, an example"
is "$(mailpouch convert -q -t eml -o "$T/quiet" "$T/mbox-back")" "" "  not with -q"
is_status 0 "a message" ls "$T/eml/INBOX"
is "$(TZ=UTC stat -c %y "$T/eml/INBOX/00000001-"*)" "2024-01-15 08:12:09.000000000 +0000" \
	"a file's time is when its message was received"
records_of eml "$T/eml"
ok "eml: the same digests" diff "$T/inbox.l2" "$T/eml.l2"
is_status 0 "eml to mbox" convert_to mbox eml-mbox "$T/eml"
records_of eml-mbox "$T/eml-mbox"
ok "  the same digests" diff "$T/inbox.l2" "$T/eml-mbox.l2"

# The same out of a pouch.
seal export "$T/export" >"$T/sealed.json"
for format in mbox maildir eml; do
	is_status 0 "unpack -t $format" mailpouch unpack -q --json -i "$T/me.key" -t $format \
		-o "$T/unpacked-$format" "$T/export.pouch"
	is_status 0 "convert -t $format" convert_to $format "converted-$format" "$T/export"
	ok "  unpack writes what convert writes" diff -r <(digests "$T/unpacked-$format") \
		<(digests "$T/converted-$format")
done

# Every quoting is read as it was written.
for quoting in mboxrd mboxo mboxcl mboxcl2; do
	convert_to mbox "q-$quoting" "$T/export/Maildir" --quoting $quoting
	records_of "q-$quoting" "$T/q-$quoting"
	ok "--quoting $quoting" diff "$T/Maildir.l2" "$T/q-$quoting.l2"
done
convert_to mbox crlf "$T/export/inbox.mbox" --crlf
is "$(grep -vc $'\r$' "$T/crlf/"*.mbox)" 0 "--crlf: every line"
records_of crlf "$T/crlf"
ok "  the same digests" diff "$T/inbox.l2" "$T/crlf.l2"

# Others read what we write.
for box in "$T"/converted-mbox/{inbox,Maildir,Maildir/Sent}.mbox; do
	n=$(grep -c '^From ' "$box")
	is "$(python3 -c 'import mailbox, sys; print(len(mailbox.mbox(sys.argv[1])))' "$box")" "$n" \
		"Python reads ${box##*/}"
	if have formail; then
		is "$(formail -s echo x <"$box" | grep -c x)" "$n" "  and formail"
	else
		skip "no formail" "  and formail"
	fi
done
is "$(python3 -c 'import mailbox, sys
m = mailbox.Maildir(sys.argv[1])
print(len(m), sorted((f, len(m.get_folder(f))) for f in m.list_folders()))' "$T/converted-maildir")" \
	"12 [('Maildir', 4), ('Maildir.Archive.2024', 2), ('Maildir.B&APw-ro', 1), ('Maildir.Drafts', 0), ('Maildir.Sent', 2), ('eml.2023', 2), ('eml.suppliers', 2)]" \
	"Python reads the Maildir and its folders"
is "$(python3 -c 'import mailbox, sys
print(sorted(m.get_flags() for m in mailbox.Maildir(sys.argv[1] + "/.Maildir")))' "$T/converted-maildir")" \
	"['', 'FRSa', 'PST', 'S']" "  with its flags"
if have mlist mscan; then
	is "$(mlist "$T/converted-maildir" | wc -l)" 12 "mblaze lists it"
	is "$(mlist "$T/converted-maildir" | mscan -f '%S' 2>/dev/null | grep -c 'Lunch list')" 1 "  and reads subjects"
else
	skip "no mblaze" "mblaze lists it"
fi
if have doveadm && [ "$(id -u)" = 0 ]; then
	cat >"$T/dovecot.conf" <<-END
	mail_location = maildir:$T/dovecot
	base_dir = $T/dovecot.run
	log_path = $T/dovecot.log
	ssl = no
	first_valid_uid = 1
	mail_uid = 65534
	mail_gid = 65534
	END
	cp -r "$T/converted-maildir" "$T/dovecot"
	chown -R 65534:65534 "$T/dovecot"
	chmod o+x "$T"
	USER=nobody HOME=$T/dovecot doveadm -c "$T/dovecot.conf" -f flow mailbox status messages '*' >"$T/out" 2>"$T/err"
	is "$(sed 's/.*messages=//' "$T/out" | awk '{ n += $1 } END { print n }')" 25 \
		"Dovecot counts 25 messages"
else
	skip "no Dovecot, or not its user" "Dovecot counts the messages"
fi

# What the reply to --json must have.
fields='(.stores | type == "array" and all(has("path", "format", "folders", "messages", "bytes")))
	and ([.messages, .losses, .notes] | all(type == "number")) and .schema == 1
	and (.exceptions | all(has("severity", "store", "offset", "rule", "reason")))'
fields='def has($a; $b; $c; $d; $e): has($a) and has($b) and has($c) and has($d) and has($e); '${fields//\", \"/\"; \"}
printf 'From nobody\n\nnot a mailbox' >"$T/broken.mbox"
mailpouch inspect --json "$T/broken.mbox" "$T/export" >"$T/inspect.json" 2>"$T/err"
seal two "$T/broken.mbox" "$T/export" >"$T/two.json" 2>"$T/err"
unpack two --json >"$T/unpack.json" 2>"$T/err"
for reply in inspect two unpack mbox-back; do
	is "$(jq "$fields" "$T/$reply.json")" true "--json: the fields of $reply"
done
is "$(mailpouch list -q --json "$T/two.pouch" |
	jq -c '[.volumes, .files, .messages, (.signers | length), (.archive | length)]')" \
	"[1,19,$(jq .messages "$T/two.json"),1,32]" "--json: the fields of list"
is "$(messages two | jq -s 'map(.id) == [range(1; length + 1)]')" true "list --messages --json: an id each"

# The corpus.
for folder in mbox maildir eml emlx; do
	if [ ! -d "$corpus/$folder" ]; then
		skip "no corpus" "corpus/$folder"
		continue
	fi
	rm -rf "$T"/c-*
	# What is packed is looked into by convert and not by seal: packed.t has it.
	mkdir -p "$T/unpacked/$folder"
	cp -r "$corpus/$folder" "$T/unpacked/" && chmod -R u+rwX "$T/unpacked"
	find "$T/unpacked/$folder" -name '*.gz' -o -name '*.zip' -o -name '*.tgz' -o -name '*.tar' |
		while read -r f; do rm "$f"; done
	convert_to maildir c-maildir "$T/unpacked/$folder"
	convert_to mbox c-mbox "$T/c-maildir"
	convert_to eml c-eml "$T/c-mbox"
	convert_to mbox c-back "$T/c-eml"
	records_of corpus "$T/unpacked/$folder"
	ok "corpus/$folder: messages" test -s "$T/corpus.l2"
	for name in c-maildir c-mbox; do
		records_of $name "$T/$name"
		ok "corpus/$folder, $name: the same digests" cmp "$T/corpus.l2" "$T/$name.l2"
	done
	# Two messages without any header are no longer known as messages when they stand alone.
	records_of c-back "$T/c-back"
	is "$(comm -3 "$T/corpus.l2" "$T/c-back.l2" | wc -l)" "$(jq .losses "$T/c-back.json")" \
		"corpus/$folder, c-eml: the same digests, but for listed losses"
done

done_testing
