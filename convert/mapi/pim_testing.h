/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: calendar items and contacts in memory, their properties by key, their blobs. */
#ifndef CONVERT_MAPI_PIM_TESTING_H
#define CONVERT_MAPI_PIM_TESTING_H

#include "convert/mapi/object_testing.h"
#include "convert/mapi/pim_item.h"
#include "convert/mapi/recurrence_testing.h"
#include "convert/mapi/walltime.h"

/* 2020-01-06T00:00:00Z, a Monday. */
#define TESTING_MONDAY G_GINT64_CONSTANT(1578268800)

/* The id of a key in o, which gets the name if it has not. */
static inline guint16
testing_key(struct testing_object *o, enum pim_key key)
{
	guint16 id = pim_id(&o->base, key);
	struct mapi_name name;

	if (id != 0)
		return id;
	pim_name(key, &name);
	return testing_name(o, name.set, name.number, name.text);
}

static inline void
testing_set_text(struct testing_object *o, enum pim_key key, const char *text)
{
	testing_string(o, testing_key(o, key), text);
}

static inline void
testing_set_number(struct testing_object *o, enum pim_key key, gint32 n)
{
	testing_int32(o, testing_key(o, key), (guint32)n);
}

static inline void
testing_set_flag(struct testing_object *o, enum pim_key key)
{
	testing_boolean(o, testing_key(o, key), true);
}

static inline void
testing_set_time(struct testing_object *o, enum pim_key key, gint64 seconds)
{
	testing_time(o, testing_key(o, key), seconds);
}

static inline void
testing_set_bytes(struct testing_object *o, enum pim_key key, const void *bytes, size_t len)
{
	testing_value(o, testing_key(o, key), MAPI_BINARY, bytes, len);
}

/* Takes a property away again. */
static inline void
testing_remove(struct testing_object *o, guint16 id)
{
	for (guint i = o->properties->len; i > 0; i--)
		if (g_array_index(o->properties, struct mapi_property, i - 1).id == id)
			g_array_remove_index(o->properties, i - 1);
	g_hash_table_remove(o->values, GUINT_TO_POINTER(id));
}

static inline void
testing_put_change(GByteArray *to, guint month, guint day, guint hour)
{
	testing_put16(to, 0);
	testing_put16(to, month);
	testing_put16(to, 0); /* Sunday */
	testing_put16(to, day);
	testing_put16(to, hour);
	testing_put16(to, 0);
	testing_put32(to, 0);
}

/* Central European time, clocks changing on the last Sundays of March and October. */
static inline void
testing_put_europe(GByteArray *to, gint32 bias)
{
	testing_put32(to, (guint32)bias);
	testing_put32(to, 0);
	testing_put32(to, (guint32)-60);
}

/* A TZDEFINITION with one rule; the caller unrefs it. bias: -60 in Berlin */
static inline GByteArray *
testing_zone_definition(const char *name, gint32 bias)
{
	GByteArray *to = g_byte_array_new();
	glong len;
	g_autofree gunichar2 *units = g_utf8_to_utf16(name, -1, NULL, &len, NULL);

	testing_put16(to, 0x0102);
	testing_put16(to, (guint32)(6 + 2 * len));
	testing_put16(to, 2);
	testing_put16(to, (guint32)len);
	g_byte_array_append(to, (const guint8 *)units, (guint)(2 * len));
	testing_put16(to, 1);
	testing_put16(to, 0x0102);
	testing_put16(to, 62);
	testing_put16(to, 2); /* effective */
	testing_put16(to, 2007);
	for (int i = 0; i < 14; i++)
		g_byte_array_append(to, (const guint8 *)"", 1);
	testing_put_europe(to, bias);
	testing_put_change(to, 10, 5, 3);
	testing_put_change(to, 3, 5, 2);
	return to;
}

/* The same zone as a PidLidTimeZoneStruct. */
static inline GByteArray *
testing_zone_struct(gint32 bias)
{
	GByteArray *to = g_byte_array_new();

	testing_put_europe(to, bias);
	testing_put16(to, 0);
	testing_put_change(to, 10, 5, 3);
	testing_put16(to, 0);
	testing_put_change(to, 3, 5, 2);
	return to;
}

static inline void
testing_set_array(struct testing_object *o, enum pim_key key, GByteArray *bytes)
{
	testing_set_bytes(o, key, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
}

/* A recipient of o. */
static inline struct testing_object *
testing_person(struct testing_object *o, const char *name, const char *smtp, gint32 type)
{
	struct testing_object *r = testing_add(o, MAPI_RECIPIENTS);

	testing_string(r, PID_DISPLAY_NAME, name);
	testing_string(r, PID_ADDRESS_TYPE, "SMTP");
	testing_string(r, PID_EMAIL_ADDRESS, smtp);
	testing_int32(r, PID_RECIPIENT_TYPE, (guint32)type);
	return r;
}

/* Notes as text: "rule reason\n" each. user: a GString */
static inline void
testing_on_note(void *user, enum severity severity, const char *rule, const char *reason)
{
	g_string_append_printf(
	    user, "%s %s: %s\n", severity == LOSS ? "LOSS" : "NOTE", rule, reason);
}

#endif
