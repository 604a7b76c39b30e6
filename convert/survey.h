/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run found: stores with their folders, messages and bytes, and
 * exceptions. A survey is a visitor that counts and passes everything on to
 * another one, so that every command counts in the same way.
 */
#ifndef CONVERT_SURVEY_H
#define CONVERT_SURVEY_H

#include "convert/visitor.h"

#define SURVEY_KEPT 10000 /* exceptions that are kept for the report */

struct survey_store {
	char *path; /* of the source and within it: raw bytes */
	char *format;
	guint64 nfolders, nmessages, nbytes;
	guint64 nfiles;
	GHashTable *folders; /* survey.c's own */
};

struct survey_exception {
	enum severity severity;
	char *store; /* path: raw bytes */
	guint64 offset, length;
	char *rule, *reason;
};

/* The account of a folder (account.h): a copy, whose path is as those of exceptions. */
struct survey_account {
	struct account account;
	char *path; /* account.path is this */
};

struct survey {
	GPtrArray *stores;     /* struct survey_store *, in the order in which they were found */
	GPtrArray *exceptions; /* struct survey_exception *, the first SURVEY_KEPT */
	GPtrArray *accounts;   /* struct survey_account *, in order */
	guint64 nfiles, ndirectories, nmessages, nbytes; /* files in packed ones are not counted */
	guint64 npacked;                                 /* of nmessages: in packed files */
	guint64 nlosses, nnotes;
	bool has_dates;
	gint64 first_date, last_date; /* of messages: seconds since 1970 */
};

struct survey_run;

/*
 * A survey that passes on to next (borrowed; NULL: nothing). every, if not NULL, is
 * told each exception, also those beyond SURVEY_KEPT. The result is read with survey_result.
 */
struct survey_run *survey_new(const struct visitor *next,
    bool (*every)(void *user, const struct survey_exception *x, GError **error), void *user);

/* The visitor to scan with; borrowed for the survey's life. */
const struct visitor *survey_visitor(struct survey_run *s);

/* progress is told the bytes read so far, often; false with *error set ends the run. */
void survey_set_progress(
    struct survey_run *s, bool (*progress)(void *user, guint64 bytes, GError **error), void *user);

/*
 * framing is told each doubtful From_ line (visitor.framing), its path that of the source and
 * within it. Without it the lines are not put into words, which costs time.
 */
void survey_set_framing(struct survey_run *s,
    bool (*framing)(void *user, const struct framing *f, GError **error), void *user);

/* The path that what follows is below, for reports: a source as it was given. */
void survey_source(struct survey_run *s, const char *path);

/* What was found so far; borrowed for the survey's life. */
const struct survey *survey_result(struct survey_run *s);
void survey_free(struct survey_run *s); /* accepts NULL */

typedef struct survey_run survey_run;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(survey_run, survey_free)

#endif
