/* SPDX-License-Identifier: Apache-2.0 */
/* One message of a pouch by its record: its bytes, from its file or derived again. */
#ifndef CONVERT_POUCH_MESSAGE_H
#define CONVERT_POUCH_MESSAGE_H

#include "convert/buffer.h"
#include "convert/deriving.h"
#include "convert/pouch.h"
#include "convert/record.h"

struct pouch_message_options {
	struct unpacker *unpacker;     /* for messages that are derived */
	struct unpack_waiting waiting; /* of it */
	bool (*take)(
	    void *user, const struct span *s, GError **error); /* is given all bytes, in order */
	void *user;
};

/*
 * Passes the message's bytes on, and holds them against the record. *note: of a derived message that
 * another converter makes other bytes of, what is to be said about it, else NULL; the caller frees it. Fails with ERR_ALTERED
 * if it is not the one that was recorded, ERR_DAMAGED if it cannot be derived, as take and pouch_read.
 */
MUST_USE bool pouch_message_read(struct pouch *p, const struct message_record *m,
    const struct pouch_message_options *o, char **note, GError **error);

#endif
