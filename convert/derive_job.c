/* SPDX-License-Identifier: Apache-2.0 */
/* A process that derives; see derive_job.h. */
#include "convert/derive_job.h"

#include "convert/derive_frame.h"
#include "convert/derive_remote.h"

struct maker {
	const struct derive_job *job;
	const struct derive_ops *ops;
	struct derive_file *file;
	struct unpack_out *out;
	GByteArray *frame; /* the one that is made */
	GByteArray *data;  /* bytes of the message that are not said yet */
	guint64 len;       /* of the message so far */
	guint64 nitems;    /* of the walk so far */
};

/* Says what is in frame. */
static void
say(struct maker *m, enum unpack_frame_type type)
{
	unpack_out_bytes(m->out, type, m->frame->data, m->frame->len);
	g_byte_array_set_size(m->frame, 0);
}

static void
flush(struct maker *m)
{
	if (m->data->len > 0)
		unpack_out_bytes(m->out, UNPACK_DATA, m->data->data, m->data->len);
	g_byte_array_set_size(m->data, 0);
}

static bool
on_begin(void *user, const struct message *message,
    const unsigned char digest[DERIVATION_DIGEST_SIZE], GError **error)
{
	struct maker *m = user;

	(void)error;
	derive_message_put(message, digest, m->frame);
	say(m, UNPACK_MESSAGE);
	return true;
}

static bool
on_bytes(void *user, const void *data, size_t len, GError **error)
{
	struct maker *m = user;
	const guint8 *p = data;

	(void)error;
	m->len += len;
	while (len > 0) {
		size_t n = MIN(len, UNPACK_DATA_MAX - m->data->len);

		g_byte_array_append(m->data, p, (guint)n);
		p += n;
		len -= n;
		if (m->data->len == UNPACK_DATA_MAX)
			flush(m);
	}
	return true;
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct maker *m = user;

	(void)error;
	derive_said_put(x, m->frame);
	say(m, UNPACK_SAID);
	return true;
}

static bool
on_folder(void *user, const struct derive_folder *f, GError **error)
{
	struct maker *m = user;

	(void)error;
	derive_folder_put(f, m->frame);
	say(m, UNPACK_FOLDER);
	return true;
}

static void
make(struct maker *m, guint64 node)
{
	const struct derive_writer w = {
	    .user = m, .begin = on_begin, .bytes = on_bytes, .exception = on_exception};
	g_autoptr(GError) why = NULL;
	bool ok;

	m->len = 0;
	ok = m->ops->write(m->file, node, &w, &why);
	flush(m);
	if (ok)
		unpack_out_number(m->out, UNPACK_MADE, m->len);
	else
		unpack_out_text(m->out, UNPACK_FAILED, why->message);
}

static bool
on_passes(void *user, const struct derive_item *i)
{
	struct maker *m = user;
	struct derive_item opened = *i;

	if (++m->nitems <= m->job->first)
		return true;
	opened.class = "";
	derive_item_put(&opened, m->frame);
	say(m, UNPACK_OPENING);
	return false;
}

static bool
on_item(void *user, const struct derive_item *i, GError **error)
{
	struct maker *m = user;

	(void)error;
	derive_item_put(i, m->frame);
	say(m, UNPACK_ITEM);
	if ((i->flags & DERIVE_HIDDEN) != 0)
		unpack_out_number(m->out, UNPACK_MADE, 0);
	else
		make(m, i->node);
	return true;
}

static bool
walk(struct maker *m, struct tree_file *f, GError **error)
{
	struct derive_walker w = {
	    .user = m,
	    .recover = m->job->recover,
	    .folder = on_folder,
	    .passes = on_passes,
	    .item = on_item,
	    .exception = on_exception,
	};

	m->file = m->ops->open(f, m->job->size, error);
	if (m->file == NULL || !m->ops->walk(m->file, &w, error))
		return false;
	unpack_out_number(m->out, UNPACK_END, w.nitems);
	return true;
}

/* The first node is taken before anything is asked, since answers come from there, too. */
static bool
answer(struct maker *m, struct tree_file *f, int in, GError **error)
{
	guint64 node;

	while (derive_remote_take(in, &node, sizeof(node))) {
		if (m->file == NULL)
			m->file = m->ops->open(f, m->job->size, error);
		if (m->file == NULL)
			return false;
		make(m, GUINT64_FROM_LE(node));
	}
	return true;
}

static void
run(struct maker *m, struct tree_file *f, int in)
{
	g_autoptr(GError) why = NULL;

	if (!(m->job->walk ? walk(m, f, &why) : answer(m, f, in, &why)))
		unpack_out_text(m->out,
		    err_kind(why) == ERR_UNSUPPORTED ? UNPACK_REFUSED : UNPACK_BROKEN,
		    why->message);
	if (m->file != NULL)
		m->ops->close(m->file);
}

/* What libraries have to say of their input is of no use, and standard error is out of reach. */
static GLogWriterOutput
say_nothing(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
	(void)level;
	(void)fields;
	(void)n;
	(void)user;
	return G_LOG_WRITER_HANDLED;
}

void
derive_job_prepare(const struct derive_job *job)
{
	static const struct derive_ops *prepared;
	const struct derive_ops *ops = derive_formats[job->format];

	/* Formats that need the same share the function. */
	if (ops->prepare != NULL && (prepared == NULL || prepared->prepare != ops->prepare))
		ops->prepare();
	prepared = ops;
}

void
derive_job_run(const struct derive_job *job, int in, int out)
{
	struct maker m = {
	    .job = job,
	    .ops = derive_formats[job->format],
	    .out = unpack_out_new(out, false),
	    .frame = g_byte_array_new(),
	    .data = g_byte_array_new(),
	};
	g_autoptr(tree_file) f = derive_remote_open(m.out, in, job->size);

	g_log_set_writer_func(say_nothing, NULL, NULL);
	run(&m, f, in);
	g_byte_array_unref(m.frame);
	g_byte_array_unref(m.data);
	unpack_out_free(m.out);
}
