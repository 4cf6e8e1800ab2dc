/* SPDX-License-Identifier: MIT */
/*
 * Messages: a level, a message number that stays the same when the wording changes, and a text.
 * They go to a sink (the event log) and to the file that the environment variable NTMS_LOG names
 * ("-" is the standard error stream). When nobody wants a message it costs two loads and two
 * comparisons. Logging never disturbs errno, never fails and never blocks on anything but the sink.
 * The call returns the error it was given, so "record, keep, jump" is one line: error =
 * base_log(...); goto out;
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum base_log_level {
    BASE_LOG_ERROR = 1,
    BASE_LOG_WARNING = 2,
    BASE_LOG_NOTICE = 3,
    BASE_LOG_TRACE = 4
};

/*
 * Receives one message. text is valid during the call only. Called on the thread that logs,
 * possibly on several at once; it must not log itself.
 */
typedef void base_log_sink(void *context, enum base_log_level level, uint32_t number,
                           base_error error, const char *text);

/*
 * Sets the sink and the highest level it wants; NULL: none. Once for the whole life of the process,
 * or while no other thread logs.
 */
void base_log_set_sink(base_log_sink *sink, void *context, enum base_log_level highest);

/* True when a message of that level would reach somebody; for callers that build costly texts. */
bool base_log_wants(enum base_log_level level);

/* "error", "warning", "notice", "trace". */
const char *base_log_level_name(enum base_log_level level);

/* Bytes of a text with its zero. */
#define BASE_LOG_TEXT_SIZE 512

/* base_log with a text that is ready. */
void base_log_text(enum base_log_level level, uint32_t number, base_error error, const char *text);

/* The cross compilers check the old formats only: no z, j, t, ll or PRI; pass int and unsigned. */
#define BASE_LOG_FORMAT __attribute__((format(printf, 4, 5)))

/*
 * Logs one message, formatted as printf does and cut at 512 bytes. error 0 means "no error".
 * Numbers are made of a room and a count: 100 base, 200 port, 300 rules, 400 sched, 500 device, 600
 * label, 700 store, 800 engine, 900 api, each room counting on by itself. Returns error. Any
 * thread.
 */
base_error base_log(enum base_log_level level, uint32_t number, base_error error,
                    const char *format, ...) BASE_LOG_FORMAT;

#endif
