/* SPDX-License-Identifier: Apache-2.0 */
/* Where a message's header begins and ends; see topheader.h. */
#include "convert/topheader.h"

#include <string.h>

#include "convert/header.h"

static bool
begins(const unsigned char *p, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(p, with, strlen(with)) == 0;
}

/* Whether the line at p is one that programs left in front of a header. */
static bool
is_debris(const unsigned char *p, size_t len)
{
	if (begins(p, len, "\n") || begins(p, len, "\r\n"))
		return true;
	return (begins(p, len, "From ") || begins(p, len, ">From ")) &&
	    !header_looks_like_field(p, len);
}

static size_t
skip_debris(const unsigned char *head, size_t len)
{
	size_t pos = begins(head, len, "\xef\xbb\xbf") ? 3 : 0;

	while (pos < len && is_debris(head + pos, len - pos)) {
		const unsigned char *lf = memchr(head + pos, '\n', len - pos);

		if (lf == NULL)
			break;
		pos = (size_t)(lf - head) + 1;
	}
	return pos;
}

void
topheader_find(const unsigned char *head, size_t len, struct topheader *t)
{
	*t = (struct topheader){.fields_end = len, .body = len};
	if (len == 0)
		return;
	t->cr_only = memchr(head, '\n', len) == NULL && memchr(head, '\r', len) != NULL;
	t->first = skip_debris(head, len);
	t->body = t->first + header_length(head + t->first, len - t->first, &t->complete);
	t->fields_end = t->body;
	if (t->complete) {
		t->fields_end--;
		if (head[t->fields_end] == '\n' && t->fields_end > t->first &&
		    head[t->fields_end - 1] == '\r')
			t->fields_end--;
	}
}
