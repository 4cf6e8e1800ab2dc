/* SPDX-License-Identifier: MIT */
/*
 * One library's rows brought in line with one library found. Everything here works in the caller's
 * transaction and writes only what differs.
 */
#ifndef ENGINE_RECONCILE_H
#define ENGINE_RECONCILE_H

#include "device/discovery.h"
#include "engine/runtime.h"

/* A library with a changer, as found. */
struct engine_found_library {
    const struct device_changer_description *changer;
    const struct device_elements *elements; /* a look at everything */
    const struct device_found_drive *drives;
    const uint32_t *match; /* drive element index -> index into drives or DEVICE_NO_DRIVE */
};

/* Enters or updates the library with a changer; `library` receives its row as it is now. */
base_error engine_reconcile_changer(struct store_transaction *transaction,
                                    const struct engine_found_library *found,
                                    struct model_information *library);

/* Enters or updates a drive outside of any changer as a library of its own. */
base_error engine_reconcile_standalone(struct store_transaction *transaction,
                                       const struct device_drive_description *drive,
                                       struct model_information *library);

/* A drive that was away is there again, under another name perhaps. */
base_error engine_reconcile_drive_back(struct store_transaction *transaction,
                                       const struct base_guid *id,
                                       const struct device_drive_description *drive);

/* What a library is recognised by: the serial number, or the device name where there is none. */
void engine_reconcile_identity(const char *serial, const char *device_name, char *out,
                               size_t capacity);

/* The library is not attached: it and its devices are NTMS_NOT_PRESENT. */
base_error engine_reconcile_absent(struct store_transaction *transaction,
                                   const struct base_guid *library);

#endif
