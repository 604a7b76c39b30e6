/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of object.c and children.c: recipients, attachments by every sign, messages within messages. */
#include "convert/pst/children.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/store.h"
#include "convert/pst/store_testing.h"

#define MESSAGE 0x200004

/* An attachment: with properties, and a subnode that is a message; 0: it has none. */
static struct pst_node
attachment(struct image *im, guint32 nid, const struct image_property *p, guint n, guint64 message)
{
	struct pst_node inner = {.nid = 0x200024, .data = message};

	return (struct pst_node){.nid = nid,
	    .data = image_properties(im, p, n),
	    .sub = message != 0 ? image_subnodes(im, &inner, 1) : 0};
}

/* A message with two recipients and five attachments, of which three have rows. */
static void
make(struct image *im, enum pst_format format)
{
	static const struct image_property with_method[] = {
	    {.id = 0x3701, .type = MAPI_BINARY, .data = "bytes", .len = 5},
	    {.id = 0x3705, .type = MAPI_INT32, .number = 1}};
	static const struct image_property with_object[] = {
	    {.id = 0x3701, .type = MAPI_OBJECT, .data = "\x24\0\x20\0\0\0\0\0", .len = 8},
	    {.id = 0x3705, .type = MAPI_INT32, .number = 5}};
	static const struct image_property without[] = {
	    {.id = 0x3704, .type = MAPI_STRING8, .data = "name", .len = 4}};
	static const struct image_column recipient = {0x0c15, MAPI_INT32};
	static const guint32 ids[] = {0x8065, 0x8025, 0x80e5}, who[] = {7, 9}, kinds[] = {1, 2};
	struct pst_node subs[6];

	image_init(im, format, PST_CRYPT_CYCLIC);
	store_frame(im);
	subs[0] = (struct pst_node){.nid = 0x671, .data = store_rows(im, ids, 3)};
	subs[1] = (struct pst_node){
	    .nid = 0x692, .data = image_table(im, &recipient, 1, who, kinds, 2, 0, NULL)};
	subs[2] = attachment(im, 0x8025, with_method, 2, 0);
	subs[3] = attachment(im, 0x8045, with_object, 2, store_message_data(im, "inner"));
	subs[4] = attachment(im, 0x8065, without, 1, store_message_data(im, "by the row"));
	subs[5] = attachment(im, 0x8085, without, 1, store_message_data(im, "alone"));
	image_node(
	    im, MESSAGE, STORE_IPM, store_message_data(im, "outer"), image_subnodes(im, subs, 6));
	image_finish(im);
}

static guint32
number_of(struct mapi_object *o, guint16 id)
{
	const struct mapi_property *p = mapi_find(o, id);
	g_autoptr(GBytes) b = p != NULL ? mapi_read(o, p, 0, 4, NULL) : NULL;

	return b != NULL ? *(const unsigned char *)g_bytes_get_data(b, NULL) : 0;
}

static void
assert_embedded(struct mapi_object *a, const char *subject)
{
	g_autoptr(mapi_object) inner = mapi_embedded(a, NULL);
	g_autoptr(GBytes) b = NULL;
	guint n;

	assert_int_equal(number_of(a, 0x3705), 5);
	assert_non_null(inner);
	b = mapi_read(inner, mapi_find(inner, 0x0037), 0, 100, NULL);
	assert_string_equal(g_bytes_get_data(b, NULL), subject);
	assert_true(mapi_count(inner, MAPI_ATTACHMENTS, &n, NULL));
	assert_int_equal(n, 0);
}

static void
check_attachments(struct mapi_object *m)
{
	/* By rows: 0x8065, 0x8025, 0x80e5, which is missing; then those without a row. */
	static const char *const subjects[] = {"by the row", NULL, NULL, "inner", "alone"};
	g_autoptr(GError) error = NULL;
	guint n;

	assert_true(mapi_count(m, MAPI_ATTACHMENTS, &n, &error));
	assert_int_equal(n, 5);
	for (guint i = 0; i < n; i++) {
		g_autoptr(mapi_object) a = mapi_child(m, MAPI_ATTACHMENTS, i, &error);

		if (i == 2) {
			assert_null(a);
			assert_int_equal(error->code, ERR_FORMAT);
			g_clear_error(&error);
			continue;
		}
		assert_non_null(a);
		if (subjects[i] != NULL) {
			assert_embedded(a, subjects[i]);
			continue;
		}
		assert_int_equal(number_of(a, 0x3705), 1);
		assert_int_equal(number_of(a, 0x3701), 0); /* five bytes are more than four */
		assert_null(mapi_embedded(a, &error));
		g_clear_error(&error);
	}
	assert_null(mapi_child(m, MAPI_ATTACHMENTS, n, &error));
}

static void
test_children(void **state)
{
	(void)state;
	for (guint k = 0; k < 3; k++) {
		struct image im;
		struct pst_store *s;
		struct mapi_object *m, *r;
		guint n;

		make(&im, (enum pst_format)k);
		s = pst_store_open(&im.source, &im.report, NULL);
		m = pst_store_node(s, MESSAGE, NULL);
		assert_non_null(m);
		assert_true(mapi_count(m, MAPI_RECIPIENTS, &n, NULL));
		assert_int_equal(n, 2);
		r = mapi_child(m, MAPI_RECIPIENTS, 1, NULL);
		assert_int_equal(number_of(r, 0x0c15), 2);
		(void)mapi_properties(r, &n);
		assert_int_equal(n, 1);
		assert_true(mapi_count(r, MAPI_ATTACHMENTS, &n, NULL));
		assert_int_equal(n, 0);
		mapi_object_close(r);
		check_attachments(m);
		mapi_object_close(m);
		assert_null(pst_store_node(s, 0x200044, NULL));
		pst_store_close(s);
		image_clear(&im);
	}
}

/* A message whose attachment is, by its subnode, the message itself: that has an end. */
static void
test_circle(void **state)
{
	static const struct image_property p[] = {
	    {.id = 0x3701, .type = MAPI_OBJECT, .data = "\x24\0\x20\0\0\0\0\0", .len = 8},
	    {.id = 0x3705, .type = MAPI_INT32, .number = 5}};
	struct mapi_object *open[2 * PST_DEPTH_MAX + 2];
	struct image im;
	struct pst_store *s;
	struct pst_node node;
	guint64 message, data;
	guint n = 0;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	store_frame(&im);
	message = store_message_data(&im, "circle");
	data = image_properties(&im, p, 2);
	/* The lists name each other: the id of the second is the next but one. */
	node = (struct pst_node){.nid = 0x8025, .data = data, .sub = (im.next + 8) | 2};
	node.sub = image_subnodes(&im, &node, 1) + 4;
	node = (struct pst_node){.nid = 0x200024, .data = message, .sub = node.sub - 4};
	(void)image_subnodes(&im, &node, 1);
	image_node(&im, MESSAGE, STORE_IPM, message, node.sub);
	image_finish(&im);
	s = pst_store_open(&im.source, &im.report, NULL);
	open[n++] = pst_store_node(s, MESSAGE, NULL);
	while (open[n - 1] != NULL) {
		open[n] = n % 2 == 1 ? mapi_child(open[n - 1], MAPI_ATTACHMENTS, 0, NULL)
				     : mapi_embedded(open[n - 1], NULL);
		n++;
		assert_true(n <= 2 * PST_DEPTH_MAX + 3);
		if (n == G_N_ELEMENTS(open))
			break;
	}
	if (open[n - 1] != NULL)
		assert_null(mapi_embedded(open[n - 1], NULL));
	assert_true(n > 2 * PST_DEPTH_MAX);
	while (n > 0)
		mapi_object_close(open[--n]);
	pst_store_close(s);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_children),
	    cmocka_unit_test(test_circle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
