/* SPDX-License-Identifier: Apache-2.0 */
/* Structs as canonical JSON objects, by table: see member.h. */
#include "convert/member.h"

#include <string.h>

static void
write_members(GString *s, const struct member table[], const void *record)
{
	for (const struct member *m = table; m->name != NULL; m++) {
		const void *at = (const char *)record + m->offset;

		if (!m->always && !m->kind->present(at))
			continue;
		json_put_name(s, m->name);
		m->kind->write(s, at);
	}
	g_string_append_len(s, "}\n", 2);
}

void
members_write(GString *s, const struct member table[], const void *record)
{
	g_string_append_c(s, '{');
	write_members(s, table, record);
}

void
members_write_critical(
    GString *s, const char *critical, const struct member table[], const void *record)
{
	g_string_append_printf(s, "{\"critical\":[\"%s\"]", critical);
	write_members(s, table, record);
}

/* A line on its way into a record. */
struct reading {
	struct json_reader json;
	const struct member *table;
	size_t nread;   /* rows at and before the last one read */
	GString *known; /* the line without what is not in the table */
	struct json_span unknown[MEMBERS_UNKNOWN_MAX]; /* names that are not */
	size_t nunknown;
	bool refused; /* a member is critical that is not in the table */
};

/* The row of that name; the one that ends the table if there is none. */
static const struct member *
find(const struct member *m, const struct json_span *name)
{
	for (; m->name != NULL; m++)
		if (strncmp(m->name, name->text, name->len) == 0 && m->name[name->len] == '\0')
			break;
	return m;
}

static bool
read_critical(struct reading *in)
{
	json_enter(&in->json, '[');
	while (json_next(&in->json)) {
		g_autofree char *name = NULL;
		struct json_span span;

		if (!json_read_string(&in->json, &name))
			return false;
		span = (struct json_span){name, strlen(name)};
		if (find(in->table, &span)->name == NULL) {
			in->refused = true;
			return json_problem(
			    &in->json, "it has a critical member that is not known");
		}
	}
	return in->json.problem == NULL;
}

static bool
pass_unknown(struct reading *in, const struct json_span *name)
{
	for (size_t i = 0; i < in->nunknown; i++)
		if (in->unknown[i].len == name->len &&
		    memcmp(in->unknown[i].text, name->text, name->len) == 0)
			return json_problem(&in->json, "a member is there twice");
	if (in->nunknown == MEMBERS_UNKNOWN_MAX)
		return json_problem(&in->json, "it has too many unknown members");
	in->unknown[in->nunknown++] = *name;
	return json_skip(&in->json);
}

static bool
read_known(struct reading *in, const struct member *m, void *record)
{
	if ((size_t)(m - in->table) < in->nread)
		return json_problem(&in->json, "a member is there twice or out of order");
	in->nread = (size_t)(m - in->table) + 1;
	return m->kind->read(&in->json, (char *)record + m->offset);
}

/* Reads one member and keeps its text if the table knows it. */
static bool
read_member(struct reading *in, const struct json_span *name, bool first, void *record)
{
	const struct member *m = find(in->table + in->nread, name);
	bool known;

	if (m->name == NULL)
		m = find(in->table, name); /* only if it is out of order */
	known = m->name != NULL;
	if (first && name->len == 8 && memcmp(name->text, "critical", 8) == 0)
		return read_critical(in);
	if (!(known ? read_known(in, m, record) : pass_unknown(in, name)))
		return false;
	if (known) {
		const char *from = name->text - 1;

		g_string_append_c(in->known, in->known->len == 0 ? '{' : ',');
		g_string_append_len(in->known, from, in->json.at - from);
	}
	return true;
}

static bool
read_object(struct reading *in, void *record)
{
	struct json_span name;
	bool first = true;

	json_enter(&in->json, '{');
	while (json_next_member(&in->json, &name)) {
		if (!read_member(in, &name, first, record))
			return false;
		first = false;
	}
	if (in->json.problem == NULL && in->json.at != in->json.end)
		json_problem(&in->json, "something follows it");
	return in->json.problem == NULL;
}

bool
members_read(
    const char *line, size_t len, const struct member table[], void *record, GError **error)
{
	g_autoptr(GString) known = g_string_sized_new(len + 2), again = g_string_sized_new(len + 2);
	struct reading in = {
	    .json = {.at = line, .end = line + len}, .table = table, .known = known};

	if (!read_object(&in, record))
		return err_set(error, in.refused ? ERR_UNSUPPORTED : ERR_ALTERED,
		    in.refused ? "record cannot be read at byte %zu: %s"
			       : "record is not canonical at byte %zu: %s",
		    (size_t)(in.json.at - line), in.json.problem);
	g_string_append(known, known->len == 0 ? "{}\n" : "}\n");
	members_write(again, table, record);
	if (known->len != again->len || memcmp(known->str, again->str, known->len) != 0)
		return err_set(error, ERR_ALTERED,
		    "record is not canonical: a member is missing, empty or contradicts another");
	return true;
}

static bool
uint64_present(const void *at)
{
	return *(const guint64 *)at != 0;
}

static void
uint64_write(GString *s, const void *at)
{
	json_put_uint(s, *(const guint64 *)at);
}

static bool
uint64_read(struct json_reader *r, void *at)
{
	return json_read_uint(r, at);
}

const struct member_kind member_uint64 = {uint64_present, uint64_write, uint64_read};

static bool
true_present(const void *at)
{
	return *(const bool *)at;
}

static void
true_write(GString *s, const void *at)
{
	(void)at;
	g_string_append_len(s, "true", 4);
}

static bool
true_read(struct json_reader *r, void *at)
{
	return *(bool *)at = json_read_true(r);
}

const struct member_kind member_true = {true_present, true_write, true_read};

static bool
string_present(const void *at)
{
	const char *string = *(char *const *)at;

	return string != NULL && string[0] != '\0';
}

static void
string_write(GString *s, const void *at)
{
	json_put_string(s, *(char *const *)at);
}

static bool
string_read(struct json_reader *r, void *at)
{
	return json_read_string(r, at);
}

const struct member_kind member_string = {string_present, string_write, string_read};

static bool
strings_present(const void *at)
{
	char **strings = *(char **const *)at;

	return strings != NULL && strings[0] != NULL;
}

static void
strings_write(GString *s, const void *at)
{
	g_string_append_c(s, '[');
	for (char **p = *(char **const *)at; *p != NULL; p++) {
		json_put_element(s);
		json_put_string(s, *p);
	}
	g_string_append_c(s, ']');
}

static bool
strings_read(struct json_reader *r, void *at)
{
	g_autoptr(GStrvBuilder) strings = g_strv_builder_new();

	json_enter(r, '[');
	while (json_next(r)) {
		g_autofree char *string = NULL;

		if (!json_read_string(r, &string))
			return false;
		g_strv_builder_add(strings, string);
	}
	*(char ***)at = g_strv_builder_end(strings);
	return r->problem == NULL;
}

const struct member_kind member_strings = {strings_present, strings_write, strings_read};

static void
hex32_write(GString *s, const void *at)
{
	json_put_hex(s, at, 32);
}

static bool
hex32_read(struct json_reader *r, void *at)
{
	return json_read_hex(r, at, 32);
}

const struct member_kind member_hex32 = {NULL, hex32_write, hex32_read};

static void
hex16_write(GString *s, const void *at)
{
	json_put_hex(s, at, 16);
}

static bool
hex16_read(struct json_reader *r, void *at)
{
	return json_read_hex(r, at, 16);
}

const struct member_kind member_hex16 = {NULL, hex16_write, hex16_read};

static bool
quoting_present(const void *at)
{
	return *(const enum quoting *)at != QUOTING_NONE;
}

static void
quoting_write(GString *s, const void *at)
{
	json_put_string(s, quoting_name(*(const enum quoting *)at));
}

static bool
quoting_read(struct json_reader *r, void *at)
{
	g_autofree char *name = NULL;
	int quoting;

	if (!json_read_string(r, &name))
		return false;
	quoting = quoting_parse(name);
	if (quoting < 0)
		return json_problem(r, "quoting is not known");
	*(enum quoting *)at = (enum quoting)quoting;
	return true;
}

const struct member_kind member_quoting = {quoting_present, quoting_write, quoting_read};
