/* SPDX-License-Identifier: Apache-2.0 */
/* What an unpacking process may still do; see unpack_jail.h. */
#include "convert/unpack_jail.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "crypto/sanitizer.h"

/* Memory, the end, and what the C library does by itself. */
/* clang-format off */
static const int allowed[] = {
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid),
};

/* Of one descriptor alone. */
static const struct {
	int call;
	unsigned fd;
} of_descriptor[] = {
    {SCMP_SYS(pread64), UNPACK_JAIL_IN},
    {SCMP_SYS(lseek), UNPACK_JAIL_IN}, {SCMP_SYS(read), UNPACK_JAIL_IN}, {SCMP_SYS(write), UNPACK_JAIL_OUT},
};

/* Memory, but none that is run. */
static const int of_memory[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};

/* Asked for by libraries that do well without: character sets, time zones. */
static const int refused[] = {
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(newfstatat), SCMP_SYS(access),
    SCMP_SYS(readlink),
};
/* clang-format on */

/* Each of these returns 0 or a negative errno, as libseccomp does. */
static int
add_rules(scmp_filter_ctx filter)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(allowed); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(of_descriptor); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, of_descriptor[i].call, 1,
		    SCMP_A0(SCMP_CMP_EQ, of_descriptor[i].fd, 0));
	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(of_memory); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, of_memory[i], 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(refused); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
	return rc;
}

/* Dates in a zip are local; a zone with a name is not read again each time. */
static void
read_zone(void)
{
	(void)g_setenv("TZ", ":/etc/localtime", FALSE);
	tzset();
}

/* A limit that cannot be set leaves the one that there is. */
static void
limit_memory(void)
{
	const struct rlimit memory = {UNPACK_JAIL_MEMORY, UNPACK_JAIL_MEMORY};

	(void)setrlimit(RLIMIT_DATA, &memory);
}

bool
unpack_jail_enter(GError **error)
{
	scmp_filter_ctx filter;
	int rc;

	if (SANITIZED)
		return true;
	read_zone();
	limit_memory();
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return err_set(error, ERR_IO, "seccomp: not available");
	rc = add_rules(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 || err_set(error, ERR_IO, "seccomp: %s", g_strerror(-rc));
}
