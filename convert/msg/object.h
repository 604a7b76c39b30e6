/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storages of a .msg file as MAPI objects (convert/mapi/object.h), [MS-OXMSG] 2.2: a message, its
 * recipients and attachments in the order of their numbers, and what is embedded in these,
 * as deep as MSG_DEPTH_MAX.
 */
#ifndef CONVERT_MSG_OBJECT_H
#define CONVERT_MSG_OBJECT_H

#include "convert/mapi/name_map.h"
#include "convert/msg/report.h"
#include "convert/msg/value.h"

#define MSG_DEPTH_MAX 64 /* messages embedded in one another; what is deeper cannot be read */

/* What all objects of a file share. Callers fill it in; borrowed for the objects' life. */
struct msg_shared {
	struct cfb *c;
	const struct name_map *names;
	const struct msg_report *report; /* of damaged property streams */
};

enum msg_kind {
	MSG_MESSAGE,
	MSG_RECIPIENT,
	MSG_ATTACHMENT,
};

/* A storage with properties; its fields are object.c's own, but that of what it was opened as. */
struct msg_object {
	struct mapi_object base;
	const struct msg_shared *shared;
	enum msg_kind kind;
	guint depth; /* of messages around it */
	guint codepage;
	struct msg_storage storage;
	struct msg_properties properties;
	struct msg_array array;
};

/*
 * Opens a storage, CFB_ROOT or below it, as a message in depth others. codepage: of the message around it, or
 * 0. The caller closes it with mapi_object_close. Fails with ERR_FORMAT if it has no property, ERR_IO.
 */
MUST_USE struct msg_object *msg_object_open(
    const struct msg_shared *shared, guint32 storage, guint depth, guint codepage, GError **error);

#endif
