/* SPDX-License-Identifier: Apache-2.0 */
/* Messages as stores find them; see message.h. */
#include "convert/message.h"

#include <string.h>

static const char *const quotings[] = {
    [QUOTING_NONE] = "none",
    [QUOTING_UNKNOWN] = "unknown",
    [QUOTING_MBOXO] = "mboxo",
    [QUOTING_MBOXRD] = "mboxrd",
    [QUOTING_MBOXCL] = "mboxcl",
    [QUOTING_MBOXCL2] = "mboxcl2",
};

static const char *const origins[] = {
    [RECEIVED_UNKNOWN] = "unknown",
    [RECEIVED_STORE] = "store",
    [RECEIVED_FROM_LINE] = "from-line",
    [RECEIVED_FROM_LINE_UTC] = "from-line-utc",
    [RECEIVED_NAME] = "name",
    [RECEIVED_MTIME] = "mtime",
    [RECEIVED_HEADER] = "received",
    [RECEIVED_DATE] = "date",
};

static const char *const separators[] = {
    [SEPARATOR_ABSENT] = "absent",
    [SEPARATOR_LF] = "lf",
    [SEPARATOR_CRLF] = "crlf",
};

static int
find(const char *const names[], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

static void
state_clear(gpointer data)
{
	struct message_state *s = data;

	g_free(s->name);
	g_free(s->value);
}

void
message_clear(struct message *m)
{
	g_free(m->from_line);
	g_free(m->sender);
	derivation_free(m->derivation);
	if (m->keywords != NULL)
		g_ptr_array_unref(m->keywords);
	if (m->states != NULL)
		g_array_unref(m->states);
	memset(m, 0, sizeof(*m));
}

static gpointer
copy_string(gconstpointer s, gpointer unused)
{
	(void)unused;
	return g_strdup(s);
}

void
message_copy(struct message *dst, const struct message *src)
{
	*dst = *src;
	dst->from_line = g_strdup(src->from_line);
	dst->sender = g_strdup(src->sender);
	dst->derivation = derivation_copy(src->derivation);
	dst->head = NULL;
	dst->head_len = 0;
	dst->states = NULL;
	if (src->keywords != NULL) {
		dst->keywords = g_ptr_array_copy(src->keywords, copy_string, NULL);
		g_ptr_array_set_free_func(dst->keywords, g_free);
	}
	for (guint i = 0; src->states != NULL && i < src->states->len; i++) {
		const struct message_state *s =
		    &g_array_index(src->states, struct message_state, i);
		message_add_state(dst, s->name, s->value, strlen(s->value));
	}
}

void
message_add_state(struct message *m, const char *name, const char *value, size_t len)
{
	struct message_state s = {.name = g_strdup(name), .value = g_strndup(value, len)};

	if (m->states == NULL) {
		m->states = g_array_new(FALSE, FALSE, sizeof(s));
		g_array_set_clear_func(m->states, state_clear);
	}
	g_array_append_val(m->states, s);
}

void
message_add_keyword(struct message *m, const char *keyword)
{
	if (m->keywords == NULL)
		m->keywords = g_ptr_array_new_with_free_func(g_free);
	if (m->keywords->len >= MESSAGE_KEYWORDS_MAX)
		return;
	for (guint i = 0; i < m->keywords->len; i++)
		if (g_ascii_strcasecmp(m->keywords->pdata[i], keyword) == 0)
			return;
	g_ptr_array_add(m->keywords, g_strdup(keyword));
}

const char *
quoting_name(enum quoting q)
{
	return quotings[q];
}

int
quoting_parse(const char *name)
{
	return find(quotings, G_N_ELEMENTS(quotings), name);
}

const char *
received_from_name(enum received_from r)
{
	return origins[r];
}

enum received_from
received_from_parse(const char *name)
{
	int i = find(origins, G_N_ELEMENTS(origins), name);

	return i < 0 ? RECEIVED_UNKNOWN : (enum received_from)i;
}

const char *
separator_name(enum separator s)
{
	return separators[s];
}

int
separator_parse(const char *name)
{
	return find(separators, G_N_ELEMENTS(separators), name);
}
