/* SPDX-License-Identifier: MIT */
/* Joined writes of the log against a file system that counts and refuses writes: one write for a
 * page, nothing lost when it fails, the same content as without. */
#include "store_fixture.h"

#include "store/wal_join.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* ---- a VFS over the system's that counts what is written to logs ---- */

struct counted_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs counting;
static sqlite3_vfs *original;
static sqlite3_io_methods counted_methods;
static int writes; /* since it was set to 0 */
static int syncs;
static int fail_write; /* this many writes from now on pass, then one fails; -1: none fails */

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct counted_file *)file)->real;
}

static int counted_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int counted_read(sqlite3_file *file, void *out, int amount, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), out, amount, offset);
}

static int counted_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    writes++;
    if (fail_write >= 0 && fail_write-- == 0) {
        return SQLITE_FULL;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, amount, offset);
}

static int counted_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int counted_sync(sqlite3_file *file, int flags)
{
    syncs++;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int counted_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int counted_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int counted_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int counted_character(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int counted_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct counted_file *counted = (struct counted_file *)file;

    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0) {
        return original->xOpen(original, name, file, flags, out);
    }
    counted->real = (sqlite3_file *)((char *)file + 32);
    int code = original->xOpen(original, name, counted->real, flags, out);
    counted->base.pMethods = code == SQLITE_OK ? &counted_methods : NULL;
    return code;
}

static int group_setup(void **state)
{
    (void)state;
    sqlite3_initialize();
    original = sqlite3_vfs_find(NULL);
    counting = *original;
    counting.pNext = NULL;
    counting.zName = "counting";
    counting.szOsFile = 32 + original->szOsFile;
    counting.xOpen = counted_open;
    counted_methods = (sqlite3_io_methods){.iVersion = 1,
                                           .xClose = counted_close,
                                           .xRead = counted_read,
                                           .xWrite = counted_write,
                                           .xTruncate = counted_truncate,
                                           .xSync = counted_sync,
                                           .xFileSize = counted_size,
                                           .xFileControl = counted_control,
                                           .xSectorSize = counted_sector,
                                           .xDeviceCharacteristics = counted_character};
    fail_write = -1;
    /* Before the product looks for what is the system's. */
    return sqlite3_vfs_register(&counting, 1) != SQLITE_OK || store_wal_join_register() != 0;
}

/* ---- the tests ---- */

static sqlite3 *open_on(struct store_fixture *fixture, const char *vfs)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    assert_int_equal(sqlite3_open_v2(fixture->file, &db, flags, vfs), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL),
        SQLITE_OK);
    return db;
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static void run(sqlite3 *db, const char *sql)
{
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static struct store_fixture fixture;

static sqlite3 *fresh(void)
{
    fixture_folder(&fixture);
    sqlite3 *db = open_on(&fixture, STORE_WAL_JOIN_NAME);
    run(db, "CREATE TABLE t (number INTEGER PRIMARY KEY, a, b);"
            "CREATE INDEX ta ON t(a); CREATE INDEX tb ON t(b)");
    return db;
}

static void test_commit_of_three_pages_is_three_writes_and_one_flush(void **state)
{
    (void)state;
    sqlite3 *db = fresh();
    run(db, "INSERT INTO t (a, b) VALUES (1, 2)");
    writes = syncs = 0;
    run(db, "INSERT INTO t (a, b) VALUES (3, 4)");
    assert_int_equal(writes, 3); /* the table and two indexes */
    assert_int_equal(syncs, 1);
    assert_int_equal(number_of(db, "SELECT count(*) FROM t"), 2);
    sqlite3_close(db);
}

static void test_commit_is_seen_by_a_connection_of_the_system(void **state)
{
    (void)state;
    sqlite3 *db = fresh();
    sqlite3 *plain = open_on(&fixture, "counting");
    for (int i = 1; i <= 50; i++) {
        run(db, "INSERT INTO t (a, b) VALUES (hex(randomblob(40)), hex(randomblob(40)))");
        assert_int_equal(number_of(plain, "SELECT count(*) FROM t"), i);
    }
    sqlite3_close(plain);
    sqlite3_close(db);
}

/* More than the page cache holds: pages go to the log, and come back from it, before the commit. */
static void test_transaction_larger_than_the_cache_reads_what_it_wrote(void **state)
{
    (void)state;
    static const char fill[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        " INSERT INTO t (a, b) SELECT hex(randomblob(60)), hex(randomblob(60)) FROM n";
    sqlite3 *db = fresh();
    run(db, "PRAGMA cache_size = 10; BEGIN");
    run(db, fill);
    assert_int_equal(number_of(db, "SELECT count(*) FROM t WHERE length(a) = 120"), 3000);
    run(db, "ROLLBACK");
    assert_int_equal(number_of(db, "SELECT count(*) FROM t"), 0);
    run(db, "BEGIN");
    run(db, fill);
    run(db, "SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; COMMIT");
    sqlite3 *plain = open_on(&fixture, "counting");
    assert_int_equal(number_of(plain, "SELECT count(*) FROM t"), 3000);
    assert_int_equal(number_of(plain, "SELECT count(*) FROM pragma_integrity_check"
                                      " WHERE integrity_check = 'ok'"),
                     1);
    sqlite3_close(plain);
    sqlite3_close(db);
}

/* Two connections write by turns, one of them gives up what had gone to the log already. */
static void test_rolled_back_pages_do_not_touch_what_others_commit(void **state)
{
    (void)state;
    static const char fill[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
        " INSERT INTO t (a, b) SELECT hex(randomblob(60)), hex(randomblob(60)) FROM n";
    sqlite3 *first = fresh();
    sqlite3 *second = open_on(&fixture, STORE_WAL_JOIN_NAME);
    run(first, "PRAGMA cache_size = 10");
    for (int i = 1; i <= 10; i++) {
        run(first, "BEGIN");
        run(first, fill);
        run(first, "UPDATE t SET b = 'y' WHERE number % 3 = 0; ROLLBACK");
        run(second, fill);
        run(first, "INSERT INTO t (a, b) VALUES (1, 2); DELETE FROM t WHERE a = 1");
        assert_int_equal(number_of(first, "SELECT count(*) FROM t"), 300 * i);
    }
    assert_int_equal(number_of(first, "SELECT count(*) FROM pragma_integrity_check"
                                      " WHERE integrity_check = 'ok'"),
                     1);
    sqlite3_close(second);
    sqlite3_close(first);
}

/* Every n-th write fails once, in small and in spilling transactions: each is there as a whole or
 * not at all, and the file stays sound. */
static void test_failing_write_loses_that_transaction_and_nothing_else(void **state)
{
    (void)state;
    static const char deed[] =
        "BEGIN;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
        " INSERT INTO t (a, b) SELECT hex(randomblob(60)), hex(randomblob(60)) FROM n;"
        "UPDATE t SET b = a || 'x' WHERE number % 7 = 0; COMMIT";
    int failures = 0;
    sqlite3 *db = fresh();

    run(db, "PRAGMA cache_size = 10");
    for (int n = 0; n < 24; n++) {
        int64_t before = number_of(db, "SELECT count(*) FROM t");
        fail_write = n;
        int code = sqlite3_exec(db, deed, NULL, NULL, NULL);
        fail_write = -1;
        if (code != SQLITE_OK) {
            failures++;
            assert_int_equal(code & 0xFF, SQLITE_FULL);
            (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        }
        int64_t after = number_of(db, "SELECT count(*) FROM t");
        assert_int_equal(after, code == SQLITE_OK ? before + 400 : before);
        run(db, "INSERT INTO t (a, b) VALUES (1, 2); DELETE FROM t WHERE a = 1");
    }
    assert_true(failures > 5);
    assert_int_equal(number_of(db, "SELECT count(*) FROM pragma_integrity_check"
                                   " WHERE integrity_check = 'ok'"),
                     1);
    int64_t last = number_of(db, "SELECT count(*) FROM t");
    sqlite3_close(db);
    sqlite3 *plain = open_on(&fixture, "counting");
    assert_int_equal(number_of(plain, "SELECT count(*) FROM t"), last);
    sqlite3_close(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit_of_three_pages_is_three_writes_and_one_flush),
        cmocka_unit_test(test_commit_is_seen_by_a_connection_of_the_system),
        cmocka_unit_test(test_transaction_larger_than_the_cache_reads_what_it_wrote),
        cmocka_unit_test(test_rolled_back_pages_do_not_touch_what_others_commit),
        cmocka_unit_test(test_failing_write_loses_that_transaction_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
