/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members stand in two lists that run in parallel: what each is, and as a one-off entry id
 * with its name and address; or, if those grew too long, both in one stream. See vcard_list.h.
 */
#include "convert/mapi/vcard_list.h"

#include <string.h>

#include "convert/mapi/mail_address.h"
#include "convert/mapi/mail_field.h"
#include "convert/mapi/vcard_line.h"
#include "crypto/cursor.h"

#define STREAM_MAX (16 * 1024 * 1024) /* bytes */
#define ENTRY_MAX (64 * 1024)         /* of one entry id */
#define STREAM_HEAD 12                /* bytes before the number of members */
#define NAME_MAX_BYTES 500

/* [MS-OXOCNTC] 2.2.2.2.4.2: an entry id in another, behind its type. */
static const unsigned char wrapped[16] = {
    0xc0, 0x91, 0xad, 0xd3, 0x51, 0x9d, 0xcf, 0x11, 0xa4, 0xa9, 0x00, 0xaa, 0x00, 0x47, 0xfa, 0xa4};

#define WRAPPED_AT 21

struct members {
	GString *out;
	guint nunknown;
};

/* As mail_address_list takes it: a list of one. */
static GBytes *
list_of_one(const unsigned char *id, size_t len)
{
	GByteArray *list = g_byte_array_new();
	const guint32 head[] = {
	    GUINT32_TO_LE(1), GUINT32_TO_LE((guint32)len + 4), GUINT32_TO_LE((guint32)len)};

	g_byte_array_append(list, (const guint8 *)head, sizeof(head));
	g_byte_array_append(list, id, (guint)len);
	return g_byte_array_free_to_bytes(list);
}

static void
append_member(GString *out, const struct mail_address *a)
{
	g_autofree char *value = g_strconcat("mailto:", a->smtp, NULL);
	g_autoptr(GString) name = g_string_new("X-ADDRESSBOOKSERVER-MEMBER");

	if (a->name != NULL && strlen(a->name) <= NAME_MAX_BYTES) {
		g_autofree char *shown = g_utf8_make_valid(a->name, -1);

		g_strdelimit(shown, "\"", '\'');
		g_string_append_printf(name, ";X-CN=\"%s\"", mail_clean(shown));
	}
	vcard_line(out, name->str, value);
}

/* Whether an entry id has an address, which is then added. */
static bool
add_entry(struct members *m, const unsigned char *id, size_t len)
{
	g_autoptr(GBytes) list = NULL;
	g_autoptr(GPtrArray) addresses = NULL;
	const struct mail_address *a;

	if (len > WRAPPED_AT && memcmp(id + 4, wrapped, sizeof(wrapped)) == 0) {
		id += WRAPPED_AT;
		len -= WRAPPED_AT;
	}
	list = list_of_one(id, len);
	addresses = mail_address_list(list, NULL);
	if (addresses->len == 0)
		return false;
	a = g_ptr_array_index(addresses, 0);
	if (!a->known)
		return false;
	append_member(m->out, a);
	return true;
}

/* Adds one from what is known of it. Either may be NULL. */
static void
add_member(struct members *m, GBytes *one_off, GBytes *member)
{
	GBytes *ids[] = {one_off, member};

	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		size_t len = 0;
		const void *id = ids[i] != NULL ? g_bytes_get_data(ids[i], &len) : NULL;

		if (id != NULL && add_entry(m, id, len))
			return;
	}
	m->nunknown++;
}

static GBytes *
take(struct cursor *c)
{
	guint32 len = cursor_le32(c);
	const unsigned char *bytes = cursor_take(c, len);

	return bytes != NULL ? g_bytes_new(bytes, len) : NULL;
}

/* PidLidDistributionListStream. False: it is damaged from some place on. */
static bool
add_stream(struct members *m, GBytes *stream)
{
	struct cursor c = cursor_at(g_bytes_get_data(stream, NULL), g_bytes_get_size(stream));
	guint32 n;

	cursor_skip(&c, STREAM_HEAD);
	n = cursor_le32(&c);
	cursor_skip(&c, 12); /* the sums of the sizes that follow */
	for (guint32 i = 0; i < n && !c.failed; i++) {
		g_autoptr(GBytes) member = take(&c);
		g_autoptr(GBytes) one_off = take(&c);
		g_autoptr(GBytes) more = take(&c);

		if (c.failed || i >= VCARD_MEMBERS_MAX)
			return false;
		(void)more;
		add_member(m, one_off, member);
	}
	return !c.failed;
}

static const struct mapi_property *
find_values(const struct pim_item *item, enum pim_key key)
{
	guint16 id = pim_id(item->reader.object, key);
	const struct mapi_property *p = id != 0 ? mapi_find(item->reader.object, id) : NULL;

	return p != NULL && p->type == (MAPI_BINARY | MAPI_MULTIPLE) ? p : NULL;
}

static GBytes *
read_value(const struct pim_item *item, const struct mapi_property *p, guint index)
{
	g_autoptr(GError) error = NULL;
	GBytes *b = NULL;

	if (p == NULL || index >= p->count)
		return NULL;
	b = mapi_read(item->reader.object, p, index, ENTRY_MAX, &error);
	if (b == NULL)
		pim_note(item->notes, LOSS, "bad-property", "member %u of a list: %s", index,
		    error->message);
	return b;
}

static void
add_values(struct members *m, const struct pim_item *item)
{
	const struct mapi_property *one_offs = find_values(item, PID_LIST_ONE_OFFS);
	const struct mapi_property *members = find_values(item, PID_LIST_MEMBERS);
	guint n = MAX(one_offs != NULL ? one_offs->count : 0, members != NULL ? members->count : 0);

	if (n > VCARD_MEMBERS_MAX)
		m->nunknown += n - VCARD_MEMBERS_MAX;
	for (guint i = 0; i < MIN(n, VCARD_MEMBERS_MAX); i++) {
		g_autoptr(GBytes) one_off = read_value(item, one_offs, i);
		g_autoptr(GBytes) member = read_value(item, members, i);

		add_member(m, one_off, member);
	}
}

static void
add_name(const struct pim_item *item, GString *out)
{
	static const enum pim_key keys[] = {
	    PID_DISPLAY_NAME, PID_LIST_NAME, PID_FILE_AS, PID_SUBJECT};
	g_autofree char *name = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(keys) && name == NULL; i++)
		name = pim_text(item, keys[i]);
	vcard_text(out, "FN", name != NULL ? name : "?");
	vcard_text(out, "N", name != NULL ? name : "?");
}

void
vcard_list(const struct pim_item *item, GString *out)
{
	g_autoptr(GBytes) stream = pim_bytes(item, PID_LIST_STREAM, STREAM_MAX);
	struct members m = {.out = out};

	add_name(item, out);
	vcard_line(out, "X-ADDRESSBOOKSERVER-KIND", "group");
	if (stream == NULL)
		add_values(&m, item);
	else if (!add_stream(&m, stream))
		pim_note(item->notes, LOSS, "members-damaged",
		    "the members of a list cannot all be read");
	if (m.nunknown > 0)
		pim_note(item->notes, LOSS, "members-unknown",
		    "%u members of a list have no address of internet mail in it", m.nunknown);
}
