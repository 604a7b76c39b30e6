/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a mailbox knows of an item besides its message: read or not, answered, keywords,
 * arrival.
 */
#ifndef CONVERT_MAPI_MAIL_STATE_H
#define CONVERT_MAPI_MAIL_STATE_H

#include "convert/mapi/object.h"
#include "convert/message.h"

/*
 * Fills in the state of m, which is empty so far: flags, keywords and raw states, the
 * received date with its source, and the sender.
 *
 *	FLAG_SEEN       PidTagMessageFlags mfRead
 *	FLAG_DRAFT      PidTagMessageFlags mfUnsent
 *	FLAG_ANSWERED   PidTagLastVerbExecuted 102, 103 (reply, to all); or PidTagIconIndex 261
 *	FLAG_FORWARDED  PidTagLastVerbExecuted 104; or PidTagIconIndex 262
 *	FLAG_FLAGGED    PidTagFlagStatus 2 (1 is a follow-up that is complete)
 *	keywords        the categories: PidNameKeywords
 *
 * The date is PidTagMessageDeliveryTime; without one, as for what was sent or never left,
 * PidTagClientSubmitTime, PidTagLastModificationTime, PidTagCreationTime. codepage: as
 * mail_options.codepage. [MS-OXCMSG] 2.2.1, [MS-OXOMSG] 2.2.1.
 */
void mail_state_read(struct mapi_object *item, guint codepage, struct message *m);

#endif
