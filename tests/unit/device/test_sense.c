/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>
#include <string.h>

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

enum { NEVER = 0, NOW = 1, SOON = DEVICE_PAUSE_SOON, LATER = DEVICE_PAUSE_LATER };

struct expectation {
    uint8_t key, asc, ascq;
    base_error error;
    enum device_blame blame;
    uint32_t again;
    bool unknown;
};

/* As a robot gets them; a drive's own faults differ in whom they blame. */
static const struct expectation rows[] = {
    {2, 0x04, 0x00, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x04, 0x01, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x04, 0x02, BASE_ERROR_NOT_READY, DEVICE_BLAME_ROBOT, NEVER, false},
    {2, 0x04, 0x03, BASE_ERROR_NOT_READY, DEVICE_BLAME_OPERATOR, NEVER, false},
    {2, 0x04, 0x09, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, LATER, false},
    {2, 0x04, 0x0C, BASE_ERROR_NOT_READY, DEVICE_BLAME_TRANSPORT, NEVER, false},
    {2, 0x04, 0x12, BASE_ERROR_NOT_READY, DEVICE_BLAME_OPERATOR, NEVER, false},
    {2, 0x04, 0x15, BASE_ERROR_NOT_READY, DEVICE_BLAME_OPERATOR, NEVER, false},
    {2, 0x04, 0x18, BASE_ERROR_DEVICE_DOOR_OPEN, DEVICE_BLAME_OPERATOR, NEVER, false},
    {2, 0x04, 0x8A, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x85, 0x01, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x08, 0x01, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, SOON, true},
    {2, 0x30, 0x00, BASE_ERROR_MEDIA_INCOMPATIBLE, DEVICE_BLAME_MEDIUM, NEVER, false},
    {2, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x30, 0x13, BASE_ERROR_CLEANER_CARTRIDGE_SPENT, DEVICE_BLAME_MEDIUM, NEVER, false},
    {2, 0x3A, 0x01, BASE_ERROR_NO_MEDIA_IN_DRIVE, DEVICE_BLAME_NONE, NEVER, false},
    {2, 0x3B, 0x12, BASE_ERROR_MAGAZINE_NOT_PRESENT, DEVICE_BLAME_OPERATOR, NEVER, false},
    {2, 0x3E, 0x00, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, SOON, false},
    {2, 0x53, 0x08, BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, DEVICE_BLAME_NONE, NEVER, false},
    {2, 0x5A, 0x00, BASE_ERROR_NOT_READY, DEVICE_BLAME_ROBOT, SOON, false},
    {3, 0x0C, 0x00, BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, NEVER, true},
    {3, 0x11, 0x00, BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, NEVER, true},
    {3, 0x30, 0x01, BASE_ERROR_MEDIA_INCOMPATIBLE, DEVICE_BLAME_MEDIUM, NEVER, false},
    {3, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, DEVICE_BLAME_MEDIUM, NEVER, false},
    {3, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, DEVICE_BLAME_CALLER, NEVER, false},
    {3, 0x52, 0x00, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DEVICE_BLAME_MEDIUM, NEVER, true},
    {3, 0x53, 0x00, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DEVICE_BLAME_MEDIUM, NEVER, true},
    {3, 0x53, 0x0C, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DEVICE_BLAME_DRIVE, NEVER, true},
    {4, 0x08, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, SOON, true},
    {4, 0x15, 0x01, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {4, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, DEVICE_BLAME_DRIVE, NEVER, true},
    {4, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, DEVICE_BLAME_CALLER, NEVER, false},
    {4, 0x3B, 0x16, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {4, 0x40, 0x81, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {4, 0x44, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {4, 0x53, 0x09, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DEVICE_BLAME_DRIVE, NEVER, true},
    {4, 0x53, 0x0A, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DEVICE_BLAME_DRIVE, NEVER, true},
    {4, 0x83, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {5, 0x20, 0x00, BASE_ERROR_INVALID_FUNCTION, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x21, 0x01, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x24, 0x00, BASE_ERROR_INVALID_PARAMETER, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x25, 0x00, BASE_ERROR_BAD_UNIT, DEVICE_BLAME_TRANSPORT, NEVER, false},
    {5, 0x30, 0x00, BASE_ERROR_MEDIA_INCOMPATIBLE, DEVICE_BLAME_MEDIUM, NEVER, false},
    {5, 0x3A, 0x00, BASE_ERROR_NO_MEDIA_IN_DRIVE, DEVICE_BLAME_NONE, NEVER, false},
    {5, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x3B, 0x11, BASE_ERROR_MAGAZINE_NOT_PRESENT, DEVICE_BLAME_OPERATOR, NEVER, false},
    {5, 0x3B, 0x14, BASE_ERROR_DEVICE_NOT_AVAILABLE, DEVICE_BLAME_OPERATOR, NEVER, false},
    {5, 0x3B, 0x18, BASE_ERROR_DEVICE_NOT_AVAILABLE, DEVICE_BLAME_OPERATOR, NEVER, false},
    {5, 0x3B, 0x1A, BASE_ERROR_DEVICE_NOT_AVAILABLE, DEVICE_BLAME_OPERATOR, NEVER, false},
    {5, 0x3B, 0x90, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, false},
    {5, 0x53, 0x02, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DEVICE_BLAME_CALLER, NEVER, false},
    {5, 0x53, 0x08, BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, DEVICE_BLAME_NONE, NEVER, false},
    {5, 0x55, 0x03, BASE_ERROR_BUSY, DEVICE_BLAME_NONE, SOON, false},
    {5, 0x80, 0x03, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, false},
    {6, 0x28, 0x00, BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x28, 0x01, BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x29, 0x00, BASE_ERROR_BUS_RESET, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x2A, 0x01, BASE_ERROR_RETRY, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x2F, 0x00, BASE_ERROR_RETRY, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x3B, 0x13, BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_NONE, NOW, false},
    {6, 0x5A, 0x01, BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_OPERATOR, NOW, false},
    {6, 0x80, 0x00, BASE_ERROR_RETRY, DEVICE_BLAME_NONE, NOW, false},
    {7, 0x27, 0x00, BASE_ERROR_WRITE_PROTECT, DEVICE_BLAME_MEDIUM, NEVER, false},
    {7, 0x74, 0x01, BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, NEVER, false},
    {8, 0x00, 0x05, BASE_ERROR_NO_DATA_DETECTED, DEVICE_BLAME_NONE, NEVER, false},
    {9, 0x80, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
    {0xB, 0x00, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, SOON, true},
    {0xB, 0x4E, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, SOON, true},
    {0xD, 0x00, 0x02, BASE_ERROR_END_OF_MEDIA, DEVICE_BLAME_MEDIUM, NEVER, true},
    {0xE, 0x1D, 0x00, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, NEVER, true},
};

static void test_table_gives_error_blame_and_advice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct device_sense sense = {rows[i].key, rows[i].asc, rows[i].ascq, false};
        struct device_fault fault;
        char codes[16];
        device_sense_to_fault(&sense, DEVICE_BLAME_ROBOT, &fault);
        snprintf(codes, sizeof codes, "%X/%02X/%02X", (unsigned)rows[i].key, (unsigned)rows[i].asc,
                 (unsigned)rows[i].ascq);
        assert_non_null(strstr(fault.text, codes));
        print_message("%s\n", fault.text); /* which one, should it differ */
        assert_int_equal(fault.error, rows[i].error);
        assert_int_equal(fault.blame, rows[i].blame);
        assert_int_equal(fault.retry, rows[i].again != NEVER);
        assert_int_equal(fault.pause_ms, rows[i].again == NOW ? 0 : rows[i].again);
        assert_int_equal(fault.unknown, rows[i].unknown);
        assert_int_equal(fault.attention, rows[i].key == 6);
    }
}

/* Whatever a device says has a row, words that end, and an advice that makes sense. */
static void test_table_answers_every_code(void **state)
{
    (void)state;
    for (uint32_t all = 0x20000; all < 0x100000; all++) {
        struct device_sense sense = {(uint8_t)(all >> 16), (uint8_t)(all >> 8), (uint8_t)all,
                                     false};
        struct device_fault fault;
        if ((all & 0xFF) > 0x20 && (all & 0xFF) != 0x80 && (all & 0xFF) != 0xFF)
            continue;
        device_sense_to_fault(&sense, DEVICE_BLAME_DRIVE, &fault);
        assert_int_not_equal(fault.error, 0);
        assert_true(fault.retry || fault.pause_ms == 0);
        assert_non_null(memchr(fault.text, ')', sizeof fault.text)); /* nothing was cut off */
        assert_true(fault.blame <= DEVICE_BLAME_CALLER);
    }
}

static void test_table_blames_the_device_that_spoke(void **state)
{
    struct device_sense sense = {4, 0x15, 0x01, false};
    struct device_fault fault;
    (void)state;
    device_sense_to_fault(&sense, DEVICE_BLAME_DRIVE, &fault);
    assert_int_equal(fault.blame, DEVICE_BLAME_DRIVE);
    sense = (struct device_sense){5, 0x3B, 0x0E, true};
    device_sense_to_fault(&sense, DEVICE_BLAME_ROBOT, &fault);
    assert_true(fault.unknown); /* of an earlier command: nothing is known of this one */
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
    assert_int_equal(device_fault_from_command(&fault, &command, DEVICE_BLAME_DRIVE),
                     BASE_ERROR_BUSY);
    assert_true(fault.retry && !fault.unknown && fault.pause_ms == DEVICE_PAUSE_LATER);
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
        cmocka_unit_test(test_table_gives_error_blame_and_advice),
        cmocka_unit_test(test_table_answers_every_code),
        cmocka_unit_test(test_table_blames_the_device_that_spoke),
        cmocka_unit_test(test_recovered_error_is_no_fault),
        cmocka_unit_test(test_status_without_sense_is_a_fault),
        cmocka_unit_test(test_system_errors_have_their_blame),
        cmocka_unit_test(test_is_gone_knows_the_errors_of_missing_devices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
