/* SPDX-License-Identifier: MIT */
#include "device/scsi/density.h"

#include <string.h>

#include "base/buffer.h"

enum { DESCRIPTOR = 52 };

struct code_range {
    uint8_t first;
    uint8_t last;
    uint8_t media_type;
};

/* Density codes by their formats (SSC-4 annex, T10 density code list). */
static const struct code_range codes[] = {
    {0x05, 0x05, DEVICE_MEDIA_QIC},      {0x0F, 0x12, DEVICE_MEDIA_QIC},
    {0x13, 0x13, DEVICE_MEDIA_DDS_4MM},  {0x14, 0x15, DEVICE_MEDIA_MP_8MM},
    {0x17, 0x1B, DEVICE_MEDIA_DLT},      {0x24, 0x26, DEVICE_MEDIA_DDS_4MM},
    {0x27, 0x28, DEVICE_MEDIA_AME_8MM},  {0x29, 0x29, DEVICE_MEDIA_IBM_3490E},
    {0x2A, 0x2A, DEVICE_MEDIA_IBM_3590}, {0x30, 0x30, DEVICE_MEDIA_AIT1_8MM},
    {0x31, 0x33, DEVICE_MEDIA_AIT_8MM},  {0x40, 0x40, DEVICE_MEDIA_LTO},
    {0x41, 0x41, DEVICE_MEDIA_DLT},      {0x42, 0x42, DEVICE_MEDIA_LTO},
    {0x44, 0x44, DEVICE_MEDIA_LTO},      {0x46, 0x46, DEVICE_MEDIA_LTO},
    {0x47, 0x47, DEVICE_MEDIA_DDS_4MM},  {0x48, 0x4A, DEVICE_MEDIA_DLT},
    {0x51, 0x55, DEVICE_MEDIA_IBM_3590}, {0x58, 0x58, DEVICE_MEDIA_LTO},
    {0x5A, 0x5A, DEVICE_MEDIA_LTO},      {0x5C, 0x5E, DEVICE_MEDIA_LTO},
    {0x60, 0x60, DEVICE_MEDIA_LTO},      {0x80, 0x82, DEVICE_MEDIA_VXA},
};

struct name {
    const char *part; /* somewhere in "vendor product", upper case */
    uint8_t media_type;
};

/* The first that is found counts. */
static const struct name names[] = {
    {"ULTRIUM", DEVICE_MEDIA_LTO},     {"LTO", DEVICE_MEDIA_LTO},
    {"ULT3580", DEVICE_MEDIA_LTO},     {"SDLT", DEVICE_MEDIA_DLT},
    {"DLT", DEVICE_MEDIA_DLT},         {"T9840", DEVICE_MEDIA_STK_9840},
    {"T9940", DEVICE_MEDIA_STK_9940},  {"SAIT", DEVICE_MEDIA_SAIT},
    {"AIT", DEVICE_MEDIA_AIT_8MM},     {"VXA", DEVICE_MEDIA_VXA},
    {"MAMMOTH", DEVICE_MEDIA_AME_8MM}, {"EXB-8", DEVICE_MEDIA_MP_8MM},
    {"DDS", DEVICE_MEDIA_DDS_4MM},     {"DAT", DEVICE_MEDIA_DDS_4MM},
    {"3590", DEVICE_MEDIA_IBM_3590},   {"3592", DEVICE_MEDIA_IBM_3590},
    {"3490", DEVICE_MEDIA_IBM_3490E},  {"3480", DEVICE_MEDIA_IBM_3480},
    {"QIC", DEVICE_MEDIA_QIC},         {"DVD", DEVICE_MEDIA_DVD_ROM},
    {"CD-RW", DEVICE_MEDIA_CD_RW},     {"CD-R", DEVICE_MEDIA_CD_R},
    {"CD", DEVICE_MEDIA_CD_ROM},
};

static uint32_t code_media_type(uint8_t code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (code >= codes[i].first && code <= codes[i].last)
            return codes[i].media_type;
    }
    return DEVICE_MEDIA_UNKNOWN;
}

size_t device_density_decode(const uint8_t *data, size_t length, uint32_t *media_types, size_t room)
{
    struct base_reader reader = base_reader_over(data, length);
    size_t count = 0;
    size_t stated = base_reader_be16(&reader);
    base_reader_skip(&reader, 2);
    if (reader.truncated || stated < 2)
        return 0;
    struct base_reader body = base_reader_part(&reader, stated - 2);
    while (base_reader_left(&body) >= DESCRIPTOR && count < room) {
        uint32_t type = code_media_type(base_reader_u8(&body));
        bool known = type == DEVICE_MEDIA_UNKNOWN;
        base_reader_skip(&body, DESCRIPTOR - 1);
        for (size_t i = 0; i < count && !known; i++)
            known = media_types[i] == type;
        if (!known)
            media_types[count++] = type;
    }
    return count;
}

int64_t device_density_capacity(const uint8_t *data, size_t length, uint8_t density)
{
    enum { MEGABYTE = 1000000, FLAG_DEFAULT = 0x20 };
    struct base_reader reader = base_reader_over(data, length);
    int64_t capacity = 0;
    size_t stated = base_reader_be16(&reader);

    base_reader_skip(&reader, 2);
    if (reader.truncated || stated < 2)
        return 0;
    struct base_reader body = base_reader_part(&reader, stated - 2);
    for (bool first = true; base_reader_left(&body) >= DESCRIPTOR; first = false) {
        uint8_t primary = base_reader_u8(&body);
        uint8_t secondary = base_reader_u8(&body);
        uint8_t flags = base_reader_u8(&body);
        base_reader_skip(&body, 9);
        int64_t bytes = (int64_t)base_reader_be32(&body) * MEGABYTE;
        base_reader_skip(&body, DESCRIPTOR - 16);
        if (density != 0 && (primary == density || secondary == density))
            return bytes;
        if (density == 0 && (first || (flags & FLAG_DEFAULT) != 0))
            capacity = bytes;
    }
    return capacity;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

uint32_t device_density_from_product(const char *vendor, const char *product)
{
    char text[64] = "";
    size_t used = 0;
    for (const char *p = vendor; *p != '\0' && used + 2 < sizeof text; p++)
        text[used++] = upper(*p);
    text[used++] = ' ';
    for (const char *p = product; *p != '\0' && used + 1 < sizeof text; p++)
        text[used++] = upper(*p);
    text[used] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strstr(text, names[i].part) != NULL)
            return names[i].media_type;
    }
    return DEVICE_MEDIA_UNKNOWN;
}
