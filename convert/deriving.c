/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that another process derives; see deriving.h. */
#include "convert/deriving.h"

#include <string.h>

#include "convert/derive_frame.h"
#include "convert/deriving_process.h"

/* What of a walk was told, so that another process need not tell it again. */
struct told {
	guint64 nitems; /* opened, or found to be no more */
	guint64 nfolders;
	GHashTable *said; /* exceptions that are of no item, as they were said */
};

struct deriving {
	struct deriving_options options;
	struct deriving_process *process; /* NULL: none is at work */
	guint restarts;
	guint64 nbytes; /* of all messages so far */
	struct told told;
	guint64 passed; /* folders that the process at hand has told */
	guint64 before; /* folders and items that were told before it */
	bool in_item;   /* what it says is of the item at hand */
	bool opening;   /* the item at hand is being opened, and was not told yet: */
	struct derive_item item;
	guint64 node; /* that was asked for, or 0 */
	bool failed;  /* that the item at hand failed is to be told; its reason is in text */
	bool ended;
	struct message message;
	struct buffer *buffer;
	char *text;
};

struct deriving *
deriving_new(const struct deriving_options *o)
{
	struct deriving *d = g_new0(struct deriving, 1);

	d->options = *o;
	if (d->options.waiting.patience_ms == 0)
		d->options.waiting.patience_ms = DERIVING_PATIENCE_MS;
	d->told.said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return d;
}

void
deriving_free(struct deriving *d)
{
	if (d == NULL)
		return;
	deriving_process_end(d->process);
	message_clear(&d->message);
	buffer_unref(d->buffer);
	g_hash_table_unref(d->told.said);
	g_free(d->text);
	g_free(d);
}

static const char *
keep_text(struct deriving *d, char *text)
{
	g_free(d->text);
	d->text = text;
	return text;
}

/* What the process says, which may have foreign bytes in it. */
static const char *
said(struct deriving *d, const struct unpack_frame *f)
{
	g_autofree char *text = g_strndup((const char *)f->rest, f->len);

	return keep_text(d, g_strescape(text, NULL));
}

static bool
misplaced(GError **error)
{
	return err_set(error, ERR_FORMAT, "deriving: an answer that is out of place");
}

static bool
take_bytes(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	guint64 most = MAX(DERIVING_BYTES_MAX,
	    d->options.size * MIN(DERIVING_RATIO_MAX, G_MAXUINT64 / MAX(d->options.size, 1)));

	if (f->len > most - d->nbytes)
		return err_set(
		    error, ERR_FORMAT, "deriving: its messages are many times as long as the file");
	d->nbytes += f->len;
	buffer_unref(d->buffer);
	d->buffer = buffer_new(f->len);
	memcpy(d->buffer->data, f->rest, f->len);
	d->buffer->len = f->len;
	e->type = DERIVING_BYTES;
	e->span = (struct span){.owner = d->buffer, .data = d->buffer->data, .len = f->len};
	return true;
}

static bool
take_message(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	struct derivation *from = g_new0(struct derivation, 1);

	message_clear(&d->message);
	d->message.derivation = from;
	from->node = d->node;
	deriving_describe(d->options.ops, from);
	e->type = DERIVING_MESSAGE;
	e->message = &d->message;
	return derive_message_parse(f, &d->message, from->digest, error);
}

/* Whether one more folder is new: if a process begins again, it repeats. */
static bool
is_new_folder(struct deriving *d)
{
	if (++d->passed <= d->told.nfolders)
		return false;
	d->told.nfolders = d->passed;
	return true;
}

/* The same of an exception, which may come at another time then. */
static bool
is_new_said(struct deriving *d, const struct exception *x)
{
	return g_hash_table_add(d->told.said, g_strdup_printf("%s %s", x->rule, x->reason));
}

/* A frame about the item at hand. */
static bool
take_of_item(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	switch (f->type) {
	case UNPACK_MESSAGE:
		return take_message(d, f, e, error);
	case UNPACK_DATA:
		return take_bytes(d, f, e, error);
	case UNPACK_SAID:
		e->type = DERIVING_EXCEPTION;
		return derive_said_parse(f, &e->exception, &d->text, error);
	case UNPACK_MADE:
	case UNPACK_FAILED:
		d->in_item = false;
		e->type = f->type == UNPACK_MADE ? DERIVING_MADE : DERIVING_FAILED;
		e->reason = f->type == UNPACK_FAILED ? said(d, f) : NULL;
		return true;
	default:
		return misplaced(error);
	}
}

/* An item will be opened: if that is too much for the process, it is known which one it was. */
static bool
take_opening(struct deriving *d, const struct unpack_frame *f, GError **error)
{
	if (d->opening)
		return misplaced(error);
	if (!derive_item_parse(f, &d->item, error))
		return false;
	d->item.class = "";
	d->node = d->item.node;
	d->opening = true;
	d->told.nitems++;
	return true;
}

static bool
take_item(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	if (!d->opening)
		return misplaced(error);
	if (!derive_item_parse(f, &e->item, error))
		return false;
	e->type = DERIVING_ITEM;
	d->node = e->item.node;
	d->opening = false;
	d->in_item = true;
	return true;
}

/* A frame between two items. Sets *news to false if it is nothing to tell. */
static bool
take_of_file(struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, bool *news,
    GError **error)
{
	switch (f->type) {
	case UNPACK_FOLDER:
		e->type = DERIVING_FOLDER;
		*news = is_new_folder(d);
		return !d->opening ? derive_folder_parse(f, &e->folder, error) : misplaced(error);
	case UNPACK_SAID:
		e->type = DERIVING_EXCEPTION;
		if (!derive_said_parse(f, &e->exception, &d->text, error))
			return false;
		*news = is_new_said(d, &e->exception);
		return true;
	case UNPACK_OPENING:
		*news = false;
		return take_opening(d, f, error);
	case UNPACK_ITEM:
		return take_item(d, f, e, error);
	case UNPACK_END:
		if (d->opening)
			return misplaced(error);
		e->type = DERIVING_END;
		d->ended = true;
		return unpack_number_parse(f, &e->nitems, error);
	case UNPACK_BROKEN:
	case UNPACK_REFUSED:
		e->type = DERIVING_BROKEN;
		e->refused = f->type == UNPACK_REFUSED;
		d->ended = true;
		e->reason = said(d, f);
		return true;
	default:
		return misplaced(error);
	}
}

static bool
take(struct deriving *d, struct deriving_event *e, GError **error)
{
	struct unpack_frame f;
	bool news = true;

	do {
		if (!deriving_process_next(d->process, &f, error))
			return false;
		g_clear_pointer(&d->text, g_free);
		news = true;
		if (f.type == UNPACK_BROKEN || f.type == UNPACK_REFUSED)
			d->in_item = false;
		if (d->in_item ? !take_of_item(d, &f, e, error)
			       : !take_of_file(d, &f, e, &news, error))
			return false;
	} while (!news);
	return true;
}

/* The process is of no use any more: what of the item at hand is to be told. Takes why. */
static void
lose_item(struct deriving *d, struct deriving_event *e, GError *why, bool again)
{
	e->reason = keep_text(d, g_strdup_printf("reading it failed: %s", why->message));
	g_error_free(why);
	e->type = again ? DERIVING_FAILED : DERIVING_BROKEN;
	d->ended = !again;
	d->in_item = false;
	if (!d->opening)
		return;
	/* First, which one it is. */
	d->failed = true;
	d->opening = false;
	e->type = DERIVING_ITEM;
	e->item = d->item;
}

/*
 * The same; *e is set if there is anything to tell. Another process can go on behind the item
 * at hand. Between two items it does so if this one, which ended at once, came any further
 * than the one before: then it may have been ended from outside.
 */
static bool
lose(struct deriving *d, struct deriving_event *e, bool *news, GError *why, GError **error)
{
	bool hung = deriving_process_waited(d->process) >= d->options.waiting.patience_ms;
	bool in_item = d->in_item || d->opening;
	bool further = d->told.nitems + d->told.nfolders > d->before;
	bool again = d->restarts < DERIVING_RESTARTS_MAX && (in_item || (further && !hung));

	d->restarts += hung ? DERIVING_HANG : 1;
	g_clear_pointer(&d->process, deriving_process_end);
	if (err_kind(why) == ERR_INTERRUPTED) {
		g_propagate_error(error, why);
		return false;
	}
	*news = in_item || !again;
	if (*news)
		lose_item(d, e, why, again);
	else
		g_error_free(why);
	return true;
}

void
deriving_ask(struct deriving *d, guint64 node)
{
	d->node = node;
}

/* Sees that a process is at work, and knows what it is asked for. */
static bool
engage(struct deriving *d, GError **why, GError **error)
{
	if (d->process == NULL) {
		d->process = deriving_process_start(&d->options, d->told.nitems, error);
		d->passed = 0;
		d->before = d->told.nitems + d->told.nfolders;
	}
	if (d->process == NULL)
		return false;
	if (d->options.walk || d->in_item)
		return true;
	d->in_item = true;
	(void)!deriving_process_ask(d->process, d->node, why);
	return true;
}

bool
deriving_next(struct deriving *d, struct deriving_event *e, GError **error)
{
	bool news = false;

	*e = (struct deriving_event){.type = DERIVING_END};
	if (d->failed) {
		e->type = d->ended ? DERIVING_BROKEN : DERIVING_FAILED;
		e->reason = d->text;
		d->failed = false;
		return true;
	}
	if (d->ended)
		return true;
	while (!news) {
		GError *why = NULL;

		if (!engage(d, &why, error))
			return false;
		if (why == NULL && take(d, e, &why))
			return true;
		if (!lose(d, e, &news, why, error))
			return false;
	}
	return true;
}

void
deriving_describe(const struct derive_ops *ops, struct derivation *d)
{
	d->converter = g_strdup(ops->name);
	d->version = g_strdup(ops->version);
	d->libraries = ops->libraries();
}
