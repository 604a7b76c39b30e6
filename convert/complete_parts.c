/* SPDX-License-Identifier: Apache-2.0 */
/* Numbered parts; see complete_parts.h. */
#include "convert/complete_parts.h"

#include <string.h>

#define NUMBER_MAX 9999
#define LISTED_MAX 20 /* missing numbers that are named */

struct part {
	guint number;
	guint64 size;
	char *path;
};

struct complete_parts {
	GHashTable *series; /* by the name without the number: GArray of struct part */
};

static void
part_clear(void *data)
{
	g_free(((struct part *)data)->path);
}

static void
series_free(void *data)
{
	g_array_unref(data);
}

struct complete_parts *
complete_parts_new(void)
{
	struct complete_parts *p = g_new0(struct complete_parts, 1);

	p->series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, series_free);
	return p;
}

void
complete_parts_free(struct complete_parts *p)
{
	if (p == NULL)
		return;
	g_hash_table_unref(p->series);
	g_free(p);
}

/* The three digits of the number in a path, or NULL: no part of anything. */
static const char *
find_number(const char *path)
{
	static const char *const endings[] = {".zip", ".tgz", ".tar.gz", ".tar"};
	const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	size_t len = strlen(name);

	if (g_ascii_strncasecmp(name, "takeout-", 8) == 0)
		for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
			if (g_str_has_suffix(name, endings[i])) {
				len -= strlen(endings[i]);
				return len > 12 && name[len - 4] == '-' ? name + len - 3 : NULL;
			}
	return len > 4 && name[len - 4] == '.' ? name + len - 3 : NULL;
}

void
complete_parts_add(struct complete_parts *p, const char *path, guint64 size)
{
	const char *at = find_number(path);
	g_autofree char *key = NULL;
	struct part part = {.size = size};
	GArray *all;

	if (at == NULL || strspn(at, "0123456789") < 3)
		return;
	part.number = (guint)g_ascii_strtoull(at, NULL, 10);
	if (part.number == 0 || part.number > NUMBER_MAX)
		return;
	key = g_strdup_printf("%.*s*%s", (int)(at - path), path, at + 3);
	all = g_hash_table_lookup(p->series, key);
	if (all == NULL) {
		all = g_array_new(FALSE, FALSE, sizeof(part));
		g_array_set_clear_func(all, part_clear);
		g_hash_table_insert(p->series, g_steal_pointer(&key), all);
	}
	for (guint i = 0; i < all->len; i++) {
		struct part *known = &g_array_index(all, struct part, i);

		if (known->number == part.number) {
			known->size = MAX(known->size, size);
			return;
		}
	}
	part.path = g_strdup(path);
	g_array_append_val(all, part);
}

static int
compare_parts(const void *a, const void *b)
{
	return (int)((const struct part *)a)->number - (int)((const struct part *)b)->number;
}

/* The numbers below the last one that are not there: "2, 5"; NULL if all are. */
static char *
missing_numbers(const GArray *all)
{
	GString *list = g_string_new(NULL);
	guint next = 1, n = 0;

	for (guint i = 0; i < all->len; next++) {
		if (g_array_index(all, struct part, i).number == next) {
			i++;
			continue;
		}
		if (n++ < LISTED_MAX)
			g_string_append_printf(list, "%s%u", n > 1 ? ", " : "", next);
	}
	if (n > LISTED_MAX)
		g_string_append_printf(list, " and %u more", n - LISTED_MAX);
	return g_string_free(list, n == 0);
}

/* Whether the last of several parts is as large as the largest: the others were cut at a size. */
static bool
last_is_full(const GArray *all)
{
	guint64 last = g_array_index(all, struct part, all->len - 1).size, largest = 0;

	for (guint i = 0; i + 1 < all->len; i++)
		largest = MAX(largest, g_array_index(all, struct part, i).size);
	return largest > 0 && last >= largest - largest / 20;
}

void
complete_parts_end(const struct complete_parts *p,
    void (*tell)(void *user, const char *kind, const char *path, const char *text), void *user)
{
	GHashTableIter i;
	gpointer value;

	g_hash_table_iter_init(&i, p->series);
	while (g_hash_table_iter_next(&i, NULL, &value)) {
		GArray *all = value;
		g_autofree char *missing = NULL, *text = NULL;
		const struct part *last;

		g_array_sort(all, compare_parts);
		last = &g_array_index(all, struct part, all->len - 1);
		missing = missing_numbers(all);
		if (missing != NULL) {
			text = g_strdup_printf(
			    "of its parts 1 to %u these are missing: %s", last->number, missing);
			tell(user, "part-missing", last->path, text);
		} else if (last_is_full(all)) {
			tell(user, "part-may-follow", last->path,
			    "the last part is as large as the others: another may follow");
		}
	}
}
