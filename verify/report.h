/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict as text for people and as JSON for programs: docs/JSON.md. */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "verify/verdict.h"

/* What the reporting program knows besides. All borrowed. */
struct report_about {
	const char *tool;      /* "mailpouch 1.0" */
	const char *libraries; /* NULL: not told */
	const char *sandbox;   /* what protects this run; NULL: not told */
	const char *started;   /* TIME_SIZE texts; NULL: not told */
	const char *ended;
};

/* Prints for people. Bytes of strangers are escaped. Errors of out are its own to tell. */
void report_text(FILE *out, const struct verdict *v, const struct report_about *about);

/* The JSON object, which the caller owns: "schema": 1. */
MUST_USE json_t *report_json(const struct verdict *v, const struct report_about *about);

/*
 * A string for bytes that need not be text: itself if it is UTF-8, otherwise
 * {"b64": "..."}. NULL gives null. The caller owns the result.
 */
MUST_USE json_t *report_bytes(const char *bytes);

#endif
