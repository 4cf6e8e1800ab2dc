/* SPDX-License-Identifier: MIT */
/* What the files of a drive share. */
#ifndef DEVICE_DRIVE_PRIVATE_H
#define DEVICE_DRIVE_PRIVATE_H

#include "device/drive.h"
#include "device/link.h"
#include "device/scsi/mode.h"

/* True when pass-through does not work on the node, so that a class code is worth a try: the system
 * refused it, as opposed to the drive answering with a fault. */
bool device_drive_no_pass_through(base_error error, const struct device_fault *fault);

/* The state that a command's outcome tells, success being READY. A state that is no fault clears
 * *fault; CLEAN_FAILED and FAULT keep it. */
enum device_drive_status device_drive_judge(struct device_fault *fault);

/* Asks an open drive for its state, as device_drive_status documents. */
base_error device_drive_ask(struct device_link *link, enum device_drive_status *status,
                            struct device_fault *fault);

/* As device_drive_confirm, on an open drive. */
base_error device_drive_recognize(struct device_link *link, const char *serial,
                                  struct device_fault *fault);

/*
 * After a TEST UNIT READY that nothing proves (device_link_is_doubtful): REQUEST SENSE, which
 * brings bytes and says the same. Success when the drive is ready; its fault when it is not;
 * ERROR_TIMEOUT when it was not reached.
 */
base_error device_drive_prove_ready(struct device_link *link, struct device_fault *fault);

/* REWIND and LOAD UNLOAD (unload); on a doubtful link the drive is asked afterwards whether it did
 * so, and told once more when it did not. */
base_error device_drive_rewind(struct device_link *link, struct device_fault *fault);
base_error device_drive_send_unload(struct device_link *link, struct device_fault *fault);

/* The fault of a medium that the drive cannot use (30h but for cleaners) gets its documented error,
 * ERROR_UNRECOGNIZED_MEDIA; others stay. Returns fault->error. */
base_error device_drive_media_fault(struct device_fault *fault);

/* What the drive's mode parameters say of its medium; *ten tells which form of the commands it
 * knows. False, with *mode all zero, when it tells nothing. */
bool device_drive_mode(struct device_link *link, bool *ten, struct device_mode_medium *mode);

#endif
