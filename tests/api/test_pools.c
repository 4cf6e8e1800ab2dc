/* SPDX-License-Identifier: MIT */
/* CreateNtmsMediaPool, GetNtmsMediaPoolName, DeleteNtmsMediaPool: names, options, rights. */
#include "pools_support.h"

#include <stdio.h>

static const char cartridges[] = "s0=A00000L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

static DWORD open_pool(const WCHAR *path, const NTMS_GUID *media_type, DWORD action,
                       NTMS_GUID *pool)
{
    NTMS_GUID type = media_type != NULL ? *media_type : world_null_guid;
    NTMS_GUID found = world_stray_guid;
    DWORD error = CreateNtmsMediaPoolW(world.session, path, media_type != NULL ? &type : NULL,
                                       action, NULL, &found);
    if (error != ERROR_SUCCESS)
        assert_true(world_same(&found, &world_stray_guid));
    else if (pool != NULL)
        *pool = found;
    return error;
}

static int64_t pool_count(void)
{
    return world_sql_number("SELECT count(*) FROM media_pool WHERE pool_type = 1000", NULL);
}

static void test_create_bad_arguments_fail(void **state)
{
    SECURITY_DESCRIPTOR bad;
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, &bad, FALSE};
    NTMS_GUID pool = world_stray_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: CreateNtmsMediaPool/1 */
    assert_int_equal(CreateNtmsMediaPoolW(world.session, NULL, NULL, NTMS_CREATE_NEW, NULL, &pool),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaPoolW(world.session, L"A", NULL, NTMS_CREATE_NEW, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaPoolA(world.session, NULL, NULL, NTMS_CREATE_NEW, NULL, &pool),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaPoolA(world.session, "A", NULL, NTMS_CREATE_NEW, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    static const DWORD actions[] = {0, 4, 5, 0x80000001, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        assert_int_equal(open_pool(L"A", NULL, actions[i], NULL), ERROR_INVALID_PARAMETER);
        assert_int_equal(open_pool(L"", NULL, actions[i], NULL), ERROR_INVALID_PARAMETER);
    }
    memset(&bad, 0, sizeof bad); /* no revision */
    assert_int_equal(
        CreateNtmsMediaPoolW(world.session, L"A", NULL, NTMS_CREATE_NEW, &attributes, &pool),
        ERROR_INVALID_PARAMETER);
    /* The name is looked at first. */
    assert_int_equal(
        CreateNtmsMediaPoolW(world.session, L"A\\", NULL, NTMS_CREATE_NEW, &attributes, &pool),
        ERROR_INVALID_NAME);
    assert_true(world_same(&pool, &world_stray_guid));
    assert_int_equal(pool_count(), 0);
}

/* PROMISE: CreateNtmsMediaPool/3 */
static void test_create_bad_names_fail(void **state)
{
    static const WCHAR *const names[] = {L"",      L"\\",     L"\\\\",     L"\\\\A", L"A\\",
                                         L"\\A\\", L"A\\\\B", L"\\A\\\\B", L"A\\\\"};
    WCHAR name[600];
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (DWORD action = NTMS_OPEN_EXISTING; action <= NTMS_OPEN_ALWAYS; action++)
            assert_int_equal(open_pool(names[i], NULL, action, NULL), ERROR_INVALID_NAME);
    }
    for (size_t i = 0; i < 64; i++)
        name[i] = L'n';
    name[64] = 0;
    assert_int_equal(open_pool(name, NULL, NTMS_CREATE_NEW, NULL), ERROR_INVALID_NAME);
    name[63] = 0;
    assert_int_equal(open_pool(name, NULL, NTMS_CREATE_NEW, NULL), ERROR_SUCCESS);
    /* Longer than anything that is read at all. */
    for (size_t i = 0; i < 599; i++)
        name[i] = i % 2 ? L'\\' : L'x';
    name[599] = 0;
    assert_int_equal(open_pool(name, NULL, NTMS_OPEN_EXISTING, NULL), ERROR_INVALID_NAME);
    static char ansi[5000];
    memset(ansi, 'x', sizeof ansi - 1);
    NTMS_GUID pool;
    assert_int_equal(CreateNtmsMediaPoolA(world.session, ansi, NULL, NTMS_CREATE_NEW, NULL, &pool),
                     ERROR_INVALID_NAME);
    assert_int_equal(pool_count(), 1);
}

/* Eight levels of 62 characters and one of 6: 511 characters with all backslashes. */
static void test_longest_path_goes_there_and_back(void **state)
{
    WCHAR path[600];
    WCHAR back[512];
    NTMS_GUID pool;
    size_t length = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t level = 0; level < 9; level++) {
        path[length++] = L'\\';
        for (size_t i = 0; i < (level < 8 ? 62u : 6u); i++)
            path[length++] = (WCHAR)(L'a' + level);
        path[length] = 0;
        pool = pools_make(path, NULL);
    }
    assert_int_equal(length, 511);
    DWORD size = 512;
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &pool, back, &size), ERROR_SUCCESS);
    assert_int_equal(size, 512);
    assert_memory_equal(back, path, 512 * sizeof(WCHAR));
    size = 511;
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &pool, back, &size),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 512);
    /* PROMISE: CreateNtmsMediaPool/3 */
    path[511] = L'i';
    path[512] = 0;
    assert_int_equal(open_pool(path, NULL, NTMS_OPEN_ALWAYS, NULL), ERROR_INVALID_NAME);
    /* Without the leading backslash it counts all the same. */
    assert_int_equal(open_pool(path + 1, NULL, NTMS_OPEN_ALWAYS, NULL), ERROR_INVALID_NAME);
}

static void test_create_options(void **state)
{
    NTMS_GUID first;
    NTMS_GUID pool;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    /* PROMISE: CreateNtmsMediaPool/5 */
    assert_int_equal(open_pool(L"\\App", NULL, NTMS_OPEN_EXISTING, NULL), ERROR_OBJECT_NOT_FOUND);
    for (DWORD action = NTMS_OPEN_EXISTING; action <= NTMS_OPEN_ALWAYS; action++)
        assert_int_equal(open_pool(L"\\App\\Pool", NULL, action, NULL), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(open_pool(L"\\App", NULL, NTMS_CREATE_NEW, &first), ERROR_SUCCESS);
    /* PROMISE: CreateNtmsMediaPool/4 */
    assert_int_equal(open_pool(L"\\App", NULL, NTMS_CREATE_NEW, NULL), ERROR_ALREADY_EXISTS);
    assert_int_equal(open_pool(L"aPP", NULL, NTMS_CREATE_NEW, NULL), ERROR_ALREADY_EXISTS);
    static const WCHAR *const spellings[] = {L"\\App", L"App", L"APP", L"\\app"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(open_pool(spellings[i], NULL, NTMS_OPEN_EXISTING, &pool), ERROR_SUCCESS);
        assert_true(world_same(&pool, &first));
        /* Opening looks at no media type. */
        assert_int_equal(open_pool(spellings[i], &world_stray_guid, NTMS_OPEN_ALWAYS, &pool),
                         ERROR_SUCCESS);
        assert_true(world_same(&pool, &first));
    }
    assert_int_equal(open_pool(L"\\app\\Pool1", &type, NTMS_OPEN_ALWAYS, &pool), ERROR_SUCCESS);
    NTMS_OBJECTINFORMATIONW object = world_read(&pool, NTMS_MEDIA_POOL);
    assert_memory_equal(object.szName, L"Pool1", 12);
    assert_true(object.Enabled);
    assert_int_equal(object.dwOperationalState, NTMS_READY);
    NTMS_MEDIAPOOLINFORMATION info = object.Info.MediaPool;
    assert_int_equal(info.PoolType, NTMS_POOLTYPE_APPLICATION);
    assert_true(world_same(&info.MediaType, &type) && world_same(&info.Parent, &first));
    assert_int_equal(info.AllocationPolicy + info.DeallocationPolicy + info.dwMaxAllocates, 0);
    assert_int_equal(info.dwNumberOfPhysicalMedia + info.dwNumberOfLogicalMedia, 0);
    info = pools_read(&first);
    assert_true(world_same(&info.MediaType, &world_null_guid));
    assert_true(world_same(&info.Parent, &world_null_guid));
    assert_int_equal(info.dwNumberOfMediaPools, 1);
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_MEDIA_POOL, list), 4);
    assert_int_equal(world_list(&first, NTMS_MEDIA_POOL, list), 1);
    assert_true(world_same(&list[0], &pool));
    assert_int_equal(pool_count(), 2);
}

static void test_create_ansi_and_wide_agree(void **state)
{
    NTMS_GUID made = world_null_guid;
    NTMS_GUID pool;
    char name[64];
    DWORD size = sizeof name;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(
        CreateNtmsMediaPoolA(world.session, "\\Backup", NULL, NTMS_CREATE_NEW, NULL, &made),
        ERROR_SUCCESS);
    assert_int_equal(open_pool(L"Backup", NULL, NTMS_OPEN_EXISTING, &pool), ERROR_SUCCESS);
    assert_true(world_same(&made, &pool));
    assert_int_equal(GetNtmsMediaPoolNameA(world.session, &pool, name, &size), ERROR_SUCCESS);
    assert_string_equal(name, "\\Backup");
    assert_int_equal(size, 8);
    world_reopen();
    assert_int_equal(open_pool(L"Backup", NULL, NTMS_OPEN_EXISTING, &pool), ERROR_SUCCESS);
    assert_true(world_same(&made, &pool));
}

static void test_create_places_that_take_no_pool_fail(void **state)
{
    NTMS_GUID pool;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    NTMS_GUID drive = world.drives[0];
    /* PROMISE: CreateNtmsMediaPool/6 */
    assert_int_equal(open_pool(L"A", &world_stray_guid, NTMS_CREATE_NEW, NULL),
                     ERROR_INVALID_MEDIA);
    assert_int_equal(open_pool(L"A", &world_null_guid, NTMS_CREATE_NEW, NULL), ERROR_INVALID_MEDIA);
    assert_int_equal(open_pool(L"A", &drive, NTMS_OPEN_ALWAYS, NULL), ERROR_INVALID_MEDIA);
    /* PROMISE: CreateNtmsMediaPool/7 */
    static const WCHAR *const below[] = {L"\\Free\\A", L"unrecognized\\A", L"IMPORT\\A"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(open_pool(below[i], &type, NTMS_CREATE_NEW, NULL), ERROR_INVALID_NAME);
        assert_int_equal(open_pool(below[i], NULL, NTMS_OPEN_ALWAYS, NULL), ERROR_INVALID_NAME);
        assert_int_equal(open_pool(below[i], NULL, NTMS_OPEN_EXISTING, NULL),
                         ERROR_OBJECT_NOT_FOUND);
    }
    assert_int_equal(open_pool(L"\\free", NULL, NTMS_CREATE_NEW, NULL), ERROR_ALREADY_EXISTS);
    assert_int_equal(open_pool(L"\\Free", NULL, NTMS_OPEN_EXISTING, &pool), ERROR_SUCCESS);
    NTMS_GUID system = pools_system(NTMS_POOLTYPE_SCRATCH);
    assert_true(world_same(&pool, &system));
    /* PROMISE: CreateNtmsMediaPool/8 */
    pool = pools_make(L"Media", &type);
    assert_int_equal(open_pool(L"Media\\A", NULL, NTMS_CREATE_NEW, NULL), ERROR_INVALID_NAME);
    /* The media type is looked at first. */
    assert_int_equal(open_pool(L"Media\\A", &world_stray_guid, NTMS_CREATE_NEW, NULL),
                     ERROR_INVALID_MEDIA);
    /* A second level may be called as it likes. */
    pools_make(L"App", NULL);
    pools_make(L"App\\Free", NULL);
    assert_int_equal(pool_count(), 3);
}

struct as_user {
    const WCHAR *path;
    DWORD action;
    NTMS_GUID pool;
};

static DWORD user_opens(void *context)
{
    struct as_user *user = context;
    return open_pool(user->path, NULL, user->action, &user->pool);
}

static DWORD user_names(void *context)
{
    struct as_user *user = context;
    WCHAR name[64];
    DWORD size = 64;
    return GetNtmsMediaPoolNameW(world.session, &user->pool, name, &size);
}

static DWORD user_deletes(void *context)
{
    struct as_user *user = context;
    return DeleteNtmsMediaPool(world.session, &user->pool);
}

static void test_rights(void **state)
{
    struct as_user user = {.path = L"\\Mine", .action = NTMS_CREATE_NEW};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID root = pools_root();
    NTMS_GUID app = pools_make(L"App", NULL);
    /* PROMISE: CreateNtmsMediaPool/2 */
    assert_int_equal(world_as_user(user_opens, &user), ERROR_ACCESS_DENIED);
    user.path = L"App\\Mine";
    assert_int_equal(world_as_user(user_opens, &user), ERROR_ACCESS_DENIED);
    /* The right on the root pool alone does not do below a parent that refuses. */
    pools_protect(&root, "O:BAG:SYD:(A;;0x5;;;WD)");
    pools_protect(&app, nobody);
    assert_int_equal(world_as_user(user_opens, &user), ERROR_ACCESS_DENIED);
    user.path = L"Mine";
    assert_int_equal(world_as_user(user_opens, &user), ERROR_SUCCESS);
    /* Who makes a pool has every right on it. */
    assert_int_equal(world_as_user(user_names, &user), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_deletes, &user), ERROR_SUCCESS);
    /* Opening asks for none. */
    user.path = L"App";
    user.action = NTMS_OPEN_EXISTING;
    assert_int_equal(world_as_user(user_opens, &user), ERROR_SUCCESS);
    user.action = NTMS_OPEN_ALWAYS;
    assert_int_equal(world_as_user(user_opens, &user), ERROR_SUCCESS);
    /* PROMISE: GetNtmsMediaPoolName/4 */
    assert_int_equal(world_as_user(user_names, &user), ERROR_ACCESS_DENIED);
    /* PROMISE: DeleteNtmsMediaPool/2 */
    assert_int_equal(world_as_user(user_deletes, &user), ERROR_ACCESS_DENIED);
    pools_protect(&app, "O:BAG:SYD:(A;;0x5;;;WD)");
    assert_int_equal(world_as_user(user_names, &user), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_deletes, &user), ERROR_ACCESS_DENIED);
    pools_protect(&app, "O:BAG:SYD:(A;;0x2;;;WD)");
    assert_int_equal(world_as_user(user_deletes, &user), ERROR_SUCCESS);
    assert_int_equal(pool_count(), 0);
}

/* An entry that grants NTMS_CONTROL_ACCESS to everybody: with the given flags, as hex. */
static int64_t everybody_may(const NTMS_GUID *pool, const char *flags)
{
    char query[256];
    snprintf(query, sizeof query,
             "SELECT instr(hex(descriptor), '00%s140004000000010100000000000100000000') <> 0"
             " FROM security WHERE object = %%g",
             flags);
    return world_sql_number(query, pool);
}

static int64_t everybody_is_named(const NTMS_GUID *pool)
{
    return world_sql_number("SELECT instr(hex(descriptor), '010100000000000100000000') <> 0"
                            " FROM security WHERE object = %g",
                            pool);
}

static void test_descriptors_of_new_pools(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID root = pools_root();
    pools_protect(&root, "O:BAG:SYD:(A;;0x4;;;WD)");
    NTMS_GUID app = pools_make(L"App", NULL);
    assert_int_equal(everybody_is_named(&app), 0); /* nothing comes from the root pool */
    pools_protect(&app, "O:BAG:SYD:(A;;0x4;;;WD)(D;;0x1;;;AN)");
    NTMS_GUID child = pools_make(L"App\\Child", NULL);
    assert_int_equal(everybody_may(&child, "10"), 1);
    NTMS_GUID grandchild = pools_make(L"App\\Child\\Child", NULL);
    assert_int_equal(everybody_may(&grandchild, "10"), 1);
    /* A parent whose descriptor is damaged gives nothing on. */
    world_sql_beside("UPDATE security SET descriptor = x'0102' WHERE object = %g", &app);
    NTMS_GUID other = pools_make(L"App\\Other", NULL);
    assert_int_equal(everybody_is_named(&other), 0);
}

static DWORD create_with(PSECURITY_DESCRIPTOR descriptor, const WCHAR *path, NTMS_GUID *pool)
{
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, descriptor, FALSE};
    return CreateNtmsMediaPoolW(world.session, path, NULL, NTMS_CREATE_NEW, &attributes, pool);
}

static void test_given_descriptor_is_used(void **state)
{
    BYTE relative[64];
    DWORD size = sizeof relative;
    ACL empty;
    SECURITY_DESCRIPTOR absolute;
    struct as_user user = {.path = L"A"};
    (void)state;
    world_start_small(1, 0, cartridges);
    /* As programs make them: absolute, without owner and group. Here nobody may do anything. */
    assert_true(InitializeAcl(&empty, sizeof empty, ACL_REVISION));
    assert_true(InitializeSecurityDescriptor(&absolute, SECURITY_DESCRIPTOR_REVISION));
    assert_true(SetSecurityDescriptorDacl(&absolute, TRUE, &empty, FALSE));
    assert_int_equal(create_with(&absolute, L"A", &user.pool), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_names, &user), ERROR_ACCESS_DENIED);
    assert_true(MakeSelfRelativeSD(&absolute, relative, &size));
    assert_int_equal(create_with(relative, L"B", &user.pool), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_names, &user), ERROR_ACCESS_DENIED);
    /* Attributes without a descriptor are none. */
    assert_int_equal(create_with(NULL, L"C", &user.pool), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_names, &user), ERROR_SUCCESS);
    /* A list that is missing on purpose grants everything. */
    assert_true(SetSecurityDescriptorDacl(&absolute, TRUE, NULL, FALSE));
    assert_int_equal(create_with(&absolute, L"D", &user.pool), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_deletes, &user), ERROR_SUCCESS);
    world_reopen();
    assert_int_equal(pool_count(), 3);
}

static void test_name_protocol(void **state)
{
    WCHAR wide[16];
    char ansi[16];
    DWORD size = 16;
    (void)state;
    world_start_small(1, 0, cartridges);
    pools_make(L"Aa", NULL);
    NTMS_GUID pool = pools_make(L"Aa\\\x00E9", NULL);
    /* PROMISE: GetNtmsMediaPoolName/1 */
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, NULL, wide, &size),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &pool, NULL, &size),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &pool, wide, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameA(world.session, NULL, ansi, &size),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameA(world.session, &pool, NULL, &size),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameA(world.session, &pool, ansi, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(size, 16);
    /* PROMISE: GetNtmsMediaPoolName/2 */
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.library,
                                       &world.slots[0]};
    for (size_t i = 0; i < 4; i++) {
        NTMS_GUID other = *others[i];
        assert_int_equal(GetNtmsMediaPoolNameW(world.session, &other, wide, &size),
                         ERROR_INVALID_MEDIA_POOL);
        assert_int_equal(size, 16);
    }
    /* PROMISE: GetNtmsMediaPoolName/3 */
    for (DWORD capacity = 0; capacity < 9; capacity++) {
        memset(wide, 0xEE, sizeof wide);
        size = capacity;
        DWORD error = GetNtmsMediaPoolNameW(world.session, &pool, wide, &size);
        assert_int_equal(error, capacity < 6 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, 6);
        if (capacity >= 6)
            assert_memory_equal(wide, L"\\Aa\\\x00E9", 12);
        assert_int_equal(wide[capacity < 6 ? 0 : 6], 0xEEEE);
    }
    NTMS_GUID parent = pools_read(&pool).Parent;
    for (DWORD capacity = 0; capacity < 6; capacity++) {
        memset(ansi, 0x7E, sizeof ansi);
        size = capacity;
        DWORD error = GetNtmsMediaPoolNameA(world.session, &parent, ansi, &size);
        assert_int_equal(error, capacity < 4 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, 4);
        assert_int_equal(ansi[capacity < 4 ? 0 : 4], 0x7E);
    }
}

static void expect_name(const NTMS_GUID *pool, const WCHAR *expected)
{
    NTMS_GUID copy = *pool;
    WCHAR name[128];
    DWORD size = 128;
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &copy, name, &size), ERROR_SUCCESS);
    assert_int_equal(size, lstrlenW(expected) + 1);
    assert_memory_equal(name, expected, size * sizeof(WCHAR));
    NTMS_GUID again;
    if (size > 2) {
        assert_int_equal(open_pool(name, NULL, NTMS_OPEN_EXISTING, &again), ERROR_SUCCESS);
        assert_true(world_same(&again, pool));
    }
}

static void test_names_of_system_pools(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID lto = pools_type(0x56);
    NTMS_GUID pool = pools_root();
    expect_name(&pool, L"\\");
    pool = pools_system(NTMS_POOLTYPE_FOREIGN);
    expect_name(&pool, L"\\Unrecognized");
    pool = pools_child(NTMS_POOLTYPE_SCRATCH, &lto);
    expect_name(&pool, L"\\Free\\LTO Ultrium");
    pool = pools_child(NTMS_POOLTYPE_IMPORT, &lto);
    expect_name(&pool, L"\\Import\\LTO Ultrium");
    /* A circle in a damaged database is no endless path. */
    pool = pools_make(L"A", NULL);
    world_sql_beside("UPDATE media_pool SET parent = id WHERE id = %g", &pool);
    WCHAR name[512];
    DWORD size = 512;
    assert_int_equal(GetNtmsMediaPoolNameW(world.session, &pool, name, &size),
                     ERROR_DATABASE_FAILURE);
}

static DWORD delete_pool(const NTMS_GUID *pool)
{
    NTMS_GUID copy = *pool;
    return DeleteNtmsMediaPool(world.session, &copy);
}

static void test_delete_rows(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID type = pools_library_type();
    /* PROMISE: DeleteNtmsMediaPool/1 */
    assert_int_equal(DeleteNtmsMediaPool(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: DeleteNtmsMediaPool/3 */
    assert_int_equal(delete_pool(&world_stray_guid), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(delete_pool(&world_null_guid), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(delete_pool(&world.library), ERROR_INVALID_MEDIA_POOL);
    NTMS_GUID pool = pools_root();
    assert_int_equal(delete_pool(&pool), ERROR_INVALID_MEDIA_POOL);
    for (DWORD kind = NTMS_POOLTYPE_SCRATCH; kind <= NTMS_POOLTYPE_IMPORT; kind++) {
        pool = pools_system(kind);
        assert_int_equal(delete_pool(&pool), ERROR_INVALID_MEDIA_POOL);
        pool = pools_child(kind, &type);
        assert_int_equal(delete_pool(&pool), ERROR_INVALID_MEDIA_POOL);
    }
    /* PROMISE: DeleteNtmsMediaPool/4 */
    NTMS_GUID app = pools_make(L"App", NULL);
    NTMS_GUID child = pools_make(L"App\\Child", &type);
    assert_int_equal(delete_pool(&app), ERROR_NOT_EMPTY);
    NTMS_GUID medium = pools_medium(0);
    pools_place(&medium, &child, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(delete_pool(&child), ERROR_NOT_EMPTY);
    NTMS_GUID foreign = pools_child(NTMS_POOLTYPE_FOREIGN, &type);
    pools_place(&medium, &foreign, NTMS_PARTSTATE_FOREIGN);
    assert_int_equal(delete_pool(&child), ERROR_SUCCESS);
    assert_int_equal(world_sql_number("SELECT count(*) FROM security WHERE object = %g", &child),
                     0);
    assert_int_equal(pools_read(&app).dwNumberOfMediaPools, 0);
    assert_int_equal(delete_pool(&child), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(delete_pool(&app), ERROR_SUCCESS);
    assert_int_equal(open_pool(L"App", NULL, NTMS_OPEN_EXISTING, NULL), ERROR_OBJECT_NOT_FOUND);
    /* The name is free again, the identifier is not used again. */
    NTMS_GUID again = pools_make(L"App", NULL);
    assert_false(world_same(&again, &app));
}

static void test_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    pools_make(L"App", NULL);
    world_break_database();
    DWORD create = open_pool(L"B", NULL, NTMS_CREATE_NEW, NULL);
    DWORD opened = open_pool(L"App", NULL, NTMS_OPEN_ALWAYS, NULL);
    world_mend_database();
    assert_int_equal(create, ERROR_DATABASE_FAILURE);
    assert_int_equal(opened, ERROR_SUCCESS); /* opening writes nothing */
    assert_int_equal(pool_count(), 1);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_create_bad_arguments_fail),
        CASE(test_create_bad_names_fail),
        CASE(test_longest_path_goes_there_and_back),
        CASE(test_create_options),
        CASE(test_create_ansi_and_wide_agree),
        CASE(test_create_places_that_take_no_pool_fail),
        CASE(test_rights),
        CASE(test_descriptors_of_new_pools),
        CASE(test_given_descriptor_is_used),
        CASE(test_name_protocol),
        CASE(test_names_of_system_pools),
        CASE(test_delete_rows),
        CASE(test_database_that_cannot_be_written_fails),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
