/* SPDX-License-Identifier: MIT */
/* AccessNtmsLibraryDoor: each row of its table, the operator's turn, and the inventory after it. */
#include "pools_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n";

static DWORD access_door(const NTMS_GUID *library, DWORD action)
{
    NTMS_GUID copy = *library;
    return AccessNtmsLibraryDoor(world.session, &copy, action);
}

static NTMS_GUID shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], NTMS_LIBRARY).Info.Library.LibraryType == NTMS_LIBRARYTYPE_OFFLINE)
            return list[i];
    }
    fail_msg("there is no shelf");
    return world_null_guid;
}

static DWORD door_state(void)
{
    return world_read(&world.doors[0], NTMS_IEDOOR).Info.IEDoor.State;
}

static BOOL door_is_open(void *context)
{
    (void)context;
    return door_state() == NTMS_DOORSTATE_OPEN;
}

/* The operator's turn has begun (enum rules_stage). */
static BOOL door_is_unlocked(void *operation)
{
    enum { STAGE_DOOR_OPEN = 7 };
    return world_sql_number("SELECT stage FROM lib_request WHERE id = %g", operation) ==
           STAGE_DOOR_OPEN;
}

static NTMS_GUID begin_turn(DWORD action)
{
    assert_int_equal(access_door(&world.library, action), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_DOORACCESS);
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
    assert_int_equal(row.OperationOption, action);
    assert_true(world_same(&row.Library, &world.library));
    world_wait(door_is_unlocked, &request, "the door unlocked");
    return request;
}

static void open_door(void)
{
    assert_int_equal(vtl_door(world.vtl, 0, 1), 0);
    world_wait(door_is_open, NULL, "the open door noticed");
}

static void shut_door(const NTMS_GUID *request)
{
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_expect_end(request, NTMS_LM_PASSED, 0);
    assert_int_equal(door_state(), NTMS_DOORSTATE_CLOSED);
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    world_start_small(1, 1, cartridges);
    /* PROMISE: AccessNtmsLibraryDoor/1 */
    assert_int_equal(AccessNtmsLibraryDoor(NULL, &world.library, 1), ERROR_INVALID_HANDLE);
    /* PROMISE: AccessNtmsLibraryDoor/4 */
    assert_int_equal(AccessNtmsLibraryDoor(world.session, NULL, 1), ERROR_INVALID_PARAMETER);
    static const DWORD actions[] = {4, 5, 6, 7, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        /* PROMISE: AccessNtmsLibraryDoor/5 */
        /* PROMISE: AccessNtmsLibraryDoor/6 */
        assert_int_equal(access_door(&world.library, actions[i]), ERROR_INVALID_PARAMETER);
        assert_int_equal(access_door(&world_stray_guid, actions[i]), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: AccessNtmsLibraryDoor/7 */
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &world.doors[0]};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(access_door(wrong[i], NTMS_INVENTORY_FAST), ERROR_INVALID_LIBRARY);
    /* PROMISE: AccessNtmsLibraryDoor/10 */
    NTMS_GUID offline = shelf();
    assert_int_equal(access_door(&offline, NTMS_INVENTORY_FAST), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(world_request_count(NTMS_LM_DOORACCESS), 0);
}

static DWORD user_opens(void *context)
{
    return access_door(context, NTMS_INVENTORY_NONE);
}

static void test_rights_and_states(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: AccessNtmsLibraryDoor/8 */
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)");
    assert_int_equal(world_as_user(user_opens, &world.library), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    /* PROMISE: AccessNtmsLibraryDoor/11 */
    assert_int_equal(world_as_user(user_opens, &world.library), ERROR_RESOURCE_NOT_PRESENT);
    world_pull_library();
    assert_int_equal(access_door(&world.library, NTMS_INVENTORY_FAST), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: AccessNtmsLibraryDoor/9 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(access_door(&world.library, NTMS_INVENTORY_FAST), ERROR_RESOURCE_DISABLED);
    assert_int_equal(world_request_count(NTMS_LM_DOORACCESS), 0);
}

static void test_what_hands_did_behind_the_door_is_found(void **state)
{
    (void)state;
    world_start_small(1, 1, cartridges);
    NTMS_GUID first = pools_medium(0);
    NTMS_GUID second = pools_medium(1);
    NTMS_GUID third = pools_medium(2);
    uint32_t inventories = world_request_count(NTMS_LM_INVENTORY);
    NTMS_GUID request = begin_turn(NTMS_INVENTORY_FAST);
    open_door();
    assert_int_equal(vtl_move(world.vtl, world_slot(0), world_slot(5), 0), 0);
    assert_int_equal(vtl_move(world.vtl, world_slot(1), world_slot(0), 0), 0);
    assert_int_equal(vtl_move(world.vtl, world_slot(5), world_slot(1), 0), 0);
    world_take(world_slot(2));
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(4), "B00000L4"), 0);
    shut_door(&request);
    NTMS_GUID inventory = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&inventory, NTMS_LM_PASSED, 0);
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), inventories + 1);
    assert_int_equal(world_request_read(&inventory).OperationOption, NTMS_INVENTORY_FAST);
    NTMS_GUID now = pools_medium(0);
    assert_true(world_same(&now, &second));
    now = pools_medium(1);
    assert_true(world_same(&now, &first));
    assert_int_equal(world_slot_state(2), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(world_slot_state(4), NTMS_SLOTSTATE_FULL);
    NTMS_GUID offline = shelf();
    NTMS_GUID place = world_read(&third, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.CurrentLibrary;
    assert_true(world_same(&place, &offline));
    assert_int_equal(world_sql_number("SELECT count(*) FROM physical_media", NULL), 4);
    world_settle();
    world_check_truth();
    world_close();
    assert_true(world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                                 &world.library) >= 2);
}

static void test_the_inventory_after_it_is_the_one_that_was_asked_for(void **state)
{
    (void)state;
    world_start_small(1, 1, cartridges);
    uint32_t inventories = world_request_count(NTMS_LM_INVENTORY);
    NTMS_GUID request = begin_turn(NTMS_INVENTORY_NONE);
    open_door();
    shut_door(&request);
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), inventories);
    request = begin_turn(NTMS_INVENTORY_DEFAULT);
    open_door();
    shut_door(&request);
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), inventories + 1);
    NTMS_GUID inventory = world_request(NTMS_LM_INVENTORY);
    assert_int_equal(world_request_read(&inventory).OperationOption, NTMS_INVENTORY_FAST);
    world_expect_end(&inventory, NTMS_LM_PASSED, 0);
    world_settle();
    world_check_truth();
}

static void test_a_door_that_nobody_opens_is_locked_again_on_cancel(void **state)
{
    (void)state;
    world_start_small(1, 1, cartridges);
    uint32_t inventories = world_request_count(NTMS_LM_INVENTORY);
    NTMS_GUID request = begin_turn(NTMS_INVENTORY_FAST);
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), inventories);
    world_settle();
    world_check_truth();
}

/* MaxOpenSecs 0: the operator is told the moment the door is open. */
static void test_a_door_open_past_its_limit_is_told(void **state)
{
    NTMS_GUID operator;
    (void)state;
    world_start_small(1, 1, cartridges);
    world_close();
    world_sql("UPDATE iedoor SET max_open_seconds = 0 WHERE id = %g", &world.doors[0]);
    world_open();
    NTMS_GUID request = begin_turn(NTMS_INVENTORY_FAST);
    open_door();
    world_wait_operator(NTMS_OPREQ_DEVICESERVICE, &operator);
    NTMS_OPREQUESTINFORMATIONW row = world_read(&operator, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(row.Arg1Type, NTMS_IEDOOR);
    assert_true(world_same(&row.Arg1, &world.doors[0]));
    shut_door(&request);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
    world_settle();
    world_check_truth();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_rights_and_states, world_teardown),
        cmocka_unit_test_teardown(test_what_hands_did_behind_the_door_is_found, world_teardown),
        cmocka_unit_test_teardown(test_the_inventory_after_it_is_the_one_that_was_asked_for,
                                  world_teardown),
        cmocka_unit_test_teardown(test_a_door_that_nobody_opens_is_locked_again_on_cancel,
                                  world_teardown),
        cmocka_unit_test_teardown(test_a_door_open_past_its_limit_is_told, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
