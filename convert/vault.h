/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metadata of a Google Vault export, NAME-metadata.xml: labels and dates, which the mail itself does
 * not have (docs/MAIL.md F-64). Each document names the file that the message was before it became part
 * of an mbox, and the From_ line has that name before "@xxx".
 */
#ifndef CONVERT_VAULT_H
#define CONVERT_VAULT_H

#include "convert/message.h"
#include "crypto/error.h"

#define VAULT_DOCUMENTS_MAX 500000      /* more make the file unreadable; so does */
#define VAULT_ELEMENT_MAX (1024 * 1024) /* an element, or a text, of more bytes, */
#define VAULT_DEPTH_MAX 32              /* and a deeper one */

struct vault;
struct vault *vault_new(void);
void vault_free(struct vault *v); /* accepts NULL */

/* The file's next bytes. Fails with ERR_FORMAT: it is no XML, or over a limit; then v is of no more use. */
MUST_USE bool vault_feed(struct vault *v, const char *data, size_t len, GError **error);
/* The file has ended. Fails as vault_feed. */
MUST_USE bool vault_end(struct vault *v, GError **error);

/*
 * Completes m, whose From_ line is set, with what its document says: flags and keywords as gmail.h has them,
 * the received date, and the states "vault-labels" and "vault-received". Without a label Opened or Unread
 * flags are not stated. *names: of its folder, as gmail_apply gives them; NULL if the document has no
 * labels. Returns false if there is no document for it; each has but one message.
 */
bool vault_apply(struct vault *v, struct message *m, char ***names);

/* How many documents there are, and how many of them a message was found for. */
void vault_counts(const struct vault *v, guint64 *ndocuments, guint64 *nused);

typedef struct vault vault;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vault, vault_free)

#endif
