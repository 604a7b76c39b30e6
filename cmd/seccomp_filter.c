/* SPDX-License-Identifier: Apache-2.0 */
/* The list of refused system calls; see seccomp_filter.h. */
#include "cmd/seccomp_filter.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>

/* By name, since older libraries and other machines do not have all of them. */
/* clang-format off */
static const char *const refused[] = {
    /* the network; a socketpair reaches nobody else */
    "socket", "connect", "bind", "listen", "accept", "accept4", "socketcall",
    /* other programs */
    "execve", "execveat", "uselib",
    /* other processes */
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open",
    "pidfd_getfd", "kcmp",
    /* another view of the file system, or a way around Landlock */
    "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "fsopen",
    "fsmount", "fsconfig", "fspick", "move_mount", "open_tree", "mount_setattr",
    "name_to_handle_at", "open_by_handle_at", "mknod", "mknodat",
    /* system calls made by the kernel on our behalf, which no filter sees */
    "io_uring_setup", "io_uring_enter", "io_uring_register",
    /* the kernel */
    "bpf", "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module",
    "finit_module", "delete_module", "add_key", "request_key", "keyctl", "quotactl",
    "quotactl_fd", "acct", "swapon", "swapoff", "reboot", "syslog", "settimeofday",
    "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "iopl",
    "ioperm", "modify_ldt", "vhangup", "fanotify_init",
    /* becoming somebody else */
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups",
    "setfsuid", "setfsgid", "capset",
};
/* clang-format on */

/* New namespaces would be new rights. */
static const unsigned namespaces[] = {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
    CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET};

/* Typing into the terminal that the program was started from. */
static const unsigned long terminal_input[] = {TIOCSTI, TIOCLINUX};

/* Each of these returns 0 or a negative errno, as libseccomp does. */
static int
refuse_calls(scmp_filter_ctx filter)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(refused); i++) {
		int call = seccomp_syscall_resolve_name(refused[i]);

		if (call >= 0)
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
	}
	return rc;
}

static int
refuse_namespaces(scmp_filter_ctx filter)
{
	/* A filter cannot see clone3's flags; with ENOSYS the C library takes clone. */
	int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(namespaces); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i]));
	return rc;
}

static int
refuse_typing(scmp_filter_ctx filter)
{
	int rc = 0;

	/* The kernel looks at the low half of the argument alone. */
	for (size_t i = 0; rc == 0 && i < G_N_ELEMENTS(terminal_input); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
		    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, terminal_input[i]));
	return rc;
}

bool
seccomp_filter_enter(GError **error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc;

	if (filter == NULL)
		return err_set(error, ERR_IO, "not available");
	rc = refuse_calls(filter);
	if (rc == 0)
		rc = refuse_namespaces(filter);
	if (rc == 0)
		rc = refuse_typing(filter);
	if (rc == 0)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 || err_set(error, ERR_IO, "%s", g_strerror(-rc));
}
