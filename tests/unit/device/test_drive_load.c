/* SPDX-License-Identifier: MIT */
/* Loading: what a drive says while it loads, and what it tells of its medium. */
#include "support/cmocka_shim.h"

#include "device/class_codes.h"
#include "device/drive.h"
#include "device/scsi/density.h"
#include "device/scsi/mode.h"
#include "fake_transport.h"

#define NODE "\\\\.\\Tape0"

enum { OP_READY = 0x00, OP_LOAD = 0x1B, OP_MODE_6 = 0x1A, OP_MODE_10 = 0x5A, OP_DENSITY = 0x44 };

static struct device_fault fault;

static void fresh(void)
{
    fake_reset();
    fake_node(NODE, 0);
}

static base_error load(uint32_t seconds)
{
    base_error error = device_drive_load(fake_transport(), NODE, seconds, seconds, NULL, &fault);
    assert_int_equal(fake_open_nodes(), 0);
    assert_int_equal(fault.error, error);
    return error;
}

static void test_load_of_a_drive_that_loads_by_itself_waits(void **state)
{
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 2, 0x04, 0x01);
    fake_sense(OP_READY, -1, 6, 0x28, 0x00);
    fake_sense(OP_READY, -1, 2, 0x04, 0x01);
    fake_status(OP_READY, DEVICE_STATUS_BUSY);
    fake_good(OP_READY, -1, NULL, 0);
    assert_int_equal(load(5), 0);
    assert_int_equal(fake_sent(OP_LOAD), 0);
    assert_int_equal(fake_sent(OP_READY), 5);
}

static void test_load_asks_for_cleaning_is_ready(void **state)
{
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 1, 0x00, 0x17);
    assert_int_equal(load(5), 0);
}

static void test_load_sends_the_command_where_needed_once(void **state)
{
    static const uint8_t codes[][2] = {{0x04, 0x02}, {0x3A, 0x00}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fresh();
        fake_sense(OP_READY, -1, 2, codes[i][0], codes[i][1]);
        fake_sense(OP_READY, -1, 2, 0x04, 0x01);
        fake_good(OP_READY, -1, NULL, 0);
        fake_good(OP_LOAD, -1, NULL, 0);
        assert_int_equal(load(5), 0);
        assert_int_equal(fake_sent(OP_LOAD), 1);
        assert_int_equal(fake_cdb(OP_LOAD)[4], 1);
        assert_int_equal(fake_cdb(OP_LOAD)[1], 0);
    }
    fresh(); /* LOAD is unknown, or answered with "at it": the drive does it all the same */
    fake_sense(OP_READY, -1, 2, 0x04, 0x02);
    fake_good(OP_READY, -1, NULL, 0);
    assert_int_equal(load(5), 0);
    fresh();
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    fake_good(OP_READY, -1, NULL, 0);
    fake_sense(OP_LOAD, -1, 2, 0x04, 0x01);
    assert_int_equal(load(5), 0);
    fresh(); /* busy: it did not take the command, so it gets it again */
    fake_sense(OP_READY, -1, 2, 0x04, 0x02);
    fake_sense(OP_READY, -1, 2, 0x04, 0x02);
    fake_good(OP_READY, -1, NULL, 0);
    fake_status(OP_LOAD, DEVICE_STATUS_BUSY);
    fake_good(OP_LOAD, -1, NULL, 0);
    assert_int_equal(load(5), 0);
    assert_int_equal(fake_sent(OP_LOAD), 2);
}

struct expectation {
    int opcode; /* of the answer that says it */
    uint8_t key, asc, ascq;
    base_error error;
};

static void test_load_fails_as_the_drive_says(void **state)
{
    static const struct expectation rows[] = {
        {OP_READY, 3, 0x30, 0x00, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {OP_READY, 2, 0x30, 0x02, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {OP_LOAD, 3, 0x30, 0x01, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {OP_LOAD, 5, 0x30, 0x00, BASE_ERROR_UNRECOGNIZED_MEDIA},
        {OP_READY, 2, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED},
        {OP_READY, 3, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED},
        {OP_READY, 3, 0x30, 0x07, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED},
        {OP_LOAD, 2, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED},
        {OP_READY, 3, 0x52, 0x00, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM},
        {OP_LOAD, 3, 0x53, 0x00, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM},
        {OP_LOAD, 3, 0x31, 0x00, BASE_ERROR_CRC},
        {OP_READY, 4, 0x44, 0x00, BASE_ERROR_IO_DEVICE},
        {OP_READY, 2, 0x04, 0x12, BASE_ERROR_NOT_READY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fresh();
        if (rows[i].opcode == OP_LOAD)
            fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
        fake_sense(rows[i].opcode, -1, rows[i].key, rows[i].asc, rows[i].ascq);
        assert_int_equal(load(5), rows[i].error);
    }
}

static void test_load_of_an_empty_drive_fails(void **state)
{
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    fake_sense(OP_LOAD, -1, 2, 0x3A, 0x00);
    assert_int_equal(load(0), BASE_ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(load(60), BASE_ERROR_NO_MEDIA_IN_DRIVE);
    assert_true(fake_sent(OP_READY) > 3); /* not at its first word */
    assert_int_equal(fake_sent(OP_LOAD), 2);
    fresh(); /* a drive that only says that it loaded */
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    fake_good(OP_LOAD, -1, NULL, 0);
    assert_int_equal(load(60), BASE_ERROR_NO_MEDIA_IN_DRIVE);
    fresh();
    fake_sense(OP_READY, -1, 2, 0x04, 0x02);
    fake_good(OP_LOAD, -1, NULL, 0);
    assert_int_equal(load(1), BASE_ERROR_UNABLE_TO_LOAD_MEDIUM);
}

static void test_load_never_ready_times_out(void **state)
{
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 2, 0x04, 0x01);
    assert_int_equal(load(0), BASE_ERROR_TIMEOUT);
    assert_int_equal(fake_sent(OP_READY), 1);
    assert_int_equal(load(1), BASE_ERROR_TIMEOUT);
    assert_true(fault.retry);
    assert_true(fake_sent(OP_READY) > 10 && fake_sent(OP_READY) < 200);
}

static void test_load_could_not_be_asked(void **state)
{
    struct device_medium medium = {.density = 77};
    (void)state;
    fake_reset();
    fake_node(NODE, BASE_ERROR_SHARING_VIOLATION);
    assert_int_equal(load(5), BASE_ERROR_BUSY);
    assert_true(fault.retry);
    fresh();
    fake_status(OP_READY, DEVICE_STATUS_RESERVATION_CONFLICT);
    assert_int_equal(load(5), BASE_ERROR_BUSY);
    fresh();
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    fake_scsi_error(OP_LOAD, BASE_ERROR_TIMEOUT);
    assert_int_equal(load(5), BASE_ERROR_TIMEOUT);
    assert_int_equal(device_drive_load(fake_transport(), "\\\\.\\Tape9", 5, 5, &medium, NULL),
                     BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(medium.density, 77);
}

static void test_load_without_pass_through_uses_class_codes(void **state)
{
    struct device_medium medium;
    (void)state;
    fresh();
    fake_no_pass_through(BASE_ERROR_ACCESS_DENIED);
    fake_control(DEVICE_STORAGE_QUERY_PROPERTY, BASE_ERROR_SUCCESS, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_NO_MEDIA_IN_DRIVE, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_NOT_READY, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_SUCCESS, NULL, 0);
    fake_control(DEVICE_STORAGE_LOAD_MEDIA, BASE_ERROR_SUCCESS, NULL, 0);
    assert_int_equal(device_drive_load(fake_transport(), NODE, 5, 5, &medium, &fault), 0);
    assert_int_equal(fake_controls(DEVICE_STORAGE_LOAD_MEDIA), 1);
    assert_false(medium.write_protected || medium.blank);
    assert_true(medium.density == 0 && medium.capacity == 0);
}

static struct device_medium medium_now(void)
{
    struct device_medium medium;
    memset(&medium, 0xEE, sizeof medium);
    fake_good(OP_READY, -1, NULL, 0);
    assert_int_equal(device_drive_load(fake_transport(), NODE, 5, 5, &medium, NULL), 0);
    return medium;
}

static void test_load_tells_the_medium(void **state)
{
    static const uint8_t mode[12] = {11, 0x48, 0x90, 8, 0x46};
    static const uint8_t mode_ten[16] = {0, 14, 0x18, 0x10, 0, 0, 0, 8, 0x44};
    uint8_t densities[4 + 2 * 52] = {0, 106, 0, 0, 0x44, 0x44, 0, [56] = 0x46, 0x46, 0xA0};
    struct device_medium medium;
    (void)state;
    densities[4 + 12 + 2] = 1;  /* 256 megabytes */
    densities[56 + 12 + 1] = 1; /* 65536 megabytes */
    fresh();
    fake_good(OP_MODE_6, 0, mode, sizeof mode);
    fake_good(OP_DENSITY, -1, densities, sizeof densities);
    medium = medium_now();
    assert_true(medium.write_protected);
    assert_false(medium.blank);
    assert_int_equal(medium.density, 0x46);
    assert_int_equal(medium.type_code, 0x48);
    assert_true(medium.capacity == 65536 * 1000000ll);
    assert_int_equal(fake_cdb(OP_MODE_6)[1] & 8, 0); /* descriptors are wanted */
    assert_int_equal(fake_cdb(OP_DENSITY)[1] & 1, 1);
    fresh(); /* a drive that knows the long form only, and says of the density that it is blank */
    fake_good(OP_MODE_10, 0, mode_ten, sizeof mode_ten);
    fake_sense(OP_DENSITY, -1, 8, 0, 0);
    medium = medium_now();
    assert_true(medium.blank);
    assert_false(medium.write_protected);
    assert_int_equal(medium.density, 0x44);
    assert_int_equal(medium.type_code, 0x18);
    assert_true(medium.capacity == 0);
}

static void test_load_tells_nothing_of_what_makes_no_sense(void **state)
{
    static const uint8_t mode[12] = {11, 0x48, 0x90, 8, 0x46};
    static const uint8_t cut[10] = {0xFF, 0xFF, 0, 0, 0x46, 0x46, 0x20};
    struct device_medium medium;
    (void)state;
    fresh(); /* nothing supported */
    medium = medium_now();
    assert_true(medium.density == 0 && medium.type_code == 0 && medium.capacity == 0);
    assert_false(medium.write_protected || medium.blank);
    fresh(); /* GOOD without data; a density report that ends too early */
    fake_good(OP_MODE_6, -1, NULL, 0);
    fake_good(OP_MODE_10, -1, NULL, 0);
    fake_good(OP_DENSITY, -1, cut, sizeof cut);
    medium = medium_now();
    assert_true(medium.density == 0 && medium.capacity == 0 && !medium.write_protected);
    fresh(); /* the header is there, the descriptor is cut */
    fake_good(OP_MODE_6, -1, mode, 9);
    medium = medium_now();
    assert_true(medium.write_protected);
    assert_int_equal(medium.density, 0);
}

static void test_density_capacity_by_code_default_and_first(void **state)
{
    uint8_t data[4 + 2 * 52] = {0, 106, 0, 0, 0x44, 0x44, 0, [56] = 0x46, 0x46, 0xA0};
    (void)state;
    data[4 + 15] = 3;
    data[56 + 15] = 5;
    assert_true(device_density_capacity(data, sizeof data, 0x44) == 3000000);
    assert_true(device_density_capacity(data, sizeof data, 0x46) == 5000000);
    assert_true(device_density_capacity(data, sizeof data, 0x40) == 0);
    assert_true(device_density_capacity(data, sizeof data, 0) == 5000000);
    data[58] = 0;
    assert_true(device_density_capacity(data, sizeof data, 0) == 3000000);
    for (size_t length = 0; length < 56; length++)
        assert_true(device_density_capacity(data, length, 0x44) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load_of_a_drive_that_loads_by_itself_waits),
        cmocka_unit_test(test_load_asks_for_cleaning_is_ready),
        cmocka_unit_test(test_load_sends_the_command_where_needed_once),
        cmocka_unit_test(test_load_fails_as_the_drive_says),
        cmocka_unit_test(test_load_of_an_empty_drive_fails),
        cmocka_unit_test(test_load_never_ready_times_out),
        cmocka_unit_test(test_load_could_not_be_asked),
        cmocka_unit_test(test_load_without_pass_through_uses_class_codes),
        cmocka_unit_test(test_load_tells_the_medium),
        cmocka_unit_test(test_load_tells_nothing_of_what_makes_no_sense),
        cmocka_unit_test(test_density_capacity_by_code_default_and_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
