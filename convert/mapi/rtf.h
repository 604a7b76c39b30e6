/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body that a message has as RTF: HTML or plain text that was packed in RTF comes out as it was
 * ([MS-OXRTFEX]), and what was written as RTF becomes plain text and simple HTML. Any bytes are
 * read, in one pass and in memory that is bounded by RTF_OUTPUT_MAX; what is wrong is a flag.
 *
 *	g_autoptr(mapi_stream) s = mapi_open(o, p, 0, error);
 *	g_autoptr(rtf_body) b = s != NULL ? rtf_read(g_steal_pointer(&s), error) : NULL;
 */
#ifndef CONVERT_MAPI_RTF_H
#define CONVERT_MAPI_RTF_H

#include "convert/mapi/object.h"

#define RTF_OUTPUT_MAX (32 * 1024 * 1024) /* bytes of a body; the rest is left out */
#define RTF_DEPTH_MAX 256 /* groups in groups that have their own state; deeper ones share it */
#define RTF_PLACES_MAX 65536

enum rtf_kind {
	RTF_KIND_NONE, /* no RTF: nothing is made of it */
	RTF_KIND_HTML, /* html is what was packed; plain is empty */
	RTF_KIND_TEXT, /* plain is what was packed; html is empty */
	RTF_KIND_REAL, /* written as RTF: both are made from it */
};

enum rtf_flag {
	RTF_CUT = 1 << 0, /* it ends early, or error says why it could not be read on */
	RTF_CRC = 1 << 1, /* its checksum is wrong */
	RTF_HEADER =
	    1 << 2,         /* the header of the compressed form is missing or states wrong sizes */
	RTF_LIMIT = 1 << 3, /* over a limit above: something was left out */
	RTF_CHARSET = 1 << 4,  /* it names a codepage that we do not know; windows-1252 was taken */
	RTF_TRAILING = 1 << 5, /* text follows its end, and was left out */
};

enum rtf_place_kind {
	RTF_PLACE_ATTACHMENT, /* the next attachment by PidTagRenderingPosition; empty */
	RTF_PLACE_CID,     /* "[cid:...]", which stands for the attachment with this Content-ID */
	RTF_PLACE_PICTURE, /* "[picture]", for one that is in the RTF alone */
	RTF_PLACE_OBJECT,  /* "[object]", the same */
};

/* Where something that is no text stands in a body. */
struct rtf_place {
	enum rtf_place_kind kind;
	size_t at, len; /* the bytes of the body that stand for it */
};

struct rtf_body {
	enum rtf_kind kind;
	guint flags;      /* of enum rtf_flag */
	GError *error;    /* NULL: all of the RTF could be read */
	GByteArray *html; /* in html_charset */
	guint html_codepage;
	const char *html_charset; /* as mail spells it */
	GByteArray *plain;        /* UTF-8, lines end with CRLF */
	GArray *html_places;      /* struct rtf_place, in order; none of HTML that was packed */
	GArray *plain_places;
};

/*
 * Reads what a stream of PidTagRtfCompressed ([MS-OXRTFCP]) holds. It takes over the stream,
 * also when it fails: with ERR_FORMAT if this is no compressed RTF, or as its first read fails; a
 * later failure is in the body. The caller frees the body.
 */
MUST_USE struct rtf_body *rtf_read(struct mapi_stream *compressed, GError **error);

/* The same of RTF itself, which is borrowed. */
struct rtf_body *rtf_parse(struct mapi_stream *rtf);

void rtf_body_free(struct rtf_body *b); /* accepts NULL */

typedef struct rtf_body rtf_body;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rtf_body, rtf_body_free)

#endif
