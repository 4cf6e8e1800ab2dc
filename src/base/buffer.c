/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <string.h>

#include "base/memory.h"

struct base_reader base_reader_over(const void *data, size_t length)
{
    struct base_reader reader = {data, length, 0, false};
    return reader;
}

size_t base_reader_left(const struct base_reader *reader)
{
    return reader->length - reader->position;
}

const uint8_t *base_reader_bytes(struct base_reader *reader, size_t count)
{
    if (count > base_reader_left(reader)) {
        reader->position = reader->length;
        reader->truncated = true;
        return NULL;
    }
    const uint8_t *bytes = count > 0 ? reader->data + reader->position : reader->data;
    reader->position += count;
    return bytes;
}

static uint64_t read_number(struct base_reader *reader, size_t width)
{
    uint64_t value = 0;
    const uint8_t *bytes = base_reader_bytes(reader, width);
    if (bytes == NULL)
        return 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint8_t base_reader_u8(struct base_reader *reader)
{
    return (uint8_t)read_number(reader, 1);
}

uint16_t base_reader_be16(struct base_reader *reader)
{
    return (uint16_t)read_number(reader, 2);
}

uint32_t base_reader_be24(struct base_reader *reader)
{
    return (uint32_t)read_number(reader, 3);
}

uint32_t base_reader_be32(struct base_reader *reader)
{
    return (uint32_t)read_number(reader, 4);
}

uint64_t base_reader_be64(struct base_reader *reader)
{
    return read_number(reader, 8);
}

void base_reader_skip(struct base_reader *reader, size_t count)
{
    (void)base_reader_bytes(reader, count);
}

void base_reader_seek(struct base_reader *reader, size_t position)
{
    if (position > reader->length) {
        position = reader->length;
        reader->truncated = true;
    }
    reader->position = position;
}

struct base_reader base_reader_part(struct base_reader *reader, size_t count)
{
    size_t left = base_reader_left(reader);
    struct base_reader part = base_reader_over(NULL, 0);
    if (count > left) {
        count = left;
        part.truncated = true;
    }
    if (count > 0)
        part.data = reader->data + reader->position;
    part.length = count;
    reader->position += count;
    reader->truncated = reader->truncated || part.truncated;
    return part;
}

void base_reader_text(struct base_reader *reader, size_t count, char *out, size_t capacity)
{
    struct base_reader field = base_reader_part(reader, count);
    size_t start = 0;
    size_t end = 0;
    size_t used = 0;
    while (end < field.length && field.data[end] != 0)
        end++;
    while (start < end && field.data[start] == ' ')
        start++;
    while (end > start && field.data[end - 1] == ' ')
        end--;
    while (start < end && used + 1 < capacity) {
        uint8_t byte = field.data[start++];
        out[used++] = byte >= 0x20 && byte < 0x7F ? (char)byte : '?';
    }
    out[used] = '\0';
}

static void put_number(uint8_t *at, size_t width, uint64_t value)
{
    while (width > 0) {
        at[--width] = (uint8_t)value;
        value >>= 8;
    }
}

void base_put_be16(uint8_t *at, uint16_t value)
{
    put_number(at, 2, value);
}

void base_put_be24(uint8_t *at, uint32_t value)
{
    put_number(at, 3, value);
}

void base_put_be32(uint8_t *at, uint32_t value)
{
    put_number(at, 4, value);
}

void base_put_be64(uint8_t *at, uint64_t value)
{
    put_number(at, 8, value);
}

void base_buffer_release(struct base_buffer *buffer)
{
    if (buffer == NULL)
        return;
    base_memory_free(buffer->data);
    *buffer = (struct base_buffer)BASE_BUFFER_INIT;
}

base_error base_buffer_reserve(struct base_buffer *buffer, size_t count)
{
    if (buffer->failed)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (count <= buffer->capacity - buffer->length)
        return BASE_ERROR_SUCCESS;
    size_t capacity = buffer->capacity < 32 ? 64 : buffer->capacity * 2;
    if (capacity < buffer->capacity || capacity - buffer->length < count)
        capacity = buffer->length + count;
    uint8_t *data = NULL;
    if (capacity >= buffer->length && capacity - buffer->length >= count)
        data = base_memory_resize(buffer->data, capacity, 1);
    if (data == NULL) {
        buffer->failed = true;
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return BASE_ERROR_SUCCESS;
}

base_error base_buffer_append(struct base_buffer *buffer, const void *bytes, size_t count)
{
    base_error error = base_buffer_reserve(buffer, count);
    if (error != BASE_ERROR_SUCCESS || count == 0)
        return error;
    memcpy(buffer->data + buffer->length, bytes, count);
    buffer->length += count;
    return BASE_ERROR_SUCCESS;
}

base_error base_buffer_append_zero(struct base_buffer *buffer, size_t count)
{
    base_error error = base_buffer_reserve(buffer, count);
    if (error != BASE_ERROR_SUCCESS || count == 0)
        return error;
    memset(buffer->data + buffer->length, 0, count);
    buffer->length += count;
    return BASE_ERROR_SUCCESS;
}

static base_error append_number(struct base_buffer *buffer, size_t width, uint64_t value)
{
    uint8_t bytes[8];
    put_number(bytes, width, value);
    return base_buffer_append(buffer, bytes, width);
}

base_error base_buffer_append_u8(struct base_buffer *buffer, uint8_t value)
{
    return append_number(buffer, 1, value);
}

base_error base_buffer_append_be16(struct base_buffer *buffer, uint16_t value)
{
    return append_number(buffer, 2, value);
}

base_error base_buffer_append_be24(struct base_buffer *buffer, uint32_t value)
{
    return append_number(buffer, 3, value);
}

base_error base_buffer_append_be32(struct base_buffer *buffer, uint32_t value)
{
    return append_number(buffer, 4, value);
}
