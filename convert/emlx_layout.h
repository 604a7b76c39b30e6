/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where message and property list lie in an .emlx file: its first line is the message's
 * length, padded with blanks; then the message; then the list (docs/MAIL.md F-55).
 */
#ifndef CONVERT_EMLX_LAYOUT_H
#define CONVERT_EMLX_LAYOUT_H

#include "convert/store.h"

/* The first line is no longer, in bytes. */
#define EMLX_COUNT_LINE_MAX 64

struct emlx_layout {
	guint64 begin; /* of the message: the length of the first line */
	guint64 count; /* what that line says */
	guint64 end;   /* of the message */
	guint64 list;  /* where the property list begins; the file's size if there is none */
	bool right;    /* end is where count says */
	bool searched; /* false: the file could not be looked at behind count, which is believed */
};

/* Whether data begins with a count's line; then begin and count are set, all else is 0. */
bool emlx_layout_count(struct emlx_layout *l, const unsigned char *data, size_t len);

/*
 * Finds the rest out. w: the file's first bytes, which do if they are all of it and it is not
 * seekable. A list where it should be decides, then count if the file ends there, then the
 * last list in the file's last PLIST_MAX bytes, then count.
 */
void emlx_layout_find(struct emlx_layout *l, const struct store_file *f, const struct span *w);

/* The file's bytes from offset at on, up to len of them; returns how many there are. */
size_t emlx_layout_read(
    const struct store_file *f, const struct span *w, guint64 at, void *buf, size_t len);

#endif
