/* SPDX-License-Identifier: Apache-2.0 */
/*
 * c-client's MBX as a store (Pine, UW IMAP; docs/MAIL.md, "Formats"): a header of
 * 2,048 bytes with the UID validity and 30 lines for names of keywords, then records
 * (sized.h). Its exceptions are those, and "truncated", a loss, if the header is cut.
 */
#include <string.h>

#include "convert/mbox_place.h"
#include "convert/sized.h"

#define HEADER_SIZE 2048
#define MAGIC "*mbx*\r\n"
#define MAGIC_LEN 7
#define UIDVALIDITY_LEN 8

struct mbx {
	struct sized sized;
	bool begun; /* the header is behind us */
};

static int
mbx_probe(const struct store_probe *p)
{
	const size_t digits = 2 * UIDVALIDITY_LEN;
	const unsigned char *d = p->head + MAGIC_LEN;

	if (p->head_len < MAGIC_LEN + digits + 2 || memcmp(p->head, MAGIC, MAGIC_LEN) != 0)
		return 0;
	for (size_t i = 0; i < digits; i++)
		if (!g_ascii_isxdigit((char)d[i]))
			return 0;
	return memcmp(d + digits, "\r\n", 2) == 0 ? 100 : 0;
}

static struct store *
mbx_open(const struct store_file *f, GError **error)
{
	struct mbx *m = g_new0(struct mbx, 1);

	(void)error;
	sized_init(&m->sized, &mbx_store, f, RECORDLINE_MBX);
	f->facts->crlf = true;
	return &m->sized.base;
}

/* The header's third line and those behind it name the keywords, bit by bit. */
static void
read_header(struct sized *s, const unsigned char *header, size_t len)
{
	g_autofree char *text = g_strndup((const char *)header, len);
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", SIZED_NKEYWORDS + 3);
	guint n = g_strv_length(lines);

	s->uidvalidity = n > 1 ? g_strndup(lines[1], UIDVALIDITY_LEN) : NULL;
	for (guint i = 2; i < MIN(n, SIZED_NKEYWORDS + 2); i++)
		if (*lines[i] != '\0' && g_utf8_validate(lines[i], -1, NULL))
			s->keywords[i - 2] = g_strdup(lines[i]);
}

static gssize
mbx_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	struct mbx *m = (struct mbx *)store;
	struct span records = *w;
	gssize n;

	if (m->begun)
		return sized_feed(store, w, at, last, error);
	if (w->len < HEADER_SIZE && !last)
		return 0;
	if (w->len < HEADER_SIZE)
		return store_except(&m->sized.file, LOSS, "truncated", 0, w->len,
			   "the file ends in its header", error)
		    ? (gssize)w->len
		    : -1;
	m->begun = true;
	read_header(&m->sized, w->data, HEADER_SIZE);
	records.data += HEADER_SIZE;
	records.len -= HEADER_SIZE;
	n = sized_feed(store, &records, at + HEADER_SIZE, last, error);
	return n < 0 ? n : n + HEADER_SIZE;
}

const struct store_ops mbx_store = {
    .name = "mbx",
    .role = "store",
    .probe = mbx_probe,
    .folder = mbox_folder,
    .open = mbx_open,
    .feed = mbx_feed,
    .close = sized_close,
};
