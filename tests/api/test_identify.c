/* SPDX-License-Identifier: MIT */
/*
 * Who is this cartridge: unknown tapes, known labels, blanks, cartridges moved by hand, a lost
 * database (API: concept pages on media identification; InventoryNtmsLibrary by labels).
 */
#include "pools_support.h"

#include <stdio.h>

static const char tapes[] = "s0=A00000L4,data,label=Monday\ns1=A00001L4,data\n"
                            "s2=A00002L4,data,block=STRANGE\ns3=A00003L4,data,label=Tuesday\n";

static void start(const char *cartridges, BOOL reader, BOOL full)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 2;
    library.ports = 1;
    library.barcode_reader = reader != FALSE;
    library.cartridges = cartridges;
    assert_true(SetEnvironmentVariableA("NTMS_FIRST_INVENTORY", full ? "2" : "1"));
    world_start(&library, 1, NULL, 0);
    assert_true(SetEnvironmentVariableA("NTMS_FIRST_INVENTORY", "1"));
}

/* The library's work is done and its drives are empty. */
static BOOL is_at_rest(void *context)
{
    (void)context;
    for (DWORD i = 0; i < world.drive_count; i++) {
        if (world_drive(i).State != NTMS_DRIVESTATE_DISMOUNTED)
            return FALSE;
    }
    return world_sql_number("SELECT count(*) FROM lib_request WHERE state IN (0, 1, 5)", NULL) == 0;
}

static void settle(void)
{
    world_wait(is_at_rest, NULL, "the library is still at work");
    if (world_library().BarCodeReaderInstalled) /* the truth is told by bar codes */
        world_check_truth();
}

static void inventory(DWORD action)
{
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, action), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&request, NTMS_LM_PASSED, ERROR_SUCCESS);
    settle();
}

static NTMS_GUID side_in(uint32_t slot)
{
    NTMS_GUID medium = pools_medium(slot);
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(&medium, NTMS_PARTITION, list), 1);
    return list[0];
}

static BOOL text_is(const WCHAR *wide, const char *text)
{
    while (*text != '\0' && *wide == (WCHAR)(BYTE)*text) {
        wide++;
        text++;
    }
    return *text == '\0' && *wide == 0;
}

/* What the side in the slot is known to be: state, pool, name in the label ("": none). */
static void expect(uint32_t slot, DWORD state, DWORD pool_type, const char *info)
{
    NTMS_GUID side_id = side_in(slot);
    NTMS_GUID medium_id = pools_medium(slot);
    NTMS_PARTITIONINFORMATIONW side = world_read(&side_id, NTMS_PARTITION).Info.Partition;
    NTMS_PMIDINFORMATIONW medium = world_read(&medium_id, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    NTMS_MEDIAPOOLINFORMATION pool = pools_read(&medium.MediaPool);
    assert_int_equal(side.State, state);
    assert_int_equal(pool.PoolType, pool_type);
    assert_true(world_same(&pool.MediaType, &medium.MediaType));
    assert_true(text_is(side.szOmidLabelInfo, info));
    assert_int_equal(side.dwOmidLabelIdLength != 0, info[0] != '\0');
    assert_int_equal(side.szOmidLabelType[0] != 0, info[0] != '\0');
}

static void expect_all_known(void)
{
    expect(0, NTMS_PARTSTATE_IMPORT, NTMS_POOLTYPE_IMPORT, "Monday");
    expect(1, NTMS_PARTSTATE_FOREIGN, NTMS_POOLTYPE_FOREIGN, "");
    expect(2, NTMS_PARTSTATE_FOREIGN, NTMS_POOLTYPE_FOREIGN, "");
    expect(3, NTMS_PARTSTATE_IMPORT, NTMS_POOLTYPE_IMPORT, "Tuesday");
}

/* An unknown bar code tells nothing until somebody asks for the labels. */
static void test_inventory_by_labels(void **state)
{
    (void)state;
    start(tapes, TRUE, FALSE);
    inventory(NTMS_INVENTORY_FAST);
    for (uint32_t slot = 0; slot < 4; slot++)
        expect(slot, NTMS_PARTSTATE_FOREIGN, NTMS_POOLTYPE_FOREIGN, "");
    assert_int_equal(world_device_cleanings(0), 0);
    inventory(NTMS_INVENTORY_OMID);
    expect_all_known();
    NTMS_GUID medium = pools_medium(0);
    NTMS_OBJECTINFORMATIONW object = world_read(&medium, NTMS_PHYSICAL_MEDIA);
    assert_true(text_is(object.szName, "A00000L4"));
    assert_int_equal(object.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_true(object.Info.PhysicalMedia.szSequenceNumber[0] != 0);
    /* Once more: the same. */
    inventory(NTMS_INVENTORY_OMID);
    expect_all_known();
}

/* With an empty database all tapes are read, and an application takes its own back in one call. */
static void test_lost_database(void **state)
{
    (void)state;
    start(tapes, TRUE, TRUE);
    NTMS_GUID request = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&request, NTMS_LM_PASSED, ERROR_SUCCESS);
    settle();
    expect_all_known();
    NTMS_GUID type = pools_library_type();
    NTMS_GUID pool = pools_make(L"Backup", &type);
    NTMS_GUID side = side_in(3);
    NTMS_GUID logical = world_null_guid;
    NTMS_ALLOCATION_INFORMATION from = {.dwSize = sizeof from};
    assert_int_equal(AllocateNtmsMedia(world.session, &pool, &side, &logical, 0, 0, &from),
                     ERROR_SUCCESS);
    expect(3, NTMS_PARTSTATE_ALLOCATED, NTMS_POOLTYPE_APPLICATION, "Tuesday");
    NTMS_MEDIAPOOLINFORMATION source = pools_read(&from.AllocatedFrom);
    assert_int_equal(source.PoolType, NTMS_POOLTYPE_IMPORT);
    world_reopen();
    settle();
    expect(3, NTMS_PARTSTATE_ALLOCATED, NTMS_POOLTYPE_APPLICATION, "Tuesday");
    expect(0, NTMS_PARTSTATE_IMPORT, NTMS_POOLTYPE_IMPORT, "Monday");
}

static void hand(uint32_t from, uint32_t to)
{
    assert_int_equal(vtl_move(world.vtl, world_slot(from), world_slot(to), 0), 0);
}

static void test_cartridges_without_bar_codes(void **state)
{
    (void)state;
    start("s0=A,data,label=one\ns1=B,data,label=two\ns2=C,data\n", FALSE, FALSE);
    inventory(NTMS_INVENTORY_OMID);
    NTMS_GUID one = pools_medium(0);
    NTMS_GUID two = pools_medium(1);
    /* Named by the label, else by the number that a person would write on it. */
    assert_true(text_is(world_read(&one, 0).szName, "one"));
    NTMS_GUID blank = pools_medium(2);
    NTMS_OBJECTINFORMATIONW object = world_read(&blank, NTMS_PHYSICAL_MEDIA);
    assert_memory_equal(object.szName, object.Info.PhysicalMedia.szSequenceNumber, 8);
    /* They change places. */
    hand(0, 5);
    hand(1, 0);
    hand(5, 1);
    inventory(NTMS_INVENTORY_OMID);
    NTMS_GUID first = pools_medium(0);
    NTMS_GUID second = pools_medium(1);
    assert_true(world_same(&first, &two));
    assert_true(world_same(&second, &one));
    /* One goes to an empty slot: a fast look is enough. */
    hand(1, 4);
    inventory(NTMS_INVENTORY_FAST);
    first = pools_medium(4);
    assert_true(world_same(&first, &one));
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_PHYSICAL_MEDIA, list), 3);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_inventory_by_labels),
        CASE(test_lost_database),
        CASE(test_cartridges_without_bar_codes),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
