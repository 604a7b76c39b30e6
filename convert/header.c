/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields over raw bytes; see header.h. */
#include "convert/header.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"
#define BOM_LEN 3

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/*
 * The byte that ends lines, seen from the line at pos: the line before says
 * it, so that a walk over many fields looks at each byte once.
 */
static unsigned char
line_end_byte(const unsigned char *head, size_t len, size_t pos)
{
	if (pos > 0 && (head[pos - 1] == '\n' || head[pos - 1] == '\r'))
		return head[pos - 1];
	for (; pos < len; pos++) {
		if (head[pos] == '\n')
			return '\n';
		if (head[pos] == '\r')
			return pos + 1 < len && head[pos + 1] != '\n' ? '\r' : '\n';
	}
	return '\n';
}

/* The offset behind the line at pos. */
static size_t
line_after(const unsigned char *head, size_t len, size_t pos, unsigned char eol)
{
	const unsigned char *end = memchr(head + pos, eol, len - pos);

	return end != NULL ? (size_t)(end - head) + 1 : len;
}

/* The bytes that the empty line at pos has; 0 if the line is not empty. */
static size_t
empty_line(const unsigned char *head, size_t len, size_t pos, unsigned char eol)
{
	if (head[pos] == eol)
		return 1;
	if (eol == '\n' && head[pos] == '\r' && pos + 1 < len && head[pos + 1] == '\n')
		return 2;
	return 0;
}

/* Sets name and value's start of the field in the line [pos, end); false if it is none. */
static bool
split_line(const unsigned char *head, size_t pos, size_t end, struct header_field *f)
{
	size_t i = pos;

	while (i < end && head[i] > ' ' && head[i] != ':' && head[i] != 0x7f)
		i++;
	f->name = head + pos;
	f->name_len = i - pos;
	while (i < end && is_blank(head[i]))
		i++;
	if (f->name_len == 0 || i == end || head[i] != ':')
		return false;
	i++;
	while (i < end && is_blank(head[i]))
		i++;
	f->at = pos;
	f->value = head + i;
	return true;
}

/* Sets the field's end behind its folded lines, and the value's length. */
static void
take_folded(
    const unsigned char *head, size_t len, size_t end, unsigned char eol, struct header_field *f)
{
	const unsigned char *stop;

	while (end < len && is_blank(head[end]))
		end = line_after(head, len, end, eol);
	f->end = end;
	stop = head + end;
	if (stop > f->value && stop[-1] == eol)
		stop--;
	if (eol == '\n' && stop > f->value && stop[-1] == '\r' && stop < head + end)
		stop--;
	f->value_len = (size_t)(stop - f->value);
}

bool
header_next(const unsigned char *head, size_t len, size_t *pos, struct header_field *f)
{
	unsigned char eol;

	if (*pos == 0 && len >= BOM_LEN && memcmp(head, BOM, BOM_LEN) == 0)
		*pos = BOM_LEN;
	if (*pos >= len)
		return false;
	eol = line_end_byte(head, len, *pos);
	while (*pos < len && empty_line(head, len, *pos, eol) == 0) {
		size_t end = line_after(head, len, *pos, eol);

		if (split_line(head, *pos, end, f)) {
			take_folded(head, len, end, eol, f);
			*pos = f->end;
			return true;
		}
		*pos = end;
	}
	return false;
}

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
}

/* Mostly the first byte decides; this is called for each field of each message. */
bool
header_is(const struct header_field *f, const char *name)
{
	size_t i = 0;

	while (i < f->name_len && lower(f->name[i]) == lower((unsigned char)name[i]))
		i++;
	return i == f->name_len && name[i] == '\0';
}

bool
header_find(const unsigned char *head, size_t len, const char *name, struct header_field *f)
{
	size_t pos = 0;

	while (header_next(head, len, &pos, f))
		if (header_is(f, name))
			return true;
	return false;
}

static bool
is_trace(const struct header_field *f)
{
	static const char *const traces[] = {
	    "Received", "X-Received", "Delivered-To", "Return-Path"};

	for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++)
		if (header_is(f, traces[i]))
			return true;
	return false;
}

bool
header_find_above(const unsigned char *head, size_t len, const char *name, struct header_field *f)
{
	size_t pos = 0;

	while (header_next(head, len, &pos, f) && !is_trace(f))
		if (header_is(f, name))
			return true;
	return false;
}

void
header_find_all(const unsigned char *head, size_t len, size_t n, const char *const names[],
    struct header_field found[])
{
	struct header_field f;
	size_t pos = 0;

	memset(found, 0, n * sizeof(*found));
	while (header_next(head, len, &pos, &f))
		for (size_t i = 0; i < n; i++)
			if (header_is(&f, names[i]) && found[i].name == NULL)
				found[i] = f;
}

size_t
header_length(const unsigned char *data, size_t len, bool *complete)
{
	unsigned char eol = line_end_byte(data, len, 0);
	size_t pos = 0;

	*complete = false;
	while (pos < len) {
		size_t empty = empty_line(data, len, pos, eol);

		if (empty > 0) {
			*complete = true;
			return pos + empty;
		}
		pos = line_after(data, len, pos, eol);
	}
	return len;
}

bool
header_looks_like_field(const unsigned char *data, size_t len)
{
	size_t i = 0;

	while (i < len && data[i] > ' ' && data[i] < 0x7f && data[i] != ':')
		i++;
	if (i == 0)
		return false;
	while (i < len && is_blank(data[i]))
		i++;
	if (i >= len || data[i] != ':')
		return false;
	return i + 2 >= len || data[i + 1] != '/' || data[i + 2] != '/'; /* "http://..." */
}
