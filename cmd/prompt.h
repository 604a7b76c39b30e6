/* SPDX-License-Identifier: Apache-2.0 */
/* A question on the terminal whose answer is not shown. */
#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include "crypto/error.h"
#include "crypto/secret.h"

/* Whether the program has a terminal, /dev/tty, wherever its streams go. */
bool prompt_available(void);

/*
 * Shows the question, which is safe to show, and reads a line of at most max
 * bytes with echo off. The caller owns the answer, without its line end. A
 * signal, even one that stops the program for a while, finds echo on again.
 * NULL with ERR_INTERRUPTED if a signal ends the program, with ERR_KEY if the
 * terminal hangs up or the answer is too long, with ERR_IO.
 */
MUST_USE struct secret *prompt_secret(const char *question, size_t max, GError **error);

#endif
