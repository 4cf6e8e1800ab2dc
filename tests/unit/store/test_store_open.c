/* SPDX-License-Identifier: MIT */
/* Opening: new, again, migrated, damaged, foreign, locked, full, unwritable. */
#include "store_fixture.h"
#include "unwritable.h"

#include "base/memory.h"
#include "store/internal.h"
#include "store/schema.h"

#include <stdio.h>

static void expect_failure(struct store_fixture *fixture)
{
    struct store *store = NULL;
    bool created = true;

    assert_error(store_open(&fixture->options, &store, &created), BASE_ERROR_DATABASE_FAILURE);
    assert_null(store);
    assert_true(created);
}

static void write_file(struct store_fixture *fixture, const void *bytes, size_t length)
{
    assert_ok(port_file_write(fixture->file, bytes, length));
}

/* A closed, populated database in a new folder. */
static void closed_database(struct store_fixture *fixture)
{
    fixture_folder(fixture);
    fixture_open(fixture);
    fixture_close(fixture);
}

static void test_open_new_creates_populated(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct model_information information;
    struct base_guid ids[80];
    uint32_t count = 80;
    bool created = false;

    (void)state;
    fixture_folder(&fixture);
    assert_ok(store_open(&fixture.options, &fixture.store, &created));
    assert_true(created);
    tx = fixture_read(&fixture);
    assert_ok(store_object_enumerate(tx, NULL, MODEL_COMPUTER, 0, ids, 80, &count));
    assert_int_equal(count, 1);
    assert_ok(store_object_get(tx, &ids[0], MODEL_COMPUTER, &information));
    assert_string_equal(information.object.name, "testbed");
    assert_int_equal(information.info.computer.lib_request_purge_time, 259200);
    assert_int_equal(information.info.computer.op_request_purge_time, 259200);
    assert_ok(store_object_enumerate(tx, NULL, MODEL_MEDIA_TYPE, 0, ids, 80, &count));
    assert_int_equal(count, 62);
    assert_ok(store_media_type_find(tx, 0x56, &ids[0]));
    assert_ok(store_object_get(tx, &ids[0], 0, &information));
    assert_string_equal(information.object.name, "LTO Ultrium");
    assert_int_equal(information.info.media_type.device_type, MODEL_DEVICE_TAPE);
    assert_ok(store_library_offline(tx, &ids[0]));
    assert_ok(store_object_get(tx, &ids[0], MODEL_LIBRARY, &information));
    assert_int_equal(information.info.library.library_type, MODEL_LIBRARYTYPE_OFFLINE);
    assert_int_equal(information.info.library.flags, MODEL_LIBRARYFLAG_FIXEDOFFLINE);
    assert_ok(
        store_object_enumerate(tx, NULL, MODEL_MEDIA_POOL, MODEL_ENUM_ROOTPOOL, ids, 80, &count));
    assert_int_equal(count, 4);
    store_rollback(tx);
    fixture_close(&fixture);
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA application_id"), STORE_APPLICATION_ID);
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA user_version"), 3);
}

static void test_media_type_table_is_complete(void **state)
{
    size_t count;
    const struct store_media_type_row *rows = store_media_type_table(&count);

    (void)state;
    assert_int_equal(count, 62);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].media_type, 0x20 + i);
        assert_in_range(rows[i].sides, 1, 2);
        assert_true(strlen(rows[i].name) < 64);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(rows[i].name, rows[j].name);
        }
    }
}

static void test_open_again_keeps_objects(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct base_guid before;
    struct base_guid after;
    bool created = true;

    (void)state;
    fixture_folder(&fixture);
    fixture_open(&fixture);
    tx = fixture_read(&fixture);
    assert_ok(store_computer_find(tx, &before));
    store_rollback(tx);
    fixture_close(&fixture);
    assert_ok(store_open(&fixture.options, &fixture.store, &created));
    assert_false(created);
    tx = fixture_read(&fixture);
    assert_ok(store_computer_find(tx, &after));
    assert_guid(before, after);
    store_rollback(tx);
    fixture_close(&fixture);
}

static base_error refuse(void *context, struct store_transaction *tx)
{
    (void)context;
    (void)tx;
    return BASE_ERROR_NOT_ENOUGH_MEMORY;
}

static base_error add_library(void *context, struct store_transaction *tx)
{
    (void)context;
    fixture_library(tx, "added", "S");
    return 0;
}

static void test_open_on_create_decides(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct base_guid id;
    bool created = false;

    (void)state;
    fixture_folder(&fixture);
    fixture.options.on_create = refuse;
    assert_error(store_open(&fixture.options, &fixture.store, NULL), BASE_ERROR_NOT_ENOUGH_MEMORY);
    fixture.options.on_create = add_library;
    assert_ok(store_open(&fixture.options, &fixture.store, &created));
    assert_true(created);
    tx = fixture_read(&fixture);
    assert_ok(store_library_find(tx, "S", &id));
    store_rollback(tx);
    fixture_close(&fixture);
}

static void test_open_bad_options_invalid(void **state)
{
    struct store *store = NULL;
    struct store_options options = {0};
    char path[2 * PORT_PATH_SIZE];

    (void)state;
    assert_error(store_open(&options, &store, NULL), BASE_ERROR_INVALID_PARAMETER);
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    options.folder = path;
    assert_error(store_open(&options, &store, NULL), BASE_ERROR_INVALID_PARAMETER);
    options.folder = "no-such-folder-here";
    assert_error(store_open(&options, &store, NULL), BASE_ERROR_DATABASE_FAILURE);
}

static void test_open_garbage_untouched(void **state)
{
    static const size_t lengths[] = {1, 99, 100, 512, 4096, 40000};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct store_fixture fixture;
        uint8_t *bytes = base_memory_get(lengths[i]);

        fixture_folder(&fixture);
        assert_ok(port_random(bytes, lengths[i]));
        write_file(&fixture, bytes, lengths[i]);
        expect_failure(&fixture);
        fixture_assert_unchanged(&fixture, bytes, lengths[i]);
        base_memory_free(bytes);
    }
}

static void test_open_damaged_untouched(void **state)
{
    /* Where to damage (share of the file in 1/16) and how much. */
    static const struct {
        size_t at;
        size_t count;
        bool cut;
    } cases[] = {{0, 16, false}, {0, 4096, false}, {4, 4096, false}, {10, 8192, false},
                 {8, 0, true},   {2, 0, true},     {15, 0, true}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct store_fixture fixture;
        size_t length;
        size_t at;
        uint8_t *bytes;

        closed_database(&fixture);
        bytes = fixture_bytes(&fixture, &length);
        at = length / 16 * cases[i].at;
        memset(bytes + at, 0x5A, cases[i].count);
        length = cases[i].cut ? at + 100 : length;
        write_file(&fixture, bytes, length);
        expect_failure(&fixture);
        fixture_assert_unchanged(&fixture, bytes, length);
        base_memory_free(bytes);
    }
}

static void test_open_foreign_database_untouched(void **state)
{
    struct store_fixture fixture;
    size_t length;
    uint8_t *bytes;

    (void)state;
    fixture_folder(&fixture);
    fixture_sql(&fixture, "CREATE TABLE mine (x); INSERT INTO mine VALUES (1);"
                          "PRAGMA application_id = 77");
    bytes = fixture_bytes(&fixture, &length);
    expect_failure(&fixture);
    fixture_assert_unchanged(&fixture, bytes, length);
    base_memory_free(bytes);
}

static void test_open_newer_version_untouched(void **state)
{
    struct store_fixture fixture;
    size_t length;
    uint8_t *bytes;

    (void)state;
    closed_database(&fixture);
    fixture_sql(&fixture, "PRAGMA user_version = 99");
    bytes = fixture_bytes(&fixture, &length);
    expect_failure(&fixture);
    fixture_assert_unchanged(&fixture, bytes, length);
    base_memory_free(bytes);
}

static void test_open_ours_without_tables_fails_later(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct base_guid id;

    (void)state;
    fixture_folder(&fixture);
    fixture_sql(&fixture, "CREATE TABLE x (y); PRAGMA application_id = 0x52534D4E;"
                          "PRAGMA user_version = 3");
    fixture_open(&fixture);
    tx = fixture_read(&fixture);
    assert_error(store_computer_find(tx, &id), BASE_ERROR_DATABASE_FAILURE);
    store_rollback(tx);
    fixture_close(&fixture);
}

static void test_open_violated_rule_refused(void **state)
{
    struct store_fixture fixture;

    (void)state;
    closed_database(&fixture);
    fixture_sql(&fixture, "PRAGMA ignore_check_constraints = 1; UPDATE library SET enabled = 7");
    expect_failure(&fixture);
}

static void test_open_interrupted_creation_completes(void **state)
{
    struct store_fixture fixture;
    bool created = false;

    (void)state;
    fixture_folder(&fixture);
    write_file(&fixture, "", 0);
    assert_ok(store_open(&fixture.options, &fixture.store, &created));
    assert_true(created);
    fixture_close(&fixture);
}

static void test_open_folder_in_place_of_file_fails(void **state)
{
    struct store_fixture fixture;

    (void)state;
    fixture_folder(&fixture);
    assert_ok(port_folder_create(fixture.file, false));
    expect_failure(&fixture);
}

static void test_open_unwritable_fails_untouched(void **state)
{
    struct store_fixture fixture;
    struct store *store = NULL;
    size_t length;
    uint8_t *bytes;
    bool done;

    (void)state;
    closed_database(&fixture);
    bytes = fixture_bytes(&fixture, &length);
    done = unwritable_begin(fixture.folder, fixture.file);
    if (done) {
        /* The folders above may be closed to the other user as well: the same answer. */
        base_error error = store_open(&fixture.options, &store, NULL);

        unwritable_end(fixture.folder, fixture.file);
        assert_error(error, BASE_ERROR_DATABASE_FAILURE);
    }
    fixture_assert_unchanged(&fixture, bytes, length);
    base_memory_free(bytes);
    if (!done) {
        skip();
    }
}

static void test_open_page_limit_full(void **state)
{
    struct store_fixture fixture;
    bool created = false;

    (void)state;
    fixture_folder(&fixture);
    fixture.options.page_limit = 20;
    assert_error(store_open(&fixture.options, &fixture.store, NULL), BASE_ERROR_DATABASE_FULL);
    fixture.options.page_limit = 0;
    assert_ok(store_open(&fixture.options, &fixture.store, &created));
    assert_true(created);
    fixture_close(&fixture);
}

static void test_write_page_limit_full_changes_nothing(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct model_information information;
    base_error error = 0;

    (void)state;
    closed_database(&fixture);
    fixture.options.page_limit = (uint32_t)fixture_sql_number(&fixture, "PRAGMA page_count") + 4;
    fixture_open(&fixture);
    tx = fixture_write(&fixture);
    for (int i = 0; i < 1000 && error == 0; i++) {
        fixture_make(&information, MODEL_LIBREQUEST, "a request that takes some room");
        error = store_object_insert(tx, &information);
    }
    assert_int_equal(error, BASE_ERROR_DATABASE_FULL);
    /* PROMISE: SetNtmsObjectInformation/7 */
    assert_error(store_object_insert(tx, &information), BASE_ERROR_DATABASE_FULL);
    assert_error(store_commit(tx), BASE_ERROR_DATABASE_FULL);
    fixture_close(&fixture);
    assert_int_equal(fixture_sql_number(&fixture, "SELECT count(*) FROM lib_request"), 0);
    assert_int_equal(fixture_sql_number(&fixture, "SELECT count(*) FROM journal WHERE type = 10"),
                     0);
}

static void test_open_locked_file_fails_in_time(void **state)
{
    struct store_fixture fixture;
    sqlite3 *db = NULL;
    size_t length;
    uint8_t *bytes;

    (void)state;
    fixture_folder(&fixture);
    fixture_open(&fixture);
    fixture_close(&fixture);
    fixture_sql(&fixture, "PRAGMA journal_mode = DELETE");
    bytes = fixture_bytes(&fixture, &length);
    assert_int_equal(sqlite3_open(fixture.file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    expect_failure(&fixture);
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    fixture_assert_unchanged(&fixture, bytes, length);
    base_memory_free(bytes);
    fixture_open(&fixture);
    fixture_close(&fixture);
}

static void test_begin_write_locked_fails_in_time(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx = NULL;
    sqlite3 *db = NULL;

    (void)state;
    fixture_folder(&fixture);
    fixture_open(&fixture);
    assert_int_equal(sqlite3_open(fixture.file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_error(store_begin_write(fixture.store, &tx), BASE_ERROR_DATABASE_FAILURE);
    assert_null(tx);
    tx = fixture_read(&fixture);
    store_rollback(tx);
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_ok(store_commit(fixture_write(&fixture)));
    fixture_close(&fixture);
}

static void test_views_can_be_read(void **state)
{
    static const char *const views[] = {"v_library", "v_drive", "v_slot", "v_media", "v_request"};
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct base_guid library;
    struct base_guid pool;
    struct base_guid slot;

    (void)state;
    fixture_folder(&fixture);
    fixture_open(&fixture);
    tx = fixture_write(&fixture);
    library = fixture_library(tx, "L", "S");
    fixture_member(tx, MODEL_DRIVE, &library, 0);
    slot = fixture_member(tx, MODEL_STORAGESLOT, &library, 1);
    fixture_member(tx, MODEL_LIBREQUEST, &library, 1);
    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_SCRATCH, &pool));
    fixture_media(tx, &library, &pool, &slot, "A1");
    assert_ok(store_commit(tx));
    fixture_close(&fixture);
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        char sql[120];

        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE length(guid) = 36", views[i]);
        assert_in_range(fixture_sql_number(&fixture, sql), 1, 2);
    }
}

static void test_error_from_sqlite_table(void **state)
{
    (void)state;
    assert_error(store_error_from_sqlite(SQLITE_OK), 0);
    assert_error(store_error_from_sqlite(SQLITE_ROW), 0);
    assert_error(store_error_from_sqlite(SQLITE_DONE), 0);
    assert_error(store_error_from_sqlite(SQLITE_FULL), BASE_ERROR_DATABASE_FULL);
    assert_error(store_error_from_sqlite(SQLITE_NOMEM), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_error(store_error_from_sqlite(SQLITE_IOERR_NOMEM), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_error(store_error_from_sqlite(SQLITE_CONSTRAINT_UNIQUE), BASE_ERROR_ALREADY_EXISTS);
    for (int code = 1; code < 27; code++) {
        if (code != SQLITE_FULL && code != SQLITE_NOMEM) {
            assert_error(store_error_from_sqlite(code), BASE_ERROR_DATABASE_FAILURE);
        }
    }
    assert_error(store_error_from_sqlite(SQLITE_IOERR_READ), BASE_ERROR_DATABASE_FAILURE);
    assert_error(store_error_from_sqlite(-1), BASE_ERROR_DATABASE_FAILURE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_new_creates_populated),
        cmocka_unit_test(test_media_type_table_is_complete),
        cmocka_unit_test(test_open_again_keeps_objects),
        cmocka_unit_test(test_open_on_create_decides),
        cmocka_unit_test(test_open_bad_options_invalid),
        cmocka_unit_test(test_open_garbage_untouched),
        cmocka_unit_test(test_open_damaged_untouched),
        cmocka_unit_test(test_open_foreign_database_untouched),
        cmocka_unit_test(test_open_newer_version_untouched),
        cmocka_unit_test(test_open_ours_without_tables_fails_later),
        cmocka_unit_test(test_open_violated_rule_refused),
        cmocka_unit_test(test_open_interrupted_creation_completes),
        cmocka_unit_test(test_open_folder_in_place_of_file_fails),
        cmocka_unit_test(test_open_unwritable_fails_untouched),
        cmocka_unit_test(test_open_page_limit_full),
        cmocka_unit_test(test_write_page_limit_full_changes_nothing),
        cmocka_unit_test(test_open_locked_file_fails_in_time),
        cmocka_unit_test(test_begin_write_locked_fails_in_time),
        cmocka_unit_test(test_views_can_be_read),
        cmocka_unit_test(test_error_from_sqlite_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
