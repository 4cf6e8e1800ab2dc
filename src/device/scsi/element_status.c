/* SPDX-License-Identifier: MIT */
#include "device/scsi/element_status.h"

#include <string.h>

#include "base/buffer.h"
#include "device/scsi/inquiry.h"

enum {
    REPORT_HEADER = 8,
    PAGE_HEADER = 8,
    DESCRIPTOR_MINIMUM = 12,
    VOLUME_TAG = 36,
    VOLUME_TEXT = 32
};

struct page {
    enum device_kind kind;
    bool primary_tags;
    bool alternate_tags;
    uint32_t descriptor_length;
};

bool device_barcode_decode(const uint8_t *text, size_t length, char out[DEVICE_BARCODE_SIZE])
{
    size_t end = 0;
    size_t start = 0;
    out[0] = '\0';
    while (end < length && text[end] != 0 && text[end] != 0xFF) /* FFh: erased memory */
        end++;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    while (start < end && text[start] == ' ')
        start++;
    if (start == end || end - start >= DEVICE_BARCODE_SIZE)
        return false;
    for (size_t i = start; i < end; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E)
            return false;
    }
    memcpy(out, text + start, end - start);
    out[end - start] = '\0';
    return true;
}

enum device_exception device_exception_from_sense(uint8_t asc, uint8_t ascq)
{
    if (asc == 0x30 && ascq == 0x03)
        return DEVICE_EXCEPTION_CLEANER;
    if (asc == 0x3B && (ascq == 0x11 || ascq == 0x12 || ascq == 0x18 || ascq == 0x1A))
        return DEVICE_EXCEPTION_NOT_INSTALLED;
    if (asc == 0x53 && ascq == 0x08)
        return DEVICE_EXCEPTION_UNKNOWN_STATE;
    if (asc == 0x83 && (ascq == 0x00 || ascq == 0x02)) /* as many libraries report labels */
        return DEVICE_EXCEPTION_LABEL_UNREADABLE;
    if (asc == 0x83 && ascq == 0x01)
        return DEVICE_EXCEPTION_LABEL_QUESTIONABLE;
    return DEVICE_EXCEPTION_OTHER;
}

static void decode_flags(struct device_element *element, uint8_t flags)
{
    element->full = (flags & 0x01) != 0;
    element->exception = (flags & 0x04) != 0;
    element->accessible = element->kind == DEVICE_KIND_TRANSPORT || (flags & 0x08) != 0;
    element->impexp = element->kind == DEVICE_KIND_PORT && (flags & 0x02) != 0;
}

/* Bytes 6 and 7 of a data transfer element; NOT BUS means another bus than the changer's. */
static void decode_scsi_address(struct device_element *element, uint8_t flags, uint8_t target)
{
    bool both = (flags & 0x30) == 0x30;
    if (element->kind != DEVICE_KIND_DRIVE || !both || (flags & 0x80) != 0)
        return;
    element->scsi_address.valid = true;
    element->scsi_address.partial = true;
    element->scsi_address.target = target;
    element->scsi_address.lun = flags & 0x07;
}

static void decode_primary_tag(struct device_element *element, struct base_reader *reader)
{
    const uint8_t *tag = base_reader_bytes(reader, VOLUME_TAG);
    if (tag == NULL || !element->full)
        return;
    element->barcode_valid = device_barcode_decode(tag, VOLUME_TEXT, element->barcode);
}

/* The device identifier (DVCID) of a data transfer element, SPC-4 7.7.3 in form. */
static void decode_identifier(struct device_element *element, struct base_reader *reader)
{
    struct device_designator designator = {0};
    uint8_t code_set = base_reader_u8(reader);
    uint8_t type = base_reader_u8(reader);
    base_reader_skip(reader, 1);
    size_t length = base_reader_u8(reader);
    if (reader->truncated || length == 0 || length > base_reader_left(reader))
        return;
    designator.code_set = code_set & 0x0F;
    designator.type = type & 0x0F;
    designator.length = length;
    designator.data = base_reader_bytes(reader, length);
    device_designator_text(&designator, element->drive_vendor, element->drive_product,
                           element->drive_serial);
}

static base_error decode_descriptor(const struct page *page, struct base_reader reader,
                                    device_element_visitor *visitor, void *context)
{
    struct device_element element;
    memset(&element, 0, sizeof element);
    element.kind = page->kind;
    element.address = base_reader_be16(&reader);
    decode_flags(&element, base_reader_u8(&reader));
    base_reader_skip(&reader, 1);
    element.asc = base_reader_u8(&reader);
    element.ascq = base_reader_u8(&reader);
    uint8_t bus_flags = base_reader_u8(&reader);
    uint8_t bus_target = base_reader_u8(&reader);
    base_reader_skip(&reader, 1);
    uint8_t origin = base_reader_u8(&reader);
    uint16_t source = base_reader_be16(&reader);

    decode_scsi_address(&element, bus_flags, bus_target);
    element.source_valid = element.full && (origin & 0x80) != 0;
    element.invert = element.source_valid && (origin & 0x40) != 0;
    if (element.exception)
        element.reason = device_exception_from_sense(element.asc, element.ascq);
    else
        element.asc = element.ascq = 0;
    if (page->primary_tags)
        decode_primary_tag(&element, &reader);
    if (page->alternate_tags && base_reader_left(&reader) >= VOLUME_TAG)
        base_reader_skip(&reader, VOLUME_TAG);
    if (element.kind == DEVICE_KIND_DRIVE && base_reader_left(&reader) >= 4)
        decode_identifier(&element, &reader);
    return visitor(context, &element, source);
}

static base_error decode_page(struct base_reader *all, device_element_visitor *visitor,
                              void *context, struct device_element_report *report)
{
    struct page page;
    uint8_t type = base_reader_u8(all) & 0x0F;
    uint8_t flags = base_reader_u8(all);
    page.descriptor_length = base_reader_be16(all);
    base_reader_skip(all, 1);
    size_t bytes = base_reader_be24(all);
    if (type < DEVICE_KIND_TRANSPORT || type > DEVICE_KIND_DRIVE ||
        page.descriptor_length < DESCRIPTOR_MINIMUM)
        return BASE_ERROR_INVALID_DATA;
    page.kind = (enum device_kind)type;
    page.primary_tags = (flags & 0x80) != 0;
    page.alternate_tags = (flags & 0x40) != 0;
    if (page.primary_tags)
        report->volume_tags = true;
    if (bytes > base_reader_left(all)) {
        bytes = base_reader_left(all);
        report->truncated = true;
    }
    struct base_reader descriptors = base_reader_part(all, bytes);
    while (base_reader_left(&descriptors) >= page.descriptor_length) {
        base_error error = decode_descriptor(
            &page, base_reader_part(&descriptors, page.descriptor_length), visitor, context);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        report->delivered++;
    }
    if (base_reader_left(&descriptors) > 0)
        report->truncated = true;
    return BASE_ERROR_SUCCESS;
}

base_error device_element_status_decode(const uint8_t *data, size_t length,
                                        device_element_visitor *visitor, void *context,
                                        struct device_element_report *report)
{
    struct base_reader reader = base_reader_over(data, length);
    memset(report, 0, sizeof *report);
    base_reader_skip(&reader, 2);
    report->available = base_reader_be16(&reader);
    base_reader_skip(&reader, 1);
    report->byte_count = base_reader_be24(&reader);
    if (reader.truncated) {
        report->truncated = true;
        return BASE_ERROR_INVALID_DATA;
    }
    size_t bytes = report->byte_count;
    if (bytes > base_reader_left(&reader)) {
        bytes = base_reader_left(&reader);
        report->truncated = true;
    }
    struct base_reader pages = base_reader_part(&reader, bytes);
    while (base_reader_left(&pages) >= PAGE_HEADER) {
        base_error error = decode_page(&pages, visitor, context, report);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    if (base_reader_left(&pages) > 0)
        report->truncated = true;
    return BASE_ERROR_SUCCESS;
}
