/* SPDX-License-Identifier: Apache-2.0 */
/* What a run found, for people and as JSON; see found.h. */
#include "cmd/found.h"

#include <stdio.h>
#include <string.h>

#include "cmd/account_report.h"
#include "cmd/exception_file.h"
#include "cmd/options.h"
#include "cmd/reply.h"
#include "cmd/terminal.h"
#include "verify/report.h"

#define SUMMARY_STORES 20 /* rows of a summary's table */

static json_t *
count(guint64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *
store_json(const struct survey_store *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "path", report_bytes(s->path));
	json_object_set_new(o, "format", json_string(s->format));
	json_object_set_new(o, "folders", count(s->nfolders));
	json_object_set_new(o, "messages", count(s->nmessages));
	json_object_set_new(o, "bytes", count(s->nbytes));
	return o;
}

/* A time as text, which the caller frees; NULL if no calendar has it. */
static char *
date_text(gint64 seconds, const char *format)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(seconds);

	return t != NULL ? g_date_time_format(t, format) : NULL;
}

static json_t *
dates_json(const struct survey *s)
{
	g_autofree char *first = date_text(s->first_date, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree char *last = date_text(s->last_date, "%Y-%m-%dT%H:%M:%SZ");

	if (!s->has_dates || first == NULL || last == NULL)
		return json_null();
	return json_pack("{s:s,s:s}", "first", first, "last", last);
}

void
found_add(json_t *reply, const struct survey *s)
{
	json_t *stores = json_array(), *exceptions = json_array();

	for (guint i = 0; i < s->stores->len; i++)
		json_array_append_new(stores, store_json(s->stores->pdata[i]));
	for (guint i = 0; i < s->exceptions->len; i++)
		json_array_append_new(exceptions, exception_json(s->exceptions->pdata[i]));
	json_object_set_new(reply, "stores", stores);
	json_object_set_new(reply, "accounts", account_report_json(s->accounts));
	json_object_set_new(reply, "messages", count(s->nmessages));
	json_object_set_new(reply, "packed", count(s->npacked));
	json_object_set_new(reply, "files", count(s->nfiles));
	json_object_set_new(reply, "bytes", count(s->nbytes));
	json_object_set_new(reply, "dates", dates_json(s));
	json_object_set_new(reply, "losses", count(s->nlosses));
	json_object_set_new(reply, "notes", count(s->nnotes));
	json_object_set_new(reply, "exceptions", exceptions);
}

static void
print_dates(const struct survey *s)
{
	g_autofree char *first = date_text(s->first_date, "%Y-%m-%d");
	g_autofree char *last = date_text(s->last_date, "%Y-%m-%d");

	if (s->has_dates && first != NULL && last != NULL)
		printf("received from %s to %s\n", first, last);
}

const char *
found_plural(guint64 n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

/* Prints the table of stores, at most max of them. */
static void
print_stores(const struct survey *s, guint max)
{
	guint n = MIN(s->stores->len, max);

	if (n > 0)
		printf("%-8s %9s %7s %10s  %s\n", "format", "messages", "folders", "size", "where");
	for (guint i = 0; i < n; i++) {
		const struct survey_store *store = s->stores->pdata[i];
		g_autofree char *path = terminal_escape(store->path, -1);
		g_autofree char *bytes = terminal_size(store->nbytes);
		printf("%-8s %9" G_GUINT64_FORMAT " %7" G_GUINT64_FORMAT " %10s  %s\n",
		    store->format, store->nmessages, store->nfolders, bytes, path);
	}
	if (n < s->stores->len)
		printf("... and %u more (-v shows all)\n", s->stores->len - n);
}

static void
print_total(const struct survey *s)
{
	g_autofree char *size = terminal_size(s->nbytes);

	printf("%" G_GUINT64_FORMAT " %s in %u %s; %" G_GUINT64_FORMAT " %s, %s in all\n",
	    s->nmessages, found_plural(s->nmessages, "message", "messages"), s->stores->len,
	    found_plural(s->stores->len, "mail store", "mail stores"), s->nfiles,
	    found_plural(s->nfiles, "file", "files"), size);
	print_dates(s);
	printf("%" G_GUINT64_FORMAT " %s, %" G_GUINT64_FORMAT " %s\n", s->nlosses,
	    found_plural(s->nlosses, "loss", "losses"), s->nnotes,
	    found_plural(s->nnotes, "note", "notes"));
}

void
found_print(const struct survey *s)
{
	print_stores(s, G_MAXUINT);
	account_report_print(s->accounts, G_MAXUINT);
	print_total(s);
}

void
found_print_summary(const struct survey *s)
{
	print_stores(s, options.verbose ? G_MAXUINT : SUMMARY_STORES);
	account_report_print(s->accounts, options.verbose ? G_MAXUINT : SUMMARY_STORES);
	print_total(s);
}

/* How often a rule was met, and the first time. */
struct rule_count {
	const struct survey_exception *first;
	guint64 n;
};

static void
say_rule(const struct rule_count *c)
{
	const struct survey_exception *x = c->first;

	terminal_say(x->severity == LOSS ? LOUD_NORMAL : LOUD_DETAILS,
	    "%s: %s: byte %" G_GUINT64_FORMAT ": %s: %s", x->severity == LOSS ? "loss" : "note",
	    x->store, x->offset, x->rule, x->reason);
	if (c->n > 1)
		terminal_say(x->severity == LOSS ? LOUD_NORMAL : LOUD_DETAILS,
		    "%s: %s: %" G_GUINT64_FORMAT " more of this kind",
		    x->severity == LOSS ? "loss" : "note", x->rule, c->n - 1);
}

void
found_say_exceptions(const struct survey *s)
{
	g_autoptr(GHashTable) by_rule = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(struct rule_count));

	for (guint i = 0; i < s->exceptions->len; i++) {
		const struct survey_exception *x = s->exceptions->pdata[i];
		guint at = GPOINTER_TO_UINT(g_hash_table_lookup(by_rule, x->rule));
		struct rule_count c = {x, 1};

		if (at > 0) {
			g_array_index(counts, struct rule_count, at - 1).n++;
			continue;
		}
		g_array_append_val(counts, c);
		g_hash_table_insert(by_rule, x->rule, GUINT_TO_POINTER(counts->len));
	}
	for (guint i = 0; i < counts->len; i++)
		say_rule(&g_array_index(counts, struct rule_count, i));
}

/* The first message of a kind: "12, export/inbox.mbox at byte 3312". */
static char *
example_text(const struct sink_loss *l)
{
	g_autofree char *path = l->path != NULL ? terminal_escape(l->path, -1) : NULL;

	if (l->example == 0)
		return g_strdup("");
	if (path == NULL)
		return g_strdup_printf("%" G_GUINT64_FORMAT, l->example);
	return g_strdup_printf(
	    "%" G_GUINT64_FORMAT ", %s at byte %" G_GUINT64_FORMAT, l->example, path, l->offset);
}

void
found_print_losses(const char *format, const GArray *losses)
{
	g_autofree char *title = g_strdup_printf("%s cannot hold", format);

	if (losses->len > 0)
		printf("%-20s %9s  %s\n", title, "messages", "the first is");
	for (guint i = 0; i < losses->len; i++) {
		const struct sink_loss *l = &g_array_index(losses, struct sink_loss, i);
		g_autofree char *example = example_text(l);
		printf("%-20s %9" G_GUINT64_FORMAT "  %s\n", l->kind, l->nmessages, example);
	}
}

void
found_add_losses(json_t *reply, const GArray *losses)
{
	json_t *all = json_array();

	for (guint i = 0; i < losses->len; i++) {
		const struct sink_loss *l = &g_array_index(losses, struct sink_loss, i);
		json_t *o = json_object();
		json_object_set_new(o, "kind", json_string(l->kind));
		json_object_set_new(o, "messages", count(l->nmessages));
		json_object_set_new(o, "example", count(l->example));
		if (l->path != NULL) {
			json_object_set_new(o, "store", report_bytes(l->path));
			json_object_set_new(o, "offset", count(l->offset));
		}
		json_array_append_new(all, o);
	}
	json_object_set_new(reply, "cannot-hold", all);
}

enum exit_status
found_status(const struct survey *s)
{
	return s->nlosses > 0 ? EXIT_LOSSES : EXIT_DONE;
}
