/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt as two files; see receipt_file.h. */
#include "cmd/receipt_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert/outdir.h"
#include "crypto/minisign.h"

struct receipt_file {
	struct outfile *text, *signature; /* signature: NULL if it is not signed */
	char *signature_path;
};

char *
receipt_file_name(const char *pouch)
{
	g_autofree char *base = g_path_get_basename(pouch);

	if (g_str_has_suffix(base, ".pouch"))
		base[strlen(base) - strlen(".pouch")] = '\0';
	return g_strconcat(base, ".receipt.txt", NULL);
}

static bool
check_free(const char *path, GError **error)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return true;
	return err_set(error, ERR_USAGE, "%s: exists already (--force replaces it)", path);
}

bool
receipt_file_check_free(const char *path, GError **error)
{
	g_autofree char *second = g_strconcat(path, ".minisig", NULL);

	return check_free(path, error) && check_free(second, error);
}

/* Starts a file with these bytes. */
static struct outfile *
start(const char *path, const char *bytes, size_t len, bool force, GError **error)
{
	g_autoptr(outfile) f = outfile_open(path, 0, force, error);

	if (f == NULL)
		return NULL;
	if (write_all(outfile_fd(f), bytes, len, error))
		return g_steal_pointer(&f);
	g_prefix_error(error, "%s: ", path);
	return NULL;
}

struct receipt_file *
receipt_file_write(const char *path, const struct receipt *r, const struct minisign_secret *signer,
    bool force, GError **error)
{
	g_autoptr(receipt_file) f = g_new0(struct receipt_file, 1);
	g_autoptr(GString) text = receipt_format(r);
	g_autofree char *comment = receipt_comment(r);
	g_autofree char *signature = NULL;

	if (!force && !receipt_file_check_free(path, error))
		return NULL;
	f->signature_path = g_strconcat(path, ".minisig", NULL);
	f->text = start(path, text->str, text->len, force, error);
	if (f->text == NULL)
		return NULL;
	if (signer == NULL)
		return g_steal_pointer(&f);
	signature = minisign_sign(signer, text->str, text->len, comment);
	f->signature = start(f->signature_path, signature, strlen(signature), force, error);
	return f->signature != NULL ? g_steal_pointer(&f) : NULL;
}

bool
receipt_file_commit(struct receipt_file *f, GError **error)
{
	if (!outfile_commit(f->text, error))
		return false;
	if (f->signature != NULL)
		return outfile_commit(f->signature, error);
	if (unlink(f->signature_path) < 0 && errno != ENOENT)
		return err_set_errno(error, errno, "remove the older signature");
	return true;
}

void
receipt_file_close(struct receipt_file *f)
{
	if (f == NULL)
		return;
	outfile_close(f->text);
	outfile_close(f->signature);
	g_free(f->signature_path);
	g_free(f);
}
