/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are one message each as a store: trees of .eml files, MH folders
 * (docs/MAIL.md, "Formats", "Single files"). Other text files have lines that look like a
 * header, too, so a file not named .eml must show two fields of mail, one of them
 * with a value that only mail has.
 *
 * Its exceptions, both notes: "mh-deleted", a file that an MH program renamed when its
 * message was deleted, which is no message; "metadata" of eml_beside.h.
 */
#include <string.h>

#include "convert/eml_beside.h"
#include "convert/envelope.h"
#include "convert/folder.h"
#include "convert/header.h"
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

static bool
all_digits(const char *name)
{
	return *name != '\0' && name[strspn(name, "0123456789")] == '\0';
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

static int
eml_probe(const struct store_probe *p)
{
	const char *name = p->entry->name;
	size_t len = MIN(p->head_len, PROBE_MAX), at = header_at(p->head, len);
	struct evidence v = collect(p->head + at, len - at);
	size_t name_len = strlen(name);

	if (g_str_has_prefix(name, "._"))
		return 0; /* macOS's twin of the file: F-87 */
	if (name_len > 4 && g_ascii_strcasecmp(name + name_len - 4, ".eml") == 0)
		return header_looks_like_field(p->head + at, len - at) ? 70 : 0;
	if (name_len > 4 && g_ascii_strcasecmp(name + name_len - 4, ".msg") == 0 && v.fields != 0)
		return 65; /* text, and not what Outlook calls so */
	if ((all_digits(name) || eml_beside_is_deleted(name)) && v.fields != 0)
		return 60; /* an MH folder's */
	return v.proof && several(v.fields) ? 50 : 0;
}

/* A tree of messages is one store, whose folders are its directories: F-85. */
static char **
eml_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	const char *slash = strrchr(e->path, '/');

	(void)t;
	*raw = g_strndup(e->path, slash == NULL ? 0 : (gsize)(slash - e->path));
	*store = g_strdup("");
	return folder_join(folder_names(*raw, FALSE), folder_names("", FALSE));
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

static gssize
eml_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	const struct single *s = (const struct single *)store;

	if (eml_beside_is_deleted(s->file.entry->name))
		return (gssize)w->len;
	return single_feed(store, w, at, last, error);
}

const struct store_ops eml_store = {
    .name = "eml",
    .role = "message",
    .probe = eml_probe,
    .folder = eml_folder,
    .open = eml_open,
    .feed = eml_feed,
    .close = single_close,
    .forget = eml_beside_forget,
};
