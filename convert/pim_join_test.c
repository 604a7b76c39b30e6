/* SPDX-License-Identifier: Apache-2.0 */
/* Calendars that become one: zones once, contradicting ones apart, nothing lost. */
#include "convert/pim_join.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CALENDAR(inside) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" inside "END:VCALENDAR\r\n"
#define HEAD "BEGIN:VCALENDAR\r\nPRODID:-//mailpouch//convert//EN\r\nVERSION:2.0\r\n"
#define ZONE(offset)                                                           \
	"BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nTZOFFSETTO:" offset \
	"\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
#define EVENT(uid) "BEGIN:VEVENT\r\nUID:" uid "\r\nBEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\n"

static const struct {
	const char *name;
	const char *calendars[4];
	const char *joined;
} cases[] = {
    {"none", {NULL}, ""},
    {"one", {CALENDAR(EVENT("1"))}, HEAD EVENT("1") "END:VCALENDAR\r\n"},
    {"a zone of two", {CALENDAR(ZONE("+0100") EVENT("1")), CALENDAR(ZONE("+0100") EVENT("2"))},
	HEAD ZONE("+0100") EVENT("1") EVENT("2") "END:VCALENDAR\r\n"},
    {"two zones of one name",
	{CALENDAR(ZONE("+0100") EVENT("1")), CALENDAR(ZONE("+0200") EVENT("2")),
	    CALENDAR(EVENT("3"))},
	HEAD ZONE("+0100") EVENT("1") "END:VCALENDAR\r\n" HEAD ZONE("+0200") EVENT("2")
	    EVENT("3") "END:VCALENDAR\r\n"},
    {"line ends of LF, and an end that is missing", {"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\n"},
	HEAD "BEGIN:VTODO\r\nUID:1\r\nEND:VCALENDAR\r\n"},
};

static void
test_calendars(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct pim_join *j = pim_join_new();
		g_autoptr(GString) out = g_string_new(NULL);

		for (const char *const *c = cases[i].calendars; *c != NULL; c++)
			pim_join_calendar(j, *c, out);
		pim_join_end(j, out);
		if (strcmp(out->str, cases[i].joined) != 0)
			fail_msg("%s: got\n%s", cases[i].name, out->str);
		pim_join_free(j);
	}
}

static void
test_text(void **state)
{
	g_autoptr(GString) out = g_string_new("x\r\n");

	(void)state;
	pim_join_text("BEGIN:VCARD\nEND:VCARD\n\n", out);
	assert_string_equal(out->str, "x\r\nBEGIN:VCARD\r\nEND:VCARD\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_calendars),
	    cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
