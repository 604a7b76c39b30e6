/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a message ends too early, told while its bytes go by: in its header,
 * in its outermost multipart, or in base64. Only what is asked of the last message of
 * a file says something of the file.
 */
#ifndef CONVERT_COMPLETE_TAIL_H
#define CONVERT_COMPLETE_TAIL_H

#include "convert/message.h"

/* A longer boundary is not looked for. */
#define COMPLETE_BOUNDARY_MAX 200

struct complete_tail {
	guint64 header_left;                   /* bytes of the header still to come */
	bool whole_header;                     /* its empty line is there */
	char close[COMPLETE_BOUNDARY_MAX + 5]; /* "--BOUNDARY--"; "": no multipart */
	size_t close_len;
	bool closed;
	char before[COMPLETE_BOUNDARY_MAX + 5]; /* the last bytes that went by */
	size_t before_len;
	bool base64;     /* all of the body is */
	guint64 ndigits; /* base64 characters in it */
	unsigned char last;
};

/* Begins a message, whose head is at hand. */
void complete_tail_begin(struct complete_tail *t, const struct message *m);

/* Its next bytes. */
void complete_tail_bytes(struct complete_tail *t, const unsigned char *data, size_t len);

/* In words what is cut, or NULL; a constant. */
const char *complete_tail_end(const struct complete_tail *t);

#endif
