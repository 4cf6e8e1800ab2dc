/* SPDX-License-Identifier: MIT */
/* Finding cartridges and describing the whole world for the control device. Holds the world's lock.
 */
#ifndef VTL_CONTROL_DUMP_H
#define VTL_CONTROL_DUMP_H

#include "element.h"

/* Where a cartridge is; false: on the shelf, *out and *at untouched. *at is NULL in a stand-alone
 * drive. */
bool vtl_control_find(struct vtl_world *world, const struct vtl_cartridge *cartridge,
                      struct vtl_control_place *out, const struct vtl_element **at);

uint32_t vtl_control_dump(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now);

#endif
