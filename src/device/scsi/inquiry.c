/* SPDX-License-Identifier: MIT */
#include "device/scsi/inquiry.h"

#include <string.h>

#include "base/buffer.h"

enum {
    CODE_SET_BINARY = 1,
    DESIGNATOR_T10 = 1,
    DESIGNATOR_EUI64 = 2,
    DESIGNATOR_NAA = 3,
    T10_VENDOR = 8,
    T10_PRODUCT = 16
};

bool device_inquiry_decode(const uint8_t *data, size_t length, struct device_inquiry *inquiry)
{
    struct base_reader reader = base_reader_over(data, length);
    struct device_inquiry result;

    memset(&result, 0, sizeof result);
    uint8_t peripheral = base_reader_u8(&reader);
    result.device_type = peripheral & 0x1F;
    result.removable = (base_reader_u8(&reader) & 0x80) != 0;
    base_reader_skip(&reader, 2);
    size_t additional = base_reader_u8(&reader);
    base_reader_skip(&reader, 3);
    base_reader_text(&reader, 8, result.vendor, sizeof result.vendor);
    base_reader_text(&reader, 16, result.product, sizeof result.product);
    base_reader_text(&reader, 4, result.revision, sizeof result.revision);
    if (reader.truncated || (peripheral >> 5) != 0)
        return false;
    if (result.vendor[0] == '\0' && result.product[0] == '\0')
        return false;
    if (length > 55 && additional >= 51)
        result.barcode_reader = (data[55] & 0x01) != 0;
    *inquiry = result;
    return true;
}

/* A reader over the body of a vital product data page; empty when it is another page. */
static struct base_reader page_body(const uint8_t *data, size_t length, uint8_t page)
{
    struct base_reader reader = base_reader_over(data, length);
    base_reader_skip(&reader, 1);
    uint8_t code = base_reader_u8(&reader);
    size_t stated = base_reader_be16(&reader);
    if (reader.truncated || code != page)
        return base_reader_over(NULL, 0);
    return base_reader_part(&reader, stated);
}

bool device_inquiry_serial(const uint8_t *data, size_t length, char serial[DEVICE_SERIAL_SIZE])
{
    char text[DEVICE_SERIAL_SIZE];
    struct base_reader body = page_body(data, length, 0x80);
    if (body.truncated)
        return false;
    base_reader_text(&body, base_reader_left(&body), text, sizeof text);
    if (text[0] == '\0')
        return false;
    memcpy(serial, text, sizeof text);
    return true;
}

static void hex_text(const uint8_t *data, size_t length, char *out, size_t capacity)
{
    static const char digits[] = "0123456789abcdef";
    size_t used = 0;
    for (size_t i = 0; i < length && used + 2 < capacity; i++) {
        out[used++] = digits[data[i] >> 4];
        out[used++] = digits[data[i] & 0x0F];
    }
    out[used] = '\0';
}

static void part_text(const uint8_t *data, size_t length, char *out, size_t capacity)
{
    struct base_reader reader = base_reader_over(data, length);
    base_reader_text(&reader, length, out, capacity);
}

void device_designator_text(const struct device_designator *designator,
                            char vendor[DEVICE_VENDOR_SIZE], char product[DEVICE_PRODUCT_SIZE],
                            char serial[DEVICE_SERIAL_SIZE])
{
    const uint8_t *data = designator->data;
    size_t length = designator->length;

    vendor[0] = product[0] = serial[0] = '\0';
    if (data == NULL || length == 0)
        return;
    if (designator->code_set == CODE_SET_BINARY) {
        hex_text(data, length, serial, DEVICE_SERIAL_SIZE);
        return;
    }
    if (designator->type != DESIGNATOR_T10 || length <= T10_VENDOR) {
        part_text(data, length, serial, DEVICE_SERIAL_SIZE);
        return;
    }
    part_text(data, T10_VENDOR, vendor, DEVICE_VENDOR_SIZE);
    data += T10_VENDOR;
    length -= T10_VENDOR;
    if (length > T10_PRODUCT) {
        part_text(data, T10_PRODUCT, product, DEVICE_PRODUCT_SIZE);
        data += T10_PRODUCT;
        length -= T10_PRODUCT;
    }
    part_text(data, length, serial, DEVICE_SERIAL_SIZE);
}

static void take_designator(const struct device_designator *designator,
                            char name[DEVICE_SERIAL_SIZE], char serial[DEVICE_SERIAL_SIZE])
{
    char vendor[DEVICE_VENDOR_SIZE];
    char product[DEVICE_PRODUCT_SIZE];
    char text[DEVICE_SERIAL_SIZE];
    bool worldwide = designator->code_set == CODE_SET_BINARY &&
                     (designator->type == DESIGNATOR_NAA || designator->type == DESIGNATOR_EUI64);

    device_designator_text(designator, vendor, product, text);
    if (worldwide && (name[0] == '\0' || designator->type == DESIGNATOR_NAA))
        memcpy(name, text, sizeof text);
    else if (designator->type == DESIGNATOR_T10 && designator->code_set != CODE_SET_BINARY &&
             product[0] != '\0' && serial[0] == '\0')
        memcpy(serial, text, sizeof text);
}

bool device_inquiry_identification(const uint8_t *data, size_t length,
                                   char name[DEVICE_SERIAL_SIZE], char serial[DEVICE_SERIAL_SIZE])
{
    struct base_reader body = page_body(data, length, 0x83);
    name[0] = serial[0] = '\0';
    if (body.truncated || base_reader_left(&body) == 0)
        return false;
    while (base_reader_left(&body) >= 4) {
        struct device_designator designator;
        designator.code_set = base_reader_u8(&body) & 0x0F;
        uint8_t flags = base_reader_u8(&body);
        base_reader_skip(&body, 1);
        designator.type = flags & 0x0F;
        designator.length = base_reader_u8(&body);
        designator.data = base_reader_bytes(&body, designator.length);
        if (designator.data == NULL)
            return false;
        if ((flags & 0x30) == 0) /* of the logical unit, not of a port or the whole target */
            take_designator(&designator, name, serial);
    }
    return true;
}
