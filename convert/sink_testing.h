/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of sinks: messages in memory, written to a directory of their own. */
#ifndef CONVERT_SINK_TESTING_H
#define CONVERT_SINK_TESTING_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/header.h"
#include "convert/remove.h"
#include "convert/sink.h"

struct testing {
	char *path;
	int dirfd;
	struct sink *sink;
};

static inline void
testing_open(struct testing *t, const struct sink_ops *ops, const struct sink_options *o)
{
	t->path = g_dir_make_tmp("sink-XXXXXX", NULL);
	t->dirfd = open(t->path, O_RDONLY | O_DIRECTORY);
	assert_true(t->dirfd >= 0);
	t->sink = ops->open(t->dirfd, o, NULL);
	assert_non_null(t->sink);
}

static inline void
testing_close(struct testing *t)
{
	t->sink->ops->close(t->sink);
	close(t->dirfd);
	assert_true(remove_tree(AT_FDCWD, t->path, NULL));
	g_free(t->path);
}

static inline void
testing_folder(struct testing *t, const struct folder *f)
{
	assert_true(t->sink->ops->folder(t->sink, f, NULL));
}

/* Hands a message over as a scan does, in spans of step bytes, the first one of first bytes. */
static inline bool
testing_try(struct testing *t, struct message *m, const void *text, size_t len, size_t first,
    size_t step, GError **error)
{
	const struct sink_ops *ops = t->sink->ops;
	bool complete;

	m->head = text;
	m->head_len = header_length(text, len, &complete);
	m->len = len;
	if (!ops->begin(t->sink, m, error))
		return false;
	for (size_t at = 0, n = first; at < len; at += n, n = step) {
		n = MIN(n, len - at);
		if (!ops->write(t->sink,
			&(struct span){.data = (const unsigned char *)text + at, .len = n}, error))
			return false;
	}
	m->head = NULL;
	m->head_len = 0;
	return ops->end(t->sink, m, error);
}

static inline void
testing_message(struct testing *t, struct message *m, const char *text)
{
	assert_true(testing_try(t, m, text, strlen(text), SIZE_MAX, SIZE_MAX, NULL));
}

static inline void
testing_finish(struct testing *t)
{
	assert_true(t->sink->ops->finish(t->sink, NULL));
}

/* The whole file at path below the directory; the caller frees it. */
static inline char *
testing_read(const struct testing *t, const char *path, gsize *len)
{
	g_autofree char *full = g_build_filename(t->path, path, NULL);
	char *text = NULL;

	if (!g_file_get_contents(full, &text, len, NULL))
		fail_msg("%s is missing", path);
	return text;
}

static inline void
testing_expect(const struct testing *t, const char *path, const char *text)
{
	g_autofree char *got = testing_read(t, path, NULL);

	assert_string_equal(got, text);
}

/* How many messages the sink could not hold by this kind. */
static inline guint64
testing_losses(const struct testing *t, const char *kind)
{
	for (guint i = 0; i < t->sink->losses->len; i++) {
		const struct sink_loss *loss = &g_array_index(t->sink->losses, struct sink_loss, i);

		if (strcmp(loss->kind, kind) == 0)
			return loss->nmessages;
	}
	return 0;
}

/*
 * Runs a Python script with the output directory as its argument and returns
 * what it prints; skips the test if there is no Python.
 */
static inline char *
testing_python(const struct testing *t, const char *script)
{
	char *argv[] = {"python3", "-c", (char *)script, t->path, NULL};
	char *out = NULL;
	int status = 0;

	if (!g_spawn_sync(
		NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL))
		skip();
	assert_int_equal(status, 0);
	return out;
}

#endif
