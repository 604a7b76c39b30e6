/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The framing report: each line of an mbox file that begins "From " and was
 * rejected, and each that was accepted with less than certainty (docs/MAIL.md
 * F-10). It is printed while the scan goes on, so that it may have any length.
 */
#ifndef CMD_FRAMING_H
#define CMD_FRAMING_H

#include <jansson.h>

#include "convert/survey.h"

struct framing_report {
	guint64 naccepted, nrejected; /* lines told so far */
	bool json;                    /* as a JSON array; else a line of text each */
};

/* Prints what comes before the lines: in JSON, the beginning of the reply's object. */
void framing_report_begin(const struct framing_report *r);

/* Prints a line; for survey_set_framing, with user a struct framing_report. */
bool framing_report_add(void *user, const struct framing *f, GError **error);

/* For text: prints how many lines there were. */
void framing_report_end(const struct framing_report *r);

/* For JSON: ends the array and prints the rest of the object, which is released. */
void framing_report_reply(const struct framing_report *r, json_t *reply);

#endif
