/* SPDX-License-Identifier: MIT */
/*
 * A backup program that knows nothing but <ntmsapi.h> (tests/sample/backup.c) does its day's work
 * on the virtual library: saves to three tapes, compares them on another day, and finds them again
 * after the database was lost.
 */
#include "library.h"

#include <stdio.h>
#include <string.h>

#include "support/invariant.h"
#include "support/start_process.h"

static char program[MAX_PATH];
static char catalogue[MAX_PATH];

/* Runs the program to its end and expects success. */
static void run(const char *part)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    char line[3 * MAX_PATH];
    DWORD code = 0;
    snprintf(line, sizeof line, "\"%s\" %s \"%s\"", program, part, catalogue);
    if (!start_process(NULL, line, FALSE, &startup, &process))
        fail_msg("%s: error %u", line, (unsigned)GetLastError());
    CloseHandle(process.hThread);
    if (WaitForSingleObject(process.hProcess, 5 * 60000) != WAIT_OBJECT_0) {
        TerminateProcess(process.hProcess, 99);
        fail_msg("the backup program does not end: %s", part);
    }
    assert_true(GetExitCodeProcess(process.hProcess, &code));
    CloseHandle(process.hProcess);
    assert_int_equal(code, 0);
}

static void find_program(void)
{
    char folder[MAX_PATH - 32];
    DWORD length = GetEnvironmentVariableA("NTMS_BACKUP_PROGRAM", program, sizeof program);
    assert_in_range(length, 1, sizeof program - 1);
    if (program[0] == '/') { /* a name of the host */
        memmove(program + 2, program, strlen(program) + 1);
        memcpy(program, "Z:", 2);
    }
    assert_true(GetTempPathA(sizeof folder, folder) != 0);
    snprintf(catalogue, sizeof catalogue, "%sntms-backup-%u.cat", folder,
             (unsigned)GetCurrentProcessId());
}

static DWORD media_in(const char *where)
{
    char query[256];
    snprintf(query, sizeof query,
             "SELECT count(*) FROM physical_media m JOIN media_pool p ON m.media_pool = p.id "
             "WHERE %s",
             where);
    return (DWORD)world_sql_number(query, NULL);
}

static DWORD sides_in(DWORD state)
{
    char query[128];
    snprintf(query, sizeof query, "SELECT count(*) FROM media_side WHERE state = %u",
             (unsigned)state);
    return (DWORD)world_sql_number(query, NULL);
}

static void build(uint32_t reader)
{
    struct vtl_client_library library = library_config(
        0, "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\ns4=A00004L4,data\n");
    library.barcode_reader = reader;
    world_start(&library, 1, NULL, 0);
    world_settle();
    world_close();
}

static void check_saved(void)
{
    world_open();
    world_settle();
    /* Two are written further, one is complete; the fourth was not needed. */
    assert_int_equal(sides_in(NTMS_PARTSTATE_ALLOCATED), 2);
    assert_int_equal(sides_in(NTMS_PARTSTATE_COMPLETE), 1);
    assert_int_equal(media_in("p.pool_type = 1000"), 3);
    assert_int_equal(world_sql_number("SELECT count(*) FROM logical_media", NULL), 3);
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM media_side WHERE label_type = 'Small Backup'", NULL),
        3);
    invariant_check(world.session, world.vtl);
    world_close();
}

static void check_given_back(void)
{
    world_open();
    world_settle();
    assert_int_equal(media_in("p.pool_type = 1000"), 0);
    assert_int_equal(media_in("p.pool_type = 1"), 3);
    assert_int_equal(sides_in(NTMS_PARTSTATE_AVAILABLE), 3);
    assert_int_equal(world_sql_number("SELECT count(*) FROM logical_media", NULL), 0);
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM lib_request WHERE state NOT IN (2, 3, 7, 8)", NULL),
        0);
    invariant_check(world.session, world.vtl);
    world_close();
}

static void tell_story(uint32_t reader)
{
    build(reader);
    run("save");
    check_saved();
    run("verify");
    check_saved();
    world_forget();
    run("restore");
    check_given_back();
}

static void test_backup_program_saves_verifies_and_restores(void **state)
{
    (void)state;
    tell_story(1);
}

static void test_backup_program_on_a_library_without_bar_codes(void **state)
{
    (void)state;
    tell_story(0);
}

static int setup(void **state)
{
    int failed = world_group_setup(state);
    if (failed == 0)
        find_program();
    return failed;
}

static int teardown(void **state)
{
    DeleteFileA(catalogue);
    return world_group_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_backup_program_saves_verifies_and_restores, world_teardown),
        cmocka_unit_test_teardown(test_backup_program_on_a_library_without_bar_codes,
                                  world_teardown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
