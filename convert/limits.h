/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a target will refuse, or not keep as it is: messages and folders that are over
 * the limits that its maker publishes. The limits and where they are published stand in
 * one table, limits_table.c; docs/LIMITS.md explains them.
 */
#ifndef CONVERT_LIMITS_H
#define CONVERT_LIMITS_H

#include "convert/visitor.h"

/* What is measured. */
enum measure {
	MEASURE_SIZE,         /* of a message, with lines ending in CRLF: bytes */
	MEASURE_HEADER,       /* of its header, likewise */
	MEASURE_FIELDS,       /* fields in the header */
	MEASURE_FIELD,        /* the longest value but To, Cc and References: bytes as they stand */
	MEASURE_SUBJECT,      /* of the Subject: bytes as they stand */
	MEASURE_MESSAGE_ID,   /* of the Message-ID: bytes */
	MEASURE_LINE,         /* the longest line without its end: bytes */
	MEASURE_KEYWORD,      /* the longest keyword: bytes */
	MEASURE_KEYWORDS,     /* different keywords in a folder */
	MEASURE_FOLDER_NAME,  /* the longest of a folder's names: bytes of UTF-8 */
	MEASURE_FOLDER_PATH,  /* all of them, with '/' between */
	MEASURE_FOLDER_DEPTH, /* how many there are */
	MEASURE_SUBFOLDERS,   /* folders directly in a folder */
	MEASURE_IN_FOLDER,    /* messages in a folder */
	NMEASURES,
};

struct limit {
	const char *target; /* "exchange" */
	enum measure measure;
	guint64 max;        /* this much is allowed */
	const char *source; /* where it is published */
};

/* All limits of all targets, ended by one without a target. */
extern const struct limit limits_table[];

/* "message-size" ... */
const char *measure_name(enum measure m);

/* Whether there is a target of this name; and their names, "exchange, gmail, dovecot". */
bool limits_has_target(const char *name);
char *limits_targets(void); /* the caller frees it */

#define LIMITS_KEPT 10000        /* messages and folders over one limit that are kept */
#define LIMITS_KEYWORDS_MAX 1000 /* keywords of a folder that are told apart */

/* A message or folder that is over a limit. */
struct over {
	const struct limit *limit;
	guint64 value;
	bool more;       /* it has more than that, which were not counted */
	guint64 message; /* its number; 0: it is a folder */
	char *path; /* of the source, and the file in it; of a folder that of its source bytes */
	guint64 offset; /* of the message in that file */
};

struct limits;

/* A run that measures for this target, which there is. */
struct limits *limits_new(const char *target);
void limits_free(struct limits *l); /* accepts NULL */

/* The visitor to scan with; borrowed. */
const struct visitor *limits_visitor(struct limits *l);

/*
 * What is over a limit: struct over, of each limit the first LIMITS_KEPT. Once, when the scan is
 * over; borrowed.
 */
const GPtrArray *limits_over(struct limits *l);

/* How many are over this limit of the target, the kept ones and all others. */
guint64 limits_count(const struct limits *l, const struct limit *limit);

typedef struct limits limits;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(limits, limits_free)

#endif
