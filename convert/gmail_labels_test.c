/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of gmail_labels.c and gmail_language.c: docs/MAIL.md F-61, F-62. */
#include "convert/gmail_labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* F-61: values as they stand in the field, and the labels, each with a '|' behind it. */
static const struct {
	const char *value;
	const char *labels;
} lists[] = {
    {"", ""},
    {"Inbox", "Inbox|"},
    {"Inbox,Important, Unread ,takeout", "Inbox|Important|Unread|takeout|"},
    {",,Inbox,", "Inbox|"},
    {"\"a, b\",c", "a, b|c|"},
    {"\"a \"\"b\"\"\",c", "a \"b\"|c|"},
    {"\"a \\\"b\\\" c\" , d", "a \"b\" c|d|"},
    {"\"\",a", "a|"},
    {"a \"b, c\" d", "a \"b|c\" d|"},
    {"\"never closed,b,\"c\"", "never closed,b,\"c|"},
    {"\"never closed,b", "\"never closed|b|"},
    {"Inbox,\"A label that is long,\r\n and folded\",Opened",
	"Inbox|A label that is long, and folded|Opened|"},
    {"=?UTF-8?Q?1.Organiza=C4=8Dn=C3=AD,\"3._Culture,_Hle?=\r\n"
     " =?UTF-8?Q?d=C3=A1n=C3=AD_ztracen=C3=A9ho_=C4=8Dasu\",Important?=",
	"1.Organizační|3. Culture, Hledání ztraceného času|Important|"},
    {"=?UTF-8?Q?1.Organiza=C4=8Dn=C3=AD,\"X/@s-itsolution.cz_(2011-2?=\n"
     " =?UTF-8?Q?015)/Procesy/Resource_Man._(PLAKA,CLARA2)\"?=",
	"1.Organizační|X/@s-itsolution.cz (2011-2015)/Procesy/Resource Man. (PLAKA,CLARA2)|"},
    {"=?UTF-8?Q?Archived,=E2=98=AF,\\'single-quote,takeout?=",
	"Archived|☯|\\'single-quote|takeout|"},
    {"=?UTF-8?Q?Posteingang,W=C3?=\r\n =?UTF-8?Q?=BCrzburg?=", "Posteingang|Würzburg|"},
    {"=?utf-8?B?UG9zdGVpbmdhbmcsV8O8cnpidXJn?=", "Posteingang|Würzburg|"},
    {"W\xc3\xbcrzburg,\xff", "Würzburg|\xef\xbf\xbd|"},
};

static void
test_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autofree char *text = gmail_labels_decode(
		    (const unsigned char *)lists[i].value, strlen(lists[i].value));
		g_autoptr(GPtrArray) labels = gmail_labels_split(text);
		g_autoptr(GString) joined = g_string_new(NULL);

		for (guint k = 0; k < labels->len; k++)
			g_string_append_printf(joined, "%s|", (const char *)labels->pdata[k]);
		if (strcmp(joined->str, lists[i].labels) != 0)
			fail_msg("%s: %s", lists[i].value, joined->str);
	}
}

/* A hostile field: no more labels than the limit, none that is too long, and no time lost. */
static void
test_limits(void **state)
{
	g_autoptr(GString) text = g_string_new("x");
	g_autoptr(GPtrArray) labels = NULL;

	(void)state;
	for (size_t i = 0; i < GMAIL_LABEL_MAX; i++)
		g_string_append_c(text, 'x');
	for (int i = 0; i < 20000; i++)
		g_string_append(text, ",\"a");
	labels = gmail_labels_split(text->str);
	assert_int_equal(labels->len, GMAIL_LABELS_MAX);
	assert_string_equal(labels->pdata[0], "\"a");
}

/* F-62: the account's language, letter case, composition. */
static const struct {
	const char *label;
	enum gmail_label kind;
} kinds[] = {
    {"Inbox", GMAIL_INBOX},
    {"INBOX", GMAIL_INBOX},
    {"Posteingang", GMAIL_INBOX},
    {"Boîte de réception", GMAIL_INBOX},
    {"Boi\xcc\x82te de re\xcc\x81"
     "ception",
	GMAIL_INBOX},
    {"受信トレイ", GMAIL_INBOX},
    {"ВХОДЯЩИЕ", GMAIL_INBOX},
    {"Gesendet", GMAIL_SENT},
    {"Enviados", GMAIL_SENT},
    {"Entwürfe", GMAIL_DRAFTS},
    {"Papierkorb", GMAIL_TRASH},
    {"Corbeille", GMAIL_TRASH},
    {"垃圾邮件", GMAIL_SPAM},
    {"Archiviert", GMAIL_ARCHIVED},
    {"Wichtig", GMAIL_IMPORTANT},
    {"Non lus", GMAIL_UNREAD},
    {"Geöffnet", GMAIL_OPENED},
    {"Con estrella", GMAIL_USER},
    {"Destacados", GMAIL_STARRED},
    {"Category Promotions", GMAIL_CATEGORY},
    {"Kategorie: Werbung", GMAIL_CATEGORY},
    {"Kategorie \"Werbung\"", GMAIL_CATEGORY},
    {"Catégorie\u00a0: Promotions", GMAIL_CATEGORY},
    {"Categories", GMAIL_USER},
    {"Category", GMAIL_USER},
    {"Category/Old", GMAIL_USER},
    {"Inbox/Old", GMAIL_USER},
    {"takeout", GMAIL_USER},
    {"", GMAIL_USER},
};

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (gmail_label_kind(kinds[i].label) != kinds[i].kind)
			fail_msg("%s: %d", kinds[i].label, gmail_label_kind(kinds[i].label));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_kinds),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
