/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of slot.c, and of slots in the hands of age. */
#include "crypto/slot.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct preamble preamble; /* a slot for each role, and one for a passphrase */
static struct pouch_keys pouch;  /* the pouch's own keys */
static struct age_identity *mine, *other;

enum {
	SLOT_READER,
	SLOT_AUDITOR,
	SLOT_FACTS,
	SLOT_PASSPHRASE,
};

static GByteArray *
seal(const struct preamble *p, guint number)
{
	struct age_recipient r;
	struct age_to to = {.recipients = &r, .nrecipients = 1};
	GByteArray *file;

	age_identity_recipient(mine, &r);
	file = slot_seal(&pouch, p, number, &to, NULL);
	assert_non_null(file);
	return file;
}

/* Opens a slot with an identity; the kind of error, or ERR_NKINDS if it opened. */
static enum err_kind
open_with(const struct preamble *p, guint number, struct age_identity *id, const GByteArray *file)
{
	gpointer ids[] = {id};
	GPtrArray list = {.pdata = ids, .len = 1};
	struct age_keys keys = {.identities = &list};
	g_auto(pouch_keys) k = {0};
	g_autoptr(GError) error = NULL;

	if (!slot_open(&k, &(struct slot_body){p, number, file->data, file->len}, &keys, &error))
		return err_kind(error);
	assert_int_equal(k.role, p->slots[number].role);
	for (int l = 0; l < NLEVELS; l++) {
		struct age_recipient a, b;

		assert_int_equal(k.identity[l] != NULL, role_holds(k.role, (enum level)l));
		if (k.identity[l] == NULL)
			continue;
		age_identity_recipient(k.identity[l], &a);
		age_identity_recipient(pouch.identity[l], &b);
		assert_memory_equal(&a, &b, sizeof(a));
	}
	return ERR_NKINDS;
}

static void
test_roles(void **state)
{
	(void)state;
	for (guint i = SLOT_READER; i <= SLOT_FACTS; i++) {
		g_autoptr(GByteArray) file = seal(&preamble, i);
		assert_int_equal(open_with(&preamble, i, mine, file), ERR_NKINDS);
		assert_int_equal(open_with(&preamble, i, other, file), ERR_KEY);
	}
}

/* A slot in the place of another has another role than announced. */
static void
test_exchanged_slots(void **state)
{
	(void)state;
	for (guint i = SLOT_READER; i <= SLOT_FACTS; i++) {
		g_autoptr(GByteArray) file = seal(&preamble, i);
		for (guint j = SLOT_READER; j <= SLOT_FACTS; j++)
			assert_int_equal(
			    open_with(&preamble, j, mine, file), i == j ? ERR_NKINDS : ERR_ALTERED);
	}
}

static void
change_archive(struct preamble *p)
{
	p->archive[0] ^= 1;
	pouch_keys_commit(&pouch, p);
}

static void
change_signer(struct preamble *p)
{
	p->signers[0].key[0] ^= 1;
}

static void
change_signer_id(struct preamble *p)
{
	p->signers[0].key_id[7] ^= 1;
}

static void
add_signer(struct preamble *p)
{
	struct minisign_public more = p->signers[0];

	more.key[5] ^= 1;
	assert_true(preamble_add_signer(p, &more, NULL));
}

static void
change_time(struct preamble *p)
{
	p->created[3] ^= 1;
}

static void
change_commit(struct preamble *p)
{
	p->commit[LEVEL_FACTS][31] ^= 1;
}

/* Whoever exchanges the preamble is found out by whoever opens a slot. */
static void
test_exchanged_preamble(void **state)
{
	static void (*const changes[])(struct preamble *) = {change_archive, change_signer,
	    change_signer_id, add_signer, change_time, change_commit};
	g_autoptr(GByteArray) file = seal(&preamble, SLOT_READER);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		struct preamble changed = preamble;
		changes[i](&changed);
		if (open_with(&changed, SLOT_READER, mine, file) != ERR_ALTERED)
			fail_msg("change %zu", i);
	}
}

/* Text that is a good identity file but no slot. */
static void
test_other_text(void **state)
{
	struct age_recipient r;
	struct age_to to = {.recipients = &r, .nrecipients = 1};
	g_autoptr(secret) id = age_identity_format(pouch.identity[LEVEL_FACTS]);
	struct random_source random = {.purpose = "test"};
	g_autoptr(GByteArray) bare = NULL, text = NULL;

	(void)state;
	age_identity_recipient(mine, &r);
	bare = age_encrypt(&to, id->data, id->len, &random, NULL);
	text = age_encrypt(&to, "hello", 5, &random, NULL);
	assert_int_equal(open_with(&preamble, SLOT_FACTS, mine, bare), ERR_ALTERED);
	assert_int_equal(open_with(&preamble, SLOT_FACTS, mine, text), ERR_ALTERED);
}

/* Each byte of a slot matters. */
static void
test_flips(void **state)
{
	g_autoptr(GByteArray) file = seal(&preamble, SLOT_FACTS);

	(void)state;
	for (guint i = 0; i < file->len; i++) {
		file->data[i] ^= 1;
		assert_true(open_with(&preamble, SLOT_FACTS, mine, file) != ERR_NKINDS);
		file->data[i] ^= 1;
	}
}

static struct secret *
new_secret(const char *text)
{
	struct secret *s = secret_new(strlen(text));

	memcpy(s->data, text, strlen(text));
	return s;
}

static void
test_passphrase(void **state)
{
	g_autoptr(secret) right = new_secret("correct horse"), wrong = new_secret("Correct horse");
	struct age_to to = {.passphrase = right, .log_n = 4};
	struct age_keys keys = {.passphrase = right};
	g_autoptr(GByteArray) file = slot_seal(&pouch, &preamble, SLOT_PASSPHRASE, &to, NULL);
	g_auto(pouch_keys) k = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(slot_open(&k,
	    &(struct slot_body){&preamble, SLOT_PASSPHRASE, file->data, file->len}, &keys, NULL));
	assert_non_null(k.identity[LEVEL_CONTENT]);
	pouch_keys_clear(&k);
	keys.passphrase = wrong;
	assert_false(slot_open(&k,
	    &(struct slot_body){&preamble, SLOT_PASSPHRASE, file->data, file->len}, &keys, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
	g_clear_error(&error);
	keys.max_log_n = 3;
	assert_false(slot_open(&k,
	    &(struct slot_body){&preamble, SLOT_PASSPHRASE, file->data, file->len}, &keys, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

static void
test_too_large(void **state)
{
	g_autofree unsigned char *file = g_malloc0(SLOT_SIZE_MAX + 1);
	struct age_keys keys = {0};
	g_auto(pouch_keys) k = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(slot_open(
	    &k, &(struct slot_body){&preamble, 0, file, SLOT_SIZE_MAX + 1}, &keys, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

static void
put_file(const char *dir, const char *name, const void *data, size_t len)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
}

/* age opens a slot, and takes what is in it as an identity file. */
static void
test_age(void **state)
{
	static const char commands[] =
	    "age -d -i me slot.age > pouch.id && "
	    "age -d -i pouch.id mail.age > mail && grep -q '^mail$' mail";
	g_autoptr(GByteArray) slot = seal(&preamble, SLOT_AUDITOR), mail = NULL;
	g_autoptr(secret) me = age_identity_format(mine);
	struct age_recipient r;
	struct age_to to = {.recipients = &r, .nrecipients = 1};
	struct random_source random = {.purpose = "test"};
	g_autofree char *age = g_find_program_in_path("age");
	g_autofree char *dir = NULL, *line = NULL;
	char *argv[] = {(char *)"sh", (char *)"-c", NULL, NULL};
	int status;

	(void)state;
	if (age == NULL)
		skip();
	dir = g_dir_make_tmp("slot-XXXXXX", NULL);
	age_identity_recipient(pouch.identity[LEVEL_INDEX], &r);
	mail = age_encrypt(&to, "mail\n", 5, &random, NULL);
	put_file(dir, "slot.age", slot->data, slot->len);
	put_file(dir, "mail.age", mail->data, mail->len);
	put_file(dir, "me", me->data, me->len);
	line = g_strdup_printf("cd '%s' && %s; s=$?; rm -f ./*; exit $s", dir, commands);
	argv[2] = line;
	assert_true(g_spawn_sync(
	    NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
	assert_int_equal(status, 0);
	assert_int_equal(g_rmdir(dir), 0);
}

static void
add_new_signer(struct random_source *random)
{
	g_autoptr(minisign_secret) signer = minisign_secret_generate(random);
	struct minisign_public public;
	bool added;

	minisign_secret_public(signer, &public);
	added = preamble_add_signer(&preamble, &public, NULL);
	g_assert(added);
}

static void
set_up(void)
{
	struct random_source random = {.purpose = "test"};

	mine = age_identity_generate(&random);
	other = age_identity_generate(&random);
	pouch_keys_generate(&pouch);
	memset(preamble.archive, 0x5a, ARCHIVE_ID_SIZE);
	g_strlcpy(preamble.created, "2026-11-23T14:49:00Z", TIME_SIZE);
	add_new_signer(&random);
	add_new_signer(&random);
	preamble.nslots = 4;
	preamble.slots[SLOT_AUDITOR].role = ROLE_AUDITOR;
	preamble.slots[SLOT_FACTS].role = ROLE_FACTS;
	preamble.slots[SLOT_PASSPHRASE].passphrase = true;
	pouch_keys_commit(&pouch, &preamble);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_roles),
	    cmocka_unit_test(test_exchanged_slots),
	    cmocka_unit_test(test_exchanged_preamble),
	    cmocka_unit_test(test_other_text),
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_passphrase),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_age),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	set_up();
	failed = cmocka_run_group_tests_name("slot", tests, NULL, NULL);
	pouch_keys_clear(&pouch);
	age_identity_free(mine);
	age_identity_free(other);
	return failed;
}
