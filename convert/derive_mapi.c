/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of MAPI objects; see derive_mapi.h. */
#include "convert/derive_mapi.h"

#include <gnu/libc-version.h>
#include <iconv.h>
#include <libical/ical.h>

#include "convert/mapi/codepage.h"
#include "convert/mapi/digest.h"
#include "convert/mapi/mail.h"
#include "convert/mapi/mail_state.h"

#define CODEPAGES 65536 /* numbers that a codepage may have */

char *
derive_mapi_libraries(void)
{
	return g_strdup_printf("libical %s, libc %s", ICAL_VERSION, gnu_get_libc_version());
}

/* The C library keeps a table for as long as it is open, and opens it again without a file. */
static void
load(const char *charset)
{
	if (iconv_open("UTF-8", charset) != (iconv_t)-1)
		(void)iconv_open(charset, "UTF-8");
}

void
derive_mapi_prepare(void)
{
	for (guint n = 1; n < CODEPAGES; n++) {
		const char *charset = codepage_charset(n);
		g_autofree char *number = g_strdup_printf("CP%u", n);

		if (charset == NULL)
			continue;
		load(charset);
		load(number);
	}
	(void)icaltimezone_get_utc_timezone();
}

static bool
on_write(void *user, const void *data, size_t len, GError **error)
{
	const struct derive_writer *w = user;

	return w->bytes(w->user, data, len, error);
}

/* Who is told of what did not go the normal way cannot end it: the process ends if nobody listens. */
static void
on_report(void *user, const struct exception *x)
{
	const struct derive_writer *w = user;

	(void)!w->exception(w->user, x, NULL);
}

bool
derive_mapi_write(struct mapi_object *o, const struct derive_writer *w, GError **error)
{
	const struct mail_options options = {0};
	const struct mail_output out = {.user = (void *)w, .write = on_write, .report = on_report};
	unsigned char digest[DERIVATION_DIGEST_SIZE];
	struct message m = {0};
	bool ok;

	mail_state_read(o, 0, &m);
	ok = mapi_digest(o, digest, NULL, error) && w->begin(w->user, &m, digest, error) &&
	    mail_build(o, &options, &out, error);
	message_clear(&m);
	return ok;
}
