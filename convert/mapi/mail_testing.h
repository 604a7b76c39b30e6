/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: items for mail, and what is built from them. */
#ifndef CONVERT_MAPI_MAIL_TESTING_H
#define CONVERT_MAPI_MAIL_TESTING_H

#include <string.h>

#include "convert/mapi/mail.h"
#include "convert/mapi/object_testing.h"

/* A message that was built, and what was reported. */
struct built {
	GString *text;
	GString *reports; /* "LOSS rule: reason\n" ... */
	guint nlosses;
	size_t largest; /* bytes that came at once */
};

static inline bool
built_write(void *user, const void *buf, size_t len, GError **error)
{
	struct built *b = user;

	(void)error;
	g_string_append_len(b->text, buf, (gssize)len);
	b->largest = MAX(b->largest, len);
	return true;
}

static inline void
built_report(void *user, const struct exception *x)
{
	struct built *b = user;

	b->nlosses += x->severity == LOSS;
	g_string_append_printf(
	    b->reports, "%s %s: %s\n", x->severity == LOSS ? "LOSS" : "NOTE", x->rule, x->reason);
}

static inline void
built_clear(struct built *b)
{
	g_string_free(b->text, TRUE);
	g_string_free(b->reports, TRUE);
	g_free(b);
}

typedef struct built built;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(built, built_clear)

static inline struct built *
build_object(struct mapi_object *o)
{
	const struct mail_options options = {0};
	struct built *b = g_new0(struct built, 1);
	const struct mail_output out = {b, built_write, built_report};

	b->text = g_string_new(NULL);
	b->reports = g_string_new(NULL);
	g_assert_true(mail_build(o, &options, &out, NULL));
	return b;
}

static inline struct built *
build(struct testing_object *o)
{
	return build_object(&o->base);
}

static inline void
sample_recipient(struct testing_object *m, guint32 type, const char *name, const char *smtp)
{
	struct testing_object *r = testing_add(m, MAPI_RECIPIENTS);

	testing_int32(r, 0x0c15, type);
	if (name != NULL)
		testing_string(r, 0x3001, name);
	testing_string(r, 0x3002, "SMTP");
	if (smtp != NULL)
		testing_string(r, 0x3003, smtp);
}

/* An item with the properties of a mail, but without a stored header. */
static inline struct testing_object *
sample_of_class(const char *class)
{
	struct testing_object *m = testing_object_new();

	testing_string(m, 0x001a, class);
	testing_string(m, 0x0037, "Subject");
	testing_time(m, 0x0039, 1000000000);
	testing_string(m, 0x0042, "Alice");
	testing_string(m, 0x0064, "SMTP");
	testing_string(m, 0x0065, "alice@example.org");
	testing_string(m, 0x1000, "Hello\r\n");
	testing_string(m, 0x1035, "<1@example.org>");
	sample_recipient(m, 1, "Bob", "bob@example.org");
	return m;
}

static inline struct testing_object *
sample_mail(void)
{
	return sample_of_class("IPM.Note");
}

static inline struct testing_object *
sample_attachment(struct testing_object *m, const char *name, const char *type, const char *bytes)
{
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

	testing_int32(a, 0x3705, 1);
	if (name != NULL)
		testing_string(a, 0x3707, name);
	if (type != NULL)
		testing_string(a, 0x370e, type);
	testing_value(a, 0x3701, MAPI_BINARY, bytes, strlen(bytes));
	return a;
}

/* An attachment that is a message, which is returned, empty. */
static inline struct testing_object *
sample_embedded(struct testing_object *m, const char *name)
{
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

	testing_int32(a, 0x3705, 5);
	testing_string(a, 0x3001, name);
	return testing_embed(a);
}

#define assert_has(b, s)                                                \
	do {                                                            \
		if (strstr((b)->text->str, (s)) == NULL)                \
			fail_msg("no %s in:\n%s", (s), (b)->text->str); \
	} while (0)
#define assert_has_not(b, s)                                         \
	do {                                                         \
		if (strstr((b)->text->str, (s)) != NULL)             \
			fail_msg("%s in:\n%s", (s), (b)->text->str); \
	} while (0)
#define assert_reported(b, s)                                              \
	do {                                                               \
		if (strstr((b)->reports->str, (s)) == NULL)                \
			fail_msg("no %s in:\n%s", (s), (b)->reports->str); \
	} while (0)

/* How often s is in a message. */
static inline guint
count_of(const struct built *b, const char *s)
{
	guint n = 0;

	for (const char *at = b->text->str; (at = strstr(at, s)) != NULL; at += strlen(s))
		n++;
	return n;
}

static inline void
sample_html(struct testing_object *m, const char *html)
{
	testing_value(m, 0x1013, MAPI_BINARY, html, strlen(html));
}

#endif
