/* SPDX-License-Identifier: MIT */
/*
 * The label of a disc is its file system's (API: media identification): type = name of the file
 * system, identifier = serial number of the volume, four bytes, least significant first,
 * information = name of the volume.
 */
#ifndef ENGINE_VOLUME_LABEL_H
#define ENGINE_VOLUME_LABEL_H

#include "device/drive.h"
#include "engine/engine.h"
#include "label/label.h"

/* The label of such a volume. */
void engine_volume_label_found(struct label_found *found, const struct engine_volume_label *volume);

/* Reads the label of the disc in the drive `name`; a disc without a file system that the system
 * knows has none. Errors of device_drive_volume. */
base_error engine_volume_label_read(const struct device_transport *transport, const char *name,
                                    struct label_found *found, struct device_fault *fault);

#endif
