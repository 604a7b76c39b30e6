/* SPDX-License-Identifier: Apache-2.0 */
/* The lasting signer is made once, trusted, and refused when others may read it. */
#include "cmd/signer.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "cmd/config.h"
#include "cmd/terminal.h"
#include "cmd/trust.h"

static char *base;

static int
make_config(void **state)
{
	(void)state;
	base = g_dir_make_tmp("mailpouch-test-XXXXXX", NULL);
	terminal_set_loudness(LOUD_ERRORS);
	return base != NULL && g_setenv("XDG_CONFIG_HOME", base, TRUE) ? 0 : -1;
}

static int
remove_config(void **state)
{
	static const char *const names[] = {CONFIG_SIGNER, CONFIG_SIGNER ".pub", CONFIG_TRUST};
	g_autofree char *dir = config_path(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = config_path(names[i]);

		(void)g_unlink(path);
	}
	(void)g_rmdir(dir);
	(void)g_rmdir(base);
	g_free(base);
	return 0;
}

static void
test_default(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(minisign_secret) first = signer_load_default(&error);
	g_autoptr(minisign_secret) second = signer_load_default(&error);
	g_autofree char *path = config_path(CONFIG_SIGNER);
	g_autoptr(trust) t = trust_new();
	struct minisign_public a, b;
	struct stat st;

	(void)state;
	assert_null(error);
	minisign_secret_public(first, &a);
	minisign_secret_public(second, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_true(trust_load_default(t, NULL));
	assert_non_null(trust_find(t, &a));
	assert_int_equal(g_stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* Nothing is made where something else stands in the way, and the next call mends it. */
static void
test_retry(void **state)
{
	g_autofree char *trusted = config_path(CONFIG_TRUST), *path = config_path(CONFIG_SIGNER);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(config_make_directory(NULL));
	assert_int_equal(g_mkdir(trusted, 0700), 0);
	assert_null(signer_load_default(&error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	assert_int_equal(g_rmdir(trusted), 0);
}

/* What cannot be looked for is not missing. */
static void
test_out_of_sight(void **state)
{
	g_autofree char *name = g_strnfill(300, 'x'), *long_base = NULL;
	g_autoptr(GError) unseen = NULL, unknown = NULL;
	g_autoptr(trust) t = trust_new();

	(void)state;
	long_base = g_build_filename(base, name, NULL);
	assert_true(g_setenv("XDG_CONFIG_HOME", long_base, TRUE));
	assert_null(signer_load_default(&unseen));
	assert_false(trust_load_default(t, &unknown));
	assert_true(g_setenv("XDG_CONFIG_HOME", base, TRUE));
	assert_int_equal(err_kind(unseen), ERR_IO);
	assert_int_equal(err_kind(unknown), ERR_IO);
	assert_non_null(strstr(unseen->message, CONFIG_SIGNER));
	assert_non_null(strstr(unknown->message, CONFIG_TRUST));
}

static void
test_exposed(void **state)
{
	g_autofree char *path = config_path(CONFIG_SIGNER);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_int_equal(g_chmod(path, 0644), 0);
	assert_null(signer_load_default(&error));
	assert_int_equal(err_kind(error), ERR_KEY);
	assert_non_null(strstr(error->message, path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_out_of_sight),
	    cmocka_unit_test(test_retry),
	    cmocka_unit_test(test_default),
	    cmocka_unit_test(test_exposed),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, make_config, remove_config);
}
