/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The groups of RTF that are open, and what is set in each: a group begins with what the one around it
 * has, and when it ends that is back.
 */
#ifndef CONVERT_MAPI_RTF_GROUP_H
#define CONVERT_MAPI_RTF_GROUP_H

#include "convert/mapi/rtf_keyword.h"
#include "convert/mapi/rtf_style.h"
#include "convert/mapi/rtf_token.h"

enum rtf_holds {
	RTF_HOLDS_TEXT,
	RTF_HOLDS_HTML,
	RTF_HOLDS_NOTHING, /* that is to be shown */
	RTF_HOLDS_FONTS,
	RTF_HOLDS_COLOURS,
	RTF_HOLDS_INSTRUCTION,
	RTF_HOLDS_OBJECT, /* nothing, up to its result */
	RTF_HOLDS_FORMS,  /* nothing, up to the form in Unicode */
};

struct rtf_group {
	enum rtf_holds holds;
	enum rtf_holds around; /* of RTF_HOLDS_OBJECT and _FORMS: what it is in */
	struct rtf_style style;
	guint uc;         /* characters that stand for a \u */
	guint field_link; /* that the field's result will be */
	bool not_html;    /* \htmlrtf is on */
	bool in_object;
	bool fresh; /* nothing but \* was in it yet */
	bool star;  /* \* was, and the next word says whether it is for us */
};

struct rtf_groups;

/* With a group around the document, which is never closed. */
struct rtf_groups *rtf_groups_new(void);

/* The innermost group, borrowed until one is opened or closed. */
struct rtf_group *rtf_groups_top(struct rtf_groups *g);

/* How many groups are open, that around the document not counted. */
guint rtf_groups_depth(const struct rtf_groups *g);

/* False: it is deeper than RTF_DEPTH_MAX and shares the state of the group around it. */
bool rtf_groups_open(struct rtf_groups *g);
void rtf_groups_close(struct rtf_groups *g);
void rtf_groups_free(struct rtf_groups *g); /* accepts NULL */

/* Whether an action says what a group holds. */
bool rtf_action_is_destination(enum rtf_action action);

/* Sets what a group holds, by such an action. */
void rtf_group_hold(struct rtf_group *g, enum rtf_action action);

/*
 * Whether a word, of which k is the row or NULL, is behind a \* and not for us; then the group is
 * passed over.
 */
bool rtf_group_is_ignored(struct rtf_group *g, const struct rtf_keyword *k);

/* Sets what a word about style says. font: the document's default */
void rtf_group_set(
    struct rtf_group *g, const struct rtf_keyword *k, const struct rtf_token *token, gint32 font);

#endif
