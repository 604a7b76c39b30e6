/* SPDX-License-Identifier: Apache-2.0 */
/* Rechecks: mismatches in order, whatever the sizes and threads; the message root. */
#include "convert/recheck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/canon_testing.h"

struct found {
	GString *told; /* "m7 " a message, "f100 " a file by its payload offset */
	bool stop;
};

static bool
on_mismatch(void *user, const struct mismatch *m, GError **error)
{
	struct found *f = user;

	assert_int_equal(m->path == NULL, m->message != 0);
	if (m->message != 0)
		g_string_append_printf(f->told, "m%" G_GUINT64_FORMAT " ", m->message);
	else
		g_string_append_printf(f->told, "f%" G_GUINT64_FORMAT " ", m->payload);
	return !f->stop || err_set(error, ERR_ALTERED, "stopped as told");
}

static void
digest_of(const struct buffer *b, struct canon_digests *d)
{
	canon_of(b->data, b->len, d);
}

/* A message as its record would be. */
static void
record_of(guint64 id, const struct buffer *b, struct message_record *m)
{
	struct canon_digests d;

	digest_of(b, &d);
	memset(m, 0, sizeof(*m));
	m->message.id = id;
	m->payload = id * 100;
	m->digest = d.stored;
	m->has_canonical = !d.same;
	memcpy(m->canonical, d.canonical, 32);
	m->has_unquoted = d.quoted;
	memcpy(m->unquoted, d.unquoted, 32);
}

/* One file that is one message. lies: about the message, about the file. */
static bool
check_one(struct recheck *r, guint64 id, size_t size, bool lie, bool file_lie, bool as_message,
    GError **error)
{
	struct buffer *b = buffer_new(size);
	struct span s = {b, b->data, size};
	unsigned char leaf[32] = {(unsigned char)id};
	struct message_record m;
	struct digest file;
	bool ok;

	memset(b->data, (int)id, size);
	b->len = size;
	record_of(id, b, &m);
	file = m.digest;
	m.digest.xxh3[0] ^= lie;
	file.blake2b[31] ^= file_lie;
	if (!as_message) {
		recheck_file_begin(r);
		recheck_file_bytes(r, &s);
	}
	ok = recheck_begin(r, &m, leaf, error);
	if (ok) {
		recheck_bytes(r, &s);
		recheck_end(r);
		if (as_message)
			recheck_file_as_message(r, "data/x", id * 100, &file);
		else
			ok = recheck_file_end(r, "data/x", id * 100, &file, error);
	}
	buffer_unref(b);
	message_record_clear(&m);
	return ok;
}

static void
test_mismatches(void **state)
{
	unsigned char roots[4][32];

	(void)state;
	for (guint how = 0; how < 4; how++) {
		struct found f = {.told = g_string_new(NULL)};
		struct recheck *r = recheck_new(1 + how % 2 * 3, on_mismatch, &f);

		for (guint64 id = 1; id <= 3000; id++)
			assert_true(check_one(r, id, id % 500 == 0 ? 700000 : id % 300,
			    id == 7 || id == 2999, id == 8 || id == 2500, how < 2, NULL));
		assert_true(recheck_finish(r, roots[how], NULL));
		assert_string_equal(f.told->str, "m7 f800 f250000 m2999 ");
		assert_int_equal(recheck_messages(r), 2998);
		assert_int_equal(recheck_files(r), 2998);
		recheck_free(r);
		g_string_free(f.told, TRUE);
	}
}

/* The root is over the commitments, so that the order and every line count. */
static void
test_root(void **state)
{
	unsigned char roots[3][32], empty[32];
	struct found f = {.told = g_string_new(NULL)};
	struct recheck *r;

	(void)state;
	for (guint how = 0; how < 3; how++) {
		r = recheck_new(0, on_mismatch, &f);
		assert_true(check_one(r, how == 1 ? 2 : 1, 10, false, false, false, NULL));
		assert_true(check_one(r, how == 1 ? 1 : 2, 10, false, false, how == 2, NULL));
		assert_true(recheck_finish(r, roots[how], NULL));
		recheck_free(r);
	}
	assert_memory_not_equal(roots[0], roots[1], 32);
	assert_memory_equal(roots[0], roots[2], 32);
	r = recheck_new(0, on_mismatch, &f);
	assert_true(recheck_finish(r, empty, NULL));
	assert_int_equal(empty[0], 0x0e); /* H("") */
	recheck_free(r);
	g_string_free(f.told, TRUE);
}

/* Messages over the limit of what is kept, many of them: their digests are taken on the way. */
static void
test_large(void **state)
{
	struct found f = {.told = g_string_new(NULL)};
	struct recheck *r = recheck_new(2, on_mismatch, &f);
	unsigned char root[32];

	(void)state;
	for (guint64 id = 1; id <= 12; id++)
		assert_true(
		    check_one(r, id, 3000000 + 300000 * id, id == 11, id == 12, id % 2, NULL));
	assert_true(recheck_finish(r, root, NULL));
	assert_string_equal(f.told->str, "m11 f1200 ");
	recheck_free(r);
	g_string_free(f.told, TRUE);
}

/* Whoever is told may end it; then everything is released. */
static void
test_stop(void **state)
{
	(void)state;
	for (guint64 bad = 1; bad < 9000; bad += 2999) {
		struct found f = {.told = g_string_new(NULL), .stop = true};
		struct recheck *r = recheck_new(2, on_mismatch, &f);
		g_autoptr(GError) error = NULL;
		unsigned char root[32];
		bool ok = true;

		for (guint64 id = 1; ok && id <= 9000; id++)
			ok = check_one(r, id, 10, id == bad, false, id % 2, &error);
		assert_false(ok && recheck_finish(r, root, &error));
		assert_int_equal(err_kind(error), ERR_ALTERED);
		recheck_free(r);
		g_string_free(f.told, TRUE);
	}
	recheck_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mismatches),
	    cmocka_unit_test(test_root),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
