/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How an mbox file quotes From_ lines in bodies, judged by what it holds
 * (docs/MAIL.md, "Quoting"). No verdict is guessed: ">From " alone proves nothing.
 */
#ifndef CONVERT_MBOX_QUOTING_H
#define CONVERT_MBOX_QUOTING_H

#include "convert/mbox_score.h"
#include "convert/visitor.h"

struct mbox_quoting {
	guint64 once;       /* body lines ">From " */
	guint64 more;       /* body lines with more than one '>' before "From " */
	guint64 bare;       /* lines "From " that belong to a body */
	guint64 lengths;    /* records whose Content-Length fits */
	bool lengths_fail;  /* a record has none, or one that does not fit */
	const char *writer; /* a program that writes mboxrd, told by its From_ lines; or NULL */
};

/* Notes what an accepted From_ line says about its writer. */
void mbox_quoting_writer(struct mbox_quoting *q, const struct from_line *f);

/* What the whole file shows, and in words why. */
enum quoting mbox_quoting_file(
    const struct mbox_quoting *q, char evidence[sizeof(((struct file_facts *)NULL)->evidence)]);

/* Whether the view has a line that begins with "From " from offset from, a line's, up to to. */
bool mbox_quoting_sees_bare(const struct mbox_view *v, guint64 from, guint64 to);

/*
 * What is known when a message begins: mboxrd if that is shown so far, mboxcl or mboxcl2
 * if its Content-Length is trusted, else unknown. bare: its own body is seen to have such lines.
 */
enum quoting mbox_quoting_message(const struct mbox_quoting *q, bool trusted, bool bare);

#endif
