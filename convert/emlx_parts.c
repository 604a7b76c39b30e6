/* SPDX-License-Identifier: Apache-2.0 */
/* Parts outside of a .partial.emlx file; see emlx_parts.h. */
#include "convert/emlx_parts.h"

#include <gmime/gmime.h>
#include <string.h>

#include "convert/header.h"
#include "convert/index.h"
#include "convert/mbox_multipart.h"

#define LINE_MAX_LEN 4096          /* bytes of a line that are looked at */
#define HEADER_MAX_LEN (64 * 1024) /* bytes of a part's header likewise */
#define LEVELS_MAX 16

#define APPLE_LENGTH "X-Apple-Content-Length"

/* A multipart that is open, and the number of the part that we are in. */
struct level {
	char boundary[MULTIPART_BOUNDARY_MAX + 1];
	size_t len;
	guint part;
};

struct emlx_parts {
	GString *line;
	GString *header;
	bool in_header;
	struct level levels[LEVELS_MAX];
	size_t depth;
	GArray *found;
	guint64 more;
};

static void
clear_part(gpointer p)
{
	struct emlx_part *part = p;

	g_free(part->number);
	g_free(part->encoding);
	g_free(part->name);
}

struct emlx_parts *
emlx_parts_new(void)
{
	struct emlx_parts *p = g_new0(struct emlx_parts, 1);

	index_init();
	p->line = g_string_new(NULL);
	p->header = g_string_new(NULL);
	p->in_header = true;
	p->found = g_array_new(FALSE, FALSE, sizeof(struct emlx_part));
	g_array_set_clear_func(p->found, clear_part);
	return p;
}

void
emlx_parts_free(struct emlx_parts *p)
{
	if (p == NULL)
		return;
	g_string_free(p->line, TRUE);
	g_string_free(p->header, TRUE);
	g_array_unref(p->found);
	g_free(p);
}

/* A message that is no multipart is its own part 1. */
static char *
part_number(const struct emlx_parts *p)
{
	GString *s = g_string_new(p->depth == 0 ? "1" : NULL);

	for (size_t i = 0; i < p->depth; i++)
		g_string_append_printf(s, "%s%u", i > 0 ? "." : "", p->levels[i].part);
	return g_string_free(s, FALSE);
}

/* The value of a field of the part's header, unfolded, or NULL. */
static char *
field(const struct emlx_parts *p, const char *name)
{
	struct header_field f;
	char *value;

	if (!header_find((const unsigned char *)p->header->str, p->header->len, name, &f))
		return NULL;
	value = g_strndup((const char *)f.value, f.value_len);
	return g_strstrip(g_strdelimit(value, "\r\n", ' '));
}

static char *
disposition_name(const char *value)
{
	GMimeContentDisposition *d = g_mime_content_disposition_parse(NULL, value);
	char *name = g_strdup(g_mime_content_disposition_get_parameter(d, "filename"));

	g_object_unref(d);
	return name;
}

static char *
type_name(const char *value)
{
	GMimeContentType *t = g_mime_content_type_parse(NULL, value);
	char *name = g_strdup(g_mime_content_type_get_parameter(t, "name"));

	g_object_unref(t);
	return name;
}

/* The file name that the part's header has, or NULL. */
static char *
file_name(const struct emlx_parts *p)
{
	g_autofree char *disposition = field(p, "Content-Disposition");
	g_autofree char *type = field(p, "Content-Type");
	char *name = disposition != NULL ? disposition_name(disposition) : NULL;

	return name == NULL && type != NULL ? type_name(type) : name;
}

static void
add(struct emlx_parts *p, guint64 at)
{
	g_autofree char *value = field(p, APPLE_LENGTH);
	struct emlx_part part = {.at = at};

	if (p->found->len == EMLX_PARTS_MAX) {
		p->more++;
		return;
	}
	part.number = part_number(p);
	part.length = g_ascii_strtoull(value, NULL, 10);
	part.encoding = field(p, "Content-Transfer-Encoding");
	part.name = file_name(p);
	g_array_append_val(p->found, part);
}

static void
end_header(struct emlx_parts *p, guint64 at)
{
	const unsigned char *head = (const unsigned char *)p->header->str;
	struct header_field f;
	struct mbox_multipart m = {0};

	p->in_header = false;
	if (header_find(head, p->header->len, APPLE_LENGTH, &f))
		add(p, at);
	if (!header_find(head, p->header->len, "Content-Type", &f) || p->depth == LEVELS_MAX)
		return;
	mbox_multipart_begin(&m, &f, 0);
	if (m.len == 0)
		return;
	memcpy(p->levels[p->depth].boundary, m.boundary, sizeof(m.boundary));
	p->levels[p->depth].len = m.len;
	p->levels[p->depth++].part = 0;
}

/* Whether the line is "--" and the boundary; *closing: with "--" behind it. */
static bool
is_delimiter(const struct level *l, const GString *line, bool *closing)
{
	const char *tail;

	if (line->len - 2 < l->len || memcmp(line->str + 2, l->boundary, l->len) != 0)
		return false;
	tail = line->str + 2 + l->len;
	*closing = g_str_has_prefix(tail, "--");
	tail += *closing ? 2 : 0;
	return tail[strspn(tail, " \t\r\n")] == '\0';
}

/* If the line is a delimiter of an open multipart, another part begins, or the multipart ends. */
static bool
take_delimiter(struct emlx_parts *p)
{
	bool closing;

	if (p->line->len < 3 || memcmp(p->line->str, "--", 2) != 0)
		return false;
	for (size_t i = p->depth; i > 0; i--) {
		if (!is_delimiter(&p->levels[i - 1], p->line, &closing))
			continue;
		p->in_header = !closing;
		p->depth = closing ? i - 1 : i;
		p->levels[i - 1].part++;
		g_string_truncate(p->header, 0);
		return true;
	}
	return false;
}

/* A line is complete; at is the offset behind it. */
static void
end_line(struct emlx_parts *p, guint64 at)
{
	const char *s = p->line->str;

	if (!take_delimiter(p) && p->in_header) {
		if (strcmp(s, "\n") == 0 || strcmp(s, "\r\n") == 0)
			end_header(p, at);
		else if (p->header->len < HEADER_MAX_LEN)
			g_string_append_len(p->header, s, (gssize)p->line->len);
	}
	g_string_truncate(p->line, 0);
}

size_t
emlx_parts_feed(struct emlx_parts *p, const unsigned char *data, size_t len, guint64 at)
{
	const unsigned char *begin = data, *end = data + len;
	guint known = p->found->len;

	for (const unsigned char *next; data < end && p->found->len == known; data = next) {
		const unsigned char *lf = memchr(data, '\n', (size_t)(end - data));
		size_t n, room = LINE_MAX_LEN - MIN(p->line->len, (size_t)LINE_MAX_LEN);

		next = lf != NULL ? lf + 1 : end;
		n = (size_t)(next - data);
		g_string_append_len(p->line, (const char *)data, (gssize)MIN(n, room));
		at += n;
		if (lf != NULL)
			end_line(p, at);
	}
	return (size_t)(data - begin);
}

const GArray *
emlx_parts_found(const struct emlx_parts *p, guint64 *more)
{
	*more = p->more;
	return p->found;
}
