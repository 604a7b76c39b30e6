# SPDX-License-Identifier: Apache-2.0
# For tests/*.t that seal and unpack, after lib.sh: keys, the sample, comparing trees.

corpus=$PWD/../shared/corpus

# Keys in $T: me.key opens, audit.key sees lists, other.key nothing; s.key signs.
make_keys() {
	local k
	for k in me audit other; do
		mailpouch keygen -q open "$T/$k.key" --no-passphrase >/dev/null || return
	done
	mailpouch keygen -q sign "$T/s.key" --no-passphrase >/dev/null
}

# seal NAME SOURCE...: seals into $T/NAME.pouch.
seal() {
	local name=$1
	shift
	mailpouch seal -q --json -r "$T/me.key.pub" -a "$T/audit.key.pub" -s "$T/s.key" \
		-o "$T/$name.pouch" --receipt "$T/$name.receipt.txt" "$@"
}

# unpack NAME OPTION...: unpacks $T/NAME.pouch into $T/NAME.out.
unpack() {
	local name=$1
	shift
	mailpouch unpack -q -i "$T/me.key" -o "$T/$name.out" "$@" "$T/$name.pouch"
}

# messages NAME: the records of its messages, a line of JSON each.
messages() {
	mailpouch list -q --messages --json -i "$T/me.key" "$T/$1.pouch"
}

# listing DIRECTORY: types, permissions, times to the nanosecond and names of all in it.
listing() {
	(cd "$1" && find . \( -type f -o -type d \) -printf '%y %m %T@ %P\0' | sort -z | tr '\0\n' '\n?')
}

# digests DIRECTORY: one digest over the sorted list of the files' digests.
digests() {
	(cd "$1" && find . -type f -print0 | sort -z | xargs -0r b2sum -z | b2sum)
}

# same_tree A B NAME: bytes, names, empty directories, times and permissions are the same.
same_tree() {
	ok "$3: diff -r finds nothing" diff -r --no-dereference "$1" "$2"
	is "$(digests "$2")" "$(digests "$1")" "$3: digest of the sorted list"
	ok "$3: names, times and permissions" diff <(listing "$1") <(listing "$2")
}

# one_line NAME: the last command said exactly one line on standard error.
one_line() {
	local n
	n=$(wc -l <"$T/err")
	is "$n" 1 "$1"
	[ "$n" = 1 ] || sed 's/^/# /' "$T/err"
}

# no_output PATH NAME: nothing has this name, and no unfinished file is left beside it.
no_output() {
	local left
	left=$(find "$(dirname "$1")" -maxdepth 1 \( -name "$(basename "$1")" -o -name '.*.partial*' \))
	is "$left" "" "$2"
}
