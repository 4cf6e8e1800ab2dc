/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "device/scsi/density.h"
#include "device/scsi/inquiry.h"
#include "device/scsi/mode.h"
#include "device/scsi/tapealert.h"

static void fill_inquiry(uint8_t data[96])
{
    memset(data, 0, 96);
    data[0] = 0x08;
    data[1] = 0x80;
    data[4] = 91;
    memcpy(data + 8, "VENDOR  A LIBRARY       1.23", 28);
    data[55] = 0x01;
}

static void test_inquiry_good_answer(void **state)
{
    struct device_inquiry inquiry;
    uint8_t data[96];
    (void)state;
    fill_inquiry(data);
    assert_true(device_inquiry_decode(data, sizeof data, &inquiry));
    assert_int_equal(inquiry.device_type, 8);
    assert_true(inquiry.removable && inquiry.barcode_reader);
    assert_string_equal(inquiry.vendor, "VENDOR");
    assert_string_equal(inquiry.product, "A LIBRARY");
    assert_string_equal(inquiry.revision, "1.23");
    assert_true(device_inquiry_decode(data, 36, &inquiry));
    assert_false(inquiry.barcode_reader);
}

static void test_inquiry_bad_answers_fail(void **state)
{
    static const uint8_t zero[96];
    struct device_inquiry inquiry;
    uint8_t data[96];
    (void)state;
    fill_inquiry(data);
    for (size_t length = 0; length < 36; length++)
        assert_false(device_inquiry_decode(data, length, &inquiry));
    assert_false(device_inquiry_decode(zero, sizeof zero, &inquiry));
    data[0] = 0x7F;
    assert_false(device_inquiry_decode(data, sizeof data, &inquiry));
}

static void test_serial_page(void **state)
{
    static const uint8_t page[] = {1, 0x80, 0, 8, ' ', 'S', 'E', 'R', '0', '1', ' ', ' '};
    static const uint8_t blank[] = {1, 0x80, 0, 2, ' ', ' '};
    char serial[DEVICE_SERIAL_SIZE] = "kept";
    (void)state;
    for (size_t length = 0; length < sizeof page; length++)
        assert_false(device_inquiry_serial(page, length, serial));
    assert_false(device_inquiry_serial(blank, sizeof blank, serial));
    assert_string_equal(serial, "kept");
    assert_true(device_inquiry_serial(page, sizeof page, serial));
    assert_string_equal(serial, "SER01");
}

static void test_identification_page(void **state)
{
    uint8_t page[80] = {1, 0x83, 0, 4 + 30 + 12};
    char name[DEVICE_SERIAL_SIZE];
    char serial[DEVICE_SERIAL_SIZE];
    (void)state;
    page[4] = 2;
    page[5] = 1;
    page[7] = 30;
    memcpy(page + 8, "VENDOR  A DRIVE         SER001", 30);
    page[38] = 1;
    page[39] = 3;
    page[41] = 8;
    memcpy(page + 42, "\x50\x01\x02\x03\x04\x05\x06\xAB", 8);
    assert_true(device_inquiry_identification(page, 4 + 46, name, serial));
    assert_string_equal(name, "50010203040506ab");
    assert_string_equal(serial, "SER001");
    for (size_t length = 0; length < 50; length++)
        assert_false(device_inquiry_identification(page, length, name, serial));
    page[7] = 200;
    assert_false(device_inquiry_identification(page, 50, name, serial));
}

static void test_designator_without_product(void **state)
{
    static const uint8_t text[] = "VENDOR  SER77";
    struct device_designator designator = {2, 1, 13, text};
    char vendor[DEVICE_VENDOR_SIZE];
    char product[DEVICE_PRODUCT_SIZE];
    char serial[DEVICE_SERIAL_SIZE];
    (void)state;
    device_designator_text(&designator, vendor, product, serial);
    assert_string_equal(vendor, "VENDOR");
    assert_string_equal(product, "");
    assert_string_equal(serial, "SER77");
    designator.type = 0;
    device_designator_text(&designator, vendor, product, serial);
    assert_string_equal(serial, "VENDOR  SER77");
}

static const uint8_t addresses_page[] = {0x1D, 18, 0, 0, 0, 1,    0x03, 0xE8, 0, 20,
                                         0,    16, 0, 1, 1, 0x00, 0,    2,    0, 0};

static void test_mode_addresses_both_headers(void **state)
{
    struct device_mode_addresses addresses;
    uint8_t six[4 + 8 + 20] = {31, 0, 0, 8};
    uint8_t ten[8 + 20] = {0, 26};
    (void)state;
    memcpy(six + 12, addresses_page, 20);
    memcpy(ten + 8, addresses_page, 20);
    assert_true(device_mode_addresses_decode(six, sizeof six, false, &addresses));
    assert_int_equal(addresses.first[DEVICE_KIND_SLOT], 1000);
    assert_int_equal(addresses.count[DEVICE_KIND_SLOT], 20);
    assert_int_equal(addresses.first[DEVICE_KIND_PORT], 16);
    assert_int_equal(addresses.first[DEVICE_KIND_DRIVE], 256);
    assert_int_equal(addresses.count[DEVICE_KIND_DRIVE], 2);
    assert_true(device_mode_addresses_decode(ten, sizeof ten, true, &addresses));
    for (size_t length = 0; length < sizeof ten; length++)
        assert_false(device_mode_addresses_decode(ten, length, true, &addresses));
}

static void test_mode_addresses_nonsense_fails(void **state)
{
    struct device_mode_addresses addresses;
    uint8_t data[4 + 20] = {23};
    (void)state;
    assert_false(device_mode_addresses_decode(data, sizeof data, false, &addresses));
    memcpy(data + 4, addresses_page, 20);
    data[4 + 6] = 0xFF;
    data[4 + 7] = 0xFF;
    assert_false(device_mode_addresses_decode(data, sizeof data, false, &addresses));
    memcpy(data + 4, addresses_page, 20);
    memset(data + 6, 0, 18);
    assert_false(device_mode_addresses_decode(data, sizeof data, false, &addresses));
    memcpy(data + 4, addresses_page, 20);
    data[3] = 200; /* block descriptors beyond the end */
    assert_false(device_mode_addresses_decode(data, sizeof data, false, &addresses));
}

static void test_mode_capabilities(void **state)
{
    struct device_mode_capabilities capabilities;
    uint8_t data[4 + 20] = {23,   0,    0,    0, 0x1F, 18, 0x0E, 0, 0x0E,
                            0x0E, 0x0E, 0x0E, 0, 0,    0,  0,    0, 0x0A};
    (void)state;
    assert_true(device_mode_capabilities_decode(data, sizeof data, false, &capabilities));
    assert_int_equal(capabilities.move[DEVICE_KIND_SLOT], DEVICE_KIND_BIT(DEVICE_KIND_SLOT) |
                                                              DEVICE_KIND_BIT(DEVICE_KIND_PORT) |
                                                              DEVICE_KIND_BIT(DEVICE_KIND_DRIVE));
    assert_int_equal(capabilities.exchange[DEVICE_KIND_SLOT],
                     DEVICE_KIND_BIT(DEVICE_KIND_SLOT) | DEVICE_KIND_BIT(DEVICE_KIND_DRIVE));
    assert_false(device_mode_capabilities_decode(data, 20, false, &capabilities));
}

static void test_tapealert_flags(void **state)
{
    uint8_t page[4 + 64 * 5] = {0x2E, 0, 1, 0x40};
    uint64_t flags = 0;
    (void)state;
    for (unsigned flag = 1; flag <= 64; flag++) {
        uint8_t *at = page + 4 + (flag - 1) * 5;
        at[1] = (uint8_t)flag;
        at[3] = 1;
        at[4] = flag == 20 || flag == 64;
    }
    assert_true(device_tapealert_decode(page, sizeof page, &flags));
    assert_true(flags == (((uint64_t)1 << 19) | ((uint64_t)1 << 63)));
    assert_true(device_tapealert_decode(page, 4 + 21 * 5 + 2, &flags));
    assert_true(flags == (uint64_t)1 << 19);
    assert_false(device_tapealert_decode(page, 4, &flags));
    assert_false(device_tapealert_decode(page, 0, &flags));
    page[0] = 0;
    assert_false(device_tapealert_decode(page, sizeof page, &flags));
}

static void test_tapealert_strange_parameters(void **state)
{
    static const uint8_t page[] = {0x6E, 0, 0,    15, 0, 0,   3, 1, 1, /* no flag 0 */
                                   0,    3, 0x03, 0,  0, 200, 3, 2, 1, 1};
    static const uint8_t lying[] = {0x2E, 0, 0xFF, 0xFF, 0, 3, 3, 255, 1};
    uint64_t flags = 7;
    (void)state;
    assert_false(device_tapealert_decode(page, sizeof page, &flags));
    assert_false(device_tapealert_decode(lying, sizeof lying, &flags));
    assert_true(flags == 7);
}

static void test_density_codes_and_names(void **state)
{
    uint8_t data[4 + 3 * 52] = {0, 2 + 3 * 52};
    uint32_t types[4];
    (void)state;
    data[4] = 0x44;
    data[4 + 52] = 0x46;
    data[4 + 104] = 0x47;
    assert_int_equal(device_density_decode(data, sizeof data, types, 4), 2);
    assert_int_equal(types[0], DEVICE_MEDIA_LTO);
    assert_int_equal(types[1], DEVICE_MEDIA_DDS_4MM);
    assert_int_equal(device_density_decode(data, 4 + 60, types, 4), 1);
    assert_int_equal(device_density_decode(data, 3, types, 4), 0);
    assert_int_equal(device_density_decode(data, sizeof data, types, 0), 0);
    assert_int_equal(device_density_from_product("HP", "Ultrium 4-SCSI"), DEVICE_MEDIA_LTO);
    assert_int_equal(device_density_from_product("QUANTUM", "SDLT320"), DEVICE_MEDIA_DLT);
    assert_int_equal(device_density_from_product("X", "Y"), DEVICE_MEDIA_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inquiry_good_answer),
        cmocka_unit_test(test_inquiry_bad_answers_fail),
        cmocka_unit_test(test_serial_page),
        cmocka_unit_test(test_identification_page),
        cmocka_unit_test(test_designator_without_product),
        cmocka_unit_test(test_mode_addresses_both_headers),
        cmocka_unit_test(test_mode_addresses_nonsense_fails),
        cmocka_unit_test(test_mode_capabilities),
        cmocka_unit_test(test_tapealert_flags),
        cmocka_unit_test(test_tapealert_strange_parameters),
        cmocka_unit_test(test_density_codes_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
