/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state that mail programs keep in a message's own header: flags,
 * keywords, and the raw values (docs/MAIL.md, "State in headers", F-100, F-103).
 */
#ifndef CONVERT_MBOX_STATE_H
#define CONVERT_MBOX_STATE_H

#include "convert/message.h"

/*
 * Adds to m what its header of len bytes says: the fields Status, X-Status,
 * X-Keywords, X-UID, X-IMAP, X-IMAPbase, X-Mozilla-Status, X-Mozilla-Status2,
 * X-Mozilla-Keys, X-Gmail-Labels, X-GM-THRID and X-Label become states; flags and keywords
 * are set by them, has_flags only by Status, X-Status and X-Mozilla-Status.
 */
void mbox_state_read(struct message *m, const unsigned char *head, size_t len);

/*
 * Whether Thunderbird deleted the message and did not remove it yet: F-105. Only of a message whose From_
 * line is Thunderbird's; the field must be its own and not the sender's.
 */
bool mbox_state_expunged(const unsigned char *head, size_t len);

#endif
