/* SPDX-License-Identifier: MIT */
/* GetNtmsObjectSecurity, SetNtmsObjectSecurity: part by part, who may, what a pool begins with. */
#include "pools_support.h"
#include "security_support.h"

#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"

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

/* A library that comes later begins like the first ones did, whatever became of those. */
static void test_a_library_that_comes_later(void **state)
{
    struct vtl_client_library libraries[2];
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].slots = 4;
        libraries[i].first_tape = 8 * i;
    }
    world_start(libraries, 1, NULL, 0);
    NTMS_GUID first = world.library;
    NTMS_GUID system = computer();
    security_everybody(&first, NTMS_LIBRARY, NTMS_CONTROL_ACCESS);
    assert_int_equal(
        security_set(&system, NTMS_COMPUTER, DACL_SECURITY_INFORMATION, "D:(A;;0x20001;;;WD)"),
        ERROR_SUCCESS);
    world_close();
    assert_int_equal(vtl_build(world.vtl, libraries, 2, NULL, 0), 0);
    world_open();
    world_settle();
    uint32_t others = 0;
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        DWORD type = world_read(&list[i], NTMS_LIBRARY).Info.Library.LibraryType;
        if (type == NTMS_LIBRARYTYPE_ONLINE && !world_same(&list[i], &first)) {
            security_expect(&list[i], NTMS_LIBRARY, SECURITY_PLAIN, initial);
            others++;
        }
    }
    assert_int_equal(others, 1);
}

/* One wrong value in a sound self-relative descriptor: at an offset, so many bytes long. */
static const struct {
    const char *what;
    DWORD offset;
    DWORD bytes;
    DWORD value;
} wrong[] = {{"revision 0", 0, 1, 0},
             {"revision 2", 0, 1, 2},
             {"owner in the header", 4, 4, 2},
             {"owner beyond", 4, 4, 0x10000},
             {"group beyond", 8, 4, 0x18000},
             {"list in the header", 16, 4, 4},
             {"list beyond", 16, 4, 0x1FFF0},
             {"revision of the list", 20, 1, 9},
             {"list without length", 22, 2, 0},
             {"list shorter than its head", 22, 2, 4},
             {"list of 64 KiB", 22, 2, 0xFFFC},
             {"more entries than there are", 24, 2, 0xFFFF},
             {"entry without length", 30, 2, 0},
             {"entry beyond its list", 30, 2, 0xFFFC},
             {"identifier of another revision", 36, 1, 7},
             {"identifier of 255 parts", 37, 1, 255}};

static void test_hostile_descriptors_fail(void **state)
{
    enum { ROOM = 0x40000 };
    PSECURITY_DESCRIPTOR sound = NULL;
    ULONG length = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID library = world.library;
    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA("D:(A;;0x7;;;WD)", 1, &sound,
                                                                     &length));
    /* Memory of the caller's lies behind it: nothing there is a part of the descriptor. */
    BYTE *bytes = malloc(ROOM);
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(bytes, 0xCC, ROOM);
        memcpy(bytes, sound, length);
        memcpy(bytes + wrong[i].offset, &wrong[i].value, wrong[i].bytes);
        /* PROMISE: SetNtmsObjectSecurity/2 */
        DWORD error = SetNtmsObjectSecurity(world.session, &library, NTMS_LIBRARY,
                                            DACL_SECURITY_INFORMATION, bytes);
        if (error != ERROR_INVALID_PARAMETER)
            fail_msg("%s: error %u", wrong[i].what, (unsigned)error);
    }
    free(bytes);
    security_expect(&library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
    assert_int_equal(SetNtmsObjectSecurity(world.session, &library, NTMS_LIBRARY,
                                           DACL_SECURITY_INFORMATION, sound),
                     ERROR_SUCCESS);
    LocalFree(sound);
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
    world_break_database();
    /* PROMISE: SetNtmsObjectSecurity/8 */
    DWORD error = security_set(&world.library, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, other);
    world_mend_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    security_expect(&world.library, NTMS_LIBRARY, SECURITY_PLAIN, initial);
}

static DWORD user_reads(void *context)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information, .dwType = NTMS_COMPUTER};
    return GetNtmsObjectInformationW(world.session, context, &information);
}

static DWORD user_opens(void *context)
{
    (void)context;
    HANDLE session = OpenNtmsSessionW(NULL, L"test", 0);
    if (session == INVALID_HANDLE_VALUE)
        return GetLastError();
    return CloseNtmsSession(session);
}

static const WCHAR NOTE[] = L"note";

static DWORD user_reads_attribute(void *context)
{
    BYTE value[8];
    DWORD size = sizeof value;
    return GetNtmsObjectAttributeW(world.session, context, NTMS_COMPUTER, NOTE, value, &size);
}

/* A call with a token that everybody's entries only refuse. */
static DWORD outcast(DWORD (*call)(void *context), NTMS_GUID *object)
{
    static const WELL_KNOWN_SID_TYPE GROUPS[] = {WinBuiltinAdministratorsSid, WinWorldSid};
    BYTE sids[2][SECURITY_MAX_SID_SIZE];
    SID_AND_ATTRIBUTES disable[2] = {{.Sid = sids[0]}, {.Sid = sids[1]}};
    HANDLE own = NULL;
    HANDLE stripped = NULL;
    HANDLE user = NULL;
    for (size_t i = 0; i < 2; i++) {
        DWORD size = sizeof sids[i];
        assert_true(CreateWellKnownSid(GROUPS[i], NULL, sids[i], &size));
    }
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own));
    assert_true(
        CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 2, disable, 0, NULL, 0, NULL, &stripped));
    assert_true(DuplicateTokenEx(stripped, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation,
                                 TokenImpersonation, &user));
    assert_true(SetThreadToken(NULL, user));
    DWORD error = call(object);
    SetThreadToken(NULL, NULL);
    CloseHandle(own);
    CloseHandle(stripped);
    CloseHandle(user);
    return error;
}

/* What everybody may is not for those whom a token keeps out, however often others came in. */
static void test_a_token_without_everybody_is_refused(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID object = computer();
    BYTE value = 1;
    assert_int_equal(
        SetNtmsObjectAttributeW(world.session, &object, NTMS_COMPUTER, NOTE, &value, sizeof value),
        ERROR_SUCCESS);
    for (int again = 0; again < 4; again++) {
        assert_int_equal(outcast(user_reads_attribute, &object), ERROR_ACCESS_DENIED);
        assert_int_equal(world_as_user(user_reads_attribute, &object), ERROR_SUCCESS);
        assert_int_equal(user_reads_attribute(&object), ERROR_SUCCESS);
        assert_int_equal(outcast(user_opens, NULL), ERROR_ACCESS_DENIED);
        assert_int_equal(world_as_user(user_opens, NULL), ERROR_SUCCESS);
        /* PROMISE: GetNtmsObjectInformation/everybody */
        assert_int_equal(outcast(user_reads, &object), ERROR_SUCCESS);
    }
}

/* The other process: leaves everybody these rights on the computer. */
static int change_rights(const char *rights)
{
    void *none = NULL;
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    NTMS_GUID object = computer();
    security_everybody(&object, NTMS_COMPUTER, (DWORD)strtoul(rights, NULL, 16));
    world_close();
    return 0;
}

/* Each call obeys what is set when it is made, whichever process set it and however often it was
 * asked before. */
static void test_another_process_changes_the_rights(void **state)
{
    static const struct {
        const char *rights;
        DWORD error;
    } rows[] = {{"e0006", ERROR_ACCESS_DENIED}, {"1", ERROR_SUCCESS}, {"0", ERROR_ACCESS_DENIED}};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID object = computer();
    for (int again = 0; again < 4; again++)
        assert_int_equal(world_as_user(user_reads, &object), ERROR_SUCCESS);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(child_wait(child_start("rights", rows[i].rights, NULL)), 0);
        for (int again = 0; again < 4; again++)
            assert_int_equal(world_as_user(user_reads, &object), rows[i].error);
        assert_int_equal(user_reads(&object), ERROR_SUCCESS); /* an administrator */
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_size_protocol, world_teardown),
        cmocka_unit_test_teardown(test_first_descriptors, world_teardown),
        cmocka_unit_test_teardown(test_other_objects_have_none, world_teardown),
        cmocka_unit_test_teardown(test_parts_change_one_by_one, world_teardown),
        cmocka_unit_test_teardown(test_a_library_that_comes_later, world_teardown),
        cmocka_unit_test_teardown(test_hostile_descriptors_fail, world_teardown),
        cmocka_unit_test_teardown(test_audit_list_needs_the_privilege, world_teardown),
        cmocka_unit_test_teardown(test_rights, world_teardown),
        cmocka_unit_test_teardown(test_new_pool_with_generic_rights, world_teardown),
        cmocka_unit_test_teardown(test_a_token_without_everybody_is_refused, world_teardown),
        cmocka_unit_test_teardown(test_another_process_changes_the_rights, world_teardown),
        cmocka_unit_test_teardown(test_set_without_database_fails, world_teardown),
    };
    if (argc > 2 && strcmp(argv[1], "rights") == 0)
        return change_rights(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
