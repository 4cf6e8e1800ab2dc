/* SPDX-License-Identifier: MIT */
/* READ ELEMENT STATUS data. */
#include "fuzz.h"

#include <string.h>

#include "device/scsi/element_status.h"

struct seen {
    uint32_t count;
    uint32_t stop_at; /* 0: never */
};

static void check_text(const char *text, size_t capacity)
{
    FUZZ_CHECK(memchr(text, '\0', capacity) != NULL);
}

static base_error visit(void *context, const struct device_element *element, uint16_t source)
{
    struct seen *seen = context;
    (void)source;
    seen->count++;
    FUZZ_CHECK(element->kind >= DEVICE_KIND_TRANSPORT && element->kind <= DEVICE_KIND_DRIVE);
    FUZZ_CHECK(element->full || (!element->barcode_valid && !element->source_valid));
    FUZZ_CHECK(element->barcode_valid == (element->barcode[0] != '\0'));
    check_text(element->barcode, sizeof element->barcode);
    check_text(element->drive_vendor, sizeof element->drive_vendor);
    check_text(element->drive_product, sizeof element->drive_product);
    check_text(element->drive_serial, sizeof element->drive_serial);
    return seen->count == seen->stop_at ? BASE_ERROR_CANCELLED : BASE_ERROR_SUCCESS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct device_element_report report;
    struct seen seen = {0, 0};
    char barcode[DEVICE_BARCODE_SIZE];
    base_error error = device_element_status_decode(data, size, visit, &seen, &report);
    FUZZ_CHECK(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INVALID_DATA);
    FUZZ_CHECK(report.delivered == seen.count);
    FUZZ_CHECK(seen.count <= size / 12);
    if (seen.count > 0) {
        struct seen stopped = {0, 1 + seen.count / 2};
        error = device_element_status_decode(data, size, visit, &stopped, &report);
        FUZZ_CHECK(error == BASE_ERROR_CANCELLED && stopped.count == stopped.stop_at);
    }
    FUZZ_CHECK(device_barcode_decode(data, size, barcode) == (barcode[0] != '\0'));
    check_text(barcode, sizeof barcode);
    return 0;
}
