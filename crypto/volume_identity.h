/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which pouch a file is a volume of, and where its SEAL stands, though it may
 * be damaged, shifted, cut off or longer than it should be. Nothing of it is
 * verified. docs/FORMAT.md, sections 3 and 5.3.
 */
#ifndef CRYPTO_VOLUME_IDENTITY_H
#define CRYPTO_VOLUME_IDENTITY_H

#include "crypto/statement.h"
#include "crypto/ustar.h"

struct volume_identity {
	char gname[USTAR_GNAME_LEN + 1]; /* that its headers hold */
	bool has_seal;                   /* a SEAL can be read: the rest is set */
	struct seal seal;                /* of the first copy that can be read */
	guint64 seal_at; /* of the header of SEAL.txt, where it is or, if it is lost, was */
};

/*
 * Finds out what the size bytes of fd are. Headers in the first MiB or a SEAL
 * make a pouch of it. Fails with ERR_FORMAT if there is neither, with
 * ERR_UNSUPPORTED if its SEAL is one that this version must not judge.
 */
MUST_USE bool volume_identity_find(
    int fd, guint64 size, struct volume_identity *out, GError **error);

#endif
