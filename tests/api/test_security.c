/* SPDX-License-Identifier: MIT */
/* GetNtmsObjectSecurity, SetNtmsObjectSecurity: part by part, who may, what a pool begins with. */
#include "pools_support.h"
#include "security_support.h"

#include <sddl.h>
#include <stdio.h>

static const char cartridges[] = "s0=A00000L4,data\n";

static const char initial[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x60007;;;BA)(A;;0x1;;;WD)";
static const char other[] = "O:SYG:BAD:(A;;0x7;;;WD)";

static NTMS_GUID computer(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    return list[0];
}

static void test_bad_arguments_fail(void **state)
{
    static const DWORD types[] = {1, 18, 0xFFFFFFFF};
    BYTE bytes[SECURITY_BYTES];
    BYTE unsound[20] = {2, 0, 0, 0x80};
    SECURITY_DESCRIPTOR empty;
    DWORD needed = 7;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID *library = &world.library;
    assert_true(InitializeSecurityDescriptor(&empty, SECURITY_DESCRIPTOR_REVISION));
    /* PROMISE: GetNtmsObjectSecurity/1 */
    assert_int_equal(GetNtmsObjectSecurity(NULL, library, NTMS_LIBRARY, 7, bytes, 4096, &needed),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsObjectSecurity/1 */
    assert_int_equal(SetNtmsObjectSecurity(NULL, library, NTMS_LIBRARY, 4, &empty),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: GetNtmsObjectSecurity/2 */
    assert_int_equal(
        GetNtmsObjectSecurity(world.session, NULL, NTMS_LIBRARY, 7, bytes, 4096, &needed),
        ERROR_INVALID_PARAMETER);
    assert_int_equal(
        GetNtmsObjectSecurity(world.session, library, NTMS_LIBRARY, 7, NULL, 0, &needed),
        ERROR_INVALID_PARAMETER);
    assert_int_equal(
        GetNtmsObjectSecurity(world.session, library, NTMS_LIBRARY, 7, bytes, 4096, NULL),
        ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsObjectSecurity/2 */
    assert_int_equal(SetNtmsObjectSecurity(world.session, NULL, NTMS_LIBRARY, 4, &empty),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsObjectSecurity(world.session, library, NTMS_LIBRARY, 4, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsObjectSecurity(world.session, library, NTMS_LIBRARY, 4, unsound),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: GetNtmsObjectSecurity/type */
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(security_get(library, types[i], 7, bytes), ERROR_INVALID_PARAMETER);
        assert_int_equal(security_set(library, types[i], 4, other), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(security_get(library, NTMS_UNKNOWN, 7, bytes), ERROR_SUCCESS);
    /* PROMISE: GetNtmsObjectSecurity/3 */
    assert_int_equal(security_get(library, NTMS_DRIVE, 7, bytes), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(security_get(&world_stray_guid, NTMS_UNKNOWN, 7, bytes),
                     ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: SetNtmsObjectSecurity/3 */
    assert_int_equal(security_set(library, NTMS_DRIVE, 4, other), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(security_set(&world_stray_guid, NTMS_UNKNOWN, 4, other),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(needed, 7);
    security_expect(library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
}

static void test_size_protocol(void **state)
{
    BYTE bytes[SECURITY_BYTES];
    DWORD size = 0;
    DWORD needed = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    memset(bytes, 0xEE, sizeof bytes);
    /* PROMISE: GetNtmsObjectSecurity/6 */
    assert_int_equal(GetNtmsObjectSecurity(world.session, &world.library, NTMS_LIBRARY,
                                           SECURITY_PLAIN, bytes, 0, &size),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_true(size > 20 && size < SECURITY_BYTES);
    assert_int_equal(GetNtmsObjectSecurity(world.session, &world.library, NTMS_LIBRARY,
                                           SECURITY_PLAIN, bytes, size - 1, &needed),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(needed, size);
    for (size_t i = 0; i < sizeof bytes; i++)
        assert_int_equal(bytes[i], 0xEE);
    needed = 0;
    assert_int_equal(GetNtmsObjectSecurity(world.session, &world.library, NTMS_LIBRARY,
                                           SECURITY_PLAIN, bytes, size, &needed),
                     ERROR_SUCCESS);
    assert_int_equal(needed, size);
    assert_true(IsValidSecurityDescriptor(bytes));
    assert_int_equal(bytes[size], 0xEE);
    /* PROMISE: GetNtmsObjectSecurity/parts */
    assert_int_equal(GetNtmsObjectSecurity(world.session, &world.library, NTMS_LIBRARY, 0x10, bytes,
                                           sizeof bytes, &needed),
                     ERROR_SUCCESS);
    assert_int_equal(needed, sizeof(SECURITY_DESCRIPTOR_RELATIVE));
}

/* What the service's own objects begin with; a descriptor in the database that is none. */
static void test_first_descriptors(void **state)
{
    static const DWORD kinds[] = {NTMS_POOLTYPE_SCRATCH, NTMS_POOLTYPE_FOREIGN,
                                  NTMS_POOLTYPE_IMPORT};
    NTMS_GUID list[WORLD_LIST];
    BYTE bytes[SECURITY_BYTES];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID object = computer();
    security_expect(&object, NTMS_COMPUTER, SECURITY_PLAIN, initial);
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    assert_int_equal(count, 2); /* the offline library is one of them */
    for (DWORD i = 0; i < count; i++)
        security_expect(&list[i], NTMS_LIBRARY, SECURITY_PLAIN, initial);
    object = pools_root();
    security_expect(&object, NTMS_MEDIA_POOL, SECURITY_PLAIN, initial);
    NTMS_GUID type = pools_library_type();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        object = pools_system(kinds[i]);
        security_expect(&object, NTMS_MEDIA_POOL, SECURITY_PLAIN, initial);
        object = pools_child(kinds[i], &type);
        security_expect(&object, NTMS_MEDIA_POOL, SECURITY_PLAIN, initial);
    }
    world_sql_beside("UPDATE security SET descriptor = x'0100' WHERE object = %g", &world.library);
    /* PROMISE: GetNtmsObjectSecurity/7 */
    assert_int_equal(security_get(&world.library, NTMS_LIBRARY, SECURITY_PLAIN, bytes),
                     ERROR_DATABASE_FAILURE);
}

/* All other objects borrow their container's and have none to read or change. */
static void test_other_objects_have_none(void **state)
{
    static const DWORD types[] = {
        NTMS_CHANGER,    NTMS_CHANGER_TYPE, NTMS_DRIVE,       NTMS_DRIVE_TYPE,     NTMS_IEPORT,
        NTMS_MEDIA_TYPE, NTMS_PARTITION,    NTMS_STORAGESLOT, NTMS_PHYSICAL_MEDIA, NTMS_LIBREQUEST};
    NTMS_GUID list[WORLD_LIST];
    BYTE bytes[SECURITY_BYTES];
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_true(world_list(NULL, types[i], list) > 0);
        /* PROMISE: GetNtmsObjectSecurity/5 */
        assert_int_equal(security_get(&list[0], types[i], SECURITY_PLAIN, bytes),
                         ERROR_NO_SECURITY_ON_OBJECT);
        /* PROMISE: SetNtmsObjectSecurity/7 */
        assert_int_equal(security_set(&list[0], types[i], DACL_SECURITY_INFORMATION, other),
                         ERROR_NO_SECURITY_ON_OBJECT);
    }
    security_expect(&world.library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
}

static void test_parts_change_one_by_one(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID pool = pools_make(L"App", NULL);
    const DWORD type = NTMS_MEDIA_POOL;
    assert_int_equal(security_set(&pool, type, SECURITY_PLAIN, initial), ERROR_SUCCESS);
    security_expect(&pool, type, SECURITY_PLAIN, initial);
    assert_int_equal(security_set(&pool, type, OWNER_SECURITY_INFORMATION, other), ERROR_SUCCESS);
    security_expect(&pool, type, SECURITY_PLAIN,
                    "O:SYG:SYD:(A;;0x60007;;;SY)(A;;0x60007;;;BA)(A;;0x1;;;WD)");
    assert_int_equal(security_set(&pool, type, GROUP_SECURITY_INFORMATION, other), ERROR_SUCCESS);
    security_expect(&pool, type, OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION,
                    "O:SYG:BA");
    assert_int_equal(security_set(&pool, type, DACL_SECURITY_INFORMATION, other), ERROR_SUCCESS);
    security_expect(&pool, type, SECURITY_PLAIN, other);
    /* Generic rights become what they stand for. */
    assert_int_equal(security_set(&pool, type, DACL_SECURITY_INFORMATION,
                                  "D:(A;;GR;;;WD)(A;;GW;;;SY)(A;;GX;;;BU)(A;;GA;;;BA)"),
                     ERROR_SUCCESS);
    security_expect(&pool, type, DACL_SECURITY_INFORMATION,
                    "D:(A;;0x20001;;;WD)(A;;0x40003;;;SY)(A;;0x60007;;;BU)(A;;0x60007;;;BA)");
    /* PROMISE: SetNtmsObjectSecurity/parts */
    assert_int_equal(security_set(&pool, type, 0, initial), ERROR_INVALID_PARAMETER);
    assert_int_equal(security_set(&pool, type, 0x14, initial), ERROR_INVALID_PARAMETER);
    assert_int_equal(security_set(&pool, type, OWNER_SECURITY_INFORMATION, "G:BA"),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(security_set(&pool, type, GROUP_SECURITY_INFORMATION, "O:BA"),
                     ERROR_INVALID_PARAMETER);
    /* A new start finds what was set. */
    world_reopen();
    security_expect(&pool, type, SECURITY_PLAIN,
                    "O:SYG:BAD:(A;;0x20001;;;WD)(A;;0x40003;;;SY)(A;;0x60007;;;BU)"
                    "(A;;0x60007;;;BA)");
    /* A descriptor in absolute form; the protection of its list. */
    SECURITY_DESCRIPTOR absolute;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    BYTE bytes[SECURITY_BYTES];
    ACL list;
    DWORD revision;
    assert_true(InitializeSecurityDescriptor(&absolute, SECURITY_DESCRIPTOR_REVISION));
    assert_true(InitializeAcl(&list, sizeof list, ACL_REVISION));
    assert_true(SetSecurityDescriptorDacl(&absolute, TRUE, &list, FALSE));
    assert_int_equal(
        SetNtmsObjectSecurity(world.session, &pool, type,
                              DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                              &absolute),
        ERROR_SUCCESS);
    security_expect(&pool, type, SECURITY_PLAIN, "O:SYG:BAD:");
    assert_int_equal(security_get(&pool, type, DACL_SECURITY_INFORMATION, bytes), ERROR_SUCCESS);
    assert_true(GetSecurityDescriptorControl(bytes, &control, &revision));
    assert_true((control & SE_DACL_PROTECTED) != 0);
}

static void test_audit_list_needs_the_privilege(void **state)
{
    static const char audit[] = "S:(AU;SA;0x7;;;WD)";
    BYTE bytes[SECURITY_BYTES];
    (void)state;
    world_start_small(1, 0, cartridges);
    (void)security_privilege(FALSE);
    /* PROMISE: GetNtmsObjectSecurity/4 */
    assert_int_equal(security_get(&world.library, NTMS_LIBRARY, SACL_SECURITY_INFORMATION, bytes),
                     ERROR_ACCESS_DENIED);
    /* PROMISE: SetNtmsObjectSecurity/5 */
    assert_int_equal(security_set(&world.library, NTMS_LIBRARY, SACL_SECURITY_INFORMATION, audit),
                     ERROR_ACCESS_DENIED);
    if (!security_privilege(TRUE))
        skip();
    DWORD set = security_set(&world.library, NTMS_LIBRARY, SACL_SECURITY_INFORMATION, audit);
    DWORD got = security_get(&world.library, NTMS_LIBRARY, SACL_SECURITY_INFORMATION, bytes);
    if (set == ERROR_SUCCESS && got == ERROR_SUCCESS)
        security_expect(&world.library, NTMS_LIBRARY, SACL_SECURITY_INFORMATION, audit);
    assert_true(security_privilege(FALSE));
    assert_int_equal(set, ERROR_SUCCESS);
    assert_int_equal(got, ERROR_SUCCESS);
    security_expect(&world.library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
}

struct as_user {
    NTMS_GUID object;
    DWORD type;
    SECURITY_INFORMATION parts;
    const char *text; /* NULL: reads */
};

static DWORD user_calls(void *context)
{
    const struct as_user *user = context;
    BYTE bytes[SECURITY_BYTES];
    return user->text != NULL ? security_set(&user->object, user->type, user->parts, user->text)
                              : security_get(&user->object, user->type, user->parts, bytes);
}

static DWORD as_user(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                     const char *text)
{
    struct as_user user = {*object, type, parts, text};
    return world_as_user(user_calls, &user);
}

static void user_text(char text[256], const char *format)
{
    union {
        TOKEN_USER user;
        BYTE room[256];
    } answer;
    DWORD size = sizeof answer;
    HANDLE token = NULL;
    char *name = NULL;
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    assert_true(GetTokenInformation(token, TokenUser, &answer, size, &size));
    CloseHandle(token);
    assert_true(ConvertSidToStringSidA(answer.user.User.Sid, &name));
    snprintf(text, 256, format, name);
    LocalFree(name);
}

static const struct securable {
    DWORD own;      /* the type that carries the descriptor */
    DWORD borrower; /* one that borrows it */
} SECURABLES[] = {{NTMS_COMPUTER, NTMS_MEDIA_TYPE},
                  {NTMS_LIBRARY, NTMS_DRIVE},
                  {NTMS_MEDIA_POOL, NTMS_PHYSICAL_MEDIA}};

static void find(size_t kind, NTMS_GUID *own, NTMS_GUID *borrower)
{
    NTMS_GUID list[WORLD_LIST];
    assert_true(world_list(NULL, SECURABLES[kind].borrower, list) > 0);
    *borrower = list[0];
    if (SECURABLES[kind].own == NTMS_COMPUTER)
        *own = computer();
    else if (SECURABLES[kind].own == NTMS_LIBRARY)
        *own = world.library;
    else
        *own = world_read(borrower, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaPool;
}

/* Reading asks for READ_CONTROL, changing the list for WRITE_DAC, owner and group for WRITE_OWNER;
 * on the object that decides, and nothing else will do. */
static void test_rights(void **state)
{
    const SECURITY_INFORMATION list = DACL_SECURITY_INFORMATION;
    char own[256];
    (void)state;
    world_start_small(1, 0, cartridges);
    user_text(own, "O:%sG:SY");
    for (size_t i = 0; i < sizeof SECURABLES / sizeof SECURABLES[0]; i++) {
        const DWORD type = SECURABLES[i].own;
        const DWORD borrower = SECURABLES[i].borrower;
        NTMS_GUID object;
        NTMS_GUID inner;
        find(i, &object, &inner);
        security_everybody(&object, type, 0xE0007 & ~READ_CONTROL);
        /* PROMISE: GetNtmsObjectSecurity/4 */
        assert_int_equal(as_user(&object, type, SECURITY_PLAIN, NULL), ERROR_ACCESS_DENIED);
        assert_int_equal(as_user(&inner, borrower, list, NULL), ERROR_ACCESS_DENIED);
        security_everybody(&object, type, READ_CONTROL);
        assert_int_equal(as_user(&object, type, SECURITY_PLAIN, NULL), ERROR_SUCCESS);
        assert_int_equal(as_user(&inner, borrower, list, NULL), ERROR_NO_SECURITY_ON_OBJECT);
        assert_int_equal(as_user(&object, type, SACL_SECURITY_INFORMATION, NULL),
                         ERROR_ACCESS_DENIED);
        security_everybody(&object, type, 0xE0007 & ~WRITE_DAC);
        /* PROMISE: SetNtmsObjectSecurity/4 */
        assert_int_equal(as_user(&object, type, list, "D:(A;;0x40000;;;WD)"), ERROR_ACCESS_DENIED);
        assert_int_equal(as_user(&inner, borrower, list, "D:(A;;0x40000;;;WD)"),
                         ERROR_ACCESS_DENIED);
        security_everybody(&object, type, WRITE_DAC);
        assert_int_equal(as_user(&inner, borrower, list, "D:(A;;0x40000;;;WD)"),
                         ERROR_NO_SECURITY_ON_OBJECT);
        assert_int_equal(as_user(&object, type, list, "D:(A;;0x60000;;;WD)"), ERROR_SUCCESS);
        security_expect(&object, type, list, "D:(A;;0x60000;;;WD)");
        /* PROMISE: SetNtmsObjectSecurity/6 */
        assert_int_equal(as_user(&object, type, OWNER_SECURITY_INFORMATION, own),
                         ERROR_ACCESS_DENIED);
        assert_int_equal(as_user(&object, type, GROUP_SECURITY_INFORMATION, own),
                         ERROR_ACCESS_DENIED);
        security_everybody(&object, type, WRITE_OWNER);
        assert_int_equal(as_user(&object, type, GROUP_SECURITY_INFORMATION, own), ERROR_SUCCESS);
        /* PROMISE: SetNtmsObjectSecurity/owner */
        assert_int_equal(as_user(&object, type, OWNER_SECURITY_INFORMATION, "O:SY"),
                         ERROR_ACCESS_DENIED);
        assert_int_equal(as_user(&object, type, OWNER_SECURITY_INFORMATION, own), ERROR_SUCCESS);
        security_expect(&object, type, OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION,
                        own);
        /* The owner may always change the list. */
        security_everybody(&object, type, 0);
        assert_int_equal(as_user(&object, type, list, "D:(A;;0x60007;;;WD)"), ERROR_SUCCESS);
        assert_int_equal(as_user(&object, type, SACL_SECURITY_INFORMATION, "S:(AU;SA;0x7;;;WD)"),
                         ERROR_ACCESS_DENIED);
    }
}

/* The generic rights of a descriptor that a pool is made with count, too. */
static void test_new_pool_with_generic_rights(void **state)
{
    SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes};
    NTMS_GUID pool;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA(
        "O:SYG:SYD:(A;;GR;;;WD)", SDDL_REVISION_1, &attributes.lpSecurityDescriptor, NULL));
    DWORD error =
        CreateNtmsMediaPoolW(world.session, L"App", NULL, NTMS_CREATE_NEW, &attributes, &pool);
    LocalFree(attributes.lpSecurityDescriptor);
    assert_int_equal(error, ERROR_SUCCESS);
    security_expect(&pool, NTMS_MEDIA_POOL, SECURITY_PLAIN, "O:SYG:SYD:(A;;0x20001;;;WD)");
    assert_int_equal(as_user(&pool, NTMS_MEDIA_POOL, SECURITY_PLAIN, NULL), ERROR_SUCCESS);
}

static void test_set_without_database_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_lock_database();
    /* PROMISE: SetNtmsObjectSecurity/8 */
    DWORD error = security_set(&world.library, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, other);
    world_unlock_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    security_expect(&world.library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_size_protocol, world_teardown),
        cmocka_unit_test_teardown(test_first_descriptors, world_teardown),
        cmocka_unit_test_teardown(test_other_objects_have_none, world_teardown),
        cmocka_unit_test_teardown(test_parts_change_one_by_one, world_teardown),
        cmocka_unit_test_teardown(test_audit_list_needs_the_privilege, world_teardown),
        cmocka_unit_test_teardown(test_rights, world_teardown),
        cmocka_unit_test_teardown(test_new_pool_with_generic_rights, world_teardown),
        cmocka_unit_test_teardown(test_set_without_database_fails, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
