/* SPDX-License-Identifier: MIT */
#include "base/guid.h"

#include <string.h>

/* Which byte stands at each pair of digits of the text form: the first three fields are
 * little-endian. */
static const uint8_t TEXT_ORDER[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

bool base_guid_equal(const struct base_guid *a, const struct base_guid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool base_guid_is_null(const struct base_guid *guid)
{
    static const struct base_guid NONE = {{0}};
    return base_guid_equal(guid, &NONE);
}

int base_guid_compare(const struct base_guid *a, const struct base_guid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

uint32_t base_guid_hash(const struct base_guid *guid)
{
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < sizeof guid->bytes; i++)
        hash = (hash ^ guid->bytes[i]) * 16777619U;
    return hash;
}

static bool is_dash_before(size_t pair)
{
    return pair == 4 || pair == 6 || pair == 8 || pair == 10;
}

void base_guid_to_text(const struct base_guid *guid, char text[BASE_GUID_TEXT_SIZE])
{
    static const char DIGITS[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t pair = 0; pair < 16; pair++) {
        uint8_t byte = guid->bytes[TEXT_ORDER[pair]];
        if (is_dash_before(pair))
            text[at++] = '-';
        text[at++] = DIGITS[byte >> 4];
        text[at++] = DIGITS[byte & 15];
    }
    text[at] = '\0';
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool base_guid_from_text(const char *text, struct base_guid *guid)
{
    struct base_guid result;
    if (text == NULL)
        return false;
    bool braced = text[0] == '{';
    if (braced)
        text++;
    for (size_t pair = 0; pair < 16; pair++) {
        if (is_dash_before(pair) && *text++ != '-')
            return false;
        int high = digit_value(text[0]);
        if (high < 0)
            return false;
        int low = digit_value(text[1]);
        if (low < 0)
            return false;
        result.bytes[TEXT_ORDER[pair]] = (uint8_t)(high * 16 + low);
        text += 2;
    }
    if (braced && *text++ != '}')
        return false;
    if (*text != '\0')
        return false;
    *guid = result;
    return true;
}
