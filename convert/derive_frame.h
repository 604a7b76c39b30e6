/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the process that derives (derive_job.h) says, in frames as those of unpack_frame.h; as
 * little of it is believed.
 *
 *	walk = (FOLDER | item | SAID | WANT)* (END | BROKEN | REFUSED)
 *	item = OPENING ITEM made, with SAID and WANT between all of them
 *	made = (MESSAGE DATA*)? (MADE | FAILED), with SAID and WANT between all of them
 *
 * OPENING is an ITEM whose class is not known yet. REFUSED is BROKEN of a file of a kind that cannot be read at all.
 *
 * WANT asks for bytes of the file. They come on the process's standard input: a number (le32) of
 * bytes and as many bytes, none at the end of the file, or DERIVE_UNREADABLE alone.
 */
#ifndef CONVERT_DERIVE_FRAME_H
#define CONVERT_DERIVE_FRAME_H

#include "convert/derive.h"
#include "convert/unpack_frame.h"

#define DERIVE_WANT_MAX (32 * 1024)    /* bytes asked for at once */
#define DERIVE_NAME_MAX 4096           /* bytes of a folder's name, and of a message class */
#define DERIVE_FIXED_MAX 64            /* bytes of a frame besides that text */
#define DERIVE_MESSAGE_MAX (60 * 1024) /* bytes of a MESSAGE */
#define DERIVE_UNREADABLE G_MAXUINT32

/*
 * The rest of each frame, added to out, and taken apart. Texts that are too long are cut; of a
 * message's keywords and states those that are too much are left out. Taking apart fails with
 * ERR_FORMAT if it is not well-formed: names and keywords are UTF-8, numbers within their limits.
 */
struct derive_want {
	guint64 at;
	guint32 len;
};
void derive_want_put(const struct derive_want *w, GByteArray *out);
MUST_USE bool derive_want_parse(
    const struct unpack_frame *f, struct derive_want *w, GError **error);

void derive_folder_put(const struct derive_folder *x, GByteArray *out);
/* The name is borrowed from the frame. */
MUST_USE bool derive_folder_parse(
    const struct unpack_frame *f, struct derive_folder *x, GError **error);

void derive_item_put(const struct derive_item *i, GByteArray *out);
/* The class is borrowed from the frame. */
MUST_USE bool derive_item_parse(
    const struct unpack_frame *f, struct derive_item *i, GError **error);

/* State of the message, and its node's digest. */
void derive_message_put(
    const struct message *m, const unsigned char digest[DERIVATION_DIGEST_SIZE], GByteArray *out);
/* m, which is empty, owns what it gets, and is to be cleared after a failure too. */
MUST_USE bool derive_message_parse(const struct unpack_frame *f, struct message *m,
    unsigned char digest[DERIVATION_DIGEST_SIZE], GError **error);

void derive_said_put(const struct exception *x, GByteArray *out);
/* Severity, rule and reason; both borrowed from the frame, the reason escaped into *reason, which the caller frees. */
MUST_USE bool derive_said_parse(
    const struct unpack_frame *f, struct exception *x, char **reason, GError **error);

#endif
