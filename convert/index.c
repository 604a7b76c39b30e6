/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index entry of a message; see index.h. The header is read here; GMime is
 * asked for encoded words, odd dates, and for the parts of a message that may have more
 * than one, which costs ten times the rest.
 */
#include "convert/index.h"

#include <gmime/gmime.h>
#include <string.h>

#include "convert/index_field.h"
#include "convert/index_mime.h"

#define LINE_MAX_RFC 998 /* RFC 5322, 2.1.1 */

void
index_init(void)
{
	g_mime_init();
}

void
index_mih(const char *message_id, char out[33])
{
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_MD5, message_id, -1);

	memcpy(out, digest, 33);
}

/* An entry being made. */
struct entry_reader {
	struct summary *out;
	struct blake2b_queue *queue;
	bool gmime;  /* by way of GMime, always */
	size_t text; /* bytes that texts may still have */
	bool simple; /* one part, a text that is no attachment */
	bool base64; /* in base64 */
	bool has_type, has_encoding;
	size_t nids;
};

/* ---- Fields ---- */

/* Cuts text to what there is room for, between characters. */
static char *
take_text(struct entry_reader *e, char *text)
{
	size_t len = strlen(text);

	if (len > e->text) {
		len = e->text;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
		text[len] = '\0';
		e->out->limited = true;
	}
	e->text -= len;
	return text;
}

static char *
unfold(struct entry_reader *e, const struct index_field *f)
{
	if (f->value_len > INDEX_TEXTS_MAX)
		e->out->limited = true;
	return index_field_unfold(f, INDEX_TEXTS_MAX);
}

static void
read_text(struct entry_reader *e, const struct index_field *f, char **to)
{
	if (*to == NULL)
		*to = take_text(e, index_field_decode(unfold(e, f), e->gmime));
}

static void
read_from(struct entry_reader *e, const struct index_field *f)
{
	read_text(e, f, &e->out->from);
}

static void
read_to(struct entry_reader *e, const struct index_field *f)
{
	read_text(e, f, &e->out->to);
}

static void
read_cc(struct entry_reader *e, const struct index_field *f)
{
	read_text(e, f, &e->out->cc);
}

static void
read_subject(struct entry_reader *e, const struct index_field *f)
{
	read_text(e, f, &e->out->subject);
}

/* From '<' to '>' if it has them: comments are not part of an id. */
static void
read_message_id(struct entry_reader *e, const struct index_field *f)
{
	g_autofree char *value = NULL;
	const char *begin, *end;

	if (e->nids++ > 0)
		return;
	value = take_text(e, unfold(e, f));
	begin = strchr(value, '<');
	end = begin != NULL ? strchr(begin, '>') : NULL;
	if (end != NULL)
		e->out->message_id = g_strndup(begin, (gsize)(end + 1 - begin));
	else
		e->out->message_id = g_steal_pointer(&value);
}

static void
read_date(struct entry_reader *e, const struct index_field *f)
{
	if (e->out->date != NULL)
		return;
	e->out->date = take_text(e, unfold(e, f));
	e->out->has_time = index_field_date(e->out->date, e->gmime, &e->out->time);
}

static bool
contains(const char *text, const char *what)
{
	for (; *text != '\0'; text++)
		if (g_ascii_strncasecmp(text, what, strlen(what)) == 0)
			return true;
	return false;
}

/* The value of a Content- field; the message is not simple if it is odd. */
static char *
unfold_content(struct entry_reader *e, const struct index_field *f)
{
	e->simple &= f->value_len <= INDEX_FIELD_MAX && memchr(f->value, 0, f->value_len) == NULL;
	return index_field_unfold(f, INDEX_FIELD_MAX);
}

/* Simple is a text by a plain name, whose parameters name no file. */
static void
read_type(struct entry_reader *e, const struct index_field *f)
{
	g_autofree char *value = unfold_content(e, f);
	const char *p = value + 5;

	e->simple &= !e->has_type && g_ascii_strncasecmp(value, "text/", 5) == 0;
	e->has_type = true;
	if (!e->simple)
		return;
	while (g_ascii_isalnum(*p) || *p == '-')
		p++;
	e->simple = p > value + 5 && (*p == '\0' || *p == ';') && !contains(p, "name");
}

static void
read_disposition(struct entry_reader *e, const struct index_field *f)
{
	(void)f;
	e->simple = false;
}

static void
read_encoding(struct entry_reader *e, const struct index_field *f)
{
	g_autofree char *value = unfold_content(e, f);

	e->simple &= !e->has_encoding;
	e->has_encoding = true;
	e->base64 = g_ascii_strcasecmp(value, "base64") == 0;
	e->simple &= e->base64 || g_ascii_strcasecmp(value, "7bit") == 0 ||
	    g_ascii_strcasecmp(value, "8bit") == 0 ||
	    g_ascii_strcasecmp(value, "quoted-printable") == 0;
}

static const struct field_row {
	const char *name;
	void (*read)(struct entry_reader *e, const struct index_field *f);
} field_rows[] = {
    {"Message-ID", read_message_id},
    {"Date", read_date},
    {"From", read_from},
    {"To", read_to},
    {"Cc", read_cc},
    {"Subject", read_subject},
    {"Content-Type", read_type},
    {"Content-Disposition", read_disposition},
    {"Content-Transfer-Encoding", read_encoding},
};

static void
read_field(struct entry_reader *e, const struct index_field *f)
{
	if (strchr("MmDdFfTtCcSs", f->name[0]) == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(field_rows); i++) {
		if (index_field_is(f, field_rows[i].name)) {
			field_rows[i].read(e, f);
			return;
		}
	}
}

/* ---- The message ---- */

/* Where the message begins behind From_ lines, blank lines and a byte order mark: C1. */
static const char *
skip_prelude(const char *p, const char *end)
{
	for (;;) {
		size_t left = (size_t)(end - p);
		const char *lf;

		if (left >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
			p += 3;
			continue;
		}
		if (!(left >= 1 && p[0] == '\n') && !(left >= 2 && memcmp(p, "\r\n", 2) == 0) &&
		    !(left >= 5 && memcmp(p, "From ", 5) == 0) &&
		    !(left >= 6 && memcmp(p, ">From ", 6) == 0))
			return p;
		lf = memchr(p, '\n', left);
		p = lf != NULL ? lf + 1 : end;
	}
}

/* Reads the header in [p, end); returns where the body begins, NULL if end is before that. */
static const char *
read_header(struct entry_reader *e, const char *p, const char *end)
{
	const char *begin = p;
	struct index_field f;

	while (p < end && index_field_next(&p, end, &f))
		read_field(e, &f);
	if (p == begin)
		summary_add_defect(e->out, "no-header");
	if (p == end)
		return NULL;
	if (*p == '\n')
		return p + 1;
	if (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		return p + 2;
	e->simple = false;
	if (p > begin)
		summary_add_defect(e->out, "no-empty-line");
	return p;
}

static bool
has_8bit(const char *p, const char *end)
{
	unsigned char all = 0;

	for (; p < end; p++)
		all |= (unsigned char)*p;
	return all >= 0x80;
}

/* Looks backwards from where a line must have ended, so that it sees few bytes. */
static bool
has_long_line(const char *p, const char *end)
{
	while (end - p > LINE_MAX_RFC) {
		const char *lf = memrchr(p, '\n', LINE_MAX_RFC + 1);

		if (lf == NULL && end - p >= LINE_MAX_RFC + 2 &&
		    memcmp(p + LINE_MAX_RFC, "\r\n", 2) == 0)
			lf = p + LINE_MAX_RFC + 1;
		if (lf == NULL)
			return true;
		p = lf + 1;
	}
	return false;
}

static void
check_fields(struct entry_reader *e)
{
	if (e->nids == 0)
		summary_add_defect(e->out, "no-message-id");
	if (e->nids > 1)
		summary_add_defect(e->out, "duplicate-message-id-field");
	if (e->out->date == NULL)
		summary_add_defect(e->out, "no-date");
	else if (!e->out->has_time)
		summary_add_defect(e->out, "bad-date");
	if (e->out->from == NULL)
		summary_add_defect(e->out, "no-from");
}

/* Attachments, and the defects that parts have. */
static void
read_parts(struct entry_reader *e, const char *p, const char *body, const char *end, bool cut)
{
	struct index_mime_target to = {e->out, e->queue, &e->text};

	if (!e->simple || e->gmime) {
		index_mime(p, (size_t)(end - p), cut, &to);
		return;
	}
	if (e->base64 && !cut && index_mime_is_bad_base64(body, (size_t)(end - body)))
		summary_add_defect(e->out, "bad-base64");
}

static void
read_message(struct entry_reader *e, const char *p, const char *end, bool whole)
{
	bool short_header = end - p <= INDEX_HEADER_MAX;
	const char *limit = short_header ? end : p + INDEX_HEADER_MAX;
	const char *begin = p = skip_prelude(p, end), *body;

	limit = MAX(limit, p);
	body = read_header(e, p, limit);
	check_fields(e);
	if (has_8bit(begin, body != NULL ? body : limit))
		summary_add_defect(e->out, "raw-8bit-header");
	if (memchr(begin, '\0', (size_t)(end - begin)) != NULL)
		summary_add_defect(e->out, "nul-byte");
	if (has_long_line(begin, end))
		summary_add_defect(e->out, "long-line");
	e->out->limited |= !whole || (body == NULL && limit < end);
	if (body != NULL)
		read_parts(e, begin, body, end, !whole);
}

/* A message in which CR ends lines, as one in which LF does. */
static char *
crs_to_lfs(const char *data, size_t len)
{
	char *copy = g_memdup2(data, len);

	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return copy;
}

static void
read_entry(struct entry_reader *e, const char *data, size_t len, bool whole)
{
	g_autofree char *copy = NULL;

	if (len > INDEX_MAX) {
		len = INDEX_MAX;
		whole = false;
	}
	if (len > 0 && memchr(data, '\n', len) == NULL && memchr(data, '\r', len) != NULL)
		data = copy = crs_to_lfs(data, len);
	if (len == 0)
		data = "";
	read_message(e, data, data + len, whole);
}

static struct entry_reader
reader_of(struct blake2b_queue *queue, struct summary *out)
{
	return (struct entry_reader){
	    .out = out, .queue = queue, .text = INDEX_TEXTS_MAX, .simple = true};
}

void
index_message(
    const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out)
{
	struct entry_reader e = reader_of(queue, out);

	read_entry(&e, data, len, whole);
}

void
index_message_gmime(
    const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out)
{
	struct entry_reader e = reader_of(queue, out);

	e.gmime = true;
	read_entry(&e, data, len, whole);
}
