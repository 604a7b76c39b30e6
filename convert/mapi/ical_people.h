/* SPDX-License-Identifier: Apache-2.0 */
/* Who meets: ORGANIZER and ATTENDEE from recipients and senders, [MS-OXCICAL] 2.1.3.1.1.20. */
#ifndef CONVERT_MAPI_ICAL_PEOPLE_H
#define CONVERT_MAPI_ICAL_PEOPLE_H

#include <libical/ical.h>

#include "convert/mapi/pim_item.h"

#define ICAL_ATTENDEES_MAX 4096 /* of one component; the others are noted as lost */

/* Of a meeting, its cancellation or a request: the sender calls, the recipients are called. */
void ical_add_people(icalcomponent *to, const struct pim_item *item);

/*
 * Of an answer: the recipient called, and the sender answers.
 *
 * status: the answer, ICAL_PARTSTAT_ACCEPTED ...
 */
void ical_add_answer(icalcomponent *to, const struct pim_item *item, icalparameter_partstat status);

/* How many recipients the item has, or if it has none, its base. */
guint ical_count_people(const struct pim_item *item);

#endif
