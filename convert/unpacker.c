/* SPDX-License-Identifier: Apache-2.0 */
/* The process that unpacks; see unpacker.h. */
#include "convert/unpacker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convert/unpack_jail.h"

enum {
	FD_IN,  /* the packed file */
	FD_OUT, /* the pipe */
	NFDS,
};

struct unpacker {
	int socket;
	pid_t pid;
};

/* A job with its descriptors, as one message on the socket. */
struct request {
	struct unpack_job job;
	int fds[NFDS];
};

/* Room for the descriptors in a message, aligned as it must be. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(NFDS * sizeof(int))];
};

static bool
send_request(int socket, const struct request *r)
{
	union control control = {.room = {0}};
	struct iovec iov = {.iov_base = (void *)&r->job, .iov_len = sizeof(r->job)};
	struct msghdr m = {
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	ssize_t n;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(r->fds));
	memcpy(CMSG_DATA(c), r->fds, sizeof(r->fds));
	do
		n = sendmsg(socket, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(r->job);
}

/* False at the end: whoever asks is gone. */
static bool
receive_request(int socket, struct request *r)
{
	union control control;
	struct iovec iov = {.iov_base = &r->job, .iov_len = sizeof(r->job)};
	struct msghdr m = {
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room),
	};
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	c = n == (ssize_t)sizeof(r->job) ? CMSG_FIRSTHDR(&m) : NULL;
	if (c == NULL || c->cmsg_len != CMSG_LEN(sizeof(r->fds)))
		return false;
	memcpy(r->fds, CMSG_DATA(c), sizeof(r->fds));
	return true;
}

/* Standard error alone stays besides the two: a sanitizer speaks there. */
static void
work(const struct unpacker_options *o, const struct request *r)
{
	void (*run)(const struct unpack_job *job, int in, int out) =
	    o->run != NULL ? o->run : unpack_job_run;

	/* What came is above standard error, which is open, so neither of the two is lost. */
	if (dup2(r->fds[FD_IN], UNPACK_JAIL_IN) < 0 || dup2(r->fds[FD_OUT], UNPACK_JAIL_OUT) < 0)
		_exit(1);
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	if (!unpack_jail_enter(NULL) && o->jail_required)
		_exit(1);
	if (r->job.deriving)
		derive_job_run(&r->job.derive, UNPACK_JAIL_IN, UNPACK_JAIL_OUT);
	else
		run(&r->job, UNPACK_JAIL_IN, UNPACK_JAIL_OUT);
	_exit(0);
}

/* Ends the workers of a level and deeper ones. */
static void
end_workers(pid_t workers[UNPACKER_LEVELS], guint level)
{
	for (; level < UNPACKER_LEVELS; level++) {
		if (workers[level] <= 0)
			continue;
		(void)kill(workers[level], SIGKILL);
		while (waitpid(workers[level], NULL, 0) < 0 && errno == EINTR)
			continue;
		workers[level] = 0;
	}
}

/*
 * The helper. Signals that end the program are for the program: it goes when the
 * program is gone.
 */
static void
serve(const struct unpacker_options *o, int socket)
{
	static const int of_the_program[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct request r;
	pid_t workers[UNPACKER_LEVELS] = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(of_the_program); i++)
		(void)signal(of_the_program[i], SIG_IGN);
	(void)signal(SIGPIPE, SIG_DFL);
	while (receive_request(socket, &r)) {
		guint level = MIN(r.job.level, UNPACKER_LEVELS - 1);

		end_workers(workers, level);
		if (r.job.deriving)
			derive_job_prepare(&r.job.derive);
		workers[level] = fork();
		if (workers[level] == 0)
			work(o, &r);
		sodium_memzero(&r.job, sizeof(r.job));
		(void)close(r.fds[FD_IN]);
		(void)close(r.fds[FD_OUT]);
	}
	end_workers(workers, 0);
	_exit(0);
}

/*
 * Keeps the socket and standard error; what else is open is not the helper's. The socket
 * takes the places of standard input and output, which may be all that a sandbox leaves to open.
 */
static void
become_helper(const struct unpacker_options *o, int socket)
{
	if (dup2(socket, STDIN_FILENO) < 0 || dup2(socket, STDOUT_FILENO) < 0)
		_exit(1);
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	serve(o, STDIN_FILENO);
}

struct unpacker *
unpacker_start(const struct unpacker_options *o, GError **error)
{
	struct unpacker *u;
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		err_set_errno(error, errno, "socketpair");
		return NULL;
	}
	pid = fork();
	if (pid == 0)
		become_helper(o, ends[1]);
	(void)close(ends[1]);
	if (pid < 0) {
		err_set_errno(error, errno, "fork");
		(void)close(ends[0]);
		return NULL;
	}
	u = g_new0(struct unpacker, 1);
	u->socket = ends[0];
	u->pid = pid;
	return u;
}

int
unpacker_run(struct unpacker *u, const struct unpack_job *job, int fd, GError **error)
{
	struct request r = {.job = *job};
	int ends[2];
	bool sent;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		err_set_errno(error, errno, "pipe");
		return -1;
	}
	r.fds[FD_IN] = fd;
	r.fds[FD_OUT] = ends[1];
	sent = send_request(u->socket, &r);
	sodium_memzero(&r.job, sizeof(r.job));
	(void)close(ends[1]);
	if (sent)
		return ends[0];
	err_set(error, ERR_IO, "unpacking: the process is gone");
	(void)close(ends[0]);
	return -1;
}

void
unpacker_stop(struct unpacker *u)
{
	if (u == NULL)
		return;
	(void)close(u->socket);
	while (waitpid(u->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	g_free(u);
}
