/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tree: a read-only tree of files that mail is looked for in. A directory is
 * one, a zip or tar file another, and so is a single file. Its entries come in
 * payload order: depth first, each directory before its content, siblings in
 * the byte order of their names. Nothing outside the tree can be reached
 * through it, whatever symbolic links it holds.
 */
#ifndef CONVERT_TREE_H
#define CONVERT_TREE_H

#include "convert/exception.h"
#include "crypto/error.h"

enum entry_type {
	ENTRY_DIRECTORY,
	ENTRY_FILE,
	ENTRY_SYMLINK, /* target is set */
	ENTRY_OTHER,   /* socket, fifo, device */
};

struct entry {
	enum entry_type type;
	const char
	    *path; /* raw bytes, '/' between names, no leading or trailing '/'; "" is the root */
	const char
	    *name; /* the last name of path; of the root: that of the path given to tree_open */
	const char *target; /* of a symlink: raw bytes; else NULL */
	guint64 size;       /* of a file: bytes, as fstat says before it is read */
	gint64 mtime;       /* seconds since 1970 */
	guint32 mtime_nsec; /* 0 ... 999999999 */
	guint32 mode;       /* the 07777 bits */
	guint64 nlink;      /* hard links to it; 1 where the tree cannot say */
	bool derived;       /* of a pouch: what was derived from a file, and is stored behind it */
	bool inside; /* it is in a packed file (inside.h): its bytes are no part of the payload */
};

enum step {
	STEP_NEXT,      /* the result is filled in */
	STEP_EXCEPTION, /* this one could not be had; the exception says why; go on */
	STEP_END,       /* there are no more */
	STEP_FAILED,    /* the whole cannot be read further; *error says why */
};

struct tree;
struct tree_file;

struct tree_ops {
	const char *name; /* "directory", "zip" */
	/* See tree_next, tree_lookup, tree_open_file and tree_open_path; close releases t. */
	enum step (*next)(struct tree *t, struct entry *e, struct exception *x, GError **error);
	int (*lookup)(struct tree *t, const char *path);
	struct tree_file *(*open)(struct tree *t, const struct entry *e, GError **error);
	struct tree_file *(*open_path)(
	    struct tree *t, const char *path, GError **error);            /* or NULL */
	char *(*beside)(struct tree *t, const char *suffix, unsigned up); /* or NULL */
	void (*close)(struct tree *t);
};

struct tree_file_ops {
	gssize (*read)(struct tree_file *f, void *buf, size_t len, GError **error);
	gssize (*pread)(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error);
	bool (*changed)(struct tree_file *f, GError **error);
	int (*descriptor)(const struct tree_file *f); /* or NULL */
	void (*close)(struct tree_file *f);
};

/* What every tree and every file of one begins with. */
struct tree {
	const struct tree_ops *ops;
};
struct tree_file {
	const struct tree_file_ops *ops;
};

/*
 * Opens the tree at path: a directory or a single regular file (then the tree
 * has one entry, with path ""). A symbolic link at path itself is followed.
 * Fails with ERR_IO; the caller puts the name in front of the message.
 */
MUST_USE struct tree *tree_open(const char *path, GError **error);

/*
 * The next entry in payload order; the first one of a directory is the
 * directory itself, with path "". *e is borrowed until the next call.
 * STEP_EXCEPTION fills *x in, borrowed likewise: a directory that cannot be
 * read, an entry that vanished. Order and sibling lists are held per level, not
 * for the whole tree.
 */
MUST_USE enum step tree_next(struct tree *t, struct entry *e, struct exception *x, GError **error);

/* The enum entry_type of what is, or a moment ago was, at path, or -1 if there is nothing. */
int tree_lookup(struct tree *t, const char *path);

/*
 * The path of the first name, in payload order, that ends in suffix, in the directory that the
 * latest entry lies in, or that many directories further up. NULL: none, or the tree cannot say. The caller frees it.
 */
char *tree_beside(struct tree *t, const char *suffix, unsigned up);

/*
 * Opens the file that tree_next just returned, not through any symbolic link,
 * and only if it is still a regular file. Fails with ERR_IO.
 */
MUST_USE struct tree_file *tree_open_file(struct tree *t, const struct entry *e, GError **error);

/*
 * Opens a companion by its path, wherever tree_next is: a Maildir's
 * dovecot-keywords. Under the same conditions; a packed tree has that one alone.
 */
MUST_USE struct tree_file *tree_open_path(struct tree *t, const char *path, GError **error);

/*
 * Reads up to len bytes in order: the number read, 0 at the end, -1 on error
 * (ERR_IO). An error is never the end.
 */
MUST_USE gssize tree_file_read(struct tree_file *f, void *buf, size_t len, GError **error);

/* Whether tree_file_pread works: not for members of packed trees. */
bool tree_file_seekable(const struct tree_file *f);

/* Reads at an offset, wherever tree_file_read is; results as there. */
MUST_USE gssize tree_file_pread(
    struct tree_file *f, void *buf, size_t len, guint64 at, GError **error);

/*
 * Whether the file is another one, or has another size, mtime or ctime, than
 * tree_next saw (of tree_open_path: than when it was opened): true with *error
 * set (ERR_IO) if that cannot be told.
 */
bool tree_file_changed(struct tree_file *f, GError **error);

/* A descriptor of the whole file, borrowed, to be read at places of one's own; -1: there is none. */
int tree_file_descriptor(const struct tree_file *f);

/* Both accept NULL. */
void tree_file_close(struct tree_file *f);
void tree_close(struct tree *t);

typedef struct tree tree;
typedef struct tree_file tree_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tree, tree_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tree_file, tree_file_close)

#endif
