/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats whose items are no mail, from which mail is derived: PST, OST and .msg files. Formats
 * are rows of a table (derive.c); a new one is one new file with one row in it.
 *
 * Their functions run in a process of their own (derive_job.h), without keys, network or files
 * other than the one that they read. Whatever they do there costs the item at hand.
 */
#ifndef CONVERT_DERIVE_H
#define CONVERT_DERIVE_H

#include "convert/exception.h"
#include "convert/message.h"
#include "convert/tree.h"

/* Of a folder or an item. */
enum derive_flag {
	DERIVE_SEARCH = 1 << 0,    /* a folder: a search, whose items lie in others */
	DERIVE_ORPHAN = 1 << 1,    /* an item: it stands in no folder's table, or only there */
	DERIVE_RECOVERED = 1 << 2, /* it was deleted, and is for the tree of such alone */
	DERIVE_HIDDEN = 1 << 3,    /* it is no mail, and makes no message: it is counted alone */
};
#define DERIVE_FLAGS_ALL 15

struct derive_folder {
	guint64 number;   /* in its file, not 0 */
	guint64 parent;   /* 0: it is at the top */
	guint64 items;    /* in its table */
	guint64 hidden;   /* associated items, which are no mail and are not told */
	guint flags;      /* enum derive_flag */
	const char *name; /* UTF-8; "": the folder is the root, and its items lie at the top */
};

struct derive_item {
	guint64 node;      /* its number in its file, not 0 */
	guint64 folder;    /* number of one that was told; 0: none */
	guint flags;       /* enum derive_flag */
	const char *class; /* its message class, as it stands: "IPM.Note" */
};

/* Who is told of what is in a file. A function that returns false ends the walk. */
struct derive_walker {
	void *user;
	bool recover; /* deleted items are wanted, too */
	/* A folder, before its items and the folders in it; and again when it is known what is in it. */
	bool (*folder)(void *user, const struct derive_folder *f, GError **error);
	/*
	 * Before each item is opened: whether it is passed over, as it was told before. Its class
	 * is not looked at.
	 */
	bool (*passes)(void *user, const struct derive_item *i);
	/* Any other item, in the order of its folder. */
	bool (*item)(void *user, const struct derive_item *i, GError **error);
	/* What is wrong with the file besides its items. */
	bool (*exception)(void *user, const struct exception *x, GError **error);
	guint64 nitems; /* set by the walk: items that the file has, by its own list of nodes */
};

/* Who is given one message. A function that returns false ends it. */
struct derive_writer {
	void *user;
	/* Its state (message.h: flags, keywords, states, received, sender) and the node's digest. */
	bool (*begin)(void *user, const struct message *m,
	    const unsigned char digest[DERIVATION_DIGEST_SIZE], GError **error);
	bool (*bytes)(void *user, const void *data, size_t len, GError **error);
	/* What of it could not be carried over, or only damaged. path and offset are not used. */
	bool (*exception)(void *user, const struct exception *x, GError **error);
};

struct derive_file;

struct derive_ops {
	const char *name;    /* as --input-format spells it: "pst" */
	const char *version; /* of what it derives: raised when the same item gives other bytes */
	const char *const
	    *suffixes; /* of its files, up to NULL: dropped where folders are named after them */
	bool single;   /* a file is one item, without folders */
	/* The libraries that it works with, and their versions; the caller frees it. */
	char *(*libraries)(void);
	/* 0: not mine ... 100: certain. By the first piece of the file, and its name without folders. */
	int (*probe)(const unsigned char *head, size_t len, const char *name);
	/* Loads what it will need from outside: character sets. Before the jail closes; may be NULL. */
	void (*prepare)(void);
	/*
	 * file: size bytes, to be read by tree_file_pread; borrowed. Fails with ERR_FORMAT, ERR_IO;
	 * ERR_UNSUPPORTED if it is of a kind that nobody can read.
	 */
	struct derive_file *(*open)(struct tree_file *file, guint64 size, GError **error);
	/* Tells what is in it. Fails with ERR_FORMAT if it cannot be read further, as w does. */
	bool (*walk)(struct derive_file *f, struct derive_walker *w, GError **error);
	/* Gives the message that an item makes. Fails with ERR_FORMAT if none, as w does. */
	bool (*write)(
	    struct derive_file *f, guint64 node, const struct derive_writer *w, GError **error);
	void (*close)(struct derive_file *f);
};

/* What every open file begins with. */
struct derive_file {
	const struct derive_ops *ops;
};

/*
 * The table, ended by NULL; before the process that derives is started a test may put another
 * one in its place.
 */
extern const struct derive_ops *const *derive_formats;

/* In derive_pst.c, and in derive_msg.c. */
extern const struct derive_ops pst_derive, msg_derive;

/* The format that claims a file most strongly by its first piece and name, or NULL. */
const struct derive_ops *derive_probe(const unsigned char *head, size_t len, const char *name);

/* The format of this name, or NULL. */
const struct derive_ops *derive_find(const char *name);

/* Its place in the table. */
guint derive_number(const struct derive_ops *ops);

#endif
