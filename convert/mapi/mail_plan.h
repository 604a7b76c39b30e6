/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of which parts a message will consist. An item of every class becomes a message, which
 * has what programs read of it beside its text: a calendar among the forms of the text, a
 * vCard as a file.
 *
 *	multipart/mixed
 *	  multipart/related
 *	    multipart/alternative
 *	      text/plain, text/html, text/calendar
 *	    what the HTML shows ...
 *	  attachments ...
 *
 * A multipart with one child is left out. [MS-OXCMAIL] 2.1.3.3.4.
 */
#ifndef CONVERT_MAPI_MAIL_PLAN_H
#define CONVERT_MAPI_MAIL_PLAN_H

#include "convert/mapi/mail_item.h"

/* The tree of parts that an item will be. The caller owns it. Never fails. */
struct mail_part *mail_plan(struct mail_item *item);

#endif
