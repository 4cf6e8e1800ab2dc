/* SPDX-License-Identifier: MIT */
#include "device/scsi/sense.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

#define ANY 0x100
/* Stands for the caller's own device (robot or drive) in the table. */
#define SELF 0x100

struct row {
    uint8_t key;
    uint16_t asc;
    uint16_t ascq;
    base_error error;
    int blame; /* enum device_blame or SELF */
    bool retry;
    const char *text;
};

#define NOBODY    DEVICE_BLAME_NONE
#define MEDIUM    DEVICE_BLAME_MEDIUM
#define OPERATOR  DEVICE_BLAME_OPERATOR
#define TRANSPORT DEVICE_BLAME_TRANSPORT
#define CALLER    DEVICE_BLAME_CALLER
#define ROBOT     DEVICE_BLAME_ROBOT
#define DRIVE     DEVICE_BLAME_DRIVE

/* The first row that fits counts. Codes: SPC-4 annex D, SMC-3, SSC-4. */
static const struct row table[] = {
    {2, 0x04, 0x02, BASE_ERROR_NOT_READY, SELF, false, "initialising command required"},
    {2, 0x04, 0x03, BASE_ERROR_NOT_READY, OPERATOR, false, "manual intervention required"},
    {2, 0x04, 0x12, BASE_ERROR_NOT_READY, OPERATOR, false, "device is offline"},
    {2, 0x04, 0x17, BASE_ERROR_NOT_READY, SELF, false, "calibration required"},
    {2, 0x04, 0x18, BASE_ERROR_DEVICE_DOOR_OPEN, OPERATOR, false, "a door is open"},
    {2, 0x04, 0x19, BASE_ERROR_NOT_READY, OPERATOR, false, "library is in sequential mode"},
    {2, 0x04, ANY, BASE_ERROR_NOT_READY, NOBODY, true, "not ready yet"},
    {2, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, NOBODY, true, "cleaner installed"},
    {2, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, MEDIUM, false, "cleaning failed"},
    {2, 0x30, ANY, BASE_ERROR_MEDIA_INCOMPATIBLE, MEDIUM, false, "incompatible medium"},
    {2, 0x3A, ANY, BASE_ERROR_NO_MEDIA_IN_DRIVE, NOBODY, false, "no medium"},
    {2, 0x3B, 0x11, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, false, "magazine not accessible"},
    {2, 0x3B, 0x12, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, false, "magazine removed"},
    {2, 0x3E, 0x00, BASE_ERROR_NOT_READY, NOBODY, true, "not configured yet"},
    {2, 0x53, 0x08, BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, NOBODY, false,
     "element status unknown"},
    {2, ANY, ANY, BASE_ERROR_NOT_READY, SELF, true, "not ready"},

    {3, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, NOBODY, true, "cleaner installed"},
    {3, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, MEDIUM, false, "cleaning failed"},
    {3, 0x30, ANY, BASE_ERROR_MEDIA_INCOMPATIBLE, MEDIUM, false, "incompatible medium"},
    {3, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, CALLER, false, "destination is full"},
    {3, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, CALLER, false, "source is empty"},
    {3, 0x52, ANY, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, MEDIUM, false, "cartridge fault"},
    {3, 0x53, ANY, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, MEDIUM, false, "load or eject failed"},
    {3, ANY, ANY, BASE_ERROR_CRC, MEDIUM, false, "medium error"},

    {4, 0x08, ANY, BASE_ERROR_IO_DEVICE, TRANSPORT, true, "communication failure"},
    {4, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, DRIVE, false, "cleaning failed"},
    {4, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, CALLER, false, "destination is full"},
    {4, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, CALLER, false, "source is empty"},
    {4, 0x53, 0x09, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DRIVE, false, "drive did not load"},
    {4, 0x53, 0x0A, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, false, "drive did not unload"},
    {4, 0x53, 0x0B, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, false, "drive was not unloaded"},
    {4, 0x53, 0x0C, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, false, "drive did not eject"},
    {4, ANY, ANY, BASE_ERROR_IO_DEVICE, SELF, false, "hardware error"},

    {5, 0x20, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, false, "command not supported"},
    {5, 0x21, ANY, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, CALLER, false, "no such element"},
    {5, 0x24, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, false, "invalid field in command"},
    {5, 0x25, ANY, BASE_ERROR_BAD_UNIT, TRANSPORT, false, "logical unit not supported"},
    {5, 0x26, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, false, "invalid field in parameters"},
    {5, 0x2C, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, false, "command out of sequence"},
    {5, 0x30, ANY, BASE_ERROR_MEDIA_INCOMPATIBLE, MEDIUM, false, "incompatible medium"},
    {5, 0x3A, ANY, BASE_ERROR_NO_MEDIA_IN_DRIVE, NOBODY, false, "no medium"},
    {5, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, CALLER, false, "destination is full"},
    {5, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, CALLER, false, "source is empty"},
    {5, 0x3B, 0x11, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, false, "magazine not accessible"},
    {5, 0x3B, 0x12, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, false, "magazine removed"},
    {5, 0x3B, 0x18, BASE_ERROR_DEVICE_NOT_AVAILABLE, OPERATOR, false, "element disabled"},
    {5, 0x3B, 0x1A, BASE_ERROR_DEVICE_NOT_AVAILABLE, OPERATOR, false, "drive is not installed"},
    {5, 0x3B, ANY, BASE_ERROR_IO_DEVICE, ROBOT, false, "mechanical positioning error"},
    {5, 0x53, ANY, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, false, "removal is prevented"},
    {5, ANY, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, false, "illegal request"},

    {6, 0x28, ANY, BASE_ERROR_MEDIA_CHANGED, NOBODY, true, "medium may have changed"},
    {6, 0x29, ANY, BASE_ERROR_BUS_RESET, NOBODY, true, "power-on or reset"},
    {6, 0x3B, ANY, BASE_ERROR_MEDIA_CHANGED, NOBODY, true, "magazine or drive was exchanged"},
    {6, 0x5A, ANY, BASE_ERROR_MEDIA_CHANGED, OPERATOR, true, "operator asks for the medium"},
    {6, ANY, ANY, BASE_ERROR_RETRY, NOBODY, true, "unit attention"},

    {7, ANY, ANY, BASE_ERROR_WRITE_PROTECT, MEDIUM, false, "write protected"},
    {8, ANY, ANY, BASE_ERROR_NO_DATA_DETECTED, NOBODY, false, "blank medium"},
    {0xB, ANY, ANY, BASE_ERROR_IO_DEVICE, TRANSPORT, true, "command aborted"},
    {0xD, ANY, ANY, BASE_ERROR_END_OF_MEDIA, MEDIUM, false, "volume overflow"},
};

bool device_sense_decode(const uint8_t *data, size_t length, struct device_sense *sense)
{
    struct device_sense result = {0};
    bool known = false;
    memset(sense, 0, sizeof *sense);
    if (data == NULL || length < 3)
        return false;
    uint8_t response = data[0] & 0x7F;
    if (response == 0x70 || response == 0x71) {
        /* The stated length counts the bytes after byte 7; some devices leave it 0. */
        size_t stated = length < 8 ? length : (size_t)8 + data[7];
        if (length >= 8 && data[7] != 0 && stated < length)
            length = stated;
        result.key = data[2] & 0x0F;
        if (length > 12)
            result.asc = data[12];
        if (length > 13)
            result.ascq = data[13];
        known = true;
    } else if (response == 0x72 || response == 0x73) {
        result.key = data[1] & 0x0F;
        result.asc = data[2];
        if (length > 3)
            result.ascq = data[3];
        known = true;
    }
    if (!known)
        return false;
    result.deferred = (response & 1) != 0;
    *sense = result;
    return true;
}

static void take_flags(struct device_sense_stream *stream, uint8_t flags)
{
    stream->filemark = (flags & 0x80) != 0;
    stream->end_of_medium = (flags & 0x40) != 0;
    stream->incorrect_length = (flags & 0x20) != 0;
}

/* The descriptors that follow the header of the other format: type 0 INFORMATION, 4 stream. */
static void take_descriptors(struct base_reader *reader, struct device_sense_stream *stream)
{
    base_reader_skip(reader, 7);
    struct base_reader list = base_reader_part(reader, base_reader_u8(reader));
    while (base_reader_left(&list) >= 2) {
        uint8_t type = base_reader_u8(&list);
        struct base_reader body = base_reader_part(&list, base_reader_u8(&list));
        bool valid = (base_reader_u8(&body) & 0x80) != 0;
        uint8_t flags = base_reader_u8(&body);
        uint64_t information = type == 0 ? base_reader_be64(&body) : 0;
        if (type == 4 && !body.truncated)
            take_flags(stream, flags);
        if (type == 0 && valid && !body.truncated) {
            stream->has_residue = true;
            stream->residue = (int64_t)information;
        }
    }
}

void device_sense_stream_decode(const uint8_t *data, size_t length,
                                struct device_sense_stream *stream)
{
    struct base_reader reader = base_reader_over(data, length);
    struct device_sense sense;

    memset(stream, 0, sizeof *stream);
    if (!device_sense_decode(data, length, &sense) || sense.deferred)
        return;
    if ((data[0] & 0x7F) != 0x70) {
        take_descriptors(&reader, stream);
        return;
    }
    take_flags(stream, data[2]);
    base_reader_skip(&reader, 3);
    uint32_t information = base_reader_be32(&reader);
    if ((data[0] & 0x80) != 0 && !reader.truncated) {
        stream->has_residue = true;
        stream->residue = (int32_t)information;
    }
}

bool device_sense_is(const struct device_sense *sense, uint8_t key, uint8_t asc, uint8_t ascq)
{
    return sense->key == key && sense->asc == asc && sense->ascq == ascq;
}

static bool row_fits(const struct row *row, const struct device_sense *sense)
{
    return row->key == sense->key && (row->asc == ANY || row->asc == sense->asc) &&
           (row->ascq == ANY || row->ascq == sense->ascq);
}

void device_sense_to_fault(const struct device_sense *sense, enum device_blame self,
                           struct device_fault *fault)
{
    static const struct row other = {0,    ANY,   ANY,           BASE_ERROR_IO_DEVICE,
                                     SELF, false, "device fault"};
    const struct row *row = &other;

    device_fault_clear(fault);
    if (sense->key == DEVICE_SENSE_NO_SENSE || sense->key == DEVICE_SENSE_RECOVERED_ERROR)
        return;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (row_fits(&table[i], sense)) {
            row = &table[i];
            break;
        }
    }
    fault->error = row->error;
    fault->key = sense->key;
    fault->asc = sense->asc;
    fault->ascq = sense->ascq;
    fault->blame = row->blame == SELF ? self : (enum device_blame)row->blame;
    fault->retry = row->retry;
    fault->attention = sense->key == DEVICE_SENSE_UNIT_ATTENTION;
    fault->unknown = sense->key == DEVICE_SENSE_ABORTED_COMMAND || sense->deferred ||
                     sense->key == DEVICE_SENSE_HARDWARE_ERROR;
    (void)snprintf(fault->text, sizeof fault->text, "%s (sense %X/%02X/%02X)", row->text,
                   (unsigned)sense->key, (unsigned)sense->asc, (unsigned)sense->ascq);
}
