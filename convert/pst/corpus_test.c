/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The real files of ../shared/corpus/pst: folders, messages, attachments and bytes as argued
 * from their nodes; and those files damaged by a seeded generator: no crash, no hang, sums that
 * are equal. Skipped where they are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/pst/recovered.h"
#include "convert/pst/walk.h"

#define CORPUS "../shared/corpus/pst"
#define DAMAGES 12

/*
 * Messages and attachments are those of the corpus' README wherever its readers agree. Its
 * folders leave out the root, or count search folders.
 */
static const struct expected {
	const char *name;
	guint folders, search_folders; /* the root folder is one */
	guint messages, associated;
	guint recipients, attachments,
	    embedded;  /* at any depth; attachments: of messages in folders */
	guint64 bytes; /* of all values */
} files[] = {
    {"ansi-empty-personal-folders.pst", 5, 3, 0, 0, 0, 0, 0, 0},
    {"ansi-outlook2000-qwerty.pst", 4, 0, 73, 0, 0, 584, 0, 2922993},
    {"ansi-sample2.pst", 5, 2, 1, 0, 1, 1, 0, 102039},
    {"ansi-test-posts.pst", 5, 1, 1, 0, 0, 0, 0, 2324},
    {"apache-age-list.pst", 5, 1, 10, 0, 11, 0, 0, 75728},
    {"aspose-72-contacts.pst", 6, 2, 72, 0, 0, 0, 0, 40968},
    {"aspose-created-empty.pst", 5, 1, 0, 0, 0, 0, 0, 0},
    {"aspose-outlook.pst", 21, 6, 17, 10, 18, 34, 4, 820323},
    {"aspose-sample-a.pst", 8, 2, 1, 0, 4, 0, 0, 2974},
    {"aspose-sample-contacts.pst", 5, 1, 6, 0, 0, 0, 0, 3414},
    {"aspose-sticky-notes.pst", 5, 1, 3, 0, 0, 0, 0, 618},
    {"compressible-quickbrownfox.pst", 4, 1, 68, 0, 0, 554, 0, 3560978},
    {"contacts-ja-unicode.pst", 7, 1, 1, 0, 0, 0, 0, 5552},
    {"dfrws2009-rodeo.pst", 16, 1, 13, 12, 13, 2, 0, 537385},
    {"dist-list-calendar.pst", 18, 6, 4, 3, 0, 2, 2, 24055},
    {"embedded-four-levels.pst", 8, 7, 1, 4, 3, 1, 2, 18825},
    {"embedded-submessage.pst", 5, 1, 1, 0, 2, 1, 1, 21435},
    {"enron.pst", 10, 1, 71, 0, 127, 70, 0, 12373602},
    {"flags-jane-doe.pst", 8, 6, 8, 3, 8, 0, 0, 47076},
    {"flags-john-doe.pst", 8, 5, 10, 3, 10, 0, 0, 51356},
    {"high-enc-quickquick.pst", 4, 1, 36, 0, 0, 302, 0, 2032262},
    {"hughbe-archive-empty.pst", 9, 3, 0, 5, 0, 0, 0, 0},
    {"hughbe-backup.pst", 32, 1, 2, 0, 2, 0, 0, 57656},
    {"microsoft-empty.pst", 5, 1, 0, 0, 0, 0, 0, 0},
    {"multiple-to-cc.pst", 8, 6, 1, 3, 4, 0, 0, 6686},
    {"no-encryption-quickquick.pst", 4, 1, 20, 0, 0, 170, 0, 1166410},
    {"o365-4k-holidays.ost", 50, 3, 162, 17, 2, 12, 0, 2137438},
    {"outlook2003-enc-welcome.pst", 16, 2, 1, 0, 1, 11, 0, 52555},
    {"outlook2007-a1sellers.pst", 4, 1, 17, 0, 0, 136, 0, 848079},
    {"outlook2007-backup-empty.pst", 4, 2, 0, 0, 0, 0, 0, 0},
    {"password-empty.pst", 22, 5, 1, 12, 0, 0, 0, 140},
    {"passworded.pst", 18, 6, 3, 13, 0, 0, 0, 2341},
    {"tika-various-body-types.pst", 6, 1, 4, 0, 4, 0, 0, 71144},
    {"ualbany-outlook2019.pst", 6, 1, 2, 0, 2, 0, 0, 501874},
    {"unicode-sample1.pst", 5, 2, 1, 0, 1, 1, 0, 104577},
    {"unsent-email.pst", 22, 5, 4, 18, 1, 0, 0, 33940},
};

/* What was counted. */
struct tally {
	guint recipients, attachments, embedded, bad;
	guint64 bytes;
};

struct memory {
	const unsigned char *bytes;
};

static bool
read_memory(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	(void)error;
	memcpy(buf, ((struct memory *)user)->bytes + at, len);
	return true;
}

static void
read_values(struct mapi_object *o, struct tally *t)
{
	guint n;
	const struct mapi_property *p = mapi_properties(o, &n);
	unsigned char buf[8192];

	for (guint i = 0; i < n; i++) {
		for (guint k = 0; k < p[i].count && k < 1000; k++) {
			struct mapi_stream *s = mapi_open(o, &p[i], k, NULL);
			gssize got = -1;

			while (s != NULL && (got = mapi_stream_read(s, buf, sizeof(buf), NULL)) > 0)
				t->bytes += (guint64)got;
			t->bad += got < 0;
			mapi_stream_close(s);
		}
	}
}

static bool
is_embedded(struct mapi_object *attachment)
{
	const struct mapi_property *p = mapi_find(attachment, 0x3705);
	g_autoptr(GBytes) b = p != NULL ? mapi_read(attachment, p, 0, 4, NULL) : NULL;

	return b != NULL && g_bytes_get_size(b) == 4 &&
	    *(const unsigned char *)g_bytes_get_data(b, NULL) == 5;
}

static void
read_message(struct mapi_object *o, guint depth, struct tally *t)
{
	guint n;

	read_values(o, t);
	t->bad += !mapi_count(o, MAPI_RECIPIENTS, &n, NULL);
	for (guint i = 0; i < n; i++) {
		g_autoptr(mapi_object) r = mapi_child(o, MAPI_RECIPIENTS, i, NULL);

		t->recipients++;
		t->bad += r == NULL;
		if (r != NULL)
			read_values(r, t);
	}
	t->bad += !mapi_count(o, MAPI_ATTACHMENTS, &n, NULL);
	for (guint i = 0; i < n; i++) {
		g_autoptr(mapi_object) a = mapi_child(o, MAPI_ATTACHMENTS, i, NULL);
		g_autoptr(mapi_object) inner = NULL;

		t->attachments += depth == 0;
		t->bad += a == NULL;
		if (a == NULL)
			continue;
		read_values(a, t);
		if (!is_embedded(a))
			continue;
		inner = mapi_embedded(a, NULL);
		t->embedded++;
		t->bad += inner == NULL;
		if (inner != NULL)
			read_message(inner, depth + 1, t);
	}
}

static bool
on_item(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	(void)error;
	assert_non_null(item->folder);
	read_message(o, 0, user);
	return true;
}

static void
walk(
    unsigned char *bytes, gsize len, struct tally *t, struct pst_totals *totals, guint64 *nwarnings)
{
	struct memory memory = {bytes};
	const struct pst_source source = {&memory, read_memory, len};
	const struct pst_walker walker = {.user = t, .item = on_item};
	g_autoptr(GError) error = NULL;
	g_autoptr(pst_store) s = pst_store_open(&source, NULL, &error);
	struct pst_totals recovered;

	*totals = (struct pst_totals){0};
	if (s == NULL) {
		assert_true(error->code == ERR_FORMAT || error->code == ERR_UNSUPPORTED);
		return;
	}
	assert_true(pst_walk(s, &walker, totals, &error));
	*nwarnings = pst_store_nwarnings(s);
	if (len < 1000000) {
		struct tally ignored = {0};
		const struct pst_walker again = {.user = &ignored, .item = on_item};

		assert_true(pst_recovered(s, &again, &recovered, &error));
	}
}

static char *
load(const char *name, gsize *len)
{
	g_autofree char *path = g_build_filename(CORPUS, name, NULL);
	char *bytes = NULL;

	if (!g_file_get_contents(path, &bytes, len, NULL))
		skip();
	return bytes;
}

static void
check(const char *name, const char *what, guint64 got, guint64 wanted)
{
	if (got != wanted)
		fail_msg("%s: %s: %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, name, what, got,
		    wanted);
}

static void
test_files(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		const struct expected *e = &files[i];
		gsize len;
		g_autofree char *bytes = load(e->name, &len);
		struct tally t = {0};
		struct pst_totals totals;
		guint64 nwarnings = 1;

		walk((unsigned char *)bytes, len, &t, &totals, &nwarnings);
		check(e->name, "folders", totals.folders, e->folders);
		check(e->name, "search folders", totals.search_folders, e->search_folders);
		check(e->name, "messages", totals.messages, e->messages);
		check(e->name, "items", totals.sum.items, e->messages);
		check(e->name, "associated", totals.associated, e->associated);
		check(e->name, "failed", totals.sum.failed, 0);
		check(e->name, "orphans", totals.sum.orphans, 0);
		check(e->name, "repeated", totals.sum.repeated, 0);
		check(e->name, "recipients", t.recipients, e->recipients);
		check(e->name, "attachments", t.attachments, e->attachments);
		check(e->name, "embedded", t.embedded, e->embedded);
		check(e->name, "bytes", t.bytes, e->bytes);
		check(e->name, "unreadable", t.bad, 0);
		check(e->name, "warnings", nwarnings, 0);
	}
}

/* xorshift64: the same damages everywhere. */
static guint64
next_random(guint64 *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Bits, bytes of the header, or whole pages are changed. */
static void
damage(unsigned char *bytes, gsize len, guint64 *x)
{
	guint64 n = G_GUINT64_CONSTANT(1) << next_random(x) % 9, kind = next_random(x) % 4;

	for (; n > 0; n--) {
		gsize at = next_random(x) % len;

		if (kind == 0)
			bytes[next_random(x) % 564] ^= (unsigned char)(1 << at % 8);
		else if (kind == 1 && at + 512 < len)
			memset(bytes + at / 512 * 512, next_random(x) % 2 ? 0 : 0x81, 512);
		else
			bytes[at] ^= (unsigned char)(1 << next_random(x) % 8);
	}
}

static void
test_damages(void **state)
{
	guint64 x = 88172645463325252, nwarnings;

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		gsize len;
		g_autofree char *whole = load(files[i].name, &len);

		for (guint k = 0; k < DAMAGES && len < 300000; k++) {
			g_autofree unsigned char *bytes = g_memdup2(whole, len);
			struct tally t = {0};
			struct pst_totals totals;
			gint64 start = g_get_monotonic_time();

			damage(bytes, len, &x);
			walk(bytes, len - (k == 0 ? len / 3 : 0), &t, &totals, &nwarnings);
			assert_int_equal(totals.sum.items + totals.sum.failed - totals.sum.missing,
			    totals.messages);
			assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_damages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
