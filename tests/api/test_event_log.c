/* SPDX-License-Identifier: MIT */
/* What the DLL leaves in ntms.log: deeds, operator requests and device faults, each once. */
#include "ports_support.h"
#include "pools_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { LOG_MOST = 1024 * 1024 };

/* Whole, while the service goes on writing to it. */
static char *read_log(void)
{
    static char text[LOG_MOST + 1];
    char path[MAX_PATH + 16];
    char folder[MAX_PATH];
    DWORD length = 0;
    DWORD named = GetEnvironmentVariableA("NTMS_DATA", folder, sizeof folder);
    assert_in_range(named, 1, sizeof folder - 1);
    snprintf(path, sizeof path, "%s\\ntms.log", folder);
    HANDLE file =
        CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    assert_true(ReadFile(file, text, LOG_MOST, &length, NULL));
    CloseHandle(file);
    text[length] = '\0';
    return text;
}

struct wanted {
    uint32_t number;
    const char *words;
    uint32_t found;
};

static BOOL is_there(void *context)
{
    struct wanted *wanted = context;
    char mark[32];
    snprintf(mark, sizeof mark, " %u: ", (unsigned)wanted->number);
    wanted->found = 0;
    for (char *line = strtok(read_log(), "\r\n"); line != NULL; line = strtok(NULL, "\r\n")) {
        const char *text = strstr(line, mark);
        wanted->found += text != NULL && strstr(text, wanted->words) != NULL;
    }
    return wanted->found > 0;
}

/* An event of a thread of the service is there a moment later than what it did. */
static void expect_once(uint32_t number, const char *words)
{
    struct wanted wanted = {number, words, 0};
    world_wait(is_there, &wanted, words);
    assert_int_equal(wanted.found, 1);
}

/* PROMISE: EventLog/deeds */
static void test_what_callers_do_is_told(void **state)
{
    (void)state;
    world_start_small(1, 0, "s0=A00000L4,data\n");
    expect_once(823, "the service starts");
    expect_once(804, "cartridge 'A00000L4' is new");
    NTMS_GUID pool = pools_make(L"Diary", NULL);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &pool), ERROR_SUCCESS);
    expect_once(822, "made: media pool 'Diary' by ");
    expect_once(822, "deleted: media pool 'Diary' by ");
    NTMS_GUID drive = world.drives[0];
    assert_int_equal(DisableNtmsObject(world.session, NTMS_DRIVE, &drive), ERROR_SUCCESS);
    expect_once(813, "disabling the drive: library '");
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    expect_once(824, "export of the database, for ");
}

/* PROMISE: EventLog/operator */
static void test_operator_requests_are_told(void **state)
{
    NTMS_GUID request;
    WCHAR message[] = L"Dust the library";
    (void)state;
    world_start_small(1, 0, "s0=A00000L4,data\n");
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, message, NULL,
                                                NULL, &request),
                     ERROR_SUCCESS);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    expect_once(816, "the operator is asked for attention: Dust the library, by ");
    expect_once(817, "the operator was asked for attention: satisfied, by ");
}

/* PROMISE: EventLog/faults */
static void test_device_faults_are_told(void **state)
{
    /* MOVE MEDIUM fails for good: mechanical positioning error. */
    const struct vtl_control_fault broken = {.opcode = 0xA5,
                                             .times = 0xFFFFFFFF,
                                             .action = VTL_FAULT_SENSE,
                                             .key = 4,
                                             .asc = 0x15,
                                             .ascq = 1};
    NTMS_GUID medium;
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, "s0=A00000L4,data\n");
    medium = pools_medium(0);
    assert_int_equal(vtl_fault(world.vtl, &broken), 0);
    request = world_null_guid;
    assert_int_equal(ports_eject(&medium, &request, NTMS_EJECT_START), ERROR_SUCCESS);
    world_wait_state(&request, NTMS_LM_FAILED);
    struct wanted move = {502, "move: ", 0};
    assert_true(is_there(&move));
    struct wanted end = {814, "eject: library '", 0};
    world_wait(is_there, &end, "the failed eject is told");
    assert_int_equal(end.found, 1);
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
}

/* Wine takes events and shows none; at least nobody who calls is the worse for it. */
static void test_the_system_is_told_too(void **state)
{
    NTMS_GUID request;
    WCHAR message[] = L"Dust the library";
    (void)state;
    assert_true(SetEnvironmentVariableA("NTMS_EVENT_LOG", "1"));
    world_start_small(1, 0, "s0=A00000L4,data\n");
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, message, NULL,
                                                NULL, &request),
                     ERROR_SUCCESS);
    assert_true(SetEnvironmentVariableA("NTMS_EVENT_LOG", NULL));
    expect_once(816, "Dust the library");
    assert_int_equal(world_read(&request, NTMS_OPREQUEST).Info.OpRequest.State,
                     NTMS_OPSTATE_SUBMITTED);
}

/* PROMISE: EventLog/texts */
static void test_the_library_has_the_texts_of_its_events(void **state)
{
    static const DWORD numbers[] = {200, 502, 709, 814, 816, 899};
    DWORD_PTR insertion = (DWORD_PTR)L"what happened";
    WCHAR text[64];
    (void)state;
    HMODULE module = GetModuleHandleW(L"ntmsapi.dll");
    assert_non_null(module);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_true(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                                   module, numbers[i], 0, text, 64, (va_list *)&insertion) > 0);
        assert_int_equal(wcsncmp(text, L"what happened", 13), 0);
    }
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_what_callers_do_is_told),
        CASE(test_operator_requests_are_told),
        CASE(test_device_faults_are_told),
        CASE(test_the_system_is_told_too),
        CASE(test_the_library_has_the_texts_of_its_events),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
