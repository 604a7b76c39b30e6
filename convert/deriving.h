/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages that another process (derive_job.h) derives from one file. The process asks for the
 * file's bytes, and is given them; if it ends, is silent or goes on without a result for too
 * long, the item at hand has failed, and another process goes on behind it.
 */
#ifndef CONVERT_DERIVING_H
#define CONVERT_DERIVING_H

#include "convert/derive.h"
#include "convert/unpack_stream.h"
#include "convert/unpacker.h"

#define DERIVING_PATIENCE_MS 5000  /* without a word */
#define DERIVING_SLOW_MS 8000      /* with nothing but questions, for a small file */
#define DERIVING_SLOW_BYTES 100000 /* of a file for which it may take a millisecond longer */
#define DERIVING_RESTARTS_MAX 100  /* of the process for one file */
#define DERIVING_HANG 50           /* restarts that one counts for that was too slow */
/* Bytes of all messages of a file: as many, or as many times its size, whichever is more. */
#define DERIVING_BYTES_MAX (G_GUINT64_CONSTANT(4) << 30)
#define DERIVING_RATIO_MAX 50

struct deriving_options {
	struct unpacker *unpacker;
	guint level;                   /* packed files that the file lies in */
	struct unpack_waiting waiting; /* patience_ms 0: DERIVING_PATIENCE_MS */
	const struct derive_ops *ops;
	struct tree_file *file; /* with tree_file_pread */
	guint64 size;           /* of it, in bytes */
	bool walk;              /* all items in order; else those that are asked for */
	bool recover;           /* deleted items, too */
};

enum deriving_event_type {
	DERIVING_FOLDER,    /* folder */
	DERIVING_ITEM,      /* item: of a walk, what follows is about it */
	DERIVING_MESSAGE,   /* message: its bytes follow */
	DERIVING_BYTES,     /* span */
	DERIVING_EXCEPTION, /* exception: of the item at hand, or of the file */
	DERIVING_MADE,      /* the message is complete */
	DERIVING_FAILED,    /* reason: the item made no message, or only the part that came */
	DERIVING_BROKEN,    /* reason: nothing more can be had of the file */
	DERIVING_END,       /* nitems; there is nothing more */
};

/* What is borrowed is so until the next call. */
struct deriving_event {
	enum deriving_event_type type;
	struct derive_folder folder;
	struct derive_item item;
	struct message *message;    /* its state; whoever takes it leaves an empty one */
	struct span span;           /* who keeps it takes a reference of its owner */
	struct exception exception; /* path is not set */
	const char *reason;
	bool refused;   /* with DERIVING_BROKEN: it is of a kind that cannot be read */
	guint64 nitems; /* that the file has by its own list */
};

struct deriving;

/* What the options point to is borrowed. */
struct deriving *deriving_new(const struct deriving_options *o);
void deriving_free(struct deriving *d); /* accepts NULL */

/* Asks for one item. What comes is DERIVING_MESSAGE ... up to MADE, FAILED or BROKEN. */
void deriving_ask(struct deriving *d, guint64 node);

/*
 * What comes next. Fails with ERR_IO if no process can be started, and as waiting.go_on: then the
 * whole run is to end. After DERIVING_BROKEN and DERIVING_END of a walk there is nothing more.
 */
MUST_USE bool deriving_next(struct deriving *d, struct deriving_event *e, GError **error);

/* Whether a file is of a format of derive.h, and may be read for it: fills in what an item is made by. */
void deriving_describe(const struct derive_ops *ops, struct derivation *d);

typedef struct deriving deriving;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(deriving, deriving_free)

#endif
