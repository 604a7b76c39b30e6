/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mork, the text format of Thunderbird's .msf files: rows of cells, with dictionaries for the names
 * of columns and for values (docs/MAIL.md F-16, F-51). Rows are told as they come; a later
 * row of the same name adds cells to it. Groups that were not committed are left out.
 */
#ifndef CONVERT_MORK_H
#define CONVERT_MORK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define MORK_MAX (64 * 1024 * 1024) /* bytes of a file that are read */
#define MORK_ATOMS_MAX 2000000 /* entries of both dictionaries; more make the file unreadable */

/* len bytes of the file, escapes and all. */
struct mork_text {
	const char *s;
	size_t len;
};

/* Who is told. Texts are borrowed from the file. scope is the kind of row; id is its name. */
struct mork_reader {
	void *user;
	void (*row)(
	    void *user, struct mork_text scope, guint32 id, bool cut); /* cut: it loses its cells */
	void (*cell)(void *user, struct mork_text column, struct mork_text value); /* of that row */
};

/*
 * Reads a file of len bytes. Returns false if it is not Mork, is cut or damaged, or has more than
 * MORK_ATOMS_MAX atoms: what was told by then is incomplete.
 */
bool mork_parse(const char *data, size_t len, const struct mork_reader *r);

bool mork_text_is(struct mork_text t, const char *s);

/* The text without escapes; a NUL in it ends it. The caller frees it. */
char *mork_text_dup(struct mork_text t);

/* A number in the base; false if the text has anything else in it, or does not fit. */
bool mork_text_number(struct mork_text t, guint base, guint64 *n);

#endif
