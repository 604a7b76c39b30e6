/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One mbox file for each folder: folder "a", "b" is a/b.mbox. docs/MAIL.md, "Quoting"
 * and "Arrival". Messages come folder by folder, so one file is open at a time, and
 * opened again to be continued when its folder comes back.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/date.h"
#include "convert/foldername.h"
#include "convert/header.h"
#include "convert/outdir.h"
#include "convert/requote.h"
#include "convert/sink.h"
#include "convert/spool.h"
#include "convert/statusfields.h"
#include "convert/topheader.h"

#define BUFFER_SIZE (256 * 1024)
#define SENDER_MAX 512

struct mbox_sink {
	struct sink base;
	int dirfd;
	enum quoting quoting;
	const char *eol;
	enum line_ends lines;
	struct foldernames *names;
	GHashTable *paths; /* by the folder's number: borrowed from names */
	guint open;        /* number of the folder that fd is, or 0 */
	int fd;
	size_t len; /* bytes in buf, still to be written to fd */
	/* The current message. */
	guint64 header_left; /* bytes of its header still to come, written already */
	struct requote text;
	bool counting; /* its body goes to the spool, to be counted for Content-Length */
	struct spool *spool;
	const char *header_eol;
	unsigned char last; /* the last byte given out of it */
	guint64 nambiguous; /* of text before the body */
	bool body;          /* any byte of it came behind the header that was at hand */
	unsigned char buf[BUFFER_SIZE];
};

static bool
flush(struct mbox_sink *k, GError **error)
{
	size_t len = k->len;

	k->len = 0;
	return write_all(k->fd, k->buf, len, error);
}

/* Adds bytes to the open file. */
static bool
put(void *user, const void *data, size_t len, GError **error)
{
	struct mbox_sink *k = user;

	if (len > sizeof(k->buf) - k->len && !flush(k, error))
		return false;
	if (len > sizeof(k->buf))
		return write_all(k->fd, data, len, error);
	memcpy(k->buf + k->len, data, len);
	k->len += len;
	return true;
}

static bool
put_string(struct mbox_sink *k, const char *s, GError **error)
{
	return put(k, s, strlen(s), error);
}

/* Adds bytes to the current message. */
static bool
put_text(void *user, const void *data, size_t len, GError **error)
{
	struct mbox_sink *k = user;

	k->last = ((const unsigned char *)data)[len - 1];
	return k->counting ? spool_write(k->spool, data, len, error) : put(k, data, len, error);
}

static bool
close_file(struct mbox_sink *k, GError **error)
{
	int fd = k->fd;

	if (fd < 0)
		return true;
	if (!flush(k, error))
		return false;
	k->fd = -1;
	k->open = 0;
	if (close(fd) != 0)
		return err_set_errno(error, errno, "close an mbox file");
	return true;
}

/* Opens the folder's file to write at its end; flags: O_CREAT if it may be a new one. */
static bool
open_file(struct mbox_sink *k, guint number, int flags, GError **error)
{
	const char *path = g_hash_table_lookup(k->paths, GUINT_TO_POINTER(number));

	if (!close_file(k, error))
		return false;
	k->fd = openat(k->dirfd, path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | flags, 0666);
	if (k->fd < 0)
		return err_set_errno(error, errno, "open an mbox file");
	k->open = number;
	return true;
}

static struct sink *
mbox_open(int dirfd, const struct sink_options *o, GError **error)
{
	struct mbox_sink *k = g_new0(struct mbox_sink, 1);

	(void)error;
	sink_init(&k->base, &mbox_sink);
	k->dirfd = dirfd;
	k->fd = -1;
	k->quoting = o->quoting != QUOTING_NONE && o->quoting != QUOTING_UNKNOWN ? o->quoting
										 : QUOTING_MBOXRD;
	k->eol = o->crlf ? "\r\n" : "\n";
	k->lines = o->crlf ? LINES_CRLF : LINES_LF;
	k->names = foldernames_new(FOLDERNAME_MBOX);
	k->paths = g_hash_table_new(NULL, NULL);
	k->spool = spool_new(dirfd);
	return &k->base;
}

static bool
mbox_folder(struct sink *base, const struct folder *f, GError **error)
{
	struct mbox_sink *k = (struct mbox_sink *)base;
	bool changed;
	const char *path = foldernames_path(k->names, f->names, &changed);
	g_autofree char *dir = g_path_get_dirname(path);

	if (changed)
		sink_cannot_hold(base, "folder-name", NULL);
	g_hash_table_insert(k->paths, GUINT_TO_POINTER(f->number), (char *)path);
	if (strcmp(dir, ".") != 0 && !sink_make_dirs(k->dirfd, dir, error))
		return false;
	return open_file(k, f->number, O_CREAT, error);
}

/* Whether text can stand as the sender of a From_ line. */
static bool
is_sender(const char *text)
{
	if (*text == '\0' || strlen(text) > SENDER_MAX)
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	return true;
}

/* The envelope sender: as known, or from Return-Path, or MAILER-DAEMON; the caller frees it. */
static char *
sender_of(const struct message *m)
{
	g_autofree char *path = NULL;
	struct header_field f;

	if (m->sender != NULL && is_sender(m->sender))
		return g_strdup(m->sender);
	if (header_find(m->head, m->head_len, "Return-Path", &f) && f.value_len <= SENDER_MAX) {
		path = g_strstrip(g_strndup((const char *)f.value, f.value_len));
		if (path[0] == '<' && path[strlen(path) - 1] == '>') {
			path[strlen(path) - 1] = '\0';
			if (is_sender(path + 1))
				return g_strdup(path + 1);
		}
	}
	return g_strdup("MAILER-DAEMON");
}

static bool
put_from_line(struct mbox_sink *k, const struct message *m, GError **error)
{
	g_autofree char *sender = NULL, *line = NULL;
	char date[DATE_ASCTIME_SIZE];

	if (m->from_line != NULL && strncmp(m->from_line, "From ", 5) == 0 &&
	    strpbrk(m->from_line, "\r\n") == NULL)
		return put_string(k, m->from_line, error) && put_string(k, k->eol, error);
	sender = sender_of(m);
	date_asctime(sink_received(&k->base, m), date);
	line = g_strdup_printf("From %s %s%s", sender, date, k->eol);
	return put_string(k, line, error);
}

/*
 * Header bytes [*at, to), which are no field: debris (C1), or lines without a colon. A
 * From_ line among them would begin another message, so it is quoted.
 */
static bool
put_gap(
    struct mbox_sink *k, const struct message *m, size_t at, size_t to, bool debris, GError **error)
{
	guint64 nadded = requote_nadded(&k->text);

	requote_switch(&k->text, false, QUOTING_MBOXO);
	if (!requote_write(&k->text, m->head + at, to - at, error))
		return false;
	if (!debris && requote_nadded(&k->text) > nadded)
		sink_cannot_hold(&k->base, "quoting", m);
	return true;
}

/* The header from t->first to t->fields_end, without the fields that are replaced. */
static bool
put_fields(struct mbox_sink *k, const struct message *m, const struct topheader *t, bool replace,
    GError **error)
{
	struct header_field f;
	size_t at = t->first, pos = at;

	while (header_next(m->head, t->fields_end, &pos, &f)) {
		if (!put_gap(k, m, at, f.at, false, error))
			return false;
		at = f.end;
		/* A count that was right in the source would misguide readers of this file. */
		if (header_is(&f, "Content-Length") || (replace && statusfields_replaces(&f, m)))
			continue;
		requote_switch(&k->text, false, QUOTING_NONE);
		if (!requote_write(&k->text, m->head + f.at, f.end - f.at, error))
			return false;
	}
	return put_gap(k, m, at, t->fields_end, false, error);
}

/*
 * Whether fields can be put into the header. Without an empty line they come
 * first, where a folded line that is or may be next would become part of them.
 */
static bool
has_place(const struct message *m, const struct topheader *t)
{
	if (t->complete || m->head_len == 0)
		return true;
	return t->first < m->head_len && m->head[t->first] != ' ' && m->head[t->first] != '\t';
}

/* The fields that say the message's state. */
static bool
put_state(struct mbox_sink *k, const struct message *m, const struct topheader *t, GError **error)
{
	g_autoptr(GString) fields = g_string_new(NULL);
	bool exact = true;

	if (!has_place(m, t)) {
		sink_cannot_hold(&k->base, "flags", m);
		return true;
	}
	statusfields_write(m, k->header_eol, fields, &exact);
	if (!exact)
		sink_cannot_hold(&k->base, "keyword-name", m);
	return fields->len == 0 || put_text(k, fields->str, fields->len, error);
}

/* The header up to its empty line. */
static bool
put_header(struct mbox_sink *k, const struct message *m, const struct topheader *t, GError **error)
{
	bool replace = !statusfields_agree(m->head, t->fields_end, m);

	if (!put_gap(k, m, 0, t->first, true, error))
		return false;
	if (replace && !t->complete && !put_state(k, m, t, error))
		return false;
	if (!put_fields(k, m, t, replace, error))
		return false;
	return !replace || !t->complete || put_state(k, m, t, error);
}

static bool
mbox_begin(struct sink *base, const struct message *m, GError **error)
{
	struct mbox_sink *k = (struct mbox_sink *)base;
	bool counted = k->quoting == QUOTING_MBOXCL || k->quoting == QUOTING_MBOXCL2;
	struct topheader t;

	topheader_find(m->head, m->head_len, &t);
	if (t.cr_only)
		sink_cannot_hold(base, "line-ends", m);
	k->header_eol = t.cr_only ? "\r" : k->eol;
	k->header_left = t.fields_end;
	k->last = '\n';
	k->body = false;
	k->counting = false;
	requote_begin(
	    &k->text, &(struct requote_options){.lines = k->lines, .out = put_text, .user = k});
	if (k->open != m->folder->number && !open_file(k, m->folder->number, 0, error))
		return false;
	if (!put_from_line(k, m, error) || !put_header(k, m, &t, error))
		return false;
	k->counting = counted && t.complete;
	k->nambiguous = requote_nambiguous(&k->text);
	requote_switch(&k->text, requote_undoes(m->quoting),
	    counted && !t.complete ? QUOTING_MBOXCL : k->quoting);
	return true;
}

static bool
mbox_write(struct sink *base, const struct span *s, GError **error)
{
	struct mbox_sink *k = (struct mbox_sink *)base;
	size_t header = (size_t)MIN(k->header_left, s->len);

	k->header_left -= header;
	k->body = k->body || header < s->len;
	return requote_write(&k->text, s->data + header, s->len - header, error);
}

/* The newline that the message's last line lacks, if it does. */
static bool
put_last_newline(struct mbox_sink *k, GError **error)
{
	if (k->last == '\n')
		return true;
	/* Behind a CR a mere LF would change that CR's meaning: C3. */
	if (k->last == '\r')
		return put_text(k, "\r\n", 2, error);
	return put_text(k, k->eol, strlen(k->eol), error);
}

/* Content-Length, and the empty line and the body that were held back for it. */
static bool
put_counted(struct mbox_sink *k, GError **error)
{
	guint64 len = spool_len(k->spool) - strlen(k->header_eol);
	g_autofree char *field =
	    g_strdup_printf("Content-Length: %" G_GUINT64_FORMAT "%s", len, k->header_eol);

	return put_string(k, field, error) && spool_drain(k->spool, put, k, error);
}

static bool
mbox_end(struct sink *base, const struct message *m, GError **error)
{
	struct mbox_sink *k = (struct mbox_sink *)base;
	bool counted = k->quoting == QUOTING_MBOXCL || k->quoting == QUOTING_MBOXCL2;

	if (!requote_end(&k->text, error) || !put_last_newline(k, error))
		return false;
	if (k->counting && !put_counted(k, error))
		return false;
	if (counted && !k->counting && k->body)
		sink_cannot_hold(base, "content-length", m);
	if (requote_nambiguous(&k->text) > k->nambiguous)
		sink_cannot_hold(base, "quoting", m);
	return put_string(k, k->eol, error);
}

static bool
mbox_finish(struct sink *base, GError **error)
{
	return close_file((struct mbox_sink *)base, error);
}

static void
mbox_close(struct sink *base)
{
	struct mbox_sink *k = (struct mbox_sink *)base;

	if (k == NULL)
		return;
	if (k->fd >= 0)
		close(k->fd); /* after a failure: finish closes it and checks that */
	spool_free(k->spool);
	foldernames_free(k->names);
	g_hash_table_destroy(k->paths);
	sink_clear(base);
	g_free(k);
}

const struct sink_ops mbox_sink = {
    .name = "mbox",
    .open = mbox_open,
    .folder = mbox_folder,
    .begin = mbox_begin,
    .write = mbox_write,
    .end = mbox_end,
    .finish = mbox_finish,
    .close = mbox_close,
};
