/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The beginning of a new pouch: its archive id, its keys, who may open it and who signs:
 * docs/FORMAT.md, 5.1 and 6.
 */
#ifndef CONVERT_POUCH_HEAD_H
#define CONVERT_POUCH_HEAD_H

#include "crypto/slot.h"
#include "crypto/volume_writer.h"

/* Somebody who may open the pouch: one slot. */
struct seal_reader {
	enum role role;
	struct age_recipient recipient;  /* if passphrase is NULL */
	const struct secret *passphrase; /* borrowed */
};

struct pouch_head_options {
	const struct seal_reader *readers;
	guint nreaders; /* 1 ... SLOTS_MAX */
	const struct minisign_secret *signer;
	const char *tool, *libraries; /* libraries may be NULL */
	gint64 now;                   /* seconds since 1970 */
};

/* What every member of the pouch is made with. */
struct pouch_head {
	struct preamble preamble;         /* of volume 1 */
	struct age_recipient to[NLEVELS]; /* the pouch's own identities */
	struct pouch_keys keys;           /* until the slots are written */
};

/* Makes a new archive id and new keys. pouch_head_clear ends it. */
void pouch_head_make(struct pouch_head *h, const struct pouch_head_options *o);
void pouch_head_clear(struct pouch_head *h);

/*
 * Adds a slot for each reader to the volume, then forgets the secret keys: from here on
 * nobody but the readers can open the pouch. Fails as slot_seal and volume_writer_add.
 */
MUST_USE bool pouch_head_write_slots(struct pouch_head *h, const struct pouch_head_options *o,
    struct volume_writer *volume, GError **error);

#endif
