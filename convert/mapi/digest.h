/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digest of an item as its file holds it, before anything is made of it: BLAKE2b-256 over
 * one form of its properties, recipients, attachments and embedded messages. It depends
 * neither on where in the file they lie nor on a converter. docs/FORMAT.md 9.6 defines it:
 *
 *	digest     BLAKE2b-256("mailpouch node digest 1\n" message)
 *	message    properties list(recipients) list(attachments)
 *	list       damaged(1 byte: 1 if the list is cut, else 0) count(4) child...
 *	child      0x00 properties [0x00 message | 0x01]    of an attachment by method 5 (embedded)
 *	           0x00 properties                          of every other one
 *	           0x01                                     it cannot be read
 *	properties count(4) property...
 *	property   0x00 id(2)                type(2) count(4) value...    sorted by id; then, by
 *	           0x01 set(16) number(4)    type(2) count(4) value...    set, numbers before
 *	           0x02 set(16) length(4) text  type(2) count(4) value... texts, number or text
 *	value      piece... end
 *	piece      length(4) bytes: 65536 of them but in the last piece, which has fewer and at least 1
 *	end        00000000, or ffffffff if the rest cannot be read
 *
 * Numbers are little-endian. A property from 0x8000 without a name stands under its id. Left
 * out are the properties 0x67f0 to 0x67ff, which are the tables' own, and of an attachment by
 * method 5 the property 0x3701, in whose place the message stands.
 */
#ifndef CONVERT_MAPI_DIGEST_H
#define CONVERT_MAPI_DIGEST_H

#include "convert/mapi/object.h"

#define MAPI_DIGEST_SIZE 32

/*
 * Writes the digest of a message. damaged, which may be NULL, is set if something of it could
 * not be read: the digest says so, too, and is the same each time. 64 KiB of the message are
 * in memory at once. Fails with ERR_IO.
 */
MUST_USE bool mapi_digest(struct mapi_object *message, unsigned char digest[MAPI_DIGEST_SIZE],
    bool *damaged, GError **error);

#endif
