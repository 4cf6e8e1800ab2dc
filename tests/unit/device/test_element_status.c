/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/buffer.h"
#include "device/scsi/element_status.h"
#include "report.h"

struct seen {
    struct device_element elements[64];
    uint16_t sources[64];
    size_t count;
    base_error stop;
};

static base_error visit(void *context, const struct device_element *element,
                        uint16_t source_address)
{
    struct seen *seen = context;
    if (seen->count < 64) {
        seen->elements[seen->count] = *element;
        seen->sources[seen->count++] = source_address;
    }
    return seen->stop;
}

/* Decodes from a block of exactly that size, so that the sanitizer sees a read beyond it. */
static base_error decode(const uint8_t *data, size_t length, struct seen *seen,
                         struct device_element_report *report)
{
    uint8_t *exact = malloc(length + 1);
    memset(seen, 0, sizeof *seen);
    assert_non_null(exact);
    memcpy(exact + 1, data, length);
    base_error error = device_element_status_decode(exact + 1, length, visit, seen, report);
    free(exact);
    return error;
}

static void two_pages(struct report *report)
{
    uint8_t *at;
    report_begin(report);
    report_page(report, DEVICE_KIND_SLOT, true, false);
    at = report_element(report, 1000, 0x09, "A00001L4", NULL);
    at[9] = 0xC0;
    base_put_be16(at + 10, 256);
    (void)report_element(report, 1001, 0x08, NULL, NULL);
    at = report_element(report, 1002, 0x05, NULL, NULL);
    at[4] = 0x30;
    at[5] = 0x03;
    report_page(report, DEVICE_KIND_DRIVE, true, true);
    at = report_element(report, 256, 0x09, "A00002L4", "SER0000001");
    at[6] = 0x32;
    at[7] = 5;
    (void)report_element(report, 257, 0x08, NULL, NULL);
    report_end(report);
}

static void test_decode_two_pages_gives_all_fields(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    two_pages(&report);
    assert_int_equal(decode(report.bytes, report.length, &seen, &result), 0);
    assert_int_equal(result.available, 5);
    assert_int_equal(result.delivered, 5);
    assert_false(result.truncated);
    assert_true(result.volume_tags);
    const struct device_element *slot = &seen.elements[0];
    assert_int_equal(slot->address, 1000);
    assert_true(slot->full && slot->accessible && slot->barcode_valid);
    assert_string_equal(slot->barcode, "A00001L4");
    assert_true(slot->source_valid && slot->invert);
    assert_int_equal(seen.sources[0], 256);
    assert_false(seen.elements[1].full || seen.elements[1].barcode_valid);
    assert_true(seen.elements[2].exception && !seen.elements[2].accessible);
    assert_int_equal(seen.elements[2].reason, DEVICE_EXCEPTION_CLEANER);
    assert_false(seen.elements[2].barcode_valid);
    const struct device_element *drive = &seen.elements[3];
    assert_string_equal(drive->drive_vendor, "VENDOR");
    assert_string_equal(drive->drive_product, "A PRODUCT");
    assert_string_equal(drive->drive_serial, "SER0000001");
    assert_true(drive->scsi_address.valid);
    assert_int_equal(drive->scsi_address.target, 5);
    assert_int_equal(drive->scsi_address.lun, 2);
    assert_string_equal(seen.elements[4].drive_serial, "");
    assert_false(seen.elements[4].scsi_address.valid);
}

static void test_decode_every_cut_reports_truncation(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    two_pages(&report);
    for (uint32_t length = 0; length < report.length; length++) {
        base_error error = decode(report.bytes, length, &seen, &result);
        assert_true(result.truncated);
        assert_true(result.delivered < 5);
        assert_int_equal(seen.count, result.delivered);
        assert_true(error == 0 || error == BASE_ERROR_INVALID_DATA);
    }
}

static void test_decode_lying_lengths_are_survived(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    two_pages(&report);
    for (uint32_t at = 0; at < 24; at++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t saved = report.bytes[at];
            report.bytes[at] = (uint8_t)value;
            (void)decode(report.bytes, report.length, &seen, &result);
            assert_true(result.delivered <= 64);
            report.bytes[at] = saved;
        }
    }
}

static void test_decode_descriptor_length_zero_is_invalid(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    two_pages(&report);
    base_put_be16(report.bytes + 10, 0);
    assert_int_equal(decode(report.bytes, report.length, &seen, &result), BASE_ERROR_INVALID_DATA);
}

static void test_decode_tag_flag_without_field_is_ignored(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, false, false);
    (void)report_element(&report, 1, 0x09, NULL, NULL);
    report_end(&report);
    report.bytes[9] = 0xC0;
    assert_int_equal(decode(report.bytes, report.length, &seen, &result), 0);
    assert_int_equal(seen.count, 1);
    assert_false(seen.elements[0].barcode_valid);
}

static void test_decode_unknown_type_is_invalid(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen;
    (void)state;
    two_pages(&report);
    report.bytes[8] = 7;
    assert_int_equal(decode(report.bytes, report.length, &seen, &result), BASE_ERROR_INVALID_DATA);
}

static void test_decode_zero_answer_has_nothing(void **state)
{
    static const uint8_t zero[64];
    struct device_element_report result;
    struct seen seen;
    (void)state;
    assert_int_equal(decode(zero, sizeof zero, &seen, &result), 0);
    assert_int_equal(result.available, 0);
    assert_int_equal(seen.count, 0);
}

static void test_decode_visitor_error_ends_it(void **state)
{
    struct device_element_report result;
    struct report report;
    struct seen seen = {.stop = BASE_ERROR_CANCELLED};
    (void)state;
    two_pages(&report);
    assert_int_equal(
        device_element_status_decode(report.bytes, report.length, visit, &seen, &result),
        BASE_ERROR_CANCELLED);
    assert_int_equal(seen.count, 1);
}

static void test_barcode_padding_and_garbage(void **state)
{
    char out[DEVICE_BARCODE_SIZE];
    (void)state;
    assert_true(device_barcode_decode((const uint8_t *)"  AB 1  ", 8, out));
    assert_string_equal(out, "AB 1");
    assert_true(device_barcode_decode((const uint8_t *)"AB\0xx", 5, out));
    assert_string_equal(out, "AB");
    assert_false(device_barcode_decode((const uint8_t *)"        ", 8, out));
    assert_false(device_barcode_decode((const uint8_t *)"A\x01"
                                                        "B",
                                       3, out));
    assert_string_equal(out, "");
    assert_false(device_barcode_decode((const uint8_t *)"\xFF\xFF", 2, out));
    assert_true(device_barcode_decode((const uint8_t *)"AB  \xFF\xFF", 6, out));
    assert_string_equal(out, "AB");
    assert_false(device_barcode_decode((const uint8_t *)"A\xE4", 2, out));
    assert_false(device_barcode_decode(NULL, 0, out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode_two_pages_gives_all_fields),
        cmocka_unit_test(test_decode_every_cut_reports_truncation),
        cmocka_unit_test(test_decode_lying_lengths_are_survived),
        cmocka_unit_test(test_decode_descriptor_length_zero_is_invalid),
        cmocka_unit_test(test_decode_tag_flag_without_field_is_ignored),
        cmocka_unit_test(test_decode_unknown_type_is_invalid),
        cmocka_unit_test(test_decode_zero_answer_has_nothing),
        cmocka_unit_test(test_decode_visitor_error_ends_it),
        cmocka_unit_test(test_barcode_padding_and_garbage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
