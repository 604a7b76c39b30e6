/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of the tree manifest: sources, directories, files, folders and
 * exceptions. Their form is that of all records, see record.h.
 */
#ifndef CONVERT_TREE_RECORD_H
#define CONVERT_TREE_RECORD_H

#include "convert/record_lines.h"
#include "convert/visitor.h"
#include "crypto/digest.h"

enum record_kind {
	RECORD_SOURCE, /* a SOURCE of the command line */
	RECORD_DIRECTORY,
	RECORD_FILE, /* a file begins */
	RECORD_DONE, /* a file ended: what is known only then */
	RECORD_FOLDER,
	RECORD_EXCEPTION,
};

/* A record of the tree manifest. Which members count depends on kind. */
struct tree_record {
	enum record_kind kind;
	guint64 number; /* of the source, entry (directories and files share one count) or folder */
	char *path;     /* index. source: its base name; others: path in the payload, raw bytes */
	/* directory, file */
	guint64 at;   /* facts: payload offset of its first tar header */
	guint64 data; /* facts, file: payload offset of its bytes */
	guint64 size; /* facts, file: bytes in the payload */
	gint64 mtime; /* facts: "mtime":[seconds,nanoseconds], always present */
	guint32 mtime_nsec;
	guint32 mode; /* index: "mode":"0644" */
	/* done */
	guint64 read; /* facts: bytes that were read, always present */
	struct digest
	    digest; /* facts: "blake2b" and "xxh3", hex, of the first read bytes; always present */
	char *role; /* facts; of a directory too: "derived" */
	char *format;         /* facts: of the store, absent if it is no mail */
	guint64 first;        /* facts: id of its first message */
	guint64 nmessages;    /* facts: "messages" */
	enum quoting quoting; /* facts: absent if none */
	char *evidence;       /* facts */
	bool crlf;            /* facts */
	char *store;          /* index: path of the store it belongs to, raw bytes */
	/* folder */
	char **names; /* index: "names":[...] */
	char *raw;    /* index: raw bytes */
	/* exception */
	enum severity severity; /* facts: "note" or "loss", always present */
	char *rule;             /* facts */
	guint64 offset;         /* facts */
	guint64 length;         /* facts */
	char *reason;           /* index */
				/* and nmessages: of "not-indexed" */
};

#define RECORD_MAX (4 * 1024 * 1024) /* bytes of a line of any record, LF not counted */

/* Append the facts line and the index line, each with its LF. */
void tree_record_write(const struct tree_record *r, GString *facts, GString *index);

/*
 * Reads a record from its lines. Strict: a line that is not canonical, or over
 * RECORD_MAX bytes, is ERR_ALTERED (ERR_UNSUPPORTED: member.h). *r, zeroed or used
 * before, is emptied first and owns what it gets; after a failure it is empty.
 */
MUST_USE bool tree_record_read(struct tree_record *r, const struct record_lines *l, GError **error);

/* Releases what r owns and empties it. */
void tree_record_clear(struct tree_record *r);

#endif
