/* SPDX-License-Identifier: Apache-2.0 */
/* The raw bytes of exceptions; see quarantine.h. */
#include "cmd/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/exception_file.h"
#include "convert/outdir.h"
#include "convert/payload_path.h"
#include "crypto/hex.h"

#define DIGEST_SIZE 32 /* BLAKE2b-256 */
#define RULE_KEPT 40   /* bytes of a rule in a file's name */
#define COPY_SIZE (64 * 1024)

struct quarantine {
	struct outdir *dir;
	int index; /* its file */
	guint64 nexceptions;
	/* Of a pouch. */
	struct visitor visitor;
	char *path;         /* of the file whose bytes go by */
	guint64 at;         /* offset in it */
	GPtrArray *pending; /* struct taking: what is expected of it, and not there yet */
};

/* A file that is being filled. */
struct taking {
	char *name;
	json_t *entry;    /* of the index */
	guint64 from, to; /* of the source's file */
	guint64 done;     /* offset behind what was taken */
	crypto_generichash_state hash;
};

static void
taking_free(void *data)
{
	struct taking *t = data;

	if (t == NULL)
		return;
	g_free(t->name);
	json_decref(t->entry);
	g_aligned_free(t);
}

typedef struct taking taking;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(taking, taking_free)

struct quarantine *
quarantine_open(const char *path, bool force, GError **error)
{
	g_autoptr(quarantine) q = g_new0(struct quarantine, 1);

	q->index = -1;
	q->pending = g_ptr_array_new_with_free_func(taking_free);
	q->dir = outdir_open(path, force, error);
	if (q->dir == NULL)
		return NULL;
	q->index =
	    openat(outdir_fd(q->dir), "index.jsonl", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (q->index >= 0)
		return g_steal_pointer(&q);
	err_set_errno(error, errno, "make the index of the quarantine");
	return NULL;
}

/* A rule may be that of a pouch, which a stranger wrote. */
static char *
file_name(guint64 number, const char *rule)
{
	g_autofree char *safe = g_strndup(rule, RULE_KEPT);

	g_strcanon(safe, "abcdefghijklmnopqrstuvwxyz0123456789-", '_');
	return g_strdup_printf("%08" G_GUINT64_FORMAT "-%s", number, safe);
}

/* Writes the entry of the index. why: there is no file. */
static bool
write_entry(struct quarantine *q, const struct taking *t, const char *why, GError **error)
{
	char *line;
	bool ok;

	json_object_set_new(t->entry, "file", why == NULL ? json_string(t->name) : json_null());
	if (why != NULL && t->to > t->from)
		json_object_set_new(t->entry, "why", json_string(why));
	line = json_dumps(t->entry, JSON_COMPACT);
	ok = write_all(q->index, line, strlen(line), error) && write_all(q->index, "\n", 1, error);
	free(line);
	return ok;
}

/* Notes in the index that all is there. */
static bool
finish(struct quarantine *q, struct taking *t, GError **error)
{
	unsigned char digest[DIGEST_SIZE];
	char hex[HEX_SIZE(DIGEST_SIZE)];

	crypto_generichash_final(&t->hash, digest, sizeof(digest));
	hex_encode(hex, digest, sizeof(digest));
	json_object_set_new(t->entry, "blake2b", json_string(hex));
	return write_entry(q, t, NULL, error);
}

/* Begins to take the bytes of x; the caller frees it. */
static struct taking *
taking_new(struct quarantine *q, const struct survey_exception *x)
{
	/* libsodium's hash state wants its own alignment. */
	struct taking *t = g_aligned_alloc0(1, sizeof(*t), _Alignof(struct taking));

	t->name = file_name(++q->nexceptions, x->rule);
	t->entry = exception_json(x);
	t->from = t->done = x->offset;
	t->to = x->length <= G_MAXUINT64 - x->offset ? x->offset + x->length : x->offset;
	crypto_generichash_init(&t->hash, NULL, 0, DIGEST_SIZE);
	return t;
}

/* Adds bytes to the file. */
static bool
append(struct quarantine *q, struct taking *t, const void *data, size_t len, GError **error)
{
	int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(outdir_fd(q->dir), t->name,
	    t->done == t->from ? flags | O_CREAT | O_EXCL : flags, 0666);
	bool ok;

	if (fd < 0)
		return err_set_errno(error, errno, "make a file of the quarantine");
	ok = write_all(fd, data, len, error);
	if (close(fd) != 0 && ok)
		ok = err_set_errno(error, errno, "close a file of the quarantine");
	crypto_generichash_update(&t->hash, data, len);
	t->done += len;
	return ok;
}

/* Opens a source again; -1 with *why set if that is not possible. */
static int
open_source(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0) {
		*why = g_strerror(errno);
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	*why = "it is no file";
	return -1;
}

/* Copies what can be read of the range; *why says what stopped it. */
static bool
copy_range(struct quarantine *q, struct taking *t, int fd, const char **why, GError **error)
{
	g_autofree unsigned char *buf = g_malloc(COPY_SIZE);

	while (t->done < t->to) {
		size_t want = (size_t)MIN(t->to - t->done, COPY_SIZE);
		ssize_t n = pread(fd, buf, want, (off_t)t->done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			*why = n < 0 ? g_strerror(errno) : "the file ends before";
			return true;
		}
		if (!append(q, t, buf, (size_t)n, error))
			return false;
	}
	return true;
}

/* What was taken of a range that broke off stays, and the index says that it did. */
static bool
finish_range(struct quarantine *q, struct taking *t, const char *why, GError **error)
{
	if (t->done == t->from)
		return write_entry(q, t, why != NULL ? why : "it has no place", error);
	if (why != NULL)
		json_object_set_new(t->entry, "why", json_string(why));
	return finish(q, t, error);
}

bool
quarantine_take(struct quarantine *q, const struct survey_exception *x, GError **error)
{
	g_autoptr(taking) t = taking_new(q, x);
	const char *why = NULL;
	bool ok;
	int fd;

	if (t->to == t->from)
		return finish_range(q, t, NULL, error);
	fd = open_source(x->store, &why);
	if (fd < 0)
		return finish_range(q, t, why, error);
	ok = copy_range(q, t, fd, &why, error) && finish_range(q, t, why, error);
	close(fd);
	return ok;
}

bool
quarantine_expect(struct quarantine *q, const struct survey_exception *x, GError **error)
{
	g_autoptr(taking) t = taking_new(q, x);
	const char *path = payload_path_below(x->store);

	if (t->to == t->from)
		return finish_range(q, t, NULL, error);
	if (path == NULL || g_strcmp0(q->path, path) != 0 || q->at > t->from)
		return finish_range(q, t, "its bytes are not in the pouch", error);
	g_ptr_array_add(q->pending, g_steal_pointer(&t));
	return true;
}

/* Takes what is in these bytes, which are at offset q->at of the file. */
static bool
take_pending(struct quarantine *q, const struct span *s, GError **error)
{
	guint64 end = q->at + s->len;

	for (guint i = q->pending->len; i-- > 0;) {
		struct taking *t = q->pending->pdata[i];
		guint64 to = MIN(t->to, end);

		if (t->done >= to || t->done < q->at)
			continue;
		if (!append(q, t, s->data + (t->done - q->at), (size_t)(to - t->done), error))
			return false;
		if (t->done < t->to)
			continue;
		if (!finish(q, t, error))
			return false;
		g_ptr_array_remove_index_fast(q->pending, i);
	}
	q->at = end;
	return true;
}

/* The file has ended: what is still expected is not in it. */
static bool
end_pending(struct quarantine *q, GError **error)
{
	for (guint i = 0; i < q->pending->len; i++)
		if (!finish_range(q, q->pending->pdata[i], "the file ends before", error))
			return false;
	g_ptr_array_set_size(q->pending, 0);
	g_clear_pointer(&q->path, g_free);
	return true;
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct quarantine *q = user;

	(void)error;
	if (e->type == ENTRY_FILE) {
		g_free(q->path);
		q->path = g_strdup(e->path);
		q->at = 0;
	}
	return true;
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	return take_pending(user, s, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	(void)e;
	(void)f;
	return end_pending(user, error);
}

const struct visitor *
quarantine_visitor(struct quarantine *q)
{
	q->visitor = (struct visitor){
	    .user = q,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .file_end = on_file_end,
	};
	return &q->visitor;
}

bool
quarantine_commit(struct quarantine *q, GError **error)
{
	int fd = q->index;

	q->index = -1;
	if (close(fd) != 0)
		return err_set_errno(error, errno, "close the index of the quarantine");
	return outdir_commit(q->dir, error);
}

void
quarantine_close(struct quarantine *q)
{
	if (q == NULL)
		return;
	if (q->index >= 0)
		close(q->index);
	outdir_close(q->dir);
	g_ptr_array_unref(q->pending);
	g_free(q->path);
	g_free(q);
}
