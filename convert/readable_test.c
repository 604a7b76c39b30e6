/* SPDX-License-Identifier: Apache-2.0 */
/* Messages as a person reads them. */
#include "convert/readable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/index.h"

#define HTML "Content-Type: text/html; charset=utf-8\n\n"
#define PARTS "Content-Type: multipart/mixed; boundary=b\n\n"

static const struct {
	const char *name, *mail, *text;
} cases[] = {
    {"plain", "From: A <a@b>\nTo: c@d\nSubject: s\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\nbody\n",
	"From: A <a@b>\nTo: c@d\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nSubject: s\n\nbody\n"},
    {"encoded words", "Subject: =?utf-8?q?=C3=A4?=\n\n", "Subject: \xc3\xa4\n\n"},
    {"charset", "Content-Type: text/plain; charset=iso-8859-1\n\n\xe4\n", "\n\xc3\xa4\n"},
    {"no text of its charset", "\n\xf2\n", "\n\xef\xbf\xbd\n"},
    {"quoted-printable", "Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc\n", "\na=bc\n"},
    {"html", HTML "<p>one<br>two</p>three", "\none\ntwo\nthree"},
    {"entities", HTML "&lt;a&gt; &amp;amp; &nbsp;&#39;&quot; &unknown; &",
	"\n<a> &amp;  '\" &unknown; &"},
    {"hidden", HTML "<STYLE>x</STYLE >a<script>if (a<b)</script>b<header>c", "\nabc"},
    {"never closed", HTML "a<b", "\na"},
    {"hidden and never closed", HTML "a<script>b", "\na"},
    {"both", PARTS "--b\nContent-Type: text/html\n\n<b>h</b>\n--b\n\nplain\n--b--\n", "\nplain"},
    {"attachment",
	PARTS "--b\n\ntext\n--b\nContent-Type: application/pdf; name=x.pdf\n\nx\n--b--\n",
	"Attachment: x.pdf (application/pdf)\n\ntext"},
    {"text that is attached",
	PARTS "--b\nContent-Disposition: attachment\n\nx\n--b\n\ntext\n--b--\n",
	"Attachment: without a name (text/plain)\n\ntext"},
    {"empty", "", NULL},
    {"no header", "\n\n", NULL},
};

static void
test_cases(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		char *text = readable_message(cases[i].mail, strlen(cases[i].mail));

		assert_true(g_utf8_validate(text, -1, NULL));
		if (cases[i].text != NULL && strcmp(text, cases[i].text) != 0)
			fail_msg("%s: %s", cases[i].name, text);
		g_free(text);
	}
}

/* Time and memory stay within bounds for mail that was made to use them up. */
/* What GMime would follow down its stack, or for minutes: it is not given it. */
static void
test_bounded(void **state)
{
	g_autoptr(GString) groups = g_string_new("To: ");
	g_autoptr(GString) parameters = g_string_new("Content-Type: text/plain");

	(void)state;
	for (int i = 0; i < 400000; i++)
		g_string_append(groups, "a:");
	for (int i = 0; i < 100000; i++)
		g_string_append(parameters, "; a=b");
	g_string_append(groups, "\n\nx\n");
	g_string_append(parameters, "\n\nx\n");
	g_free(readable_message(groups->str, groups->len));
	g_free(readable_message(parameters->str, parameters->len));
}

static void
test_hostile(void **state)
{
	static const struct {
		const char *head, *again;
		guint times;
	} mails[] = {
	    {HTML, "<script", 200000},
	    {HTML, "<", 1000000},
	    {HTML, "&", 1000000},
	    {PARTS, "--b\n\n", 100000},
	    {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 10000},
	    {"To: ", "a@b, ", 20000},
	    {"Content-Type: text/plain; charset=utf-8\n\n", "\xff\0", 100000},
	};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		GString *mail = g_string_new(mails[i].head);
		gsize len = MAX(strlen(mails[i].again), 2);
		char *text;

		for (guint n = 0; n < mails[i].times; n++)
			g_string_append_len(mail, mails[i].again, (gssize)len);
		text = readable_message(mail->str, mail->len);
		assert_true(g_utf8_validate(text, -1, NULL));
		g_free(text);
		g_string_free(mail, TRUE);
	}
}

static int
set_up(void **state)
{
	(void)state;
	index_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_bounded),
	    cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
