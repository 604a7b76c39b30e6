/* SPDX-License-Identifier: Apache-2.0 */
/* What crypto/volume.c says of bytes in memory, for tests that hold it against verify/. */
#ifndef TESTS_POUCH_READING_H
#define TESTS_POUCH_READING_H

#include "crypto/volume.h"
#include "tests/pouch_judge.h"

/*
 * What a program comes to that reads all members, and stops at the first fault: 0, or the
 * exit status. *why: the error's message, which the caller frees, or NULL.
 */
static inline int
judge_reading(const void *bytes, gsize len, char **why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(volume) v = volume_open(forge_file(bytes, len), &error);
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	const GArray *members = v != NULL ? volume_index(v)->members : NULL;
	const unsigned char *data;

	for (guint i = 0; members != NULL && i < members->len; i++)
		if (!volume_read_member(
			v, &g_array_index(members, struct member, i), scratch, &data, &error))
			break;
	*why = error != NULL ? g_strdup(error->message) : NULL;
	return error != NULL ? judge_status(error) : 0;
}

#endif
