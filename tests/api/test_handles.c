/* SPDX-License-Identifier: MIT */
/* Garbage, stale and foreign handles on every export that takes one. */
#include "support/cmocka_shim.h"

#include "exports.h"
#include "support/start_process.h"

#include <ntmsapi.h>

#include <stdio.h>

static char own_path[MAX_PATH];

static void check_all(HANDLE handle, const char *what)
{
    for (size_t i = 0; i < exports_count; i++) {
        const struct exports_entry *entry = &exports_list[i];
        if (entry->kind == EXPORTS_ALONE)
            continue;
        DWORD error = exports_call(entry, handle);
        /* API: CloseNtmsNotification names the null handle a bad parameter. */
        BOOL exception = handle == NULL && strcmp(entry->name, "CloseNtmsNotification") == 0;
        DWORD expected = exception ? ERROR_INVALID_PARAMETER : ERROR_INVALID_HANDLE;
        if (error != expected)
            fail_msg("%s(%s): %u instead of %u", entry->name, what, (unsigned)error,
                     (unsigned)expected);
    }
}

/*
 * PROMISE: CloseNtmsSession/1, EnumerateNtmsObject/1, GetNtmsObjectInformation/1, CleanNtmsDrive/1
 * PROMISE: ReserveNtmsCleanerSlot/1, ReleaseNtmsCleanerSlot/1, InjectNtmsCleaner/1
 * PROMISE: EjectNtmsCleaner/1
 */
static void test_every_export_garbage_fails(void **state)
{
    int here = 0;
    (void)state;
    check_all(NULL, "null");
    check_all(INVALID_HANDLE_VALUE, "INVALID_HANDLE_VALUE");
    check_all((HANDLE)&here, "an address");
    check_all((HANDLE)check_all, "a function");
    check_all((HANDLE)GetModuleHandleA(NULL), "a module");
    for (UINT_PTR value = 1; value < 64; value++)
        check_all((HANDLE)value, "a small number");
    for (UINT_PTR bit = 0; bit < 8 * sizeof(UINT_PTR); bit++)
        check_all((HANDLE)((UINT_PTR)1 << bit), "one bit");
}

static void test_every_export_kernel_handles_fail(void **state)
{
    (void)state;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    assert_non_null(event);
    check_all(event, "an event");
    check_all(GetCurrentProcess(), "this process");
    check_all(GetCurrentThread(), "this thread");
    CloseHandle(event);
}

/* PROMISE: OpenNtmsSession/8, CloseNtmsSession/3 */
static void test_every_export_stale_handle_fails(void **state)
{
    HANDLE stale[8];
    (void)state;
    SetLastError(0xDEADBEEF);
    HANDLE keep = OpenNtmsSessionA(NULL, "keep", 0);
    assert_ptr_not_equal(keep, INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
    for (int i = 0; i < 8; i++) {
        stale[i] = OpenNtmsSessionA(NULL, "stale", 0);
        assert_ptr_not_equal(stale[i], INVALID_HANDLE_VALUE);
        assert_int_equal(CloseNtmsSession(stale[i]), ERROR_SUCCESS);
    }
    for (int i = 0; i < 8; i++) {
        assert_ptr_not_equal(stale[i], keep);
        check_all(stale[i], "closed before");
    }
    assert_int_equal(CloseNtmsSession(keep), ERROR_SUCCESS);
    check_all(keep, "just closed");
}

static void test_every_export_neighbours_of_a_good_handle_fail(void **state)
{
    (void)state;
    HANDLE session = OpenNtmsSessionA(NULL, NULL, 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    for (UINT_PTR bit = 0; bit < 8 * sizeof(UINT_PTR); bit++)
        check_all((HANDLE)((UINT_PTR)session ^ (UINT_PTR)1 << bit), "one bit off");
    DWORD count = 0;
    assert_int_equal(EnumerateNtmsObject(session, NULL, NULL, &count, NTMS_MEDIA_POOL, 0),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
}

/* The other process keeps its session open while this one tries the number. */
static void test_every_export_handle_of_another_process_fails(void **state)
{
    char command[2 * MAX_PATH];
    HANDLE from_child;
    HANDLE to_parent;
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit, .bInheritHandle = TRUE};
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child;
    ULONGLONG foreign = 0;
    DWORD got = 0;
    (void)state;
    HANDLE own = OpenNtmsSessionA(NULL, NULL, 0);
    assert_ptr_not_equal(own, INVALID_HANDLE_VALUE);
    assert_true(CreatePipe(&from_child, &to_parent, &inherit, 0));
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, "ntms-test-handles-go");
    startup.hStdOutput = to_parent;
    snprintf(command, sizeof command, "\"%s\" hold", own_path);
    assert_true(start_process(NULL, command, TRUE, &startup, &child));
    CloseHandle(to_parent);
    assert_true(ReadFile(from_child, &foreign, sizeof foreign, &got, NULL));
    assert_int_equal(got, sizeof foreign);
    assert_true(foreign != 0 && (HANDLE)(UINT_PTR)foreign != INVALID_HANDLE_VALUE);
    check_all((HANDLE)(UINT_PTR)foreign, "of another process");
    SetEvent(go);
    WaitForSingleObject(child.hProcess, 180000);
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
    CloseHandle(from_child);
    CloseHandle(go);
    assert_int_equal(CloseNtmsSession(own), ERROR_SUCCESS);
}

/* The other process: opens a session, tells its number, holds it until told to go. */
static int hold(void)
{
    DWORD written;
    HANDLE go = OpenEventA(SYNCHRONIZE, FALSE, "ntms-test-handles-go");
    ULONGLONG number = (UINT_PTR)OpenNtmsSessionA(NULL, NULL, 0);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), &number, sizeof number, &written, NULL);
    WaitForSingleObject(go, 180000);
    return (int)CloseNtmsSession((HANDLE)(UINT_PTR)number);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_export_garbage_fails),
        cmocka_unit_test(test_every_export_kernel_handles_fail),
        cmocka_unit_test(test_every_export_stale_handle_fails),
        cmocka_unit_test(test_every_export_neighbours_of_a_good_handle_fail),
        cmocka_unit_test(test_every_export_handle_of_another_process_fails),
    };
    if (argc > 1 && strcmp(argv[1], "hold") == 0)
        return hold();
    GetModuleFileNameA(NULL, own_path, sizeof own_path);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
