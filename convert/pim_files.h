/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars and address books as programs import them: of the derived messages of a folder, what is
 * in their calendar parts is joined in one .ics, what is in their vCard parts in one .vcf. They stand in the
 * output directory besides the messages, as "calendars/FOLDER.ics" and "contacts/FOLDER.vcf", with
 * the folder's path as EML files have it (foldername.h).
 *
 * Messages about meetings are left out: what they ask for is not agreed on.
 */
#ifndef CONVERT_PIM_FILES_H
#define CONVERT_PIM_FILES_H

#include "convert/buffer.h"
#include "convert/message.h"
#include "crypto/error.h"

#define PIM_FILES_MESSAGE_MAX (16 * 1024 * 1024) /* bytes of a message that are looked at */

struct pim_files;

/* Into the output directory dirfd, borrowed. */
struct pim_files *pim_files_new(int dirfd, bool calendars, bool contacts);
void pim_files_free(struct pim_files *p); /* accepts NULL */

/* A message, its bytes, its end. */
void pim_files_begin(struct pim_files *p, const struct message *m);
void pim_files_bytes(struct pim_files *p, const struct span *s);
MUST_USE bool pim_files_end(struct pim_files *p, const struct message *m, GError **error);

/* All messages are there: ends the calendars. Like pim_files_end it fails with ERR_IO. */
MUST_USE bool pim_files_finish(struct pim_files *p, GError **error);

typedef struct pim_files pim_files;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pim_files, pim_files_free)

#endif
