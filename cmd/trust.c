/* SPDX-License-Identifier: Apache-2.0 */
/* The list of trusted signers and its file; see trust.h. */
#include "cmd/trust.h"

#include <string.h>

#include "cmd/config.h"
#include "cmd/keyfile.h"
#include "cmd/trust_line.h"

struct trust {
	GPtrArray *signers; /* of struct trust_signer */
};

static void
free_signer(gpointer s)
{
	trust_signer_free(s);
}

struct trust *
trust_new(void)
{
	struct trust *t = g_new0(struct trust, 1);

	t->signers = g_ptr_array_new_with_free_func(free_signer);
	return t;
}

void
trust_free(struct trust *t)
{
	if (t != NULL)
		g_ptr_array_unref(t->signers);
	g_free(t);
}

bool
trust_parse(struct trust *t, const char *text, size_t len, GError **error)
{
	const char *end = text + len;

	for (unsigned number = 1; text < end; number++) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((lf != NULL ? lf : end) - text);
		GError *found = NULL;
		struct trust_signer *s = trust_line_parse(text, line, &found);

		if (found != NULL) {
			g_propagate_prefixed_error(error, found, "line %u: ", number);
			return false;
		}
		if (s != NULL)
			g_ptr_array_add(t->signers, s);
		if (t->signers->len > TRUST_SIGNERS_MAX)
			return err_set(
			    error, ERR_FORMAT, "more than %d signers", TRUST_SIGNERS_MAX);
		text += lf != NULL ? line + 1 : line;
	}
	return true;
}

bool
trust_load(struct trust *t, const char *path, GError **error)
{
	g_autoptr(secret) text = keyfile_read(path, NULL, error);

	if (text == NULL)
		return false;
	if (trust_parse(t, (const char *)text->data, text->len, error))
		return true;
	g_prefix_error(error, "%s: ", path);
	return false;
}

bool
trust_load_default(struct trust *t, GError **error)
{
	g_autofree char *path = config_path(CONFIG_TRUST);
	bool exists;

	return config_exists(CONFIG_TRUST, &exists, error) &&
	    (!exists || trust_load(t, path, error));
}

bool
trust_add_word(struct trust *t, const char *word, GError **error)
{
	struct trust_signer *s = g_new0(struct trust_signer, 1);
	g_autoptr(secret) text = NULL;
	bool ok = minisign_public_parse(word, strlen(word), &s->key, NULL);

	if (!ok && (text = keyfile_read(word, NULL, error)) != NULL) {
		ok = minisign_public_parse((const char *)text->data, text->len, &s->key, error);
		if (!ok)
			g_prefix_error(error, "%s: ", word);
	}
	s->name = g_strdup(word);
	s->roles = TRUST_ANY;
	s->valid_after = G_MININT64;
	s->valid_before = G_MAXINT64;
	if (ok)
		g_ptr_array_add(t->signers, s);
	else
		trust_signer_free(s);
	return ok;
}

static bool
has_key(const struct trust_signer *s, const struct minisign_public *key)
{
	return memcmp(s->key.key, key->key, sizeof(key->key)) == 0 &&
	    memcmp(s->key.key_id, key->key_id, sizeof(key->key_id)) == 0;
}

const struct trust_signer *
trust_find(const struct trust *t, const struct minisign_public *key)
{
	for (guint i = 0; i < t->signers->len; i++)
		if (has_key(t->signers->pdata[i], key))
			return t->signers->pdata[i];
	return NULL;
}

const struct trust_signer *
trust_find_covering(
    const struct trust *t, const struct minisign_public *key, enum trust_role role, gint64 when)
{
	for (guint i = 0; i < t->signers->len; i++) {
		const struct trust_signer *s = t->signers->pdata[i];

		if (has_key(s, key) && trust_covers(s, role, when))
			return s;
	}
	return NULL;
}

void
trust_foreach(
    const struct trust *t, void (*visit)(void *user, const struct trust_signer *s), void *user)
{
	for (guint i = 0; i < t->signers->len; i++)
		visit(user, t->signers->pdata[i]);
}

bool
trust_covers(const struct trust_signer *s, enum trust_role role, gint64 when)
{
	return (s->roles & (unsigned)role) != 0 && when >= s->valid_after && when < s->valid_before;
}

bool
trust_remember(const char *name, const struct minisign_public *key, GError **error)
{
	g_autofree char *path = config_path(CONFIG_TRUST);
	g_autofree char *text = minisign_public_format(key);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(trust) t = trust_new();
	g_autoptr(secret) old = NULL;
	bool exists;

	if (!config_exists(CONFIG_TRUST, &exists, error))
		return false;
	if (exists) {
		old = keyfile_read(path, NULL, error);
		if (old == NULL || !trust_load(t, path, error))
			return false;
		if (trust_find(t, key) != NULL)
			return true;
		g_string_append_len(all, (const char *)old->data, (gssize)old->len);
	}
	if (all->len > 0 && all->str[all->len - 1] != '\n')
		g_string_append_c(all, '\n');
	g_string_append_printf(all, "%s %s\n", name, text);
	return config_make_directory(error) &&
	    keyfile_write(path,
		&(struct keyfile_content){
		    .data = all->str, .len = all->len, .secret = true, .force = true},
		error);
}
