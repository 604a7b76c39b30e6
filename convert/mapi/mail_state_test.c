/* SPDX-License-Identifier: Apache-2.0 */
/* S1: what a mailbox knows of an item. */
#include "convert/mapi/mail_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/object_testing.h"
#include "convert/mapi/property.h"

static const struct {
	guint32 message_flags, last_verb, icon, flag_status;
	guint wanted;
} flags[] = {
    {0, 0, 0, 0, 0},
    {1, 0, 0, 0, FLAG_SEEN},
    {8, 0, 0, 0, FLAG_DRAFT},
    {1, 102, 0, 0, FLAG_SEEN | FLAG_ANSWERED},
    {1, 103, 0, 0, FLAG_SEEN | FLAG_ANSWERED},
    {0, 104, 0, 0, FLAG_FORWARDED},
    {0, 0, 261, 0, FLAG_ANSWERED},
    {0, 0, 262, 0, FLAG_FORWARDED},
    {0, 0, 0, 1, 0}, /* a follow-up that is complete */
    {0, 0, 0, 2, FLAG_FLAGGED},
};

static void
s1_flags(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(flags); i++) {
		g_autoptr(testing_object) o = testing_object_new();
		struct message m = {0};

		testing_int32(o, 0x0e07, flags[i].message_flags);
		testing_int32(o, 0x1080, flags[i].icon);
		testing_int32(o, 0x1081, flags[i].last_verb);
		testing_int32(o, 0x1090, flags[i].flag_status);
		mail_state_read(&o->base, 0, &m);
		assert_true(m.has_flags);
		assert_int_equal(m.flags, flags[i].wanted);
		assert_int_equal(m.states->len, 4);
		message_clear(&m);
	}
}

static void
s1_nothing_is_not_unread(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	struct message m = {0};

	(void)state;
	mail_state_read(&o->base, 0, &m);
	assert_false(m.has_flags);
	assert_int_equal(m.received_from, RECEIVED_UNKNOWN);
	assert_null(m.sender);
	message_clear(&m);
}

static void
s1_categories(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	guint16 id = testing_name(o, property_set_public_strings, 0, "Keywords");
	struct message m = {0};

	(void)state;
	testing_value(o, id, MAPI_STRING8 | MAPI_MULTIPLE, "Red", 3);
	testing_value(o, id, MAPI_STRING8 | MAPI_MULTIPLE, "Caf\xe9", 4);
	mail_state_read(&o->base, 0, &m);
	assert_int_equal(m.keywords->len, 2);
	assert_string_equal(m.keywords->pdata[1], "Café");
	message_clear(&m);
}

static void
s1_arrival(void **state)
{
	static const guint16 ids[] = {0x3007, 0x3008, 0x0039, 0x0e06};
	g_autoptr(testing_object) o = testing_object_new();

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		struct message m = {0};

		testing_time(o, ids[i], 1000 + i);
		mail_state_read(&o->base, 0, &m);
		assert_int_equal(m.received_from, RECEIVED_STORE);
		assert_int_equal(m.received, 1000 + i);
		message_clear(&m);
	}
}

static void
s1_sender(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	struct message m = {0};

	(void)state;
	testing_string(o, 0x0c1a, "Alice");
	testing_string(o, 0x0c1f, "/o=org/cn=alice");
	mail_state_read(&o->base, 0, &m);
	assert_null(m.sender);
	testing_string(o, 0x5d01, "alice@example.org");
	mail_state_read(&o->base, 0, &m);
	assert_string_equal(m.sender, "alice@example.org");
	message_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(s1_flags),
	    cmocka_unit_test(s1_nothing_is_not_unread),
	    cmocka_unit_test(s1_categories),
	    cmocka_unit_test(s1_arrival),
	    cmocka_unit_test(s1_sender),
	};

	return cmocka_run_group_tests_name("mail state", tests, NULL, NULL);
}
