/* SPDX-License-Identifier: MIT */
/* InventoryNtmsLibrary: each row of its table, what it queues and marks, and how it is stopped. */
#include "pools_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD inventory(const NTMS_GUID *library, DWORD action)
{
    NTMS_GUID copy = *library;
    return InventoryNtmsLibrary(world.session, &copy, action);
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

/* The request that the call has made; the start of the service makes none of a caller's name. */
static NTMS_LIBREQUESTINFORMATIONW newest(NTMS_GUID *id)
{
    *id = world_request(NTMS_LM_INVENTORY);
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(id);
    assert_int_equal(wcscmp((const wchar_t *)row.szApplication, L"api test"), 0);
    assert_true(world_same(&row.Library, &world.library));
    return row;
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    uint32_t before = world_request_count(NTMS_LM_INVENTORY);
    /* PROMISE: InventoryNtmsLibrary/1 */
    assert_int_equal(InventoryNtmsLibrary(NULL, &world.library, 1), ERROR_INVALID_HANDLE);
    /* PROMISE: InventoryNtmsLibrary/4 */
    assert_int_equal(InventoryNtmsLibrary(world.session, NULL, 1), ERROR_INVALID_PARAMETER);
    /* PROMISE: InventoryNtmsLibrary/5 */
    static const DWORD actions[] = {0, 4, 6, 7, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        assert_int_equal(inventory(&world.library, actions[i]), ERROR_INVALID_PARAMETER);
        assert_int_equal(inventory(&world_stray_guid, actions[i]), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: InventoryNtmsLibrary/6 */
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &world.drives[0]};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(inventory(wrong[i], NTMS_INVENTORY_FAST), ERROR_INVALID_LIBRARY);
    /* PROMISE: InventoryNtmsLibrary/8 */
    NTMS_GUID offline = shelf();
    assert_int_equal(inventory(&offline, NTMS_INVENTORY_FAST), ERROR_INVALID_LIBRARY);
    assert_int_equal(inventory(&offline, NTMS_INVENTORY_STOP), ERROR_INVALID_LIBRARY);
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), before);
}

static DWORD user_looks(void *context)
{
    return inventory(context, NTMS_INVENTORY_FAST);
}

static void test_rights_and_states(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: InventoryNtmsLibrary/7 */
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)");
    assert_int_equal(world_as_user(user_looks, &world.library), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_looks, &world.library), ERROR_SUCCESS);
    /* PROMISE: InventoryNtmsLibrary/10 */
    world_pull_library();
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_FAST), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_STOP), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: InventoryNtmsLibrary/9 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_FAST), ERROR_RESOURCE_DISABLED);
}

static void test_a_fast_inventory_finds_what_was_moved_by_hand(void **state)
{
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID moved = pools_medium(0);
    assert_int_equal(vtl_move(world.vtl, world_slot(0), world_slot(4), 0), 0);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_FAST), ERROR_SUCCESS);
    assert_int_equal(newest(&request).OperationOption, NTMS_INVENTORY_FAST);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    NTMS_GUID found = pools_medium(4);
    assert_true(world_same(&found, &moved));
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(world_slot_state(4), NTMS_SLOTSTATE_FULL);
    world_check_truth();
}

static void test_the_default_inventory_is_the_library_s(void **state)
{
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(world_library().InventoryMethod, NTMS_INVENTORY_FAST);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_DEFAULT), ERROR_SUCCESS);
    assert_int_equal(newest(&request).OperationOption, NTMS_INVENTORY_FAST);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    world_sql_beside("UPDATE library SET inventory_method = 0 WHERE id = %g", &world.library);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_DEFAULT), ERROR_SUCCESS);
    NTMS_LIBREQUESTINFORMATIONW row = newest(&request);
    assert_int_equal(row.OperationOption, NTMS_INVENTORY_NONE);
    assert_int_equal(row.State, NTMS_LM_PASSED); /* nothing to do, within the call */
}

/* The robot is away: what is queued for it waits until world_let_go. */
static void keep_the_robot_busy(void)
{
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID sides[WORLD_LIST];
    NTMS_GUID drive;
    world_hold_robot();
    assert_int_equal(world_list(&medium, NTMS_PARTITION, sides), 1);
    assert_int_equal(MountNtmsMedia(world.session, sides, &drive, 1, NTMS_MOUNT_NOWAIT, 0, 0, NULL),
                     0);
    world_wait_robot();
}

static void test_full_slots_are_marked_and_stop_takes_the_marks_away(void **state)
{
    NTMS_GUID requests[2];
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_STOP), ERROR_SUCCESS); /* none */
    keep_the_robot_busy();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(inventory(&world.library, NTMS_INVENTORY_FAST), ERROR_SUCCESS);
        assert_int_equal(newest(&requests[i]).OperationOption, NTMS_INVENTORY_FAST);
    }
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_int_equal(world_slot_state(2), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_STOP), ERROR_SUCCESS);
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_FULL);
    for (int i = 0; i < 2; i++)
        world_expect_end(&requests[i], NTMS_LM_STOPPED, 0);
    world_let_go();
    world_settle();
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_FULL);
    world_check_truth();
}

static void test_an_inventory_that_is_cancelled_takes_its_marks_away(void **state)
{
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, cartridges);
    keep_the_robot_busy();
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_FAST), ERROR_SUCCESS);
    newest(&request);
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_FULL);
    assert_int_equal(world_slot_state(2), NTMS_SLOTSTATE_EMPTY);
    world_let_go();
    world_settle();
    world_check_truth();
}

static BOOL everything_is_home(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM physical_media WHERE media_state <> 0 OR"
                            " location_type <> 16",
                            NULL) == 0;
}

/* By labels: every cartridge is taken to a drive once, and is home again afterwards. */
static void test_an_inventory_by_labels_looks_at_every_side(void **state)
{
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, cartridges);
    uint32_t before =
        world_request_count(NTMS_LM_CLASSIFY) + world_request_count(NTMS_LM_PROCESSOMID);
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_OMID), ERROR_SUCCESS);
    assert_int_equal(newest(&request).OperationOption, NTMS_INVENTORY_OMID);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_request_count(NTMS_LM_CLASSIFY) +
                         world_request_count(NTMS_LM_PROCESSOMID),
                     before + 2);
    world_settle();
    world_wait(everything_is_home, NULL, "every cartridge is home");
    world_check_truth();
}

static BOOL identification_began(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lib_request WHERE operation IN (14, 19)", NULL) >
           0;
}

static void test_an_inventory_by_labels_is_stopped(void **state)
{
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_hold_robot();
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_OMID), ERROR_SUCCESS);
    newest(&request);
    world_wait(identification_began, NULL, "an identification");
    world_wait_robot();
    assert_int_equal(inventory(&world.library, NTMS_INVENTORY_STOP), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_STOPPED, 0);
    world_let_go();
    world_settle();
    world_wait(everything_is_home, NULL, "every cartridge is home");
    world_check_truth();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_rights_and_states, world_teardown),
        cmocka_unit_test_teardown(test_a_fast_inventory_finds_what_was_moved_by_hand,
                                  world_teardown),
        cmocka_unit_test_teardown(test_the_default_inventory_is_the_library_s, world_teardown),
        cmocka_unit_test_teardown(test_full_slots_are_marked_and_stop_takes_the_marks_away,
                                  world_teardown),
        cmocka_unit_test_teardown(test_an_inventory_that_is_cancelled_takes_its_marks_away,
                                  world_teardown),
        cmocka_unit_test_teardown(test_an_inventory_by_labels_looks_at_every_side, world_teardown),
        cmocka_unit_test_teardown(test_an_inventory_by_labels_is_stopped, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
