/* SPDX-License-Identifier: Apache-2.0 */
/* What an event says besides its time: how it stands, how busy it makes, who comes. */
#ifndef CONVERT_MAPI_ICAL_EVENT_STATE_H
#define CONVERT_MAPI_ICAL_EVENT_STATE_H

#include <libical/ical.h>

#include "convert/mapi/pim_item.h"

/* ORGANIZER and ATTENDEE, if the item is a meeting. method: as ical_method says, or NULL */
void ical_event_people(icalcomponent *c, const struct pim_item *item, const char *method);

/*
 * STATUS, TRANSP, SEQUENCE, VALARM, and what Outlook reads back under names of its own
 * (X-MICROSOFT-..., [MS-OXCICAL] 2.1.3.1.1.20).
 */
void ical_event_state(icalcomponent *c, const struct pim_item *item, const char *method);

#endif
