/* SPDX-License-Identifier: MIT */
#include "port/security.h"

#include <string.h>

#include "port/descriptor_bytes.h"

#define SID_PARTS_LIMIT  15U
#define ACE_ALLOWED      0U
#define ACE_AUDIT        2U
#define ACE_INHERIT_ONLY 0x08U

/* True when an identifier (MS-DTYP 2.4.2) lies within length bytes from at. */
static bool sid_is_valid(const uint8_t *at, size_t length)
{
    if (length < DESCRIPTOR_SID_HEADER_SIZE || at[0] != 1 || at[1] > SID_PARTS_LIMIT)
        return false;
    return DESCRIPTOR_SID_HEADER_SIZE + 4U * at[1] <= length;
}

static bool sid_offset_is_valid(const uint8_t *descriptor, size_t length, uint32_t offset)
{
    if (offset == 0)
        return true;
    return offset >= DESCRIPTOR_HEADER_SIZE && offset < length && offset % 4 == 0 &&
           sid_is_valid(descriptor + offset, length - offset);
}

/* The entries whose layout is mask + identifier; object entries (5 to 8) are refused: files and
 * devices have none, and neither has anything here. Other kinds need only a sound size. */
static bool ace_is_valid(const uint8_t *ace, size_t size)
{
    uint8_t kind = ace[0];
    if (kind >= 4 && kind <= 8)
        return false;
    if (kind > 3)
        return true;
    return size >= DESCRIPTOR_ACE_HEADER_SIZE + 4 &&
           sid_is_valid(ace + DESCRIPTOR_ACE_HEADER_SIZE + 4,
                        size - DESCRIPTOR_ACE_HEADER_SIZE - 4);
}

static bool acl_is_valid(const uint8_t *acl, size_t length)
{
    if (length < DESCRIPTOR_ACL_HEADER_SIZE || (acl[0] != 2 && acl[0] != 4))
        return false;
    size_t size = descriptor_number_at(acl + 2, 2);
    uint32_t count = descriptor_number_at(acl + 4, 2);
    size_t position = DESCRIPTOR_ACL_HEADER_SIZE;
    if (size < DESCRIPTOR_ACL_HEADER_SIZE || size > length || size % 4 != 0)
        return false;
    while (count-- > 0) {
        if (size - position < DESCRIPTOR_ACE_HEADER_SIZE)
            return false;
        size_t ace_size = descriptor_number_at(acl + position + 2, 2);
        if (ace_size < DESCRIPTOR_ACE_HEADER_SIZE || ace_size % 4 != 0 ||
            ace_size > size - position || !ace_is_valid(acl + position, ace_size))
            return false;
        position += ace_size;
    }
    return true;
}

static bool acl_offset_is_valid(const uint8_t *descriptor, size_t length, uint32_t offset,
                                bool present)
{
    if (!present || offset == 0)
        return true; /* present at 0 is the list that grants everything */
    return offset >= DESCRIPTOR_HEADER_SIZE && offset < length && offset % 4 == 0 &&
           acl_is_valid(descriptor + offset, length - offset);
}

bool port_descriptor_is_valid(const uint8_t *descriptor, size_t length)
{
    if (descriptor == NULL || length < DESCRIPTOR_HEADER_SIZE || length > UINT32_MAX)
        return false;
    uint32_t control = descriptor_number_at(descriptor + 2, 2);
    if (descriptor[0] != 1 || (control & DESCRIPTOR_CONTROL_RELATIVE) == 0)
        return false;
    return sid_offset_is_valid(descriptor, length, descriptor_number_at(descriptor + 4, 4)) &&
           sid_offset_is_valid(descriptor, length, descriptor_number_at(descriptor + 8, 4)) &&
           acl_offset_is_valid(descriptor, length, descriptor_number_at(descriptor + 12, 4),
                               (control & DESCRIPTOR_CONTROL_SACL) != 0) &&
           acl_offset_is_valid(descriptor, length, descriptor_number_at(descriptor + 16, 4),
                               (control & DESCRIPTOR_CONTROL_DACL) != 0);
}

/* True when no entry of a sound list is of another kind. */
static bool acl_is_all(const uint8_t *acl, uint8_t kind)
{
    size_t position = DESCRIPTOR_ACL_HEADER_SIZE;
    for (uint32_t count = descriptor_number_at(acl + 4, 2); count > 0; count--) {
        if (acl[position] != kind)
            return false;
        position += descriptor_number_at(acl + position + 2, 2);
    }
    return true;
}

/* A mandatory label stands among the audit entries and keeps users out, whatever is granted. */
static bool does_nothing_but_audit(const uint8_t *descriptor)
{
    uint32_t offset = descriptor_number_at(descriptor + DESCRIPTOR_SACL_OFFSET, 4);
    return (descriptor_number_at(descriptor + 2, 2) & DESCRIPTOR_CONTROL_SACL) == 0 ||
           offset == 0 || acl_is_all(descriptor + offset, ACE_AUDIT);
}

/* The rights that an entry gives to everybody, in so far as it concerns the object itself. */
static uint32_t everyone_in(const uint8_t *ace, size_t size)
{
    static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    size_t place = DESCRIPTOR_ACE_HEADER_SIZE + 4;
    bool named =
        size >= place + sizeof everyone && memcmp(ace + place, everyone, sizeof everyone) == 0;
    return named && (ace[1] & ACE_INHERIT_ONLY) == 0
               ? descriptor_number_at(ace + DESCRIPTOR_ACE_HEADER_SIZE, 4)
               : 0;
}

uint32_t port_descriptor_everyone(const uint8_t *descriptor, size_t length)
{
    if (!port_descriptor_is_valid(descriptor, length) ||
        descriptor_number_at(descriptor + 4, 4) == 0 ||
        descriptor_number_at(descriptor + 8, 4) == 0 ||
        (descriptor_number_at(descriptor + 2, 2) & DESCRIPTOR_CONTROL_DACL) == 0 ||
        descriptor_number_at(descriptor + 16, 4) == 0 || !does_nothing_but_audit(descriptor))
        return 0;
    const uint8_t *acl = descriptor + descriptor_number_at(descriptor + 16, 4);
    uint32_t rights = 0;
    if (!acl_is_all(acl, ACE_ALLOWED))
        return 0;
    size_t position = DESCRIPTOR_ACL_HEADER_SIZE;
    for (uint32_t count = descriptor_number_at(acl + 4, 2); count > 0; count--) {
        size_t size = descriptor_number_at(acl + position + 2, 2);
        rights |= everyone_in(acl + position, size);
        position += size;
    }
    return rights;
}
