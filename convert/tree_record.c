/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of the tree records, as tables; see tree_record.h. Every record
 * begins, in both lines, with "kind" and "number" (absent if zero); then:
 *
 * kind       facts                                       index
 * source     -                                           path
 * directory  at, mtime, role                             path, mode
 * file       at, data, size, mtime                       path, mode
 * done       read, blake2b, xxh3, role, format, first,   path, store
 *            messages, quoting, evidence, crlf
 * folder     -                                           path, names, raw
 * exception  severity, rule, offset, length              path, reason
 *
 * mtime is [seconds,nanoseconds], mode a string of four octal digits, names an
 * array of strings, blake2b and xxh3 64 and 32 hexadecimal digits, crlf true;
 * at, data, size, read, first, messages, offset and length are numbers, the
 * rest strings. mtime, mode, read, blake2b, xxh3 and severity are always there.
 */
#include "convert/tree_record.h"

#include <string.h>

#include "convert/member.h"

static const char *const kind_names[] = {
    "source", "directory", "file", "done", "folder", "exception"};

/* The index of a name read among n, or -1 with the reader's problem set. */
static int
read_choice(struct json_reader *r, size_t n, const char *const names[])
{
	g_autofree char *name = NULL;

	if (!json_read_string(r, &name))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return (int)i;
	json_problem(r, "a name is none of those it may be");
	return -1;
}

static void
kind_write(GString *s, const void *at)
{
	json_put_string(s, kind_names[*(const enum record_kind *)at]);
}

static bool
kind_read(struct json_reader *r, void *at)
{
	int kind = read_choice(r, G_N_ELEMENTS(kind_names), kind_names);

	if (kind >= 0)
		*(enum record_kind *)at = (enum record_kind)kind;
	return kind >= 0;
}

static const struct member_kind kind_kind = {NULL, kind_write, kind_read};

static void
mtime_write(GString *s, const void *at)
{
	const struct tree_record *r = at;

	g_string_append_c(s, '[');
	json_put_int(s, r->mtime);
	g_string_append_c(s, ',');
	json_put_uint(s, r->mtime_nsec);
	g_string_append_c(s, ']');
}

static bool
mtime_read(struct json_reader *r, void *at)
{
	struct tree_record *record = at;
	guint64 nsec;

	json_enter(r, '[');
	if (!json_next(r) || !json_read_int(r, &record->mtime) || !json_next(r) ||
	    !json_read_uint(r, &nsec) || json_next(r))
		return json_problem(r, "mtime is not a pair of numbers");
	if (nsec > 999999999)
		return json_problem(r, "mtime has too many nanoseconds");
	record->mtime_nsec = (guint32)nsec;
	return r->problem == NULL;
}

static const struct member_kind mtime_kind = {NULL, mtime_write, mtime_read};

static void
mode_write(GString *s, const void *at)
{
	g_string_append_printf(s, "\"%04o\"", *(const guint32 *)at & 07777);
}

static bool
mode_read(struct json_reader *r, void *at)
{
	g_autofree char *digits = NULL;

	if (!json_read_string(r, &digits))
		return false;
	if (strlen(digits) != 4 || strspn(digits, "01234567") != 4)
		return json_problem(r, "mode is not four octal digits");
	*(guint32 *)at = (guint32)g_ascii_strtoull(digits, NULL, 8);
	return true;
}

static const struct member_kind mode_kind = {NULL, mode_write, mode_read};

static const char *const severity_names[] = {"note", "loss"};

static void
severity_write(GString *s, const void *at)
{
	json_put_string(s, severity_names[*(const enum severity *)at]);
}

static bool
severity_read(struct json_reader *r, void *at)
{
	int severity = read_choice(r, G_N_ELEMENTS(severity_names), severity_names);

	if (severity >= 0)
		*(enum severity *)at = (enum severity)severity;
	return severity >= 0;
}

static const struct member_kind severity_kind = {NULL, severity_write, severity_read};

#define ROW(name, kind, field)                                          \
	{                                                               \
		name, &kind, offsetof(struct tree_record, field), false \
	}
#define ALWAYS(name, kind, field)                                      \
	{                                                              \
		name, &kind, offsetof(struct tree_record, field), true \
	}
#define HEAD ALWAYS("kind", kind_kind, kind), ROW("number", member_uint64, number)
#define MTIME                                 \
	{                                     \
		"mtime", &mtime_kind, 0, true \
	}
#define PATH ROW("path", member_string, path)
#define END                          \
	{                            \
		NULL, NULL, 0, false \
	}

static const struct member facts_bare[] = {HEAD, END};
static const struct member facts_directory[] = {
    HEAD, ROW("at", member_uint64, at), MTIME, ROW("role", member_string, role), END};
static const struct member facts_file[] = {HEAD, ROW("at", member_uint64, at),
    ROW("data", member_uint64, data), ROW("size", member_uint64, size), MTIME, END};
static const struct member facts_done[] = {HEAD, ALWAYS("read", member_uint64, read),
    ALWAYS("blake2b", member_hex32, digest.blake2b), ALWAYS("xxh3", member_hex16, digest.xxh3),
    ROW("role", member_string, role), ROW("format", member_string, format),
    ROW("first", member_uint64, first), ROW("messages", member_uint64, nmessages),
    ROW("quoting", member_quoting, quoting), ROW("evidence", member_string, evidence),
    ROW("crlf", member_true, crlf), END};
static const struct member facts_exception[] = {HEAD, ALWAYS("severity", severity_kind, severity),
    ROW("rule", member_string, rule), ROW("offset", member_uint64, offset),
    ROW("length", member_uint64, length), ROW("messages", member_uint64, nmessages), END};

static const struct member index_source[] = {HEAD, PATH, END};
static const struct member index_entry[] = {HEAD, PATH, ALWAYS("mode", mode_kind, mode), END};
static const struct member index_done[] = {HEAD, PATH, ROW("store", member_string, store), END};
static const struct member index_folder[] = {
    HEAD, PATH, ROW("names", member_strings, names), ROW("raw", member_string, raw), END};
static const struct member index_exception[] = {
    HEAD, PATH, ROW("reason", member_string, reason), END};

/* By enum record_kind. */
static const struct member *const facts_tables[] = {
    facts_bare, facts_directory, facts_file, facts_done, facts_bare, facts_exception};
static const struct member *const index_tables[] = {
    index_source, index_entry, index_entry, index_done, index_folder, index_exception};

void
tree_record_write(const struct tree_record *r, GString *facts, GString *index)
{
	members_write(facts, facts_tables[r->kind], r);
	members_write(index, index_tables[r->kind], r);
}

/* The kind of a line, which names it first, or after "critical". */
static bool
find_kind(const char *line, size_t len, enum record_kind *kind, GError **error)
{
	struct json_reader r = {.at = line, .end = line + len};
	struct json_span name;

	json_enter(&r, '{');
	while (json_next_member(&r, &name)) {
		if (name.len == 4 && memcmp(name.text, "kind", 4) == 0)
			break;
		json_skip(&r);
	}
	if (r.problem != NULL || !kind_read(&r, kind))
		return err_set(error, ERR_ALTERED, "record has no kind that is known");
	return true;
}

static bool
read_lines(struct tree_record *r, const struct record_lines *l, GError **error)
{
	enum record_kind kind;
	guint64 number;

	if (l->facts_len > RECORD_MAX || l->index_len > RECORD_MAX)
		return err_set(error, ERR_ALTERED, "record is longer than %d bytes", RECORD_MAX);
	if (!find_kind(l->facts, l->facts_len, &kind, error) ||
	    !members_read(l->facts, l->facts_len, facts_tables[kind], r, error))
		return false;
	if (l->index == NULL)
		return true;
	number = r->number;
	r->number = 0;
	if (!members_read(l->index, l->index_len, index_tables[kind], r, error))
		return false;
	if (r->kind != kind || r->number != number)
		return err_set(error, ERR_ALTERED, "facts and index are of different records");
	return true;
}

bool
tree_record_read(struct tree_record *r, const struct record_lines *l, GError **error)
{
	tree_record_clear(r);
	if (read_lines(r, l, error))
		return true;
	tree_record_clear(r);
	return false;
}

void
tree_record_clear(struct tree_record *r)
{
	g_free(r->path);
	g_free(r->role);
	g_free(r->format);
	g_free(r->evidence);
	g_free(r->store);
	g_strfreev(r->names);
	g_free(r->raw);
	g_free(r->rule);
	g_free(r->reason);
	*r = (struct tree_record){0};
}
