/* SPDX-License-Identifier: Apache-2.0 */
/* Derived messages that are stored besides their file; see seal_stored.h. */
#include "convert/seal_stored.h"

#include "convert/payload_order.h"
#include "convert/payload_path.h"

/* Whether the source has something itself where its derived messages would go. */
static bool
is_taken(const struct sealing *s, const struct entry *e)
{
	g_autofree char *path = g_strconcat(e->path, PAYLOAD_DERIVED, NULL);
	g_autofree char *beside = g_strconcat(s->source, PAYLOAD_DERIVED, NULL);
	const char *const *other = s->options->sources;
	bool taken = false;

	if (*e->path != '\0')
		return tree_lookup(s->tree, path) >= 0;
	for (; *other != NULL && !taken; other++) {
		g_autofree char *name = seal_source_name(*other, NULL);

		taken = g_strcmp0(name, beside) == 0;
	}
	return taken;
}

/* Messages that are derived from this file follow: if they are stored, its own entry ends here. */
bool
seal_stored_begin(
    struct sealing *s, const struct entry *e, const struct file_facts *f, GError **error)
{
	g_autofree char *path = payload_path(s->source, e->path);
	struct entry dir = {
	    .type = ENTRY_DIRECTORY, .mode = 0755, .mtime = e->mtime, .derived = true};
	const struct exception x = {
	    .severity = NOTE,
	    .rule = "eml-not-included",
	    .path = e->path,
	    .reason = "its messages are not stored besides, since something else has that name",
	};

	if (is_taken(s, e))
		return sealing_except(s, &x, error);
	s->stored.number = s->file.number;
	s->stored.format = g_strdup(f->format);
	s->stored.store = payload_path(s->source, f->store);
	sealing_end_entry(s, e, f);
	s->stored.directory = g_strconcat(path, PAYLOAD_DERIVED, NULL);
	sealing_begin_entry(s, &dir, s->stored.directory);
	s->stored.open = true;
	return !collector_failed(s->collector, error);
}

void
seal_stored_message(struct sealing *s, const struct message *m)
{
	message_clear(&s->stored.message);
	message_copy(&s->stored.message, m);
	held_message_begin(s->stored.held);
}

bool
seal_stored_bytes(struct sealing *s, const struct span *p, GError **error)
{
	return held_message_add(s->stored.held, p, error);
}

static void
store_bytes(void *user, const struct span *p)
{
	struct sealing *s = user;

	payload_bytes(s->payload, p->data, p->len);
	filehash_bytes(&s->file.hash, p);
	batch_bytes(s->batch, p);
}

/* Writes the message that is held as a file of its own. */
bool
seal_stored_write(struct sealing *s, guint64 len, GError **error)
{
	struct message *m = &s->stored.message;
	g_autofree char *path =
	    g_strdup_printf("%s/%010" G_GUINT64_FORMAT ".eml", s->stored.directory, m->id);
	const struct entry e = {
	    .type = ENTRY_FILE,
	    .size = len,
	    .mode = 0644,
	    .mtime = m->received_from != RECEIVED_UNKNOWN ? m->received : 0,
	    .derived = true,
	};
	struct tree_record r = {
	    .kind = RECORD_DONE,
	    .read = len,
	    .role = g_strdup("derived"),
	    .format = g_strdup(s->stored.format),
	    .first = m->id,
	    .nmessages = 1,
	    .store = g_strdup(s->stored.store),
	};

	sealing_begin_entry(s, &e, path);
	filehash_begin(&s->file.hash, len);
	s->nstored++;
	r.number = s->file.number;
	m->derivation->entry = s->stored.number;
	m->len = len;
	sealing_begin_message(s, m, s->file.data);
	if (!held_message_give(s->stored.held, store_bytes, s, error)) {
		tree_record_clear(&r);
		return false;
	}
	batch_end(s->batch, m);
	payload_pad(s->payload, len);
	batch_add_done(s->batch, &r, sealing_end_hash(s, len));
	return !collector_failed(s->collector, error);
}

void
seal_stored_end(struct sealing *s)
{
	s->stored.open = false;
	g_clear_pointer(&s->stored.format, g_free);
	g_clear_pointer(&s->stored.store, g_free);
	g_clear_pointer(&s->stored.directory, g_free);
}
