/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as a store finds it: a range of bytes in a file, or what was derived from an item
 * of one; its folder, and the state that mail programs keep with it (docs/MAIL.md).
 */
#ifndef CONVERT_MESSAGE_H
#define CONVERT_MESSAGE_H

#include <stdbool.h>

#include "convert/buffer.h"
#include "convert/derivation.h"

/* How an mbox file quotes From_ lines in bodies; docs/MAIL.md, "Quoting". */
enum quoting {
	QUOTING_NONE,    /* not an mbox, or nothing is quoted in it */
	QUOTING_UNKNOWN, /* quoted lines, but of which kind cannot be told */
	QUOTING_MBOXO,
	QUOTING_MBOXRD,
	QUOTING_MBOXCL,
	QUOTING_MBOXCL2,
};

/* State of a message, in the words of IMAP; docs/MAIL.md, "Flags and keywords", F-100. */
enum message_flag {
	FLAG_SEEN = 1 << 0,
	FLAG_ANSWERED = 1 << 1,
	FLAG_FLAGGED = 1 << 2,
	FLAG_DELETED = 1 << 3,
	FLAG_DRAFT = 1 << 4,
	FLAG_FORWARDED = 1 << 5,
	FLAG_RECENT = 1 << 6, /* in new/, or no Status O */
};

/* Where the received date comes from, in the order of docs/MAIL.md, "Arrival". */
enum received_from {
	RECEIVED_UNKNOWN,
	RECEIVED_STORE,         /* the store states it */
	RECEIVED_FROM_LINE,     /* the From_ line, with its zone */
	RECEIVED_FROM_LINE_UTC, /* the From_ line names no zone: UTC is assumed */
	RECEIVED_NAME,          /* the epoch in a Maildir file name */
	RECEIVED_MTIME,         /* the file's modification time */
	RECEIVED_HEADER,        /* the top Received: field */
	RECEIVED_DATE,          /* the Date: field */
};

/* The blank line between an mbox message and what follows; F-14. */
enum separator {
	SEPARATOR_ABSENT,
	SEPARATOR_LF,
	SEPARATOR_CRLF,
};

/* A folder: a list of names; docs/MAIL.md F-90. */
struct folder {
	guint number; /* from 1, in the order in which folders were found */
	char **names; /* UTF-8, NULL-terminated, at least one; "INBOX" is the root of a mailbox */
	char *raw;    /* the folder's path in the source, raw bytes */
};

/* A raw state value of the source: F-100. Both are copies the message owns. */
struct message_state {
	char *name;  /* "Status", "X-Keywords", "maildir-flags" ... */
	char *value; /* raw bytes */
};

struct message {
	guint64 id;                  /* from 1, in payload order over the whole run */
	const struct folder *folder; /* lives as long as the scan */
	guint64 at;                  /* offset of the first byte in its file */
	guint64 len;                 /* bytes; known at visitor.message_end */
	guint64 from_at;             /* offset of its From_ line, if it has one */
	char *from_line;             /* without its line end, at most 1,024 bytes; NULL: none */
	size_t from_len;             /* length of the whole From_ line with its end; 0: none */
	enum separator separator;    /* known at visitor.message_end */
	enum quoting quoting;        /* by which its body is to be read, as known when it begins */
	bool has_flags;      /* false: the source states none, which is not "unread": F-103 */
	guint flags;         /* enum message_flag */
	GPtrArray *keywords; /* char *, UTF-8; NULL: none */
	GArray *states;      /* struct message_state; NULL: none */
	gint64 received;     /* seconds since 1970, if received_from says that it is known */
	enum received_from received_from;
	char *sender;                  /* envelope sender: an address, or NULL */
	struct derivation *derivation; /* NULL: its bytes lie in its file. Else at does not apply */
	const unsigned char
	    *head;       /* the message's first bytes, borrowed at visitor.message_begin: */
	size_t head_len; /* the whole header and its empty line, or MESSAGE_HEAD_MAX */
};

/* A longer header is cut in message.head; its bytes still come as body spans. */
#define MESSAGE_HEAD_MAX (256 * 1024)

/* Releases what m owns and empties it for the next message. */
void message_clear(struct message *m);

/* Makes dst, which is empty, a copy of src; head stays out. dst->folder is borrowed as before. */
void message_copy(struct message *dst, const struct message *src);

/* Adds a copy; the value is len bytes, in which a NUL ends it. */
void message_add_state(struct message *m, const char *name, const char *value, size_t len);

/*
 * Adds a keyword once: they are compared without regard to ASCII case. What is over
 * MESSAGE_KEYWORDS_MAX is left out, and stands only in the raw state.
 */
#define MESSAGE_KEYWORDS_MAX 1024
void message_add_keyword(struct message *m, const char *keyword);

/* The name of a quoting in manifests and options: "mboxrd"; and the reverse, -1 if none. */
const char *quoting_name(enum quoting q);
int quoting_parse(const char *name);

/* The name that manifests and JSON use: "from-line", "mtime" ... */
const char *received_from_name(enum received_from r);
/* The reverse; RECEIVED_UNKNOWN for a name that is none. */
enum received_from received_from_parse(const char *name);

/* "absent", "lf", "crlf"; and the reverse, -1 if none. */
const char *separator_name(enum separator s);
int separator_parse(const char *name);

#endif
