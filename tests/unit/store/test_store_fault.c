/* SPDX-License-Identifier: MIT */
/* The n-th statement or allocation of a story fails, n = 1, 2, ...: the documented error, nothing
 * half done, nothing leaked, and the store works on. */
#include "store_fixture.h"

#include "base/memory.h"
#include "store/fault.h"

/* One transaction as the engine makes them: a request, the drive's state, an intent, the lease. */
static base_error story(struct store *store, const struct base_guid *library,
                        struct base_guid *request)
{
    struct store_transaction *tx = NULL;
    struct store_list list = STORE_LIST_INIT;
    struct store_intent_list intents = STORE_INTENT_LIST_INIT;
    struct store_intent intent = {.library = *library};
    struct model_information information;
    struct base_guid ids[8];
    int64_t number = 0;
    uint32_t count = 0;
    uint64_t epoch = 0;
    bool clean = false;
    base_error error = store_begin_write(store, &tx);

    if (error != 0) {
        return error;
    }
    fixture_make(&information, MODEL_LIBREQUEST, "story");
    information.info.lib_request.library = *library;
    error = store_object_insert(tx, &information);
    *request = information.object.id;
    if (error == 0) {
        error = store_children(tx, library, MODEL_LIBREQUEST, &list);
    }
    if (error == 0) {
        error = store_object_enumerate(tx, library, MODEL_LIBREQUEST, 0, ids, 8, &count);
        error = error == BASE_ERROR_INSUFFICIENT_BUFFER ? 0 : error;
    }
    if (error == 0) {
        error = store_intent_open(tx, &intent, &number);
    }
    if (error == 0) {
        error = store_intents_open_list(tx, library, &intents);
    }
    if (error == 0) {
        error = store_lease_take(tx, library, "owner", &epoch, &clean);
    }
    if (error == 0) {
        error = store_security_set(tx, library, "bytes", 5);
    }
    if (error == 0) {
        error = store_object_touch(tx, library);
    }
    store_list_free(&list);
    store_intent_list_free(&intents);
    if (error != 0) {
        store_rollback(tx);
        return error;
    }
    return store_commit(tx);
}

static struct base_guid prepare(struct store_fixture *fixture)
{
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid library = fixture_library(tx, "L", "S");

    assert_ok(store_commit(tx));
    return library;
}

static void test_story_every_statement_fails_once(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid library = prepare(fixture);
    struct base_guid request;
    struct model_information got;
    base_error error = 1;

    for (uint32_t n = 1; error != 0; n++) {
        int64_t before = fixture_sql_number(fixture, "SELECT count(*) FROM journal");

        assert_true(n < 200);
        store_fault_nth(n);
        error = story(fixture->store, &library, &request);
        store_fault_nth(0);
        if (error != 0) {
            assert_int_equal(error, BASE_ERROR_DATABASE_FAILURE);
            assert_int_equal(fixture_sql_number(fixture, "SELECT count(*) FROM journal"), before);
        }
        assert_int_equal(fixture->counter % 2, 0);
    }
    assert_ok(store_information_read(fixture->store, &request, MODEL_LIBREQUEST, &got));
}

static void test_story_every_allocation_fails_once(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid library = prepare(fixture);
    struct base_guid request;
    base_error error = 1;

    for (uint32_t n = 1; error != 0; n++) {
        assert_true(n < 200);
        fixture_close(fixture);
        fixture->options.first_process = false;
        fixture_open(fixture);
        base_memory_fail_nth(n);
        error = story(fixture->store, &library, &request);
        base_memory_fail_nth(0);
        if (error != 0) {
            assert_int_equal(error, BASE_ERROR_NOT_ENOUGH_MEMORY);
            assert_int_equal(fixture_sql_number(fixture, "SELECT count(*) FROM lib_request"), 0);
        }
    }
}

static void test_open_every_statement_or_allocation_fails_once(void **state)
{
    base_error error = 1;

    (void)state;
    for (uint32_t n = 1; error != 0; n++) {
        struct store_fixture fixture;

        assert_true(n < 4000);
        fixture_folder(&fixture);
        /* The first ones each, later ones (all alike) in steps. */
        n += n > 40 ? 17 : 0;
        store_fault_nth(n);
        base_memory_fail_nth(n % 2 == 0 ? n : 0);
        error = store_open(&fixture.options, &fixture.store, NULL);
        store_fault_nth(0);
        base_memory_fail_nth(0);
        if (error != 0) {
            assert_null(fixture.store);
            assert_true(error == BASE_ERROR_NOT_ENOUGH_MEMORY ||
                        error == BASE_ERROR_DATABASE_FAILURE);
            assert_ok(store_open(&fixture.options, &fixture.store, NULL));
        }
        fixture_close(&fixture);
        assert_int_equal(fixture_sql_number(&fixture, "SELECT count(*) FROM computer"), 1);
    }
}

static void test_reading_every_allocation_fails_once(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid library = prepare(fixture);
    struct model_information got;
    base_error error = 1;

    for (uint32_t n = 1; error != 0; n++) {
        fixture_close(fixture);
        fixture_open(fixture);
        base_memory_fail_nth(n);
        error = store_information_read(fixture->store, &library, MODEL_LIBRARY, &got);
        base_memory_fail_nth(0);
        assert_true(error == 0 || error == BASE_ERROR_NOT_ENOUGH_MEMORY);
    }
    /* A cache that cannot keep what was read does not fail the reading. */
    for (uint32_t n = 1; n < 4; n++) {
        fixture->counter += 2;
        base_memory_fail_nth(n);
        assert_ok(store_information_read(fixture->store, &library, MODEL_LIBRARY, &got));
        base_memory_fail_nth(0);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_story_every_statement_fails_once),
        CASE(test_story_every_allocation_fails_once),
        cmocka_unit_test(test_open_every_statement_or_allocation_fails_once),
        CASE(test_reading_every_allocation_fails_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
