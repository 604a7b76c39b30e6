/* SPDX-License-Identifier: Apache-2.0 */
/* Packed files: what is told of them, whole, damaged and hostile, and by workers gone bad. */
#include "convert/tree_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "crypto/sanitizer.h"
#include "tests/recorder.h"
#include "tests/scratch.h"

#define MAIL "From: a@b\nTo: c@d\n\nbody\n"
#define MBOX "From a@b Sat Jan  3 01:05:34 1998\n" MAIL "\n"

/* What goes into a packed file. */
struct part {
	const char *path;
	const char *text; /* NULL: a directory */
	const char *link; /* a hard link to it */
	const char *symlink;
	size_t len; /* of text; 0: strlen */
};

static const struct part takeout[] = {
    {"Takeout/", NULL, NULL, NULL, 0},
    {"Takeout/Mail/All mail.mbox", MBOX MBOX, NULL, NULL, 0},
    {"./m/cur/1:2,S", MAIL, NULL, NULL, 0},
    {"m/new/2", MAIL, NULL, NULL, 0},
    {"__MACOSX/._All mail.mbox", MBOX, NULL, NULL, 0},
    {"m/dovecot-keywords", "0 one\n", NULL, NULL, 0},
    {"m/cur/3:2,a", MAIL, NULL, NULL, 0},
    {0},
};

static void
put_part(struct archive *a, const struct part *p)
{
	struct archive_entry *e = archive_entry_new();
	size_t len = p->len != 0 ? p->len : p->text != NULL ? strlen(p->text) : 0;

	archive_entry_set_pathname(e, p->path);
	archive_entry_set_filetype(e,
	    p->symlink != NULL                       ? AE_IFLNK
		: p->text != NULL || p->link != NULL ? AE_IFREG
						     : AE_IFDIR);
	archive_entry_set_perm(e, 0600);
	archive_entry_set_mtime(e, 1000000000, 0);
	archive_entry_set_size(e, (la_int64_t)len);
	if (p->link != NULL)
		archive_entry_set_hardlink(e, p->link);
	if (p->symlink != NULL)
		archive_entry_set_symlink(e, p->symlink);
	assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
	if (len > 0)
		assert_int_equal(archive_write_data(a, p->text, len), len);
	archive_entry_free(e);
}

/* Packs parts up to one without a path; filter, and password, a zip's, may be NULL. */
static void
pack(const char *dir, const char *name, const char *format, const char *filter,
    const struct part *parts, const char *password)
{
	struct archive *a = archive_write_new();
	g_autofree char *path = scratch_path(dir, name);

	assert_int_equal(archive_write_set_format_by_name(a, format), ARCHIVE_OK);
	if (filter != NULL)
		assert_int_equal(archive_write_add_filter_by_name(a, filter), ARCHIVE_OK);
	if (password != NULL) {
		assert_int_equal(
		    archive_write_set_options(a, "zip:encryption=traditional"), ARCHIVE_OK);
		archive_write_set_passphrase(a, password);
	}
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	for (; parts->path != NULL; parts++)
		put_part(a, parts);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
}

/* Packs the file from, alone and under its name, into the file to, both in dir; removes from. */
static void
pack_file(const char *dir, const char *from, const char *to, const char *format, const char *filter)
{
	g_autofree char *path = scratch_path(dir, from), *text = NULL;
	struct part parts[2] = {{.path = from}};

	assert_true(g_file_get_contents(path, &text, &parts[0].len, NULL));
	parts[0].text = text;
	pack(dir, to, format, filter, parts, NULL);
	assert_int_equal(unlink(path), 0);
}

/* Scans dir with workers that do run (NULL: what they should), and with spills or without. */
static void
scan_packed_as(struct recorder *r, const char *dir,
    void (*run)(const struct unpack_job *job, int in, int out), bool spilling)
{
	const struct unpacker_options how = {.run = run};
	g_autoptr(unpacker) helper = unpacker_start(&how, NULL);
	g_autoptr(spill) first = spill_open(NULL);
	g_autoptr(spill) second = spill_open(NULL);
	struct spill *const spills[NEST_SPILLS] = {NULL, first, second};
	const struct scan_options o = {
	    .packed = {.unpacker = helper,
		.spills = spilling ? spills : NULL,
		.waiting = {.patience_ms = run != NULL ? 200 : 0}},
	};

	assert_true(helper != NULL && first != NULL && second != NULL);
	recorder_init(r);
	assert_true(recorder_scan(r, dir, &o, NULL));
}

static void
scan_packed(
    struct recorder *r, const char *dir, void (*run)(const struct unpack_job *job, int in, int out))
{
	scan_packed_as(r, dir, run, true);
}

static void
has(const struct recorder *r, const char *line)
{
	if (strstr(r->events->str, line) == NULL)
		fail_msg("no '%s' in\n%s", line, r->events->str);
}

static const struct {
	const char *name, *format, *filter;
} kinds[] = {
    {"t.zip", "zip", NULL},
    {"t.7z", "7zip", NULL},
    {"t.tar", "pax", NULL},
    {"t.tar", "gnutar", NULL},
    {"t.tar", "ustar", NULL},
    {"t.tar", "v7tar", NULL},
    {"t.tar.gz", "pax", "gzip"},
    {"t.tgz", "ustar", "gzip"},
    {"t.tar.bz2", "pax", "bzip2"},
    {"t.tar.xz", "pax", "xz"},
    {"t.tar.zst", "pax", "zstd"},
};

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		char *dir = scratch_new();
		g_autofree char *path =
		    g_strdup_printf(". d/%s!/Takeout/Mail/All mail.mbox mbox store "
				    "d/%s!/Takeout/Mail/All mail.mbox 1 2\n",
			kinds[i].name, kinds[i].name);
		struct recorder r;

		scratch_dir(dir, "d");
		g_autofree char *sub = scratch_path(dir, "d");
		pack(sub, kinds[i].name, kinds[i].format, kinds[i].filter, takeout, NULL);
		scan_packed(&r, dir, NULL);
		has(&r, path);
		has(&r, "( 1 d|t|Takeout|Mail|All mail ");
		has(&r, "( 3 d|t|m 0x1 ");
		has(&r, "=one\n");
		has(&r, "!/__MACOSX/._All mail.mbox - companion - 0 0\n");
		assert_int_equal(r.nmessages, 5);
		assert_int_equal(r.nlosses, 0);
		recorder_clear(&r);
		scratch_remove(dir);
	}
}

/* What is only compressed, by each filter, twice one after the other, and with something behind. */
static void
test_single(void **state)
{
	static const char *const filters[] = {"gzip", "bzip2", "xz", "zstd"};
	static const struct part mbox[] = {{"x", MBOX, NULL, NULL, 0}, {0}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
		char *dir = scratch_new();
		g_autofree char *path = scratch_path(dir, "A.mbox.gz"), *one = NULL;
		g_autofree char *two = NULL;
		struct recorder r;
		gsize len;

		pack(dir, "A.mbox.gz", "raw", filters[i], mbox, NULL);
		assert_true(g_file_get_contents(path, &one, &len, NULL));
		two = g_malloc(2 * len + 3);
		memcpy(two, one, len);
		memcpy(two + len, one, len);
		memcpy(two + 2 * len, "???", 3);
		scratch_file(dir, "B.mbox.gz", two, (gssize)(2 * len));
		if (i == 0)
			scratch_file(dir, "C.mbox.gz", two, (gssize)(2 * len + 3));
		scan_packed(&r, dir, NULL);
		has(&r, ". A.mbox.gz - packed - 0 0\n");
		has(&r, ". A.mbox.gz!/A.mbox mbox store A.mbox.gz!/A.mbox 1 1\n");
		has(&r, ". B.mbox.gz!/B.mbox mbox store B.mbox.gz!/B.mbox 2 2\n");
		has(&r, "( 1 A ");
		if (i == 0)
			has(&r, "! note archive-trailing C.mbox.gz 0+0\n");
		assert_int_equal(r.nlosses, 0);
		recorder_clear(&r);
		scratch_remove(dir);
	}
}

static void
test_odd_entries(void **state)
{
	static const struct part odd[] = {
	    {"m/new/2", "From: later@b\n\nlater\n", NULL, NULL, 0},
	    {"m/cur/1:2,S", NULL, "./m/new/2", NULL, 0},
	    {"m/cur/4:2,S", NULL, "m/new/2", NULL, 0},
	    {"m/cur/5:2,S", NULL, "nowhere", NULL, 0},
	    {"../../m/cur/6:2,S", MAIL, NULL, NULL, 0},
	    {"s", NULL, NULL, "/etc/passwd", 0},
	    {"in.zip", "PK\3\4 and so on", NULL, NULL, 0},
	    {0},
	};
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	pack(dir, "o.tar", "pax", NULL, odd, NULL);
	pack(dir, "secret.zip", "zip", NULL, takeout, "secret");
	scan_packed(&r, dir, NULL);
	has(&r, "f o.tar!/m/cur/1:2,S 21\n");
	has(&r, "f o.tar!/m/cur/4:2,S 21\n");
	has(&r, "! loss archive-hard-link o.tar!/m/cur/5:2,S 0+0\n");
	has(&r, "! loss archive-path o.tar 0+0\n");
	has(&r, "! note symlink o.tar!/s 0+0\n");
	has(&r, "! loss archive-broken o.tar!/in.zip 0+0\n");
	has(&r, "! loss archive-encrypted secret.zip!/Takeout/Mail/All mail.mbox 0+0\n");
	assert_int_equal(r.nmessages, 3);
	recorder_clear(&r);
	scratch_remove(dir);
}

/* Cut anywhere, and with a bit turned anywhere: told as a loss, or all messages are there. */
static void
test_damage(void **state)
{
	char *dir = scratch_new();
	g_autofree char *zip = scratch_path(dir, "t.zip"), *data = NULL;
	gsize len;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		/* Which have checks of their content. */
		bool checked =
		    strcmp(kinds[i].name, "t.tar") != 0 && g_strcmp0(kinds[i].filter, "zstd") != 0;

		pack(dir, "t.zip", kinds[i].format, kinds[i].filter, takeout, NULL);
		g_clear_pointer(&data, g_free);
		assert_true(g_file_get_contents(zip, &data, &len, NULL));
		for (gsize at = i % 4; at < len; at += len / 8) {
			struct recorder r;

			scratch_file(dir, "t.zip", data, (gssize)at);
			scan_packed(&r, dir, NULL);
			if (at > 0 && r.nlosses == 0 && r.nmessages != 5)
				fail_msg("cut at %zu of %zu:\n%s", at, len, r.events->str);
			recorder_clear(&r);
			data[at] ^= 0x10;
			scratch_file(dir, "t.zip", data, (gssize)len);
			data[at] ^= 0x10;
			scan_packed(&r, dir, NULL);
			if (checked && r.nlosses == 0 && r.nmessages != 5)
				fail_msg("%s: bit at %zu of %zu:\n%s", kinds[i].filter, at, len,
				    r.events->str);
			recorder_clear(&r);
		}
	}
	scratch_remove(dir);
}

static void
test_bomb(void **state)
{
	const size_t piece = 4 * 1024 * 1024;
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	g_autofree char *same = g_strnfill(piece, 'a'); /* zeros would be the end of a tar */
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "b.mbox.zst");
	struct recorder r;

	(void)state;
	archive_write_set_format_raw(a);
	archive_write_add_filter_zstd(a);
	archive_write_open_filename(a, path);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_pathname(e, "x");
	archive_write_header(a, e);
	for (guint64 n = 0; n <= ARCHIVE_SMALL; n += piece)
		archive_write_data(a, same, piece);
	archive_write_close(a);
	archive_write_free(a);
	archive_entry_free(e);
	scratch_file(dir, "c.mbox", MBOX, -1);
	scan_packed(&r, dir, NULL);
	has(&r, "! loss archive-bomb b.mbox.zst 0+0\n");
	assert_null(strstr(r.events->str, "b.mbox.zst!/"));
	assert_int_equal(r.nmessages, 1);
	recorder_clear(&r);
	pack_file(dir, "b.mbox.zst", "n.tar", "pax", NULL);
	scan_packed(&r, dir, NULL);
	has(&r, "! loss archive-bomb n.tar!/b.mbox.zst 0+0\n");
	assert_int_equal(r.nmessages, 1);
	recorder_clear(&r);
	scratch_remove(dir);
}

/* Packed files within each other, each kind in each, and one more than are looked into. */
static void
test_nested(void **state)
{
	static const struct part box[] = {{.path = "m/b.mbox", .text = MBOX MBOX}, {0}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		char *dir = scratch_new();
		g_autofree char *store =
		    g_strdup_printf("mbox store a.zip!/2.tar!/%s!/m/b.mbox 1 2\n", kinds[i].name);
		struct recorder r;

		pack(dir, kinds[i].name, kinds[i].format, kinds[i].filter, box, NULL);
		pack_file(dir, kinds[i].name, "2.tar", "pax", NULL);
		pack_file(dir, "2.tar", "a.zip", "zip", NULL);
		scan_packed(&r, dir, NULL);
		has(&r, store);
		has(&r, "( 1 a|2|t|m|b ");
		assert_int_equal(r.nmessages, 2);
		assert_int_equal(r.nlosses, 0);
		recorder_clear(&r);
		pack_file(dir, "a.zip", "b.7z", "7zip", NULL);
		scan_packed(&r, dir, NULL);
		has(&r, "! note not-looked-into b.7z!/a.zip!/2.tar!/");
		assert_int_equal(r.nmessages, 0);
		recorder_clear(&r);
		scan_packed_as(&r, dir, NULL, false);
		has(&r, "! note not-looked-into b.7z!/a.zip 0+");
		recorder_clear(&r);
		scratch_remove(dir);
	}
}

/* What comes behind a packed file in a packed file is read on. */
static void
test_behind_nested(void **state)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "t.zip"), *zip = NULL;
	struct part parts[] = {
	    {.path = "1.eml", .text = MAIL},
	    {.path = "in.zip"},
	    {.path = "2.eml", .text = MAIL},
	    {.path = "again.zip"},
	    {.path = "3.eml", .text = MAIL},
	    {0},
	};
	struct recorder r;

	(void)state;
	pack(dir, "t.zip", "zip", NULL, takeout, NULL);
	assert_true(g_file_get_contents(path, &zip, &parts[1].len, NULL));
	parts[1].text = parts[3].text = zip;
	parts[3].len = parts[1].len;
	pack(dir, "t.zip", "zip", NULL, parts, NULL);
	scan_packed(&r, dir, NULL);
	has(&r, "f t.zip!/3.eml 24\n");
	assert_int_equal(r.nmessages, 3 + 5 + 5);
	assert_int_equal(r.nlosses, 0);
	recorder_clear(&r);
	scratch_remove(dir);
}

/* The parts of a split export have the same folders. */
static void
test_split(void **state)
{
	static const struct part one[] = {{.path = "Takeout/Mail/A.mbox", .text = MBOX},
	    {.path = "Takeout/Mail/Inbox/cur/1", .text = MAIL}, {0}};
	static const struct part two[] = {{.path = "Takeout/Mail/B.mbox", .text = MBOX},
	    {.path = "Takeout/Mail/Inbox/cur/2", .text = MAIL}, {0}};
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	pack(dir, "takeout-20240102T030405Z-001.zip", "zip", NULL, one, NULL);
	pack(dir, "takeout-20240102T030405Z-002.zip", "zip", NULL, two, NULL);
	pack(dir, "takeout-20250102T030405Z-001.zip", "zip", NULL, one, NULL);
	scan_packed(&r, dir, NULL);
	has(&r, "takeout-20240102T030405Z|Takeout|Mail|A ");
	has(&r, "takeout-20240102T030405Z|Takeout|Mail|B ");
	has(&r, "takeout-20240102T030405Z|Takeout|Mail|Inbox|cur ");
	has(&r, "takeout-20250102T030405Z|Takeout|Mail|Inbox|cur ");
	assert_int_equal(r.nmessages, 6);
	assert_int_equal(r.nlosses, 0);
	recorder_clear(&r);
	scratch_remove(dir);
}

static void
run_killed(const struct unpack_job *job, int in, int out)
{
	(void)job;
	(void)in;
	(void)out;
	raise(SIGKILL);
}

static void
run_silent(const struct unpack_job *job, int in, int out)
{
	(void)job;
	(void)in;
	(void)out;
	for (;;)
		continue;
}

static void
run_nonsense(const struct unpack_job *job, int in, int out)
{
	char noise[4096];

	(void)job;
	(void)in;
	memset(noise, 'E', sizeof(noise));
	while (write(out, noise, sizeof(noise)) > 0)
		continue;
}

static bool
tell_file(int out, const char *path)
{
	const struct unpack_entry e = {
	    .type = ENTRY_FILE, .size = 5, .path = path, .path_len = strlen(path), .target = ""};
	unsigned char header[UNPACK_HEADER_LEN];
	g_autoptr(GByteArray) rest = g_byte_array_new();

	unpack_entry_put(&e, rest);
	unpack_frame_header(UNPACK_ENTRY, rest->len, header);
	return write(out, header, sizeof(header)) > 0 && write(out, rest->data, rest->len) > 0;
}

/* Dies in the bytes of the first file, whenever it is asked for it. */
static void
run_dying(const struct unpack_job *job, int in, int out)
{
	if (job->listing || job->first > 0)
		unpack_job_run(job, in, out);
	else if (tell_file(out, "a"))
		_exit(1);
}

/* Dies in the bytes of each file that it is asked for. */
static void
run_dying_always(const struct unpack_job *job, int in, int out)
{
	bool ok = !job->listing;

	if (job->listing)
		unpack_job_run(job, in, out);
	for (guint64 i = 0; ok && i <= job->first; i++) {
		g_autofree char *path = g_strdup_printf("%" G_GUINT64_FORMAT, i);

		ok = tell_file(out, path);
	}
	if (ok)
		_exit(1);
}

/* A call that the jail does not have. */
static void
run_escaping(const struct unpack_job *job, int in, int out)
{
	int ends[2];

	(void)socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	unpack_job_run(job, in, out);
}

/* One that it refuses. */
static void
run_opening(const struct unpack_job *job, int in, int out)
{
	if (open("/etc/passwd", O_RDONLY) < 0)
		unpack_job_run(job, in, out);
}

static void
test_bad_workers(void **state)
{
	static const struct {
		void (*run)(const struct unpack_job *job, int in, int out);
		const char *event;
		guint64 nmessages;
		bool jail; /* it needs one */
	} cases[] = {
	    {run_killed, "! loss archive-broken p.zip 0+0\n", 1, false},
	    {run_silent, "! loss archive-broken p.zip 0+0\n", 1, false},
	    {run_nonsense, "! loss archive-broken p.zip 0+0\n", 1, false},
	    {run_dying, "! loss archive-broken p.zip!/a 0+5\n", 2, false},
	    {run_escaping, "! loss archive-broken p.zip 0+0\n", 1, true},
	    {run_opening, ". p.zip!/b.eml eml message p.zip 1 1\n", 2, true},
	};
	static const struct part parts[] = {
	    {"a", "12345", NULL, NULL, 0}, {"b.eml", MAIL, NULL, NULL, 0}, {0}};
	char *dir = scratch_new();

	(void)state;
	pack(dir, "p.zip", "zip", NULL, parts, NULL);
	scratch_file(dir, "q.mbox", MBOX, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct recorder r;

		if (cases[i].jail && SANITIZED)
			continue;
		scan_packed(&r, dir, cases[i].run);
		has(&r, cases[i].event);
		assert_int_equal(r.nmessages, cases[i].nmessages);
		recorder_clear(&r);
	}
	scratch_remove(dir);
}

/* A file is lost for each time that it dies, and in the end what is left, with the reason. */
static void
test_dying(void **state)
{
	struct part parts[ARCHIVE_RESTARTS_MAX + 4] = {{0}};
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	for (guint i = 0; i + 1 < G_N_ELEMENTS(parts); i++)
		parts[i] = (struct part){.path = g_strdup_printf("%u", i), .text = "12345"};
	pack(dir, "p.zip", "zip", NULL, parts, NULL);
	scan_packed(&r, dir, run_dying_always);
	assert_int_equal(r.nlosses, ARCHIVE_RESTARTS_MAX + 2);
	has(&r,
	    "! loss archive-broken p.zip!/8 0+5\n. p.zip!/8 - other - 0 0\n! loss archive-broken "
	    "p.zip 0+0\n");
	assert_non_null(strstr(r.reason, "ended too often"));
	recorder_clear(&r);
	for (guint i = 0; i + 1 < G_N_ELEMENTS(parts); i++)
		g_free((char *)parts[i].path);
	scratch_remove(dir);
}

static int
start_nothing(void *user, const struct unpack_job *job, GError **error)
{
	int ends[2];

	(void)user;
	(void)job;
	(void)error;
	assert_int_equal(pipe(ends), 0);
	return ends[0]; /* the other is never written to, nor closed */
}

static bool
stop(GError **error)
{
	return err_set(error, ERR_INTERRUPTED, "interrupted");
}

/* Without a place for the reason, too. */
static void
test_interrupted(void **state)
{
	const struct tree_archive_options o = {
	    .name = "a.zip", .size = 1, .start = start_nothing, .waiting = {.go_on = stop}};

	(void)state;
	assert_null(tree_archive_open(&o, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_single),
	    cmocka_unit_test(test_odd_entries),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_bomb),
	    cmocka_unit_test(test_nested),
	    cmocka_unit_test(test_behind_nested),
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_bad_workers),
	    cmocka_unit_test(test_dying),
	    cmocka_unit_test(test_interrupted),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("tree_archive", tests, NULL, NULL);
}
