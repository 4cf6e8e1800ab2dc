/* SPDX-License-Identifier: MIT */
/* The DLL is loaded and let go of at run time: by itself, around sessions, and under one. */
#include "support/cmocka_shim.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include <string.h>

#include "support/counts.h"
#include "vtl/client.h"

enum { WAIT_MS = 120000 };

#define LIBRARY "ntmsapi.dll"

static struct {
    HMODULE module;
    HANDLE(WINAPI *open_session)(LPCWSTR server, LPCWSTR application, DWORD options);
    DWORD(WINAPI *close_session)(HANDLE session);
    HANDLE(WINAPI *open_channel)(HANDLE session, DWORD type);
    DWORD(WINAPI *wait)(HANDLE channel, LPNTMS_NOTIFICATIONINFORMATION event, DWORD timeout);
    DWORD(WINAPI *close_channel)(HANDLE channel);
    DWORD(WINAPI *enumerate)
    (HANDLE session, NTMS_GUID *in, NTMS_GUID *list, DWORD *count, DWORD type, DWORD options);
} dll;

static void find(const char *name, void *function)
{
    FARPROC found = GetProcAddress(dll.module, name);
    assert_true(found != NULL);
    memcpy(function, &found, sizeof found);
}

static void load(void)
{
    dll.module = LoadLibraryA(LIBRARY);
    assert_non_null(dll.module);
    find("OpenNtmsSessionW", &dll.open_session);
    find("CloseNtmsSession", &dll.close_session);
    find("OpenNtmsNotification", &dll.open_channel);
    find("WaitForNtmsNotification", &dll.wait);
    find("CloseNtmsNotification", &dll.close_channel);
    find("EnumerateNtmsObject", &dll.enumerate);
}

/* Whoever closed the last session has seen the end of every thread of the DLL's. */
static void unload(void)
{
    assert_true(FreeLibrary(dll.module));
    assert_null(GetModuleHandleA(LIBRARY));
}

static HANDLE open_session(void)
{
    HANDLE session = dll.open_session(NULL, NULL, 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    return session;
}

static void expect_work(HANDLE session)
{
    DWORD count = 0;
    assert_int_equal(dll.enumerate(session, NULL, NULL, &count, NTMS_LIBRARY, 0),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_true(count > 0);
}

static void load_and_unload(void)
{
    load();
    assert_int_equal(dll.close_session(NULL), ERROR_INVALID_HANDLE);
    unload();
}

static void test_loading_and_unloading_leaves_nothing(void **state)
{
    (void)state;
    counts_expect_flat(load_and_unload, 20, 100, 20);
}

static void load_and_use(void)
{
    load();
    HANDLE session = open_session();
    HANDLE channel = dll.open_channel(session, NTMS_DRIVE);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    expect_work(session);
    assert_int_equal(dll.close_session(session), ERROR_SUCCESS);
    assert_int_equal(dll.close_channel(channel), ERROR_SUCCESS);
    unload();
}

static void test_using_and_unloading_leaves_nothing(void **state)
{
    (void)state;
    counts_expect_flat(load_and_use, 10, 20, 8);
}

static DWORD WINAPI listen_on(LPVOID channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    return dll.wait(channel, &event, INFINITE);
}

/* PROMISE: CloseNtmsSession/unload */
static void test_an_open_session_keeps_the_library(void **state)
{
    DWORD error = 0;
    (void)state;
    load();
    HMODULE before = dll.module;
    HANDLE session = open_session();
    HANDLE channel = dll.open_channel(session, NTMS_UNKNOWN);
    HANDLE thread = CreateThread(NULL, 0, listen_on, channel, 0, NULL);
    assert_non_null(thread);
    assert_true(FreeLibrary(dll.module));
    assert_ptr_equal(GetModuleHandleA(LIBRARY), before);
    expect_work(session);
    load();
    assert_ptr_equal(dll.module, before);
    assert_int_equal(dll.close_session(session), ERROR_SUCCESS);
    assert_int_equal(WaitForSingleObject(thread, WAIT_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &error));
    assert_int_equal(error, ERROR_NO_DATA);
    CloseHandle(thread);
    assert_int_equal(dll.close_channel(channel), ERROR_SUCCESS);
    unload();
}

static int group_setup(void **state)
{
    static vtl_handle vtl;
    struct vtl_client_library library;
    *state = &vtl;
    vtl_config_default(&library, 0);
    library.cartridges = "s0=A00000L4,data\n";
    return vtl_open(&vtl) != 0 || vtl_build(vtl, &library, 1, NULL, 0) != 0;
}

static int group_teardown(void **state)
{
    vtl_handle *vtl = *state;
    vtl_build(*vtl, NULL, 0, NULL, 0);
    vtl_close(*vtl);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loading_and_unloading_leaves_nothing),
        cmocka_unit_test(test_using_and_unloading_leaves_nothing),
        cmocka_unit_test(test_an_open_session_keeps_the_library),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
