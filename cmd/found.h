/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run found, for people and as JSON: the stores, the messages and the
 * exceptions, in the same form for inspect, convert, seal and unpack. docs/JSON.md.
 */
#ifndef CMD_FOUND_H
#define CMD_FOUND_H

#include <jansson.h>

#include "cmd/exit_status.h"
#include "convert/sink.h"
#include "convert/survey.h"

/* Adds "stores", "accounts", "messages", "losses", "notes" and "exceptions" to a reply. */
void found_add(json_t *reply, const struct survey *s);

/* The word that belongs to a number: one for 1, many for all others. */
const char *found_plural(guint64 n, const char *one, const char *many);

/* Prints the stores as a table, the accounts of folders with items, and the total. */
void found_print(const struct survey *s);

/* The same as the summary of other work: without -v, of many stores only the first 20. */
void found_print_summary(const struct survey *s);

/* Says the exceptions on standard error: losses, and with -v notes; the first of each rule, and how many. */
void found_say_exceptions(const struct survey *s);

/* What a target format could not hold: a table for people, and "cannot-hold" in a reply. */
void found_print_losses(const char *format, const GArray *losses);
void found_add_losses(json_t *reply, const GArray *losses);

/* EXIT_LOSSES if there is a loss. */
enum exit_status found_status(const struct survey *s);

#endif
