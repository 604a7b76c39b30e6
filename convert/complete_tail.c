/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that end too early; see complete_tail.h. */
#include "convert/complete_tail.h"

#include <string.h>

#include "convert/header.h"
#include "convert/mbox_multipart.h"
#include "convert/topheader.h"

static bool
is_base64(const struct message *m)
{
	struct header_field f;

	return header_find(m->head, m->head_len, "Content-Transfer-Encoding", &f) &&
	    f.value_len >= 6 && g_ascii_strncasecmp((const char *)f.value, "base64", 6) == 0;
}

/* The closing delimiter of the outermost multipart. */
static void
find_close(struct complete_tail *t, const struct message *m)
{
	struct mbox_multipart p = {0};
	struct header_field f;

	if (!header_find(m->head, m->head_len, "Content-Type", &f))
		return;
	mbox_multipart_begin(&p, &f, 0);
	if (p.len > 0 && p.len <= COMPLETE_BOUNDARY_MAX)
		t->close_len = (size_t)g_snprintf(t->close, sizeof(t->close), "--%s--", p.boundary);
}

void
complete_tail_begin(struct complete_tail *t, const struct message *m)
{
	struct topheader head;

	topheader_find(m->head, m->head_len, &head);
	*t = (struct complete_tail){
	    .header_left = m->head_len,
	    .whole_header = head.complete || m->head_len >= MESSAGE_HEAD_MAX,
	    .last = '\n',
	};
	find_close(t, m);
	t->base64 = t->close_len == 0 && is_base64(m);
}

static void
look_for_close(struct complete_tail *t, const unsigned char *data, size_t len)
{
	char edge[2 * sizeof(t->before)];
	size_t n = MIN(len, t->close_len - 1), keep;

	/* What lies over the border of two pieces, then what lies in this one. */
	memcpy(edge, t->before, t->before_len);
	memcpy(edge + t->before_len, data, n);
	t->closed = memmem(edge, t->before_len + n, t->close, t->close_len) != NULL ||
	    memmem(data, len, t->close, t->close_len) != NULL;
	if (len >= t->close_len - 1) {
		memcpy(t->before, data + len - (t->close_len - 1), t->close_len - 1);
		t->before_len = t->close_len - 1;
		return;
	}
	keep = MIN(t->before_len + len, t->close_len - 1);
	memcpy(t->before, edge + t->before_len + len - keep, keep);
	t->before_len = keep;
}

static void
count_base64(struct complete_tail *t, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len && t->base64; i++) {
		if (g_ascii_isalnum(data[i]) || data[i] == '+' || data[i] == '/' || data[i] == '=')
			t->ndigits++;
		else if (!g_ascii_isspace(data[i]))
			t->base64 = false; /* something was put behind it: no telling */
	}
}

void
complete_tail_bytes(struct complete_tail *t, const unsigned char *data, size_t len)
{
	size_t header = (size_t)MIN(t->header_left, len);

	if (len > 0)
		t->last = data[len - 1];
	t->header_left -= header;
	data += header;
	len -= header;
	if (t->close_len > 0 && !t->closed)
		look_for_close(t, data, len);
	if (t->base64)
		count_base64(t, data, len);
}

const char *
complete_tail_end(const struct complete_tail *t)
{
	if (!t->whole_header && t->last != '\n' && t->last != '\r')
		return "it ends in a header";
	if (t->close_len > 0 && !t->closed)
		return "it ends before its last message's multipart does";
	if (t->base64 && t->ndigits % 4 != 0)
		return "it ends in the middle of base64";
	return NULL;
}
