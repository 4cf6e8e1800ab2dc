/* SPDX-License-Identifier: MIT */
/* What is written on cartridges, set and read by the control device; what drives differ in. */
#include "support/cmocka_shim.h"

#include "vtl/blocks.h"
#include "vtl/tape.h"

enum { SIZE = sizeof(struct vtl_control_blocks), ROOM = 8192 };

static struct vtl_world *world;
static uint8_t out[ROOM];
static uint32_t got;

static bool add(const char *cartridges, const char *drives)
{
    struct vtl_library_config config = {
        .count = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 4, [VTL_PORT] = 1, [VTL_DRIVE] = 2},
        .first = {[VTL_TRANSPORT] = 0, [VTL_SLOT] = 1000, [VTL_PORT] = 16, [VTL_DRIVE] = 256},
        .drive = {.identity = {.serial = "D"}, .capacity_mb = 1},
        .cartridges = cartridges,
        .drives = drives,
    };
    return vtl_world_add_library(world, &config, 1000);
}

static int setup(void **state)
{
    (void)state;
    world = vtl_world_create();
    return world == NULL;
}

static int teardown(void **state)
{
    (void)state;
    vtl_world_free(world);
    return 0;
}

static uint32_t control(uint32_t code, const void *in, uint32_t in_length, uint32_t out_length)
{
    uint8_t *copy = malloc(in_length + 1); /* exact: the sanitizer sees a read beyond it */
    uint8_t *room = calloc(1, out_length + 1);
    assert_true(copy != NULL && room != NULL);
    memcpy(copy, in, in_length);
    struct vtl_ioctl call = {
        .code = code, .in = copy, .in_length = in_length, .out = room, .out_length = out_length};
    vtl_control_call(world, &call, 1000);
    got = call.information;
    assert_true(got <= out_length && out_length <= ROOM);
    memcpy(out, room, got);
    free(copy);
    free(room);
    return call.status;
}

/* Writes a block of `length` bytes and a file mark. */
static uint32_t write_side(const char *barcode, uint32_t side, const char *text, uint32_t length)
{
    uint8_t in[SIZE + 600] = {0};
    struct vtl_control_blocks blocks = {.side = side, .count = 2};
    strcpy(blocks.barcode, barcode);
    memcpy(in, &blocks, SIZE);
    memcpy(in + SIZE, &length, 4);
    memcpy(in + SIZE + 4, text, strlen(text));
    return control(VTL_IOCTL_SET_BLOCKS, in, SIZE + 4 + ((length + 3) & ~3u) + 4, 0);
}

static uint32_t read_side(const char *barcode, uint32_t side, uint32_t first, uint32_t count,
                          uint32_t room)
{
    struct vtl_control_blocks blocks = {.side = side, .first = first, .count = count};
    strcpy(blocks.barcode, barcode);
    return control(VTL_IOCTL_GET_BLOCKS, &blocks, SIZE, room);
}

static struct vtl_control_blocks_answer answer(void)
{
    struct vtl_control_blocks_answer result = {0};
    assert_true(got >= sizeof result);
    memcpy(&result, out, sizeof result);
    return result;
}

static void test_blocks_are_kept_per_side(void **state)
{
    (void)state;
    assert_true(add("s0=TWO,data,sides=2\n", NULL));
    assert_int_equal(write_side("TWO", 0, "front", 5), VTL_STATUS_SUCCESS);
    assert_int_equal(write_side("TWO", 1, "back side", 100), VTL_STATUS_SUCCESS);
    assert_int_equal(read_side("TWO", 0, 0, 9, ROOM), VTL_STATUS_SUCCESS);
    assert_int_equal(answer().total, 2);
    assert_int_equal(answer().count, 2);
    assert_int_equal(out[8], 5);
    assert_memory_equal(out + 12, "front\0\0\0", 8);
    assert_int_equal(out[20], 0); /* the mark */
    assert_int_equal(got, 8 + 4 + 8 + 4);
    assert_int_equal(read_side("TWO", 1, 0, 1, ROOM), VTL_STATUS_SUCCESS);
    assert_int_equal(answer().count, 1);
    assert_int_equal(out[8], 100);
    assert_memory_equal(out + 12, "back side", 9);
}

static void test_drive_reads_the_side_that_is_up(void **state)
{
    uint8_t data[64] = {0};
    uint8_t cdb[6] = {0x08, 0, 0, 0, 64};
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = 6,
                                  .data = data,
                                  .data_length = 64,
                                  .data_direction = VTL_DATA_IN};
    static const uint8_t move[12] = {0xA5, 0, 0, 0, 0x03, 0xE8, 0x01, 0x00, 0, 0, 1, 0};
    struct vtl_request flip = {.cdb = move, .cdb_length = 12};
    (void)state;
    assert_true(add("s0=TWO,data,sides=2\n", NULL));
    struct vtl_library *library = world->libraries[0];
    assert_int_equal(write_side("TWO", 0, "front", 5), VTL_STATUS_SUCCESS);
    assert_int_equal(write_side("TWO", 1, "back", 4), VTL_STATUS_SUCCESS);
    vtl_execute(&library->changer, &flip, 2000);
    if (flip.robot)
        vtl_finish(&library->changer, &flip, 2000);
    assert_int_equal(flip.status, SCSI_STATUS_GOOD);
    do {
        vtl_execute(&library->drives[0], &request, 3000);
    } while ((request.sense[2] & 0x0F) == SENSE_ATTENTION);
    assert_int_equal(request.transferred, 4);
    assert_memory_equal(data, "back", 4);
}

static void test_set_blocks_from_a_position_keeps_what_is_before(void **state)
{
    struct vtl_control_blocks blocks = {.barcode = "ONE", .first = 1};
    (void)state;
    assert_true(add("s0=ONE,data,label=Name\n", NULL));
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, &blocks, SIZE, 0), VTL_STATUS_SUCCESS);
    assert_int_equal(read_side("ONE", 0, 0, 9, ROOM), VTL_STATUS_SUCCESS);
    assert_int_equal(answer().total, 1);
    blocks.first = 0;
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, &blocks, SIZE, 0), VTL_STATUS_SUCCESS);
    assert_int_equal(read_side("ONE", 0, 0, 9, ROOM), VTL_STATUS_SUCCESS);
    assert_int_equal(answer().total, 0);
    blocks.first = 1;
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, &blocks, SIZE, 0), VTL_STATUS_INVALID_PARAMETER);
}

static void test_blocks_wrong_calls_are_refused(void **state)
{
    struct vtl_control_blocks blocks = {.place = {0, VTL_SLOT, 3}};
    uint8_t in[SIZE + 8] = {0};
    (void)state;
    assert_true(add("s0=ONE,data\ns1=CLN,cleaner,uses=1\n", NULL));
    assert_int_equal(read_side("NONE", 0, 0, 1, ROOM), VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(read_side("CLN", 0, 0, 1, ROOM), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(read_side("ONE", 1, 0, 1, ROOM), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(read_side("ONE", 0, 0, 1, 7), VTL_STATUS_BUFFER_TOO_SMALL);
    assert_int_equal(read_side("ONE", 0, UINT32_MAX, UINT32_MAX, 8), VTL_STATUS_SUCCESS);
    assert_int_equal(control(VTL_IOCTL_GET_BLOCKS, &blocks, SIZE, 64),
                     VTL_STATUS_SOURCE_ELEMENT_EMPTY);
    blocks.place.number = 4;
    assert_int_equal(control(VTL_IOCTL_GET_BLOCKS, &blocks, SIZE, 64),
                     VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(control(VTL_IOCTL_GET_BLOCKS, &blocks, SIZE - 1, 64),
                     VTL_STATUS_INFO_LENGTH_MISMATCH);
    blocks.place.number = 0;
    blocks.count = 1; /* says more than is there */
    memcpy(in, &blocks, SIZE);
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, in, SIZE, 0), VTL_STATUS_INVALID_PARAMETER);
    in[SIZE] = 5;
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, in, SIZE + 8, 0), VTL_STATUS_INVALID_PARAMETER);
    memset(in + SIZE, 0xFF, 4);
    assert_int_equal(control(VTL_IOCTL_SET_BLOCKS, in, SIZE + 8, 0), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(write_side("ONE", 0, "x", 501), VTL_STATUS_SUCCESS);
    assert_int_equal(read_side("ONE", 0, 0, 9, 300), VTL_STATUS_SUCCESS); /* whole ones only */
    assert_int_equal(answer().total, 2);
    assert_int_equal(answer().count, 0);
}

static void test_mtf_label_has_a_right_checksum(void **state)
{
    uint32_t sum = 0;
    (void)state;
    assert_true(add("s0=A,data,label=Name\ns1=B,data,label=Other\n", NULL));
    assert_int_equal(read_side("A", 0, 0, 1, ROOM), VTL_STATUS_SUCCESS);
    const uint8_t *block = out + 12;
    for (int i = 0; i < 52; i += 2)
        sum ^= block[i] | (uint32_t)block[i + 1] << 8;
    assert_int_equal(sum, 0);
    assert_memory_equal(block, "TAPE", 4);
    assert_int_equal(block[68], 4);  /* size of the name */
    assert_int_equal(block[70], 94); /* where it is */
    assert_memory_equal(block + 94, "NameVirtual Backup", 18);
}

static void test_drives_differ_as_configured(void **state)
{
    static const char *const bad[] = {
        "d2=density=65", "s0=density=65",  "d0=density=256", "d0=density=",
        "d0=gold",       "d0=density=65,", "d0=load wait",   "d1..d0=load",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(add(NULL, bad[i]));
    assert_true(add("d0=A,data,density=65\nd1=B,data,density=64\n",
                    "d0=density=65,writes=64,block=512\nd1=density=65,load\n"));
    struct vtl_library *library = world->libraries[0];
    assert_int_equal(vtl_drive_state(library->drives[0].drive, 2000), VTL_DRIVE_READY);
    assert_int_equal(vtl_drive_settings(library->drives[0].drive)->block_length, 512);
    assert_int_equal(vtl_drive_state(library->drives[1].drive, 2000), VTL_DRIVE_UNLOADED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(blocks_are_kept_per_side),
        CASE(drive_reads_the_side_that_is_up),
        CASE(set_blocks_from_a_position_keeps_what_is_before),
        CASE(blocks_wrong_calls_are_refused),
        CASE(mtf_label_has_a_right_checksum),
        CASE(drives_differ_as_configured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
