/* SPDX-License-Identifier: Apache-2.0 */
/* The keywords that Dovecot's letters a to z stand for in one Maildir (docs/MAIL.md F-71). */
#ifndef CONVERT_MAILDIR_KEYWORDS_H
#define CONVERT_MAILDIR_KEYWORDS_H

#include "convert/tree.h"

#define MAILDIR_NKEYWORDS 26
#define MAILDIR_KEYWORDS_MAX (64 * 1024) /* bytes of dovecot-keywords; what is behind is not read */

struct maildir_keywords {
	char *names[MAILDIR_NKEYWORDS]; /* UTF-8; NULL: none of that letter */
	guint nover; /* that have no letter: Dovecot keeps in its index which messages have them */
};

/* Fills *k in from dir/dovecot-keywords ("0 name" and so on); without the file it is empty. */
void maildir_keywords_read(struct maildir_keywords *k, struct tree *t, const char *dir);

/* The same from the file's text, of which lines that are not of its form are passed over. */
void maildir_keywords_parse(struct maildir_keywords *k, const char *text);

/* Releases the keywords; accepts what is all zero. */
void maildir_keywords_clear(struct maildir_keywords *k);

#endif
