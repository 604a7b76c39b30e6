/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that are derived: what is told of them, and of items that crash, hang and fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "convert/derive_frame.h"
#include "tests/recorder.h"
#include "tests/scratch.h"
#include "tests/tiny_format.h"

struct derive_ops tiny_format = TINY_FORMAT;
bool tiny_other_nodes;
int *tiny_deaths;
static const struct derive_ops *const formats[] = {&tiny_format, NULL};

#define HEAD(count) "TINY " count "\n"
#define ROOT "F 1 0 0 0 0 \n"
#define INBOX "F 2 1 2 3 0 Inbox\n"

static void
scan_text(struct recorder *r, const char *text, struct nest_options packed)
{
	const struct unpacker_options how = {0};
	char *dir = scratch_new();
	g_autoptr(unpacker) helper = unpacker_start(&how, NULL);
	struct scan_options o = {.packed = packed};

	o.packed.unpacker = helper;
	scratch_file(dir, "a.tiny", text, -1);
	recorder_init(r);
	assert_true(recorder_scan(r, dir, &o, NULL));
	scratch_remove(dir);
}

static const struct {
	const char *name, *text, *events;
} cases[] = {
    {"two folders, nested, and one that is empty",
	HEAD("2") ROOT INBOX
	"F 3 2 0 0 0 Below\nI 32 2 0 IPM.Note mail\nI 33 3 0 IPM.Contact mail\n",
	"( 1 a|Inbox 0x1 unknown\n+message-class:IPM.Note\n) 1 34 Subject: 32 by 1 @32\n"
	"( 2 a|Inbox|Below 0x1 unknown\n+message-class:IPM.Contact\n) 2 34 Subject: 33 by 1 @33\n"
	"# a|Inbox 2 1 0 0 0 3\n# a|Inbox|Below 0 1 0 0 0 0\n"
	". a.tiny tiny store a.tiny 1 2\n"},
    {"folders of one name", HEAD("2") INBOX "F 3 1 0 0 0 inbox\nI 32 2 0 X mail\nI 33 3 0 X mail\n",
	"( 1 a|Inbox 0x1 unknown\n+message-class:X\n) 1 34 Subject: 32 by 1 @32\n"
	"( 2 a|inbox (2) 0x1 unknown\n+message-class:X\n) 2 34 Subject: 33 by 1 @33\n"
	"# a|Inbox 2 1 0 0 0 3\n# a|inbox (2) 0 1 0 0 0 0\n. a.tiny tiny store a.tiny 1 2\n"},
    {"items that fail, crash, and end in the middle",
	HEAD("5") INBOX
	"I 32 2 0 X fail\nI 33 2 0 X crash\nI 34 2 0 X mail\nI 35 2 0 X half\nI 36 2 0 X mail\n",
	"! loss item-lost a.tiny 0+0\n! loss item-lost a.tiny 0+0\n"
	"( 1 a|Inbox 0x1 unknown\n+message-class:X\n) 1 34 Subject: 34 by 1 @34\n"
	"( 2 a|Inbox 0x1 unknown\n+message-class:X\n) 2 18 Subject: 35 by 1 @35\n"
	"! loss item-damaged a.tiny 0+0\n"
	"( 3 a|Inbox 0x1 unknown\n+message-class:X\n) 3 34 Subject: 36 by 1 @36\n"
	"# a|Inbox 2 2 0 0 3 3\n. a.tiny tiny store a.tiny 1 3\n"},
    {"an item that hangs", HEAD("2") INBOX "I 32 2 0 X hang\nI 33 2 0 X warn\n",
	"! loss item-lost a.tiny 0+0\n"
	"! note tiny a.tiny 0+0\n( 1 a|Inbox 0x1 unknown\n+message-class:X\n"
	") 1 34 Subject: 33 by 1 @33\n# a|Inbox 2 1 0 0 1 3\n. a.tiny tiny store a.tiny 1 1\n"},
    {"items that crash and hang when they are opened",
	HEAD("4") INBOX
	"I 32 2 0 X crash-open\nI 33 2 0 X mail\nI 34 2 0 X hang-open\nI 35 2 0 X mail\n",
	"! loss item-lost a.tiny 0+0\n"
	"( 1 a|Inbox 0x1 unknown\n+message-class:X\n) 1 34 Subject: 33 by 1 @33\n"
	"! loss item-lost a.tiny 0+0\n"
	"( 2 a|Inbox 0x1 unknown\n+message-class:X\n) 2 34 Subject: 35 by 1 @35\n"
	"# a|Inbox 2 2 0 0 2 3\n. a.tiny tiny store a.tiny 1 2\n"},
    {"a search folder, an orphan, an item without folder",
	HEAD("2") "F 2 0 9 0 1 Unread\nI 32 7 2 X mail\nI 33 0 0 X mail\nI 34 2 8 X mail\n",
	"! note search-folder a.tiny 0+0\n! note orphan a.tiny 0+0\n"
	"( 1 a 0x1 unknown\n+message-class:X\n) 1 34 Subject: 32 by 1 @32\n"
	"( 2 a 0x1 unknown\n+message-class:X\n) 2 34 Subject: 33 by 1 @33\n"
	"# a|Unread 9 0 0 0 0 1\n# a 0 2 1 0 0 0\n. a.tiny tiny store a.tiny 1 2\n"},
    {"fewer items than by its own list", HEAD("3") INBOX "I 32 2 0 X mail\n",
	"( 1 a|Inbox 0x1 unknown\n+message-class:X\n) 1 34 Subject: 32 by 1 @32\n"
	"! loss items-missing a.tiny 0+0\n# a|Inbox 2 1 0 0 0 3\n. a.tiny tiny store a.tiny 1 1\n"},
    {"a message that is long", HEAD("1") INBOX "I 32 2 0 X big\n",
	"( 1 a|Inbox 0x1 unknown\n+message-class:X\n) 1 3200018 Subject: 32 by 1 @32\n"
	"# a|Inbox 2 1 0 0 0 3\n. a.tiny tiny store a.tiny 1 1\n"},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct recorder r;
		const char *behind;

		scan_text(
		    &r, cases[i].text, (struct nest_options){.waiting = {.patience_ms = 300}});
		behind = strchr(strstr(r.events->str, "f a.tiny"), '\n') + 1;
		if (strcmp(behind, cases[i].events) != 0)
			fail_msg("%s: got\n%s", cases[i].name, behind);
		recorder_clear(&r);
	}
}

static void
test_recovered(void **state)
{
	static const char text[] = HEAD("1") INBOX "I 32 2 0 X mail\nI 33 2 4 X mail\n";
	struct recorder r;

	(void)state;
	scan_text(&r, text, (struct nest_options){0});
	assert_int_equal(r.nmessages, 1);
	recorder_clear(&r);
	scan_text(&r, text, (struct nest_options){.recover = true});
	assert_int_equal(r.nmessages, 2);
	assert_non_null(strstr(r.events->str, "( 2 a|Recovered items|Inbox "));
	assert_non_null(strstr(r.events->str, "# a|Recovered items|Inbox 0 0 0 1 0 0\n"));
	recorder_clear(&r);
}

/* Files that are one item each lie in the folder of their directory, as single messages do. */
static void
test_single(void **state)
{
	const struct unpacker_options how = {0};
	char *dir = scratch_new();
	g_autoptr(unpacker) helper = NULL;
	struct scan_options o = {0};
	struct recorder r;

	(void)state;
	tiny_format.single = true;
	o.packed.unpacker = helper = unpacker_start(&how, NULL);
	scratch_file(dir, "d/a.tiny", HEAD("1") "I 1 0 0 IPM.Note mail\n", -1);
	scratch_file(dir, "d/b.tiny", HEAD("1") "I 1 0 0 IPM.Note mail\n", -1);
	scratch_file(dir, "d/c.eml", "From: a@b\nTo: c@d\n\nx\n", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, &o, NULL));
	tiny_format.single = false;
	assert_non_null(strstr(r.events->str, "( 1 d 0x1 "));
	assert_non_null(strstr(r.events->str, ". d/a.tiny tiny message d 1 1\n"));
	assert_non_null(strstr(r.events->str, "( 2 d 0x1 "));
	assert_non_null(strstr(r.events->str, "( 3 d "));
	assert_null(strchr(r.events->str, '#'));
	recorder_clear(&r);
	scratch_remove(dir);
}

/* A source that nobody can read is refused if it is to be converted; among others it is a loss. */
static void
test_refused(void **state)
{
	const struct unpacker_options how = {0};
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "a.tiny");
	g_autoptr(unpacker) helper = unpacker_start(&how, NULL);
	struct scan_options o = {.packed = {.unpacker = helper}, .must_read = true};
	g_autoptr(GError) error = NULL;
	struct recorder r;

	(void)state;
	scratch_file(dir, "a.tiny", "TINY no\n", -1);
	recorder_init(&r);
	assert_false(recorder_scan(&r, path, &o, &error));
	assert_int_equal(err_kind(error), ERR_UNSUPPORTED);
	assert_string_equal(error->message, "a.tiny: nobody reads it");
	recorder_clear(&r);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, &o, NULL));
	assert_non_null(strstr(r.events->str, "! loss derive-broken a.tiny 0+0\n"));
	recorder_clear(&r);
	scratch_remove(dir);
}

/* More crashes than are borne: the file is given up, and that is said. */
static void
test_crashes(void **state)
{
	g_autoptr(GString) text = g_string_new(HEAD("200") INBOX);
	struct recorder r;

	(void)state;
	for (int i = 0; i < 200; i++)
		g_string_append_printf(text, "I %d 2 0 X crash\n", 32 + i);
	scan_text(&r, text->str, (struct nest_options){0});
	assert_non_null(strstr(r.events->str, "! loss derive-broken a.tiny"));
	assert_int_equal(r.nlosses, DERIVING_RESTARTS_MAX + 2);
	recorder_clear(&r);
}

/*
 * A process that ends between two items, as one that was killed: another one goes on. If that
 * comes no further the file is given up.
 */
static void
test_deaths(void **state)
{
	static const char text[] = HEAD("2") INBOX "I 32 2 0 X mail\nD\nI 33 2 0 X mail\n";
	struct recorder r;

	(void)state;
	tiny_deaths =
	    mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(tiny_deaths != MAP_FAILED);
	*tiny_deaths = 1;
	scan_text(&r, text, (struct nest_options){0});
	assert_int_equal(r.nlosses, 0);
	assert_int_equal(r.nmessages, 2);
	assert_int_equal(*tiny_deaths, 0);
	recorder_clear(&r);
	*tiny_deaths = 3;
	scan_text(&r, text, (struct nest_options){0});
	assert_non_null(strstr(r.events->str, "! loss derive-broken a.tiny"));
	assert_int_equal(r.nmessages, 1);
	assert_int_equal(*tiny_deaths, 1);
	recorder_clear(&r);
	(void)munmap(tiny_deaths, sizeof(int));
	tiny_deaths = NULL;
}

static void
test_frames(void **state)
{
	struct message m = {.has_flags = true, .flags = FLAG_SEEN | FLAG_DRAFT, .received = -5},
		       found = {0};
	unsigned char digest[DERIVATION_DIGEST_SIZE] = {7}, again[DERIVATION_DIGEST_SIZE];
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct unpack_frame f = {.type = UNPACK_MESSAGE};

	(void)state;
	m.received_from = RECEIVED_STORE;
	message_add_keyword(&m, "one");
	message_add_keyword(&m, "two");
	message_add_state(&m, "name", "value", 5);
	derive_message_put(&m, digest, bytes);
	for (f.len = 0, f.rest = bytes->data; f.len < bytes->len; f.len++) {
		assert_false(derive_message_parse(&f, &found, again, NULL));
		message_clear(&found);
	}
	assert_true(derive_message_parse(&f, &found, again, NULL));
	assert_int_equal(found.flags, m.flags);
	assert_int_equal(found.received, -5);
	assert_int_equal(found.keywords->len, 2);
	assert_int_equal(found.states->len, 1);
	assert_memory_equal(again, digest, sizeof(digest));
	message_clear(&found);
	message_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_recovered),
	    cmocka_unit_test(test_single),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_crashes),
	    cmocka_unit_test(test_deaths),
	    cmocka_unit_test(test_frames),
	};

	derive_formats = formats;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
