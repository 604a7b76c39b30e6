/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of mail as iCalendar can hold them, and how a component becomes text. */
#ifndef CONVERT_MAPI_ICAL_TEXT_H
#define CONVERT_MAPI_ICAL_TEXT_H

#include <glib.h>
#include <libical/ical.h>
#include <stdbool.h>

/*
 * A text as a parameter can hold it: in one line, of at most max bytes, cut between
 * characters, each run of control characters a blank, quotation marks apostrophes, without
 * blanks at its ends. The caller frees it.
 */
char *ical_parameter(const char *text, size_t max);

/* A text as it is, in lines that end in \n, control characters left out. The caller frees it. */
char *ical_lines(const char *text);

/* Whether there is nothing to see in a text; a property may not have such a value. */
bool ical_is_blank(const char *text);

/* Adds a category, which may have commas; what it is in can only be written by ical_write. */
void ical_add_category(icalcomponent *c, const char *text);

/* Appends a component as RFC 5545 text. */
void ical_write(icalcomponent *c, GString *out);

/* Adds "NAME:text", escaped; nothing for NULL or a blank text. The name begins with "X-". */
void ical_add_x(icalcomponent *c, const char *name, const char *text);

#endif
