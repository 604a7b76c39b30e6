/* SPDX-License-Identifier: Apache-2.0 */
/* The header of an age file; see header.h. */
#include "crypto/age/header.h"

#include <sodium.h>
#include <string.h>

#include "crypto/age/hkdf.h"
#include "crypto/base64.h"

#define LINE_TEXT 64  /* characters in a full line of a stanza's body */
#define LINE_BYTES 48 /* and the bytes they stand for */

/* What is left of the header to read. */
struct lines {
	const char *at, *end;
	unsigned number; /* of the line last taken, from 1 */
};

static void
stanza_free(struct age_stanza *s)
{
	g_strfreev(s->args);
	g_byte_array_unref(s->body);
	g_free(s);
}

static struct age_stanza *
stanza_new(char **args)
{
	struct age_stanza *s = g_new(struct age_stanza, 1);

	s->args = args;
	s->body = g_byte_array_new();
	return s;
}

struct age_header *
age_header_new(void)
{
	struct age_header *h = g_new0(struct age_header, 1);

	h->stanzas = g_ptr_array_new_with_free_func((GDestroyNotify)stanza_free);
	return h;
}

void
age_header_free(struct age_header *h)
{
	if (h == NULL)
		return;
	g_ptr_array_unref(h->stanzas);
	g_free(h);
}

/* Takes the next line: *len bytes at *line, without its LF. */
static bool
take_line(struct lines *in, const char **line, size_t *len, GError **error)
{
	const char *stop =
	    in->at < in->end ? memchr(in->at, '\n', (size_t)(in->end - in->at)) : NULL;

	in->number++;
	if (stop == NULL)
		return err_set(
		    error, ERR_FORMAT, "it is cut off, or over %d bytes", AGE_HEADER_MAX);
	*line = in->at;
	*len = (size_t)(stop - in->at);
	in->at = stop + 1;
	return true;
}

static bool
starts_with(const char *line, size_t len, const char *start)
{
	return len >= strlen(start) && memcmp(line, start, strlen(start)) == 0;
}

/* Whether these are arguments: printable, none empty, one space between two. */
static bool
args_are_valid(const char *text, size_t len)
{
	bool in_arg = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ' ? !in_arg : !g_ascii_isgraph(text[i]))
			return false;
		in_arg = text[i] != ' ';
	}
	return in_arg;
}

/* Reads a body: full lines, then one that is shorter and may be empty. */
static bool
parse_body(struct lines *in, GByteArray *body, GError **error)
{
	const char *line;
	size_t len;

	do {
		unsigned char bytes[LINE_BYTES];
		size_t nbytes;

		if (!take_line(in, &line, &len, error))
			return false;
		if (len > LINE_TEXT ||
		    !base64_decode_bare(line, len, bytes, sizeof(bytes), &nbytes))
			return err_set(error, ERR_FORMAT, "not a line of canonical base64");
		if (body->len + nbytes > AGE_BODY_MAX)
			return err_set(error, ERR_FORMAT, "stanza of over %d bytes", AGE_BODY_MAX);
		g_byte_array_append(body, bytes, (guint)nbytes);
	} while (len == LINE_TEXT);
	return true;
}

/* Reads the stanza that begins with this line. */
static bool
parse_stanza(struct lines *in, const char *line, size_t len, GPtrArray *stanzas, GError **error)
{
	static const char start[] = "-> ";
	g_autofree char *args = NULL;
	struct age_stanza *stanza;

	if (!starts_with(line, len, start))
		return err_set(error, ERR_FORMAT, "neither a stanza nor the MAC");
	line += strlen(start);
	len -= strlen(start);
	if (!args_are_valid(line, len))
		return err_set(error, ERR_FORMAT, "malformed arguments of a stanza");
	if (stanzas->len == AGE_STANZAS_MAX)
		return err_set(error, ERR_FORMAT, "more than %d stanzas", AGE_STANZAS_MAX);
	args = g_strndup(line, len);
	stanza = stanza_new(g_strsplit(args, " ", -1));
	g_ptr_array_add(stanzas, stanza);
	return parse_body(in, stanza->body, error);
}

/* Reads the MAC from the header's last line. */
static bool
parse_mac(const char *line, size_t len, struct age_header *h, GError **error)
{
	size_t mark = strlen("--- "), nbytes;

	if (h->stanzas->len == 0)
		return err_set(error, ERR_FORMAT, "there is no stanza");
	if (!base64_decode_bare(line + mark, len - mark, h->mac, AGE_MAC, &nbytes) ||
	    nbytes != AGE_MAC)
		return err_set(error, ERR_FORMAT, "malformed MAC");
	return true;
}

static bool
parse_lines(struct lines *in, struct age_header *h, GError **error)
{
	const char *line;
	size_t len;

	for (;;) {
		if (!take_line(in, &line, &len, error))
			return false;
		if (starts_with(line, len, "--- "))
			return parse_mac(line, len, h, error);
		if (!parse_stanza(in, line, len, h->stanzas, error))
			return false;
	}
}

struct age_header *
age_header_parse(const void *file, size_t len, GError **error)
{
	const char *start = file;
	size_t version = strlen(AGE_VERSION_LINE);
	g_autoptr(age_header) h = age_header_new();
	struct lines in;

	if (!starts_with(start, len, AGE_VERSION_LINE)) {
		err_set(error, ERR_FORMAT, "not an age file of version 1");
		return NULL;
	}
	in = (struct lines){start + version, start + MIN(len, AGE_HEADER_MAX), 1};
	if (!parse_lines(&in, h, error)) {
		g_prefix_error(error, "age header: line %u: ", in.number);
		return NULL;
	}
	h->len = (size_t)(in.at - start);
	return g_steal_pointer(&h);
}

void
age_header_add(struct age_header *h, const char *const *args, const void *body, size_t len)
{
	struct age_stanza *stanza = stanza_new(g_strdupv((char **)args));

	g_assert(len <= AGE_BODY_MAX);
	g_byte_array_append(stanza->body, body, (guint)len);
	g_ptr_array_add(h->stanzas, stanza);
}

/* Appends a stanza; its body ends in a line that is not full, so maybe an empty one. */
static void
format_stanza(const struct age_stanza *stanza, GString *out)
{
	const GByteArray *body = stanza->body;
	guint at = 0, n;

	g_string_append(out, "->");
	for (char **arg = stanza->args; *arg != NULL; arg++)
		g_string_append_printf(out, " %s", *arg);
	g_string_append_c(out, '\n');
	do {
		g_autofree char *line = NULL;

		n = MIN(body->len - at, LINE_BYTES);
		line = base64_encode_bare(n > 0 ? body->data + at : NULL, n);
		g_string_append(out, line);
		g_string_append_c(out, '\n');
		at += n;
	} while (n == LINE_BYTES);
}

/* The part of a header that the MAC is taken over: up to and including "---". */
static GString *
format_stanzas(const struct age_header *h)
{
	GString *out = g_string_new(AGE_VERSION_LINE);

	for (guint i = 0; i < h->stanzas->len; i++)
		format_stanza(h->stanzas->pdata[i], out);
	return g_string_append(out, "---");
}

/*
 * The MAC is computed over the header as we would write it, which for a header
 * that was read is the same bytes: the reader takes the canonical form alone.
 */
static void
compute_mac(const struct age_header *h, const unsigned char file_key[AGE_FILE_KEY],
    unsigned char mac[AGE_MAC])
{
	const struct hkdf from = {.secret = file_key, .secret_len = AGE_FILE_KEY, .info = "header"};
	GString *text = format_stanzas(h);
	unsigned char key[HKDF_KEY];

	hkdf_sha256(&from, key);
	crypto_auth_hmacsha256(mac, (const unsigned char *)text->str, text->len, key);
	sodium_memzero(key, sizeof(key));
	g_string_free(text, TRUE);
}

void
age_header_sign(struct age_header *h, const unsigned char file_key[AGE_FILE_KEY])
{
	compute_mac(h, file_key, h->mac);
}

bool
age_header_verify(
    const struct age_header *h, const unsigned char file_key[AGE_FILE_KEY], GError **error)
{
	unsigned char mac[AGE_MAC];

	compute_mac(h, file_key, mac);
	if (sodium_memcmp(mac, h->mac, AGE_MAC) != 0)
		return err_set(error, ERR_ALTERED, "age header: altered, its MAC is wrong");
	return true;
}

GByteArray *
age_header_format(const struct age_header *h)
{
	g_autofree char *mac = base64_encode_bare(h->mac, AGE_MAC);
	GString *text = format_stanzas(h);
	gsize len;

	g_string_append_printf(text, " %s\n", mac);
	len = text->len;
	return g_byte_array_new_take((guint8 *)g_string_free(text, FALSE), len);
}
