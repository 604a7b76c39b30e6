/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a .msf file, of Thunderbird's (docs/MAIL.md F-16): one for each message of a folder, and
 * one about the folder. Memory is bounded by the file and MSF_ROWS_MAX: a text that many rows name
 * is kept once.
 */
#ifndef CONVERT_MSF_ROWS_H
#define CONVERT_MSF_ROWS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define MSF_ROWS_MAX 500000 /* of messages; with more a file cannot be read */
/* Bytes; what is longer is not kept. */
#define MSF_NAME_MAX 1000 /* of a Message-ID, a file's name, the folder's name */
#define MSF_TEXT_MAX 4096 /* of keywords */

/* One message's row. */
struct msf_row {
	guint32 id;
	bool placed;     /* it has a place */
	bool keyed;      /* which is merely the row's id, as old versions have it */
	bool has_flags;  /* without them it is no message's */
	bool used;       /* a message has it */
	guint64 at;      /* offset of the message's From_ line in the mbox file */
	guint64 size;    /* bytes of the message as Thunderbird counted them; 0: unknown */
	guint32 flags;   /* nsMsgMessageFlags.idl */
	gint64 received; /* seconds since 1970; 0: unknown */
	int junkscore;   /* 0 ... 100; -1: unknown */
	const char *message_id, *keywords; /* or NULL; both may be those of another row */
	const char *token;                 /* a Maildir file's name; likewise */
};

struct msf_rows {
	GArray *rows;            /* struct msf_row */
	const char *folder_name; /* as people see it; or NULL */
	GStringChunk *texts;     /* all of them */
};

/* Empty ones; msf_rows_clear releases what they own. */
void msf_rows_init(struct msf_rows *r);
void msf_rows_clear(struct msf_rows *r);

/* Takes the rows of a file of len bytes in; false if it cannot be read, or has too many. */
bool msf_rows_read(struct msf_rows *r, const char *data, size_t len);

#endif
