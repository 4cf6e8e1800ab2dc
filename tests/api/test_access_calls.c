/* SPDX-License-Identifier: MIT */
/*
 * The access matrix, calls with a right of their own: each is refused with all rights but the one
 * that it needs, and not refused with that one alone. Every export has a row here, or stands in
 * another test, or asks for no right. What the source of an allocation asks for is in
 * test_allocate.c.
 */
#include "exports.h"
#include "owned_support.h"
#include "security_support.h"

#include <string.h>

enum { U = NTMS_USE_ACCESS, M = NTMS_MODIFY_ACCESS, C = NTMS_CONTROL_ACCESS, ALL_RIGHTS = 0xE0007 };

/* What the calls are made with. */
static struct things {
    NTMS_GUID computer;
    NTMS_GUID library_request; /* finished */
    NTMS_GUID cleaning;        /* waits for a cleaner */
    NTMS_GUID operator_request;
} things;

static NTMS_GUID first_of(DWORD type)
{
    NTMS_GUID list[WORLD_LIST];
    if (world_list(NULL, type, list) == 0)
        fail_msg("no object of type %u", (unsigned)type);
    return list[0];
}

static void start(void)
{
    owned_start();
    things.computer = first_of(NTMS_COMPUTER);
    things.library_request = first_of(NTMS_LIBREQUEST);
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"text", NULL,
                                                NULL, &things.operator_request),
                     ERROR_SUCCESS);
    things.cleaning = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&things.cleaning, NTMS_LM_WAITING);
    NTMS_GUID root = pools_root();
    security_everybody(&root, NTMS_MEDIA_POOL, ALL_RIGHTS);
    security_everybody(&things.computer, NTMS_COMPUTER, ALL_RIGHTS);
    security_everybody(&world.library, NTMS_LIBRARY, ALL_RIGHTS);
    security_everybody(&owned.pool, NTMS_MEDIA_POOL, ALL_RIGHTS);
    security_everybody(&owned.other, NTMS_MEDIA_POOL, ALL_RIGHTS);
}

/* ---- the calls ---- */

#define CALL(name, ...)                                                                            \
    static DWORD user_##name(void *context)                                                        \
    {                                                                                              \
        NTMS_GUID id = {0};                                                                        \
        DWORD number = 0;                                                                          \
        (void)context, (void)id, (void)number;                                                     \
        return name(world.session, __VA_ARGS__);                                                   \
    }

CALL(AccessNtmsLibraryDoor, &world.library, 1)
CALL(InventoryNtmsLibrary, &world.library, NTMS_INVENTORY_FAST)
CALL(IdentifyNtmsSlot, &world.slots[0], 0)
CALL(CleanNtmsDrive, &world.drives[0])
CALL(ReserveNtmsCleanerSlot, &world.library, &world.slots[5])
CALL(ReleaseNtmsCleanerSlot, &world.library)
CALL(InjectNtmsCleaner, &world.library, &id, 1, NTMS_INJECT_START)
CALL(EjectNtmsCleaner, &world.library, &id, NTMS_EJECT_START)
CALL(EjectNtmsMedia, &owned.media[0], &id, NTMS_EJECT_START)
CALL(InjectNtmsMedia, &world.library, &id, NTMS_INJECT_START)
CALL(DismountNtmsDrive, &world.drives[0])
CALL(EnableNtmsObject, NTMS_DRIVE, &world.drives[0])
CALL(DisableNtmsObject, NTMS_DRIVE, &world.drives[0])
CALL(DeleteNtmsLibrary, &world.library)
CALL(DeleteNtmsDrive, &world.drives[0])
CALL(AddNtmsMediaType, &owned.lto, &world.library)
CALL(DeleteNtmsMediaType, &owned.lto, &world.library)
CALL(CancelNtmsOperatorRequest, &things.operator_request)
CALL(SatisfyNtmsOperatorRequest, &things.operator_request)
CALL(GetNtmsRequestOrder, &things.library_request, &number)
CALL(SetNtmsRequestOrder, &things.library_request, 1)
CALL(DeleteNtmsRequests, &things.library_request, NTMS_LIBREQUEST, 1)
CALL(SubmitNtmsOperatorRequestW, NTMS_OPREQ_MESSAGE, L"text", NULL, NULL, &id)
CALL(GetNtmsUIOptionsW, &things.computer, NTMS_UITYPE_INFO, (WCHAR[64]){0}, &(DWORD){64})
CALL(SetNtmsUIOptionsW, &things.computer, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, L"desk")
CALL(SetNtmsMediaComplete, &owned.logical[0])
CALL(DecommissionNtmsMedia, &owned.sides[1])
CALL(DeallocateNtmsMedia, &owned.logical[0], 0)
CALL(MoveToNtmsMediaPool, &owned.media[1], &owned.other)
CALL(DeleteNtmsMediaPool, &owned.pool)
CALL(ChangeNtmsMediaType, &owned.media[0], &owned.other)
CALL(DeleteNtmsMedia, &owned.media[OWNED_SHELVED])

static const char label[] = "a label of nobody's";

CALL(CancelNtmsLibraryRequest, &things.cleaning)
CALL(MountNtmsMedia, &owned.logical[1], &id, 1, NTMS_MOUNT_ERROR_NOT_AVAILABLE, 0, 0, NULL)
CALL(DismountNtmsMedia, &owned.logical[1], 1, NTMS_DISMOUNT_IMMEDIATE)
CALL(SwapNtmsMedia, &owned.logical[0], &owned.logical[1])
CALL(UpdateNtmsOmidInfo, &owned.logical[1], NTMS_OMID_TYPE_RAW_LABEL, sizeof label, (void *)label)

CALL(AllocateNtmsMedia, &owned.pool, NULL, &id, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL)
CALL(CreateNtmsMediaPoolW, L"Owner\\Child", NULL, NTMS_CREATE_NEW, NULL, &id)
CALL(GetNtmsMediaPoolNameW, &owned.pool, (WCHAR[64]){0}, &(DWORD){64})

static DWORD user_CreateNtmsMediaW(void *context)
{
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium, .dwType = NTMS_PHYSICAL_MEDIA};
    NTMS_OBJECTINFORMATIONW side = {.dwSize = sizeof side, .dwType = NTMS_PARTITION};
    (void)context;
    medium.Enabled = side.Enabled = TRUE;
    medium.Info.PhysicalMedia.MediaPool = owned.pool;
    medium.Info.PhysicalMedia.dwNumberOfPartitions = 1;
    side.Info.Partition.State = NTMS_PARTSTATE_IMPORT;
    side.Info.Partition.dwOmidLabelIdLength = 1;
    side.Info.Partition.szOmidLabelType[0] = L'x';
    side.Info.Partition.szOmidLabelInfo[0] = L'x';
    return CreateNtmsMediaW(world.session, &medium, &side, 0);
}

static DWORD user_ExportNtmsDatabase(void *context)
{
    (void)context;
    return ExportNtmsDatabase(world.session);
}

static DWORD user_ImportNtmsDatabase(void *context)
{
    (void)context;
    return ImportNtmsDatabase(world.session);
}

#define SUBMIT(name, kind, first, second)                                                          \
    static DWORD user_##name(void *context)                                                        \
    {                                                                                              \
        NTMS_GUID id;                                                                              \
        NTMS_GUID argument = (first);                                                              \
        (void)context;                                                                             \
        return SubmitNtmsOperatorRequestW(world.session, kind, L"text", &argument, second, &id);   \
    }

SUBMIT(submit_move, NTMS_OPREQ_MOVEMEDIA, owned.media[0], &world.library)
SUBMIT(submit_new_media, NTMS_OPREQ_NEWMEDIA, owned.pool, NULL)
SUBMIT(submit_cleaner, NTMS_OPREQ_CLEANER, world.library, NULL)
SUBMIT(submit_service, NTMS_OPREQ_DEVICESERVICE, world.drives[0], NULL)

static DWORD user_reads_destination(void *context)
{
    WCHAR text[64];
    DWORD size = 64;
    (void)context;
    return GetNtmsUIOptionsW(world.session, &world.library, NTMS_UITYPE_INFO, text, &size);
}

static DWORD user_sets_destination(void *context)
{
    (void)context;
    return SetNtmsUIOptionsW(world.session, &world.library, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD,
                             L"desk");
}

static DWORD user_OpenNtmsNotification(void *context)
{
    (void)context;
    HANDLE channel = OpenNtmsNotification(world.session, NTMS_DRIVE);
    return channel == INVALID_HANDLE_VALUE ? GetLastError() : CloseNtmsNotification(channel);
}

static DWORD user_OpenNtmsSessionW(void *context)
{
    (void)context;
    HANDLE session = OpenNtmsSessionW(NULL, L"user", 0);
    return session == INVALID_HANDLE_VALUE ? GetLastError() : CloseNtmsSession(session);
}

/* ---- the table ---- */

struct row {
    const char *name;
    world_call *call;
    DWORD needs; /* refused without any one of these, done with them alone */
};
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROW(name, needs)                                                                           \
    {                                                                                              \
#name, user_##name, needs                                                                  \
    }

static void expect_refused(const struct row *row, const NTMS_GUID *securable, DWORD type)
{
    for (DWORD right = U; right <= C; right <<= 1) {
        if ((row->needs & right) == 0)
            continue;
        security_everybody(securable, type, ALL_RIGHTS & ~right);
        DWORD error = world_as_user(row->call, NULL);
        if (error != ERROR_ACCESS_DENIED)
            fail_msg("%s without right %u: error %u", row->name, (unsigned)right, (unsigned)error);
    }
}

/* What the calls have queued is not waited for. */
static void withdraw(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        DWORD error = CancelNtmsLibraryRequest(world.session, &list[i]);
        assert_int_not_equal(error, ERROR_ACCESS_DENIED);
    }
    world_settle();
}

/* All are refused before the first is carried out; none that is may take away what a later one is
 * checked by: its object, or the pool that this lies in. */
static void expect_rights(const struct row *rows, size_t count, const NTMS_GUID *securable,
                          DWORD type)
{
    for (size_t i = 0; i < count; i++)
        expect_refused(&rows[i], securable, type);
    for (size_t i = 0; i < count; i++) {
        security_everybody(securable, type, rows[i].needs);
        DWORD error = world_as_user(rows[i].call, NULL);
        if (error == ERROR_ACCESS_DENIED)
            fail_msg("%s is refused with its right", rows[i].name);
    }
    withdraw();
}

static const struct row of_library[] = {
    ROW(AccessNtmsLibraryDoor, C),    ROW(InventoryNtmsLibrary, C),   ROW(IdentifyNtmsSlot, C),
    ROW(CancelNtmsLibraryRequest, C), ROW(UpdateNtmsOmidInfo, C),     ROW(CleanNtmsDrive, C),
    ROW(ReserveNtmsCleanerSlot, C),   ROW(ReleaseNtmsCleanerSlot, C), ROW(InjectNtmsCleaner, C),
    ROW(EjectNtmsCleaner, C),         ROW(EjectNtmsMedia, C),         ROW(InjectNtmsMedia, C),
    ROW(submit_cleaner, C),           ROW(submit_service, C),         ROW(MountNtmsMedia, U),
    ROW(DismountNtmsMedia, U),        ROW(reads_destination, U),      ROW(sets_destination, U | M),
    ROW(DismountNtmsDrive, M),        ROW(DisableNtmsObject, M),      ROW(EnableNtmsObject, M),
    ROW(DeleteNtmsLibrary, M),        ROW(DeleteNtmsDrive, M),        ROW(AddNtmsMediaType, M),
    ROW(DeleteNtmsMediaType, M)};

static void test_calls_for_a_library(void **state)
{
    (void)state;
    start();
    expect_rights(of_library, COUNT(of_library), &world.library, NTMS_LIBRARY);
}

static const struct row of_computer[] = {ROW(OpenNtmsSessionW, U),
                                         ROW(OpenNtmsNotification, U),
                                         ROW(SubmitNtmsOperatorRequestW, U),
                                         ROW(GetNtmsUIOptionsW, U),
                                         ROW(SetNtmsUIOptionsW, U | M),
                                         ROW(GetNtmsRequestOrder, C),
                                         ROW(SetNtmsRequestOrder, C),
                                         ROW(SatisfyNtmsOperatorRequest, C),
                                         ROW(CancelNtmsOperatorRequest, C),
                                         ROW(DeleteNtmsRequests, M),
                                         ROW(ChangeNtmsMediaType, M),
                                         ROW(CreateNtmsMediaW, M),
                                         ROW(DeleteNtmsMedia, M),
                                         ROW(ExportNtmsDatabase, C),
                                         ROW(ImportNtmsDatabase, C)};

static void test_calls_for_the_computer(void **state)
{
    (void)state;
    start();
    expect_rights(of_computer, COUNT(of_computer), &things.computer, NTMS_COMPUTER);
}

static const struct row of_pool[] = {
    ROW(MountNtmsMedia, U),       ROW(DismountNtmsMedia, U),     ROW(CreateNtmsMediaW, M),
    ROW(CreateNtmsMediaPoolW, C), ROW(GetNtmsMediaPoolNameW, U), ROW(AllocateNtmsMedia, C),
    ROW(SetNtmsMediaComplete, C), ROW(DecommissionNtmsMedia, C), ROW(submit_move, C),
    ROW(submit_new_media, C),     ROW(SwapNtmsMedia, M),         ROW(DeallocateNtmsMedia, C),
    ROW(ChangeNtmsMediaType, M),  ROW(MoveToNtmsMediaPool, C),   ROW(DeleteNtmsMediaPool, M),
    ROW(DeleteNtmsMedia, M)};

static void test_calls_for_a_pool(void **state)
{
    (void)state;
    start();
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_AVAILABLE);
    expect_rights(of_pool, COUNT(of_pool), &owned.pool, NTMS_MEDIA_POOL);
}

static const struct row of_root_pool[] = {ROW(CreateNtmsMediaPoolW, C)};

static void test_calls_for_the_root_pool(void **state)
{
    (void)state;
    start();
    NTMS_GUID root = pools_root();
    expect_rights(of_root_pool, COUNT(of_root_pool), &root, NTMS_MEDIA_POOL);
}

/* ---- no call is left out ---- */

/* Why an export has no row above. */
static const struct {
    const char *name;
    const char *reason;
} elsewhere[] = {
    {"CloseNtmsSession", "no right: who holds the handle"},
    {"CloseNtmsNotification", "no right: who holds the handle"},
    {"WaitForNtmsNotification", "no right: who holds the handle"},
    {"WaitForNtmsOperatorRequest", "no right in any matrix"},
    {"BeginNtmsDeviceChangeDetection", "none listed"},
    {"SetNtmsDeviceChangeDetection", "none listed"},
    {"EndNtmsDeviceChangeDetection", "none listed"},
    {"GetVolumesFromDrive", "none listed"},
    {"DoEjectFromSADrive", "no public description; refused"},
    {"EjectDiskFromSADrive", "of a stand-alone drive: test_eject_disk.c"},
    {"EnumerateNtmsObject", "by the type of the object: test_objects.c"},
    {"GetNtmsObjectInformation", "by the type of the object: test_access.c"},
    {"SetNtmsObjectInformation", "by the type of the object: test_access.c"},
    {"GetNtmsObjectAttribute", "by the type of the object: test_access.c"},
    {"SetNtmsObjectAttribute", "by the type of the object: test_access.c"},
    {"GetNtmsObjectSecurity", "by the type of the object: test_security.c"},
    {"SetNtmsObjectSecurity", "by the type of the object: test_security.c"},
};

static size_t length_without_width(const char *name)
{
    size_t length = strlen(name);
    return length - (name[length - 1] == 'A' || name[length - 1] == 'W');
}

/* The same call, of whatever width of characters. */
static BOOL is_same(const char *one, const char *other)
{
    size_t length = length_without_width(one);
    return length == length_without_width(other) && memcmp(one, other, length) == 0;
}

static BOOL has_row(const char *name, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(name, rows[i].name))
            return TRUE;
    return FALSE;
}

static const char *reason_of(const char *name)
{
    for (size_t i = 0; i < COUNT(elsewhere); i++)
        if (is_same(name, elsewhere[i].name))
            return elsewhere[i].reason;
    return NULL;
}

static void test_every_export_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < exports_count; i++) {
        const char *name = exports_list[i].name;
        BOOL row = has_row(name, of_library, COUNT(of_library)) ||
                   has_row(name, of_computer, COUNT(of_computer)) ||
                   has_row(name, of_pool, COUNT(of_pool));
        const char *reason = reason_of(name);
        if (row && reason != NULL)
            fail_msg("%s has a row, and not: %s", name, reason);
        if (!row && reason == NULL)
            fail_msg("%s has neither a row nor a reason for none", name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_calls_for_a_library, world_teardown),
        cmocka_unit_test_teardown(test_calls_for_the_computer, world_teardown),
        cmocka_unit_test_teardown(test_calls_for_a_pool, world_teardown),
        cmocka_unit_test_teardown(test_calls_for_the_root_pool, world_teardown),
        cmocka_unit_test(test_every_export_has_its_place),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
