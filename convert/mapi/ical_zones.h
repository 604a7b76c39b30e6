/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The VTIMEZONEs of one calendar: RFC 5545, section 3.6.5. Each zone is written once, under
 * a TZID of its own, in front of the first component that uses it.
 */
#ifndef CONVERT_MAPI_ICAL_ZONES_H
#define CONVERT_MAPI_ICAL_ZONES_H

#include "convert/mapi/zone.h"

#define ICAL_ZONES_MAX 1000 /* in one calendar; further ones are not taken */

struct ical_zones;

/* The caller frees it. */
struct ical_zones *ical_zones_new(void);
void ical_zones_free(struct ical_zones *zones); /* accepts NULL */

/*
 * The TZID of a zone, borrowed for the calendar's life; NULL if it is UTC, or one too many.
 * Its name, if another zone has that already, with a number behind it.
 */
const char *ical_zones_id(struct ical_zones *zones, const struct zone *z);

/* Appends those that were asked for since the last call. */
void ical_zones_write(struct ical_zones *zones, GString *out);

typedef struct ical_zones ical_zones;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ical_zones, ical_zones_free)

#endif
