/* SPDX-License-Identifier: Apache-2.0 */
/* Measures messages and folders against a target's limits; see limits.h. */
#include "convert/limits.h"

#include <string.h>
#include <xxhash.h>

#include "convert/header.h"
#include "convert/inside.h"

/* What is known of a folder. */
struct measured_folder {
	char *path; /* of the source and in it */
	guint64 nmessages, nsubfolders;
	size_t name, path_len;
	guint depth;
	GHashTable *keywords; /* hashes of them in lower case, LIMITS_KEYWORDS_MAX at most */
	bool more_keywords;   /* than that: keywords is empty */
};

struct limits {
	struct visitor visitor;
	const char *target;
	char *source, *path;
	guint64 values[NMEASURES]; /* of the message */
	/* Of its lines. */
	guint64 line;       /* bytes of the one that is under way */
	unsigned char last; /* the last byte */
	guint64 nbare;      /* LF without a CR before it */
	bool in_header;
	guint64 len;
	GHashTable *folders;   /* struct measured_folder, by their names joined by '/' */
	GHashTable *by_number; /* the same, borrowed */
	guint64 counts[NMEASURES];
	GPtrArray *over;
};

static void
folder_free(void *data)
{
	struct measured_folder *f = data;

	g_free(f->path);
	g_hash_table_unref(f->keywords);
	g_free(f);
}

static void
over_free(void *data)
{
	g_free(((struct over *)data)->path);
	g_free(data);
}

struct limits *
limits_new(const char *target)
{
	struct limits *l = g_new0(struct limits, 1);

	g_assert(limits_has_target(target));
	l->target = target;
	l->source = g_strdup("");
	l->path = g_strdup("");
	l->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, folder_free);
	l->by_number = g_hash_table_new(NULL, NULL);
	l->over = g_ptr_array_new_with_free_func(over_free);
	return l;
}

void
limits_free(struct limits *l)
{
	if (l == NULL)
		return;
	g_free(l->source);
	g_free(l->path);
	g_hash_table_unref(l->folders);
	g_hash_table_unref(l->by_number);
	g_ptr_array_unref(l->over);
	g_free(l);
}

/* Holds values against the limits, those from first up to last. m is NULL for a folder. */
static void
compare(struct limits *l, enum measure first, enum measure last, const char *path,
    const struct message *m)
{
	for (const struct limit *limit = limits_table; limit->target != NULL; limit++) {
		struct over *o;

		if (strcmp(limit->target, l->target) != 0 || limit->measure < first ||
		    limit->measure > last || l->values[limit->measure] <= limit->max ||
		    l->counts[limit->measure]++ >= LIMITS_KEPT)
			continue;
		o = g_new0(struct over, 1);
		o->limit = limit;
		o->value = l->values[limit->measure];
		if (limit->measure == MEASURE_KEYWORDS && o->value > LIMITS_KEYWORDS_MAX) {
			o->value = LIMITS_KEYWORDS_MAX;
			o->more = true;
		}
		o->message = m != NULL ? m->id : 0;
		o->path = g_strdup(path);
		o->offset = m != NULL ? m->at : 0;
		g_ptr_array_add(l->over, o);
	}
}

static void
on_source(void *user, const char *path)
{
	struct limits *l = user;

	g_free(l->source);
	l->source = g_strdup(path);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct limits *l = user;

	(void)error;
	if (e->type != ENTRY_FILE)
		return true;
	g_free(l->path);
	l->path = inside_join(l->source, e->path);
	return true;
}

/* The folder with these names, n of them, which is made with those that it is in. */
static struct measured_folder *
get_folder(struct limits *l, char *const *names, guint n, const char *raw)
{
	GString *key = g_string_new(NULL);
	struct measured_folder *f, *parent = NULL;

	if (n > 1)
		parent = get_folder(l, names, n - 1, raw);
	for (guint i = 0; i < n; i++)
		g_string_append_printf(key, "%s%s", i > 0 ? "/" : "", names[i]);
	f = g_hash_table_lookup(l->folders, key->str);
	if (f != NULL) {
		g_string_free(key, TRUE);
		return f;
	}
	f = g_new0(struct measured_folder, 1);
	f->path = inside_join(l->source, raw);
	f->path_len = key->len;
	f->depth = n;
	f->name = MAX(parent != NULL ? parent->name : 0, strlen(names[n - 1]));
	f->keywords = g_hash_table_new(NULL, NULL);
	if (parent != NULL)
		parent->nsubfolders++;
	g_hash_table_insert(l->folders, g_string_free(key, FALSE), f);
	return f;
}

static bool
on_folder(void *user, const struct folder *folder, GError **error)
{
	struct limits *l = user;

	(void)error;
	g_hash_table_insert(l->by_number, GUINT_TO_POINTER(folder->number),
	    get_folder(l, folder->names, g_strv_length(folder->names),
		folder->raw != NULL ? folder->raw : ""));
	return true;
}

static void
measure_fields(struct limits *l, const struct message *m)
{
	static const char *const unbounded[] = {"To", "Cc", "References"};
	struct header_field f;
	size_t pos = 0;

	while (header_next(m->head, m->head_len, &pos, &f)) {
		bool free_length = false;

		for (guint i = 0; i < G_N_ELEMENTS(unbounded); i++)
			free_length = free_length || header_is(&f, unbounded[i]);
		l->values[MEASURE_FIELDS]++;
		if (!free_length)
			l->values[MEASURE_FIELD] = MAX(l->values[MEASURE_FIELD], f.value_len);
		if (header_is(&f, "Subject"))
			l->values[MEASURE_SUBJECT] = MAX(l->values[MEASURE_SUBJECT], f.value_len);
		if (header_is(&f, "Message-ID"))
			l->values[MEASURE_MESSAGE_ID] = f.value_len;
	}
}

/* The table is given up when it is full, so that it is never large for long. */
static void
add_keyword(struct measured_folder *f, const char *keyword)
{
	g_autofree char *lower = g_ascii_strdown(keyword, -1);
	guint64 hash = XXH3_64bits(lower, strlen(lower));

	if (f->more_keywords)
		return;
	g_hash_table_add(f->keywords, GSIZE_TO_POINTER((gsize)hash));
	f->more_keywords = g_hash_table_size(f->keywords) > LIMITS_KEYWORDS_MAX;
	if (f->more_keywords)
		g_hash_table_remove_all(f->keywords);
}

static void
measure_keywords(struct limits *l, const struct message *m)
{
	struct measured_folder *f =
	    g_hash_table_lookup(l->by_number, GUINT_TO_POINTER(m->folder->number));

	if (f != NULL)
		f->nmessages++;
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++) {
		const char *keyword = m->keywords->pdata[i];

		l->values[MEASURE_KEYWORD] = MAX(l->values[MEASURE_KEYWORD], strlen(keyword));
		if (f != NULL)
			add_keyword(f, keyword);
	}
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct limits *l = user;

	(void)error;
	memset(l->values, 0, sizeof(l->values));
	l->line = l->nbare = l->len = 0;
	l->last = '\0';
	l->in_header = true;
	measure_fields(l, m);
	measure_keywords(l, m);
	return true;
}

/* A line ended with the LF behind n bytes since the last one, or the piece did. */
static void
end_line(struct limits *l, bool after_cr)
{
	guint64 len = l->line - (after_cr ? 1 : 0);

	l->values[MEASURE_LINE] = MAX(l->values[MEASURE_LINE], len);
	if (!after_cr)
		l->nbare++;
	if (l->in_header && len == 0) {
		l->in_header = false;
		l->values[MEASURE_HEADER] = l->len + l->nbare;
	}
	l->line = 0;
}

static bool
on_message_bytes(void *user, const struct span *s, GError **error)
{
	struct limits *l = user;
	const unsigned char *p = s->data, *end = s->data + s->len;

	(void)error;
	while (p < end) {
		const unsigned char *lf = memchr(p, '\n', (size_t)(end - p));
		const unsigned char *to = lf != NULL ? lf : end;

		l->line += (guint64)(to - p);
		l->len += (guint64)(to - p) + (lf != NULL);
		if (to > p)
			l->last = to[-1];
		if (lf != NULL) {
			end_line(l, l->last == '\r' && l->line > 0);
			l->last = '\n';
		}
		p = to + (lf != NULL);
	}
	return true;
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	struct limits *l = user;

	(void)error;
	l->values[MEASURE_LINE] = MAX(l->values[MEASURE_LINE], l->line);
	l->values[MEASURE_SIZE] = l->len + l->nbare;
	if (l->in_header)
		l->values[MEASURE_HEADER] = l->values[MEASURE_SIZE];
	compare(l, MEASURE_SIZE, MEASURE_KEYWORD, l->path, m);
	return true;
}

const struct visitor *
limits_visitor(struct limits *l)
{
	l->visitor = (struct visitor){
	    .user = l,
	    .source = on_source,
	    .entry = on_entry,
	    .folder = on_folder,
	    .message_begin = on_begin,
	    .message_bytes = on_message_bytes,
	    .message_end = on_end,
	};
	return &l->visitor;
}

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(a, b);
}

const GPtrArray *
limits_over(struct limits *l)
{
	g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(l->folders), compare_keys);

	for (GList *key = sorted; key != NULL; key = key->next) {
		const struct measured_folder *f = g_hash_table_lookup(l->folders, key->data);

		memset(l->values, 0, sizeof(l->values));
		l->values[MEASURE_KEYWORDS] =
		    f->more_keywords ? LIMITS_KEYWORDS_MAX + 1 : g_hash_table_size(f->keywords);
		l->values[MEASURE_FOLDER_NAME] = f->name;
		l->values[MEASURE_FOLDER_PATH] = f->path_len;
		l->values[MEASURE_FOLDER_DEPTH] = f->depth;
		l->values[MEASURE_SUBFOLDERS] = f->nsubfolders;
		l->values[MEASURE_IN_FOLDER] = f->nmessages;
		compare(l, MEASURE_KEYWORDS, MEASURE_IN_FOLDER, f->path, NULL);
	}
	return l->over;
}

guint64
limits_count(const struct limits *l, const struct limit *limit)
{
	return strcmp(limit->target, l->target) == 0 ? l->counts[limit->measure] : 0;
}
