/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes through a pouch once and tells a visitor what scan.h tells of a
 * directory: the same entries, bytes and messages, in the same order, taken
 * from the manifests. On the way every tar header is made again and compared,
 * and every file and message is digested again.
 */
#ifndef CONVERT_POUCH_SCAN_H
#define CONVERT_POUCH_SCAN_H

#include "convert/payload_reader.h"
#include "convert/recheck.h"
#include "convert/spill.h"
#include "convert/unpack_stream.h"
#include "convert/unpacker.h"

struct pouch_scan_options {
	guint threads; /* 0: as many as are sensible */
	/*
	 * Told what is damaged or not as recorded; with these set, the scan goes on. NULL: such
	 * a thing ends it, with ERR_DAMAGED or ERR_ALTERED.
	 */
	segment_lost lost;
	bool (*mismatch)(void *user, const struct mismatch *m, GError **error);
	/* Told each exception that was recorded at sealing; may be NULL. */
	bool (*recorded)(void *user, const struct tree_record *r, GError **error);
	/* Told payload bytes read so far; may be NULL. */
	bool (*progress)(void *user, guint64 bytes, GError **error);
	void *user;
	/*
	 * What derives messages again that lie in no file as bytes (derive_again.h). What is wrong with one is
	 * an exception for the visitor. NULL: they are not told, and not checked.
	 */
	struct unpacker *unpacker;
	struct unpack_waiting waiting;
	struct spill *spill; /* of derive_again_new; may be NULL */
	/* Which messages are wanted; NULL: all. The bytes of others come, but no message events. */
	bool (*wanted)(void *user, const struct message_record *m);
};

/* What a scan to the end has counted. */
struct pouch_scan_result {
	guint64 files, messages;           /* that the manifests record */
	guint64 same_files, same_messages; /* that were as recorded; if derived, their nodes */
	guint64 not_derived;               /* messages that were not derived again */
	unsigned char message_root[32];
};

/*
 * Scans a pouch that was unlocked with a reader's key. entry.path is the path
 * in the payload below "data/". message.folder lives until the scan returns.
 * The exceptions recorded at sealing come by way of recorded alone. Fails with ERR_KEY without
 * such a key; with ERR_ALTERED if manifests and payload contradict each other in their
 * layout, or do not meet SEAL's counts and message root; as pouch_read; if the visitor does.
 */
MUST_USE bool pouch_scan(struct pouch *p, const struct visitor *v,
    const struct pouch_scan_options *o, struct pouch_scan_result *result, GError **error);

#endif
