/* SPDX-License-Identifier: Apache-2.0 */
/* The tables beside an mbox file; see mbox_table.h. */
#include "convert/mbox_table.h"

#include "convert/mork.h"

bool
mbox_table_open(struct mbox_table *t, const struct store_file *f, GError **error)
{
	g_autofree char *path = g_strconcat(f->entry->path, ".msf", NULL);
	bool there;

	t->msf = msf_read(f->tree, path, MORK_MAX, &there);
	if (t->msf != NULL || !there)
		return true;
	return store_except(f, NOTE, "msf", 0, 0,
	    "the .msf file beside it cannot be read: its state is not used", error);
}

static void
join_toc(struct mbox_table *t, const struct store_file *f, struct message *m)
{
	if (!t->toc_read)
		t->toc = eudora_toc_read(f->tree, f->entry->path);
	t->toc_read = true;
	if (t->toc != NULL)
		eudora_toc_apply(t->toc, m);
}

void
mbox_table_join(struct mbox_table *t, const struct store_file *f, struct mbox_record *r)
{
	const struct msf_row *row = t->msf != NULL ? msf_join(t->msf, &r->message) : NULL;

	if (r->eudora)
		join_toc(t, f, &r->message);
	t->open = row != NULL && row->placed && row->at == r->message.from_at ? row : NULL;
	if (row == NULL)
		return;
	t->nstale += msf_apply(row, &r->message);
	r->expunged = r->expunged && (r->message.flags & FLAG_DELETED);
}

unsigned
mbox_table_signals(const struct mbox_table *t, guint64 at)
{
	const struct msf_row *row = t->msf != NULL ? msf_at(t->msf, at) : NULL;

	if (row != NULL)
		return row->keyed ? 0 : SIGNAL_TABLE_START;
	if (t->open != NULL && at > t->open->at && at - t->open->at < t->open->size)
		return SIGNAL_TABLE_INSIDE;
	return 0;
}

bool
mbox_table_end(const struct mbox_table *t, const struct store_file *f, GError **error)
{
	g_autofree char *reason = NULL;

	if (t->nstale == 0)
		return true;
	reason = g_strdup_printf("the headers of %" G_GUINT64_FORMAT
				 " messages state what the .msf file knows to be outdated",
	    t->nstale);
	return store_except(f, NOTE, "stale-state", 0, 0, reason, error);
}

void
mbox_table_clear(struct mbox_table *t)
{
	g_clear_pointer(&t->msf, msf_free);
	g_clear_pointer(&t->toc, eudora_toc_free);
}
