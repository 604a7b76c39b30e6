/* SPDX-License-Identifier: Apache-2.0 */
/* The packed file that an unpacking process reads; see unpack_input.h. */
#include "convert/unpack_input.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define NO_PAGE G_MAXUINT64

struct unpack_input {
	int fd;
	bool spilled;
	struct spill_place place;
	guint64 number; /* of the page at hand, or NO_PAGE */
	gssize len;     /* of that page */
	unsigned char page[SPILL_PAGE];
};

struct unpack_input *
unpack_input_new(int fd, const struct spill_place *spilled)
{
	struct unpack_input *in = g_new0(struct unpack_input, 1);

	in->fd = fd;
	in->spilled = spilled != NULL;
	if (spilled != NULL)
		in->place = *spilled;
	in->number = NO_PAGE;
	return in;
}

void
unpack_input_free(struct unpack_input *in)
{
	if (in == NULL)
		return;
	sodium_memzero(&in->place, sizeof(in->place));
	g_free(in);
}

gint64
unpack_input_size(const struct unpack_input *in)
{
	return in->spilled ? (gint64)in->place.len : lseek(in->fd, 0, SEEK_END);
}

static gssize
read_plain(int fd, void *buf, size_t len, guint64 at)
{
	ssize_t n;

	do
		n = pread(fd, buf, len, (off_t)at);
	while (n < 0 && errno == EINTR);
	return n;
}

/* What of the page that at is in lies behind at. */
static gssize
read_spilled(struct unpack_input *in, void *buf, size_t len, guint64 at)
{
	guint64 number = at / SPILL_PAGE;
	size_t from = (size_t)(at % SPILL_PAGE), n;

	if (number != in->number) {
		in->len = spill_read_page(in->fd, &in->place, number, in->page);
		in->number = number;
	}
	if (in->len < 0) {
		errno = EIO;
		return -1;
	}
	n = MIN(len, (size_t)in->len - MIN(from, (size_t)in->len));
	memcpy(buf, in->page + from, n);
	return (gssize)n;
}

gssize
unpack_input_read(struct unpack_input *in, void *buf, size_t len, guint64 at)
{
	return in->spilled ? read_spilled(in, buf, len, at) : read_plain(in->fd, buf, len, at);
}
