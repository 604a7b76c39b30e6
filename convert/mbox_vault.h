/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbox files of a Google Vault export and what lies beside them: the metadata, and the export's own counts
 * (docs/MAIL.md F-64). Both are found by their names: NAME-metadata.xml and NAME-results-count.csv, in the
 * file's directory or the one above; if there are several, NAME is what the name of the mbox file or of
 * its directory begins with.
 */
#ifndef CONVERT_MBOX_VAULT_H
#define CONVERT_MBOX_VAULT_H

#include "convert/mbox_record.h"

#define MBOX_VAULT_COUNTS_MAX \
	(4 * 1024 * 1024) /* bytes of a list of counts; what is behind is not read */

/* Whether a From_ line is one of Vault's: "ID-UUID.mbox@xxx". */
bool mbox_vault_is(const struct from_line *line);

/* Whether metadata lies beside the file. */
bool mbox_vault_has_metadata(struct tree *t, const char *path);

/*
 * Completes a record of Vault's, read and not begun, with its metadata: kept in *f->memory for all files
 * of the source. Tells of the note "metadata", a file of metadata that cannot be read.
 */
MUST_USE bool mbox_vault_join(const struct store_file *f, struct mbox_record *r, GError **error);

/* store_ops.finish and forget for that memory. Notes: "documents-missing", "count-differs". */
MUST_USE bool mbox_vault_finish(void *memory, const struct visitor *v, GError **error);
void mbox_vault_forget(void *memory);

#endif
