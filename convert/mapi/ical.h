/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appointments, meetings, tasks and journal entries as iCalendar: RFC 5545, and RFC 5546 for
 * what is sent about meetings; what becomes what is in [MS-OXCICAL]. All text is UTF-8 in
 * folded lines that end in CRLF. The same item gives the same bytes.
 */
#ifndef CONVERT_MAPI_ICAL_H
#define CONVERT_MAPI_ICAL_H

#include "convert/mapi/pim_item.h"

struct ical_calendar;

/* Whether an item becomes iCalendar, by its class. Contacts and mail do not. */
bool ical_takes(struct mapi_object *item);

/*
 * The method of a message about a meeting: "REQUEST", "CANCEL", "REPLY" or "COUNTER"; NULL for
 * what is no such message.
 */
const char *ical_method(struct mapi_object *item);

/*
 * Appends a calendar that has this one item, with its METHOD if it has one.
 *
 * text: its body as plain text, UTF-8, borrowed, if it was read before; NULL: it is read
 * notes: told what could not be carried over; borrowed
 *
 * Fails with ERR_UNSUPPORTED, with nothing appended, for what ical_takes refuses.
 */
MUST_USE bool ical_build(struct mapi_object *item, const char *text, const struct pim_notes *notes,
    GString *out, GError **error);

/*
 * One calendar of many items: a .ics per folder. Appends its head to out; the caller ends it,
 * and frees it. It holds what time zones it has, not its items.
 */
struct ical_calendar *ical_begin(GString *out);

/* The same as ical_build, without a METHOD, into the calendar. out may have been emptied. */
MUST_USE bool ical_add(struct ical_calendar *c, struct mapi_object *item, const char *text,
    const struct pim_notes *notes, GString *out, GError **error);
void ical_end(GString *out);
void ical_free(struct ical_calendar *c); /* accepts NULL */

typedef struct ical_calendar ical_calendar;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ical_calendar, ical_free)

#endif
