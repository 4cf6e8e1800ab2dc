/* SPDX-License-Identifier: MIT */
/* MountNtmsMedia and DismountNtmsMedia at work: where things are, what the objects say, and a
 * program that opens the drive itself. */
#include "mount_support.h"

#include "support/elapsed.h"

#include <stdio.h>
#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n";

enum { BLOCK = 1024 };

static void start(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.exclusive = 1; /* a drive that one program has open is no other's */
    library.cartridges = cartridges;
    world_start(&library, 1, NULL, 0);
    mount_own(3);
}

static NTMS_PMIDINFORMATIONW medium_row(uint32_t index)
{
    return world_read(&mount_media[index].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

static NTMS_PARTITIONINFORMATIONW side_row(uint32_t index)
{
    return world_read(&mount_media[index].side, NTMS_PARTITION).Info.Partition;
}

static NTMS_DRIVEINFORMATIONW drive_row(const NTMS_GUID *drive)
{
    return world_read(drive, NTMS_DRIVE).Info.Drive;
}

static uint32_t drive_index(const NTMS_GUID *drive)
{
    for (uint32_t i = 0; i < world.drive_count; i++) {
        if (world_same(drive, &world.drives[i]))
            return i;
    }
    fail_msg("a drive of no library");
    return 0;
}

static void expect_device(struct vtl_control_place place, const char *barcode)
{
    struct vtl_dump_cartridge cartridge;
    BOOL full = world_device_at(place, &cartridge);
    if (barcode == NULL)
        assert_false(full);
    else {
        assert_true(full);
        assert_string_equal(cartridge.barcode, barcode);
    }
}

/* The medium is ready in that drive, and all that belongs to it says so. */
static void expect_loaded(uint32_t index, const NTMS_GUID *drive)
{
    NTMS_PMIDINFORMATIONW medium = medium_row(index);
    NTMS_DRIVEINFORMATIONW row = drive_row(drive);
    char barcode[16];
    assert_int_equal(medium.MediaState, NTMS_MEDIASTATE_LOADED);
    assert_true(world_same(&medium.Location, drive));
    assert_int_equal(medium.LocationType, NTMS_DRIVE);
    assert_true(world_same(&medium.MountedPartition, &mount_media[index].side));
    assert_true(world_same(&medium.HomeSlot, &world.slots[index]));
    assert_int_equal(row.State, NTMS_DRIVESTATE_LOADED);
    assert_true(world_same(&row.SavedPartitionId, &mount_media[index].side));
    assert_int_equal(world_slot_state(index), NTMS_SLOTSTATE_EMPTY);
    snprintf(barcode, sizeof barcode, "A%05uL4", (unsigned)index);
    expect_device(world_drive_place(drive_index(drive)), barcode);
    expect_device(world_slot(index), NULL);
}

static void expect_home(uint32_t index, const NTMS_GUID *drive)
{
    char barcode[16];
    mount_await_state(index, NTMS_MEDIASTATE_IDLE);
    NTMS_PMIDINFORMATIONW medium = medium_row(index);
    NTMS_DRIVEINFORMATIONW row = drive_row(drive);
    assert_true(world_same(&medium.Location, &world.slots[index]));
    assert_int_equal(medium.LocationType, NTMS_STORAGESLOT);
    assert_true(world_same(&medium.MountedPartition, &world_null_guid));
    assert_int_equal(row.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_true(world_same(&row.SavedPartitionId, &world_null_guid));
    assert_int_equal(world_slot_state(index), NTMS_SLOTSTATE_FULL);
    snprintf(barcode, sizeof barcode, "A%05uL4", (unsigned)index);
    expect_device(world_slot(index), barcode);
    expect_device(world_drive_place(drive_index(drive)), NULL);
}

static void test_one_tape_is_mounted_and_returned(void **state)
{
    NTMS_GUID drive = world_stray_guid;
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(
        MountNtmsMedia(world.session, &id, &drive, 1, NTMS_MOUNT_READ, 7, INFINITE, NULL),
        ERROR_SUCCESS);
    expect_loaded(0, &drive);
    assert_int_equal(side_row(0).dwMountCount, 1);
    assert_int_equal(drive_row(&drive).dwMountCount, 1);
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
    assert_int_equal(row.State, NTMS_LM_PASSED);
    assert_int_equal(row.OperationOption, 0);
    assert_int_equal((int)row.dwPriority, 7);
    assert_int_equal(row.dwErrorCode, 0);
    assert_true(world_same(&row.PartitionId, &mount_media[0].side));
    assert_true(world_same(&row.PhysMediaId, &mount_media[0].medium));
    assert_true(world_same(&row.DriveId, &drive));
    assert_true(world_same(&row.Library, &world.library));
    assert_true(world_same(&row.SlotId, &world.slots[0]));
    assert_int_equal(wcscmp((const wchar_t *)row.szApplication, L"api test"), 0);
    /* Again by the same session: there already, and counted once. */
    NTMS_GUID again = world_stray_guid;
    assert_int_equal(mount_one(&mount_media[0].side, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, 0, &again),
                     ERROR_SUCCESS);
    assert_true(world_same(&again, &drive));
    assert_int_equal(mount_in(&id, drive_index(&drive), 0, INFINITE), ERROR_SUCCESS);
    assert_int_equal(world_request_count(NTMS_LM_MOUNT), 1);
    assert_int_equal(side_row(0).dwMountCount, 1);
    assert_int_equal(mount_in(&id, 1 - drive_index(&drive), NTMS_MOUNT_ERROR_NOT_AVAILABLE, 0),
                     ERROR_BUSY);
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);
    expect_home(0, &drive);
    request = world_request(NTMS_LM_DISMOUNT);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    row = world_request_read(&request);
    assert_int_equal(row.OperationOption, 0);
    assert_true(world_same(&row.PartitionId, &mount_media[0].side));
    assert_true(world_same(&row.DriveId, &drive));
    mount_expect_nothing_left();
    world_check_truth();
}

/* PROMISE: DismountNtmsMedia/8 */
static void test_what_is_not_mounted_cannot_be_dismounted(void **state)
{
    NTMS_GUID drive;
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(mount_dismount(&id, 0), ERROR_INVALID_STATE);
    assert_int_equal(mount_one(&id, 0, INFINITE, &drive), ERROR_SUCCESS);
    NTMS_GUID pair[2] = {id, mount_media[1].logical};
    assert_int_equal(DismountNtmsMedia(world.session, pair, 2, 0), ERROR_INVALID_STATE);
    expect_loaded(0, &drive); /* all or none */
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
    assert_int_equal(mount_dismount(&id, 3), ERROR_SUCCESS);
    expect_home(0, &drive);
    assert_int_equal(mount_dismount(&id, 0), ERROR_INVALID_STATE);
}

static void test_two_tapes_in_one_call(void **state)
{
    NTMS_GUID drives[2];
    (void)state;
    start();
    assert_int_equal(mount_many(2, NTMS_MOUNT_READ, INFINITE, drives), ERROR_SUCCESS);
    assert_false(world_same(&drives[0], &drives[1]));
    expect_loaded(0, &drives[0]);
    expect_loaded(1, &drives[1]);
    NTMS_GUID both[2] = {mount_media[0].logical, mount_media[1].side};
    assert_int_equal(DismountNtmsMedia(world.session, both, 2, NTMS_DISMOUNT_IMMEDIATE), 0);
    expect_home(0, &drives[0]);
    expect_home(1, &drives[1]);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 2);
    /* Named drives, the other way round. */
    NTMS_GUID named[2] = {drives[1], drives[0]};
    assert_int_equal(mount_many(2, NTMS_MOUNT_SPECIFIC_DRIVE, INFINITE, named), ERROR_SUCCESS);
    expect_loaded(0, &drives[1]);
    expect_loaded(1, &drives[0]);
    world_check_truth();
}

/* One of two that is mounted already stays where it is. */
static void test_a_call_takes_what_is_there_and_brings_the_rest(void **state)
{
    NTMS_GUID first;
    NTMS_GUID drives[2];
    (void)state;
    start();
    assert_int_equal(mount_one(&mount_media[1].side, 0, INFINITE, &first), ERROR_SUCCESS);
    assert_int_equal(mount_many(2, 0, INFINITE, drives), ERROR_SUCCESS);
    assert_true(world_same(&drives[1], &first));
    expect_loaded(0, &drives[0]);
    expect_loaded(1, &drives[1]);
    assert_int_equal(world_request_count(NTMS_LM_MOUNT), 2);
}

static void test_a_deferred_dismount_leaves_the_medium_for_its_return(void **state)
{
    NTMS_GUID drive;
    NTMS_GUID again;
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(mount_one(&id, 0, INFINITE, &drive), ERROR_SUCCESS);
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_DEFERRED), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_DISMOUNT);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_request_read(&request).OperationOption, 1);
    mount_await_state(0, NTMS_MEDIASTATE_UNLOADED);
    assert_int_equal(drive_row(&drive).State, NTMS_DRIVESTATE_DISMOUNTABLE);
    expect_device(world_drive_place(drive_index(&drive)), "A00000L4");
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_DEFERRED), ERROR_INVALID_STATE);
    /* It comes back where it lies. */
    assert_int_equal(mount_one(&id, NTMS_MOUNT_ERROR_NOT_AVAILABLE, INFINITE, &again),
                     ERROR_SUCCESS);
    assert_true(world_same(&drive, &again));
    expect_loaded(0, &drive);
    assert_int_equal(side_row(0).dwMountCount, 2);
    /* Deferred first, then at once after all. */
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_DEFERRED), ERROR_SUCCESS);
    mount_await_state(0, NTMS_MEDIASTATE_UNLOADED);
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);
    expect_home(0, &drive);
    world_check_truth();
}

static void test_a_deferred_dismount_ends_when_the_drive_is_needed(void **state)
{
    NTMS_GUID drives[2];
    NTMS_GUID third;
    (void)state;
    start();
    assert_int_equal(mount_many(2, 0, INFINITE, drives), ERROR_SUCCESS);
    assert_int_equal(mount_dismount(&mount_media[1].logical, NTMS_DISMOUNT_DEFERRED), 0);
    mount_await_state(1, NTMS_MEDIASTATE_UNLOADED);
    assert_int_equal(mount_one(&mount_media[2].logical, 0, INFINITE, &third), ERROR_SUCCESS);
    assert_true(world_same(&third, &drives[1]));
    expect_loaded(2, &third);
    expect_loaded(0, &drives[0]);
    expect_device(world_slot(1), "A00001L4");
    assert_int_equal(mount_media_state(1), NTMS_MEDIASTATE_IDLE);
    world_check_truth();
}

static void test_a_deferred_dismount_ends_by_itself(void **state)
{
    NTMS_GUID drive;
    (void)state;
    start();
    mount_set_drive(0, "defer_dismount_delay = 1");
    mount_set_drive(1, "defer_dismount_delay = 1");
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &drive), ERROR_SUCCESS);
    ULONGLONG before = elapsed_now();
    assert_int_equal(mount_dismount(&mount_media[0].logical, NTMS_DISMOUNT_DEFERRED), 0);
    expect_home(0, &drive);
    assert_true(elapsed_now() - before >= 900);
}

/* ---- data ---- */

static HANDLE open_tape(const NTMS_GUID *drive)
{
    NTMS_DRIVEINFORMATIONW row = drive_row(drive);
    HANDLE tape = CreateFileW((LPCWSTR)row.szDeviceName, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                              OPEN_EXISTING, 0, NULL);
    if (tape == INVALID_HANDLE_VALUE)
        fail_msg("the drive cannot be opened: error %u", (unsigned)GetLastError());
    return tape;
}

static void set_variable_blocks(HANDLE tape)
{
    TAPE_SET_MEDIA_PARAMETERS parameters = {.BlockSize = 0};
    assert_int_equal(SetTapeParameters(tape, SET_TAPE_MEDIA_INFORMATION, &parameters), NO_ERROR);
}

static void write_block(HANDLE tape, BYTE fill)
{
    BYTE block[BLOCK];
    DWORD written = 0;
    memset(block, fill, sizeof block);
    assert_true(WriteFile(tape, block, sizeof block, &written, NULL));
    assert_int_equal(written, sizeof block);
}

static void expect_block(HANDLE tape, BYTE fill)
{
    BYTE block[BLOCK];
    DWORD taken = 0;
    assert_true(ReadFile(tape, block, sizeof block, &taken, NULL));
    assert_int_equal(taken, sizeof block);
    for (size_t i = 0; i < sizeof block; i++)
        assert_int_equal(block[i], fill);
}

static void test_a_program_uses_the_drive_while_it_is_mounted(void **state)
{
    NTMS_GUID drives[2];
    (void)state;
    start();
    assert_int_equal(mount_many(2, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, INFINITE, drives), 0);
    for (BYTE i = 0; i < 2; i++) {
        HANDLE tape = open_tape(&drives[i]);
        set_variable_blocks(tape);
        assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
        write_block(tape, (BYTE)(0x40 + i));
        assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), NO_ERROR);
        write_block(tape, (BYTE)(0x50 + i));
        assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
        expect_block(tape, (BYTE)(0x40 + i));
        CloseHandle(tape);
    }
    NTMS_GUID both[2] = {mount_media[0].logical, mount_media[1].logical};
    assert_int_equal(DismountNtmsMedia(world.session, both, 2, 0), ERROR_SUCCESS);
    expect_home(0, &drives[0]);
    expect_home(1, &drives[1]);
    /* What was written is there after the next mount; the label is the program's own affair. */
    NTMS_GUID drive;
    assert_int_equal(mount_one(&mount_media[1].logical, NTMS_MOUNT_READ, INFINITE, &drive), 0);
    HANDLE tape = open_tape(&drive);
    set_variable_blocks(tape);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
    expect_block(tape, 0x41);
    CloseHandle(tape);
}

/* A dismount respects the program that has the medium open. */
static void test_an_open_drive_is_not_dismounted(void **state)
{
    NTMS_GUID drive;
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(mount_one(&id, 0, INFINITE, &drive), ERROR_SUCCESS);
    HANDLE tape = open_tape(&drive);
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_DISMOUNT);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_BUSY);
    expect_loaded(0, &drive);
    CloseHandle(tape);
    world_hold_robot();
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);
    /* One that is under way already. */
    assert_int_equal(mount_dismount(&id, NTMS_DISMOUNT_IMMEDIATE), ERROR_INVALID_STATE);
    world_let_go();
    expect_home(0, &drive);
    world_check_truth();
}

/* What is mounted stays so when its session, and the service, end. */
static void test_a_mount_outlives_its_session(void **state)
{
    NTMS_GUID drive;
    NTMS_GUID again;
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(mount_one(&id, 0, INFINITE, &drive), ERROR_SUCCESS);
    world_reopen();
    expect_loaded(0, &drive);
    /* Another session's. */
    assert_int_equal(mount_one(&id, NTMS_MOUNT_ERROR_NOT_AVAILABLE, INFINITE, NULL), ERROR_BUSY);
    assert_int_equal(mount_one(&id, 0, 100, NULL), ERROR_TIMEOUT);
    expect_loaded(0, &drive);
    assert_int_equal(mount_dismount(&id, 0), ERROR_SUCCESS);
    assert_int_equal(mount_one(&id, 0, INFINITE, &again), ERROR_SUCCESS);
    expect_loaded(0, &again);
}

/* PROMISE: MountNtmsMedia/14 */
static void test_a_wrong_label_is_told_and_looked_into(void **state)
{
    NTMS_GUID drives[2] = {world_stray_guid, world_stray_guid};
    (void)state;
    start();
    uint32_t inventories = world_request_count(NTMS_LM_INVENTORY);
    /* An application's label that is not on the tape any more. */
    mount_set_side(1, "label_type = 'Backup', label_info = 'Week 1', label_id = x'010203'");
    assert_int_equal(mount_many(2, 0, INFINITE, drives), ERROR_INVALID_STATE);
    assert_true(world_same(&drives[0], &world_stray_guid));
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    uint32_t mounts = 0;
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&list[i]);
        if (row.OperationCode != NTMS_LM_MOUNT)
            continue;
        assert_int_equal(row.State, NTMS_LM_FAILED);
        assert_int_equal(row.dwErrorCode, ERROR_UNEXPECTED_OMID);
        mounts++;
    }
    assert_int_equal(mounts, 2); /* all or none */
    assert_int_equal(world_request_count(NTMS_LM_INVENTORY), inventories + 1);
    NTMS_GUID inventory = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&inventory, NTMS_LM_PASSED, 0);
    mount_await_state(0, NTMS_MEDIASTATE_IDLE);
    mount_await_state(1, NTMS_MEDIASTATE_IDLE);
    mount_expect_nothing_left();
    /* The record is what it was. */
    assert_int_equal(side_row(1).dwOmidLabelIdLength, 3);
    assert_int_equal(side_row(1).State, NTMS_PARTSTATE_ALLOCATED);
    world_check_truth();
}

/* The other side of a cartridge is mounted by turning it over; one side at a time. */
static void test_both_sides_of_a_cartridge(void **state)
{
    struct vtl_client_library library;
    NTMS_GUID sides[WORLD_LIST];
    NTMS_GUID drive;
    (void)state;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.cartridges = "s0=A00000L4,data,sides=2\ns1=A00001L4,data\n";
    world_start(&library, 1, NULL, 0);
    mount_own(1);
    if (world_list(&mount_media[0].medium, NTMS_PARTITION, sides) != 2)
        skip(); /* its media type has one */
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(mount_one(&sides[i % 2], 0, INFINITE, &drive), ERROR_SUCCESS);
        NTMS_PMIDINFORMATIONW medium = medium_row(0);
        assert_true(world_same(&medium.MountedPartition, &sides[i % 2]));
        /* The other one is in use with it, and cannot be dismounted instead. */
        assert_int_equal(
            mount_one(&sides[1 - i % 2], NTMS_MOUNT_ERROR_NOT_AVAILABLE, INFINITE, NULL),
            ERROR_BUSY);
        assert_int_equal(mount_dismount(&sides[1 - i % 2], 0), ERROR_INVALID_STATE);
        assert_int_equal(
            mount_dismount(&sides[i % 2], i < 2 ? NTMS_DISMOUNT_IMMEDIATE : NTMS_DISMOUNT_DEFERRED),
            ERROR_SUCCESS);
    }
    world_settle();
    world_check_truth();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_one_tape_is_mounted_and_returned, world_teardown),
        cmocka_unit_test_teardown(test_what_is_not_mounted_cannot_be_dismounted, world_teardown),
        cmocka_unit_test_teardown(test_two_tapes_in_one_call, world_teardown),
        cmocka_unit_test_teardown(test_a_call_takes_what_is_there_and_brings_the_rest,
                                  world_teardown),
        cmocka_unit_test_teardown(test_a_deferred_dismount_leaves_the_medium_for_its_return,
                                  world_teardown),
        cmocka_unit_test_teardown(test_a_deferred_dismount_ends_when_the_drive_is_needed,
                                  world_teardown),
        cmocka_unit_test_teardown(test_a_deferred_dismount_ends_by_itself, world_teardown),
        cmocka_unit_test_teardown(test_a_program_uses_the_drive_while_it_is_mounted,
                                  world_teardown),
        cmocka_unit_test_teardown(test_an_open_drive_is_not_dismounted, world_teardown),
        cmocka_unit_test_teardown(test_a_wrong_label_is_told_and_looked_into, world_teardown),
        cmocka_unit_test_teardown(test_both_sides_of_a_cartridge, world_teardown),
        cmocka_unit_test_teardown(test_a_mount_outlives_its_session, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
