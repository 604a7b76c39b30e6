/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of checkpoints and SEALs. */
#include "crypto/statement.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARCHIVE "000102030405060708090a0b0c0d0e0f"
#define H0 "0000000000000000000000000000000000000000000000000000000000000000"
#define H1 "1111111111111111111111111111111111111111111111111111111111111111"
#define TIME "2026-11-23T14:49:00Z"

static const char checkpoint_text[] =
    "mailpouch/1 checkpoint\narchive: " ARCHIVE "\nvolume: 3\nstripe: 2\nstart: 65536\n"
    "blocks: 7\nparity-blocks: 0\nparity: none\ngroups: 0\nstripe-root: " H0 "\nroot: " H1
    "\nprevious: " H0 "\nsegments: 12\ntime: " TIME "\n";

static const char seal_text[] =
    "mailpouch/1 seal\narchive: " ARCHIVE "\nvolume: 3\nfinal: yes\nstripes: 1\nbytes: 70000\n"
    "root: " H0 "\ncheckpoint: " H1 "\npreamble: " H0 "\nslots: " H1 "\nindex-at: 9216\n"
    "index-size: 100\nsegments: 1\npayload: 16777217\ntree-chunks: 1\nmail-chunks: 2\n"
    "files: 3\nmessages: 4\nlosses: 5\nnotes: 6\nmessage-root: " H1 "\ntime: " TIME "\n";

static void
assert_text(GBytes *found, const char *expected)
{
	assert_non_null(found);
	assert_int_equal(g_bytes_get_size(found), strlen(expected));
	assert_memory_equal(g_bytes_get_data(found, NULL), expected, strlen(expected));
	g_bytes_unref(found);
}

static void
test_checkpoint(void **state)
{
	struct checkpoint c;
	g_autofree char *comment = NULL;

	(void)state;
	assert_true(checkpoint_parse(&c, checkpoint_text, strlen(checkpoint_text), NULL));
	assert_int_equal(c.archive[15], 15);
	assert_int_equal(c.volume, 3);
	assert_int_equal(c.stripe, 2);
	assert_int_equal(c.start, 65536);
	assert_int_equal(c.blocks, 7);
	assert_int_equal(c.segments, 12);
	assert_int_equal(c.stripe_root[0], 0);
	assert_int_equal(c.root[31], 0x11);
	assert_true(c.has_previous);
	assert_string_equal(c.time, TIME);
	assert_text(checkpoint_format(&c, NULL), checkpoint_text);
	comment = checkpoint_comment(&c);
	assert_string_equal(comment, "mailpouch/1 checkpoint " ARCHIVE " 3 2");
}

static void
test_seal(void **state)
{
	struct seal s;
	g_autofree char *comment = NULL;

	(void)state;
	assert_true(seal_parse(&s, seal_text, strlen(seal_text), NULL));
	assert_true(s.final);
	assert_int_equal(s.bytes, 70000);
	assert_int_equal(s.index_at, 9216);
	assert_int_equal(s.payload, 16777217);
	assert_int_equal(s.tree_chunks, 1);
	assert_int_equal(s.mail_chunks, 2);
	assert_int_equal(s.files, 3);
	assert_int_equal(s.messages, 4);
	assert_int_equal(s.losses, 5);
	assert_int_equal(s.notes, 6);
	assert_int_equal(s.root[0], 0);
	assert_int_equal(s.checkpoint[0], 0x11);
	assert_int_equal(s.message_root[0], 0x11);
	assert_text(seal_format(&s, NULL), seal_text);
	comment = seal_comment(&s);
	assert_string_equal(comment, "mailpouch/1 seal " ARCHIVE " 3");
}

/* A text with its one occurrence of old replaced. */
static char *
edited(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	assert_non_null(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static bool
checkpoint_is_taken(const char *text)
{
	struct checkpoint c;
	g_autoptr(GError) error = NULL;
	bool taken = checkpoint_parse(&c, text, strlen(text), &error);

	assert_true(taken || err_kind(error) == ERR_FORMAT || err_kind(error) == ERR_UNSUPPORTED);
	return taken;
}

static bool
seal_is_taken(const char *text)
{
	struct seal s;
	g_autoptr(GError) error = NULL;
	bool taken = seal_parse(&s, text, strlen(text), &error);

	assert_true(taken || err_kind(error) == ERR_FORMAT || err_kind(error) == ERR_UNSUPPORTED);
	return taken;
}

static const struct edit {
	const char *old, *new;
} checkpoint_edits[] =
    {
	{"mailpouch/1 checkpoint", "mailpouch/1 seal"},
	{"mailpouch/1", "mailpouch/2"},
	{"archive: 00", "archive: 0"},
	{"archive: 00", "archive: 0G"},
	{"volume: 3\n", ""},
	{"volume: 3", "volume: 03"},
	{"volume: 3", "volume: 3 "},
	{"volume: 3", "volume: -3"},
	{"volume: 3", "volume: 9223372036854775808"},
	{"stripe: 2", "stripe:2"},
	{"parity-blocks: 0", "parity-blocks: 1"},
	{"parity: none", "parity: 200 20"},
	{"groups: 0", "groups: 1"},
	{"stripe-root: 00", "stripe-root: 000"},
	{"time: 2026", "time: 26"},
	{"time: 2026-11", "time: 2026-13"},
	{"time", "critical: parity\ntime"},
	{"checkpoint\n", "checkpoint\ncritical: x\n"},
	{"00Z\n", "00Z"},
	{"00Z\n", "00Z\n\n"},
	{"00Z\n", "00Z\nunknown: 1\n"},
	{"00Z\n", "00Z\nx-b: 1\nx-a: 1\n"},
},
  seal_edits[] = {
      {"mailpouch/1 seal", "mailpouch/1 checkpoint"},
      {"final: yes", "final: maybe"},
      {"final: yes\n", ""},
      {"message-root: 11", "message-root: 1"},
      {"stripes: 1\nbytes: 70000", "bytes: 70000\nstripes: 1"},
      {"bytes: 70000", "bytes: 70000\nbytes: 70000"},
      {"time: ", "hold: \ntime: "},
      {"time: ", "covers: b\ncovers: a\ntime: "},
      {"payload: 16777217", "payload: 0x10"},
};

static void
test_malformed(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(checkpoint_edits); i++) {
		g_autofree char *text =
		    edited(checkpoint_text, checkpoint_edits[i].old, checkpoint_edits[i].new);
		if (checkpoint_is_taken(text))
			fail_msg("checkpoint: %s", checkpoint_edits[i].new);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(seal_edits); i++) {
		g_autofree char *text = edited(seal_text, seal_edits[i].old, seal_edits[i].new);
		if (seal_is_taken(text))
			fail_msg("seal: %s", seal_edits[i].new);
	}
}

/* What may be there and may be absent. */
static void
test_optional(void **state)
{
	g_autofree char *first = edited(checkpoint_text, "previous: " H0 "\n", "");
	g_autofree char *extended = edited(checkpoint_text, "00Z\n", "00Z\nx-a: 1\nx-b: 1\n");
	g_autofree char *held = edited(seal_text, "time: ",
	    "log-head: 3 " H0 "\npurpose: audit\nretain-until: 2031-01-01\nhold: yes\ntime: ");
	g_autofree char *open = edited(seal_text, "final: yes", "final: no");

	(void)state;
	assert_true(checkpoint_is_taken(first));
	assert_true(checkpoint_is_taken(extended));
	assert_true(seal_is_taken(held));
	assert_true(seal_is_taken(open));
}

/* A field that is no text of its type is not written. */
static void
test_not_written(void **state)
{
	struct checkpoint c = {.time = "yesterday"};
	struct seal s = {.volume = G_MAXUINT64, .time = TIME};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(checkpoint_format(&c, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
	assert_null(seal_format(&s, NULL));
}

static const struct moment {
	gint64 seconds;
	const char *text;
} moments[] = {
    {0, "1970-01-01T00:00:00Z"},
    {-1, "1970-01-01T00:00:00Z"},
    {G_MININT64, "1970-01-01T00:00:00Z"},
    {951827696, "2000-02-29T12:34:56Z"},
    {253402300799, "9999-12-31T23:59:59Z"},
    {253402300800, "9999-12-31T23:59:59Z"},
    {G_MAXINT64, "9999-12-31T23:59:59Z"},
};

static void
test_time(void **state)
{
	char text[TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
		statement_time(moments[i].seconds, text);
		assert_string_equal(text, moments[i].text);
	}
}

/* As libsodium, another implementation, computes it. */
static void
test_hash(void **state)
{
	unsigned char found[HASH_SIZE], expected[HASH_SIZE];

	(void)state;
	statement_hash(seal_text, sizeof(seal_text), found);
	crypto_generichash(expected, sizeof(expected), (const unsigned char *)seal_text,
	    sizeof(seal_text), NULL, 0);
	assert_memory_equal(found, expected, HASH_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_checkpoint),
	    cmocka_unit_test(test_seal),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_optional),
	    cmocka_unit_test(test_not_written),
	    cmocka_unit_test(test_time),
	    cmocka_unit_test(test_hash),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
