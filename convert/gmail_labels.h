/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The labels that Gmail puts into its exports: a list in one header field or attribute, and
 * what a label of the system means in whatever language the account has (docs/MAIL.md, "Gmail").
 */
#ifndef CONVERT_GMAIL_LABELS_H
#define CONVERT_GMAIL_LABELS_H

#include <glib.h>
#include <stddef.h>

#define GMAIL_LABELS_MAX 1000 /* of one message; what is over is left out */
#define GMAIL_LABEL_MAX 1000  /* bytes; Gmail has 225 characters; a longer one is left out */
#define GMAIL_LABELS_BYTES_MAX (64 << 10) /* of the field that are looked at */

/* What a label means. Those that name a folder come first, in the order in which they win: F-63. */
enum gmail_label {
	GMAIL_INBOX,
	GMAIL_SENT,
	GMAIL_DRAFTS,
	GMAIL_SPAM,
	GMAIL_TRASH,
	GMAIL_CHAT,
	GMAIL_ARCHIVED, /* not in the inbox, and nothing more */
	GMAIL_STARRED,
	GMAIL_IMPORTANT,
	GMAIL_UNREAD,
	GMAIL_OPENED,
	GMAIL_CATEGORY, /* a tab of the inbox: "Category Promotions" */
	GMAIL_USER,     /* any other */
};
#define GMAIL_NFOLDERS (GMAIL_CHAT + 1)

/*
 * The value of an X-Gmail-Labels field as one line of text: unfolded, encoded words decoded (F-61),
 * its first GMAIL_LABELS_BYTES_MAX bytes. The caller frees it.
 */
char *gmail_labels_decode(const unsigned char *value, size_t len);

/*
 * The labels in such a text: split at commas, of which those in quotation marks are none. Text
 * that is not UTF-8 has its bad bytes replaced. char *, none of them empty; the caller unrefs it.
 */
GPtrArray *gmail_labels_split(const char *text);

/* What a label means, in any of the languages of the table in gmail_language.c: F-62. */
enum gmail_label gmail_label_kind(const char *label);

#endif
