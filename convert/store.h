/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store format: how the messages in one file are found. Formats are rows of
 * a table (store.c); a new one is one new file with one row in it.
 *
 * A store is fed with a window on its file that moves forward, and tells a
 * visitor which messages it sees. It keeps no bytes itself, so that one place
 * (scan.c) owns the buffers, and a test can feed the same file in windows of
 * any size and must see the same messages.
 */
#ifndef CONVERT_STORE_H
#define CONVERT_STORE_H

#include "convert/visitor.h"

struct places;

/* A store gets a window at least this long before it must decide, unless the file ends. */
#define STORE_WINDOW (1024 * 1024)

/* What a format is asked before a file is read. */
struct store_probe {
	struct tree *tree; /* for tree_lookup: is there a cur/ beside it? */
	const struct entry *entry;
	const unsigned char
	    *head; /* the file's first bytes: STORE_WINDOW or the whole file; never NULL */
	size_t head_len;
	bool only; /* no other format is looked for: the user says that it is this one */
};

/* What a store knows about the file that it was opened on. All borrowed. */
struct store_file {
	struct tree *tree;
	struct tree_file *file; /* for tree_file_pread, if seekable; may be NULL */
	const struct entry *entry;
	const struct visitor *visitor;
	const struct folder *folder; /* of its messages; NULL: store_ops.sorted is true of it */
	const enum quoting *quoting; /* of an mbox file, as the user says; NULL: it is detected */
	struct places *places; /* for places_folder of places.h; NULL: there is but one folder */
	guint64 *next_id;      /* the next message's id; the store counts it up */
	bool converted; /* messages leave the file without what lies beside it: that is a loss */
	bool rebuild;   /* what lies beside it is put into them, if it can be */
	struct file_facts *facts; /* filled in as the store learns them; role, if it is another */
	void **memory; /* what its format keeps from file to file of a source; first NULL */
};

struct store;

struct store_ops {
	const char *name; /* as --input-format spells it: "mbox" */
	const char *role; /* file_facts.role of a file of it: "store", "message"; or "companion" */
	/* 0: not mine ... 100: certain. Content before name: docs/MAIL.md, "Formats". */
	int (*probe)(const struct store_probe *p);
	/*
	 * The folder that the file's messages are in, as a list of names below the
	 * source (for scan.c, which numbers folders), and the path of the store it
	 * belongs to (for a Maildir: its root). The caller frees both.
	 */
	char **(*folder)(struct tree *t, const struct entry *e, char **raw, char **store);
	/* Whether the file's messages name folders of their own, as Gmail's labels do. NULL: never. */
	bool (*sorted)(const struct store_probe *p);
	/* Whether a directory is a folder even when it is empty; then folder takes its entry too. NULL: never. */
	bool (*directory)(struct tree *t, const struct entry *e);
	struct store *(*open)(const struct store_file *f, GError **error);
	/*
	 * Looks at the window: w->data is the byte at offset at of the file, last
	 * says that the file ends with it. Returns how many bytes are decided on;
	 * the next window begins behind them. Must decide on at least one byte if
	 * the window has STORE_WINDOW bytes or is the last; all of it if it is the
	 * last, which may be empty. -1 with *error set ends the scan.
	 */
	gssize (*feed)(
	    struct store *s, const struct span *w, guint64 at, bool last, GError **error);
	void (*close)(struct store *s);
	/* The source has ended: what there is to say of all its files. NULL: nothing. */
	bool (*finish)(void *memory, const struct visitor *v, GError **error);
	void (*forget)(
	    void *memory); /* releases *store_file.memory; NULL for a format that keeps none */
};

/* What every store begins with. */
struct store {
	const struct store_ops *ops;
};

/* The format that claims the file most strongly, or NULL: it is no mail. */
const struct store_ops *store_probe(const struct store_probe *p);

/* The format of this name, or NULL; companions aside, as in store_names. */
const struct store_ops *store_find(const char *name);

/* The names of all formats, those of derive.h too: "maildir, mbox ... pst". The caller frees it. */
char *store_names(void);

/* Hands an exception about length bytes at offset of the file to the visitor. */
MUST_USE bool store_except(const struct store_file *f, enum severity severity, const char *rule,
    guint64 offset, guint64 length, const char *reason, GError **error);

/*
 * For formats that only say something of a file, and find no messages in it: the store to be opened, by
 * which the file is of no format in f->facts; and store_ops.feed and close.
 */
struct store *store_idle(const struct store_ops *ops, const struct store_file *f);
gssize store_idle_feed(
    struct store *s, const struct span *w, guint64 at, bool last, GError **error);
void store_idle_close(struct store *s);

/* The table, ended by NULL. */
extern const struct store_ops *const store_formats[];

/* In mbox.c, maildir.c, eml.c, mbx.c, mmdf.c, mtx.c, emlx.c, msf_store.c, vault_store.c. */
extern const struct store_ops mbox_store, maildir_store, eml_store, mbx_store, mmdf_store,
    mtx_store, tenex_store, emlx_store, msf_store, vault_store;

#endif
