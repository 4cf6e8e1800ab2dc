/* SPDX-License-Identifier: MIT */
/* The order of waiting mounts, and the erasing of finished requests, through the DLL. */
#include "requests_support.h"

/* Mounts as MountNtmsMedia leaves them, in a library that is out of service. */
static void add_mounts(NTMS_GUID ids[], uint32_t count)
{
    world_start_small(1, 0, cartridges);
    for (uint32_t i = 0; i < count; i++)
        ids[i] = waiting_cleaning(1);
    waiting_cleaning(0);
    disable_library();
    for (uint32_t i = 0; i < count; i++)
        world_sql_beside("UPDATE lib_request SET operation = 17 WHERE id = %g", &ids[i]);
}

static void expect_order(const NTMS_GUID ids[], const DWORD *orders, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        DWORD order = 99;
        assert_int_equal(get_order(&ids[i], &order), ERROR_SUCCESS);
        assert_int_equal(order, orders[i]);
    }
}

static void test_order_of_mounts(void **state)
{
    static const DWORD arrival[] = {1, 2, 3};
    static const DWORD last_first[] = {2, 3, 1};
    static const DWORD first_last[] = {3, 2, 1};
    static const DWORD closed_up[] = {2, 0, 1};
    NTMS_GUID ids[3];
    DWORD order = 99;
    (void)state;
    add_mounts(ids, 3);
    expect_order(ids, arrival, 3);
    assert_int_equal(set_order(&ids[2], 1), ERROR_SUCCESS);
    expect_order(ids, last_first, 3);
    assert_int_equal(set_order(&ids[0], 0xFFFFFFFF), ERROR_SUCCESS);
    expect_order(ids, first_last, 3);
    assert_int_equal(set_order(&ids[1], 2), ERROR_SUCCESS); /* where it is */
    expect_order(ids, first_last, 3);
    /* PROMISE: SetNtmsRequestOrder/7 */
    NTMS_GUID cleaning = world_request(NTMS_LM_CLEANDRIVE);
    assert_int_equal(set_order(&cleaning, 1), ERROR_SUCCESS);
    assert_int_equal(get_order(&cleaning, &order), ERROR_SUCCESS);
    assert_int_equal(order, 0);
    assert_int_equal(cancel(&ids[1]), ERROR_SUCCESS);
    expect_order(ids, closed_up, 3);
    assert_int_equal(set_order(&ids[1], 1), ERROR_SUCCESS);
    expect_order(ids, closed_up, 3);
}

static void test_order_without_database_fails(void **state)
{
    DWORD order = 7;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = waiting_cleaning(0);
    world_sql_beside("ALTER TABLE lib_request RENAME COLUMN mount_order TO gone;"
                     "UPDATE lib_request SET state = state",
                     NULL);
    /* PROMISE: GetNtmsRequestOrder/any */
    DWORD error = get_order(&request, &order);
    world_sql_beside("ALTER TABLE lib_request RENAME COLUMN gone TO mount_order;"
                     "UPDATE lib_request SET state = state",
                     NULL);
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    assert_int_equal(order, 7);
}

/* ---- erasing ---- */

static void test_delete_library_requests(void **state)
{
    static const char deletions[] = "SELECT count(*) FROM journal WHERE operation = 3 AND id = %g";
    NTMS_GUID list[5];
    (void)state;
    start_with_cleaner();
    world_settle();
    NTMS_GUID injected = world_request(NTMS_LM_INJECTCLEANER);
    NTMS_GUID reserved = world_request(NTMS_LM_RESERVECLEANER);
    NTMS_GUID out = eject();
    world_wait(port_is_extended, NULL, "the port extended");
    NTMS_GUID waiting = waiting_cleaning(0);
    list[0] = injected;
    list[1] = world_stray_guid;
    list[2] = waiting;
    list[3] = out;
    list[4] = reserved;
    assert_int_equal(DeleteNtmsRequests(world.session, list, NTMS_OPREQUEST, 5), ERROR_SUCCESS);
    assert_true(exists(&injected));
    assert_int_equal(DeleteNtmsRequests(world.session, list, NTMS_LIBREQUEST, 5), ERROR_SUCCESS);
    assert_false(exists(&injected));
    assert_false(exists(&reserved));
    assert_true(exists(&waiting));
    assert_true(exists(&out));
    assert_int_equal(world_sql_number(deletions, &injected), 1);
    assert_int_equal(world_sql_number(deletions, &waiting), 0);
    /* Each finished state goes. */
    assert_int_equal(cancel(&waiting), ERROR_SUCCESS);
    static const char *const ends[] = {
        "UPDATE lib_request SET state = 7 WHERE id = %g",
        "UPDATE lib_request SET state = 3 WHERE id = %g",
        "UPDATE lib_request SET state = 4 WHERE id = %g",
        "UPDATE lib_request SET state = 8 WHERE id = %g",
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        world_touch();
        NTMS_GUID one = world_request(NTMS_LM_CLEANDRIVE);
        assert_int_equal(cancel(&one), ERROR_SUCCESS);
        world_sql_beside(ends[i], &one);
        assert_int_equal(erase(&one, NTMS_LIBREQUEST), ERROR_SUCCESS);
        assert_false(exists(&one));
    }
    assert_int_equal(cancel(&out), ERROR_SUCCESS);
    world_expect_end(&out, NTMS_LM_CANCELLED, 0);
    world_settle();
    world_check_truth();
}

static void test_delete_operator_requests(void **state)
{
    static const char *const open[] = {
        "UPDATE op_request SET state = 1 WHERE id = %g",
        "UPDATE op_request SET state = 2 WHERE id = %g",
        "UPDATE op_request SET state = 3 WHERE id = %g",
    };
    NTMS_GUID asked = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = waiting_cleaning(0);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        world_sql_beside(open[i], &asked);
        assert_int_equal(erase(&asked, NTMS_OPREQUEST), ERROR_SUCCESS);
        assert_true(exists(&asked));
    }
    assert_int_equal(cancel(&request), ERROR_SUCCESS);
    assert_int_equal(erase(&asked, NTMS_LIBREQUEST), ERROR_SUCCESS);
    assert_true(exists(&asked));
    assert_int_equal(erase(&asked, NTMS_OPREQUEST), ERROR_SUCCESS); /* REFUSED */
    assert_false(exists(&asked));
    request = waiting_cleaning(0);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(erase(&asked, NTMS_OPREQUEST), ERROR_SUCCESS); /* COMPLETE */
    assert_false(exists(&asked));
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_order_of_mounts),
        CASE(test_order_without_database_fails),
        CASE(test_delete_library_requests),
        CASE(test_delete_operator_requests),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
