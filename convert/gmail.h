/* SPDX-License-Identifier: Apache-2.0 */
/* What the labels of Gmail's exports say of a message (docs/MAIL.md F-63). */
#ifndef CONVERT_GMAIL_H
#define CONVERT_GMAIL_H

#include "convert/message.h"

/*
 * Adds to m what its labels (gmail_labels_split) say: flags, of which no label Unread is "seen";
 * $Important and $Junk; categories, and the labels that name no folder, as keywords.
 *
 * Returns the folder: INBOX, Sent, Drafts, Junk, Trash, Chat, the first of these that there is a label
 * for; else the first label of the user, which "/" takes apart; else Archive. NULL-terminated; the
 * caller frees it with g_strfreev.
 */
char **gmail_apply(struct message *m, const GPtrArray *labels);

/*
 * The same from the header at head of an mbox message, if Google wrote its X-Gmail-Labels: trusted
 * says that the From_ line is Google's; if it is not, the field must stand before all that a server
 * writes on delivery, or a sender may have written it. Adds the state "gmail-labels", the list
 * decoded. NULL if there are no labels.
 */
char **gmail_apply_header(struct message *m, const unsigned char *head, size_t len, bool trusted);

/* Whether gmail_apply_header would find labels. */
bool gmail_has_labels(const unsigned char *head, size_t len, bool trusted);

/*
 * The directories of the file at path in which its folders lie: those above "Takeout"; if there is
 * none, all but a last one named "Mail". "" is the source itself. The caller frees it.
 */
char *gmail_root(const char *path);

#endif
