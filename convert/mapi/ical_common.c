/* SPDX-License-Identifier: Apache-2.0 */
/* Properties that each component has; see ical_common.h. */
#include "convert/mapi/ical_common.h"

#include "convert/mapi/ical_clock.h"
#include "convert/mapi/ical_text.h"

static void
add_text(icalcomponent *c, icalproperty_kind kind, const char *text)
{
	g_autofree char *clean = ical_lines(text);
	icalproperty *p;

	if (ical_is_blank(clean))
		return;
	p = icalproperty_new(kind);
	icalproperty_set_value(p, icalvalue_new_text(clean));
	icalcomponent_add_property(c, p);
}

void
ical_add_text(
    icalcomponent *c, icalproperty_kind kind, const struct pim_item *item, enum pim_key key)
{
	g_autofree char *text = pim_text(item, key);

	if (text != NULL)
		add_text(c, kind, text);
}

void
ical_add_x_text(icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key)
{
	g_autofree char *text = pim_text(item, key);

	ical_add_x(c, name, text);
}

void
ical_add_x_number(icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key)
{
	gint32 n;
	g_autofree char *text = pim_number(item, key, &n) ? g_strdup_printf("%d", n) : NULL;

	ical_add_x(c, name, text);
}

void
ical_add_x_time(icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key)
{
	const struct ical_clock clock = {0};
	gint64 utc;
	g_autofree char *text = pim_time(item, key, &utc) ? ical_clock_until(&clock, utc) : NULL;

	ical_add_x(c, name, text);
}

/* Without what PST puts before it: 0x01, and the length of its prefix ([MS-PST] 2.5.3.1.1.1). */
static void
add_summary(icalcomponent *c, const struct pim_item *item)
{
	g_autofree char *text = pim_text(item, PID_SUBJECT);
	const char *from = text;

	if (from != NULL && *from == '\1')
		from = from[1] != '\0' ? g_utf8_next_char(from + 1) : from + 1;
	if (from != NULL && *from != '\0')
		add_text(c, ICAL_SUMMARY_PROPERTY, from);
}

static void
add_stamps(icalcomponent *c, const struct pim_item *item)
{
	static const enum pim_key keys[] = {PID_LAST_MODIFICATION_TIME, PID_CREATION_TIME,
	    PID_CLIENT_SUBMIT_TIME, PID_DELIVERY_TIME, PID_START_WHOLE};
	gint64 t, stamp = 0;
	bool has = false;

	for (size_t i = 0; i < G_N_ELEMENTS(keys) && !has; i++)
		has = pim_time(item, keys[i], &stamp);
	ical_add_utc(c, ICAL_DTSTAMP_PROPERTY, stamp);
	if (pim_time(item, PID_CREATION_TIME, &t))
		ical_add_utc(c, ICAL_CREATED_PROPERTY, t);
	if (pim_time(item, PID_LAST_MODIFICATION_TIME, &t))
		ical_add_utc(c, ICAL_LASTMODIFIED_PROPERTY, t);
}

static void
add_categories(icalcomponent *c, const struct pim_item *item)
{
	g_autoptr(GPtrArray) texts = pim_texts(item, PID_KEYWORDS);

	for (guint i = 0; i < MIN(texts->len, ICAL_CATEGORIES_MAX); i++)
		ical_add_category(c, g_ptr_array_index(texts, i));
}

static void
add_class(icalcomponent *c, const struct pim_item *item)
{
	static const icalproperty_class classes[] = {
	    ICAL_CLASS_PUBLIC, ICAL_CLASS_PRIVATE, ICAL_CLASS_PRIVATE, ICAL_CLASS_CONFIDENTIAL};
	gint32 n;

	if (pim_number(item, PID_SENSITIVITY, &n) && n >= 0 && n < (gint32)G_N_ELEMENTS(classes))
		icalcomponent_add_property(c, icalproperty_new_class(classes[n]));
}

static void
add_priority(icalcomponent *c, const struct pim_item *item)
{
	static const int priorities[] = {9, 5, 1};
	gint32 n;

	if (pim_number(item, PID_IMPORTANCE, &n) && n >= 0 && n < (gint32)G_N_ELEMENTS(priorities))
		icalcomponent_add_property(c, icalproperty_new_priority(priorities[n]));
}

void
ical_add_common(icalcomponent *c, const struct pim_item *item, const char *uid, const char *text)
{
	icalcomponent_add_property(c, icalproperty_new_uid(uid));
	add_stamps(c, item);
	add_summary(c, item);
	if (text != NULL)
		add_text(c, ICAL_DESCRIPTION_PROPERTY, text);
	add_categories(c, item);
	add_class(c, item);
	add_priority(c, item);
}

void
ical_add_alarm(icalcomponent *c, struct icaltriggertype trigger)
{
	icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
	const char *summary = icalcomponent_get_summary(c);
	bool absolute = !icaltime_is_null_time(trigger.time);
	icalproperty *p = icalproperty_new_trigger(trigger);

	if (absolute)
		icalproperty_add_parameter(p, icalparameter_new_value(ICAL_VALUE_DATETIME));
	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(
	    alarm, icalproperty_new_description(summary != NULL ? summary : "Reminder"));
	icalcomponent_add_property(alarm, p);
	icalcomponent_add_component(c, alarm);
}
