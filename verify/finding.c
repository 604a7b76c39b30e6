/* SPDX-License-Identifier: Apache-2.0 */
/* The table of findings, and lists of them; see finding.h. */
#include "verify/finding.h"

#include <string.h>

/* Numbers are never reused; a new kind takes the next one of its hundred. */
static const struct finding_kind kinds[FINDING_NCODES] = {
    [FOUND_BLOCK_DAMAGED] = {"V101", "block-damaged", CLASS_LOSSY,
	"data is damaged: its signed hash does not match"},
    [FOUND_BLOCK_UNREADABLE] = {"V102", "block-unreadable", CLASS_LOSSY,
	"the medium does not give back data"},
    [FOUND_STRIPE_UNPROVEN] = {"V103", "stripe-unproven", CLASS_LOSSY,
	"data could not be proven, as the hashes of it are damaged as well"},
    [FOUND_PREAMBLE_DAMAGED] = {"V104", "preamble-damaged", CLASS_LOSSY,
	"the preamble is damaged, which names the signers"},
    [FOUND_TREE_DAMAGED] = {"V111", "tree-damaged", CLASS_REPAIRABLE,
	"a copy of the hashes is damaged"},
    [FOUND_CHECKPOINT_DAMAGED] = {"V112", "checkpoint-damaged", CLASS_LOSSY,
	"a checkpoint is damaged, which only its signer could write again"},
    [FOUND_SEAL_DAMAGED] = {"V113", "seal-damaged", CLASS_REPAIRABLE,
	"one copy of the SEAL is damaged"},
    [FOUND_HEADER_DAMAGED] = {"V114", "header-damaged", CLASS_REPAIRABLE,
	"a tar header is damaged"},
    [FOUND_ZEROS_DAMAGED] = {"V115", "zeros-damaged", CLASS_REPAIRABLE,
	"bytes that must be zero are not"},
    [FOUND_END_MISSING] = {"V116", "end-missing", CLASS_REPAIRABLE,
	"the file is cut off behind its first SEAL"},
    [FOUND_SEGMENT_LOST] = {"V121", "segment-lost", CLASS_LOSSY,
	"16 MiB of the contents cannot be read"},
    [FOUND_LISTS_DAMAGED] = {"V122", "lists-damaged", CLASS_LOSSY,
	"the lists of files and messages cannot be read"},
    [FOUND_MESSAGE_LOST] = {"V123", "message-lost", CLASS_LOSSY, "a message is damaged or lost"},
    [FOUND_FILE_LOST] = {"V124", "file-lost", CLASS_LOSSY, "a file is damaged or lost"},
    [FOUND_SIGNATURE_BAD] = {"V201", "signature-bad", CLASS_ALTERED,
	"a signature does not belong to what it stands behind"},
    [FOUND_MEMBER_MALFORMED] = {"V202", "member-malformed", CLASS_ALTERED,
	"what was signed does not have the form of a pouch"},
    [FOUND_MEMBER_MISPLACED] = {"V203", "member-misplaced", CLASS_ALTERED,
	"a member is not where it belongs"},
    [FOUND_FOREIGN_MEMBER] = {"V204", "foreign-member", CLASS_ALTERED,
	"a member belongs to another pouch"},
    [FOUND_INDEX_DIFFERS] = {"V205", "index-differs", CLASS_ALTERED,
	"the index of members does not match the members"},
    [FOUND_PREAMBLE_DIFFERS] = {"V206", "preamble-differs", CLASS_ALTERED,
	"the preamble is not the one that was sealed"},
    [FOUND_SLOTS_DIFFER] = {"V207", "slots-differ", CLASS_ALTERED,
	"the keys for readers are not those that were sealed"},
    [FOUND_TREE_DIFFERS] = {"V208", "tree-differs", CLASS_ALTERED,
	"the hashes do not match what was signed"},
    [FOUND_CHECKPOINT_DIFFERS] = {"V209", "checkpoint-differs", CLASS_ALTERED,
	"a checkpoint contradicts what is there"},
    [FOUND_SEAL_DIFFERS] = {"V210", "seal-differs", CLASS_ALTERED,
	"the SEAL contradicts what is there"},
    [FOUND_TRAILING_DATA] = {"V211", "trailing-data", CLASS_ALTERED,
	"there is data behind the end"},
    [FOUND_SHIFTED] = {"V212", "shifted", CLASS_ALTERED, "bytes were put in or taken out"},
    [FOUND_FOREIGN_VOLUME] = {"V221", "foreign-volume", CLASS_ALTERED,
	"a volume belongs to another pouch"},
    [FOUND_VOLUME_CONFLICT] = {"V222", "volume-conflict", CLASS_ALTERED,
	"two different volumes have one number"},
    [FOUND_CHAIN_BROKEN] = {"V223", "chain-broken", CLASS_ALTERED,
	"a volume does not continue the one before it"},
    [FOUND_CONTENTS_DIFFER] = {"V231", "contents-differ", CLASS_ALTERED,
	"the contents are not what the lists and the SEAL say"},
    [FOUND_MESSAGE_DIFFERS] = {"V232", "message-differs", CLASS_ALTERED,
	"a message is not the one that was recorded"},
    [FOUND_FILE_DIFFERS] = {"V233", "file-differs", CLASS_ALTERED,
	"a file is not the one that was recorded"},
    [FOUND_NOT_SEALED] = {"V301", "not-sealed", CLASS_INCOMPLETE,
	"there is no readable SEAL: cut off, or never sealed"},
    [FOUND_VOLUME_MISSING] = {"V302", "volume-missing", CLASS_INCOMPLETE, "a volume is missing"},
    [FOUND_SIGNER_UNKNOWN] = {"V401", "signer-unknown", CLASS_ORIGIN,
	"nobody who is trusted has signed this"},
    [FOUND_SIGNER_EXPIRED] = {"V402", "signer-expired", CLASS_ORIGIN,
	"the signer was not trusted at the time of sealing"},
    [FOUND_SIGNER_SILENT] = {"V403", "signer-silent", CLASS_ORIGIN,
	"a signer whom the pouch names has not signed its SEAL"},
    [FOUND_RECEIPT_DIFFERS] = {"V404", "receipt-differs", CLASS_ORIGIN,
	"this is not the pouch that the receipt was given for"},
    [FOUND_RECEIPT_UNSIGNED] = {"V405", "receipt-unsigned", CLASS_ORIGIN,
	"the receipt's own signature is not good"},
    [FOUND_LOSSES_SEALED] = {"V501", "losses-sealed", CLASS_NOTE,
	"losses were recorded when it was sealed"},
    [FOUND_VOLUME_TWICE] = {"V502", "volume-twice", CLASS_NOTE, "the same volume was given twice"},
    [FOUND_DERIVED_OTHERWISE] = {"V503", "derived-otherwise", CLASS_NOTE,
	"other versions of the converter make other bytes of an item, which itself is as it was"},
};

const struct finding_kind *
finding_kind(enum finding_code code)
{
	g_assert((unsigned)code < FINDING_NCODES);
	return &kinds[code];
}

const char *finding_class_name(enum finding_class class)
{
	static const char *const names[FINDING_NCLASSES] = {
	    "note", "repairable", "incomplete", "lossy", "origin", "altered"};

	g_assert((unsigned)class < FINDING_NCLASSES);
	return names[class];
}

static void
clear_one(gpointer p)
{
	g_free(((struct finding *)p)->text);
}

void
findings_init(struct findings *f)
{
	memset(f, 0, sizeof(*f));
	f->kept = g_array_new(FALSE, FALSE, sizeof(struct finding));
	g_array_set_clear_func(f->kept, clear_one);
}

void
findings_clear(struct findings *f)
{
	g_clear_pointer(&f->kept, g_array_unref);
	memset(f, 0, sizeof(*f));
}

/* Whether the range only continues the last finding, which then grows by it. */
static gboolean
merge(struct findings *f, enum finding_code code, guint64 volume, guint64 offset, guint64 length)
{
	struct finding *last;

	if ((code != FOUND_BLOCK_DAMAGED && code != FOUND_BLOCK_UNREADABLE) || f->kept->len == 0)
		return FALSE;
	last = &g_array_index(f->kept, struct finding, f->kept->len - 1);
	if (last->code != code || last->volume != volume || last->offset + last->length != offset)
		return FALSE;
	last->length += length;
	return TRUE;
}

void
findings_add(struct findings *f, enum finding_code code, guint64 volume, guint64 offset,
    guint64 length, const char *format, ...)
{
	struct finding new = {.code = code, .volume = volume, .offset = offset, .length = length};
	va_list ap;

	if (merge(f, code, volume, offset, length))
		return;
	f->total++;
	f->of_class[finding_kind(code)->class]++;
	if (f->kept->len == FINDINGS_MAX)
		return;
	if (format != NULL) {
		va_start(ap, format);
		new.text = g_strdup_vprintf(format, ap);
		va_end(ap);
	}
	g_array_append_val(f->kept, new);
}

char *
finding_count(guint64 n, const char *one, const char *many)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT " %s", n, n == 1 ? one : many);
}

char *
finding_escape(const void *bytes, gsize len)
{
	GString *s = g_string_new(NULL);
	const unsigned char *p = bytes;

	for (gsize i = 0; i < len; i++) {
		if (p[i] >= ' ' && p[i] <= '~' && p[i] != '\\')
			g_string_append_c(s, (char)p[i]);
		else
			g_string_append_printf(s, "\\x%02x", p[i]);
	}
	return g_string_free(s, FALSE);
}
