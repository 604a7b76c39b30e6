/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of values in a .msg file, [MS-OXMSG] 2.1.2 to 2.1.4: of a single one in its entry
 * or its stream; of several of a fixed length in one stream, one after the other; of several of
 * any length each in a stream of its own. The custom storage of an OLE attachment, 2.2.2.2,
 * is a compound file of its own (ole.h).
 */
#ifndef CONVERT_MSG_VALUE_H
#define CONVERT_MSG_VALUE_H

#include "convert/msg/properties.h"

#define MSG_ARRAY_MAX (4 * 1024 * 1024) /* bytes of several values of a fixed length */

/* The bytes of several values that were read last, as they are asked for one by one. All zero at first. */
struct msg_array {
	guint32 entry;
	GBytes *bytes; /* owned; NULL: none */
};

/*
 * The bytes of value index of a property, in order, in the form that convert/mapi/object.h
 * wants. a is the object's own. The caller closes it, before c. Fails with ERR_FORMAT if they
 * are damaged or the type is not known, ERR_IO.
 */
MUST_USE struct mapi_stream *msg_value_open(struct cfb *c, const struct msg_storage *s,
    const struct mapi_property *p, const struct msg_value *v, guint index, struct msg_array *a,
    GError **error);

#endif
