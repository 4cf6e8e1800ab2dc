/* SPDX-License-Identifier: MIT */
/*
 * Hands in the library between two service starts, and cleaners and drives that fail: a cartridge
 * is who its bar code says, wherever it lies; what is found nowhere is on the shelf.
 */
#include "library.h"

#include <stdlib.h>

#include "support/invariant.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n";

static NTMS_GUID media_id(const char *barcode)
{
    NTMS_PMIDINFORMATIONW media;
    NTMS_GUID id;
    if (!library_find_media(barcode, &id, &media))
        fail_msg("not one cartridge '%s'", barcode);
    return id;
}

static NTMS_PMIDINFORMATIONW media_of(const NTMS_GUID *id)
{
    return world_read(id, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

static BOOL lies_in(const NTMS_GUID *id, const NTMS_GUID *place)
{
    NTMS_PMIDINFORMATIONW media = media_of(id);
    return world_same(&media.Location, place);
}

static void start(const char *content)
{
    struct vtl_client_library library = library_config(0, content);
    world_start(&library, 1, NULL, 0);
}

static void carry(struct vtl_control_place from, struct vtl_control_place to)
{
    assert_int_equal(vtl_move(world.vtl, from, to, 0), 0);
}

static struct vtl_control_place shelf(void)
{
    return vtl_place(0, VTL_OUTSIDE, 0);
}

/* ---- data cartridges ---- */

static BOOL is_home(void *context)
{
    return lies_in(context, &world.slots[2]);
}

/* What a hand has put into a drive goes home at the start (API: RSM start sequence). */
static void test_swapped_and_moved_cartridges_are_followed(void **state)
{
    NTMS_GUID ids[3];
    (void)state;
    start(cartridges);
    ids[0] = media_id("A00000L4");
    ids[1] = media_id("A00001L4");
    ids[2] = media_id("A00002L4");
    world_close();
    carry(world_slot(0), world_slot(5));
    carry(world_slot(1), world_slot(0));
    carry(world_slot(5), world_slot(1));
    carry(world_slot(2), world_drive_place(1));
    world_open();
    assert_true(lies_in(&ids[0], &world.slots[1]));
    assert_true(lies_in(&ids[1], &world.slots[0]));
    world_wait(is_home, &ids[2], "the cartridge at home");
    assert_int_equal(media_of(&ids[2]).LocationType, NTMS_STORAGESLOT);
    world_close();
    carry(world_slot(2), world_port(0));
    world_open();
    assert_true(lies_in(&ids[2], &world.ports[0]));
    assert_int_equal(media_of(&ids[2]).LocationType, NTMS_IEPORT);
    invariant_check(world.session, world.vtl);
}

static void test_cartridge_taken_away_goes_to_the_shelf_and_comes_back(void **state)
{
    (void)state;
    start(cartridges);
    NTMS_GUID id = media_id("A00001L4");
    world_close();
    carry(world_slot(1), shelf());
    world_open();
    NTMS_PMIDINFORMATIONW media = media_of(&id);
    NTMS_LIBRARYINFORMATION library = world_read(&media.CurrentLibrary, NTMS_LIBRARY).Info.Library;
    assert_int_equal(library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_true(world_same(&media.Location, &world_null_guid));
    assert_int_equal(media.LocationType, NTMS_STORAGESLOT);
    assert_int_equal(world_slot_state(1), NTMS_SLOTSTATE_EMPTY);
    invariant_check(world.session, world.vtl);
    world_close();
    assert_int_equal(vtl_move_from_shelf(world.vtl, "A00001L4", world_slot(4)), 0);
    world_open();
    assert_true(lies_in(&id, &world.slots[4]));
    media = media_of(&id);
    assert_true(world_same(&media.CurrentLibrary, &world.library));
    NTMS_GUID again = media_id("A00001L4");
    assert_true(world_same(&again, &id));
    invariant_check(world.session, world.vtl);
}

static void test_cartridge_that_went_to_another_library_is_the_same(void **state)
{
    struct vtl_client_library both[] = {library_config(0, cartridges), library_config(1, NULL)};
    (void)state;
    world_start(both, 2, NULL, 0);
    NTMS_GUID id = media_id("A00001L4");
    world_close();
    carry(world_slot(1), vtl_place(1, VTL_SLOT, 2));
    world_open();
    library_use("Changer1");
    assert_true(lies_in(&id, &world.slots[2]));
    NTMS_GUID again = media_id("A00001L4");
    assert_true(world_same(&again, &id));
    invariant_check(world.session, world.vtl);
}

static void test_cartridges_without_labels_are_told_by_their_places(void **state)
{
    NTMS_GUID before[WORLD_LIST];
    NTMS_GUID after[WORLD_LIST];
    (void)state;
    start("s0=,data\ns1=,data\ns2=A00002L4,data\n");
    assert_int_equal(world_list(&world.library, NTMS_PHYSICAL_MEDIA, before), 3);
    invariant_check(world.session, world.vtl);
    world_reopen();
    assert_int_equal(world_list(&world.library, NTMS_PHYSICAL_MEDIA, after), 3);
    assert_memory_equal(before, after, 3 * sizeof before[0]);
    world_close();
    carry(world_slot(0), shelf());
    world_open();
    assert_int_equal(world_list(&world.library, NTMS_PHYSICAL_MEDIA, after), 2);
    invariant_check(world.session, world.vtl);
}

static void test_library_without_a_reader_knows_cartridges_by_their_places(void **state)
{
    struct vtl_client_library library = library_config(0, cartridges);
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    library.barcode_reader = 0;
    world_start(&library, 1, NULL, 0);
    assert_false(world_library().BarCodeReaderInstalled);
    DWORD count = world_list(&world.library, NTMS_PHYSICAL_MEDIA, list);
    assert_int_equal(count, 3);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW media = media_of(&list[i]);
        assert_int_equal(media.szBarCode[0], 0);
        assert_true(world_same(&media.Location, &world.slots[0]) ||
                    world_same(&media.Location, &world.slots[1]) ||
                    world_same(&media.Location, &world.slots[2]));
    }
    /* The cleaner is known by its slot, and comes home again. */
    library_bring_cleaner(0, "CLN001L4", 5);
    NTMS_GUID request = library_clean(1);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    world_reopen();
    assert_int_equal(world_list(&world.library, NTMS_PHYSICAL_MEDIA, list), 3);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0) + world_device_cleanings(1), 2);
}

/* ---- the cleaner ---- */

static void test_cleaner_taken_by_hand_is_gone_and_remembered(void **state)
{
    NTMS_GUID operation = world_null_guid;
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    world_close();
    carry(world_slot(LIBRARY_SLOT), shelf());
    world_open();
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    assert_true(world_cleaner_slot_is(&world.slots[LIBRARY_SLOT]));
    invariant_check(world.session, world.vtl);
    assert_int_equal(vtl_move_from_shelf(world.vtl, "CLN001L4", world_port(0)), 0);
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 5, NTMS_INJECT_START), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

static void test_cleaner_left_in_a_drive_by_hand_is_put_back(void **state)
{
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    world_close();
    carry(world_slot(LIBRARY_SLOT), world_drive_place(1));
    world_open();
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

static void test_spent_cleaner_fails_the_request_and_is_not_used_again(void **state)
{
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    assert_int_equal(vtl_set_uses(world.vtl, world_slot(LIBRARY_SLOT), 0, 1), 0);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_CLEANER_CARTRIDGE_SPENT);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    request = library_clean(1);
    world_wait_state(&request, NTMS_LM_WAITING);
    assert_int_equal(world_device_cleanings(1), 0);
    world_reopen();
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

static void test_failed_cleaning_leaves_a_library_that_cleans(void **state)
{
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    assert_int_equal(vtl_alert(world.vtl, 0, 0, 100, 1), 0);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_UNABLE_TO_CLEAN);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(vtl_alert(world.vtl, 0, 0, 100, 0), 0);
    request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

/* ---- devices that are busy ---- */

static void busy(uint16_t device, uint16_t drive, uint16_t opcode, uint32_t times)
{
    struct vtl_control_fault fault = {
        .drive = drive,
        .device = device,
        .opcode = opcode,
        .times = times,
        .action = VTL_FAULT_BUSY,
    };
    assert_int_equal(vtl_fault(world.vtl, &fault), 0);
}

static void test_drive_that_is_busy_is_cleaned_all_the_same(void **state)
{
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    busy(1, 0, VTL_OPCODE_ANY, 3);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(world_device_cleanings(0), 1);
}

static void test_changer_that_is_busy_is_asked_again(void **state)
{
    enum { MOVE_MEDIUM = 0xA5 };
    (void)state;
    start(cartridges);
    library_bring_cleaner(0, "CLN001L4", 5);
    busy(0, 0, MOVE_MEDIUM, 2);
    NTMS_GUID request = library_clean(0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_swapped_and_moved_cartridges_are_followed),
        CASE(test_cartridge_taken_away_goes_to_the_shelf_and_comes_back),
        CASE(test_cartridge_that_went_to_another_library_is_the_same),
        CASE(test_cartridges_without_labels_are_told_by_their_places),
        CASE(test_library_without_a_reader_knows_cartridges_by_their_places),
        CASE(test_cleaner_taken_by_hand_is_gone_and_remembered),
        CASE(test_cleaner_left_in_a_drive_by_hand_is_put_back),
        CASE(test_spent_cleaner_fails_the_request_and_is_not_used_again),
        CASE(test_failed_cleaning_leaves_a_library_that_cleans),
        CASE(test_drive_that_is_busy_is_cleaned_all_the_same),
        CASE(test_changer_that_is_busy_is_asked_again),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
