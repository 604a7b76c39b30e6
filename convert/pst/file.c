/* SPDX-License-Identifier: Apache-2.0 */
/* An open file; see file.h. */
#include "convert/pst/file.h"

#include "convert/pst/block.h"
#include "convert/pst/scan.h"

static void
warn_of_header(struct pst_file *f)
{
	if (!f->header.intact)
		pst_file_warn(f, NOTE, 0, "pst-header-checksum",
		    "the checksum of the file's header is wrong");
	if (!f->header.allocation_intact)
		pst_file_warn(f, NOTE, 0, "pst-not-closed",
		    "the file was not closed in order: it may be of two minds");
	if (f->header.end > f->source->size)
		pst_file_warn(f, LOSS, f->source->size, "pst-cut",
		    "the file has %" G_GUINT64_FORMAT " bytes of %" G_GUINT64_FORMAT,
		    f->source->size, f->header.end);
}

struct pst_file *
pst_file_open(const struct pst_source *source, const struct pst_report *report, GError **error)
{
	g_autoptr(pst_file) f = g_new0(struct pst_file, 1);

	f->source = source;
	f->report = report != NULL ? *report : (struct pst_report){0};
	f->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!pst_header_read(source, &f->header, error))
		return NULL;
	f->layout = pst_layout(f->header.format);
	warn_of_header(f);
	return g_steal_pointer(&f);
}

void
pst_file_close(struct pst_file *f)
{
	if (f == NULL)
		return;
	for (guint i = 0; i < PST_PAGES_KEPT; i++)
		g_free(f->pages[i]);
	pst_block_forget(f);
	g_hash_table_unref(f->told);
	pst_lost_free(f->lost);
	g_free(f);
}

void
pst_file_warn(struct pst_file *f, enum severity severity, guint64 at, const char *rule,
    const char *format, ...)
{
	char *key = g_strdup_printf("%s %" G_GUINT64_FORMAT " %u", rule, at, at != 0 ? 0 : f->node);
	struct pst_warning w = {.severity = severity, .node = f->node, .offset = at, .rule = rule};
	g_autofree char *reason = NULL;
	va_list ap;

	f->nwarnings++;
	if (g_hash_table_size(f->told) >= PST_WARNINGS_MAX || !g_hash_table_add(f->told, key))
		return;
	va_start(ap, format);
	reason = g_strdup_vprintf(format, ap);
	va_end(ap);
	w.reason = reason;
	if (f->report.warn != NULL)
		f->report.warn(f->report.user, &w);
}
