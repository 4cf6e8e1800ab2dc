/* SPDX-License-Identifier: MIT */
/* GetNtmsUIOptions, SetNtmsUIOptions: the computers that user interface goes to. */
#include "pools_support.h"

static const char cartridges[] = "s0=A00000L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";
static const char using[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x1;;;WD)";
static const char modifying[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x2;;;WD)";
static const char both[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x3;;;WD)";

/* The object may be NULL: the session's own list. */
static DWORD set_w(const NTMS_GUID *id, DWORD type, DWORD operation, const WCHAR *name)
{
    NTMS_GUID copy = id != NULL ? *id : world_null_guid;
    return SetNtmsUIOptionsW(world.session, id != NULL ? &copy : NULL, type, operation, name);
}

static DWORD set_a(const NTMS_GUID *id, DWORD type, DWORD operation, const char *name)
{
    NTMS_GUID copy = id != NULL ? *id : world_null_guid;
    return SetNtmsUIOptionsA(world.session, id != NULL ? &copy : NULL, type, operation, name);
}

static DWORD get_w(const NTMS_GUID *id, DWORD type, WCHAR *names, DWORD *size)
{
    NTMS_GUID copy = id != NULL ? *id : world_null_guid;
    return GetNtmsUIOptionsW(world.session, id != NULL ? &copy : NULL, type, names, size);
}

static DWORD get_a(const NTMS_GUID *id, DWORD type, char *names, DWORD *size)
{
    NTMS_GUID copy = id != NULL ? *id : world_null_guid;
    return GetNtmsUIOptionsA(world.session, id != NULL ? &copy : NULL, type, names, size);
}

/* The list is this one: `characters` of a multi-string, 0 for the empty list; in both forms. */
static void expect(const NTMS_GUID *id, DWORD type, const char *names, DWORD characters)
{
    WCHAR wide[300];
    char ansi[300];
    DWORD size = 300;
    memset(wide, 0xEE, sizeof wide);
    memset(ansi, 0xEE, sizeof ansi);
    assert_int_equal(get_a(id, type, ansi, &size), ERROR_SUCCESS);
    assert_int_equal(size, characters);
    assert_memory_equal(ansi, names, characters != 0 ? characters : 1);
    size = 300;
    assert_int_equal(get_w(id, type, wide, &size), ERROR_SUCCESS);
    assert_int_equal(size, characters);
    for (DWORD i = 0; i < characters || i == 0; i++)
        assert_int_equal(wide[i], (WCHAR)names[i]);
    assert_int_equal(wide[characters != 0 ? characters : 1], 0xEEEE);
}

#define EXPECT(id, type, names) expect(id, type, names "\0", sizeof names)
#define EXPECT_NONE(id, type)   expect(id, type, "", 0)

static NTMS_GUID computer_object(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    return list[0];
}

static void test_get_bad_arguments_fail(void **state)
{
    static const DWORD types[] = {0, 4, 5, 0xFFFFFFFF};
    WCHAR wide[8] = L"abc";
    char ansi[8] = "abc";
    DWORD size = 8;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    /* PROMISE: GetNtmsUIOptions/1 */
    assert_int_equal(GetNtmsUIOptionsW(NULL, NULL, 0, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(GetNtmsUIOptionsA(INVALID_HANDLE_VALUE, &id, 1, ansi, &size),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: GetNtmsUIOptions/2 */
    assert_int_equal(get_w(&id, 1, NULL, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(get_a(&id, 1, NULL, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(get_w(NULL, 1, wide, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(get_a(NULL, 1, ansi, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: GetNtmsUIOptions/3 */
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(get_w(&world_stray_guid, types[i], wide, &size), ERROR_INVALID_PARAMETER);
        assert_int_equal(get_a(NULL, types[i], ansi, &size), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: GetNtmsUIOptions/4 */
    assert_int_equal(get_w(&world_stray_guid, 1, wide, &size), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(get_a(&world.drives[0], 3, ansi, &size), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(get_w(&world_null_guid, 2, wide, &size), ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: GetNtmsUIOptions/5 */
    assert_int_equal(get_w(NULL, NTMS_UITYPE_ERR, wide, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(get_a(NULL, NTMS_UITYPE_ERR, ansi, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(size, 8);
    assert_string_equal(ansi, "abc");
    assert_int_equal(wide[0], L'a');
}

static void test_set_bad_arguments_fail(void **state)
{
    static const DWORD types[] = {0, 4, 5, 0xFFFFFFFF};
    static const DWORD operations[] = {0, 4, 0xFFFFFFFF};
    WCHAR wide[65] = {0};
    char ansi[65] = {0};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    /* PROMISE: SetNtmsUIOptions/1 */
    assert_int_equal(SetNtmsUIOptionsW(NULL, NULL, 0, 0, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(SetNtmsUIOptionsA(INVALID_HANDLE_VALUE, &id, 1, 1, "A"), ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsUIOptions/2 */
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(set_w(&world_stray_guid, types[i], NTMS_UIDEST_ADD, L"A"),
                         ERROR_INVALID_PARAMETER);
        assert_int_equal(set_a(NULL, types[i], NTMS_UIDEST_DELETEALL, NULL),
                         ERROR_INVALID_PARAMETER);
    }
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        assert_int_equal(set_w(&world_stray_guid, 1, operations[i], L"A"), ERROR_INVALID_PARAMETER);
        assert_int_equal(set_a(NULL, 1, operations[i], "A"), ERROR_INVALID_PARAMETER);
    }
    /* PROMISE: SetNtmsUIOptions/3 */
    assert_int_equal(set_w(&id, 1, NTMS_UIDEST_ADD, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(set_a(&id, 1, NTMS_UIDEST_DELETE, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(set_a(NULL, 1, NTMS_UIDEST_ADD, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(set_w(NULL, 1, NTMS_UIDEST_DELETE, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsUIOptions/long */
    for (size_t i = 0; i < 64; i++) {
        wide[i] = 0x20AC;
        ansi[i] = 'C';
    }
    assert_int_equal(set_w(&id, 1, NTMS_UIDEST_ADD, wide), ERROR_INVALID_PARAMETER);
    assert_int_equal(set_a(NULL, 1, NTMS_UIDEST_DELETE, ansi), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsUIOptions/application-errors */
    assert_int_equal(set_w(NULL, NTMS_UITYPE_ERR, NTMS_UIDEST_ADD, L"A"), ERROR_INVALID_PARAMETER);
    assert_int_equal(set_a(NULL, NTMS_UITYPE_ERR, NTMS_UIDEST_DELETE, "A"),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(set_a(NULL, NTMS_UITYPE_ERR, NTMS_UIDEST_DELETEALL, NULL),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsUIOptions/4 */
    for (DWORD operation = NTMS_UIDEST_ADD; operation <= NTMS_UIDEST_DELETEALL; operation++) {
        assert_int_equal(set_w(&world_stray_guid, 1, operation, L"A"), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(set_a(&world.slots[0], 3, operation, "A"), ERROR_OBJECT_NOT_FOUND);
    }
    EXPECT_NONE(&id, 1);
    /* 63 characters fit. */
    ansi[63] = 0;
    wide[63] = 0;
    assert_int_equal(set_a(&id, 1, NTMS_UIDEST_ADD, ansi), ERROR_SUCCESS);
    assert_int_equal(set_w(&id, 1, NTMS_UIDEST_ADD, wide), ERROR_SUCCESS);
    assert_int_equal(set_w(NULL, 1, NTMS_UIDEST_ADD, wide), ERROR_SUCCESS);
}

/* What holds for each list, whoever keeps it. */
static void check_list(const NTMS_GUID *id, DWORD type)
{
    EXPECT_NONE(id, type);
    assert_int_equal(set_w(id, type, NTMS_UIDEST_ADD, L"ONE"), ERROR_SUCCESS);
    assert_int_equal(set_a(id, type, NTMS_UIDEST_ADD, "two.example.org"), ERROR_SUCCESS);
    assert_int_equal(set_w(id, type, NTMS_UIDEST_ADD, L"\\\\Three"), ERROR_SUCCESS);
    EXPECT(id, type, "ONE\0two.example.org\0\\\\Three\0");
    /* PROMISE: SetNtmsUIOptions/6 */
    assert_int_equal(set_a(id, type, NTMS_UIDEST_ADD, "ONE"), ERROR_ALREADY_EXISTS);
    assert_int_equal(set_w(id, type, NTMS_UIDEST_ADD, L"TWO.Example.ORG"), ERROR_ALREADY_EXISTS);
    /* PROMISE: SetNtmsUIOptions/absent */
    assert_int_equal(set_a(id, type, NTMS_UIDEST_DELETE, "two"), ERROR_OBJECT_NOT_FOUND);
    EXPECT(id, type, "ONE\0two.example.org\0\\\\Three\0");
    assert_int_equal(set_a(id, type, NTMS_UIDEST_DELETE, "Two.example.org"), ERROR_SUCCESS);
    EXPECT(id, type, "ONE\0\\\\Three\0");
    assert_int_equal(set_w(id, type, NTMS_UIDEST_DELETE, L"\\\\THREE"), ERROR_SUCCESS);
    EXPECT(id, type, "ONE\0");
    assert_int_equal(set_w(id, type, NTMS_UIDEST_ADD, L"Two"), ERROR_SUCCESS);
    EXPECT(id, type, "ONE\0Two\0");
    /* Whatever the name is here. */
    assert_int_equal(set_w(id, type, NTMS_UIDEST_DELETEALL, (const WCHAR *)1), ERROR_SUCCESS);
    EXPECT_NONE(id, type);
    assert_int_equal(set_a(id, type, NTMS_UIDEST_DELETEALL, NULL), ERROR_SUCCESS);
    EXPECT_NONE(id, type);
    assert_int_equal(set_w(id, type, NTMS_UIDEST_ADD, type == 1 ? L"Info" : L"Other"), 0);
}

static void test_each_list_is_its_own(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID computer = computer_object();
    for (DWORD type = NTMS_UITYPE_INFO; type <= NTMS_UITYPE_ERR; type++) {
        check_list(&computer, type);
        check_list(&world.library, type);
        if (type != NTMS_UITYPE_ERR)
            check_list(NULL, type);
    }
    assert_int_equal(set_w(&computer, 1, NTMS_UIDEST_DELETEALL, NULL), ERROR_SUCCESS);
    EXPECT_NONE(&computer, 1);
    EXPECT(&computer, 2, "Other\0");
    EXPECT(&world.library, 1, "Info\0");
    EXPECT(NULL, 1, "Info\0");
}

/* PROMISE: GetNtmsUIOptions/7, GetNtmsUIOptions/counts */
static void test_sizes_count_every_zero(void **state)
{
    WCHAR wide[16];
    char ansi[16];
    DWORD size = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    memset(wide, 0xEE, sizeof wide);
    memset(ansi, 0xEE, sizeof ansi);
    assert_int_equal(get_w(&world.library, 1, wide, &size), ERROR_SUCCESS);
    assert_int_equal(size, 0);
    assert_int_equal(wide[0], 0xEEEE);
    assert_int_equal(set_w(&world.library, 1, NTMS_UIDEST_ADD, L"ONE"), ERROR_SUCCESS);
    assert_int_equal(set_w(&world.library, 1, NTMS_UIDEST_ADD, L"\x00E9"), ERROR_SUCCESS);
    assert_int_equal(get_w(&world.library, 1, wide, &size), ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 7);
    size = 6;
    assert_int_equal(get_a(&world.library, 1, ansi, &size), ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 7);
    assert_int_equal(wide[0], 0xEEEE);
    assert_int_equal((BYTE)ansi[0], 0xEE);
    assert_int_equal(get_w(&world.library, 1, wide, &size), ERROR_SUCCESS);
    assert_memory_equal(wide, L"ONE\0\x00E9\0", 7 * sizeof(WCHAR));
    assert_int_equal(wide[7], 0xEEEE);
    assert_int_equal(get_a(&world.library, 1, ansi, &size), ERROR_SUCCESS);
    assert_memory_equal(ansi, "ONE\0\xE9\0", 7);
    assert_int_equal((BYTE)ansi[7], 0xEE);
}

/* PROMISE: SetNtmsUIOptions/local */
static void test_empty_name_is_this_computer(void **state)
{
    WCHAR name[64];
    WCHAR list[70];
    DWORD size = 64;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_true(GetComputerNameW(name, &size));
    for (int own = 0; own < 2; own++) {
        const NTMS_GUID *id = own ? NULL : &world.library;
        assert_int_equal(set_w(id, 1, NTMS_UIDEST_ADD, L""), ERROR_SUCCESS);
        size = 70;
        assert_int_equal(get_w(id, 1, list, &size), ERROR_SUCCESS);
        assert_int_equal(lstrcmpiW(list, name), 0);
        assert_int_equal(size, lstrlenW(name) + 2);
        assert_int_equal(set_w(id, 1, NTMS_UIDEST_ADD, name), ERROR_ALREADY_EXISTS);
        assert_int_equal(set_a(id, 1, NTMS_UIDEST_DELETE, ""), ERROR_SUCCESS);
        EXPECT_NONE(id, 1);
    }
}

/* PROMISE: SetNtmsUIOptions/session */
static void test_list_of_an_application_ends_with_its_session(void **state)
{
    WCHAR list[16];
    DWORD size = 16;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    assert_ptr_not_equal(other, INVALID_HANDLE_VALUE);
    assert_int_equal(set_w(NULL, 1, NTMS_UIDEST_ADD, L"MINE"), ERROR_SUCCESS);
    assert_int_equal(set_w(&world.library, 1, NTMS_UIDEST_ADD, L"OURS"), ERROR_SUCCESS);
    assert_int_equal(GetNtmsUIOptionsW(other, NULL, 1, list, &size), ERROR_SUCCESS);
    assert_int_equal(size, 0);
    size = 16;
    assert_int_equal(GetNtmsUIOptionsW(other, &world.library, 1, list, &size), ERROR_SUCCESS);
    assert_memory_equal(list, L"OURS\0", 6 * sizeof(WCHAR));
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    world_reopen();
    EXPECT_NONE(NULL, 1);
    EXPECT(&world.library, 1, "OURS\0");
}

struct wish {
    NTMS_GUID *id;
    DWORD operation;
};

static DWORD user_sets(void *context)
{
    const struct wish *wish = context;
    return set_w(wish->id, 1, wish->operation, L"USER");
}

static DWORD user_gets(void *context)
{
    WCHAR list[16];
    DWORD size = 16;
    return get_w(context, 1, list, &size);
}

static void protect(const NTMS_GUID *securable, const char *text)
{
    pools_protect(securable, text);
    /* Rights may be remembered until the next change. */
    assert_int_equal(SetNtmsObjectAttributeA(world.session, &world.slots[1], NTMS_STORAGESLOT,
                                             "change", (void *)text, 8),
                     ERROR_SUCCESS);
}

static void check_rights(NTMS_GUID *id)
{
    struct wish wish = {id, NTMS_UIDEST_ADD};
    /* PROMISE: SetNtmsUIOptions/5 */
    protect(id, using);
    assert_int_equal(world_as_user(user_gets, id), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_sets, &wish), ERROR_ACCESS_DENIED);
    protect(id, modifying);
    for (; wish.operation <= NTMS_UIDEST_DELETEALL; wish.operation++)
        assert_int_equal(world_as_user(user_sets, &wish), ERROR_ACCESS_DENIED);
    /* PROMISE: GetNtmsUIOptions/6 */
    assert_int_equal(world_as_user(user_gets, id), ERROR_ACCESS_DENIED);
    EXPECT_NONE(id, 1);
    protect(id, both);
    wish.operation = NTMS_UIDEST_ADD;
    assert_int_equal(world_as_user(user_sets, &wish), ERROR_SUCCESS);
    EXPECT(id, 1, "USER\0");
}

static void test_without_right_fails(void **state)
{
    struct wish own = {NULL, NTMS_UIDEST_ADD};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID computer = computer_object();
    check_rights(&computer);
    check_rights(&world.library);
    protect(&computer, nobody);
    assert_int_equal(world_as_user(user_sets, &own), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_gets, NULL), ERROR_SUCCESS);
    EXPECT(NULL, 1, "USER\0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_get_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_set_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_each_list_is_its_own, world_teardown),
        cmocka_unit_test_teardown(test_sizes_count_every_zero, world_teardown),
        cmocka_unit_test_teardown(test_empty_name_is_this_computer, world_teardown),
        cmocka_unit_test_teardown(test_list_of_an_application_ends_with_its_session,
                                  world_teardown),
        cmocka_unit_test_teardown(test_without_right_fails, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
