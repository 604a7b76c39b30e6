/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata of Google Vault; see vault.h. */
#include "convert/vault.h"

#include <string.h>

#include "convert/envelope.h"
#include "convert/gmail.h"
#include "convert/gmail_labels.h"

#define SUFFIX ".mbox"

/* Texts are kept once each: most documents have one of a few lists of labels. */
struct document {
	const char *labels;   /* NULL: none */
	const char *received; /* as it stands; NULL: not stated */
	bool used;
};

struct vault {
	GMarkupParseContext *xml;
	GPtrArray *documents; /* struct document */
	GHashTable *by_name;  /* text -> one of them */
	GStringChunk *texts;
	struct document *open; /* the document that is being read */
	guint64 nused;
	guint depth;
	size_t quiet; /* bytes since the parser last told of anything */
};

static const char *
attribute(const char **names, const char **values, const char *name)
{
	for (; *names != NULL; names++, values++)
		if (strcmp(*names, name) == 0)
			return *values;
	return NULL;
}

/* A document is known by its own id, and by the name of its file. */
static void
name_document(struct vault *v, const char *name)
{
	size_t len = strlen(name);
	g_autofree char *stem = NULL;

	if (v->open == NULL)
		return;
	stem = g_strndup(name, g_str_has_suffix(name, SUFFIX) ? len - strlen(SUFFIX) : len);
	if (*stem != '\0' && !g_hash_table_contains(v->by_name, stem))
		g_hash_table_insert(v->by_name, g_string_chunk_insert(v->texts, stem), v->open);
}

static void
take_tag(struct vault *v, const char *name, const char *value)
{
	if (v->open == NULL || name == NULL || value == NULL)
		return;
	if (strcmp(name, "Labels") == 0)
		v->open->labels = g_string_chunk_insert_const(v->texts, value);
	else if (strcmp(name, "#DateReceived") == 0)
		v->open->received = g_string_chunk_insert_const(v->texts, value);
}

static bool
begin_document(struct vault *v, const char *id, GError **error)
{
	if (v->documents->len == VAULT_DOCUMENTS_MAX)
		return err_set(error, ERR_FORMAT, "more than %d documents", VAULT_DOCUMENTS_MAX);
	v->open = g_new0(struct document, 1);
	g_ptr_array_add(v->documents, v->open);
	if (id != NULL)
		name_document(v, id);
	return true;
}

static void
on_start(GMarkupParseContext *xml, const char *element, const char **names, const char **values,
    gpointer user, GError **error)
{
	struct vault *v = user;

	(void)xml;
	v->quiet = 0;
	if (++v->depth > VAULT_DEPTH_MAX) {
		err_set(error, ERR_FORMAT, "elements inside each other more than %d deep",
		    VAULT_DEPTH_MAX);
		return;
	}
	if (strcmp(element, "Document") == 0)
		(void)begin_document(v, attribute(names, values, "DocID"), error);
	else if (strcmp(element, "Tag") == 0)
		take_tag(
		    v, attribute(names, values, "TagName"), attribute(names, values, "TagValue"));
	else if (strcmp(element, "ExternalFile") == 0 &&
	    attribute(names, values, "FileName") != NULL)
		name_document(v, attribute(names, values, "FileName"));
}

static void
on_end(GMarkupParseContext *xml, const char *element, gpointer user, GError **error)
{
	struct vault *v = user;

	(void)xml;
	(void)error;
	v->quiet = 0;
	v->depth--;
	if (strcmp(element, "Document") == 0)
		v->open = NULL;
}

static void
on_text(GMarkupParseContext *xml, const char *text, gsize len, gpointer user, GError **error)
{
	(void)xml;
	(void)text;
	(void)len;
	(void)error;
	((struct vault *)user)->quiet = 0;
}

struct vault *
vault_new(void)
{
	static const GMarkupParser parser = {
	    .start_element = on_start,
	    .end_element = on_end,
	    .text = on_text,
	    .passthrough = on_text,
	};
	struct vault *v = g_new0(struct vault, 1);

	v->xml = g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, v, NULL);
	v->documents = g_ptr_array_new_with_free_func(g_free);
	v->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	v->texts = g_string_chunk_new(4096);
	return v;
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	g_markup_parse_context_free(v->xml);
	g_ptr_array_unref(v->documents);
	g_hash_table_destroy(v->by_name);
	g_string_chunk_free(v->texts);
	g_free(v);
}

/* What GMarkup says, in our words: it quotes the file. */
static bool
take_failure(const GError *why, GError **error)
{
	if (why->domain != G_MARKUP_ERROR)
		return err_set(error, ERR_FORMAT, "%s", why->message);
	return err_set(error, ERR_FORMAT, "it is not well-formed XML");
}

bool
vault_feed(struct vault *v, const char *data, size_t len, GError **error)
{
	const size_t step = 64 * 1024;

	while (len > 0) {
		g_autoptr(GError) why = NULL;
		size_t n = MIN(len, step);

		v->quiet += n;
		if (!g_markup_parse_context_parse(v->xml, data, (gssize)n, &why))
			return take_failure(why, error);
		if (v->quiet > VAULT_ELEMENT_MAX)
			return err_set(error, ERR_FORMAT, "an element of more than %d bytes",
			    VAULT_ELEMENT_MAX);
		data += n;
		len -= n;
	}
	return true;
}

bool
vault_end(struct vault *v, GError **error)
{
	g_autoptr(GError) why = NULL;

	return g_markup_parse_context_end_parse(v->xml, &why) || take_failure(why, error);
}

/* "From ID-UUID.mbox@xxx date": the name before "@xxx", without its ending. NULL: it is none. */
static char *
name_of(const struct message *m)
{
	const char *from = m->from_line != NULL && strlen(m->from_line) > 5 ? m->from_line + 5 : "";
	const char *end = strstr(from, "@xxx");

	if (end == NULL)
		return NULL;
	if (end - from > (gssize)strlen(SUFFIX) && g_str_has_prefix(end - strlen(SUFFIX), SUFFIX))
		end -= strlen(SUFFIX);
	return g_strndup(from, (gsize)(end - from));
}

static bool
has_kind(const GPtrArray *labels, enum gmail_label kind)
{
	for (guint i = 0; i < labels->len; i++)
		if (gmail_label_kind(labels->pdata[i]) == kind)
			return true;
	return false;
}

/* "^INBOX" is a label of the system, by a name that does not depend on the language; others are internal. */
static void
take_system(GPtrArray *labels)
{
	for (guint i = labels->len; i-- > 0;) {
		char *label = labels->pdata[i];

		if (*label != '^')
			continue;
		if (gmail_label_kind(label + 1) < GMAIL_CATEGORY)
			memmove(label, label + 1, strlen(label));
		else
			g_ptr_array_remove_index(labels, i);
	}
}

static char **
apply_labels(struct message *m, const char *text)
{
	g_autoptr(GPtrArray) labels = gmail_labels_split(text);
	bool stated = m->has_flags;
	char **names;

	take_system(labels);
	names = gmail_apply(m, labels);
	if (!has_kind(labels, GMAIL_UNREAD) && !has_kind(labels, GMAIL_OPENED)) {
		m->flags &= ~(guint)FLAG_SEEN;
		m->has_flags = stated || m->flags != 0;
	}
	message_add_state(m, "vault-labels", text, strlen(text));
	return names;
}

static void
apply_date(struct message *m, const char *text)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(text, utc);

	message_add_state(m, "vault-received", text, strlen(text));
	if (date == NULL || !envelope_plausible(g_date_time_to_unix(date)))
		return;
	m->received = g_date_time_to_unix(date);
	m->received_from = RECEIVED_STORE;
}

bool
vault_apply(struct vault *v, struct message *m, char ***names)
{
	g_autofree char *name = name_of(m);
	struct document *d = name != NULL ? g_hash_table_lookup(v->by_name, name) : NULL;

	*names = NULL;
	if (d == NULL || d->used)
		return false;
	d->used = true;
	v->nused++;
	if (d->received != NULL)
		apply_date(m, d->received);
	if (d->labels != NULL)
		*names = apply_labels(m, d->labels);
	return true;
}

void
vault_counts(const struct vault *v, guint64 *ndocuments, guint64 *nused)
{
	*ndocuments = v->documents->len;
	*nused = v->nused;
}
