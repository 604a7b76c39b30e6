/* SPDX-License-Identifier: Apache-2.0 */
/* Files and keys both ways between us and the age command, where it is installed. */
#include <glib/gstdio.h>
#include <pty.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/age/age.h"

#define PLAIN_LEN (2 * AGE_CHUNK + 77)

static struct random_source source = {.purpose = "test"};
static unsigned char plain[PLAIN_LEN];

/* A scratch directory with a file name each for identity, plaintext and age file. */
struct scratch {
	char *dir, *identity, *plain, *file;
};

static int
scratch_make(void **state)
{
	struct scratch *s = g_new0(struct scratch, 1);

	s->dir = g_dir_make_tmp("mailpouch-age-XXXXXX", NULL);
	s->identity = g_build_filename(s->dir, "identity", NULL);
	s->plain = g_build_filename(s->dir, "plain", NULL);
	s->file = g_build_filename(s->dir, "file.age", NULL);
	*state = s;
	return s->dir == NULL ? -1 : 0;
}

static int
scratch_remove(void **state)
{
	struct scratch *s = *state;

	g_unlink(s->identity);
	g_unlink(s->plain);
	g_unlink(s->file);
	g_rmdir(s->dir);
	g_free(s->dir);
	g_free(s->identity);
	g_free(s->plain);
	g_free(s->file);
	g_free(s);
	return 0;
}

static void
skip_without_age(void)
{
	g_autofree char *age = g_find_program_in_path("age");
	g_autofree char *keygen = g_find_program_in_path("age-keygen");

	if (age == NULL || keygen == NULL)
		skip();
}

static void
run(const char *const *argv)
{
	int status = -1;

	assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
	    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
	    NULL, NULL, NULL, &status, NULL));
	assert_int_equal(status, 0);
}

/* Runs a command on a terminal of its own and answers each prompt with the line. */
static void
run_on_terminal(const char *const *argv, const char *line)
{
	char output[512];
	int terminal, status = -1;
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
	ssize_t n;

	assert_true(pid >= 0);
	if (pid == 0) {
		execvp(argv[0], (char **)argv);
		_exit(127);
	}
	while ((n = read(terminal, output, sizeof(output))) > 0)
		if (memmem(output, (size_t)n, ": ", 2) != NULL)
			assert_int_equal(write(terminal, line, strlen(line)), strlen(line));
	close(terminal);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
put(const char *path, const void *data, size_t len)
{
	assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
}

static struct secret *
get(const char *path)
{
	g_autofree char *data = NULL;
	gsize len;

	assert_true(g_file_get_contents(path, &data, &len, NULL));
	return secret_new_copy(data, len);
}

static void
assert_holds_plain(const char *path)
{
	g_autoptr(secret) found = get(path);

	assert_int_equal(found->len, PLAIN_LEN);
	assert_memory_equal(found->data, plain, PLAIN_LEN);
}

/* Writes an identity file as we would and gives its recipient. */
static struct age_recipient
write_identity(const char *path)
{
	g_autoptr(age_identity) id = age_identity_generate(&source);
	g_autoptr(secret) text = age_identity_format(id);
	struct age_recipient r;

	put(path, text->data, text->len);
	age_identity_recipient(id, &r);
	return r;
}

static void
age_opens_ours(void **state)
{
	const struct scratch *s = *state;
	struct age_recipient r[2];
	const struct age_to to = {.recipients = r, .nrecipients = 2};
	g_autoptr(GByteArray) file = NULL;

	skip_without_age();
	r[0] = write_identity(s->identity);
	r[1] = write_identity(s->identity);
	file = age_encrypt(&to, plain, PLAIN_LEN, &source, NULL);
	put(s->file, file->data, file->len);
	run((const char *[]){"age", "-d", "-i", s->identity, "-o", s->plain, s->file, NULL});
	assert_holds_plain(s->plain);
}

static void
we_open_theirs(void **state)
{
	const struct scratch *s = *state;
	g_autoptr(secret) identity = NULL, file = NULL;
	g_autoptr(GPtrArray) ids = NULL;
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autofree char *recipient = NULL;
	struct age_recipient r;

	skip_without_age();
	run((const char *[]){"age-keygen", "-o", s->identity, NULL});
	identity = get(s->identity);
	ids = age_identities_parse(identity, NULL);
	assert_non_null(ids);
	age_identity_recipient(ids->pdata[0], &r);
	recipient = age_recipient_format(&r);
	assert_non_null(memmem(identity->data, identity->len, recipient, strlen(recipient)));
	put(s->plain, plain, PLAIN_LEN);
	run((const char *[]){"age", "-r", recipient, "-o", s->file, s->plain, NULL});
	file = get(s->file);
	assert_true(
	    age_decrypt(&(struct age_keys){.identities = ids}, file->data, file->len, out, NULL));
	assert_int_equal(out->len, PLAIN_LEN);
	assert_memory_equal(out->data, plain, PLAIN_LEN);
}

static void
age_opens_our_passphrase_file(void **state)
{
	const struct scratch *s = *state;
	g_autoptr(secret) passphrase = secret_new_copy("correct horse", 13);
	const struct age_to to = {.passphrase = passphrase, .log_n = 10};
	g_autoptr(GByteArray) file = NULL;

	skip_without_age();
	file = age_encrypt(&to, plain, PLAIN_LEN, &source, NULL);
	put(s->file, file->data, file->len);
	run_on_terminal(
	    (const char *[]){"age", "-d", "-o", s->plain, s->file, NULL}, "correct horse\n");
	assert_holds_plain(s->plain);
}

/* An identity file under a passphrase, as age's manual has people make it. */
static void
we_open_their_protected_identity(void **state)
{
	const struct scratch *s = *state;
	g_autoptr(secret) passphrase = secret_new_copy("correct horse", 13), file = NULL,
			  text = NULL;
	const struct age_keys keys = {.passphrase = passphrase};
	g_autoptr(GPtrArray) ids = NULL;

	skip_without_age();
	run((const char *[]){"age-keygen", "-o", s->identity, NULL});
	run_on_terminal(
	    (const char *[]){"age", "-p", "-o", s->file, s->identity, NULL}, "correct horse\n");
	file = get(s->file);
	assert_true(age_is_encrypted(file->data, file->len));
	text = age_decrypt_secret(&keys, file->data, file->len, NULL);
	assert_non_null(text);
	ids = age_identities_parse(text, NULL);
	assert_non_null(ids);
	assert_int_equal(ids->len, 1);
}

#define test(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(age_opens_ours),
	    test(we_open_theirs),
	    test(age_opens_our_passphrase_file),
	    test(we_open_their_protected_identity),
	};

	if (sodium_init() < 0)
		return 1;
	randombytes_buf(plain, sizeof(plain));
	return cmocka_run_group_tests_name("age interoperation", tests, NULL, NULL);
}
