/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <string.h>

#include "device/drive.h"
#include "fake_transport.h"

#define DISC "\\\\.\\CdRom0"

static struct device_volume volume(const char *file_system, const char *name, uint32_t serial)
{
    struct device_volume made;
    memset(&made, 0, sizeof made);
    strcpy(made.file_system, file_system);
    strcpy(made.name, name);
    made.serial_number = serial;
    return made;
}

static void test_volume_is_what_the_system_says(void **state)
{
    struct device_volume answer = volume("CDFS", "DISC \xC3\x84", 0x12345678);
    struct device_volume told = volume("?", "?", 1);
    struct device_fault fault;
    (void)state;
    fake_set_volume(BASE_ERROR_SUCCESS, &answer);
    assert_int_equal(device_drive_volume(fake_transport(), DISC, &told, &fault), 0);
    assert_string_equal(told.file_system, "CDFS");
    assert_string_equal(told.name, "DISC \xC3\x84");
    assert_int_equal(told.serial_number, 0x12345678);
}

static void test_volume_without_file_system_is_empty(void **state)
{
    struct device_volume told = volume("?", "?", 1);
    (void)state;
    fake_set_volume(BASE_ERROR_UNRECOGNIZED_VOLUME, NULL);
    assert_int_equal(device_drive_volume(fake_transport(), DISC, &told, NULL), 0);
    assert_string_equal(told.file_system, "");
    assert_int_equal(told.serial_number, 0);
}

static void test_volume_of_a_disc_in_use_is_busy(void **state)
{
    static const base_error errors[] = {BASE_ERROR_SHARING_VIOLATION, BASE_ERROR_LOCK_VIOLATION,
                                        BASE_ERROR_ACCESS_DENIED};
    struct device_volume told = volume("?", "?", 1);
    struct device_fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        fake_set_volume(errors[i], NULL);
        assert_int_equal(device_drive_volume(fake_transport(), DISC, &told, &fault),
                         BASE_ERROR_BUSY);
        assert_true(fault.retry);
        assert_string_equal(told.name, "?");
    }
}

static void test_volume_of_an_empty_drive_fails(void **state)
{
    struct device_volume told = volume("?", "?", 1);
    struct device_fault fault;
    (void)state;
    fake_set_volume(BASE_ERROR_NOT_READY, NULL);
    assert_int_equal(device_drive_volume(fake_transport(), DISC, &told, &fault),
                     BASE_ERROR_NOT_READY);
    assert_string_equal(told.name, "?");
}

/* A text that has no end must not be read past its array. */
static void test_volume_texts_are_ended(void **state)
{
    struct device_volume answer;
    struct device_volume told;
    (void)state;
    memset(&answer, 'x', sizeof answer);
    fake_set_volume(BASE_ERROR_SUCCESS, &answer);
    assert_int_equal(device_drive_volume(fake_transport(), DISC, &told, NULL), 0);
    assert_int_equal(strlen(told.name), sizeof told.name - 1);
    assert_int_equal(strlen(told.file_system), sizeof told.file_system - 1);
}

/* The system's own transport; a system without drive letters has no answer. */
static void test_volume_of_the_systems_disc(void **state)
{
    struct device_volume told = volume("", "", 0);
    (void)state;
    base_error error = device_drive_volume(device_transport_system(), "C:", &told, NULL);
    if (error == BASE_ERROR_SUCCESS)
        assert_string_not_equal(told.file_system, "");
    else
        assert_int_equal(error, BASE_ERROR_FILE_NOT_FOUND);
    assert_int_not_equal(device_drive_volume(device_transport_system(), "Q:", &told, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_volume_is_what_the_system_says),
        cmocka_unit_test(test_volume_without_file_system_is_empty),
        cmocka_unit_test(test_volume_of_a_disc_in_use_is_busy),
        cmocka_unit_test(test_volume_of_an_empty_drive_fails),
        cmocka_unit_test(test_volume_texts_are_ended),
        cmocka_unit_test(test_volume_of_the_systems_disc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
