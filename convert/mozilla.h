/* SPDX-License-Identifier: Apache-2.0 */
/* Thunderbird's words for the state of a message: its bits and its keywords; docs/MAIL.md. */
#ifndef CONVERT_MOZILLA_H
#define CONVERT_MOZILLA_H

#include "convert/message.h"

/* Deleted, and not yet removed from the file: F-105. */
#define MOZILLA_EXPUNGED 0x00000008

/* Adds what the bits of nsMsgMessageFlags.idl say; the upper half stands in X-Mozilla-Status2. */
void mozilla_flags(struct message *m, guint32 bits);

/* Adds keywords that are words, as X-Mozilla-Keys and X-Keywords have them; "$Forwarded" is a flag. */
void mozilla_keywords(struct message *m, const char *value);

#endif
