/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the blob field by field in the order of [MS-OXOCAL] 2.2.1.44; see recurrence.h. */
#include "convert/mapi/recurrence.h"

#include "crypto/cursor.h"

#define HIGHLIGHT_VERSION 0x3009 /* writers from this one on put ChangeHighlight first */

static void
exception_free(gpointer p)
{
	struct recurrence_exception *x = p;

	g_clear_pointer(&x->subject8, g_bytes_unref);
	g_clear_pointer(&x->location8, g_bytes_unref);
	g_clear_pointer(&x->subject, g_bytes_unref);
	g_clear_pointer(&x->location, g_bytes_unref);
	g_free(x);
}

static struct recurrence *
recurrence_new(void)
{
	struct recurrence *r = g_new0(struct recurrence, 1);

	r->deleted = g_array_new(FALSE, FALSE, sizeof(guint32));
	r->modified = g_array_new(FALSE, FALSE, sizeof(guint32));
	r->exceptions = g_ptr_array_new_with_free_func(exception_free);
	return r;
}

void
recurrence_free(struct recurrence *r)
{
	if (r == NULL)
		return;
	g_array_unref(r->deleted);
	g_array_unref(r->modified);
	g_ptr_array_unref(r->exceptions);
	g_free(r);
}

static bool
read_specific(struct cursor *c, struct recurrence *r, GError **error)
{
	switch (r->pattern) {
	case RECURRENCE_DAY:
		return true;
	case RECURRENCE_WEEK:
		r->weekdays = cursor_le32(c);
		return true;
	case RECURRENCE_MONTH:
	case RECURRENCE_MONTH_END:
	case RECURRENCE_HJ_MONTH:
	case RECURRENCE_HJ_MONTH_END:
		r->month_day = cursor_le32(c);
		return true;
	case RECURRENCE_MONTH_NTH:
	case RECURRENCE_HJ_MONTH_NTH:
		r->weekdays = cursor_le32(c);
		r->nth = cursor_le32(c);
		return true;
	default:
		return err_set(error, ERR_FORMAT, "recurrence pattern 0x%x is unknown", r->pattern);
	}
}

static bool
read_dates(struct cursor *c, GArray *dates, GError **error)
{
	guint32 n = cursor_le32(c);

	if (n > RECURRENCE_DATES_MAX)
		return err_set(error, ERR_FORMAT, "recurrence has %u dates, more than %u", n,
		    RECURRENCE_DATES_MAX);
	for (; n > 0 && !c->failed; n--) {
		guint32 date = cursor_le32(c);

		if (!c->failed)
			g_array_append_val(dates, date);
	}
	return true;
}

/* Versions differ between writers, and nothing depends on them. */
static bool
read_pattern(struct cursor *c, struct recurrence *r, GError **error)
{
	cursor_skip(c, 4);
	r->frequency = cursor_le16(c);
	r->pattern = cursor_le16(c);
	r->calendar = cursor_le16(c);
	r->first = cursor_le32(c);
	r->period = cursor_le32(c);
	r->sliding = cursor_le32(c);
	if (!read_specific(c, r, error))
		return false;
	r->end_type = cursor_le32(c);
	r->count = cursor_le32(c);
	r->first_weekday = cursor_le32(c);
	if (!read_dates(c, r->deleted, error) || !read_dates(c, r->modified, error))
		return false;
	r->start_date = cursor_le32(c);
	r->end_date = cursor_le32(c);
	return !c->failed || err_set(error, ERR_FORMAT, "recurrence is cut short");
}

static GBytes *
take(struct cursor *c, size_t len)
{
	const unsigned char *bytes = cursor_take(c, len);

	return bytes != NULL ? g_bytes_new(bytes, len) : NULL;
}

/* An 8-bit string: its length and one, then its length, then the bytes. */
static GBytes *
take_string8(struct cursor *c)
{
	cursor_skip(c, 2);
	return take(c, cursor_le16(c));
}

static void
read_if(struct cursor *c, const struct recurrence_exception *x, unsigned flag, guint32 *value)
{
	if ((x->overrides & flag) != 0)
		*value = cursor_le32(c);
}

static void
read_exception(struct cursor *c, struct recurrence_exception *x)
{
	x->start = cursor_le32(c);
	x->end = cursor_le32(c);
	x->original = cursor_le32(c);
	x->overrides = cursor_le16(c);
	if ((x->overrides & RECURRENCE_SUBJECT) != 0)
		x->subject8 = take_string8(c);
	read_if(c, x, RECURRENCE_MEETING_TYPE, &x->meeting_type);
	read_if(c, x, RECURRENCE_REMINDER_DELTA, &x->reminder_delta);
	read_if(c, x, RECURRENCE_REMINDER_SET, &x->reminder_set);
	if ((x->overrides & RECURRENCE_LOCATION) != 0)
		x->location8 = take_string8(c);
	read_if(c, x, RECURRENCE_BUSY_STATUS, &x->busy_status);
	read_if(c, x, RECURRENCE_ATTACHMENT, &x->attachment);
	read_if(c, x, RECURRENCE_SUBTYPE, &x->subtype);
	read_if(c, x, RECURRENCE_COLOR, &x->color);
}

static void
skip_block(struct cursor *c)
{
	cursor_skip(c, cursor_le32(c));
}

static void
read_extended(struct cursor *c, struct recurrence_exception *x, guint32 writer)
{
	bool has_strings = (x->overrides & (RECURRENCE_SUBJECT | RECURRENCE_LOCATION)) != 0;

	if (writer >= HIGHLIGHT_VERSION)
		skip_block(c);
	skip_block(c);
	if (!has_strings)
		return;
	cursor_skip(c, 3 * 4); /* the three times again */
	if ((x->overrides & RECURRENCE_SUBJECT) != 0)
		x->subject = take(c, (size_t)2 * cursor_le16(c));
	if ((x->overrides & RECURRENCE_LOCATION) != 0)
		x->location = take(c, (size_t)2 * cursor_le16(c));
	skip_block(c);
}

static void
read_exceptions(struct cursor *c, struct recurrence *r)
{
	guint16 n = cursor_le16(c);

	for (; n > 0 && !c->failed; n--) {
		struct recurrence_exception *x = g_new0(struct recurrence_exception, 1);

		read_exception(c, x);
		if (c->failed)
			exception_free(x);
		else
			g_ptr_array_add(r->exceptions, x);
	}
}

static void
read_appointment(struct cursor *c, struct recurrence *r)
{
	guint32 writer;

	cursor_skip(c, 4);
	writer = cursor_le32(c);
	r->start_offset = cursor_le32(c);
	r->end_offset = cursor_le32(c);
	read_exceptions(c, r);
	skip_block(c);
	for (guint i = 0; i < r->exceptions->len && !c->failed; i++)
		read_extended(c, g_ptr_array_index(r->exceptions, i), writer);
	r->whole = !c->failed;
}

struct recurrence *
recurrence_parse(const void *blob, size_t len, bool appointment, GError **error)
{
	struct cursor c = cursor_at(blob, len);
	g_autoptr(recurrence) r = recurrence_new();

	if (len > RECURRENCE_BLOB_MAX) {
		err_set(error, ERR_FORMAT, "recurrence has %zu bytes", len);
		return NULL;
	}
	if (!read_pattern(&c, r, error))
		return NULL;
	r->whole = true;
	if (appointment)
		read_appointment(&c, r);
	return g_steal_pointer(&r);
}
