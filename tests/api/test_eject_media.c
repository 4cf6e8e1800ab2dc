/* SPDX-License-Identifier: MIT */
/* EjectNtmsMedia: each row of its table, what it queues, and what becomes of the medium. */
#include "ports_support.h"

#include <stdio.h>
#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n";

static NTMS_GUID untouched;

static DWORD start(const NTMS_GUID *media)
{
    untouched = world_stray_guid;
    return ports_eject(media, &untouched, NTMS_EJECT_START);
}

static void test_bad_arguments_fail(void **state)
{
    NTMS_GUID none = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID operation = world_stray_guid;
    /* PROMISE: EjectNtmsMedia/1 */
    assert_int_equal(EjectNtmsMedia(NULL, &medium, &operation, 0), ERROR_INVALID_HANDLE);
    static const DWORD actions[] = {4, 5, 6, 0xFFFFFFFF};
    for (size_t i = 0; i < 4; i++) {
        /* PROMISE: EjectNtmsMedia/4 */
        assert_int_equal(ports_eject(&medium, &operation, actions[i]), ERROR_INVALID_PARAMETER);
        assert_int_equal(ports_eject(NULL, &operation, actions[i]), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: EjectNtmsMedia/5 */
    static const DWORD with_operation[] = {NTMS_EJECT_START, NTMS_EJECT_STOP, NTMS_EJECT_FORCE};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(ports_eject(&medium, NULL, with_operation[i]), ERROR_INVALID_PARAMETER);
    /* PROMISE: EjectNtmsMedia/6 */
    static const DWORD with_medium[] = {NTMS_EJECT_QUEUE, NTMS_EJECT_FORCE};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ports_eject(NULL, &operation, with_medium[i]), ERROR_INVALID_PARAMETER);
        assert_int_equal(ports_eject(&none, &operation, with_medium[i]), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: EjectNtmsMedia/7-stop */
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &world.library};
    for (size_t i = 0; i < 3; i++) {
        NTMS_GUID named = *wrong[i];
        assert_int_equal(ports_eject(NULL, &named, NTMS_EJECT_STOP), ERROR_INVALID_OPERATION);
    }
    /* PROMISE: EjectNtmsMedia/7 */
    assert_int_equal(start(&world_stray_guid), ERROR_INVALID_MEDIA);
    assert_int_equal(start(&world.slots[0]), ERROR_INVALID_MEDIA);
    /* PROMISE: EjectNtmsMedia/empty-batch */
    assert_int_equal(start(NULL), ERROR_INVALID_OPERATION);
    assert_int_equal(start(&none), ERROR_INVALID_OPERATION);
    assert_int_equal(world_request_count(NTMS_LM_EJECT), 0);
}

static DWORD user_ejects(void *context)
{
    return start(context);
}

static DWORD user_stops(void *context)
{
    return ports_eject(NULL, context, NTMS_EJECT_STOP);
}

static void test_rights(void **state)
{
    NTMS_GUID operation = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    assert_int_equal(ports_eject(&medium, &operation, NTMS_EJECT_START), ERROR_SUCCESS);
    ports_wait_open();
    /* PROMISE: EjectNtmsMedia/8 */
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)");
    NTMS_GUID other = pools_medium(1);
    assert_int_equal(world_as_user(user_ejects, &other), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_stops, &operation), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_stops, &operation), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_STOPPED, 0);
    ports_settle();
    world_check_truth();
}

static void test_states_of_medium_and_library(void **state)
{
    (void)state;
    world_start_small(0, 1, cartridges);
    world_look_over();
    NTMS_GUID medium = pools_medium(0);
    /* PROMISE: EjectNtmsMedia/13 */
    assert_int_equal(start(&medium), ERROR_RESOURCE_NOT_PRESENT);
    /* PROMISE: EjectNtmsMedia/12 */
    for (int use = NTMS_MEDIASTATE_INUSE; use <= NTMS_MEDIASTATE_LOADED; use++) {
        char statement[96];
        snprintf(statement, sizeof statement,
                 "UPDATE physical_media SET media_state = %d WHERE id = %%g", use);
        world_sql_beside(statement, &medium);
        assert_int_equal(start(&medium), ERROR_BUSY);
        assert_int_equal(ports_eject(&medium, NULL, NTMS_EJECT_QUEUE), ERROR_BUSY);
        assert_int_equal(ports_eject(&medium, &untouched, NTMS_EJECT_FORCE),
                         ERROR_RESOURCE_NOT_PRESENT);
    }
    /* PROMISE: EjectNtmsMedia/11 */
    world_sql_beside("UPDATE physical_media SET enabled = 0 WHERE id = %g", &medium);
    assert_int_equal(start(&medium), ERROR_MEDIA_NOT_AVAILABLE);
    /* PROMISE: EjectNtmsMedia/10 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(start(&medium), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: EjectNtmsMedia/9 */
    world_pull_library();
    assert_int_equal(start(&medium), ERROR_LIBRARY_OFFLINE);
    world_sql_beside("UPDATE physical_media SET current_library ="
                     " (SELECT id FROM library WHERE flags & 1) WHERE id = %g",
                     &medium);
    assert_int_equal(start(&medium), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(world_request_count(NTMS_LM_EJECT), 0);
}

static void test_a_database_that_cannot_be_written_fails(void **state)
{
    NTMS_GUID operation = world_stray_guid;
    (void)state;
    world_start_small(1, 1, cartridges);
    NTMS_GUID medium = pools_medium(0);
    world_sql_beside("CREATE TRIGGER broken BEFORE INSERT ON lib_request BEGIN"
                     " SELECT RAISE(ABORT, 'broken'); END;"
                     " UPDATE library SET modified = modified WHERE id = %g",
                     &world.library);
    /* PROMISE: EjectNtmsMedia/any */
    assert_int_equal(start(&medium), ERROR_DATABASE_FAILURE);
    /* PROMISE: InjectNtmsMedia/any */
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_START),
                     ERROR_DATABASE_FAILURE);
    /* PROMISE: AccessNtmsLibraryDoor/any */
    assert_int_equal(AccessNtmsLibraryDoor(world.session, &world.library, NTMS_INVENTORY_FAST),
                     ERROR_DATABASE_FAILURE);
    assert_int_equal(world_request_count(NTMS_LM_EJECT), 0);
    assert_int_equal(world_request_count(NTMS_LM_DOORACCESS), 0);
    assert_int_equal(world_request_count(NTMS_LM_INJECT), 0);
}

static void test_a_medium_that_was_taken_is_on_the_shelf(void **state)
{
    NTMS_GUID operation = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    NTMS_GUID pool = pools_make((const WCHAR *)u"Backup", &type);
    NTMS_GUID medium = pools_medium(1);
    pools_place(&medium, &pool, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(ports_eject(&medium, &operation, NTMS_EJECT_START), ERROR_SUCCESS);
    NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&operation);
    assert_int_equal(request.OperationCode, NTMS_LM_EJECT);
    assert_int_equal(request.OperationOption, 0);
    assert_true(world_same(&request.PhysMediaId, &medium));
    assert_true(world_same(&request.SlotId, &world.slots[1]));
    assert_true(world_same(&request.DriveId, &world_null_guid));
    ports_wait_open();
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Content,
                     NTMS_PORTCONTENT_FULL);
    ports_take(0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_wait_shut();
    NTMS_PMIDINFORMATIONW row = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    NTMS_GUID offline = ports_shelf();
    assert_true(world_same(&row.CurrentLibrary, &offline));
    assert_true(world_same(&row.MediaPool, &pool));
    assert_true(world_same(&row.Location, &world_null_guid));
    assert_true(world_same(&row.HomeSlot, &world_null_guid));
    assert_int_equal(row.LocationType, NTMS_STORAGESLOT);
    assert_int_equal(row.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(start(&medium), ERROR_LIBRARY_OFFLINE);
    ports_settle();
    world_check_truth();
    world_close();
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                         &operation),
        1);
}

/* Collected media leave together; the operation is over with the last of them. */
static void test_a_batch_leaves_with_one_opening(void **state)
{
    NTMS_GUID operation = world_null_guid;
    NTMS_GUID other = world_null_guid;
    (void)state;
    world_start_small(2, 0, cartridges);
    NTMS_GUID media[3] = {pools_medium(0), pools_medium(1), pools_medium(2)};
    assert_int_equal(ports_eject(&media[0], NULL, NTMS_EJECT_QUEUE), ERROR_SUCCESS);
    assert_int_equal(ports_eject(&media[1], &other, NTMS_EJECT_QUEUE), ERROR_SUCCESS);
    assert_true(world_same(&other, &world_null_guid)); /* not used */
    /* PROMISE: EjectNtmsMedia/14 */
    assert_int_equal(ports_eject(&media[2], NULL, NTMS_EJECT_QUEUE), ERROR_BUSY);
    assert_int_equal(start(&media[2]), ERROR_BUSY);
    assert_int_equal(world_request_count(NTMS_LM_EJECT), 0);
    /* PROMISE: EjectNtmsMedia/start-all PROMISE: EjectNtmsMedia/start-fails */
    assert_int_equal(ports_eject(NULL, &operation, NTMS_EJECT_START), ERROR_SUCCESS);
    assert_int_equal(world_request_count(NTMS_LM_EJECT), 2);
    /* PROMISE: EjectNtmsMedia/leaving */
    assert_int_equal(ports_eject(&media[0], &other, NTMS_EJECT_FORCE), ERROR_BUSY);
    /* PROMISE: EjectNtmsMedia/empty-batch */
    assert_int_equal(start(NULL), ERROR_INVALID_OPERATION);
    ports_wait_open();
    ports_take(0);
    ports_take(1);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
    assert_int_equal(world_sql_number("SELECT count(*) FROM physical_media", NULL), 1);
    world_check_truth();
}

static void test_an_ejection_that_is_cancelled_goes_home(void **state)
{
    NTMS_GUID operation = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    assert_int_equal(ports_eject(&medium, &operation, NTMS_EJECT_FORCE), ERROR_SUCCESS);
    assert_int_equal(world_request_read(&operation).OperationOption, 2);
    ports_wait_open();
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &operation), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_CANCELLED, 0);
    ports_settle();
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_FULL);
    world_check_truth();
}

/* Nobody takes the cartridge: the port is shut, and it goes home. */
static void test_an_ejection_that_nobody_comes_for_fails_in_time(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    world_sql("UPDATE ieport SET max_extend_seconds = 1 WHERE id = %g", &world.ports[0]);
    world_reopen();
    world_look_over();
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(ports_eject(&medium, &operation, NTMS_EJECT_START), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_FAILED, ERROR_TIMEOUT);
    ports_settle();
    assert_int_equal(world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Position,
                     NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_FULL);
    assert_true(world_device_at(world_slot(0), &cartridge));
    assert_false(world_device_at(world_port(0), &cartridge));
    world_check_truth();
}

/* What was queued needs its caller no more: not his token, and not the right that he had. */
static void test_an_ejection_outlives_the_right_to_it(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    world_hold_robot();
    assert_int_equal(world_as_user(user_ejects, &medium), ERROR_SUCCESS);
    NTMS_GUID operation = untouched;
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x60007;;;SY)");
    NTMS_GUID other = pools_medium(1);
    assert_int_equal(world_as_user(user_ejects, &other), ERROR_ACCESS_DENIED);
    world_let_go();
    ports_wait_open();
    ports_take(0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_rights),
        CASE(test_states_of_medium_and_library),
        CASE(test_a_database_that_cannot_be_written_fails),
        CASE(test_an_ejection_outlives_the_right_to_it),
        CASE(test_a_medium_that_was_taken_is_on_the_shelf),
        CASE(test_a_batch_leaves_with_one_opening),
        CASE(test_an_ejection_that_is_cancelled_goes_home),
        CASE(test_an_ejection_that_nobody_comes_for_fails_in_time),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
