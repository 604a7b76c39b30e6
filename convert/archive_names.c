/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a packed file; see archive_names.h. */
#include "convert/archive_names.h"

#include <sodium.h>
#include <string.h>

struct archive_names {
	GHashTable *hashes;                           /* of paths, with their type */
	unsigned char key[crypto_shorthash_KEYBYTES]; /* so that nobody makes names that collide */
};

struct archive_names *
archive_names_new(void)
{
	struct archive_names *n = g_new0(struct archive_names, 1);

	n->hashes = g_hash_table_new(NULL, NULL);
	crypto_shorthash_keygen(n->key);
	return n;
}

void
archive_names_free(struct archive_names *n)
{
	if (n == NULL)
		return;
	g_hash_table_destroy(n->hashes);
	g_free(n);
}

/* The two low bits are the type's: of the same path there may be a directory and a file. */
static gpointer
hash_of(const struct archive_names *n, const char *path, size_t len, enum entry_type type)
{
	guint64 hash;

	G_STATIC_ASSERT(sizeof(hash) == crypto_shorthash_BYTES);
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)path, len, n->key);
	return GSIZE_TO_POINTER((gsize)((hash & ~G_GUINT64_CONSTANT(3)) | type));
}

bool
archive_names_add(struct archive_names *n, const char *path, enum entry_type type, GError **error)
{
	const char *slash = strrchr(path, '/');

	g_hash_table_add(n->hashes, hash_of(n, path, strlen(path), type));
	while (slash != NULL &&
	    g_hash_table_add(n->hashes, hash_of(n, path, (size_t)(slash - path), ENTRY_DIRECTORY)))
		slash = g_strrstr_len(path, slash - path, "/");
	return g_hash_table_size(n->hashes) <= ARCHIVE_ENTRIES_MAX ||
	    err_set(error, ERR_FORMAT, "it has more than 5,000,000 entries");
}

int
archive_names_lookup(const struct archive_names *n, const char *path)
{
	if (*path == '\0')
		return ENTRY_DIRECTORY;
	for (int type = ENTRY_DIRECTORY; type <= ENTRY_OTHER; type++)
		if (g_hash_table_contains(
			n->hashes, hash_of(n, path, strlen(path), (enum entry_type)type)))
			return type;
	return -1;
}
