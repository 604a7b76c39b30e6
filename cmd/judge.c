/* SPDX-License-Identifier: Apache-2.0 */
/* Judging volumes without a key; see judge.h. */
#include "cmd/judge.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/terminal.h"

/* Judges one volume into v. */
static bool
judge_volume(struct verdict *v, const char *path, const struct volume_options *o, GError **error)
{
	struct volume_result r = {.name = g_strdup(path)};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY); /* a fifo is no file */
	bool ok = false;

	if (fd < 0)
		err_set_errno(error, errno, "open");
	else
		ok = volume_check(fd, o, &r, &v->findings, error);
	if (fd >= 0)
		close(fd);
	if (ok) {
		g_array_append_val(v->volumes, r);
		return true;
	}
	g_prefix_error(error, "%s: ", path);
	volume_result_clear(&r);
	return false;
}

bool
judge_volumes(
    struct verdict *v, const char *const *paths, const struct vouching *vouching, GError **error)
{
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(struct minisign_public));
	struct volume_options o = {.digest = vouching->receipt != NULL};

	for (gsize i = 0; i < vouching->nsigners; i++)
		g_array_append_val(keys, vouching->signers[i].key);
	o.vouched = (const struct minisign_public *)(void *)keys->data;
	o.nvouched = keys->len;
	for (; *paths != NULL; paths++)
		if (!judge_volume(v, *paths, &o, error))
			return false;
	verdict_without_key(v, vouching);
	return true;
}

bool
judge_before_use(const char *const *paths, GError **error)
{
	static const struct vouching nobody = {0};
	g_auto(verdict) v = {0};

	verdict_init(&v);
	if (!judge_volumes(&v, paths, &nobody, error))
		return false;
	switch (verdict_of_contents(&v)) {
	case VERDICT_ALTERED:
		return err_set(error, ERR_ALTERED,
		    "%s: this pouch is not what was sealed (verify says what differs)", paths[0]);
	case VERDICT_REPAIRABLE:
		terminal_say(LOUD_NORMAL,
		    "%s: parts that it holds twice are damaged; its contents are whole", paths[0]);
		return true;
	default:
		return true;
	}
}
