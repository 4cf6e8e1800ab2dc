/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: base_log and base_log_wants may be called by any thread; the sink is set while no
 * other thread logs. The default sink is chosen at the first message, by an atomic state, and
 * writes each message with one call of the C library, which keeps lines whole.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 512

/* highest level wanted; UNREAD until the environment was looked at */
#define UNREAD UINT32_MAX
static uint32_t highest_level = UNREAD;
static base_log_sink *current_sink;
static void *current_context;

static void write_to_file(void *context, enum base_log_level level, uint32_t number,
                          base_error error, const char *text)
{
    static const char *const LEVELS[] = {"", "error", "warning", "notice", "trace"};
    const char *path = getenv("NTMS_LOG");
    (void)context;
    if (path == NULL)
        return;
    /* Opened per message: several processes write to the same file, and tests read it meanwhile. */
    FILE *file = strcmp(path, "-") == 0 ? stderr : fopen(path, "a");
    if (file == NULL)
        return;
    if (error != BASE_ERROR_SUCCESS)
        fprintf(file, "ntms %u %s: %s (%s, %u)\n", number, LEVELS[level], text,
                base_error_name(error), error);
    else
        fprintf(file, "ntms %u %s: %s\n", number, LEVELS[level], text);
    if (file != stderr)
        fclose(file);
}

static uint32_t wanted_level(void)
{
    uint32_t level = __atomic_load_n(&highest_level, __ATOMIC_ACQUIRE);
    if (level != UNREAD)
        return level;
    level = getenv("NTMS_LOG") != NULL ? (uint32_t)BASE_LOG_TRACE : 0;
    __atomic_store_n(&highest_level, level, __ATOMIC_RELEASE);
    return level;
}

void base_log_set_sink(base_log_sink *sink, void *context, enum base_log_level highest)
{
    current_sink = sink;
    current_context = context;
    __atomic_store_n(&highest_level, sink != NULL ? (uint32_t)highest : UNREAD, __ATOMIC_RELEASE);
}

bool base_log_wants(enum base_log_level level)
{
    return (uint32_t)level <= wanted_level();
}

base_error base_log(enum base_log_level level, uint32_t number, base_error error,
                    const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list arguments;
    if (!base_log_wants(level))
        return error;
    int saved_errno = errno;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        text[0] = '\0';
    va_end(arguments);
    base_log_sink *sink = current_sink != NULL ? current_sink : write_to_file;
    sink(current_context, level, number, error, text);
    errno = saved_errno;
    return error;
}
