#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every file of the shared corpus is what tests/corpus.tsv says, with as many messages. What is packed and
# the .msg of Outlook may be looked into or listed: that is told by tests of their own.
. tests/lib.sh
. tests/pouch.sh

have jq || skip_all "no jq"
[ -d "$corpus" ] || skip_all "no corpus"
ok "keys" make_keys

# The readers that the corpus measured do not agree on any of these.
nine='mbox/twisted_pipermail/twisted-python-2008-2010.mbox 13475
mbox/twisted_pipermail/twisted-web/2004-April.mbox 170
mbox/twisted_pipermail/twisted-web/2005-August.mbox 86
mbox/markov2_perl5-Mail-Box/folders/mbox.win 45
mbox/jstedfast_MimeKit/issue1189.mbox.txt 4
mbox/rjbs_Email-Folder/mboxcl2 3
mbox/git_git/t5100/sample.mbox 18
mbox/laminas_laminas-mail/test.mbox/INBOX 7
mbox/toolmade/kw-a.unix 45'
while read -r path count; do
	is "$(mailpouch inspect --json "$corpus/$path" | jq .messages)" "$count" "the nine: $path"
	is "$(awk -F'\t' -v path="$path" '$1 == path { print $3, $4 != "" }' tests/corpus.tsv)" "$count 1" \
		"  is in the table, with an argument"
done <<<"$nine"
is "$(mailpouch inspect --json "$corpus/mbox/toolmade/kw-a.unix" | jq -c '[.exceptions[] | .rule] | map(select(. == "internal-data"))')" \
	'["internal-data"]' "the nine: and one record of internal data, which is no mail"

for folder in mbox maildir eml emlx msg; do
	# Losses: text that is named .mbox, an .emlx that says that it is longer, a .msg that says that it has two
	# attachments and has none.
	is_status "$([[ $folder == @(mbox|emlx|msg) ]] && echo 6 || echo 0)" "$folder: sealed" seal $folder "$corpus/$folder"
	mailpouch list -q --json --files -i "$T/me.key" "$T/$folder.pouch" >"$T/files"
	mailpouch list -q --json --exceptions -i "$T/me.key" "$T/$folder.pouch" |
		jq -r 'select(.rule == "not-looked-into").path' | sort >"$T/listed"
	jq -rs '(map(select(.kind == "file")) | map({key: (.number | tostring), value: .path}) | from_entries) as $paths
		| .[] | select(.kind == "done") | [$paths[.number | tostring], .format // .role, .messages // 0] | @tsv' \
		"$T/files" | sed 's,^data/,,' | LC_ALL=C sort >"$T/found"
	grep "^$folder/" tests/corpus.tsv | cut -f1-3 | LC_ALL=C sort >"$T/wanted"
	# Of these it is enough that they are looked into or listed.
	grep -P '\t(packed|msg)\t-$' "$T/wanted" | cut -f1 >"$T/special"
	cut -f1 "$T/found" | grep -Fxf "$T/special" | sort >"$T/there"
	is "$(grep -vFxf <(awk -F'\t' '$2 != "other" { print $1 }' "$T/found"; sed 's,^data/,,' "$T/listed") "$T/special")" "" \
		"$folder: nothing that is packed, and no .msg, is passed over in silence"
	grep -vP '\t(packed|msg)\t-$' "$T/wanted" >"$T/plain"
	ok "$folder: each file's format and count" diff "$T/plain" <(grep -vFf <(sed 's/$/\t/' "$T/special") "$T/found")
	is_status 0 "$folder: unpacked" unpack $folder
	same_tree "$corpus/$folder" "$T/$folder.out/$folder" "$folder"
	rm -rf "$T/$folder.out" "$T/$folder.pouch"
done

# Each count that some reader contradicts has its argument.
if [ -f "$corpus/mbox/TOOLCOUNTS.tsv" ]; then
	awk -F'\t' 'NR == FNR { if (FNR > 1) for (i = 2; i <= NF; i++) if ($i != "") said["mbox/" $1, i] = $i; n = NF > n ? NF : n; next }
		{ for (i = 2; i <= n; i++) if ((($1, i) in said) && said[$1, i] != $3 && $3 != "-" && $4 == "") { print $1; next } }' \
		"$corpus/mbox/TOOLCOUNTS.tsv" tests/corpus.tsv >"$T/unargued"
	is "$(cat "$T/unargued")" "" "an argument for each count that a reader contradicts"
else
	skip "no counts of other readers" "an argument for each count that a reader contradicts"
fi

done_testing
