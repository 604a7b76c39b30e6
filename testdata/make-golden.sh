#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: make-golden.sh SEEDED-PROGRAM SOURCE DIRECTORY
# Seals SOURCE with the program whose randomness is from a seed (build/mailpouch-seeded), and
# leaves in DIRECTORY the pouch, its receipt, the keys that open and verify it, and what must
# come out of it.
set -eu

program=$(realpath "$1")
source=$(realpath "$2")
. "$(dirname "$0")/../tests/pouch.sh"
mkdir -p "$3"
cd "$3"

MAILPOUCH_SEED=reader "$program" keygen -q open reader.key --no-passphrase >/dev/null
MAILPOUCH_SEED=auditor "$program" keygen -q open auditor.key --no-passphrase >/dev/null
MAILPOUCH_SEED=signer "$program" keygen -q sign signer.key --no-passphrase >/dev/null
"$program" seal -q -r reader.key.pub -a auditor.key.pub -s signer.key -o v1.pouch \
	--receipt v1.receipt.txt "$source" >/dev/null 2>&1

listing "$source" >v1.listing
(cd "$source" && find . -type f -print0 | sort -z | xargs -0 b2sum) >v1.b2sum
"$program" list -q --messages --json -i reader.key v1.pouch |
	jq -c '[.id, .size, .received, .flags, .from, .subject, .blake2b]' >v1.messages
zstd -q -19 --rm v1.pouch
rm reader.key.pub auditor.key.pub signer.key
