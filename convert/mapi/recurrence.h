/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The recurrence of a calendar item or task as its blob holds it: [MS-OXOCAL] 2.2.1.44.
 * A RecurrencePattern (2.2.1.44.1) says when the series takes place; that is all of
 * PidLidTaskRecurrence. In PidLidAppointmentRecur (2.2.1.44.5) the times of day follow, and
 * the changed instances: each as an ExceptionInfo (2.2.1.44.2), and behind all of them,
 * each once more as an ExtendedException (2.2.1.44.4) with the strings in UTF-16.
 *
 * All dates are minutes since 1601 on the wall clock of the series' time zone.
 */
#ifndef CONVERT_MAPI_RECURRENCE_H
#define CONVERT_MAPI_RECURRENCE_H

#include "crypto/error.h"

#define RECURRENCE_BLOB_MAX (1024 * 1024) /* bytes */
#define RECURRENCE_DATES_MAX 16384        /* deleted instances, and as many changed ones */

enum recurrence_frequency {
	RECURRENCE_DAILY = 0x200a,
	RECURRENCE_WEEKLY = 0x200b,
	RECURRENCE_MONTHLY = 0x200c,
	RECURRENCE_YEARLY = 0x200d,
};

enum recurrence_pattern {
	RECURRENCE_DAY = 0x0,       /* every so many minutes, whole days */
	RECURRENCE_WEEK = 0x1,      /* on days of the week */
	RECURRENCE_MONTH = 0x2,     /* on a day of the month, or its last if it has not so many */
	RECURRENCE_MONTH_NTH = 0x3, /* on the nth of some days of the week */
	RECURRENCE_MONTH_END = 0x4, /* on the last day */
	RECURRENCE_HJ_MONTH = 0xa,  /* the same by the Hijri calendar */
	RECURRENCE_HJ_MONTH_NTH = 0xb,
	RECURRENCE_HJ_MONTH_END = 0xc,
};

enum recurrence_end {
	RECURRENCE_UNTIL = 0x2021,
	RECURRENCE_COUNT = 0x2022,
	RECURRENCE_NEVER = 0x2023,
};

/* What of an exception is set, OverrideFlags. */
enum recurrence_override {
	RECURRENCE_SUBJECT = 0x0001,
	RECURRENCE_MEETING_TYPE = 0x0002,
	RECURRENCE_REMINDER_DELTA = 0x0004,
	RECURRENCE_REMINDER_SET = 0x0008,
	RECURRENCE_LOCATION = 0x0010,
	RECURRENCE_BUSY_STATUS = 0x0020,
	RECURRENCE_ATTACHMENT = 0x0040,
	RECURRENCE_SUBTYPE = 0x0080,
	RECURRENCE_COLOR = 0x0100,
	RECURRENCE_BODY = 0x0200,
};

struct recurrence_exception {
	guint32 start, end, original;
	guint16 overrides; /* enum recurrence_override */
	guint32 meeting_type, reminder_delta, reminder_set, busy_status, attachment, subtype, color;
	GBytes *subject8, *location8; /* in the file's codepage; NULL: not overridden */
	GBytes *subject, *location;   /* UTF-16LE; NULL: only the 8-bit form is there */
};

struct recurrence {
	guint16 frequency; /* enum recurrence_frequency */
	guint16 pattern;   /* enum recurrence_pattern */
	guint16 calendar;  /* 0 and 1: Gregorian */
	guint32 first;     /* FirstDateTime */
	guint32 period;    /* minutes of RECURRENCE_DAY, weeks of RECURRENCE_WEEK, else months */
	guint32 sliding;   /* a task that is due anew some time after it was done */
	guint32 weekdays;  /* bit 0 is Sunday */
	guint32 nth;       /* 1 to 4, 5: the last */
	guint32 month_day; /* 1 to 31 */
	guint32 end_type;  /* enum recurrence_end */
	guint32 count;     /* OccurrenceCount */
	guint32 first_weekday;        /* 0 is Sunday */
	guint32 start_date, end_date; /* midnights */
	GArray *deleted;  /* guint32: midnights of instances that are deleted or changed */
	GArray *modified; /* guint32: midnights to which changed ones moved */
	guint32 start_offset, end_offset; /* minutes of the day at which an instance begins, ends */
	GPtrArray *exceptions;            /* struct recurrence_exception */
	bool whole; /* false: damage followed start_offset; what is here was before it */
};

/*
 * Reads a blob of len bytes. The caller frees the result. NULL with ERR_FORMAT if the pattern
 * cannot be read; damage behind it costs the changed instances from there.
 *
 * appointment: what follows the pattern is expected; otherwise it is not looked at
 */
MUST_USE struct recurrence *recurrence_parse(
    const void *blob, size_t len, bool appointment, GError **error);
void recurrence_free(struct recurrence *r); /* accepts NULL */

typedef struct recurrence recurrence;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(recurrence, recurrence_free)

#endif
