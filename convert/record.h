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

#include "convert/visitor.h"
#include "crypto/digest.h"

enum record_kind {
	RECORD_SOURCE,    /* a SOURCE of the command line */
	RECORD_DIRECTORY,
	RECORD_FILE,      /* a file begins */
	RECORD_DONE,      /* a file ended: what is known only then */
	RECORD_FOLDER,
	RECORD_EXCEPTION,
};

/* A record of the tree manifest. Which members count depends on kind. */
struct tree_record {
	enum record_kind kind;
	guint64 number;       /* of the source, entry (directories and files share one count) or folder */
	char *path;           /* index. source: its base name; others: path in the payload, raw bytes */
	/* directory, file */
	guint64 at;           /* facts: payload offset of its first tar header */
	guint64 data;         /* facts, file: payload offset of its bytes */
	guint64 size;         /* facts, file: bytes in the payload */
	gint64 mtime;         /* facts: "mtime":[seconds,nanoseconds], always present */
	guint32 mtime_nsec;
	guint32 mode;         /* index: "mode":"0644" */
	/* done */
	guint64 read;         /* facts: bytes that were read, always present */
	struct digest digest; /* facts: "blake2b" and "xxh3", hex, of the first read bytes; always present */
	char *role;           /* facts */
	char *format;         /* facts: of the store, absent if it is no mail */
	guint64 first;        /* facts: id of its first message */
	guint64 nmessages;    /* facts: "messages" */
	enum quoting quoting; /* facts: absent if none */
	char *evidence;       /* facts */
	bool crlf;            /* facts */
	char *store;          /* index: path of the store it belongs to, raw bytes */
	/* folder */
	char **names;         /* index: "names":[...] */
	char *raw;            /* index: raw bytes */
	/* exception */
	enum severity severity; /* facts: "note" or "loss", always present */
	char *rule;           /* facts */
	guint64 offset;       /* facts */
	guint64 length;       /* facts */
	char *reason;         /* index */
};

struct attachment {
	char *name;                /* index, UTF-8; "" if it has none */
	guint64 size;              /* facts: bytes after decoding */
	unsigned char blake2b[32]; /* facts: of the decoded bytes */
};

/* What the message says of itself: index.h fills it in. All UTF-8, decoded, or raw if invalid. */
struct summary {
	char *message_id;       /* with its angle brackets, as it stands */
	char *date;             /* the Date: field's value as it stands */
	gint64 time;            /* the same, seconds since 1970, if has_time */
	bool has_time;
	char *from, *to, *cc, *subject;
	GPtrArray *attachments; /* struct attachment * */
	GPtrArray *defects;     /* char *: MIME defects by fixed short names */
	bool limited;           /* the message went over the limits of the index */
};

struct message_record {
	struct message message;      /* at is the offset in its file; head is not used */
	guint64 file;                /* number of the file's entry */
	guint64 payload;             /* payload offset of its first byte */
	struct digest digest;        /* L1 */
	bool has_canonical;          /* canonical differs from digest.blake2b */
	unsigned char canonical[32]; /* L2, body read as it stands */
	bool has_unquoted;           /* the body has quoted From_ lines, so that this differs from canonical */
	unsigned char unquoted[32];  /* L2, one level of quoting undone in the body */
	struct summary summary;
	unsigned char salt[16];
};

/*
 * Append the facts line and the index line, each with its LF. A message's
 * facts line ends in ,"salt":"..."}LF; without_salt, if not NULL, gets the length that
 * the line would have up to that point, so that a commitment can be made over
 * the line with that member cut out.
 */
void tree_record_write(const struct tree_record *r, GString *facts, GString *index);
void message_record_write(
    const struct message_record *r, GString *facts, GString *index, size_t *without_salt);

/*
 * Read a record from its lines (without LF); index may be NULL with len 0 for
 * a holder of the facts alone. Strict: a line that is not canonical, or over
 * RECORD_MAX bytes, is ERR_FORMAT. *r is emptied first and owns what it gets.
 */
#define RECORD_MAX (4 * 1024 * 1024)
MUST_USE bool tree_record_read(struct tree_record *r, const char *facts, size_t facts_len,
    const char *index, size_t index_len, GError **error);
MUST_USE bool message_record_read(struct message_record *r, const char *facts, size_t facts_len,
    const char *index, size_t index_len, GError **error);

/* Release what the record owns and empty it. */
void tree_record_clear(struct tree_record *r);
void message_record_clear(struct message_record *r);
void summary_clear(struct summary *s);

#endif
