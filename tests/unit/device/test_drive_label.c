/* SPDX-License-Identifier: MIT */
/* Reading and writing the first block of a tape, and the sense data of transfers. */
#include "support/cmocka_shim.h"

#include "device/drive.h"
#include "device/scsi/sense.h"
#include "fake_transport.h"

#define NODE "\\\\.\\Tape0"

enum {
    OP_REWIND = 0x01,
    OP_READ = 0x08,
    OP_WRITE = 0x0A,
    OP_MARK = 0x10,
    OP_SELECT_6 = 0x15,
    OP_MODE_6 = 0x1A,
    OP_SELECT_10 = 0x55,
    OP_MODE_10 = 0x5A
};

enum { ROOM = 512 };

static struct device_fault fault;
static uint8_t block[ROOM];
static uint8_t bytes[ROOM];
static uint32_t length;

static void fresh(void)
{
    fake_reset();
    fake_node(NODE, 0);
    fake_good(OP_REWIND, -1, NULL, 0);
    for (size_t i = 0; i < ROOM; i++)
        block[i] = (uint8_t)(i * 7 + 1);
    memset(bytes, 0xEE, sizeof bytes);
    length = 4711;
}

static base_error read_label(void)
{
    base_error error =
        device_drive_read_label(fake_transport(), NODE, bytes, ROOM, &length, &fault);
    assert_int_equal(fake_open_nodes(), 0);
    assert_int_equal(fault.error, error);
    if (error != 0)
        assert_int_equal(length, 4711);
    return error;
}

static base_error write_label(uint32_t size)
{
    base_error error = device_drive_write_label(fake_transport(), NODE, block, size, &fault);
    assert_int_equal(fake_open_nodes(), 0);
    assert_int_equal(fault.error, error);
    return error;
}

/* ---- reading ---- */

static void test_read_label_of_any_length(void **state)
{
    (void)state;
    fresh(); /* as long as asked for */
    fake_good(OP_READ, -1, block, ROOM);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, ROOM);
    assert_memory_equal(bytes, block, ROOM);
    assert_int_equal(fake_sent(OP_REWIND), 2);
    assert_int_equal(fake_cdb(OP_READ)[1], 0);
    assert_int_equal(fake_cdb(OP_READ)[3], ROOM >> 8);
    fresh(); /* shorter */
    fake_stream(OP_READ, 0x20, ROOM - 100, block, 100);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, 100);
    assert_memory_equal(bytes, block, 100);
    fresh(); /* longer: cut */
    fake_stream(OP_READ, 0x20, -1000, block, ROOM);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, ROOM);
    fresh(); /* shorter, near the end of a tiny tape */
    fake_stream(OP_READ, 0x60, ROOM - 1, block, 1);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, 1);
}

static void test_read_label_when_adapter_counts_differently(void **state)
{
    (void)state;
    fresh(); /* always the whole buffer */
    fake_stream(OP_READ, 0x20, ROOM - 100, block, ROOM);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, 100);
    assert_int_equal(fake_sent(OP_READ), 1);
    fresh(); /* nothing with CHECK CONDITION: read again with the length that was told */
    fake_stream(OP_READ, 0x20, ROOM - 100, NULL, 0);
    fake_good(OP_READ, -1, block, 100);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, 100);
    assert_memory_equal(bytes, block, 100);
    assert_int_equal(fake_sent(OP_REWIND), 3);
    fresh(); /* GOOD for a shorter block */
    fake_good(OP_READ, -1, block, 80);
    assert_int_equal(read_label(), 0);
    assert_int_equal(length, 80);
    assert_int_equal(fake_sent(OP_READ), 2);
    assert_int_equal(fake_cdb(OP_READ)[4], 80);
}

static void test_read_label_of_nothing_is_empty(void **state)
{
    static const uint8_t ascq[] = {0x00, 0x05};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fresh();
        fake_sense(OP_READ, -1, 8, 0x00, ascq[i]);
        assert_int_equal(read_label(), 0);
        assert_int_equal(length, 0);
    }
    fresh();
    fake_stream(OP_READ, 0x80, ROOM, NULL, 0); /* a file mark is something */
    assert_int_equal(read_label(), BASE_ERROR_FILEMARK_DETECTED);
    assert_int_equal(fault.blame, DEVICE_BLAME_MEDIUM);
    assert_int_equal(fake_sent(OP_REWIND), 2);
}

static void test_read_label_does_not_believe_nonsense(void **state)
{
    (void)state;
    fresh(); /* GOOD without data: a lost command */
    fake_good(OP_READ, -1, NULL, 0);
    assert_int_equal(read_label(), BASE_ERROR_INVALID_DATA);
    assert_true(fault.retry);
    fresh(); /* more missing than asked for */
    fake_stream(OP_READ, 0x20, ROOM + 1, block, 10);
    assert_int_equal(read_label(), BASE_ERROR_INVALID_DATA);
    fresh(); /* a block of no bytes */
    fake_stream(OP_READ, 0x20, ROOM, block, 10);
    assert_int_equal(read_label(), BASE_ERROR_INVALID_DATA);
    fresh(); /* never as much as it says */
    fake_stream(OP_READ, 0x20, ROOM - 100, block, 50);
    assert_int_equal(read_label(), BASE_ERROR_INVALID_DATA);
    assert_int_equal(fake_sent(OP_READ), 2);
}

struct expectation {
    uint8_t key, asc, ascq;
    base_error error;
};

static void test_read_label_fails_as_the_drive_says(void **state)
{
    static const struct expectation rows[] = {
        {3, 0x11, 0x00, BASE_ERROR_CRC},
        {3, 0x31, 0x00, BASE_ERROR_CRC},
        {3, 0x30, 0x02, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {2, 0x3A, 0x00, BASE_ERROR_NO_MEDIA_IN_DRIVE},
        {2, 0x04, 0x01, BASE_ERROR_NOT_READY},
        {4, 0x15, 0x01, BASE_ERROR_IO_DEVICE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fresh();
        fake_sense(OP_READ, -1, 6, 0x28, 0x00);
        fake_sense(OP_READ, -1, rows[i].key, rows[i].asc, rows[i].ascq);
        assert_int_equal(read_label(), rows[i].error);
        assert_int_equal(fake_sent(OP_REWIND), 2); /* left rewound as far as it goes */
    }
    fake_reset();
    fake_node(NODE, 0);
    fake_sense(OP_REWIND, -1, 2, 0x3A, 0x00);
    assert_int_equal(read_label(), BASE_ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(fake_sent(OP_READ), 0);
    fresh();
    fake_scsi_error(OP_READ, BASE_ERROR_TIMEOUT);
    assert_int_equal(read_label(), BASE_ERROR_TIMEOUT);
}

static void test_label_of_a_node_in_use_or_without_pass_through(void **state)
{
    (void)state;
    fake_reset();
    fake_node(NODE, BASE_ERROR_SHARING_VIOLATION);
    length = 4711;
    assert_int_equal(read_label(), BASE_ERROR_BUSY);
    assert_true(fault.retry);
    assert_int_equal(write_label(100), BASE_ERROR_BUSY);
    fresh();
    fake_no_pass_through(BASE_ERROR_ACCESS_DENIED);
    assert_int_equal(read_label(), BASE_ERROR_NOT_SUPPORTED);
    assert_int_equal(write_label(100), BASE_ERROR_NOT_SUPPORTED);
    fresh();
    assert_int_equal(device_drive_read_label(fake_transport(), NODE, bytes, 0, &length, NULL),
                     BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(write_label(0), BASE_ERROR_INVALID_PARAMETER);
}

static void check_select(int opcode, unsigned nth, uint32_t size, uint32_t block_length)
{
    uint32_t sent = 0;
    const uint8_t *data = fake_sent_data(opcode, nth, &sent);
    assert_non_null(data);
    assert_int_equal(sent, size);
    assert_int_equal(data[size - 9], 8);
    assert_int_equal(data[size - 8], 0x46); /* the density stays */
    assert_int_equal(data[size - 10 - (size == 16 ? 3 : 0)], 0x10);
    assert_int_equal((uint32_t)data[size - 3] << 16 | (uint32_t)data[size - 2] << 8 |
                         data[size - 1],
                     block_length);
}

static void test_fixed_block_length_is_made_variable_and_put_back(void **state)
{
    static const uint8_t six[12] = {11, 0, 0x90, 8, 0x46, 0, 0, 0, 0, 0, 0x02, 0x00};
    static const uint8_t ten[16] = {0, 14, 0, 0x90, 0, 0, 0, 8, 0x46, 0, 0, 0, 0, 1, 0, 0};
    (void)state;
    fresh();
    fake_good(OP_MODE_6, -1, six, sizeof six);
    fake_good(OP_SELECT_6, -1, NULL, 0);
    fake_good(OP_READ, -1, block, ROOM);
    assert_int_equal(read_label(), 0);
    assert_int_equal(fake_sent(OP_SELECT_6), 2);
    check_select(OP_SELECT_6, 0, 12, 0);
    check_select(OP_SELECT_6, 1, 12, 0x200);
    fresh(); /* the long form; put back after a failure too */
    fake_good(OP_MODE_10, -1, ten, sizeof ten);
    fake_good(OP_SELECT_10, -1, NULL, 0);
    fake_sense(OP_READ, -1, 3, 0x11, 0);
    assert_int_equal(read_label(), BASE_ERROR_CRC);
    check_select(OP_SELECT_10, 0, 16, 0);
    check_select(OP_SELECT_10, 1, 16, 0x10000);
    fresh(); /* it will not: the block is asked for all the same, nothing is put back */
    fake_good(OP_MODE_6, -1, six, sizeof six);
    fake_good(OP_READ, -1, block, ROOM);
    assert_int_equal(read_label(), 0);
    assert_int_equal(fake_sent(OP_SELECT_6), 1);
}

/* ---- writing ---- */

static void put_writable(uint32_t size)
{
    fresh();
    fake_good(OP_WRITE, -1, NULL, 0);
    fake_good(OP_MARK, -1, NULL, 0);
    fake_stream(OP_READ, 0x20, 1, block, size); /* one byte less than asked for */
}

static void test_write_label_is_one_block_and_a_file_mark(void **state)
{
    uint32_t sent = 0;
    (void)state;
    put_writable(300);
    assert_int_equal(write_label(300), 0);
    const uint8_t *data = fake_sent_data(OP_WRITE, 0, &sent);
    assert_int_equal(sent, 300);
    assert_memory_equal(data, block, 64);
    assert_int_equal(fake_cdb(OP_WRITE)[1], 0);
    assert_int_equal(fake_cdb(OP_WRITE)[3], 300 >> 8);
    assert_int_equal(fake_cdb(OP_WRITE)[4], 300 & 0xFF);
    assert_int_equal(fake_cdb(OP_MARK)[1], 0);
    assert_int_equal(fake_cdb(OP_MARK)[4], 1);
    assert_int_equal(fake_sent(OP_REWIND), 3);
    assert_int_equal(fake_sent(OP_WRITE), 1);
}

static void test_write_label_fails_as_the_drive_says(void **state)
{
    static const struct expectation rows[] = {
        {7, 0x27, 0x00, BASE_ERROR_WRITE_PROTECT}, {7, 0x30, 0x0C, BASE_ERROR_WRITE_PROTECT},
        {3, 0x0C, 0x00, BASE_ERROR_CRC},           {5, 0x30, 0x05, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {13, 0x00, 0x02, BASE_ERROR_END_OF_MEDIA}, {6, 0x28, 0x00, BASE_ERROR_MEDIA_CHANGED},
        {6, 0x29, 0x00, BASE_ERROR_BUS_RESET},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        const struct expectation *row = &rows[i / 2];
        fresh();
        if (i % 2 == 1)
            fake_good(OP_WRITE, -1, NULL, 0);
        fake_sense(i % 2 == 1 ? OP_MARK : OP_WRITE, -1, row->key, row->asc, row->ascq);
        assert_int_equal(write_label(300), row->error);
        assert_int_equal(fake_sent(OP_WRITE), 1); /* never twice */
        assert_int_equal(fake_sent(OP_READ), 0);
    }
}

static void test_write_label_of_a_drive_that_only_says_so_fails(void **state)
{
    (void)state;
    put_writable(299); /* another length */
    assert_int_equal(write_label(300), BASE_ERROR_INVALID_DATA);
    assert_true(fault.retry);
    fresh(); /* another block */
    fake_good(OP_WRITE, -1, NULL, 0);
    fake_good(OP_MARK, -1, NULL, 0);
    fake_stream(OP_READ, 0x20, 1, block + 1, 300);
    assert_int_equal(write_label(300), BASE_ERROR_INVALID_DATA);
    fresh(); /* nothing */
    fake_good(OP_WRITE, -1, NULL, 0);
    fake_good(OP_MARK, -1, NULL, 0);
    fake_sense(OP_READ, -1, 8, 0, 0);
    assert_int_equal(write_label(300), BASE_ERROR_INVALID_DATA);
}

/* ---- sense data of transfers ---- */

static void test_sense_stream_in_both_formats(void **state)
{
    static const uint8_t fixed[18] = {0xF0, 0, 0x20, 0xFF, 0xFF, 0xFF, 0xFE, 10};
    static const uint8_t unknown[18] = {0x70, 0, 0xC0, 1, 2, 3, 4, 10};
    static const uint8_t descriptor[24] = {0x72, 0, 0, 0, 0, 0, 0, 16,   0x00, 0x0A, 0x80, 0,
                                           0,    0, 0, 0, 0, 0, 0, 0x64, 0x04, 0x02, 0,    0xA0};
    struct device_sense_stream stream;
    (void)state;
    device_sense_stream_decode(fixed, sizeof fixed, &stream);
    assert_true(stream.incorrect_length && !stream.filemark && !stream.end_of_medium);
    assert_true(stream.has_residue && stream.residue == -2);
    device_sense_stream_decode(unknown, sizeof unknown, &stream);
    assert_true(stream.filemark && stream.end_of_medium && !stream.incorrect_length);
    assert_false(stream.has_residue);
    device_sense_stream_decode(descriptor, sizeof descriptor, &stream);
    assert_true(stream.filemark && stream.incorrect_length && !stream.end_of_medium);
    assert_true(stream.has_residue && stream.residue == 0x64);
    for (size_t size = 0; size < 20; size++) {
        device_sense_stream_decode(descriptor, size, &stream);
        assert_false(stream.has_residue || stream.filemark);
        device_sense_stream_decode(fixed, size < 7 ? size : 6, &stream);
        assert_false(stream.has_residue);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_label_of_any_length),
        cmocka_unit_test(test_read_label_when_adapter_counts_differently),
        cmocka_unit_test(test_read_label_of_nothing_is_empty),
        cmocka_unit_test(test_read_label_does_not_believe_nonsense),
        cmocka_unit_test(test_read_label_fails_as_the_drive_says),
        cmocka_unit_test(test_label_of_a_node_in_use_or_without_pass_through),
        cmocka_unit_test(test_fixed_block_length_is_made_variable_and_put_back),
        cmocka_unit_test(test_write_label_is_one_block_and_a_file_mark),
        cmocka_unit_test(test_write_label_fails_as_the_drive_says),
        cmocka_unit_test(test_write_label_of_a_drive_that_only_says_so_fails),
        cmocka_unit_test(test_sense_stream_in_both_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
