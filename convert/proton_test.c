/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of proton.c: what metadata and labels say of a message. */
#include "convert/proton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Flags or "-", when received, keywords, states; "none" if it is no metadata. */
static char *
describe(const char *text)
{
	static const char labels[] =
	    "[{\"ID\":\"w==\",\"Name\":\"Work\"},{\"ID\":\"0\",\"Name\":\"Inbox\"},{\"ID\":1}, 7]";
	g_autoptr(GHashTable) names = proton_labels(labels, strlen(labels));
	g_autoptr(GString) s = g_string_new(NULL);
	struct message m = {0};
	bool ok = proton_apply(&m, text, strlen(text), names);

	if (m.has_flags)
		g_string_append_printf(s, "%x", m.flags);
	else
		g_string_append_c(s, '-');
	g_string_append_printf(s, " %" G_GINT64_FORMAT, m.received);
	for (guint i = 0; m.keywords != NULL && i < m.keywords->len; i++)
		g_string_append_printf(s, " %s", (char *)m.keywords->pdata[i]);
	for (guint i = 0; m.states != NULL && i < m.states->len; i++) {
		struct message_state *state = &g_array_index(m.states, struct message_state, i);

		g_string_append_printf(s, " %s:%s", state->name, state->value);
	}
	message_clear(&m);
	return g_strdup(ok ? s->str : "none");
}

static void
test_cases(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
	    {"{\"LabelIDs\":[]}", "- 0"},
	    {"{\"Payload\":{\"LabelIDs\":[]}}", "- 0"},
	    {"{\"LabelIDs\":[\"0\",\"5\"],\"Unread\":1}",
		"0 0 proton-flags:Unread=1 proton-labels:0 5"},
	    {"{\"LabelIDs\":[\"w==\",\"x==\"],\"Unread\":false,\"IsForwarded\":true}",
		"21 0 Work proton-flags:Unread=0 IsForwarded=1 proton-labels:w== x=="},
	    {"{\"LabelIDs\":[\"4\",\"8\",\"10\"],\"Unread\":0,\"IsRepliedAll\":1}",
		"17 0 $Junk proton-flags:Unread=0 IsRepliedAll=1 proton-labels:4 8 10"},
	    {"{\"LabelIDs\":[],\"Time\":1581000000}", "- 1581000000 proton-time:1581000000"},
	    {"{\"LabelIDs\":[],\"Time\":-1}", "- 0 proton-time:-1"},
	    {"{\"LabelIDs\":[],\"Time\":\"now\"}", "- 0"},
	    {"{\"LabelIDs\":[1,{}]}", "- 0"},
	    {"{\"LabelIDs\":\"0\"}", "none"},
	    {"{\"Payload\":[]}", "none"},
	    {"[]", "none"},
	    {"{\"LabelIDs\":[]", "none"},
	    {"", "none"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *told = describe(cases[i].text);

		if (strcmp(told, cases[i].told) != 0)
			fail_msg("%s: %s", cases[i].text, told);
	}
}

static void
test_no_labels(void **state)
{
	static const char *const texts[] = {"", "{}", "{\"Payload\":{}}", "7", "[1"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		assert_null(proton_labels(texts[i], strlen(texts[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_no_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
