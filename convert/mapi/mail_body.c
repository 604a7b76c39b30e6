/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an item; see mail_body.h. */
#include "convert/mapi/mail_body.h"

#include <string.h>

#include "convert/html_text.h"
#include "convert/mapi/codepage.h"
#include "convert/mapi/mail_charset.h"

#define ID_INTERNET_CODEPAGE 0x3fde
#define NATIVE_PLAIN 1 /* of PidTagNativeBody */

enum reading {
	READ_NONE, /* there is no such property, or nothing of it can be read */
	READ_BYTES,
	READ_TOO_LONG,
};

/* The bytes of a body, of a type that can be one. */
static enum reading
read_bytes(const struct property_reader *r, const struct mapi_property *p, struct mail_writer *w,
    GByteArray *bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_stream) s = mapi_open(r->object, p, 0, &error);
	unsigned char piece[16 * 1024];
	gssize n = -1;

	while (s != NULL && (n = mapi_stream_read(s, piece, sizeof(piece), &error)) > 0) {
		if (bytes->len + (size_t)n > MAIL_BODY_MAX) {
			g_byte_array_set_size(bytes, 0);
			return READ_TOO_LONG;
		}
		g_byte_array_append(bytes, piece, (guint)n);
	}
	if (n < 0)
		mail_report(w, LOSS, "body", "the body (0x%04x) cannot be read whole: %s", p->id,
		    error->message);
	return n < 0 && bytes->len == 0 ? READ_NONE : READ_BYTES;
}

static const struct mapi_property *
find_body(const struct property_reader *r, guint16 id)
{
	const struct mapi_property *p = mapi_find(r->object, id);

	if (p == NULL ||
	    (p->type != MAPI_STRING && p->type != MAPI_STRING8 && p->type != MAPI_BINARY))
		return NULL;
	return p;
}

/*
 * The codepage of 8-bit text, from what the item says. meta: what the text itself says, or
 * 0.
 */
static guint
choose_codepage(const struct property_reader *r, const GByteArray *bytes, guint meta)
{
	gint32 internet = 0;
	guint candidates[3];

	property_int32(r, ID_INTERNET_CODEPAGE, &internet);
	candidates[0] = (guint)internet;
	candidates[1] = meta;
	candidates[2] = r->codepage;
	return mail_charset_choose(
	    (const char *)bytes->data, bytes->len, candidates, G_N_ELEMENTS(candidates));
}

/* Lines that end in CRLF, whatever ended them before. */
static char *
with_crlf(const GString *text)
{
	GString *out = g_string_sized_new(text->len + text->len / 32);

	for (size_t i = 0; i < text->len; i++) {
		char c = text->str[i];

		if (c == '\r' && text->str[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\n')
			g_string_append(out, "\r\n");
		else
			g_string_append_c(out, c);
	}
	return g_string_free(out, FALSE);
}

static void
read_plain(struct mail_body *b, const struct property_reader *r, struct mail_writer *w)
{
	const struct mapi_property *p = find_body(r, BODY_PLAIN);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	enum reading found = p != NULL ? read_bytes(r, p, w, bytes) : READ_NONE;
	guint64 nbad = 0;
	GString *text;

	b->plain_is_long = found == READ_TOO_LONG;
	if (found != READ_BYTES)
		return;
	text =
	    codepage_to_utf8(p->type == MAPI_STRING ? CODEPAGE_UTF16 : choose_codepage(r, bytes, 0),
		bytes->data, bytes->len, &nbad);
	if (nbad > 0)
		mail_report(w, NOTE, "undecodable",
		    "%" G_GUINT64_FORMAT " bytes of the text body are no text", nbad);
	b->plain = with_crlf(text);
	g_string_free(text, TRUE);
}

static void
read_html(struct mail_body *b, const struct property_reader *r, struct mail_writer *w)
{
	const struct mapi_property *p = find_body(r, BODY_HTML);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	enum reading found = p != NULL ? read_bytes(r, p, w, bytes) : READ_NONE;
	const char *html = (const char *)bytes->data;

	b->html_is_long = found == READ_TOO_LONG;
	if (found != READ_BYTES || bytes->len == 0)
		return;
	if (p->type == MAPI_STRING) {
		GString *text = codepage_to_utf8(CODEPAGE_UTF16, html, bytes->len, NULL);

		b->codepage = CODEPAGE_UTF8;
		b->html = g_string_free_to_bytes(text);
		return;
	}
	b->codepage = choose_codepage(r, bytes, mail_charset_of_html(html, bytes->len));
	b->html = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* Whether the RTF may have something that the other bodies have not. */
static bool
needs_rtf(const struct mail_body *b, const struct property_reader *r)
{
	gint32 native;

	if (b->html != NULL || b->html_is_long || mapi_find(r->object, BODY_RTF) == NULL)
		return false;
	return b->plain == NULL || *b->plain == '\0' || !property_int32(r, BODY_NATIVE, &native) ||
	    native != NATIVE_PLAIN;
}

static void
report_rtf(const struct rtf_body *rtf, struct mail_writer *w)
{
	if (rtf->error != NULL)
		mail_report(
		    w, LOSS, "body", "the RTF body cannot be read whole: %s", rtf->error->message);
	else if (rtf->flags & RTF_CUT)
		mail_report(w, NOTE, "body", "the RTF body ends early");
	if (rtf->flags & RTF_LIMIT)
		mail_report(w, NOTE, "body", "the RTF body is over a limit and not wholly shown");
	if (rtf->flags & RTF_CRC)
		mail_report(w, NOTE, "rtf-checksum", "the checksum of the RTF body is wrong");
}

/* Bytes as text, without NULs in it. */
static char *
text_of(const GByteArray *bytes)
{
	char *text = g_malloc(bytes->len + 1);

	for (guint i = 0; i < bytes->len; i++)
		text[i] = bytes->data[i] != '\0' ? (char)bytes->data[i] : ' ';
	text[bytes->len] = '\0';
	return text;
}

/* Takes from the RTF what was packed in it, or both forms that it is shown as. */
static void
use_rtf(struct mail_body *b)
{
	struct rtf_body *rtf = b->rtf;

	if ((rtf->kind == RTF_KIND_HTML || rtf->kind == RTF_KIND_REAL) && rtf->html->len > 0) {
		b->html = g_bytes_new(rtf->html->data, rtf->html->len);
		b->codepage = rtf->html_codepage;
	}
	if ((b->plain == NULL || *b->plain == '\0') && rtf->kind != RTF_KIND_NONE &&
	    rtf->plain->len > 0) {
		g_free(b->plain);
		b->plain = text_of(rtf->plain);
		b->plain_is_made = true;
	}
	b->keep_rtf = rtf->kind == RTF_KIND_REAL || rtf->kind == RTF_KIND_NONE ||
	    rtf->error != NULL || (rtf->flags & (RTF_CUT | RTF_LIMIT)) != 0;
}

static void
read_rtf(struct mail_body *b, const struct property_reader *r, struct mail_writer *w)
{
	g_autoptr(GError) error = NULL;
	struct mapi_stream *s = mapi_open(r->object, mapi_find(r->object, BODY_RTF), 0, &error);

	b->rtf = s != NULL ? rtf_read(s, &error) : NULL;
	if (b->rtf == NULL) {
		mail_report(w, LOSS, "body", "the RTF body cannot be read: %s", error->message);
		return;
	}
	report_rtf(b->rtf, w);
	use_rtf(b);
}

/* Plain text from the HTML, for readers that show no HTML. */
static void
make_plain(struct mail_body *b)
{
	size_t len;
	const void *html = g_bytes_get_data(b->html, &len);
	GString *utf8 = codepage_to_utf8(b->codepage, html, len, NULL);
	GString *text = g_string_new(NULL);

	html_text_append(text, utf8->str);
	g_string_append_c(text, '\n');
	b->plain = with_crlf(text);
	g_string_free(utf8, TRUE);
	g_string_free(text, TRUE);
}

void
mail_body_read(struct mail_body *b, const struct property_reader *r, struct mail_writer *w)
{
	*b = (struct mail_body){0};
	read_plain(b, r, w);
	read_html(b, r, w);
	if (needs_rtf(b, r))
		read_rtf(b, r, w);
	if (b->html != NULL && b->plain == NULL)
		make_plain(b);
}

void
mail_body_clear(struct mail_body *b)
{
	g_free(b->plain);
	g_clear_pointer(&b->html, g_bytes_unref);
	g_clear_pointer(&b->rtf, rtf_body_free);
}
