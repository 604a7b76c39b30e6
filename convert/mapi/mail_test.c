/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/mapi/mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/mail_testing.h"

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

static void
test_plain(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = build(m);

	(void)state;
	assert_string_equal(b->text->str,
	    "Date: Sun, 09 Sep 2001 01:46:40 +0000\r\nFrom: Alice <alice@example.org>\r\n"
	    "To: Bob <bob@example.org>\r\nSubject: Subject\r\nMessage-ID: <1@example.org>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=us-ascii\r\n\r\nHello\r\n");
	assert_string_equal(b->reports->str, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
