/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that framing doubted, as text and as JSON; see framing.h. */
#include "cmd/framing.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/reply.h"
#include "cmd/terminal.h"
#include "verify/report.h"

void
framing_report_begin(const struct framing_report *r)
{
	if (r->json)
		printf("{\"schema\":%d,\"framing\":[", REPLY_SCHEMA);
}

static json_t *
reasons_json(const char *reasons)
{
	g_auto(GStrv) each = g_strsplit(reasons, ", ", -1);
	json_t *all = json_array();

	for (guint i = 0; each[i] != NULL; i++)
		json_array_append_new(all, json_string(each[i]));
	return all;
}

static void
print_json(const struct framing_report *r, const struct framing *f)
{
	g_autofree char *line = g_strndup((const char *)f->line, f->len);
	json_t *o = json_object();

	json_object_set_new(o, "file", report_bytes(f->path));
	json_object_set_new(o, "offset", json_integer((json_int_t)f->offset));
	json_object_set_new(o, "accepted", json_boolean(f->accepted));
	json_object_set_new(o, "score", json_integer(f->score));
	json_object_set_new(o, "reasons", reasons_json(f->reasons));
	json_object_set_new(o, "line", report_bytes(line));
	if (r->naccepted + r->nrejected > 0)
		putchar(',');
	/* A write that fails is found when standard output is flushed at the end. */
	(void)json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
}

static void
print_text(const struct framing *f)
{
	g_autofree char *path = terminal_escape(f->path, -1);
	g_autofree char *line = terminal_escape((const char *)f->line, (gssize)f->len);

	printf("%s: byte %" G_GUINT64_FORMAT ": %s, score %d (%s): %s\n", path, f->offset,
	    f->accepted ? "accepted" : "rejected", f->score, f->reasons, line);
}

bool
framing_report_add(void *user, const struct framing *f, GError **error)
{
	struct framing_report *r = user;

	(void)error;
	if (r->json)
		print_json(r, f);
	else
		print_text(f);
	if (f->accepted)
		r->naccepted++;
	else
		r->nrejected++;
	return true;
}

void
framing_report_end(const struct framing_report *r)
{
	printf("lines beginning \"From \": %" G_GUINT64_FORMAT
	       " accepted with doubt, %" G_GUINT64_FORMAT " rejected\n",
	    r->naccepted, r->nrejected);
}

void
framing_report_reply(const struct framing_report *r, json_t *reply)
{
	char *rest;

	json_object_del(reply, "schema");
	json_object_set_new(reply, "doubtful", json_integer((json_int_t)r->naccepted));
	json_object_set_new(reply, "rejected", json_integer((json_int_t)r->nrejected));
	rest = json_dumps(reply, JSON_COMPACT);
	json_decref(reply);
	/* The object goes on behind the brace that it was printed with. */
	printf("],%s\n", rest + 1);
	free(rest);
}
