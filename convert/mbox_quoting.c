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
judge(const struct mbox_quoting *q, bool lengths)
{
	if (lengths)
		return q->bare > 0 ? QUOTING_MBOXCL2 : QUOTING_MBOXCL;
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
	return judge(q, all_lengths(q));
}

enum quoting
mbox_quoting_message(const struct mbox_quoting *q, bool trusted)
{
	enum quoting known = judge(q, trusted);

	return known == QUOTING_NONE ? QUOTING_UNKNOWN : known;
}
