/* SPDX-License-Identifier: MIT */
/*
 * A database without room: every call that stores something says so and has changed nothing. Linked
 * with the product's objects instead of the DLL, because the fault is set inside of them.
 */
#include "mount_support.h"
#include "owned_support.h"

#include "store/fault.h"

/* What the calls work on. */
static struct {
    NTMS_GUID open;     /* an operator request */
    NTMS_GUID finished; /* a library request */
    NTMS_GUID type;     /* of media that the library does not have */
    NTMS_GUID side;     /* that is available, of owned.media[1] */
} at;

static DWORD set_information(void)
{
    NTMS_OBJECTINFORMATIONW wish = world_read(&world.library, NTMS_LIBRARY);
    wcscpy(wish.szDescription, L"other");
    return SetNtmsObjectInformationW(world.session, &world.library, &wish);
}

static DWORD set_attribute(void)
{
    BYTE data[3] = {1, 2, 3};
    return SetNtmsObjectAttributeW(world.session, &world.library, NTMS_LIBRARY, L"a", data, 3);
}

static DWORD set_security(void)
{
    BYTE descriptor[SECURITY_DESCRIPTOR_MIN_LENGTH];
    assert_true(InitializeSecurityDescriptor(descriptor, SECURITY_DESCRIPTOR_REVISION));
    assert_true(SetSecurityDescriptorDacl(descriptor, TRUE, NULL, FALSE));
    return SetNtmsObjectSecurity(world.session, &world.library, NTMS_LIBRARY,
                                 DACL_SECURITY_INFORMATION, descriptor);
}

static DWORD set_destination(void)
{
    return SetNtmsUIOptionsW(world.session, &world.library, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD,
                             L"console");
}

static DWORD submit(void)
{
    NTMS_GUID id;
    return SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Look.", NULL, NULL, &id);
}

static DWORD refuse(void)
{
    return CancelNtmsOperatorRequest(world.session, &at.open);
}

static DWORD satisfy(void)
{
    return SatisfyNtmsOperatorRequest(world.session, &at.open);
}

static DWORD erase(void)
{
    return DeleteNtmsRequests(world.session, &at.finished, NTMS_LIBREQUEST, 1);
}

static DWORD create_pool(void)
{
    NTMS_GUID pool;
    return CreateNtmsMediaPoolW(world.session, L"\\Third", NULL, NTMS_CREATE_NEW, NULL, &pool);
}

static DWORD delete_pool(void)
{
    return DeleteNtmsMediaPool(world.session, &owned.other);
}

static DWORD move(void)
{
    return MoveToNtmsMediaPool(world.session, &owned.media[1], &owned.other);
}

static DWORD delete_media(void)
{
    return DeleteNtmsMedia(world.session, &owned.media[OWNED_SHELVED]);
}

static DWORD allocate(void)
{
    NTMS_GUID media = world_null_guid;
    return AllocateNtmsMedia(world.session, &owned.pool, NULL, &media, NTMS_ALLOCATE_NEW, 0, NULL);
}

static DWORD deallocate(void)
{
    return DeallocateNtmsMedia(world.session, &owned.logical[0], 0);
}

static DWORD decommission(void)
{
    return DecommissionNtmsMedia(world.session, &at.side);
}

static DWORD complete(void)
{
    return SetNtmsMediaComplete(world.session, &owned.logical[0]);
}

static DWORD mount(void)
{
    NTMS_GUID drive = world_null_guid;
    return MountNtmsMedia(world.session, &owned.logical[0], &drive, 1, NTMS_MOUNT_READ, 0, 1000,
                          NULL);
}

static DWORD clean(void)
{
    return CleanNtmsDrive(world.session, &world.drives[0]);
}

static DWORD release(void)
{
    return ReleaseNtmsCleanerSlot(world.session, &world.library);
}

static DWORD eject(void)
{
    NTMS_GUID operation = world_null_guid;
    return EjectNtmsMedia(world.session, &owned.media[0], &operation, NTMS_EJECT_START);
}

static DWORD inject(void)
{
    NTMS_GUID operation = world_null_guid;
    return InjectNtmsMedia(world.session, &world.library, &operation, NTMS_INJECT_START);
}

static DWORD inventory(void)
{
    return InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST);
}

static DWORD identify(void)
{
    return IdentifyNtmsSlot(world.session, &world.slots[1], 0);
}

static DWORD disable(void)
{
    return DisableNtmsObject(world.session, NTMS_DRIVE, &world.drives[0]);
}

static DWORD add_type(void)
{
    return AddNtmsMediaType(world.session, &at.type, &world.library);
}

struct call {
    const char *name;
    DWORD (*call)(void);
};

static const struct call calls[] = {
    /* PROMISE: SetNtmsObjectInformation/7, SetNtmsObjectSecurity/8, CleanNtmsDrive/any */
    {"set information", set_information},
    {"set attribute", set_attribute},
    {"set security", set_security},
    {"add destination", set_destination},
    {"submit", submit},
    {"refuse", refuse},
    {"satisfy", satisfy},
    /* PROMISE: DeleteNtmsRequests/any, EjectNtmsMedia/any, InjectNtmsMedia/any */
    {"erase", erase},
    {"create pool", create_pool},
    {"delete pool", delete_pool},
    {"move", move},
    {"delete media", delete_media},
    {"allocate", allocate},
    {"deallocate", deallocate},
    {"decommission", decommission},
    {"complete", complete},
    {"mount", mount},
    {"clean", clean},
    {"release", release},
    {"eject", eject},
    {"inject", inject},
    {"inventory", inventory},
    {"identify", identify},
    {"disable", disable},
    {"add type", add_type},
};

static void start(void)
{
    NTMS_GUID list[WORLD_LIST];
    owned_start();
    at.type = pools_type(0x27); /* DLT */
    world_reserve(5);
    at.finished = world_request(NTMS_LM_RESERVECLEANER);
    assert_int_equal(DeallocateNtmsMedia(world.session, &owned.logical[1], 0), ERROR_SUCCESS);
    assert_int_equal(world_list(&owned.media[1], NTMS_PARTITION, list), 1);
    at.side = list[0];
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Look.", NULL,
                                                NULL, &at.open),
                     ERROR_SUCCESS);
    assert_int_equal(DeallocateNtmsMedia(world.session, &owned.logical[OWNED_SHELVED], 0),
                     ERROR_SUCCESS);
    world_settle();
}

static int64_t newest_change(void)
{
    return world_sql_number("SELECT max(sequence) FROM journal", NULL);
}

static void expect_full(const struct call *call, size_t count)
{
    int64_t before = newest_change();
    uint32_t others = 0;
    for (size_t i = 0; i < count; i++) {
        store_fault_set_full(true);
        DWORD error = call[i].call();
        store_fault_set_full(false);
        if (error != ERROR_DATABASE_FULL) {
            print_error("%s: %lu\n", call[i].name, error);
            others++;
        }
    }
    assert_int_equal(others, 0);
    assert_int_equal(newest_change(), before);
}

static void test_every_call_says_that_there_is_no_room(void **state)
{
    (void)state;
    start();
    expect_full(calls, sizeof calls / sizeof calls[0]);
    world_check_truth();
    /* There is room again. */
    assert_int_equal(set_information(), ERROR_SUCCESS);
    assert_int_equal(satisfy(), ERROR_SUCCESS);
    assert_int_equal(release(), ERROR_SUCCESS);
}

/* ---- libraries with a door, that went away, of one drive ---- */

static NTMS_GUID gone;
static NTMS_GUID gone_drive;
static NTMS_GUID mounted;

static DWORD open_door(void)
{
    return AccessNtmsLibraryDoor(world.session, &world.library, NTMS_INVENTORY_FAST);
}

static DWORD dismount(void)
{
    return DismountNtmsDrive(world.session, &mounted);
}

static DWORD delete_library(void)
{
    return DeleteNtmsLibrary(world.session, &gone);
}

static DWORD delete_drive(void)
{
    return DeleteNtmsDrive(world.session, &gone_drive);
}

static DWORD eject_disk(void)
{
    return EjectDiskFromSADriveW(NULL, L"full", L"\\\\.\\Tape40", NULL, NULL, NULL, 0);
}

static NTMS_GUID absent(const NTMS_GUID *container, DWORD type)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(container, type, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], type).dwOperationalState == NTMS_NOT_PRESENT)
            return list[i];
    }
    fail_msg("everything of type %u is present", (unsigned)type);
    return world_null_guid;
}

/* Library 0 has a door, a mounted cartridge, and has lost its third drive; library 1 is gone. */
static void start_libraries(void)
{
    struct vtl_client_library libraries[2];
    struct vtl_client_drive alone;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].slots = 6;
    }
    libraries[0].door = 1;
    libraries[0].drives = 3;
    libraries[1].first_tape = 10;
    libraries[0].cartridges = "s0=A00000L4,data\n";
    vtl_config_drive_default(&alone, 0);
    alone.number = 40;
    alone.cartridge = "A00001L4,data";
    world_start(libraries, 2, &alone, 1);
    mount_own(1);
    world_close();
    assert_int_equal(vtl_power(world.vtl, 0, 1, 2, 0), 0);
    assert_int_equal(vtl_power(world.vtl, 1, 2, 0, 0), 0);
    world_reopen();
    gone = absent(NULL, NTMS_LIBRARY);
    gone_drive = absent(&world.library, NTMS_DRIVE);
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &mounted), ERROR_SUCCESS);
    world_settle();
}

static void test_libraries_say_that_there_is_no_room(void **state)
{
    static const struct call others[] = {{"door", open_door},
                                         {"dismount drive", dismount},
                                         {"delete library", delete_library},
                                         {"delete drive", delete_drive},
                                         {"eject disk", eject_disk}};
    (void)state;
    start_libraries();
    /* PROMISE: AccessNtmsLibraryDoor/any, DismountNtmsDrive/any, EjectDiskFromSADrive/any
     * PROMISE: DeleteNtmsLibrary/any, DeleteNtmsDrive/any */
    expect_full(others, sizeof others / sizeof others[0]);
    world_check_truth();
    /* There is room again. */
    assert_int_equal(dismount(), ERROR_SUCCESS);
    world_settle();
    world_check_truth();
    assert_int_equal(delete_drive(), ERROR_SUCCESS);
    assert_int_equal(delete_library(), ERROR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_every_call_says_that_there_is_no_room, world_teardown),
        cmocka_unit_test_teardown(test_libraries_say_that_there_is_no_room, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
