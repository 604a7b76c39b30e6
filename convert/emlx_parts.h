/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a message that Apple Mail keeps outside of its .partial.emlx file (docs/MAIL.md
 * F-56): those whose header has X-Apple-Content-Length.
 */
#ifndef CONVERT_EMLX_PARTS_H
#define CONVERT_EMLX_PARTS_H

#include <glib.h>

/* More parts are only counted. */
#define EMLX_PARTS_MAX 1000

/* One such part. */
struct emlx_part {
	char *number;   /* "2", "1.3": as IMAP numbers parts, and Mail its directories */
	guint64 at;     /* offset in the file of its header's end */
	guint64 length; /* as stated; 0 if that is no number */
	char *encoding; /* its Content-Transfer-Encoding, or NULL */
	char *name;     /* the file name that its header has, in UTF-8, or NULL */
};

/* Follows a message's multiparts while its bytes go by. */
struct emlx_parts;
struct emlx_parts *emlx_parts_new(void);
void emlx_parts_free(struct emlx_parts *p); /* accepts NULL */

/*
 * The message's next bytes, which lie at offset at of the file. Returns how many were taken: it stops behind
 * the header of such a part, so that its body can be put there.
 */
size_t emlx_parts_feed(struct emlx_parts *p, const unsigned char *data, size_t len, guint64 at);

/* The struct emlx_part found, borrowed; *more: how many are over EMLX_PARTS_MAX. */
const GArray *emlx_parts_found(const struct emlx_parts *p, guint64 *more);

#endif
