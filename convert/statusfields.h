/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header fields in which an mbox keeps the state of a message: Status,
 * X-Status and X-Keywords. docs/MAIL.md, "State in headers", "Flags and keywords".
 */
#ifndef CONVERT_STATUSFIELDS_H
#define CONVERT_STATUSFIELDS_H

#include "convert/header.h"
#include "convert/message.h"

/*
 * Whether f is one that statusfields_write replaces: any of the three, or only
 * X-Keywords if m states no flags, which is not "unread": F-103.
 */
bool statusfields_replaces(const struct header_field *f, const struct message *m);

/*
 * Whether the header of len bytes at head says by those what m says. A
 * header without Status says "recent".
 */
bool statusfields_agree(const unsigned char *head, size_t len, const struct message *m);

/*
 * Appends the fields that say what m says, each ended by eol. *exact is set to false
 * if a keyword is written in another form (keyword.h), else left alone.
 */
void statusfields_write(const struct message *m, const char *eol, GString *out, bool *exact);

#endif
