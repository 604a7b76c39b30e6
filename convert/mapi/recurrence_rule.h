/* SPDX-License-Identifier: Apache-2.0 */
/* A recurrence as the value of an RRULE: RFC 5545, section 3.3.10. */
#ifndef CONVERT_MAPI_RECURRENCE_RULE_H
#define CONVERT_MAPI_RECURRENCE_RULE_H

#include "convert/mapi/recurrence.h"

/*
 * "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU", which the caller frees.
 *
 * until: the end of a series that ends by a date, as UNTIL spells it; not used by others
 *
 * NULL with ERR_UNSUPPORTED for a calendar other than the Gregorian, which no importer
 * knows; with ERR_FORMAT for a pattern that never takes place.
 */
MUST_USE char *recurrence_rule(const struct recurrence *r, const char *until, GError **error);

#endif
