/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record of an mbox file, a From_ line and a message, while its bytes go
 * by: what its header says, and the visitor's events for it.
 */
#ifndef CONVERT_MBOX_RECORD_H
#define CONVERT_MBOX_RECORD_H

#include "convert/eudora.h"
#include "convert/mbox_length.h"
#include "convert/mbox_multipart.h"
#include "convert/mbox_quoting.h"

struct mbox_record {
	bool open;       /* there is one */
	bool internal;   /* a mail program's own data: no message events */
	bool eudora;     /* its From_ line is Eudora's */
	bool expunged;   /* deleted, though still there: no message events either */
	bool whole_head; /* the header ends with its empty line, or where the record does */
	guint64 emitted; /* offset in the file behind the bytes that were handed out */
	guint64 body_at; /* offset of the body */
	guint64 tracked; /* offset up to which multipart was followed */
	struct mbox_length length;
	struct mbox_multipart multipart;
	struct eudora_text text; /* of the body, if it is Eudora's */
	char **names;            /* of the message's folder, if its labels name one; else NULL */
	bool below;              /* and that is one inside the folder that the file is */
	struct message message;
};

/*
 * Fills *r in for the message at offset at of the view, which must hold its
 * header or MESSAGE_HEAD_MAX bytes. c and from_at describe its From_ line; c is NULL
 * if it has none. first: it is the file's first record. No event yet.
 */
void mbox_record_read(struct mbox_record *r, const struct mbox_view *v, size_t at,
    const struct mbox_candidate *c, guint64 from_at, bool first);

/* The events that begin a message, and the notes that its header calls for. Counts the id up. */
MUST_USE bool mbox_record_begin(
    struct mbox_record *r, const struct store_file *f, const struct mbox_view *v, GError **error);

/* Hands out the record's bytes from where it was up to offset to of the file. */
MUST_USE bool mbox_record_emit(struct mbox_record *r, const struct store_file *f,
    const struct mbox_view *v, struct buffer *owner, guint64 to, GError **error);

/* The message ended with the bytes handed out; separator bytes of an empty line follow. */
MUST_USE bool mbox_record_end(
    struct mbox_record *r, const struct store_file *f, size_t separator, GError **error);

/* Empties *r, in any state. */
void mbox_record_clear(struct mbox_record *r);

#endif
