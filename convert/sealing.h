/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of sealing share: seal.c, which sets it up and ends it; seal_entries.c, which
 * makes payload and records of what a scan tells; seal_stored.c, which stores derived messages besides.
 */
#ifndef CONVERT_SEALING_H
#define CONVERT_SEALING_H

#include "convert/batch.h"
#include "convert/collector.h"
#include "convert/filehash.h"
#include "convert/held_message.h"
#include "convert/payload.h"
#include "convert/seal.h"

/* The file that is being read. */
struct open_file {
	guint64 number;     /* of its entry */
	guint64 data, size; /* payload offset of its bytes; how many they are */
	struct filehash hash;
};

/* The file whose messages are stored besides it. */
struct stored {
	bool open;
	guint64 number;            /* of its entry */
	char *directory;           /* path in the payload of where they go */
	char *format, *store;      /* of the file: as file_facts */
	struct held_message *held; /* the message at hand */
	struct message message;
};

struct sealing {
	const struct seal_options *options;
	struct visitor visitor;
	struct pouch_head head;
	struct volume_writer *volume;
	struct ordered *ordered;
	struct payload *payload;
	struct hasher *hasher;
	struct batch *batch;
	struct collector *collector;
	struct scan *scan; /* its folders live until the batches are written */
	struct open_file file;
	struct stored stored;
	struct tree *tree; /* the source at hand */
	char *source;      /* its name */
	bool one_file;     /* the source is a file */
	bool
	    inside; /* what is told is in a packed file: of that, only folders and exceptions are recorded */
	guint64 nentries, nsources;
	guint64 nstored; /* files that are no source's */
};

/* Fills in the visitor: seal_entries.c. */
void sealing_init_visitor(struct sealing *s);

/* Hands the batch out and begins a new one. */
void sealing_flush(struct sealing *s);

/* Adds a record of the tree, of which it takes what that owns. */
void sealing_add_record(struct sealing *s, struct tree_record *r);

/* Writes an entry's header and its record. path: in the payload. */
void sealing_begin_entry(struct sealing *s, const struct entry *e, const char *path);

/* The open file's end: its padding and its second record. */
void sealing_end_entry(struct sealing *s, const struct entry *e, const struct file_facts *f);

/* Its digest, of read bytes; the caller's. NULL: its one message has it already. */
struct file_hash *sealing_end_hash(struct sealing *s, guint64 read);

/* Begins a message's record; bytes of it that lie in a file begin at the payload offset at. */
void sealing_begin_message(struct sealing *s, const struct message *m, guint64 at);

/* Adds an exception to the records. Fails if the volume cannot be written. */
MUST_USE bool sealing_except(struct sealing *s, const struct exception *x, GError **error);

#endif
