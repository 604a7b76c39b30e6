/* SPDX-License-Identifier: Apache-2.0 */
/* Recipients and identities as the command line names them. */
#include "cmd/identity.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/keyfile.h"
#include "cmd/options.h"

static char *dir; /* where the tests write, and are */

static int
make_dir(void **state)
{
	(void)state;
	dir = g_dir_make_tmp("mailpouch-test-XXXXXX", NULL);
	return dir != NULL && g_chdir(dir) == 0 ? 0 : -1;
}

static int
remove_dir(void **state)
{
	(void)state;
	(void)g_unlink("file");
	(void)g_unlink("file.pub");
	(void)g_chdir("/");
	(void)g_rmdir(dir);
	g_free(dir);
	return 0;
}

/* A new identity in "file"; its recipient, which the caller frees. */
static char *
make_identity(void)
{
	struct age_recipient to;
	g_autoptr(secret) text = identity_create(NULL, &to, NULL);

	assert_non_null(text);
	assert_true(keyfile_write("file",
	    &(struct keyfile_content){
		.data = text->data, .len = text->len, .secret = true, .force = true},
	    NULL));
	return age_recipient_format(&to);
}

static void
test_load(void **state)
{
	g_autofree char *recipient = make_identity(), *word = NULL;
	char *files[] = {(char *)"file", (char *)"file", NULL};
	g_autoptr(GPtrArray) ids = NULL;
	g_autoptr(GPtrArray) none = NULL;
	struct age_recipient to;

	(void)state;
	none = identity_load(NULL);
	assert_int_equal(none->len, 0);
	options.identities = files;
	ids = identity_load(NULL);
	options.identities = NULL;
	assert_int_equal(ids->len, 2);
	age_identity_recipient(ids->pdata[1], &to);
	word = age_recipient_format(&to);
	assert_string_equal(word, recipient);
}

static void
test_load_bad(void **state)
{
	static const struct {
		const char *file;
		const char *content; /* NULL: as it is */
		mode_t mode;
		enum err_kind kind;
	} rows[] = {
	    {"absent", NULL, 0600, ERR_IO},
	    {".", NULL, 0700, ERR_IO},
	    {"file", NULL, 0640, ERR_KEY},
	    {"file", NULL, 0604, ERR_KEY},
	    {"file", "", 0600, ERR_FORMAT},
	    {"file", "hello\n", 0600, ERR_FORMAT},
	    {"AGE-SECRET-KEY-1QQQQ", NULL, 0600, ERR_USAGE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *files[] = {(char *)rows[i].file, NULL};
		g_autoptr(GError) error = NULL;

		g_free(make_identity());
		if (rows[i].content != NULL)
			assert_true(g_file_set_contents("file", rows[i].content, -1, NULL));
		(void)g_chmod(rows[i].file, rows[i].mode);
		options.identities = files;
		assert_null(identity_load(&error));
		options.identities = NULL;
		assert_int_equal(err_kind(error), rows[i].kind);
		assert_null(strstr(error->message, "QQQQ"));
	}
}

static void
test_recipients(void **state)
{
	g_autofree char *recipient = make_identity();
	g_autofree char *text = g_strdup_printf("# ours\n\n%s\r\n  \n%s\n", recipient, recipient);
	char *words[] = {recipient, (char *)"file.pub", NULL};
	g_autoptr(GArray) none = identity_recipients(NULL, NULL);
	g_autoptr(GArray) all = NULL;

	(void)state;
	assert_int_equal(none->len, 0);
	assert_true(g_file_set_contents("file.pub", text, -1, NULL));
	all = identity_recipients(words, NULL);
	assert_int_equal(all->len, 3);
	for (guint i = 1; i < all->len; i++)
		assert_memory_equal(&g_array_index(all, struct age_recipient, 0),
		    &g_array_index(all, struct age_recipient, i), sizeof(struct age_recipient));
}

static void
test_recipients_bad(void **state)
{
	static const struct {
		const char *word;
		const char *content; /* of file.pub */
		enum err_kind kind;
	} rows[] = {
	    {"age1qqqq", "", ERR_USAGE},
	    {"AGE-SECRET-KEY-1QQQQ", "", ERR_USAGE},
	    {"absent", "", ERR_IO},
	    {"file.pub", "# nobody\n", ERR_FORMAT},
	    {"file.pub", "age1qqqq\n", ERR_FORMAT},
	    {"file.pub", "AGE-SECRET-KEY-1QQQQ\n", ERR_FORMAT},
	    {"file.pub", "# created: today\r\nAGE-SECRET-KEY-1QQQQ", ERR_FORMAT},
	    {"file.pub", "age", ERR_FORMAT},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *words[] = {(char *)rows[i].word, NULL};
		g_autoptr(GError) error = NULL;

		assert_true(g_file_set_contents("file.pub", rows[i].content, -1, NULL));
		assert_null(identity_recipients(words, &error));
		assert_int_equal(err_kind(error), rows[i].kind);
		assert_null(strstr(error->message, "QQQQ"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_load),
	    cmocka_unit_test(test_load_bad),
	    cmocka_unit_test(test_recipients),
	    cmocka_unit_test(test_recipients_bad),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, make_dir, remove_dir);
}
