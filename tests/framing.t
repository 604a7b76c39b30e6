#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# inspect --framing: every doubtful From_ line is told, with its place, score and reasons (F-10).
. tests/lib.sh

have jq || skip_all "no jq"

# Certain, rejected (prose), accepted with doubt (no date), rejected at the end of the file.
mkdir "$T/export"
box=$T/export/a.mbox
cat >"$box" <<'EOF'
From a@b.c Thu Jan  1 00:00:01 2004
Subject: x
To: y

From what I see
it works

From 7@xxx
Subject: x
To: y

x

From here to there
EOF
printf 'Subject: x\nTo: y\n\nFrom what I see\n' >"$T/export/b.eml"

# offset TEXT: where the line begins in the file.
offset() {
	grep -abF -- "$1" "$box" | cut -d: -f1
}

is_status 0 "inspect --framing" mailpouch inspect --framing "$T/export"
is "$(grep -c '^.*: byte [0-9]*: \(accepted\|rejected\), score' "$T/out")" 3 "three lines"
out_has "a[.]mbox: byte $(offset 'From what'): rejected, score -?[0-9]+ .*empty line before [+]25.*: From what I see\$" \
	"prose is rejected"
out_has "a[.]mbox: byte $(offset 'From 7'): accepted, score [5-7][0-9] .*: From 7@xxx\$" "no date: doubt"
out_has '1 accepted with doubt, 2 rejected$' "how many"

mailpouch inspect --framing --json "$T/export" >"$T/json"
is "$(jq -c '[.schema, .messages, .doubtful, .rejected]' "$T/json")" "[1,3,1,2]" "--json: one object"
is "$(jq -c '[.framing[] | [.offset, .accepted]]' "$T/json")" \
	"[[$(offset 'From what'),false],[$(offset 'From 7'),true],[$(offset 'From here'),false]]" "  each line"
is "$(jq '[.framing[] | .score == ([.reasons[] | split(" ") | last | ltrimstr("+") | tonumber] | add)] | all' \
	"$T/json")" true "  reasons add up to scores"
is "$(jq -r '.framing[0].file' "$T/json")" "$box" "  the file"
is "$(mailpouch inspect --json "$T/export" | jq 'has("framing")')" false "not without --framing"

# All lines of a file that has very many of them, in memory that does not grow with them.
{
	head -4 "$box"
	yes 'From what I see' | head -200000
} >"$T/many.mbox"
# A sanitizer takes more room than any limit would leave.
(mailpouch version -v | grep -q sanitizer || ulimit -v 1500000; mailpouch inspect --framing --json "$T/many.mbox") >"$T/json" 2>"$T/err"
is "$(jq -c '[(.framing | length), .rejected, .messages]' "$T/json")" "[200000,200000,1]" "200,000 lines"

# What is not text stays readable.
printf 'From \033]0;x\007 \377\n\nx\n' >>"$box"
mailpouch inspect --framing "$T/export" >"$T/out"
is "$(LC_ALL=C grep -c $'[\033\377]' "$T/out")" 0 "no control characters on the screen"
mailpouch inspect --framing --json "$T/export" >"$T/json"
is "$(jq -r '.framing[-1].line.b64' "$T/json" | base64 -d | od -An -c | tr -d ' \n')" \
	'From033]0;x\a377' "bytes that are no UTF-8, in JSON"

corpus=../shared/corpus/mbox
if [ -d $corpus ]; then
	is "$(mailpouch inspect --framing --json $corpus/twisted_pipermail/twisted-python-2008-2010.mbox |
		jq -c '[.messages, .doubtful, .rejected]')" "[13475,0,6]" "the six body lines of the list mbox"
	is "$(mailpouch inspect --framing --json $corpus/rjbs_Email-Folder/mboxcl2 |
		jq -c '[.messages, (.framing[].reasons | index("inside a Content-Length -100") != null)]')" \
		"[3,true]" "a line that a Content-Length covers"
else
	skip "no corpus" "the six body lines of the list mbox"
	skip "no corpus" "a line that a Content-Length covers"
fi

done_testing
