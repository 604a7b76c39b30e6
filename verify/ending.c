/* SPDX-License-Identifier: Apache-2.0 */
/* SEAL, twice, and the end; see ending.h. */
#include <string.h>

#include "crypto/volume_text.h"
#include "verify/ending.h"
#include "verify/header_scan.h"

#define TAIL (4 * SEAL_GAP) /* both SEALs lie in the last bytes of a volume */
#define COPY_MAX (USTAR_BLOCK + TEXT_MAX + SIGNERS_MAX * (USTAR_BLOCK + SIGNATURE_MAX))
#define ENDING_MAX (2 * COPY_MAX + USTAR_BLOCK + SEAL_GAP + END_MARK)

static const char *const copy_names[NCOPIES] = {MEMBER_SEAL, MEMBER_SEAL_AGAIN};

void
ending_clear(struct ending *e)
{
	g_clear_pointer(&e->text, g_bytes_unref);
	g_clear_pointer(&e->signature, g_bytes_unref);
	g_clear_pointer(&e->signers, g_array_unref);
	memset(e, 0, sizeof(*e));
}

/* Where the copies were last seen; FINDING_NOWHERE if not. */
struct search {
	const struct view *view;
	guint64 at[NCOPIES];
};

static bool
see_header(void *ctx, const struct header_hit *hit)
{
	struct search *s = ctx;

	if (s->view->gname[0] != '\0' && strcmp(s->view->gname, hit->gname) != 0)
		return true;
	for (int i = 0; i < NCOPIES; i++)
		if (strcmp(hit->name, copy_names[i]) == 0)
			s->at[i] = hit->at;
	return true;
}

static bool
read_copy(const struct view *view, guint64 at, int copy, struct seal *seal)
{
	guint64 end;
	g_autoptr(GBytes) text = NULL;

	text = volume_read_text(view->fd, at, copy_names[copy], NULL, TEXT_MAX, &end, NULL);
	return text != NULL &&
	    seal_parse(seal, g_bytes_get_data(text, NULL), g_bytes_get_size(text), NULL);
}

/* SEAL says where it stands, which counts if it can be read there or was not seen elsewhere. */
static bool
take_search(struct ending *e, const struct search *s)
{
	struct seal there;

	for (int i = 0; i < NCOPIES && !e->found; i++)
		e->found = s->at[i] != FINDING_NOWHERE && read_copy(s->view, s->at[i], i, &e->seal);
	if (!e->found)
		return false;
	e->at = e->seal.bytes;
	if (!read_copy(s->view, e->seal.bytes, 0, &there) && s->at[0] != FINDING_NOWHERE)
		e->at = s->at[0];
	return true;
}

bool
ending_find(struct ending *e, const struct view *view)
{
	struct search s = {view, {FINDING_NOWHERE, FINDING_NOWHERE}};
	guint64 tail = view->size > TAIL ? view->size - TAIL : 0;

	header_scan(view->fd, tail, view->size, see_header, &s);
	if (take_search(e, &s))
		return true;
	header_scan(view->fd, 0, tail, see_header, &s);
	return take_search(e, &s);
}

/* One copy as it was found. */
struct copy {
	struct signed_part part;
	bool there, parsed;
	struct seal seal;
	enum signatures_state state;
	GArray *signers;
};

static void
judge_copy(struct copy *c, struct view *view, const struct signer_keys *keys)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *comment = NULL;

	c->state = SIGNATURES_UNCHECKED;
	if (!c->there)
		return;
	c->parsed = seal_parse(&c->seal, c->part.text.body, c->part.text.size, &error);
	if (!c->parsed) {
		findings_add(view->findings, FOUND_SEAL_DAMAGED, view->volume, c->part.text.at, 0,
		    "%s", error->message);
		return;
	}
	comment = seal_comment(&c->seal);
	c->state = signatures_judge(view, keys, &c->part, comment, FOUND_SEAL_DAMAGED, c->signers);
}

/* The copies must be one text with the same signatures. */
static void
compare_copies(const struct copy c[NCOPIES], struct view *view)
{
	const struct signed_part *a = &c[0].part, *b = &c[1].part;
	bool same = a->text.size == b->text.size &&
	    memcmp(a->text.body, b->text.body, a->text.size) == 0 &&
	    a->nsignatures == b->nsignatures;

	for (guint i = 0; same && i < a->nsignatures; i++)
		same = a->signature[i].size == b->signature[i].size &&
		    memcmp(a->signature[i].body, b->signature[i].body, a->signature[i].size) == 0;
	if (!same)
		findings_add(view->findings, FOUND_SEAL_DIFFERS, view->volume, b->text.at, 0,
		    "the two SEALs differ");
}

static void
choose(struct ending *e, const struct copy *c)
{
	const struct part *text = &c->part.text;

	e->found = true;
	e->good = c->state == SIGNATURES_GOOD;
	e->seal = c->seal;
	e->text = g_bytes_new(text->body, text->size);
	if (c->part.nsignatures > 0)
		e->signature = g_bytes_new(c->part.signature[0].body, c->part.signature[0].size);
	e->signers = g_array_ref(c->signers);
	statement_hash(text->body, text->size, e->hash);
}

/* The first good copy counts, else the first that can be read. */
static void
choose_copy(struct ending *e, const struct copy c[NCOPIES], struct view *view)
{
	e->found = false;
	for (int i = 0; i < NCOPIES; i++) {
		e->copies[i] = c[i].parsed;
		e->forged |= c[i].state == SIGNATURES_BAD;
	}
	for (int i = 0; i < NCOPIES && !e->found; i++)
		if (c[i].state == SIGNATURES_GOOD)
			choose(e, &c[i]);
	for (int i = 0; i < NCOPIES && !e->found; i++)
		if (c[i].parsed)
			choose(e, &c[i]);
	if (!e->good && !e->forged)
		findings_add(view->findings, FOUND_NOT_SEALED, view->volume, e->at, 0,
		    e->found ? "the signature of its SEAL cannot be checked"
			     : "no SEAL can be read");
}

/* The end mark, and nothing behind it. */
static void
judge_end_mark(struct ending *e, struct area *a)
{
	struct view *view = a->view;
	gsize len = MIN(a->len, END_MARK);

	if (!ustar_is_zero(a->bytes, len))
		findings_add(
		    view->findings, FOUND_ZEROS_DAMAGED, view->volume, a->at, len, "the end mark");
	else
		view->covered += len;
	if (len < END_MARK)
		findings_add(view->findings, FOUND_END_MISSING, view->volume, a->at + len, 0, NULL);
	e->end = a->at + len;
	if (e->end < view->size)
		findings_add(view->findings, FOUND_TRAILING_DATA, view->volume, e->end,
		    view->size - e->end, "%" G_GUINT64_FORMAT " bytes", view->size - e->end);
}

/* The gap's pad has the number behind that of the last stripe's, which is not known yet. */
static void
take_gap(struct ending *e, struct area *a)
{
	struct view *view = a->view;
	guint64 pads = view->pads;
	bool lost = view->pads_lost, there = a->len >= USTAR_BLOCK;

	view->pads_lost = true;
	area_take_pad(a, SEAL_GAP);
	e->gap = there ? view->pads - 1 : FINDING_NOWHERE;
	view->pads = pads;
	view->pads_lost = lost;
}

void
ending_judge(struct ending *e, struct view *view, const struct signer_keys *keys)
{
	g_autoptr(GByteArray) buf = g_byte_array_new();
	struct copy c[NCOPIES] = {0};
	struct area a;

	if (!area_load(&a, view, e->at, ENDING_MAX, buf))
		return;
	for (int i = 0; i < NCOPIES; i++)
		c[i].signers = g_array_new(FALSE, FALSE, sizeof(gint));
	c[0].there = signatures_take(&a, MEMBER_SEAL, FOUND_SEAL_DAMAGED, &c[0].part);
	take_gap(e, &a);
	c[1].there = signatures_take(&a, MEMBER_SEAL_AGAIN, FOUND_END_MISSING, &c[1].part);
	judge_end_mark(e, &a);
	for (int i = 0; i < NCOPIES; i++)
		judge_copy(&c[i], view, keys);
	if (c[0].parsed && c[1].parsed && c[0].part.nsignatures > 0 && c[1].part.nsignatures > 0)
		compare_copies(c, view);
	choose_copy(e, c, view);
	for (int i = 0; i < NCOPIES; i++)
		g_array_unref(c[i].signers);
}
