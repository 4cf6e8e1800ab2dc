/* SPDX-License-Identifier: MIT */
#include "medium.h"

#include <string.h>

#include "vtl.h"

/* One logical object. A filemark has length 0. A block of equal bytes keeps only that byte. */
struct object {
    uint8_t *data; /* NULL: filemark, or all bytes equal `fill` */
    uint32_t length;
    uint8_t fill;
};

struct vtl_medium {
    struct object *objects;
    uint64_t count;
    uint64_t room;
    uint64_t capacity;
    uint64_t used;   /* bytes of blocks plus VTL_FILEMARK_COST for each filemark */
    uint64_t memory; /* bytes held by objects[].data */
};

struct vtl_medium *vtl_medium_create(uint64_t capacity)
{
    struct vtl_medium *medium = vtl_alloc(sizeof(*medium));
    if (medium != NULL) {
        medium->capacity = capacity;
    }
    return medium;
}

void vtl_medium_free(struct vtl_medium *medium)
{
    if (medium == NULL) {
        return;
    }
    vtl_medium_truncate(medium, 0);
    vtl_free(medium->objects);
    vtl_free(medium);
}

void vtl_cartridge_free_media(struct vtl_cartridge *cartridge)
{
    for (uint32_t side = 0; side < 2; side++) {
        vtl_medium_free(cartridge->medium[side]);
        cartridge->medium[side] = NULL;
    }
}

uint64_t vtl_medium_end(const struct vtl_medium *medium)
{
    return medium->count;
}

uint64_t vtl_medium_capacity(const struct vtl_medium *medium)
{
    return medium->capacity;
}

uint64_t vtl_medium_used(const struct vtl_medium *medium)
{
    return medium->used;
}

bool vtl_medium_is_filemark(const struct vtl_medium *medium, uint64_t position)
{
    return position < medium->count && medium->objects[position].length == 0;
}

uint64_t vtl_medium_filemarks_before(const struct vtl_medium *medium, uint64_t position)
{
    uint64_t marks = 0;
    for (uint64_t i = 0; i < position && i < medium->count; i++) {
        marks += medium->objects[i].length == 0;
    }
    return marks;
}

enum vtl_medium_result vtl_medium_read(const struct vtl_medium *medium, uint64_t position,
                                       uint8_t *data, uint32_t size, uint32_t *length)
{
    if (position >= medium->count) {
        return VTL_MEDIUM_END_OF_DATA;
    }
    const struct object *object = &medium->objects[position];
    if (object->length == 0) {
        return VTL_MEDIUM_FILEMARK;
    }
    uint32_t copied = object->length < size ? object->length : size;
    if (copied != 0 && object->data != NULL) {
        memcpy(data, object->data, copied);
    } else if (copied != 0) {
        memset(data, object->fill, copied);
    }
    *length = object->length;
    return VTL_MEDIUM_OK;
}

void vtl_medium_truncate(struct vtl_medium *medium, uint64_t position)
{
    while (medium->count > position) {
        struct object *object = &medium->objects[medium->count - 1];
        medium->used -= object->length == 0 ? VTL_FILEMARK_COST : object->length;
        if (object->data != NULL) {
            medium->memory -= object->length;
            vtl_free(object->data);
        }
        medium->count--;
    }
}

static bool make_room(struct vtl_medium *medium)
{
    if (medium->count < medium->room) {
        return true;
    }
    uint64_t room = medium->room == 0 ? 16 : medium->room * 2;
    if (room > VTL_MEDIUM_OBJECTS_MAX) {
        return false;
    }
    struct object *objects = vtl_alloc((size_t)room * sizeof(*objects));
    if (objects == NULL) {
        return false;
    }
    if (medium->count != 0) {
        memcpy(objects, medium->objects, (size_t)medium->count * sizeof(*objects));
    }
    vtl_free(medium->objects);
    medium->objects = objects;
    medium->room = room;
    return true;
}

/* Bytes the cartridge would have used when everything from `position` on were gone. */
static uint64_t used_before(const struct vtl_medium *medium, uint64_t position)
{
    uint64_t used = medium->used;
    for (uint64_t i = position; i < medium->count; i++) {
        uint32_t length = medium->objects[i].length;
        used -= length == 0 ? VTL_FILEMARK_COST : length;
    }
    return used;
}

static bool all_equal(const uint8_t *data, uint32_t length)
{
    return length == 1 || memcmp(data, data + 1, length - 1) == 0;
}

enum vtl_medium_result vtl_medium_write(struct vtl_medium *medium, uint64_t position,
                                        const uint8_t *data, uint32_t length)
{
    if (position > medium->count) {
        return VTL_MEDIUM_END_OF_DATA;
    }
    if (length == 0 || used_before(medium, position) + length > medium->capacity) {
        return VTL_MEDIUM_FULL;
    }
    struct object object = {.data = NULL, .length = length, .fill = data[0]};
    if (!all_equal(data, length)) {
        if (medium->memory + length > VTL_MEDIUM_MEMORY_MAX) {
            return VTL_MEDIUM_FULL;
        }
        object.data = vtl_alloc(length);
        if (object.data == NULL) {
            return VTL_MEDIUM_FULL;
        }
        memcpy(object.data, data, length);
    }
    if (position == medium->count && !make_room(medium)) {
        vtl_free(object.data);
        return VTL_MEDIUM_FULL;
    }
    vtl_medium_truncate(medium, position);
    medium->objects[medium->count++] = object;
    medium->used += length;
    medium->memory += object.data == NULL ? 0 : length;
    return VTL_MEDIUM_OK;
}

enum vtl_medium_result vtl_medium_write_filemark(struct vtl_medium *medium, uint64_t position)
{
    if (position > medium->count) {
        return VTL_MEDIUM_END_OF_DATA;
    }
    if (used_before(medium, position) + VTL_FILEMARK_COST > medium->capacity ||
        (position == medium->count && !make_room(medium))) {
        return VTL_MEDIUM_FULL;
    }
    vtl_medium_truncate(medium, position);
    medium->objects[medium->count++] = (struct object){.data = NULL, .length = 0, .fill = 0};
    medium->used += VTL_FILEMARK_COST;
    return VTL_MEDIUM_OK;
}
