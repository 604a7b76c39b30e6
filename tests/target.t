#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# inspect --for: what is over a target's limits, one byte over and none; and docs/LIMITS.md says the same.
. tests/lib.sh

have jq || skip_all "no jq"

is "$(sed -nE 's/^ *\{"([a-z]+)", MEASURE_.*/\1/p' convert/limits_table.c | sort | uniq -c | tr -s ' \n' ' ')" \
	"$(grep -oE '^\| `(exchange|gmail|dovecot)`' docs/LIMITS.md | tr -d '|` ' | sort | uniq -c | tr -s ' \n' ' ')" \
	"docs/LIMITS.md has as many limits of each target"
printf 'From: a@b\nSubject: x\n\nx\n' >"$T/small.eml"
for target in exchange gmail dovecot; do
	is_status 0 "--for $target" mailpouch inspect --json --for $target "$T/small.eml"
	is "$(jq -c '[.for, .over, (.limits | map(.over) | add)]' "$T/out")" "[\"$target\",[],0]" "  nothing over"
	is "$(jq -r '.limits[] | "| `'$target'` | `\(.limit)` | \(.max) | \(.source) |"' "$T/out")" \
		"$(grep "^| .$target. " docs/LIMITS.md)" "  docs/LIMITS.md has its limits"
done
is_status 2 "--for nowhere" mailpouch inspect --for nowhere "$T/small.eml"
err_has "unknown target 'nowhere' \(targets: exchange, gmail, dovecot\)" "  says which there are"

# over TARGET SOURCE: the limits that are exceeded, and by what.
over() {
	mailpouch inspect --json --for "$1" "$2" | jq -c '[.over[] | [.limit, .value]]'
}

# exactly BYTES FILE: a message of that size, each line with CR LF.
exactly() {
	{
		printf 'From: a@b\r\nSubject: x\r\n\r\n'
		yes "$(printf '%078d\r' 0)" | head -c $(($1 - 25 - 2))
		printf '\r\n'
	} >"$2"
}
exactly $((50 << 20)) "$T/fits.eml"
exactly $(((50 << 20) + 1)) "$T/large.eml"
is "$(stat -c %s "$T/fits.eml" "$T/large.eml" | tr '\n' ' ')" "52428800 52428801 " "two messages around the limit"
is "$(over gmail "$T/fits.eml") $(over gmail "$T/large.eml")" '[] [["message-size",52428801]]' "  the one over it is listed"
is "$(over exchange "$T/large.eml")" "[]" "  not for exchange"
tr -d '\r' <"$T/large.eml" >"$T/lf.eml"
is "$(over gmail "$T/lf.eml" | grep -o message-size)" "message-size" "LF counts as CR LF"
head -c $(((150 << 20) - 100)) /dev/zero | cat "$T/small.eml" - >"$T/huge.eml"
is "$(over exchange "$T/huge.eml" | jq -c 'map(.[0])')" '["line-length"]' "a line without end"
printf '%0200d\n' 0 >>"$T/huge.eml"
is "$(over exchange "$T/huge.eml" | jq -c 'map(.[0])')" '["message-size","line-length"]' "over 150 MB"
rm "$T"/{fits,large,lf,huge}.eml

# header FIELD... : a message with these fields.
header() {
	printf '%s\n' "From: a@b" "$@" '' x >"$T/header.eml"
}
header "Subject: $(printf '%0255d' 0)"
is "$(over exchange "$T/header.eml")" "[]" "a subject of 255"
header "Subject: $(printf '%0256d' 0)"
is "$(over exchange "$T/header.eml")" '[["subject",256]]' "  and of 256"
header "Message-ID: $(printf '<%0499d>' 0)"
is "$(over gmail "$T/header.eml")" '[["message-id",501]]' "a Message-ID"
header "X-Long: $(printf '%0900d\n ' $(seq 40))"
is "$(over gmail "$T/header.eml" | jq -c 'map(.[0])')" '["field-size"]' "a long field"
header "To: $(printf '%0900d\n ' $(seq 40))"
is "$(over gmail "$T/header.eml")" "[]" "  but for To"
header $(seq -f 'X-%.0f:1' 5001)
is "$(over gmail "$T/header.eml" | jq -c 'map(.[0])')" '["header-fields"]' "many fields"
header "To: $(printf '%0900d\n ' $(seq 700))"
is "$(over gmail "$T/header.eml" | jq -c 'map(.[0])')" '["header-size"]' "a long header"
is "$(over exchange "$T/header.eml" | jq -c 'map(.[0])')" '["header-size"]' "  of which not all is at hand"

# Folders.
deep=$T/folders
for i in $(seq 301); do deep=$deep/$i; done
mkdir -p "$deep"
cp "$T/small.eml" "$deep/a.eml"
is "$(over exchange "$T/folders")" '[["folder-depth",301]]' "folders inside each other"
{
	echo 'From a@b.c Thu Jan  1 00:00:01 2004'
	printf 'Subject: x\nX-Keywords: %s\n\nx\n' "$(printf '%051d' 0)$(seq -f ' k%.0f' 26 | tr -d '\n')"
} >"$T/keys.mbox"
is "$(over dovecot "$T/keys.mbox")" '[["keyword",51],["keywords",27]]' "keywords: one long, and one too many"
is_status 0 "as text" mailpouch inspect --for dovecot "$T/keys.mbox"
out_has '^over the limits of dovecot: 2$' "  how many"
out_has '^  message 1, .*/keys.mbox at byte 36: keyword 51, the limit is 50$' "  which message"
out_has '^  keyword: at most 50, says doveconf' "  who says so"
{
	echo 'From a@b.c Thu Jan  1 00:00:01 2004'
	printf 'Subject: x\nX-Keywords:%s\n\nx\n' "$(seq -f ' k%.0f' 1001 | tr -d '\n')"
} >"$T/many.mbox"
is_status 0 "a thousand keywords and one" mailpouch inspect --for dovecot "$T/many.mbox"
out_has '^  folder .*: keywords more than 1000, the limit is 26$' "  are not counted further"
is "$(mailpouch inspect --json --for dovecot "$T/many.mbox" | jq -c '.over[] | [.value, .more]')" \
	'[1000,true]' "  nor in JSON"
have tar && tar -C "$T" -cf "$T/keys.tar" keys.mbox
is "$(mailpouch inspect --json --for dovecot "$T/keys.tar" | jq -r '.over[].store' | sort -u)" \
	"$T/keys.tar!/keys.mbox" "a source that is a packed file"

done_testing
