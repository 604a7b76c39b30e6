/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a storage of a .msg file has in it, by the names of its entries, [MS-OXMSG] 2.1 and 2.2:
 *
 *	__properties_version1.0              the property stream
 *	__substg1.0_PPPPTTTT                 the value of property P of type T, in hexadecimal
 *	__substg1.0_PPPPTTTT-NNNNNNNN        value N of one of several values of any length
 *	__recip_version1.0_#NNNNNNNN         a recipient
 *	__attach_version1.0_#NNNNNNNN        an attachment
 *	__nameid_version1.0                  the names of properties
 *
 * Upper and lower case are the same. Of two with one name the first in the directory counts
 * as a value; as recipients and attachments both do.
 */
#ifndef CONVERT_MSG_STORAGE_H
#define CONVERT_MSG_STORAGE_H

#include "convert/msg/cfb.h"

#define MSG_PROPERTIES "__properties_version1.0"
#define MSG_NAMES "__nameid_version1.0"
#define MSG_WHOLE G_MAXUINT32 /* index of a value that is not one of several */
#define MSG_ABSENT 0          /* entry of what is not there: it is the root's */

struct msg_slot {
	guint32 tag;   /* of a value: property and type. Else 0 */
	guint32 index; /* of a value: MSG_WHOLE, or which one. Else the number in the name */
	guint32 entry; /* in the compound file */
};

/* Callers release it with msg_storage_clear. */
struct msg_storage {
	GArray *values;      /* struct msg_slot, sorted by tag, MSG_WHOLE behind the others */
	GArray *children[2]; /* struct msg_slot by enum mapi_children, sorted by number */
	guint32 properties;  /* entry of the property stream, or MSG_ABSENT */
	bool twice;          /* an entry stands there twice */
};

/* Lists what is in a storage. c is borrowed for the call. */
void msg_storage_list(struct msg_storage *s, const struct cfb *c, guint32 storage);
void msg_storage_clear(struct msg_storage *s);

/* The entry of a value, or MSG_ABSENT. */
guint32 msg_storage_value(const struct msg_storage *s, guint32 tag, guint32 index);

/* The first entry in a storage with this name, which is ASCII, in any case; or MSG_ABSENT. */
guint32 msg_storage_find(const struct cfb *c, guint32 storage, const char *name);

#endif
