/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a message; see mail_writer.h. */
#include "convert/mapi/mail_writer.h"

#include <string.h>

#include "convert/mapi/mail_field.h"

#define BUFFER_SIZE (64 * 1024)
#define PIECE_SIZE (48 * 1024)
#define BASE64_LINE 57 /* bytes in a line of 76 characters */
#define BOUNDARY_LINE "--" MAIL_BOUNDARY
#define QUOTED_LINE 75 /* characters before the '=' of a soft line break */

void
mail_writer_init(struct mail_writer *w, const struct mail_output *out)
{
	*w = (struct mail_writer){.out = out, .buffer = g_string_sized_new(BUFFER_SIZE)};
}

void
mail_writer_clear(struct mail_writer *w)
{
	g_string_free(w->buffer, TRUE);
	w->buffer = NULL;
}

bool
mail_writer_flush(struct mail_writer *w, GError **error)
{
	bool ok = w->buffer->len == 0 ||
	    w->out->write(w->out->user, w->buffer->str, w->buffer->len, error);

	g_string_truncate(w->buffer, 0);
	return ok;
}

bool
mail_write(struct mail_writer *w, const char *data, size_t len, GError **error)
{
	w->last = len > 0 ? data[len - 1] : w->last;
	while (len > 0) {
		size_t n = MIN(len, BUFFER_SIZE - w->buffer->len);

		g_string_append_len(w->buffer, data, (gssize)n);
		data += n;
		len -= n;
		if (w->buffer->len == BUFFER_SIZE && !mail_writer_flush(w, error))
			return false;
	}
	return true;
}

bool
mail_write_text(struct mail_writer *w, const char *text, GError **error)
{
	return mail_write(w, text, strlen(text), error);
}

const char *
mail_encoding_name(enum mail_encoding e)
{
	static const char *const names[] = {"7bit", "quoted-printable", "base64"};

	return names[e];
}

/* Whether text can stand in a message as it is. */
static bool
is_plain(const char *text, size_t len)
{
	size_t line = 0;

	for (size_t i = 0; i < len; i++) {
		if (i == line && len - i >= strlen(BOUNDARY_LINE) &&
		    memcmp(text + i, BOUNDARY_LINE, strlen(BOUNDARY_LINE)) == 0)
			return false;
		if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
			line = ++i + 1;
		else if ((text[i] < 0x20 && text[i] != '\t') || text[i] > 0x7e ||
		    i - line >= MAIL_LINE_MAX)
			return false;
	}
	return true;
}

/* A byte that quoted-printable shows as itself, wherever it is in a line. */
static bool
is_literal(unsigned char c)
{
	return c > 0x20 && c < 0x7f && c != '=';
}

enum mail_encoding
mail_encoding_for(const char *text, size_t len)
{
	size_t nquoted = 0;

	if (is_plain(text, len))
		return ENCODING_7BIT;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		nquoted += !is_literal(c) && c != ' ' && c != '\r' && c != '\n';
	}
	return nquoted <= len / 6 ? ENCODING_QUOTED_PRINTABLE : ENCODING_BASE64;
}

/* Appends one byte in quoted-printable; last: in its line, where a blank would get lost. */
static void
append_quoted(GString *out, size_t *column, unsigned char c, bool last)
{
	bool literal = is_literal(c) || ((c == ' ' || c == '\t') && !last);
	size_t width;

	width = literal ? 1 : 3;
	if (*column + width > QUOTED_LINE) {
		g_string_append(out, "=\r\n");
		*column = 0;
	}
	if (literal)
		g_string_append_c(out, (char)c);
	else
		g_string_append_printf(out, "=%02X", c);
	*column += width;
}

static bool
write_quoted(struct mail_writer *w, const char *text, size_t len, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(256);
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		bool crlf = text[i] == '\r' && i + 1 < len && text[i + 1] == '\n';
		bool last = i + 1 == len || text[i + 1] == '\r' || text[i + 1] == '\n';

		if (crlf) {
			g_string_append(out, "\r\n");
			column = 0;
			i++;
		} else {
			append_quoted(out, &column, (unsigned char)text[i], last);
		}
		if (out->len >= 128) {
			if (!mail_write(w, out->str, out->len, error))
				return false;
			g_string_truncate(out, 0);
		}
	}
	if (column > 0)
		g_string_append(out, "=\r\n");
	return mail_write(w, out->str, out->len, error);
}

/* In lines; len is a multiple of BASE64_LINE, except at the end. */
static bool
write_base64(struct mail_writer *w, const char *data, size_t len, GError **error)
{
	for (size_t at = 0; at < len; at += BASE64_LINE) {
		size_t n = MIN(BASE64_LINE, len - at);
		char line[80];
		gint state = 0, save = 0;
		size_t k =
		    g_base64_encode_step((const guchar *)data + at, n, FALSE, line, &state, &save);

		k += g_base64_encode_close(FALSE, line + k, &state, &save);
		line[k++] = '\r';
		line[k++] = '\n';
		if (!mail_write(w, line, k, error))
			return false;
	}
	return true;
}

bool
mail_write_encoded(
    struct mail_writer *w, enum mail_encoding e, const char *text, size_t len, GError **error)
{
	switch (e) {
	case ENCODING_QUOTED_PRINTABLE:
		return write_quoted(w, text, len, error);
	case ENCODING_BASE64:
		return write_base64(w, text, len, error);
	case ENCODING_7BIT:
		break;
	}
	return mail_write(w, text, len, error);
}

bool
mail_write_stream(struct mail_writer *w, const char *before, size_t len, struct mapi_stream *s,
    bool *whole, char **why, GError **error)
{
	g_autofree char *piece = g_malloc(PIECE_SIZE);
	g_autoptr(GError) damage = NULL;
	size_t kept = MIN(len, MAIL_FIRST), size = PIECE_SIZE - PIECE_SIZE % BASE64_LINE;
	gssize n = 1;

	if (kept > 0)
		memcpy(piece, before, kept);
	while (n > 0) {
		while (kept < size &&
		    (n = mapi_stream_read(s, piece + kept, size - kept, &damage)) > 0)
			kept += (size_t)n;
		if (!write_base64(w, piece, kept, error))
			return false;
		kept = 0;
	}
	*whole = n == 0;
	*why = n < 0 ? g_strdup(damage->message) : NULL;
	return true;
}

bool
mail_write_raw(struct mail_writer *w, const char *before, size_t len, struct mapi_stream *s,
    bool *whole, char **why, GError **error)
{
	g_autofree char *piece = g_malloc(PIECE_SIZE);
	g_autoptr(GError) damage = NULL;
	gssize n;

	if (!mail_write(w, before, len, error))
		return false;
	while ((n = mapi_stream_read(s, piece, PIECE_SIZE, &damage)) > 0)
		if (!mail_write(w, piece, (size_t)n, error))
			return false;
	*whole = n == 0;
	*why = n < 0 ? g_strdup(damage->message) : NULL;
	return true;
}

void
mail_report(
    const struct mail_writer *w, enum severity severity, const char *rule, const char *format, ...)
{
	struct exception x = {.severity = severity, .rule = rule};
	g_autofree char *reason = NULL;
	va_list args;

	if (w->out->report == NULL)
		return;
	va_start(args, format);
	reason = g_strdup_vprintf(format, args);
	va_end(args);
	x.reason = reason;
	w->out->report(w->out->user, &x);
}
