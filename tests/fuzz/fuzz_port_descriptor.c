/* SPDX-License-Identifier: MIT */
/*
 * Security descriptors of callers and of the database. The first byte says which parts are
 * exchanged, the second the length of the first of two descriptors, in units of four bytes.
 */
#include "fuzz.h"

#include <string.h>

#include "port/security.h"

enum { HEADER = 2, UNIT = 4 };

static const struct port_generic_mapping MAPPING = {0x20001, 0x40003, 0x60007, 0x60007};

static bool is_valid(const struct base_buffer *buffer)
{
    return !buffer->failed && port_descriptor_is_valid(buffer->data, buffer->length);
}

/* The parts are where they are said to be and packed: a second pass changes nothing. */
static void take_apart(const uint8_t *stored, size_t stored_size, const uint8_t *given,
                       size_t given_size, uint32_t parts)
{
    struct base_buffer merged = BASE_BUFFER_INIT;
    struct base_buffer again = BASE_BUFFER_INIT;
    FUZZ_CHECK(port_descriptor_replace(stored, stored_size, given, given_size, parts, &MAPPING,
                                       &merged) == BASE_ERROR_SUCCESS);
    FUZZ_CHECK(is_valid(&merged));
    FUZZ_CHECK(port_descriptor_replace(NULL, 0, merged.data, merged.length, PORT_DESCRIPTOR_ALL,
                                       &MAPPING, &again) == BASE_ERROR_SUCCESS);
    FUZZ_CHECK(again.length == merged.length &&
               memcmp(again.data, merged.data, merged.length) == 0);
    base_buffer_release(&merged);
    base_buffer_release(&again);
}

/* What is made for a new pool from a sound descriptor is sound, and names owner and group. */
static void make(const uint8_t *given, size_t size)
{
    struct base_buffer whole = BASE_BUFFER_INIT;
    struct base_buffer below = BASE_BUFFER_INIT;
    uint8_t user[PORT_SID_MAX];
    size_t length = 0;
    FUZZ_CHECK(port_user_sid(user, &length) == BASE_ERROR_SUCCESS);
    FUZZ_CHECK(port_descriptor_complete(given, size, user, length, &whole) == BASE_ERROR_SUCCESS);
    FUZZ_CHECK(is_valid(&whole));
    FUZZ_CHECK(port_descriptor_owner(whole.data, whole.length, &length) != NULL);
    FUZZ_CHECK(port_descriptor_has_group(whole.data, whole.length));
    FUZZ_CHECK(port_user_sid(user, &length) == BASE_ERROR_SUCCESS);
    if (port_descriptor_inherit(user, length, MAPPING.all, given, size, &below) ==
        BASE_ERROR_SUCCESS)
        FUZZ_CHECK(is_valid(&below));
    base_buffer_release(&whole);
    base_buffer_release(&below);
}

/* A copy in a block of its very size, so that nothing is read behind it unseen. */
static uint8_t *copy_of(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    FUZZ_CHECK(copy != NULL);
    memcpy(copy, data, size);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER)
        return 0;
    size_t most = size - HEADER;
    size_t first_size = (size_t)data[1] * UNIT < most ? (size_t)data[1] * UNIT : most;
    size_t second_size = most - first_size;
    uint32_t parts = (data[0] & 0xFu) | (uint32_t)(data[0] >> 4) << 28;
    uint8_t *first = copy_of(data + HEADER, first_size);
    uint8_t *second = copy_of(data + HEADER + first_size, second_size);
    bool first_valid = port_descriptor_is_valid(first, first_size);
    bool second_valid = port_descriptor_is_valid(second, second_size);
    if (!first_valid)
        FUZZ_CHECK(port_descriptor_everyone(first, first_size) == 0);
    else {
        (void)port_descriptor_everyone(first, first_size);
        make(first, first_size);
        take_apart(NULL, 0, first, first_size, parts);
    }
    if (first_valid && second_valid)
        take_apart(first, first_size, second, second_size, parts);
    free(first);
    free(second);
    return 0;
}
