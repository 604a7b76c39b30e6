/* SPDX-License-Identifier: Apache-2.0 */
/* The name of a file in a Maildir; see maildir_name.h. */
#include "convert/maildir_name.h"

#include <string.h>

#define DIGITS_MAX 18 /* whatever they are, they fit 63 bits */

static const struct {
	char letter;
	enum message_flag flag;
} letters[] = {
    {'D', FLAG_DRAFT},
    {'F', FLAG_FLAGGED},
    {'P', FLAG_FORWARDED},
    {'R', FLAG_ANSWERED},
    {'S', FLAG_SEEN},
    {'T', FLAG_DELETED},
};

static const char *
find_info(const char *name)
{
	for (const char *p = name + strlen(name); p > name;) {
		p--;
		if (strchr(":;!", *p) != NULL && p[0] != '\0' && g_str_has_prefix(p + 1, "2,"))
			return p;
	}
	return NULL;
}

static guint
flag_of(char letter)
{
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		if (letters[i].letter == letter)
			return letters[i].flag;
	return 0;
}

static void
parse_flags(const char *p, struct maildir_name *out)
{
	for (; *p != '\0' && *p != ','; p++) {
		guint flag = flag_of(*p);

		out->flags |= flag;
		if (*p >= 'a' && *p <= 'z')
			out->keywords |= 1u << (*p - 'a');
		else if (flag == 0)
			out->unknown = true;
	}
}

/* All of p[0 ... len - 1] as a number. */
static bool
parse_number(const char *p, size_t len, guint64 *value)
{
	*value = 0;
	if (len == 0 || len > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isdigit(p[i]))
			return false;
		*value = *value * 10 + (guint64)(p[i] - '0');
	}
	return true;
}

/* The fields between the unique part and the info: ",S=1234,W=1260". */
static void
parse_fields(const char *p, const char *end, struct maildir_name *out)
{
	while (p < end) {
		const char *field = p + 1;

		p = memchr(field, ',', (size_t)(end - field));
		if (p == NULL)
			p = end;
		if (p - field > 2 && field[0] == 'S' && field[1] == '=')
			out->has_size =
			    parse_number(field + 2, (size_t)(p - field) - 2, &out->size);
		if (p - field > 2 && field[0] == 'W' && field[1] == '=')
			out->has_vsize =
			    parse_number(field + 2, (size_t)(p - field) - 2, &out->vsize);
	}
}

void
maildir_name_parse(const char *name, struct maildir_name *out)
{
	const char *info = find_info(name);
	const char *end = info != NULL ? info : name + strlen(name);
	const char *comma = memchr(name, ',', (size_t)(end - name));
	guint64 epoch;

	*out = (struct maildir_name){.info = info, .epoch = -1};
	out->unique_len = (size_t)((comma != NULL ? comma : end) - name);
	if (info != NULL)
		parse_flags(info + 3, out);
	if (comma != NULL)
		parse_fields(comma, end, out);
	if (parse_number(name, strspn(name, "0123456789"), &epoch))
		out->epoch = (gint64)epoch;
}

bool
maildir_name_usual(const char *name)
{
	size_t time = strspn(name, "0123456789");
	const char *dot = time >= 9 && time <= 10 && name[time] == '.' ? name + time : NULL;
	const char *next = dot != NULL ? strchr(dot + 1, '.') : NULL;

	return next != NULL && next > dot + 1 && next[1] != '\0';
}
