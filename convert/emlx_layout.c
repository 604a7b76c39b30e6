/* SPDX-License-Identifier: Apache-2.0 */
/* Message and property list of an .emlx file; see emlx_layout.h. */
#include "convert/emlx_layout.h"

#include <string.h>

#include "convert/plist.h"

#define DIGITS_MAX 18  /* fits 64 bits, whatever the digits */
#define LIST_LOOK 1024 /* bytes by which a list's beginning is known */

bool
emlx_layout_count(struct emlx_layout *l, const unsigned char *data, size_t len)
{
	size_t i = 0;

	memset(l, 0, sizeof(*l));
	len = MIN(len, EMLX_COUNT_LINE_MAX);
	for (; i < len && g_ascii_isdigit((char)data[i]) && i <= DIGITS_MAX; i++)
		l->count = l->count * 10 + (guint64)(data[i] - '0');
	if (i == 0 || i > DIGITS_MAX)
		return false;
	while (i < len && (data[i] == ' ' || data[i] == '\r'))
		i++;
	l->begin = i + 1;
	return i < len && data[i] == '\n';
}

size_t
emlx_layout_read(
    const struct store_file *f, const struct span *w, guint64 at, void *buf, size_t len)
{
	size_t n = 0;

	if (f->file == NULL || !tree_file_seekable(f->file)) {
		n = at < w->len ? MIN(len, w->len - (size_t)at) : 0;
		memcpy(buf, w->data + (n > 0 ? at : 0), n);
		return n;
	}
	while (n < len) {
		gssize more = tree_file_pread(f->file, (char *)buf + n, len - n, at + n, NULL);

		if (more <= 0)
			break;
		n += (size_t)more;
	}
	return n;
}

static bool
list_at(const struct store_file *f, const struct span *w, guint64 at)
{
	unsigned char start[LIST_LOOK];

	return plist_begins(start, emlx_layout_read(f, w, at, start, sizeof(start)));
}

/* The offset of the last list behind the first line; 0 if there is none. */
static guint64
search(const struct emlx_layout *l, const struct store_file *f, const struct span *w)
{
	guint64 size = f->entry->size;
	guint64 from = MAX(l->begin, size - MIN(size, (guint64)PLIST_MAX));
	g_autofree unsigned char *tail = g_malloc(PLIST_MAX);
	size_t len = emlx_layout_read(f, w, from, tail, PLIST_MAX);

	for (size_t i = len; i > 0; i--)
		if (plist_begins(tail + i - 1, len - (i - 1)))
			return from + i - 1;
	return 0;
}

void
emlx_layout_find(struct emlx_layout *l, const struct store_file *f, const struct span *w)
{
	guint64 size = f->entry->size, stated = l->begin + l->count, found;

	l->searched = (f->file != NULL && tree_file_seekable(f->file)) || w->len >= size;
	l->right = stated <= size;
	l->end = MIN(stated, size);
	l->list = size;
	if (!l->searched || stated == size)
		return;
	if (l->right && list_at(f, w, stated)) {
		l->list = stated;
		return;
	}
	found = search(l, f, w);
	if (found == 0)
		return;
	l->right = false;
	l->end = l->list = found;
}
