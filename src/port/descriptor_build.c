/* SPDX-License-Identifier: MIT */
/* Security descriptors of new objects, put together from bytes (MS-DTYP 2.4.4 to 2.4.6). */
#include "port/security.h"

#include <string.h>

#include "port/descriptor_bytes.h"

#define ACL_SIZE_MAX      0xFFFCU
#define REVISION_PLAIN    2U
#define FLAG_INHERIT_ONLY 0x08U
#define FLAG_INHERITED    0x10U

static const uint8_t SYSTEM[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

static void append_number(struct base_buffer *out, uint32_t value, size_t width)
{
    for (; width > 0; width--, value >>= 8)
        (void)base_buffer_append_u8(out, (uint8_t)value);
}

/* An entry that allows. */
static void append_grant(struct base_buffer *out, uint32_t rights, const uint8_t *sid,
                         size_t length)
{
    append_number(out, 0, 2); /* ACCESS_ALLOWED_ACE_TYPE, no flags */
    append_number(out, (uint32_t)(DESCRIPTOR_ACE_HEADER_SIZE + 4 + length), 2);
    append_number(out, rights, 4);
    (void)base_buffer_append(out, sid, length);
}

/* The list of a sound descriptor; NULL when there is none or it grants everything. */
static const uint8_t *list_of(const uint8_t *descriptor, size_t length)
{
    if (length == 0 || (descriptor_number_at(descriptor + 2, 2) & DESCRIPTOR_CONTROL_DACL) == 0)
        return NULL;
    uint32_t offset = descriptor_number_at(descriptor + DESCRIPTOR_DACL_OFFSET, 4);
    return offset != 0 ? descriptor + offset : NULL;
}

/* Appends the entries of a sound list; returns how many. */
static uint32_t append_inherited(struct base_buffer *out, const uint8_t *list)
{
    if (list == NULL)
        return 0;
    uint32_t count = descriptor_number_at(list + 4, 2);
    const uint8_t *ace = list + DESCRIPTOR_ACL_HEADER_SIZE;
    for (uint32_t i = 0; i < count; i++) {
        size_t size = descriptor_number_at(ace + 2, 2);
        size_t at = out->length;
        if (base_buffer_append(out, ace, size) == BASE_ERROR_SUCCESS)
            out->data[at + 1] = (uint8_t)((ace[1] & ~FLAG_INHERIT_ONLY) | FLAG_INHERITED);
        ace += size;
    }
    return count;
}

static void append_list(struct base_buffer *out, const uint8_t *creator, size_t creator_length,
                        uint32_t rights, const uint8_t *parent_list)
{
    size_t start = out->length;
    uint32_t revision = parent_list != NULL ? parent_list[0] : REVISION_PLAIN;
    (void)base_buffer_append_u8(out, (uint8_t)revision);
    (void)base_buffer_append_zero(out, DESCRIPTOR_ACL_HEADER_SIZE - 1);
    append_grant(out, rights, creator, creator_length);
    append_grant(out, rights, SYSTEM, sizeof SYSTEM);
    uint32_t count = 2 + append_inherited(out, parent_list);
    if (!out->failed) {
        descriptor_put_number(out->data + start + 2, out->length - start, 2);
        descriptor_put_number(out->data + start + 4, count, 2);
    }
}

base_error port_descriptor_inherit(const uint8_t *creator, size_t creator_length, uint32_t rights,
                                   const uint8_t *parent, size_t parent_length,
                                   struct base_buffer *out)
{
    const uint8_t *list = list_of(parent, parent_length);
    size_t inherited = list != NULL ? descriptor_number_at(list + 2, 2) : 0;
    size_t own = DESCRIPTOR_ACL_HEADER_SIZE + 2 * (DESCRIPTOR_ACE_HEADER_SIZE + 4) +
                 creator_length + sizeof SYSTEM;
    uint32_t group = (uint32_t)(DESCRIPTOR_HEADER_SIZE + creator_length);

    if (own + inherited > ACL_SIZE_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    append_number(out, 1, 2);
    append_number(out, DESCRIPTOR_CONTROL_RELATIVE | DESCRIPTOR_CONTROL_DACL, 2);
    append_number(out, DESCRIPTOR_HEADER_SIZE, 4);
    append_number(out, group, 4);
    append_number(out, 0, 4);
    append_number(out, group + (uint32_t)sizeof SYSTEM, 4);
    (void)base_buffer_append(out, creator, creator_length);
    (void)base_buffer_append(out, SYSTEM, sizeof SYSTEM);
    append_list(out, creator, creator_length, rights, list);
    return out->failed ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
}

/* Names an identifier where the descriptor that begins at `start` has none. */
static void supply(struct base_buffer *out, size_t start, size_t field, const uint8_t *sid,
                   size_t length)
{
    static const uint8_t PADDING[3] = {0};
    if (out->failed || descriptor_number_at(out->data + start + field, 4) != 0)
        return;
    (void)base_buffer_append(out, PADDING, (4 - (out->length - start) % 4) % 4);
    size_t offset = out->length - start;
    if (base_buffer_append(out, sid, length) == BASE_ERROR_SUCCESS)
        descriptor_put_number(out->data + start + field, offset, 4);
}

base_error port_descriptor_complete(const uint8_t *given, size_t length, const uint8_t *creator,
                                    size_t creator_length, struct base_buffer *out)
{
    size_t start = out->length;
    (void)base_buffer_append(out, given, length);
    supply(out, start, DESCRIPTOR_OWNER_OFFSET, creator, creator_length);
    supply(out, start, DESCRIPTOR_GROUP_OFFSET, SYSTEM, sizeof SYSTEM);
    return out->failed ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
}
