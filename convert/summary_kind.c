/* SPDX-License-Identifier: Apache-2.0 */
/* What message records say of what a message says of itself; see summary_kind.h. */
#include "convert/summary_kind.h"

#include <string.h>

#include "convert/index.h" /* index_mih, struct summary */

static bool
attachments_present(const void *at)
{
	const struct summary *s = at;

	return s->attachments != NULL && s->attachments->len > 0;
}

static void
attachment_facts_write(GString *s, const void *at)
{
	const struct summary *summary = at;

	g_string_append_c(s, '[');
	for (guint i = 0; i < summary->attachments->len; i++) {
		const struct attachment *a = summary->attachments->pdata[i];

		json_put_element(s);
		g_string_append_c(s, '{');
		if (a->size > 0) {
			json_put_name(s, "size");
			json_put_uint(s, a->size);
		}
		json_put_name(s, "blake2b");
		json_put_hex(s, a->blake2b, sizeof(a->blake2b));
		g_string_append_c(s, '}');
	}
	g_string_append_c(s, ']');
}

static bool
attachment_read(struct json_reader *r, struct attachment *a)
{
	struct json_span name;

	json_enter(r, '{');
	while (json_next_member(r, &name)) {
		if (name.len == 4 && memcmp(name.text, "size", 4) == 0)
			json_read_uint(r, &a->size);
		else if (name.len == 7 && memcmp(name.text, "blake2b", 7) == 0)
			json_read_hex(r, a->blake2b, sizeof(a->blake2b));
		else
			json_problem(r, "an attachment has an unknown member");
	}
	return r->problem == NULL;
}

static bool
attachment_facts_read(struct json_reader *r, void *at)
{
	struct summary *summary = at;

	json_enter(r, '[');
	while (json_next(r))
		attachment_read(r, summary_add_attachment(summary, ""));
	return r->problem == NULL;
}

const struct member_kind summary_attachment_facts = {
    attachments_present, attachment_facts_write, attachment_facts_read};

static void
attachment_names_write(GString *s, const void *at)
{
	const struct summary *summary = at;

	g_string_append_c(s, '[');
	for (guint i = 0; i < summary->attachments->len; i++) {
		const struct attachment *a = summary->attachments->pdata[i];

		json_put_element(s);
		json_put_string(s, a->name);
	}
	g_string_append_c(s, ']');
}

/* The facts are read before, so that the attachments are there. */
static bool
attachment_names_read(struct json_reader *r, void *at)
{
	struct summary *summary = at;
	guint n = summary->attachments != NULL ? summary->attachments->len : 0, i = 0;

	json_enter(r, '[');
	while (json_next(r)) {
		struct attachment *a = i < n ? summary->attachments->pdata[i++] : NULL;
		char *name;

		if (a == NULL)
			return json_problem(r, "there are more attachments than in the facts");
		if (!json_read_string(r, &name))
			return false;
		g_free(a->name);
		a->name = name;
	}
	if (i < n)
		return json_problem(r, "there are fewer attachments than in the facts");
	return r->problem == NULL;
}

const struct member_kind summary_attachment_names = {
    attachments_present, attachment_names_write, attachment_names_read};

static bool
time_present(const void *at)
{
	const struct summary *s = at;

	return s->has_time;
}

static void
time_write(GString *s, const void *at)
{
	const struct summary *summary = at;

	json_put_int(s, summary->time);
}

static bool
time_read(struct json_reader *r, void *at)
{
	struct summary *s = at;

	return s->has_time = json_read_int(r, &s->time);
}

const struct member_kind summary_time = {time_present, time_write, time_read};

static bool
list_present(const void *at)
{
	const GPtrArray *list = *(GPtrArray *const *)at;

	return list != NULL && list->len > 0;
}

static void
list_write(GString *s, const void *at)
{
	const GPtrArray *list = *(GPtrArray *const *)at;

	g_string_append_c(s, '[');
	for (guint i = 0; i < list->len; i++) {
		json_put_element(s);
		json_put_string(s, list->pdata[i]);
	}
	g_string_append_c(s, ']');
}

static bool
list_read(struct json_reader *r, void *at)
{
	GPtrArray **list = at;

	*list = g_ptr_array_new_with_free_func(g_free);
	json_enter(r, '[');
	while (json_next(r)) {
		char *name;

		if (!json_read_string(r, &name))
			return false;
		g_ptr_array_add(*list, name);
	}
	return r->problem == NULL;
}

const struct member_kind summary_names = {list_present, list_write, list_read};

static bool
mih_present(const void *at)
{
	const struct summary *s = at;

	return member_string.present(&s->message_id);
}

static void
mih_write(GString *s, const void *at)
{
	const struct summary *summary = at;
	char mih[33];

	index_mih(summary->message_id, mih);
	json_put_string(s, mih);
}

/* It is derived, so that it is only read; members_read compares it. */
static bool
mih_read(struct json_reader *r, void *at)
{
	unsigned char mih[16];

	(void)at;
	return json_read_hex(r, mih, sizeof(mih));
}

const struct member_kind summary_mih = {mih_present, mih_write, mih_read};
