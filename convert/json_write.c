/* SPDX-License-Identifier: Apache-2.0 */
/* Writes canonical JSON; see json_write.h. */
#include "convert/json_write.h"

#include <string.h>

#include "crypto/hex.h"

static void
comma(GString *s, char open)
{
	if (s->str[s->len - 1] != open)
		g_string_append_c(s, ',');
}

void
json_put_name(GString *s, const char *name)
{
	comma(s, '{');
	g_string_append_c(s, '"');
	g_string_append(s, name);
	g_string_append_len(s, "\":", 2);
}

void
json_put_element(GString *s)
{
	comma(s, '[');
}

void
json_put_uint(GString *s, guint64 n)
{
	char digits[20], *p = digits + sizeof(digits);

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	g_string_append_len(s, p, digits + sizeof(digits) - p);
}

void
json_put_int(GString *s, gint64 n)
{
	if (n < 0)
		g_string_append_c(s, '-');
	json_put_uint(s, n < 0 ? 0 - (guint64)n : (guint64)n);
}

void
json_put_hex(GString *s, const void *bytes, size_t n)
{
	gsize at = s->len;

	g_string_set_size(s, at + 2 * n + 2);
	s->str[at] = '"';
	hex_encode(s->str + at + 1, bytes, n);
	s->str[at + 1 + 2 * n] = '"';
}

static void
append_escape(GString *s, char c)
{
	const char *p = strchr(JSON_ESCAPED, c);

	if (p != NULL) {
		g_string_append_c(s, '\\');
		g_string_append_c(s, JSON_LETTERS[p - JSON_ESCAPED]);
		return;
	}
	g_string_append_len(s, "\\u00", 4);
	g_string_append_c(s, "0123456789abcdef"[c >> 4]);
	g_string_append_c(s, "0123456789abcdef"[c & 15]);
}

static void
append_base64(GString *s, const char *bytes, size_t len)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, len);

	g_string_append(s, "{\"b64\":\"");
	g_string_append(s, base64);
	g_string_append(s, "\"}");
}

/* Whether a byte stands for itself within quotes. */
static bool
is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

const char *
json_skip_plain(const char *p, const char *end)
{
	while (p < end && is_plain(*p))
		p++;
	return p;
}

static bool
is_ascii(const char *bytes, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)bytes[i];
	return all < 0x80;
}

void
json_put_string(GString *s, const char *bytes)
{
	size_t len = strlen(bytes), from = 0,
	       at = (size_t)(json_skip_plain(bytes, bytes + len) - bytes);

	if (!is_ascii(bytes + at, len - at) && !g_utf8_validate_len(bytes, len, NULL)) {
		append_base64(s, bytes, len);
		return;
	}
	g_string_append_c(s, '"');
	for (; at < len; at++) {
		if (is_plain(bytes[at]) || (unsigned char)bytes[at] >= 0x80)
			continue;
		g_string_append_len(s, bytes + from, (gssize)(at - from));
		append_escape(s, bytes[at]);
		from = at + 1;
	}
	g_string_append_len(s, bytes + from, (gssize)(len - from));
	g_string_append_c(s, '"');
}
