/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the program says to people: messages on standard error, a status line
 * below them, colour, and foreign text in a form that no terminal obeys.
 */
#ifndef CMD_TERMINAL_H
#define CMD_TERMINAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "crypto/error.h"

/*
 * A text that is safe to print on one line: control characters (C0, C1, DEL),
 * characters that turn the direction of writing or that nobody can see, and
 * bytes that are not UTF-8 come as \xNN (a byte) or \u{NN} (a character). All
 * else stays as it is, a backslash too, so that escaping twice changes nothing.
 *
 * len: in bytes, or -1 for a NUL-terminated text; NUL bytes are escaped
 *
 * The caller frees the result.
 */
MUST_USE char *terminal_escape(const char *text, gssize len);

/* The number of bytes in words: "0 B", "1023 B", "1.2 GiB". The caller frees it. */
MUST_USE char *terminal_size(guint64 bytes);

/* How much is said: with -q errors alone, with -v details too. */
enum loudness { LOUD_ERRORS = -1, LOUD_NORMAL, LOUD_DETAILS };
void terminal_set_loudness(enum loudness l);

/*
 * Writes "mailpouch: MESSAGE" to standard error, if it is this loud or louder.
 * The message is escaped as a whole, so it may hold foreign text. May be called
 * from any thread.
 */
void terminal_say(enum loudness l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Shows a line below everything else, in place of the one before; NULL takes it
 * away. Does nothing unless standard error is a terminal and loudness is at
 * least LOUD_NORMAL. May be called from any thread.
 */
void terminal_status(const char *line);

/* Whether terminal_status would show something. */
bool terminal_has_status(void);

/* When to use colour; COLOR_AUTO asks the terminal, NO_COLOR and TERM. */
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Reads "auto", "always", "never"; NULL is COLOR_AUTO. Fails with ERR_USAGE. */
MUST_USE bool terminal_set_color(const char *when, GError **error);

#endif
