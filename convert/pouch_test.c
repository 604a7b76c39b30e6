/* SPDX-License-Identifier: Apache-2.0 */
/* Pouches that are opened: keys, sets of volumes, records, the payload from any place on. */
#include "convert/payload_reader.h"
#include "convert/record_reader.h"
#include "tests/pouch_model_file.h"
#include "tests/scratch.h"

#define PAYLOAD (2 * SEGMENT_SIZE + 70000) /* bytes of the model's payload, with its end mark */

static char *dir, *path;    /* of the pouch */
static GByteArray *payload; /* what is in it */

static struct pouch *
open_pouch(void)
{
	const char *const paths[] = {path, NULL};
	struct pouch *p = pouch_open(paths, NULL);

	assert_non_null(p);
	return p;
}

static void
test_keys(void **state)
{
	struct age_identity *const ids[] = {keys.reader, keys.auditor, keys.facts};
	struct random_source random = {.purpose = "stranger"};
	struct age_identity *stranger = age_identity_generate(&random);
	struct pouch *p = open_pouch();
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(unlock_with(p, stranger, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
	assert_false(pouch_has(p, LEVEL_FACTS));
	assert_false(pouch_takes_passphrase(p));
	pouch_close(p);
	for (guint i = 0; i < NROLES; i++) {
		p = open_pouch();
		assert_true(unlock_with(p, ids[i], NULL));
		assert_int_equal(pouch_role(p), i);
		for (int l = 0; l < NLEVELS; l++)
			assert_int_equal(
			    pouch_has(p, (enum level)l), role_holds((enum role)i, (enum level)l));
		pouch_close(p);
	}
	pouch_close(NULL);
	age_identity_free(stranger);
}

static void
test_set(void **state)
{
	const char *const twice[] = {path, path, NULL}, *const missing[] = {"/nothing/x", NULL};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(pouch_open(twice, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	g_clear_error(&error);
	assert_null(pouch_open(missing, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_true(g_str_has_prefix(error->message, "/nothing/x: "));
}

/* Members that a key does not reach, and such as are not there. */
static void
test_read(void **state)
{
	struct pouch *p = open_pouch();
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	g_auto(pouch_scratch) scratch;

	(void)state;
	pouch_scratch_init(&scratch);
	assert_true(unlock_with(p, keys.facts, NULL));
	assert_int_equal(pouch_count(p, PACKED_SEGMENT), 3);
	assert_true(pouch_read(p, PACKED_TREE_FACTS, 0, &scratch, out, NULL));
	assert_false(pouch_read(p, PACKED_TREE_INDEX, 0, &scratch, out, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
	g_clear_error(&error);
	assert_false(pouch_read(p, PACKED_TREE_FACTS, 1, &scratch, out, &error));
	assert_int_equal(err_kind(error), ERR_ALTERED);
	pouch_close(p);
}

static void
test_find(void **state)
{
	struct pouch *p = open_pouch();
	struct message_record m = {0};

	(void)state;
	assert_true(unlock_with(p, keys.facts, NULL));
	for (guint64 id = 1; id <= 3; id++) {
		assert_true(record_reader_find(p, id, &m, NULL));
		assert_int_equal(m.message.id, id);
	}
	for (guint i = 0; i < 3; i++) {
		static const guint64 none[] = {0, 4, G_MAXUINT64};
		g_autoptr(GError) error = NULL;

		assert_false(record_reader_find(p, none[i], &m, &error));
		assert_int_equal(err_kind(error), ERR_USAGE);
	}
	message_record_clear(&m);
	pouch_close(p);
}

/* Whoever has no index key gets the facts alone. */
static void
test_records(void **state)
{
	struct pouch *p = open_pouch();
	g_autoptr(record_reader) r = NULL;
	struct tree_record t = {0};
	guint n = 0;

	(void)state;
	assert_true(unlock_with(p, keys.facts, NULL));
	r = record_reader_new(p, MANIFEST_TREE);
	for (; record_reader_next_tree(r, &t, NULL) == STEP_NEXT; n++)
		assert_null(t.path);
	assert_int_equal(n, MODEL_NOTE + 1);
	tree_record_clear(&t);
	pouch_close(p);
}

static void
read_from(guint64 at, guint64 max)
{
	struct pouch *p = open_pouch();
	g_autoptr(payload_reader) r = NULL;
	g_autoptr(GError) error = NULL;
	struct span s;

	assert_true(unlock_with(p, keys.reader, NULL));
	r = payload_reader_new(p, at, 2, NULL, NULL);
	while (payload_reader_at(r) < payload->len) {
		guint64 before = payload_reader_at(r);

		assert_true(payload_reader_next(r, max, &s, NULL));
		assert_true(s.len > 0 && s.len <= max && before + s.len <= payload->len);
		assert_memory_equal(s.data, payload->data + before, s.len);
		assert_int_equal(payload_reader_at(r), before + s.len);
	}
	assert_false(payload_reader_next(r, max, &s, &error));
	assert_int_equal(err_kind(error), ERR_ALTERED);
	pouch_close(p);
}

static void
test_payload(void **state)
{
	static const guint64 starts[] = {0, 1, SEGMENT_SIZE - 1, SEGMENT_SIZE, PAYLOAD - 1, PAYLOAD,
	    PAYLOAD + 1, 3 * SEGMENT_SIZE - 1, 3 * SEGMENT_SIZE, G_MAXINT64, G_MAXUINT64};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
		read_from(starts[i], i % 2 ? 1000000 : G_MAXUINT64);
}

static void
test_peek(void **state)
{
	static const struct {
		guint64 at;
		size_t len;
		bool there;
	} cases[] = {
	    {0, 0, true},
	    {0, SEGMENT_SIZE, true},
	    {1, SEGMENT_SIZE, true},
	    {SEGMENT_SIZE - 5, 10, true},
	    {2 * SEGMENT_SIZE - 1, 70001, true},
	    {2 * SEGMENT_SIZE - 1, 70002, false},
	    {PAYLOAD - 1, 1, true},
	    {PAYLOAD - 1, 2, false},
	    {PAYLOAD, 0, true},
	    {PAYLOAD, 1, false},
	    {3 * SEGMENT_SIZE - 1, 1, false},
	    {G_MAXUINT64, 1, false},
	};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct pouch *p = open_pouch();
		g_autoptr(payload_reader) r = NULL;
		const unsigned char *data;
		struct span s;

		assert_true(unlock_with(p, keys.reader, NULL));
		r = payload_reader_new(p, cases[i].at, 2, NULL, NULL);
		assert_int_equal(payload_reader_peek(r, cases[i].len, &data, NULL), cases[i].there);
		if (cases[i].there && cases[i].len > 0) {
			assert_memory_equal(data, payload->data + cases[i].at, cases[i].len);
			assert_true(payload_reader_next(r, G_MAXUINT64, &s, NULL));
			assert_memory_equal(s.data, payload->data + cases[i].at, s.len);
		}
		g_clear_pointer(&r, payload_reader_free);
		pouch_close(p);
	}
}

/* Spans stay good for who took a reference, when the reader is gone. */
static void
test_kept(void **state)
{
	struct pouch *p = open_pouch();
	struct payload_reader *r;
	struct span s;

	(void)state;
	assert_true(unlock_with(p, keys.reader, NULL));
	r = payload_reader_new(p, 7, 2, NULL, NULL);
	assert_true(payload_reader_next(r, 1000, &s, NULL));
	buffer_ref(s.owner);
	payload_reader_free(r);
	pouch_close(p);
	assert_memory_equal(s.data, payload->data + 7, s.len);
	buffer_unref(s.owner);
	payload_reader_free(NULL);
}

struct loss {
	guint64 at, len;
	guint n;
	bool stop;
};

static bool
on_lost(void *user, guint64 at, guint64 len, const GError *cause, GError **error)
{
	struct loss *l = user;

	assert_int_equal(err_kind(cause), ERR_DAMAGED);
	l->at = at;
	l->len = len;
	l->n++;
	return !l->stop || err_set(error, ERR_INTERRUPTED, "stopped as told");
}

/* A damaged segment is an error, or told and replaced by zeros. */
static void
test_lost(void **state)
{
	g_autofree char *broken = scratch_path(dir, "broken.pouch"), *bytes = NULL;
	const char *const paths[] = {broken, NULL};
	struct loss loss = {0};
	guint64 zeros = 0;
	gsize len;

	(void)state;
	assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	bytes[SEGMENT_SIZE + SEGMENT_SIZE / 2] ^=
	    1; /* its second segment, which does not compress */
	assert_true(g_file_set_contents(broken, bytes, (gssize)len, NULL));
	for (int how = 0; how < 3; how++) {
		struct pouch *p = pouch_open(paths, NULL);
		g_autoptr(GError) error = NULL;
		struct payload_reader *r;
		struct span s;

		assert_true(unlock_with(p, keys.reader, NULL));
		loss.stop = how == 1;
		r = payload_reader_new(p, 0, 2, how == 0 ? NULL : on_lost, &loss);
		while (payload_reader_next(r, G_MAXUINT64, &s, &error))
			zeros += s.owner == NULL ? s.len : 0;
		assert_int_equal(err_kind(error),
		    how == 0       ? ERR_DAMAGED
			: how == 1 ? ERR_INTERRUPTED
				   : ERR_ALTERED);
		payload_reader_free(r);
		pouch_close(p);
	}
	assert_int_equal(loss.n, 2);
	assert_int_equal(loss.at, SEGMENT_SIZE);
	assert_int_equal(loss.len, SEGMENT_SIZE);
	assert_int_equal(zeros, SEGMENT_SIZE);
}

static int
set_up(void **state)
{
	static const unsigned char seed[randombytes_SEEDBYTES];
	struct model m;

	if (set_up_keys(state) < 0)
		return -1;
	dir = scratch_new();
	path = scratch_path(dir, "p.pouch");
	model_init(&m);
	g_byte_array_set_size(m.payload, PAYLOAD - PAX_END);
	randombytes_buf_deterministic(m.payload->data, m.payload->len, seed);
	model_write(&m, &keys, path);
	payload = g_byte_array_ref(m.payload);
	g_byte_array_set_size(payload, PAYLOAD);
	memset(payload->data + PAYLOAD - PAX_END, 0, PAX_END);
	model_clear(&m);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	g_byte_array_unref(payload);
	g_free(path);
	scratch_remove(dir);
	model_keys_clear(&keys);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_keys),
	    cmocka_unit_test(test_set),
	    cmocka_unit_test(test_read),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_payload),
	    cmocka_unit_test(test_peek),
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
