/* SPDX-License-Identifier: MIT */
/*
 * The layout of security descriptors (MS-DTYP 2.4.4 to 2.4.6) and its little-endian numbers, for
 * the files of this room that look into descriptors or make them.
 */
#ifndef PORT_DESCRIPTOR_BYTES_H
#define PORT_DESCRIPTOR_BYTES_H

#include <stddef.h>
#include <stdint.h>

#define DESCRIPTOR_HEADER_SIZE      20U
#define DESCRIPTOR_CONTROL_OFFSET   2U
#define DESCRIPTOR_OWNER_OFFSET     4U
#define DESCRIPTOR_GROUP_OFFSET     8U
#define DESCRIPTOR_SACL_OFFSET      12U
#define DESCRIPTOR_DACL_OFFSET      16U
#define DESCRIPTOR_CONTROL_DACL     0x0004U
#define DESCRIPTOR_CONTROL_SACL     0x0010U
#define DESCRIPTOR_CONTROL_RELATIVE 0x8000U
#define DESCRIPTOR_ACL_HEADER_SIZE  8U
#define DESCRIPTOR_ACE_HEADER_SIZE  4U
#define DESCRIPTOR_SID_HEADER_SIZE  8U

static inline uint32_t descriptor_number_at(const uint8_t *at, size_t width)
{
    uint32_t value = 0;
    while (width > 0)
        value = value << 8 | at[--width];
    return value;
}

static inline void descriptor_put_number(uint8_t *at, size_t value, size_t width)
{
    for (; width > 0; width--, value >>= 8)
        *at++ = (uint8_t)value;
}

#endif
