/* SPDX-License-Identifier: Apache-2.0 */
/* Deliveries into a sink, and into one that fails on its n-th call. */
#include "convert/deliver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/error.h"

static struct {
	guint calls, fail_at; /* of all functions of the sink */
	guint closed;
	GString *told;
} sinking;

static bool
call(const char *what, GError **error)
{
	g_string_append(sinking.told, what);
	return ++sinking.calls != sinking.fail_at || err_set(error, ERR_IO, "fails as told");
}

static const struct sink_ops fake_sink;

static struct sink *
fake_open(int dirfd, const struct sink_options *o, GError **error)
{
	struct sink *k;

	assert_int_equal(dirfd, 5);
	assert_true(o->crlf);
	if (!call("o", error))
		return NULL;
	k = g_new0(struct sink, 1);
	sink_init(k, &fake_sink);
	return k;
}

static bool
fake_folder(struct sink *k, const struct folder *f, GError **error)
{
	(void)k;
	assert_int_equal(f->number, 1);
	return call("f", error);
}

static bool
fake_begin(struct sink *k, const struct message *m, GError **error)
{
	sink_cannot_hold(k, "flags", m);
	return call("(", error);
}

static bool
fake_write(struct sink *k, const struct span *s, GError **error)
{
	(void)k;
	assert_int_equal(s->len, 3);
	return call("w", error);
}

static bool
fake_end(struct sink *k, const struct message *m, GError **error)
{
	(void)k;
	(void)m;
	return call(")", error);
}

static bool
fake_finish(struct sink *k, GError **error)
{
	(void)k;
	return call(".", error);
}

static void
fake_close(struct sink *k)
{
	sinking.closed++;
	sink_clear(k);
	g_free(k);
}

static const struct sink_ops fake_sink = {
    .name = "fake",
    .open = fake_open,
    .folder = fake_folder,
    .begin = fake_begin,
    .write = fake_write,
    .end = fake_end,
    .finish = fake_finish,
    .close = fake_close,
};

static bool
deliver(const struct delivery *d, const struct visitor *v, GError **error)
{
	const struct folder f = {.number = 1};
	const struct message m = {.id = 7, .folder = &f, .at = 9};
	const struct span s = {NULL, (const unsigned char *)"abc", 3};
	const struct entry e = {.type = ENTRY_FILE, .path = "a/b"};

	(void)d;
	v->source(v->user, "src");
	return v->entry(v->user, &e, error) && v->folder(v->user, &f, error) &&
	    v->message_begin(v->user, &m, error) && v->message_bytes(v->user, &s, error) &&
	    v->message_bytes(v->user, &s, error) && v->message_end(v->user, &m, error);
}

static bool
run(guint fail_at, GError **error)
{
	const struct sink_options o = {.crlf = true, .name = "out"};
	const struct sink_loss *loss;
	struct delivery *d;
	bool ok;

	sinking.calls = sinking.closed = 0;
	sinking.fail_at = fail_at;
	sinking.told = g_string_new(NULL);
	d = delivery_new(&fake_sink, 5, &o, error);
	ok = d != NULL && deliver(d, delivery_visitor(d), error) && delivery_finish(d, error);
	if (ok) {
		assert_string_equal(sinking.told->str, "of(ww).");
		loss = &g_array_index(delivery_losses(d), struct sink_loss, 0);
		assert_int_equal(delivery_losses(d)->len, 1);
		assert_int_equal(loss->example, 7);
		assert_string_equal(loss->path, "src/a/b");
		assert_int_equal(loss->offset, 9);
	}
	delivery_free(d);
	assert_int_equal(sinking.closed, d != NULL);
	g_string_free(sinking.told, TRUE);
	return ok;
}

static void
test_calls(void **state)
{
	(void)state;
	assert_true(run(0, NULL));
	for (guint n = 1; n <= 7; n++) {
		g_autoptr(GError) error = NULL;

		assert_false(run(n, &error));
		assert_int_equal(err_kind(error), ERR_IO);
		assert_int_equal(sinking.calls, n);
		assert_int_equal(g_str_has_prefix(error->message, "out: "), n >= 2);
		assert_int_equal(
		    g_str_has_prefix(error->message, "out: message 7: "), n >= 3 && n <= 6);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
