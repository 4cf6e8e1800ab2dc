/* SPDX-License-Identifier: MIT */
/*
 * Service starts with devices that changed in between: other numbers, other ways to talk to them,
 * gone and back. Libraries and drives are who they are by their serial numbers.
 */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/invariant.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns4=A00009L4,data\n";
static const char serial_key[] = "SYSTEM\\CurrentControlSet\\Control\\NTMS\\DriveMapping\\";

static void start(const struct vtl_client_library *library)
{
    world_start(library, 1, NULL, 0);
}

static void expect_drive(uint32_t number, DWORD state, const char *device)
{
    NTMS_OBJECTINFORMATIONW drive = world_read(&world.drives[number], NTMS_DRIVE);
    assert_int_equal(drive.dwOperationalState, state);
    if (device != NULL && !library_text_is(drive.Info.Drive.szDeviceName, device))
        fail_msg("drive %u is not %s but %ls", (unsigned)number, device,
                 drive.Info.Drive.szDeviceName);
}

/* ---- numbers ---- */

static void test_renumbered_library_keeps_its_objects(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_PMIDINFORMATIONW media;
    NTMS_GUID before_media;
    NTMS_GUID after_media;
    (void)state;
    start(&library);
    library_bring_cleaner(0, "CLN001L4", 5);
    struct world before = world;
    assert_true(library_find_media("A00001L4", &before_media, &media));
    library.number = 3;
    library.first_tape = 7;
    library.cartridges = "s0=A00000L4,data\ns1=A00001L4,data\ns3=CLN001L4,cleaner,uses=5\n"
                         "s4=A00009L4,data\n";
    library_rebuild(&library, 1, NULL, 0);
    library_use("Changer3");
    assert_true(world_same(&world.library, &before.library));
    assert_memory_equal(world.slots, before.slots, 6 * sizeof world.slots[0]);
    assert_memory_equal(world.drives, before.drives, 2 * sizeof world.drives[0]);
    assert_memory_equal(world.ports, before.ports, sizeof world.ports[0]);
    expect_drive(0, NTMS_READY, "\\\\.\\Tape7");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape8");
    assert_true(library_find_media("A00001L4", &after_media, &media));
    assert_true(world_same(&before_media, &after_media));
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_ONLINE, NTMS_READY), 1);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_STANDALONE, NTMS_READY), 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

static void test_two_libraries_that_change_numbers_keep_their_objects(void **state)
{
    struct vtl_client_library both[] = {library_config(0, cartridges),
                                        library_config(1, "s0=B00000L4,data\n")};
    NTMS_GUID first;
    NTMS_GUID second;
    (void)state;
    world_start(both, 2, NULL, 0);
    library_use("Changer0");
    first = world.library;
    library_use("Changer1");
    second = world.library;
    assert_false(world_same(&first, &second));
    both[0].number = 1;
    both[0].first_tape = 8;
    both[1].number = 0;
    both[1].first_tape = 0;
    library_rebuild(both, 2, NULL, 0);
    library_use("Changer1");
    assert_true(world_same(&first, &world.library));
    expect_drive(0, NTMS_READY, "\\\\.\\Tape8");
    library_use("Changer0");
    assert_true(world_same(&second, &world.library));
    expect_drive(0, NTMS_READY, "\\\\.\\Tape0");
    invariant_check(world.session, world.vtl);
}

/* ---- gone and back ---- */

static void attach(int attached)
{
    world_close();
    assert_int_equal(vtl_power(world.vtl, 0, 2, 0, attached), 0);
    world_open();
    world_settle();
}

static void test_library_that_is_gone_is_not_present_and_comes_back(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_PMIDINFORMATIONW media;
    NTMS_GUID id;
    (void)state;
    start(&library);
    struct world before = world;
    attach(0);
    assert_true(world_same(&world.library, &before.library));
    assert_int_equal(world_read(&world.library, NTMS_LIBRARY).dwOperationalState, NTMS_NOT_PRESENT);
    expect_drive(0, NTMS_NOT_PRESENT, NULL);
    expect_drive(1, NTMS_NOT_PRESENT, NULL);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_RESOURCE_NOT_PRESENT);
    /* It was carried off with what lies in it. */
    assert_true(library_find_media("A00001L4", &id, &media));
    assert_true(world_same(&media.CurrentLibrary, &world.library));
    attach(1);
    assert_true(world_same(&world.library, &before.library));
    assert_memory_equal(world.drives, before.drives, 2 * sizeof world.drives[0]);
    assert_int_equal(world_read(&world.library, NTMS_LIBRARY).dwOperationalState, NTMS_READY);
    expect_drive(0, NTMS_READY, "\\\\.\\Tape0");
    invariant_check(world.session, world.vtl);
}

static void test_another_library_under_the_same_number_is_a_new_one(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    (void)state;
    start(&library);
    NTMS_GUID old = world.library;
    strcpy(library.serial, "ANOTHER-ONE");
    strcpy(library.drive_serial, "OTHERDRIVE");
    library.cartridges = "s2=C00000L4,data\n";
    library_rebuild(&library, 1, NULL, 0);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_ONLINE, NTMS_READY), 1);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_ONLINE, NTMS_NOT_PRESENT), 1);
    assert_int_equal(world_read(&old, NTMS_LIBRARY).dwOperationalState, NTMS_NOT_PRESENT);
    invariant_check(world.session, world.vtl);
}

/* ---- which drive is which ---- */

static void test_drives_are_matched_by_identifier(void **state)
{
    struct vtl_client_library both[] = {library_config(0, cartridges), library_config(1, NULL)};
    struct vtl_client_drive lone;
    (void)state;
    vtl_config_drive_default(&lone, 0);
    lone.number = 1;
    both[0].first_tape = 5;
    both[1].first_tape = 2;
    both[0].dvcid = both[1].dvcid = 1;
    world_start(both, 2, &lone, 1);
    library_use("Changer0");
    expect_drive(0, NTMS_READY, "\\\\.\\Tape5");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape6");
    library_use("Changer1");
    expect_drive(0, NTMS_READY, "\\\\.\\Tape2");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape3");
    library_use("Tape1");
    assert_int_equal(world_library().LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
}

static void test_drives_are_matched_by_scsi_address(void **state)
{
    struct vtl_client_library both[] = {library_config(0, cartridges), library_config(1, NULL)};
    (void)state;
    if (getenv("NTMS_TEST_DEVICES") != NULL)
        skip(); /* Linux with Wine tells no addresses */
    both[0].first_tape = 5;
    both[1].first_tape = 2;
    both[0].dvcid = both[1].dvcid = 0;
    both[0].element_scsi_address = both[1].element_scsi_address = 1;
    world_start(both, 2, NULL, 0);
    library_use("Changer0");
    expect_drive(0, NTMS_READY, "\\\\.\\Tape5");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape6");
    library_use("Changer1");
    expect_drive(0, NTMS_READY, "\\\\.\\Tape2");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape3");
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_STANDALONE, NTMS_READY), 0);
}

static void map(const char *serial, const char *index, const char *device)
{
    char path[160];
    HKEY key = NULL;
    snprintf(path, sizeof path, "%s%s", serial_key, serial);
    assert_int_equal(RegCreateKeyExA(HKEY_LOCAL_MACHINE, path, 0, NULL, 0,
                                     KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key, NULL),
                     0);
    assert_int_equal(
        RegSetValueExA(key, index, 0, REG_SZ, (const BYTE *)device, (DWORD)strlen(device) + 1), 0);
    RegCloseKey(key);
}

static int unmap(void **state)
{
    HKEY key = NULL;
    if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, serial_key, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, &key) ==
        0) {
        RegDeleteTreeA(key, NULL);
        RegCloseKey(key);
    }
    return world_teardown(state);
}

static void test_drives_are_matched_by_the_administrators_word(void **state)
{
    struct vtl_client_library library = library_config(0, "s0=A00000L4,data\n");
    (void)state;
    library.dvcid = 0;
    start(&library);
    /* Two elements and two drives that say nothing about each other: nobody guesses. */
    expect_drive(0, NTMS_NOT_PRESENT, NULL);
    expect_drive(1, NTMS_NOT_PRESENT, NULL);
    NTMS_GUID first = world.drives[0];
    world_close();
    map(library.serial, "0", "Tape1");
    map(library.serial, "1", "\\\\.\\Tape0");
    world_open();
    expect_drive(0, NTMS_READY, "\\\\.\\Tape1");
    expect_drive(1, NTMS_READY, "\\\\.\\Tape0");
    assert_true(world_same(&first, &world.drives[0]));
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_STANDALONE, NTMS_READY), 0);
}

/* ---- the two ways ---- */

enum { SNAPSHOT_MAX = 160 };

struct snapshot {
    DWORD count;
    NTMS_OBJECTINFORMATIONW items[SNAPSHOT_MAX];
};

static void take_snapshot(struct snapshot *snapshot)
{
    static const DWORD types[] = {NTMS_CHANGER,    NTMS_CHANGER_TYPE,   NTMS_DRIVE,
                                  NTMS_DRIVE_TYPE, NTMS_IEDOOR,         NTMS_IEPORT,
                                  NTMS_LIBRARY,    NTMS_MEDIA_POOL,     NTMS_MEDIA_TYPE,
                                  NTMS_PARTITION,  NTMS_PHYSICAL_MEDIA, NTMS_STORAGESLOT};
    NTMS_GUID list[WORLD_LIST];
    snapshot->count = 0;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        DWORD count = world_list(NULL, types[t], list);
        for (DWORD i = 0; i < count; i++) {
            assert_in_range(snapshot->count, 0, SNAPSHOT_MAX - 1);
            NTMS_OBJECTINFORMATIONW *item = &snapshot->items[snapshot->count++];
            *item = world_read(&list[i], types[t]);
            if (types[t] == NTMS_LIBRARY) {
                /* Each start adds its inventory to the requests on record. */
                item->Info.Library.dwNumberOfLibRequests = 0;
            }
        }
    }
}

/* The element addresses kept with the objects, which no call shows, are known by command only. */
static void forget_changes(struct snapshot *snapshot)
{
    for (DWORD i = 0; i < snapshot->count; i++)
        memset(&snapshot->items[i].Modified, 0, sizeof snapshot->items[i].Modified);
}

static void compare_snapshots(const struct snapshot *a, const struct snapshot *b)
{
    assert_int_equal(a->count, b->count);
    for (DWORD i = 0; i < a->count; i++) {
        const BYTE *left = (const BYTE *)&a->items[i];
        const BYTE *right = (const BYTE *)&b->items[i];
        unsigned at = 0;
        while (at < sizeof a->items[i] && left[at] == right[at])
            at++;
        if (at < sizeof a->items[i])
            fail_msg("an object of type %u (%ls) differs at byte %u: %u and %u",
                     (unsigned)a->items[i].dwType, a->items[i].szName, at, left[at], right[at]);
    }
}

static void test_start_without_changes_writes_no_object(void **state)
{
    static struct snapshot before;
    static struct snapshot after;
    struct vtl_client_library library = library_config(0, cartridges);
    (void)state;
    start(&library);
    take_snapshot(&before);
    world_reopen();
    take_snapshot(&after);
    compare_snapshots(&before, &after);
}

static void test_both_ways_to_a_library_give_the_same_objects(void **state)
{
    static struct snapshot by_class;
    static struct snapshot by_command;
    struct vtl_client_library library = library_config(0, cartridges);
    (void)state;
    /* Without a door: whether there is one beside a port cannot be asked by command. */
    start(&library);
    take_snapshot(&by_class);
    forget_changes(&by_class);
    library.class_changer = 0;
    library_rebuild(&library, 1, NULL, 0);
    take_snapshot(&by_command);
    forget_changes(&by_command);
    compare_snapshots(&by_class, &by_command);
    library.class_tape = 0;
    library_rebuild(&library, 1, NULL, 0);
    take_snapshot(&by_command);
    forget_changes(&by_command);
    compare_snapshots(&by_class, &by_command);
    library.class_storage = 0;
    library_rebuild(&library, 1, NULL, 0);
    invariant_check(world.session, world.vtl);
}

/* ---- stand-alone drives ---- */

static void test_drives_outside_of_changers_are_libraries(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    struct vtl_client_drive drives[2];
    NTMS_GUID ids[2];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_drive_default(&drives[i], i);
        drives[i].number = 4 + i;
    }
    world_start(&library, 1, drives, 2);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_ONLINE, NTMS_READY), 1);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_STANDALONE, NTMS_READY), 2);
    for (uint32_t i = 0; i < 2; i++) {
        library_use(i == 0 ? "Tape4" : "Tape5");
        ids[i] = world.library;
        NTMS_LIBRARYINFORMATION information = world_library();
        assert_int_equal(information.LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
        assert_int_equal(information.dwNumberOfDrives, 1);
        assert_int_equal(information.dwNumberOfSlots, 0);
        assert_int_equal(information.dwNumberOfChangers, 0);
        assert_false(information.LibrarySupportsDriveCleaning);
    }
    drives[0].number = 5;
    drives[1].number = 4;
    library_rebuild(&library, 1, drives, 2);
    library_use("Tape5");
    assert_true(world_same(&world.library, &ids[0]));
    library_use("Tape4");
    assert_true(world_same(&world.library, &ids[1]));
    library_rebuild(&library, 1, drives, 1);
    assert_int_equal(world_read(&ids[1], NTMS_LIBRARY).dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(world_read(&ids[0], NTMS_LIBRARY).dwOperationalState, NTMS_READY);
    assert_int_equal(library_count(NTMS_LIBRARYTYPE_STANDALONE, NTMS_READY), 1);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_renumbered_library_keeps_its_objects),
        CASE(test_two_libraries_that_change_numbers_keep_their_objects),
        CASE(test_library_that_is_gone_is_not_present_and_comes_back),
        CASE(test_another_library_under_the_same_number_is_a_new_one),
        CASE(test_drives_are_matched_by_identifier),
        CASE(test_drives_are_matched_by_scsi_address),
        cmocka_unit_test_teardown(test_drives_are_matched_by_the_administrators_word, unmap),
        CASE(test_start_without_changes_writes_no_object),
        CASE(test_both_ways_to_a_library_give_the_same_objects),
        CASE(test_drives_outside_of_changers_are_libraries),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
