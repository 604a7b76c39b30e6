/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canonical texts; see text.h. Lines are kept in their final order. Reader and
 * writer make each line by the same function, and so by the same rules; they
 * differ only in that the writer finds a line its place and the reader demands
 * that it is in its place.
 */
#include "crypto/text.h"

#include <string.h>

#include "crypto/hex.h"
#include "crypto/text_type.h"

#define EXTENSION "x-"

struct line {
	size_t rank; /* 0 critical, 1 ... nkeys the form's keys, nkeys + 1 extensions */
	char *name;
	char *value;
};

struct text {
	const struct text_form *form;
	GPtrArray *lines; /* of struct line, ascending by line_compare */
	GError *failed;   /* the first value that broke a rule */
};

static void
line_free(gpointer p)
{
	struct line *line = p;

	g_free(line->name);
	g_free(line->value);
	g_free(line);
}

struct text *
text_new(const struct text_form *form)
{
	struct text *t = g_new0(struct text, 1);

	t->form = form;
	t->lines = g_ptr_array_new_with_free_func(line_free);
	return t;
}

void
text_free(struct text *t)
{
	if (t == NULL)
		return;
	g_ptr_array_unref(t->lines);
	g_clear_error(&t->failed);
	g_free(t);
}

static bool
rank_of(const struct text_form *form, const char *name, size_t *rank)
{
	*rank = 0;
	if (strcmp(name, "critical") == 0)
		return true;
	for (*rank = 1; *rank <= form->nkeys; ++*rank)
		if (strcmp(name, form->keys[*rank - 1].name) == 0)
			return true;
	return g_str_has_prefix(name, EXTENSION) && text_value_is_name(name + strlen(EXTENSION));
}

/* The same for a name that the program itself wrote down. */
static size_t
rank_of_ours(const struct text_form *form, const char *name)
{
	size_t rank;
	bool known = rank_of(form, name, &rank);

	g_assert(known);
	return rank;
}

static bool
is_extension(const struct text_form *form, size_t rank)
{
	return rank == form->nkeys + 1;
}

static bool
is_repeated(const struct text_form *form, size_t rank)
{
	return rank == 0 ||
	    (!is_extension(form, rank) && (form->keys[rank - 1].flags & TEXT_REPEATED) != 0);
}

static bool
is_optional(const struct text_form *form, size_t rank)
{
	return (form->keys[rank - 1].flags & TEXT_OPTIONAL) != 0;
}

/* 0 for two lines of which a text can only have one. */
static int
line_compare(const struct text_form *form, const struct line *a, const struct line *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (is_extension(form, a->rank))
		return strcmp(a->name, b->name);
	return is_repeated(form, a->rank) ? strcmp(a->value, b->value) : 0;
}

static bool
check_critical(const struct text_form *form, const char *name, GError **error)
{
	if (!text_value_is_name(name))
		return err_set(error, ERR_FORMAT, "is not a name of a-z 0-9 -");
	for (size_t i = 0; form->critical != NULL && form->critical[i] != NULL; i++)
		if (strcmp(name, form->critical[i]) == 0)
			return true;
	return err_set(error, ERR_UNSUPPORTED,
	    "names \"%s\", which this version does not know and must not ignore", name);
}

static bool
check_value(const struct text_form *form, size_t rank, const char *value, GError **error)
{
	if (rank == 0)
		return check_critical(form, value, error);
	return text_value_check(
	    is_extension(form, rank) ? TEXT_LINE : form->keys[rank - 1].type, value, error);
}

/* A checked line, or NULL. rank is that of name. */
static struct line *
line_new(
    const struct text_form *form, size_t rank, const char *name, const char *value, GError **error)
{
	struct line *line;

	if (!check_value(form, rank, value, error)) {
		g_prefix_error(error, "\"%s\" ", name);
		return NULL;
	}
	line = g_new(struct line, 1);
	line->rank = rank;
	line->name = g_strdup(name);
	line->value = g_strdup(value);
	return line;
}

/* Puts a new line in its place, or keeps why it has none. */
static void
insert(struct text *t, struct line *line)
{
	guint at = t->lines->len;
	int order = 1;

	while (at > 0) {
		order = line_compare(t->form, line, t->lines->pdata[at - 1]);
		if (order >= 0)
			break;
		at--;
	}
	if (at > 0 && order == 0) {
		err_set(&t->failed, ERR_FORMAT, "\"%s\" is given twice", line->name);
		line_free(line);
		return;
	}
	g_ptr_array_insert(t->lines, (gint)at, line);
}

void
text_add(struct text *t, const char *key, const char *format, ...)
{
	g_autofree char *value = NULL;
	size_t rank = rank_of_ours(t->form, key);
	struct line *line;
	va_list ap;

	if (t->failed != NULL)
		return;
	va_start(ap, format);
	value = g_strdup_vprintf(format, ap);
	va_end(ap);
	line = line_new(t->form, rank, key, value, &t->failed);
	if (line != NULL)
		insert(t, line);
}

void
text_add_hex(struct text *t, const char *key, const void *bytes, size_t len)
{
	g_autofree char *digits = g_malloc(HEX_SIZE(len));

	hex_encode(digits, bytes, len);
	text_add(t, key, "%s", digits);
}

static const struct line *
find(const struct text *t, size_t rank, const char *name)
{
	for (guint i = 0; i < t->lines->len; i++) {
		const struct line *line = t->lines->pdata[i];

		if (line->rank == rank && strcmp(line->name, name) == 0)
			return line;
	}
	return NULL;
}

/* Fails if a key of rank from ... to - 1 that must be there is not. */
static bool
check_present(const struct text *t, size_t from, size_t to, GError **error)
{
	for (size_t rank = MAX(from, 1); rank < to && rank <= t->form->nkeys; rank++) {
		const char *name = t->form->keys[rank - 1].name;

		if (!is_optional(t->form, rank) && find(t, rank, name) == NULL)
			return err_set(error, ERR_FORMAT, "\"%s\" is missing", name);
	}
	return true;
}

static GBytes *
encode(const struct text *t)
{
	GString *s = g_string_new(t->form->type);

	g_string_append_c(s, '\n');
	for (guint i = 0; i < t->lines->len; i++) {
		const struct line *line = t->lines->pdata[i];

		g_string_append_printf(s, "%s: %s\n", line->name, line->value);
	}
	return g_string_free_to_bytes(s);
}

GBytes *
text_format(const struct text *t, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (t->failed != NULL) {
		err_set(error, ERR_FORMAT, "%s", t->failed->message);
		return NULL;
	}
	if (!check_present(t, 1, t->form->nkeys + 1, error))
		return NULL;
	bytes = encode(t);
	if (g_bytes_get_size(bytes) > t->form->max) {
		err_set(error, ERR_FORMAT, "text is larger than %zu bytes", t->form->max);
		return NULL;
	}
	return g_steal_pointer(&bytes);
}

/* Appends a line that was read, if it belongs behind all before it. */
static bool
append(struct text *t, struct line *line, GError **error)
{
	const struct line *last = NULL;
	int order = 1;

	if (t->lines->len > 0) {
		last = t->lines->pdata[t->lines->len - 1];
		order = line_compare(t->form, line, last);
	}
	if (!check_present(t, last == NULL ? 1 : last->rank, line->rank, error)) {
		line_free(line);
		return false;
	}
	g_ptr_array_add(t->lines, line);
	if (order == 0)
		return err_set(error, ERR_FORMAT, "\"%s\" is given twice", line->name);
	if (order < 0)
		return err_set(error, ERR_FORMAT, "\"%s\" is out of order", line->name);
	return true;
}

/* Reads one line without its LF: "KEY: VALUE". */
static bool
parse_line(struct text *t, const char *data, size_t len, GError **error)
{
	g_autofree char *name = NULL;
	struct line *line;
	char *value;
	size_t rank;

	if (len > TEXT_NAME_MAX + strlen(EXTENSION ": ") + TEXT_VALUE_MAX)
		return err_set(error, ERR_FORMAT, "too long");
	for (size_t i = 0; i < len; i++)
		if (data[i] < ' ' || data[i] > '~')
			return err_set(error, ERR_FORMAT, "not printable ASCII");
	name = g_strndup(data, len);
	value = strstr(name, ": ");
	if (value == NULL)
		return err_set(error, ERR_FORMAT, "not \"key: value\"");
	*value = '\0';
	if (!rank_of(t->form, name, &rank))
		return err_set(error, ERR_FORMAT, "unknown key");
	line = line_new(t->form, rank, name, value + strlen(": "), error);
	return line != NULL && append(t, line, error);
}

/* Reads the lines behind the first, each of which must end in LF. */
static bool
parse_lines(struct text *t, const char *data, size_t len, GError **error)
{
	size_t number = 2;

	for (const char *end; len > 0; number++) {
		size_t used;

		end = memchr(data, '\n', len);
		if (end == NULL)
			return err_set(error, ERR_FORMAT, "line %zu: no line end", number);
		used = (size_t)(end - data);
		if (!parse_line(t, data, used, error)) {
			g_prefix_error(error, "line %zu: ", number);
			return false;
		}
		data += used + 1;
		len -= used + 1;
	}
	return check_present(t, 1, t->form->nkeys + 1, error);
}

struct text *
text_parse(const struct text_form *form, const void *data, size_t len, GError **error)
{
	g_autoptr(typed_text) t = text_new(form);
	g_autoptr(GBytes) canonical = NULL;
	size_t head = strlen(form->type);

	if (len > form->max) {
		err_set(error, ERR_FORMAT, "text is larger than %zu bytes", form->max);
		return NULL;
	}
	if (!text_type_check(form->type, data, len, error) ||
	    !parse_lines(t, (const char *)data + head + 1, len - head - 1, error))
		return NULL;
	canonical = encode(t);
	if (g_bytes_get_size(canonical) != len ||
	    memcmp(g_bytes_get_data(canonical, NULL), data, len) != 0) {
		err_set(error, ERR_FORMAT, "text is not in canonical form");
		return NULL;
	}
	return g_steal_pointer(&t);
}

const char *
text_get(const struct text *t, const char *key)
{
	size_t rank = rank_of_ours(t->form, key);
	const struct line *line = find(t, rank, key);

	g_assert(!is_repeated(t->form, rank));
	return line == NULL ? NULL : line->value;
}

guint64
text_get_number(const struct text *t, const char *key)
{
	const char *value = text_get(t, key);

	g_assert(value != NULL && text_value_check(TEXT_NUMBER, value, NULL));
	return g_ascii_strtoull(value, NULL, 10);
}

void
text_get_hex(const struct text *t, const char *key, void *buf, size_t len)
{
	const char *value = text_get(t, key);
	bool fits = value != NULL && hex_decode(buf, len, value, strlen(value));

	g_assert(fits);
}

GPtrArray *
text_values(const struct text *t, const char *key)
{
	GPtrArray *values = g_ptr_array_new();
	size_t rank = rank_of_ours(t->form, key);

	for (guint i = 0; i < t->lines->len; i++) {
		const struct line *line = t->lines->pdata[i];

		if (line->rank == rank && strcmp(line->name, key) == 0)
			g_ptr_array_add(values, line->value);
	}
	return values;
}
