/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pouch that is read: its volumes, the keys that open it, its segments and
 * manifest chunks. Nothing leaves here that did not meet the signed roots.
 */
#ifndef CONVERT_POUCH_H
#define CONVERT_POUCH_H

#include "convert/manifest.h"
#include "crypto/packed.h"
#include "crypto/slot.h"
#include "crypto/volume.h"

struct pouch;

/*
 * Opens the pouch whose volumes are the files at paths, in any order. Fails as
 * volume_set_open, or with ERR_ALTERED if its members are not those that SEAL counts.
 */
MUST_USE struct pouch *pouch_open(const char *const *paths, GError **error);
void pouch_close(struct pouch *p); /* accepts NULL */

/*
 * Finds a slot that the keys open. Passphrase slots are only tried if keys has
 * a passphrase. Fails with ERR_KEY if there is none, ERR_ALTERED as slot_open.
 */
MUST_USE bool pouch_unlock(struct pouch *p, const struct age_keys *keys, GError **error);

/* Whether the keys found reach a level, and the role of the slot they came from. */
bool pouch_has(const struct pouch *p, enum level level);
enum role pouch_role(const struct pouch *p);
/* Whether some slot is opened by a passphrase. */
bool pouch_takes_passphrase(const struct pouch *p);

/* Borrowed for the pouch's life. The SEAL is that of the last volume. */
guint pouch_nvolumes(const struct pouch *p);
struct volume *pouch_volume(const struct pouch *p, guint i);
const char *pouch_path(const struct pouch *p, guint i); /* of its file, as it was given */
/* Puts the pouch's name before what is wrong with it, unless a volume of it is named there. */
void pouch_name_error(const struct pouch *p, GError **error);
const struct preamble *pouch_preamble(const struct pouch *p);
const struct seal *pouch_seal(const struct pouch *p);

/* What reading packed members takes: one per thread. */
struct pouch_scratch {
	GByteArray *blocks, *packed;
};
void pouch_scratch_init(struct pouch_scratch *s);
void pouch_scratch_clear(struct pouch_scratch *s);

/*
 * Reads and opens a segment or a chunk into out. From any thread, each with its
 * own scratch. Fails with ERR_KEY if our keys do not reach it, ERR_DAMAGED, ERR_ALTERED, ERR_IO.
 */
MUST_USE bool pouch_read(struct pouch *p, enum packed_kind kind, guint64 number,
    struct pouch_scratch *scratch, GByteArray *out, GError **error);

/* How many members of a kind there are; they are numbered from 0. */
guint64 pouch_count(const struct pouch *p, enum packed_kind kind);

/* The public range of one of them: docs/FORMAT.md, 5.4. Not to be trusted. */
void pouch_range(
    const struct pouch *p, enum packed_kind kind, guint64 number, guint64 *first, guint64 *count);

typedef struct pouch pouch;
typedef struct pouch_scratch pouch_scratch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pouch, pouch_close)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pouch_scratch, pouch_scratch_clear)

#endif
