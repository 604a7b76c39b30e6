/* SPDX-License-Identifier: Apache-2.0 */
/* Makes runs of new files; see newfile_batch.h. */
#include "convert/newfile_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/outdir.h"

#define BATCH_BYTES (512 * 1024) /* bytes of files after which a batch is full */
#define BATCH_FILES 128

struct file {
	struct newdir *dir;
	gint64 mtime;
	guint64 id;
	size_t at, len;        /* its bytes in the batch's */
	size_t prefix, suffix; /* of its name, in the batch's names */
};

struct newfile_batch {
	struct job job;
	enum newfile_naming naming;
	GByteArray *bytes;
	GArray *files;
	GString *names; /* parts of names, each ended by NUL */
	size_t start;   /* of the file at hand in bytes */
	guint64 failed;
	GError *error;
};

static void
file_clear(gpointer p)
{
	newdir_unref(((struct file *)p)->dir);
}

static void work(struct job *j);

struct newfile_batch *
newfile_batch_new(enum newfile_naming naming)
{
	struct newfile_batch *b = g_new0(struct newfile_batch, 1);

	b->job.work = work;
	b->naming = naming;
	b->bytes = g_byte_array_sized_new(2 * BATCH_BYTES);
	b->files = g_array_new(FALSE, TRUE, sizeof(struct file));
	g_array_set_clear_func(b->files, file_clear);
	b->names = g_string_new(NULL);
	return b;
}

struct job *
newfile_batch_job(struct newfile_batch *b)
{
	return &b->job;
}

void
newfile_batch_free(struct newfile_batch *b)
{
	if (b == NULL)
		return;
	g_byte_array_unref(b->bytes);
	g_array_unref(b->files);
	g_string_free(b->names, TRUE);
	g_clear_error(&b->error);
	g_free(b);
}

bool
newfile_batch_is_full(const struct newfile_batch *b)
{
	return b->start >= BATCH_BYTES || b->files->len >= BATCH_FILES;
}

void
newfile_batch_write(struct newfile_batch *b, const void *data, size_t len)
{
	g_byte_array_append(b->bytes, data, (guint)len);
}

const unsigned char *
newfile_batch_current(const struct newfile_batch *b, size_t *len)
{
	*len = b->bytes->len - b->start;
	return b->bytes->data + b->start;
}

void
newfile_batch_drop(struct newfile_batch *b)
{
	g_byte_array_set_size(b->bytes, (guint)b->start);
}

/* Adds s, its NUL included, to the names; gives its place. */
static size_t
add_name(struct newfile_batch *b, const char *s)
{
	size_t at = b->names->len;

	g_string_append_len(b->names, s, (gssize)strlen(s) + 1);
	return at;
}

void
newfile_batch_keep(struct newfile_batch *b, const struct newfile *f)
{
	struct file mine = {
	    .dir = newdir_ref(f->dir),
	    .mtime = f->mtime,
	    .id = f->id,
	    .at = b->start,
	    .len = b->bytes->len - b->start,
	    .prefix = add_name(b, f->prefix),
	    .suffix = add_name(b, f->suffix),
	};

	g_array_append_val(b->files, mine);
	b->start = b->bytes->len;
}

bool
newfile_batch_check(struct newfile_batch *b, guint64 *failed, GError **error)
{
	if (b->error == NULL)
		return true;
	*failed = b->failed;
	g_propagate_error(error, g_steal_pointer(&b->error));
	return false;
}

/* The digests of all files, side by side; the caller frees them. */
static unsigned char (*digest_all(const struct newfile_batch *b))[BLAKE2B_256_SIZE]
{
	g_autofree struct blake2b_input *in = g_new0(struct blake2b_input, b->files->len);
	unsigned char(*out)[BLAKE2B_256_SIZE] = g_malloc_n(b->files->len, BLAKE2B_256_SIZE);

	for (guint i = 0; i < b->files->len; i++) {
		const struct file *f = &g_array_index(b->files, struct file, i);

		in[i].data = b->bytes->data + f->at;
		in[i].len = f->len;
	}
	blake2b_many(b->files->len, in, out);
	return out;
}

static bool
make(const struct newfile_batch *b, const struct file *f, const char *name, GError **error)
{
	int fd = openat(f->dir->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return err_set_errno(error, errno, "make a file");
	if (!write_all(fd, b->bytes->data + f->at, f->len, error)) {
		close(fd);
		return false;
	}
	return close_dated(fd, f->mtime, error);
}

static void
work(struct job *j)
{
	struct newfile_batch *b = (struct newfile_batch *)j;
	g_autofree unsigned char(*digests)[BLAKE2B_256_SIZE] =
	    b->naming == NEWFILE_BY_DIGEST ? digest_all(b) : NULL;
	g_autoptr(GString) name = g_string_new(NULL);

	for (guint i = 0; i < b->files->len && b->error == NULL; i++) {
		const struct file *f = &g_array_index(b->files, struct file, i);

		newfile_name(name, b->names->str + f->prefix, b->names->str + f->suffix, f->len,
		    digests != NULL ? digests[i] : NULL);
		if (!make(b, f, name->str, &b->error))
			b->failed = f->id;
	}
}
