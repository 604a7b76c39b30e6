/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a Google Vault export brings along (docs/MAIL.md F-64): lists of checksums, which are checked, and
 * lists of what the export itself could not give. Any list of MD5 sums is taken for one of the former.
 *
 * Its exceptions: the loss "checksum-differs", a file is not what its sum says; and the notes
 * "checksum-missing", a file of the list is not here or cannot be read, and "export-errors".
 */
#include <string.h>

#include "convert/companion.h"
#include "convert/csv.h"
#include "convert/store.h"

#define LIST_MAX (4 * 1024 * 1024) /* bytes of a list; what is behind is not read */
#define MD5_LEN 32

enum list {
	LIST_NONE,
	LIST_SUMS,
	LIST_ERRORS,
};

static enum list
list_of(const char *name)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);

	if (g_str_has_suffix(lower, ".md5") || strcmp(lower, "md5sums") == 0 ||
	    g_str_has_prefix(lower, "file checksums"))
		return LIST_SUMS;
	if (strcmp(lower, "error.csv") == 0 || g_str_has_suffix(lower, "-error.csv") ||
	    g_str_has_suffix(lower, "-errors.csv") ||
	    g_str_has_suffix(lower, "account-exceptions.csv"))
		return LIST_ERRORS;
	return LIST_NONE;
}

/* The first 32 hexadecimal digits that stand alone, or NULL. */
static const char *
find_sum(const char *line)
{
	for (const char *p = line; *p != '\0';) {
		size_t n = strspn(p, "0123456789abcdefABCDEF");

		if (n == MD5_LEN && (p == line || !g_ascii_isalnum(p[-1])) &&
		    !g_ascii_isalnum(p[n]))
			return p;
		p += n > 0 ? n : 1;
	}
	return NULL;
}

/* "SUM  NAME", "SUM *NAME", "MD5 (NAME) = SUM", "NAME,SUM": the name in the line, or NULL. */
static char *
name_in(const char *line, const char *sum)
{
	g_autofree char *name = NULL;
	size_t before = (size_t)(sum - line);
	const char *from =
	    line[strspn(line, " \t\"")] == *sum && before <= 2 ? sum + MD5_LEN : line;
	size_t len = from == line ? before : strlen(from);

	if (from == line && g_str_has_prefix(line, "MD5 (")) {
		const char *close = g_strrstr_len(line, (gssize)before, ")");

		from = line + strlen("MD5 (");
		len = close != NULL && close > from ? (size_t)(close - from) : 0;
	}
	for (; len > 0 && strchr(" \t*,;\"", *from) != NULL; len--)
		from++;
	while (len > 0 && strchr(" \t,;:\"\r", from[len - 1]) != NULL)
		len--;
	name = g_strndup(from, len);
	return *name != '\0' && strchr(name, '/') == NULL ? g_steal_pointer(&name) : NULL;
}

/* The file's MD5 in hexadecimal digits; NULL if it cannot be read. The caller frees it. */
static char *
sum_of(struct tree *t, const char *path)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_MD5);
	g_autoptr(tree_file) f = tree_open_path(t, path, NULL);
	g_autofree guchar *buf = g_malloc(256 * 1024);
	gssize n = 0;

	while (f != NULL && (n = tree_file_read(f, buf, 256 * 1024, NULL)) > 0)
		g_checksum_update(sum, buf, n);
	return f != NULL && n == 0 ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

static char *
beside(const struct store_file *f, const char *name)
{
	const char *slash = strrchr(f->entry->path, '/');

	return slash != NULL
	    ? g_strdup_printf("%.*s/%s", (int)(slash - f->entry->path), f->entry->path, name)
	    : g_strdup(name);
}

static bool
except(const struct store_file *f, enum severity severity, const char *rule, const char *path,
    const char *reason, GError **error)
{
	const struct exception x = {
	    .severity = severity, .rule = rule, .path = path, .reason = reason};

	return f->visitor->exception == NULL || f->visitor->exception(f->visitor->user, &x, error);
}

/* done: the names that were checked, each of them once. */
static bool
check_line(const struct store_file *f, const char *line, GHashTable *done, GError **error)
{
	const char *sum = find_sum(line);
	char *name = sum != NULL ? name_in(line, sum) : NULL;
	g_autofree char *path = NULL, *found = NULL;

	if (name == NULL || !g_hash_table_add(done, name))
		return true;
	path = beside(f, name);
	found = sum_of(f->tree, path);
	if (found == NULL)
		return except(f, NOTE, "checksum-missing", path,
		    "a list of checksums has it, and it is not here or cannot be read", error);
	return g_ascii_strncasecmp(found, sum, MD5_LEN) == 0 ||
	    except(f, LOSS, "checksum-differs", path,
		"its MD5 sum is not the one that the export states", error);
}

static bool
check_sums(const struct store_file *f, char *text, GError **error)
{
	g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool ok = true;
	char *next;

	for (char *line = text; ok && line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		ok = check_line(f, line, done, error);
	}
	return ok;
}

/* The first record names the columns. */
static bool
count_errors(const struct store_file *f, const char *text, GError **error)
{
	g_autofree char *reason = NULL;
	guint64 n = 0;

	for (GPtrArray *fields; (fields = csv_next(&text)) != NULL; g_ptr_array_unref(fields))
		n += fields->len > 1 || *(const char *)fields->pdata[0] != '\0';
	if (n < 2)
		return true;
	reason = g_strdup_printf(
	    "the export lists %" G_GUINT64_FORMAT " things that it could not give", n - 1);
	return store_except(f, NOTE, "export-errors", 0, 0, reason, error);
}

/* A list has no NUL, and a list of sums has at least one. */
static int
vault_probe(const struct store_probe *p)
{
	enum list list = list_of(p->entry->name);
	g_autofree char *head = NULL;

	if (list == LIST_NONE || memchr(p->head, '\0', p->head_len) != NULL)
		return 0;
	head = g_strndup((const char *)p->head, MIN(p->head_len, 4096));
	return list == LIST_ERRORS || find_sum(head) != NULL ? 90 : 0;
}

static bool
vault_sorted(const struct store_probe *p)
{
	(void)p;
	return true; /* it is no folder */
}

static char **
vault_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	(void)t;
	*raw = g_strdup(e->path);
	*store = g_strdup(e->path);
	return g_new0(char *, 1);
}

static struct store *
vault_open(const struct store_file *f, GError **error)
{
	const char *slash = strrchr(f->entry->path, '/');
	g_autofree char *dir =
	    g_strndup(f->entry->path, slash != NULL ? (gsize)(slash - f->entry->path) : 0);
	size_t len;
	g_autofree char *text = companion_read(f->tree, dir, f->entry->name, LIST_MAX, &len);
	bool ok = true;

	if (text != NULL)
		ok = list_of(f->entry->name) == LIST_SUMS ? check_sums(f, text, error)
							  : count_errors(f, text, error);
	return ok ? store_idle(&vault_store, f) : NULL;
}

const struct store_ops vault_store = {
    .name = "vault",
    .role = "companion",
    .probe = vault_probe,
    .folder = vault_folder,
    .sorted = vault_sorted,
    .open = vault_open,
    .feed = store_idle_feed,
    .close = store_idle_close,
};
