/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A storage of a compound file as a compound file of its own, as an OLE attachment has one
 * in a .msg file. There is one form for what a storage has in it, which docs/FORMAT.md 9.7
 * defines, since digests are taken of it: [MS-CFB] version 3, with sectors in the order
 *
 *	header, DIFAT, FAT, directory, mini FAT, mini stream, other streams
 *
 * Names, classes, states and times are those of the storage, streams are in the order of the
 * directory, which is that of the storage: its own streams and storages, then those in each of
 * these, level by level. Trees of siblings are balanced, with all nodes black (2.6.4).
 */
#ifndef CONVERT_MSG_OLE_H
#define CONVERT_MSG_OLE_H

#include "convert/msg/cfb.h"

/*
 * Its bytes. In memory are its directory and tables: 128 bytes an entry, and 1/128 of its size. The
 * caller closes it, before c. Fails with ERR_FORMAT, ERR_IO; reading it does so where a stream
 * is damaged.
 */
MUST_USE struct mapi_stream *msg_ole_open(struct cfb *c, guint32 storage, GError **error);

#endif
