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
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
