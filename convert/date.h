/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as mail has them: RFC 5322 section 3.3 with section 4.3's obsolete
 * forms, asctime(3) as in From_ lines, and what programs made of either
 * (docs/MAIL.md F-11, F-41).
 *
 * Words may come in any order that keeps these rules: a weekday only in front;
 * the first number of one or two digits is the day, the next one the year; a
 * zone (name, +hhmm, +hh:mm) after the time, before or after the year. Years of two digits
 * below 50 are after 2000, others and those of three digits are after 1900.
 */
#ifndef CONVERT_DATE_H
#define CONVERT_DATE_H

#include <glib.h>
#include <stdbool.h>

struct date {
	gint64 time;   /* seconds since 1970, if valid */
	bool valid;    /* there is such a day and time, in the years 1900 to 9999 */
	bool has_zone; /* false: it names no zone that we know, and UTC was assumed */
};

/*
 * Reads a header field's value of len bytes, folded or not, with comments.
 * Words in front that are no part of a date are passed over, a missing time
 * is midnight. Returns false if there is no valid date in it.
 */
bool date_parse(const char *text, size_t len, struct date *d);

/*
 * Matches a date at the very beginning of text: with day, month, time
 * and year. Returns how many bytes it takes, 0 if there is none. An
 * impossible date ("Mon Jan 00 00:00:00 0000") matches, but is not valid.
 */
size_t date_match(const char *text, size_t len, struct date *d);

/* "Thu Jan  1 00:00:00 1970", in UTC. A time outside the years 1000 to 9999 becomes the epoch. */
#define DATE_ASCTIME_SIZE 25
void date_asctime(gint64 time, char out[DATE_ASCTIME_SIZE]);

#endif
