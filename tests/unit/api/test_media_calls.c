/* SPDX-License-Identifier: MIT */
/* The calls that hand out and catalogue media over an engine that answers what the test says. */
#include "support/cmocka_shim.h"

#include "api/win32.h"
#include "engine_fake.h"

#include <string.h>

static NTMS_GUID one = {1, 1, 1, {1, 1, 1, 1, 1, 1, 1, 1}};
static NTMS_GUID two = {2, 2, 2, {2, 2, 2, 2, 2, 2, 2, 2}};
static NTMS_GUID three = {3, 3, 3, {3, 3, 3, 3, 3, 3, 3, 3}};
static const NTMS_GUID none;

static bool same(const void *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *b) == 0;
}

static int setup(void **state)
{
    memset(&engine_fake, 0, sizeof engine_fake);
    memcpy(engine_fake.operation.bytes, &three, sizeof engine_fake.operation.bytes);
    *state = OpenNtmsSessionW(NULL, NULL, 0);
    engine_fake.calls = 0;
    return *state == INVALID_HANDLE_VALUE;
}

static int teardown(void **state)
{
    engine_fake.error = 0;
    return CloseNtmsSession(*state) != ERROR_SUCCESS;
}

static void test_allocate_bad_arguments_fail(void **state)
{
    HANDLE session = *state;
    NTMS_ALLOCATION_INFORMATION information = {0};
    NTMS_GUID media = two;
    assert_int_equal(AllocateNtmsMedia(NULL, &one, NULL, &media, 0, 0, NULL), ERROR_INVALID_HANDLE);
    assert_true(same(&media, &two));
    assert_int_equal(AllocateNtmsMedia(session, &one, NULL, NULL, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(AllocateNtmsMedia(session, NULL, NULL, &media, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_true(same(&media, &none));
    static const DWORD sizes[] = {0, 20, sizeof information - 1, sizeof information + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        information.dwSize = sizes[i];
        media = two;
        assert_int_equal(AllocateNtmsMedia(session, &one, NULL, &media, 0, 0, &information),
                         ERROR_INVALID_PARAMETER);
        assert_true(same(&media, &none));
    }
    assert_int_equal(engine_fake.calls, 0);
}

static void test_allocate_passes_on_and_writes_the_result(void **state)
{
    HANDLE session = *state;
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information};
    NTMS_GUID media = two;
    assert_int_equal(AllocateNtmsMedia(session, &one, NULL, &media, 6, 77, &information), 0);
    assert_true(same(&engine_fake.id, &one) && same(&engine_fake.previous, &two));
    assert_false(engine_fake.has_first);
    assert_int_equal(engine_fake.options, 6);
    assert_int_equal(engine_fake.timeout, 77);
    assert_true(same(&media, &three) && same(&information.AllocatedFrom, &one));
    assert_int_equal(information.dwSize, sizeof information);
    memset(&information.AllocatedFrom, 0x7E, sizeof information.AllocatedFrom);
    engine_fake.error = ERROR_TIMEOUT;
    assert_int_equal(AllocateNtmsMedia(session, &one, &two, &media, 0, INFINITE, &information),
                     ERROR_TIMEOUT);
    assert_true(engine_fake.has_first && same(&engine_fake.second, &two));
    assert_int_equal(engine_fake.timeout, INFINITE);
    assert_true(same(&media, &none));
    assert_int_equal(information.AllocatedFrom.Data1, 0x7E7E7E7E);
}

/* Two sides, in the layout of that width and version. */
struct blocks {
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW sides[2];
};

static struct blocks sound_blocks(void)
{
    struct blocks blocks;
    memset(&blocks, 0, sizeof blocks);
    blocks.medium.dwSize = sizeof blocks.medium;
    blocks.medium.dwType = NTMS_PHYSICAL_MEDIA;
    blocks.medium.Info.PhysicalMedia.dwNumberOfPartitions = 2;
    memcpy(blocks.medium.Info.PhysicalMedia.szBarCode, u"B 1 ", 10);
    for (size_t i = 0; i < 2; i++) {
        blocks.sides[i].dwSize = sizeof blocks.sides[i];
        blocks.sides[i].dwType = NTMS_PARTITION;
        blocks.sides[i].Info.Partition.Side = (WORD)(7 + i);
    }
    return blocks;
}

static DWORD create(HANDLE session, struct blocks *blocks)
{
    struct blocks before = *blocks;
    DWORD error = CreateNtmsMediaW(session, &blocks->medium, blocks->sides, 1);
    if (error != ERROR_SUCCESS)
        assert_memory_equal(blocks, &before, sizeof before);
    return error;
}

static void test_create_media_bad_arguments_fail(void **state)
{
    static const DWORD sizes[] = {0, 4, 759, 761, 896, 1395, 1397, 1407, 1409, 0xFFFFFFFF};
    HANDLE session = *state;
    struct blocks blocks = sound_blocks();
    assert_int_equal(CreateNtmsMediaW(NULL, NULL, NULL, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(CreateNtmsMediaA(NULL, NULL, NULL, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(CreateNtmsMediaW(session, NULL, blocks.sides, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaW(session, &blocks.medium, NULL, 0), ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        blocks = sound_blocks();
        blocks.medium.dwSize = sizes[i];
        assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
        blocks = sound_blocks();
        blocks.sides[i % 2].dwSize = sizes[i];
        assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
    }
    blocks = sound_blocks();
    blocks.sides[0].dwSize = 760; /* only the cartridge may be short */
    assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
    blocks = sound_blocks();
    blocks.medium.dwType = NTMS_UNKNOWN;
    assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
    blocks = sound_blocks();
    blocks.sides[1].dwType = NTMS_PHYSICAL_MEDIA;
    assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
    blocks = sound_blocks();
    for (size_t i = 0; i < 64; i++)
        blocks.sides[1].Info.Partition.szOmidLabelType[i] = 'x'; /* no end */
    assert_int_equal(create(session, &blocks), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
}

static void test_create_media_passes_on_and_writes_back(void **state)
{
    static const DWORD sizes[] = {760, sizeof(NTMS_I1_OBJECTINFORMATIONW),
                                  sizeof(NTMS_OBJECTINFORMATIONW)};
    HANDLE session = *state;
    for (size_t i = 0; i < 3; i++) {
        struct blocks blocks = sound_blocks();
        struct blocks before = blocks;
        blocks.medium.dwSize = sizes[i];
        assert_int_equal(create(session, &blocks), ERROR_SUCCESS);
        assert_int_equal(engine_fake.count, 2);
        assert_int_equal(engine_fake.options, 1);
        assert_string_equal(engine_fake.information.info.physical_media.barcode, "B 1 ");
        assert_int_equal(engine_fake.sides[1].info.partition.side, 8);
        assert_int_equal(blocks.medium.dwSize, sizes[i]);
        assert_true(same(&blocks.medium.ObjectGuid, &three));
        assert_true(same(&blocks.sides[1].Info.Partition.PhysicalMedia, &three));
        assert_memory_equal((uint8_t *)&blocks.medium + sizes[i],
                            (uint8_t *)&before.medium + sizes[i], sizeof before.medium - sizes[i]);
        blocks = sound_blocks();
        engine_fake.error = ERROR_MEDIA_INCOMPATIBLE;
        assert_int_equal(create(session, &blocks), ERROR_MEDIA_INCOMPATIBLE);
        engine_fake.error = 0;
    }
}

/* However many sides are told, no more than a few are read. */
static void test_create_media_reads_a_bounded_array(void **state)
{
    HANDLE session = *state;
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA sides[8];
    memset(&medium, 0, sizeof medium);
    memset(sides, 0, sizeof sides);
    medium.dwSize = 472;
    medium.dwType = NTMS_PHYSICAL_MEDIA;
    medium.Info.PhysicalMedia.dwNumberOfPartitions = 0xFFFFFFFF;
    for (size_t i = 0; i < 8; i++) {
        sides[i].dwSize = sizeof sides[i];
        sides[i].dwType = NTMS_PARTITION;
    }
    engine_fake.error = ERROR_MEDIA_INCOMPATIBLE;
    assert_int_equal(CreateNtmsMediaA(session, &medium, sides, 0), ERROR_MEDIA_INCOMPATIBLE);
    assert_int_equal(engine_fake.count, 8);
    assert_int_equal(engine_fake.information.info.physical_media.number_of_partitions, 0xFFFFFFFF);
}

static void test_label_bad_arguments_fail(void **state)
{
    HANDLE session = *state;
    NTMS_FILESYSTEM_INFO volume = {{'F', 0}, {0}, 1};
    assert_int_equal(UpdateNtmsOmidInfo(NULL, NULL, 0, 0, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(UpdateNtmsOmidInfo(session, NULL, 1, 644, &volume), ERROR_INVALID_PARAMETER);
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 1, 644, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 1, 0, &volume), ERROR_INVALID_PARAMETER);
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 0, 644, &volume), ERROR_INVALID_PARAMETER);
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 3, 644, &volume), ERROR_INVALID_PARAMETER);
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 2, 643, &volume), ERROR_INVALID_PARAMETER);
    volume.FileSystemType[0] = 0;
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 2, 644, &volume), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
}

static void test_label_passes_on(void **state)
{
    HANDLE session = *state;
    NTMS_FILESYSTEM_INFO volume;
    char raw[3] = "ab";
    assert_int_equal(UpdateNtmsOmidInfo(session, &two, 1, 3, raw), ERROR_SUCCESS);
    assert_true(same(&engine_fake.id, &two));
    assert_int_equal(engine_fake.raw_length, 3);
    for (size_t i = 0; i < 64; i++)
        volume.FileSystemType[i] = 'T';
    for (size_t i = 0; i < 256; i++)
        volume.VolumeName[i] = 'N';
    volume.SerialNumber = 0x12345678;
    engine_fake.error = ERROR_BAD_FORMAT;
    assert_int_equal(UpdateNtmsOmidInfo(session, &one, 2, 1000, &volume), ERROR_BAD_FORMAT);
    assert_true(same(&engine_fake.id, &one));
    assert_int_equal(engine_fake.raw_length, 0);
    assert_int_equal(strlen(engine_fake.path), 63);
    assert_int_equal(strlen(engine_fake.volume_name), 255);
    assert_int_equal(engine_fake.serial_number, 0x12345678);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_allocate_bad_arguments_fail),
        CASE(test_allocate_passes_on_and_writes_the_result),
        CASE(test_create_media_bad_arguments_fail),
        CASE(test_create_media_passes_on_and_writes_back),
        CASE(test_create_media_reads_a_bounded_array),
        CASE(test_label_bad_arguments_fail),
        CASE(test_label_passes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
