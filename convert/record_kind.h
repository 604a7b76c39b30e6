/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How place, state and digests of a message are written and read where they are
 * more than a type: kinds for record.c's tables.
 */
#ifndef CONVERT_RECORD_KIND_H
#define CONVERT_RECORD_KIND_H

#include "convert/member.h"

/* Of a struct message. Each knows from its other members whether it is there. */
extern const struct member_kind record_from; /* from_at and from_len */
extern const struct member_kind record_separator;
extern const struct member_kind record_flags;
extern const struct member_kind record_received;
extern const struct member_kind record_received_from;
extern const struct member_kind record_keywords;
extern const struct member_kind record_states;
extern const struct member_kind record_node;    /* derivation: its node and digest */
extern const struct member_kind record_derived; /* and its converter */
extern const struct member_kind record_of;      /* and its entry */

/* Of a struct message_record. */
extern const struct member_kind record_folder;
extern const struct member_kind record_canonical;
extern const struct member_kind record_unquoted;

#endif
