/* SPDX-License-Identifier: Apache-2.0 */
/* A visitor that puts a prefix before each path; see prefix.h. */
#include "convert/prefix.h"

char *
prefix_path(const char *prefix, const char *path)
{
	if (prefix == NULL)
		return g_strdup(path);
	return *path == '\0' ? g_strdup(prefix) : g_strjoin("/", prefix, path, NULL);
}

static bool
pass_entry(void *user, const struct entry *e, GError **error)
{
	const struct prefix *p = user;
	g_autofree char *path = prefix_path(p->prefix, e->path);
	struct entry told = *e;

	told.path = path;
	return p->to->entry(p->to->user, &told, error);
}

static bool
pass_bytes(void *user, const struct span *s, GError **error)
{
	const struct prefix *p = user;

	return p->to->bytes(p->to->user, s, error);
}

static bool
pass_message_begin(void *user, const struct message *m, GError **error)
{
	const struct prefix *p = user;

	return p->to->message_begin(p->to->user, m, error);
}

static bool
pass_message_bytes(void *user, const struct span *s, GError **error)
{
	const struct prefix *p = user;

	return p->to->message_bytes(p->to->user, s, error);
}

static bool
pass_message_end(void *user, const struct message *m, GError **error)
{
	const struct prefix *p = user;

	return p->to->message_end(p->to->user, m, error);
}

static bool
pass_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	const struct prefix *p = user;
	g_autofree char *path = prefix_path(p->prefix, e->path);
	g_autofree char *store = f->store != NULL ? prefix_path(p->prefix, f->store) : NULL;
	struct entry told = *e;
	struct file_facts facts = *f;

	told.path = path;
	facts.store = store;
	return p->to->file_end(p->to->user, &told, &facts, error);
}

static bool
pass_exception(void *user, const struct exception *x, GError **error)
{
	const struct prefix *p = user;
	g_autofree char *path = prefix_path(p->prefix, x->path);
	struct exception told = *x;

	told.path = path;
	return p->to->exception(p->to->user, &told, error);
}

static bool
pass_framing(void *user, const struct framing *f, GError **error)
{
	const struct prefix *p = user;
	g_autofree char *path = prefix_path(p->prefix, f->path);
	struct framing told = *f;

	told.path = path;
	return p->to->framing(p->to->user, &told, error);
}

void
prefix_init(struct prefix *p, const struct visitor *to, const char *prefix)
{
	p->to = to;
	p->prefix = prefix;
	p->visitor = (struct visitor){
	    .user = p,
	    .entry = to->entry != NULL ? pass_entry : NULL,
	    .bytes = to->bytes != NULL ? pass_bytes : NULL,
	    .message_begin = to->message_begin != NULL ? pass_message_begin : NULL,
	    .message_bytes = to->message_bytes != NULL ? pass_message_bytes : NULL,
	    .message_end = to->message_end != NULL ? pass_message_end : NULL,
	    .file_end = to->file_end != NULL ? pass_file_end : NULL,
	    .exception = to->exception != NULL ? pass_exception : NULL,
	    .framing = to->framing != NULL ? pass_framing : NULL,
	};
}
