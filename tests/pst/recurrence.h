/* SPDX-License-Identifier: Apache-2.0 */
/* Blobs of appointments, for writing: [MS-OXOCAL] 2.2.1. */
#ifndef TESTS_PST_RECURRENCE_H
#define TESTS_PST_RECURRENCE_H

#include <glib.h>

/* A weekly appointment; times are minutes since 1601, of the local time. */
struct recurrence {
	guint32 first_day; /* midnight of the first instance */
	guint32 last_day;
	guint32 days;           /* bits: 1 Sunday, 2 Monday ... */
	guint32 count;          /* of instances */
	guint32 starts, ends;   /* minutes of the day */
	guint32 deleted;        /* midnight of an instance that is no more; 0: none */
	guint32 changed;        /* midnight of one with another time and subject; 0: none */
	guint32 changed_starts; /* since 1601, half an hour long */
	const char *changed_subject;
};

/* PidLidAppointmentRecur, 2.2.1.44.5. The caller owns it. */
GByteArray *recurrence_blob(const struct recurrence *r);

/* PidLidTimeZoneStruct of Central Europe, 2.2.1.39. */
GByteArray *recurrence_zone(void);

#endif
