/* SPDX-License-Identifier: MIT */
/*
 * EjectDiskFromSADrive: each row of its table, and the question of ASK_USER. Not through the DLL:
 * who answers the question is set inside of it.
 */
#include "pools_support.h"

#include "api/eject_disk.h"

#include <stdlib.h>

enum { START, STOP, QUEUE, FORCE, IMMEDIATE, ASK_USER };

static const struct vtl_control_place mouth = {VTL_STANDALONE, VTL_DRIVE, 0};

static DWORD eject(DWORD option)
{
    return EjectDiskFromSADriveW(NULL, L"api test", L"\\\\.\\tApE40", NULL, NULL, NULL, option);
}

static DWORD user_ejects(void *context)
{
    (void)context;
    return eject(IMMEDIATE);
}

static void start(void)
{
    struct vtl_client_drive drive;
    vtl_config_drive_default(&drive, 0);
    drive.number = 40;
    drive.cartridge = "A00001L4,data";
    world_start(NULL, 0, &drive, 1);
    world_settle();
}

static void set_medium_state(const char *statement)
{
    NTMS_GUID media[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_PHYSICAL_MEDIA, media), 1);
    world_sql_beside(statement, &media[0]);
    world_touch();
}

static void test_bad_arguments_and_names_fail(void **state)
{
    (void)state;
    start();
    /* PROMISE: EjectDiskFromSADrive/1 */
    assert_int_equal(EjectDiskFromSADriveW(NULL, NULL, NULL, NULL, NULL, NULL, START),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectDiskFromSADriveW(NULL, NULL, L"", NULL, NULL, NULL, START),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectDiskFromSADriveA(NULL, NULL, "\\\\.\\Tape40", NULL, NULL, NULL, 6),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: EjectDiskFromSADrive/2 */
    assert_int_equal(EjectDiskFromSADriveA("a b", NULL, "\\\\.\\Tape40", NULL, NULL, NULL, START),
                     ERROR_INVALID_COMPUTERNAME);
    assert_int_equal(
        EjectDiskFromSADriveA("elsewhere", NULL, "\\\\.\\Tape40", NULL, NULL, NULL, START),
        ERROR_NOT_CONNECTED);
    /* PROMISE: EjectDiskFromSADrive/3 */
    assert_int_equal(EjectDiskFromSADriveA(NULL, NULL, "\\\\.\\Tape41", NULL, NULL, NULL, START),
                     ERROR_INVALID_DRIVE);
    /* PROMISE: EjectDiskFromSADrive/7 */
    assert_int_equal(eject(STOP), ERROR_INVALID_OPERATION);
}

static void test_rights_and_states(void **state)
{
    (void)state;
    start();
    /* PROMISE: EjectDiskFromSADrive/4 */
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)");
    assert_int_equal(world_as_user(user_ejects, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: EjectDiskFromSADrive/9 */
    set_medium_state("UPDATE physical_media SET enabled = 0 WHERE id = %g");
    assert_int_equal(eject(FORCE), ERROR_MEDIA_NOT_AVAILABLE);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_ejects, NULL), ERROR_MEDIA_NOT_AVAILABLE);
    set_medium_state("UPDATE physical_media SET enabled = 1 WHERE id = %g");
    /* PROMISE: EjectDiskFromSADrive/any */
    world_break_database();
    DWORD locked = eject(START);
    world_mend_database();
    assert_int_equal(locked, ERROR_DATABASE_FAILURE);
    /* PROMISE: EjectDiskFromSADrive/6 */
    assert_int_equal(DisableNtmsObject(world.session, NTMS_LIBRARY, &world.library), ERROR_SUCCESS);
    assert_int_equal(eject(START), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: EjectDiskFromSADrive/5 */
    world_pull_library();
    assert_int_equal(eject(START), ERROR_LIBRARY_OFFLINE);
}

static bool answer;
static uint32_t questions;

static bool answer_for_the_user(HWND window, const char *title, const char *message)
{
    assert_null(window);
    assert_string_equal(title, "");
    assert_string_equal(message, "");
    questions++;
    return answer;
}

static void test_medium_in_use_is_asked_for(void **state)
{
    (void)state;
    start();
    api_eject_ask = answer_for_the_user;
    set_medium_state("UPDATE physical_media SET media_state = 3 WHERE id = %g");
    /* PROMISE: EjectDiskFromSADrive/10 */
    assert_int_equal(eject(START), ERROR_BUSY);
    assert_int_equal(eject(QUEUE), ERROR_BUSY);
    assert_int_equal(eject(IMMEDIATE), ERROR_BUSY);
    assert_int_equal(questions, 0);
    /* PROMISE: EjectDiskFromSADrive/11 */
    assert_int_equal(eject(ASK_USER), ERROR_CANCELLED);
    assert_int_equal(questions, 1);
    answer = true;
    assert_int_equal(eject(ASK_USER), ERROR_SUCCESS);
    assert_int_equal(questions, 2);
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_DISMOUNTED);
    /* PROMISE: EjectDiskFromSADrive/8 */
    assert_int_equal(eject(ASK_USER), ERROR_INVALID_STATE);
    assert_int_equal(questions, 2);
    world_take(mouth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_and_names_fail, world_teardown),
        cmocka_unit_test_teardown(test_rights_and_states, world_teardown),
        cmocka_unit_test_teardown(test_medium_in_use_is_asked_for, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
