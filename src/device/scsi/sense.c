/* SPDX-License-Identifier: MIT */
#include "device/scsi/sense.h"

#include <string.h>

#include "base/buffer.h"

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
