/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts and signatures as members of a volume, found without trusting
 * anything: what both the reader (volume.h) and the judge (verify/) begin
 * with. docs/FORMAT.md, sections 3 and 5.
 */
#ifndef CRYPTO_VOLUME_TEXT_H
#define CRYPTO_VOLUME_TEXT_H

#include "crypto/statement.h"

/* A text of the volume with its signature, as found: both owned by it. */
struct signed_text {
	guint64 at;  /* offset of the text's tar header */
	guint64 end; /* offset behind the signature's padding */
	GBytes *text;
	GBytes *signature;  /* of the first signer */
	GPtrArray *further; /* of GBytes: those of .1.minisig, .2.minisig ...; may be NULL */
};
void signed_text_clear(struct signed_text *t);

/*
 * Reads exactly len bytes at an offset. Fails with ERR_IO, or with
 * ERR_INCOMPLETE if the file ends before.
 */
MUST_USE bool volume_pread(int fd, void *buf, size_t len, guint64 at, GError **error);

/*
 * Reads the member whose tar header is at an offset: its canonical header, a body of at most max
 * bytes, zero padding. name: what it must be called. gname: 16 digits, or NULL to take any. *end is set to the offset behind
 * it. Fails with ERR_FORMAT if that is not there, else as volume_pread.
 */
MUST_USE GBytes *volume_read_text(int fd, guint64 at, const char *name, const char *gname,
    size_t max, guint64 *end, GError **error);

/*
 * The same for a text and the signatures that follow it: .minisig, then as many
 * of .1.minisig, .2.minisig ... as there are. Given gname, the text and its first
 * signature may have a damaged header or padding, as headless.h says.
 */
MUST_USE bool volume_read_signed(int fd, guint64 at, const char *name, const char *gname,
    struct signed_text *out, GError **error);

/*
 * Looks backwards from an offset for the header of a member, over the two MiB in
 * which the texts at the end of a volume lie. *at is set to its offset, or to
 * the end if there is none. Fails with ERR_IO.
 */
MUST_USE bool volume_find_before(
    int fd, guint64 end, const char *name, guint64 *at, GError **error);

/*
 * Looks for the SEAL member of this name: at the end of the file, then from
 * its start, header by header. Fails with ERR_INCOMPLETE if there is none.
 */
MUST_USE bool volume_find_seal(
    int fd, guint64 size, const char *name, struct signed_text *out, GError **error);

/*
 * Whether one of the text's signatures is by one of the preamble's signers with
 * this trusted comment. Fails, if none is, by what is wrong with the first: with
 * ERR_ALTERED, or with ERR_FORMAT if it is malformed.
 */
MUST_USE bool volume_check_signature(
    const struct preamble *p, const struct signed_text *t, const char *comment, GError **error);

/* Whether one of the text's signatures, with this trusted comment, is good and by this key. */
MUST_USE bool volume_text_signed_by(
    const struct signed_text *t, const struct minisign_public *key, const char *comment);

/* The offset of the preamble's tar header, the same in every volume. */
guint64 volume_preamble_at(void);

typedef struct signed_text signed_text;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(signed_text, signed_text_clear)

#endif
