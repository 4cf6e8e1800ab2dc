/* SPDX-License-Identifier: MIT */
/* Files of older versions: lifted step by step, with all rows, or left as they are. */
#include "store_fixture.h"

#include "store/internal.h"
#include "store/media.h"
#include "store/schema.h"

static const char *const later_pieces[] = {"CREATE TABLE later (x INTEGER) STRICT;",
                                           "INSERT INTO later VALUES (42);", NULL};
static const char *const bad_pieces[] = {"CREATE TABLE half (x INTEGER) STRICT;", "NONSENSE", NULL};
static const char *const *const later_texts[] = {later_pieces, NULL};
static const char *const *const bad_texts[] = {bad_pieces, NULL};

enum { VERSION = 3 };

static base_error lift(struct store_fixture *fixture, const struct store_schema_step *steps,
                       uint32_t count)
{
    struct store_schema_state now;
    sqlite3 *db = NULL;
    base_error error;

    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_ok(store_schema_read(db, &now));
    error = store_schema_migrate(db, &now, steps, count);
    sqlite3_exec(db, error == 0 ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(db);
    return error;
}

static base_error lift_beyond(struct store_fixture *fixture, const char *const *const *texts)
{
    uint32_t count;
    const struct store_schema_step *known = store_schema_steps(&count);
    struct store_schema_step steps[VERSION + 1];

    assert_int_equal(count, VERSION);
    memcpy(steps, known, VERSION * sizeof steps[0]);
    steps[VERSION].texts = texts;
    return lift(fixture, steps, VERSION + 1);
}

static void test_migrate_step_lifts_and_keeps_rows(void **state)
{
    struct store_fixture fixture;
    struct store *store = NULL;

    (void)state;
    fixture_folder(&fixture);
    fixture_open(&fixture);
    fixture_close(&fixture);
    assert_error(lift_beyond(&fixture, bad_texts), BASE_ERROR_DATABASE_FAILURE);
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA user_version"), VERSION);
    assert_int_equal(
        fixture_sql_number(&fixture, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    assert_ok(lift_beyond(&fixture, later_texts));
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA user_version"), VERSION + 1);
    assert_int_equal(fixture_sql_number(&fixture, "SELECT x FROM later"), 42);
    assert_int_equal(fixture_sql_number(&fixture, "SELECT count(*) FROM computer"), 1);
    /* now newer than the program */
    assert_error(store_open(&fixture.options, &store, NULL), BASE_ERROR_DATABASE_FAILURE);
}

/* Rows as version 1 has written them: a library, a drive of it, and a request for that. */
static const char first_rows[] =
    "INSERT INTO library VALUES (NULL, x'11111111111111111111111111111111', 1, 2, 1, 0, 'L', '', 2,"
    " NULL, NULL, 0, 0, 1, 4294967295, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 'S1', '', 0);"
    "INSERT INTO drive VALUES (NULL, x'22222222222222222222222222222222', 1, 2, 1, 0, 'D', '', 0,"
    " 2, NULL, 'tape0', 'DS', '1.0', 1, 2, 3, 4, 17, 5, NULL,"
    " x'11111111111111111111111111111111', 300, 256, 0, 1);"
    "INSERT INTO lib_request VALUES (7, x'33333333333333333333333333333333', 1, 2, 1, 0, '', '',"
    " 15, 0, 5, NULL, x'22222222222222222222222222222222', NULL,"
    " x'11111111111111111111111111111111', NULL, 9, 0, 'app', 'user', 'pc', 0, NULL, -3, 0, 4, 11,"
    " 0, NULL, 0);";

/* And a cartridge in Free with an available side, that version 1 knew by its cartridge alone. */
static const char first_media[] =
    "INSERT INTO media_pool VALUES (NULL, x'44444444444444444444444444444444', 1, 2, 1, 0, 'F', '',"
    " 1, NULL, NULL, 0, 0, 0, 0);"
    "INSERT INTO physical_media VALUES (NULL, x'55555555555555555555555555555555', 1, 2, 1, 0, 'A',"
    " '', x'11111111111111111111111111111111', x'44444444444444444444444444444444', NULL, 16, NULL,"
    " NULL, 'A', 1, '1', 0, 1, 0, 0, NULL, 0);"
    "INSERT INTO media_side VALUES (NULL, x'66666666666666666666666666666666', 1, 2, 1, 0, 'A', '',"
    " x'55555555555555555555555555555555', NULL, 4, 0, x'', '', '', 0, 0, 0);";

static void check_media(struct store_transaction *tx)
{
    struct base_guid pool;
    struct base_guid side;
    struct store_list list = STORE_LIST_INIT;

    memset(&pool, 0x44, sizeof pool);
    memset(&side, 0x66, sizeof side);
    assert_ok(store_sides_available(tx, &pool, true, 8, &list));
    assert_int_equal(list.count, 1);
    assert_guid(list.items[0].object.id, side);
    store_list_free(&list);
}

static void check_drive(struct store_transaction *tx)
{
    struct base_guid id;
    struct model_information row;

    memset(&id, 0x22, sizeof id);
    assert_ok(store_object_get(tx, &id, MODEL_DRIVE, &row));
    assert_int_equal(row.info.drive.state, MODEL_DRIVESTATE_LOADED);
    assert_int_equal(row.info.drive.mount_count, 17);
    assert_int_equal(row.info.drive.element, 256);
    assert_true(row.info.drive.cleaning_wanted);
    assert_int_equal(row.info.drive.dismount_after, 0);
    assert_false(row.info.drive.cleaning_urgent);
    assert_int_equal(row.info.drive.faults, 0);
    assert_true(base_guid_is_null(&row.info.drive.mounted_by));
    row.info.drive.dismount_after = 123456789012;
    row.info.drive.mounted_by = id;
    assert_ok(store_object_update(tx, &row));
    assert_ok(store_object_get(tx, &id, MODEL_DRIVE, &row));
    assert_true(row.info.drive.dismount_after == 123456789012);
    assert_guid(row.info.drive.mounted_by, id);
}

static void check_request(struct store_transaction *tx)
{
    struct base_guid id;
    struct model_information row;

    memset(&id, 0x33, sizeof id);
    assert_ok(store_object_get(tx, &id, MODEL_LIBREQUEST, &row));
    assert_int_equal(row.info.lib_request.priority, -3);
    assert_int_equal(row.info.lib_request.stage, 4);
    assert_string_equal(row.info.lib_request.application, "app");
    assert_true(base_guid_is_null(&row.info.lib_request.call));
    assert_true(base_guid_is_null(&row.info.lib_request.session));
    assert_true(base_guid_is_null(&row.info.lib_request.target));
    assert_int_equal(row.info.lib_request.deadline, 0);
    assert_int_equal(row.info.lib_request.caught, 0);
    assert_false(row.info.lib_request.retract_requested);
    row.info.lib_request.call = id;
    row.info.lib_request.deadline = INT64_MAX;
    assert_ok(store_object_update(tx, &row));
    assert_ok(store_object_get(tx, &id, MODEL_LIBREQUEST, &row));
    assert_guid(row.info.lib_request.call, id);
    assert_true(row.info.lib_request.deadline == INT64_MAX);
}

static void test_open_first_version_lifted(void **state)
{
    struct store_fixture fixture;
    struct store_transaction *tx;
    struct store_list list = STORE_LIST_INIT;
    uint32_t count;

    (void)state;
    fixture_folder(&fixture);
    assert_ok(lift(&fixture, store_schema_steps(&count), 1));
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA user_version"), 1);
    fixture_sql(&fixture, first_rows);
    fixture_sql(&fixture, first_media);
    fixture_open(&fixture);
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA user_version"), VERSION);
    assert_int_equal(fixture_sql_number(&fixture, "PRAGMA integrity_check"), 0);
    tx = fixture_write(&fixture);
    check_drive(tx);
    check_request(tx);
    check_media(tx);
    assert_ok(store_requests_unfinished(tx, NULL, &list));
    assert_int_equal(list.count, 1);
    store_list_free(&list);
    assert_ok(store_commit(tx));
    fixture_close(&fixture);
    fixture_open(&fixture); /* and once more as a file of this version */
    fixture_close(&fixture);
}

/* A new file is made by the same steps, so that both have the same tables. */
static void test_open_lifted_has_the_tables_of_a_new_file(void **state)
{
    static const char texts[] = "SELECT count(*) FROM sqlite_schema";
    static const char columns[] = "SELECT count(*) FROM pragma_table_info('lib_request')";
    struct store_fixture old;
    struct store_fixture fresh;
    uint32_t count;

    (void)state;
    fixture_folder(&fresh);
    fixture_open(&fresh);
    fixture_close(&fresh);
    fixture_folder(&old);
    assert_ok(lift(&old, store_schema_steps(&count), 1));
    fixture_open(&old);
    fixture_close(&old);
    assert_int_equal(fixture_sql_number(&old, texts), fixture_sql_number(&fresh, texts));
    assert_int_equal(fixture_sql_number(&old, columns), fixture_sql_number(&fresh, columns));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_migrate_step_lifts_and_keeps_rows),
        cmocka_unit_test(test_open_first_version_lifted),
        cmocka_unit_test(test_open_lifted_has_the_tables_of_a_new_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
