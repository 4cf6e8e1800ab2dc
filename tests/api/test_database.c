/* SPDX-License-Identifier: MIT */
/* ExportNtmsDatabase and ImportNtmsDatabase: their rows, and a database that goes out and comes
 * back. */
#include "pools_support.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static void path_of(const char *name, char path[MAX_PATH])
{
    char folder[MAX_PATH - 64];
    DWORD length = GetEnvironmentVariableA("NTMS_DATA", folder, sizeof folder);
    assert_in_range(length, 1, sizeof folder - 1);
    snprintf(path, MAX_PATH, "%s\\%s", folder, name);
}

static BOOL there_is(const char *name)
{
    char path[MAX_PATH];
    path_of(name, path);
    return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES;
}

static HANDLE open_named(const char *name, DWORD access, DWORD share, DWORD how)
{
    char path[MAX_PATH];
    path_of(name, path);
    HANDLE file = CreateFileA(path, access, share, NULL, how, FILE_ATTRIBUTE_NORMAL, NULL);
    assert_true(file != INVALID_HANDLE_VALUE);
    return file;
}

static void write_named(const char *name, const char *text)
{
    DWORD written = 0;
    HANDLE file = open_named(name, GENERIC_WRITE, 0, CREATE_ALWAYS);
    assert_true(WriteFile(file, text, (DWORD)strlen(text), &written, NULL));
    CloseHandle(file);
}

/* The size and the time of writing, by which one tells that a file is still the same. */
static BY_HANDLE_FILE_INFORMATION look_at(const char *name)
{
    BY_HANDLE_FILE_INFORMATION information;
    HANDLE file = open_named(name, GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
    assert_true(GetFileInformationByHandle(file, &information));
    CloseHandle(file);
    return information;
}

static BOOL is_same_file(const BY_HANDLE_FILE_INFORMATION *a, const BY_HANDLE_FILE_INFORMATION *b)
{
    return a->nFileSizeLow == b->nFileSizeLow &&
           CompareFileTime(&a->ftLastWriteTime, &b->ftLastWriteTime) == 0;
}

static BOOL has_pool(const NTMS_GUID *pool)
{
    NTMS_OBJECTINFORMATIONW object = {.dwSize = sizeof object};
    NTMS_GUID copy = *pool;
    return GetNtmsObjectInformationW(world.session, &copy, &object) == ERROR_SUCCESS;
}

static DWORD user_exports(void *context)
{
    (void)context;
    return ExportNtmsDatabase(world.session);
}

static DWORD user_imports(void *context)
{
    (void)context;
    return ImportNtmsDatabase(world.session);
}

static NTMS_GUID computer(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    return list[0];
}

static void test_sessions_and_rights(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: ExportNtmsDatabase/1 */
    assert_int_equal(ExportNtmsDatabase(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ExportNtmsDatabase((HANDLE)(ULONG_PTR)0x1234), ERROR_INVALID_HANDLE);
    /* PROMISE: ImportNtmsDatabase/1 */
    assert_int_equal(ImportNtmsDatabase(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ImportNtmsDatabase((HANDLE)(ULONG_PTR)0x1234), ERROR_INVALID_HANDLE);
    NTMS_GUID own = computer();
    pools_protect(&own, "O:BAG:SYD:(A;;0x3;;;WD)");
    /* PROMISE: ExportNtmsDatabase/3 */
    assert_int_equal(world_as_user(user_exports, NULL), ERROR_ACCESS_DENIED);
    assert_false(there_is("Export"));
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    /* PROMISE: ImportNtmsDatabase/3 */
    assert_int_equal(world_as_user(user_imports, NULL), ERROR_ACCESS_DENIED);
    assert_false(there_is("ntms.import"));
    pools_protect(&own, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_exports, NULL), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_imports, NULL), ERROR_SUCCESS);
    assert_true(there_is("ntms.import"));
}

static void test_an_export_that_fails_keeps_the_one_before(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    BY_HANDLE_FILE_INFORMATION before = look_at("Export\\ntms.db");
    (void)pools_make(L"Later", NULL);
    /* PROMISE: ExportNtmsDatabase/4 */
    HANDLE file = open_named("Export\\ntms.db", GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    /* PROMISE: ExportNtmsDatabase/previous */
    BY_HANDLE_FILE_INFORMATION after = look_at("Export\\ntms.db");
    assert_true(is_same_file(&before, &after));
    assert_false(there_is("Export\\ntms.db.new"));
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    assert_false(there_is("Export\\ntms.db.new"));
    assert_false(there_is("Export\\ntms.db-wal"));
}

static DWORD WINAPI export_and_import(void *result)
{
    DWORD *error = result;
    for (int i = 0; i < 10 && *error == ERROR_SUCCESS; i++) {
        *error = ExportNtmsDatabase(world.session);
        if (*error == ERROR_SUCCESS)
            *error = ImportNtmsDatabase(world.session);
    }
    return 0;
}

/* Threads of one process wait for each other. */
static void test_many_threads_at_once(void **state)
{
    enum { THREADS = 6 };
    DWORD errors[THREADS] = {0};
    HANDLE threads[THREADS];
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int i = 0; i < THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, export_and_import, &errors[i], 0, NULL);
        assert_non_null(threads[i]);
    }
    assert_int_equal(WaitForMultipleObjects(THREADS, threads, TRUE, WORLD_WAIT_MS), WAIT_OBJECT_0);
    for (int i = 0; i < THREADS; i++) {
        CloseHandle(threads[i]);
        assert_int_equal(errors[i], ERROR_SUCCESS);
    }
}

/* ---- while somebody writes ---- */

struct writer {
    volatile LONG stop;
    volatile LONG made;
    LONG seen; /* of those made, by the thread that exports */
    volatile LONG failed;
};

/* Each call fills several tables: the pool, its descriptor, the note for listeners. */
static DWORD WINAPI make_pools(void *context)
{
    struct writer *writer = context;
    for (unsigned i = 0; writer->stop == 0 && writer->failed == 0; i++) {
        WCHAR name[32];
        NTMS_GUID pool;
        swprintf(name, 32, L"\\Pool %u", i);
        if (CreateNtmsMediaPoolW(world.session, name, NULL, NTMS_CREATE_NEW, NULL, &pool) != 0)
            InterlockedExchange(&writer->failed, 1);
        InterlockedIncrement(&writer->made);
    }
    return 0;
}

static int64_t query_export(const char *query)
{
    char path[MAX_PATH];
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;
    path_of("Export\\ntms.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return result;
}

/* Two: the first may have been stored before `seen` was read. */
static BOOL has_made_more(void *context)
{
    const struct writer *writer = context;
    return writer->made >= writer->seen + 2 || writer->failed != 0;
}

static void test_an_export_is_one_moment_of_the_database(void **state)
{
    struct writer writer = {0};
    int64_t pools = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE thread = CreateThread(NULL, 0, make_pools, &writer, 0, NULL);
    assert_non_null(thread);
    for (int i = 0; i < 5; i++) {
        world_wait(has_made_more, &writer, "pools being made");
        DWORD error = ExportNtmsDatabase(world.session);
        if (error != ERROR_SUCCESS) {
            InterlockedExchange(&writer.stop, 1);
            fail_msg("export %d: %lu", i, error);
        }
        writer.seen = writer.made;
        int64_t now = query_export("SELECT count(*) FROM media_pool");
        assert_true(now > pools);
        pools = now;
        assert_int_equal(query_export("SELECT count(*) FROM pragma_integrity_check"
                                      " WHERE integrity_check <> 'ok'"),
                         0);
        assert_int_equal(query_export("SELECT count(*) FROM media_pool WHERE id NOT IN"
                                      " (SELECT object FROM security)"),
                         0);
        assert_int_equal(query_export("SELECT count(*) FROM journal WHERE type = 12 AND"
                                      " operation = 2 AND id NOT IN (SELECT id FROM media_pool)"),
                         0);
    }
    InterlockedExchange(&writer.stop, 1);
    assert_int_equal(WaitForSingleObject(thread, WORLD_WAIT_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_int_equal(writer.failed, 0);
}

/* PROMISE: ExportNtmsDatabase/5 */
static void test_no_folder_to_export_to(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    write_named("Export", "in the way");
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_DATABASE_FAILURE);
    assert_int_equal(look_at("Export").nFileSizeLow, 10);
}

/* PROMISE: ImportNtmsDatabase/4 */
static void test_nothing_that_could_be_imported(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(ImportNtmsDatabase(world.session), ERROR_DATABASE_FAILURE);
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    write_named("Export\\ntms.db", "");
    assert_int_equal(ImportNtmsDatabase(world.session), ERROR_DATABASE_FAILURE);
    write_named("Export\\ntms.db", "this is the file of somebody else, and long enough for a header"
                                   " that one could look at, were there one; there is not.");
    assert_int_equal(ImportNtmsDatabase(world.session), ERROR_DATABASE_FAILURE);
    assert_false(there_is("ntms.import"));
}

/* PROMISE: ImportNtmsDatabase/start */
static void test_a_database_goes_out_and_comes_back(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID kept = pools_make(L"Kept", NULL);
    assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
    NTMS_GUID copy = kept;
    assert_int_equal(DeleteNtmsMediaPool(world.session, &copy), ERROR_SUCCESS);
    NTMS_GUID later = pools_make(L"Later", NULL);
    /* PROMISE: ImportNtmsDatabase/twice */
    assert_int_equal(ImportNtmsDatabase(world.session), ERROR_SUCCESS);
    assert_int_equal(ImportNtmsDatabase(world.session), ERROR_SUCCESS);
    assert_false(has_pool(&kept));
    assert_true(has_pool(&later));
    /* Meanwhile the cartridge is carried: the device tells where it is. */
    world_close();
    assert_int_equal(vtl_move(world.vtl, world_slot(0), world_slot(4), 0), 0);
    world_open();
    assert_true(has_pool(&kept));
    assert_false(has_pool(&later));
    assert_false(there_is("ntms.import"));
    assert_true(there_is("ntms.db.replaced"));
    world_check_truth();
    NTMS_GUID found = pools_medium(4);
    assert_true(world_same(&found, &medium));
    /* Once is enough. */
    later = pools_make(L"Later", NULL);
    world_reopen();
    assert_true(has_pool(&later));
}

/* PROMISE: ImportNtmsDatabase/damaged */
static void test_what_is_damaged_at_the_start_is_not_taken(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(ExportNtmsDatabase(world.session), ERROR_SUCCESS);
        assert_int_equal(ImportNtmsDatabase(world.session), ERROR_SUCCESS);
        NTMS_GUID later = pools_make(round == 0 ? L"First" : L"Second", NULL);
        char path[MAX_PATH];
        path_of("Export\\ntms.db", path);
        world_close();
        if (round == 0)
            write_named("Export\\ntms.db", "SQLite format 3");
        else
            assert_true(DeleteFileA(path));
        world_open();
        assert_true(has_pool(&later));
        assert_false(there_is("ntms.import"));
        assert_false(there_is("ntms.db.import"));
    }
    world_check_truth();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_sessions_and_rights, world_teardown),
        cmocka_unit_test_teardown(test_an_export_that_fails_keeps_the_one_before, world_teardown),
        cmocka_unit_test_teardown(test_many_threads_at_once, world_teardown),
        cmocka_unit_test_teardown(test_an_export_is_one_moment_of_the_database, world_teardown),
        cmocka_unit_test_teardown(test_no_folder_to_export_to, world_teardown),
        cmocka_unit_test_teardown(test_nothing_that_could_be_imported, world_teardown),
        cmocka_unit_test_teardown(test_a_database_goes_out_and_comes_back, world_teardown),
        cmocka_unit_test_teardown(test_what_is_damaged_at_the_start_is_not_taken, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
