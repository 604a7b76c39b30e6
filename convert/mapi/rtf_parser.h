/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows the groups of an RTF document and what is set in them, and hands its text to the writer for
 * what the document is. Time is in proportion to the document, memory to its depth and tables.
 */
#ifndef CONVERT_MAPI_RTF_PARSER_H
#define CONVERT_MAPI_RTF_PARSER_H

#include "convert/mapi/rtf.h"
#include "convert/mapi/rtf_token.h"

struct rtf_parser;

/* A parser that fills in body, which is borrowed. */
struct rtf_parser *rtf_parser_new(struct rtf_body *body);

/* The next token; false when the document has ended. */
bool rtf_parser_take(struct rtf_parser *p, const struct rtf_token *token);

/* Ends the document, wherever it is. */
void rtf_parser_end(struct rtf_parser *p);

void rtf_parser_free(struct rtf_parser *p); /* accepts NULL */

typedef struct rtf_parser rtf_parser;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rtf_parser, rtf_parser_free)

#endif
