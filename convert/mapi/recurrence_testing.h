/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: recurrence blobs, written field by field as recurrence.h says they are read. */
#ifndef CONVERT_MAPI_RECURRENCE_TESTING_H
#define CONVERT_MAPI_RECURRENCE_TESTING_H

#include "convert/mapi/recurrence.h"

/* Minutes since 1601 of a day (from wall_day) and a minute of it. */
#define TESTING_MINUTES(day, minute) \
	((guint32)(((day) + G_GINT64_CONSTANT(11644473600)) / 60 + (minute)))

static inline void
testing_put16(GByteArray *to, guint32 value)
{
	guint16 le = GUINT16_TO_LE((guint16)value);

	g_byte_array_append(to, (const guint8 *)&le, sizeof(le));
}

static inline void
testing_put32(GByteArray *to, guint32 value)
{
	guint32 le = GUINT32_TO_LE(value);

	g_byte_array_append(to, (const guint8 *)&le, sizeof(le));
}

static inline void
testing_put_dates(GByteArray *to, const GArray *dates)
{
	testing_put32(to, dates != NULL ? dates->len : 0);
	for (guint i = 0; dates != NULL && i < dates->len; i++)
		testing_put32(to, g_array_index(dates, guint32, i));
}

static inline void
testing_put_pattern(GByteArray *to, const struct recurrence *r)
{
	testing_put16(to, 0x3004);
	testing_put16(to, 0x3004);
	testing_put16(to, r->frequency);
	testing_put16(to, r->pattern);
	testing_put16(to, r->calendar);
	testing_put32(to, r->first);
	testing_put32(to, r->period);
	testing_put32(to, r->sliding);
	if ((r->pattern & 7) == 2 || (r->pattern & 7) == 4)
		testing_put32(to, r->month_day);
	if ((r->pattern & 7) == 1 || (r->pattern & 7) == 3)
		testing_put32(to, r->weekdays);
	if ((r->pattern & 7) == 3)
		testing_put32(to, r->nth);
	testing_put32(to, r->end_type);
	testing_put32(to, r->count);
	testing_put32(to, r->first_weekday);
	testing_put_dates(to, r->deleted);
	testing_put_dates(to, r->modified);
	testing_put32(to, r->start_date);
	testing_put32(to, r->end_date);
}

static inline void
testing_put_bytes(GByteArray *to, GBytes *bytes)
{
	gsize len = 0;
	const guint8 *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;

	g_byte_array_append(to, data, (guint)len);
}

static inline guint32
testing_size(GBytes *bytes)
{
	return bytes != NULL ? (guint32)g_bytes_get_size(bytes) : 0;
}

static inline void
testing_put_string8(GByteArray *to, GBytes *bytes)
{
	testing_put16(to, testing_size(bytes) + 1);
	testing_put16(to, testing_size(bytes));
	testing_put_bytes(to, bytes);
}

static inline void
testing_put_exception(GByteArray *to, const struct recurrence_exception *x)
{
	testing_put32(to, x->start);
	testing_put32(to, x->end);
	testing_put32(to, x->original);
	testing_put16(to, x->overrides);
	if ((x->overrides & RECURRENCE_SUBJECT) != 0)
		testing_put_string8(to, x->subject8);
	if ((x->overrides & RECURRENCE_MEETING_TYPE) != 0)
		testing_put32(to, x->meeting_type);
	if ((x->overrides & RECURRENCE_REMINDER_DELTA) != 0)
		testing_put32(to, x->reminder_delta);
	if ((x->overrides & RECURRENCE_REMINDER_SET) != 0)
		testing_put32(to, x->reminder_set);
	if ((x->overrides & RECURRENCE_LOCATION) != 0)
		testing_put_string8(to, x->location8);
	if ((x->overrides & RECURRENCE_BUSY_STATUS) != 0)
		testing_put32(to, x->busy_status);
	if ((x->overrides & RECURRENCE_ATTACHMENT) != 0)
		testing_put32(to, x->attachment);
	if ((x->overrides & RECURRENCE_SUBTYPE) != 0)
		testing_put32(to, x->subtype);
	if ((x->overrides & RECURRENCE_COLOR) != 0)
		testing_put32(to, x->color);
}

static inline void
testing_put_extended(GByteArray *to, const struct recurrence_exception *x)
{
	testing_put32(to, 4); /* ChangeHighlight */
	testing_put32(to, 0);
	testing_put32(to, 0);
	if ((x->overrides & (RECURRENCE_SUBJECT | RECURRENCE_LOCATION)) == 0)
		return;
	testing_put32(to, x->start);
	testing_put32(to, x->end);
	testing_put32(to, x->original);
	if ((x->overrides & RECURRENCE_SUBJECT) != 0) {
		testing_put16(to, testing_size(x->subject) / 2);
		testing_put_bytes(to, x->subject);
	}
	if ((x->overrides & RECURRENCE_LOCATION) != 0) {
		testing_put16(to, testing_size(x->location) / 2);
		testing_put_bytes(to, x->location);
	}
	testing_put32(to, 0);
}

/* The whole blob; with appointment false a RecurrencePattern alone. The caller frees it. */
static inline GByteArray *
testing_blob(const struct recurrence *r, bool appointment)
{
	GByteArray *to = g_byte_array_new();

	testing_put_pattern(to, r);
	if (!appointment)
		return to;
	testing_put32(to, 0x3006);
	testing_put32(to, 0x3009);
	testing_put32(to, r->start_offset);
	testing_put32(to, r->end_offset);
	testing_put16(to, r->exceptions != NULL ? r->exceptions->len : 0);
	for (guint i = 0; r->exceptions != NULL && i < r->exceptions->len; i++)
		testing_put_exception(to, g_ptr_array_index(r->exceptions, i));
	testing_put32(to, 0);
	for (guint i = 0; r->exceptions != NULL && i < r->exceptions->len; i++)
		testing_put_extended(to, g_ptr_array_index(r->exceptions, i));
	testing_put32(to, 0);
	return to;
}

#endif
