/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of the benchmark's mailboxes: headers, discussions, parts, attachments. */
#ifndef TESTS_BENCH_MAIL_H
#define TESTS_BENCH_MAIL_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/prose.h"

#define THREADS 256 /* discussions under way */
#define PEOPLE 400
#define QUOTE_MAX 4096
#define ATTACHMENT_MAX (16 * 1024 * 1024)

struct thread {
	GString *subject, *references, *text;
};

struct mailbox {
	const struct kind *kind;
	FILE *out;           /* an mbox, or the file of a message */
	const char *maildir; /* NULL for an mbox */
	guint64 number, written;
	gint64 time;
	char **words; /* the vocabulary of the message at hand */
	char *people[PEOPLE];
	struct thread threads[THREADS];
	GString *head, *body;
};

static void
make_people(struct mailbox *m)
{
	for (guint i = 0; i < PEOPLE; i++) {
		const char *first = vocabularies[0][500 + pick(4000)];
		const char *last = vocabularies[0][500 + pick(4000)];
		m->people[i] = g_strdup_printf("%c%s %c%s <%s.%s@%s.example>",
		    g_ascii_toupper(first[0]), first + 1, g_ascii_toupper(last[0]), last + 1, first,
		    last, vocabularies[0][100 + pick(60)]);
	}
}

static const char *
person(const struct mailbox *m)
{
	return m->people[ranks[pick(RANKS)] % PEOPLE];
}

/* The message's date, after some text. */
static void
add_date(struct mailbox *m, const char *before)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(m->time);
	g_autofree char *text = g_date_time_format(t, "%a, %d %b %Y %H:%M:%S +0000");

	g_string_append_printf(m->head, "%s%s\n", before, text);
}

static void
add_from_line(struct mailbox *m)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(m->time);
	g_autofree char *day = g_date_time_format(t, "%a %b");
	g_autofree char *rest = g_date_time_format(t, "%H:%M:%S %Y");

	/* Not by %e, which pads with a blank that is not ASCII. */
	g_string_append_printf(m->head, "From sender%u@mail.example %s %2d %s\n", pick(PEOPLE), day,
	    g_date_time_get_day_of_month(t), rest);
}

/* A header field's text and its end; RFC 2047 for other letters. */
static void
add_header_text(GString *s, const char *text)
{
	if (g_str_is_ascii(text)) {
		g_string_append_printf(s, "%s\n", text);
	} else {
		g_autofree char *code = g_base64_encode((const guchar *)text, strlen(text));
		g_string_append_printf(s, "=?utf-8?B?%s?=\n", code);
	}
}

static void
begin_message(struct mailbox *m, struct thread *t)
{
	bool reply = t->subject->len > 0 && pick(100) < 55;
	GString *h = m->head;

	g_string_append_printf(h, "From: %s\nTo: %s\n", person(m), person(m));
	if (!reply) {
		g_string_truncate(t->subject, 0);
		g_string_truncate(t->references, 0);
		g_string_truncate(t->text, 0);
		add_words(m->words, t->subject, 3 + pick(6));
	}
	g_string_append_printf(h, "Subject: %s", reply ? "Re: " : "");
	add_header_text(h, t->subject->str);
	add_date(m, "Date: ");
	if (reply)
		g_string_append_printf(h, "References:%s\n", t->references->str);
	g_string_append(t->references, t->references->len > 0 ? "\n\t<" : " <");
	if (t->references->len > 700)
		g_string_assign(t->references, " <");
	gsize id = t->references->len - 1;
	add_random(t->references, 24);
	g_string_append(t->references, "@mail.example>");
	g_string_append_printf(h, "Message-ID: %s\nMIME-Version: 1.0\n", t->references->str + id);
}

/* What the servers on the way add. */
static void
add_trace(struct mailbox *m)
{
	GString *h = m->head;
	GByteArray *signature = g_byte_array_new();

	for (guint i = 3 + pick(3); i > 0; i--) {
		g_string_append_printf(h,
		    "Received: from mx%u.%s.example (mx%u.%s.example [192.0.2.%u])\n"
		    "\tby relay%u.example.org (Postfix) with ESMTPS id ",
		    pick(4), vocabularies[0][pick(60)], pick(4), vocabularies[0][pick(60)],
		    pick(256), pick(8));
		add_random(h, 11);
		add_date(m, "\n\tfor <office@example.org>; ");
	}
	g_string_append(h,
	    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example;\n"
	    " s=selector1; h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\n b=\n");
	add_noise(signature, 256);
	gsize at = h->len;
	add_base64(h, signature->data, signature->len);
	g_string_insert_c(h, (gssize)at, ' ');
	for (gsize i = at + 1; i + 1 < h->len; i++)
		if (h->str[i] == '\n')
			g_string_insert_c(h, (gssize)++i, ' ');
	g_string_append_printf(h,
	    "Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass\n"
	    "X-Spam-Score: -%u.%u\nX-Mailer: Example Mail 1%u.0.%u\nStatus: RO\n",
	    pick(6), pick(10), pick(6), pick(5000));
	g_byte_array_unref(signature);
}

/* New text above what is answered. */
static GString *
make_text(struct mailbox *m, struct thread *t, gsize len)
{
	GString *s = g_string_new(NULL);
	char **quoted = g_strsplit(t->text->str, "\n", -1);

	add_prose(m->words, s, len);
	if (pick(300) == 0)
		g_string_append(s, "\n>From the start of a line\n");
	g_string_truncate(t->text, 0);
	g_string_append_len(t->text, s->str, (gssize)MIN(s->len, QUOTE_MAX / 2));
	if (quoted[0] != NULL && quoted[0][0] != '\0') {
		g_string_append_printf(s, "\n%s wrote:\n", person(m));
		for (guint i = 0; quoted[i] != NULL; i++)
			g_string_append_printf(s, "> %s\n", quoted[i]);
	}
	g_strfreev(quoted);
	return s;
}

static void
add_text_part(struct mailbox *m, const char *type, const char *text)
{
	g_string_append_printf(m->body,
	    "Content-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n",
	    type);
	add_quoted_printable(m->body, text);
}

/* The text as HTML, with the markup that mail programs put around it. */
static void
add_html_part(struct mailbox *m, const char *text)
{
	GString *s =
	    g_string_new("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
			 "charset=utf-8\"><style>p {margin: 0; padding: 0}</style></head><body>\n");
	char **lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		g_string_append(s,
		    "<p class=\"MsoNormal\"><span style=\"font-size:11.0pt;"
		    "font-family:&quot;Calibri&quot;,sans-serif\">");
		g_string_append_printf(s, "%s<o:p></o:p></span></p>\n", lines[i]);
		if (pick(8) == 0) {
			g_string_append(s, "<a href=\"https://news.example/c/");
			add_random(s, 40);
			g_string_append(s, "\">");
			add_words(m->words, s, 2);
			g_string_append(s, "</a>\n");
		}
	}
	g_string_append(s, "</body></html>\n");
	add_text_part(m, "html", s->str);
	g_strfreev(lines);
	g_string_free(s, TRUE);
}

static void
add_alternative(struct mailbox *m, const char *text)
{
	GString *boundary = g_string_new("alt_");

	add_random(boundary, 28);
	g_string_append_printf(m->body,
	    "Content-Type: multipart/alternative; boundary=\"%s\"\n\n--%s\n", boundary->str,
	    boundary->str);
	add_text_part(m, "plain", text);
	g_string_append_printf(m->body, "\n--%s\n", boundary->str);
	add_html_part(m, text);
	g_string_append_printf(m->body, "\n--%s--\n", boundary->str);
	g_string_free(boundary, TRUE);
}

/* Most attachments are packed already; one in eight is text. */
static void
add_attachment(struct mailbox *m)
{
	static const char *const types[] = {"application/pdf", "image/jpeg", "application/zip"};
	static const char *const ends[] = {"pdf", "jpg", "zip"};
	gsize len = draw_size(80000, 1.2, ATTACHMENT_MAX);
	guint type = pick(G_N_ELEMENTS(types));

	g_string_append_printf(m->body,
	    "Content-Type: %s\nContent-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment; filename=\"%s-%u.%s\"\n\n",
	    types[type], vocabularies[0][pick(WORDS)], pick(1000), ends[type]);
	if (pick(8) == 0) {
		GString *s = g_string_new(NULL);
		add_prose(m->words, s, len);
		add_base64(m->body, s->str, s->len);
		g_string_free(s, TRUE);
	} else {
		GByteArray *a = g_byte_array_new();
		add_noise(a, len);
		add_base64(m->body, a->data, a->len);
		g_byte_array_unref(a);
	}
}

static void
add_mixed(struct mailbox *m, const char *text)
{
	GString *boundary = g_string_new("mix_");

	add_random(boundary, 28);
	g_string_append_printf(m->body, "Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n",
	    boundary->str, boundary->str);
	if (pick(2) == 0)
		add_alternative(m, text);
	else
		add_text_part(m, "plain", text);
	for (guint i = pick(4) == 0 ? 1 + pick(4) : 1; i > 0; i--) {
		g_string_append_printf(m->body, "\n--%s\n", boundary->str);
		add_attachment(m);
	}
	g_string_append_printf(m->body, "\n--%s--\n", boundary->str);
	g_string_free(boundary, TRUE);
}

#endif
