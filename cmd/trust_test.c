/* SPDX-License-Identifier: Apache-2.0 */
/* Trust files: what is read, what is refused, who counts when. */
#include "cmd/trust.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/config.h"

static struct minisign_public
new_key(guint64 number)
{
	struct random_source random = {.purpose = "test", .number = number};
	g_autoptr(minisign_secret) key = minisign_secret_generate(&random);
	struct minisign_public pub;

	minisign_secret_public(key, &pub);
	return pub;
}

/* The text with K in place of the key. */
static bool
parse(struct trust *t, const char *text, const struct minisign_public *pub, GError **error)
{
	g_autofree char *key = minisign_public_format(pub);
	g_autoptr(GString) s = g_string_new(text);

	g_string_replace(s, "KEY", key, 0);
	return trust_parse(t, s->str, s->len, error);
}

static void
count_one(void *user, const struct trust_signer *s)
{
	(void)s;
	++*(size_t *)user;
}

static size_t
count(const struct trust *t)
{
	size_t n = 0;

	trust_foreach(t, count_one, &n);
	return n;
}

static void
test_good(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *name;
	} rows[] = {
	    {"", 0, NULL},
	    {"\n\n# a comment\n   \n", 0, NULL},
	    {"ada KEY", 1, "ada"},
	    {"ada KEY\n", 1, "ada"},
	    {"ada KEY\r\n", 1, "ada"},
	    {"\t ada \t KEY  # her old laptop\n", 1, "ada"},
	    {"ada@example.org KEY roles=seal,log valid-after=2026-01-01 valid-before=2027-01-01\n",
		1, "ada@example.org"},
	    {"ada KEY\nbob KEY\n", 2, "ada"},
	};
	struct minisign_public pub = new_key(1);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(trust) t = trust_new();
		const struct trust_signer *s;

		assert_true(parse(t, rows[i].text, &pub, NULL));
		assert_int_equal(count(t), rows[i].count);
		s = trust_find(t, &pub);
		assert_string_equal(s != NULL ? s->name : "-", rows[i].name ? rows[i].name : "-");
	}
}

static void
test_bad(void **state)
{
	static const char *const rows[] = {
	    "ada\n",
	    "KEY\n",
	    "ada KEYx\n",
	    "ada RWAAAA\n",
	    "ada KEY unknown\n",
	    "ada KEY cert-authority=yes\n",
	    "ada KEY roles=\n",
	    "ada KEY roles=seal,\n",
	    "ada KEY roles=root\n",
	    "ada KEY valid-after=2026-1-1\n",
	    "ada KEY valid-after=2026-02-30\n",
	    "ada KEY valid-before=2026-01-01T00:00:00Z\n",
	    "ada\xff KEY\n",
	    "good KEY\nada KEY valid-before=\n",
	};
	struct minisign_public pub = new_key(1);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(trust) t = trust_new();
		g_autoptr(GError) error = NULL;

		if (parse(t, rows[i], &pub, &error))
			fail_msg("taken: %s", rows[i]);
		assert_int_equal(err_kind(error), ERR_FORMAT);
		assert_true(g_str_has_prefix(error->message, "line "));
	}
}

static void
test_covers(void **state)
{
	static const struct {
		const char *line;
		enum trust_role role;
		gint64 when;
		bool covers;
	} rows[] = {
	    {"ada KEY", TRUST_SEAL, 0, true},
	    {"ada KEY", TRUST_LOG, G_MAXINT32, true},
	    {"ada KEY roles=seal", TRUST_SEAL, 0, true},
	    {"ada KEY roles=seal", TRUST_LOG, 0, false},
	    {"ada KEY roles=seal,receive", TRUST_RECEIVE, 0, true},
	    {"ada KEY valid-after=2026-01-01", TRUST_SEAL, 1767225599, false},
	    {"ada KEY valid-after=2026-01-01", TRUST_SEAL, 1767225600, true},
	    {"ada KEY valid-before=2026-01-01", TRUST_SEAL, 1767225599, true},
	    {"ada KEY valid-before=2026-01-01", TRUST_SEAL, 1767225600, false},
	};
	struct minisign_public pub = new_key(1);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(trust) t = trust_new();

		assert_true(parse(t, rows[i].line, &pub, NULL));
		if (trust_covers(trust_find(t, &pub), rows[i].role, rows[i].when) != rows[i].covers)
			fail_msg("row %zu", i);
	}
}

static void
test_find(void **state)
{
	struct minisign_public pub = new_key(1), other = new_key(2), id = pub;
	g_autoptr(trust) t = trust_new();
	g_autofree char *word = minisign_public_format(&other);

	(void)state;
	id.key_id[0] ^= 1;
	assert_true(parse(t, "ada KEY\n", &pub, NULL));
	assert_non_null(trust_find(t, &pub));
	assert_null(trust_find(t, &other));
	assert_null(trust_find(t, &id));
	assert_true(trust_add_word(t, word, NULL));
	assert_string_equal(trust_find(t, &other)->name, word);
}

static void
test_remember(void **state)
{
	g_autofree char *base = g_dir_make_tmp("mailpouch-test-XXXXXX", NULL);
	g_autofree char *dir = NULL, *path = NULL, *text = NULL, *edited = NULL, *after = NULL;
	struct minisign_public ada = new_key(1), bob = new_key(2);
	g_autoptr(trust) t = trust_new();

	(void)state;
	assert_true(g_setenv("XDG_CONFIG_HOME", base, TRUE));
	dir = config_path(NULL);
	path = config_path(CONFIG_TRUST);
	assert_true(trust_load_default(t, NULL));
	assert_int_equal(count(t), 0);
	assert_true(trust_remember("ada", &ada, NULL));
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	/* The user edits it, and forgets the last line end. */
	text[strlen(text) - 1] = '\0';
	edited = g_strconcat("# mine\n", text, NULL);
	assert_true(g_file_set_contents(path, edited, -1, NULL));
	assert_true(trust_remember("bob", &bob, NULL));
	assert_true(trust_remember("bobby", &bob, NULL));
	assert_true(trust_load_default(t, NULL));
	assert_int_equal(count(t), 2);
	assert_string_equal(trust_find(t, &bob)->name, "bob");
	assert_true(g_file_get_contents(path, &after, NULL, NULL));
	assert_true(g_str_has_prefix(after, "# mine\n"));
	assert_int_equal(g_unlink(path) | g_rmdir(dir) | g_rmdir(base), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_bad),
	    cmocka_unit_test(test_covers),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_remember),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
