/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers and names of the container; see layout.h. */
#include "crypto/layout.h"

#include <string.h>

static const struct {
	const char *tag, *suffix;
	enum level level;
} kinds[PACKED_NKINDS] = {
    [PACKED_SEGMENT] = {"seg", "", LEVEL_CONTENT},
    [PACKED_TREE_FACTS] = {"tfac", "-tree-facts", LEVEL_FACTS},
    [PACKED_TREE_INDEX] = {"tidx", "-tree-index", LEVEL_INDEX},
    [PACKED_MAIL_FACTS] = {"mfac", "-mail-facts", LEVEL_FACTS},
    [PACKED_MAIL_INDEX] = {"midx", "-mail-index", LEVEL_INDEX},
};

/* docs/POUCH-README.txt is a copy for people; layout_test.c compares them. */
const char pouch_readme[] =
    "This file is a mailpouch: an encrypted, signed archive of mail.\n"
    "\n"
    "With mailpouch:   mailpouch verify NAME.pouch\n"
    "                  mailpouch unpack -i IDENTITY -o DIRECTORY NAME.pouch\n"
    "\n"
    "Without it, using tar, age, zstd and minisign only:\n"
    "\n"
    "  tar xf NAME.pouch SEAL.txt SEAL.txt.minisig\n"
    "  minisign -Vm SEAL.txt -p SIGNER.pub\n"
    "  tar xOf NAME.pouch keys/000.age | age -d -i IDENTITY > pouch.id\n"
    "  tar xf NAME.pouch --wildcards 'seg/*.age' \\\n"
    "      --to-command='age -d -i pouch.id' | zstd -dc | tar xpf -\n"
    "\n"
    "keys/   one file for each person who may open this; try each\n"
    "seg/    the mail: in order, decrypted and decompressed, one tar file\n"
    "man/    lists of what is inside, as JSON Lines\n"
    "tree/   BLAKE2b-256 hashes of each 64 KiB of this file\n"
    "ckpt/, SEAL.txt   what was signed\n"
    "\n"
    "The format, mailpouch version 1, is described in mailpouch's\n"
    "docs/FORMAT.md. Keep this file unchanged; nothing needs a network.\n";

enum level
packed_level(enum packed_kind kind)
{
	return kinds[kind].level;
}

const char *
level_name(enum level level)
{
	static const char *const names[NLEVELS] = {"content", "facts", "index"};

	return names[level];
}

const char *
packed_tag(enum packed_kind kind)
{
	return kinds[kind].tag;
}

void
packed_name(enum packed_kind kind, guint64 number, char name[MEMBER_NAME_SIZE])
{
	g_snprintf(name, MEMBER_NAME_SIZE, "%s/%08" G_GUINT64_FORMAT "%s.age",
	    kind == PACKED_SEGMENT ? "seg" : "man", number, kinds[kind].suffix);
}

bool
packed_parse(const char *name, enum packed_kind *kind, guint64 *number)
{
	char again[MEMBER_NAME_SIZE];

	if (!g_str_has_prefix(name, "seg/") && !g_str_has_prefix(name, "man/"))
		return false;
	*number = g_ascii_strtoull(name + 4, NULL, 10);
	if (*number > MEMBER_NUMBER_MAX)
		return false;
	for (int k = 0; k < PACKED_NKINDS; k++) {
		packed_name((enum packed_kind)k, *number, again);
		if (strcmp(name, again) == 0) {
			*kind = (enum packed_kind)k;
			return true;
		}
	}
	return false;
}

static bool
take_slot(struct data_order *o, const char *name)
{
	char expected[MEMBER_NAME_SIZE];

	g_snprintf(expected, sizeof(expected), "keys/%03u.age", o->nslots);
	for (int k = 0; k < PACKED_NKINDS; k++)
		if (o->begun[k])
			return false;
	return o->nslots++ < SLOTS_MAX && strcmp(name, expected) == 0;
}

bool
data_order_take(struct data_order *o, const char *name)
{
	static const char *const fixed[] = {MEMBER_README, MEMBER_PREAMBLE};
	enum packed_kind kind;
	guint64 number;

	if (o->nfixed < G_N_ELEMENTS(fixed))
		return strcmp(name, fixed[o->nfixed++]) == 0;
	if (!packed_parse(name, &kind, &number))
		return take_slot(o, name);
	if (o->begun[kind] && number != o->next[kind])
		return false;
	o->begun[kind] = true;
	o->next[kind] = number + 1;
	return true;
}
