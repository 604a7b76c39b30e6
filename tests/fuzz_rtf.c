/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTF from any bytes: what comes out is the same each time and bounded by what went in, plain text
 * is UTF-8, HTML that was made balances its tags, and places are in their bodies, in order.
 */
#include <stdint.h>
#include <string.h>

#include "convert/mapi/memory_stream.h"
#include "convert/mapi/rtf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A character has at most its tags around it; the longest have an address or a font's name. */
#define GROWTH 5000

static struct rtf_body *
parse(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(mapi_stream) s = memory_stream_open(bytes);

	return rtf_parse(s);
}

static void
check_places(const GArray *places, const GByteArray *in)
{
	size_t end = 0;

	for (guint i = 0; i < places->len; i++) {
		const struct rtf_place *p = &g_array_index(places, struct rtf_place, i);

		g_assert_cmpuint(p->at, >=, end);
		end = p->at + p->len;
		g_assert_cmpuint(end, <=, in->len);
		g_assert(p->kind != RTF_PLACE_ATTACHMENT || p->len == 0);
		g_assert(p->kind != RTF_PLACE_CID || memcmp(in->data + p->at, "[cid:", 5) == 0);
	}
}

/* How often a tag begins; of text, '<' is escaped. */
static guint
count(const GByteArray *html, const char *tag)
{
	size_t len = strlen(tag);
	guint n = 0;

	for (size_t i = 0; i + len <= html->len; i++)
		n += memcmp(html->data + i, tag, len) == 0;
	return n;
}

static void
check_markup(const GByteArray *html)
{
	static const char *const pairs[][2] = {{"<div", "</div>"}, {"<span ", "</span>"},
	    {"<b>", "</b>"}, {"<i>", "</i>"}, {"<u>", "</u>"}, {"<s>", "</s>"},
	    {"<a href=\"", "</a>"}, {"<sub>", "</sub>"}, {"<sup>", "</sup>"}, {"<body>", "</body>"},
	    {"<html>", "</html>"}};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		g_assert_cmpuint(count(html, pairs[i][0]), ==, count(html, pairs[i][1]));
	g_assert(g_utf8_validate((const char *)html->data, (gssize)html->len, NULL));
}

static void
check_same(const GByteArray *a, const GByteArray *b)
{
	g_assert_cmpuint(a->len, ==, b->len);
	g_assert(a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(rtf_body) b = parse(data, size);
	g_autoptr(rtf_body) again = parse(data, size);

	g_assert_null(b->error);
	check_same(b->html, again->html);
	check_same(b->plain, again->plain);
	g_assert_cmpuint(b->html->len, <=, 1000 + size * GROWTH);
	g_assert_cmpuint(b->plain->len, <=, 1000 + size * GROWTH);
	g_assert(b->plain->len == 0 ||
	    g_utf8_validate((const char *)b->plain->data, (gssize)b->plain->len, NULL));
	check_places(b->plain_places, b->plain);
	check_places(b->html_places, b->html);
	if (b->kind == RTF_KIND_NONE)
		g_assert(b->html->len == 0 && b->plain->len == 0);
	if (b->kind == RTF_KIND_HTML)
		g_assert(b->plain->len == 0 && b->html_charset != NULL);
	if (b->kind == RTF_KIND_TEXT)
		g_assert_cmpuint(b->html->len, ==, 0);
	if (b->kind == RTF_KIND_REAL)
		check_markup(b->html);
	return 0;
}
