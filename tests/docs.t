#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the documents say holds: command lines, links, names in JSON, findings, rules.
. tests/lib.sh

documents=$(ls README.md docs/*.md 2>/dev/null)

# nothing_in FILE NAME: no complaints were collected there.
nothing_in() {
	is "$(cat "$1")" "" "$2"
}

# The command lines of a document's code blocks, continued lines joined.
command_lines() {
	awk '/^```/ { code = !code; next } code || /^    /' "$1" |
		sed -e ':a' -e '/\\$/N; s/\\\n//; ta' | sed -nE 's/^ *(\$ )?mailpouch /mailpouch /p'
}

# Options are parsed before --help is obeyed, so that nothing else happens.
for document in $documents docs/POUCH-README.txt; do
	: >"$T/bad"
	while read -r _ words; do
		words=${words%%[|>;)#&]*}
		read -ra argv <<<"$words"
		mailpouch "${argv[@]}" --help >"$T/out" 2>&1 </dev/null || echo "$words: $(cat "$T/out")" >>"$T/bad"
	done < <(command_lines "$document"; sed -n 's/^With mailpouch: *//p' "$document")
	nothing_in "$T/bad" "$document: its command lines are understood"
done

# The anchors of a document, as web pages make them from headings.
anchors() {
	sed -n 's/^##* //p' "$1" | tr 'A-Z' 'a-z' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

for document in $documents; do
	: >"$T/bad"
	while read -r link; do
		file=$(dirname "$document")/${link%%#*}
		[ "${link%%#*}" != "" ] || file=$document
		if [ ! -e "$file" ]; then
			echo "$link: no such file" >>"$T/bad"
		elif [[ $link == *#* ]] && ! anchors "$file" | grep -qxF -- "${link#*#}"; then
			echo "$link: no such heading" >>"$T/bad"
		fi
	done < <(grep -oE '\]\([^)]*\)' "$document" | sed -E 's/^\]\(|\)$//g' | grep -vE '^[a-z]+:')
	nothing_in "$T/bad" "$document: its links lead somewhere"
done

# Findings: number, name, severity and text, from the program's table.
tr '\n\t' '  ' <verify/finding.c |
	grep -oE '\{"V[0-9]+", *"[a-z-]+", *CLASS_[A-Z]+, *"[^"]*"\}' |
	sed -E 's/\{"(V[0-9]+)", *"([a-z-]+)", *CLASS_([A-Z]+), *"([^"]*)"\}/| \1 | `\2` | \L\3\E | \4 |/' >"$T/findings"
is "$(grep -c . "$T/findings")" "$(grep -c '^    \[FOUND_' verify/finding.c)" "every finding is looked at"
is "$(grep -E '^\| V[0-9]' docs/JSON.md)" "$(cat "$T/findings")" "JSON.md has the findings"

# Exceptions and defects: the names in the program and those in the documents.
{
	grep -ohE '\.rule = "[a-z-]+"|(NOTE|LOSS), "[a-z-]+"|note\([rs], ([ef], )?"[a-z-]+"' convert/*.c
	grep -ohE 'except\(t, x, .*' convert/tree_dir.c
	for file in convert/{pst,msg,mapi}/*.c; do
		[ "${file%_test.c}" = "$file" ] || continue
		tr '\n\t' '  ' <"$file" | grep -oE '(NOTE|LOSS), [^";]*"[a-z][a-z-]+"'
	done
} | grep -oE '"[a-z][a-z-]+"' | tr -d '"' | sort -u >"$T/rules"
is "$(sed -n '/^## Rules of exceptions/,/^## Exit/s/^| `\([a-z-]*\)` .*/\1/p' docs/JSON.md | sort -u)" \
	"$(cat "$T/rules")" "JSON.md has the rules of exceptions"
: >"$T/bad"
for name in $(grep -ohE 'summary_add_defect\([^)]*"[a-z0-9-]+"' convert/index*.c | grep -oE '"[^"]+"' | tr -d '"'); do
	grep -qF "\`$name\`" docs/FORMAT.md || echo "$name" >>"$T/bad"
done
nothing_in "$T/bad" "FORMAT.md has the defects of messages"
is "$(sed -n '/^## Exit statuses/,$s/^| \([0-9]*\) .*/\1/p' docs/JSON.md | tr '\n' ' ')" \
	"0 1 2 3 4 5 6 7 8 9 10 " "JSON.md has the exit statuses"

# Rules of mail: what the code cites is there, by its number or its heading.
: >"$T/bad"
cited=$(git ls-files '*.[ch]' 2>/dev/null || find crypto convert verify cmd tests -name '*.[ch]')
for rule in $(grep -hoE '\bF-[0-9]+\b' $cited docs/VIOLATIONS.md | sort -u); do
	grep -q "^| $rule |" docs/MAIL.md || echo "$rule" >>"$T/bad"
done
grep -hoE 'docs/MAIL\.md, "[^"]*"' $cited | sed 's/.*, "\(.*\)"/\1/' | sort -u | while read -r heading; do
	grep -qxF "## $heading" docs/MAIL.md || echo "$heading" >>"$T/bad"
done
nothing_in "$T/bad" "MAIL.md has the rules that the code cites"

# Members: each one that a run prints stands in the document.
have jq || { skip "no jq" "members of JSON"; done_testing; }

mkdir -p "$T/export/Maildir/cur" "$T/export/Maildir/new" "$T/export/Maildir/tmp"
ln -s nowhere "$T/export/link"
printf 'From: a@b.c\nSubject: \377\n\nx\n' >"$T/export/Maildir/cur/1767778800.M1P1.host:2,S"
cat >"$T/export/inbox.mbox" <<'EOF'
From a@b.c Mon Jan  5 10:00:00 2026
From: a@b.c
To: d@e.f
Date: Mon, 5 Jan 2026 10:00:00 +0100
Message-ID: <1@b.c>
Content-Type: application/pdf; name=a.pdf
Content-Disposition: attachment

>From
EOF
# members NAME DOCUMENT SECTION COMMAND...: the names in the output stand in this section.
members() {
	local name=$1 document=$2 from=$3
	shift 3
	mailpouch "$@" >"$T/out" 2>"$T/err" </dev/null
	{ sed -n "/^## $from/,\$p" "$document" && sed -n '/^### list/,/^## verify/p' docs/JSON.md; } >"$T/text"
	: >"$T/bad"
	[ -s "$T/out" ] || cat "$T/err" >"$T/bad"
	for member in $(jq -r 'paths[] | strings' "$T/out" | sort -u); do
		grep -q "\`$member\`\|\"$member\"" "$T/text" || echo "$member" >>"$T/bad"
	done
	nothing_in "$T/bad" "$name: every member is described"
}

cd "$T" || exit 1
cp -r "$OLDPWD/docs" .
members "keygen --json" docs/JSON.md keygen keygen open reader.key --no-passphrase --json
mailpouch keygen sign signer.key --no-passphrase -q >/dev/null
members "inspect --json" docs/JSON.md inspect inspect --json export
members "inspect --json with all reports" docs/JSON.md inspect inspect --framing --complete --for gmail --json export
members "convert --json" docs/JSON.md inspect convert --json -t eml -o eml export
members "seal --json" docs/JSON.md inspect seal --json -r reader.key.pub -s signer.key -o mail.pouch export
members "list --json" docs/JSON.md list list --json mail.pouch
members "list --messages --json" docs/FORMAT.md "9. Manifests" list --json --messages -i reader.key mail.pouch
members "list --files --json" docs/FORMAT.md "9. Manifests" list --json --files -i reader.key mail.pouch
members "list --exceptions --json" docs/FORMAT.md "9. Manifests" list --json --exceptions -i reader.key mail.pouch
members "verify --json" docs/JSON.md verify verify --json --receipt mail.receipt.txt -i reader.key mail.pouch
members "unpack --json" docs/JSON.md inspect unpack --json -i reader.key -t maildir -o Mail mail.pouch

is "$(mailpouch list --json --messages -i reader.key mail.pouch 2>/dev/null | jq -c '[.from, .subject]')" \
	'["a@b.c",{"b64":"/w=="}]
["a@b.c",null]' "who wrote a message, and bytes that are not UTF-8"
mailpouch seal -q -r reader.key.pub -s signer.key -o quiet.pouch export >"$T/out" 2>"$T/err"
is "$(cat "$T/out" "$T/err")" "" "seal -q says nothing"

mkdir many
for i in $(seq 25); do cp export/inbox.mbox many/$i.mbox; done
mailpouch seal -r reader.key.pub -s signer.key -o many.pouch many 2>/dev/null |
	grep -cE 'many/[0-9]+\.mbox$|^\.\.\. and 5 more' >"$T/n"
is "$(cat "$T/n")" 21 "a long table is cut"

done_testing
