/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of the manifests: docs/FORMAT.md, "Manifests". Each record is two
 * JSON objects of one line each, one for the facts and one for the index. They
 * are in canonical form: members in the order of this file, no white space, shortest
 * numbers, strings in UTF-8 with only '"', '\', and bytes below 0x20 and 0x7f escaped;
 * a string that is not valid UTF-8 is {"b64":"..."}; members that are empty,
 * zero or unknown are left out (unless said otherwise). A reader skips members that it
 * does not know, except that a leading "critical":["name",...] with an unknown
 * name makes it refuse.
 */
#ifndef CONVERT_RECORD_H
#define CONVERT_RECORD_H

#include "convert/tree_record.h"

struct attachment {
	char *name;                /* index, UTF-8; "" if it has none */
	guint64 size;              /* facts: bytes after decoding */
	unsigned char blake2b[32]; /* facts: of the decoded bytes */
};

/* What the message says of itself: index.h fills it in. All UTF-8, decoded, or raw if invalid. */
struct summary {
	char *message_id; /* with its angle brackets, as it stands */
	char *date;       /* the Date: field's value as it stands */
	gint64 time;      /* the same, seconds since 1970, if has_time */
	bool has_time;
	char *from, *to, *cc, *subject;
	GPtrArray *attachments; /* struct attachment * */
	GPtrArray *defects;     /* char *: MIME defects by fixed short names */
	bool limited;           /* the message went over the limits of the index */
};

struct message_record {
	struct message message; /* at is the offset in its file; head is not used */
	guint64 folder; /* number of message.folder, used if that is NULL; reading sets only this */
	guint64 file;   /* number of the file's entry */
	guint64 payload;             /* payload offset of its first byte */
	struct digest digest;        /* L1 */
	bool has_canonical;          /* canonical differs from digest.blake2b */
	unsigned char canonical[32]; /* L2, body read as it stands */
	bool
	    has_unquoted; /* the body has quoted From_ lines, so that this differs from canonical */
	unsigned char unquoted[32]; /* L2, one level of quoting undone in the body */
	struct summary summary;
	unsigned char salt[16];
};

/*
 * Append the facts line and the index line, each with its LF. The facts
 * line ends in ,"salt":"..."}LF; without_salt, if not NULL, gets the number of bytes of
 * the line before that, so that a commitment can be made over the line with this
 * member cut out.
 */
void message_record_write(
    const struct message_record *r, GString *facts, GString *index, size_t *without_salt);

/*
 * Reads a record from its lines. Strict: a line that is not canonical, or over
 * RECORD_MAX bytes, is ERR_ALTERED (ERR_UNSUPPORTED: member.h). *r, zeroed or used
 * before, is emptied first and owns what it gets; after a failure it is empty.
 */
MUST_USE bool message_record_read(
    struct message_record *r, const struct record_lines *l, GError **error);

/* Release what they own and empty them. message.folder is not owned. */
void message_record_clear(struct message_record *r);
void summary_clear(struct summary *s);

/* A new attachment at the end, zeroed but for its name, a copy. Borrowed from s. */
struct attachment *summary_add_attachment(struct summary *s, const char *name);

/* Adds a defect once. */
void summary_add_defect(struct summary *s, const char *name);

#endif
