/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many calendars as one (RFC 5545, 3.4): their components one after the other, of time zones with
 * the same text one. Where two zones have one name and not one text, another calendar
 * follows in the same file.
 */
#ifndef CONVERT_PIM_JOIN_H
#define CONVERT_PIM_JOIN_H

#include <glib.h>

struct pim_join;
struct pim_join *pim_join_new(void);
void pim_join_free(struct pim_join *j); /* accepts NULL */

/* Appends what is in a calendar to out, which goes behind what was appended before. */
void pim_join_calendar(struct pim_join *j, const char *calendar, GString *out);

/* Appends the end, if there was a beginning. */
void pim_join_end(struct pim_join *j, GString *out);

/* Appends a text that stands for itself, such as vCards, each line ending in CRLF. */
void pim_join_text(const char *text, GString *out);

#endif
