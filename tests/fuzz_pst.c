/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole store, changed at any places: the walk ends, every message counts once, and what
 * is read is the same each time. Input: which layout, then places (2 bytes) with bytes.
 */
#include <stdint.h>

#include "convert/mapi/digest.h"
#include "convert/pst/recovered.h"
#include "convert/pst/store_testing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FORMATS 3

static struct image images[FORMATS];

/* A message with a recipient, an attachment and a message in another. */
static void
make_message(struct image *im)
{
	static const struct image_property file[] = {
	    {.id = 0x3701, .type = MAPI_BINARY, .data = "bytes", .len = 5},
	    {.id = 0x3705, .type = MAPI_INT32, .number = 1}};
	static const struct image_property message[] = {
	    {.id = 0x3701, .type = MAPI_OBJECT, .data = "\x24\0\x20\0\0\0\0\0", .len = 8},
	    {.id = 0x3705, .type = MAPI_INT32, .number = 5}};
	static const struct image_column column = {0x0c15, MAPI_INT32};
	static const guint32 ids[] = {0x8025, 0x8045}, who[] = {7}, kinds[] = {1};
	struct pst_node inner = {.nid = 0x200024, .data = store_message_data(im, "inner")};
	struct pst_node subs[4];

	subs[0] = (struct pst_node){.nid = 0x671, .data = store_rows(im, ids, 2)};
	subs[1] = (struct pst_node){
	    .nid = 0x692, .data = image_table(im, &column, 1, who, kinds, 1, 0, NULL)};
	subs[2] = (struct pst_node){.nid = 0x8025, .data = image_properties(im, file, 2)};
	subs[3] = (struct pst_node){.nid = 0x8045,
	    .data = image_properties(im, message, 2),
	    .sub = image_subnodes(im, &inner, 1)};
	image_node(im, 0x200004, STORE_INBOX, store_message_data(im, "outer"),
	    image_subnodes(im, subs, 4));
}

static void
make(struct image *im, enum pst_format format)
{
	static const guint32 rows[] = {0x200004, 0x200024};

	image_init(im, format, PST_CRYPT_NONE);
	im->fanout = 3;
	store_frame(im);
	store_folder(im, STORE_INBOX, STORE_IPM, "Inbox", rows, 2);
	make_message(im);
	store_message(im, 0x200024, STORE_INBOX, "old");
	image_finish(im);
	store_message(im, 0x200044, STORE_INBOX, "not listed");
	image_finish(im);
}

/* Puts the digest of each item behind those before it. */
static bool
add_digest(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	unsigned char digest[MAPI_DIGEST_SIZE];

	g_assert(item->folder != NULL);
	if (!mapi_digest(o, digest, NULL, error))
		return false;
	g_byte_array_append(user, digest, sizeof(digest));
	return true;
}

static void
walk(struct image *im, GByteArray *digests)
{
	const struct pst_walker walker = {.user = digests, .item = add_digest};
	g_autoptr(GError) error = NULL;
	g_autoptr(pst_store) s = pst_store_open(&im->source, &im->report, &error);
	struct pst_totals totals;

	if (s == NULL) {
		g_assert(error->code == ERR_FORMAT || error->code == ERR_UNSUPPORTED);
		return;
	}
	g_assert(pst_walk(s, &walker, &totals, NULL));
	g_assert(totals.sum.items + totals.sum.failed - totals.sum.missing == totals.messages);
	g_assert(pst_recovered(s, &walker, &totals, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image *im = &images[size > 0 ? data[0] % FORMATS : 0];
	g_autoptr(GByteArray) kept = NULL, first = g_byte_array_new(), again = g_byte_array_new();

	for (guint i = 0; images[0].bytes == NULL && i < FORMATS; i++)
		make(&images[FORMATS - 1 - i], (enum pst_format)(FORMATS - 1 - i));
	kept = g_byte_array_new();
	g_byte_array_append(kept, im->bytes->data, im->bytes->len);
	for (size_t i = 1; i + 3 <= size; i += 3) {
		guint32 at = data[i] | (guint32)data[i + 1] << 8;

		/* The header is 580 bytes, everything else begins at IMAGE_FIRST. */
		at = at < 580 ? at : IMAGE_FIRST + (at - 580) % (im->bytes->len - IMAGE_FIRST);
		im->bytes->data[at] ^= data[i + 2];
	}
	walk(im, first);
	walk(im, again);
	g_assert(first->len == again->len);
	g_assert(first->len == 0 || memcmp(first->data, again->data, first->len) == 0);
	memcpy(im->bytes->data, kept->data, kept->len);
	g_string_truncate(im->warnings, 0);
	return 0;
}
