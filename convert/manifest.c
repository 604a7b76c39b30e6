/* SPDX-License-Identifier: Apache-2.0 */
/* Manifest chunks; see manifest.h. */
#include <string.h>

#include "convert/manifest.h"

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
	struct manifest_chunk c = {
	    w->kind, w->number, w->first, w->count, w->facts, w->index};

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
	if (w->count == CHUNK_RECORDS || w->facts->len + facts_len > CHUNK_SIZE ||
	    w->index->len + index_len > CHUNK_SIZE)
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

void
manifest_lines_init(
    struct manifest_lines *l, const GByteArray *facts, const GByteArray *index)
{
	memset(l, 0, sizeof(*l));
	l->facts = (const char *)facts->data;
	l->facts_end = l->facts + facts->len;
	l->has_index = index != NULL;
	if (index != NULL) {
		l->index = (const char *)index->data;
		l->index_end = l->index + index->len;
	}
}

/* Takes one line off [*p, end); false if there is no whole one. */
static bool
take_line(const char **p, const char *end, const char **line, size_t *len)
{
	const char *lf = memchr(*p, '\n', (size_t)(end - *p));

	if (lf == NULL)
		return false;
	*line = *p;
	*len = (size_t)(lf - *p);
	*p = lf + 1;
	return true;
}

enum step
manifest_lines_next(struct manifest_lines *l, const char **facts, size_t *facts_len,
    const char **index, size_t *index_len, GError **error)
{
	bool facts_done = l->facts == l->facts_end;
	bool index_done = l->has_index ? l->index == l->index_end : facts_done;

	*index = NULL;
	*index_len = 0;
	if (facts_done && index_done)
		return STEP_END;
	if (facts_done || index_done || !take_line(&l->facts, l->facts_end, facts, facts_len) ||
	    (l->has_index && !take_line(&l->index, l->index_end, index, index_len))) {
		err_set(error, ERR_ALTERED, "facts and index do not have the same records");
		return STEP_FAILED;
	}
	return STEP_NEXT;
}
