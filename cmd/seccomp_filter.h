/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls that a mail archiver never makes, refused by the kernel. */
#ifndef CMD_SECCOMP_FILTER_H
#define CMD_SECCOMP_FILTER_H

#include "crypto/error.h"

/*
 * Refuses, with EPERM and for good, in all threads: sockets, other programs,
 * other processes' memory, mounts, namespaces, the kernel's own interfaces. It
 * is a list of what is refused, so that a new C library cannot break archives
 * by a call nobody has heard of. Threads and fork go on working. Fails with
 * ERR_IO.
 */
MUST_USE bool seccomp_filter_enter(GError **error);

#endif
