/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the process that unpacks says about a packed file, through a pipe: a
 * sequence of frames, each a type (1 byte), the length of the rest (4 bytes,
 * little-endian) and the rest. The process reads hostile input, so it may be in a
 * stranger's hands, and the reader believes none of it: every length has
 * a limit, and what does not fit the grammar ends the conversation.
 *
 *	listing = LOST? (ENTRY DATA* LOST? | PROGRESS)* (END | BROKEN)    the DATA of companions alone
 *	reading = LOST? (ENTRY DATA* DAMAGED? LOST?)*   (END | BROKEN)
 *
 * What a process that derives says is in derive_frame.h.
 */
#ifndef CONVERT_UNPACK_FRAME_H
#define CONVERT_UNPACK_FRAME_H

#include "convert/tree.h"

#define UNPACK_HEADER_LEN 5
#define UNPACK_DATA_MAX (64 * 1024)        /* bytes of a DATA frame */
#define UNPACK_PATH_MAX 4096               /* bytes of a path, and of a link's target */
#define UNPACK_REASON_MAX 512              /* bytes of a reason */
#define UNPACK_COMPANION_MAX (1024 * 1024) /* bytes of a companion */
#define UNPACK_COMPANIONS_MAX \
	(64 * 1024 * 1024) /* bytes of all of them: what is over is not told */
#define UNPACK_PROGRESS_EVERY (16 * 1024 * 1024) /* bytes unpacked */

enum unpack_frame_type {
	UNPACK_ENTRY = 'E',    /* struct unpack_entry */
	UNPACK_DATA = 'D',     /* bytes of the latest entry */
	UNPACK_PROGRESS = 'P', /* le64: bytes unpacked so far */
	UNPACK_DAMAGED = 'X',  /* why the latest entry's bytes end here: text */
	UNPACK_LOST = 'L',     /* why there may have been entries before the next one: text */
	UNPACK_BROKEN = 'B',   /* why the packed file cannot be read further: text */
	UNPACK_END = 'Z',      /* le64: bytes of the packed file behind its end */
	/* derive_frame.h: */
	UNPACK_WANT = 'W',
	UNPACK_FOLDER = 'F',
	UNPACK_OPENING = 'Q',
	UNPACK_ITEM = 'I',
	UNPACK_MESSAGE = 'M',
	UNPACK_SAID = 'S',
	UNPACK_MADE = 'O',
	UNPACK_FAILED = 'N',
	UNPACK_REFUSED = 'U',
};

struct unpack_frame {
	enum unpack_frame_type type;
	const unsigned char *rest;
	size_t len;
};

enum unpack_flag {
	UNPACK_ENCRYPTED = 1 << 0, /* its bytes need a password */
	UNPACK_HARD_LINK = 1 << 1, /* to target, whose bytes are its own */
	UNPACK_COUNTED =
	    1 << 2, /* the packed file does not say its size: it was counted, in the listing */
	UNPACK_ONLY =
	    1 << 3, /* the one file in a file that is compressed and no archive: no path */
	UNPACK_COMPANION = 1 << 4, /* the listing has its bytes */
};
#define UNPACK_FLAGS_ALL 31

/* An entry as the packed file has it: path and target are raw bytes, not checked. */
struct unpack_entry {
	enum entry_type type;
	guint flags; /* enum unpack_flag */
	guint32 mode;
	guint64 size; /* UNPACK_COUNTED: 0 when the bytes are read */
	gint64 mtime;
	guint32 mtime_nsec;
	const char *path;
	size_t path_len;
	const char *target;
	size_t target_len;
};

/* The most bytes that the rest of a frame of this type may have; 0: there is no such type. */
size_t unpack_frame_max(unsigned char type);

/* Puts the header of a frame with len bytes behind it into out. */
void unpack_frame_header(
    enum unpack_frame_type type, size_t len, unsigned char out[UNPACK_HEADER_LEN]);

/*
 * Takes a header apart; the frame's rest is not set yet. Fails with ERR_FORMAT if there
 * is no such type or its rest is too long.
 */
MUST_USE bool unpack_frame_parse(
    const unsigned char header[UNPACK_HEADER_LEN], struct unpack_frame *f, GError **error);

/* The rest of an ENTRY frame, added to out. */
void unpack_entry_put(const struct unpack_entry *e, GByteArray *out);

/*
 * Takes the rest of an ENTRY frame apart; path and target are borrowed from it, and end in a
 * NUL. Fails with ERR_FORMAT unless unpack_entry_put makes the same bytes of *e.
 */
MUST_USE bool unpack_entry_parse(
    const unsigned char *rest, size_t len, struct unpack_entry *e, GError **error);

/* The rest of a PROGRESS or END frame. Fails with ERR_FORMAT. */
MUST_USE bool unpack_number_parse(const struct unpack_frame *f, guint64 *n, GError **error);

#endif
