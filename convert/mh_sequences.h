/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An MH folder's .mh_sequences: which messages are unseen, replied, flagged, and in the
 * sequences that users name (docs/MAIL.md F-88). A line is "NAME: 1 3-5 7"; one that begins
 * with a blank goes on with the line before.
 */
#ifndef CONVERT_MH_SEQUENCES_H
#define CONVERT_MH_SEQUENCES_H

#include "convert/message.h"

#define MH_SEQUENCES_MAX (1024 * 1024) /* bytes of the file; what is behind is not read */
#define MH_SEQUENCES_NAMES_MAX 1000    /* more sequences are left out */

struct mh_sequences;

/* Lines and numbers that are not of their form, and names that are not UTF-8, are passed over. */
struct mh_sequences *mh_sequences_parse(const char *text);
void mh_sequences_free(struct mh_sequences *s); /* accepts NULL */

/*
 * Adds to m, the message of this number, its flags; its other sequences, "cur" too, as
 * keywords; and the raw state "mh-sequences", the names of those it is in. Flags are stated only
 * if the folder has unseen, replied or flagged: then what is not unseen was seen.
 */
void mh_sequences_apply(const struct mh_sequences *s, guint64 number, struct message *m);

#endif
