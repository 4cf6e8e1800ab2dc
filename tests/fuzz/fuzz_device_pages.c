/* SPDX-License-Identifier: MIT */
/* What devices answer to INQUIRY, MODE SENSE, LOG SENSE, REPORT DENSITY SUPPORT, and sense data. */
#include "fuzz.h"

#include <string.h>

#include "device/scsi/density.h"
#include "device/scsi/inquiry.h"
#include "device/scsi/mode.h"
#include "device/scsi/sense.h"
#include "device/scsi/tapealert.h"

static void check_text(const char *text, size_t capacity)
{
    FUZZ_CHECK(memchr(text, '\0', capacity) != NULL);
}

static void read_inquiry(const uint8_t *data, size_t size)
{
    struct device_inquiry inquiry;
    char name[DEVICE_SERIAL_SIZE];
    char serial[DEVICE_SERIAL_SIZE];
    if (device_inquiry_decode(data, size, &inquiry)) {
        FUZZ_CHECK(size >= 36 && inquiry.device_type <= 0x1F);
        check_text(inquiry.vendor, sizeof inquiry.vendor);
        check_text(inquiry.product, sizeof inquiry.product);
        check_text(inquiry.revision, sizeof inquiry.revision);
    }
    if (device_inquiry_serial(data, size, serial)) {
        check_text(serial, sizeof serial);
        FUZZ_CHECK(serial[0] != '\0');
    }
    (void)device_inquiry_identification(data, size, name, serial);
    check_text(name, sizeof name);
    check_text(serial, sizeof serial);
}

static void read_mode(const uint8_t *data, size_t size, bool ten)
{
    struct device_mode_addresses addresses;
    struct device_mode_capabilities capabilities;
    struct device_mode_medium medium;
    uint8_t list[DEVICE_MODE_MEDIUM_10];
    if (device_mode_addresses_decode(data, size, ten, &addresses))
        for (size_t kind = 0; kind < DEVICE_KIND_COUNT; kind++)
            FUZZ_CHECK((uint32_t)addresses.first[kind] + addresses.count[kind] <= 0x10000 ||
                       addresses.count[kind] == 0);
    (void)device_mode_capabilities_decode(data, size, ten, &capabilities);
    if (device_mode_medium_decode(data, size, ten, &medium)) {
        FUZZ_CHECK(!medium.has_descriptor || medium.block_length <= 0xFFFFFF);
        uint32_t length = device_mode_medium_encode(&medium, ten, 0, list);
        FUZZ_CHECK(length == (ten ? DEVICE_MODE_MEDIUM_10 : DEVICE_MODE_MEDIUM_6));
    }
}

static void read_sense(const uint8_t *data, size_t size)
{
    struct device_sense sense;
    struct device_sense_stream stream;
    struct device_fault fault;
    static const struct device_sense NONE;
    bool decoded = device_sense_decode(data, size, &sense);
    FUZZ_CHECK(sense.key <= 0x0F);
    FUZZ_CHECK(decoded || memcmp(&sense, &NONE, sizeof sense) == 0);
    device_sense_stream_decode(data, size, &stream);
    FUZZ_CHECK(decoded || !(stream.filemark || stream.end_of_medium || stream.incorrect_length ||
                            stream.has_residue));
    memset(&fault, 0, sizeof fault);
    device_sense_to_fault(&sense, DEVICE_BLAME_DRIVE, &fault);
    check_text(fault.text, sizeof fault.text);
    FUZZ_CHECK((fault.error == 0) == (sense.key <= DEVICE_SENSE_RECOVERED_ERROR));
}

static void read_drive_pages(const uint8_t *data, size_t size)
{
    uint64_t flags = 0;
    uint32_t types[4] = {0, 0, 0, 0xABCD};
    (void)device_tapealert_decode(data, size, &flags);
    size_t count = device_density_decode(data, size, types, 3);
    FUZZ_CHECK(count <= 3 && types[3] == 0xABCD);
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(types[i] != DEVICE_MEDIA_UNKNOWN);
    FUZZ_CHECK(device_density_capacity(data, size, size > 0 ? data[size - 1] : 0) >= 0);
    FUZZ_CHECK(device_density_capacity(data, size, 0) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_inquiry(data, size);
    read_mode(data, size, false);
    read_mode(data, size, true);
    read_sense(data, size);
    read_drive_pages(data, size);
    return 0;
}
