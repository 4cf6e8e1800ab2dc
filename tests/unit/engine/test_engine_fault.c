/* SPDX-License-Identifier: MIT */
/*
 * Every use case with the n-th allocation or the n-th statement of SQL failing: the documented
 * error or none, nothing leaked, and everything works afterwards. A fault may strike the caller or
 * the threads that work behind it.
 */
#include "engine_fixture.h"

#include "base/memory.h"
#include "store/fault.h"

enum { OPEN_FAULTS_MOST = 120, STORY_FAULTS_MOST = 60 };

struct fault {
    const char *name;
    void (*nth)(uint32_t n);
    uint64_t (*count)(void);
    base_error error;
};

static const struct fault MEMORY = {"allocation", base_memory_fail_nth, base_memory_count,
                                    BASE_ERROR_NOT_ENOUGH_MEMORY};
static const struct fault SQL = {"statement", store_fault_nth, store_fault_count,
                                 BASE_ERROR_DATABASE_FAILURE};

static void begin(void)
{
    struct vtl_library_config config = vtl_transport_library();
    fixture_begin();
    vtl_transport_add(&config);
}

/* Up to `most` of the numbers 1 to `total`, the first ones all of them. */
static uint32_t next_number(uint32_t n, uint32_t total, uint32_t most)
{
    uint32_t step = n < most / 2 || total <= most ? 1 : total / (most / 2);
    return n + step;
}

static void allow(const struct fault *fault, base_error error, uint32_t n, const char *call)
{
    if (error != BASE_ERROR_SUCCESS && error != fault->error) {
        fail_msg("%s: error %u with the %u. %s failing", call, (unsigned)error, n, fault->name);
    }
}

/* ---- opening ---- */

static uint32_t cost_of_open(const struct fault *fault)
{
    uint64_t before;
    begin();
    before = fault->count();
    fixture_start();
    uint64_t cost = fault->count() - before;
    fixture_end();
    return (uint32_t)cost;
}

static void open_with_fault(const struct fault *fault, uint32_t n)
{
    struct engine_session *session = NULL;
    begin();
    fault->nth(n);
    base_error error = engine_session_open(NULL, "test", 0, &session);
    fault->nth(0);
    allow(fault, error, n, "open");
    if (error == BASE_ERROR_SUCCESS) {
        engine_session_close(session);
    } else {
        assert_null(session);
    }
    fixture_start();
    fixture_check();
    fixture_end();
}

static void open_with_faults(const struct fault *fault)
{
    uint32_t total = cost_of_open(fault);
    assert_true(total > 0);
    for (uint32_t n = 1; n <= total; n = next_number(n, total, OPEN_FAULTS_MOST)) {
        open_with_fault(fault, n);
    }
}

static void test_session_open_without_memory_fails_or_works(void **state)
{
    (void)state;
    open_with_faults(&MEMORY);
}

static void test_session_open_with_broken_statement_fails_or_works(void **state)
{
    (void)state;
    open_with_faults(&SQL);
}

/* ---- single calls ---- */

/* Calls that leave nothing behind, each with every fault it can meet by itself. */
static void read_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid drive = fixture_drive(0);
    struct base_guid ids[16];
    struct model_information row;
    uint32_t count = 77;
    fault->nth(n);
    base_error error = engine_object_information(fixture_session(), &drive, MODEL_DRIVE, &row);
    fault->nth(0);
    allow(fault, error, n, "information");
    fault->nth(n);
    error = engine_object_enumerate(fixture_session(), fixture_library(), MODEL_STORAGESLOT, 0, ids,
                                    16, &count);
    fault->nth(0);
    allow(fault, error, n, "enumerate");
    assert_int_equal(count, error == BASE_ERROR_SUCCESS ? 7 : 77);
}

static void reserve_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid slot = fixture_slot(3);
    struct model_library row;
    fault->nth(n);
    base_error error = engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot);
    fault->nth(0);
    allow(fault, error, n, "reserve");
    row = fixture_library_row();
    assert_int_equal(base_guid_is_null(&row.cleaner_slot), error != BASE_ERROR_SUCCESS);
    if (error != BASE_ERROR_SUCCESS) {
        assert_int_equal(engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot),
                         0);
    }
    fault->nth(n);
    error = engine_cleaner_slot_release(fixture_session(), fixture_library());
    fault->nth(0);
    allow(fault, error, n, "release");
    row = fixture_library_row();
    assert_int_equal(base_guid_is_null(&row.cleaner_slot), error == BASE_ERROR_SUCCESS);
    if (error != BASE_ERROR_SUCCESS) {
        assert_int_equal(engine_cleaner_slot_release(fixture_session(), fixture_library()), 0);
    }
}

static void call_with_faults(const struct fault *fault)
{
    begin();
    fixture_start();
    for (uint32_t n = 1; n <= STORY_FAULTS_MOST; n++) {
        read_with_fault(fault, n);
        reserve_with_fault(fault, n);
    }
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static void test_calls_without_memory_fail_or_work(void **state)
{
    (void)state;
    call_with_faults(&MEMORY);
}

static void test_calls_with_broken_statement_fail_or_work(void **state)
{
    (void)state;
    call_with_faults(&SQL);
}

/* ---- the work behind the calls ---- */

/* A cleaning that meets the fault passes, or fails for the reason the reference gives it. */
static void clean_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid drive = fixture_drive(n % 2);
    struct model_information row;
    base_error reason = 0;
    fault->nth(n);
    base_error error = engine_clean_drive(fixture_session(), &drive);
    allow(fault, error, n, "clean");
    if (error != BASE_ERROR_SUCCESS) {
        fault->nth(0);
        return;
    }
    fixture_sleep(120);
    fault->nth(0);
    assert_true(fixture_newest(MODEL_LM_CLEANDRIVE, &row));
    uint32_t ended = fixture_await_end(&row.object.id, &reason);
    if (ended != MODEL_LM_PASSED &&
        (ended != MODEL_LM_FAILED || reason != BASE_ERROR_UNABLE_TO_CLEAN)) {
        fail_msg("state %u, error %u with the %u. %s failing", ended, (unsigned)reason, n,
                 fault->name);
    }
}

static void clean_with_faults(const struct fault *fault)
{
    begin();
    fixture_start();
    fixture_inject(UINT32_MAX);
    for (uint32_t n = 1; n < 400; n += n < 10 ? 1 : 19) {
        clean_with_fault(fault, n);
    }
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static void test_clean_drive_without_memory_ends(void **state)
{
    (void)state;
    clean_with_faults(&MEMORY);
}

static void test_clean_drive_with_broken_statement_ends(void **state)
{
    (void)state;
    clean_with_faults(&SQL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session_open_without_memory_fails_or_works),
        cmocka_unit_test(test_session_open_with_broken_statement_fails_or_works),
        cmocka_unit_test(test_calls_without_memory_fail_or_work),
        cmocka_unit_test(test_calls_with_broken_statement_fail_or_work),
        cmocka_unit_test(test_clean_drive_without_memory_ends),
        cmocka_unit_test(test_clean_drive_with_broken_statement_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
