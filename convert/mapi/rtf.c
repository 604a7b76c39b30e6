/* SPDX-License-Identifier: Apache-2.0 */
/* The body in RTF; see rtf.h. */
#include "convert/mapi/rtf.h"

#include <string.h>

#include "convert/mapi/lzfu.h"
#include "convert/mapi/rtf_parser.h"

#define CID "[cid:"
#define CID_MAX 256 /* bytes of a Content-ID */

static struct rtf_body *
body_new(void)
{
	struct rtf_body *b = g_new0(struct rtf_body, 1);

	b->html = g_byte_array_new();
	b->plain = g_byte_array_new();
	b->html_places = g_array_new(FALSE, FALSE, sizeof(struct rtf_place));
	b->plain_places = g_array_new(FALSE, FALSE, sizeof(struct rtf_place));
	return b;
}

/* The length of the "[cid:...]" at p, or 0. */
static size_t
cid_len(const unsigned char *p, size_t len)
{
	size_t n = strlen(CID);

	if (len < n || memcmp(p, CID, n) != 0)
		return 0;
	while (n < len && n < CID_MAX && g_ascii_isgraph(p[n]) && strchr("[]<>\"&", p[n]) == NULL)
		n++;
	return n < len && n > strlen(CID) && p[n] == ']' ? n + 1 : 0;
}

/* Adds the places "[cid:...]" of a body, in order with the others. */
static void
find_cids(struct rtf_body *b, const GByteArray *text, GArray **places)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct rtf_place));
	const unsigned char *p = text->data, *end = text->len > 0 ? p + text->len : p, *found;
	guint next = 0;

	while (p < end && (found = memchr(p, '[', (size_t)(end - p))) != NULL) {
		struct rtf_place place = {
		    .kind = RTF_PLACE_CID, .at = (size_t)(found - text->data)};

		place.len = cid_len(found, (size_t)(end - found));
		p = found + MAX(place.len, 1);
		if (place.len == 0)
			continue;
		while (next < (*places)->len &&
		    g_array_index(*places, struct rtf_place, next).at <= place.at)
			g_array_append_val(all, g_array_index(*places, struct rtf_place, next++));
		if (all->len + (*places)->len - next < RTF_PLACES_MAX)
			g_array_append_val(all, place);
		else
			b->flags |= RTF_LIMIT;
	}
	if (next < (*places)->len)
		g_array_append_vals(
		    all, &g_array_index(*places, struct rtf_place, next), (*places)->len - next);
	g_array_unref(*places);
	*places = all;
}

/* Whether text follows the document, and not only what writers fill up with. */
static void
check_trailing(struct rtf_body *b, struct rtf_tokens *tokens)
{
	struct rtf_token token;

	rtf_tokens_next(tokens, &token);
	if (token.type != RTF_TOKEN_END)
		b->flags |= RTF_TRAILING;
}

/* Whether the first tokens are those of RTF. */
static bool
begins(struct rtf_tokens *tokens, struct rtf_parser *parser)
{
	struct rtf_token token;

	rtf_tokens_next(tokens, &token);
	if (token.type != RTF_TOKEN_OPEN)
		return false;
	(void)rtf_parser_take(parser, &token);
	rtf_tokens_next(tokens, &token);
	return token.type == RTF_TOKEN_WORD && strcmp(token.word, "rtf") == 0;
}

struct rtf_body *
rtf_parse(struct mapi_stream *rtf)
{
	struct rtf_body *b = body_new();
	g_autoptr(rtf_tokens) tokens = rtf_tokens_new(rtf);
	g_autoptr(rtf_parser) parser = rtf_parser_new(b);
	struct rtf_token token = {.type = RTF_TOKEN_OPEN};
	bool more = true;

	if (begins(tokens, parser)) {
		while (more && token.type != RTF_TOKEN_END) {
			rtf_tokens_next(tokens, &token);
			if (token.type != RTF_TOKEN_END)
				more = rtf_parser_take(parser, &token);
		}
		if (more)
			b->flags |= RTF_CUT;
		else
			check_trailing(b, tokens);
		rtf_parser_end(parser);
		find_cids(b, b->plain, &b->plain_places);
		if (b->kind == RTF_KIND_REAL)
			find_cids(b, b->html, &b->html_places);
	}
	if (rtf_tokens_error(tokens) != NULL)
		b->error = g_error_copy(rtf_tokens_error(tokens));
	return b;
}

struct rtf_body *
rtf_read(struct mapi_stream *compressed, GError **error)
{
	g_autoptr(mapi_stream) rtf = lzfu_open(compressed, error);
	struct rtf_body *b = rtf != NULL ? rtf_parse(rtf) : NULL;
	guint flags = rtf != NULL ? lzfu_flags(rtf) : 0;

	if ((flags & LZFU_CUT) != 0)
		b->flags |= RTF_CUT;
	if ((flags & LZFU_CRC) != 0)
		b->flags |= RTF_CRC;
	if ((flags & (LZFU_SIZE | LZFU_BARE)) != 0)
		b->flags |= RTF_HEADER;
	return b;
}

void
rtf_body_free(struct rtf_body *b)
{
	if (b == NULL)
		return;
	g_clear_error(&b->error);
	g_byte_array_unref(b->html);
	g_byte_array_unref(b->plain);
	g_array_unref(b->html_places);
	g_array_unref(b->plain_places);
	g_free(b);
}
