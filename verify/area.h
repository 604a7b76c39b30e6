/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a volume that lie outside its data blocks, taken member by
 * member from memory. Nothing stops at a fault: each is reported, and the body
 * is found again by the next header that is intact. docs/FORMAT.md, section 3.
 */
#ifndef VERIFY_AREA_H
#define VERIFY_AREA_H

#include "crypto/error.h"
#include "crypto/layout.h"
#include "crypto/ustar.h"
#include "verify/finding.h"

/* The volume that is being checked, and what all checks of it share. */
struct view {
	int fd;                          /* borrowed */
	guint64 size;                    /* of the file, in bytes */
	guint64 volume;                  /* its number, for findings */
	char gname[USTAR_GNAME_LEN + 1]; /* that its headers must hold */
	struct findings *findings;
	guint64 pads;    /* pads met so far, whose number the next one has */
	bool pads_lost;  /* damage may have hidden some */
	guint64 covered; /* bytes that a check has bound */
};

/* Bytes of the volume in memory; area_take moves on. */
struct area {
	struct view *view;
	const unsigned char *bytes; /* borrowed */
	gsize len;
	guint64 at;     /* offset of bytes in the volume */
	bool swallowed; /* the last body had no header to end it: members behind may be in it */
};

/* A member's body, borrowed from the area's bytes. */
struct part {
	const unsigned char *body;
	gsize size;
	guint64 at;  /* offset of the header */
	bool intact; /* header and padding are as they must be */
};

/* What a member must be. */
struct wanted {
	const char *name;
	gsize min, max;            /* bytes of the body */
	enum finding_code missing; /* reported if it is not there */
};

/*
 * Reads up to len bytes of the volume, fewer at the end of the file. Returns
 * false, with a finding, if the medium does not give them back. The caller
 * owns buf, which is resized and must outlive the area.
 */
MUST_USE bool area_load(
    struct area *a, struct view *view, guint64 at, guint64 len, GByteArray *buf);

/* Whether an intact header stands here; name and size are set then. */
MUST_USE bool area_peek(const struct area *a, char name[USTAR_NAME_SIZE], guint64 *size);

/*
 * Takes the next member. Returns true if there is a body, though it may not be
 * intact; false if there is none, and then the area may not have moved. Every
 * fault is reported.
 */
MUST_USE bool area_take(struct area *a, const struct wanted *w, struct part *out);

/* Takes a pad with a body of exactly size bytes, which must be zeros. */
void area_take_pad(struct area *a, guint64 size);

#endif
