/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a line of a trust file; see trust_line.h. */
#include "cmd/trust_line.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum trust_role role;
} roles[] = {
    {"seal", TRUST_SEAL},
    {"keyring", TRUST_KEYRING},
    {"receive", TRUST_RECEIVE},
    {"log", TRUST_LOG},
};

/* The role of this name, or 0. */
static unsigned
find_role(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		if (strcmp(name, roles[i].name) == 0)
			return (unsigned)roles[i].role;
	return 0;
}

static bool
parse_roles(const char *value, struct trust_signer *s, GError **error)
{
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	bool all_known = words[0] != NULL;

	s->roles = 0;
	for (size_t i = 0; words[i] != NULL; i++) {
		all_known = all_known && find_role(words[i]) != 0;
		s->roles |= find_role(words[i]);
	}
	return all_known ||
	    err_set(
		error, ERR_FORMAT, "roles= takes seal, keyring, receive, log, parted by commas");
}

static bool
all_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isdigit(text[i]))
			return false;
	return true;
}

static bool
parse_day(const char *value, gint64 *seconds, GError **error)
{
	g_autoptr(GDateTime) day = NULL;

	if (strlen(value) == 10 && value[4] == '-' && value[7] == '-' && all_digits(value, 4) &&
	    all_digits(value + 5, 2) && all_digits(value + 8, 2))
		day = g_date_time_new_utc(atoi(value), atoi(value + 5), atoi(value + 8), 0, 0, 0);
	if (day == NULL)
		return err_set(error, ERR_FORMAT, "valid-after= and valid-before= take YYYY-MM-DD");
	*seconds = g_date_time_to_unix(day);
	return true;
}

static bool
parse_limit(const char *word, struct trust_signer *s, GError **error)
{
	if (g_str_has_prefix(word, "roles="))
		return parse_roles(word + strlen("roles="), s, error);
	if (g_str_has_prefix(word, "valid-after="))
		return parse_day(word + strlen("valid-after="), &s->valid_after, error);
	if (g_str_has_prefix(word, "valid-before="))
		return parse_day(word + strlen("valid-before="), &s->valid_before, error);
	/* What we do not know may be a limit that we would overlook. */
	return err_set(error, ERR_FORMAT, "unknown word after the key");
}

static bool
parse_words(GPtrArray *words, struct trust_signer *s, GError **error)
{
	const char *key;

	if (words->len < 2)
		return err_set(error, ERR_FORMAT, "a name and a key (RW...) are needed");
	key = words->pdata[1];
	if (strlen(words->pdata[0]) > TRUST_NAME_MAX)
		return err_set(
		    error, ERR_FORMAT, "the name is longer than %d bytes", TRUST_NAME_MAX);
	if (!minisign_public_parse(key, strlen(key), &s->key, error))
		return false;
	for (guint i = 2; i < words->len; i++)
		if (!parse_limit(words->pdata[i], s, error))
			return false;
	s->name = g_strdup(words->pdata[0]);
	return true;
}

struct trust_signer *
trust_line_parse(const char *line, size_t len, GError **error)
{
	g_autofree char *text = g_strndup(line, len);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	struct trust_signer *s;
	char *at = NULL;

	if (strlen(text) != len || !g_utf8_validate(text, -1, NULL)) {
		err_set(error, ERR_FORMAT, "not a line of text");
		return NULL;
	}
	text[strcspn(text, "#")] = '\0';
	for (char *w = strtok_r(text, " \t\r", &at); w != NULL; w = strtok_r(NULL, " \t\r", &at))
		g_ptr_array_add(words, w);
	if (words->len == 0)
		return NULL;
	s = g_new0(struct trust_signer, 1);
	s->roles = TRUST_ANY;
	s->valid_after = G_MININT64;
	s->valid_before = G_MAXINT64;
	if (parse_words(words, s, error))
		return s;
	trust_signer_free(s);
	return NULL;
}

void
trust_signer_free(struct trust_signer *s)
{
	if (s != NULL)
		g_free(s->name);
	g_free(s);
}
