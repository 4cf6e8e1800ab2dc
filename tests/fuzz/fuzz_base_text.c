/* SPDX-License-Identifier: MIT */
/* Texts of callers, devices and tapes between UTF-16 and UTF-8, and identifiers in text form. */
#include "fuzz.h"

#include <string.h>

#include "base/guid.h"
#include "base/utf16.h"

enum { MOST = 512 };

/* Every 16-bit string survives the way there and back, lone surrogates too. */
static void wide_and_back(const uint8_t *data, size_t size)
{
    uint16_t units[MOST];
    uint16_t back[MOST + 1];
    char text[3 * MOST + 1];
    size_t count = size / 2 < MOST ? size / 2 : MOST;
    memcpy(units, data, 2 * count);
    size_t length = base_utf16_length(units, count);
    FUZZ_CHECK(base_utf8_from_utf16(units, length, text, sizeof text));
    FUZZ_CHECK(strlen(text) == base_utf8_size(units, length));
    FUZZ_CHECK(base_utf16_size(text, strlen(text)) == length);
    FUZZ_CHECK(base_utf16_from_utf8(text, strlen(text), back, MOST + 1));
    FUZZ_CHECK(back[length] == 0 && memcmp(units, back, 2 * length) == 0);
}

/* Whatever the bytes are, the result is bounded, ended, and well formed the second time. */
static void narrow(const uint8_t *data, size_t size)
{
    uint16_t units[MOST];
    char text[MOST];
    char small[8];
    size_t capacity = size > 0 ? (size_t)data[0] + 1 : 1;
    (void)base_utf16_from_utf8((const char *)data, size, units, capacity);
    size_t length = base_utf16_length(units, capacity);
    FUZZ_CHECK(length < capacity);
    (void)base_utf8_from_utf16(units, length, small, sizeof small);
    FUZZ_CHECK(base_utf8_length(small, sizeof small) < sizeof small);
    size_t used = size < MOST - 1 ? size : MOST - 1;
    memcpy(text, data, used);
    text[used] = '\0';
    FUZZ_CHECK(base_utf8_copy(small, sizeof small, text) == (strlen(text) < sizeof small));
    for (size_t position = 0; position < used;) {
        size_t before = position;
        FUZZ_CHECK(base_utf8_next(text, used, &position) <= 0x10FFFF);
        FUZZ_CHECK(position > before && position <= used);
    }
}

static void identifier(const uint8_t *data, size_t size)
{
    char text[64];
    char shown[BASE_GUID_TEXT_SIZE];
    struct base_guid guid;
    struct base_guid again;
    size_t used = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, data, used);
    text[used] = '\0';
    if (!base_guid_from_text(text, &guid))
        return;
    base_guid_to_text(&guid, shown);
    FUZZ_CHECK(base_guid_from_text(shown, &again) && base_guid_equal(&guid, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wide_and_back(data, size);
    narrow(data, size);
    identifier(data, size);
    return 0;
}
