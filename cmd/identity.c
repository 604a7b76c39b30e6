/* SPDX-License-Identifier: Apache-2.0 */
/* Identity and recipient files; see identity.h. */
#include "cmd/identity.h"

#include <string.h>

#include "cmd/keyfile.h"
#include "cmd/options.h"
#include "cmd/passphrase.h"
#include "crypto/age/age.h"

#define IDENTITY_PREFIX "AGE-SECRET-KEY-"
#define RECIPIENTS_MAX AGE_STANZAS_MAX

static struct secret *
decrypt(const char *path, const struct secret *file, GError **error)
{
	g_autofree char *what = g_strdup_printf("identity %s", path);
	g_autoptr(secret) passphrase = passphrase_ask(what, error);
	const struct age_keys keys = {.passphrase = passphrase};

	if (passphrase == NULL)
		return NULL;
	return age_decrypt_secret(&keys, file->data, file->len, error);
}

static GPtrArray *
load_file(const char *path, GError **error)
{
	bool exposed = false;
	g_autoptr(secret) text = keyfile_read(path, &exposed, error);
	GPtrArray *found;

	if (text != NULL && age_is_encrypted(text->data, text->len)) {
		struct secret *plain = decrypt(path, text, error);

		secret_free(text);
		text = plain;
	} else if (text != NULL && text->len > 4 && memcmp(text->data, "age1", 4) == 0) {
		err_set(error, ERR_USAGE,
		    "%s is a public key, which only seals; -i takes the identity that belongs to "
		    "it",
		    path);
		return NULL;
	} else if (text == NULL || !keyfile_check(path, exposed, error)) {
		return NULL;
	}
	found = text != NULL ? age_identities_parse(text, error) : NULL;
	if (found == NULL)
		g_prefix_error(error, "identity %s: ", path);
	return found;
}

static bool
is_secret(const char *text, size_t len)
{
	size_t n = strlen(IDENTITY_PREFIX);

	return len >= n && g_ascii_strncasecmp(text, IDENTITY_PREFIX, n) == 0;
}

/* Words that are secrets themselves are not repeated in the message. */
static bool
check_word(const char *word, const char *instead, GError **error)
{
	return !is_secret(word, strlen(word)) ||
	    err_set(error, ERR_USAGE,
		"a secret key on the command line can be read by others: give %s", instead);
}

GPtrArray *
identity_load(GError **error)
{
	g_autoptr(GPtrArray) all =
	    g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);

	for (size_t i = 0; options.identities != NULL && options.identities[i] != NULL; i++) {
		const char *path = options.identities[i];
		GPtrArray *some = check_word(path, "the name of the file that it is in", error)
		    ? load_file(path, error)
		    : NULL;

		if (some == NULL)
			return NULL;
		g_ptr_array_extend_and_steal(all, some);
	}
	return g_steal_pointer(&all);
}

static bool
add_line(GArray *to, const char *line, size_t len, GError **error)
{
	struct age_recipient r;

	while (len > 0 && g_ascii_isspace(line[len - 1]))
		len--;
	if (len == 0 || line[0] == '#')
		return true;
	if (is_secret(line, len))
		return err_set(
		    error, ERR_FORMAT, "this is the secret half: give its public half, FILE.pub");
	if (!age_recipient_parse(line, len, &r, error))
		return false;
	g_array_append_val(to, r);
	return true;
}

/* The text may be an identity, given by mistake: no byte of it is copied anywhere. */
static bool
add_lines(GArray *to, const struct secret *text, GError **error)
{
	const char *at = (const char *)text->data, *end = at + text->len;

	for (unsigned number = 1; at < end; number++) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *stop = lf != NULL ? lf : end;

		if (!add_line(to, at, (size_t)(stop - at), error)) {
			g_prefix_error(error, "line %u: ", number);
			return false;
		}
		at = lf != NULL ? lf + 1 : end;
	}
	return true;
}

static bool
add_file(GArray *to, const char *path, GError **error)
{
	g_autoptr(secret) text = keyfile_read(path, NULL, error);
	guint before = to->len;

	if (text == NULL)
		return false;
	if (!add_lines(to, text, error)) {
		g_prefix_error(error, "%s: ", path);
		return false;
	}
	return to->len > before ||
	    err_set(error, ERR_FORMAT, "%s: there is no recipient in it", path);
}

static bool
add_word(GArray *to, const char *word, GError **error)
{
	g_autoptr(GError) found = NULL;
	struct age_recipient r;

	if (!check_word(word, "the recipient, age1...", error))
		return false;
	if (!g_str_has_prefix(word, "age1"))
		return add_file(to, word, error);
	if (!age_recipient_parse(word, strlen(word), &r, &found))
		return err_set(error, ERR_USAGE, "%s: %s", word, found->message);
	g_array_append_val(to, r);
	return true;
}

GArray *
identity_recipients(char *const *words, GError **error)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct age_recipient));

	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		if (!add_word(all, words[i], error))
			return NULL;
	if (all->len > RECIPIENTS_MAX) {
		err_set(error, ERR_USAGE, "%u recipients; at most %d are possible", all->len,
		    RECIPIENTS_MAX);
		return NULL;
	}
	return g_steal_pointer(&all);
}

/* The bytes of several texts, one behind the other, without a copy outside. */
static struct secret *
join(const char *head, const struct secret *key)
{
	size_t len = strlen(head);
	struct secret *s = secret_new(len + key->len + 1);

	memcpy(s->data, head, len);
	memcpy(s->data + len, key->data, key->len);
	s->data[s->len - 1] = '\n';
	return s;
}

static struct secret *
encrypt(const struct secret *text, const struct secret *passphrase, GError **error)
{
	struct random_source random = {.purpose = "identity-file"};
	const struct age_to to = {.passphrase = passphrase};
	g_autoptr(GByteArray) file = age_encrypt(&to, text->data, text->len, &random, error);

	return file != NULL ? secret_new_copy(file->data, file->len) : NULL;
}

struct secret *
identity_create(const struct secret *passphrase, struct age_recipient *to, GError **error)
{
	struct random_source random = {.purpose = "identity"};
	g_autoptr(age_identity) id = age_identity_generate(&random);
	g_autoptr(secret) key = age_identity_format(id);
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *created = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree char *recipient = NULL;
	g_autofree char *head = NULL;
	g_autoptr(secret) text = NULL;

	age_identity_recipient(id, to);
	recipient = age_recipient_format(to);
	head = g_strdup_printf("# created: %s\n# public key: %s\n", created, recipient);
	text = join(head, key);
	return passphrase != NULL ? encrypt(text, passphrase, error) : g_steal_pointer(&text);
}
