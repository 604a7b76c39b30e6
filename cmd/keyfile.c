/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing whole key files; see keyfile.h. */
#include "cmd/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/signals.h"
#include "convert/outdir.h"

static struct secret *
read_all(int fd, GError **error)
{
	g_autoptr(secret) s = secret_new(KEYFILE_MAX + 1);
	size_t len = 0;
	ssize_t got;

	do {
		got = read(fd, s->data + len, s->len - len);
		if (got > 0)
			len += (size_t)got;
		if (got < 0 && errno == EINTR && !signals_go_on(error))
			return NULL;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (len > KEYFILE_MAX)
		err_set(error, ERR_FORMAT, "too large for a key file");
	else if (got < 0)
		err_set_errno(error, errno, "read");
	else
		return secret_new_copy(s->data, len);
	return NULL;
}

struct secret *
keyfile_read(const char *path, bool *exposed, GError **error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	g_autoptr(secret) s = NULL;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		err_set_errno(error, errno, "open");
	else
		s = read_all(fd, error);
	if (s == NULL)
		g_prefix_error(error, "%s: ", is_stdin ? "standard input" : path);
	else if (exposed != NULL)
		*exposed = S_ISREG(st.st_mode) && (st.st_mode & 077) != 0;
	if (fd >= 0 && !is_stdin)
		(void)close(fd);
	return g_steal_pointer(&s);
}

bool
keyfile_check(const char *path, bool exposed, GError **error)
{
	return !exposed ||
	    err_set(error, ERR_KEY,
		"%s: others may read this secret key (chmod 600 helps, if nobody did)", path);
}

/* Starts a file and writes it, but does not put it under its name. */
static struct outfile *
start_file(const char *path, const struct keyfile_content *c, GError **error)
{
	g_autoptr(outfile) f = outfile_open(path, c->secret ? 0600 : 0, c->force, error);

	if (f == NULL)
		return NULL;
	if (write_all(outfile_fd(f), c->data, c->len, error))
		return g_steal_pointer(&f);
	g_prefix_error(error, "%s: ", path);
	return NULL;
}

bool
keyfile_write(const char *path, const struct keyfile_content *c, GError **error)
{
	g_autoptr(outfile) f = start_file(path, c, error);

	return f != NULL && outfile_commit(f, error);
}

bool
keyfile_check_free(const char *path, GError **error)
{
	g_autofree char *pub = g_strconcat(path, ".pub", NULL);
	const char *const names[] = {path, pub};
	struct stat st;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (lstat(names[i], &st) == 0)
			return err_set(
			    error, ERR_USAGE, "%s exists already (--force replaces it)", names[i]);
	return true;
}

struct keyfile_pair {
	struct outfile *secret_half, *public_half;
};

void
keyfile_pair_free(struct keyfile_pair *p)
{
	if (p == NULL)
		return;
	outfile_close(p->secret_half);
	outfile_close(p->public_half);
	g_free(p);
}

struct keyfile_pair *
keyfile_pair_write(const char *path, const struct secret *text, const char *public_text, bool force,
    GError **error)
{
	g_autofree char *pub = g_strconcat(path, ".pub", NULL);
	const struct keyfile_content secret_half = {
	    .data = text->data, .len = text->len, .secret = true, .force = force};
	const struct keyfile_content public_half = {
	    .data = public_text, .len = strlen(public_text), .force = force};
	g_autoptr(keyfile_pair) p = g_new0(struct keyfile_pair, 1);

	if (!force && !keyfile_check_free(path, error))
		return NULL;
	/* Both are on the disk before either replaces an older key. */
	p->secret_half = start_file(path, &secret_half, error);
	if (p->secret_half != NULL)
		p->public_half = start_file(pub, &public_half, error);
	return p->public_half != NULL ? g_steal_pointer(&p) : NULL;
}

bool
keyfile_pair_commit(struct keyfile_pair *p, GError **error)
{
	return outfile_commit(p->public_half, error) && outfile_commit(p->secret_half, error);
}
