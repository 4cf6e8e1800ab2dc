/* SPDX-License-Identifier: MIT */
/*
 * Which volume of the operating system lies on a device, and under which letter. On systems without
 * such names there is no such device. Any thread.
 */
#ifndef PORT_VOLUME_H
#define PORT_VOLUME_H

#include "base/error.h"

enum {
    PORT_VOLUME_NAME_SIZE = 64, /* "\\?\Volume{...}\" and its zero */
    PORT_VOLUME_LETTER_SIZE = 4 /* "E:\" and its zero */
};

struct port_volume {
    char name[PORT_VOLUME_NAME_SIZE];
    char letter[PORT_VOLUME_LETTER_SIZE];
};

/*
 * The volume on the device of this name (UTF-8; without a leading backslash it is one of the
 * system's device names, such as "Cdrom0" or "E:"); of several the first. A device without one,
 * or a volume without a letter, gives "". ERROR_FILE_NOT_FOUND (2): no such device; other system
 * errors. *volume is written on success only.
 */
base_error port_volume_of_device(const char *device, struct port_volume *volume);

#endif
