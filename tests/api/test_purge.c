/* SPDX-License-Identifier: MIT */
/*
 * What the computer object's purge times and flags keep of finished requests. The start of the
 * service purges, so that no case waits: the records are made old, and the service starts anew.
 */
#include "requests_support.h"

enum { LIBRARY_ENDS = 5, OPERATOR_ENDS = 2, OLD_SECONDS = 7200 };

/* NTMS_LM_PASSED, FAILED, INVALID, CANCELLED, STOPPED. */
static const char *const library_ends[LIBRARY_ENDS] = {
    "UPDATE lib_request SET state = 2, completed = completed - 7200000 WHERE id = %g",
    "UPDATE lib_request SET state = 3, completed = completed - 7200000 WHERE id = %g",
    "UPDATE lib_request SET state = 4, completed = completed - 7200000 WHERE id = %g",
    "UPDATE lib_request SET state = 7, completed = completed - 7200000 WHERE id = %g",
    "UPDATE lib_request SET state = 8, completed = completed - 7200000 WHERE id = %g",
};
enum { FAILED = 1 };

struct records {
    NTMS_GUID library[LIBRARY_ENDS]; /* old ones, by their end */
    NTMS_GUID refused;
    NTMS_GUID complete;
    NTMS_GUID open; /* old, and nobody has settled it */
    NTMS_GUID fresh_library;
    NTMS_GUID fresh_operator;
};

static NTMS_GUID say(void)
{
    NTMS_GUID request = world_null_guid;
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Look.", NULL,
                                                NULL, &request),
                     ERROR_SUCCESS);
    return request;
}

/* A cleaning that was withdrawn. */
static NTMS_GUID cancelled(void)
{
    NTMS_GUID request = waiting_cleaning(0);
    assert_int_equal(cancel(&request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    return request;
}

/* Leaves the session closed. */
static struct records make_records(void)
{
    static const char old[] =
        "UPDATE op_request SET submitted = submitted - 7200000,"
        " completed = CASE completed WHEN 0 THEN 0 ELSE completed - 7200000 END WHERE id = %g";
    struct records made;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < LIBRARY_ENDS; i++)
        made.library[i] = cancelled();
    made.fresh_library = cancelled();
    made.refused = say();
    made.complete = say();
    made.open = say();
    made.fresh_operator = say();
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &made.refused), ERROR_SUCCESS);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &made.complete), ERROR_SUCCESS);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &made.fresh_operator),
                     ERROR_SUCCESS);
    world_settle();
    world_close();
    for (size_t i = 0; i < LIBRARY_ENDS; i++)
        world_sql(library_ends[i], &made.library[i]);
    world_sql(old, &made.refused);
    world_sql(old, &made.complete);
    world_sql(old, &made.open);
    return made;
}

/* Changes the computer object by the DLL; the next start follows it. */
static void set_policy(DWORD library_seconds, DWORD library_flags, DWORD operator_seconds,
                       DWORD operator_flags)
{
    NTMS_GUID list[WORLD_LIST];
    world_close();
    world_open();
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    NTMS_OBJECTINFORMATIONW wish = world_read(&list[0], NTMS_COMPUTER);
    wish.Info.Computer.dwLibRequestPurgeTime = library_seconds;
    wish.Info.Computer.dwLibRequestFlags = library_flags;
    wish.Info.Computer.dwOpRequestPurgeTime = operator_seconds;
    wish.Info.Computer.dwOpRequestFlags = operator_flags;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &list[0], &wish), ERROR_SUCCESS);
    world_reopen();
}

static void expect_library(const struct records *made, BOOL failed, BOOL others)
{
    for (size_t i = 0; i < LIBRARY_ENDS; i++)
        assert_int_equal(exists(&made->library[i]), i == FAILED ? failed : others);
    assert_true(exists(&made->fresh_library));
}

static void expect_operator(const struct records *made, BOOL refused, BOOL complete)
{
    assert_int_equal(exists(&made->refused), refused);
    assert_int_equal(exists(&made->complete), complete);
    assert_true(exists(&made->open)); /* at any age */
    assert_true(exists(&made->fresh_operator));
}

static int64_t deletions(const NTMS_GUID *id)
{
    return world_sql_number("SELECT count(*) FROM journal WHERE operation = 3 AND id = %g", id);
}

static void test_requests_are_kept_for_their_time(void **state)
{
    (void)state;
    struct records made = make_records();
    set_policy(OLD_SECONDS * 2, 0, OLD_SECONDS * 2, 0);
    expect_library(&made, TRUE, TRUE);
    expect_operator(&made, TRUE, TRUE);
    /* One kind has its own time. */
    set_policy(OLD_SECONDS / 2, 0, OLD_SECONDS * 2, 0);
    expect_library(&made, FALSE, FALSE);
    expect_operator(&made, TRUE, TRUE);
    assert_int_equal(deletions(&made.library[FAILED]), 1); /* as listeners are told */
    set_policy(OLD_SECONDS / 2, 0, OLD_SECONDS / 2, 0);
    expect_operator(&made, FALSE, FALSE);
    assert_int_equal(deletions(&made.complete), 1);
    assert_int_equal(deletions(&made.open), 0);
    world_check_truth();
}

static void test_failed_requests_may_stay(void **state)
{
    (void)state;
    struct records made = make_records();
    set_policy(OLD_SECONDS / 2, NTMS_LIBREQFLAGS_NOFAILEDPURGE, OLD_SECONDS / 2,
               NTMS_OPREQFLAGS_NOFAILEDPURGE);
    expect_library(&made, TRUE, FALSE);
    expect_operator(&made, TRUE, FALSE);
}

static void test_all_requests_may_stay(void **state)
{
    (void)state;
    struct records made = make_records();
    set_policy(OLD_SECONDS / 2, NTMS_LIBREQFLAGS_NOAUTOPURGE, OLD_SECONDS / 2,
               NTMS_OPREQFLAGS_NOAUTOPURGE);
    expect_library(&made, TRUE, TRUE);
    expect_operator(&made, TRUE, TRUE);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_requests_are_kept_for_their_time),
        CASE(test_failed_requests_may_stay),
        CASE(test_all_requests_may_stay),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
