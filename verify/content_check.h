/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges what needs a key: with an auditor's the lists, their counts and the
 * message root; with a reader's every file and message, decrypted and hashed
 * again. docs/FORMAT.md, sections 7 to 9 and 11.
 */
#ifndef VERIFY_CONTENT_CHECK_H
#define VERIFY_CONTENT_CHECK_H

#include "convert/pouch.h"
#include "convert/spill.h"
#include "convert/unpack_stream.h"
#include "convert/unpacker.h"
#include "verify/verdict.h"

struct content_options {
	guint threads; /* 0: as many as are sensible */
	/* Told payload bytes checked so far; false with *error set ends the check. May be NULL. */
	bool (*progress)(void *user, guint64 bytes, GError **error);
	void *user;
	/* What derives messages again that lie in no file as bytes; NULL: those are not checked. */
	struct unpacker *unpacker;
	struct spill *spill; /* as in struct pouch_scan_options */
	struct unpack_waiting waiting;
};

/*
 * Checks an unlocked pouch, whose volumes were judged into v, as deep as its
 * keys reach: raises v's level, counts and findings. What is wrong with the pouch is a finding. Fails with
 * ERR_IO, or if progress does.
 */
MUST_USE bool content_check(
    struct verdict *v, struct pouch *p, const struct content_options *o, GError **error);

#endif
