/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the values of a struct summary that are more than a type are written and
 * read: kinds for record.c's tables.
 */
#ifndef CONVERT_SUMMARY_KIND_H
#define CONVERT_SUMMARY_KIND_H

#include "convert/member.h"

/* Of a struct summary. */
extern const struct member_kind summary_attachment_facts;
extern const struct member_kind summary_attachment_names; /* to be read after the facts */
extern const struct member_kind summary_time;
extern const struct member_kind summary_mih; /* made from message_id */

/* Of a GPtrArray * of char *. */
extern const struct member_kind summary_names;

#endif
