/* SPDX-License-Identifier: Apache-2.0 */
/* The quoting of an mbox file; see mbox_quoting.h. */
#include "convert/mbox_quoting.h"

#include <string.h>

void
mbox_quoting_writer(struct mbox_quoting *q, const struct from_line *f)
{
	if (f->kind == FROM_ADDRESS && f->sender[-1] == '"')
		q->writer = "readpst";
	else if (f->sender_len == 8 && memcmp(f->sender, "mboxrd@z", 8) == 0)
		q->writer = "public-inbox";
}

static bool
all_lengths(const struct mbox_quoting *q)
{
	return q->lengths > 0 && !q->lengths_fail;
}

static enum quoting
judge(const struct mbox_quoting *q, bool lengths, bool bare)
{
	if (lengths)
		return bare ? QUOTING_MBOXCL2 : QUOTING_MBOXCL;
	if (q->more > 0 || q->writer != NULL)
		return QUOTING_MBOXRD;
	return q->once > 0 ? QUOTING_UNKNOWN : QUOTING_NONE;
}

enum quoting
mbox_quoting_file(
    const struct mbox_quoting *q, char evidence[sizeof(((struct file_facts *)NULL)->evidence)])
{
	g_autoptr(GString) s = g_string_new(NULL);

	if (all_lengths(q))
		g_string_append(s, "each Content-Length fits, ");
	if (q->writer != NULL)
		g_string_append_printf(s, "%s, ", q->writer);
	g_string_append_printf(s, "%" G_GUINT64_FORMAT " >From", q->once);
	if (q->more > 0)
		g_string_append_printf(s, ", %" G_GUINT64_FORMAT " >>From", q->more);
	if (q->bare > 0)
		g_string_append_printf(s, ", %" G_GUINT64_FORMAT " bare", q->bare);
	g_strlcpy(evidence, s->str, sizeof(((struct file_facts *)NULL)->evidence));
	return judge(q, all_lengths(q), q->bare > 0);
}

bool
mbox_quoting_sees_bare(const struct mbox_view *v, guint64 from, guint64 to)
{
	size_t end = (size_t)(MIN(to, v->at + v->len) - v->at);

	if (from < v->at || from >= v->at + v->len)
		return false;
	for (size_t at = (size_t)(from - v->at); at < end; at = mbox_line_after(v, at))
		if (mbox_is_from(v, at))
			return true;
	return false;
}

enum quoting
mbox_quoting_message(const struct mbox_quoting *q, bool trusted, bool bare)
{
	enum quoting known = judge(q, trusted, bare || q->bare > 0);

	return known == QUOTING_NONE ? QUOTING_UNKNOWN : known;
}
