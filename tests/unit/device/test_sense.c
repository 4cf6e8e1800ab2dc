/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "device/fault.h"
#include "device/scsi/sense.h"
#include "device/transport.h"

static void test_decode_fixed_gives_codes(void **state)
{
    static const uint8_t data[18] = {0xF0, 0, 0x62, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29, 0x01};
    struct device_sense sense;
    (void)state;
    assert_true(device_sense_decode(data, sizeof data, &sense));
    assert_true(device_sense_is(&sense, 2, 0x29, 0x01));
    assert_false(sense.deferred);
}

static void test_decode_descriptor_gives_codes(void **state)
{
    static const uint8_t data[8] = {0x73, 0x06, 0x28, 0x01};
    struct device_sense sense;
    (void)state;
    assert_true(device_sense_decode(data, sizeof data, &sense));
    assert_true(device_sense_is(&sense, 6, 0x28, 0x01));
    assert_true(sense.deferred);
}

static void test_decode_short_data_gives_what_is_there(void **state)
{
    static const uint8_t data[18] = {0x70, 0, 0x05, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x3B, 0x0E};
    static const uint8_t lying[18] = {0x70, 0, 0x05, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x3B, 0x0E};
    struct device_sense sense;
    (void)state;
    assert_false(device_sense_decode(NULL, 0, &sense));
    assert_false(device_sense_decode(data, 2, &sense));
    assert_true(device_sense_decode(data, 3, &sense));
    assert_true(device_sense_is(&sense, 5, 0, 0));
    assert_true(device_sense_decode(data, 13, &sense));
    assert_true(device_sense_is(&sense, 5, 0x3B, 0));
    assert_true(device_sense_decode(lying, sizeof lying, &sense));
    assert_true(device_sense_is(&sense, 5, 0, 0));
}

static void test_decode_unknown_format_fails(void **state)
{
    static const uint8_t data[18] = {0x7F, 1, 2};
    static const uint8_t zero[18] = {0};
    struct device_sense sense;
    (void)state;
    assert_false(device_sense_decode(data, sizeof data, &sense));
    assert_false(device_sense_decode(zero, sizeof zero, &sense));
}

struct expectation {
    uint8_t key, asc, ascq;
    base_error error;
    enum device_blame blame;
    bool retry;
};

static void test_table_gives_error_blame_and_retry(void **state)
{
    static const struct expectation rows[] = {
        {2, 0x04, 0x01, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, true},
        {2, 0x04, 0x18, BASE_ERROR_DEVICE_DOOR_OPEN, DEVICE_BLAME_OPERATOR, false},
        {2, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, DEVICE_BLAME_NONE, true},
        {2, 0x3A, 0x01, BASE_ERROR_NO_MEDIA_IN_DRIVE, DEVICE_BLAME_NONE, false},
        {3, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, DEVICE_BLAME_MEDIUM, false},
        {3, 0x11, 0x00, BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, false},
        {4, 0x15, 0x01, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, false},
        {4, 0x53, 0x09, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DEVICE_BLAME_DRIVE, false},
        {5, 0x21, 0x01, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, DEVICE_BLAME_CALLER, false},
        {5, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, DEVICE_BLAME_CALLER, false},
        {5, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, DEVICE_BLAME_CALLER, false},
        {5, 0x3B, 0x11, BASE_ERROR_MAGAZINE_NOT_PRESENT, DEVICE_BLAME_OPERATOR, false},
        {5, 0x53, 0x02, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DEVICE_BLAME_CALLER, false},
        {6, 0x28, 0x01, BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_NONE, true},
        {6, 0x29, 0x00, BASE_ERROR_BUS_RESET, DEVICE_BLAME_NONE, true},
        {0xB, 0x00, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, true},
        {0x9, 0x80, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct device_sense sense = {rows[i].key, rows[i].asc, rows[i].ascq, false};
        struct device_fault fault;
        device_sense_to_fault(&sense, DEVICE_BLAME_ROBOT, &fault);
        assert_int_equal(fault.error, rows[i].error);
        assert_int_equal(fault.blame, rows[i].blame);
        assert_int_equal(fault.retry, rows[i].retry);
        assert_int_equal(fault.attention, rows[i].key == 6);
        assert_true(fault.text[0] != '\0');
    }
}

static void test_recovered_error_is_no_fault(void **state)
{
    struct device_scsi_command command = {.status = DEVICE_STATUS_CHECK_CONDITION};
    struct device_fault fault;
    (void)state;
    command.sense[0] = 0x70;
    command.sense[2] = 0x01;
    command.sense_length = 18;
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE), 0);
    assert_int_equal(fault.error, 0);
    assert_int_equal(fault.status, 0);
}

static void test_status_without_sense_is_a_fault(void **state)
{
    struct device_scsi_command command = {.status = DEVICE_STATUS_CHECK_CONDITION};
    struct device_fault fault;
    (void)state;
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_IO_DEVICE);
    assert_true(fault.unknown);
    command.status = DEVICE_STATUS_BUSY;
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_BUSY);
    assert_true(fault.retry);
    assert_false(fault.unknown);
    command.status = DEVICE_STATUS_RESERVATION_CONFLICT;
    assert_int_equal(device_fault_from_command(NULL, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_BUSY);
    command.status = DEVICE_STATUS_TASK_ABORTED;
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_OPERATION_ABORTED);
    assert_true(fault.unknown);
    command.status = 0x77;
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_IO_DEVICE);
}

static void test_system_errors_have_their_blame(void **state)
{
    struct device_fault fault;
    (void)state;
    assert_int_equal(device_fault_from_system(&fault, BASE_ERROR_TIMEOUT, DEVICE_BLAME_ROBOT),
                     BASE_ERROR_TIMEOUT);
    assert_true(fault.unknown && fault.retry);
    assert_int_equal(fault.blame, DEVICE_BLAME_TRANSPORT);
    (void)device_fault_from_system(&fault, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT);
    assert_int_equal(fault.blame, DEVICE_BLAME_ROBOT);
    (void)device_fault_from_system(&fault, BASE_ERROR_DEVICE_DOOR_OPEN, DEVICE_BLAME_ROBOT);
    assert_int_equal(fault.blame, DEVICE_BLAME_OPERATOR);
    (void)device_fault_from_system(&fault, 12345, DEVICE_BLAME_ROBOT);
    assert_int_equal(fault.blame, DEVICE_BLAME_TRANSPORT);
    assert_int_equal(device_fault_from_system(&fault, 0, DEVICE_BLAME_ROBOT), 0);
    assert_int_equal(fault.error, 0);
    assert_int_equal(device_fault_from_system(NULL, 5, DEVICE_BLAME_ROBOT), 5);
}

static void test_is_gone_knows_the_errors_of_missing_devices(void **state)
{
    static const base_error gone[] = {2, 3, 55, 433, 1167, 1617};
    struct device_fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        (void)device_fault_from_system(&fault, gone[i], DEVICE_BLAME_ROBOT);
        assert_true(device_fault_is_gone(&fault));
    }
    (void)device_fault_from_system(&fault, BASE_ERROR_TIMEOUT, DEVICE_BLAME_ROBOT);
    assert_false(device_fault_is_gone(&fault));
    (void)device_fault_from_system(&fault, BASE_ERROR_BAD_UNIT, DEVICE_BLAME_ROBOT);
    assert_false(device_fault_is_gone(&fault));
    fault.asc = 0x25;
    assert_true(device_fault_is_gone(&fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode_fixed_gives_codes),
        cmocka_unit_test(test_decode_descriptor_gives_codes),
        cmocka_unit_test(test_decode_short_data_gives_what_is_there),
        cmocka_unit_test(test_decode_unknown_format_fails),
        cmocka_unit_test(test_table_gives_error_blame_and_retry),
        cmocka_unit_test(test_recovered_error_is_no_fault),
        cmocka_unit_test(test_status_without_sense_is_a_fault),
        cmocka_unit_test(test_system_errors_have_their_blame),
        cmocka_unit_test(test_is_gone_knows_the_errors_of_missing_devices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
