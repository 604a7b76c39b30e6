/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scan tells as it goes through a source, once, in payload order:
 *
 *	source                      what follows is from it; of a pouch there is none
 *	entry                       a directory, a symlink ...
 *	entry                       a file
 *	  bytes*                    all its bytes, in order
 *	  message_begin             interleaved with them: the messages in it
 *	    message_bytes*          a message's bytes, in order: spans of the same buffers
 *	  message_end
 *	  derived                   a file from which messages are derived
 *	  message_begin ...         behind them: those that are derived from it (derive.h), with
 *	                            message.derivation; their bytes are none of the file's
 *	  account                   then, for each folder of such a file
 *	file_end
 *	folder                      anywhere, once for each, before its first message
 *	exception                   anywhere
 *
 * bytes always runs ahead of, or level with, the message events for the same
 * bytes. Sealing, converting, inspecting and comparing are visitors; a
 * directory and a pouch are scanned with the same events.
 */
#ifndef CONVERT_VISITOR_H
#define CONVERT_VISITOR_H

#include "convert/account.h"
#include "convert/message.h"
#include "convert/tree.h"

/* What is known of a file when it has been read. */
struct file_facts {
	const char *format; /* the store format, "mbox", or NULL: no mail */
	const char *store;  /* path within the source of the store it belongs to, or NULL */
	const char *role;   /* "store", "message", "companion", "packed", "other" */
	guint64 read;  /* bytes that were read; less than entry.size after a read error or cut */
	guint64 first; /* id of the first message in it */
	guint64 nmessages;
	enum quoting quoting;
	char evidence[64]; /* for quoting, in words: "12 lines >From, 2 lines >>From" */
	bool crlf;         /* lines end in CRLF, mostly */
};

#define FRAMING_LINE_MAX 200

/*
 * A line that begins "From " in an mbox file, and was not taken for the
 * beginning of a message, or was with less than certainty: mbox_score.h.
 */
struct framing {
	const char *path; /* of the file within its source: raw bytes */
	guint64 offset;   /* of the line in it */
	int score;        /* MBOX_ACCEPT and more: accepted */
	bool accepted;
	const char *reasons;       /* the signals and their weights, in words: "date +30, ..." */
	const unsigned char *line; /* the line without its end, cut at FRAMING_LINE_MAX bytes */
	size_t len;
};

/* Every function may be NULL. Each that can fail returns false with *error set to end the scan. */
struct visitor {
	void *user;
	void (*source)(void *user, const char *path); /* as it was given */
	bool (*entry)(void *user, const struct entry *e, GError **error);
	bool (*bytes)(void *user, const struct span *s, GError **error);
	bool (*folder)(void *user, const struct folder *f, GError **error);
	bool (*message_begin)(void *user, const struct message *m, GError **error);
	bool (*message_bytes)(void *user, const struct span *s, GError **error);
	bool (*message_end)(void *user, const struct message *m, GError **error);
	bool (*file_end)(
	    void *user, const struct entry *e, const struct file_facts *f, GError **error);
	bool (*exception)(void *user, const struct exception *x, GError **error);
	bool (*framing)(void *user, const struct framing *f, GError **error);
	/* Messages that are derived from this file follow; nmessages is not known yet. */
	bool (*derived)(
	    void *user, const struct entry *e, const struct file_facts *f, GError **error);
	bool (*account)(void *user, const struct account *a, GError **error);
};

#endif
