/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control words of RTF that we act on (Rich Text Format 1.9.1; [MS-OXRTFEX] 2.1.3.1). Any other
 * is passed over.
 */
#ifndef CONVERT_MAPI_RTF_KEYWORD_H
#define CONVERT_MAPI_RTF_KEYWORD_H

#include <glib.h>

enum rtf_action {
	RTF_CHARACTER, /* value: what it stands for */
	RTF_MARK,      /* value: enum rtf_mark */
	RTF_UNICODE,   /* \u */
	RTF_UC,
	/* Destinations: what the group holds. */
	RTF_SKIP,        /* nothing to be shown */
	RTF_SHOWN,       /* text, although it is one that old readers shall ignore */
	RTF_MARKER,      /* the number or bullet of a list's item */
	RTF_FONTS,       /* the font table */
	RTF_COLOURS,     /* the colour table */
	RTF_INSTRUCTION, /* what a field does */
	RTF_RESULT,      /* what a field shows */
	RTF_PICTURE,
	RTF_OBJECT,
	RTF_OBJECT_RESULT, /* what an object shows */
	RTF_BOTH_FORMS,    /* \upr: the same text in a codepage and, in \ud, in Unicode */
	RTF_UNICODE_FORM,
	RTF_HTMLTAG, /* HTML as it was */
	/* The document. */
	RTF_DEFAULT_CODEPAGE, /* value: the codepage, or 0: the word's number */
	RTF_DEFAULT_FONT,
	RTF_FROM_HTML,
	RTF_FROM_TEXT,
	RTF_NOT_HTML, /* \htmlrtf */
	RTF_ATTACHMENT,
	/* Style. */
	RTF_TOGGLE, /* value: the offset of a bool in struct rtf_style */
	RTF_NO_UNDERLINE,
	RTF_SCRIPT, /* value: -1, 0, 1 */
	RTF_FONT,
	RTF_SIZE,
	RTF_COLOUR,
	RTF_BACK,
	RTF_PLAIN,
	RTF_NEW_PARAGRAPH,
	RTF_ALIGN, /* value: enum rtf_align */
	RTF_INDENT,
};

struct rtf_keyword {
	const char *word;
	enum rtf_action action;
	gint32 value;
};

enum rtf_mark {
	RTF_MARK_PARAGRAPH,
	RTF_MARK_LINE,
	RTF_MARK_TAB,
	RTF_MARK_CELL,
	RTF_MARK_ROW,
};

/* The row of a control word; NULL: none. */
const struct rtf_keyword *rtf_keyword(const char *word);

#endif
