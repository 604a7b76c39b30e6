/* SPDX-License-Identifier: Apache-2.0 */
/* A storage as a compound file; see ole.h. */
#include "convert/msg/ole.h"

#include <string.h>

#include "convert/msg/ole_tables.h"

struct ole {
	struct mapi_stream base;
	struct cfb *c;
	GArray *entries;
	GByteArray *tables;
	size_t at;                  /* in the tables */
	struct mapi_stream *stream; /* at hand, or NULL */
	guint next;                 /* entry that comes next */
	bool others;                /* mini streams are done */
	guint64 in_sector;          /* bytes since the last whole sector */
	guint pad;                  /* zeros that come next */
};

/* Zeros up to a multiple of unit. */
static void
align(struct ole *o, guint unit)
{
	o->pad = (guint)((unit - o->in_sector % unit) % unit);
}

/* Opens the next stream. False with *error not set: there is none. */
static bool
open_next(struct ole *o, GError **error)
{
	for (; o->next < o->entries->len; o->next++) {
		const struct ole_entry *e = &g_array_index(o->entries, struct ole_entry, o->next);

		if (e->size == 0 || ole_is_mini(o->c, e) == o->others || o->next == 0)
			continue;
		o->next++;
		o->stream = cfb_read(o->c, e->source, error);
		return o->stream != NULL;
	}
	return false;
}

/* From the mini streams to the others. */
static void
go_on(struct ole *o)
{
	o->others = true;
	o->next = 0;
	align(o, OLE_SECTOR);
}

static gssize
read_part(struct ole *o, unsigned char *buf, size_t len, GError **error)
{
	gssize n;

	if (o->at < o->tables->len) {
		n = (gssize)MIN(len, o->tables->len - o->at);
		memcpy(buf, o->tables->data + o->at, (size_t)n);
		o->at += (size_t)n;
		return n;
	}
	if (o->pad > 0) {
		n = (gssize)MIN(len, o->pad);
		memset(buf, 0, (size_t)n);
		o->pad -= (guint)n;
		return n;
	}
	n = mapi_stream_read(o->stream, buf, len, error);
	if (n == 0) {
		mapi_stream_close(o->stream);
		o->stream = NULL;
		align(o, o->others ? OLE_SECTOR : CFB_MINI_SECTOR);
	}
	return n;
}

/* Whether there is something to read; if not, *why may say why. */
static bool
get_ready(struct ole *o, GError **why)
{
	bool ready = o->at < o->tables->len || o->pad > 0 || o->stream != NULL;

	if (ready || open_next(o, why) || *why != NULL || o->others)
		return *why == NULL && (ready || o->stream != NULL);
	go_on(o);
	return o->pad > 0 || open_next(o, why);
}

static gssize
read_ole(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct ole *o = (struct ole *)base;
	GError *why = NULL;
	gssize n = 0;

	while (n == 0 && len > 0) {
		if (!get_ready(o, &why)) {
			if (why != NULL)
				g_propagate_error(error, why);
			return why != NULL ? -1 : 0;
		}
		n = read_part(o, buf, len, error);
		if (n > 0)
			o->in_sector = (o->in_sector + (guint64)n) % OLE_SECTOR;
	}
	return n;
}

static void
close_ole(struct mapi_stream *base)
{
	struct ole *o = (struct ole *)base;

	mapi_stream_close(o->stream);
	g_array_unref(o->entries);
	g_byte_array_unref(o->tables);
	g_free(o);
}

struct mapi_stream *
msg_ole_open(struct cfb *c, guint32 storage, GError **error)
{
	static const struct mapi_stream_ops ops = {read_ole, close_ole};
	struct ole *o;

	if (cfb_entry(c, storage)->type != CFB_TYPE_STORAGE) {
		(void)err_set(error, ERR_FORMAT, "it is no storage");
		return NULL;
	}
	o = g_new0(struct ole, 1);
	o->base.ops = &ops;
	o->c = c;
	o->entries = ole_entries(c, storage);
	o->tables = ole_tables(c, o->entries);
	return &o->base;
}
