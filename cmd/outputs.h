/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command reads and what it will write, by their names: no output may take the place of
 * something that is read, hold it, or lie in it, nor of another output.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "crypto/error.h"

struct outputs;

struct outputs *outputs_new(void);
void outputs_free(struct outputs *o); /* accepts NULL */

/*
 * Something that is read: a source, a pouch, a key. All names are borrowed. NULL is nothing, and so is a word
 * that is no file, as "age1..." is none.
 */
void outputs_read(struct outputs *o, const char *path);
void outputs_read_all(struct outputs *o, const char *const *paths); /* NULL-terminated, or NULL */

/* What the shared options say is read: the files of -i, --passphrase-file, --signed-by and --trust. */
void outputs_read_options(struct outputs *o);

/* The signer and the trust file of the configuration directory. */
void outputs_read_configuration(struct outputs *o);

/* Something that is written; NULL is nothing. */
void outputs_write(struct outputs *o, const char *path);

/*
 * The same for what is made when all sources have been read: it may come to lie in one of them, by a name that
 * is free.
 */
void outputs_write_late(struct outputs *o, const char *path);

/* Fails with ERR_USAGE, saying which two, or with ERR_IO if the directory of an output is not there. */
MUST_USE bool outputs_check(const struct outputs *o, GError **error);

typedef struct outputs outputs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outputs, outputs_free)

#endif
