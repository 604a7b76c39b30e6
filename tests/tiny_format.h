/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A format for unit tests from which messages are derived (derive.h), a line of text each:
 *
 *	TINY COUNT                          COUNT: items by the file's own list
 *	F number parent items hidden flags name
 *	I node folder flags class VERB
 *	D                                   the process ends, if tiny_deaths is not 0, and counts it down
 *
 * "TINY no" alone is of a kind that nobody can read.
 *
 * VERB is what becomes of the item: "mail" a message, "big" one of 3 MB, "fail" none, "half" a part of one,
 * "crash" and "hang" what they say, "crash-open" and "hang-open" when it is opened, "warn" a message with an
 * exception.
 */
#ifndef TESTS_TINY_FORMAT_H
#define TESTS_TINY_FORMAT_H

#include <string.h>
#include <unistd.h>

#include "convert/derive.h"
#include "crypto/hashtree.h"

struct tiny {
	struct derive_file base;
	char **lines;
};

static const char *const tiny_suffixes[] = {".tiny", NULL};

static inline char *
tiny_libraries(void)
{
	return g_strdup("none 1");
}

static inline int
tiny_probe(const unsigned char *head, size_t len, const char *name)
{
	(void)name;
	return len >= 5 && memcmp(head, "TINY ", 5) == 0 ? 100 : 0;
}

/* The row, which a test defines as TINY_FORMAT, and may change before a process is started. */
extern struct derive_ops tiny_format;
extern bool tiny_other_nodes; /* all nodes have other digests */
extern int *tiny_deaths;      /* NULL, or shared with all processes */

static inline struct derive_file *
tiny_open(struct tree_file *file, guint64 size, GError **error)
{
	struct tiny *t;
	g_autofree char *text = g_malloc0(size + 1);

	if (size == strlen("TINY no\n")) {
		(void)err_set(error, ERR_UNSUPPORTED, "nobody reads it");
		return NULL;
	}
	t = g_new0(struct tiny, 1);

	t->base.ops = &tiny_format;
	for (guint64 at = 0; at < size;) {
		gssize n = tree_file_pread(file, text + at, (size_t)(size - at), at, error);

		if (n <= 0) {
			g_free(t);
			return NULL;
		}
		at += (guint64)n;
	}
	t->lines = g_strsplit(text, "\n", -1);
	return &t->base;
}

/* What becomes of the process, be it when an item is opened or when it is read. */
static inline void
tiny_suffer(const char *verb, const char *crash, const char *hang)
{
	if (strcmp(verb, crash) == 0)
		_exit(3);
	while (strcmp(verb, hang) == 0)
		verb = *(const char *volatile *)&verb;
}

static inline bool
tiny_item(char **p, struct derive_walker *w, GError **error)
{
	const struct derive_item i = {
	    .node = g_ascii_strtoull(p[1], NULL, 10),
	    .folder = g_ascii_strtoull(p[2], NULL, 10),
	    .flags = (guint)g_ascii_strtoull(p[3], NULL, 10),
	    .class = p[4],
	};

	if (((i.flags & DERIVE_RECOVERED) != 0 && !w->recover) || w->passes(w->user, &i))
		return true;
	tiny_suffer(p[5], "crash-open", "hang-open");
	return w->item(w->user, &i, error);
}

static inline bool
tiny_walk(struct derive_file *f, struct derive_walker *w, GError **error)
{
	struct tiny *t = (struct tiny *)f;
	bool ok = true;

	w->nitems = g_ascii_strtoull(t->lines[0] + 5, NULL, 10);
	for (char **l = t->lines + 1; ok && *l != NULL; l++) {
		g_auto(GStrv) p = g_strsplit(*l, " ", 7);

		if (**l == 'F') {
			struct derive_folder x = {
			    .number = g_ascii_strtoull(p[1], NULL, 10),
			    .parent = g_ascii_strtoull(p[2], NULL, 10),
			    .items = g_ascii_strtoull(p[3], NULL, 10),
			    .hidden = g_ascii_strtoull(p[4], NULL, 10),
			    .flags = (guint)g_ascii_strtoull(p[5], NULL, 10),
			    .name = p[6],
			};
			ok = w->folder(w->user, &x, error);
		}
		if (**l == 'I')
			ok = tiny_item(p, w, error);
		if (**l == 'D' && tiny_deaths != NULL && *tiny_deaths > 0) {
			--*tiny_deaths;
			_exit(3);
		}
	}
	return ok;
}

static inline const char *
tiny_verb(const struct tiny *t, guint64 node)
{
	g_autofree char *begin = g_strdup_printf("I %" G_GUINT64_FORMAT " ", node);

	for (char **l = t->lines; *l != NULL; l++)
		if (g_str_has_prefix(*l, begin))
			return strrchr(*l, ' ') + 1;
	return NULL;
}

static inline bool
tiny_body(const char *verb, const struct derive_writer *w, GError **error)
{
	static const char line[] = "sixteen bytes..\n";

	for (guint i = 0; i < (strcmp(verb, "big") == 0 ? 200000 : 1); i++)
		if (!w->bytes(w->user, line, sizeof(line) - 1, error))
			return false;
	return true;
}

static inline bool
tiny_write(struct derive_file *f, guint64 node, const struct derive_writer *w, GError **error)
{
	const char *verb = tiny_verb((struct tiny *)f, node);
	const struct exception x = {.severity = NOTE, .rule = "tiny", .reason = "as told"};
	struct message m = {.has_flags = true, .flags = FLAG_SEEN};
	unsigned char digest[DERIVATION_DIGEST_SIZE];
	g_autofree char *head = NULL;

	if (verb == NULL || strcmp(verb, "fail") == 0)
		return err_set(error, ERR_FORMAT, "it fails as told");
	tiny_suffer(verb, "crash", "hang");
	hashtree_leaf(verb, strlen(verb) - tiny_other_nodes, digest);
	head =
	    g_strdup_printf("Subject: %" G_GUINT64_FORMAT " by %s\n\n", node, tiny_format.version);
	if (!w->begin(w->user, &m, digest, error) || !w->bytes(w->user, head, strlen(head), error))
		return false;
	if (strcmp(verb, "half") == 0)
		return err_set(error, ERR_FORMAT, "it ends as told");
	return (strcmp(verb, "warn") != 0 || w->exception(w->user, &x, error)) &&
	    tiny_body(verb, w, error);
}

static inline void
tiny_close(struct derive_file *f)
{
	g_strfreev(((struct tiny *)f)->lines);
	g_free(f);
}

#define TINY_FORMAT                                                                  \
	{                                                                            \
		.name = "tiny", .version = "1", .suffixes = tiny_suffixes,           \
		.libraries = tiny_libraries, .probe = tiny_probe, .open = tiny_open, \
		.walk = tiny_walk, .write = tiny_write, .close = tiny_close,         \
	}

#endif
