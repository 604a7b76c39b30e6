/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of foldername.c: escaping that can be undone, and paths that are never shared. */
#include "convert/foldername.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/folder.h"

static const struct {
	const char *name;
	const char *directory; /* escaped for mbox files and their directories */
	const char *maildir;
} names[] = {
    {"plain", "plain", "plain"},
    {"", "%00", "%00"},
    {"two words", "two words", "two words"},
    {" a ", "%20a%20", " a "},
    {".", "%2E", "%2E"},
    {"..", "%2E%2E", "%2E%2E"},
    {"...", "%2E.%2E", "%2E%2E%2E"},
    {"a.b", "a.b", "a%2Eb"},
    {"a/b", "a%2Fb", "a%2Fb"},
    {"50%", "50%25", "50%"},
    {"%2F", "%252F", "%252F"},
    {"%~2", "%25~2", "%25~2"},
    {"%.2", "%25.2", "%%2E2"},
    {"%2.", "%252%2E", "%2%2E"},
    {"<>:\"\\|?*", "%3C%3E%3A%22%5C%7C%3F%2A", "<>:\"\\|?*"},
    {"a\nb\x7f", "a%0Ab%7F", "a&AAo-b&AH8-"},
    {"a&b", "a&b", "a&-b"},
    {"\xc3\xa4\xe2\x82\xac", "\xc3\xa4\xe2\x82\xac", "&AOQgrA-"},
    {"\377a\303", "%FFa%C3", "%FFa%C3"},
    {"CON", "%43ON", "CON"},
    {"con.txt", "%63on.txt", "con%2Etxt"},
    {"Com1", "%43om1", "Com1"},
    {"LPT\xc2\xb2", "%4CPT\xc2\xb2", "LPT&ALI-"},
    {"COM0", "COM0", "COM0"},
    {"CONSOLE", "CONSOLE", "CONSOLE"},
    {"old.mbox", "old%2Embox", "old%2Embox"},
    {"old.MBOX", "old%2EMBOX", "old%2EMBOX"},
};

static char *
unescape(const char *escaped)
{
	GString *out = g_string_new(NULL);

	for (const char *p = escaped; *p != '\0'; p++) {
		if (*p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
			g_string_append_c(out,
			    (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
			p += 2;
		} else {
			g_string_append_c(out, *p);
		}
	}
	return g_string_free(out, FALSE);
}

static void
escape(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *directory = foldername_escape(names[i].name, FOLDERNAME_MBOX);
		g_autofree char *maildir = foldername_escape(names[i].name, FOLDERNAME_MAILDIR);
		g_autofree char *utf8 = folder_from_mutf7(maildir);
		g_autofree char *back1 = unescape(directory), *back2 = unescape(utf8);

		assert_string_equal(directory, names[i].directory);
		assert_string_equal(maildir, names[i].maildir);
		assert_string_equal(back1, names[i].name);
		assert_string_equal(back2, names[i].name);
	}
}

/* On FAT: no character that it does not take, and the name comes back. */
static void
fat(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *maildir = foldername_escape(names[i].name, FOLDERNAME_MAILDIR_FAT);
		g_autofree char *utf8 = folder_from_mutf7(maildir);
		g_autofree char *back = foldername_unescape(utf8);
		bool whole = *names[i].name != '\0' && g_utf8_validate(names[i].name, -1, NULL);

		assert_null(strpbrk(maildir, "<>:\"\\|?*./\n\x7f"));
		assert_false(g_str_has_suffix(maildir, " "));
		assert_string_equal(back, whole ? names[i].name : utf8);
	}
}

static void
expect(struct foldernames *f, const char *joined, const char *path, bool changed)
{
	g_auto(GStrv) list = g_strsplit(joined, "|", -1);
	bool got;

	assert_string_equal(foldernames_path(f, list, &got), path);
	assert_int_equal(got, changed);
}

static void
mbox_paths(void **state)
{
	struct foldernames *f = foldernames_new(FOLDERNAME_MBOX);

	(void)state;
	expect(f, "INBOX", "INBOX.mbox", false);
	expect(f, "a", "a.mbox", false);
	expect(f, "a|b", "a/b.mbox", false);
	expect(f, "A|b", "A%~2/b.mbox", true);
	expect(f, "A", "A%~2.mbox", true);
	expect(f, "A|c", "A%~2/c.mbox", true);
	expect(f, "a|c", "a/c.mbox", false);
	expect(f, "a.mbox|c", "a%2Embox/c.mbox", false);
	expect(f, "a%~2", "a%25~2.mbox", false);
	/* One in NFC, one in NFD. */
	expect(f, "\xc3\xa9", "\xc3\xa9.mbox", false);
	expect(f, "e\xcc\x81", "e\xcc\x81%~2.mbox", true);
	expect(f, "a|b", "a/b.mbox", false);
	foldernames_free(f);
}

static void
maildir_paths(void **state)
{
	struct foldernames *f = foldernames_new(FOLDERNAME_MAILDIR);

	(void)state;
	expect(f, "Inbox", "", false);
	expect(f, "INBOX", ".INBOX", true);
	expect(f, "Inbox", "", false);
	expect(f, "a|b", ".a.b", false);
	expect(f, "a.b", ".a%2Eb", false);
	expect(f, "A|b", ".A%~2.b", true);
	expect(f, "a||", ".a.%00.%00", false);
	foldernames_free(f);
}

/* No name or path is too long for a file system, however long or deep a folder is. */
static void
limits(void **state)
{
	static const enum foldername_target targets[] = {
	    FOLDERNAME_MBOX, FOLDERNAME_EML, FOLDERNAME_MAILDIR};
	char *deep[201];
	g_autoptr(GString) wide = g_string_new(NULL);

	(void)state;
	for (guint i = 0; i < 200; i++)
		g_string_append(wide, "\xe2\x82\xac|");
	for (guint i = 0; i < 200; i++)
		deep[i] = i % 3 == 0 ? wide->str : "ab";
	deep[200] = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(targets); i++) {
		struct foldernames *f = foldernames_new(targets[i]);
		g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

		for (guint from = 199; from != G_MAXUINT; from--) {
			bool changed;
			const char *path = foldernames_path(f, deep + from, &changed);
			g_auto(GStrv) parts = g_strsplit(path, "/", -1);

			assert_true(strlen(path) <= FOLDERNAME_PATH_MAX);
			assert_true(g_strv_length(parts) <= FOLDERNAME_DEPTH_MAX);
			for (char **p = parts; *p != NULL; p++)
				assert_in_range(strlen(*p), 1, 255);
			assert_true(g_utf8_validate(path, -1, NULL));
			assert_true(g_hash_table_add(seen, (char *)path));
		}
		foldernames_free(f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escape),
	    cmocka_unit_test(fat),
	    cmocka_unit_test(mbox_paths),
	    cmocka_unit_test(maildir_paths),
	    cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
