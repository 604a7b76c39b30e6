/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the values of a message record that are more than a type are written and
 * read: the kinds in record.c's tables.
 */
#ifndef CONVERT_RECORD_KIND_H
#define CONVERT_RECORD_KIND_H

#include "convert/member.h"

/* Of a struct message. Each knows from its other members whether it is there. */
extern const struct member_kind record_from;          /* from_at and from_len */
extern const struct member_kind record_separator;
extern const struct member_kind record_flags;
extern const struct member_kind record_received;
extern const struct member_kind record_received_from;
extern const struct member_kind record_keywords;
extern const struct member_kind record_states;

/* Of a struct summary. */
extern const struct member_kind record_attachment_facts;
extern const struct member_kind record_attachment_names; /* to be read after the facts */
extern const struct member_kind record_time;
extern const struct member_kind record_mih;           /* made from message_id */

/* Of a GPtrArray * of names. */
extern const struct member_kind record_defects;

/* Of a struct message_record. */
extern const struct member_kind record_folder;
extern const struct member_kind record_canonical;
extern const struct member_kind record_unquoted;

#endif
