/* SPDX-License-Identifier: Apache-2.0 */
/* SEAL, twice, and the end; see ending.h. */
#include "verify/ending.h"

#include <string.h>

#include "crypto/minisign.h"
#include "crypto/volume_text.h"

#define COPY_MAX (USTAR_BLOCK + TEXT_MAX + SIGNERS_MAX * (USTAR_BLOCK + SIGNATURE_MAX))
#define ENDING_MAX (2 * COPY_MAX + USTAR_BLOCK + SEAL_GAP + END_MARK)

void
ending_clear(struct ending *e)
{
	g_clear_pointer(&e->text, g_bytes_unref);
	g_clear_pointer(&e->signature, g_bytes_unref);
	g_clear_pointer(&e->signers, g_array_unref);
	memset(e, 0, sizeof(*e));
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
		findings_add(view->findings,
		    err_kind(error) == ERR_UNSUPPORTED ? FOUND_SEAL_DIFFERS : FOUND_SEAL_DAMAGED,
		    view->volume, c->part.text.at, 0, "%s", error->message);
		return;
	}
	comment = seal_comment(&c->seal);
	c->state = signatures_judge(view, keys, &c->part, comment, FOUND_SEAL_DAMAGED, c->signers);
}

/* Whether two signatures contradict each other; one that is none is damaged, which was said. */
static bool
contradict(const struct part *a, const struct part *b)
{
	unsigned char id[MINISIGN_ID_SIZE];

	return minisign_signature_key_id((const char *)a->body, a->size, id, NULL) &&
	    minisign_signature_key_id((const char *)b->body, b->size, id, NULL) &&
	    (a->size != b->size || memcmp(a->body, b->body, a->size) != 0);
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
		same = !contradict(&a->signature[i], &b->signature[i]);
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
	guint64 pads = view->pads, size;
	char name[USTAR_NAME_SIZE];
	bool lost = view->pads_lost, there = area_peek(a, name, &size);

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
