/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of an RTF document, one after the other (Rich Text Format 1.9.1, "Basic entities").
 * Whatever the bytes are, they are tokens, in constant memory: a text comes in pieces, a control
 * word that is too long loses its end, and the bytes behind \bin are skipped.
 */
#ifndef CONVERT_MAPI_RTF_TOKEN_H
#define CONVERT_MAPI_RTF_TOKEN_H

#include "convert/mapi/object.h"

#define RTF_WORD_MAX 31      /* bytes of a control word that are kept */
#define RTF_NUMBER_DIGITS 10 /* of its number that count */

enum rtf_token_type {
	RTF_TOKEN_END, /* of the input, also if it failed: rtf_tokens_error */
	RTF_TOKEN_OPEN,
	RTF_TOKEN_CLOSE,
	RTF_TOKEN_WORD,   /* a control word; line ends behind a backslash are \par */
	RTF_TOKEN_SYMBOL, /* a control symbol, except those that stand for a byte of text */
	RTF_TOKEN_TEXT,   /* bytes in the codepage of the font; one, if it was \'hh */
	RTF_TOKEN_BINARY, /* \bin with its bytes */
};

struct rtf_token {
	enum rtf_token_type type;
	char word[RTF_WORD_MAX + 1]; /* of a control word, without its number */
	bool has_number;
	gint32 number; /* 0 if there is none; held to the range of the type */
	char symbol;
	const unsigned char *text; /* borrowed until the next call */
	size_t len;
};

struct rtf_tokens;

/* The tokens of this stream, which is borrowed and must outlive them. */
struct rtf_tokens *rtf_tokens_new(struct mapi_stream *in);

/* The next token; behind the end always RTF_TOKEN_END. */
void rtf_tokens_next(struct rtf_tokens *t, struct rtf_token *token);

/* Why reading the stream failed, borrowed; NULL: it did not. */
const GError *rtf_tokens_error(const struct rtf_tokens *t);

void rtf_tokens_free(struct rtf_tokens *t); /* accepts NULL */

typedef struct rtf_tokens rtf_tokens;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rtf_tokens, rtf_tokens_free)

#endif
