/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mbox_state.c: docs/MAIL.md, "State in headers", "Flags and keywords". */
#include "convert/mbox_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct state_case {
	const char *head;
	bool has_flags;
	guint flags;
	const char *keywords; /* each with a '|' behind it */
	guint nstates;
};

static const struct state_case cases[] = {
    {"Subject: x\n\n", false, 0, "", 0},
    {"Status: RO\n\n", true, FLAG_SEEN, "", 1},
    {"Status: R\n\n", true, FLAG_SEEN | FLAG_RECENT, "", 1},
    {"Status: O\nX-Status: AFDT\n\n", true,
	FLAG_ANSWERED | FLAG_FLAGGED | FLAG_DELETED | FLAG_DRAFT, "", 2},
    {"Status: \n\n", true, FLAG_RECENT, "", 1},
    {"X-UID: 7\nX-Keywords: Work $Forwarded work  other   \n\n", false, FLAG_FORWARDED,
	"Work|other|", 2},
    {"X-IMAPbase: 1 2 a\nX-IMAP: 1 2\n\n", false, 0, "", 2},
    {"X-Mozilla-Status: 1007\n\n", true, FLAG_SEEN | FLAG_ANSWERED | FLAG_FLAGGED | FLAG_FORWARDED,
	"", 1},
    {"X-Mozilla-Status: 0009\r\nX-Mozilla-Status2: 04a10000\r\n\r\n", true,
	FLAG_SEEN | FLAG_DELETED | FLAG_RECENT, "$MDNSent|$label2|", 2},
    {"X-Mozilla-Status: what\n\n", false, 0, "", 1},
    {"X-Mozilla-Keys: $label1 tag\xff ok\n\n", false, 0, "$label1|ok|", 1},
    {"X-Gmail-Labels: Inbox,Opened\nX-GM-THRID: 1\n\n", false, 0, "", 2},
    {"X-Label: two words \n\n", false, 0, "two words|", 1},
    {"To: a\n\nStatus: RO\n", false, 0, "", 0},
};

static void
test_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct state_case *c = &cases[i];
		g_autoptr(GString) keywords = g_string_new(NULL);
		struct message m = {0};

		mbox_state_read(&m, (const unsigned char *)c->head, strlen(c->head));
		for (guint k = 0; m.keywords != NULL && k < m.keywords->len; k++)
			g_string_append_printf(keywords, "%s|", (char *)m.keywords->pdata[k]);
		if (m.has_flags != c->has_flags || m.flags != c->flags ||
		    strcmp(keywords->str, c->keywords) != 0 ||
		    (m.states != NULL ? m.states->len : 0) != c->nstates)
			fail_msg("%s: %d %x %s", c->head, m.has_flags, m.flags, keywords->str);
		message_clear(&m);
	}
}

/* F-44: padding is part of the raw value. */
static void
test_raw_value(void **state)
{
	static const char head[] = "X-Mozilla-Keys: a      \n\n";
	struct message m = {0};

	(void)state;
	mbox_state_read(&m, (const unsigned char *)head, strlen(head));
	assert_string_equal(g_array_index(m.states, struct message_state, 0).value, "a      ");
	message_clear(&m);
}

/* A hostile field full of keywords takes bounded time and memory. */
static void
test_many_keywords(void **state)
{
	g_autoptr(GString) head = g_string_new("X-Keywords:");
	struct message m = {0};

	(void)state;
	for (int i = 0; i < 30000; i++)
		g_string_append_printf(head, " k%d", i);
	mbox_state_read(&m, (const unsigned char *)head->str, head->len);
	assert_int_equal(m.keywords->len, MESSAGE_KEYWORDS_MAX);
	message_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_raw_value),
	    cmocka_unit_test(test_many_keywords),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
