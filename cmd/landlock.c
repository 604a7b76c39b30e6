/* SPDX-License-Identifier: Apache-2.0 */
/* Landlock by raw system calls, since glibc has no functions; see landlock.h. */
#include "cmd/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights newer than the headers of Debian 12. */
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define NET_BIND_TCP (1ULL << 0)
#define NET_CONNECT_TCP (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

#define FS_ABI_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* all up to it */
#define FS_ABI_2 (FS_ABI_1 | LANDLOCK_ACCESS_FS_REFER)
#define FS_ABI_3 (FS_ABI_2 | FS_TRUNCATE)
#define FS_ABI_5 (FS_ABI_3 | FS_IOCTL_DEV)

#define NET_ABI_4 (NET_BIND_TCP | NET_CONNECT_TCP)
#define SCOPE_ABI_6 (SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL)

#define FILE_READ LANDLOCK_ACCESS_FS_READ_FILE
#define FILE_WRITE (FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
#define TREE_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
/* clang-format off */
#define TREE_WRITE                                                                          \
	(TREE_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                           \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |                  \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER)
/* clang-format on */

/* struct landlock_ruleset_attr of ABI 6. */
struct ruleset {
	guint64 fs, net, scope; /* the rights that are given up */
};

/* By ABI, from 1: what is given up, and how much of the struct that kernel knows. */
static const struct {
	struct ruleset give_up;
	size_t size; /* bytes */
} abis[] = {
    {{FS_ABI_1, 0, 0}, 8},
    {{FS_ABI_2, 0, 0}, 8},
    {{FS_ABI_3, 0, 0}, 8},
    {{FS_ABI_3, NET_ABI_4, 0}, 16},
    {{FS_ABI_5, NET_ABI_4, 0}, 16},
    {{FS_ABI_5, NET_ABI_4, SCOPE_ABI_6}, 24},
};

#define ABI_MAX ((long)G_N_ELEMENTS(abis))

/*
 * Opens a rule set with all rights of the newest ABI that works: some kernels
 * claim one that they lack rights of. Returns its descriptor, or -1 with errno;
 * *abi: what the kernel says that it has.
 */
static int
open_ruleset(long *abi, guint64 *fs)
{
	*abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	for (long v = MIN(*abi, ABI_MAX); v > 0; v--) {
		long fd =
		    syscall(SYS_landlock_create_ruleset, &abis[v - 1].give_up, abis[v - 1].size, 0);

		*fs = abis[v - 1].give_up.fs;
		*abi = v == ABI_MAX ? *abi : v;
		if (fd >= 0)
			return (int)fd;
	}
	return -1;
}

static bool
allow(int ruleset, const char *path, guint64 of_tree, guint64 of_file)
{
	struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
	struct stat st;
	bool ok;

	if (rule.parent_fd < 0)
		return true;
	rule.allowed_access =
	    fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode) ? of_tree : of_file;
	ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	(void)close(rule.parent_fd);
	return ok;
}

static bool
allow_all(int ruleset, GPtrArray *paths, guint64 of_tree, guint64 of_file)
{
	for (guint i = 0; paths != NULL && i < paths->len; i++)
		if (!allow(ruleset, paths->pdata[i], of_tree, of_file))
			return false;
	return true;
}

int
landlock_enter(GPtrArray *readable, GPtrArray *writable, GError **error)
{
	guint64 fs = 0;
	long abi;
	int ruleset = open_ruleset(&abi, &fs);
	bool ok;

	if (ruleset < 0) {
		err_set(error, ERR_IO, "%s", g_strerror(errno));
		return -1;
	}
	ok = allow_all(ruleset, readable, TREE_READ & fs, FILE_READ & fs) &&
	    allow_all(ruleset, writable, TREE_WRITE & fs, FILE_WRITE & fs) &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (!ok)
		err_set(error, ERR_IO, "%s", g_strerror(errno));
	(void)close(ruleset);
	return ok ? (int)abi : -1;
}
