/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of the trees, and those read lately; see page.h. */
#include "convert/pst/page.h"

#include "convert/pst/crc.h"
#include "convert/pst/le.h"

/* [MS-PST] 2.2.2.7.7.2 to .4: bytes that the entries of a page have, or with padding more. */
static guint
least_size(const struct pst_layout *l, const struct pst_page *page)
{
	if (page->level > 0)
		return 3 * l->id;
	if (page->type == PST_NODE_PAGE)
		return 3 * l->id + 4;
	return l->format == PST_UNICODE_4K ? 22 : 2 * l->id + 4;
}

static void
read_counts(const struct pst_layout *l, struct pst_page *page)
{
	const unsigned char *p = page->bytes + l->page_counts;
	guint width = l->format == PST_UNICODE_4K ? 2 : 1; /* of the two counts */

	page->count = (guint)pst_le(p, width);
	page->size = p[2 * width];
	page->level = p[2 * width + 1];
}

/* The trailer; its fields have another order in ANSI. */
static void
read_trailer(const struct pst_layout *l, struct pst_page *page)
{
	const unsigned char *p = page->bytes + l->page_trailer;
	bool ansi = l->format == PST_ANSI;
	guint32 crc = pst_le32(p + (ansi ? 8 : 4));

	page->type = (enum pst_page_type)p[0];
	page->bid = pst_le(p + (ansi ? 4 : 8), l->id);
	page->intact = pst_crc(page->bytes, l->page_trailer) == crc &&
	    pst_signature(page->at, page->bid) == pst_le16(p + 2);
}

bool
pst_page_read(struct pst_file *f, guint64 at, struct pst_page *page, GError **error)
{
	const struct pst_layout *l = f->layout;
	const unsigned char *trailer;

	page->at = at;
	if (!pst_source_read(f->source, page->bytes, l->page, at, error))
		return false;
	trailer = page->bytes + l->page_trailer;
	if (trailer[0] != trailer[1] ||
	    (trailer[0] != PST_BLOCK_PAGE && trailer[0] != PST_NODE_PAGE))
		return err_set(error, ERR_FORMAT,
		    "there is no page of a tree at offset %" G_GUINT64_FORMAT, at);
	read_counts(l, page);
	read_trailer(l, page);
	if (page->level >= PST_LEVELS_MAX || page->size < least_size(l, page) ||
	    page->count > l->page_counts / page->size)
		return err_set(error, ERR_FORMAT,
		    "the page at offset %" G_GUINT64_FORMAT " contradicts itself", at);
	return true;
}

const struct pst_page *
pst_page_get(struct pst_file *f, enum pst_page_type type, const struct pst_ref *ref, GError **error)
{
	struct pst_page **slot = &f->pages[ref->at / f->layout->page % PST_PAGES_KEPT];
	g_autofree struct pst_page *page = NULL;

	if (*slot == NULL || (*slot)->at != ref->at) {
		page = g_steal_pointer(slot);
		page = page != NULL ? g_steal_pointer(&page) : g_new(struct pst_page, 1);
		if (!pst_page_read(f, ref->at, page, error))
			return NULL;
		*slot = g_steal_pointer(&page);
	}
	if ((*slot)->type != type) {
		err_set(error, ERR_FORMAT,
		    "the page at offset %" G_GUINT64_FORMAT " belongs to another tree", ref->at);
		return NULL;
	}
	if (!(*slot)->intact)
		pst_file_warn(f, NOTE, ref->at, "pst-page-checksum",
		    "the checksum of a page is wrong: what it holds is read all the same");
	else if ((*slot)->bid != ref->bid)
		pst_file_warn(f, NOTE, ref->at, "pst-page-id",
		    "a page has another id than the one that names it: it may be of another time");
	return *slot;
}

const unsigned char *
pst_page_entry(const struct pst_page *page, guint i)
{
	return page->bytes + (size_t)i * page->size;
}

guint64
pst_page_key(const struct pst_file *f, const struct pst_page *page, guint i)
{
	guint64 key = pst_le(pst_page_entry(page, i), f->layout->id);

	/* Of a node's id only 32 bits count; bit 0 of a block's is no part of it ([MS-PST] 2.2.2.2). */
	return page->type == PST_NODE_PAGE ? (guint32)key : key & ~G_GUINT64_CONSTANT(1);
}

struct pst_ref
pst_page_child(const struct pst_file *f, const struct pst_page *page, guint i)
{
	const unsigned char *p = pst_page_entry(page, i);
	guint id = f->layout->id;

	return (struct pst_ref){.bid = pst_le(p + id, id), .at = pst_le(p + (size_t)2 * id, id)};
}
