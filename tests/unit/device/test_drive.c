/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "device/class_codes.h"
#include "device/drive.h"
#include "device/scsi/density.h"
#include "fake_transport.h"

#define NODE "\\\\.\\Tape0"

enum { OP_READY = 0x00, OP_INQUIRY = 0x12, OP_UNLOAD = 0x1B, OP_DENSITY = 0x44, OP_LOG = 0x4D };

static void fresh(void)
{
    fake_reset();
    fake_node(NODE, 0);
}

static void put_alerts(uint64_t flags)
{
    uint8_t page[4 + 64 * 5] = {0x2E, 0, 1, 0x40};
    for (unsigned flag = 1; flag <= 64; flag++) {
        uint8_t *at = page + 4 + (flag - 1) * 5;
        at[1] = (uint8_t)flag;
        at[3] = 1;
        at[4] = (flags & DEVICE_ALERT(flag)) != 0;
    }
    fake_good(OP_LOG, -1, page, sizeof page);
}

static enum device_drive_status status_now(struct device_fault *fault)
{
    enum device_drive_status status = 0;
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, fault), 0);
    assert_int_equal(fake_open_nodes(), 0);
    return status;
}

struct expectation {
    uint8_t key, asc, ascq;
    enum device_drive_status status;
};

static void test_status_of_each_sense(void **state)
{
    static const struct expectation rows[] = {
        {2, 0x3A, 0x00, DEVICE_DRIVE_EMPTY},          {2, 0x04, 0x02, DEVICE_DRIVE_UNLOADED},
        {2, 0x04, 0x01, DEVICE_DRIVE_BECOMING_READY}, {2, 0x04, 0x07, DEVICE_DRIVE_BECOMING_READY},
        {2, 0x04, 0x00, DEVICE_DRIVE_BECOMING_READY}, {2, 0x30, 0x03, DEVICE_DRIVE_CLEANING},
        {3, 0x30, 0x03, DEVICE_DRIVE_CLEANING},       {3, 0x30, 0x07, DEVICE_DRIVE_CLEAN_FAILED},
        {2, 0x30, 0x07, DEVICE_DRIVE_CLEAN_FAILED},   {1, 0x00, 0x17, DEVICE_DRIVE_NEEDS_CLEANING},
        {2, 0x04, 0x12, DEVICE_DRIVE_FAULT},          {3, 0x30, 0x00, DEVICE_DRIVE_FAULT},
        {4, 0x44, 0x00, DEVICE_DRIVE_FAULT},
    };
    struct device_fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fresh();
        fake_sense(OP_READY, -1, 6, 0x29, 0);
        fake_sense(OP_READY, -1, 6, 0x28, 0);
        fake_sense(OP_READY, -1, rows[i].key, rows[i].asc, rows[i].ascq);
        assert_int_equal(status_now(&fault), rows[i].status);
        assert_int_equal(fault.error != 0, rows[i].status == DEVICE_DRIVE_FAULT ||
                                               rows[i].status == DEVICE_DRIVE_CLEAN_FAILED);
    }
    fresh();
    fake_good(OP_READY, -1, NULL, 0);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_READY);
}

static void test_status_spent_cleaner_by_alert(void **state)
{
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 3, 0x30, 0x07);
    put_alerts(DEVICE_ALERT(DEVICE_ALERT_CLEANER_EXPIRED));
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_CLEANER_SPENT);
}

static void test_status_could_not_be_asked(void **state)
{
    enum device_drive_status status = DEVICE_DRIVE_EMPTY;
    struct device_fault fault;
    (void)state;
    fake_reset();
    fake_node(NODE, BASE_ERROR_LOCK_VIOLATION);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault), BASE_ERROR_BUSY);
    assert_true(fault.retry);
    fresh();
    fake_status(OP_READY, DEVICE_STATUS_RESERVATION_CONFLICT);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault), BASE_ERROR_BUSY);
    fresh();
    fake_scsi_error(OP_READY, BASE_ERROR_TIMEOUT);
    assert_int_equal(device_drive_status(fake_transport(), NODE, &status, &fault),
                     BASE_ERROR_TIMEOUT);
    assert_int_equal(status, DEVICE_DRIVE_EMPTY);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_status_system_says_not_ready(void **state)
{
    (void)state;
    fresh();
    fake_scsi_error(OP_READY, BASE_ERROR_NOT_READY);
    fake_scsi_error(OP_READY, BASE_ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_BECOMING_READY);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_EMPTY);
}

static void test_status_without_pass_through_uses_class_code(void **state)
{
    (void)state;
    fresh();
    fake_no_pass_through(BASE_ERROR_ACCESS_DENIED);
    fake_control(DEVICE_STORAGE_QUERY_PROPERTY, BASE_ERROR_SUCCESS, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_NO_MEDIA_IN_DRIVE, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_NOT_READY, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_MEDIA_CHANGED, NULL, 0);
    fake_control(DEVICE_STORAGE_CHECK_VERIFY, BASE_ERROR_SUCCESS, NULL, 0);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_EMPTY);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_BECOMING_READY);
    assert_int_equal(status_now(NULL), DEVICE_DRIVE_READY);
}

static enum device_drive_status clean_now(uint64_t *alerts)
{
    enum device_drive_status status = 0;
    assert_int_equal(device_drive_clean_status(fake_transport(), NODE, &status, alerts, NULL), 0);
    return status;
}

static void test_clean_status_reads_alerts_at_the_end_only(void **state)
{
    uint64_t alerts = 1;
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 2, 0x30, 0x03);
    fake_sense(OP_READY, -1, 2, 0x04, 0x07);
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    put_alerts(DEVICE_ALERT(DEVICE_ALERT_CLEANING_MEDIUM));
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_CLEANING);
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_BECOMING_READY);
    assert_int_equal(fake_sent(OP_LOG), 0);
    assert_true(alerts == 0);
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_CLEANER_INSTALLED);
    assert_true(alerts == DEVICE_ALERT(DEVICE_ALERT_CLEANING_MEDIUM));
}

static void test_clean_status_of_spent_and_failed(void **state)
{
    uint64_t alerts = 0;
    (void)state;
    fresh();
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    put_alerts(DEVICE_ALERT(DEVICE_ALERT_CLEANER_EXPIRED));
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_CLEANER_SPENT);
    fresh();
    fake_sense(OP_READY, -1, 3, 0x30, 0x07);
    put_alerts(0);
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_CLEAN_FAILED);
    fresh();
    fake_sense(OP_READY, -1, 2, 0x3A, 0x00);
    fake_good(OP_LOG, -1, NULL, 0); /* no answer to LOG SENSE */
    assert_int_equal(clean_now(&alerts), DEVICE_DRIVE_CLEANER_INSTALLED);
}

static void test_unload_outcomes(void **state)
{
    struct device_fault fault;
    (void)state;
    fresh();
    fake_sense(OP_UNLOAD, -1, 6, 0x28, 0);
    fake_good(OP_UNLOAD, -1, NULL, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault), 0);
    fresh();
    fake_sense(OP_UNLOAD, -1, 2, 0x3A, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault), 0);
    assert_int_equal(fault.error, 0);
    fresh();
    fake_sense(OP_UNLOAD, -1, 5, 0x53, 0x02);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, &fault),
                     BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA);
    fresh();
    fake_no_pass_through(BASE_ERROR_ACCESS_DENIED);
    fake_control(DEVICE_STORAGE_EJECT_MEDIA, 0, NULL, 0);
    assert_int_equal(device_drive_unload(fake_transport(), NODE, NULL), 0);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_alerts_missing_page_is_no_flags(void **state)
{
    uint64_t flags = 9;
    (void)state;
    fresh();
    assert_int_equal(device_drive_alerts(fake_transport(), NODE, &flags, NULL), 0);
    assert_true(flags == 0);
    fresh();
    put_alerts(DEVICE_ALERT(DEVICE_ALERT_CLEAN_NOW));
    assert_int_equal(device_drive_alerts(fake_transport(), NODE, &flags, NULL), 0);
    assert_true(flags == DEVICE_ALERT(DEVICE_ALERT_CLEAN_NOW));
}

static void put_inquiry(uint8_t type)
{
    static const uint8_t serial[] = {1, 0x80, 0, 6, 'D', 'R', 'V', '0', '0', '1'};
    uint8_t data[96] = {type, 0x80, 6, 2, 91};
    memcpy(data + 8, "HP      Ultrium 4-SCSI  U12W", 28);
    fake_good(OP_INQUIRY, 0, data, sizeof data);
    fake_good(OP_INQUIRY, 0x80, serial, sizeof serial);
}

static void test_describe_by_inquiry_and_class(void **state)
{
    struct device_drive_description description;
    uint8_t media[8 + 2 * DEVICE_CLASS_MEDIA_SIZE] = {DEVICE_FILE_TAPE, 0, 0, 0, 2};
    uint8_t address[8] = {8, 0, 0, 0, 2, 0, 5, 1};
    (void)state;
    fresh();
    put_inquiry(1);
    media[8] = DEVICE_MEDIA_DLT;
    media[12] = 0x08;
    media[8 + DEVICE_CLASS_MEDIA_SIZE] = DEVICE_MEDIA_CLEANER;
    fake_control(DEVICE_STORAGE_GET_MEDIA_TYPES_EX, 0, media, sizeof media);
    fake_control(DEVICE_SCSI_GET_ADDRESS, 0, address, sizeof address);
    assert_int_equal(device_drive_describe(fake_transport(), NODE, &description, NULL), 0);
    assert_string_equal(description.name, NODE);
    assert_string_equal(description.vendor, "HP");
    assert_string_equal(description.product, "Ultrium 4-SCSI");
    assert_string_equal(description.serial, "DRV001");
    assert_int_equal(description.device_type, DEVICE_TYPE_TAPE);
    assert_int_equal(description.media_type_count, 1);
    assert_int_equal(description.media_types[0].media_type, DEVICE_MEDIA_DLT);
    assert_true(description.scsi_address.valid);
    assert_int_equal(description.scsi_address.port, 2);
    assert_int_equal(description.scsi_address.lun, 1);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_describe_does_not_believe_false_class_data(void **state)
{
    struct device_drive_description description;
    static const uint8_t cdrom[8] = {DEVICE_FILE_CDROM};
    static const uint8_t many[8] = {DEVICE_FILE_TAPE, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
    uint8_t densities[4 + 52] = {0, 54, 0, 0, 0x46};
    (void)state;
    fresh();
    put_inquiry(1);
    fake_control(DEVICE_STORAGE_GET_MEDIA_TYPES_EX, 0, cdrom, sizeof cdrom);
    fake_good(OP_DENSITY, -1, densities, sizeof densities);
    assert_int_equal(device_drive_describe(fake_transport(), NODE, &description, NULL), 0);
    assert_int_equal(description.media_type_count, 1);
    assert_int_equal(description.media_types[0].media_type, DEVICE_MEDIA_LTO);
    fresh();
    put_inquiry(1);
    fake_control(DEVICE_STORAGE_GET_MEDIA_TYPES_EX, 0, many, sizeof many);
    assert_int_equal(device_drive_describe(fake_transport(), NODE, &description, NULL), 0);
    assert_int_equal(description.media_types[0].media_type, DEVICE_MEDIA_LTO); /* by its name */
}

static void test_describe_without_pass_through(void **state)
{
    struct device_drive_description description;
    uint8_t data[64] = {40, 0, 0, 0, 64, 0, 0, 0, 1, 0, 1,  0, 36, 0,
                        0,  0, 0, 0, 0,  0, 0, 0, 0, 0, 45, 0, 0,  0};
    (void)state;
    fresh();
    fake_no_pass_through(BASE_ERROR_NOT_SUPPORTED);
    memcpy(data + 36, "ACME", 5);
    memcpy(data + 45, "S1", 3);
    data[16] = 200; /* product: points nowhere */
    fake_control(DEVICE_STORAGE_QUERY_PROPERTY, 0, data, sizeof data);
    assert_int_equal(device_drive_describe(fake_transport(), NODE, &description, NULL), 0);
    assert_string_equal(description.vendor, "ACME");
    assert_string_equal(description.product, "");
    assert_string_equal(description.serial, "S1");
    assert_int_equal(description.device_type, DEVICE_TYPE_TAPE);
}

static void test_describe_no_drive_fails(void **state)
{
    struct device_drive_description description = {.name = "kept"};
    (void)state;
    fresh();
    put_inquiry(8);
    assert_int_equal(device_drive_describe(fake_transport(), NODE, &description, NULL),
                     BASE_ERROR_BAD_UNIT);
    assert_string_equal(description.name, "kept");
    assert_int_equal(fake_open_nodes(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_of_each_sense),
        cmocka_unit_test(test_status_spent_cleaner_by_alert),
        cmocka_unit_test(test_status_could_not_be_asked),
        cmocka_unit_test(test_status_system_says_not_ready),
        cmocka_unit_test(test_status_without_pass_through_uses_class_code),
        cmocka_unit_test(test_clean_status_reads_alerts_at_the_end_only),
        cmocka_unit_test(test_clean_status_of_spent_and_failed),
        cmocka_unit_test(test_unload_outcomes),
        cmocka_unit_test(test_alerts_missing_page_is_no_flags),
        cmocka_unit_test(test_describe_by_inquiry_and_class),
        cmocka_unit_test(test_describe_does_not_believe_false_class_data),
        cmocka_unit_test(test_describe_without_pass_through),
        cmocka_unit_test(test_describe_no_drive_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
