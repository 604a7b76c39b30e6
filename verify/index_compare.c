/* SPDX-License-Identifier: Apache-2.0 */
/* Members against the index; see index_compare.h. */
#include "verify/index_compare.h"

#include <string.h>

/* Whether FIRST and COUNT are what the member can hold, as far as section 5.4 fixes them. */
static bool
range_is_good(struct index_compare *c, const struct member *m)
{
	guint64 before = c->payload, number;
	enum packed_kind kind;

	if (!packed_parse(m->name, &kind, &number))
		return m->first == 0 && m->count == 0;
	if (kind != PACKED_SEGMENT)
		return m->count <= CHUNK_RECORDS;
	/* All segments are full but the last, behind which nothing follows. */
	c->payload = m->first + m->count;
	return (before == 0 || before == m->first) && number < G_MAXUINT64 / SEGMENT_SIZE &&
	    m->first == number * SEGMENT_SIZE && m->count <= SEGMENT_SIZE;
}

const char *
index_compare_take(struct index_compare *c, const struct met_member *met)
{
	const struct member *m = NULL;
	bool range;

	if (c->index == NULL)
		return NULL;
	for (; c->next < c->index->members->len; c->next++) {
		m = &g_array_index(c->index->members, struct member, c->next);
		if (!c->gap || m->at >= met->at)
			break;
	}
	if (c->gap)
		c->payload = 0;
	c->gap = false;
	if (c->next == c->index->members->len)
		return "is not in the index";
	c->next++;
	/* The range counts on even if the member is damaged. */
	range = range_is_good(c, m);
	if (strcmp(m->name, met->name) != 0 || m->at != met->at || m->size != met->size ||
	    memcmp(m->xxh3, met->xxh3, sizeof(m->xxh3)) != 0 || !range)
		return "is not as the index has it";
	return NULL;
}

void
index_compare_lose(struct index_compare *c)
{
	c->gap = true;
}

const char *
index_compare_end(const struct index_compare *c, guint64 payload)
{
	if (c->gap)
		return NULL;
	if (c->next != c->index->members->len)
		return "lists more members than there are";
	if (c->payload != 0 && c->payload != payload)
		return "has another payload than the SEAL";
	return NULL;
}
