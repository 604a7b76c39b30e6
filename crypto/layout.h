/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The numbers and names of the container: docs/FORMAT.md, sections 3, 4 and 12.
 */
#ifndef CRYPTO_LAYOUT_H
#define CRYPTO_LAYOUT_H

#include <glib.h>
#include <stdbool.h>

#define ARCHIVE_ID_SIZE 16
#define BLOCK_SIZE 65536
#define SEGMENT_SIZE (16 * 1024 * 1024) /* payload bytes of a segment */
#define CHUNK_SIZE (16 * 1024 * 1024)   /* text bytes of half a manifest chunk */
#define CHUNK_FILL \
	(4 * 1024 * 1024) /* at which a writer ends it, so that finding one record is quick */
#define CHUNK_RECORDS 65536
#define PACKED_MAX (17 * 1024 * 1024)   /* a segment or chunk as a member */
#define STRIPE_SIZE (256 * 1024 * 1024) /* data bytes of a stripe, at most */
#define STRIPE_BLOCKS (STRIPE_SIZE / BLOCK_SIZE)
#define SEAL_GAP (1024 * 1024) /* zero bytes between the two SEALs */
#define END_MARK 1024          /* zero bytes at the end */
#define TEXT_MAX 65536         /* bytes of a signed text */
#define INDEX_TEXT_MAX (64 * 1024 * 1024)
#define SIGNATURE_MAX 1024 /* bytes of a .minisig member */
#define SIGNERS_MAX 16
#define SLOTS_MAX 256
#define SLOT_SIZE_MAX (256 * 1024)
#define HASH_SIZE 32         /* bytes of BLAKE2b-256 */
#define TIME_SIZE 21         /* "2026-11-23T16:00:00Z" and its NUL */
#define MEMBER_NAME_SIZE 100 /* a member name and its NUL */

#define MEMBER_NUMBER_MAX G_GUINT64_CONSTANT(99999999) /* eight digits */

#define MEMBER_README "00-README.txt"
#define MEMBER_PREAMBLE "preamble.txt"
#define MEMBER_INDEX "index.txt"
#define MEMBER_SEAL "SEAL.txt"
#define MEMBER_SEAL_AGAIN "SEAL-again.txt"

/* What a packed member holds: sections 7 and 9. */
enum packed_kind {
	PACKED_SEGMENT,
	PACKED_TREE_FACTS,
	PACKED_TREE_INDEX,
	PACKED_MAIL_FACTS,
	PACKED_MAIL_INDEX,
};
#define PACKED_NKINDS (PACKED_MAIL_INDEX + 1)

/* The key that a kind is encrypted to: section 6.1. */
enum level {
	LEVEL_CONTENT,
	LEVEL_FACTS,
	LEVEL_INDEX,
};
#define NLEVELS (LEVEL_INDEX + 1)

/* The level whose identity opens members of this kind. */
enum level packed_level(enum packed_kind kind);

/* "content", "facts", "index" */
const char *level_name(enum level level);

/* The four bytes of a kind inside the encryption: "seg" and a NUL, "tfac" ... */
const char *packed_tag(enum packed_kind kind);

/* Writes the member's name: "seg/00000012.age", "man/00000000-mail-facts.age". number is
 * at most MEMBER_NUMBER_MAX. */
void packed_name(enum packed_kind kind, guint64 number, char name[MEMBER_NAME_SIZE]);

/* The reverse; false, with both unspecified, if name is no such name. */
bool packed_parse(const char *name, enum packed_kind *kind, guint64 *number);

/* How far the data members of a volume have come; starts as all zeros. */
struct data_order {
	guint nfixed; /* of README and preamble */
	guint nslots;
	bool begun[PACKED_NKINDS];
	guint64 next[PACKED_NKINDS]; /* the number that must follow, once begun */
};

/*
 * Whether the data member of this name may be the next one, which the order
 * then counts: README, preamble, slots from 000, then segments and chunks, each
 * kind without gaps. index.txt, the last, is not asked about. Section 3.
 */
bool data_order_take(struct data_order *o, const char *name);

/* The body of 00-README.txt: a constant. */
extern const char pouch_readme[];

#endif
