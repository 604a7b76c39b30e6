/* SPDX-License-Identifier: Apache-2.0 */
/* The table of sinks, and what they share; see sink.h. */
#include "convert/sink.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "convert/date.h"
#include "convert/header.h"
#include "convert/inside.h"

static const struct sink_ops *const sink_formats[] = {&mbox_sink, &maildir_sink, &eml_sink};

const struct sink_ops *
sink_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(sink_formats); i++)
		if (strcmp(sink_formats[i]->name, name) == 0)
			return sink_formats[i];
	return NULL;
}

static void
loss_clear(void *data)
{
	g_free(((struct sink_loss *)data)->path);
}

void
sink_init(struct sink *k, const struct sink_ops *ops)
{
	k->ops = ops;
	k->losses = g_array_new(FALSE, TRUE, sizeof(struct sink_loss));
	g_array_set_clear_func(k->losses, loss_clear);
}

void
sink_clear(struct sink *k)
{
	g_clear_pointer(&k->losses, g_array_unref);
}

/* The file that is being read, for people; the caller frees it. */
static char *
current_path(const struct sink *k)
{
	if (k->source == NULL || k->path == NULL)
		return g_strdup(k->path);
	return inside_join(k->source, k->path);
}

void
sink_cannot_hold(struct sink *k, const char *kind, const struct message *m)
{
	struct sink_loss new = {.kind = kind, .nmessages = 1};

	for (guint i = 0; i < k->losses->len; i++) {
		struct sink_loss *loss = &g_array_index(k->losses, struct sink_loss, i);

		if (strcmp(loss->kind, kind) == 0) {
			loss->nmessages++;
			return;
		}
	}
	if (m != NULL) {
		new.example = m->id;
		new.path = current_path(k);
		new.offset = m->from_len > 0 ? m->from_at : m->at;
	}
	g_array_append_val(k->losses, new);
}

bool
sink_make_dirs(int dirfd, const char *path, GError **error)
{
	g_autofree char *part = g_strdup(path);

	for (char *p = part; p != NULL && *part != '\0';) {
		p = strchr(p, '/');
		if (p != NULL)
			*p = '\0';
		if (mkdirat(dirfd, part, 0777) != 0 && errno != EEXIST)
			return err_set_errno(error, errno, "make a directory");
		if (p != NULL)
			*p++ = '/';
	}
	return true;
}

void
sink_check_sender(struct sink *k, const struct message *m)
{
	g_autofree char *path = NULL;
	struct header_field f;
	size_t len;

	if (m->sender == NULL)
		return;
	if (header_find(m->head, m->head_len, "Return-Path", &f)) {
		path = g_strstrip(g_strndup((const char *)f.value, f.value_len));
		len = strlen(m->sender);
		if (strcmp(path, m->sender) == 0 ||
		    (path[0] == '<' && strncmp(path + 1, m->sender, len) == 0 &&
			strcmp(path + 1 + len, ">") == 0))
			return;
	}
	sink_cannot_hold(k, "sender", m);
}

gint64
sink_received(struct sink *k, const struct message *m)
{
	struct header_field f;
	struct date d;

	if (m->received_from != RECEIVED_UNKNOWN)
		return m->received;
	sink_cannot_hold(k, "received-date", m);
	if (header_find(m->head, m->head_len, "Date", &f) &&
	    date_parse((const char *)f.value, f.value_len, &d))
		return d.time;
	return 0;
}
