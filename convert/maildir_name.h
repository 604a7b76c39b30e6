/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the name of a file in a Maildir's cur/ or new/ (docs/MAIL.md, "Maildir"). */
#ifndef CONVERT_MAILDIR_NAME_H
#define CONVERT_MAILDIR_NAME_H

#include "convert/message.h"

/* A name taken apart. Pointers are borrowed from it. */
struct maildir_name {
	size_t unique_len; /* the first part of the name, up to a ',' or the info */
	const char *info;  /* from its separator on, ":2,S", or NULL if it has none */
	guint flags;       /* enum message_flag, of the letters PRSTDF */
	guint32 keywords;  /* bit 0 is the letter a ... bit 25 z */
	bool unknown;      /* it has other letters, too */
	bool has_size;     /* S=: the file's bytes */
	guint64 size;
	bool has_vsize; /* W=: its bytes if every line ended in CRLF */
	guint64 vsize;
	gint64 epoch; /* the seconds that it begins with, or -1 */
};

/*
 * Takes the name of a file apart; never fails, since any name is one. The info
 * begins at the last ":2,", ";2," or "!2," (F-70), its flags end at a comma.
 */
void maildir_name_parse(const char *name, struct maildir_name *out);

/* Whether it is like those that programs give: "TIME.UNIQUE.HOST", TIME being seconds since 1970. */
bool maildir_name_usual(const char *name);

#endif
