/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: base_log and base_log_wants may be called by any thread; a sink is set once and
 * for all, or while no other thread logs: its context is there before its level. The file of
 * NTMS_LOG is found at the first message and gets each with one call of the C library, which keeps
 * lines whole.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The highest level for the file; UNREAD until the environment was looked at. */
#define UNREAD UINT32_MAX
static uint32_t file_level = UNREAD;
/* The highest level for the sink. */
static uint32_t sink_level;
static base_log_sink *current_sink;
static void *current_context;

const char *base_log_level_name(enum base_log_level level)
{
    static const char *const NAMES[] = {"", "error", "warning", "notice", "trace"};
    return (size_t)level < sizeof NAMES / sizeof *NAMES ? NAMES[level] : "";
}

static void write_to_file(enum base_log_level level, uint32_t number, base_error error,
                          const char *text)
{
    const char *path = getenv("NTMS_LOG");
    if (path == NULL)
        return;
    /* Opened per message: several processes write to the same file, and tests read it meanwhile. */
    FILE *file = strcmp(path, "-") == 0 ? stderr : fopen(path, "a");
    if (file == NULL)
        return;
    const char *name = base_log_level_name(level);
    if (error != BASE_ERROR_SUCCESS)
        fprintf(file, "ntms %u %s: %s (%s, %u)\n", number, name, text, base_error_name(error),
                error);
    else
        fprintf(file, "ntms %u %s: %s\n", number, name, text);
    if (file != stderr)
        fclose(file);
}

static uint32_t level_for_file(void)
{
    uint32_t level = __atomic_load_n(&file_level, __ATOMIC_RELAXED);
    if (level != UNREAD)
        return level;
    level = getenv("NTMS_LOG") != NULL ? (uint32_t)BASE_LOG_TRACE : 0;
    __atomic_store_n(&file_level, level, __ATOMIC_RELAXED);
    return level;
}

void base_log_set_sink(base_log_sink *sink, void *context, enum base_log_level highest)
{
    current_sink = sink;
    current_context = context;
    __atomic_store_n(&sink_level, sink != NULL ? (uint32_t)highest : 0, __ATOMIC_RELEASE);
}

bool base_log_wants(enum base_log_level level)
{
    return (uint32_t)level <= __atomic_load_n(&sink_level, __ATOMIC_ACQUIRE) ||
           (uint32_t)level <= level_for_file();
}

void base_log_text(enum base_log_level level, uint32_t number, base_error error, const char *text)
{
    int saved_errno = errno;
    if ((uint32_t)level <= __atomic_load_n(&sink_level, __ATOMIC_ACQUIRE))
        current_sink(current_context, level, number, error, text);
    if ((uint32_t)level <= level_for_file())
        write_to_file(level, number, error, text);
    errno = saved_errno;
}

base_error base_log(enum base_log_level level, uint32_t number, base_error error,
                    const char *format, ...)
{
    char text[BASE_LOG_TEXT_SIZE];
    va_list arguments;
    if (!base_log_wants(level))
        return error;
    int saved_errno = errno;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        text[0] = '\0';
    va_end(arguments);
    base_log_text(level, number, error, text);
    errno = saved_errno;
    return error;
}
