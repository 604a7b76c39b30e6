/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derives messages of a file in a pouch again, and holds them against their records: the node's
 * digest decides whether the item is the one that was sealed; the message's own says whether
 * it is byte for byte the one that was derived then.
 */
#ifndef CONVERT_DERIVE_AGAIN_H
#define CONVERT_DERIVE_AGAIN_H

#include "convert/deriving.h"
#include "convert/pouch.h"
#include "convert/record.h"
#include "convert/spill.h"
#include "convert/visitor.h"

enum derive_again {
	DERIVED_SAME,      /* node and message are as recorded */
	DERIVED_OTHERWISE, /* the node is; the message differs, as another converter made it */
	DERIVED_UNLIKE,    /* the node is; the message differs, and the converter is the same */
	DERIVED_CHANGED,   /* the node is another one */
	DERIVED_NONE,      /* no message could be derived */
};

struct derive_again_file;

/*
 * A file: size bytes of the payload from at on. with: its unpacker and waiting; the rest is set
 * here. room: where it is put if it is large, and emptied of it in the end; NULL: it is read in the
 * pouch, which takes long for many messages. All borrowed.
 */
struct derive_again_file *derive_again_new(struct pouch *p, guint64 at, guint64 size,
    const struct deriving_options *with, struct spill *room);
void derive_again_free(struct derive_again_file *f); /* accepts NULL */

/*
 * The message of a record, told to v; its state is the record's, with its folder. *reason: what is
 * wrong, for people, borrowed until the next call; NULL if nothing is. Fails if the visitor does, as
 * deriving_next.
 */
MUST_USE bool derive_again_message(struct derive_again_file *f, const struct message_record *m,
    const struct visitor *v, enum derive_again *result, const char **reason, GError **error);

/*
 * The same as an exception: false if there is none. Its rule is "derived-otherwise", a note, or "derived-changed" or
 * "item-lost". reason: as above, of the same call.
 */
bool derive_again_exception(
    enum derive_again result, const char *path, const char *reason, struct exception *x);

typedef struct derive_again_file derive_again_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(derive_again_file, derive_again_free)

#endif
