/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packed files that a scan looks into, one within another: what lies in a file of the
 * source is unpacked from that, what lies deeper is spilled first. All that is
 * found in one file of the source is held against that file's size, so that bombs within
 * each other are one bomb.
 */
#ifndef CONVERT_NEST_H
#define CONVERT_NEST_H

#include "convert/deriving.h"
#include "convert/spill.h"
#include "convert/tree.h"
#include "convert/unpack_stream.h"
#include "convert/unpacker.h"

#define NEST_DEPTH (UNPACKER_LEVELS - 1) /* packed files within each other */
#define NEST_SPILLS \
	UNPACKER_LEVELS       /* that they, and a file to derive from, need at the same time */
#define NEST_FILES_MAX 100000 /* packed files in one of the source, all levels together */

struct nest_options {
	struct unpacker *unpacker; /* NULL: nothing is looked into */
	/* NEST_SPILLS of them; NULL: what lies in a packed file is not looked into. */
	struct spill *const *spills;
	bool
	    spilled; /* what lies in a file of the source is spilled, too: that is read in order only */
	struct unpack_waiting waiting;
	bool recover; /* of files that messages are derived from, deleted items too */
};

struct nest;

/* What o points to is borrowed for the nest's life. */
struct nest *nest_new(const struct nest_options *o);
void nest_free(struct nest *n); /* accepts NULL */

/* Why a packed file at hand would not be looked into, in words; NULL: it would. */
const char *nest_closed(const struct nest *n);

/* Where the bytes of a packed file at hand must be put first, borrowed; NULL: nowhere. */
struct spill *nest_spill(const struct nest *n);

/* The same two of a file from which messages are derived (derived.h). */
const char *nest_derives_not(const struct nest *n);
struct spill *nest_derives_from(const struct nest *n);

/* What its messages are derived with: all but its format, the file and its size. */
struct deriving_options nest_deriving(const struct nest *n);

/*
 * Opens the packed file e at hand, which f is, or which is in the spill (f NULL: it is). The caller closes the
 * tree, then leaves. Fails as tree_archive_open, and then there is nothing to leave.
 */
MUST_USE struct tree *nest_enter(
    struct nest *n, const struct entry *e, const struct tree_file *f, GError **error);
void nest_leave(struct nest *n);

typedef struct nest nest;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(nest, nest_free)

#endif
