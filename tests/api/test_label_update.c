/* SPDX-License-Identifier: MIT */
/* UpdateNtmsOmidInfo: each row, the raw label and that of a file system. */
#include "allocate_support.h"

#include <stdio.h>

enum { BLOCK = 512, TEXTS = 128 };

static void put16(BYTE *at, unsigned value)
{
    at[0] = (BYTE)value;
    at[1] = (BYTE)(value >> 8);
}

/* Size and place of a text inside the block. */
static void put_text(BYTE *block, size_t field, size_t place, const char *text)
{
    put16(block + field, (unsigned)strlen(text));
    put16(block + field + 2, (unsigned)place);
    memcpy(block + place, text, strlen(text));
}

/* A media header of the Microsoft Tape Format. */
static void write_header(BYTE block[BLOCK], const char *name, const char *software)
{
    unsigned sum = 0;
    memset(block, 0, BLOCK);
    memcpy(block, "TAPE", 4);
    put16(block + 8, BLOCK);
    block[48] = 1; /* ANSI */
    put_text(block, 68, TEXTS, name);
    put_text(block, 80, TEXTS + 64, software);
    put16(block + 84, BLOCK);
    block[93] = 1;
    for (size_t i = 0; i < 50; i += 2)
        sum ^= (unsigned)(block[i] | block[i + 1] << 8);
    put16(block + 50, sum);
}

static NTMS_GUID owned_medium(void)
{
    NTMS_GUID media;
    stock_start();
    pools_place(&stock.media[0], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], 0, 0, &media), ERROR_SUCCESS);
    return media;
}

static DWORD update(const NTMS_GUID *media, DWORD type, DWORD size, void *buffer)
{
    NTMS_GUID id = *media;
    return UpdateNtmsOmidInfo(world.session, &id, type, size, buffer);
}

static void test_bad_arguments_fail(void **state)
{
    NTMS_FILESYSTEM_INFO volume = {.FileSystemType = L"NTFS", .SerialNumber = 1};
    (void)state;
    NTMS_GUID media = owned_medium();
    assert_int_equal(UpdateNtmsOmidInfo(NULL, NULL, 0, 0, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: UpdateNtmsOmidInfo/1 */
    assert_int_equal(UpdateNtmsOmidInfo(world.session, NULL, 2, sizeof volume, &volume),
                     ERROR_INVALID_PARAMETER);
    static const DWORD types[] = {0, 3, 0xFFFFFFFF};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(update(&media, types[i], sizeof volume, &volume), ERROR_INVALID_PARAMETER);
    for (DWORD type = 1; type <= 2; type++) {
        assert_int_equal(update(&media, type, sizeof volume, NULL), ERROR_INVALID_PARAMETER);
        assert_int_equal(update(&media, type, 0, &volume), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(sizeof volume, 644);
    assert_int_equal(update(&media, 2, 643, &volume), ERROR_INVALID_PARAMETER);
    /* PROMISE: UpdateNtmsOmidInfo/file-system */
    volume.FileSystemType[0] = 0;
    assert_int_equal(update(&media, 2, 644, &volume), ERROR_INVALID_PARAMETER);
    /* PROMISE: UpdateNtmsOmidInfo/3 */
    volume.FileSystemType[0] = L'N';
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &stock.sides[0],
                                    &stock.media[0], &stock.pool};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(update(bad[i], 2, 644, &volume), ERROR_INVALID_MEDIA);
    /* PROMISE: UpdateNtmsOmidInfo/4 */
    world_sql_beside("UPDATE media_side SET logical_media = NULL WHERE id = %g", &stock.sides[0]);
    assert_int_equal(update(&media, 2, 644, &volume), ERROR_INVALID_MEDIA);
    assert_int_equal(world_request_count(NTMS_LM_UPDATEOMID), 0);
}

static void test_raw_label(void **state)
{
    BYTE block[BLOCK] = {1, 2, 3};
    (void)state;
    NTMS_GUID media = owned_medium();
    /* PROMISE: UpdateNtmsOmidInfo/7 */
    assert_int_equal(update(&media, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block),
                     ERROR_BAD_FORMAT);
    write_header(block, "Monday", "A Backup Program");
    block[49] ^= 1; /* the checksum tells */
    assert_int_equal(update(&media, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block),
                     ERROR_BAD_FORMAT);
    assert_int_equal(stock_side(&stock.sides[0]).dwOmidLabelIdLength, 0);
    assert_int_equal(world_request_count(NTMS_LM_UPDATEOMID), 0);
    NTMS_OBJECTINFORMATIONW before = world_read(&stock.media[0], NTMS_PHYSICAL_MEDIA);
    write_header(block, "Monday", "A Backup Program");
    assert_int_equal(update(&media, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block), ERROR_SUCCESS);
    NTMS_PARTITIONINFORMATIONW side = stock_side(&stock.sides[0]);
    assert_int_equal(side.dwOmidLabelIdLength, 16);
    assert_memory_equal(side.szOmidLabelType, L"A Backup Program", 34);
    assert_memory_equal(side.szOmidLabelInfo, L"Monday", 14);
    assert_int_equal(side.State, NTMS_PARTSTATE_ALLOCATED);
    /* PROMISE: UpdateNtmsOmidInfo/name */
    NTMS_OBJECTINFORMATIONW after = world_read(&stock.media[0], NTMS_PHYSICAL_MEDIA);
    assert_memory_equal(before.szName, after.szName, sizeof before.szName);
    NTMS_GUID request = world_request(NTMS_LM_UPDATEOMID);
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
    assert_int_equal(row.State, NTMS_LM_PASSED);
    assert_true(world_same(&row.PartitionId, &stock.sides[0]));
    assert_true(world_same(&row.PhysMediaId, &stock.media[0]));
    assert_true(world_same(&row.Library, &world.library));
    /* The same label on two cartridges: accepted. */
    pools_place(&stock.media[1], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[1], 0, 0, &media), ERROR_SUCCESS);
    /* PROMISE: UpdateNtmsOmidInfo/duplicate */
    assert_int_equal(update(&media, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block), ERROR_SUCCESS);
    world_check_truth();
}

static void test_volume_label(void **state)
{
    static const BYTE serial[4] = {0x78, 0x56, 0x34, 0x12};
    NTMS_FILESYSTEM_INFO volume = {
        .FileSystemType = L"NTFS", .VolumeName = L"DATA", .SerialNumber = 0x12345678};
    (void)state;
    NTMS_GUID media = owned_medium();
    assert_int_equal(update(&media, NTMS_OMID_TYPE_FILESYSTEM_INFO, 644, &volume), ERROR_SUCCESS);
    NTMS_PARTITIONINFORMATIONW side = stock_side(&stock.sides[0]);
    assert_int_equal(side.dwOmidLabelIdLength, 4);
    assert_memory_equal(side.OmidLabelId, serial, 4);
    assert_memory_equal(side.szOmidLabelType, L"NTFS", 10);
    assert_memory_equal(side.szOmidLabelInfo, L"DATA", 10);
    /* Texts without an end are cut. */
    for (size_t i = 0; i < 64; i++)
        volume.FileSystemType[i] = L'f';
    for (size_t i = 0; i < 256; i++)
        volume.VolumeName[i] = L'v';
    assert_int_equal(update(&media, NTMS_OMID_TYPE_FILESYSTEM_INFO, 5000, &volume), ERROR_SUCCESS);
    side = stock_side(&stock.sides[0]);
    assert_int_equal(side.szOmidLabelType[62], L'f');
    assert_int_equal(side.szOmidLabelType[63], 0);
    assert_int_equal(side.szOmidLabelInfo[254], L'v');
    assert_int_equal(side.szOmidLabelInfo[255], 0);
    assert_int_equal(world_request_count(NTMS_LM_UPDATEOMID), 2);
}

static DWORD user_updates(void *context)
{
    NTMS_FILESYSTEM_INFO volume = {.FileSystemType = L"NTFS", .SerialNumber = 1};
    return update(context, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume, &volume);
}

static void test_rights(void **state)
{
    static const char all_but_control[] = "O:BAG:SYD:(A;;0x3;;;WD)";
    static const char control[] = "O:BAG:SYD:(A;;0x4;;;WD)";
    (void)state;
    NTMS_GUID media = owned_medium();
    /* PROMISE: UpdateNtmsOmidInfo/2 */
    pools_protect(&world.library, all_but_control);
    world_touch();
    assert_int_equal(world_as_user(user_updates, &media), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, control);
    world_touch();
    assert_int_equal(world_as_user(user_updates, &media), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_raw_label),
        CASE(test_volume_label),
        CASE(test_rights),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
