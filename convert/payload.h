/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload while it is written: a tar stream that is cut into segments,
 * each handed out to be compressed and encrypted. docs/FORMAT.md, 7 and 8.
 */
#ifndef CONVERT_PAYLOAD_H
#define CONVERT_PAYLOAD_H

#include "convert/ordered.h"
#include "convert/tree.h"
#include "crypto/packed.h"

struct payload;

/* What every segment is packed with. archive is borrowed for the payload's life. */
struct payload_options {
	const unsigned char *archive;
	guint64 volume;
	struct age_recipient content;
	int level;
};

/* Segments are pushed into o as they fill. */
struct payload *payload_new(const struct payload_options *p, struct ordered *o);

/* Bytes so far: the payload offset of what comes next. */
guint64 payload_at(const struct payload *p);

/* The tar header of an entry, whose path is that in the payload. */
void payload_entry(struct payload *p, const struct entry *e, guint64 number);
/* Bytes of the file whose header was written; data NULL stands for zeros. */
void payload_bytes(struct payload *p, const void *data, guint64 len);
/* The padding behind a file of size bytes. */
void payload_pad(struct payload *p, guint64 size);

/* Ends the tar and pushes the last segment. */
void payload_finish(struct payload *p);
void payload_free(struct payload *p); /* accepts NULL */

/* A segment that came back: a struct job first. */
struct segment;
struct segment *segment_of(struct job *j); /* NULL if the job is none */
/* The packed member, or NULL with *error set as packed_seal set it. Borrowed. */
const GByteArray *segment_packed(struct segment *s, GError **error);
guint64 segment_number(const struct segment *s);
size_t segment_len(const struct segment *s); /* payload bytes */
void segment_free(struct segment *s);

#endif
