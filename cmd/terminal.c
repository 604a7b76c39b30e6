/* SPDX-License-Identifier: Apache-2.0 */
/* Messages, status line and colour; see terminal.h. */
#include "cmd/terminal.h"

#include <string.h>
#include <unistd.h>

#define COLOR_BAD "\033[31m"
#define COLOR_BOLD "\033[1m"
#define COLOR_END "\033[0m"

static GMutex lock; /* over standard error and the status line on it */
static char *status;
static enum loudness loudness = LOUD_NORMAL;
static enum color color = COLOR_AUTO;

/* Characters that are invisible or change how others are shown, in ascending order. */
static const struct {
	gunichar first, last;
} hidden[] = {
    {0x0000, 0x001f},   /* C0 */
    {0x007f, 0x009f},   /* DEL, C1 */
    {0x00ad, 0x00ad},   /* soft hyphen */
    {0x061c, 0x061c},   /* Arabic letter mark */
    {0x180e, 0x180e},   /* Mongolian vowel separator */
    {0x200b, 0x200b},   /* zero width space; joiners after it belong to scripts and emoji */
    {0x200e, 0x200f},   /* direction marks */
    {0x2028, 0x202e},   /* line and paragraph separators, embeddings, overrides */
    {0x2060, 0x206f},   /* invisible operators, isolates */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff0, 0xfffb},   /* interlinear annotation */
    {0xe0000, 0xe0fff}, /* tags */
};

static bool
is_hidden(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (c <= hidden[i].last)
			return c >= hidden[i].first;
	return false;
}

char *
terminal_escape(const char *text, gssize len)
{
	const char *end = text + (len < 0 ? (gssize)strlen(text) : len);
	GString *out = g_string_sized_new((gsize)(end - text) + 1);

	while (text < end) {
		gunichar c = g_utf8_get_char_validated(text, end - text);
		bool valid = c < 0x110000;
		int size = valid ? (int)(g_utf8_next_char(text) - text) : 1;

		if (valid && !is_hidden(c))
			g_string_append_len(out, text, size);
		else if (valid && c >= 0x80)
			g_string_append_printf(out, "\\u{%x}", c);
		else
			g_string_append_printf(out, "\\x%02x", (unsigned char)*text);
		text += size;
	}
	return g_string_free(out, FALSE);
}

char *
terminal_size(guint64 bytes)
{
	static const char units[] = "KMGTPE";
	double amount = (double)bytes / 1024;
	size_t unit = 0;

	if (bytes < 1024)
		return g_strdup_printf("%d B", (int)bytes);
	for (; amount >= 1023.95 && unit + 1 < strlen(units); unit++)
		amount /= 1024;
	return g_strdup_printf("%.1f %ciB", amount, units[unit]);
}

void
terminal_set_loudness(enum loudness l)
{
	loudness = l;
}

bool
terminal_has_status(void)
{
	return loudness >= LOUD_NORMAL && isatty(STDERR_FILENO) == 1;
}

/* With the lock held: takes the line away, or puts it back. */
static void
erase_status(void)
{
	if (status != NULL)
		(void)fputs("\r\033[K", stderr);
}

static void
draw_status(void)
{
	if (status != NULL)
		(void)fputs(status, stderr);
	(void)fflush(stderr);
}

void
terminal_status(const char *line)
{
	if (!terminal_has_status())
		return;
	g_mutex_lock(&lock);
	erase_status();
	g_free(status);
	status = line != NULL ? terminal_escape(line, -1) : NULL;
	draw_status();
	g_mutex_unlock(&lock);
}

/* Whether escape sequences for colour go to standard error. */
static bool
has_color(void)
{
	const char *no = g_getenv("NO_COLOR"), *term = g_getenv("TERM");

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	return (no == NULL || *no == '\0') && g_strcmp0(term, "dumb") != 0 &&
	    isatty(STDERR_FILENO) == 1;
}

void
terminal_say(enum loudness l, const char *format, ...)
{
	g_autofree char *message = NULL, *safe = NULL;
	va_list ap;

	if (l > loudness)
		return;
	va_start(ap, format);
	message = g_strdup_vprintf(format, ap);
	va_end(ap);
	safe = terminal_escape(message, -1);
	g_mutex_lock(&lock);
	erase_status();
	if (has_color())
		(void)fprintf(stderr, "%smailpouch:%s %s\n",
		    l == LOUD_ERRORS ? COLOR_BAD : COLOR_BOLD, COLOR_END, safe);
	else
		(void)fprintf(stderr, "mailpouch: %s\n", safe);
	draw_status();
	g_mutex_unlock(&lock);
}

bool
terminal_set_color(const char *when, GError **error)
{
	if (when == NULL || strcmp(when, "auto") == 0)
		color = COLOR_AUTO;
	else if (strcmp(when, "always") == 0)
		color = COLOR_ALWAYS;
	else if (strcmp(when, "never") == 0)
		color = COLOR_NEVER;
	else
		return err_set(error, ERR_USAGE, "--color takes auto, always or never");
	return true;
}
