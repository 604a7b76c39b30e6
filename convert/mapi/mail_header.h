/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header of a message: what it came with, filled up from its properties, or made from
 * them: [MS-OXCMAIL] 2.2.1. What says how the body is built is not in it.
 */
#ifndef CONVERT_MAPI_MAIL_HEADER_H
#define CONVERT_MAPI_MAIL_HEADER_H

#include "convert/mapi/mail_writer.h"
#include "convert/mapi/property.h"

#define MAIL_RECIPIENTS_MAX 20000 /* more of them are a loss */

/*
 * Appends the header's fields to out. class: PidTagMessageClass; one that is no ordinary
 * mail gets a field of its own. Never fails: what is damaged is reported to w.
 */
void mail_header_append(
    GString *out, const struct property_reader *r, const char *class, struct mail_writer *w);

/*
 * When the message was sent: PidTagClientSubmitTime, then PidTagMessageDeliveryTime, then
 * PidTagCreationTime; seconds since 1970. False: none of them is there.
 */
bool mail_header_date(const struct property_reader *r, gint64 *seconds);

/*
 * The value of a Date field, in UTC; the caller frees it. NULL: such a year cannot be
 * written.
 */
char *mail_header_format_date(gint64 seconds);

#endif
