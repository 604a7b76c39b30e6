/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The properties of an object in a .msg file and where their values are. The property
 * stream, [MS-OXMSG] 2.4, is a header whose length its object decides, and entries of 16
 * bytes: tag (4), flags (4) and
 *
 *	of a fixed length, up to 8 bytes    the value itself
 *	others                              its size; the value is a stream, or a storage,
 *	                                    that is named after the tag (storage.h)
 *
 * A stream that no entry names is a property, too: entries may be damaged, and nothing
 * that is there is left out for that.
 */
#ifndef CONVERT_MSG_PROPERTIES_H
#define CONVERT_MSG_PROPERTIES_H

#include "convert/msg/storage.h"

/* Bytes in front of the entries: [MS-OXMSG] 2.4.1. */
#define MSG_HEADER_TOP 32      /* of the message that the file is */
#define MSG_HEADER_EMBEDDED 24 /* of one embedded in it */
#define MSG_HEADER_OTHER 8     /* of a recipient or an attachment */

/* Where the value of a property is. */
struct msg_value {
	bool held; /* the bytes are here: those of its type's width */
	unsigned char bytes[8];
	guint32 size;  /* that its entry states, if not held */
	guint32 entry; /* of a single value, or of the lengths of several; MSG_ABSENT: none */
};

struct msg_properties {
	GArray *list;   /* struct mapi_property, sorted by id, each id once */
	GArray *values; /* struct msg_value: those of list, in its order */
	guint32 stated
	    [2]; /* of a message, by enum mapi_children: how many its header says that it has */
	GError *damage; /* why the property stream is not whole; NULL: it is */
};

/*
 * Reads those of an object whose storage is s; header: MSG_HEADER_. A property stream that
 * is damaged or missing is told in damage, and what is there is read. Fails with ERR_IO.
 */
MUST_USE bool msg_properties_read(struct msg_properties *p, struct cfb *c,
    const struct msg_storage *s, guint header, GError **error);
void msg_properties_clear(struct msg_properties *p);

/* The value of an id, borrowed; NULL: none. */
const struct msg_value *msg_properties_find(const struct msg_properties *p, guint16 id);

/* A number of type MAPI_INT32; otherwise if there is none. */
guint32 msg_properties_int32(const struct msg_properties *p, guint16 id, guint32 otherwise);

#endif
