/* SPDX-License-Identifier: MIT */
/* What is written on cartridges wherever they are. Holds the world's lock. */
#ifndef VTL_BLOCKS_H
#define VTL_BLOCKS_H

#include "element.h"

/* Characters of a first block's text. */
enum { VTL_FIRST_TEXT = 32 };

enum vtl_first_kind { VTL_FIRST_BLANK = 0, VTL_FIRST_MTF = 1, VTL_FIRST_RAW = 2 };

/* How a cartridge of a configuration begins: with nothing, with a media header of the Microsoft
 * Tape Format that carries the name, or with the text itself and zeros. A file mark follows. On the
 * other side of two the text ends with a B. */
struct vtl_first_block {
    uint32_t kind;
    char text[VTL_FIRST_TEXT + 1];
};

/* Writes it on all sides. False: a cleaner, or no memory. settings may be NULL. */
bool vtl_cartridge_prepare(struct vtl_cartridge *cartridge, const struct vtl_first_block *first,
                           const struct vtl_drive_settings *settings);

/* VTL_IOCTL_SET_BLOCKS and VTL_IOCTL_GET_BLOCKS, as control.h documents. */
uint32_t vtl_control_set_blocks(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                                uint64_t now);
uint32_t vtl_control_get_blocks(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                                uint64_t now);

#endif
