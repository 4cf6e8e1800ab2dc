/* SPDX-License-Identifier: MIT */
/* SetNtmsObjectInformation: what it changes, what it passes over, what it refuses. */
#include "pools_support.h"

#include <stdio.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD set_w(const NTMS_GUID *id, NTMS_OBJECTINFORMATIONW *information)
{
    NTMS_GUID copy = *id;
    return SetNtmsObjectInformationW(world.session, &copy, information);
}

static DWORD set_a(const NTMS_GUID *id, NTMS_OBJECTINFORMATIONA *information)
{
    NTMS_GUID copy = *id;
    return SetNtmsObjectInformationA(world.session, &copy, information);
}

static NTMS_OBJECTINFORMATIONA read_a(const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONA information = {.dwSize = sizeof information, .dwType = type};
    NTMS_GUID copy = *id;
    assert_int_equal(GetNtmsObjectInformationA(world.session, &copy, &information), 0);
    return information;
}

static void expect_size_a(DWORD size, DWORD error)
{
    NTMS_OBJECTINFORMATIONA information = read_a(&world.library, NTMS_LIBRARY);
    information.dwSize = size;
    assert_int_equal(set_a(&world.library, &information), error);
}

static void test_set_bad_arguments_fail(void **state)
{
    static const DWORD types[] = {0, 1, 18, 0xFFFFFFFF};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_OBJECTINFORMATIONW wide = world_read(&world.library, NTMS_LIBRARY);
    NTMS_OBJECTINFORMATIONA ansi = read_a(&world.library, NTMS_LIBRARY);
    /* PROMISE: SetNtmsObjectInformation/1 */
    assert_int_equal(SetNtmsObjectInformationW(NULL, &world.library, &wide), ERROR_INVALID_HANDLE);
    assert_int_equal(SetNtmsObjectInformationA(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsObjectInformation/2 */
    assert_int_equal(SetNtmsObjectInformationW(world.session, NULL, &wide),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsObjectInformationW(world.session, &world.library, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsObjectInformationA(world.session, NULL, &ansi),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsObjectInformationA(world.session, &world.library, NULL),
                     ERROR_INVALID_PARAMETER);
    expect_size_a(0, ERROR_INVALID_PARAMETER);
    expect_size_a(883, ERROR_INVALID_PARAMETER);
    expect_size_a(1408, ERROR_INVALID_PARAMETER);
    expect_size_a(896, ERROR_SUCCESS);
    expect_size_a(884, ERROR_SUCCESS);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        wide.dwType = types[i];
        assert_int_equal(set_w(&world.library, &wide), ERROR_INVALID_PARAMETER);
    }
    ansi.dwType = NTMS_LIBRARY;
    memset(ansi.szName, 'x', sizeof ansi.szName);
    assert_int_equal(set_a(&world.library, &ansi), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsObjectInformation/3 */
    wide.dwType = NTMS_LIBRARY;
    assert_int_equal(set_w(&world_stray_guid, &wide), ERROR_OBJECT_NOT_FOUND);
    wide.dwType = NTMS_DRIVE;
    assert_int_equal(set_w(&world.library, &wide), ERROR_OBJECT_NOT_FOUND);
}

/* Every type takes its description; nothing else of what is read-only is taken. */
static void test_set_description_of_every_type(void **state)
{
    static const DWORD types[] = {NTMS_CHANGER,   NTMS_CHANGER_TYPE,   NTMS_COMPUTER,
                                  NTMS_DRIVE,     NTMS_DRIVE_TYPE,     NTMS_IEPORT,
                                  NTMS_LIBRARY,   NTMS_MEDIA_POOL,     NTMS_MEDIA_TYPE,
                                  NTMS_PARTITION, NTMS_PHYSICAL_MEDIA, NTMS_STORAGESLOT};
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID list[WORLD_LIST];
        assert_true(world_list(NULL, types[i], list) > 0);
        NTMS_OBJECTINFORMATIONW before = world_read(&list[0], types[i]);
        NTMS_OBJECTINFORMATIONW wish = before;
        wcscpy(wish.szDescription, L"\x03B1 text");
        wish.Enabled = FALSE;
        wish.dwOperationalState = NTMS_NOT_PRESENT;
        wish.ObjectGuid = world_stray_guid;
        memset(&wish.Created, 0xEE, sizeof wish.Created);
        assert_int_equal(set_w(&list[0], &wish), ERROR_SUCCESS);
        NTMS_OBJECTINFORMATIONW after = world_read(&list[0], types[i]);
        assert_memory_equal(after.szDescription, L"\x03B1 text", sizeof L"\x03B1 text");
        assert_int_equal(after.Enabled, before.Enabled);
        assert_int_equal(after.dwOperationalState, before.dwOperationalState);
        assert_true(world_same(&after.ObjectGuid, &list[0]));
        assert_memory_equal(&after.Created, &before.Created, sizeof before.Created);
        assert_memory_equal(&after.Info, &before.Info, sizeof before.Info);
    }
}

static void test_set_pool_policy_and_name(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    NTMS_GUID pool = pools_make(L"Backup", &type);
    NTMS_GUID other = pools_make(L"Other", NULL);
    NTMS_OBJECTINFORMATIONA wish = read_a(&pool, NTMS_MEDIA_POOL);
    wish.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    wish.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
    wish.Info.MediaPool.dwMaxAllocates = 5;
    wish.Info.MediaPool.PoolType = NTMS_POOLTYPE_IMPORT;
    strcpy(wish.szName, "Daily");
    assert_int_equal(set_a(&pool, &wish), ERROR_SUCCESS);
    NTMS_OBJECTINFORMATIONW after = world_read(&pool, NTMS_MEDIA_POOL);
    assert_int_equal(after.Info.MediaPool.AllocationPolicy, NTMS_ALLOCATE_FROMSCRATCH);
    assert_int_equal(after.Info.MediaPool.DeallocationPolicy, NTMS_DEALLOCATE_TOSCRATCH);
    assert_int_equal(after.Info.MediaPool.dwMaxAllocates, 5);
    assert_int_equal(after.Info.MediaPool.PoolType, NTMS_POOLTYPE_APPLICATION);
    assert_memory_equal(after.szName, L"Daily", sizeof L"Daily");
    NTMS_GUID found = world_null_guid;
    assert_int_equal(
        CreateNtmsMediaPoolW(world.session, L"\\Daily", NULL, NTMS_OPEN_EXISTING, NULL, &found), 0);
    assert_true(world_same(&found, &pool));
    /* PROMISE: SetNtmsObjectInformation/5 */
    wish.Info.MediaPool.AllocationPolicy = 2;
    assert_int_equal(set_a(&pool, &wish), ERROR_INVALID_PARAMETER);
    wish.Info.MediaPool.AllocationPolicy = 0;
    strcpy(wish.szName, "a\\b");
    assert_int_equal(set_a(&pool, &wish), ERROR_INVALID_PARAMETER);
    strcpy(wish.szName, "");
    assert_int_equal(set_a(&pool, &wish), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsObjectInformation/duplicate */
    strcpy(wish.szName, "OTHER");
    assert_int_equal(set_a(&pool, &wish), ERROR_ALREADY_EXISTS);
    after = world_read(&pool, NTMS_MEDIA_POOL);
    assert_int_equal(after.Info.MediaPool.AllocationPolicy, NTMS_ALLOCATE_FROMSCRATCH);
    /* The same name in other letters is no other pool's. */
    strcpy(wish.szName, "DAILY");
    assert_int_equal(set_a(&pool, &wish), ERROR_SUCCESS);
    assert_false(world_same(&pool, &other));
}

/* A path has room for 511 characters; a pool far down would not fit any more. */
static void test_set_pool_name_keeps_paths_short(void **state)
{
    WCHAR path[512] = L"";
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID top = pools_make(L"A", NULL);
    wcscpy(path, L"\\A");
    for (int i = 0; i < 8; i++) { /* 2 + 8 * 63 = 506 */
        wcscat(path, L"\\");
        for (int k = 0; k < 62; k++)
            wcscat(path, L"p");
        (void)pools_make(path, NULL);
    }
    NTMS_OBJECTINFORMATIONW wish = world_read(&top, NTMS_MEDIA_POOL);
    wcscpy(wish.szName, L"ABCDEFG");
    assert_int_equal(set_w(&top, &wish), ERROR_INVALID_PARAMETER);
    wcscpy(wish.szName, L"ABCDEF");
    assert_int_equal(set_w(&top, &wish), ERROR_SUCCESS);
}

static void test_set_pool_type_only_while_it_is_empty(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    NTMS_GUID pool = pools_make(L"Backup", NULL);
    NTMS_OBJECTINFORMATIONW wish = world_read(&pool, NTMS_MEDIA_POOL);
    wish.Info.MediaPool.MediaType = type;
    assert_int_equal(set_w(&pool, &wish), ERROR_SUCCESS);
    wish.Info.MediaPool.MediaType = world_stray_guid;
    assert_int_equal(set_w(&pool, &wish), ERROR_INVALID_PARAMETER);
    NTMS_GUID medium = pools_medium(0);
    pools_place(&medium, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_touch();
    wish.Info.MediaPool.MediaType = world_null_guid;
    assert_int_equal(set_w(&pool, &wish), ERROR_INVALID_PARAMETER);
    NTMS_GUID kept = pools_read(&pool).MediaType;
    assert_true(world_same(&kept, &type));
}

static void test_set_system_pool_is_refused(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID pool = pools_system(NTMS_POOLTYPE_SCRATCH);
    NTMS_OBJECTINFORMATIONW wish = world_read(&pool, NTMS_MEDIA_POOL);
    wcscpy(wish.szName, L"Mine");
    /* PROMISE: SetNtmsObjectInformation/4 */
    assert_int_equal(set_w(&pool, &wish), ERROR_ACCESS_DENIED);
}

static void test_set_library_and_computer(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_OBJECTINFORMATIONW wish = world_read(&world.library, NTMS_LIBRARY);
    wcscpy(wish.szName, L"Vault");
    wish.Info.Library.InventoryMethod = NTMS_INVENTORY_OMID;
    wish.Info.Library.AutoRecovery = FALSE;
    wish.Info.Library.dwFlags |= NTMS_LIBRARYFLAG_FIXEDOFFLINE | NTMS_LIBRARYFLAG_CLEANERPRESENT;
    wish.Info.Library.dwNumberOfSlots = 1;
    assert_int_equal(set_w(&world.library, &wish), ERROR_SUCCESS);
    NTMS_LIBRARYINFORMATION library = world_library();
    assert_int_equal(library.InventoryMethod, NTMS_INVENTORY_OMID);
    assert_false(library.AutoRecovery);
    assert_int_equal(
        library.dwFlags & (NTMS_LIBRARYFLAG_FIXEDOFFLINE | NTMS_LIBRARYFLAG_CLEANERPRESENT), 0);
    assert_int_equal(library.dwNumberOfSlots, 6);
    wish.Info.Library.InventoryMethod = NTMS_INVENTORY_STOP;
    assert_int_equal(set_w(&world.library, &wish), ERROR_INVALID_PARAMETER);
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    NTMS_GUID computer = list[0];
    wish = world_read(&computer, NTMS_COMPUTER);
    wish.Info.Computer.dwLibRequestPurgeTime = 1000;
    wish.Info.Computer.dwOpRequestFlags = NTMS_OPREQFLAGS_NOALERTS;
    assert_int_equal(set_w(&computer, &wish), ERROR_SUCCESS);
    wish = world_read(&computer, NTMS_COMPUTER);
    assert_int_equal(wish.Info.Computer.dwLibRequestPurgeTime, 1000);
    assert_int_equal(wish.Info.Computer.dwOpRequestFlags, NTMS_OPREQFLAGS_NOALERTS);
    wish.Info.Computer.dwMediaPoolPolicy = 4;
    assert_int_equal(set_w(&computer, &wish), ERROR_INVALID_PARAMETER);
}

/* The first interface version knows neither AutoRecovery nor dwFlags: they stay. */
static void test_set_first_version_keeps_what_it_lacks(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_OBJECTINFORMATIONW wish = world_read(&world.library, NTMS_LIBRARY);
    DWORD flags = wish.Info.Library.dwFlags;
    wish.dwSize = 1396;
    wish.Info.Library.AutoRecovery = FALSE;
    wish.Info.Library.dwFlags = ~0u;
    wish.Info.Library.InventoryMethod = NTMS_INVENTORY_NONE;
    assert_int_equal(set_w(&world.library, &wish), ERROR_SUCCESS);
    NTMS_LIBRARYINFORMATION library = world_library();
    assert_true(library.AutoRecovery);
    assert_int_equal(library.dwFlags, flags);
    assert_int_equal(library.InventoryMethod, NTMS_INVENTORY_NONE);
}

/* A cleaner whose number of uses is corrected by hand. */
static void test_set_cleaner_uses(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(2);
    world_inject_by_port("CLN001L1", 1, 50);
    NTMS_OBJECTINFORMATIONW wish = world_read(&world.library, NTMS_LIBRARY);
    assert_int_equal(wish.Info.Library.dwCleanerUsesRemaining, 1);
    wish.Info.Library.dwCleanerUsesRemaining = 0xFFFFFFFF;
    assert_int_equal(set_w(&world.library, &wish), ERROR_SUCCESS);
    assert_int_not_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING, 0);
    wish.Info.Library.dwCleanerUsesRemaining = 7;
    assert_int_equal(set_w(&world.library, &wish), ERROR_SUCCESS);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING, 0);
    assert_int_equal(world_sql_number("SELECT uses FROM cleaner WHERE barcode = 'CLN001L1'", NULL),
                     7);
}

static DWORD set_as_user(void *context)
{
    NTMS_OBJECTINFORMATIONW *wish = context;
    return set_w(&wish->ObjectGuid, wish);
}

static void test_set_without_right_is_denied(void **state)
{
    static const DWORD types[] = {NTMS_COMPUTER,  NTMS_DRIVE,          NTMS_LIBRARY,
                                  NTMS_PARTITION, NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_POOL};
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID list[WORLD_LIST];
        assert_true(world_list(NULL, types[i], list) > 0);
        NTMS_OBJECTINFORMATIONW wish = world_read(&list[0], types[i]);
        /* PROMISE: SetNtmsObjectInformation/4 */
        assert_int_equal(world_as_user(set_as_user, &wish), ERROR_ACCESS_DENIED);
    }
}

static void test_set_without_database_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_OBJECTINFORMATIONW wish = world_read(&world.library, NTMS_LIBRARY);
    NTMS_OBJECTINFORMATIONW before = wish;
    wcscpy(wish.szName, L"Vault");
    world_break_database();
    /* PROMISE: SetNtmsObjectInformation/6 */
    DWORD error = set_w(&world.library, &wish);
    world_mend_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    wish = world_read(&world.library, NTMS_LIBRARY);
    assert_memory_equal(wish.szName, before.szName, sizeof wish.szName);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_set_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_set_description_of_every_type, world_teardown),
        cmocka_unit_test_teardown(test_set_pool_policy_and_name, world_teardown),
        cmocka_unit_test_teardown(test_set_pool_name_keeps_paths_short, world_teardown),
        cmocka_unit_test_teardown(test_set_pool_type_only_while_it_is_empty, world_teardown),
        cmocka_unit_test_teardown(test_set_system_pool_is_refused, world_teardown),
        cmocka_unit_test_teardown(test_set_library_and_computer, world_teardown),
        cmocka_unit_test_teardown(test_set_first_version_keeps_what_it_lacks, world_teardown),
        cmocka_unit_test_teardown(test_set_cleaner_uses, world_teardown),
        cmocka_unit_test_teardown(test_set_without_right_is_denied, world_teardown),
        cmocka_unit_test_teardown(test_set_without_database_fails, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
