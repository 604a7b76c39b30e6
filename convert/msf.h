/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Thunderbird keeps of a folder beside its mbox file: NAME.msf, a table of its messages with
 * their places and state. What it says of a message is newer than the message's own header
 * (docs/MAIL.md F-16). It is another program's cache, so a row counts only for a message that it
 * fits: by its place, if a Message-ID does not speak against it, or by a Message-ID that no other
 * row has.
 */
#ifndef CONVERT_MSF_H
#define CONVERT_MSF_H

#include "convert/message.h"
#include "convert/msf_rows.h"
#include "convert/tree.h"

struct msf;

/* The table in a file's len bytes; NULL if it is none, or cannot be read. */
struct msf *msf_parse(const char *data, size_t len);

/*
 * The same from the file at path. *there: whether there is such a file. At most max bytes are read
 * of it (MORK_MAX at most); a longer one cannot be read.
 */
struct msf *msf_read(struct tree *t, const char *path, size_t max, bool *there);
void msf_free(struct msf *f); /* accepts NULL */

size_t msf_nrows(const struct msf *f);

/* The folder's name as people see it, if the file has it; borrowed. */
const char *msf_folder_name(const struct msf *f);

/* The row of the message whose From_ line, or first byte, is at this offset; NULL: none. */
const struct msf_row *msf_at(const struct msf *f, guint64 at);

/*
 * The row of a message, which is marked as used, or NULL. m: its place and its header of m->head_len
 * bytes are known. A row has one message.
 */
const struct msf_row *msf_join(struct msf *f, const struct message *m);

/* The row of the file of this name, in a Maildir of Thunderbird's; marked as used. */
const struct msf_row *msf_join_file(struct msf *f, const char *name);

/*
 * Sets m's flags, keywords and received date by the row, in place of what they were, and adds the
 * states "msf-flags", "msf-keywords" and "msf-junkscore". Returns whether flags had been stated and were
 * others.
 */
bool msf_apply(const struct msf_row *row, struct message *m);

typedef struct msf msf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(msf, msf_free)

#endif
