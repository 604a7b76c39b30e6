/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eudora's mailboxes: what stands beside an mbox file and what its messages leave outside
 * (docs/MAIL.md F-50).
 */
#ifndef CONVERT_EUDORA_H
#define CONVERT_EUDORA_H

#include "convert/message.h"
#include "convert/tree.h"

#define EUDORA_NAMES_MAX (1024 * 1024) /* bytes of descmap.pce; what is behind is not read */
#define EUDORA_TOC_MAX \
	(32 * 1024 * 1024) /* bytes of a table of contents; a longer one is not read */

/*
 * The name that people see of the file or directory name in dir, from dir/descmap.pce
 * ("Name,FILE.MBX,M,N" lines); raw bytes; NULL if it does not have it. The caller frees it.
 */
char *eudora_name(struct tree *t, const char *dir, const char *name);

/* A table of contents, In.toc beside In.mbx, of Eudora for Windows: the state of each message. */
struct eudora_toc;

/* That beside the mbox file at path; NULL: there is none, or it is not of that form. */
struct eudora_toc *eudora_toc_read(struct tree *t, const char *path);
struct eudora_toc *eudora_toc_parse(const unsigned char *data, size_t len);
void eudora_toc_free(struct eudora_toc *t); /* accepts NULL */

/*
 * Completes m, whose From_ line is known, with flags and the state "eudora-status"; what the table does
 * not have at that place stays as it is.
 */
void eudora_toc_apply(const struct eudora_toc *t, struct message *m);

/* Looks for lines that say where Eudora put an attachment; first all zero. */
struct eudora_text {
	size_t matched; /* bytes of this line that are as such a line begins */
	bool inside;    /* of a line that is none */
	guint64 nattachments;
};
void eudora_text_read(struct eudora_text *t, const unsigned char *data, size_t len);

typedef struct eudora_toc eudora_toc;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(eudora_toc, eudora_toc_free)

#endif
