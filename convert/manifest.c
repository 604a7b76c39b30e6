/* SPDX-License-Identifier: Apache-2.0 */
/* Manifest chunks; see manifest.h. */
#include "convert/manifest.h"

#include <string.h>

struct manifest_writer {
	enum manifest_kind kind;
	bool (*emit)(void *user, const struct manifest_chunk *c, GError **error);
	void *user;
	guint64 number, first, count;
	GString *facts, *index;
};

enum packed_kind
manifest_facts(enum manifest_kind kind)
{
	return kind == MANIFEST_TREE ? PACKED_TREE_FACTS : PACKED_MAIL_FACTS;
}

enum packed_kind
manifest_index(enum manifest_kind kind)
{
	return kind == MANIFEST_TREE ? PACKED_TREE_INDEX : PACKED_MAIL_INDEX;
}

struct manifest_writer *
manifest_writer_new(enum manifest_kind kind,
    bool (*emit)(void *user, const struct manifest_chunk *c, GError **error), void *user)
{
	struct manifest_writer *w = g_new0(struct manifest_writer, 1);

	w->kind = kind;
	w->emit = emit;
	w->user = user;
	w->first = kind == MANIFEST_MAIL ? 1 : 0; /* ids begin at 1, ordinals at 0 */
	w->facts = g_string_new(NULL);
	w->index = g_string_new(NULL);
	return w;
}

void
manifest_writer_free(struct manifest_writer *w)
{
	if (w == NULL)
		return;
	g_string_free(w->facts, TRUE);
	g_string_free(w->index, TRUE);
	g_free(w);
}

bool
manifest_writer_finish(struct manifest_writer *w, GError **error)
{
	struct manifest_chunk c = {w->kind, w->number, w->first, w->count, w->facts, w->index};

	if (w->count == 0)
		return true;
	if (!w->emit(w->user, &c, error))
		return false;
	w->number++;
	w->first += w->count;
	w->count = 0;
	g_string_truncate(w->facts, 0);
	g_string_truncate(w->index, 0);
	return true;
}

bool
manifest_writer_add(struct manifest_writer *w, const char *facts, size_t facts_len,
    const char *index, size_t index_len, GError **error)
{
	/* No reader takes a longer line, and nobody is to find that out when it is too late. */
	if (MAX(facts_len, index_len) > RECORD_MAX + 1)
		return err_set(error, ERR_FORMAT,
		    "record %" G_GUINT64_FORMAT " of the manifest would be longer than %d bytes",
		    w->first + w->count, RECORD_MAX);
	if (w->count == CHUNK_RECORDS || w->facts->len + facts_len > CHUNK_FILL ||
	    w->index->len + index_len > CHUNK_FILL)
		if (!manifest_writer_finish(w, error))
			return false;
	g_string_append_len(w->facts, facts, (gssize)facts_len);
	g_string_append_len(w->index, index, (gssize)index_len);
	w->count++;
	return true;
}

guint64
manifest_writer_chunks(const struct manifest_writer *w)
{
	return w->number;
}

static struct manifest_half
cursor_of(const GByteArray *text)
{
	return (struct manifest_half){text->len > 0 ? (const char *)text->data : "", text->len};
}

void
manifest_lines_init(struct manifest_lines *l, const GByteArray *facts, const GByteArray *index)
{
	memset(l, 0, sizeof(*l));
	l->left = CHUNK_RECORDS;
	l->facts = cursor_of(facts);
	l->has_index = index != NULL;
	if (index != NULL)
		l->index = cursor_of(index);
}

/* Takes one line off; false if there is no whole one. */
static bool
take_line(struct manifest_half *h, const char **line, size_t *len)
{
	const char *lf = memchr(h->at, '\n', h->left);

	if (lf == NULL)
		return false;
	*line = h->at;
	*len = (size_t)(lf - h->at);
	h->at += *len + 1;
	h->left -= *len + 1;
	return true;
}

enum step
manifest_lines_next(struct manifest_lines *l, struct record_lines *next, GError **error)
{
	bool facts_done = l->facts.left == 0;
	bool index_done = l->has_index ? l->index.left == 0 : facts_done;

	memset(next, 0, sizeof(*next));
	if (facts_done && index_done)
		return STEP_END;
	if (l->left-- == 0) {
		err_set(error, ERR_ALTERED, "a chunk has more than %d records", CHUNK_RECORDS);
		return STEP_FAILED;
	}
	if (facts_done || index_done || !take_line(&l->facts, &next->facts, &next->facts_len) ||
	    (l->has_index && !take_line(&l->index, &next->index, &next->index_len))) {
		err_set(error, ERR_ALTERED, "facts and index do not have the same records");
		return STEP_FAILED;
	}
	return STEP_NEXT;
}
