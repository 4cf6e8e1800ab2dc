/* SPDX-License-Identifier: MIT */
/* InjectNtmsMedia: each row of its table, and what comes in. */
#include "ports_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static NTMS_GUID untouched;

static DWORD start(const NTMS_GUID *library)
{
    untouched = world_stray_guid;
    return ports_inject(library, &untouched, NTMS_INJECT_START);
}

static NTMS_GUID begin(DWORD action)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(ports_inject(&world.library, &operation, action), ERROR_SUCCESS);
    NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&operation);
    assert_int_equal(request.OperationCode, NTMS_LM_INJECT);
    assert_int_equal(request.OperationOption, action == NTMS_INJECT_STARTMANY ? 4 : 0);
    assert_true(world_same(&request.Library, &world.library));
    ports_wait_open();
    return operation;
}

static void test_bad_arguments_fail(void **state)
{
    NTMS_GUID operation = world_stray_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: InjectNtmsMedia/1 */
    assert_int_equal(InjectNtmsMedia(NULL, &world.library, &operation, 0), ERROR_INVALID_HANDLE);
    for (DWORD action = 0; action < 6; action++) {
        /* PROMISE: InjectNtmsMedia/4 */
        assert_int_equal(InjectNtmsMedia(world.session, NULL, &operation, action),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(InjectNtmsMedia(world.session, &world.library, NULL, action),
                         ERROR_INVALID_PARAMETER);
        /* PROMISE: InjectNtmsMedia/5 */
        assert_int_equal(ports_inject(&world_stray_guid, &operation, action),
                         action > 3 ? ERROR_INVALID_PARAMETER : ERROR_INVALID_LIBRARY);
        assert_int_equal(ports_inject(&world.slots[0], &operation, action),
                         action > 3 ? ERROR_INVALID_PARAMETER : ERROR_INVALID_LIBRARY);
    }
    /* PROMISE: InjectNtmsMedia/7 */
    NTMS_GUID offline = ports_shelf();
    assert_int_equal(start(&offline), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: InjectNtmsMedia/9-stop-retract */
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STOP),
                     ERROR_INVALID_OPERATION);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_RETRACT),
                     ERROR_INVALID_OPERATION);
    assert_int_equal(world_request_count(NTMS_LM_INJECT), 0);
}

static DWORD user_injects(void *context)
{
    return start(context);
}

static void test_rights_and_states(void **state)
{
    (void)state;
    world_start_small(0, 1, cartridges);
    /* PROMISE: InjectNtmsMedia/6 */
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)");
    assert_int_equal(world_as_user(user_injects, &world.library), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    /* PROMISE: InjectNtmsMedia/9-start */
    assert_int_equal(world_as_user(user_injects, &world.library), ERROR_RESOURCE_NOT_PRESENT);
    /* PROMISE: InjectNtmsMedia/8 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(start(&world.library), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: InjectNtmsMedia/7 */
    world_pull_library();
    assert_int_equal(start(&world.library), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(world_request_count(NTMS_LM_INJECT), 0);
}

/* The reserved cleaner slot is not a free one. */
static void test_a_full_library_says_so(void **state)
{
    (void)state;
    world_start_small(1, 0, "s0..s4=A%05uL4,data\n");
    world_reserve(5);
    /* PROMISE: InjectNtmsMedia/10-start */
    assert_int_equal(start(&world.library), ERROR_LIBRARY_FULL);
    assert_int_equal(world_request_count(NTMS_LM_INJECT), 0);
}

static void test_one_load_comes_in_and_is_identified(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID operation = begin(NTMS_INJECT_START);
    NTMS_GUID named = operation;
    /* PROMISE: InjectNtmsMedia/10-retract */
    assert_int_equal(ports_inject(&world.library, &named, NTMS_INJECT_RETRACT),
                     ERROR_INVALID_OPERATION);
    assert_int_equal(vtl_insert_data(world.vtl, world_port(0), "B00000L4"), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_wait_shut();
    NTMS_GUID identification = world_wait_request(NTMS_LM_CLASSIFY);
    world_expect_end(&identification, NTMS_LM_PASSED, 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM physical_media", NULL), 3);
    /* PROMISE: InjectNtmsMedia/9-stop-retract */
    assert_int_equal(ports_inject(&world.library, &named, NTMS_INJECT_STOP),
                     ERROR_INVALID_OPERATION);
    ports_settle();
    world_check_truth();
    world_close();
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                         &operation),
        1);
}

static void test_an_injection_is_stopped_or_cancelled(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID operation = begin(NTMS_INJECT_STARTMANY);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STOP), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_STOPPED, 0);
    ports_wait_shut();
    operation = begin(NTMS_INJECT_START);
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &operation), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_CANCELLED, 0);
    ports_wait_shut();
    ports_settle();
    world_check_truth();
}

static BOOL two_came(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM physical_media", NULL) == 4;
}

static void test_many_come_in_turn_by_turn(void **state)
{
    (void)state;
    world_start_small(4, 0, cartridges);
    NTMS_GUID operation = begin(NTMS_INJECT_STARTMANY);
    assert_int_equal(vtl_insert_data(world.vtl, world_port(0), "B00000L4"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_port(2), "B00001L4"), 0);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_RETRACT), ERROR_SUCCESS);
    world_wait(two_came, NULL, "two cartridges taken in");
    ports_wait_open();
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STOP), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
    world_check_truth();
}

/* Nobody brings anything: the port is shut, and nothing has come. */
static void test_an_injection_that_nobody_comes_for_fails_in_time(void **state)
{
    NTMS_GUID operation = world_null_guid;
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    world_sql("UPDATE ieport SET max_extend_seconds = 1 WHERE id = %g", &world.ports[0]);
    world_reopen();
    DWORD known = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_START), ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_FAILED, ERROR_TIMEOUT);
    assert_int_equal(world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Position,
                     NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(world_list(NULL, NTMS_PHYSICAL_MEDIA, list), known);
    ports_settle();
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_rights_and_states),
        CASE(test_a_full_library_says_so),
        CASE(test_one_load_comes_in_and_is_identified),
        CASE(test_an_injection_is_stopped_or_cancelled),
        CASE(test_many_come_in_turn_by_turn),
        CASE(test_an_injection_that_nobody_comes_for_fails_in_time),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
