/* SPDX-License-Identifier: MIT */
/*
 * Cartridges that leave a library by its ports, and come back as what they were: several with one
 * opening, some left in the port, a service that starts anew in between, a library that is full.
 */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/ports_support.h"

static void start(uint32_t ports, const char *content)
{
    struct vtl_client_library library = library_config(0, content);
    library.ports = ports;
    world_start(&library, 1, NULL, 0);
}

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

/* The port that holds the cartridge. */
static uint32_t port_of(const char *barcode)
{
    struct vtl_dump_cartridge cartridge;
    for (uint32_t i = 0; i < world.port_count; i++) {
        if (world_device_at(world_port(i), &cartridge) && strcmp(cartridge.barcode, barcode) == 0)
            return i;
    }
    fail_msg("'%s' is in no port", barcode);
    return 0;
}

/* The cartridge belongs to an application, which has a logical medium on it. */
static NTMS_GUID allocate(const NTMS_GUID *medium, const NTMS_GUID *pool)
{
    NTMS_GUID sides[WORLD_LIST];
    NTMS_GUID logical;
    NTMS_GUID target = *pool;
    pools_place(medium, pool, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_list(medium, NTMS_PARTITION, sides), 1);
    assert_int_equal(AllocateNtmsMedia(world.session, &target, sides, &logical, 0, 0, NULL), 0);
    return logical;
}

static void expect_as_before(const NTMS_GUID *medium, const NTMS_GUID *pool,
                             const NTMS_GUID *logical)
{
    NTMS_GUID sides[WORLD_LIST];
    NTMS_PMIDINFORMATIONW row = media_of(medium);
    assert_true(world_same(&row.CurrentLibrary, &world.library));
    assert_true(world_same(&row.MediaPool, pool));
    assert_int_equal(world_list(medium, NTMS_PARTITION, sides), 1);
    NTMS_PARTITIONINFORMATIONW side = world_read(sides, NTMS_PARTITION).Info.Partition;
    assert_int_equal(side.State, NTMS_PARTSTATE_ALLOCATED);
    assert_true(world_same(&side.LogicalMedia, logical));
}

static BOOL is_here(void *medium)
{
    NTMS_PMIDINFORMATIONW row = media_of(medium);
    return world_same(&row.CurrentLibrary, &world.library);
}

static void bring_back(const NTMS_GUID *first, const NTMS_GUID *second)
{
    NTMS_GUID operation = world_null_guid;
    NTMS_GUID media[2] = {*first, *second};
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STARTMANY), 0);
    ports_wait_open();
    ports_bring(3, "A00000L4");
    ports_bring(1, "A00002L4");
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_RETRACT), 0);
    world_wait(is_here, &media[0], "the first back");
    world_wait(is_here, &media[1], "the second back");
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STOP), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
}

static void test_two_of_three_are_taken_and_brought_back(void **state)
{
    NTMS_GUID operation = world_null_guid;
    NTMS_GUID media[3];
    NTMS_GUID logical[3];
    char name[16];
    (void)state;
    start(4, "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n");
    NTMS_GUID type = pools_library_type();
    NTMS_GUID pool = pools_make((const WCHAR *)u"Backup", &type);
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "A0000%dL4", i);
        media[i] = media_id(name);
        logical[i] = allocate(&media[i], &pool);
    }
    assert_int_equal(ports_eject(&media[0], NULL, NTMS_EJECT_QUEUE), 0);
    assert_int_equal(ports_eject(&media[1], NULL, NTMS_EJECT_QUEUE), 0);
    assert_int_equal(ports_eject(&media[2], &operation, NTMS_EJECT_START), 0);
    ports_wait_open();
    uint32_t first = port_of("A00000L4");
    (void)port_of("A00001L4"); /* all of them with one opening */
    uint32_t second = port_of("A00002L4");
    ports_take(first);
    ports_take(second);
    assert_int_equal(ports_eject(NULL, &operation, NTMS_EJECT_STOP), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
    NTMS_GUID offline = ports_shelf();
    for (int i = 0; i < 3; i++) {
        NTMS_GUID library = media_of(&media[i]).CurrentLibrary;
        assert_true(world_same(&library, i == 1 ? &world.library : &offline));
    }
    assert_true(world_slot_state(1) == NTMS_SLOTSTATE_FULL);
    world_check_truth();
    world_reopen();
    bring_back(&media[0], &media[2]);
    for (int i = 0; i < 3; i++)
        expect_as_before(&media[i], &pool, &logical[i]);
    assert_int_equal(world_sql_number("SELECT count(*) FROM physical_media", NULL), 3);
    world_check_truth();
}

/* Two come, there is room for one: the operator is asked to take the other one out. */
static void test_what_finds_no_slot_is_taken_out_again(void **state)
{
    NTMS_GUID operation = world_null_guid;
    NTMS_GUID asked;
    (void)state;
    start(2, "s0..s4=A%05uL4,data\n");
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STARTMANY), 0);
    ports_wait_open();
    assert_int_equal(vtl_insert_data(world.vtl, world_port(0), "B00000L4"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_port(1), "B00001L4"), 0);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_RETRACT), 0);
    world_wait_operator(NTMS_OPREQ_DEVICESERVICE, &asked);
    NTMS_OPREQUESTINFORMATIONW row = world_read(&asked, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(row.Arg1Type, NTMS_IEPORT);
    struct vtl_dump_cartridge cartridge;
    uint32_t port = world_device_at(world_port(0), &cartridge) ? 0 : 1;
    assert_true(world_same(&row.Arg1, &world.ports[port]));
    ports_take(port);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    ports_settle();
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
    assert_int_equal(world_slot_state(5), NTMS_SLOTSTATE_FULL);
    assert_int_equal(world_sql_number("SELECT count(*) FROM physical_media", NULL), 6);
    world_check_truth();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_two_of_three_are_taken_and_brought_back, world_teardown),
        cmocka_unit_test_teardown(test_what_finds_no_slot_is_taken_out_again, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
