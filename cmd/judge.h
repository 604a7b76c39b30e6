/* SPDX-License-Identifier: Apache-2.0 */
/* Judging the volumes on the command line without a key: what verify and unpack begin with. */
#ifndef CMD_JUDGE_H
#define CMD_JUDGE_H

#include "verify/verdict.h"

/*
 * Judges each volume (NULL-terminated paths) into v, which verdict_init made,
 * then all of them together. vouching is borrowed for v's life. Fails as volume_check, with the
 * file's name in front.
 */
MUST_USE bool judge_volumes(
    struct verdict *v, const char *const *paths, const struct vouching *vouching, GError **error);

/*
 * The same for who only wants to know whether to go on: fails with ERR_ALTERED if the pouch is
 * not what was sealed, and says on standard error if something in it should be repaired.
 */
MUST_USE bool judge_before_use(const char *const *paths, GError **error);

#endif
