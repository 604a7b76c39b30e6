/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where messages go: a directory that is filled under a temporary name beside
 * the final one and appears under its own name only when everything in it is
 * written and on the disk. Formats are rows of a table (sink.c).
 */
#ifndef CONVERT_SINK_H
#define CONVERT_SINK_H

#include "convert/visitor.h"

struct sink_options {
	enum quoting quoting; /* for mbox: MBOXO, MBOXRD (also for 0), MBOXCL, MBOXCL2 */
	bool crlf;            /* for mbox: lines end in CRLF */
	bool fat;             /* for maildir: only names that FAT takes; maildir_names.h */
	bool force;           /* an existing directory is replaced */
	bool calendars, contacts; /* besides, those of derived messages: pim_files.h */
	const char *name;     /* the directory's, for messages; lives as long as the delivery */
};

struct sink;

struct sink_ops {
	const char *name; /* as --format spells it */
	/* Starts to fill the empty directory dirfd, which stays the caller's. */
	struct sink *(*open)(int dirfd, const struct sink_options *o, GError **error);
	/*
	 * A folder exists, with or without messages; called once for its number, before its
	 * first message. Folders of the same names become one.
	 */
	bool (*folder)(struct sink *k, const struct folder *f, GError **error);
	/* A message: m->head is its header; then all its bytes, header included, by write. */
	bool (*begin)(struct sink *k, const struct message *m, GError **error);
	bool (*write)(struct sink *k, const struct span *s, GError **error);
	bool (*end)(struct sink *k, const struct message *m, GError **error);
	/* Everything is there: flushes and closes all files. */
	bool (*finish)(struct sink *k, GError **error);
	void (*close)(struct sink *k); /* accepts a sink in any state */
};

/*
 * What a format could not hold, by kind: docs/MAIL.md F-101.
 *
 *	flags           seen, answered ... (EML; a message without a place for them)
 *	keywords        the format or the folder has no room for them
 *	keyword-name    kept, but no IMAP atom, so written with %XX: F-102
 *	received-date   unknown, so the Date field or 1970 stands in its place
 *	sender          the envelope's, which no Return-Path field states (Maildir, EML)
 *	quoting         a line beginning ">From " cannot be told from a quoted one
 *	quoting-guessed lines beginning ">From " lost a '>', though it is not known that they
 *	                were quoted (Maildir, EML): F-20
 *	line-ends       lines ending in CR alone, in an mbox
 *	content-length  none written (mboxcl, mboxcl2): the header is too long
 *	folder-name     a folder's name had to be changed, not only escaped; counts folders
 */
struct sink_loss {
	const char *kind;
	guint64 nmessages;
	guint64 example; /* id of the first message concerned; 0 for folder-name */
	char *path;      /* of the file that it is in, with its source; NULL: not known */
	guint64 offset;  /* of it in that file, its From_ line included */
};

/* What every sink begins with. */
struct sink {
	const struct sink_ops *ops;
	GArray *losses;     /* struct sink_loss */
	guint64 failed;     /* after a failure: id of the earlier message it is about, or 0 */
	const char *source; /* set by the deliverer: what is being read, for losses; or NULL */
	const char *path;   /* and the file of it, or NULL; both borrowed */
};

/* For sinks: sets up and releases what every sink begins with. */
void sink_init(struct sink *k, const struct sink_ops *ops);
void sink_clear(struct sink *k);

/* For sinks: counts one; m is NULL if it is about a folder. kind lives for ever. */
void sink_cannot_hold(struct sink *k, const char *kind, const struct message *m);

/*
 * For sinks: makes the directories in path, which is relative to dirfd and has
 * no empty, "." or ".." components; those that exist are fine. Fails with ERR_IO.
 */
MUST_USE bool sink_make_dirs(int dirfd, const char *path, GError **error);

/*
 * For sinks, in begin: the time that stands for when m was received; if it is unknown
 * that is counted, and it is the Date field's or else 0, never the present (F-80).
 */
gint64 sink_received(struct sink *k, const struct message *m);

/*
 * For sinks whose files have no place for the envelope sender, in begin: counts it if a
 * Return-Path field does not state it.
 */
void sink_check_sender(struct sink *k, const struct message *m);

extern const struct sink_ops mbox_sink, maildir_sink, eml_sink;

/* The format of this name, or NULL. */
const struct sink_ops *sink_find(const char *name);

#endif
