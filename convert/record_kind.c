/* SPDX-License-Identifier: Apache-2.0 */
/* The values of message records; see record_kind.h. */
#include "convert/record_kind.h"

#include "convert/index.h"

#include <string.h>

static bool
from_present(const void *at)
{
	const struct message *m = at;

	return m->from_len > 0;
}

static void
from_write(GString *s, const void *at)
{
	const struct message *m = at;

	g_string_append_c(s, '[');
	json_put_uint(s, m->from_at);
	g_string_append_c(s, ',');
	json_put_uint(s, m->from_len);
	g_string_append_c(s, ']');
}

static bool
from_read(struct json_reader *r, void *at)
{
	struct message *m = at;
	guint64 len;

	json_enter(r, '[');
	if (!json_next(r) || !json_read_uint(r, &m->from_at) || !json_next(r) ||
	    !json_read_uint(r, &len) || json_next(r))
		return json_problem(r, "from is not a pair of numbers");
	m->from_len = len;
	return r->problem == NULL;
}

const struct member_kind record_from = {from_present, from_write, from_read};

static void
separator_write(GString *s, const void *at)
{
	const struct message *m = at;

	json_put_string(s, separator_name(m->separator));
}

static bool
separator_read(struct json_reader *r, void *at)
{
	g_autofree char *name = NULL;
	struct message *m = at;
	int separator;

	if (!json_read_string(r, &name))
		return false;
	separator = separator_parse(name);
	if (separator < 0)
		return json_problem(r, "separator is not known");
	m->separator = (enum separator)separator;
	return true;
}

const struct member_kind record_separator = {from_present, separator_write, separator_read};

static guint64
folder_number(const struct message_record *r)
{
	return r->message.folder != NULL ? r->message.folder->number : r->folder;
}

static bool
folder_present(const void *at)
{
	return folder_number(at) != 0;
}

static void
folder_write(GString *s, const void *at)
{
	json_put_uint(s, folder_number(at));
}

static bool
folder_read(struct json_reader *r, void *at)
{
	struct message_record *record = at;

	return json_read_uint(r, &record->folder);
}

const struct member_kind record_folder = {folder_present, folder_write, folder_read};

/* By bit, from the lowest. */
static const char *const flag_names[] = {
    "seen", "answered", "flagged", "deleted", "draft", "forwarded", "recent"};

static bool
flags_present(const void *at)
{
	const struct message *m = at;

	return m->has_flags;
}

static void
flags_write(GString *s, const void *at)
{
	const struct message *m = at;

	g_string_append_c(s, '[');
	for (size_t i = 0; i < G_N_ELEMENTS(flag_names); i++) {
		if ((m->flags & 1U << i) == 0)
			continue;
		json_put_element(s);
		json_put_string(s, flag_names[i]);
	}
	g_string_append_c(s, ']');
}

static bool
flag_read(struct json_reader *r, guint *flags)
{
	g_autofree char *name = NULL;

	if (!json_read_string(r, &name))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(flag_names); i++) {
		if (strcmp(name, flag_names[i]) == 0) {
			*flags |= 1U << i;
			return true;
		}
	}
	return json_problem(r, "a flag is not known");
}

static bool
flags_read(struct json_reader *r, void *at)
{
	struct message *m = at;

	m->has_flags = true;
	json_enter(r, '[');
	while (json_next(r))
		flag_read(r, &m->flags);
	return r->problem == NULL;
}

const struct member_kind record_flags = {flags_present, flags_write, flags_read};

static bool
received_present(const void *at)
{
	const struct message *m = at;

	return m->received_from != RECEIVED_UNKNOWN;
}

static void
received_write(GString *s, const void *at)
{
	const struct message *m = at;

	json_put_int(s, m->received);
}

static bool
received_read(struct json_reader *r, void *at)
{
	struct message *m = at;

	return json_read_int(r, &m->received);
}

const struct member_kind record_received = {received_present, received_write, received_read};

static void
received_from_write(GString *s, const void *at)
{
	const struct message *m = at;

	json_put_string(s, received_from_name(m->received_from));
}

static bool
received_from_read(struct json_reader *r, void *at)
{
	g_autofree char *name = NULL;
	struct message *m = at;

	if (!json_read_string(r, &name))
		return false;
	m->received_from = received_from_parse(name);
	return m->received_from != RECEIVED_UNKNOWN || json_problem(r, "received-from is not known");
}

const struct member_kind record_received_from = {
    received_present, received_from_write, received_from_read};

static bool
canonical_present(const void *at)
{
	const struct message_record *r = at;

	return r->has_canonical;
}

static void
canonical_write(GString *s, const void *at)
{
	const struct message_record *r = at;

	json_put_hex(s, r->canonical, sizeof(r->canonical));
}

static bool
canonical_read(struct json_reader *reader, void *at)
{
	struct message_record *r = at;

	return r->has_canonical = json_read_hex(reader, r->canonical, sizeof(r->canonical));
}

const struct member_kind record_canonical = {
    canonical_present, canonical_write, canonical_read};

static bool
unquoted_present(const void *at)
{
	const struct message_record *r = at;

	return r->has_unquoted;
}

static void
unquoted_write(GString *s, const void *at)
{
	const struct message_record *r = at;

	json_put_hex(s, r->unquoted, sizeof(r->unquoted));
}

static bool
unquoted_read(struct json_reader *reader, void *at)
{
	struct message_record *r = at;

	return r->has_unquoted = json_read_hex(reader, r->unquoted, sizeof(r->unquoted));
}

const struct member_kind record_unquoted = {unquoted_present, unquoted_write, unquoted_read};

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

const struct member_kind record_attachment_facts = {
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

const struct member_kind record_attachment_names = {
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

const struct member_kind record_time = {time_present, time_write, time_read};

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
defects_read(struct json_reader *r, void *at)
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

const struct member_kind record_defects = {list_present, list_write, defects_read};

static bool
keywords_present(const void *at)
{
	const struct message *m = at;

	return list_present(&m->keywords);
}

static void
keywords_write(GString *s, const void *at)
{
	const struct message *m = at;

	list_write(s, &m->keywords);
}

static bool
keywords_read(struct json_reader *r, void *at)
{
	json_enter(r, '[');
	while (json_next(r)) {
		g_autofree char *keyword = NULL;

		if (!json_read_string(r, &keyword))
			return false;
		message_add_keyword(at, keyword);
	}
	return r->problem == NULL;
}

const struct member_kind record_keywords = {keywords_present, keywords_write, keywords_read};

static bool
states_present(const void *at)
{
	const struct message *m = at;

	return m->states != NULL && m->states->len > 0;
}

static void
states_write(GString *s, const void *at)
{
	const struct message *m = at;

	g_string_append_c(s, '[');
	for (guint i = 0; i < m->states->len; i++) {
		const struct message_state *state = &g_array_index(m->states, struct message_state, i);

		json_put_element(s);
		g_string_append_c(s, '[');
		json_put_string(s, state->name);
		g_string_append_c(s, ',');
		json_put_string(s, state->value);
		g_string_append_c(s, ']');
	}
	g_string_append_c(s, ']');
}

static bool
state_read(struct json_reader *r, struct message *m)
{
	g_autofree char *name = NULL, *value = NULL;

	json_enter(r, '[');
	if (!json_next(r) || !json_read_string(r, &name) || !json_next(r) ||
	    !json_read_string(r, &value) || json_next(r))
		return json_problem(r, "a state is not a pair of strings");
	if (r->problem == NULL)
		message_add_state(m, name, value, strlen(value));
	return r->problem == NULL;
}

static bool
states_read(struct json_reader *r, void *at)
{
	json_enter(r, '[');
	while (json_next(r))
		state_read(r, at);
	return r->problem == NULL;
}

const struct member_kind record_states = {states_present, states_write, states_read};

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

const struct member_kind record_mih = {mih_present, mih_write, mih_read};
