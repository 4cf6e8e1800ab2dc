/* SPDX-License-Identifier: MIT */
/* Reading for callers: from the cache when it is proven current, never stale; several threads and
 * two stores on one file. */
#include "store_fixture.h"

#include "base/memory.h"
#include "store/fault.h"

#include <stdio.h>

/* Statements run by one read: 0 when the cache answered. */
static uint64_t cost_of_read(struct store_fixture *fixture, const struct base_guid *id,
                             uint32_t type, base_error expected)
{
    struct model_information got;
    uint64_t before = store_fault_count();

    assert_error(store_information_read(fixture->store, id, type, &got), expected);
    return store_fault_count() - before;
}

static struct base_guid add_library(struct store_fixture *fixture, const char *name)
{
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid id = fixture_library(tx, name, name);

    assert_ok(store_commit(tx));
    return id;
}

static void test_read_second_time_needs_no_query(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid id = add_library(fixture, "L");
    struct model_information got;

    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 1);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 0);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_UNKNOWN, 0), 0);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_DRIVE, BASE_ERROR_OBJECT_NOT_FOUND), 0);
    assert_ok(store_information_read(fixture->store, &id, 0, &got));
    assert_string_equal(got.object.name, "L");
}

static void test_read_unknown_not_found(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid id = {{1}};
    struct model_information got;

    assert_error(store_information_read(fixture->store, &id, 0, &got), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_information_read(fixture->store, &id, MODEL_DRIVE, &got),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_information_read(fixture->store, &id, 99, &got),
                 BASE_ERROR_OBJECT_NOT_FOUND);
}

static void test_counter_follows_writers(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx;
    uint64_t before = fixture->counter;

    assert_int_equal(before % 2, 0);
    tx = fixture_write(fixture);
    assert_int_equal(fixture->counter % 2, 1);
    assert_ok(store_commit(tx));
    assert_int_equal(fixture->counter % 2, 0);
    assert_true(fixture->counter > before);
    before = fixture->counter;
    tx = fixture_write(fixture);
    store_rollback(tx);
    assert_int_equal(fixture->counter % 2, 0);
    /* A writer that died left it odd. */
    fixture->counter = before + 11;
    assert_int_equal(fixture->counter % 2, 1);
    tx = fixture_write(fixture);
    assert_int_equal(fixture->counter, before + 13);
    assert_ok(store_commit(tx));
    assert_int_equal(fixture->counter, before + 14);
    /* The next writer has moved it on before this one could. */
    tx = fixture_write(fixture);
    fixture->counter += 2;
    before = fixture->counter;
    assert_ok(store_commit(tx));
    assert_int_equal(fixture->counter, before);
}

static void test_read_during_commit_not_cached(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid id = add_library(fixture, "L");
    struct store_transaction *tx = fixture_write(fixture);
    struct model_information information;

    assert_ok(store_object_get(tx, &id, 0, &information));
    strcpy(information.object.name, "changed");
    assert_ok(store_object_update(tx, &information));
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 1);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 1);
    assert_ok(store_information_read(fixture->store, &id, 0, &information));
    assert_string_equal(information.object.name, "L");
    assert_ok(store_commit(tx));
    assert_ok(store_information_read(fixture->store, &id, 0, &information));
    assert_string_equal(information.object.name, "changed");
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 0);
}

static void test_change_by_another_store_is_seen(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid id = add_library(fixture, "L");
    struct store *other = NULL;
    struct store_transaction *tx = NULL;
    struct model_information information;

    fixture->options.first_process = false;
    assert_ok(store_open(&fixture->options, &other, NULL));
    assert_ok(store_information_read(fixture->store, &id, 0, &information));
    assert_ok(store_begin_write(other, &tx));
    strcpy(information.object.name, "by the other");
    assert_ok(store_object_update(tx, &information));
    assert_ok(store_commit(tx));
    assert_ok(store_information_read(fixture->store, &id, 0, &information));
    assert_string_equal(information.object.name, "by the other");
    assert_ok(store_begin_write(other, &tx));
    assert_ok(store_object_delete(tx, &id, MODEL_LIBRARY));
    assert_ok(store_commit(tx));
    assert_error(store_information_read(fixture->store, &id, 0, &information),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    store_close(other);
}

static void test_cache_is_bounded(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx;
    struct base_guid library;
    struct base_guid slots[100];

    fixture_close(fixture);
    fixture->options.cache_bytes = 4000;
    fixture_open(fixture);
    tx = fixture_write(fixture);
    library = fixture_library(tx, "L", "S");
    for (uint32_t i = 0; i < 100; i++) {
        slots[i] = fixture_member(tx, MODEL_IEPORT, &library, i);
    }
    assert_ok(store_commit(tx));
    for (int i = 0; i < 100; i++) {
        assert_int_equal(cost_of_read(fixture, &slots[i], MODEL_IEPORT, 0), 1);
    }
    assert_int_equal(cost_of_read(fixture, &slots[99], MODEL_IEPORT, 0), 0);
    assert_int_equal(cost_of_read(fixture, &slots[0], MODEL_IEPORT, 0), 1);
    assert_int_equal(cost_of_read(fixture, &slots[0], MODEL_IEPORT, 0), 0);
    /* One that is larger than the whole cache is read each time. */
    fixture_close(fixture);
    fixture->options.cache_bytes = 10;
    fixture_open(fixture);
    assert_int_equal(cost_of_read(fixture, &library, MODEL_LIBRARY, 0), 1);
    assert_int_equal(cost_of_read(fixture, &library, MODEL_LIBRARY, 0), 1);
}

static void test_without_counter_nothing_is_cached(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid id = add_library(fixture, "L");

    fixture_close(fixture);
    fixture->options.change_counter = NULL;
    fixture_open(fixture);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 1);
    assert_int_equal(cost_of_read(fixture, &id, MODEL_LIBRARY, 0), 1);
    add_library(fixture, "M");
}

enum { WORKERS = 4, ROUNDS = 60 };

struct worker {
    struct store_fixture *fixture;
    struct base_guid library;
    uint32_t number;
    bool bad;
};

/*
 * Each round makes name and description equal to a new number. A reader must never see two
 * different ones, nor a number below one that it has seen before.
 */
static void write_rounds(void *context)
{
    struct worker *worker = context;
    struct model_information information;

    for (int i = 0; i < ROUNDS && !worker->bad; i++) {
        struct store_transaction *tx = NULL;
        unsigned value = 0;

        worker->bad = store_begin_write(worker->fixture->store, &tx) != 0 ||
                      store_object_get(tx, &worker->library, 0, &information) != 0;
        value = (unsigned)strtoul(information.object.name, NULL, 10) + 1;
        snprintf(information.object.name, sizeof information.object.name, "%u", value);
        strcpy(information.object.description, information.object.name);
        if (!worker->bad) {
            worker->bad = store_object_update(tx, &information) != 0;
        }
        worker->bad = store_commit(tx) != 0 || worker->bad;
    }
}

static void read_rounds(void *context)
{
    struct worker *worker = context;
    struct model_information information;
    uint64_t last = 0;

    for (int i = 0; i < ROUNDS * 100 && !worker->bad; i++) {
        uint64_t value;

        worker->bad =
            store_information_read(worker->fixture->store, &worker->library, 0, &information) != 0;
        value = strtoull(information.object.name, NULL, 10);
        worker->bad = worker->bad || value < last ||
                      strcmp(information.object.name, information.object.description) != 0;
        last = value;
    }
}

static void test_threads_write_and_read_consistently(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid library = add_library(fixture, "0");
    struct worker workers[2 * WORKERS];
    struct port_thread *threads[2 * WORKERS];
    struct model_information information;
    struct store_transaction *tx = fixture_write(fixture);

    assert_ok(store_object_get(tx, &library, 0, &information));
    strcpy(information.object.description, information.object.name);
    assert_ok(store_object_update(tx, &information));
    assert_ok(store_commit(tx));
    for (uint32_t i = 0; i < 2 * WORKERS; i++) {
        workers[i] = (struct worker){fixture, library, i, false};
        assert_ok(
            port_thread_start(i < WORKERS ? write_rounds : read_rounds, &workers[i], &threads[i]));
    }
    for (uint32_t i = 0; i < 2 * WORKERS; i++) {
        port_thread_join(threads[i]);
        assert_false(workers[i].bad);
    }
    assert_ok(store_information_read(fixture->store, &library, 0, &information));
    assert_int_equal(strtoull(information.object.name, NULL, 10), WORKERS * ROUNDS);
}

static void open_once(void *context)
{
    struct worker *worker = context;
    struct store *store = NULL;
    bool created = false;

    worker->bad = store_open(&worker->fixture->options, &store, &created) != 0;
    worker->number = created ? 1 : 0;
    store_close(store);
}

static void test_open_by_many_at_once_creates_once(void **state)
{
    struct store_fixture fixture;
    struct worker workers[WORKERS];
    struct port_thread *threads[WORKERS];
    uint32_t created = 0;

    (void)state;
    fixture_folder(&fixture);
    fixture.options.busy_timeout_ms = 10000;
    fixture.options.first_process = false;
    for (uint32_t i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.fixture = &fixture};
        assert_ok(port_thread_start(open_once, &workers[i], &threads[i]));
    }
    for (uint32_t i = 0; i < WORKERS; i++) {
        port_thread_join(threads[i]);
        assert_false(workers[i].bad);
        created += workers[i].number;
    }
    assert_int_equal(created, 1);
    assert_int_equal(fixture_sql_number(&fixture, "SELECT count(*) FROM computer"), 1);
}

enum { MANY = 300 };

static void add_media(struct store_fixture *fixture, struct base_guid ids[MANY])
{
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid library = fixture_library(tx, "Many", "Many");
    struct base_guid pool;
    char barcode[16];

    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_FOREIGN, &pool));
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(barcode, sizeof barcode, "M%u", (unsigned)i);
        ids[i] = fixture_media(tx, &library, &pool, NULL, barcode);
    }
    assert_ok(store_commit(tx));
}

static void expect_medium(struct store_fixture *fixture, const struct base_guid *id,
                          uint32_t number)
{
    struct model_information got;
    char barcode[16];

    snprintf(barcode, sizeof barcode, "M%u", (unsigned)number);
    assert_ok(store_information_read(fixture->store, id, MODEL_PHYSICAL_MEDIA, &got));
    assert_string_equal(got.info.physical_media.barcode, barcode);
}

static void test_read_in_order_reads_ahead(void **state)
{
    struct store_fixture *fixture = *state;
    struct base_guid ids[MANY];
    struct base_guid stray = {{1}};
    uint32_t missed = 0;

    add_media(fixture, ids);
    for (uint32_t i = 0; i < MANY; i++) {
        missed += cost_of_read(fixture, &ids[i], MODEL_PHYSICAL_MEDIA, 0) != 0;
        expect_medium(fixture, &ids[i], i);
    }
    assert_in_range(missed, 5, 7);
    /* Nothing of it outlives a change. */
    (void)add_library(fixture, "L");
    assert_true(cost_of_read(fixture, &ids[200], MODEL_PHYSICAL_MEDIA, 0) != 0);
    /* One here and one there: each by itself, with a look at what follows. */
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(cost_of_read(fixture, &ids[190 - 7 * i], MODEL_PHYSICAL_MEDIA, 0), 2);
        expect_medium(fixture, &ids[190 - 7 * i], 190 - 7 * i);
    }
    /* The last ones, where nothing follows; what is not there. */
    (void)add_library(fixture, "M");
    for (uint32_t i = MANY - 3; i < MANY; i++) {
        expect_medium(fixture, &ids[i], i);
    }
    assert_int_equal(
        cost_of_read(fixture, &stray, MODEL_PHYSICAL_MEDIA, BASE_ERROR_OBJECT_NOT_FOUND), 1);
    assert_int_equal(cost_of_read(fixture, &ids[0], MODEL_PARTITION, BASE_ERROR_OBJECT_NOT_FOUND),
                     1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_read_second_time_needs_no_query),
        CASE(test_read_unknown_not_found),
        CASE(test_counter_follows_writers),
        CASE(test_read_during_commit_not_cached),
        CASE(test_change_by_another_store_is_seen),
        CASE(test_read_in_order_reads_ahead),
        CASE(test_cache_is_bounded),
        CASE(test_without_counter_nothing_is_cached),
        CASE(test_threads_write_and_read_consistently),
        cmocka_unit_test(test_open_by_many_at_once_creates_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
