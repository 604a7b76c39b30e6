/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: generate KIND LIMIT PATH
 *
 * Makes up a mailbox for the benchmark, the same each time. KIND is
 * mixed   what a mailbox of years holds: alternatives of text and HTML, replies
 *         that quote, attachments; half of the messages are under 8 KB, the mean
 *         is near 50 KB
 * list    plain discussion of about 2 KB a message
 * small   notices of about 1 KB
 * LIMIT is a number of bytes, or of messages if "m" follows. PATH is an mbox, or
 * a Maildir if it ends in "/".
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/mail.h"

#define START 1230768000 /* 2009-01-01 */

struct kind {
	const char *name;
	guint32 seconds; /* between two messages, at most */
	void (*write)(struct mailbox *m, struct thread *t);
};

/* Kinds. */

static void
write_mixed(struct mailbox *m, struct thread *t)
{
	guint32 which = pick(100);
	GString *text;

	m->words = vocabularies[pick(3) == 0];
	add_trace(m);
	begin_message(m, t);
	text = make_text(m, t, draw_size(1100, 1.0, 200000));
	if (which < 16)
		add_mixed(m, text->str);
	else if (which < 70)
		add_alternative(m, text->str);
	else if (which < 85)
		add_text_part(m, "plain", text->str);
	else
		g_string_append_printf(m->body,
		    "Content-Type: text/plain; charset=utf-8\n"
		    "Content-Transfer-Encoding: 8bit\n\n%s",
		    text->str);
	g_string_free(text, TRUE);
}

static void
write_plain(struct mailbox *m, struct thread *t, gsize median)
{
	GString *text;

	m->words = vocabularies[0];
	g_string_append(
	    m->head, "Received: from lists.example ([192.0.2.7]) by mx.example with ESMTP id ");
	add_random(m->head, 11);
	add_date(m, ";\n\t");
	begin_message(m, t);
	if (median < 500)
		g_string_truncate(t->text, 0);
	text = make_text(m, t, draw_size((double)median, 0.5, 20000));
	g_string_append_printf(
	    m->body, "Content-Type: text/plain; charset=us-ascii\n\n%s", text->str);
	g_string_free(text, TRUE);
}

static void
write_list(struct mailbox *m, struct thread *t)
{
	write_plain(m, t, 750);
}

static void
write_small(struct mailbox *m, struct thread *t)
{
	write_plain(m, t, 400);
}

static const struct kind kinds[] = {
    {"mixed", 7 * 3600, write_mixed},
    {"list", 600, write_list},
    {"small", 600, write_small},
};

/* The mailbox. */

static bool
write_out(struct mailbox *m)
{
	g_autofree char *name = NULL;
	bool ok;

	if (m->maildir != NULL) {
		name =
		    g_strdup_printf("%scur/%" G_GINT64_FORMAT ".%" G_GUINT64_FORMAT ".example:2,S",
			m->maildir, m->time, m->number);
		m->out = fopen(name, "w");
		if (m->out == NULL)
			return false;
	}
	m->written += m->head->len + m->body->len;
	ok = fwrite(m->head->str, 1, m->head->len, m->out) == m->head->len &&
	    fwrite(m->body->str, 1, m->body->len, m->out) == m->body->len;
	if (m->maildir != NULL)
		ok = fclose(g_steal_pointer(&m->out)) == 0 && ok;
	return ok;
}

static bool
write_message(struct mailbox *m)
{
	g_string_truncate(m->head, 0);
	g_string_truncate(m->body, 0);
	m->time += 1 + pick(m->kind->seconds);
	if (m->maildir == NULL)
		add_from_line(m);
	m->kind->write(m, &m->threads[pick(THREADS)]);
	if (m->maildir == NULL)
		g_string_append_c(m->body, '\n');
	m->number++;
	return write_out(m);
}

static bool
write_all(struct mailbox *m, const char *limit)
{
	char *unit;
	guint64 n = g_ascii_strtoull(limit, &unit, 10);
	const guint64 *so_far = *unit == 'm' ? &m->number : &m->written;

	while (*so_far < n)
		if (!write_message(m))
			return false;
	return true;
}

static bool
open_mailbox(struct mailbox *m, const char *path)
{
	static const char *const folders[] = {"cur", "new", "tmp"};

	if (!g_str_has_suffix(path, "/"))
		return (m->out = fopen(path, "w")) != NULL;
	m->maildir = path;
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);
		if (g_mkdir_with_parents(folder, 0777) != 0)
			return false;
	}
	return true;
}

static const struct kind *
find_kind(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

int
main(int argc, char **argv)
{
	struct mailbox m = {.time = START, .head = g_string_new(NULL), .body = g_string_new(NULL)};

	m.kind = argc == 4 ? find_kind(argv[1]) : NULL;
	if (m.kind == NULL) {
		(void)fputs(
		    "usage: generate mixed|list|small BYTES|MESSAGESm FILE|DIRECTORY/\n", stderr);
		return 2;
	}
	make_words();
	make_people(&m);
	for (guint i = 0; i < THREADS; i++)
		m.threads[i] =
		    (struct thread){g_string_new(NULL), g_string_new(NULL), g_string_new(NULL)};
	if (!open_mailbox(&m, argv[3]) || !write_all(&m, argv[2]) ||
	    (m.out != NULL && fclose(m.out) != 0)) {
		perror(argv[3]);
		return 1;
	}
	return 0;
}
