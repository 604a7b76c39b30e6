/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of heap.c, bth.c, value.c and properties.c: values of every kind, and damage to one alone. */
#include "convert/pst/properties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

#define LONG 20000 /* bytes of a value in a subnode */
#define SUBNODE 0x81f

/* The value as text: bytes in hexadecimal, or "error". */
static char *
read_value(struct pst_heap *h, const struct pst_value *v, guint index)
{
	g_autoptr(GError) error = NULL;
	struct mapi_stream *s = pst_value_open(h, v, index, &error);
	GString *text = g_string_new(NULL);
	unsigned char buf[3];
	gssize n = -1;

	while (s != NULL && (n = mapi_stream_read(s, buf, sizeof(buf), &error)) > 0)
		for (gssize i = 0; i < n; i++)
			g_string_append_printf(text, "%02x", buf[i]);
	mapi_stream_close(s);
	assert_true((n < 0) == (error != NULL));
	if (n < 0)
		g_string_assign(text, "error");
	return g_string_free(text, FALSE);
}

static const unsigned char numbers[] = {1, 0, 0, 0, 2, 0, 0, 0, 9};
static const unsigned char texts[] = {2, 0, 0, 0, 12, 0, 0, 0, 14, 0, 0, 0, 'a', 'b', 'c', 0, 0};
static const unsigned char liar[] = {200, 0, 0, 0, 12, 0, 0, 0};

static const struct {
	struct image_property p;
	guint32 count;
	const char *first, *second;
} cases[] = {
    {{0x0001, MAPI_INT16, 0x12345678, NULL, 0}, 1, "7856", "error"},
    {{0x0002, MAPI_INT32, 0x12345678, NULL, 0}, 1, "78563412", "error"},
    {{0x0003, MAPI_BOOLEAN, 0xff, NULL, 0}, 1, "01", "error"},
    {{0x0004, MAPI_BOOLEAN, 0, NULL, 0}, 1, "00", "error"},
    {{0x0005, MAPI_ERROR, 5, NULL, 0}, 1, "05000000", "error"},
    {{0x0006, MAPI_TIME, 0, "12345678", 8}, 1, "3132333435363738", "error"},
    {{0x0007, MAPI_TIME, 0, "1234567", 7}, 1, "error", "error"},
    {{0x0008, MAPI_GUID, 0, "1234567812345678", 16}, 1, "31323334353637383132333435363738",
	"error"},
    {{0x0009, MAPI_STRING8, 0, "text", 4}, 1, "74657874", "error"},
    {{0x000a, MAPI_STRING8, 0, "text\0", 6}, 1, "74657874", "error"},
    {{0x000b, MAPI_STRING8, 0, NULL, 0}, 1, "", "error"},
    {{0x000c, MAPI_STRING, 0, "a\0b\0\0", 6}, 1, "61006200", "error"},
    {{0x000d, MAPI_STRING, 0, "a\0\0\1", 4}, 1, "61000001", "error"},
    {{0x000e, MAPI_BINARY, 0, "a\0\0", 3}, 1, "610000", "error"},
    {{0x000f, MAPI_BINARY, 0xfffe0, NULL, 0}, 1, "error", "error"},
    {{0x0010, MAPI_BINARY, 0x9999f, NULL, 0}, 1, "error", "error"},
    {{0x0011, 0x0000, 7, NULL, 0}, 1, "error", "error"},
    {{0x0012, 0x2102, 0, "what", 4}, 1, "error", "error"},
    {{0x0013, MAPI_INT32 | MAPI_MULTIPLE, 0, numbers, 9}, 2, "01000000", "02000000"},
    {{0x0014, MAPI_STRING8 | MAPI_MULTIPLE, 0, texts, 17}, 2, "6162", "63"},
    {{0x0015, MAPI_BINARY | MAPI_MULTIPLE, 0, texts, 17}, 2, "6162", "630000"},
    {{0x0016, MAPI_BINARY | MAPI_MULTIPLE, 0, liar, 8}, 1, "error", "error"},
    {{0x0017, MAPI_BINARY | MAPI_MULTIPLE, 0, NULL, 0}, 0, "error", "error"},
    {{0x0018, MAPI_OBJECT, 0, "\x1f\x08\0\0\0\0\0\0", 8}, 1, NULL, "error"},
    {{0x0019, MAPI_BINARY, SUBNODE, NULL, 0}, 1, NULL, "error"},
    {{0x001a, MAPI_OBJECT, 0, NULL, 0}, 1, "error", "error"},
};

static guint64
make_subnode(struct image *im)
{
	g_autofree char *a = g_strnfill(LONG / 4, 'a');
	guint64 ids[4];
	struct pst_node node = {.nid = SUBNODE};

	for (guint i = 0; i < 4; i++)
		ids[i] = image_block(im, a, LONG / 4);
	node.data = image_list(im, 1, ids, 4, LONG);
	return image_subnodes(im, &node, 1);
}

static void
check_case(struct pst_heap *h, const struct pst_properties *p, guint i)
{
	const struct pst_value *v = pst_properties_find(p, cases[i].p.id);
	g_autofree char *first = NULL, *second = NULL;

	assert_non_null(v);
	assert_int_equal(v->type, cases[i].p.type);
	assert_int_equal(g_array_index(p->list, struct mapi_property, i).count, cases[i].count);
	first = read_value(h, v, 0);
	second = read_value(h, v, 1);
	if (cases[i].first == NULL)
		assert_int_equal(strlen(first), 2 * LONG);
	else
		assert_string_equal(first, cases[i].first);
	assert_string_equal(second, cases[i].second);
}

static void
test_values(void **state)
{
	(void)state;
	for (guint k = 0; k < 3; k++) {
		struct image_property list[G_N_ELEMENTS(cases)];
		struct pst_node node = {.nid = 0x21};
		struct pst_properties p;
		struct image im;
		struct pst_file *f;
		struct pst_heap *h;

		for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
			list[i] = cases[i].p;
		image_init(&im, (enum pst_format)k, PST_CRYPT_CYCLIC);
		node.data = image_properties(&im, list, G_N_ELEMENTS(cases));
		node.sub = make_subnode(&im);
		image_finish(&im);
		f = pst_file_open(&im.source, &im.report, NULL);
		h = pst_heap_open(f, &node, PST_PROPERTIES, NULL);
		assert_non_null(h);
		assert_null(pst_heap_open(f, &node, PST_TABLE, NULL));
		pst_properties_init(&p);
		assert_true(pst_properties_read(&p, h, NULL));
		assert_int_equal(p.list->len, G_N_ELEMENTS(cases));
		for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
			check_case(h, &p, i);
		assert_int_equal(pst_properties_int32(&p, 2, 9), 0x12345678);
		assert_int_equal(pst_properties_int32(&p, 9, 9), 9);
		assert_null(pst_properties_find(&p, 0x100));
		pst_properties_clear(&p);
		pst_heap_close(h);
		pst_file_close(f);
		image_clear(&im);
	}
}

/* A heap in which one byte after the other is changed: no crash, and what is read is in order. */
static void
test_damage(void **state)
{
	struct image_property list[G_N_ELEMENTS(cases)];
	struct pst_node node = {.nid = 0x21};
	struct image im;
	guint len;

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		list[i] = cases[i].p;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	node.data = image_properties(&im, list, G_N_ELEMENTS(cases));
	image_finish(&im);
	len = g_array_index(im.places, struct image_place, 0).size;
	for (guint i = 0; i < len * 2; i++) {
		struct pst_file *f = pst_file_open(&im.source, &im.report, NULL);
		struct pst_heap *h;
		struct pst_properties p;

		im.bytes->data[IMAGE_FIRST + i / 2] ^= i % 2 == 0 ? 0xff : 0x21;
		h = pst_heap_open(f, &node, PST_PROPERTIES, NULL);
		pst_properties_init(&p);
		if (h != NULL && pst_properties_read(&p, h, NULL)) {
			for (guint k = 0; k < p.list->len; k++) {
				g_autofree char *text =
				    read_value(h, &g_array_index(p.values, struct pst_value, k), 0);

				assert_non_null(text);
				assert_true(k == 0 ||
				    g_array_index(p.list, struct mapi_property, k - 1).id <
					g_array_index(p.list, struct mapi_property, k).id);
			}
		}
		im.bytes->data[IMAGE_FIRST + i / 2] ^= i % 2 == 0 ? 0xff : 0x21;
		pst_properties_clear(&p);
		pst_heap_close(h);
		pst_file_close(f);
	}
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
