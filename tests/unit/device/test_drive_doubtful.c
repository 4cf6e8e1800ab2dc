/* SPDX-License-Identifier: MIT */
/*
 * Drives with a node for commands of their own, as on Linux with Wine: what went well without a
 * word is proved, a program's node is respected, answers that the system makes up are not believed.
 */
#include "support/cmocka_shim.h"

#include "device/class_codes.h"
#include "device/drive.h"
#include "fake_transport.h"

#define NODE     "\\\\.\\Tape0"
#define COMMANDS "\\\\.\\Tape0sg"

enum { READY = 0x00, REWIND = 0x01, SENSE = 0x03, READ = 0x08, LOAD = 0x1B, POSITION = 0x34 };

static struct device_fault fault;

static void fresh(void)
{
    fake_reset();
    fake_node(NODE, 0);
    fake_node(COMMANDS, 0);
}

static void sense_is(uint8_t key, uint8_t asc, uint8_t ascq)
{
    uint8_t data[18] = {0x70, 0, key, 0, 0, 0, 0, 10, 0, 0, 0, 0, asc, ascq};
    fake_good(SENSE, -1, data, sizeof data);
}

static enum device_drive_status status_now(void)
{
    enum device_drive_status status = 0;
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault), 0);
    assert_int_equal(fake_open_nodes(), 0);
    return status;
}

static void test_ready_is_what_request_sense_says(void **state)
{
    (void)state;
    fresh();
    fake_good(READY, -1, NULL, 0);
    sense_is(6, 0x29, 0); /* passed over */
    sense_is(0, 0, 0);
    assert_int_equal(status_now(), DEVICE_DRIVE_READY);
    fresh();
    fake_good(READY, -1, NULL, 0);
    sense_is(2, 0x3A, 0);
    assert_int_equal(status_now(), DEVICE_DRIVE_EMPTY);
}

/* A drive that speaks for itself needs no proof. */
static void test_sense_is_proof_enough(void **state)
{
    (void)state;
    fresh();
    fake_sense(READY, -1, 2, 0x04, 0x01);
    assert_int_equal(status_now(), DEVICE_DRIVE_BECOMING_READY);
    assert_int_equal(fake_sent(SENSE), 0);
}

static void test_silent_drive_was_not_asked(void **state)
{
    static const uint8_t nothing[18] = {0};
    enum device_drive_status status = DEVICE_DRIVE_CLEANING;
    (void)state;
    fresh();
    fake_good(READY, -1, NULL, 0);
    fake_good(SENSE, -1, nothing, sizeof nothing);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault),
                     BASE_ERROR_TIMEOUT);
    assert_int_equal(status, DEVICE_DRIVE_CLEANING);
    assert_true(fault.unknown && fault.retry);
}

/* A node too many for the process, or one that takes no commands: CHECK VERIFY always says yes. */
static void test_made_up_answers_are_not_believed(void **state)
{
    enum device_drive_status status;
    (void)state;
    fresh();
    fake_no_pass_through(BASE_ERROR_INVALID_FUNCTION);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, 0, NULL, 0);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault),
                     BASE_ERROR_NOT_SUPPORTED);
    fake_reset();
    fake_node(NODE, 0);
    fake_no_pass_through(BASE_ERROR_ACCESS_DENIED);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, 0, NULL, 0);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault),
                     BASE_ERROR_NOT_SUPPORTED);
    assert_int_equal(fake_controls(DEVICE_STORAGE_CHECK_VERIFY), 0);
}

static void test_unload_that_was_lost_is_sent_again(void **state)
{
    (void)state;
    fresh();
    fake_good(LOAD, -1, NULL, 0);
    fake_good(READY, -1, NULL, 0);
    fake_sense(READY, -1, 2, 0x04, 0x02);
    sense_is(0, 0, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault), 0);
    assert_int_equal(fake_sent(LOAD), 2);
    assert_int_equal(fake_open_nodes(), 0);
    fresh();
    fake_good(LOAD, -1, NULL, 0);
    fake_good(READY, -1, NULL, 0);
    sense_is(0, 0, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault),
                     BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA);
}

static void test_tape_of_a_program_is_not_unloaded(void **state)
{
    (void)state;
    fake_reset();
    fake_node(NODE, BASE_ERROR_LOCK_VIOLATION);
    fake_node(COMMANDS, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault), BASE_ERROR_BUSY);
    fresh();
    fake_control(DEVICE_TAPE_CHECK_VERIFY, BASE_ERROR_LOCK_VIOLATION, NULL, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault), BASE_ERROR_BUSY);
    assert_int_equal(fake_sent(LOAD), 0);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_label_is_read_from_the_beginning_only(void **state)
{
    static const uint8_t elsewhere[20] = {0};
    static const uint8_t beginning[20] = {0x80};
    uint8_t bytes[64];
    uint32_t length = 0;
    (void)state;
    fresh();
    fake_good(REWIND, -1, NULL, 0);
    fake_good(POSITION, -1, elsewhere, sizeof elsewhere);
    fake_good(POSITION, -1, beginning, sizeof beginning);
    fake_good(READ, -1, NULL, 0); /* lost */
    fake_stream(READ, 0x20, 64 - 3, "TAG", 3);
    assert_int_equal(
        device_drive_read_label(fake_transport(), NODE, bytes, sizeof bytes, &length, &fault), 0);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "TAG", 3);
    assert_int_equal(fake_sent(READ), 2);
    fresh();
    fake_good(REWIND, -1, NULL, 0);
    fake_good(POSITION, -1, elsewhere, sizeof elsewhere);
    assert_int_equal(
        device_drive_read_label(fake_transport(), NODE, bytes, sizeof bytes, &length, &fault),
        BASE_ERROR_TIMEOUT);
    assert_int_equal(fake_sent(READ), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_is_what_request_sense_says),
        cmocka_unit_test(test_sense_is_proof_enough),
        cmocka_unit_test(test_silent_drive_was_not_asked),
        cmocka_unit_test(test_made_up_answers_are_not_believed),
        cmocka_unit_test(test_unload_that_was_lost_is_sent_again),
        cmocka_unit_test(test_tape_of_a_program_is_not_unloaded),
        cmocka_unit_test(test_label_is_read_from_the_beginning_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
