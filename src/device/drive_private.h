/* SPDX-License-Identifier: MIT */
/* What drive.c and drive_describe.c share: opening a drive's node. */
#ifndef DEVICE_DRIVE_PRIVATE_H
#define DEVICE_DRIVE_PRIVATE_H

#include "device/drive.h"
#include "device/link.h"

/* True when pass-through does not work on the node, so that a class code is worth a try: the system
 * refused it, as opposed to the drive answering with a fault. */
bool device_drive_no_pass_through(base_error error, const struct device_fault *fault);

#endif
