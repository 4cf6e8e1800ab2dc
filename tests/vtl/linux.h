/* SPDX-License-Identifier: MIT */
/*
 * Devices as Wine on Linux hands out real ones that are links in its dosdevices folder:
 * pass-through works, the class codes do not or tell stories, a drive has a node for programs and
 * another for commands, and a command that was lost has gone well.
 */
#ifndef VTL_LINUX_H
#define VTL_LINUX_H

#include "vtl.h"

enum {
    VTL_LINUX_LOST_MS = 20, /* until a lost command is given up */
    VTL_LINUX_NODES = 5,    /* that one process may send commands to */
};

/* One control call. program_node: the drive's node for programs, else its node for commands, or the
 * changer. False: a pass-through, to be carried out. */
bool vtl_linux_call(struct vtl_device *device, bool program_node, struct vtl_ioctl *call,
                    uint64_t now);

/* ReadFile: a file mark is a success without bytes. */
void vtl_linux_read(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);

/* What a command that never answers ends as: well, with whatever was in the caller's memory. */
void vtl_linux_lose(struct vtl_request *request);

/* Whether a process takes commands for the device: `asked` are those it took some for before. */
bool vtl_linux_takes(const struct vtl_device *asked[VTL_LINUX_NODES],
                     const struct vtl_device *device);

#endif
