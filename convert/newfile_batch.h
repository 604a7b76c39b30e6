/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run of new files on its way to the disk: one thread gathers their bytes,
 * another one names and makes them.
 */
#ifndef CONVERT_NEWFILE_BATCH_H
#define CONVERT_NEWFILE_BATCH_H

#include "convert/newfile.h"
#include "convert/ordered.h"

struct newfile_batch;

/* An empty batch. Its first member is a struct job, whose work is to make the files. */
struct newfile_batch *newfile_batch_new(enum newfile_naming naming);
struct job *newfile_batch_job(struct newfile_batch *b);
void newfile_batch_free(struct newfile_batch *b); /* accepts NULL */

/* Whether it is large enough to be handed out. */
bool newfile_batch_is_full(const struct newfile_batch *b);

/* Adds len bytes to the file at hand. */
void newfile_batch_write(struct newfile_batch *b, const void *data, size_t len);

/* The bytes of the file at hand: *len of them, borrowed until the next write. */
const unsigned char *newfile_batch_current(const struct newfile_batch *b, size_t *len);

/* Forgets these bytes. */
void newfile_batch_drop(struct newfile_batch *b);

/* The file at hand is whole: f says what it is called; what f points to is copied. */
void newfile_batch_keep(struct newfile_batch *b, const struct newfile *f);

/*
 * When the work is done: false with *error set (ERR_IO) if a file, whose id is then put
 * into *failed, could not be made; those behind it were not tried.
 */
MUST_USE bool newfile_batch_check(struct newfile_batch *b, guint64 *failed, GError **error);

#endif
