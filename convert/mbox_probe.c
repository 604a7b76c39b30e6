/* SPDX-License-Identifier: Apache-2.0 */
/* mbox files from outside; see mbox_probe.h. */
#include "convert/mbox_probe.h"

#include <string.h>

#include "convert/header.h"
#include "convert/mbox_place.h"

/* Other formats, some of which hold From_ lines: docs/MAIL.md, "Formats". */
static const struct {
	size_t at, len;
	const char *bytes;
} others[] = {
    {0, 2, "\x1f\x8b"}, /* gzip */
    {0, 3, "BZh"},
    {0, 6,
	"\xfd"
	"7zXZ\0"},
    {0, 4, "\x28\xb5\x2f\xfd"}, /* zstd */
    {0, 4, "PK\x03\x04"},
    {0, 6, "7z\xbc\xaf\x27\x1c"},
    {257, 5, "ustar"},
    {0, 4, "!BDN"},                             /* PST */
    {0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, /* OLE2 */
    {0, 7, "*mbx*\r\n"},                        /* c-client MBX */
    {0, 4, "\1\1\1\1"},                         /* MMDF */
    {0, 13, "BABYL OPTIONS"},
};

unsigned char
mbox_line_ends(const unsigned char *data, size_t len, bool *crlf)
{
	size_t nlf = 0, ncrlf = 0;

	for (const unsigned char *p = data; (p = memchr(p, '\n', (size_t)(data + len - p))) != NULL;
	     p++) {
		if (p > data && p[-1] == '\r')
			ncrlf++;
		else
			nlf++;
	}
	*crlf = ncrlf > nlf;
	return nlf + ncrlf == 0 && len > 0 && memchr(data, '\r', len) != NULL ? '\r' : '\n';
}

size_t
mbox_first_text(const unsigned char *data, size_t len)
{
	size_t i = len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < len && (data[i] == ' ' || (data[i] >= '\t' && data[i] <= '\r')))
		i++;
	return i;
}

bool
mbox_is_header(const struct mbox_view *v, size_t at)
{
	size_t second;

	if (!header_looks_like_field(v->data + at, v->len - at))
		return false;
	second = mbox_line_after(v, at);
	while (second < v->len && (v->data[second] == ' ' || v->data[second] == '\t'))
		second = mbox_line_after(v, second);
	return second == v->len || mbox_empty_line(v, second) > 0 ||
	    header_looks_like_field(v->data + second, v->len - second);
}

static bool
is_other(const struct store_probe *p)
{
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (p->head_len >= others[i].at + others[i].len &&
		    memcmp(p->head + others[i].at, others[i].bytes, others[i].len) == 0)
			return true;
	return false;
}

/* Whether the file's name is that of an mbox, or it is an Apple export's, or has an .msf twin. */
static bool
has_mbox_name(const struct store_probe *p)
{
	const char *path = p->entry->path, *name = p->entry->name;
	size_t len = strlen(path);
	g_autofree char *msf = g_strconcat(path, ".msf", NULL);

	if (mbox_stem(name, strlen(name)) < strlen(name) || g_str_has_suffix(path, ".mbox/mbox"))
		return true;
	return p->tree != NULL && len > 0 && tree_lookup(p->tree, msf) == ENTRY_FILE;
}

/* The best score of a From_ line behind the first text; 0 if the text before it is binary. */
static int
best_score(const struct mbox_view *v, size_t at)
{
	int best = 0;

	for (; at < v->len && best < MBOX_CERTAIN; at = mbox_line_after(v, at)) {
		struct mbox_candidate c;
		bool blank = at > 1 && v->data[at - 1] == v->eol &&
		    (v->data[at - 2] == v->eol || v->data[at - 2] == '\r');

		if (!mbox_is_from(v, at))
			continue;
		mbox_candidate_read(&c, v, at);
		best =
		    MAX(best, mbox_score(c.signals | (blank ? (unsigned)SIGNAL_BLANK_BEFORE : 0)));
	}
	return at > 0 && memchr(v->data, '\0', MIN(at, v->len)) != NULL ? 0 : best;
}

int
mbox_probe(const struct store_probe *p)
{
	struct mbox_view v = {.data = p->head, .len = p->head_len, .last = true};
	size_t at = mbox_first_text(p->head, p->head_len);
	bool named = has_mbox_name(p), crlf;

	if (is_other(p))
		return 0;
	if (at == v.len)
		return named ? 50 : 0; /* an empty folder */
	v.eol = mbox_line_ends(p->head, p->head_len, &crlf);
	if (mbox_is_from(&v, at)) {
		struct mbox_candidate c;

		mbox_candidate_read(&c, &v, at);
		if (mbox_score(c.signals | SIGNAL_START) >= MBOX_ACCEPT)
			return 95;
	}
	if (best_score(&v, at) >= MBOX_CERTAIN)
		return named ? 65 : mbox_is_header(&v, at) ? 0 : 40;
	return named && mbox_is_header(&v, at) ? 30 : 0;
}
