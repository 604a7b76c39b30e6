/* SPDX-License-Identifier: Apache-2.0 */
/* The order of data members; see member_order.h. */
#include "verify/member_order.h"

#include <string.h>

/* Moves to a phase that may only follow one that has been reached. */
static const char *
advance(struct member_order *o, enum order_phase to, enum order_phase least)
{
	bool follows = o->phase < to && (o->lost || o->phase >= least);

	o->phase = MAX(o->phase, to);
	return follows ? NULL : "stands out of order";
}

static const char *
take_slot(struct member_order *o, const char *name)
{
	guint64 number = g_ascii_strtoull(name + strlen("keys/"), NULL, 10);
	char again[MEMBER_NAME_SIZE];
	bool skips = o->slots_gap && number > o->nslots;

	g_snprintf(again, sizeof(again), "keys/%03" G_GUINT64_FORMAT ".age", number);
	if (strcmp(name, again) != 0 || number >= SLOTS_MAX)
		return "is no name of a pouch";
	if ((o->phase != ORDER_PREAMBLE && !(o->lost && o->phase < ORDER_PREAMBLE)) ||
	    (number != o->nslots && !skips))
		return "stands out of order";
	o->slots_gap = false;
	o->nslots = (guint)number + 1;
	return NULL;
}

static const char *
take_packed(struct member_order *o, enum packed_kind kind, guint64 number)
{
	bool fits = number == o->next[kind] || (o->gap[kind] && number > o->next[kind]) ||
	    (!o->seen[kind] && o->volume != 1);

	if (o->phase > ORDER_PACKED || (o->phase < ORDER_PREAMBLE && !o->lost) || !fits)
		return "stands out of order";
	o->phase = ORDER_PACKED;
	if (!o->seen[kind])
		o->first[kind] = number;
	o->seen[kind] = true;
	o->gap[kind] = false;
	o->next[kind] = number + 1;
	return NULL;
}

const char *
member_order_take(struct member_order *o, const char *name)
{
	enum packed_kind kind;
	guint64 number;

	if (strcmp(name, MEMBER_README) == 0)
		return advance(o, ORDER_README, ORDER_NOTHING);
	if (strcmp(name, MEMBER_PREAMBLE) == 0)
		return advance(o, ORDER_PREAMBLE, ORDER_README);
	if (strcmp(name, MEMBER_INDEX) == 0)
		return advance(o, ORDER_INDEX, ORDER_PREAMBLE);
	if (g_str_has_prefix(name, "keys/"))
		return take_slot(o, name);
	if (packed_parse(name, &kind, &number))
		return take_packed(o, kind, number);
	return "is no name of a pouch";
}

void
member_order_lose(struct member_order *o)
{
	o->lost = o->slots_gap = true;
	for (int k = 0; k < PACKED_NKINDS; k++)
		o->gap[k] = true;
}
