/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are one message each as a store: trees of .eml files, MH folders
 * (docs/MAIL.md, "Formats", "Single files"). Other text files have lines that look like a
 * header, too, so a file that is none of these by its name must show two fields of mail, one of them
 * with a value that only mail has.
 *
 * Its exceptions, all notes: "mh-deleted", a file that an MH program renamed when its
 * message was deleted, which is no message; "no-header", a message that is one by its name alone, and has no
 * header; "empty-message", one without any bytes; "metadata" of eml_beside.h.
 */
#include <string.h>

#include "convert/eml_beside.h"
#include "convert/envelope.h"
#include "convert/header.h"
#include "convert/mh_folder.h"
#include "convert/other.h"
#include "convert/single.h"

#define PROBE_MAX (8 * 1024)

/* Fields that say: this is mail. mark: what a value has that counts as proof. */
static const struct {
	const char *name;
	const char *mark;
} known[] = {
    {"From", "@"},
    {"Date", ", "},
    {"Received", " "},
    {"Message-ID", "@"},
    {"Return-Path", "<"},
    {"To", NULL},
    {"Cc", NULL},
    {"Bcc", NULL},
    {"Subject", NULL},
    {"Sender", NULL},
    {"Reply-To", NULL},
    {"In-Reply-To", NULL},
    {"References", NULL},
    {"Delivered-To", NULL},
    {"MIME-Version", NULL},
    {"X-Mailer", NULL},
    {"DKIM-Signature", NULL},
};

/* What the header at the start of a file shows. */
struct evidence {
	guint32 fields; /* bit i: there is a field known[i] */
	bool proof;
};

static bool
value_has(const struct header_field *f, const char *mark)
{
	return mark != NULL && memmem(f->value, f->value_len, mark, strlen(mark)) != NULL;
}

/* Only the fields before the first line that is none count: no text behind it is a header. */
static struct evidence
collect(const unsigned char *head, size_t len)
{
	struct evidence v = {0};
	struct header_field f;
	size_t pos = 0;

	while (header_looks_like_field(head + pos, len - pos) && header_next(head, len, &pos, &f)) {
		for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
			if (!header_is(&f, known[i].name))
				continue;
			v.fields |= 1u << i;
			v.proof = v.proof || value_has(&f, known[i].mark);
		}
	}
	return v;
}

static bool
several(guint32 bits)
{
	return (bits & (bits - 1)) != 0;
}

/* Where the header begins: behind a byte order mark, blank lines and one From_ line. */
static size_t
header_at(const unsigned char *head, size_t len)
{
	size_t at = envelope_skip(head, len);
	const unsigned char *p = head + at, *lf = memchr(p, '\n', len - at);
	bool from = len - at > 6 && (memcmp(p, "From ", 5) == 0 || memcmp(p, ">From ", 6) == 0);

	return from && lf != NULL ? (size_t)(lf + 1 - head) : at;
}

/* The same behind lines that are folded though nothing is before them: F-35. */
static size_t
field_at(const unsigned char *head, size_t len)
{
	size_t at = header_at(head, len);

	while (at < len && (head[at] == ' ' || head[at] == '\t')) {
		const unsigned char *lf = memchr(head + at, '\n', len - at);

		at = lf != NULL ? (size_t)(lf + 1 - head) : len;
	}
	return at;
}

/* Whether it is a message by its name alone, whatever can be read of it; but not what holds mail in another way. */
static bool
is_by_name(const struct store_probe *p)
{
	bool text = memchr(p->head, '\0', MIN(p->head_len, PROBE_MAX)) == NULL;

	if (other_sealed(p->head, p->head_len) != NULL || (p->head_len == 0 && p->entry->size > 0))
		return false;
	return (text && eml_beside_is_eml(p->entry->name)) ||
	    mh_folder_has(p->tree, p->entry->path) == MH_FOLDER_SURE;
}

static int
eml_probe(const struct store_probe *p)
{
	const char *name = p->entry->name;
	size_t len = MIN(p->head_len, PROBE_MAX), at = header_at(p->head, len);
	size_t field = field_at(p->head, len);
	struct evidence v = collect(p->head + at, len - at);
	size_t name_len = strlen(name);

	if (g_str_has_prefix(name, "._"))
		return 0; /* macOS's twin of the file: F-87 */
	if (eml_beside_is_eml(name) && header_looks_like_field(p->head + field, len - field))
		return 70;
	if (name_len > 4 && g_ascii_strcasecmp(name + name_len - 4, ".msg") == 0 && v.fields != 0)
		return 65; /* text, and not what Outlook calls so */
	if ((mh_folder_number(name, NULL) || eml_beside_is_deleted(name)) &&
	    collect(p->head + field, len - field).fields != 0)
		return 60; /* an MH folder's */
	if (v.proof && several(v.fields))
		return 50;
	return is_by_name(p) ? 20 : 0;
}

/* X-Unsent says that it is a draft, and nothing of whether it was read: F-87. */
static void
eml_prepare(struct single *s)
{
	struct message *m = &s->message;
	size_t skip = envelope_skip(m->head, m->head_len);
	struct header_field f;

	if (!header_find(m->head + skip, m->head_len - skip, "X-Unsent", &f))
		return;
	message_add_state(m, "X-Unsent", (const char *)f.value, f.value_len);
	if (f.value_len == 0 || f.value[0] != '1')
		return;
	m->has_flags = true;
	m->flags |= FLAG_DRAFT;
}

static bool
open_deleted(struct single *s, GError **error)
{
	s->file.facts->role = "other";
	s->file.facts->format = NULL;
	return single_except(s, NOTE, "mh-deleted",
	    "a deleted message of an MH folder: kept, but no message", error);
}

static struct store *
eml_open(const struct store_file *f, GError **error)
{
	struct single *s = g_new0(struct single, 1);

	single_init(s, &eml_store, f);
	s->prepare = eml_prepare;
	if (eml_beside_is_deleted(f->entry->name) ? open_deleted(s, error)
						  : eml_beside_apply(s, error))
		return &s->base;
	single_close(&s->base);
	return NULL;
}

/* w: the beginning of the message. */
static bool
note_header(const struct single *s, const struct span *w, GError **error)
{
	size_t skip = envelope_skip(w->data, s->message.head_len), pos = 0;
	struct header_field f;

	if (w->len == 0)
		return single_except(s, NOTE, "empty-message",
		    "by its name it is a message, and it is empty", error);
	return header_next(w->data + skip, s->message.head_len - skip, &pos, &f) ||
	    single_except(s, NOTE, "no-header",
		"by its name it is a message; it has no header, and all of it is taken for a body",
		error);
}

static gssize
eml_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	const struct single *s = (const struct single *)store;
	bool fresh = !s->begun;
	gssize n;

	if (eml_beside_is_deleted(s->file.entry->name))
		return (gssize)w->len;
	n = single_feed(store, w, at, last, error);
	if (n >= 0 && fresh && s->begun && !note_header(s, w, error))
		return -1;
	return n;
}

const struct store_ops eml_store = {
    .name = "eml",
    .role = "message",
    .probe = eml_probe,
    .folder = eml_beside_folder,
    .open = eml_open,
    .feed = eml_feed,
    .close = single_close,
    .forget = eml_beside_forget,
};
