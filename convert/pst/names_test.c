/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of names.c: numbers and texts, sets by number and listed, several blocks, damage. */
#include "convert/pst/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

#define MANY 3000 /* names: their entries and texts need several blocks */

static const unsigned char set_listed[16] = "listed set";
static const unsigned char ps_public_strings[16] = {
    0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

static void
add_entry(GByteArray *a, guint32 number, guint set, bool text, guint16 index)
{
	image_append(a, number, 4);
	image_append(a, set << 1 | text, 2);
	image_append(a, index, 2);
}

/* Writes bytes as a subnode of several blocks. */
static struct pst_node
write_long(struct image *im, guint32 nid, const GByteArray *a)
{
	guint64 ids[64];
	guint n = 0;

	for (guint at = 0; at < a->len; at += 8000)
		ids[n++] = image_block(im, a->data + at, MIN(8000, a->len - at));
	return (struct pst_node){.nid = nid, .data = image_list(im, 1, ids, n, a->len)};
}

/* Names of the numbers 0x8000 ..., and of texts "name 0" ... with every second id. */
static void
make(struct image *im)
{
	g_autoptr(GByteArray) entries = g_byte_array_new(), texts = g_byte_array_new();
	struct pst_node subs[2];
	struct image_property p[3];

	for (guint16 i = 0; i < MANY; i++) {
		g_autofree char *name = g_strdup_printf("name %u", i);

		if (i % 2 == 0) {
			add_entry(entries, 0x8000u + i, 3, false, i);
			continue;
		}
		add_entry(entries, texts->len, 2, true, i);
		image_append(texts, strlen(name) * 2, 4);
		for (const char *c = name; *c != '\0'; c++)
			image_append(texts, (guchar)*c, 2);
	}
	add_entry(entries, 1, 3, false, 0);              /* an id twice */
	add_entry(entries, 1, 9, false, MANY);           /* no such set */
	add_entry(entries, 0xffffff, 3, true, MANY + 1); /* no such text */
	subs[0] = write_long(im, 0x81f, entries);
	subs[1] = write_long(im, 0x83f, texts);
	p[0] = (struct image_property){.id = 2, .type = MAPI_BINARY, .data = set_listed, .len = 16};
	p[1] = (struct image_property){.id = 3, .type = MAPI_BINARY, .number = 0x81f};
	p[2] = (struct image_property){.id = 4, .type = MAPI_BINARY, .number = 0x83f};
	image_node(im, PST_NID_NAMES, 0, image_properties(im, p, 3), image_subnodes(im, subs, 2));
	image_finish(im);
}

static void
test_names(void **state)
{
	struct image im;
	struct pst_file *f;
	struct name_map *names;
	struct mapi_name name;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_PERMUTE);
	make(&im);
	f = pst_file_open(&im.source, &im.report, NULL);
	names = pst_names_read(f, NULL);
	assert_non_null(names);
	for (guint16 i = 0; i < MANY; i++) {
		g_autofree char *text = g_strdup_printf("name %u", i);

		assert_true(name_map_of(names, (guint16)(0x8000 + i), &name));
		assert_memory_equal(name.set, i % 2 == 0 ? set_listed : ps_public_strings, 16);
		if (i % 2 == 0)
			assert_int_equal(name.number, 0x8000u + i);
		else
			assert_string_equal(name.text, text);
		assert_int_equal(name_map_id(names, &name), 0x8000 + i);
	}
	assert_false(name_map_of(names, 0x7fff, &name));
	assert_false(name_map_of(names, 0x8000 + MANY, &name));
	assert_false(name_map_of(names, 0x8000 + MANY + 1, &name));
	name.number = 12345;
	name.text = NULL;
	assert_int_equal(name_map_id(names, &name), 0);
	assert_string_equal(im.warnings->str, "pst-names ");
	name_map_free(names);
	pst_file_close(f);
	image_clear(&im);
}

/* A file without names has none; what comes before a damaged block is had. */
static void
test_damage(void **state)
{
	struct image im;
	struct pst_file *f;
	struct name_map *names;
	struct mapi_name name;
	g_autoptr(GError) error = NULL;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	image_finish(&im);
	f = pst_file_open(&im.source, &im.report, NULL);
	names = pst_names_read(f, NULL);
	assert_false(name_map_of(names, 0x8000, &name));
	assert_string_equal(im.warnings->str, "pst-names ");
	name_map_free(names);
	pst_file_close(f);
	make(&im);
	g_array_index(im.places, struct image_place, 1).size = 9999;
	image_finish(&im);
	f = pst_file_open(&im.source, &im.report, NULL);
	names = pst_names_read(f, NULL);
	assert_true(name_map_of(names, 0x8000, &name));
	assert_false(name_map_of(names, 0x8000 + 2000, &name));
	name_map_free(names);
	pst_file_close(f);
	f = pst_file_open(&im.source, &im.report, NULL);
	im.fail_at = im.nreads + 3;
	assert_null(pst_names_read(f, &error));
	assert_int_equal(error->code, ERR_IO);
	pst_file_close(f);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
