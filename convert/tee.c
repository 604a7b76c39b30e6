/* SPDX-License-Identifier: Apache-2.0 */
/* One scan, two visitors; see tee.h. */
#include "convert/tee.h"

/* Tells both; what is an event of the visitor with one argument behind user. */
#define TELL(t, what, ...)                                            \
	for (guint i = 0; i < G_N_ELEMENTS((t)->to); i++)             \
		if ((t)->to[i] != NULL && (t)->to[i]->what != NULL && \
		    !(t)->to[i]->what((t)->to[i]->user, __VA_ARGS__)) \
			return false;                                 \
	return true

static void
on_source(void *user, const char *path)
{
	struct tee *t = user;

	for (guint i = 0; i < G_N_ELEMENTS(t->to); i++)
		if (t->to[i] != NULL && t->to[i]->source != NULL)
			t->to[i]->source(t->to[i]->user, path);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct tee *t = user;

	TELL(t, entry, e, error);
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	struct tee *t = user;

	TELL(t, bytes, s, error);
}

static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	struct tee *t = user;

	TELL(t, folder, f, error);
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct tee *t = user;

	TELL(t, message_begin, m, error);
}

static bool
on_message_bytes(void *user, const struct span *s, GError **error)
{
	struct tee *t = user;

	TELL(t, message_bytes, s, error);
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	struct tee *t = user;

	TELL(t, message_end, m, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct tee *t = user;

	TELL(t, file_end, e, f, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct tee *t = user;

	TELL(t, exception, x, error);
}

static bool
on_derived(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct tee *t = user;

	TELL(t, derived, e, f, error);
}

static bool
on_account(void *user, const struct account *a, GError **error)
{
	struct tee *t = user;

	TELL(t, account, a, error);
}

void
tee_init(struct tee *t, const struct visitor *first, const struct visitor *second)
{
	*t = (struct tee){
	    .visitor =
		{
		    .user = t,
		    .source = on_source,
		    .entry = on_entry,
		    .bytes = on_bytes,
		    .folder = on_folder,
		    .message_begin = on_begin,
		    .message_bytes = on_message_bytes,
		    .message_end = on_end,
		    .file_end = on_file_end,
		    .exception = on_exception,
		    .derived = on_derived,
		    .account = on_account,
		},
	    .to = {first, second},
	};
}
