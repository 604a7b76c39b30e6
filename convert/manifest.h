/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifests as chunks: docs/FORMAT.md, section 9. The writer gathers the
 * lines of records until a chunk is full; the reader goes through the lines of
 * chunk after chunk. What becomes of a chunk's bytes is the caller's matter.
 */
#ifndef CONVERT_MANIFEST_H
#define CONVERT_MANIFEST_H

#include "convert/record.h"
#include "crypto/layout.h"

enum manifest_kind {
	MANIFEST_TREE,
	MANIFEST_MAIL,
};

/* The members that hold the two halves of a chunk. */
enum packed_kind manifest_facts(enum manifest_kind kind);
enum packed_kind manifest_index(enum manifest_kind kind);

/* A full chunk on its way out. All borrowed. */
struct manifest_chunk {
	enum manifest_kind kind;
	guint64 number;
	guint64 first; /* id of the first message, or ordinal of the first record */
	guint64 count;
	const GString *facts, *index;
};

struct manifest_writer;

/* emit is called for each full chunk; it may fail, and then so does the call that filled it. */
struct manifest_writer *manifest_writer_new(enum manifest_kind kind,
    bool (*emit)(void *user, const struct manifest_chunk *c, GError **error), void *user);

/*
 * Adds one record by its two lines, each with its LF. Fails with ERR_FORMAT if one has over
 * RECORD_MAX bytes, and as emit does.
 */
MUST_USE bool manifest_writer_add(struct manifest_writer *w, const char *facts, size_t facts_len,
    const char *index, size_t index_len, GError **error);

/* Emits what is left. */
MUST_USE bool manifest_writer_finish(struct manifest_writer *w, GError **error);
/* Chunks emitted so far. */
guint64 manifest_writer_chunks(const struct manifest_writer *w);
void manifest_writer_free(struct manifest_writer *w);

struct manifest_half {
	const char *at;
	size_t left;
};

/* Goes through the lines of one chunk's halves; index may be NULL. Both are borrowed. */
struct manifest_lines {
	struct manifest_half facts, index;
	bool has_index;
	guint left; /* records that there may still be */
};
void manifest_lines_init(
    struct manifest_lines *l, const GByteArray *facts, const GByteArray *index);

/*
 * The next record's two lines. STEP_NEXT, STEP_END, or STEP_FAILED with ERR_ALTERED if the
 * halves do not match or have too many.
 */
MUST_USE enum step manifest_lines_next(
    struct manifest_lines *l, struct record_lines *next, GError **error);

typedef struct manifest_writer manifest_writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(manifest_writer, manifest_writer_free)

#endif
