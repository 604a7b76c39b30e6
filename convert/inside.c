/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan tells of the inside of a packed file; see inside.h. */
#include "convert/inside.h"

struct inside {
	struct visitor visitor;
	const struct visitor *to;
	char *path;
};

char *
inside_path(const char *packed, const char *path)
{
	return *path == '\0' ? g_strdup(packed) : g_strconcat(packed, "!/", path, NULL);
}

char *
inside_join(const char *source, const char *path)
{
	if (path == NULL || *path == '\0')
		return g_strdup(source);
	if (g_str_has_prefix(path, "!/"))
		return g_strconcat(source, path, NULL);
	return *source == '\0' ? g_strdup(path) : g_build_filename(source, path, NULL);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	const struct inside *in = user;
	g_autofree char *path = inside_path(in->path, e->path);
	struct entry shown = *e;

	shown.path = path;
	shown.inside = true;
	return in->to->entry(in->to->user, &shown, error);
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	const struct inside *in = user;

	return in->to->bytes(in->to->user, s, error);
}

static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	const struct inside *in = user;

	return in->to->folder(in->to->user, f, error);
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	const struct inside *in = user;

	return in->to->message_begin(in->to->user, m, error);
}

static bool
on_message_bytes(void *user, const struct span *s, GError **error)
{
	const struct inside *in = user;

	return in->to->message_bytes(in->to->user, s, error);
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	const struct inside *in = user;

	return in->to->message_end(in->to->user, m, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	const struct inside *in = user;
	g_autofree char *path = inside_path(in->path, e->path);
	g_autofree char *store = f->store != NULL ? inside_path(in->path, f->store) : NULL;
	struct entry shown = *e;
	struct file_facts facts = *f;

	shown.path = path;
	shown.inside = true;
	facts.store = store;
	return in->to->file_end(in->to->user, &shown, &facts, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	const struct inside *in = user;
	g_autofree char *path = inside_path(in->path, x->path);
	struct exception shown = *x;

	shown.path = path;
	return in->to->exception(in->to->user, &shown, error);
}

static bool
on_framing(void *user, const struct framing *f, GError **error)
{
	const struct inside *in = user;
	g_autofree char *path = inside_path(in->path, f->path);
	struct framing shown = *f;

	shown.path = path;
	return in->to->framing(in->to->user, &shown, error);
}

static bool
on_account(void *user, const struct account *a, GError **error)
{
	const struct inside *in = user;
	g_autofree char *path = inside_path(in->path, a->path);
	struct account shown = *a;

	shown.path = path;
	return in->to->account(in->to->user, &shown, error);
}

/* What nobody hears is not told. */
struct inside *
inside_new(const struct visitor *to, const char *path)
{
	struct inside *in = g_new0(struct inside, 1);

	in->to = to;
	in->path = g_strdup(path);
	in->visitor = (struct visitor){
	    .user = in,
	    .entry = to->entry != NULL ? on_entry : NULL,
	    .bytes = to->bytes != NULL ? on_bytes : NULL,
	    .folder = to->folder != NULL ? on_folder : NULL,
	    .message_begin = to->message_begin != NULL ? on_begin : NULL,
	    .message_bytes = to->message_bytes != NULL ? on_message_bytes : NULL,
	    .message_end = to->message_end != NULL ? on_end : NULL,
	    .file_end = to->file_end != NULL ? on_file_end : NULL,
	    .exception = to->exception != NULL ? on_exception : NULL,
	    .framing = to->framing != NULL ? on_framing : NULL,
	    .account = to->account != NULL ? on_account : NULL,
	};
	return in;
}

void
inside_free(struct inside *in)
{
	if (in == NULL)
		return;
	g_free(in->path);
	g_free(in);
}

const struct visitor *
inside_visitor(struct inside *in)
{
	return &in->visitor;
}
