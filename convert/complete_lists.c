/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and mailboxes; see complete_lists.h. */
#include "convert/complete_lists.h"

/* What a list says of a mailbox. */
struct expected {
	char *path;
	char *by;
	guint64 nmessages;
};

struct complete_lists {
	GHashTable *mailboxes; /* by path: number of messages, and 1 for being there */
	GPtrArray *expected;   /* struct expected */
};

static void
expected_free(void *data)
{
	struct expected *e = data;

	g_free(e->path);
	g_free(e->by);
	g_free(e);
}

struct complete_lists *
complete_lists_new(void)
{
	struct complete_lists *l = g_new0(struct complete_lists, 1);

	l->mailboxes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	l->expected = g_ptr_array_new_with_free_func(expected_free);
	return l;
}

void
complete_lists_free(struct complete_lists *l)
{
	if (l == NULL)
		return;
	g_hash_table_unref(l->mailboxes);
	g_ptr_array_unref(l->expected);
	g_free(l);
}

void
complete_lists_count(struct complete_lists *l, const char *path, guint64 nmessages)
{
	guint64 n = GPOINTER_TO_SIZE(g_hash_table_lookup(l->mailboxes, path));

	g_hash_table_insert(l->mailboxes, g_strdup(path), GSIZE_TO_POINTER(MAX(n, 1) + nmessages));
}

void
complete_lists_expect(struct complete_lists *l, const char *path, guint64 nmessages, const char *by)
{
	struct expected *e = g_new0(struct expected, 1);

	e->path = g_strdup(path);
	e->by = g_strdup(by);
	e->nmessages = nmessages;
	g_ptr_array_add(l->expected, e);
}

void
complete_lists_end(const struct complete_lists *l,
    void (*tell)(void *user, const char *kind, const char *path, const char *text), void *user)
{
	for (guint i = 0; i < l->expected->len; i++) {
		const struct expected *e = l->expected->pdata[i];
		guint64 found = GPOINTER_TO_SIZE(g_hash_table_lookup(l->mailboxes, e->path));
		g_autofree char *text = NULL;

		if (found > e->nmessages)
			continue;
		if (found == 0) {
			text = g_strdup_printf("%s has messages, and there is no mailbox", e->by);
			tell(user, "no-mailbox", e->path, text);
		} else if (found == 1) {
			text = g_strdup_printf("it is empty, and %s has messages", e->by);
			tell(user, "empty-mailbox", e->path, text);
		} else {
			text = g_strdup_printf("it has %" G_GUINT64_FORMAT
					       " messages, and %s says %" G_GUINT64_FORMAT,
			    found - 1, e->by, e->nmessages);
			tell(user, "fewer-messages", e->path, text);
		}
	}
}
