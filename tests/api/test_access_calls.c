/* SPDX-License-Identifier: MIT */
/*
 * The access matrix, calls with a right of their own: each is refused with all rights but the one
 * that it needs, and not refused with that one alone. Calls whose rights depend on their arguments
 * have them in their own chapter: AllocateNtmsMedia, CreateNtmsMedia, CreateNtmsMediaPool.
 */
#include "owned_support.h"
#include "security_support.h"

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

static DWORD user_listens(void *context)
{
    (void)context;
    HANDLE channel = OpenNtmsNotification(world.session, NTMS_DRIVE);
    return channel == INVALID_HANDLE_VALUE ? GetLastError() : CloseNtmsNotification(channel);
}

static DWORD user_opens(void *context)
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

static void test_calls_for_a_library(void **state)
{
    static const struct row rows[] = {
        ROW(AccessNtmsLibraryDoor, C),  ROW(InventoryNtmsLibrary, C),
        ROW(IdentifyNtmsSlot, C),       ROW(CancelNtmsLibraryRequest, C),
        ROW(UpdateNtmsOmidInfo, C),     ROW(CleanNtmsDrive, C),
        ROW(ReserveNtmsCleanerSlot, C), ROW(ReleaseNtmsCleanerSlot, C),
        ROW(InjectNtmsCleaner, C),      ROW(EjectNtmsCleaner, C),
        ROW(EjectNtmsMedia, C),         ROW(InjectNtmsMedia, C),
        ROW(submit_cleaner, C),         ROW(submit_service, C),
        ROW(MountNtmsMedia, U),         ROW(DismountNtmsMedia, U),
        ROW(reads_destination, U),      ROW(sets_destination, U | M),
        ROW(DismountNtmsDrive, M),      ROW(DisableNtmsObject, M),
        ROW(EnableNtmsObject, M),       ROW(DeleteNtmsLibrary, M),
        ROW(DeleteNtmsDrive, M),        ROW(AddNtmsMediaType, M),
        ROW(DeleteNtmsMediaType, M)};
    (void)state;
    start();
    expect_rights(rows, sizeof rows / sizeof rows[0], &world.library, NTMS_LIBRARY);
}

static void test_calls_for_the_computer(void **state)
{
    static const struct row rows[] = {ROW(opens, U),
                                      ROW(listens, U),
                                      ROW(SubmitNtmsOperatorRequestW, U),
                                      ROW(GetNtmsUIOptionsW, U),
                                      ROW(SetNtmsUIOptionsW, U | M),
                                      ROW(GetNtmsRequestOrder, C),
                                      ROW(SetNtmsRequestOrder, C),
                                      ROW(SatisfyNtmsOperatorRequest, C),
                                      ROW(CancelNtmsOperatorRequest, C),
                                      ROW(DeleteNtmsRequests, M),
                                      ROW(ChangeNtmsMediaType, M),
                                      ROW(DeleteNtmsMedia, M),
                                      ROW(ExportNtmsDatabase, C),
                                      ROW(ImportNtmsDatabase, C)};
    (void)state;
    start();
    expect_rights(rows, sizeof rows / sizeof rows[0], &things.computer, NTMS_COMPUTER);
}

static void test_calls_for_a_pool(void **state)
{
    static const struct row rows[] = {
        ROW(MountNtmsMedia, U),        ROW(DismountNtmsMedia, U),   ROW(SetNtmsMediaComplete, C),
        ROW(DecommissionNtmsMedia, C), ROW(submit_move, C),         ROW(submit_new_media, C),
        ROW(SwapNtmsMedia, M),         ROW(DeallocateNtmsMedia, C), ROW(ChangeNtmsMediaType, M),
        ROW(MoveToNtmsMediaPool, C),   ROW(DeleteNtmsMediaPool, M), ROW(DeleteNtmsMedia, M)};
    (void)state;
    start();
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_AVAILABLE);
    expect_rights(rows, sizeof rows / sizeof rows[0], &owned.pool, NTMS_MEDIA_POOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_calls_for_a_library, world_teardown),
        cmocka_unit_test_teardown(test_calls_for_the_computer, world_teardown),
        cmocka_unit_test_teardown(test_calls_for_a_pool, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
