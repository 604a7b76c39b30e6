/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A .msg file, [MS-OXMSG]: a compound file ([MS-CFB]) whose root is a message, with its
 * properties, recipients and attachments as streams and storages.
 */
#ifndef CONVERT_MSG_MESSAGE_H
#define CONVERT_MSG_MESSAGE_H

#include "convert/msg/cfb_sectors.h"
#include "convert/msg/object.h"

struct msg_message;

/*
 * Whether a file that begins with len bytes is one. As the directory tells, which may lie behind
 * them: then it is one by its name.
 */
bool msg_message_probe(const unsigned char *head, size_t len, const char *name);

/*
 * Opens it; what *source reads from, and report, must outlive it. Fails with ERR_FORMAT if it is
 * damaged so that nothing can be read, ERR_UNSUPPORTED if it is a compound file of something else, ERR_IO.
 */
MUST_USE struct msg_message *msg_message_open(
    const struct cfb_source *source, const struct msg_report *report, GError **error);
void msg_message_close(struct msg_message *m); /* accepts NULL */

/* The message, borrowed. */
struct mapi_object *msg_message_object(struct msg_message *m);

/* Its class, "IPM.Note", as UTF-8; "": it has none. The caller frees it. */
char *msg_message_class(struct msg_message *m);

typedef struct msg_message msg_message;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(msg_message, msg_message_close)

#endif
