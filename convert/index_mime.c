/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a message for the index; see index_mime.h. */
#include "convert/index_mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "convert/index.h"
#include "convert/mime_base64.h"
#include "crypto/blake2b.h"

/* ---- What GMime gets ---- */

/* What the headers have come to. */
struct bounds {
	size_t nparts, nlines, nbytes;
	bool content;              /* a Content- field is at hand, */
	size_t field, nparameters; /* with so many bytes and ';' */
	bool address;              /* an address field is at hand, */
	size_t ncolons;            /* with so many ':' */
	bool message; /* it is the header of a message, so that another header follows */
};

static size_t
count(const char *line, size_t len, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += line[i] == c;
	return n;
}

/* Whether it begins a field that GMime reads as a list of addresses, or one named like that. */
static bool
is_address_line(const char *line, size_t len)
{
	static const char *const names[] = {"From", "To", "Cc", "Bcc", "Sender", "Reply-To"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		size_t n = strlen(names[i]);

		if (len > n && g_ascii_strncasecmp(line, names[i], n) == 0)
			return true;
	}
	return false;
}

/* Counts a line of a header; false if that is too much. */
static bool
count_line(struct bounds *b, const char *line, size_t len)
{
	if (line[0] != ' ' && line[0] != '\t') {
		b->content = len > 8 && g_ascii_strncasecmp(line, "Content-", 8) == 0;
		b->address = is_address_line(line, len);
		b->field = b->nparameters = b->ncolons = 0;
	}
	b->nbytes += len;
	b->nlines++;
	if (b->address)
		b->ncolons += count(line, len, ':');
	if (b->content) {
		b->field += len;
		b->nparameters += count(line, len, ';');
		for (size_t i = 0; i + 8 <= len && !b->message; i++)
			b->message = g_ascii_strncasecmp(line + i, "message/", 8) == 0;
	}
	return b->nlines <= INDEX_LINES_MAX && b->nbytes <= INDEX_HEADER_MAX &&
	    b->field <= INDEX_FIELD_MAX && b->nparameters <= INDEX_PARAMETERS_MAX &&
	    b->ncolons <= INDEX_COLONS_MAX;
}

size_t
index_mime_safe_length(const char *data, size_t len)
{
	struct bounds b = {0};
	bool header = true;

	for (size_t at = 0, n; at < len; at += n) {
		const char *line = data + at, *lf = memchr(line, '\n', len - at);

		n = lf != NULL ? (size_t)(lf + 1 - line) : len - at;
		if (n > 2 && line[0] == '-' && line[1] == '-') {
			header = true;
			b.message = false;
			if (++b.nparts > INDEX_PARTS_MAX)
				return at;
		} else if (header && (line[0] == '\n' || (n == 2 && line[0] == '\r'))) {
			header = b.message;
			b.message = false;
		} else if (header && !count_line(&b, line, n)) {
			return at;
		}
	}
	return len;
}

/* ---- What it says ---- */

struct walk {
	const struct index_mime_target *to;
	struct summary *out; /* to's */
	gint64 len;          /* bytes that were parsed */
	bool cut;            /* of more */
};

static void
warn(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer user)
{
	struct walk *w = user;

	(void)offset;
	(void)item;
	switch (code) {
	case GMIME_WARN_INVALID_CONTENT_TYPE:
		summary_add_defect(w->out, "bad-content-type");
		break;
	case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY:
		summary_add_defect(w->out, "no-boundary");
		break;
	case GMIME_WARN_MALFORMED_MULTIPART:
		summary_add_defect(w->out, "empty-multipart");
		break;
	case GMIME_WARN_TRUNCATED_MESSAGE:
		if (!w->cut)
			summary_add_defect(w->out, "unclosed-multipart");
		break;
	case GMIME_CRIT_NESTING_OVERFLOW:
		w->out->limited = true;
		break;
	default:
		break;
	}
}

bool
index_mime_is_bad_base64(const char *data, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				       "0123456789+/=\r\n\t ";
	bool good[256] = {false};
	size_t nbad = 0;

	for (size_t i = 0; i < sizeof(alphabet) - 1; i++)
		good[(unsigned char)alphabet[i]] = true;
	for (size_t i = 0; i < len; i++)
		nbad += !good[(unsigned char)data[i]];
	return nbad > 0;
}

/* Takes size and digest of what the part's encoding stands for. */
static void
digest_part(GMimeStream *content, GMimeContentEncoding encoding, struct attachment *a)
{
	GMimeStream *decoded = g_mime_stream_filter_new(content);
	GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
	struct blake2b hash;
	char piece[16 * 1024];
	gssize n;

	g_mime_stream_filter_add((GMimeStreamFilter *)decoded, filter);
	g_mime_stream_reset(content);
	blake2b_init(&hash, BLAKE2B_256_SIZE);
	while ((n = g_mime_stream_read(decoded, piece, sizeof(piece))) > 0) {
		blake2b_update(&hash, piece, (size_t)n);
		a->size += (guint64)n;
	}
	blake2b_final(&hash, a->blake2b);
	g_object_unref(filter);
	g_object_unref(decoded);
}

/* The name, as far as there is room for it. */
static char *
take_name(struct walk *w, const char *name)
{
	size_t len = name != NULL ? strlen(name) : 0;

	if (len == 0 || len > *w->to->text) {
		w->out->limited |= len > 0;
		return g_strdup("");
	}
	*w->to->text -= len;
	return g_strdup(name);
}

static bool
is_attachment(GMimePart *part)
{
	return g_mime_part_get_filename(part) != NULL || g_mime_part_is_attachment(part) ||
	    !GMIME_IS_TEXT_PART(part);
}

static void
visit_part(struct walk *w, GMimePart *part, const char *data)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	GMimeStream *content = wrapper != NULL ? g_mime_data_wrapper_get_stream(wrapper) : NULL;
	GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
	bool base64 = encoding == GMIME_CONTENT_ENCODING_BASE64;
	struct attachment *a = NULL;
	size_t len;

	if (content == NULL || content->bound_end > w->len)
		return;
	if (w->cut && content->bound_end == w->len)
		return;
	data += content->bound_start;
	len = (size_t)(content->bound_end - content->bound_start);
	if (is_attachment(part)) {
		g_autofree char *name = take_name(w, g_mime_part_get_filename(part));
		a = summary_add_attachment(w->out, name);
	}
	if (a != NULL && base64 && mime_base64_digest(data, len, w->to->queue, a))
		return;
	if (base64 && index_mime_is_bad_base64(data, len))
		summary_add_defect(w->out, "bad-base64");
	if (a != NULL)
		digest_part(content, encoding, a);
}

static void
visit_parts(struct walk *w, GMimeMessage *message, const char *data)
{
	GMimePartIter *i = g_mime_part_iter_new((GMimeObject *)message);
	size_t n = 0;

	do {
		GMimeObject *object = g_mime_part_iter_get_current(i);

		if (n++ == INDEX_PARTS_MAX) {
			w->out->limited = true;
			break;
		}
		if (GMIME_IS_PART(object))
			visit_part(w, (GMimePart *)object, data);
	} while (g_mime_part_iter_next(i));
	g_mime_part_iter_free(i);
}

void
index_mime(const char *data, size_t len, bool cut, const struct index_mime_target *to)
{
	size_t safe = index_mime_safe_length(data, len);
	struct walk w = {to, to->out, (gint64)safe, cut || safe < len};
	GByteArray bytes = {(guint8 *)(guintptr)data, (guint)safe}; /* which is only read */
	GMimeStream *stream = g_mime_stream_mem_new();
	GMimeParser *parser;
	GMimeParserOptions *options = g_mime_parser_options_new();
	GMimeMessage *message;

	to->out->limited |= safe < len;
	g_mime_stream_mem_set_byte_array((GMimeStreamMem *)stream, &bytes);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_options_set_warning_callback(options, warn, &w);
	message = g_mime_parser_construct_message(parser, options);
	if (message != NULL) {
		visit_parts(&w, message, data);
		g_object_unref(message);
	}
	g_mime_parser_options_free(options);
	g_object_unref(parser);
	g_object_unref(stream);
}
