/* SPDX-License-Identifier: MIT */
#include "device/scsi/mode.h"

#include <string.h>

#include "base/buffer.h"

/* A reader over the parameters of the page; false when it is not there as a whole. */
static bool find_page(const uint8_t *data, size_t length, bool ten, uint8_t code,
                      struct base_reader *page)
{
    struct base_reader reader = base_reader_over(data, length);
    size_t descriptors;
    if (ten) {
        base_reader_skip(&reader, 6);
        descriptors = base_reader_be16(&reader);
    } else {
        base_reader_skip(&reader, 3);
        descriptors = base_reader_u8(&reader);
    }
    base_reader_skip(&reader, descriptors);
    while (!reader.truncated && base_reader_left(&reader) >= 2) {
        uint8_t first = base_reader_u8(&reader);
        size_t size = (first & 0x40) != 0 ? 0 : base_reader_u8(&reader);
        if ((first & 0x40) != 0) { /* a subpage: passed over */
            base_reader_skip(&reader, 1);
            size = base_reader_be16(&reader);
        }
        struct base_reader part = base_reader_part(&reader, size);
        if ((first & 0x7F) == code) {
            *page = part;
            return !part.truncated;
        }
    }
    return false;
}

bool device_mode_addresses_decode(const uint8_t *data, size_t length, bool ten,
                                  struct device_mode_addresses *addresses)
{
    static const enum device_kind order[] = {DEVICE_KIND_TRANSPORT, DEVICE_KIND_SLOT,
                                             DEVICE_KIND_PORT, DEVICE_KIND_DRIVE};
    struct device_mode_addresses result;
    struct base_reader page;
    uint32_t total = 0;

    memset(&result, 0, sizeof result);
    if (!find_page(data, length, ten, DEVICE_MODE_ADDRESSES, &page))
        return false;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        uint16_t first = base_reader_be16(&page);
        uint16_t count = base_reader_be16(&page);
        if (count > 0 && (uint32_t)first + count > 0x10000)
            return false;
        result.first[order[i]] = first;
        result.count[order[i]] = count;
        total += count;
    }
    if (page.truncated || total == 0)
        return false;
    *addresses = result;
    return true;
}

/* SMC-3 orders the bits as transport 0, storage 1, port 2, data transfer 3. */
static uint8_t kind_bits(uint8_t bits)
{
    return (uint8_t)((bits & 0x0F) << 1);
}

bool device_mode_capabilities_decode(const uint8_t *data, size_t length, bool ten,
                                     struct device_mode_capabilities *capabilities)
{
    struct device_mode_capabilities result;
    struct base_reader page;

    memset(&result, 0, sizeof result);
    if (!find_page(data, length, ten, DEVICE_MODE_CAPABILITIES, &page))
        return false;
    base_reader_skip(&page, 2);
    for (unsigned from = DEVICE_KIND_TRANSPORT; from <= DEVICE_KIND_DRIVE; from++)
        result.move[from] = kind_bits(base_reader_u8(&page));
    base_reader_skip(&page, 4);
    for (unsigned from = DEVICE_KIND_TRANSPORT; from <= DEVICE_KIND_DRIVE; from++)
        result.exchange[from] = kind_bits(base_reader_u8(&page));
    if (page.truncated)
        return false;
    *capabilities = result;
    return true;
}

bool device_mode_medium_decode(const uint8_t *data, size_t length, bool ten,
                               struct device_mode_medium *medium)
{
    struct device_mode_medium result = {0};
    struct base_reader reader = base_reader_over(data, length);
    size_t descriptors;

    base_reader_skip(&reader, ten ? 2 : 1);
    result.medium_type = base_reader_u8(&reader);
    result.specific = base_reader_u8(&reader);
    if (ten)
        base_reader_skip(&reader, 2);
    descriptors = ten ? base_reader_be16(&reader) : base_reader_u8(&reader);
    if (reader.truncated)
        return false;
    result.write_protected = (result.specific & 0x80) != 0;
    if (descriptors >= 8) {
        uint8_t density = base_reader_u8(&reader);
        base_reader_skip(&reader, 4);
        uint32_t block_length = base_reader_be24(&reader);
        result.has_descriptor = !reader.truncated;
        result.density = result.has_descriptor ? density : 0;
        result.block_length = result.has_descriptor ? block_length : 0;
    }
    *medium = result;
    return true;
}

uint32_t device_mode_medium_encode(const struct device_mode_medium *medium, bool ten,
                                   uint32_t block_length, uint8_t data[DEVICE_MODE_MEDIUM_10])
{
    uint32_t header = ten ? 8 : 4;
    memset(data, 0, DEVICE_MODE_MEDIUM_10);
    data[ten ? 3 : 2] = medium->specific & 0x7F; /* the write protection is not ours to set */
    data[header - 1] = 8;
    data[header] = medium->density;
    base_put_be24(data + header + 5, block_length);
    return header + 8;
}
