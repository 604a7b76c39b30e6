/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of the message records, as tables; see record.h. In this order:
 *
 * facts          type                         there
 * id             number                       always
 * file           number                       unless 0
 * payload        number                       unless 0
 * at             number                       unless 0
 * size           number                       unless 0
 * from           [number, number]             if there is a From_ line: its offset, its length
 * node           [number, 64 hex. digits]     if it is derived: the item's node, and its digest
 * derived        [string, string, string]     with node: converter, its version, libraries
 * of             number                       with node, unless 0
 * separator      "absent", "lf", "crlf"       if there is a From_ line
 * quoting        name                         unless none
 * folder         number                       unless 0
 * flags          [name ...]                   if the source states flags: those that are set,
 *                                             in the order of enum message_flag
 * received       integer, seconds since 1970  if it is known
 * received-from  name                         if it is known
 * blake2b        64 hexadecimal digits        always
 * xxh3           32 hexadecimal digits        always
 * canonical      64 hexadecimal digits        unless it is blake2b
 * unquoted       64 hexadecimal digits        if there are quoted lines
 * attachments    [{"size", "blake2b"} ...]    unless there are none; size unless 0
 * time           integer, seconds since 1970  if the Date: field has one
 * defects        [name ...]                   unless there are none
 * limited        true                         unless false
 * salt           32 hexadecimal digits        always
 *
 * index          type                         there
 * id             number                       always
 * from-line      string                       unless empty, as all below
 * sender         string
 * keywords       [string ...]
 * states         [[string, string] ...]       name and raw value
 * message-id     string
 * mih            32 hexadecimal digits        if there is a message-id
 * date           string
 * from, to, cc, subject   string
 * attachments    [string ...]                 the names, as many as in the facts
 */
#include "convert/record.h"

#include <string.h>

#include "convert/record_kind.h"
#include "convert/summary_kind.h"

#define SALT_TAIL (sizeof(",\"salt\":\"\"}\n") - 1 + 2 * 16)

#define ROW(name, kind, field)                                             \
	{                                                                  \
		name, &kind, offsetof(struct message_record, field), false \
	}
#define ALWAYS(name, kind, field)                                         \
	{                                                                 \
		name, &kind, offsetof(struct message_record, field), true \
	}
#define END                          \
	{                            \
		NULL, NULL, 0, false \
	}

static const struct member facts_table[] = {
    ALWAYS("id", member_uint64, message.id),
    ROW("file", member_uint64, file),
    ROW("payload", member_uint64, payload),
    ROW("at", member_uint64, message.at),
    ROW("size", member_uint64, message.len),
    ROW("from", record_from, message),
    ROW("node", record_node, message),
    ROW("derived", record_derived, message),
    ROW("of", record_of, message),
    ROW("separator", record_separator, message),
    ROW("quoting", member_quoting, message.quoting),
    {"folder", &record_folder, 0, false},
    ROW("flags", record_flags, message),
    ROW("received", record_received, message),
    ROW("received-from", record_received_from, message),
    ALWAYS("blake2b", member_hex32, digest.blake2b),
    ALWAYS("xxh3", member_hex16, digest.xxh3),
    {"canonical", &record_canonical, 0, false},
    {"unquoted", &record_unquoted, 0, false},
    ROW("attachments", summary_attachment_facts, summary),
    ROW("time", summary_time, summary),
    ROW("defects", summary_names, summary.defects),
    ROW("limited", member_true, summary.limited),
    ALWAYS("salt", member_hex16, salt),
    END,
};

static const struct member index_table[] = {
    ALWAYS("id", member_uint64, message.id),
    ROW("from-line", member_string, message.from_line),
    ROW("sender", member_string, message.sender),
    ROW("keywords", record_keywords, message),
    ROW("states", record_states, message),
    ROW("message-id", member_string, summary.message_id),
    ROW("mih", summary_mih, summary),
    ROW("date", member_string, summary.date),
    ROW("from", member_string, summary.from),
    ROW("to", member_string, summary.to),
    ROW("cc", member_string, summary.cc),
    ROW("subject", member_string, summary.subject),
    ROW("attachments", summary_attachment_names, summary),
    END,
};

void
message_record_write(
    const struct message_record *r, GString *facts, GString *index, size_t *without_salt)
{
	size_t begin = facts->len;

	/* A reader that knows nothing of such messages would look for them in their file. */
	if (r->message.derivation != NULL && r->message.derivation->entry == 0)
		members_write_critical(facts, "node", facts_table, r);
	else
		members_write(facts, facts_table, r);
	members_write(index, index_table, r);
	if (without_salt != NULL)
		*without_salt = facts->len - begin - SALT_TAIL;
}

static bool
read_lines(struct message_record *r, const struct record_lines *l, GError **error)
{
	guint64 id;

	if (l->facts_len > RECORD_MAX || l->index_len > RECORD_MAX)
		return err_set(error, ERR_ALTERED, "record is longer than %d bytes", RECORD_MAX);
	if (!members_read(l->facts, l->facts_len, facts_table, r, error))
		return false;
	if (l->index == NULL)
		return true;
	id = r->message.id;
	if (!members_read(l->index, l->index_len, index_table, r, error))
		return false;
	return r->message.id == id ||
	    err_set(error, ERR_ALTERED, "facts and index are of different records");
}

bool
message_record_read(struct message_record *r, const struct record_lines *l, GError **error)
{
	message_record_clear(r);
	if (read_lines(r, l, error))
		return true;
	message_record_clear(r);
	return false;
}

void
message_record_clear(struct message_record *r)
{
	message_clear(&r->message);
	summary_clear(&r->summary);
	*r = (struct message_record){0};
}

void
summary_clear(struct summary *s)
{
	g_free(s->message_id);
	g_free(s->date);
	g_free(s->from);
	g_free(s->to);
	g_free(s->cc);
	g_free(s->subject);
	g_clear_pointer(&s->attachments, g_ptr_array_unref);
	g_clear_pointer(&s->defects, g_ptr_array_unref);
	*s = (struct summary){0};
}

static void
attachment_free(gpointer p)
{
	struct attachment *a = p;

	g_free(a->name);
	g_free(a);
}

struct attachment *
summary_add_attachment(struct summary *s, const char *name)
{
	struct attachment *a = g_new0(struct attachment, 1);

	a->name = g_strdup(name);
	if (s->attachments == NULL)
		s->attachments = g_ptr_array_new_with_free_func(attachment_free);
	g_ptr_array_add(s->attachments, a);
	return a;
}

void
summary_add_defect(struct summary *s, const char *name)
{
	if (s->defects == NULL)
		s->defects = g_ptr_array_new_with_free_func(g_free);
	if (!g_ptr_array_find_with_equal_func(s->defects, name, g_str_equal, NULL))
		g_ptr_array_add(s->defects, g_strdup(name));
}
