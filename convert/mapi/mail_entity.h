/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A MIME entity that an item keeps as the bytes of an attachment, because it is signed:
 * [MS-OXOSMIME] 2.1. It goes out byte for byte. RFC 1847, RFC 8551.
 */
#ifndef CONVERT_MAPI_MAIL_ENTITY_H
#define CONVERT_MAPI_MAIL_ENTITY_H

#include "convert/mapi/mail_writer.h"

#define MAIL_ENTITY_HEADER_MAX (64 * 1024) /* bytes of an entity's header */

struct mail_entity {
	struct mapi_stream *stream;
	GByteArray *head; /* what was read of it */
	size_t body_at;   /* where the entity's body begins in head */
	GString *fields;  /* its Content- fields, as they are, lines ended by CRLF */
};

/*
 * Opens the content of an attachment, which stays open as long as e, as an entity of type
 * ("multipart/signed"). Fails with ERR_FORMAT if it is none: it has one Content-Type field,
 * of that type, in lines that a message may have; e is then to be cleared too.
 */
MUST_USE bool mail_entity_open(
    struct mail_entity *e, struct mapi_object *attachment, const char *type, GError **error);

/*
 * Whether a line of its body begins as a boundary of ours does. It is read for that, to its
 * end.
 */
MUST_USE bool mail_entity_collides(struct mail_entity *e);

/* Writes its fields, an empty line and its body. Sets *why as mail_write_raw. */
MUST_USE bool mail_entity_write(
    struct mail_entity *e, struct mail_writer *w, char **why, GError **error);

void mail_entity_clear(struct mail_entity *e);

#endif
