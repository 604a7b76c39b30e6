/* SPDX-License-Identifier: Apache-2.0 */
/* Messages and folders over a target's limits; see limits_report.h. */
#include "cmd/limits_report.h"

#include <stdio.h>
#include <string.h>

#include "cmd/terminal.h"
#include "verify/report.h"

static void
print_over(const struct over *o)
{
	g_autofree char *path = terminal_escape(o->path, -1);

	if (o->message != 0)
		printf("  message %" G_GUINT64_FORMAT ", %s at byte %" G_GUINT64_FORMAT, o->message,
		    path, o->offset);
	else
		printf("  folder %s", path);
	printf(": %s %s%" G_GUINT64_FORMAT ", the limit is %" G_GUINT64_FORMAT "\n",
	    measure_name(o->limit->measure), o->more ? "more than " : "", o->value, o->limit->max);
}

void
limits_report_print(struct limits *l, const char *target)
{
	const GPtrArray *over = limits_over(l);
	guint64 total = 0;

	for (const struct limit *limit = limits_table; limit->target != NULL; limit++)
		total += limits_count(l, limit);
	printf("over the limits of %s: %" G_GUINT64_FORMAT "\n", target, total);
	for (guint i = 0; i < over->len; i++)
		print_over(over->pdata[i]);
	if (total > over->len)
		printf("  ... and %" G_GUINT64_FORMAT " more\n", total - over->len);
	for (const struct limit *limit = limits_table; limit->target != NULL; limit++)
		if (limits_count(l, limit) > 0)
			printf("  %s: at most %" G_GUINT64_FORMAT ", says %s\n",
			    measure_name(limit->measure), limit->max, limit->source);
}

static json_t *
limit_json(const struct limits *l, const struct limit *limit)
{
	json_t *o = json_object();

	json_object_set_new(o, "limit", json_string(measure_name(limit->measure)));
	json_object_set_new(o, "max", json_integer((json_int_t)limit->max));
	json_object_set_new(o, "over", json_integer((json_int_t)limits_count(l, limit)));
	json_object_set_new(o, "source", json_string(limit->source));
	return o;
}

static json_t *
over_json(const struct over *over)
{
	json_t *o = json_object();

	json_object_set_new(o, "limit", json_string(measure_name(over->limit->measure)));
	json_object_set_new(o, "value", json_integer((json_int_t)over->value));
	if (over->more)
		json_object_set_new(o, "more", json_true());
	json_object_set_new(o, "max", json_integer((json_int_t)over->limit->max));
	json_object_set_new(o, "store", report_bytes(over->path));
	if (over->message != 0) {
		json_object_set_new(o, "message", json_integer((json_int_t)over->message));
		json_object_set_new(o, "offset", json_integer((json_int_t)over->offset));
	}
	return o;
}

void
limits_report_add(json_t *reply, struct limits *l, const char *target)
{
	const GPtrArray *over = limits_over(l);
	json_t *published = json_array(), *all = json_array();

	for (const struct limit *limit = limits_table; limit->target != NULL; limit++)
		if (strcmp(limit->target, target) == 0)
			json_array_append_new(published, limit_json(l, limit));
	for (guint i = 0; i < over->len; i++)
		json_array_append_new(all, over_json(over->pdata[i]));
	json_object_set_new(reply, "for", json_string(target));
	json_object_set_new(reply, "limits", published);
	json_object_set_new(reply, "over", all);
}
