/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of item a message class names, and so how it is written: [MS-OXCMSG] 2.2.1.3. */
#ifndef CONVERT_MAPI_MAIL_CLASS_H
#define CONVERT_MAPI_MAIL_CLASS_H

#include "convert/mapi/object.h"

enum mail_kind {
	KIND_MAIL,     /* and posts, notes, calendars, contacts, and what nobody knows */
	KIND_SIGNED,   /* IPM.Note.SMIME.MultipartSigned: the attachment is the message's entity */
	KIND_SMIME,    /* IPM.Note.SMIME: the attachment is a CMS object */
	KIND_REPORT,   /* REPORT.*: delivery and read reports */
	KIND_INTERNAL, /* a program's own: free/busy data, settings; no mail */
};

/* The kind of a class, compared without regard to case; "REPORT.x" is a kind of "REPORT". */
enum mail_kind mail_class_kind(const char *class);

/* The item's PidTagMessageClass, never NULL; the caller frees it. */
char *mail_class_of(struct mapi_object *item);

/*
 * Whether an item is none of a mailbox's contents, and is counted but not written: one
 * associated with its folder (PidTagMessageFlags mfFAI), or KIND_INTERNAL.
 */
bool mail_class_is_internal(struct mapi_object *item);

#endif
