/* SPDX-License-Identifier: MIT */
/*
 * What is written on cartridges wherever they are: for the control device, and the first block that
 * a configuration asks for.
 */
#include "blocks.h"

#include <string.h>

#include "control_dump.h"
#include "medium.h"
#include "tape.h"

/* ---- for the control device ---- */

static struct vtl_cartridge *by_barcode(struct vtl_world *world, const char *barcode)
{
    for (struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next)
        if (strcmp(c->barcode, barcode) == 0)
            return c;
    return NULL;
}

/* A new tape is as long as the drives of its library make it. */
static const struct vtl_drive_settings *settings_near(struct vtl_world *world,
                                                      const struct vtl_cartridge *cartridge)
{
    struct vtl_control_place place;
    const struct vtl_element *element;
    if (!vtl_control_find(world, cartridge, &place, &element) ||
        place.library >= world->library_count)
        return NULL;
    return &world->libraries[place.library]->config.drive;
}

/* The tape that is meant; NULL with *status set. */
static struct vtl_medium *find_medium(struct vtl_world *world,
                                      const struct vtl_control_blocks *wanted, uint32_t *status)
{
    struct vtl_cartridge *cartridge;
    struct vtl_place place;
    *status = VTL_STATUS_INVALID_PARAMETER;
    if (vtl_text_length(wanted->barcode, sizeof wanted->barcode) >= VTL_BARCODE_SIZE)
        return NULL;
    if (wanted->barcode[0] != '\0') {
        cartridge = by_barcode(world, wanted->barcode);
        *status = VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    } else {
        *status = VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
        if (!vtl_world_place(world, &wanted->place, &place))
            return NULL;
        cartridge = vtl_place_cartridge(&place);
        *status = VTL_STATUS_SOURCE_ELEMENT_EMPTY;
    }
    if (cartridge == NULL)
        return NULL;
    *status = VTL_STATUS_INVALID_PARAMETER;
    if (wanted->side >= cartridge->sides || cartridge->kind != VTL_CARTRIDGE_DATA)
        return NULL;
    *status = VTL_STATUS_INSUFFICIENT_RESOURCES;
    return vtl_cartridge_medium(cartridge, wanted->side, settings_near(world, cartridge));
}

static uint32_t padded(uint32_t length)
{
    return (length + 3) & ~3u;
}

static uint32_t read_length(const uint8_t *at)
{
    uint32_t length;
    memcpy(&length, at, sizeof length);
    return length;
}

/* Whether `size` bytes hold `count` objects. */
static bool objects_are_whole(const uint8_t *at, uint32_t size, uint32_t count)
{
    for (; count > 0; count--) {
        if (size < 4)
            return false;
        uint32_t length = read_length(at);
        if (length > VTL_BLOCK_LENGTH_MAX || padded(length) > size - 4)
            return false;
        at += 4 + padded(length);
        size -= 4 + padded(length);
    }
    return true;
}

uint32_t vtl_control_set_blocks(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                                uint64_t now)
{
    const struct vtl_control_blocks *wanted = in;
    const uint8_t *at = (const uint8_t *)in + sizeof *wanted;
    uint32_t status;
    (void)now;
    if (!objects_are_whole(at, call->in_length - (uint32_t)sizeof *wanted, wanted->count))
        return VTL_STATUS_INVALID_PARAMETER;
    struct vtl_medium *medium = find_medium(world, wanted, &status);
    if (medium == NULL)
        return status;
    if (wanted->first > vtl_medium_end(medium))
        return VTL_STATUS_INVALID_PARAMETER;
    vtl_medium_truncate(medium, wanted->first);
    for (uint32_t i = 0; i < wanted->count; i++) {
        uint32_t length = read_length(at);
        uint64_t position = vtl_medium_end(medium);
        enum vtl_medium_result result = length == 0
                                            ? vtl_medium_write_filemark(medium, position)
                                            : vtl_medium_write(medium, position, at + 4, length);
        if (result != VTL_MEDIUM_OK)
            return VTL_STATUS_INSUFFICIENT_RESOURCES;
        at += 4 + padded(length);
    }
    return VTL_STATUS_SUCCESS;
}

/* Appends the object at `position`; false: no room for all of it. */
static bool give_object(struct vtl_ioctl *call, const struct vtl_medium *medium, uint64_t position)
{
    uint32_t length = 0;
    uint32_t room = call->out_length - call->information;
    if (!vtl_medium_is_filemark(medium, position))
        (void)vtl_medium_read(medium, position, NULL, 0, &length);
    if (room < 4 || padded(length) > room - 4)
        return false;
    uint8_t *at = call->out + call->information;
    memcpy(at, &length, sizeof length);
    if (length > 0)
        (void)vtl_medium_read(medium, position, at + 4, length, &length);
    call->information += 4 + padded(length);
    return true;
}

uint32_t vtl_control_get_blocks(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                                uint64_t now)
{
    const struct vtl_control_blocks *wanted = in;
    struct vtl_control_blocks_answer answer = {0};
    uint32_t status;
    (void)now;
    if (call->out_length < sizeof answer)
        return VTL_STATUS_BUFFER_TOO_SMALL;
    const struct vtl_medium *medium = find_medium(world, wanted, &status);
    if (medium == NULL)
        return status;
    answer.total = (uint32_t)vtl_medium_end(medium);
    call->information = sizeof answer;
    while (answer.count < wanted->count && wanted->first < answer.total - answer.count &&
           give_object(call, medium, (uint64_t)wanted->first + answer.count))
        answer.count++;
    memcpy(call->out, &answer, sizeof answer);
    return VTL_STATUS_SUCCESS;
}

/* ---- the first block of a configuration ---- */

enum {
    MTF_HEADER = 94, /* strings follow */
    MTF_BLOCK = 1024,
    RAW_BLOCK = 512,
};

static void put_little16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static void put_little32(uint8_t *at, uint32_t value)
{
    put_little16(at, value);
    put_little16(at + 2, value >> 16);
}

/* A string of the header: its size and offset at `field`, its bytes at *used. */
static void put_string(uint8_t *block, uint32_t field, uint32_t *used, const char *text)
{
    uint32_t length = (uint32_t)vtl_text_length(text, VTL_FIRST_TEXT);
    put_little16(block + field, length);
    put_little16(block + field + 2, *used);
    memcpy(block + *used, text, length);
    *used += length;
}

/* Microsoft Tape Format 1.00a, 5.2.1: a media header without a media label. */
static void compose_mtf(uint8_t block[MTF_BLOCK], const char *name)
{
    uint32_t used = MTF_HEADER;
    uint32_t family = 2166136261u;
    uint32_t sum = 0;
    memset(block, 0, MTF_BLOCK);
    memcpy(block, "TAPE", 4);
    put_little16(block + 8, MTF_BLOCK); /* the first event follows the block */
    block[10] = 14;                     /* Windows NT */
    block[48] = 1;                      /* ANSI strings */
    for (const char *p = name; *p != '\0'; p++)
        family = (family ^ (uint8_t)*p) * 16777619u;
    put_little32(block + 52, family);
    put_little16(block + 60, 1); /* first medium of its family */
    put_string(block, 68, &used, name);
    put_string(block, 80, &used, "Virtual Backup");
    put_little16(block + 84, MTF_BLOCK);
    put_little16(block + 86, 0x0BAC); /* vendor: nobody */
    block[93] = 1;
    for (uint32_t i = 0; i < 50; i += 2)
        sum ^= block[i] | (uint32_t)block[i + 1] << 8;
    put_little16(block + 50, sum);
}

bool vtl_cartridge_prepare(struct vtl_cartridge *cartridge, const struct vtl_first_block *first,
                           const struct vtl_drive_settings *settings)
{
    uint8_t block[MTF_BLOCK] = {0};
    if (first->kind == VTL_FIRST_BLANK)
        return true;
    if (cartridge->kind != VTL_CARTRIDGE_DATA)
        return false;
    for (uint32_t side = 0; side < cartridge->sides; side++) {
        char text[VTL_FIRST_TEXT + 2];
        vtl_text_copy(text, sizeof text, first->text);
        size_t length = vtl_text_length(text, sizeof text - 2);
        if (side > 0)
            text[length] = 'B'; /* the sides differ */
        struct vtl_medium *medium = vtl_cartridge_medium(cartridge, side, settings);
        if (medium == NULL)
            return false;
        if (first->kind == VTL_FIRST_MTF)
            compose_mtf(block, text);
        else
            vtl_text_copy((char *)block, RAW_BLOCK, text);
        uint32_t size = first->kind == VTL_FIRST_MTF ? MTF_BLOCK : RAW_BLOCK;
        if (vtl_medium_write(medium, 0, block, size) != VTL_MEDIUM_OK ||
            vtl_medium_write_filemark(medium, 1) != VTL_MEDIUM_OK)
            return false;
    }
    return true;
}
