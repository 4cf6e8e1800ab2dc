/* SPDX-License-Identifier: MIT */
/*
 * Libraries that go away while programs use them, and come back: as they were, under other numbers,
 * with other cartridges, or after a start of the service that did not find them.
 */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/invariant.h"

enum { MOUNT_MS = 120000, SHORT_MS = 1000 };

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static void start(const struct vtl_client_library *library)
{
    world_start(library, 1, NULL, 0);
}

static void power(int attached)
{
    assert_int_equal(vtl_power(world.vtl, 0, 2, 0, attached), 0);
}

/* Ready, and its drives, too. */
static BOOL is_found(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    char name[64];
    DWORD count = world_list(&world.library, NTMS_CHANGER, list);
    (void)snprintf(name, sizeof name, "\\\\.\\%s", (const char *)context);
    BOOL found =
        count == 1 && world_is_ready(NULL) &&
        library_text_is(world_read(&list[0], NTMS_CHANGER).Info.Changer.szDeviceName, name);
    for (uint32_t i = 0; i < world.drive_count && found; i++)
        found = world_read(&world.drives[i], NTMS_DRIVE).dwOperationalState == NTMS_READY;
    return found;
}

static DWORD mount(const char *barcode, DWORD timeout)
{
    NTMS_GUID side = library_side(barcode);
    NTMS_GUID drive = {0};
    return MountNtmsMedia(world.session, &side, &drive, 1, NTMS_MOUNT_READ, 0, timeout, NULL);
}

/* The library serves a mount, and agrees with its records. */
static void check_works(const char *barcode)
{
    NTMS_GUID side;
    assert_int_equal(mount(barcode, MOUNT_MS), 0);
    side = library_side(barcode);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE), 0);
    world_settle();
    invariant_check(world.session, world.vtl);
}

/* A dismount whose move is under way, and an inventory that waits for the robot. */
static void give_work(NTMS_GUID *dismount, NTMS_GUID *inventory)
{
    NTMS_GUID side;
    assert_int_equal(mount("A00000L4", MOUNT_MS), 0);
    side = library_side("A00000L4");
    world_hold_robot();
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE), 0);
    *dismount = world_request(NTMS_LM_DISMOUNT);
    world_wait_robot();
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST), 0);
    *inventory = world_request(NTMS_LM_INVENTORY);
}

static void check_unfinished(NTMS_GUID request)
{
    DWORD state = world_request_read(&request).State;
    assert_true(state == NTMS_LM_QUEUED || state == NTMS_LM_INPROCESS || state == NTMS_LM_WAITING);
}

/* PROMISE: Absence/library, Absence/move */
static void test_library_that_goes_away_keeps_its_requests_until_it_is_back(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_GUID dismount;
    NTMS_GUID inventory;
    (void)state;
    start(&library);
    give_work(&dismount, &inventory);
    power(0);
    world_let_go();
    world_wait(world_is_absent, NULL, "the library not present");
    for (uint32_t i = 0; i < world.drive_count; i++)
        assert_int_equal(world_read(&world.drives[i], NTMS_DRIVE).dwOperationalState,
                         NTMS_NOT_PRESENT);
    check_unfinished(dismount);
    check_unfinished(inventory);
    assert_int_equal(mount("A00001L4", SHORT_MS), ERROR_MEDIA_OFFLINE);
    power(1);
    world_wait(world_is_ready, NULL, "the library back");
    world_expect_end(&dismount, NTMS_LM_PASSED, 0);
    world_expect_end(&inventory, NTMS_LM_PASSED, 0);
    check_works("A00000L4");
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
}

static HANDLE listen_to(DWORD type)
{
    HANDLE channel = OpenNtmsNotification(world.session, type);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    return channel;
}

/* The change of this object is heard, and nothing that says it went or came as an object. */
static void expect_update(HANDLE channel, const NTMS_GUID *object)
{
    NTMS_NOTIFICATIONINFORMATION event;
    do {
        assert_int_equal(WaitForNtmsNotification(channel, &event, WORLD_WAIT_MS), 0);
        assert_int_equal(event.dwOperation, NTMS_OBJ_UPDATE);
    } while (!world_same(&event.ObjectId, object));
}

/* What is read after the last change is told is that change. */
static void expect_state(HANDLE channel, const NTMS_GUID *object, DWORD type, DWORD state)
{
    do
        expect_update(channel, object);
    while (world_read(object, type).dwOperationalState != state);
}

static void drain(HANDLE channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    while (WaitForNtmsNotification(channel, &event, 0) == 0) {
    }
}

/* PROMISE: Absence/notices */
static void test_going_and_coming_back_are_told_to_who_listens(void **state)
{
    static const DWORD types[] = {NTMS_LIBRARY, NTMS_DRIVE, NTMS_CHANGER};
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID objects[3];
    HANDLE channels[3];
    (void)state;
    start(&library);
    world_settle();
    objects[0] = world.library;
    objects[1] = world.drives[0];
    assert_int_equal(world_list(&world.library, NTMS_CHANGER, list), 1);
    objects[2] = list[0];
    for (int i = 0; i < 3; i++)
        channels[i] = listen_to(types[i]);
    power(0);
    (void)InventoryNtmsLibrary(world.session, &objects[0], NTMS_INVENTORY_FAST);
    world_wait(world_is_absent, NULL, "the library not present");
    for (int i = 0; i < 3; i++) {
        expect_state(channels[i], &objects[i], types[i], NTMS_NOT_PRESENT);
        drain(channels[i]);
    }
    power(1);
    for (int i = 0; i < 3; i++) {
        expect_state(channels[i], &objects[i], types[i], NTMS_READY);
        assert_int_equal(CloseNtmsNotification(channels[i]), 0);
    }
    world_settle();
}

/* Pulled and plugged in again before anybody noticed, where it gets other numbers. */
/* PROMISE: Absence/back */
static void test_library_under_other_numbers_is_found_by_itself(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    (void)state;
    start(&library);
    struct world before = world;
    library.number = 3;
    library.first_tape = 7;
    library.cartridges = "s0=A00000L4,data\ns2=A00001L4,data\n";
    assert_int_equal(vtl_build(world.vtl, &library, 1, NULL, 0), 0);
    DWORD error = InventoryNtmsLibrary(world.session, &before.library, NTMS_INVENTORY_FAST);
    assert_true(error == ERROR_SUCCESS || error == ERROR_DEVICE_NOT_AVAILABLE);
    world_wait(is_found, "Changer3", "the library under its new number");
    library_use("Changer3");
    assert_true(world_same(&world.library, &before.library));
    for (uint32_t i = 0; i < world.drive_count; i++) {
        NTMS_OBJECTINFORMATIONW drive = world_read(&world.drives[i], NTMS_DRIVE);
        assert_true(world_same(&world.drives[i], &before.drives[i]));
        assert_int_equal(drive.dwOperationalState, NTMS_READY);
        assert_true(library_text_is(drive.Info.Drive.szDeviceName,
                                    i == 0 ? "\\\\.\\Tape7" : "\\\\.\\Tape8"));
    }
    check_works("A00001L4");
}

static void test_library_that_the_start_did_not_find_comes_into_service(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    (void)state;
    start(&library);
    world_close();
    power(0);
    world_open();
    assert_true(world_is_absent(NULL));
    power(1);
    world_wait(world_is_ready, NULL, "the library in service");
    check_works("A00001L4");
}

/* Another one has its number, and nobody told. */
/* PROMISE: Absence/other */
static void test_another_library_is_not_taken_for_it(void **state)
{
    struct vtl_client_library own = library_config(0, cartridges);
    struct vtl_client_library other = library_config(0, "s0=B00000L4,data\n");
    NTMS_GUID id;
    NTMS_PMIDINFORMATIONW media;
    (void)state;
    start(&own);
    strcpy(other.serial, "ANOTHER-ONE");
    strcpy(other.drive_serial, "OTHERDRIVE");
    assert_int_equal(vtl_build(world.vtl, &other, 1, NULL, 0), 0);
    id = world.library;
    (void)InventoryNtmsLibrary(world.session, &id, NTMS_INVENTORY_FAST);
    world_wait(world_is_absent, NULL, "the library not present");
    assert_false(library_find_media("B00000L4", &id, &media));
    assert_true(library_find_media("A00000L4", &id, &media));
    assert_true(world_same(&media.CurrentLibrary, &world.library));
    own.number = 1;
    assert_int_equal(vtl_build(world.vtl, &own, 1, NULL, 0), 0);
    world_wait(world_is_ready, NULL, "the library back");
    check_works("A00000L4");
}

static BOOL is_away(void *drive)
{
    return world_read(drive, NTMS_DRIVE).dwOperationalState == NTMS_NOT_PRESENT;
}

/* As many drives as before are ready. */
static BOOL new_drives_are_ready(void *context)
{
    const struct world *before = context;
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&before->library, NTMS_DRIVE, list);
    uint32_t ready = 0;
    for (DWORD i = 0; i < count; i++)
        ready += world_read(&list[i], NTMS_DRIVE).dwOperationalState == NTMS_READY;
    return ready == before->drive_count;
}

/* Every drive is another one, behind the same changer. */
/* PROMISE: Absence/exchanged */
static void test_exchanged_drives_come_into_service_by_themselves(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_GUID list[WORLD_LIST];
    struct world before;
    (void)state;
    start(&library);
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST), 0);
    NTMS_GUID request = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    before = world;
    strcpy(library.drive_serial, "OTHERDRIVE");
    assert_int_equal(vtl_build(world.vtl, &library, 1, NULL, 0), 0);
    (void)InventoryNtmsLibrary(world.session, &before.library, NTMS_INVENTORY_FAST);
    for (uint32_t i = 0; i < before.drive_count; i++)
        world_wait(is_away, &before.drives[i], "the old drive not present");
    world_wait(new_drives_are_ready, &before, "the new drives ready");
    world_settle();
    library_use("Changer0");
    assert_true(world_same(&world.library, &before.library));
    check_works("A00000L4");
    for (uint32_t i = 0; i < before.drive_count; i++)
        assert_int_equal(world_read(&before.drives[i], NTMS_DRIVE).Info.Drive.State,
                         NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(world_list(&world.library, NTMS_DRIVE, list), 2 * before.drive_count);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_library_that_goes_away_keeps_its_requests_until_it_is_back),
        CASE(test_going_and_coming_back_are_told_to_who_listens),
        CASE(test_library_under_other_numbers_is_found_by_itself),
        CASE(test_library_that_the_start_did_not_find_comes_into_service),
        CASE(test_another_library_is_not_taken_for_it),
        CASE(test_exchanged_drives_come_into_service_by_themselves),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
