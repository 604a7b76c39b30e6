/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivery and read reports: RFC 3462, RFC 3464, RFC 8098, [MS-OXOMSG] 2.2.2, [MS-OXCMAIL]
 * 2.2.3.5.
 */
#ifndef CONVERT_MAPI_MAIL_NOTICE_H
#define CONVERT_MAPI_MAIL_NOTICE_H

#include "convert/mapi/mail_item.h"

#define MAIL_NOTICE_MAX (256 * 1024) /* bytes of what a report says to programs */

/*
 * The multipart/report of an item of KIND_REPORT around text, which it owns from now on:
 * the text, what the report says to programs, and the original message. The first comes
 * from the item's attachment if there is one, otherwise from its recipients. Attachments
 * that are in it are told by taken, a flag for each. NULL, with text still the caller's:
 * the class names no kind of report.
 */
struct mail_part *mail_notice_part(struct mail_item *item, struct mail_part *text, bool *taken);

#endif
