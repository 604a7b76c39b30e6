/* SPDX-License-Identifier: Apache-2.0 */
/* The error domain of all layers; see error.h. */
#include "crypto/error.h"

GQuark
err_domain(void)
{
	return g_quark_from_static_string("mailpouch-error");
}

bool
err_set(GError **error, enum err_kind kind, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (error != NULL)
		*error = g_error_new_valist(ERR_DOMAIN, (int)kind, format, ap);
	va_end(ap);
	return false;
}

bool
err_set_errno(GError **error, int errnum, const char *what)
{
	return err_set(error, ERR_IO, "%s: %s", what, g_strerror(errnum));
}

enum err_kind
err_kind(const GError *error)
{
	return error->domain == ERR_DOMAIN ? (enum err_kind)error->code : ERR_IO;
}
