/* SPDX-License-Identifier: MIT */
/* OpenNtmsSession while another process is still starting the service. */
#include "world.h"

#include "port/os.h"

static const char SETTINGS[] = "SYSTEM\\CurrentControlSet\\Control\\NTMS";

static HANDLE held;
static HANDLE let_go;

static void set_start_seconds(DWORD seconds)
{
    HKEY key = NULL;
    assert_int_equal(RegCreateKeyExA(HKEY_LOCAL_MACHINE, SETTINGS, 0, NULL, 0,
                                     KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key, NULL),
                     0);
    assert_int_equal(
        RegSetValueExA(key, "StartSeconds", 0, REG_DWORD, (const BYTE *)&seconds, sizeof seconds),
        0);
    RegCloseKey(key);
}

static int clear_start_seconds(void **state)
{
    HKEY key = NULL;
    if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, SETTINGS, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, &key) ==
        0) {
        RegDeleteValueA(key, "StartSeconds");
        RegCloseKey(key);
    }
    return world_teardown(state);
}

/* Stands for the other process: has the start-up lock until told to let go. */
static DWORD WINAPI starting_process(void *unused)
{
    struct port_presence *presence = NULL;
    char folder[PORT_PATH_SIZE];
    char name[PORT_NAME_SIZE];
    bool alone = false;
    (void)unused;
    base_error error = port_data_folder(folder, sizeof folder);
    if (error == 0)
        error = port_object_name(folder, "service", name, sizeof name);
    if (error == 0)
        error = port_presence_open(name, WORLD_WAIT_MS / 2, &presence, &alone);
    SetEvent(held);
    WaitForSingleObject(let_go, INFINITE);
    port_presence_close(presence);
    return error;
}

/* PROMISE: OpenNtmsSession/6 */
static void test_open_while_the_service_starts_is_not_ready(void **state)
{
    DWORD result = 1;
    (void)state;
    world_start_small(1, 0, NULL);
    world_close();
    set_start_seconds(1);
    held = CreateEventA(NULL, TRUE, FALSE, NULL);
    let_go = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, starting_process, NULL, 0, NULL);
    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(held, WORLD_WAIT_MS), WAIT_OBJECT_0);
    SetLastError(0xDEADBEEF);
    assert_ptr_equal(OpenNtmsSessionW(NULL, NULL, 0), INVALID_HANDLE_VALUE);
    DWORD error = GetLastError();
    SetEvent(let_go);
    assert_int_equal(WaitForSingleObject(thread, WORLD_WAIT_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &result));
    CloseHandle(thread);
    CloseHandle(held);
    CloseHandle(let_go);
    assert_int_equal(result, 0);
    assert_int_equal(error, ERROR_NOT_READY);
    /* The caller is told to try again: now it succeeds. */
    world_open();
}

/* A session is handed out only when the service is ready: its first call is answered. */
static void test_open_session_is_ready_at_once(void **state)
{
    (void)state;
    world_start_small(1, 0, NULL);
    world_close();
    HANDLE session = OpenNtmsSessionW(NULL, NULL, 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(ReserveNtmsCleanerSlot(session, &world.library, &world.slots[0]), 0);
    assert_int_equal(CleanNtmsDrive(session, &world.drives[0]), 0);
    assert_int_equal(InjectNtmsCleaner(session, &world.library, &operation, 1, NTMS_INJECT_START),
                     0);
    assert_int_equal(InjectNtmsCleaner(session, &world.library, &operation, 1, NTMS_INJECT_STOP),
                     0);
    assert_int_equal(CloseNtmsSession(session), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_open_while_the_service_starts_is_not_ready,
                                  clear_start_seconds),
        cmocka_unit_test_teardown(test_open_session_is_ready_at_once, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
