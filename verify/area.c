/* SPDX-License-Identifier: Apache-2.0 */
/* Members in memory, taken leniently; see area.h. */
#include "verify/area.h"

#include <string.h>

#include "crypto/volume_text.h"

bool
area_load(struct area *a, struct view *view, guint64 at, guint64 len, GByteArray *buf)
{
	*a = (struct area){.view = view, .at = at};
	len = MIN(len, at < view->size ? view->size - at : 0);
	g_byte_array_set_size(buf, (guint)len);
	if (!volume_pread(view->fd, buf->data, len, at, NULL)) {
		findings_add(view->findings, FOUND_BLOCK_UNREADABLE, view->volume, at, len, NULL);
		return false;
	}
	a->bytes = buf->data;
	a->len = len;
	return true;
}

static bool
header_at(
    const struct area *a, gsize at, const char *gname, char name[USTAR_NAME_SIZE], guint64 *size)
{
	return at + USTAR_BLOCK <= a->len && ustar_parse(a->bytes + at, gname, name, size, NULL);
}

bool
area_peek(const struct area *a, char name[USTAR_NAME_SIZE], guint64 *size)
{
	return header_at(a, 0, a->view->gname, name, size);
}

static void
skip(struct area *a, gsize len)
{
	len = MIN(len, a->len);
	a->bytes += len;
	a->len -= len;
	a->at += len;
}

/* A body behind a header that is lost: its size is known, or ends before the next header. */
static void
take_headless(struct area *a, const struct wanted *w, struct part *out)
{
	char name[USTAR_NAME_SIZE];
	guint64 size;
	gsize end = USTAR_BLOCK;

	if (w->min == w->max) {
		end += w->max + ustar_padding(w->max);
	} else {
		while (end < a->len && !header_at(a, end, a->view->gname, name, &size))
			end += USTAR_BLOCK;
	}
	end = MIN(end, a->len);
	out->body = a->bytes + USTAR_BLOCK;
	out->size = MIN(end - USTAR_BLOCK, w->max);
	while (w->min != w->max && out->size > 0 && out->body[out->size - 1] == 0)
		out->size--;
	a->swallowed = w->min != w->max;
	out->intact = false;
	skip(a, end);
}

/* Says why no header of ours is here: a stranger's, or a damaged one. */
static void
report_header(const struct area *a, const struct wanted *w)
{
	char name[USTAR_NAME_SIZE];
	guint64 size;
	bool foreign = header_at(a, 0, NULL, name, &size);

	findings_add(a->view->findings, foreign ? FOUND_FOREIGN_MEMBER : FOUND_HEADER_DAMAGED,
	    a->view->volume, a->at, USTAR_BLOCK, "%s", w->name);
}

static void
report_missing(const struct area *a, const struct wanted *w)
{
	findings_add(
	    a->view->findings, w->missing, a->view->volume, a->at, 0, "%s is missing", w->name);
}

/* Takes body and padding behind an intact header. */
static bool
take_whole(struct area *a, const struct wanted *w, guint64 size, struct part *out)
{
	gsize padding = ustar_padding(size);

	if (size > a->len - USTAR_BLOCK || padding > a->len - USTAR_BLOCK - size) {
		report_missing(a, w);
		/* The file ends within it: what there is belongs to nothing else. */
		if (a->at + a->len == a->view->size)
			skip(a, a->len);
		return false;
	}
	out->body = a->bytes + USTAR_BLOCK;
	out->size = (gsize)size;
	out->intact = ustar_is_zero(out->body + size, padding);
	if (out->intact)
		a->view->covered += USTAR_BLOCK + size + padding;
	else
		findings_add(a->view->findings, FOUND_ZEROS_DAMAGED, a->view->volume,
		    out->at + USTAR_BLOCK + size, padding, "behind %s", w->name);
	skip(a, USTAR_BLOCK + (gsize)size + padding);
	return true;
}

bool
area_take(struct area *a, const struct wanted *w, struct part *out)
{
	char name[USTAR_NAME_SIZE];
	guint64 size;

	*out = (struct part){.at = a->at};
	if (a->len < USTAR_BLOCK) {
		report_missing(a, w);
		return false;
	}
	if (!area_peek(a, name, &size)) {
		report_header(a, w);
		take_headless(a, w, out);
		return true;
	}
	if (a->swallowed && strcmp(name, w->name) != 0) {
		report_missing(a, w);
		return false;
	}
	a->swallowed = false;
	if (strcmp(name, w->name) != 0 || size < w->min || size > w->max) {
		findings_add(a->view->findings, FOUND_MEMBER_MISPLACED, a->view->volume, a->at, 0,
		    "%s of %" G_GUINT64_FORMAT " bytes, where %s belongs", name, size, w->name);
		return false;
	}
	return take_whole(a, w, size, out);
}

/* The name a pad here must have; after damage any later number is believed. */
static void
pad_name(const struct area *a, char name[MEMBER_NAME_SIZE])
{
	struct view *v = a->view;
	char found[USTAR_NAME_SIZE];
	guint64 size, number;

	if (v->pads_lost && area_peek(a, found, &size) && g_str_has_prefix(found, "pad/")) {
		number = g_ascii_strtoull(found + strlen("pad/"), NULL, 10);
		v->pads = MAX(v->pads, number);
		v->pads_lost = false;
	}
	g_snprintf(name, MEMBER_NAME_SIZE, "pad/%08" G_GUINT64_FORMAT, v->pads++);
}

void
area_take_pad(struct area *a, guint64 size)
{
	char name[MEMBER_NAME_SIZE];
	struct wanted w = {.name = name, .min = size, .max = size, .missing = FOUND_END_MISSING};
	struct part p;

	pad_name(a, name);
	if (area_take(a, &w, &p) && !ustar_is_zero(p.body, p.size))
		findings_add(a->view->findings, FOUND_ZEROS_DAMAGED, a->view->volume,
		    p.at + USTAR_BLOCK, p.size, "%s", name);
}
