/* SPDX-License-Identifier: Apache-2.0 */
/* What an RTF document's text is written to: one writer for HTML that was packed in it, one for the rest. */
#ifndef CONVERT_MAPI_RTF_WRITER_H
#define CONVERT_MAPI_RTF_WRITER_H

#include "convert/mapi/rtf.h"
#include "convert/mapi/rtf_keyword.h"
#include "convert/mapi/rtf_style.h"
#include "convert/mapi/rtf_tables.h"

struct rtf_writer;

struct rtf_writer_ops {
	/* As the functions below. */
	void (*bytes)(struct rtf_writer *w, const struct rtf_style *style, const unsigned char *p,
	    size_t len);
	void (*character)(struct rtf_writer *w, const struct rtf_style *style, gunichar c);
	void (*sign)(struct rtf_writer *w, const struct rtf_style *style, gunichar c);
	void (*mark)(struct rtf_writer *w, const struct rtf_style *style, enum rtf_mark mark);
	void (*place)(
	    struct rtf_writer *w, const struct rtf_style *style, enum rtf_place_kind kind);
	void (*end)(struct rtf_writer *w);
	void (*free)(struct rtf_writer *w);
};

/* What every writer begins with. */
struct rtf_writer {
	const struct rtf_writer_ops *ops;
};

/* A writer of HTML that was packed, into body, which is borrowed. Its charset is that of body. */
struct rtf_writer *rtf_html_writer_new(struct rtf_body *body);

/* A writer of plain text and, if the kind of body is RTF_KIND_REAL, of HTML, into body. Both are borrowed. */
struct rtf_writer *rtf_text_writer_new(struct rtf_body *body, const struct rtf_tables *tables);

/* Text in style->codepage. */
void rtf_write_bytes(
    struct rtf_writer *w, const struct rtf_style *style, const unsigned char *p, size_t len);

/* A character by its number. */
void rtf_write_character(struct rtf_writer *w, const struct rtf_style *style, gunichar c);

/* A character that RTF has a word for, as it has for quotes. */
void rtf_write_sign(struct rtf_writer *w, const struct rtf_style *style, gunichar c);

/* The end of a line, a paragraph, a cell ... */
void rtf_write_mark(struct rtf_writer *w, const struct rtf_style *style, enum rtf_mark mark);

/* Something that is no text stands here. */
void rtf_write_place(struct rtf_writer *w, const struct rtf_style *style, enum rtf_place_kind kind);

/* The end of the document. */
void rtf_write_end(struct rtf_writer *w);

void rtf_writer_free(struct rtf_writer *w); /* accepts NULL */

/* For writers: appends to an output of b, up to RTF_OUTPUT_MAX. */
void rtf_body_add(struct rtf_body *b, GByteArray *to, const void *p, size_t len);

/* For writers: notes that the last len bytes of an output are a place. */
void rtf_body_add_place(
    struct rtf_body *b, GArray *places, const GByteArray *in, enum rtf_place_kind kind, size_t len);

#endif
