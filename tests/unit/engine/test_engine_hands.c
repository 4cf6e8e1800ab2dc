/* SPDX-License-Identifier: MIT */
/* Cartridges that are not where the database has them: hands, arms, unreadable labels. */
#include "engine_fixture.h"

#include "engine/runtime.h"
#include "port/os.h"

static struct base_guid media_of(const char *barcode)
{
    struct base_guid ids[16];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 16);
    struct base_guid none = {{0}};
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &row);
        if (strcmp(row.info.physical_media.barcode, barcode) == 0) {
            return ids[i];
        }
    }
    return none;
}

static struct model_physical_media media_row(const struct base_guid *id)
{
    struct model_information row;
    fixture_read(id, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media;
}

static void expect_same(const char *barcode, const struct base_guid *before)
{
    struct base_guid after = media_of(barcode);
    assert_true(base_guid_equal(&after, before));
}

static void restart_after(bool moved)
{
    assert_true(moved);
    fixture_start();
}

static void test_cartridge_in_another_slot_is_the_same_object(void **state)
{
    struct base_guid media;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 4));
    expect_same("A00001L4", &media);
    fixture_check();
    fixture_end();
}

static void test_cartridge_taken_out_is_missing_and_returns(void **state)
{
    struct base_guid media;
    struct vtl_control_move back = {
        .from = {0, VTL_OUTSIDE, 0}, .to = {0, VTL_SLOT, 5}, .barcode = "A00001L4"};
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 1, VTL_OUTSIDE, 0));
    expect_same("A00001L4", &media);
    assert_true(media_row(&media).missing_since != 0);
    fixture_check();
    fixture_stop();
    restart_after(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &back, sizeof back));
    expect_same("A00001L4", &media);
    assert_int_equal(media_row(&media).missing_since, 0);
    fixture_check();
    fixture_end();
}

static void await_empty_arm(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    char barcode[36];
    do {
        fixture_sleep(10);
        vtl_transport_barcode(VTL_TRANSPORT, 0, barcode);
    } while (barcode[0] != '\0' && port_clock_monotonic() < until);
    assert_string_equal(barcode, "");
}

/* A robot that died with a cartridge in its hand. */
static void test_cartridge_on_the_arm_is_put_down_and_known(void **state)
{
    struct base_guid media;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 1, VTL_TRANSPORT, 0));
    await_empty_arm();
    fixture_stop();
    fixture_start();
    expect_same("A00001L4", &media);
    fixture_check();
    fixture_end();
}

/* The same without the restart that would find it anyway. */
static void test_cartridge_put_down_from_the_arm_is_known_at_once(void **state)
{
    struct base_guid media;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 1, VTL_TRANSPORT, 0));
    await_empty_arm();
    fixture_check();
    expect_same("A00001L4", &media);
    fixture_check();
    fixture_end();
}

static bool set_element(uint32_t slot, uint32_t exception, uint32_t hide_label)
{
    struct vtl_control_element element = {.place = {0, VTL_SLOT, slot},
                                          .exception = exception,
                                          .asc = 0x83,
                                          .ascq = 0x00,
                                          .hide_label = hide_label};
    return vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &element, sizeof element);
}

static void test_slot_in_an_exceptional_state_hides_its_cartridge(void **state)
{
    struct base_guid media;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(set_element(1, 1, 0));
    expect_same("A00001L4", &media);
    assert_int_equal(media_row(&media).missing_since, 0);
    fixture_stop();
    restart_after(set_element(1, 0, 0));
    expect_same("A00001L4", &media);
    fixture_check();
    fixture_end();
}

static void test_label_that_cannot_be_read_keeps_the_cartridge(void **state)
{
    struct base_guid media;
    struct base_guid ids[16];
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    fixture_stop();
    restart_after(set_element(1, 0, 1));
    assert_int_equal(media_row(&media).missing_since, 0);
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 16), 3);
    fixture_stop();
    restart_after(set_element(1, 0, 0));
    expect_same("A00001L4", &media);
    fixture_check();
    fixture_end();
}

/* A cleaner that a person put into another slot is no longer the library's cleaner. */
static void test_cleaner_in_another_slot_is_forgotten(void **state)
{
    struct base_guid slot;
    (void)state;
    fixture_usual();
    fixture_inject(5);
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 0, VTL_SLOT, 3));
    assert_int_equal(fixture_library_row().flags & MODEL_LIBRARYFLAG_CLEANERPRESENT, 0);
    fixture_check();
    assert_int_equal(engine_cleaner_slot_release(fixture_session(), fixture_library()), 0);
    slot = fixture_slot(4);
    assert_int_equal(engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot), 0);
    fixture_end();
}

/* A slot that the robot is bringing a cartridge to is not empty for ReserveNtmsCleanerSlot.
 * PROMISE: ReserveNtmsCleanerSlot/12 */
static void test_reserve_slot_that_a_move_goes_to_is_refused(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid request;
    struct base_guid slot;
    struct model_information row;
    base_error error = 0;
    (void)state;
    config.cartridges = "s1=A00001L4,data\nd1=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    vtl_transport_hold_robot(true);
    fixture_start();
    assert_int_equal(fixture_clean(1, &request), 0);
    while (fixture_stillness() >= 0) {
        fixture_sleep(2);
    }
    slot = fixture_slot(0);
    error = engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot);
    vtl_transport_hold_robot(false);
    /* That the request waits for a cleaner may be known before the drive is empty. */
    fixture_await(&request, MODEL_LM_WAITING);
    while (fixture_stillness() < 0) {
        fixture_sleep(2);
    }
    fixture_read(&slot, MODEL_STORAGESLOT, &row);
    assert_int_equal(row.info.slot.state, MODEL_SLOTSTATE_FULL);
    assert_int_equal(error, BASE_ERROR_RESOURCE_NOT_AVAILABLE);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

/* Without a bar code reader the cleaner is known by where it is, over restarts and data moves. */
static void test_cleaner_without_bar_codes_stays_known(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid ids[16];
    struct base_guid request;
    (void)state;
    config.barcode_reader = false;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    fixture_inject(7);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(fixture_clean(i % 2, &request), 0);
        assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
        fixture_stop();
        fixture_start();
        assert_true((fixture_library_row().flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0);
        assert_int_equal(fixture_library_row().cleaner_uses_remaining, 6 - i);
        assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 16), 3);
    }
    assert_int_equal(vtl_transport_cleanings(0), 2);
    assert_int_equal(vtl_transport_cleanings(1), 2);
    fixture_end();
}

/* The same with a cleaner that lies in a drive at the restart, as after a crash. */
static void test_cleaner_found_in_a_drive_is_brought_home(void **state)
{
    char barcode[36];
    (void)state;
    fixture_usual();
    fixture_inject(7);
    fixture_stop();
    restart_after(vtl_transport_hand(VTL_SLOT, 0, VTL_DRIVE, 0));
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    do {
        fixture_sleep(10);
        vtl_transport_barcode(VTL_SLOT, 0, barcode);
    } while (barcode[0] == '\0' && port_clock_monotonic() < until);
    assert_string_equal(barcode, CLEANER_BARCODE);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static void inventory(void)
{
    struct model_information request;
    base_error error = BASE_ERROR_SUCCESS;
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
    assert_int_equal(fixture_await_end(&request.object.id, &error), MODEL_LM_PASSED);
}

/* The first look after a start is recorded in full, the next ones only where they differ. */
static void test_inventory_after_one_without_news_finds_what_was_moved(void **state)
{
    struct base_guid media;
    struct base_guid slot;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    for (int i = 0; i < 3; i++)
        inventory();
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 4));
    inventory();
    slot = fixture_slot(4);
    expect_same("A00001L4", &media);
    struct base_guid place = media_row(&media).location;
    assert_true(base_guid_equal(&place, &slot));
    inventory();
    assert_true(vtl_transport_hand(VTL_SLOT, 4, VTL_OUTSIDE, 0));
    inventory();
    assert_true(media_row(&media).missing_since != 0);
    assert_true(vtl_transport_insert(VTL_SLOT, 3, "A00009L4", 0));
    inventory();
    struct base_guid newcomer = media_of("A00009L4");
    assert_false(base_guid_is_null(&newcomer));
    fixture_check();
    fixture_end();
}

/* What a library shows is not compared when its rows were changed meanwhile. */
static void test_inventory_notices_that_its_rows_were_changed(void **state)
{
    struct base_guid media;
    struct base_guid slot;
    struct model_information row;
    struct store_transaction *transaction = NULL;
    (void)state;
    fixture_usual();
    media = media_of("A00001L4");
    slot = media_row(&media).location;
    inventory();
    struct store *store = fixture_session()->engine->store;
    assert_int_equal(store_begin_write(store, &transaction), 0);
    assert_int_equal(store_object_get(transaction, &media, MODEL_PHYSICAL_MEDIA, &row), 0);
    row.info.physical_media.location = (struct base_guid){{0}};
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
    inventory();
    struct base_guid place = media_row(&media).location;
    assert_true(base_guid_equal(&place, &slot));
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cartridge_in_another_slot_is_the_same_object),
        cmocka_unit_test(test_cartridge_taken_out_is_missing_and_returns),
        cmocka_unit_test(test_cartridge_on_the_arm_is_put_down_and_known),
        cmocka_unit_test(test_cartridge_put_down_from_the_arm_is_known_at_once),
        cmocka_unit_test(test_slot_in_an_exceptional_state_hides_its_cartridge),
        cmocka_unit_test(test_label_that_cannot_be_read_keeps_the_cartridge),
        cmocka_unit_test(test_cleaner_in_another_slot_is_forgotten),
        cmocka_unit_test(test_cleaner_without_bar_codes_stays_known),
        cmocka_unit_test(test_cleaner_found_in_a_drive_is_brought_home),
        cmocka_unit_test(test_reserve_slot_that_a_move_goes_to_is_refused),
        cmocka_unit_test(test_inventory_after_one_without_news_finds_what_was_moved),
        cmocka_unit_test(test_inventory_notices_that_its_rows_were_changed),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
