/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "label/label.h"
#include "label/mtf.h"

#define MEDIA_NAME "Free Media"
#define OS_WINDOWS 14 /* MTF appendix: Windows NT */
#define DAY_MS     INT64_C(86400000)
#define TIME_MOST  INT64_C(253402300799000) /* the end of the year 9999, the last of the format */

/* The pad stream that follows the header: MTF 6.2. */
enum { STREAM_BYTES = 22, STREAM_LENGTH = 8, STREAM_CHECKSUM = 20 };

/* A moment in the parts that the format wants. */
struct moment {
    struct base_date date;
    uint32_t second; /* of the day */
};

static void put_le(uint8_t *at, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static struct moment moment_of(int64_t time)
{
    struct moment moment;
    if (time < 0)
        time = 0;
    if (time > TIME_MOST)
        time = TIME_MOST;
    moment.date = base_date_from_days(time / DAY_MS);
    moment.second = (uint32_t)(time % DAY_MS / 1000);
    return moment;
}

/* MTF 4.6.1: year 14 bits, month 4, day 5, hour 5, minute 6, second 6, highest bit first. */
static void put_date(uint8_t *at, const struct moment *moment)
{
    uint64_t date = moment->date.year;
    date = date << 4 | moment->date.month;
    date = date << 5 | moment->date.day;
    date = date << 5 | moment->second / 3600;
    date = date << 6 | moment->second / 60 % 60;
    date = date << 6 | moment->second % 60;
    for (size_t i = 0; i < 5; i++)
        at[i] = (uint8_t)(date >> (8 * (4 - i)));
}

/* Appends an ASCII text in Unicode at *end and writes its size and offset at the given place. */
static void put_text(uint8_t *block, size_t place, const char *text, size_t *end)
{
    size_t length = strlen(text);
    put_le(block + place, (uint32_t)(2 * length), 2);
    put_le(block + place + 2, (uint32_t)*end, 2);
    for (size_t i = 0; i < length; i++)
        block[*end + 2 * i] = (uint8_t)text[i];
    *end += 2 * length;
}

/* MTF 5.2.1.1: a media label says who made it, when, and the identifier of the medium. */
static void put_media_label(uint8_t *block, const struct base_guid *id, const struct moment *moment,
                            size_t *end)
{
    char guid[BASE_GUID_TEXT_SIZE];
    char label[200];
    base_guid_to_text(id, guid);
    snprintf(label, sizeof label,
             "MTF Media Label|L-1.00|ntmsapi|%s|%04u/%02u/%02u.%02u:%02u:%02u||0|%s",
             LABEL_FREE_TYPE, moment->date.year, moment->date.month, moment->date.day,
             (unsigned)(moment->second / 3600), (unsigned)(moment->second / 60 % 60),
             (unsigned)(moment->second % 60), guid);
    put_text(block, MTF_DESCRIPTION, label, end);
}

/* Fills the rest of the block, so that what follows begins at a whole one. */
static void put_pad_stream(uint8_t *block, size_t start)
{
    uint8_t *stream = block + start;
    memcpy(stream, "SPAD", 4);
    put_le(stream + STREAM_LENGTH, (uint32_t)(LABEL_FREE_BYTES - start - STREAM_BYTES), 4);
    put_le(stream + STREAM_CHECKSUM, label_mtf_checksum(stream, STREAM_CHECKSUM / 2), 2);
}

void label_free_write(const struct base_guid *id, int64_t time, uint8_t bytes[LABEL_FREE_BYTES],
                      size_t *length)
{
    struct moment moment = moment_of(time);
    size_t end = MTF_FIXED_BYTES;
    memset(bytes, 0, LABEL_FREE_BYTES);
    memcpy(bytes + MTF_BLOCK_TYPE, "TAPE", 4);
    bytes[MTF_OS_ID] = OS_WINDOWS;
    bytes[MTF_STRING_TYPE] = MTF_STRINGS_UNICODE;
    memcpy(bytes + MTF_FAMILY_ID, id->bytes, 4);
    put_le(bytes + MTF_TAPE_ATTRIBUTES, MTF_TAPE_MEDIA_LABEL, 4);
    put_le(bytes + MTF_SEQUENCE, 1, 2);
    put_text(bytes, MTF_MEDIA_NAME, MEDIA_NAME, &end);
    put_media_label(bytes, id, &moment, &end);
    put_text(bytes, MTF_SOFTWARE_NAME, LABEL_FREE_TYPE, &end);
    put_le(bytes + MTF_LOGICAL_BLOCK, LABEL_FREE_BYTES, 2);
    put_date(bytes + MTF_DATE, &moment);
    bytes[MTF_VERSION] = 1;
    end = (end + 3) / 4 * 4;
    put_le(bytes + MTF_FIRST_EVENT, (uint32_t)end, 2);
    put_pad_stream(bytes, end);
    put_le(bytes + MTF_CHECKSUM, label_mtf_checksum(bytes, MTF_CHECKSUM / 2), 2);
    *length = LABEL_FREE_BYTES;
}
