/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enters the sandbox as a command does and then tries what a parser that was
 * taken over would try, and what commands must go on doing. Prints TAP.
 *
 * usage: sandbox_probe SCRATCH-DIRECTORY
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/sandbox.h"

static int ntests;
static bool all_ok = true;

static void
ok(bool held, const char *what)
{
	printf("%sok %d - %s (%s)\n", held ? "" : "not ", ++ntests, what, strerror(errno));
	all_ok = all_ok && held;
	errno = 0;
}

/* A call that must fail in this way. */
static void
denied(long result, int how, const char *what)
{
	ok(result == -1 && errno == how, what);
}

static void *
thread(void *arg)
{
	return socket(AF_INET, SOCK_STREAM, 0) == -1 && errno == EPERM ? arg : NULL;
}

static void
try_attacks(void)
{
	static char *const arguments[] = {"/bin/true", NULL};

	denied(open("/etc/passwd", O_RDONLY), EACCES, "a file elsewhere is not read");
	denied(open("/proc/self/mem", O_RDONLY), EACCES, "the own memory is not read as a file");
	denied(open("/", O_RDONLY | O_DIRECTORY), EACCES, "a directory elsewhere is not listed");
	denied(open("/tmp/mailpouch-probe", O_WRONLY | O_CREAT, 0600), EACCES,
	    "nothing is made elsewhere");
	denied(socket(AF_INET, SOCK_STREAM, 0), EPERM, "no internet socket");
	denied(socket(AF_UNIX, SOCK_STREAM, 0), EPERM, "no local socket");
	denied(execv(arguments[0], arguments), EPERM, "no other program");
	denied(syscall(SYS_execveat, AT_FDCWD, arguments[0], arguments, NULL, 0), EPERM,
	    "no other program by execveat");
	denied(ptrace(PTRACE_TRACEME, 0, NULL, NULL), EPERM, "no ptrace");
	denied(unshare(CLONE_NEWUSER), EPERM, "no namespace");
	denied(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0), EPERM,
	    "no namespace by clone");
	denied(syscall(SYS_io_uring_setup, 1, NULL), EPERM, "no io_uring");
	denied(ioctl(STDIN_FILENO, TIOCSTI, "x"), EPERM, "no typing into the terminal");
	denied(open("read/new", O_WRONLY | O_CREAT, 0600), EACCES, "no new file in a source");
	denied(open("read/file", O_WRONLY), EACCES, "no writing to a source");
	denied(unlink("read/file"), EACCES, "no removing from a source");
	denied(symlink("/etc/passwd", "write/link"), EACCES, "no symbolic link");
	denied(rename("read/file", "write/file"), EACCES, "no moving out of a source");
}

static void
try_work(void)
{
	GThread *t;
	GError *error = NULL;
	pid_t child;
	int fd, status = -1;
	gsize len = 0;
	g_autofree char *text = NULL;
	time_t now = time(NULL);

	ok(access("read/file", R_OK) == 0 && open("read/file", O_RDONLY) >= 0, "sources are read");
	ok(open("read", O_RDONLY | O_DIRECTORY) >= 0, "sources are listed");
	ok(mkdir("write/a", 0700) == 0 && mkdir("write/b", 0700) == 0, "directories are made");
	fd = open("write/a/f", O_RDWR | O_CREAT | O_EXCL, 0600);
	ok(fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0, "files are written");
	ok(ftruncate(fd, 0) == 0, "files are cut");
	ok(rename("write/a/f", "write/a/g") == 0, "files are renamed");
	ok(link("write/a/g", "write/a/h") == 0 && unlink("write/a/h") == 0, "files are linked");
	ok(rename("write/a", "write/c") == 0, "directories are renamed");
	ok(unlink("write/c/g") == 0 && rmdir("write/c") == 0, "both are removed");

	t = g_thread_try_new("probe", thread, &ntests, &error);
	ok(t != NULL && g_thread_join(t) == &ntests, "threads start, in the sandbox too");
	child = fork();
	if (child == 0)
		_exit(socket(AF_INET, SOCK_STREAM, 0) == -1 && errno == EPERM ? 7 : 1);
	ok(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
		WEXITSTATUS(status) == 7,
	    "children start, in the sandbox too");
	text = g_convert("\x82\xa0", 2, "UTF-8", "SHIFT_JIS", NULL, &len, NULL);
	ok(text != NULL && strcmp(text, "あ") == 0, "rare character sets are known");
	ok(setenv("TZ", "Asia/Tokyo", 1) == 0 && (tzset(), timezone == -9 * 3600) &&
		localtime(&now) != NULL,
	    "time zones are known");
}

static void
try_core(void)
{
	struct rlimit core;

	ok(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0,
	    "no core dump");
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) readable = g_ptr_array_new();
	g_autoptr(GPtrArray) writable = g_ptr_array_new();
	struct sandbox s = {.read = readable, .write = writable, .required = true};
	g_autoptr(GError) error = NULL;

	if (argc != 2 || chdir(argv[1]) != 0 || mkdir("read", 0700) != 0 ||
	    mkdir("write", 0700) != 0 || !g_file_set_contents("read/file", "x", 1, NULL))
		return 2;
	g_ptr_array_add(readable, (char *)"read");
	g_ptr_array_add(readable, (char *)"read/file");
	g_ptr_array_add(readable, (char *)"absent");
	g_ptr_array_add(writable, (char *)"write");
	sandbox_protect_memory();
	if (!sandbox_enter(&s, &error)) {
		printf("1..0 # SKIP %s\n", error->message);
		return 0;
	}
	printf("# %s\n", sandbox_describe());
	try_attacks();
	try_work();
	try_core();
	printf("1..%d\n", ntests);
	return all_ok ? 0 : 1;
}
