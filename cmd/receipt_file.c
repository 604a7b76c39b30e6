/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt as two files; see receipt_file.h. */
#include <string.h>

#include "cmd/receipt_file.h"
#include "convert/outdir.h"
#include "crypto/minisign.h"

struct receipt_file {
	struct outfile *text, *signature;
	bool is_signed;
};

char *
receipt_file_name(const char *pouch)
{
	g_autofree char *base = g_path_get_basename(pouch);

	if (g_str_has_suffix(base, ".pouch"))
		base[strlen(base) - strlen(".pouch")] = '\0';
	return g_strconcat(base, ".receipt.txt", NULL);
}

struct receipt_file *
receipt_file_open(const char *path, bool force, GError **error)
{
	g_autoptr(receipt_file) f = g_new0(struct receipt_file, 1);
	g_autofree char *second = g_strconcat(path, ".minisig", NULL);

	f->text = outfile_open(path, 0, force, error);
	if (f->text != NULL)
		f->signature = outfile_open(second, 0, force, error);
	return f->signature != NULL ? g_steal_pointer(&f) : NULL;
}

bool
receipt_file_write(struct receipt_file *f, const struct receipt *r,
    const struct minisign_secret *signer, GError **error)
{
	g_autoptr(GString) text = receipt_format(r);
	g_autofree char *comment = receipt_comment(r);
	g_autofree char *signature = NULL;

	if (!write_all(outfile_fd(f->text), text->str, text->len, error))
		return false;
	f->is_signed = signer != NULL;
	if (signer == NULL)
		return true;
	signature = minisign_sign(signer, text->str, text->len, comment);
	return write_all(outfile_fd(f->signature), signature, strlen(signature), error);
}

bool
receipt_file_commit(struct receipt_file *f, GError **error)
{
	return outfile_commit(f->text, error) &&
	    (!f->is_signed || outfile_commit(f->signature, error));
}

void
receipt_file_close(struct receipt_file *f)
{
	if (f == NULL)
		return;
	outfile_close(f->text);
	outfile_close(f->signature);
	g_free(f);
}
