/* SPDX-License-Identifier: MIT */
/* GetNtmsObjectAttribute, SetNtmsObjectAttribute: bytes of applications on objects. */
#include "pools_support.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";
static const char using[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x1;;;WD)";
static const char modifying[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x2;;;WD)";

static DWORD set_w(const NTMS_GUID *id, const WCHAR *name, const void *data, DWORD size)
{
    NTMS_GUID copy = *id;
    return SetNtmsObjectAttributeW(world.session, &copy, NTMS_LIBRARY, name, (void *)data, size);
}

static DWORD set_a(const NTMS_GUID *id, const char *name, const void *data, DWORD size)
{
    NTMS_GUID copy = *id;
    return SetNtmsObjectAttributeA(world.session, &copy, NTMS_LIBRARY, name, (void *)data, size);
}

static DWORD get_w(const NTMS_GUID *id, const WCHAR *name, void *data, DWORD *size)
{
    NTMS_GUID copy = *id;
    return GetNtmsObjectAttributeW(world.session, &copy, NTMS_LIBRARY, name, data, size);
}

static DWORD get_a(const NTMS_GUID *id, const char *name, void *data, DWORD *size)
{
    NTMS_GUID copy = *id;
    return GetNtmsObjectAttributeA(world.session, &copy, NTMS_LIBRARY, name, data, size);
}

/* In both forms: fails with this code and writes nothing. */
static void expect_no(const NTMS_GUID *id, const char *name, DWORD error)
{
    WCHAR wide[64];
    BYTE data[16];
    BYTE before[16];
    DWORD size = sizeof data;
    memset(data, 0xEE, sizeof data);
    memcpy(before, data, sizeof data);
    for (size_t i = 0; i == 0 || name[i - 1] != '\0'; i++)
        wide[i] = (WCHAR)name[i];
    assert_int_equal(get_a(id, name, data, &size), error);
    assert_int_equal(get_w(id, wide, data, &size), error);
    assert_int_equal(size, sizeof data);
    assert_memory_equal(data, before, sizeof data);
}

static void expect_w(const NTMS_GUID *id, const WCHAR *name, const void *expected, DWORD length)
{
    static BYTE data[0x10000];
    DWORD size = sizeof data;
    memset(data, 0xEE, sizeof data);
    assert_int_equal(get_w(id, name, data, &size), ERROR_SUCCESS);
    assert_int_equal(size, length);
    assert_memory_equal(data, expected, length);
    assert_int_equal(data[length], 0xEE);
}

static int64_t attribute_count(void)
{
    return world_sql_number("SELECT count(*) FROM attribute", NULL);
}

static void test_get_bad_arguments_fail(void **state)
{
    static const DWORD types[] = {0, 1, 18, 19, 0xFFFFFFFF};
    BYTE data[4];
    DWORD size = sizeof data;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    /* PROMISE: GetNtmsObjectAttribute/1 */
    assert_int_equal(GetNtmsObjectAttributeW(NULL, NULL, 0, NULL, NULL, NULL),
                     ERROR_INVALID_HANDLE);
    assert_int_equal(GetNtmsObjectAttributeA(INVALID_HANDLE_VALUE, &id, 9, "a", data, &size),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: GetNtmsObjectAttribute/3 */
    for (int missing = 0; missing < 4; missing++) {
        assert_int_equal(GetNtmsObjectAttributeW(world.session, missing == 0 ? NULL : &id,
                                                 NTMS_LIBRARY, missing == 1 ? NULL : L"a",
                                                 missing == 2 ? NULL : data,
                                                 missing == 3 ? NULL : &size),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(GetNtmsObjectAttributeA(world.session, missing == 0 ? NULL : &id,
                                                 NTMS_LIBRARY, missing == 1 ? NULL : "a",
                                                 missing == 2 ? NULL : data,
                                                 missing == 3 ? NULL : &size),
                         ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: GetNtmsObjectAttribute/4 */
    id = world_stray_guid;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(GetNtmsObjectAttributeW(world.session, &id, types[i], L"a", data, &size),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(GetNtmsObjectAttributeA(world.session, &id, types[i], "a", data, &size),
                         ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(size, sizeof data);
    /* PROMISE: GetNtmsObjectAttribute/5 */
    expect_no(&world_stray_guid, "a", ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: GetNtmsObjectAttribute/7 */
    expect_no(&world.library, "a", ERROR_OBJECT_NOT_FOUND);
    expect_no(&world.library, "", ERROR_OBJECT_NOT_FOUND);
    expect_no(&world.library, "a name of more than the longest size", ERROR_OBJECT_NOT_FOUND);
}

static void test_set_bad_arguments_fail(void **state)
{
    static BYTE data[0x10000];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    /* PROMISE: SetNtmsObjectAttribute/1 */
    assert_int_equal(SetNtmsObjectAttributeW(NULL, NULL, 0, NULL, NULL, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(SetNtmsObjectAttributeA(INVALID_HANDLE_VALUE, &id, 9, "a", data, 1),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsObjectAttribute/3, SetNtmsObjectAttribute/null-data */
    for (DWORD size = 0; size < 2; size++) {
        assert_int_equal(SetNtmsObjectAttributeW(world.session, NULL, 9, L"a", data, size),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(SetNtmsObjectAttributeA(world.session, NULL, 9, "a", data, size),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(set_w(&id, NULL, data, size), ERROR_INVALID_PARAMETER);
        assert_int_equal(set_a(&id, NULL, data, size), ERROR_INVALID_PARAMETER);
        assert_int_equal(set_w(&id, L"a", NULL, size), ERROR_INVALID_PARAMETER);
        assert_int_equal(set_a(&id, "a", NULL, size), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: SetNtmsObjectAttribute/4: before the size and the object */
    id = world_stray_guid;
    assert_int_equal(set_w(&id, L"", data, 0x10000), ERROR_INVALID_NAME);
    assert_int_equal(set_a(&id, "", data, 0x10000), ERROR_INVALID_NAME);
    assert_int_equal(set_w(&id, L"12345678901234567890123456789012", data, 1), ERROR_INVALID_NAME);
    assert_int_equal(set_a(&id, "12345678901234567890123456789012", data, 1), ERROR_INVALID_NAME);
    /* PROMISE: SetNtmsObjectAttribute/5 */
    assert_int_equal(set_w(&id, L"a", data, 0x10000), ERROR_NO_DATA);
    assert_int_equal(set_a(&id, "a", data, 0xFFFFFFFF), ERROR_NO_DATA);
    /* PROMISE: SetNtmsObjectAttribute/6 */
    assert_int_equal(set_w(&id, L"a", data, 0xFFFF), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(set_a(&id, "a", data, 0), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(attribute_count(), 0);
}

/* PROMISE: GetNtmsObjectAttribute/8 */
static void test_sizes(void **state)
{
    static BYTE data[0xFFFF];
    static BYTE back[0xFFFF];
    DWORD size = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (BYTE)(i * 7 + i / 251);
    memset(back, 0xEE, sizeof back);
    assert_int_equal(set_w(&world.library, L"big", data, sizeof data), ERROR_SUCCESS);
    assert_int_equal(get_w(&world.library, L"big", back, &size), ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, sizeof data);
    size = sizeof data - 1;
    assert_int_equal(get_a(&world.library, "big", back, &size), ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, sizeof data);
    assert_int_equal(back[0], 0xEE);
    assert_int_equal(get_a(&world.library, "big", back, &size), ERROR_SUCCESS);
    assert_int_equal(size, sizeof data);
    assert_memory_equal(back, data, sizeof data);
    /* The new value replaces the old one; of one byte, which is no text. */
    assert_int_equal(set_a(&world.library, "big", "\0", 1), ERROR_SUCCESS);
    expect_w(&world.library, L"big", "\0", 1);
    assert_int_equal(attribute_count(), 1);
    /* PROMISE: SetNtmsObjectAttribute/absent: size 0 deletes, once or twice */
    assert_int_equal(set_a(&world.library, "big", data, 0), ERROR_SUCCESS);
    expect_no(&world.library, "big", ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(set_w(&world.library, L"big", data, 0), ERROR_SUCCESS);
    assert_int_equal(attribute_count(), 0);
}

/* PROMISE: GetNtmsObjectAttribute/names */
static void test_names_are_compared_as_they_are(void **state)
{
    static const WCHAR longest[] = L"\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC"
                                   L"\x20AC\x20AC\x20AC\x20AC\x20AC"
                                   L"\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC\x20AC"
                                   L"\x20AC\x20AC\x20AC\x20AC\x20AC"
                                   L"\x20AC";
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(set_w(&world.library, L"Name", "upper", 5), ERROR_SUCCESS);
    assert_int_equal(set_a(&world.library, "name", "lower", 5), ERROR_SUCCESS);
    assert_int_equal(set_w(&world.library, longest, "euro", 4), ERROR_SUCCESS);
    assert_int_equal(set_a(&world.library, "1234567890123456789012345678901", "31", 2),
                     ERROR_SUCCESS);
    assert_int_equal(set_w(&world.drives[0], L"Name", "drive", 5), ERROR_SUCCESS);
    /* One name space for A and W. */
    expect_w(&world.library, L"Name", "upper", 5);
    expect_w(&world.library, L"name", "lower", 5);
    expect_w(&world.library, longest, "euro", 4);
    expect_w(&world.library, L"1234567890123456789012345678901", "31", 2);
    expect_w(&world.drives[0], L"Name", "drive", 5);
    assert_int_equal(set_a(&world.library, "Name", "", 0), ERROR_SUCCESS);
    expect_no(&world.library, "Name", ERROR_OBJECT_NOT_FOUND);
    expect_w(&world.library, L"name", "lower", 5);
    expect_w(&world.drives[0], L"Name", "drive", 5);
    world_reopen();
    expect_w(&world.library, L"name", "lower", 5);
}

/* Every type has them, and shows that it was changed. */
static void test_objects_of_every_type(void **state)
{
    static const DWORD types[] = {
        NTMS_CHANGER,        NTMS_CHANGER_TYPE, NTMS_COMPUTER,  NTMS_DRIVE,       NTMS_DRIVE_TYPE,
        NTMS_IEDOOR,         NTMS_IEPORT,       NTMS_LIBRARY,   NTMS_LIBREQUEST,  NTMS_PARTITION,
        NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_POOL,   NTMS_OPREQUEST, NTMS_STORAGESLOT, NTMS_MEDIA_TYPE};
    static const char newest[] =
        "SELECT coalesce(max(sequence), 0) FROM journal WHERE operation = 1 AND id = %g";
    NTMS_GUID request;
    (void)state;
    world_start_small(1, 1, cartridges);
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"text", NULL,
                                                NULL, &request),
                     ERROR_SUCCESS);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID list[WORLD_LIST];
        DWORD size = 4;
        BYTE data[4];
        assert_true(world_list(NULL, types[i], list) > 0);
        int64_t before = world_sql_number(newest, list);
        assert_int_equal(
            SetNtmsObjectAttributeW(world.session, &list[0], types[i], L"a", "1234", 4),
            ERROR_SUCCESS);
        assert_true(world_sql_number(newest, list) > before);
        assert_int_equal(
            GetNtmsObjectAttributeA(world.session, &list[0], types[i], "a", data, &size),
            ERROR_SUCCESS);
        assert_memory_equal(data, "1234", 4);
    }
    assert_int_equal(attribute_count(), sizeof types / sizeof types[0]);
}

/* PROMISE: SetNtmsObjectAttribute/type, GetNtmsObjectAttribute/type */
static void test_type_of_another_object_is_ignored(void **state)
{
    BYTE data[4];
    DWORD size = sizeof data;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    assert_int_equal(SetNtmsObjectAttributeW(world.session, &id, NTMS_MEDIA_POOL, L"a", "1234", 4),
                     ERROR_SUCCESS);
    assert_int_equal(SetNtmsObjectAttributeA(world.session, &id, 0xFFFFFFFF, "b", "56", 2),
                     ERROR_SUCCESS);
    assert_int_equal(
        GetNtmsObjectAttributeW(world.session, &id, NTMS_STORAGESLOT, L"a", data, &size),
        ERROR_SUCCESS);
    assert_memory_equal(data, "1234", 4);
    expect_w(&id, L"b", "56", 2);
}

static void test_set_stamps_the_object(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_sql_beside("UPDATE library SET modified = 1 WHERE id = %g", &world.library);
    assert_int_equal(set_w(&world.library, L"a", "1", 1), ERROR_SUCCESS);
    assert_true(world_read(&world.library, NTMS_LIBRARY).Modified.wYear > 2000);
}

static void test_attributes_go_with_their_object(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID pool = pools_make(L"Backup", NULL);
    assert_int_equal(set_w(&pool, L"a", "1", 1), ERROR_SUCCESS);
    assert_int_equal(set_w(&pool, L"b", "2", 1), ERROR_SUCCESS);
    assert_int_equal(set_w(&world.library, L"a", "3", 1), ERROR_SUCCESS);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &pool), ERROR_SUCCESS);
    expect_no(&pool, "a", ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(attribute_count(), 1);
    expect_w(&world.library, L"a", "3", 1);
}

static void test_what_others_wrote_is_read(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(set_w(&world.library, L"a", "1", 1), ERROR_SUCCESS);
    expect_w(&world.library, L"a", "1", 1);
    world_sql_beside("UPDATE attribute SET data = x'61620063' WHERE object = %g", &world.library);
    expect_w(&world.library, L"a", "ab\0c", 4);
}

static DWORD user_sets(void *context)
{
    return set_w(context, L"a", "2", 1);
}

static DWORD user_gets(void *context)
{
    BYTE data[4];
    DWORD size = sizeof data;
    return get_a(context, "a", data, &size);
}

static void protect(const NTMS_GUID *securable, const char *text)
{
    pools_protect(securable, text);
    /* Rights may be remembered until the next change. */
    assert_int_equal(set_w(&world.slots[1], L"change", text, 8), ERROR_SUCCESS);
}

/* U to read, M to write, on the library even for the library itself, and on nothing else. */
static void check_rights(NTMS_GUID *object, const NTMS_GUID *securable)
{
    assert_int_equal(set_w(object, L"a", "1", 1), ERROR_SUCCESS);
    /* PROMISE: SetNtmsObjectAttribute/7 */
    protect(securable, using);
    assert_int_equal(world_as_user(user_gets, object), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_sets, object), ERROR_ACCESS_DENIED);
    expect_w(object, L"a", "1", 1);
    /* PROMISE: GetNtmsObjectAttribute/6 */
    protect(securable, modifying);
    assert_int_equal(world_as_user(user_gets, object), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_sets, object), ERROR_SUCCESS);
    expect_w(object, L"a", "2", 1);
    /* The object is looked up before, its attribute after. */
    protect(securable, nobody);
    assert_int_equal(set_w(object, L"a", "", 0), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_gets, object), ERROR_ACCESS_DENIED);
}

static void test_without_right_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID computer[WORLD_LIST];
    NTMS_GUID types[WORLD_LIST];
    NTMS_GUID sides[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, computer), 1);
    assert_true(world_list(NULL, NTMS_DRIVE_TYPE, types) > 0);
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID pool = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaPool;
    assert_true(world_list(&medium, NTMS_PARTITION, sides) > 0);
    NTMS_GUID stray = world_stray_guid;
    assert_int_equal(world_as_user(user_gets, &stray), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(world_as_user(user_sets, &stray), ERROR_OBJECT_NOT_FOUND);
    check_rights(&world.library, &world.library);
    check_rights(&world.drives[0], &world.library);
    check_rights(&world.slots[0], &world.library);
    check_rights(&computer[0], &computer[0]);
    check_rights(&types[0], &computer[0]);
    check_rights(&pool, &pool);
    check_rights(&medium, &pool);
    check_rights(&sides[0], &pool);
}

static void test_without_database_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(set_w(&world.library, L"a", "1", 1), ERROR_SUCCESS);
    /* PROMISE: SetNtmsObjectAttribute/8 */
    world_break_database();
    DWORD error = set_w(&world.library, L"a", "2", 1);
    world_mend_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    expect_w(&world.library, L"a", "1", 1);
    /* PROMISE: GetNtmsObjectAttribute/9 */
    world_sql_beside("ALTER TABLE attribute RENAME TO lost; UPDATE lost SET name = name", NULL);
    expect_no(&world.library, "a", ERROR_DATABASE_FAILURE);
    world_sql_beside("ALTER TABLE lost RENAME TO attribute; UPDATE attribute SET name = name",
                     NULL);
    expect_w(&world.library, L"a", "1", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_get_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_set_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_sizes, world_teardown),
        cmocka_unit_test_teardown(test_names_are_compared_as_they_are, world_teardown),
        cmocka_unit_test_teardown(test_objects_of_every_type, world_teardown),
        cmocka_unit_test_teardown(test_type_of_another_object_is_ignored, world_teardown),
        cmocka_unit_test_teardown(test_set_stamps_the_object, world_teardown),
        cmocka_unit_test_teardown(test_attributes_go_with_their_object, world_teardown),
        cmocka_unit_test_teardown(test_what_others_wrote_is_read, world_teardown),
        cmocka_unit_test_teardown(test_without_right_fails, world_teardown),
        cmocka_unit_test_teardown(test_without_database_fails, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
