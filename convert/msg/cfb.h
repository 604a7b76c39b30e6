/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compound file: storages, which are like folders, and streams, which are like files, in a tree
 * below a root. Format: [MS-CFB], versions 3 and 4. One damaged entry costs that entry.
 */
#ifndef CONVERT_MSG_CFB_H
#define CONVERT_MSG_CFB_H

#include "convert/mapi/object.h"
#include "convert/msg/cfb_sectors.h"

#define CFB_ENTRIES_MAX 262144
#define CFB_NAME_UNITS 32 /* UTF-16 units of a name, with the NUL at its end */
#define CFB_ROOT 0        /* the root's entry */

enum cfb_type {
	CFB_TYPE_NONE,
	CFB_TYPE_STORAGE = 1,
	CFB_TYPE_STREAM = 2,
	CFB_TYPE_ROOT = 5,
};

/* An entry of the directory [MS-CFB] 2.6.1. */
struct cfb_entry {
	enum cfb_type type;
	guint16 name[CFB_NAME_UNITS]; /* UTF-16, ends with a NUL */
	unsigned char kind[16];       /* CLSID, as it is stored */
	guint32 state;
	guint64 created, modified; /* as they are stored */
	guint32 first;             /* sector of a stream */
	guint64 size;              /* bytes of a stream */
	bool damaged;              /* the stream cannot be: reading it fails */
	guint32 left, right, child;
	guint begin,
	    nchildren; /* of a storage: which entries of the list of children are its own */
};

struct cfb;

/*
 * Opens a compound file; what *source reads from must outlive it. Fails with ERR_FORMAT if it is none
 * or its directory cannot be read, ERR_IO.
 */
MUST_USE struct cfb *cfb_open(const struct cfb_source *source, GError **error);

/* An entry, borrowed. index: CFB_ROOT, or one that cfb_children gave */
const struct cfb_entry *cfb_entry(const struct cfb *c, guint32 index);

/* The entries in a storage, in the directory's order, borrowed; every entry is in one storage only. */
const guint32 *cfb_children(const struct cfb *c, guint32 storage, guint *n);

/* Whether an entry has this name, which is ASCII, in any case. */
bool cfb_is_named(const struct cfb_entry *e, const char *name);

/*
 * The bytes of a stream. The caller closes it before c. Fails with ERR_FORMAT if it is damaged. All
 * streams of a file together have no more bytes than the file.
 */
MUST_USE struct mapi_stream *cfb_read(struct cfb *c, guint32 stream, GError **error);

void cfb_free(struct cfb *c); /* accepts NULL */

typedef struct cfb cfb;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cfb, cfb_free)

#endif
