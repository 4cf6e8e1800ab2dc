/* SPDX-License-Identifier: MIT */
/*
 * The cleaner calls in other surroundings: a door instead of a port, a stand-alone drive, a drive
 * that holds a cartridge, a service that stops and starts, a device that is spoken to by
 * pass-through only.
 */
#include "world.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD clean(uint32_t drive)
{
    return CleanNtmsDrive(world.session, &world.drives[drive]);
}

static DWORD door_state(void)
{
    return world_read(&world.doors[0], NTMS_IEDOOR).Info.IEDoor.State;
}

static BOOL door_is_open(void *context)
{
    (void)context;
    return door_state() == NTMS_DOORSTATE_OPEN;
}

/* The operator's turn has begun: the door is unlocked for this request (enum rules_stage). */
static BOOL door_is_unlocked(void *operation)
{
    enum { STAGE_DOOR_OPEN = 7 };
    return world_sql_number("SELECT stage FROM lib_request WHERE id = %g", operation) ==
           STAGE_DOOR_OPEN;
}

static NTMS_GUID inject(DWORD uses)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, uses, NTMS_INJECT_START), 0);
    return operation;
}

static void inject_by_door(void)
{
    NTMS_GUID operation = inject(5);
    world_wait(door_is_unlocked, &operation, "the door unlocked");
    assert_int_equal(vtl_door(world.vtl, 0, 1), 0);
    world_wait(door_is_open, NULL, "the open door noticed");
    world_put_cleaner(world_slot(3), "CLN001L4", 5);
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void test_inject_clean_and_eject_by_door(void **state)
{
    NTMS_GUID operation = world_null_guid;
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(0, 1, cartridges);
    world_reserve(3);
    inject_by_door();
    assert_int_equal(door_state(), NTMS_DOORSTATE_CLOSED);
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_FULL);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    world_check_truth();
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    world_wait(door_is_unlocked, &operation, "the door unlocked");
    assert_int_equal(vtl_door(world.vtl, 0, 1), 0);
    world_wait(door_is_open, NULL, "the open door noticed");
    world_take(world_slot(3));
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_EMPTY);
    assert_false(world_device_at(world_slot(3), &cartridge));
    world_check_truth();
}

static void test_standalone_drive_is_cleaned_by_the_call(void **state)
{
    struct vtl_client_drive drive;
    NTMS_GUID operation = world_stray_guid;
    (void)state;
    vtl_config_drive_default(&drive, 0);
    drive.number = 40;
    world_start(NULL, 0, &drive, 1);
    assert_int_equal(world_library().LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
    assert_int_equal(world.drive_count, 1);
    assert_int_equal(world_drive(0).LastCleanedTs.wYear, 0);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    assert_true(world_drive(0).LastCleanedTs.wYear >= 2020);
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), 1);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_PASSED);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    /* A stand-alone library has no slots. */
    assert_int_equal(ReserveNtmsCleanerSlot(world.session, &world.library, &world.drives[0]),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(ReleaseNtmsCleanerSlot(world.session, &world.library),
                     ERROR_CLEANER_SLOT_NOT_SET);
    assert_int_equal(InjectNtmsCleaner(world.session, &world.library, &operation, 5, 0),
                     ERROR_CLEANER_SLOT_NOT_SET);
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, 0),
                     ERROR_CLEANER_SLOT_NOT_SET);
    assert_true(world_same(&operation, &world_stray_guid));
    world_close();
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                         &world.drives[0]),
        1);
}

static void test_closing_the_last_session_finishes_the_cleaning(void **state)
{
    struct vtl_control_delays delays;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_put_cleaner(world_port(0), "CLN001L4", 5);
    NTMS_GUID operation = inject(5);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    vtl_delays_keep(&delays, 0);
    delays.cleaning_ms = 300;
    assert_int_equal(vtl_delays(world.vtl, &delays), 0);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    assert_int_equal(clean(1), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_close();
    assert_int_equal(world_device_cleanings(0), 1);
    assert_int_equal(world_device_cleanings(1), 1);
    world_reopen();
    assert_int_equal(world_request_read(&request).State, NTMS_LM_PASSED);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 3);
    assert_true(world_drive(0).LastCleanedTs.wYear >= 2020);
    world_check_truth();
}

static void test_waiting_cleaning_is_cancelled_by_a_restart(void **state)
{
    NTMS_GUID asked = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&request, NTMS_LM_WAITING);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    world_reopen();
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_read(&asked, 0).Info.OpRequest.State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    world_check_truth();
}

/* The start-up inventory empties drives where it can; one filled by hand later is emptied first. */
static void test_drive_with_a_cartridge_is_emptied_first(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, "d0=A00009L4,data\ns1=A00001L4,data\n");
    world_reserve(3);
    world_put_cleaner(world_port(0), "CLN001L4", 5);
    NTMS_GUID operation = inject(5);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 1);
    assert_false(world_device_at(world_drive_place(0), &cartridge));
    world_check_truth();
}

/* A person put a cartridge into the drive; the library has seen it, the product has not. */
static void test_drive_filled_by_hand_is_emptied_first(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    assert_int_equal(vtl_move(world.vtl, world_slot(0), world_drive_place(0), 0), 0);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 1);
    assert_false(world_device_at(world_drive_place(0), &cartridge));
    world_reopen();
    world_check_truth();
}

/* The cleaner was taken away by hand: the cleaning asks for one. */
static void test_cleaner_taken_by_hand_is_asked_for(void **state)
{
    NTMS_GUID asked = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    world_take(world_slot(3));
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    world_wait_state(&request, NTMS_LM_WAITING);
    assert_int_equal(world_device_cleanings(0), 0);
    world_inject_by_port("CLN002L4", 3, 3);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 2);
    world_check_truth();
}

static void clean_library(const struct vtl_client_library *library)
{
    world_start(library, 1, NULL, 0);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    assert_int_equal(clean(1), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(1), 1);
    world_check_truth();
}

static void test_library_by_pass_through_only_is_cleaned_alike(void **state)
{
    struct vtl_client_library library;
    (void)state;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.cartridges = cartridges;
    library.class_changer = 0;
    clean_library(&library);
    library.class_tape = 0;
    library.class_storage = 0;
    clean_library(&library);
}

static void test_library_with_unit_attentions_is_cleaned_alike(void **state)
{
    struct vtl_client_library library;
    (void)state;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.cartridges = cartridges;
    library.attention = 1;
    library.load_ms = 50;
    library.unload_ms = 50;
    library.move_ms = 20;
    clean_library(&library);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_inject_clean_and_eject_by_door),
        CASE(test_standalone_drive_is_cleaned_by_the_call),
        CASE(test_closing_the_last_session_finishes_the_cleaning),
        CASE(test_waiting_cleaning_is_cancelled_by_a_restart),
        CASE(test_drive_with_a_cartridge_is_emptied_first),
        CASE(test_drive_filled_by_hand_is_emptied_first),
        CASE(test_cleaner_taken_by_hand_is_asked_for),
        CASE(test_library_by_pass_through_only_is_cleaned_alike),
        CASE(test_library_with_unit_attentions_is_cleaned_alike),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
