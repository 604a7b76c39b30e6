#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The variants of mbox (docs/MAIL.md, F-20 to F-22): read as they are given, written as they are asked for.
. tests/lib.sh
. tests/pouch.sh

have jq || skip_all "no jq"

cd "$T" || exit 1
ok "keys" make_keys

# body DIRECTORY: of the one message in it.
body() {
	tr -d '\r' <"$(echo "$1"/*/*.eml)" | sed '1,/^$/d'
}

# Reading. The file by itself shows neither mboxo nor mboxrd.
mkdir read
printf '%s\n' 'From a@b.c Thu Jan  1 00:00:01 2004' 'Subject: x' 'To: y' '' 'one' '>From here' 'two' >read/a.mbox
for variant in mboxo mboxrd mboxcl mboxcl2 none; do
	case $variant in
	mboxcl2 | none) wanted='>From here' ;;
	*) wanted='From here' ;;
	esac
	is_status 0 "--mbox-variant $variant" mailpouch convert -q -t eml --mbox-variant $variant -o "to-$variant" read
	is "$(body "to-$variant" | sed -n 2p)" "$wanted" "  decides what is undone"
	is_status 0 "seal --mbox-variant $variant" seal $variant --mbox-variant $variant read
	is "$(mailpouch list -q --json --files -i me.key $variant.pouch |
		jq -c 'select(.kind == "done") | [.quoting // "none", .evidence]')" "[\"$variant\",\"given\"]" \
		"  is recorded, and that it was given"
	is_status 0 "unpack" unpack $variant -t eml
	ok "  obeys it" diff <(body "to-$variant") <(body "$variant.out")
done
is_status 0 "no variant given" seal detected read
is "$(mailpouch list -q --json --files -i me.key detected.pouch |
	jq -c 'select(.kind == "done") | [.quoting, .evidence]')" '["unknown","1 >From"]' "  it is detected"
is_status 2 "--mbox-variant unknown" mailpouch inspect --mbox-variant unknown read
err_has "unknown mbox variant 'unknown'" "  is none"
is_status 2 "--mbox-variant mboxx" mailpouch inspect --mbox-variant mboxx read

# Writing. Each line, as each variant has it; and back.
mkdir write
printf '%s\n' 'Subject: x' 'To: y' '' 'From one' '>From two' '>>From three' ' From four' 'end' >write/a.eml
quoted() {
	local rd='>From one,>>From two,>>>From three, From four,end'
	local o='>From one,>From two,>>From three, From four,end'
	case $1 in
	mboxrd | mbox) echo "$rd" ;;
	mboxo | mboxcl) echo "$o" ;;
	mboxcl2) echo 'From one,>From two,>>From three, From four,end' ;;
	esac
}
for variant in mbox mboxrd mboxo mboxcl mboxcl2; do
	for crlf in "" --crlf; do
		name=$variant${crlf#-}
		is_status 0 "-t $variant $crlf" mailpouch convert -q --json -t $variant $crlf -o "$name" write
		cp "$T/out" "$name.json"
		box=$(find "$name" -name '*.mbox')
		is "$(tr -d '\r' <"$box" | sed '1,/^$/d; $d' | paste -sd,)" "$(quoted $variant)" "  quotes so"
		if [ -z "$crlf" ]; then
			is "$(grep -c $'\r' "$box")" 0 "  LF"
		else
			is "$(grep -vc $'\r$' "$box")" 0 "  CRLF"
		fi
		length=$(tr -d '\r' <"$box" | sed -n 's/^Content-Length: //p')
		eol=$([ -z "$crlf" ] && echo 1 || echo 2)
		if [ "${variant#mboxcl}" != "$variant" ]; then
			head=$(grep -abm1 -E $'^\r?$' "$box" | cut -d: -f1)
			is "$length" "$(($(stat -c %s "$box") - head - 2 * eol))" "  counts its body"
		else
			is "$length" "" "  counts nothing"
		fi
		rm -rf back
		mailpouch convert -q -t eml -o back "$name"
		if [ $variant = mboxo ] || [ $variant = mboxcl ]; then
			is "$(jq -c '[."cannot-hold"[] | [.kind, .messages]]' "$name.json")" \
				'[["quoting",1]]' "  what cannot be told is listed"
		else
			is "$(body back)" "$(sed 1,3d write/a.eml)" "  and back, exactly"
		fi
	done
done
is_status 0 "--quoting is the same" mailpouch convert -q -t mbox --quoting mboxcl2 -o by-option write
ok "  as a format" diff -r by-option mboxcl2
is_status 2 "both, of two kinds" mailpouch convert -q -t mboxo --quoting mboxrd -o x write
is_status 2 "-t none" mailpouch convert -q -t none -o x write
no_output x "  leaves nothing"
seal written write >/dev/null
is_status 0 "unpack -t mboxcl --crlf" unpack written -t mboxcl --crlf
ok "  the same" diff -r written.out mboxcl-crlf

done_testing
