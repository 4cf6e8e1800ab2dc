/* SPDX-License-Identifier: MIT */
/* Security descriptors part by part: taken out, exchanged, looked at. */
#include "port/security.h"

#include "port/descriptor_bytes.h"

#define ACE_MASK_OFFSET 4U
#define ACE_MASK_END    8U
#define MASK_READ       0x80000000U
#define MASK_WRITE      0x40000000U
#define MASK_EXECUTE    0x20000000U
#define MASK_ALL        0x10000000U
#define MASK_RIGHTS     0xF0000000U

/* The parts in the order in which they are laid out; the control bits that belong to each. */
static const struct layout {
    uint32_t part;
    uint32_t field;
    uint32_t present; /* the control bit without which the field means nothing */
    uint32_t control;
    uint32_t protected; /* the bit of `control` that protects a list, and who sets and clears it */
    uint32_t protect;
    uint32_t unprotect;
} LAYOUT[] = {
    {PORT_DESCRIPTOR_OWNER, DESCRIPTOR_OWNER_OFFSET, 0, 0x0001, 0, 0, 0},
    {PORT_DESCRIPTOR_GROUP, DESCRIPTOR_GROUP_OFFSET, 0, 0x0002, 0, 0, 0},
    {PORT_DESCRIPTOR_SACL, DESCRIPTOR_SACL_OFFSET, DESCRIPTOR_CONTROL_SACL, 0x2A30, 0x2000,
     PORT_DESCRIPTOR_SACL_PROTECTED, PORT_DESCRIPTOR_SACL_UNPROTECTED},
    {PORT_DESCRIPTOR_DACL, DESCRIPTOR_DACL_OFFSET, DESCRIPTOR_CONTROL_DACL, 0x150C, 0x1000,
     PORT_DESCRIPTOR_DACL_PROTECTED, PORT_DESCRIPTOR_DACL_UNPROTECTED},
};
enum { LAYOUT_COUNT = sizeof LAYOUT / sizeof LAYOUT[0] };

static uint32_t control_of(const uint8_t *descriptor, size_t length)
{
    return length > 0 ? descriptor_number_at(descriptor + DESCRIPTOR_CONTROL_OFFSET, 2) : 0;
}

/* The bytes of a part, NULL when it has none (a list can be present and yet have none). */
static const uint8_t *part_of(const uint8_t *descriptor, size_t length, const struct layout *layout,
                              size_t *size)
{
    uint32_t control = control_of(descriptor, length);
    if (length == 0 || (control & layout->present) != layout->present)
        return NULL;
    uint32_t offset = descriptor_number_at(descriptor + layout->field, 4);
    if (offset == 0)
        return NULL;
    const uint8_t *part = descriptor + offset;
    *size = layout->present != 0 ? descriptor_number_at(part + 2, 2)
                                 : DESCRIPTOR_SID_HEADER_SIZE + 4U * part[1];
    return part;
}

static uint32_t mapped(uint32_t rights, const struct port_generic_mapping *mapping)
{
    uint32_t result = rights & ~MASK_RIGHTS;
    result |= (rights & MASK_READ) != 0 ? mapping->read : 0;
    result |= (rights & MASK_WRITE) != 0 ? mapping->write : 0;
    result |= (rights & MASK_EXECUTE) != 0 ? mapping->execute : 0;
    result |= (rights & MASK_ALL) != 0 ? mapping->all : 0;
    return result;
}

static void map_list(uint8_t *list, const struct port_generic_mapping *mapping)
{
    uint8_t *ace = list + DESCRIPTOR_ACL_HEADER_SIZE;
    for (uint32_t count = descriptor_number_at(list + 4, 2); count > 0; count--) {
        size_t size = descriptor_number_at(ace + 2, 2);
        if (size >= ACE_MASK_END) {
            uint32_t rights = descriptor_number_at(ace + ACE_MASK_OFFSET, 4);
            descriptor_put_number(ace + ACE_MASK_OFFSET, mapped(rights, mapping), 4);
        }
        ace += size;
    }
}

/* The control bits that come along with a part. */
static uint32_t control_with(const struct layout *layout, const uint8_t *from, size_t length,
                             uint32_t parts)
{
    uint32_t control = control_of(from, length) & layout->control;
    if ((parts & layout->part) != 0 && (parts & layout->protect) != 0)
        control |= layout->protected;
    if ((parts & layout->part) != 0 && (parts & layout->unprotect) != 0)
        control &= ~layout->protected;
    return control;
}

base_error port_descriptor_replace(const uint8_t *stored, size_t stored_length,
                                   const uint8_t *given, size_t given_length, uint32_t parts,
                                   const struct port_generic_mapping *mapping,
                                   struct base_buffer *out)
{
    uint32_t control = DESCRIPTOR_CONTROL_RELATIVE;
    size_t start = out->length;

    if (base_buffer_append_zero(out, DESCRIPTOR_HEADER_SIZE) != BASE_ERROR_SUCCESS)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    out->data[start] = 1;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        bool replaced = (parts & LAYOUT[i].part) != 0;
        const uint8_t *from = replaced ? given : stored;
        size_t length = replaced ? given_length : stored_length;
        size_t size = 0;
        size_t offset = out->length - start;
        const uint8_t *part = part_of(from, length, &LAYOUT[i], &size);
        control |= control_with(&LAYOUT[i], from, length, parts);
        if (part != NULL && base_buffer_append(out, part, size) == BASE_ERROR_SUCCESS) {
            descriptor_put_number(out->data + start + LAYOUT[i].field, offset, 4);
            if (LAYOUT[i].present != 0 && mapping != NULL)
                map_list(out->data + start + offset, mapping);
        }
    }
    if (out->failed)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    descriptor_put_number(out->data + start + DESCRIPTOR_CONTROL_OFFSET, control, 2);
    return BASE_ERROR_SUCCESS;
}

const uint8_t *port_descriptor_owner(const uint8_t *descriptor, size_t length, size_t *sid_length)
{
    return part_of(descriptor, length, &LAYOUT[0], sid_length);
}

bool port_descriptor_has_group(const uint8_t *descriptor, size_t length)
{
    size_t size = 0;
    return part_of(descriptor, length, &LAYOUT[1], &size) != NULL;
}
