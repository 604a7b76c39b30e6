/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of senders and recipients; see mail_address.h. */
#include "convert/mapi/mail_address.h"

#include <string.h>

#include "convert/mapi/codepage.h"
#include "convert/mapi/mail_field.h"

#define ENTRIES_MAX 1000
#define ONE_OFF_UNICODE 0x8000

const struct mail_address_ids mail_address_sender = {0x0c1a, 0x0c1e, 0x0c1f, 0x5d01, 0x0c19};
const struct mail_address_ids mail_address_represented = {0x0042, 0x0064, 0x0065, 0x5d02, 0x0041};
const struct mail_address_ids mail_address_recipient = {0x3001, 0x3002, 0x3003, 0x39fe, 0x0fff};

/* An entry id's provider, which says what follows it: [MS-OXCDATA] 2.2.4, 2.2.5. */
static const unsigned char one_off[16] = {
    0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02};
static const unsigned char exchange[16] = {
    0xdc, 0xa7, 0x40, 0xc8, 0xc0, 0x42, 0x10, 0x1a, 0xb4, 0xb9, 0x08, 0x00, 0x2b, 0x2f, 0xe1, 0x82};

void
mail_address_clear(struct mail_address *a)
{
	g_free(a->name);
	g_free(a->smtp);
	g_free(a->x500);
	*a = (struct mail_address){0};
}

static void
free_address(void *a)
{
	mail_address_clear(a);
	g_free(a);
}

struct mail_address *
mail_address_new(void)
{
	return g_new0(struct mail_address, 1);
}

GPtrArray *
mail_address_array(void)
{
	return g_ptr_array_new_with_free_func(free_address);
}

static bool
is_local_part(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isalnum(text[i]) && strchr("!#$%&'*+-/=?^_`{|}~.", text[i]) == NULL)
			return false;
	return len > 0 && text[0] != '.' && text[0] != '/' && text[len - 1] != '.' &&
	    g_strstr_len(text, (gssize)len, "..") == NULL;
}

static bool
is_domain(const char *text)
{
	size_t len = strlen(text);

	if (text[0] == '[' && len > 2 && text[len - 1] == ']')
		return strspn(text + 1, "0123456789abcdefABCDEFIPv.:") == len - 2;
	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isalnum(text[i]) && strchr("-._", text[i]) == NULL)
			return false;
	return len > 0 && text[0] != '.' && text[len - 1] != '.' && strstr(text, "..") == NULL;
}

bool
mail_address_is_smtp(const char *text)
{
	const char *at = strrchr(text, '@');

	return at != NULL && strlen(text) <= MAIL_ADDRESS_MAX &&
	    is_local_part(text, (size_t)(at - text)) && is_domain(at + 1);
}

static bool
is_x500(const char *text)
{
	return g_ascii_strncasecmp(text, "/o=", 3) == 0 ||
	    g_ascii_strncasecmp(text, "/cn=", 4) == 0;
}

/* Takes text, which it owns from now on, for what it turns out to be. */
static void
take_address(struct mail_address *a, char *text)
{
	if (text == NULL)
		return;
	mail_clean(text);
	if (g_ascii_strncasecmp(text, "smtp:", 5) == 0)
		memmove(text, text + 5, strlen(text + 5) + 1);
	if (!a->known && mail_address_is_smtp(text)) {
		a->known = true;
		g_free(a->smtp);
		a->smtp = g_steal_pointer(&text);
	} else if (a->x500 == NULL && is_x500(text)) {
		a->x500 = g_steal_pointer(&text);
	}
	g_free(text);
}

/* The string at *at, in 8-bit text or UTF-16, which is set behind its NUL. */
static char *
entry_string(const unsigned char *data, size_t len, size_t *at, bool wide)
{
	size_t width = wide ? 2 : 1, end = *at;
	GString *text;

	while (end + width <= len && (data[end] != 0 || (wide && data[end + 1] != 0)))
		end += width;
	text =
	    codepage_to_utf8(wide ? CODEPAGE_UTF16 : CODEPAGE_WESTERN, data + *at, end - *at, NULL);
	*at = MIN(end + width, len);
	return g_string_free(text, FALSE);
}

/* What an entry id knows of the address; a name only if none is known. */
static void
take_entry(struct mail_address *a, const unsigned char *data, size_t len)
{
	size_t at = 24;

	if (len < 24)
		return;
	if (memcmp(data + 4, one_off, 16) == 0) {
		bool wide = ((data[22] | data[23] << 8) & ONE_OFF_UNICODE) != 0;
		g_autofree char *name = entry_string(data, len, &at, wide);

		g_free(entry_string(data, len, &at, wide)); /* its type, which the address shows */
		take_address(a, entry_string(data, len, &at, wide));
		if (a->name == NULL && *mail_clean(name) != '\0')
			a->name = g_steal_pointer(&name);
	} else if (memcmp(data + 4, exchange, 16) == 0 && len > 28) {
		at = 28;
		take_address(a, entry_string(data, len, &at, false));
	}
}

/*
 * A local part from the last name in an X.500 address, so that different people stay
 * different.
 */
static char *
invalid_address(const char *x500)
{
	const char *last = x500 != NULL ? strrchr(x500, '=') : NULL;
	GString *out = g_string_new(NULL);

	for (const char *c = last != NULL ? last + 1 : ""; *c != '\0' && out->len < 60; c++)
		if (g_ascii_isalnum(*c) || *c == '-' || *c == '_')
			g_string_append_c(out, g_ascii_tolower(*c));
	if (out->len == 0)
		g_string_append(out, "unknown");
	g_string_append(out, x500 != NULL ? "@x500.invalid" : "@address.invalid");
	return g_string_free(out, FALSE);
}

/*
 * What is left when everything was asked: a display name that is an address, or an invalid
 * one.
 */
static bool
finish_address(struct mail_address *a)
{
	if (a->name == NULL && a->x500 == NULL && !a->known)
		return false;
	if (a->name != NULL && is_x500(a->name))
		take_address(a, g_steal_pointer(&a->name));
	if (!a->known && a->name != NULL)
		take_address(a, g_strdup(a->name));
	if (a->known && a->name != NULL && strcmp(a->name, a->smtp) == 0)
		g_clear_pointer(&a->name, g_free);
	if (!a->known)
		a->smtp = invalid_address(a->x500);
	return true;
}

bool
mail_address_read(
    const struct property_reader *r, const struct mail_address_ids *ids, struct mail_address *a)
{
	g_autoptr(GBytes) entry = NULL;

	*a = (struct mail_address){.name = property_nonempty(r, ids->name)};
	if (a->name != NULL && *mail_clean(a->name) == '\0')
		g_clear_pointer(&a->name, g_free);
	take_address(a, property_nonempty(r, ids->smtp));
	take_address(a, property_nonempty(r, ids->email));
	entry = property_bytes(r, ids->entry, PROPERTY_BINARY_MAX);
	if (entry != NULL)
		take_entry(a, g_bytes_get_data(entry, NULL), g_bytes_get_size(entry));
	return finish_address(a);
}

static guint32
le32(const unsigned char *p)
{
	return (guint32)p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 | (guint32)p[3] << 24;
}

GPtrArray *
mail_address_list(GBytes *entries, const char *names)
{
	size_t len, at = 8;
	const unsigned char *data = g_bytes_get_data(entries, &len);
	g_auto(GStrv) name = g_strsplit(names != NULL ? names : "", ";", ENTRIES_MAX);
	GPtrArray *list = mail_address_array();
	guint nnames = g_strv_length(name);

	while (len >= at + 4 && list->len < ENTRIES_MAX) {
		size_t n = le32(data + at);
		struct mail_address *a = mail_address_new();

		n = MIN(n, len - at - 4);
		g_ptr_array_add(list, a);
		take_entry(a, data + at + 4, n);
		if (a->name == NULL && list->len <= nnames &&
		    *g_strstrip(name[list->len - 1]) != '\0')
			a->name = g_strdup(name[list->len - 1]);
		if (!finish_address(a))
			g_ptr_array_remove_index(list, list->len - 1);
		at += 4 + (n + 3) / 4 * 4;
	}
	return list;
}

GPtrArray *
mail_address_names(const char *names)
{
	g_auto(GStrv) name = g_strsplit(names, ";", ENTRIES_MAX);
	GPtrArray *list = mail_address_array();

	for (char **n = name; *n != NULL; n++) {
		struct mail_address *a;

		if (*mail_clean(*n) == '\0')
			continue;
		a = mail_address_new();
		a->name = g_strdup(*n);
		finish_address(a);
		g_ptr_array_add(list, a);
	}
	return list;
}

void
mail_address_append(GString *out, const struct mail_address *a)
{
	if (a->name == NULL) {
		g_string_append(out, a->smtp);
		return;
	}
	mail_append_phrase(out, a->name);
	g_string_append_printf(out, " <%s>", a->smtp);
}
