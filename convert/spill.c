/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in an unnamed, encrypted temporary file; see spill.h. */
#include "convert/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAG crypto_aead_chacha20poly1305_ietf_ABYTES
#define STORED (SPILL_PAGE + TAG) /* bytes of a page in the file */

struct spill {
	int fd;
	guint64 len;        /* bytes that were written */
	unsigned char *key; /* in protected memory */
	size_t filled;      /* bytes in page */
	unsigned char page[STORED];
};

/* Where a file cannot be made without a name it has one for a moment. */
static int
make_file(void)
{
	const char *dir = g_get_tmp_dir();
	g_autofree char *name = g_build_filename(dir, ".mailpouch.XXXXXX", NULL);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)unlink(name);
	return fd;
}

struct spill *
spill_open(GError **error)
{
	struct spill *s = g_new0(struct spill, 1);

	s->key = sodium_malloc(SPILL_KEY_SIZE);
	s->fd = make_file();
	if (s->fd >= 0 && s->key != NULL)
		return s;
	err_set_errno(error, errno, "make a temporary file");
	spill_free(s);
	return NULL;
}

void
spill_free(struct spill *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		(void)close(s->fd);
	sodium_free(s->key);
	sodium_memzero(s->page, sizeof(s->page));
	g_free(s);
}

void
spill_begin(struct spill *s)
{
	/* What is left of it, if it cannot be emptied, is of another key. */
	(void)!ftruncate(s->fd, 0);
	s->len = 0;
	s->filled = 0;
	randombytes_buf(s->key, SPILL_KEY_SIZE);
}

static void
nonce_of(guint64 number, unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES])
{
	guint64 le = GUINT64_TO_LE(number);

	memset(nonce, 0, crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
	memcpy(nonce, &le, sizeof(le));
}

static bool
write_at(int fd, const unsigned char *p, size_t len, off_t at, GError **error)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, p, len, at);

		if (n < 0 && errno != EINTR)
			return err_set_errno(error, errno, "write a temporary file");
		p += MAX(n, 0);
		at += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
	return true;
}

/* Writes the page, of which s->len counts the bytes already. */
static bool
flush(struct spill *s, GError **error)
{
	unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	guint64 number = (s->len - s->filled) / SPILL_PAGE;
	size_t len = s->filled;

	nonce_of(number, nonce);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(
	    s->page, NULL, s->page, len, NULL, 0, NULL, nonce, s->key);
	s->filled = 0;
	return write_at(s->fd, s->page, len + TAG, (off_t)(number * STORED), error);
}

bool
spill_write(struct spill *s, const void *data, size_t len, GError **error)
{
	const unsigned char *p = data;

	while (len > 0) {
		size_t n = MIN(len, SPILL_PAGE - s->filled);

		memcpy(s->page + s->filled, p, n);
		s->filled += n;
		s->len += n;
		p += n;
		len -= n;
		if (s->filled == SPILL_PAGE && !flush(s, error))
			return false;
	}
	return true;
}

bool
spill_end(struct spill *s, GError **error)
{
	return s->filled == 0 || flush(s, error);
}

void
spill_get_place(const struct spill *s, struct spill_place *p)
{
	p->len = s->len;
	memcpy(p->key, s->key, SPILL_KEY_SIZE);
}

int
spill_descriptor(const struct spill *s)
{
	return s->fd;
}

/* All len bytes, or false. */
static bool
read_at(int fd, unsigned char *p, size_t len, off_t at)
{
	while (len > 0) {
		ssize_t n = pread(fd, p, len, at);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		p += MAX(n, 0);
		at += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
	return true;
}

gssize
spill_read_page(int fd, const struct spill_place *p, guint64 number, unsigned char page[SPILL_PAGE])
{
	unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES], stored[STORED];
	size_t len;

	if (number >= p->len / SPILL_PAGE + (p->len % SPILL_PAGE != 0))
		return 0;
	len = (size_t)MIN(SPILL_PAGE, p->len - number * SPILL_PAGE);
	nonce_of(number, nonce);
	if (!read_at(fd, stored, len + TAG, (off_t)(number * STORED)) ||
	    crypto_aead_chacha20poly1305_ietf_decrypt(
		page, NULL, NULL, stored, len + TAG, NULL, 0, nonce, p->key) != 0)
		return -1;
	return (gssize)len;
}
