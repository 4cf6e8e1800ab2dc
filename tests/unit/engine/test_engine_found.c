/* SPDX-License-Identifier: MIT */
/* Cartridges that turn up, change places and come back, looked at in drives: whole stories over the
 * virtual library. */
#include "engine_fixture.h"

#include "found_support.h"

#include <stdio.h>
#include <string.h>

static void test_new_library_is_read_through(void **state)
{
    (void)state;
    found_begin("s1=A00001L4,data,label=Monday\ns2=A00002L4,data\ns3=A00003L4,data,block=STRANGE\n"
                "d1=A00004L4,data,label=Tuesday\n",
                true);
    setenv("NTMS_FIRST_INVENTORY", "2", 1);
    fixture_start();
    setenv("NTMS_FIRST_INVENTORY", "1", 1);
    found_await(MODEL_LM_INVENTORY);
    found_expect("A00001L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Monday");
    found_expect("A00004L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Tuesday");
    found_expect("A00002L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_FOREIGN, "");
    found_expect("A00003L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_FOREIGN, "");
    found_settle();
    /* Known from now on: the next start looks at bar codes only. */
    uint32_t visits = found_count(MODEL_LM_PROCESSOMID) + found_count(MODEL_LM_CLASSIFY);
    assert_true(visits >= 4);
    fixture_stop();
    fixture_start();
    assert_int_equal(found_count(MODEL_LM_PROCESSOMID) + found_count(MODEL_LM_CLASSIFY), visits);
    fixture_check();
    fixture_end();
}

/* The work of a process that leaves is the next one's. */
static void test_reading_through_goes_on_in_the_next_session(void **state)
{
    (void)state;
    found_begin("s1=A00001L4,data,label=Monday\ns2=A00002L4,data,label=Tuesday\n"
                "s3=A00003L4,data,label=Wednesday\n",
                true);
    setenv("NTMS_FIRST_INVENTORY", "2", 1);
    fixture_start();
    setenv("NTMS_FIRST_INVENTORY", "1", 1);
    for (int i = 0; i < 3; i++) {
        fixture_stop();
        fixture_start();
    }
    found_settle();
    found_expect("A00001L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Monday");
    found_expect("A00002L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Tuesday");
    found_expect("A00003L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Wednesday");
    found_settle();
    fixture_check();
    fixture_end();
}

static void test_lost_database_gives_the_tapes_back(void **state)
{
    struct base_guid pool;
    struct base_guid side;
    struct base_guid logical;
    struct base_guid source;
    (void)state;
    found_begin("s1=A00001L4,data,label=Mine\ns2=A00002L4,data,label=Theirs\n", true);
    fixture_start();
    fixture_stop();
    found_lose_database();
    setenv("NTMS_FIRST_INVENTORY", "2", 1);
    fixture_start();
    setenv("NTMS_FIRST_INVENTORY", "1", 1);
    found_await(MODEL_LM_INVENTORY);
    found_expect("A00001L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Mine");
    pool = found_pool("Backup", found_type("A00001L4"));
    side = found_side("A00001L4", 0);
    struct engine_allocate_wish wish = {.pool = &pool, .side = &side};
    assert_int_equal(engine_allocate(fixture_session(), &wish, &logical, &source), 0);
    found_expect("A00001L4", MODEL_POOLTYPE_APPLICATION, MODEL_PARTSTATE_ALLOCATED, "Mine");
    found_expect("A00002L4", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Theirs");
    found_settle();
    fixture_check();
    fixture_end();
}

/* ---- without a bar code reader ---- */

static void test_full_slot_is_looked_at_when_it_was_empty(void **state)
{
    (void)state;
    found_begin("s1=A,data,label=Monday\n", false);
    fixture_start();
    assert_int_equal(found_count(MODEL_LM_CLASSIFY), 0);
    assert_true(vtl_transport_insert(VTL_SLOT, 5, "X", 0));
    found_copy_label("A", "Monday", "X", "Sunday");
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    found_await(MODEL_LM_INVENTORY);
    found_await(MODEL_LM_CLASSIFY);
    assert_int_equal(found_count(MODEL_LM_CLASSIFY), 1); /* not of slot 1 */
    found_expect("Sunday", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Sunday");
    found_settle();
    fixture_check();
    fixture_end();
}

static void read_through(void)
{
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_OMID), 0);
    found_await(MODEL_LM_INVENTORY);
    found_settle();
}

static void test_tapes_without_bar_codes_are_followed_by_their_labels(void **state)
{
    (void)state;
    found_begin("s1=A,data,label=one\ns2=B,data,label=two\ns3=C,data,label=three\n", false);
    fixture_start();
    read_through();
    struct base_guid one = found_medium("one");
    struct base_guid two = found_medium("two");
    struct base_guid three = found_medium("three");
    /* Two change places, one goes elsewhere. */
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 5));
    assert_true(vtl_transport_hand(VTL_SLOT, 2, VTL_SLOT, 1));
    assert_true(vtl_transport_hand(VTL_SLOT, 5, VTL_SLOT, 2));
    assert_true(vtl_transport_hand(VTL_SLOT, 3, VTL_SLOT, 4));
    read_through();
    assert_true(found_lies_in(&one, 2));
    assert_true(found_lies_in(&two, 1));
    assert_true(found_lies_in(&three, 4));
    assert_int_equal(found_media(), 3);
    fixture_check();
    /* The last one alone, without reading all. */
    assert_true(vtl_transport_hand(VTL_SLOT, 4, VTL_SLOT, 0));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    found_await(MODEL_LM_INVENTORY);
    found_await(MODEL_LM_CLASSIFY);
    found_settle();
    assert_true(found_lies_in(&three, 0));
    assert_int_equal(found_media(), 3);
    fixture_check();
    fixture_end();
}

static void test_stranger_in_a_known_slot(void **state)
{
    (void)state;
    found_begin("s1=A,data,label=one\ns2=B,data,label=two\n", false);
    fixture_start();
    read_through();
    struct base_guid one = found_medium("one");
    uint8_t label[4096];
    uint32_t length = vtl_transport_read("A", 0, label, sizeof label);
    assert_true(vtl_transport_write("A", 0, NULL, 0)); /* erased, or another tape */
    read_through();
    assert_int_equal(found_media(), 3);
    assert_false(found_lies_in(&one, 1));
    fixture_check();
    assert_true(vtl_transport_write("A", 0, label, length)); /* it comes back */
    read_through();
    assert_true(found_lies_in(&one, 1));
    assert_int_equal(found_media(), 2);
    fixture_check();
    fixture_end();
}

/* What no drive can use, and a cleaner that nobody had told of, are looked at once only. */
static void test_useless_cartridges_are_incompatible(void **state)
{
    char name[MODEL_NAME_BYTES];
    (void)state;
    found_begin("s1=A,data,density=99\ns2=B,data,label=two\n", false);
    fixture_start();
    assert_true(vtl_transport_insert(VTL_SLOT, 4, "C", 30));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    found_await(MODEL_LM_INVENTORY);
    found_settle();
    found_name(4, name);
    found_expect(name, MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_INCOMPATIBLE, "");
    uint32_t uses = vtl_transport_uses("C");
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    found_await(MODEL_LM_INVENTORY);
    fixture_stop();
    fixture_start();
    found_settle();
    assert_int_equal(found_count(MODEL_LM_CLASSIFY), 1);
    assert_int_equal(vtl_transport_uses("C"), uses);
    read_through();
    found_name(1, name);
    found_expect(name, MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_INCOMPATIBLE, "");
    found_expect("two", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "two");
    fixture_check();
    fixture_end();
}

/* ---- bar codes that cannot always be read; several libraries ---- */

static void hide_label(uint32_t slot, bool hide)
{
    struct vtl_control_element element = {.place = {0, VTL_SLOT, slot}, .hide_label = hide};
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &element, sizeof element));
}

static void test_bar_code_that_becomes_readable_is_the_cartridge_s(void **state)
{
    struct model_information row;
    (void)state;
    found_begin("s1=A00001L4,data,label=Monday\ns2=A00002L4,data\n", true);
    hide_label(1, true);
    hide_label(2, true);
    fixture_start();
    read_through();
    struct base_guid known = found_medium("Monday");
    struct base_guid blank = found_in(2);
    fixture_stop();
    hide_label(1, false);
    hide_label(2, false);
    fixture_start();
    found_settle();
    /* A record that knew nothing takes the bar code; of one that knows a label the label tells. */
    assert_int_equal(found_media(), 2);
    assert_true(found_lies_in(&blank, 2));
    assert_true(found_lies_in(&known, 1));
    fixture_read(&blank, MODEL_PHYSICAL_MEDIA, &row);
    assert_string_equal(row.info.physical_media.barcode, "A00002L4");
    assert_string_equal(row.object.name, "A00002L4");
    fixture_read(&known, MODEL_PHYSICAL_MEDIA, &row);
    assert_string_equal(row.info.physical_media.barcode, "A00001L4");
    assert_int_equal(row.info.physical_media.barcode_state, MODEL_BARCODESTATE_OK);
    found_expect("Monday", MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_IMPORT, "Monday");
    fixture_check();
    /* Not to be read for once. */
    fixture_stop();
    hide_label(1, true);
    fixture_start();
    fixture_read(&known, MODEL_PHYSICAL_MEDIA, &row);
    assert_string_equal(row.info.physical_media.barcode, "A00001L4");
    assert_int_equal(row.info.physical_media.barcode_state, MODEL_BARCODESTATE_UNREADABLE);
    fixture_stop();
    hide_label(1, false);
    fixture_start();
    fixture_read(&known, MODEL_PHYSICAL_MEDIA, &row);
    assert_int_equal(row.info.physical_media.barcode_state, MODEL_BARCODESTATE_OK);
    fixture_check();
    fixture_end();
}

/* Whichever of two libraries is looked at first. */
static void test_cartridge_carried_to_another_library_is_the_same(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    (void)state;
    fixture_begin();
    config.cartridges = "s1=A00001L4,data\n";
    vtl_transport_add(&config);
    config.cartridges = "s1=B00001L4,data\n";
    config.number = 1;
    config.first_tape = 2;
    strcpy(config.identity.serial, "LIB0002");
    strcpy(config.drive.identity.serial, "DRW");
    vtl_transport_add(&config);
    fixture_start();
    struct base_guid first = found_medium("A00001L4");
    struct base_guid second = found_medium("B00001L4");
    fixture_stop();
    struct vtl_control_move there = {.from = {0, VTL_SLOT, 1}, .to = {1, VTL_SLOT, 3}};
    struct vtl_control_move here = {.from = {1, VTL_SLOT, 1}, .to = {0, VTL_SLOT, 3}};
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &there, sizeof there));
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &here, sizeof here));
    fixture_start();
    assert_int_equal(found_media(), 2);
    struct model_information one;
    struct model_information two;
    fixture_read(&first, MODEL_PHYSICAL_MEDIA, &one);
    fixture_read(&second, MODEL_PHYSICAL_MEDIA, &two);
    assert_false(base_guid_equal(&one.info.physical_media.current_library,
                                 &two.info.physical_media.current_library));
    assert_int_equal(one.info.physical_media.missing_since, 0);
    assert_int_equal(two.info.physical_media.missing_since, 0);
    fixture_stop();
    fixture_start();
    assert_int_equal(found_media(), 2);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_library_is_read_through),
        cmocka_unit_test(test_reading_through_goes_on_in_the_next_session),
        cmocka_unit_test(test_lost_database_gives_the_tapes_back),
        cmocka_unit_test(test_full_slot_is_looked_at_when_it_was_empty),
        cmocka_unit_test(test_tapes_without_bar_codes_are_followed_by_their_labels),
        cmocka_unit_test(test_stranger_in_a_known_slot),
        cmocka_unit_test(test_useless_cartridges_are_incompatible),
        cmocka_unit_test(test_bar_code_that_becomes_readable_is_the_cartridge_s),
        cmocka_unit_test(test_cartridge_carried_to_another_library_is_the_same),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
