/* SPDX-License-Identifier: MIT */
#include "label/mtf.h"

#include <string.h>

#include "base/md5.h"
#include "label/label.h"
#include "label/text.h"

#define UUID_LENGTH 36

/* The type of a tape whose writer did not give its name. */
#define NAMELESS_TYPE "MTF"

/* A text inside the block, or none (count 0). */
struct mtf_text {
    const uint8_t *bytes;
    size_t count; /* characters: bytes or units */
    bool wide;
};

static uint16_t le16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

uint16_t label_mtf_checksum(const uint8_t *bytes, size_t words)
{
    uint16_t sum = 0;
    for (size_t i = 0; i < words; i++)
        sum ^= le16(bytes + 2 * i);
    return sum;
}

/* Size and offset are the tape's word: a text that is not wholly behind the fixed part and inside
 * the block does not exist. */
static struct mtf_text text_at(const uint8_t *block, size_t length, size_t place)
{
    struct mtf_text text = {NULL, 0, false};
    size_t size = le16(block + place);
    size_t offset = le16(block + place + 2);
    uint8_t type = block[MTF_STRING_TYPE];
    if (type != MTF_STRINGS_ANSI && type != MTF_STRINGS_UNICODE)
        return text;
    if (offset < MTF_FIXED_BYTES || offset > length || size > length - offset)
        return text;
    text.bytes = block + offset;
    text.wide = type == MTF_STRINGS_UNICODE;
    text.count = text.wide ? size / 2 : size;
    return text;
}

static void copy_text(const struct mtf_text *text, size_t most, char *out)
{
    if (text->wide)
        label_text_from_wide(text->bytes, text->count, most, out);
    else if (text->count > 0)
        label_text_from_ansi(text->bytes, text->count, most, out);
    else
        out[0] = '\0';
}

/* The character at a place, 0 when there is none or it is not ASCII. */
static char character_at(const struct mtf_text *text, size_t place)
{
    uint16_t unit;
    if (place >= text->count)
        return 0;
    unit = text->wide ? le16(text->bytes + 2 * place) : text->bytes[place];
    return unit < 0x80 ? (char)unit : 0;
}

static bool is_hexadecimal(char character)
{
    return character != 0 && strchr("0123456789abcdefABCDEF", character) != NULL;
}

/* A longer row of digits than a UUID has is none. */
static bool uuid_at(const struct mtf_text *text, size_t place, struct base_guid *uuid)
{
    char copy[UUID_LENGTH + 1];
    if (place > 0 && is_hexadecimal(character_at(text, place - 1)))
        return false;
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        copy[i] = character_at(text, place + i);
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? copy[i] != '-' : !is_hexadecimal(copy[i]))
            return false;
    }
    copy[UUID_LENGTH] = '\0';
    return !is_hexadecimal(character_at(text, place + UUID_LENGTH)) &&
           base_guid_from_text(copy, uuid);
}

/* The first UUID in a media label, which is the medium's: tag, version, vendor, product, time,
 * cartridge label, side, media ID, domain ID ... */
static bool find_uuid(const uint8_t *block, size_t length, struct base_guid *uuid)
{
    struct mtf_text text = text_at(block, length, MTF_DESCRIPTION);
    if ((block[MTF_TAPE_ATTRIBUTES] & MTF_TAPE_MEDIA_LABEL) == 0)
        return false;
    for (size_t place = 0; place + UUID_LENGTH <= text.count; place++)
        if (uuid_at(&text, place, uuid))
            return true;
    return false;
}

/* The media header block ends where the first event begins; how much of the tape was read besides
 * must not matter. */
static size_t header_bytes(const uint8_t *block, size_t length)
{
    size_t size = le16(block + MTF_FIRST_EVENT);
    return size >= MTF_FIXED_BYTES && size <= length ? size : length;
}

static void identify(const uint8_t *block, size_t length, struct label_found *found)
{
    struct base_guid uuid;
    if (find_uuid(block, length, &uuid))
        memcpy(found->id, uuid.bytes, sizeof uuid.bytes);
    else
        base_md5(block, header_bytes(block, length), found->id);
    found->id_length = BASE_MD5_BYTES;
}

bool label_mtf_read(const uint8_t *bytes, size_t length, struct label_found *found)
{
    memset(found, 0, sizeof *found);
    if (length > LABEL_READ_MOST)
        length = LABEL_READ_MOST;
    if (length < MTF_FIXED_BYTES || memcmp(bytes + MTF_BLOCK_TYPE, "TAPE", 4) != 0)
        return false;
    if (label_mtf_checksum(bytes, MTF_CHECKSUM / 2) != le16(bytes + MTF_CHECKSUM))
        return false;
    struct mtf_text name = text_at(bytes, length, MTF_MEDIA_NAME);
    struct mtf_text software = text_at(bytes, length, MTF_SOFTWARE_NAME);
    copy_text(&software, LABEL_TYPE_UNITS, found->type);
    copy_text(&name, LABEL_INFO_UNITS, found->info);
    if (found->type[0] == '\0')
        memcpy(found->type, NAMELESS_TYPE, sizeof NAMELESS_TYPE);
    identify(bytes, length, found);
    found->free_label = strcmp(found->type, LABEL_FREE_TYPE) == 0;
    found->claimed = true;
    return true;
}
