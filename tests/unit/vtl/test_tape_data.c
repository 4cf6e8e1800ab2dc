/* SPDX-License-Identifier: MIT */
/* Blocks, filemarks and positions of the virtual drive against SSC-4. */
#include "drive_fixture.h"

static const uint8_t rewind_tape[16] = {0x01};
static const uint8_t filemark[16] = {0x10, 0, 0, 0, 1};

static uint32_t write_block(struct fixture *f, uint8_t fill, uint32_t length)
{
    uint8_t data[4096];
    memset(data, fill, length);
    data[length - 1] ^= 1;
    return fixture_write(f, CDB(0x0A, 0, 0, (uint8_t)(length >> 8), (uint8_t)length), data, length);
}

static uint32_t read_block(struct fixture *f, uint32_t length)
{
    return fixture_receive(f, CDB(0x08, 0, 0, (uint8_t)(length >> 8), (uint8_t)length), length);
}

static uint32_t position(struct fixture *f)
{
    assert_int_equal(fixture_receive(f, CDB(0x34), 20), 0);
    assert_int_equal(f->request.transferred, 20);
    return vtl_get32(f->data + 4);
}

static uint32_t information(const struct fixture *f)
{
    assert_int_equal(f->request.sense[0], 0xF0);
    return vtl_get32(f->request.sense + 3);
}

/* Two files: blocks of 100 and 200 bytes, mark, one of 300 bytes, mark. */
static void write_two_files(struct fixture *f)
{
    assert_int_equal(write_block(f, 1, 100), 0);
    assert_int_equal(write_block(f, 2, 200), 0);
    assert_int_equal(fixture_send(f, filemark), 0);
    assert_int_equal(write_block(f, 3, 300), 0);
    assert_int_equal(fixture_send(f, filemark), 0);
    assert_int_equal(fixture_send(f, rewind_tape), 0);
    assert_int_equal(f->request.delay_ms, 30);
}

static void test_read_returns_what_was_written(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(read_block(f, 100), 0);
    assert_int_equal(f->request.transferred, 100);
    assert_int_equal(f->data[0], 1);
    assert_int_equal(f->data[99], 0);
    assert_int_equal(read_block(f, 200), 0);
    assert_int_equal(read_block(f, 200), 0x000001);
    assert_int_equal(f->request.sense[2], SENSE_FILEMARK);
    assert_int_equal(information(f), 200);
    assert_int_equal(position(f), 3);
    assert_int_equal(read_block(f, 300), 0);
    assert_int_equal(read_block(f, 300), 0x000001);
    assert_int_equal(read_block(f, 300), 0x080005);
    assert_int_equal(position(f), 5);
}

static void test_read_other_length_sets_ili(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(read_block(f, 150), 0);
    assert_int_equal(f->request.sense[2], SENSE_ILI);
    assert_int_equal(information(f), 50);
    assert_int_equal(f->request.transferred, 100);
    assert_int_equal(read_block(f, 150), 0);
    assert_int_equal(f->request.sense[2], SENSE_ILI);
    assert_int_equal((int32_t)information(f), -50);
    assert_int_equal(f->request.transferred, 150);
    fixture_send(f, rewind_tape);
    assert_int_equal(fixture_receive(f, CDB(0x08, 2, 0, 0, 150), 150), 0);
    assert_int_equal(f->request.status, SCSI_STATUS_GOOD);
    assert_int_equal(f->request.transferred, 100);
}

static void test_read_into_short_buffer_is_cut(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(fixture_receive(f, CDB(0x08, 0, 0, 0, 100), 40), 0);
    assert_int_equal(f->request.transferred, 40);
    assert_int_equal(fixture_send(f, CDB(0x08, 0, 0, 0, 200)), 0);
    assert_int_equal(f->request.transferred, 0);
}

static void test_fixed_blocks_work(void **state)
{
    struct fixture *f = *state;
    static const uint8_t select[12] = {0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 64};
    uint8_t data[256];
    for (uint32_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)i;
    }
    assert_int_equal(fixture_receive(f, CDB(0x08, 1, 0, 0, 4), 256), 0x052400);
    assert_int_equal(fixture_write(f, CDB(0x0A, 1, 0, 0, 4), data, 256), 0x052400);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 12), select, 12), 0);
    assert_int_equal(fixture_write(f, CDB(0x0A, 1, 0, 0, 4), data, 256), 0);
    assert_int_equal(fixture_write(f, CDB(0x0A, 1, 0, 0, 4), data, 255), 0x052400);
    assert_int_equal(position(f), 4);
    fixture_send(f, filemark);
    fixture_send(f, rewind_tape);
    assert_int_equal(fixture_receive(f, CDB(0x08, 1, 0, 0, 6), 384), 0x000001);
    assert_int_equal(information(f), 2);
    assert_int_equal(f->request.transferred, 256);
    assert_memory_equal(f->data, data, 256);
    assert_int_equal(fixture_receive(f, CDB(0x08, 3, 0, 0, 1), 64), 0x052400);
}

static void test_write_protect_is_kept(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    f->cartridge.write_protect = true;
    assert_int_equal(write_block(f, 1, 10), 0x072700);
    assert_int_equal(fixture_send(f, filemark), 0x072700);
    assert_int_equal(fixture_send(f, CDB(0x10)), 0); /* only a flush */
    assert_int_equal(fixture_send(f, CDB(0x19, 1)), 0x072700);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0, 0, 12), 12), 0);
    assert_int_equal(f->data[2] & 0x80, 0x80);
    assert_int_equal(vtl_medium_end(f->cartridge.medium[0]), 5);
}

static void test_write_in_the_middle_ends_the_data_there(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(read_block(f, 100), 0);
    assert_int_equal(write_block(f, 9, 50), 0);
    assert_int_equal(vtl_medium_end(f->cartridge.medium[0]), 2);
    assert_int_equal(vtl_medium_used(f->cartridge.medium[0]), 150);
    assert_int_equal(read_block(f, 50), 0x080005);
}

static void test_space_moves_and_stops(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(fixture_send(f, CDB(0x11, 0, 0, 0, 5)), 0x000001);
    assert_int_equal(information(f), 3);
    assert_int_equal(position(f), 3);
    assert_int_equal(fixture_send(f, CDB(0x11, 0, 0xFF, 0xFF, 0xFE)), 0x000001);
    assert_int_equal(position(f), 2);
    assert_int_equal(fixture_send(f, CDB(0x11, 0, 0xFF, 0xFF, 0xF0)), 0x000004);
    assert_int_equal(f->request.sense[2], SENSE_EOM);
    assert_int_equal(information(f), 14);
    assert_int_equal(fixture_send(f, CDB(0x11, 1, 0, 0, 2)), 0);
    assert_int_equal(position(f), 5);
    assert_int_equal(fixture_send(f, CDB(0x11, 1, 0, 0, 1)), 0x080005);
    assert_int_equal(fixture_send(f, CDB(0x11, 1, 0xFF, 0xFF, 0xFF)), 0);
    assert_int_equal(position(f), 4);
    assert_int_equal(fixture_send(f, CDB(0x11, 1, 0xFF, 0xFF, 0xFD)), 0x000004);
    assert_int_equal(fixture_send(f, CDB(0x11, 3)), 0);
    assert_int_equal(position(f), 5);
    assert_int_equal(fixture_send(f, CDB(0x11, 0, 0, 0, 1)), 0x080005);
    assert_int_equal(fixture_send(f, CDB(0x11, 2, 0, 0, 1)), 0x052400);
}

static void test_locate_finds_objects_files_and_end(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(fixture_send(f, CDB(0x2B, 0, 0, 0, 0, 0, 3)), 0);
    assert_int_equal(position(f), 3);
    assert_int_equal(fixture_send(f, CDB(0x2B, 0, 0, 0, 0, 0, 9)), 0x080005);
    assert_int_equal(position(f), 5);
    assert_int_equal(fixture_send(f, CDB(0x92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)), 0);
    assert_int_equal(position(f), 1);
    assert_int_equal(fixture_send(f, CDB(0x92, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)), 0);
    assert_int_equal(position(f), 3);
    assert_int_equal(fixture_send(f, CDB(0x92, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7)), 0x080005);
    assert_int_equal(fixture_send(f, CDB(0x92, 0x18)), 0);
    assert_int_equal(position(f), 5);
    assert_int_equal(fixture_send(f, CDB(0x92, 0x20)), 0x052400);
    assert_int_equal(fixture_send(f, CDB(0x2B, 2, 0, 0, 0, 0, 0, 0, 1)), 0x052400);
    assert_int_equal(fixture_receive(f, CDB(0x34, 6), 32), 0);
    assert_int_equal(f->request.transferred, 32);
    assert_int_equal(vtl_get64(f->data + 16), 2);
    assert_int_equal(fixture_receive(f, CDB(0x34, 9), 32), 0x052400);
}

static void test_erase_forgets_the_rest(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_int_equal(fixture_send(f, CDB(0x2B, 0, 0, 0, 0, 0, 2)), 0);
    assert_int_equal(fixture_send(f, CDB(0x19, 1)), 0);
    assert_int_equal(vtl_medium_end(f->cartridge.medium[0]), 2);
    assert_int_equal(read_block(f, 10), 0x080005);
}

static void test_end_of_medium_warns_then_refuses(void **state)
{
    struct fixture *f = *state;
    uint32_t written = 0;
    uint32_t sense = 0;
    for (; written < 1000 && sense == 0; written++) {
        sense = write_block(f, (uint8_t)written, 4096);
    }
    assert_int_equal(sense, 0x000002);
    assert_int_equal(f->request.sense[2], SENSE_EOM);
    assert_int_equal(information(f), 0);
    assert_int_equal(vtl_medium_end(f->cartridge.medium[0]), written);
    while (sense == 0x000002) {
        sense = write_block(f, 1, 4096);
    }
    assert_int_equal(sense, 0x0D0002);
    assert_int_equal(information(f), 4096);
    assert_int_equal(vtl_medium_used(f->cartridge.medium[0]), 1 << 20);
    assert_int_equal(fixture_send(f, filemark), 0x0D0002);
}

static void test_data_survives_a_change_of_cartridge(void **state)
{
    struct fixture *f = *state;
    write_two_files(f);
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cartridge);
    assert_int_equal(read_block(f, 100), 0x023A00);
    fixture_mount(f, &f->cartridge);
    assert_int_equal(read_block(f, 100), 0);
    f->cartridge.side_up = 1;
    fixture_send(f, rewind_tape);
    assert_int_equal(read_block(f, 100), 0x080005);
}

static void test_medium_equal_bytes_cost_no_memory(void **state)
{
    (void)state;
    struct vtl_medium *medium = vtl_medium_create(UINT64_C(1) << 40);
    static uint8_t block[65536];
    uint8_t back[16];
    uint32_t length = 0;
    assert_non_null(medium);
    for (uint64_t i = 0; i < 10000; i++) {
        memset(block, (int)i, sizeof(block));
        assert_int_equal(vtl_medium_write(medium, i, block, sizeof(block)), VTL_MEDIUM_OK);
    }
    assert_int_equal(vtl_medium_read(medium, 77, back, sizeof(back), &length), VTL_MEDIUM_OK);
    assert_int_equal(length, sizeof(block));
    assert_int_equal(back[15], 77);
    assert_int_equal(vtl_medium_write(medium, 10001, block, 1), VTL_MEDIUM_END_OF_DATA);
    assert_int_equal(vtl_medium_write_filemark(medium, 10001), VTL_MEDIUM_END_OF_DATA);
    assert_int_equal(vtl_medium_write_filemark(medium, 3), VTL_MEDIUM_OK);
    assert_int_equal(vtl_medium_end(medium), 4);
    assert_int_equal(vtl_medium_used(medium), 3 * 65536 + VTL_FILEMARK_COST);
    vtl_medium_free(medium);
    vtl_medium_free(NULL);
}

#define READY(test) cmocka_unit_test_setup_teardown(test, fixture_create_ready, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READY(test_read_returns_what_was_written),
        READY(test_read_other_length_sets_ili),
        READY(test_read_into_short_buffer_is_cut),
        READY(test_fixed_blocks_work),
        READY(test_write_protect_is_kept),
        READY(test_write_in_the_middle_ends_the_data_there),
        READY(test_space_moves_and_stops),
        READY(test_locate_finds_objects_files_and_end),
        READY(test_erase_forgets_the_rest),
        READY(test_end_of_medium_warns_then_refuses),
        READY(test_data_survives_a_change_of_cartridge),
        cmocka_unit_test(test_medium_equal_bytes_cost_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
