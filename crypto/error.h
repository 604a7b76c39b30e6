/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The errors of all layers: one GError domain, whose code says which kind of
 * thing went wrong and so which exit status the program ends with. The kind is
 * set once, where the error begins; callers put what they know in front of the
 * message with g_prefix_error ("inbox.mbox: ", "message 12: ").
 */
#ifndef CRYPTO_ERROR_H
#define CRYPTO_ERROR_H

#include <glib.h>
#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))

enum err_kind {
	ERR_USAGE,       /* the command line asks for something that cannot be */
	ERR_IO,          /* open, read, write, fsync, rename ... failed */
	ERR_FORMAT,      /* the input is not something we can read */
	ERR_UNSUPPORTED, /* well-formed, but by rules that this version does not know */
	ERR_KEY,         /* identity or passphrase wrong or missing */
	ERR_ALTERED,     /* it is not what was sealed */
	ERR_ORIGIN,      /* nobody we trust vouches for it */
	ERR_DAMAGED,     /* blocks are bad under a good signature */
	ERR_INCOMPLETE,  /* volumes are missing, or it was never sealed */
	ERR_INTERRUPTED, /* a signal asked us to stop */
};

#define ERR_NKINDS (ERR_INTERRUPTED + 1)

/* The domain of all our errors; its codes are enum err_kind. */
#define ERR_DOMAIN (err_domain())
GQuark err_domain(void);

/*
 * Sets *error, if error is not NULL, to a new error of this kind. Always
 * returns false, so that a function can end in "return err_set(...)".
 */
bool err_set(GError **error, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same as ERR_IO for a failed system call: "what: strerror(errnum)". what
 * is a verb or "verb name": "read", "rename x to y".
 */
bool err_set_errno(GError **error, int errnum, const char *what);

/* The kind of an error of any domain; errors of other domains are ERR_IO. */
enum err_kind err_kind(const GError *error);

#endif
