/* SPDX-License-Identifier: Apache-2.0 */
/* What message records say of place, state and digests; see record_kind.h. */
#include "convert/record_kind.h"

#include <string.h>

#include "convert/record.h"
#include "convert/summary_kind.h"

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
	return m->received_from != RECEIVED_UNKNOWN ||
	    json_problem(r, "received-from is not known");
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

const struct member_kind record_canonical = {canonical_present, canonical_write, canonical_read};

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
keywords_present(const void *at)
{
	const struct message *m = at;

	return summary_names.present(&m->keywords);
}

static void
keywords_write(GString *s, const void *at)
{
	const struct message *m = at;

	summary_names.write(s, &m->keywords);
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
		const struct message_state *state =
		    &g_array_index(m->states, struct message_state, i);

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
node_present(const void *at)
{
	const struct message *m = at;

	return m->derivation != NULL;
}

static void
node_write(GString *s, const void *at)
{
	const struct message *m = at;

	g_string_append_c(s, '[');
	json_put_uint(s, m->derivation->node);
	g_string_append_c(s, ',');
	json_put_hex(s, m->derivation->digest, sizeof(m->derivation->digest));
	g_string_append_c(s, ']');
}

/* The derivation, which the first of its members that is read makes. */
static struct derivation *
derivation_of(struct message *m)
{
	if (m->derivation == NULL)
		m->derivation = g_new0(struct derivation, 1);
	return m->derivation;
}

static bool
node_read(struct json_reader *r, void *at)
{
	struct derivation *d = derivation_of(at);

	json_enter(r, '[');
	if (!json_next(r) || !json_read_uint(r, &d->node) || !json_next(r) ||
	    !json_read_hex(r, d->digest, sizeof(d->digest)) || json_next(r))
		return json_problem(r, "node is not a number and a digest");
	if (d->node == 0)
		return json_problem(r, "node is zero");
	return r->problem == NULL;
}

const struct member_kind record_node = {node_present, node_write, node_read};

static void
derived_write(GString *s, const void *at)
{
	const struct derivation *d = ((const struct message *)at)->derivation;
	const char *const texts[] = {d->converter, d->version, d->libraries};

	g_string_append_c(s, '[');
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		json_put_element(s);
		json_put_string(s, texts[i] != NULL ? texts[i] : "");
	}
	g_string_append_c(s, ']');
}

static bool
derived_read(struct json_reader *r, void *at)
{
	struct derivation *d = derivation_of(at);

	json_enter(r, '[');
	if (!json_next(r) || !json_read_string(r, &d->converter) || !json_next(r) ||
	    !json_read_string(r, &d->version) || !json_next(r) ||
	    !json_read_string(r, &d->libraries) || json_next(r))
		return json_problem(r, "derived is not three strings");
	return r->problem == NULL;
}

const struct member_kind record_derived = {node_present, derived_write, derived_read};

static bool
of_present(const void *at)
{
	const struct message *m = at;

	return m->derivation != NULL && m->derivation->entry != 0;
}

static void
of_write(GString *s, const void *at)
{
	json_put_uint(s, ((const struct message *)at)->derivation->entry);
}

static bool
of_read(struct json_reader *r, void *at)
{
	return json_read_uint(r, &derivation_of(at)->entry);
}

const struct member_kind record_of = {of_present, of_write, of_read};
