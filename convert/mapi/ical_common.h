/* SPDX-License-Identifier: Apache-2.0 */
/* What events, tasks and journals have in common, as properties of a component. */
#ifndef CONVERT_MAPI_ICAL_COMMON_H
#define CONVERT_MAPI_ICAL_COMMON_H

#include <libical/ical.h>

#include "convert/mapi/ical_zones.h"
#include "convert/mapi/pim_item.h"

#define ICAL_CATEGORIES_MAX 1000

/* What the building of one item's components goes by; everything is borrowed. */
struct ical_job {
	const struct pim_item *item;
	struct ical_zones *zones;
	const char *text; /* the item's body, UTF-8; NULL: none */
	const char *uid;
	const char *method; /* as ical_method says; NULL: none */
	icalcomponent *to;  /* takes the components */
};

/*
 * Adds UID, DTSTAMP, CREATED, LAST-MODIFIED, SUMMARY, DESCRIPTION, CATEGORIES, CLASS and
 * PRIORITY. DTSTAMP is when the item was last changed, never now.
 *
 * text: the body, UTF-8; NULL: none
 */
void ical_add_common(
    icalcomponent *c, const struct pim_item *item, const char *uid, const char *text);

/* Adds a text property of a kind, if the item has that text. */
void ical_add_text(
    icalcomponent *c, icalproperty_kind kind, const struct pim_item *item, enum pim_key key);

/* The same for a property without standard; a number in decimal. */
void ical_add_x_text(
    icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key);
void ical_add_x_number(
    icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key);

/* The same; a time in UTC. */
void ical_add_x_time(
    icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key);

/* Adds an alarm. It displays the summary. */
void ical_add_alarm(icalcomponent *c, struct icaltriggertype trigger);

#endif
