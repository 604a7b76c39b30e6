/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is read by asking for it; see derive_remote.h. */
#include "convert/derive_remote.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "convert/derive_frame.h"

#define PAGE DERIVE_WANT_MAX
#define PAGES 128 /* that are kept, each in the place that its number gives */
#define NO_PAGE G_MAXUINT64

struct page {
	guint64 number;
	size_t len;
	unsigned char *bytes; /* PAGE of them */
};

struct remote {
	struct tree_file base;
	struct unpack_out *out;
	int in;
	guint64 size;
	GByteArray *frame;
	struct page pages[PAGES];
};

bool
derive_remote_take(int in, void *buf, size_t len)
{
	unsigned char *p = buf;

	while (len > 0) {
		ssize_t n = read(in, p, len);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		p += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
	return true;
}

static void
ask(struct remote *r, guint64 number)
{
	const struct derive_want want = {.at = number * PAGE, .len = PAGE};

	g_byte_array_set_size(r->frame, 0);
	derive_want_put(&want, r->frame);
	unpack_out_bytes(r->out, UNPACK_WANT, r->frame->data, r->frame->len);
}

/* The page, read if it is not kept; NULL if it cannot be read. */
static const struct page *
get_page(struct remote *r, guint64 number, GError **error)
{
	struct page *p = &r->pages[number % PAGES];
	guint32 len;

	if (p->number == number)
		return p;
	if (p->bytes == NULL)
		p->bytes = g_malloc(PAGE);
	p->number = NO_PAGE;
	ask(r, number);
	if (!derive_remote_take(r->in, &len, sizeof(len)))
		_exit(1);
	len = GUINT32_FROM_LE(len);
	if (len == DERIVE_UNREADABLE || len > PAGE) {
		err_set(error, ERR_IO, "its bytes from %" G_GUINT64_FORMAT " on cannot be read",
		    number * PAGE);
		return NULL;
	}
	if (!derive_remote_take(r->in, p->bytes, len))
		_exit(1);
	p->number = number;
	p->len = len;
	return p;
}

static gssize
remote_pread(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error)
{
	struct remote *r = (struct remote *)f;
	unsigned char *to = buf;
	size_t done = 0;

	if (at >= r->size)
		return 0;
	len = (size_t)MIN((guint64)len, r->size - at);
	while (done < len) {
		const struct page *p = get_page(r, (at + done) / PAGE, error);
		size_t from = (size_t)((at + done) % PAGE), n;

		if (p == NULL)
			return -1;
		if (from >= p->len)
			break;
		n = MIN(len - done, p->len - from);
		memcpy(to + done, p->bytes + from, n);
		done += n;
	}
	return (gssize)done;
}

static gssize
remote_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	(void)f;
	(void)buf;
	(void)len;
	err_set(error, ERR_IO, "it is read at places only");
	return -1;
}

static bool
remote_changed(struct tree_file *f, GError **error)
{
	(void)f;
	(void)error;
	return false; /* the other side looks at that */
}

static void
remote_close(struct tree_file *f)
{
	struct remote *r = (struct remote *)f;

	for (guint i = 0; i < PAGES; i++)
		g_free(r->pages[i].bytes);
	g_byte_array_unref(r->frame);
	g_free(r);
}

static const struct tree_file_ops remote_ops = {
    .read = remote_read,
    .pread = remote_pread,
    .changed = remote_changed,
    .close = remote_close,
};

struct tree_file *
derive_remote_open(struct unpack_out *out, int in, guint64 size)
{
	struct remote *r = g_new0(struct remote, 1);

	r->base.ops = &remote_ops;
	r->out = out;
	r->in = in;
	r->size = size;
	r->frame = g_byte_array_new();
	for (guint i = 0; i < PAGES; i++)
		r->pages[i].number = NO_PAGE;
	return &r->base;
}
