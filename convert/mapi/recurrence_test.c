/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of recurrence.c and recurrence_rule.c (C4): blobs, what they say, what damage costs. */
#include "convert/mapi/recurrence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/recurrence_rule.h"
#include "convert/mapi/recurrence_testing.h"
#include "convert/mapi/walltime.h"

#define DAY(y, m, d) TESTING_MINUTES(wall_day(y, m, d), 0)

/* C4: each pattern of [MS-OXOCAL] 2.2.1.44.1 as RRULE. */
static void
test_rules(void **state)
{
	static const struct {
		const char *rule; /* NULL: there is none */
		struct recurrence r;
	} cases[] = {
	    {"FREQ=DAILY", {.frequency = 0x200a, .pattern = 0, .period = 1440}},
	    {"FREQ=DAILY;INTERVAL=3", {.frequency = 0x200a, .pattern = 0, .period = 3 * 1440}},
	    {"FREQ=WEEKLY;COUNT=10;BYDAY=MO,TU,WE,TH,FR;WKST=SU",
		{.frequency = 0x200a,
		    .pattern = 1,
		    .period = 1,
		    .weekdays = 0x3e,
		    .end_type = 0x2022,
		    .count = 10}},
	    {"FREQ=WEEKLY;UNTIL=20200131T080000Z;INTERVAL=2;BYDAY=SU,SA;WKST=MO",
		{.frequency = 0x200b,
		    .pattern = 1,
		    .period = 2,
		    .weekdays = 0x41,
		    .end_type = 0x2021,
		    .first_weekday = 1}},
	    {"FREQ=MONTHLY;BYMONTHDAY=15",
		{.frequency = 0x200c, .pattern = 2, .period = 1, .month_day = 15}},
	    {"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
		{.frequency = 0x200c, .pattern = 2, .period = 1, .month_day = 30}},
	    {"FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1",
		{.frequency = 0x200c, .pattern = 2, .period = 6, .month_day = 31}},
	    {"FREQ=MONTHLY;BYMONTHDAY=-1",
		{.frequency = 0x200c, .pattern = 4, .period = 1, .month_day = 31}},
	    {"FREQ=MONTHLY;BYDAY=3TU",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 4, .nth = 3}},
	    {"FREQ=MONTHLY;BYDAY=-1FR",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 0x20, .nth = 5}},
	    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 0x3e, .nth = 5}},
	    {"FREQ=MONTHLY;BYMONTHDAY=-1",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 0x7f, .nth = 5}},
	    {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
		{.frequency = 0x200d,
		    .pattern = 2,
		    .period = 12,
		    .month_day = 29,
		    .start_date = 1}},
	    {"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=3",
		{.frequency = 0x200d, .pattern = 2, .period = 24, .month_day = 3, .start_date = 1}},
	    {"FREQ=YEARLY;BYMONTH=2;BYDAY=2SU",
		{.frequency = 0x200d,
		    .pattern = 3,
		    .period = 12,
		    .weekdays = 1,
		    .nth = 2,
		    .start_date = 1}},
	    {"FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=1",
		{.frequency = 0x200d, .pattern = 2, .period = 18, .month_day = 1}},
	    {NULL, {.frequency = 0x200c, .pattern = 0xa, .period = 1, .month_day = 1}},
	    {NULL, {.frequency = 0x200a, .pattern = 0, .period = 1440, .calendar = 6}},
	    {NULL, {.frequency = 0x200b, .pattern = 1, .period = 1}},
	    {NULL, {.frequency = 0x200b, .pattern = 1, .period = 1, .weekdays = 0x80}},
	    {NULL, {.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 1, .nth = 6}},
	    {NULL, {.frequency = 0x200c, .pattern = 2, .period = 1, .month_day = 32}},
	    {NULL, {.frequency = 0x200c, .pattern = 4, .period = 40000}},
	    {NULL, {.frequency = 0x200a, .period = 1440, .end_type = 0x2022}},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct recurrence r = cases[i].r;
		g_autofree char *rule = NULL;

		if (r.start_date != 0)
			r.start_date = DAY(2020, 2, 3);
		rule = recurrence_rule(&r, "20200131T080000Z", NULL);
		if (g_strcmp0(rule, cases[i].rule) != 0)
			fail_msg("%zu: %s", i, rule);
	}
}

/* C4: what Outlook means by a rule is what libical takes it for. */
static void
test_instances(void **state)
{
	static const struct {
		const char *dates; /* of 2020; the first is when the series starts */
		struct recurrence r;
	} cases[] = {
	    {"0131 0229 0331 0430",
		{.frequency = 0x200c, .pattern = 2, .period = 1, .month_day = 31}},
	    {"0130 0229 0330 0430",
		{.frequency = 0x200c, .pattern = 2, .period = 1, .month_day = 30}},
	    {"0131 0228 0331 0430",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 0x3e, .nth = 5}},
	    {"0131 0229 0331 0430", {.frequency = 0x200c, .pattern = 4, .period = 1}},
	    {"0128 0225 0331 0428",
		{.frequency = 0x200c, .pattern = 3, .period = 1, .weekdays = 4, .nth = 5}},
	    {"0105 0118 0119 0201",
		{.frequency = 0x200b,
		    .pattern = 1,
		    .period = 2,
		    .weekdays = 0x41,
		    .first_weekday = 1}},
	    {"0104 0105 0118 0119",
		{.frequency = 0x200b,
		    .pattern = 1,
		    .period = 2,
		    .weekdays = 0x41,
		    .first_weekday = 1}},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *rule = recurrence_rule(&cases[i].r, NULL, NULL);
		g_autofree char *start = g_strdup_printf("2020%.4s", cases[i].dates);
		g_autoptr(GString) got = g_string_new(NULL);
		icalrecur_iterator *each = icalrecur_iterator_new(
		    icalrecurrencetype_from_string(rule), icaltime_from_string(start));

		for (int n = 0; n < 4; n++) {
			struct icaltimetype t = icalrecur_iterator_next(each);

			g_string_append_printf(got, "%s%02d%02d", n > 0 ? " " : "", t.month, t.day);
		}
		icalrecur_iterator_free(each);
		if (strcmp(got->str, cases[i].dates) != 0)
			fail_msg("%s: %s", rule, got->str);
	}
}

static GBytes *
wide(const char *text)
{
	glong len;
	gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &len, NULL);

	return g_bytes_new_take(units, (gsize)len * 2);
}

/* Weekly, with one instance deleted and two changed, one in all that can be changed. */
static struct recurrence *
example(void)
{
	struct recurrence *r = g_new0(struct recurrence, 1);
	struct recurrence_exception *x;
	const guint32 deleted[] = {DAY(2020, 1, 13), DAY(2020, 1, 20), DAY(2020, 1, 27)};
	const guint32 modified[] = {DAY(2020, 1, 21), DAY(2020, 1, 27)};

	r->frequency = RECURRENCE_WEEKLY;
	r->pattern = RECURRENCE_WEEK;
	r->period = 1;
	r->weekdays = 2;
	r->end_type = RECURRENCE_UNTIL;
	r->start_date = DAY(2020, 1, 6);
	r->end_date = DAY(2020, 3, 30);
	r->start_offset = 540;
	r->end_offset = 600;
	r->deleted = g_array_new(FALSE, FALSE, sizeof(guint32));
	r->modified = g_array_new(FALSE, FALSE, sizeof(guint32));
	r->exceptions = g_ptr_array_new();
	g_array_append_vals(r->deleted, deleted, 3);
	g_array_append_vals(r->modified, modified, 2);
	x = g_new0(struct recurrence_exception, 1);
	x->start = DAY(2020, 1, 21) + 600;
	x->end = x->start + 30;
	x->original = DAY(2020, 1, 20) + 540;
	x->overrides = 0x1ff;
	x->subject8 = g_bytes_new_static("Z?rich", 6);
	x->subject = wide("Z\xc3\xbcrich");
	x->location8 = g_bytes_new_static("Raum", 4);
	x->location = wide("Raum");
	x->busy_status = 3;
	g_ptr_array_add(r->exceptions, x);
	x = g_new0(struct recurrence_exception, 1);
	x->start = DAY(2020, 1, 27) + 900;
	x->end = x->start + 60;
	x->original = DAY(2020, 1, 27) + 540;
	g_ptr_array_add(r->exceptions, x);
	return r;
}

static void
release(struct recurrence *r)
{
	for (guint i = 0; i < r->exceptions->len; i++) {
		struct recurrence_exception *x = g_ptr_array_index(r->exceptions, i);

		g_clear_pointer(&x->subject, g_bytes_unref);
		g_clear_pointer(&x->subject8, g_bytes_unref);
		g_clear_pointer(&x->location, g_bytes_unref);
		g_clear_pointer(&x->location8, g_bytes_unref);
		g_free(x);
	}
	recurrence_free(r);
}

/* What was read and written again is what was read. */
static void
test_parse(void **state)
{
	struct recurrence *made = example();
	g_autoptr(GByteArray) blob = testing_blob(made, true);
	g_autoptr(recurrence) r = recurrence_parse(blob->data, blob->len, true, NULL);
	g_autoptr(GByteArray) again = NULL;
	const struct recurrence_exception *x;

	(void)state;
	assert_non_null(r);
	assert_true(r->whole);
	assert_int_equal(r->deleted->len, 3);
	assert_int_equal(r->modified->len, 2);
	assert_int_equal(r->start_offset, 540);
	assert_int_equal(r->exceptions->len, 2);
	x = g_ptr_array_index(r->exceptions, 0);
	assert_int_equal(x->busy_status, 3);
	assert_memory_equal(g_bytes_get_data(x->subject8, NULL), "Z?rich", 6);
	assert_int_equal(g_bytes_get_size(x->subject), 12);
	again = testing_blob(r, true);
	assert_int_equal(again->len, blob->len);
	assert_memory_equal(again->data, blob->data, blob->len);
	release(made);
}

/* A blob cut within its pattern is none; behind it the pattern stands, and it says so. */
static void
test_cut(void **state)
{
	struct recurrence *made = example();
	g_autoptr(GByteArray) pattern = testing_blob(made, false);
	g_autoptr(GByteArray) blob = testing_blob(made, true);

	(void)state;
	for (guint n = 0; n < blob->len - 4; n++) {
		g_autofree unsigned char *cut = g_memdup2(blob->data, n);
		g_autoptr(GError) error = NULL;
		g_autoptr(recurrence) r = recurrence_parse(cut, n, true, &error);

		if ((r != NULL) != (n >= pattern->len))
			fail_msg("%u bytes", n);
		if (r == NULL)
			assert_int_equal(err_kind(error), ERR_FORMAT);
		else if (r->whole)
			fail_msg("%u bytes are whole", n);
	}
	release(made);
}

static void
test_limits(void **state)
{
	struct recurrence *made = example();
	g_autoptr(GByteArray) blob = testing_blob(made, false);
	g_autoptr(GError) error = NULL;

	(void)state;
	blob->data[38] = 0x01; /* DeletedInstanceCount: 0x4003 */
	blob->data[39] = 0x40;
	assert_null(recurrence_parse(blob->data, blob->len, false, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
	release(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_instances),
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("recurrence", tests, NULL, NULL);
}
