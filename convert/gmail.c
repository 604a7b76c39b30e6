/* SPDX-License-Identifier: Apache-2.0 */
/* Messages by their Gmail labels; see gmail.h. */
#include "convert/gmail.h"

#include <string.h>

#include "convert/gmail_labels.h"
#include "convert/header.h"

static const char *const folders[GMAIL_NFOLDERS] = {
    [GMAIL_INBOX] = "INBOX",
    [GMAIL_SENT] = "Sent",
    [GMAIL_DRAFTS] = "Drafts",
    [GMAIL_SPAM] = "Junk",
    [GMAIL_TRASH] = "Trash",
    [GMAIL_CHAT] = "Chat",
};

/* The first label of a kind, or NULL. */
static const char *
first_of(const GPtrArray *labels, enum gmail_label kind)
{
	for (guint i = 0; i < labels->len; i++)
		if (gmail_label_kind(labels->pdata[i]) == kind)
			return labels->pdata[i];
	return NULL;
}

/* "A/B" is B in A; a name with an empty part is not taken apart. */
static char **
folder_of_label(const char *label)
{
	bool whole = *label == '/' || g_str_has_suffix(label, "/") || strstr(label, "//") != NULL;

	return g_strsplit(label, "/", whole ? 1 : -1);
}

static char **
choose_folder(const GPtrArray *labels, const char **user)
{
	enum gmail_label best = GMAIL_NFOLDERS;

	for (guint i = 0; i < labels->len; i++)
		best = MIN(best, gmail_label_kind(labels->pdata[i]));
	*user = NULL;
	if (best < GMAIL_NFOLDERS)
		return g_strsplit(folders[best], "/", -1);
	*user = first_of(labels, GMAIL_USER);
	return *user != NULL ? folder_of_label(*user) : g_strsplit("Archive", "/", -1);
}

static void
take_label(struct message *m, const char *label)
{
	switch (gmail_label_kind(label)) {
	case GMAIL_UNREAD:
		m->flags &= ~(guint)FLAG_SEEN;
		break;
	case GMAIL_STARRED:
		m->flags |= FLAG_FLAGGED;
		break;
	case GMAIL_DRAFTS:
		m->flags |= FLAG_DRAFT;
		break;
	case GMAIL_IMPORTANT:
		message_add_keyword(m, "$Important");
		break;
	case GMAIL_SPAM:
		message_add_keyword(m, "$Junk");
		break;
	case GMAIL_CATEGORY:
	case GMAIL_USER:
		message_add_keyword(m, label);
		break;
	default:
		break;
	}
}

char **
gmail_apply(struct message *m, const GPtrArray *labels)
{
	const char *user;
	char **names = choose_folder(labels, &user);

	m->has_flags = true;
	m->flags |= FLAG_SEEN;
	for (guint i = 0; i < labels->len; i++)
		if (labels->pdata[i] != user)
			take_label(m, labels->pdata[i]);
	return names;
}

/* The field with the labels, if its place says that Google wrote it. */
static bool
find_labels(const unsigned char *head, size_t len, bool trusted, struct header_field *f)
{
	return trusted ? header_find(head, len, "X-Gmail-Labels", f)
		       : header_find_above(head, len, "X-Gmail-Labels", f);
}

char **
gmail_apply_header(struct message *m, const unsigned char *head, size_t len, bool trusted)
{
	g_autoptr(GPtrArray) labels = NULL;
	g_autofree char *text = NULL;
	struct header_field f;

	if (!find_labels(head, len, trusted, &f))
		return NULL;
	text = gmail_labels_decode(f.value, f.value_len);
	labels = gmail_labels_split(text);
	message_add_state(m, "gmail-labels", text, strlen(text));
	return gmail_apply(m, labels);
}

bool
gmail_has_labels(const unsigned char *head, size_t len, bool trusted)
{
	struct header_field f;

	return find_labels(head, len, trusted, &f);
}

/* The length of path without its last name, if that is name; else its whole length. */
static size_t
without_last(const char *path, size_t len, const char *name)
{
	size_t n = strlen(name);

	if (len < n || memcmp(path + len - n, name, n) != 0)
		return len;
	if (len == n)
		return 0;
	return path[len - n - 1] == '/' ? len - n - 1 : len;
}

char *
gmail_root(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t dir = slash != NULL ? (size_t)(slash - path) : 0;

	for (size_t len = dir; len > 0;) {
		size_t without = without_last(path, len, "Takeout");
		const char *up = memrchr(path, '/', len);

		if (without < len)
			return g_strndup(path, without);
		len = up != NULL ? (size_t)(up - path) : 0;
	}
	return g_strndup(path, without_last(path, dir, "Mail"));
}
