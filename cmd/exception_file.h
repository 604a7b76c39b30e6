/* SPDX-License-Identifier: Apache-2.0 */
/* What --exceptions and --quarantine keep of the exceptions of a run: all of them. */
#ifndef CMD_EXCEPTION_FILE_H
#define CMD_EXCEPTION_FILE_H

#include <jansson.h>

#include "cmd/quarantine.h"
#include "convert/survey.h"

/* The file of --exceptions, which gets every exception as a line of JSON. */
struct exception_file;

/*
 * path NULL: nothing is written. q, if not NULL, is given each exception too; it is the
 * caller's. NULL with *error set (ERR_IO, ERR_USAGE if it exists) on failure.
 */
MUST_USE struct exception_file *exception_file_open(
    const char *path, struct quarantine *q, bool force, GError **error);
/* For survey_new: user is the struct exception_file. */
bool exception_file_add(void *user, const struct survey_exception *x, GError **error);
/* Puts the file under its name, and likewise the quarantine. Fails with ERR_IO. */
MUST_USE bool exception_file_commit(struct exception_file *f, GError **error);
void exception_file_close(struct exception_file *f); /* accepts NULL */

/* The exception as an object of docs/JSON.md; the caller owns it. */
MUST_USE json_t *exception_json(const struct survey_exception *x);

typedef struct exception_file exception_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(exception_file, exception_file_close)

#endif
