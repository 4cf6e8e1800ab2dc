/* SPDX-License-Identifier: MIT */
/* The event log in the data folder: what is in it, by whom, in lines that nobody forges; its size.
 */
#include "engine_fixture.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/event_log.h"
#include "port/os.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_MOST = 4 * 1024 * 1024 };

/* ---- reading it ---- */

static char *read_log(const char *name)
{
    static char text[LOG_MOST + 1];
    char folder[PORT_PATH_SIZE];
    char path[PORT_PATH_SIZE];
    uint8_t *data = NULL;
    size_t length = 0;
    assert_int_equal(port_data_folder(folder, sizeof folder), 0);
    assert_int_equal(port_path_join(folder, name, path, sizeof path), 0);
    text[0] = '\0';
    if (port_file_read(path, LOG_MOST, &data, &length) == 0) {
        memcpy(text, data, length);
        text[length] = '\0';
    }
    base_memory_free(data);
    return text;
}

/* Lines with this message number and all of these words; the last of them goes to `line`. */
static uint32_t count_lines(uint32_t number, const char *const *words, char line[1024])
{
    char *text = read_log(ENGINE_EVENT_FILE);
    char mark[32];
    uint32_t count = 0;
    snprintf(mark, sizeof mark, " %u: ", number);
    for (char *next = strtok(text, "\r\n"); next != NULL; next = strtok(NULL, "\r\n")) {
        bool all = strstr(next, mark) != NULL;
        for (const char *const *word = words; all && *word != NULL; word++) {
            all = strstr(next, *word) != NULL;
        }
        if (all) {
            count++;
            snprintf(line, 1024, "%s", next);
        }
    }
    return count;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* An event of the controller's thread is there a moment later than its effect. */
static void expect_line(uint32_t number, const char *const *words)
{
    char line[1024];
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (count_lines(number, words, line) == 0) {
        if (port_clock_monotonic() > until) {
            fail_msg("no line %u with '%s' in\n%s", number, words[0], read_log(ENGINE_EVENT_FILE));
        }
        fixture_sleep(5);
    }
}

static const char *user(void)
{
    static char name[128];
    assert_int_equal(port_user_name(name, sizeof name), 0);
    return name;
}

/* ---- what is in it ---- */

/* PROMISE: EventLog/deeds */
static void test_deeds_are_told_with_their_callers(void **state)
{
    struct engine_pool_wish wish = {.path = "Backup", .action = MODEL_CREATE_NEW};
    struct base_guid pool;
    struct base_guid drive;
    char line[1024];
    (void)state;
    fixture_usual();
    drive = fixture_drive(0);
    expect_line(823, WORDS("the service starts"));
    expect_line(804, WORDS("is new"));
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), BASE_ERROR_ALREADY_EXISTS);
    assert_int_equal(engine_pool_delete(fixture_session(), &pool), 0);
    assert_int_equal(
        count_lines(822, WORDS("made: media pool 'Backup' by ", user(), "(test)"), line), 1);
    assert_int_equal(count_lines(822, WORDS("deleted: media pool 'Backup' by ", user()), line), 1);
    assert_int_equal(engine_object_enable(fixture_session(), MODEL_DRIVE, &drive, false), 0);
    assert_int_equal(engine_object_enable(fixture_session(), MODEL_DRIVE, &drive, true), 0);
    assert_int_equal(
        count_lines(813, WORDS("disabling the drive: library '", " drive '", ": done", user()),
                    line),
        1);
    assert_int_equal(count_lines(813, WORDS("enabling the drive: library '", ": done"), line), 1);
    /* Time, program and process before the level and the number. */
    char process[32];
    snprintf(process, sizeof process, "[%u] notice 813: ", (unsigned)port_process_id());
    assert_non_null(strstr(line, process));
    assert_int_equal(line[4], '-');
    assert_int_equal(line[10], ' ');
    assert_int_equal(line[19], '.');
    fixture_end();
}

static struct base_guid ask(const char *message)
{
    struct engine_operator_wish wish = {.command = MODEL_OPREQ_MESSAGE, .message = message};
    struct base_guid request;
    assert_int_equal(engine_operator_submit(fixture_session(), &wish, &request), 0);
    return request;
}

/* PROMISE: EventLog/operator */
static void test_operator_requests_are_told(void **state)
{
    char line[1024];
    (void)state;
    fixture_usual();
    struct base_guid first = ask("Bring coffee");
    struct base_guid second = ask("Bring tea");
    assert_int_equal(engine_operator_satisfy(fixture_session(), &first), 0);
    assert_int_equal(engine_operator_cancel(fixture_session(), &second), 0);
    assert_int_equal(engine_operator_cancel(fixture_session(), &second), BASE_ERROR_INVALID_STATE);
    assert_int_equal(count_lines(816, WORDS("warning", "attention", "Bring coffee", user()), line),
                     1);
    assert_int_equal(count_lines(816, WORDS("Bring tea"), line), 1);
    assert_int_equal(count_lines(817, WORDS("satisfied, by ", user()), line), 1);
    assert_int_equal(count_lines(818, WORDS("refused, by ", user()), line), 1);
    fixture_end();
}

/* PROMISE: EventLog/faults */
static void test_device_faults_and_failed_requests_are_told(void **state)
{
    struct base_guid request;
    (void)state;
    fixture_usual();
    fixture_inject(UINT32_MAX);
    /* Each MOVE MEDIUM fails: mechanical positioning error. */
    assert_true(vtl_transport_fault(-1, 0xA5, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x041501));
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_await_end(&request, NULL);
    expect_line(502, WORDS("warning", "move"));
    expect_line(814, WORDS("warning", "cleaning: library '", ": failed, for ", user()));
    vtl_transport_clear_faults();
    fixture_end();
}

/* ---- lines ---- */

/* PROMISE: EventLog/forged */
static void test_names_forge_no_lines(void **state)
{
    char line[1024];
    (void)state;
    fixture_usual();
    (void)ask("Well\r\n2026-01-01 00:00:00.000 x[1] notice 822: deleted\x1B[2J\t\x7F");
    assert_int_equal(count_lines(816, WORDS("Well??2026-01-01", "deleted?[2J??"), line), 1);
    assert_int_equal(count_lines(822, WORDS("deleted"), line), 1);
    assert_non_null(strstr(line, " 816: "));
    fixture_end();
}

enum { WRITERS = 4, LINES = 60 };

static void write_lines(int writer)
{
    for (int i = 0; i < LINES; i++) {
        base_log(BASE_LOG_NOTICE, 899, 0, "writer %d line %03d end", writer, i);
    }
}

static void *run_writer(void *context)
{
    write_lines(*(int *)context);
    return NULL;
}

/* Another process, as far as the file and the turn are concerned. */
static pid_t fork_writer(const char *folder, int writer)
{
    pid_t child = fork();
    if (child == 0) {
        engine_event_log_close();
        engine_event_log_open(folder);
        write_lines(writer);
        _exit(0);
    }
    return child;
}

static void expect_lines_of(int writer)
{
    char name[32];
    char line[1024];
    snprintf(name, sizeof name, "writer %d line ", writer);
    assert_int_equal(count_lines(899, WORDS(name, " end"), line), LINES);
}

static void fresh_folder(char folder[PORT_PATH_SIZE])
{
    fixture_begin();
    assert_int_equal(port_data_folder(folder, PORT_PATH_SIZE), 0);
    assert_int_equal(port_folder_create(folder, false), 0);
}

/* PROMISE: EventLog/writers */
static void test_threads_and_processes_write_by_turns(void **state)
{
    char folder[PORT_PATH_SIZE];
    pthread_t threads[WRITERS];
    int numbers[WRITERS];
    int status = 0;
    (void)state;
    fresh_folder(folder);
    pid_t child = fork_writer(folder, 7);
    engine_event_log_open(folder);
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run_writer, &numbers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    engine_event_log_close();
    write_lines(9);
    for (int i = 0; i < WRITERS; i++) {
        expect_lines_of(i);
    }
    expect_lines_of(7);
    char line[1024];
    assert_int_equal(count_lines(899, WORDS("writer 9"), line), 0);
    fixture_end();
}

/* ---- its size ---- */

static void set_limit(const char *kib)
{
    static char path[PORT_PATH_SIZE + 16];
    char folder[PORT_PATH_SIZE];
    assert_int_equal(port_data_folder(folder, sizeof folder), 0);
    snprintf(path, sizeof path, "%s.settings", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "EventLogKiB=%s\n", kib);
    fclose(file);
    setenv("NTMS_SETTINGS", path, 1);
}

/* PROMISE: EventLog/size */
static void test_file_is_followed_by_another_when_it_is_full(void **state)
{
    char folder[PORT_PATH_SIZE];
    (void)state;
    fresh_folder(folder);
    set_limit("2");
    engine_event_log_open(folder);
    write_lines(1);
    write_lines(2);
    engine_event_log_close();
    unsetenv("NTMS_SETTINGS");
    /* Both together are the end of what was written, without a gap. */
    const char *old = read_log(ENGINE_EVENT_FILE_OLD);
    size_t old_length = strlen(old);
    assert_in_range(old_length, 2048, 2048 + 200);
    assert_string_equal(old + old_length - 2, "\r\n");
    int last = -1;
    assert_int_equal(sscanf(strstr(old + old_length - 30, "line "), "line %d", &last), 1);
    const char *present = read_log(ENGINE_EVENT_FILE);
    assert_true(strlen(present) < 2048);
    if (present[0] != '\0') {
        int first = -1;
        assert_int_equal(sscanf(strstr(present, "line "), "line %d", &first), 1);
        assert_int_equal(first, (last + 1) % LINES);
        assert_non_null(strstr(present, "line 059 end\r\n"));
    }
    fixture_end();
}

static void test_no_file_when_it_is_switched_off(void **state)
{
    char folder[PORT_PATH_SIZE];
    (void)state;
    fresh_folder(folder);
    set_limit("0");
    engine_event_log_open(folder);
    write_lines(1);
    engine_event_log_close();
    unsetenv("NTMS_SETTINGS");
    assert_string_equal(read_log(ENGINE_EVENT_FILE), "");
    fixture_end();
}

/* PROMISE: EventLog/unwritable */
static void test_log_that_cannot_be_written_fails_nothing(void **state)
{
    char folder[PORT_PATH_SIZE];
    char path[PORT_PATH_SIZE];
    (void)state;
    fresh_folder(folder);
    assert_int_equal(port_path_join(folder, ENGINE_EVENT_FILE, path, sizeof path), 0);
    assert_int_equal(port_folder_create(path, false), 0);
    struct vtl_library_config config = vtl_transport_library();
    vtl_transport_add(&config);
    fixture_start();
    struct base_guid request = ask("Anybody there?");
    assert_int_equal(engine_operator_satisfy(fixture_session(), &request), 0);
    fixture_end();
    assert_true(port_folder_exists(path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deeds_are_told_with_their_callers),
        cmocka_unit_test(test_operator_requests_are_told),
        cmocka_unit_test(test_device_faults_and_failed_requests_are_told),
        cmocka_unit_test(test_names_forge_no_lines),
        cmocka_unit_test(test_threads_and_processes_write_by_turns),
        cmocka_unit_test(test_file_is_followed_by_another_when_it_is_full),
        cmocka_unit_test(test_no_file_when_it_is_switched_off),
        cmocka_unit_test(test_log_that_cannot_be_written_fails_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
