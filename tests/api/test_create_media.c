/* SPDX-License-Identifier: MIT */
/* CreateNtmsMediaA and -W: each row, each field that is given, made up and given back. */
#include "allocate_support.h"

#include <stdio.h>

enum { TWO_SIDED = 0x3B };

static struct {
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW sides[2];
} wish;

static void copy(WCHAR *out, const char *text)
{
    while ((*out++ = (WCHAR)*text++) != 0)
        continue;
}

static void wish_for(const NTMS_GUID *pool, DWORD sides)
{
    memset(&wish, 0, sizeof wish);
    wish.medium.dwSize = sizeof wish.medium;
    wish.medium.dwType = NTMS_PHYSICAL_MEDIA;
    wish.medium.Enabled = TRUE;
    wish.medium.Info.PhysicalMedia.MediaPool = *pool;
    wish.medium.Info.PhysicalMedia.dwNumberOfPartitions = sides;
    for (DWORD i = 0; i < 2; i++) {
        NTMS_OBJECTINFORMATIONW *side = &wish.sides[i];
        side->dwSize = sizeof *side;
        side->dwType = NTMS_PARTITION;
        side->Enabled = TRUE;
        side->Info.Partition.State = NTMS_PARTSTATE_IMPORT;
        side->Info.Partition.dwOmidLabelIdLength = 4;
        side->Info.Partition.OmidLabelId[0] = (BYTE)(1 + i);
        copy(side->Info.Partition.szOmidLabelType, "Backup");
        copy(side->Info.Partition.szOmidLabelInfo, "Monday");
    }
}

static int64_t catalogued(void)
{
    return world_sql_number("SELECT count(*) FROM physical_media AS m JOIN library AS l"
                            " ON l.id = m.current_library WHERE l.flags & 1",
                            NULL);
}

/* Leaves the blocks alone when it fails. */
static DWORD create(DWORD options)
{
    NTMS_OBJECTINFORMATIONW before = wish.medium;
    NTMS_OBJECTINFORMATIONW before_side = wish.sides[0];
    int64_t there = catalogued();
    DWORD error = CreateNtmsMediaW(world.session, &wish.medium, wish.sides, options);
    assert_int_equal(catalogued(), there + (error == ERROR_SUCCESS));
    if (error != ERROR_SUCCESS) {
        assert_memory_equal(&wish.medium, &before, sizeof before);
        assert_memory_equal(&wish.sides[0], &before_side, sizeof before_side);
    }
    return error;
}

/* PROMISE: CreateNtmsMedia/1 */
static void test_bad_blocks_fail(void **state)
{
    (void)state;
    stock_start();
    wish_for(&stock.pool, 1);
    assert_int_equal(CreateNtmsMediaW(NULL, NULL, NULL, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(CreateNtmsMediaW(world.session, NULL, wish.sides, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaW(world.session, &wish.medium, NULL, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaA(world.session, NULL, NULL, 0), ERROR_INVALID_PARAMETER);
    static const DWORD sizes[] = {0, 472, 759, 761, 896, 1395, 1397, 1407, 1409, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        wish_for(&stock.pool, 1);
        wish.medium.dwSize = sizes[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
        wish_for(&stock.pool, 1);
        wish.sides[0].dwSize = sizes[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    }
    wish_for(&stock.pool, 1);
    wish.medium.dwType = NTMS_PARTITION;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    wish_for(&stock.pool, 1);
    wish.sides[0].dwType = NTMS_PHYSICAL_MEDIA;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    /* PROMISE: CreateNtmsMedia/options */
    for (DWORD options = 2; options != 0; options *= 2) {
        wish_for(&stock.pool, 1);
        assert_int_equal(create(options), ERROR_INVALID_PARAMETER);
    }
}

/* PROMISE: CreateNtmsMedia/fields */
static void test_bad_fields_fail(void **state)
{
    (void)state;
    stock_start();
    static const DWORD lengths[] = {0, 256, 0xFFFFFFFF};
    for (size_t i = 0; i < 3; i++) {
        wish_for(&stock.pool, 1);
        wish.sides[0].Info.Partition.dwOmidLabelIdLength = lengths[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    }
    wish_for(&stock.pool, 1);
    wish.sides[0].Info.Partition.szOmidLabelType[0] = 0;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    wish_for(&stock.pool, 1);
    wish.sides[0].Info.Partition.State = 10;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    wish_for(&stock.pool, 1);
    wish.medium.Info.PhysicalMedia.CurrentLibrary = world.library;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    /* PROMISE: CreateNtmsMedia/state */
    for (DWORD value = 0; value <= NTMS_PARTSTATE_RESERVED; value++) {
        if (value == NTMS_PARTSTATE_ALLOCATED || value == NTMS_PARTSTATE_COMPLETE)
            continue;
        wish_for(&stock.pool, 1);
        wish.sides[0].Info.Partition.State = value;
        wish.sides[0].Info.Partition.LogicalMedia = world_stray_guid;
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(catalogued(), 0);
}

static void test_pools_that_take_none_fail(void **state)
{
    (void)state;
    stock_start();
    NTMS_GUID folder = pools_make(L"Folder", NULL);
    NTMS_GUID foreign = pools_child(NTMS_POOLTYPE_FOREIGN, &stock.lto);
    NTMS_GUID root = pools_root();
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &stock.free_pool,
                                    &foreign,          &folder,          &root,
                                    &stock.media[0]};
    /* PROMISE: CreateNtmsMedia/3 */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        wish_for(bad[i], 1);
        assert_int_equal(create(0), ERROR_INVALID_MEDIA_POOL);
    }
    wish_for(&stock.import, 1);
    assert_int_equal(create(0), ERROR_SUCCESS);
}

static void test_number_of_sides_must_fit(void **state)
{
    (void)state;
    stock_start();
    static const DWORD counts[] = {0, 2, 0xFFFFFFFF};
    NTMS_OBJECTINFORMATIONW many[8];
    /* PROMISE: CreateNtmsMedia/4 */
    for (size_t i = 0; i < 2; i++) {
        wish_for(&stock.pool, counts[i]);
        assert_int_equal(create(0), ERROR_MEDIA_INCOMPATIBLE);
    }
    /* However many are told, only so many are read. */
    wish_for(&stock.pool, counts[2]);
    for (size_t i = 0; i < 8; i++)
        many[i] = wish.sides[0];
    assert_int_equal(CreateNtmsMediaW(world.session, &wish.medium, many, 0),
                     ERROR_MEDIA_INCOMPATIBLE);
    NTMS_GUID type = pools_type(TWO_SIDED);
    NTMS_GUID pool = pools_make(L"Discs", &type);
    wish_for(&pool, 1);
    assert_int_equal(create(0), ERROR_MEDIA_INCOMPATIBLE);
    wish_for(&pool, 2);
    assert_int_equal(create(0), ERROR_SUCCESS);
    assert_int_equal(wish.sides[1].Info.Partition.Side, 1);
    /* By its number: neither bar code nor a single side. */
    assert_int_equal(
        world_sql_number("SELECT name = sequence_number FROM physical_media WHERE id = %g",
                         &wish.medium.ObjectGuid),
        1);
}

static void test_duplicates(void **state)
{
    (void)state;
    stock_start();
    wish_for(&stock.pool, 1);
    copy(wish.medium.Info.PhysicalMedia.szBarCode, "Z00001L4   ");
    assert_int_equal(create(1), ERROR_SUCCESS);
    wish_for(&stock.pool, 1);
    /* PROMISE: CreateNtmsMedia/6 */
    assert_int_equal(create(NTMS_ERROR_ON_DUPLICATE), ERROR_INVALID_MEDIA);
    assert_int_equal(create(0), ERROR_SUCCESS);
    wish_for(&stock.pool, 1);
    wish.sides[0].Info.Partition.OmidLabelId[0] = 9;
    assert_int_equal(create(NTMS_ERROR_ON_DUPLICATE), ERROR_SUCCESS);
    /* PROMISE: CreateNtmsMedia/5 */
    static const char *const taken[] = {"Z00001L4", "Z00001L4 ", "A00000L4"};
    for (size_t i = 0; i < 3; i++) {
        wish_for(&stock.pool, 1);
        copy(wish.medium.Info.PhysicalMedia.szBarCode, taken[i]);
        assert_int_equal(create(0), ERROR_INVALID_MEDIA);
    }
    /* PROMISE: CreateNtmsMedia/7 */
    const NTMS_GUID *const used[] = {&stock.media[0], &stock.sides[0], &stock.pool, &world.library};
    for (size_t i = 0; i < 4; i++) {
        wish_for(&stock.pool, 1);
        wish.medium.ObjectGuid = *used[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
        wish_for(&stock.pool, 1);
        wish.sides[0].ObjectGuid = *used[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
        wish_for(&stock.pool, 1);
        wish.sides[0].Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
        wish.sides[0].Info.Partition.LogicalMedia = *used[i];
        assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
    }
    wish_for(&stock.pool, 1);
    wish.medium.ObjectGuid = world_stray_guid;
    wish.sides[0].ObjectGuid = world_stray_guid;
    assert_int_equal(create(0), ERROR_INVALID_PARAMETER);
}

static void test_what_is_filled_in(void **state)
{
    static const NTMS_GUID ids[3] = {{1, 0, 0, {0}}, {2, 0, 0, {0}}, {3, 0, 0, {0}}};
    (void)state;
    stock_start();
    wish_for(&stock.pool, 1);
    NTMS_PMIDINFORMATIONW *medium = &wish.medium.Info.PhysicalMedia;
    NTMS_PARTITIONINFORMATIONW *side = &wish.sides[0].Info.Partition;
    wish.medium.ObjectGuid = ids[0];
    wish.sides[0].ObjectGuid = ids[1];
    side->LogicalMedia = ids[2];
    side->State = NTMS_PARTSTATE_COMPLETE;
    side->Side = 7;
    side->dwMountCount = 11;
    side->dwAllocateCount = 12;
    side->Capacity.QuadPart = 13000000000;
    copy(wish.medium.szDescription, "from the other server");
    copy(wish.sides[0].szName, "side A");
    wish.sides[0].Enabled = FALSE;
    medium->dwMediaTypeCode = 5;
    medium->dwDensityCode = 0x46;
    medium->MediaState = NTMS_MEDIASTATE_LOADED;
    medium->HomeSlot = world.slots[0];
    medium->Location = world.slots[0];
    assert_int_equal(create(0), ERROR_SUCCESS);
    NTMS_OBJECTINFORMATIONW read = world_read(&ids[0], NTMS_PHYSICAL_MEDIA);
    assert_memory_equal(&read, &wish.medium, sizeof read);
    assert_true(read.Created.wYear >= 2024);
    assert_memory_equal(read.szName, L"Monday", 14);
    assert_int_equal(read.dwOperationalState, NTMS_READY);
    assert_true(world_same(&medium->Location, &world_null_guid));
    assert_true(world_same(&medium->HomeSlot, &world_null_guid));
    assert_true(world_same(&medium->MediaType, &stock.lto));
    assert_int_equal(medium->LocationType, NTMS_STORAGESLOT);
    assert_int_equal(medium->BarCodeState, NTMS_BARCODESTATE_UNREADABLE);
    assert_int_equal(medium->MediaState, NTMS_MEDIASTATE_IDLE);
    assert_true(medium->szSequenceNumber[0] != 0);
    assert_int_equal(medium->dwDensityCode, 0x46);
    read = world_read(&ids[1], NTMS_PARTITION);
    assert_memory_equal(&read, &wish.sides[0], sizeof read);
    assert_false(read.Enabled);
    assert_memory_equal(read.szName, L"side A", 14);
    assert_true(world_same(&side->PhysicalMedia, &ids[0]));
    assert_int_equal(side->Side, 0);
    assert_int_equal(side->dwAllocateCount, 12);
    assert_int_equal(side->Capacity.QuadPart, 13000000000);
    NTMS_LMIDINFORMATION logical = world_read(&ids[2], NTMS_LOGICAL_MEDIA).Info.LogicalMedia;
    assert_true(world_same(&logical.MediaPool, &stock.pool));
    assert_int_equal(logical.dwNumberOfPartitions, 1);
    NTMS_MEDIAPOOLINFORMATION pool = pools_read(&stock.pool);
    assert_int_equal(pool.dwNumberOfPhysicalMedia, 1);
    assert_int_equal(pool.dwNumberOfLogicalMedia, 1);
    NTMS_LIBRARYINFORMATION shelf = world_read(&medium->CurrentLibrary, NTMS_LIBRARY).Info.Library;
    assert_int_equal(shelf.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE, 1);
    assert_int_equal(shelf.dwNumberOfMedia, 1);
    /* PROMISE: CreateNtmsMedia/owner */
    wish_for(&stock.pool, 1);
    side->State = NTMS_PARTSTATE_ALLOCATED;
    medium->CurrentLibrary = world_null_guid;
    assert_int_equal(create(0), ERROR_SUCCESS);
    assert_false(world_same(&side->LogicalMedia, &world_null_guid));
    stock_expect(&side->LogicalMedia, &stock.pool, &wish.sides[0].ObjectGuid);
}

/* PROMISE: CreateNtmsMedia/layouts */
static void test_ansi_short_and_first_layouts(void **state)
{
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA side;
    NTMS_I1_OBJECTINFORMATIONW old;
    NTMS_I1_OBJECTINFORMATIONW old_side;
    (void)state;
    stock_start();
    static const DWORD sizes[] = {sizeof medium, 472};
    for (DWORD i = 0; i < 2; i++) {
        memset(&medium, 0, sizeof medium);
        memset(&side, 0, sizeof side);
        medium.dwSize = sizes[i];
        medium.dwType = NTMS_PHYSICAL_MEDIA;
        medium.Info.PhysicalMedia.MediaPool = stock.pool;
        medium.Info.PhysicalMedia.dwNumberOfPartitions = 1;
        snprintf(medium.Info.PhysicalMedia.szBarCode, 64, "ANSI%u  ", (unsigned)i);
        side.dwSize = sizeof side;
        side.dwType = NTMS_PARTITION;
        side.Info.Partition.dwOmidLabelIdLength = 1;
        strcpy(side.Info.Partition.szOmidLabelType, "Type");
        assert_int_equal(CreateNtmsMediaA(world.session, &medium, &side, 0), ERROR_SUCCESS);
        assert_int_equal(medium.dwSize, sizes[i]);
        assert_int_equal(strlen(medium.szName), 5);
        assert_string_equal(medium.szName, medium.Info.PhysicalMedia.szBarCode);
        assert_int_equal(medium.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);
        (void)world_read(&side.ObjectGuid, NTMS_PARTITION);
    }
    wish_for(&stock.pool, 1);
    wish.medium.dwSize = 760;
    assert_int_equal(create(0), ERROR_SUCCESS);
    wish_for(&stock.pool, 1);
    memcpy(&old, &wish.medium, sizeof old);
    memcpy(&old_side, &wish.sides[0], sizeof old_side);
    old.dwSize = sizeof old;
    old_side.dwSize = sizeof old_side;
    assert_int_equal(CreateNtmsMediaW(world.session, (NTMS_OBJECTINFORMATIONW *)&old,
                                      (NTMS_OBJECTINFORMATIONW *)&old_side, 0),
                     ERROR_SUCCESS);
    (void)world_read(&old.ObjectGuid, NTMS_PHYSICAL_MEDIA);
    (void)world_read(&old_side.ObjectGuid, NTMS_PARTITION);
}

static DWORD user_creates(void *context)
{
    (void)context;
    return CreateNtmsMediaW(world.session, &wish.medium, wish.sides, 0);
}

static void test_rights(void **state)
{
    static const char modify[] = "O:BAG:SYD:(A;;0x3;;;WD)";
    static const char all_but_modify[] = "O:BAG:SYD:(A;;0x5;;;WD)";
    NTMS_GUID computer[WORLD_LIST];
    (void)state;
    stock_start();
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, computer), 1);
    wish_for(&stock.pool, 1);
    /* PROMISE: CreateNtmsMedia/2 */
    pools_protect(&stock.pool, all_but_modify);
    pools_protect(&computer[0], modify);
    world_touch();
    assert_int_equal(world_as_user(user_creates, NULL), ERROR_ACCESS_DENIED);
    pools_protect(&stock.pool, modify);
    pools_protect(&computer[0], all_but_modify);
    world_touch();
    assert_int_equal(world_as_user(user_creates, NULL), ERROR_ACCESS_DENIED);
    pools_protect(&computer[0], modify);
    world_touch();
    assert_int_equal(world_as_user(user_creates, NULL), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_blocks_fail),
        CASE(test_bad_fields_fail),
        CASE(test_pools_that_take_none_fail),
        CASE(test_number_of_sides_must_fit),
        CASE(test_duplicates),
        CASE(test_what_is_filled_in),
        CASE(test_ansi_short_and_first_layouts),
        CASE(test_rights),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
