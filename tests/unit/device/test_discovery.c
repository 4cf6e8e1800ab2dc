/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>

#include "device/class_codes.h"
#include "device/discovery.h"
#include "fake_transport.h"
#include "unit/port/settings.h"

/* ---- discovery ---- */

static void put_changer(const char *name)
{
    struct device_class_parameters parameters;
    struct device_class_product product;
    memset(&parameters, 0, sizeof parameters);
    memset(&product, ' ', sizeof product);
    parameters.transports = parameters.slots = parameters.drives = 1;
    memcpy(product.serial, "LIB", 3);
    parameters.features0 = DEVICE_FEATURE_SERIAL_NUMBER_VALID;
    fake_node(name, 0);
    fake_control(DEVICE_CHANGER_GET_PARAMETERS, 0, &parameters, sizeof parameters);
    fake_control(DEVICE_CHANGER_GET_PRODUCT_DATA, 0, &product, sizeof product);
}

static void put_tape(const char *name)
{
    uint8_t data[96] = {1, 0x80, 6, 2, 91};
    memcpy(data + 8, "HP      Ultrium 4-SCSI  U12W", 28);
    fake_node(name, 0);
    fake_good(0x12, 0, data, sizeof data);
}

static void test_discover_lists_what_opens(void **state)
{
    struct device_inventory inventory = DEVICE_INVENTORY_INIT;
    (void)state;
    fake_reset();
    put_changer("\\\\.\\Changer0");
    put_changer("\\\\.\\Changer31");
    put_tape("\\\\.\\Tape2");
    put_tape("\\\\.\\Tape63");
    fake_node("\\\\.\\Changer1", BASE_ERROR_ACCESS_DENIED);
    fake_node("\\\\.\\Tape4", BASE_ERROR_SHARING_VIOLATION);
    assert_int_equal(device_discover(fake_transport(), &inventory), 0);
    assert_int_equal(inventory.changer_count, 3);
    assert_string_equal(inventory.changers[0].description.serial, "LIB");
    assert_int_equal(inventory.changers[1].fault.error, BASE_ERROR_ACCESS_DENIED);
    assert_string_equal(inventory.changers[1].description.name, "\\\\.\\Changer1");
    assert_string_equal(inventory.changers[2].description.name, "\\\\.\\Changer31");
    assert_int_equal(inventory.drive_count, 3);
    assert_string_equal(inventory.drives[0].description.product, "Ultrium 4-SCSI");
    assert_true(inventory.drives[1].description.busy);
    assert_int_equal(inventory.drives[1].fault.error, BASE_ERROR_BUSY);
    assert_string_equal(inventory.drives[2].description.name, "\\\\.\\Tape63");
    assert_int_equal(fake_open_nodes(), 0);
    device_inventory_free(&inventory);
    assert_null(inventory.changers);
    device_inventory_free(NULL);
}

static void test_discover_empty_system(void **state)
{
    struct device_inventory inventory = DEVICE_INVENTORY_INIT;
    (void)state;
    fake_reset();
    assert_int_equal(device_discover(fake_transport(), &inventory), 0);
    assert_int_equal(inventory.changer_count + inventory.drive_count, 0);
    device_inventory_free(&inventory);
}

static void test_discover_names_of_the_administrator(void **state)
{
    struct device_inventory inventory = DEVICE_INVENTORY_INIT;
    (void)state;
    settings_put_text(NULL, "Devices", "\\\\.\\Loader7, \\\\.\\tape2;\\\\.\\Nothing");
    fake_reset();
    put_tape("\\\\.\\Tape2");
    put_tape("\\\\.\\Loader7");
    assert_int_equal(device_discover(fake_transport(), &inventory), 0);
    assert_int_equal(inventory.drive_count, 2);
    assert_string_equal(inventory.drives[1].description.name, "\\\\.\\Loader7");
    device_inventory_free(&inventory);
    settings_remove(NULL, "Devices");
}

static void test_overrides_are_read_by_serial_number(void **state)
{
    struct device_override overrides[2];
    (void)state;
    settings_put_text("DriveMapping\\NTMS-TEST-1", "1", "Tape5");
    settings_put_text("DriveMapping\\NTMS-TEST-1", "one", "Tape6");
    assert_int_equal(device_overrides_read("NTMS-TEST-1", overrides, 2), 1);
    assert_int_equal(overrides[0].index, 1);
    assert_string_equal(overrides[0].device, "Tape5");
    assert_int_equal(device_overrides_read("NTMS-TEST-2", overrides, 2), 0);
    settings_remove("DriveMapping\\NTMS-TEST-1", "1");
    settings_remove("DriveMapping\\NTMS-TEST-1", "one");
}

/* ---- matching ---- */

enum { ELEMENTS = 3, DRIVES = 3 };

static struct device_element items[ELEMENTS];
static struct device_elements elements = {items, ELEMENTS};
static struct device_found_drive drives[DRIVES];
static struct device_scsi_address changer_address;
static struct device_match_input input;
static uint32_t match[ELEMENTS];

/* Elements and drives of which nothing is known but that they are there. */
static int setup(void **state)
{
    (void)state;
    memset(items, 0, sizeof items);
    memset(drives, 0, sizeof drives);
    memset(&changer_address, 0, sizeof changer_address);
    memset(&input, 0, sizeof input);
    elements.count = ELEMENTS;
    for (uint32_t i = 0; i < ELEMENTS; i++) {
        items[i].kind = DEVICE_KIND_DRIVE;
        items[i].index = i;
        (void)snprintf(drives[i].description.name, DEVICE_NAME_SIZE, "\\\\.\\Tape%u", i);
        (void)snprintf(drives[i].description.serial, DEVICE_SERIAL_SIZE, "SERIAL%u", i);
        drives[i].description.device_type = DEVICE_TYPE_TAPE;
    }
    input.elements = &elements;
    input.changer_address = &changer_address;
    input.drives = drives;
    input.drive_count = DRIVES;
    return 0;
}

static void expect(uint32_t a, uint32_t b, uint32_t c)
{
    device_match_drives(&input, match, ELEMENTS);
    assert_int_equal(match[0], a);
    assert_int_equal(match[1], b);
    assert_int_equal(match[2], c);
}

static void test_match_by_serial_in_any_form(void **state)
{
    (void)state;
    strcpy(items[0].drive_serial, "serial2");
    strcpy(items[1].drive_serial, "VENDOR MODEL SERIAL0");
    strcpy(items[2].drive_serial, "500123");
    strcpy(drives[1].description.world_wide_name, "500123");
    expect(2, 0, 1);
}

static void test_match_unknown_serial_gets_nothing(void **state)
{
    (void)state;
    strcpy(items[0].drive_serial, "SERIAL0");
    strcpy(items[1].drive_serial, "SERIAL1");
    strcpy(items[2].drive_serial, "ELSEWHERE");
    input.take_left_over = true;
    expect(0, 1, DEVICE_NO_DRIVE);
}

static void test_match_same_serial_twice_decides_nothing(void **state)
{
    (void)state;
    strcpy(items[0].drive_serial, "SERIAL0");
    strcpy(drives[1].description.serial, "SERIAL0");
    expect(DEVICE_NO_DRIVE, DEVICE_NO_DRIVE, DEVICE_NO_DRIVE);
}

static void test_match_override_beats_serial(void **state)
{
    static const struct device_override overrides[] = {
        {0, "Tape1"}, {1, "\\\\.\\tape0"}, {2, "NOWHERE"}};
    (void)state;
    for (uint32_t i = 0; i < ELEMENTS; i++)
        strcpy(items[i].drive_serial, drives[i].description.serial);
    input.overrides = overrides;
    input.override_count = 3;
    input.take_left_over = true;
    expect(1, 0, DEVICE_NO_DRIVE);
}

static void test_match_by_address_on_the_changers_bus(void **state)
{
    (void)state;
    changer_address.valid = true;
    changer_address.port = 2;
    for (uint32_t i = 0; i < ELEMENTS; i++) {
        items[i].scsi_address.valid = true;
        items[i].scsi_address.partial = true;
        items[i].scsi_address.target = (uint8_t)(4 - i);
        drives[i].description.scsi_address.valid = true;
        drives[i].description.scsi_address.port = 2;
        drives[i].description.scsi_address.target = (uint8_t)(2 + i);
    }
    expect(2, 1, 0);
    drives[1].description.scsi_address.port = 3; /* another bus */
    expect(2, DEVICE_NO_DRIVE, 0);
    changer_address.valid = false;
    expect(DEVICE_NO_DRIVE, DEVICE_NO_DRIVE, DEVICE_NO_DRIVE);
}

static void test_match_left_over_only_when_unambiguous(void **state)
{
    bool taken[DRIVES] = {false, false, false};
    (void)state;
    strcpy(items[0].drive_serial, "SERIAL0");
    input.take_left_over = true;
    expect(0, DEVICE_NO_DRIVE, DEVICE_NO_DRIVE);
    strcpy(items[1].drive_serial, "SERIAL2");
    expect(0, 2, 1);
    input.take_left_over = false;
    expect(0, 2, DEVICE_NO_DRIVE);
    input.take_left_over = true;
    taken[1] = true;
    input.taken = taken;
    expect(0, 2, DEVICE_NO_DRIVE);
}

/* PROMISE: Absence/left-over */
static void test_match_drive_known_elsewhere_is_not_left_over(void **state)
{
    bool elsewhere[DRIVES] = {false, true, false};
    (void)state;
    strcpy(items[0].drive_serial, "SERIAL0");
    strcpy(items[1].drive_serial, "SERIAL2");
    input.take_left_over = true;
    input.elsewhere = elsewhere;
    expect(0, 2, DEVICE_NO_DRIVE);
    /* Where the element names it, it has come. */
    strcpy(items[2].drive_serial, "SERIAL1");
    expect(0, 2, 1);
}

static void test_match_ignores_elements_beyond_the_room(void **state)
{
    (void)state;
    items[2].index = 77;
    strcpy(items[2].drive_serial, "SERIAL2");
    expect(DEVICE_NO_DRIVE, DEVICE_NO_DRIVE, DEVICE_NO_DRIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discover_lists_what_opens),
        cmocka_unit_test(test_discover_empty_system),
        cmocka_unit_test(test_discover_names_of_the_administrator),
        cmocka_unit_test(test_overrides_are_read_by_serial_number),
        cmocka_unit_test_setup(test_match_by_serial_in_any_form, setup),
        cmocka_unit_test_setup(test_match_unknown_serial_gets_nothing, setup),
        cmocka_unit_test_setup(test_match_same_serial_twice_decides_nothing, setup),
        cmocka_unit_test_setup(test_match_override_beats_serial, setup),
        cmocka_unit_test_setup(test_match_by_address_on_the_changers_bus, setup),
        cmocka_unit_test_setup(test_match_left_over_only_when_unambiguous, setup),
        cmocka_unit_test_setup(test_match_drive_known_elsewhere_is_not_left_over, setup),
        cmocka_unit_test_setup(test_match_ignores_elements_beyond_the_room, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
