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
	bool force;           /* an existing directory is replaced */
};

struct sink;

struct sink_ops {
	const char *name; /* as --format spells it */
	/* Starts to fill the empty directory dirfd, which stays the caller's. */
	struct sink *(*open)(int dirfd, const struct sink_options *o, GError **error);
	/* A folder exists, with or without messages; called before its first message. */
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
 * What a format could not hold, by kind ("keywords", "forwarded", "mode" ...):
 * spec/mail.md F-101.
 */
struct sink_loss {
	const char *kind;
	guint64 nmessages;
	guint64 example; /* id of the first message concerned */
};

/* What every sink begins with. */
struct sink {
	const struct sink_ops *ops;
	GArray *losses; /* struct sink_loss */
};

/* Counts one: for sinks. kind lives for ever. */
void sink_cannot_hold(struct sink *k, const char *kind, const struct message *m);

extern const struct sink_ops mbox_sink, maildir_sink, eml_sink;

/* The format of this name, or NULL. */
const struct sink_ops *sink_find(const char *name);

#endif
