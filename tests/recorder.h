/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A visitor for unit tests that writes down what it is told, a line an event,
 * and holds the scan to the promises of visitor.h:
 *
 *	d path, f path size, l path, ? path
 *	( id folder flags received-from      a message begins; folder names joined by '|'
 *	  =keyword  +state:value
 *	) id length first-line     and of a message that is derived: @node
 *	# folder items exported orphans recovered failed hidden
 *	! loss rule path offset+length
 *	. path format role store first-id messages
 */
#ifndef TESTS_RECORDER_H
#define TESTS_RECORDER_H

#include <string.h>

#include "convert/scan.h"

struct recorder {
	struct visitor visitor; /* the one to use */
	GString *events;
	GByteArray *file;    /* bytes of the current file */
	GByteArray *message; /* bytes of the current message */
	char *reason;        /* of the latest exception */
	guint64 total;       /* bytes of all files */
	guint64 nmessages;
	guint64 nlosses;
	guint64 fail_at; /* the event, from 1, that fails; 0: none */
	guint64 nevents;
};

static inline bool
recorder_count(struct recorder *r, GError **error)
{
	if (++r->nevents != r->fail_at)
		return true;
	return err_set(error, ERR_IO, "the recorder fails as told");
}

static inline bool
recorder_entry(void *user, const struct entry *e, GError **error)
{
	static const char letters[] = "dfl?";
	struct recorder *r = user;

	g_string_append_printf(r->events, "%c %s", letters[e->type], e->path);
	if (e->type == ENTRY_FILE)
		g_string_append_printf(r->events, " %" G_GUINT64_FORMAT, e->size);
	g_string_append_c(r->events, '\n');
	g_byte_array_set_size(r->file, 0);
	return recorder_count(r, error);
}

static inline bool
recorder_bytes(void *user, const struct span *s, GError **error)
{
	struct recorder *r = user;

	g_assert_cmpuint(s->len, >, 0);
	g_byte_array_append(r->file, s->data, (guint)s->len);
	r->total += s->len;
	return r->fail_at == 0 || recorder_count(r, error);
}

static inline bool
recorder_message_begin(void *user, const struct message *m, GError **error)
{
	struct recorder *r = user;
	g_autofree char *folder = g_strjoinv("|", m->folder->names);

	g_byte_array_set_size(r->message, 0);
	g_string_append_printf(r->events, "( %" G_GUINT64_FORMAT " %s ", m->id, folder);
	if (m->has_flags)
		g_string_append_printf(r->events, "%#x ", m->flags);
	g_string_append_printf(r->events, "%s\n", received_from_name(m->received_from));
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++)
		g_string_append_printf(
		    r->events, "=%s\n", (const char *)g_ptr_array_index(m->keywords, i));
	for (guint i = 0; m->states != NULL && i < m->states->len; i++) {
		const struct message_state *s = &g_array_index(m->states, struct message_state, i);

		g_string_append_printf(r->events, "+%s:%s\n", s->name, s->value);
	}
	return recorder_count(r, error);
}

static inline bool
recorder_message_bytes(void *user, const struct span *s, GError **error)
{
	struct recorder *r = user;

	g_byte_array_append(r->message, s->data, (guint)s->len);
	return r->fail_at == 0 || recorder_count(r, error);
}

/* The message is what lies in the file at its place, told by then. */
static inline bool
recorder_message_end(void *user, const struct message *m, GError **error)
{
	struct recorder *r = user;
	const char *text = (const char *)r->message->data;
	const char *lf = m->len > 0 ? memchr(text, '\n', m->len) : NULL;

	g_assert_cmpuint(m->len, ==, r->message->len);
	g_assert_true(m->derivation != NULL || m->at + m->len <= r->file->len);
	g_assert_true(m->len == 0 || m->derivation != NULL ||
	    memcmp(r->file->data + m->at, text, m->len) == 0);
	r->nmessages++;
	g_string_append_printf(r->events, ") %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %.*s",
	    m->id, m->len, lf != NULL ? (int)(lf - text) : 0, text);
	if (m->derivation != NULL)
		g_string_append_printf(r->events, " @%" G_GUINT64_FORMAT, m->derivation->node);
	g_string_append_c(r->events, '\n');
	return recorder_count(r, error);
}

static inline bool
recorder_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct recorder *r = user;

	g_assert_cmpuint(r->file->len, ==, e->size);
	g_assert_cmpuint(f->read, <=, e->size);
	g_string_append_printf(r->events,
	    ". %s %s %s %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", e->path,
	    f->format != NULL ? f->format : "-", f->role, f->store != NULL ? f->store : "-",
	    f->first, f->nmessages);
	return recorder_count(r, error);
}

static inline bool
recorder_exception(void *user, const struct exception *x, GError **error)
{
	struct recorder *r = user;

	g_assert_nonnull(x->reason);
	g_free(r->reason);
	r->reason = g_strdup(x->reason);
	r->nlosses += x->severity == LOSS;
	g_string_append_printf(r->events,
	    "! %s %s %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "\n",
	    x->severity == LOSS ? "loss" : "note", x->rule, x->path, x->offset, x->length);
	return recorder_count(r, error);
}

static inline bool
recorder_account(void *user, const struct account *a, GError **error)
{
	struct recorder *r = user;
	g_autofree char *names = g_strjoinv("|", a->names);

	g_string_append_printf(r->events, "# %s %d %d %d %d %d %d\n", names, (int)a->items,
	    (int)account_exported(a), (int)a->orphans, (int)a->recovered, (int)a->failed,
	    (int)a->hidden);
	return recorder_count(r, error);
}

/* r must not move afterwards. */
static inline void
recorder_init(struct recorder *r)
{
	*r = (struct recorder){
	    .visitor =
		{
		    .user = r,
		    .entry = recorder_entry,
		    .bytes = recorder_bytes,
		    .message_begin = recorder_message_begin,
		    .message_bytes = recorder_message_bytes,
		    .message_end = recorder_message_end,
		    .file_end = recorder_file_end,
		    .exception = recorder_exception,
		    .account = recorder_account,
		},
	    .events = g_string_new(NULL),
	    .file = g_byte_array_new(),
	    .message = g_byte_array_new(),
	};
}

static inline void
recorder_clear(struct recorder *r)
{
	g_string_free(r->events, TRUE);
	g_byte_array_free(r->file, TRUE);
	g_byte_array_free(r->message, TRUE);
	g_free(r->reason);
}

/* Goes through the tree at path and records it; NULL options are the default ones. */
static inline bool
recorder_scan(
    struct recorder *r, const char *path, const struct scan_options *options, GError **error)
{
	const struct scan_options none = {0};
	g_autoptr(scan) s = scan_new(&r->visitor, options != NULL ? options : &none);
	g_autoptr(tree) t = tree_open(path, error);

	return t != NULL && scan_tree(s, t, NULL, error);
}

#endif
