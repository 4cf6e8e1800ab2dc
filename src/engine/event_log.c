/* SPDX-License-Identifier: MIT */
#include "engine/event_log.h"

#include "base/calendar.h"
#include "base/log.h"
#include "port/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_KIB = 1024,
    FILE_KIB_MOST = 1024 * 1024,
    LINE_SIZE = BASE_LOG_TEXT_SIZE + 256,
    TIME_SIZE = 64
};

/* Another process writes no longer than that. */
#define TURN_MILLISECONDS 200

#define TURN_SUFFIX "events"

static struct {
    struct port_mutex mutex;
    struct port_lease *turn; /* NULL: nothing is written to a file */
    char path[PORT_PATH_SIZE];
    char old_path[PORT_PATH_SIZE];
    char program[64];
    uint64_t limit;
    bool to_system;
} events = {.mutex = PORT_MUTEX_INIT};

static struct port_once installed;

/* ---- one line ---- */

static void format_time(int64_t now, char out[TIME_SIZE])
{
    const int64_t day = (int64_t)24 * 3600 * 1000;
    struct base_date date = base_date_from_days(now / day);
    unsigned rest = (unsigned)(now % day);

    (void)snprintf(out, TIME_SIZE, "%04u-%02u-%02u %02u:%02u:%02u.%03u", (unsigned)date.year,
                   (unsigned)date.month, (unsigned)date.day, rest / 3600000, rest / 60000 % 60,
                   rest / 1000 % 60, rest % 1000);
}

/* A name that somebody chose ends no line and controls no terminal. */
static void tame(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F) {
            *text = '?';
        }
    }
}

static size_t format_line(enum base_log_level level, uint32_t number, base_error error,
                          const char *text, char line[LINE_SIZE])
{
    char time[TIME_SIZE];
    char reason[64] = "";

    format_time(port_clock_now(), time);
    if (error != BASE_ERROR_SUCCESS) {
        (void)snprintf(reason, sizeof reason, " (%s, %u)", base_error_name(error), (unsigned)error);
    }
    (void)snprintf(line, LINE_SIZE - 2, "%s %s[%u] %s %u: %s%s", time, events.program,
                   (unsigned)port_process_id(), base_log_level_name(level), (unsigned)number, text,
                   reason);
    tame(line);
    strcat(line, "\r\n");
    return strlen(line);
}

/* ---- the file ---- */

static void write_in_turn(const char *line, size_t length)
{
    uint64_t size = 0;

    if (port_file_append(events.path, line, length, &size) == BASE_ERROR_SUCCESS &&
        size >= events.limit) {
        (void)port_file_rename(events.path, events.old_path);
    }
}

/* Under events.mutex. */
static void write_line(const char *line, size_t length)
{
    enum port_lease_outcome outcome = PORT_LEASE_TIMEOUT;
    size_t index;

    if (port_lease_acquire(events.turn, NULL, 0, TURN_MILLISECONDS, &outcome, &index) ==
            BASE_ERROR_SUCCESS &&
        (outcome == PORT_LEASE_ACQUIRED || outcome == PORT_LEASE_ABANDONED)) {
        write_in_turn(line, length);
        (void)port_lease_release(events.turn);
    }
}

static void take_event(void *context, enum base_log_level level, uint32_t number, base_error error,
                       const char *text)
{
    char line[LINE_SIZE];
    bool to_system;

    (void)context;
    if (port_process_is_ending()) {
        return;
    }
    size_t length = format_line(level, number, error, text, line);
    port_mutex_lock(&events.mutex);
    if (events.turn != NULL) {
        write_line(line, length);
    }
    to_system = events.to_system;
    port_mutex_unlock(&events.mutex);
    if (to_system && level <= BASE_LOG_WARNING) {
        line[length - 2] = '\0';
        port_event_report(level == BASE_LOG_ERROR ? PORT_EVENT_ERROR : PORT_EVENT_WARNING, number,
                          line);
    }
}

/* ---- settings ---- */

static uint64_t file_limit(void)
{
    uint32_t kib = FILE_KIB;

    if (port_setting_u32(NULL, "EventLogKiB", &kib) != BASE_ERROR_SUCCESS || kib > FILE_KIB_MOST) {
        kib = FILE_KIB;
    }
    return (uint64_t)kib * 1024;
}

static bool system_wants(void)
{
    char text[16];
    uint32_t wanted = port_data_folder_is_private() ? 0 : 1;

    if (port_environment("NTMS_EVENT_LOG", text, sizeof text) == BASE_ERROR_SUCCESS) {
        return text[0] == '1';
    }
    if (wanted != 0) {
        (void)port_setting_u32(NULL, "EventLog", &wanted);
    }
    return wanted != 0;
}

static struct port_lease *open_turn(const char *folder)
{
    char name[PORT_NAME_SIZE];
    struct port_lease *turn = NULL;

    if (port_object_name(folder, TURN_SUFFIX, name, sizeof name) != BASE_ERROR_SUCCESS ||
        port_lease_create(name, &turn) != BASE_ERROR_SUCCESS) {
        return NULL;
    }
    return turn;
}

/* The sink stays for good: it may be called at any moment, and does nothing without a folder. */
static base_error install(void *context)
{
    (void)context;
    base_log_set_sink(take_event, NULL, BASE_LOG_NOTICE);
    return BASE_ERROR_SUCCESS;
}

void engine_event_log_open(const char *folder)
{
    uint64_t limit = file_limit();
    struct port_lease *turn = limit > 0 ? open_turn(folder) : NULL;

    port_mutex_lock(&events.mutex);
    events.limit = limit;
    events.to_system = system_wants();
    if (port_program_name(events.program, sizeof events.program) != BASE_ERROR_SUCCESS) {
        events.program[0] = '\0';
    }
    if (port_path_join(folder, ENGINE_EVENT_FILE, events.path, sizeof events.path) ==
            BASE_ERROR_SUCCESS &&
        port_path_join(folder, ENGINE_EVENT_FILE_OLD, events.old_path, sizeof events.old_path) ==
            BASE_ERROR_SUCCESS) {
        events.turn = turn;
        turn = NULL;
    }
    port_mutex_unlock(&events.mutex);
    port_lease_close(turn);
    (void)port_once_run(&installed, install, NULL);
}

void engine_event_log_close(void)
{
    port_mutex_lock(&events.mutex);
    struct port_lease *turn = events.turn;
    events.turn = NULL;
    events.to_system = false;
    port_mutex_unlock(&events.mutex);
    port_lease_close(turn);
}
