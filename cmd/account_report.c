/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of folders; see account_report.h. */
#include "cmd/account_report.h"

#include <stdio.h>

#include "cmd/terminal.h"
#include "verify/report.h"

/* The classes in which items were exported, and how many: "mail 12, contact 3". The caller frees it. */
static char *
classes_text(const struct account *a)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < ACCOUNT_CLASSES; i++)
		if (a->exported[i] > 0)
			g_string_append_printf(s, "%s%s %" G_GUINT64_FORMAT, s->len > 0 ? ", " : "",
			    account_class_name((enum account_class)i), a->exported[i]);
	if (a->hidden > 0)
		g_string_append_printf(s, "%s%" G_GUINT64_FORMAT " hidden left out",
		    s->len > 0 ? "; " : "", a->hidden);
	if (a->search)
		g_string_append(s, s->len > 0 ? "; a search" : "a search");
	return g_string_free(s, FALSE);
}

static void
print_row(const struct account *a, const char *name)
{
	g_autofree char *classes = classes_text(a);

	printf("%7" G_GUINT64_FORMAT " %8" G_GUINT64_FORMAT " %9" G_GUINT64_FORMAT
	       " %6" G_GUINT64_FORMAT "  %s%s%s%s\n",
	    a->items, account_exported(a), a->recovered, a->failed, name,
	    *classes != '\0' ? " (" : "", classes, *classes != '\0' ? ")" : "");
}

static void
add(struct account *sum, const struct account *a)
{
	if (!a->search)
		sum->items += a->items;
	for (guint i = 0; i < ACCOUNT_CLASSES; i++)
		sum->exported[i] += a->exported[i];
	sum->recovered += a->recovered;
	sum->failed += a->failed;
	sum->hidden += a->hidden;
}

void
account_report_print(const GPtrArray *accounts, guint max)
{
	struct account sum = {0};

	if (accounts->len == 0)
		return;
	printf("%7s %8s %9s %6s  %s\n", "items", "exported", "recovered", "failed", "folder");
	for (guint i = 0; i < accounts->len; i++) {
		const struct account *a =
		    &((const struct survey_account *)accounts->pdata[i])->account;
		g_autofree char *joined = g_strjoinv("/", a->names);
		g_autofree char *name = terminal_escape(joined, -1);

		if (i < max)
			print_row(a, name);
		add(&sum, a);
	}
	if (accounts->len > max)
		printf("... and %u more (-v shows all)\n", accounts->len - max);
	print_row(&sum, "all folders");
}

static json_t *
count(guint64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *
names_json(char **names)
{
	json_t *all = json_array();

	for (; *names != NULL; names++)
		json_array_append_new(all, report_bytes(*names));
	return all;
}

static json_t *
account_json(const struct account *a)
{
	json_t *o = json_object(), *exported = json_object();

	for (guint i = 0; i < ACCOUNT_CLASSES; i++)
		if (a->exported[i] > 0)
			json_object_set_new(exported, account_class_name((enum account_class)i),
			    count(a->exported[i]));
	json_object_set_new(o, "store", report_bytes(a->path));
	json_object_set_new(o, "folder", names_json(a->names));
	json_object_set_new(o, "items", count(a->items));
	json_object_set_new(o, "exported", exported);
	json_object_set_new(o, "orphans", count(a->orphans));
	json_object_set_new(o, "recovered", count(a->recovered));
	json_object_set_new(o, "failed", count(a->failed));
	json_object_set_new(o, "hidden", count(a->hidden));
	json_object_set_new(o, "search", json_boolean(a->search));
	return o;
}

json_t *
account_report_json(const GPtrArray *accounts)
{
	json_t *all = json_array();

	for (guint i = 0; i < accounts->len; i++)
		json_array_append_new(all,
		    account_json(&((const struct survey_account *)accounts->pdata[i])->account));
	return all;
}
