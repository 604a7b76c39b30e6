/* SPDX-License-Identifier: Apache-2.0 */
/* Blobs of appointments, for writing. */
#include "tests/pst/recurrence.h"

#include <string.h>

#include "tests/pst/image.h"

static void
add16(GByteArray *b, guint32 value)
{
	guint8 bytes[2];

	put16(bytes, value);
	g_byte_array_append(b, bytes, 2);
}

static void
add32(GByteArray *b, guint32 value)
{
	guint8 bytes[4];

	put32(bytes, value);
	g_byte_array_append(b, bytes, 4);
}

/* RecurrencePattern, 2.2.1.44.1 */
static void
add_pattern(GByteArray *b, const struct recurrence *r)
{
	guint32 days[2] = {r->deleted, r->changed};
	guint ndays = 0;

	for (guint i = 0; i < 2; i++)
		if (days[i] != 0)
			days[ndays++] = days[i];
	add16(b, 0x3004);
	add16(b, 0x3004);
	add16(b, 0x200b); /* weekly */
	add16(b, 1);
	add16(b, 0);
	add32(b, 0); /* weeks begin with Monday, as 1601 did */
	add32(b, 1);
	add32(b, 0);
	add32(b, r->days);
	add32(b, 0x2022); /* ends after a number */
	add32(b, r->count);
	add32(b, 1);
	add32(b, ndays);
	for (guint i = 0; i < ndays; i++)
		add32(b, days[i]);
	add32(b, r->changed != 0);
	if (r->changed != 0)
		add32(b, r->changed);
	add32(b, r->first_day);
	add32(b, r->last_day);
}

static void
add_times(GByteArray *b, const struct recurrence *r)
{
	add32(b, r->changed_starts);
	add32(b, r->changed_starts + 30);
	add32(b, r->changed + r->starts);
}

/* ExceptionInfo and ExtendedException, 2.2.1.44.2 and 2.2.1.44.4: the subject differs. */
static void
add_exception(GByteArray *b, const struct recurrence *r)
{
	guint len = (guint)strlen(r->changed_subject);

	add_times(b, r);
	add16(b, 1);
	add16(b, len + 1);
	add16(b, len);
	g_byte_array_append(b, (const guint8 *)r->changed_subject, len);
	add32(b, 0);
	add32(b, 4);
	add32(b, 0);
	add32(b, 0);
	add_times(b, r);
	add16(b, len);
	for (guint i = 0; i < len; i++)
		add16(b, (guint8)r->changed_subject[i]);
	add32(b, 0);
}

GByteArray *
recurrence_blob(const struct recurrence *r)
{
	GByteArray *b = g_byte_array_new();

	add_pattern(b, r);
	add32(b, 0x3006);
	add32(b, 0x3009);
	add32(b, r->starts);
	add32(b, r->ends);
	add16(b, r->changed != 0);
	if (r->changed != 0)
		add_exception(b, r);
	else
		add32(b, 0);
	add32(b, 0);
	return b;
}

/* A SYSTEMTIME that names the last Sunday of a month. */
static void
add_change(GByteArray *b, guint month, guint hour)
{
	const guint fields[] = {0, month, 0, 5, hour, 0, 0, 0};

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		add16(b, fields[i]);
}

GByteArray *
recurrence_zone(void)
{
	GByteArray *b = g_byte_array_new();

	add32(b, (guint32)-60);
	add32(b, 0);
	add32(b, (guint32)-60);
	add16(b, 0);
	add_change(b, 10, 3);
	add16(b, 0);
	add_change(b, 3, 2);
	return b;
}
