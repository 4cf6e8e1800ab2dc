/* SPDX-License-Identifier: MIT */
/*
 * CancelNtmsLibraryRequest, GetNtmsRequestOrder, SetNtmsRequestOrder, DeleteNtmsRequests: each row
 * of their tables, and what cancelling leaves behind in the database and in the device.
 */
#include "pools_support.h"
#include "requests_support.h"

static const char notices[] = "SELECT count(*) FROM journal WHERE operation = 5 AND id = %g";

static NTMS_GUID inject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 5, NTMS_INJECT_START), 0);
    return operation;
}

static void slow_cleaning(int32_t milliseconds)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.cleaning_ms = milliseconds;
    assert_int_equal(vtl_delays(world.vtl, &delays), 0);
}

static BOOL port_is_shut(void *context)
{
    (void)context;
    return port().Position == NTMS_PORTPOSITION_RETRACTED;
}

static BOOL drive_is_being_cleaned(void *context)
{
    return world_drive(*(uint32_t *)context).State == NTMS_DRIVESTATE_BEING_CLEANED;
}

/* ---- the tables ---- */

static void test_null_pointers_and_zero_fail(void **state)
{
    NTMS_GUID id = world_stray_guid;
    DWORD order = 7;
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: CancelNtmsLibraryRequest/4 */
    assert_int_equal(CancelNtmsLibraryRequest(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: GetNtmsRequestOrder/4 */
    assert_int_equal(GetNtmsRequestOrder(world.session, NULL, &order), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsRequestOrder(world.session, &id, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(order, 7);
    /* PROMISE: SetNtmsRequestOrder/4 */
    assert_int_equal(SetNtmsRequestOrder(world.session, NULL, 1), ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsRequestOrder(world.session, &id, 0), ERROR_INVALID_PARAMETER);
    /* PROMISE: DeleteNtmsRequests/4 */
    assert_int_equal(DeleteNtmsRequests(world.session, NULL, NTMS_LIBREQUEST, 1),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteNtmsRequests(world.session, NULL, NTMS_LIBREQUEST, 0),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: DeleteNtmsRequests/5 */
    assert_int_equal(erase(&id, NTMS_UNKNOWN), ERROR_INVALID_PARAMETER);
    assert_int_equal(erase(&id, NTMS_DRIVE), ERROR_INVALID_PARAMETER);
    assert_int_equal(erase(&id, 0xFFFFFFFF), ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteNtmsRequests(world.session, &id, NTMS_LIBREQUEST, 0), ERROR_SUCCESS);
}

static void test_session_is_looked_at_first(void **state)
{
    DWORD order = 7;
    (void)state;
    world_start_small(1, 0, cartridges);
    const HANDLE bad[] = {NULL, INVALID_HANDLE_VALUE, (HANDLE)(ULONG_PTR)0x12345};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        /* PROMISE: CancelNtmsLibraryRequest/1 */
        assert_int_equal(CancelNtmsLibraryRequest(bad[i], NULL), ERROR_INVALID_HANDLE);
        /* PROMISE: GetNtmsRequestOrder/1 */
        assert_int_equal(GetNtmsRequestOrder(bad[i], NULL, &order), ERROR_INVALID_HANDLE);
        /* PROMISE: SetNtmsRequestOrder/1 */
        assert_int_equal(SetNtmsRequestOrder(bad[i], NULL, 0), ERROR_INVALID_HANDLE);
        /* PROMISE: DeleteNtmsRequests/1 */
        assert_int_equal(DeleteNtmsRequests(bad[i], NULL, 0, 1), ERROR_INVALID_HANDLE);
    }
    assert_int_equal(order, 7);
}

static void test_unknown_requests_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    waiting_cleaning(0);
    NTMS_GUID asked = world_null_guid;
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.library,
                                       &world.drives[0], &asked};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        DWORD order = 7;
        /* PROMISE: CancelNtmsLibraryRequest/5 */
        assert_int_equal(cancel(others[i]), ERROR_OBJECT_NOT_FOUND);
        /* PROMISE: GetNtmsRequestOrder/6 */
        assert_int_equal(get_order(others[i], &order), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(order, 0);
        /* PROMISE: SetNtmsRequestOrder/6 */
        assert_int_equal(set_order(others[i], 1), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(erase(others[i], NTMS_LIBREQUEST), ERROR_SUCCESS);
    }
    assert_true(exists(&asked));
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), 1);
}

static DWORD user_cancels(void *context)
{
    return cancel(context);
}

static DWORD user_reads(void *context)
{
    DWORD order = 0;
    return get_order(context, &order);
}

static DWORD user_orders(void *context)
{
    return set_order(context, 1);
}

static DWORD user_erases(void *context)
{
    return erase(context, NTMS_LIBREQUEST);
}

static NTMS_GUID computer(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    return list[0];
}

static void test_rights(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID own = computer();
    NTMS_GUID request = waiting_cleaning(0);
    NTMS_GUID unknown = world_stray_guid;
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x3;;;WD)"); /* all but CONTROL */
    pools_protect(&own, "O:BAG:SYD:(A;;0x3;;;WD)");
    /* PROMISE: CancelNtmsLibraryRequest/6 */
    assert_int_equal(world_as_user(user_cancels, &request), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_cancels, &unknown), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_WAITING);
    /* PROMISE: GetNtmsRequestOrder/5 */
    assert_int_equal(world_as_user(user_reads, &request), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_reads, &unknown), ERROR_ACCESS_DENIED);
    /* PROMISE: SetNtmsRequestOrder/5 */
    assert_int_equal(world_as_user(user_orders, &request), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_orders, &unknown), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x4;;;WD)");
    pools_protect(&own, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_reads, &request), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_orders, &request), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_cancels, &request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    /* PROMISE: DeleteNtmsRequests/6 */
    assert_int_equal(world_as_user(user_erases, &request), ERROR_ACCESS_DENIED);
    assert_true(exists(&request));
    pools_protect(&own, "O:BAG:SYD:(A;;0x2;;;WD)");
    assert_int_equal(world_as_user(user_erases, &request), ERROR_SUCCESS);
    assert_false(exists(&request));
}

static void test_database_that_cannot_be_written_fails(void **state)
{
    DWORD order = 7;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = waiting_cleaning(0);
    world_break_database();
    DWORD cancelled = cancel(&request);
    world_mend_database();
    world_lock_database(); /* these have nothing to write for a cleaning that waits */
    DWORD ordered = set_order(&request, 1);
    DWORD erased = erase(&request, NTMS_LIBREQUEST);
    DWORD read = get_order(&request, &order);
    world_unlock_database();
    assert_int_equal(cancelled, ERROR_DATABASE_FAILURE);
    /* PROMISE: SetNtmsRequestOrder/any */
    assert_int_equal(ordered, ERROR_DATABASE_FAILURE);
    /* PROMISE: DeleteNtmsRequests/any */
    assert_int_equal(erased, ERROR_DATABASE_FAILURE);
    assert_int_equal(read, ERROR_SUCCESS); /* a reader needs no lock */
    assert_int_equal(order, 0);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_WAITING);
    assert_int_equal(cancel(&request), ERROR_SUCCESS);
}

/* ---- what cancelling does ---- */

static void test_cancel_of_a_waiting_cleaning(void **state)
{
    NTMS_GUID asked = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = waiting_cleaning(0);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    assert_int_equal(cancel(&request), ERROR_SUCCESS);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_CANCELLED);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_read(&asked, 0).Info.OpRequest.State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(world_request_count(NTMS_LM_REMOVE), 0);
    /* PROMISE: CancelNtmsLibraryRequest/5 */
    assert_int_equal(cancel(&request), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(world_sql_number(notices, &request), 1);
    assert_int_equal(world_sql_number(notices, &world.drives[0]), 1);
    world_check_truth();
    /* The drive is free for the next one. */
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    request = clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 1);
    world_check_truth();
}

static void test_cancel_of_a_running_cleaning_is_refused(void **state)
{
    uint32_t drive = 0;
    (void)state;
    start_with_cleaner();
    world_hold_cleaning();
    NTMS_GUID first = clean(0);
    world_wait(drive_is_being_cleaned, &drive, "the drive being cleaned");
    NTMS_GUID second = clean(1); /* waits for the cleaner */
    world_wait_state(&second, NTMS_LM_WAITING);
    /* PROMISE: CancelNtmsLibraryRequest/7 */
    assert_int_equal(cancel(&first), ERROR_ACCESS_DENIED);
    assert_int_equal(cancel(&second), ERROR_SUCCESS);
    assert_int_equal(world_request_read(&second).State, NTMS_LM_CANCELLED);
    world_let_go();
    world_expect_end(&first, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 1);
    assert_int_equal(world_device_cleanings(1), 0);
    assert_int_equal(world_request_count(NTMS_LM_REMOVE), 0);
    world_check_truth();
}

/* The removal that was queued for `target`, after it did its work. */
static void expect_removal(const NTMS_GUID *target)
{
    assert_int_equal(world_request_count(NTMS_LM_REMOVE), 1);
    NTMS_GUID removal = world_request(NTMS_LM_REMOVE);
    world_expect_end(target, NTMS_LM_CANCELLED, 0);
    world_expect_end(&removal, NTMS_LM_PASSED, 0);
    NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&removal);
    assert_true(world_same(&request.WorkItemId, target));
    assert_true(world_same(&request.Library, &world.library));
    /* The inject's or eject's own, and the cancellation's. */
    assert_int_equal(world_sql_number(notices, target), 2);
    assert_int_equal(world_sql_number(notices, &removal), 0);
}

static void test_cancel_of_a_running_inject_shuts_the_port(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    NTMS_GUID operation = inject();
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(cancel(&operation), ERROR_SUCCESS);
    expect_removal(&operation);
    assert_int_equal(cancel(&operation), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    assert_false(world_device_at(world_slot(3), &cartridge));
    world_check_truth();
}

static void test_cancel_of_a_running_eject_puts_the_cleaner_back(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start_with_cleaner();
    NTMS_GUID operation = eject();
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(cancel(&operation), ERROR_SUCCESS);
    expect_removal(&operation);
    assert_true(world_device_at(world_slot(3), &cartridge));
    assert_string_equal(cartridge.barcode, "CLN001L4");
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    world_wait(port_is_shut, NULL, "the port shut");
    world_check_truth();
}

static void test_cancel_of_a_running_inject_locks_the_door(void **state)
{
    (void)state;
    world_start_small(0, 1, cartridges);
    world_reserve(3);
    NTMS_GUID operation = inject();
    world_wait_state(&operation, NTMS_LM_INPROCESS);
    assert_int_equal(cancel(&operation), ERROR_SUCCESS);
    expect_removal(&operation);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    world_check_truth();
}

static void test_cancel_of_a_waiting_eject(void **state)
{
    uint32_t drive = 0;
    (void)state;
    start_with_cleaner();
    world_hold_cleaning();
    NTMS_GUID cleaning = clean(0);
    world_wait(drive_is_being_cleaned, &drive, "the drive being cleaned");
    NTMS_GUID operation = eject(); /* until the cleaner is back */
    world_wait_state(&operation, NTMS_LM_WAITING);
    assert_int_equal(cancel(&operation), ERROR_SUCCESS);
    assert_int_equal(world_request_read(&operation).State, NTMS_LM_CANCELLED);
    assert_int_equal(world_sql_number(notices, &operation), 1);
    world_let_go();
    world_expect_end(&cleaning, NTMS_LM_PASSED, 0);
    world_settle();
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    world_check_truth();
}

/* Whatever the moment: the request ends, and nothing is lost. */
static void test_cancel_at_any_moment(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 90, 90);
    slow_cleaning(20);
    for (DWORD i = 0; i < 24; i++) {
        NTMS_GUID request = i % 2 == 0 ? clean(i / 2 % 2) : eject();
        Sleep(i % 12);
        DWORD error = cancel(&request);
        assert_true(error == ERROR_SUCCESS || (i % 2 == 0 && (error == ERROR_ACCESS_DENIED ||
                                                              error == ERROR_OBJECT_NOT_FOUND)));
        if (error == ERROR_SUCCESS)
            world_expect_end(&request, NTMS_LM_CANCELLED, 0);
        else
            world_expect_end(&request, NTMS_LM_PASSED, 0);
    }
    world_settle();
    world_wait(port_is_shut, NULL, "the port shut");
    NTMS_GUID last = clean(0);
    world_expect_end(&last, NTMS_LM_PASSED, 0);
    world_check_truth();
}

static void test_cancel_in_a_library_out_of_service(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = waiting_cleaning(0);
    disable_library();
    assert_int_equal(cancel(&request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    NTMS_GUID other;
    world_sql_beside("UPDATE library SET enabled = 1 WHERE id = %g", &world.library);
    world_touch();
    other = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&other, NTMS_LM_WAITING);
    world_pull_library();
    assert_int_equal(cancel(&other), ERROR_SUCCESS);
    world_expect_end(&other, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_request_count(NTMS_LM_REMOVE), 0);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_null_pointers_and_zero_fail),
        CASE(test_session_is_looked_at_first),
        CASE(test_unknown_requests_fail),
        CASE(test_rights),
        CASE(test_database_that_cannot_be_written_fails),
        CASE(test_cancel_of_a_waiting_cleaning),
        CASE(test_cancel_of_a_running_cleaning_is_refused),
        CASE(test_cancel_of_a_running_inject_shuts_the_port),
        CASE(test_cancel_of_a_running_eject_puts_the_cleaner_back),
        CASE(test_cancel_of_a_running_inject_locks_the_door),
        CASE(test_cancel_of_a_waiting_eject),
        CASE(test_cancel_at_any_moment),
        CASE(test_cancel_in_a_library_out_of_service),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
