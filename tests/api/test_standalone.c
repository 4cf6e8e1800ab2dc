/* SPDX-License-Identifier: MIT */
/*
 * A tape drive alone and a person: what it holds is mounted, given back, ejected; what lies on the
 * shelf is asked for and brought. A tape here is known by its label alone.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { LONG_MS = 600000 };

static const struct vtl_control_place mouth = {VTL_STANDALONE, VTL_DRIVE, 0};
static const struct vtl_control_place outside = {VTL_STANDALONE, VTL_OUTSIDE, 0};

/* ---- the person ---- */

static void take_out(void)
{
    assert_int_equal(vtl_move(world.vtl, mouth, outside, 0), 0);
}

static void put_in(const char *barcode)
{
    assert_int_equal(vtl_move_from_shelf(world.vtl, barcode, mouth), 0);
}

/* ---- what the database says ---- */

static BOOL find_labelled(const WCHAR *label, NTMS_GUID *side, NTMS_GUID *medium)
{
    NTMS_GUID sides[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PARTITION, sides);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PARTITIONINFORMATIONW information =
            world_read(&sides[i], NTMS_PARTITION).Info.Partition;
        if (wcscmp(information.szOmidLabelInfo, label) == 0) {
            *side = sides[i];
            *medium = information.PhysicalMedia;
            return TRUE;
        }
    }
    return FALSE;
}

struct tape {
    const WCHAR *label;
    NTMS_GUID side;
    NTMS_GUID medium;
};

static BOOL is_known(void *context)
{
    struct tape *tape = context;
    return find_labelled(tape->label, &tape->side, &tape->medium);
}

static struct tape await_tape(const WCHAR *label)
{
    struct tape tape = {.label = label};
    world_wait(is_known, &tape, "the tape is known by its label");
    return tape;
}

static NTMS_PMIDINFORMATIONW medium_of(const struct tape *tape)
{
    return world_read(&tape->medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

static BOOL is_in_drive(void *context)
{
    NTMS_PMIDINFORMATIONW medium = medium_of(context);
    return medium.LocationType == NTMS_DRIVE && world_same(&medium.Location, &world.drives[0]) &&
           world_same(&medium.CurrentLibrary, &world.library);
}

static BOOL is_on_shelf(void *context)
{
    NTMS_GUID library = medium_of(context).CurrentLibrary;
    return (world_read(&library, NTMS_LIBRARY).Info.Library.dwFlags &
            NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

static DWORD drive_state(void)
{
    return world_drive(0).State;
}

/* ---- the drive with "Monday" in it; "Fridag" lies on the shelf ---- */

static struct tape monday;

/* A tape that differs from MONDAY by its label only. */
static void make_fridag(void)
{
    static const char from[] = "Monday";
    static const char to[] = "Fridag";
    struct vtl_control_insert insert = {.to = outside, .barcode = "TUESDAY"};
    BYTE block[4096];
    uint32_t length = 0;
    BOOL renamed = FALSE;
    assert_int_equal(vtl_insert(world.vtl, &insert), 0);
    assert_int_equal(
        vtl_get_block(world.vtl, "MONDAY", mouth, 0, 0, block, sizeof block, &length, NULL), 0);
    for (uint32_t i = 0; !renamed && i + sizeof from - 1 <= length; i++) {
        renamed = memcmp(block + i, from, sizeof from - 1) == 0;
        if (renamed)
            memcpy(block + i, to, sizeof to - 1);
    }
    assert_true(renamed);
    struct vtl_object object = {block, length};
    assert_int_equal(vtl_set_blocks(world.vtl, "TUESDAY", mouth, 0, &object, 1), 0);
}

static void look_into_drive(void)
{
    NTMS_GUID library = world.library;
    assert_int_equal(InventoryNtmsLibrary(world.session, &library, NTMS_INVENTORY_DEFAULT),
                     ERROR_SUCCESS);
    world_settle();
}

static void start(void)
{
    struct vtl_client_drive drive;
    vtl_config_drive_default(&drive, 0);
    drive.number = 40;
    drive.cartridge = "MONDAY,data,label=Monday";
    world_start(NULL, 0, &drive, 1);
    world_settle();
    assert_int_equal(world_library().LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
    monday = await_tape(L"Monday");
    assert_true(is_in_drive(&monday));
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_DISMOUNTABLE);
    make_fridag();
}

/* ---- mounts ---- */

struct mount {
    struct tape tape;
    NTMS_GUID drive;
    DWORD options;
    DWORD timeout;
};

static DWORD WINAPI run_mount(LPVOID context)
{
    struct mount *mount = context;
    return MountNtmsMedia(world.session, &mount->tape.side, &mount->drive, 1, mount->options, 0,
                          mount->timeout, NULL);
}

static DWORD mount_now(const struct tape *tape, DWORD options, DWORD timeout)
{
    struct mount mount = {.tape = *tape, .options = options, .timeout = timeout};
    return run_mount(&mount);
}

static HANDLE begin_mount(struct mount *mount, const struct tape *tape)
{
    *mount = (struct mount){.tape = *tape, .timeout = LONG_MS};
    HANDLE thread = CreateThread(NULL, 0, run_mount, mount, 0, NULL);
    assert_non_null(thread);
    return thread;
}

static DWORD end_mount(HANDLE thread)
{
    DWORD error = 0;
    if (WaitForSingleObject(thread, WORLD_WAIT_MS) != WAIT_OBJECT_0)
        fail_msg("the mount goes on waiting");
    assert_true(GetExitCodeThread(thread, &error));
    CloseHandle(thread);
    return error;
}

static void dismount(const struct tape *tape)
{
    NTMS_GUID side = tape->side;
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE),
                     ERROR_SUCCESS);
    world_settle();
}

/* PROMISE: MountNtmsMedia/stand-alone */
/* PROMISE: DismountNtmsMedia/stand-alone */
static void test_medium_in_the_drive_is_mounted_and_stays(void **state)
{
    struct mount mount = {.timeout = LONG_MS};
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start();
    mount.tape = monday;
    assert_int_equal(run_mount(&mount), ERROR_SUCCESS);
    assert_true(world_same(&mount.drive, &world.drives[0]));
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_LOADED);
    assert_int_equal(medium_of(&monday).MediaState, NTMS_MEDIASTATE_LOADED);
    dismount(&monday);
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_true(is_in_drive(&monday));
    assert_true(world_device_at(mouth, &cartridge));
    assert_string_equal(cartridge.barcode, "MONDAY");
}

static void test_medium_from_the_shelf_is_asked_for(void **state)
{
    struct mount mount;
    NTMS_GUID asked;
    (void)state;
    start();
    take_out();
    look_into_drive();
    assert_true(is_on_shelf(&monday));
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(mount_now(&monday, NTMS_MOUNT_ERROR_OFFLINE, LONG_MS), ERROR_MEDIA_OFFLINE);
    HANDLE thread = begin_mount(&mount, &monday);
    world_wait_operator(NTMS_OPREQ_MOVEMEDIA, &asked);
    NTMS_OPREQUESTINFORMATIONW question = world_read(&asked, NTMS_OPREQUEST).Info.OpRequest;
    assert_true(world_same(&question.Arg1, &monday.medium));
    assert_true(world_same(&question.Arg2, &world.library));
    /* The wrong one is put on record, and the mount goes on waiting. */
    put_in("TUESDAY");
    struct tape other = await_tape(L"Fridag");
    world_wait(is_in_drive, &other, "the other tape is seen in the drive");
    take_out();
    world_wait(is_on_shelf, &other, "the other tape is seen to be gone");
    assert_int_equal(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    put_in("MONDAY");
    assert_int_equal(end_mount(thread), ERROR_SUCCESS);
    assert_true(world_same(&mount.drive, &world.drives[0]));
    assert_true(is_in_drive(&monday));
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_LOADED);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_MOVEMEDIA, NULL), 0);
    assert_int_equal(world_read(&asked, NTMS_OPREQUEST).Info.OpRequest.State,
                     NTMS_OPSTATE_COMPLETE);
    dismount(&monday);
}

static void test_refused_medium_fails_its_mount(void **state)
{
    struct mount mount;
    NTMS_GUID asked;
    (void)state;
    start();
    take_out();
    look_into_drive();
    HANDLE thread = begin_mount(&mount, &monday);
    world_wait_operator(NTMS_OPREQ_MOVEMEDIA, &asked);
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &asked), ERROR_SUCCESS);
    assert_int_equal(end_mount(thread), ERROR_REQUEST_REFUSED);
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_MOVEMEDIA, NULL), 0);
}

/* ---- out and in ---- */

static DWORD eject(DWORD action)
{
    NTMS_GUID medium = monday.medium;
    NTMS_GUID operation = world_null_guid;
    DWORD error = EjectNtmsMedia(world.session, &medium, &operation, action);
    if (error == ERROR_SUCCESS)
        world_expect_end(&operation, NTMS_LM_PASSED, ERROR_SUCCESS);
    return error;
}

/* PROMISE: EjectNtmsMedia/stand-alone */
static void test_mounted_medium_is_ejected_by_force_alone(void **state)
{
    (void)state;
    start();
    assert_int_equal(mount_now(&monday, 0, LONG_MS), ERROR_SUCCESS);
    assert_int_equal(eject(NTMS_EJECT_START), ERROR_BUSY);
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_LOADED);
    assert_int_equal(eject(NTMS_EJECT_FORCE), ERROR_SUCCESS);
    assert_int_equal(drive_state(), NTMS_DRIVESTATE_DISMOUNTED);
    take_out();
}

/* PROMISE: InjectNtmsMedia/stand-alone */
static void test_injected_medium_is_known_again(void **state)
{
    NTMS_GUID library;
    NTMS_GUID operation = world_null_guid;
    (void)state;
    start();
    library = world.library;
    assert_int_equal(InjectNtmsMedia(world.session, &library, &operation, NTMS_INJECT_START),
                     ERROR_LIBRARY_FULL);
    take_out();
    look_into_drive();
    assert_int_equal(InjectNtmsMedia(world.session, &library, &operation, NTMS_INJECT_START),
                     ERROR_SUCCESS);
    put_in("MONDAY");
    world_expect_end(&operation, NTMS_LM_PASSED, ERROR_SUCCESS);
    struct tape again = await_tape(L"Monday");
    world_wait(is_in_drive, &again, "the tape is seen in the drive");
    assert_true(world_same(&again.medium, &monday.medium));
}

/* ---- change detection ---- */

/* PROMISE: SetNtmsDeviceChangeDetection/watch */
static void test_watched_drive_follows_an_exchange(void **state)
{
    HANDLE detect = NULL;
    NTMS_GUID library;
    (void)state;
    start();
    library = world.library;
    assert_int_equal(BeginNtmsDeviceChangeDetection(world.session, &detect), ERROR_SUCCESS);
    assert_int_equal(SetNtmsDeviceChangeDetection(world.session, detect, &library, NTMS_LIBRARY, 1),
                     ERROR_SUCCESS);
    take_out();
    world_wait(is_on_shelf, &monday, "the tape is seen to be gone");
    put_in("TUESDAY");
    struct tape other = await_tape(L"Fridag");
    world_wait(is_in_drive, &other, "the other tape is seen in the drive");
    assert_true(is_on_shelf(&monday));
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, detect), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_medium_in_the_drive_is_mounted_and_stays),
        CASE(test_medium_from_the_shelf_is_asked_for),
        CASE(test_refused_medium_fails_its_mount),
        CASE(test_mounted_medium_is_ejected_by_force_alone),
        CASE(test_injected_medium_is_known_again),
        CASE(test_watched_drive_follows_an_exchange),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
