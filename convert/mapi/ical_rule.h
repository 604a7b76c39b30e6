/* SPDX-License-Identifier: Apache-2.0 */
/* RRULE and EXDATE of a series. */
#ifndef CONVERT_MAPI_ICAL_RULE_H
#define CONVERT_MAPI_ICAL_RULE_H

#include "convert/mapi/ical_clock.h"
#include "convert/mapi/recurrence.h"

/*
 * Adds the RRULE; what iCalendar has no words for is noted. Returns whether there is one.
 * A count of zero instances and the like are noted too.
 */
bool ical_add_rule(icalcomponent *c, const struct pim_item *series, const struct recurrence *r,
    const struct ical_clock *clock);

/*
 * Adds an EXDATE for each deleted instance that is not one of the changed ones.
 *
 * instances: struct ical_instance
 */
void ical_add_exdates(icalcomponent *c, const struct recurrence *r, const struct ical_clock *clock,
    const GArray *instances);

#endif
