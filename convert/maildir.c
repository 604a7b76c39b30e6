/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maildir and Maildir++ as a store (docs/MAIL.md, "Maildir"): one file is one message.
 *
 * Its exceptions. Notes: "maildir-tmp", a file in tmp/, and "maildir-dotfile", a
 * hidden one in cur/ or new/, which are no messages; "maildir-incomplete", cur/,
 * new/ or tmp/ is missing; "maildir-flags", flags without a meaning; "maildir-size", S=
 * or W= is not the file's size; "maildir-duplicate", a unique name that another file
 * of this Maildir has, unless a folder lies between the two in payload order; "msf", a table of
 * Thunderbird's that cannot be read; "maildir-keywords", keywords of which only Dovecot's index knows
 * the messages. And a loss, "maildir-compressed", a message that is compressed.
 */
#include <string.h>
#include <xxhash.h>

#include "convert/envelope.h"
#include "convert/maildir_keywords.h"
#include "convert/maildir_name.h"
#include "convert/maildir_place.h"
#include "convert/mork.h"
#include "convert/msf.h"
#include "convert/other.h"
#include "convert/single.h"

/* What is kept of the Maildir whose files are being read. */
struct maildir_memory {
	char *dir;
	struct maildir_keywords keywords;
	struct msf *msf;    /* of a Maildir of Thunderbird's, which has no new/; or NULL */
	GHashTable *unique; /* hashes of the unique names met, which cost less than the names */
};

struct maildir_store {
	struct single single;
	enum maildir_part part;
	bool mail;   /* not in tmp/ and not hidden */
	bool looked; /* at its first bytes */
	struct maildir_name name;
	guint64 bare_lf; /* line ends that are not CRLF */
	bool after_cr;
};

static void
maildir_forget(void *memory)
{
	struct maildir_memory *m = memory;

	g_free(m->dir);
	maildir_keywords_clear(&m->keywords);
	msf_free(m->msf);
	g_hash_table_destroy(m->unique);
	g_free(m);
}

static bool
note_missing_parts(const struct store_file *f, const char *dir, GError **error)
{
	const struct visitor *v = f->visitor;

	for (int i = MAILDIR_CUR; i < MAILDIR_NONE; i++) {
		g_autofree char *reason = NULL;
		struct exception x = {.rule = "maildir-incomplete", .path = dir};

		if (v->exception == NULL || maildir_has(f->tree, dir, (enum maildir_part)i))
			continue;
		x.reason = reason = g_strdup_printf("it has no %s directory", maildir_parts[i]);
		if (!v->exception(v->user, &x, error))
			return false;
	}
	return true;
}

/* F-71: which messages have a 27th keyword stands only in Dovecot's index. */
static bool
note_keywords(const struct maildir_memory *m, const struct store_file *f, GError **error)
{
	g_autofree char *reason = NULL;
	struct exception x = {.rule = "maildir-keywords", .path = m->dir};

	if (m->keywords.nover == 0 || f->visitor->exception == NULL)
		return true;
	x.reason = reason = g_strdup_printf(
	    "%u of its keywords have no letter: which messages have them cannot be told",
	    m->keywords.nover);
	return f->visitor->exception(f->visitor->user, &x, error);
}

/* Thunderbird keeps the state of the messages in a Maildir only in the .msf beside it. */
static bool
read_msf(struct maildir_memory *m, const struct store_file *f, GError **error)
{
	g_autofree char *path = g_strconcat(m->dir, ".msf", NULL);
	struct exception x = {
	    .rule = "msf",
	    .path = path,
	    .reason = "it cannot be read: its state is not used",
	};
	bool there = false;

	if (*m->dir != '\0' && !maildir_has(f->tree, m->dir, MAILDIR_NEW))
		m->msf = msf_read(f->tree, path, MORK_MAX, &there);
	return m->msf != NULL || !there || f->visitor->exception == NULL ||
	    f->visitor->exception(f->visitor->user, &x, error);
}

/* Takes dir. */
static bool
remember(const struct store_file *f, char *dir, GError **error)
{
	struct maildir_memory *m = *f->memory;

	if (m != NULL && strcmp(m->dir, dir) == 0) {
		g_free(dir);
		return true;
	}
	if (m != NULL)
		maildir_forget(m);
	*f->memory = m = g_new0(struct maildir_memory, 1);
	m->dir = dir;
	m->unique = g_hash_table_new(NULL, NULL);
	maildir_keywords_read(&m->keywords, f->tree, dir);
	return read_msf(m, f, error) && note_keywords(m, f, error) &&
	    note_missing_parts(f, dir, error);
}

static bool
note_duplicate(struct maildir_store *s, struct maildir_memory *memory, GError **error)
{
	const char *name = s->single.file.entry->name;
	guint64 hash = XXH3_64bits(name, s->name.unique_len);

	if (g_hash_table_add(memory->unique, GSIZE_TO_POINTER((gsize)hash)))
		return true;
	return single_except(&s->single, NOTE, "maildir-duplicate",
	    "another file of this Maildir has the same unique name", error);
}

/* Names the keywords; a letter that dovecot-keywords does not name is as unknown as 'X'. */
static bool
take_keywords(struct maildir_store *s, const struct maildir_memory *memory, GError **error)
{
	bool unknown = s->name.unknown;
	g_autofree char *info = NULL, *reason = NULL;

	for (int i = 0; i < MAILDIR_NKEYWORDS; i++) {
		if ((s->name.keywords >> i & 1) == 0)
			continue;
		if (memory->keywords.names[i] != NULL)
			message_add_keyword(&s->single.message, memory->keywords.names[i]);
		else
			unknown = true;
	}
	if (!unknown)
		return true;
	info = g_strescape(s->name.info, NULL);
	reason = g_strdup_printf("flags without a known meaning in %s", info);
	return single_except(&s->single, NOTE, "maildir-flags", reason, error);
}

static void
take_received(struct message *m, const struct maildir_name *n, const struct entry *e)
{
	if (n->epoch >= 0 && envelope_plausible(n->epoch)) {
		m->received = n->epoch;
		m->received_from = RECEIVED_NAME;
	} else if (envelope_plausible(e->mtime)) {
		m->received = e->mtime;
		m->received_from = RECEIVED_MTIME;
	}
}

/* A file in new/ was not seen, whatever its name says: F-71. */
static void
take_state(struct message *m, const struct maildir_store *s)
{
	const char *part = maildir_parts[s->part];

	m->has_flags = s->part == MAILDIR_NEW || s->name.info != NULL;
	m->flags = s->name.flags;
	if (s->part == MAILDIR_NEW)
		m->flags = (m->flags & ~(guint)FLAG_SEEN) | FLAG_RECENT;
	message_add_state(m, "maildir-dir", part, strlen(part));
	if (s->name.info != NULL)
		message_add_state(m, "maildir-flags", s->name.info, strlen(s->name.info));
}

static bool
open_mail(struct maildir_store *s, GError **error)
{
	const struct entry *e = s->single.file.entry;
	struct maildir_memory *memory = *s->single.file.memory;
	const struct msf_row *row =
	    memory->msf != NULL ? msf_join_file(memory->msf, e->name) : NULL;

	maildir_name_parse(e->name, &s->name);
	take_received(&s->single.message, &s->name, e);
	take_state(&s->single.message, s);
	if (!take_keywords(s, memory, error))
		return false;
	if (row != NULL)
		(void)msf_apply(row, &s->single.message);
	return note_duplicate(s, memory, error);
}

/* What a Maildir reader passes over: it travels, but is no message. */
static bool
open_no_mail(struct maildir_store *s, GError **error)
{
	const struct store_file *f = &s->single.file;

	f->facts->role = other_is_companion(f->entry->path) ? "companion" : "other";
	f->facts->format = NULL;
	if (s->part == MAILDIR_TMP)
		return single_except(&s->single, NOTE, "maildir-tmp",
		    "an unfinished delivery: kept, but no message", error);
	return single_except(
	    &s->single, NOTE, "maildir-dotfile", "a hidden file: kept, but no message", error);
}

static struct store *
maildir_open(const struct store_file *f, GError **error)
{
	struct maildir_store *s = g_new0(struct maildir_store, 1);
	char *dir;

	single_init(&s->single, &maildir_store, f);
	s->part = maildir_part_of(f->entry->path, &dir);
	s->mail = s->part != MAILDIR_TMP && f->entry->name[0] != '.';
	if (remember(f, dir, error) && (s->mail ? open_mail(s, error) : open_no_mail(s, error)))
		return &s->single.base;
	single_close(&s->single.base);
	return NULL;
}

static void
count_bare_lf(struct maildir_store *s, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\n' && !s->after_cr)
			s->bare_lf++;
		s->after_cr = p[i] == '\r';
	}
}

static bool
check_size(const struct maildir_store *s, GError **error)
{
	const struct maildir_name *n = &s->name;
	guint64 size = s->single.file.entry->size;
	const char *which = n->has_size && n->size != size ? "S" : "W";
	guint64 claimed = *which == 'S' ? n->size : n->vsize;
	guint64 found = *which == 'S' ? size : size + s->bare_lf;
	g_autofree char *reason = NULL;

	if (*which == 'W' && (!n->has_vsize || claimed == found))
		return true;
	reason =
	    g_strdup_printf("its name says %s=%" G_GUINT64_FORMAT ", it has %" G_GUINT64_FORMAT,
		which, claimed, found);
	return single_except(&s->single, NOTE, "maildir-size", reason, error);
}

/* F-72: Dovecot's zlib plugin compresses files, whose S= is then the size of the message. */
static bool
note_compressed(const struct maildir_store *s, const struct span *w, GError **error)
{
	static const struct {
		const char *magic;
		size_t len;
	} magics[] = {{"\x1f\x8b\x08", 3}, {"BZh", 3},
	    {"\xfd"
	     "7zXZ",
		5},
	    {"\x28\xb5\x2f\xfd", 4}, {"\x04\x22\x4d\x18", 4}, {"Dovecot-LZ4", 11}};

	for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
		if (w->len >= magics[i].len && memcmp(w->data, magics[i].magic, magics[i].len) == 0)
			return single_except(&s->single, LOSS, "maildir-compressed",
			    "the message is compressed: kept as it is, but not read", error);
	return true;
}

static gssize
maildir_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	struct maildir_store *s = (struct maildir_store *)store;
	gssize n;

	if (!s->mail)
		return (gssize)w->len;
	if (!s->single.begun && !s->looked && !note_compressed(s, w, error))
		return -1;
	s->looked = true;
	n = single_feed(store, w, at, last, error);
	if (n > 0 && s->name.has_vsize)
		count_bare_lf(s, w->data, (size_t)n);
	return n >= 0 && last && !check_size(s, error) ? -1 : n;
}

const struct store_ops maildir_store = {
    .name = "maildir",
    .role = "message",
    .probe = maildir_probe,
    .folder = maildir_folder,
    .directory = maildir_directory,
    .open = maildir_open,
    .feed = maildir_feed,
    .close = single_close,
    .forget = maildir_forget,
};
