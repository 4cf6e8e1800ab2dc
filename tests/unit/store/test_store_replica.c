/* SPDX-License-Identifier: MIT */
/* Whole copies: written beside writers, checked, put in the place of the database, and what is left
 * when that stops half-way. */
#include "store_fixture.h"

#include "base/memory.h"
#include "port/file.h"
#include "store/internal.h"

#include <stdio.h>

static void beside(const struct store_fixture *fixture, const char *name, char path[PORT_PATH_SIZE])
{
    assert_ok(port_path_join(fixture->folder, name, path, PORT_PATH_SIZE));
}

static struct base_guid add_library(struct store_fixture *fixture, const char *name)
{
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid id = fixture_library(tx, name, name);
    assert_ok(store_commit(tx));
    return id;
}

static bool has(struct store_fixture *fixture, const struct base_guid *id)
{
    struct model_information information;
    struct store_transaction *tx = fixture_read(fixture);
    base_error error = store_object_get(tx, id, MODEL_LIBRARY, &information);
    store_rollback(tx);
    return error == BASE_ERROR_SUCCESS;
}

static void test_a_copy_is_what_was_committed(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[PORT_PATH_SIZE];
    char log[PORT_PATH_SIZE];
    beside(fixture, "copy.db", copy);
    beside(fixture, "copy.db-wal", log);
    struct base_guid first = add_library(fixture, "first");
    struct store_transaction *open = fixture_write(fixture);
    struct base_guid second = fixture_library(open, "second", "second");
    assert_ok(store_replica_write(fixture->store, copy));
    assert_false(port_file_exists(log));
    assert_ok(store_commit(open));
    assert_true(has(fixture, &second));
    fixture_close(fixture);
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &first));
    assert_false(has(fixture, &second));
    fixture_close(fixture);
    beside(fixture, STORE_REPLACED_NAME, copy);
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &second));
}

static void test_what_is_no_whole_database_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[PORT_PATH_SIZE];
    char scratch[PORT_PATH_SIZE];
    uint8_t *bytes = NULL;
    size_t length = 0;
    beside(fixture, "copy.db", copy);
    beside(fixture, "scratch.db", scratch);
    assert_error(store_replica_check(copy, scratch), BASE_ERROR_DATABASE_FAILURE);
    assert_ok(store_replica_write(fixture->store, copy));
    assert_ok(store_replica_check(copy, scratch));
    assert_ok(port_file_read(copy, 1 << 24, &bytes, &length));
    /* Cut short, of a newer version, of another program, overwritten in the middle. */
    assert_ok(port_file_write(copy, bytes, length / 2));
    assert_error(store_replica_check(copy, scratch), BASE_ERROR_DATABASE_FAILURE);
    bytes[63] = 200;
    assert_ok(port_file_write(copy, bytes, length));
    assert_error(store_replica_check(copy, scratch), BASE_ERROR_DATABASE_FAILURE);
    bytes[68] ^= 1;
    assert_ok(port_file_write(copy, bytes, length));
    assert_error(store_replica_check(copy, scratch), BASE_ERROR_DATABASE_FAILURE);
    assert_ok(port_file_write(copy, bytes, 0));
    assert_error(store_replica_check(copy, scratch), BASE_ERROR_DATABASE_FAILURE);
    assert_false(port_file_exists(scratch));
    fixture_close(fixture);
    assert_error(store_replica_install(copy, fixture->folder), BASE_ERROR_DATABASE_FAILURE);
    fixture_open(fixture);
    base_memory_free(bytes);
}

static void test_a_damaged_or_missing_database_is_no_obstacle(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[PORT_PATH_SIZE];
    beside(fixture, "copy.db", copy);
    struct base_guid id = add_library(fixture, "kept");
    assert_ok(store_replica_write(fixture->store, copy));
    fixture_close(fixture);
    assert_ok(port_file_write(fixture->file, "no database", 11));
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &id));
    fixture_close(fixture);
    assert_ok(port_file_delete(fixture->file));
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &id));
}

/* The copy that an import stopped at makes no difference to the next one. */
static void test_leftovers_of_an_import_are_replaced(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const names[] = {"ntms.db.import", "ntms.db.import-wal",
                                        "ntms.db.import-journal", STORE_REPLACED_NAME};
    char path[PORT_PATH_SIZE];
    char copy[PORT_PATH_SIZE];
    beside(fixture, "copy.db", copy);
    struct base_guid id = add_library(fixture, "kept");
    assert_ok(store_replica_write(fixture->store, copy));
    fixture_close(fixture);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        beside(fixture, names[i], path);
        assert_ok(port_file_write(path, "left over", 9));
    }
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &id));
    for (size_t i = 0; i < 3; i++) {
        beside(fixture, names[i], path);
        assert_false(port_file_exists(path));
    }
}

/* A database that was saved with its log beside it, while it was open. */
static void test_a_log_beside_the_copy_is_used(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[PORT_PATH_SIZE];
    char log[PORT_PATH_SIZE];
    char own_log[PORT_PATH_SIZE];
    beside(fixture, "copy.db", copy);
    beside(fixture, "copy.db-wal", log);
    beside(fixture, "ntms.db-wal", own_log);
    struct base_guid id = add_library(fixture, "in the log");
    assert_ok(port_file_copy(fixture->file, copy));
    assert_ok(port_file_copy(own_log, log));
    fixture_close(fixture);
    assert_ok(store_replica_install(copy, fixture->folder));
    fixture_open(fixture);
    assert_true(has(fixture, &id));
}

static void test_a_database_in_use_is_not_replaced(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[PORT_PATH_SIZE];
    beside(fixture, "copy.db", copy);
    assert_ok(store_replica_write(fixture->store, copy));
    struct base_guid id = add_library(fixture, "later");
    struct store_transaction *tx = fixture_read(fixture);
    assert_error(store_replica_install(copy, fixture->folder), BASE_ERROR_DATABASE_FAILURE);
    store_rollback(tx);
    assert_true(has(fixture, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_copy_is_what_was_committed, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_whole_database_is_refused, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_damaged_or_missing_database_is_no_obstacle,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_leftovers_of_an_import_are_replaced, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_log_beside_the_copy_is_used, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_database_in_use_is_not_replaced, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
