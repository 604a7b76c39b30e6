/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a check turned up: numbered findings, all counted, the first of them
 * kept. A finding does not end a check; errors do. The numbers are stable:
 * programs and reports may rely on them.
 */
#ifndef VERIFY_FINDING_H
#define VERIFY_FINDING_H

#include <glib.h>

#define FINDINGS_MAX 10000          /* kept; the rest is counted */
#define FINDING_NOWHERE G_MAXUINT64 /* an offset that says nothing */

/* What a finding means for the verdict: docs/JSON.md. */
enum finding_class {
	CLASS_NOTE,       /* worth knowing, changes nothing */
	CLASS_REPAIRABLE, /* damage to what the pouch holds twice, or can rebuild */
	CLASS_INCOMPLETE, /* volumes are missing, or it was never sealed */
	CLASS_LOSSY,      /* damage that nothing in the pouch makes good */
	CLASS_ORIGIN,     /* nobody who is trusted vouches for it */
	CLASS_ALTERED,    /* it is not what was sealed */
};
#define FINDING_NCLASSES (CLASS_ALTERED + 1)

/* The kinds of finding, in the order of their numbers. */
enum finding_code {
	/* damage under a good signature */
	FOUND_BLOCK_DAMAGED,
	FOUND_BLOCK_UNREADABLE,
	FOUND_STRIPE_UNPROVEN,
	FOUND_PREAMBLE_DAMAGED,
	FOUND_TREE_DAMAGED,
	FOUND_CHECKPOINT_DAMAGED,
	FOUND_SEAL_DAMAGED,
	FOUND_HEADER_DAMAGED,
	FOUND_ZEROS_DAMAGED,
	FOUND_END_MISSING,
	FOUND_SEGMENT_LOST,
	FOUND_LISTS_DAMAGED,
	FOUND_MESSAGE_LOST,
	FOUND_FILE_LOST,
	/* it is not what was sealed */
	FOUND_SIGNATURE_BAD,
	FOUND_MEMBER_MALFORMED,
	FOUND_MEMBER_MISPLACED,
	FOUND_FOREIGN_MEMBER,
	FOUND_INDEX_DIFFERS,
	FOUND_PREAMBLE_DIFFERS,
	FOUND_SLOTS_DIFFER,
	FOUND_TREE_DIFFERS,
	FOUND_CHECKPOINT_DIFFERS,
	FOUND_SEAL_DIFFERS,
	FOUND_TRAILING_DATA,
	FOUND_SHIFTED,
	FOUND_FOREIGN_VOLUME,
	FOUND_VOLUME_CONFLICT,
	FOUND_CHAIN_BROKEN,
	FOUND_CONTENTS_DIFFER,
	FOUND_MESSAGE_DIFFERS,
	FOUND_FILE_DIFFERS,
	/* parts are missing */
	FOUND_NOT_SEALED,
	FOUND_VOLUME_MISSING,
	/* nobody who is trusted vouches for it */
	FOUND_SIGNER_UNKNOWN,
	FOUND_SIGNER_EXPIRED,
	FOUND_SIGNER_SILENT,
	FOUND_RECEIPT_DIFFERS,
	FOUND_RECEIPT_UNSIGNED,
	/* notes */
	FOUND_LOSSES_SEALED,
	FOUND_VOLUME_TWICE,
	FOUND_DERIVED_OTHERWISE,
};
#define FINDING_NCODES (FOUND_DERIVED_OTHERWISE + 1)

struct finding_kind {
	const char *number; /* "V101" */
	const char *name;   /* "block-damaged" */
	enum finding_class class;
	const char *text; /* what it means, in plain words */
};

/* The row of a code; constant. */
const struct finding_kind *finding_kind(enum finding_code code);

/* "altered", "origin", "lossy", "repairable", "incomplete", "note" */
const char *finding_class_name(enum finding_class class);

struct finding {
	enum finding_code code;
	guint64 volume; /* 0: the pouch as a whole */
	guint64 offset; /* in the volume's file, in bytes, or FINDING_NOWHERE */
	guint64 length; /* bytes from there that it speaks of; 0: a place */
	char *text;     /* the particulars, printable ASCII; may be NULL */
};

struct findings {
	GArray *kept;                       /* struct finding, in the order they came */
	guint64 total;                      /* all, kept or not */
	guint64 of_class[FINDING_NCLASSES]; /* likewise */
};

/* No findings yet; the caller ends them with findings_clear. */
void findings_init(struct findings *f);
void findings_clear(struct findings *f); /* accepts what is all zero */

/*
 * Adds a finding. format may be NULL; bytes of strangers do not belong in it
 * unless escaped. Ranges of FOUND_BLOCK_* that continue the finding before
 * them are merged into it.
 */
void findings_add(struct findings *f, enum finding_code code, guint64 volume, guint64 offset,
    guint64 length, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* "1 block", "2 blocks": a number and its noun; the caller frees it. */
char *finding_count(guint64 n, const char *one, const char *many);

/* Bytes as printable ASCII for a message: all else, and the backslash, as \xNN. The
 * caller frees it. */
char *finding_escape(const void *bytes, gsize len);

typedef struct findings findings;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(findings, findings_clear)

#endif
