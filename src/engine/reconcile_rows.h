/* SPDX-License-Identifier: MIT */
/*
 * The parts of a library as rows, found or made.
 */
#ifndef ENGINE_RECONCILE_ROWS_H
#define ENGINE_RECONCILE_ROWS_H

#include "device/discovery.h"
#include "engine/runtime.h"

/* The drive type or changer type object of a product; made when it is new. `device_type`: enum
 * model_device_type. */
base_error engine_rows_type(struct store_transaction *transaction, uint32_t type,
                            const char *vendor, const char *product, uint32_t device_type,
                            struct base_guid *id);

/* One changer row of the library. */
base_error engine_rows_changer(struct store_transaction *transaction,
                               const struct model_information *library,
                               const struct device_changer_description *changer);

/*
 * The drive row for element `index` (address `element`, 0 for a stand-alone drive): recognised by
 * serial number, then by its number. `drive` NULL: no device answers for the element, the row is
 * NTMS_NOT_PRESENT; it is made only `with_absent`. `id` (may be NULL) receives the row, if any.
 */
base_error engine_rows_drive(struct store_transaction *transaction,
                             const struct model_information *library, uint32_t index,
                             uint32_t element, const struct device_drive_description *drive,
                             bool with_absent, struct base_guid *id);

/* What a drive tells of itself goes into its row; of one that is in use, the name. Not stored. */
base_error engine_rows_describe_drive(struct store_transaction *transaction,
                                      const struct device_drive_description *drive,
                                      struct model_information *row);

/* The slots, ports and doors the library has; more or fewer than before. `elements` may be NULL. */
base_error engine_rows_places(struct store_transaction *transaction,
                              const struct model_information *library,
                              const struct device_elements *elements);

/*
 * The library supports what its drives can use, and the drive type is known to use it; the system
 * pools get their children. What a kind of medium is (sides, rewritable or not) is known beforehand
 * and not taken from drives: a drive that only reads CD-R does not make them read-only.
 */
base_error engine_rows_media_types(struct store_transaction *transaction,
                                   const struct model_information *library,
                                   const struct device_drive_description *drive);

/* FILE_DEVICE_* of a SCSI peripheral device type. */
uint32_t engine_rows_device_type(uint8_t peripheral);

#endif
