/* SPDX-License-Identifier: Apache-2.0 */
/* Faults until they are judged; see fault_list.h. */
#include "verify/fault_list.h"

static void
clear_one(gpointer p)
{
	g_free(((struct fault *)p)->text);
}

void
fault_list_init(struct fault_list *l)
{
	l->faults = g_array_new(FALSE, FALSE, sizeof(struct fault));
	g_array_set_clear_func(l->faults, clear_one);
	l->dropped = 0;
}

void
fault_list_clear(struct fault_list *l)
{
	g_clear_pointer(&l->faults, g_array_unref);
}

/* Takes the text. */
static void
add(struct fault_list *l, const struct fault *f)
{
	if (l->faults->len < FINDINGS_MAX) {
		g_array_append_vals(l->faults, f, 1);
		return;
	}
	l->dropped++;
	g_free(f->text);
}

void
fault_list_blame(struct fault_list *l, const struct fault *f, const char *name, const char *why)
{
	struct fault full = *f;

	full.len = MAX(f->len, 1);
	full.by_index = f->code == FOUND_INDEX_DIFFERS;
	full.text = g_strdup_printf("%s %s", name, why);
	add(l, &full);
}

static bool
is_explained(const struct fault *f, guint64 start, const bool *bad, gsize nblocks)
{
	gsize first = (gsize)((f->at - start) / BLOCK_SIZE);
	gsize last = (gsize)((f->at - start + f->len - 1) / BLOCK_SIZE);

	for (gsize i = first; i <= last && i < nblocks; i++)
		if (bad[i])
			return true;
	return first >= nblocks;
}

static void
report(const struct fault *f, struct view *view)
{
	findings_add(view->findings, f->code, view->volume, f->at, 0, "%s", f->text);
}

/* What was not kept counts as what it is at worst. */
static void
report_dropped(struct fault_list *l, struct view *view)
{
	if (l->dropped > 0)
		findings_add(view->findings, FOUND_MEMBER_MALFORMED, view->volume, FINDING_NOWHERE,
		    0, "%" G_GUINT64_FORMAT " faults more", l->dropped);
	l->dropped = 0;
}

void
fault_list_judge(struct fault_list *l, struct view *view, guint64 start, const bool *bad,
    gsize nblocks, struct fault_list *later)
{
	for (guint i = 0; i < l->faults->len; i++) {
		struct fault *f = &g_array_index(l->faults, struct fault, i);
		if (is_explained(f, start, bad, nblocks))
			continue;
		if (!f->by_index) {
			report(f, view);
			continue;
		}
		add(later, f);
		f->text = NULL;
	}
	g_array_set_size(l->faults, 0);
	report_dropped(l, view);
}

void
fault_list_report(struct fault_list *l, struct view *view)
{
	for (guint i = 0; i < l->faults->len; i++)
		report(&g_array_index(l->faults, struct fault, i), view);
	g_array_set_size(l->faults, 0);
	report_dropped(l, view);
}
