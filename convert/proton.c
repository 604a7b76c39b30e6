/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata of Proton's export tool; see proton.h. */
#include "convert/proton.h"

#include <jansson.h>
#include <string.h>

#include "convert/envelope.h"

/* Labels of the system that are flags; other ids that are numbers are folders. */
static const struct {
	const char *id;
	guint flag;
	const char *keyword;
} system_labels[] = {
    {"1", FLAG_DRAFT, NULL},
    {"4", 0, "$Junk"},
    {"8", FLAG_DRAFT, NULL},
    {"10", FLAG_FLAGGED, NULL},
};

static const struct {
	const char *name;
	guint flag;
} states[] = {
    {"Unread", FLAG_SEEN}, /* the other way round */
    {"IsReplied", FLAG_ANSWERED},
    {"IsRepliedAll", FLAG_ANSWERED},
    {"IsForwarded", FLAG_FORWARDED},
};

/* The JSON text, or what stands in it under "Payload". The caller releases it; NULL: none. */
static json_t *
load(const char *text, size_t len)
{
	json_t *root = json_loadb(text, len, 0, NULL);
	json_t *payload = json_object_get(root, "Payload");

	if (payload == NULL)
		return root;
	json_incref(payload);
	json_decref(root);
	return payload;
}

GHashTable *
proton_labels(const char *text, size_t len)
{
	json_t *list = load(text, len);
	GHashTable *labels;

	if (!json_is_array(list)) {
		json_decref(list);
		return NULL;
	}
	labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; i < MIN(json_array_size(list), (size_t)PROTON_LABELS_MAX); i++) {
		const json_t *label = json_array_get(list, i);
		const char *id = json_string_value(json_object_get(label, "ID"));
		const char *name = json_string_value(json_object_get(label, "Name"));

		if (id != NULL && name != NULL && *name != '\0')
			g_hash_table_replace(labels, g_strdup(id), g_strdup(name));
	}
	json_decref(list);
	return labels;
}

static bool
is_number(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

static void
take_label(struct message *m, const char *id, GHashTable *labels)
{
	const char *name = labels != NULL ? g_hash_table_lookup(labels, id) : NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(system_labels); i++) {
		if (strcmp(id, system_labels[i].id) != 0)
			continue;
		m->flags |= system_labels[i].flag;
		if (system_labels[i].keyword != NULL)
			message_add_keyword(m, system_labels[i].keyword);
	}
	if (name != NULL && !is_number(id))
		message_add_keyword(m, name);
}

static void
take_labels(struct message *m, const json_t *list, GHashTable *labels)
{
	g_autoptr(GString) ids = g_string_new(NULL);

	for (size_t i = 0; i < MIN(json_array_size(list), (size_t)PROTON_LABELS_MAX); i++) {
		const char *id = json_string_value(json_array_get(list, i));

		if (id == NULL)
			continue;
		g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
		take_label(m, id, labels);
	}
	if (ids->len > 0)
		message_add_state(m, "proton-labels", ids->str, ids->len);
}

/* 0 and 1 in their files, which is what their program makes of false and true. */
static bool
is_set(const json_t *value)
{
	return json_is_true(value) || json_integer_value(value) != 0;
}

static void
take_states(struct message *m, const json_t *metadata)
{
	g_autoptr(GString) raw = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		const json_t *value = json_object_get(metadata, states[i].name);

		if (value == NULL)
			continue;
		if (is_set(value) != (states[i].flag == FLAG_SEEN))
			m->flags |= states[i].flag;
		m->has_flags = true;
		g_string_append_printf(
		    raw, "%s%s=%d", raw->len > 0 ? " " : "", states[i].name, is_set(value));
	}
	if (raw->len > 0)
		message_add_state(m, "proton-flags", raw->str, raw->len);
}

static void
take_time(struct message *m, const json_t *time)
{
	g_autofree char *raw = NULL;

	if (!json_is_integer(time))
		return;
	raw = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(time));
	message_add_state(m, "proton-time", raw, strlen(raw));
	if (!envelope_plausible(json_integer_value(time)))
		return;
	m->received = json_integer_value(time);
	m->received_from = RECEIVED_STORE;
}

bool
proton_apply(struct message *m, const char *text, size_t len, GHashTable *labels)
{
	json_t *metadata = load(text, len);
	bool ok = json_is_array(json_object_get(metadata, "LabelIDs"));

	if (ok) {
		take_states(m, metadata);
		take_labels(m, json_object_get(metadata, "LabelIDs"), labels);
		take_time(m, json_object_get(metadata, "Time"));
	}
	json_decref(metadata);
	return ok;
}
