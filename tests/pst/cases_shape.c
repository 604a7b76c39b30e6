/* SPDX-License-Identifier: Apache-2.0 */
/* Stores that are large, that have odd names, or in which parts contradict each other. */
#include "tests/pst/build.h"
#include "tests/pst/cases.h"

#define ITEMS 25000
#define FOLDERS 5000
#define NESTED 40 /* of the folders are one in the other */
#define NAMES 3000
#define FILED 2800
#define FILED_FOLDERS 100
#define LONG 6000 /* characters: as UTF-16 more than a block */

static struct testing_object *
numbered_mail(const char *what, guint i)
{
	g_autofree char *subject = g_strdup_printf("%s %05u", what, i);
	struct testing_object *m = build_mail(subject);

	build_body(m, subject);
	return m;
}

static void
many_items(struct store *s)
{
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");

	for (guint i = 0; i < ITEMS; i++)
		store_add(s, f, numbered_mail("Item", i), STORE_ITEM);
}

static void
many_folders(struct store *s)
{
	struct folder *f = store_top(s);

	for (guint i = 0; i < NESTED; i++) {
		g_autofree char *name = g_strdup_printf("Depth %02u", i);

		f = store_folder(s, f, name, "IPF.Note");
	}
	store_add(s, f, numbered_mail("At the bottom", NESTED), STORE_ITEM);
	for (guint i = NESTED; i < FOLDERS; i++) {
		g_autofree char *name = g_strdup_printf("Folder %04u", i);

		f = store_folder(s, store_top(s), name, "IPF.Note");
		if (i % 500 == 0)
			store_add(s, f, numbered_mail("In folder", i), STORE_ITEM);
	}
}

/* The map's streams take many blocks; ids and values must still belong together. */
static void
many_names(struct store *s)
{
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");

	for (guint i = 0; i < NAMES; i += 100) {
		struct testing_object *m = numbered_mail("Names from", i);

		for (guint k = i; k < i + 100; k++) {
			g_autofree char *name = g_strdup_printf("X-Mailpouch-Name-%04u", k);

			if (k % 3 == 0)
				testing_int32(m, build_named(m, SET_COMMON, 0x9000 + k), k);
			else
				testing_string(m, build_public(m, name), name);
		}
		testing_string(m, build_public(m, "Keywords"), "last of all");
		store_add(s, f, m, STORE_ITEM);
	}
}

/* As mail comes in and is filed by rules: each folder has items from all over the file. */
static void
filed(struct store *s)
{
	struct folder *folders[FILED_FOLDERS];

	for (guint i = 0; i < FILED_FOLDERS; i++) {
		g_autofree char *name = g_strdup_printf("Folder %02u", i);

		folders[i] = store_folder(s, store_top(s), name, "IPF.Note");
	}
	for (guint i = 0; i < FILED; i++) {
		struct testing_object *m = numbered_mail("Filed", i);

		build_noise(m, "odd.bin", 24 * 1024 + i);
		store_add(s, folders[i % FILED_FOLDERS], m, STORE_ITEM);
	}
}

static char *
repeated(const char *text, guint characters)
{
	GString *all = g_string_new(NULL);

	while (g_utf8_strlen(all->str, -1) < characters)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static void
long_names(struct store *s)
{
	g_autofree char *name = repeated("long näme ", 700),
			*subject = repeated("Betreff 件名 ", LONG);
	g_autofree char *file = g_strconcat(name, ".txt", NULL);
	struct folder *f = store_folder(s, store_top(s), name, "IPF.Note");
	struct testing_object *m = build_mail(subject);

	f = store_folder(s, f, name, "IPF.Note");
	build_attachment(m, file, "text/plain", "x", 1);
	store_add(s, f, m, STORE_ITEM);
}

static void
folder_names(struct store *s)
{
	static const char *const names[] = {"Same", "Same", "same", "a/b", "a\\b", ".", "..",
	    ".hidden", "ends in dot.", "ends in blank ", " begins so", "CON", "NUL.txt", "cur",
	    "new", "tmp", "INBOX", "mail.mbox", "a:b*c?d\"e<f>g|h", "100%", "%2F", "täglich",
	    "ta\xcc\x88glich", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xf0\x9f\x93\xa7",
	    "tab\there", "line\nfeed", "$(touch x)", "-rf", "a__b", "=?utf-8?q?x?="};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		struct folder *f = store_folder(s, store_top(s), names[i], "IPF.Note");

		store_add(s, f, numbered_mail("In folder", i), STORE_ITEM);
	}
	store_folder(s, store_top(s), "Empty", "IPF.Note");
	store_add(s, store_deleted(s), numbered_mail("Deleted", 1), STORE_ITEM);
}

static void
contradictions(struct store *s)
{
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");
	struct testing_object *m = numbered_mail("Found by search", 0);
	g_autoptr(testing_object) row = numbered_mail("Found by search", 0);
	guint32 nid = store_add(s, f, m, STORE_ITEM);

	store_add(s, f, numbered_mail("Orphan", 1), STORE_ORPHAN);
	store_add(s, f, numbered_mail("Row alone", 2), STORE_ROW_ALONE);
	store_add(s, f, build_item("IPM.Configuration.Test", "Hidden"), STORE_ASSOCIATED);
	store_search(s, "Unread Mail", nid, row);
}

static void
odd_properties(struct store *s)
{
	static const guint16 types[] = {0x0000, 0x2102, 0x00ff};
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");

	for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
		struct testing_object *m = numbered_mail("Type", types[i]);

		testing_value(m, 0x6f00, types[i], "\1\2\3\4", 4);
		store_add(s, f, m, STORE_ITEM);
	}
}

static void
fill_interrupted(struct store *s, enum ndb_end how)
{
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");

	store_add(s, f, numbered_mail("Before", 1), STORE_ITEM);
	store_interrupt(s, how);
	store_add(s, f, numbered_mail("After", 2), STORE_ITEM);
}

static void
stale_header(struct store *s)
{
	fill_interrupted(s, NDB_STALE);
}

static void
bad_root(struct store *s)
{
	fill_interrupted(s, NDB_BAD_ROOT);
}

static void
small(struct store *s)
{
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");
	struct testing_object *m = numbered_mail("Small", 1);

	build_noise(m, "odd.bin", 12345);
	store_add(s, f, m, STORE_ITEM);
}

const struct pst_case cases_shape[] = {
    {"crypt-none", CODE_NONE, small, "no cipher"},
    {"crypt-permute", CODE_PERMUTE, small, "compressible cipher"},
    {"crypt-cyclic", CODE_CYCLIC, small, "high cipher"},
    {"many-items", CODE_PERMUTE, many_items, "25,000 items in a folder"},
    {"many-folders", CODE_PERMUTE, many_folders, "5,000 folders, 40 of them nested"},
    {"many-names", CODE_NONE, many_names, "3,000 named properties"},
    {"filed", CODE_PERMUTE, filed, "74 MB of items, each in another of 100 folders than the last"},
    {"long-names", CODE_PERMUTE, long_names, "folder, subject, attachment with long names"},
    {"folder-names", CODE_PERMUTE, folder_names, "names that are alike, reserved or no file names"},
    {"contradictions", CODE_PERMUTE, contradictions,
	"an orphan, a row without node, hidden and search items"},
    {"odd-properties", CODE_NONE, odd_properties, "properties of unknown types"},
    {"stale-header", CODE_PERMUTE, stale_header, "a header of before the last writing"},
    {"bad-root", CODE_PERMUTE, bad_root, "the same, and its trees are gone"},
    {0},
};
