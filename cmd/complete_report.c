/* SPDX-License-Identifier: Apache-2.0 */
/* Signs that an export is not complete; see complete_report.h. */
#include "cmd/complete_report.h"

#include <stdio.h>

#include "cmd/terminal.h"
#include "verify/report.h"

void
complete_report_print(struct complete *c)
{
	guint64 total;
	const GPtrArray *signs = complete_signs(c, &total);

	if (total == 0) {
		printf("no sign that the export is not complete (that proves nothing)\n");
		return;
	}
	printf("signs that the export is not complete: %" G_GUINT64_FORMAT "\n", total);
	for (guint i = 0; i < signs->len; i++) {
		const struct sign *s = signs->pdata[i];
		g_autofree char *path = terminal_escape(s->path, -1);
		g_autofree char *text = terminal_escape(s->text, -1);

		printf("  %s: %s: %s\n", path, s->kind, text);
	}
	if (total > signs->len)
		printf("  ... and %" G_GUINT64_FORMAT " more\n", total - signs->len);
}

void
complete_report_add(json_t *reply, struct complete *c)
{
	guint64 total;
	const GPtrArray *signs = complete_signs(c, &total);
	json_t *all = json_array();

	for (guint i = 0; i < signs->len; i++) {
		const struct sign *s = signs->pdata[i];
		json_t *o = json_object();

		json_object_set_new(o, "sign", json_string(s->kind));
		json_object_set_new(o, "store", report_bytes(s->path));
		json_object_set_new(o, "text", report_bytes(s->text));
		json_array_append_new(all, o);
	}
	json_object_set_new(reply, "signs", all);
	json_object_set_new(reply, "signs_total", json_integer((json_int_t)total));
}
