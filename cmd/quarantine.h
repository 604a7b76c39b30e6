/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory of --quarantine: of each exception that has a place, the raw
 * bytes there, as a file of its own, and an index of all exceptions (docs/MAIL.md
 * F-05). The names are ours: a number and the rule, "00000001-truncated".
 *
 * index.jsonl has a line for each exception, the object of exception_json and
 *	file     its file, null: it has no place, or its bytes could not be had
 *	blake2b  digest of the file; only with file
 *	why      why there is none, although it has a place
 *
 * The bytes come from the source, which is read again, or of a pouch while they go by.
 */
#ifndef CMD_QUARANTINE_H
#define CMD_QUARANTINE_H

#include "convert/survey.h"

struct quarantine;

/* The directory appears when it is committed. Fails as outdir_open. */
MUST_USE struct quarantine *quarantine_open(const char *path, bool force, GError **error);

/* Copies the bytes of x out of the file x->store. Fails with ERR_IO, never for the source's sake. */
MUST_USE bool quarantine_take(
    struct quarantine *q, const struct survey_exception *x, GError **error);

/*
 * The same for an exception recorded in a pouch, x->store being its path in the payload: the
 * bytes are in the file whose entry quarantine_visitor told last, and are taken when they go by.
 */
MUST_USE bool quarantine_expect(
    struct quarantine *q, const struct survey_exception *x, GError **error);

/* The visitor that takes what was expected; borrowed for the life of q. */
const struct visitor *quarantine_visitor(struct quarantine *q);

/* Puts the directory under its name. Fails with ERR_IO. */
MUST_USE bool quarantine_commit(struct quarantine *q, GError **error);
void quarantine_close(struct quarantine *q); /* accepts NULL */

typedef struct quarantine quarantine;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(quarantine, quarantine_close)

#endif
