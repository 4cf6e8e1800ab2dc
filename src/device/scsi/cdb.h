/* SPDX-License-Identifier: MIT */
/*
 * Builds command descriptor blocks. Each function replaces *command: CDB, direction, data and
 * what its time limit is, answer fields zero. data is borrowed and must hold length bytes; for
 * commands that read, it is zeroed, because some systems leave old bytes in what was not
 * transferred. Pure.
 */
#ifndef DEVICE_SCSI_CDB_H
#define DEVICE_SCSI_CDB_H

#include <stdbool.h>
#include <stdint.h>

#include "device/transport.h"

/* SPC-4 6.47. */
void device_cdb_test_unit_ready(struct device_scsi_command *command);

/* SPC-4 6.39: fixed format; length is at most 252. */
void device_cdb_request_sense(struct device_scsi_command *command, uint8_t *data, uint32_t length);

/* SPC-4 6.6: standard INQUIRY data. length is at most 65535. */
void device_cdb_inquiry(struct device_scsi_command *command, uint8_t *data, uint32_t length);

/* SPC-4 6.6 with EVPD: one vital product data page. */
void device_cdb_inquiry_page(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                             uint32_t length);

/* SPC-4 6.11 and 6.12: MODE SENSE of the current values without block descriptors; at most 255
 * bytes in the short form. */
void device_cdb_mode_sense_6(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                             uint32_t length);
void device_cdb_mode_sense_10(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                              uint32_t length);

/* SPC-4 6.7: LOG SENSE of the cumulative values; at most 65535 bytes. */
void device_cdb_log_sense(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                          uint32_t length);

/* SPC-4 6.18 / SMC-3: PREVENT ALLOW MEDIUM REMOVAL. */
void device_cdb_prevent_removal(struct device_scsi_command *command, bool prevent);

/* SSC-4 7.2: LOAD UNLOAD; waits for the end. */
void device_cdb_unload(struct device_scsi_command *command);

/* SSC-4 7.2: LOAD; waits for the end. */
void device_cdb_load(struct device_scsi_command *command);

/* SSC-4 7.11: REWIND; waits for the end. */
void device_cdb_rewind(struct device_scsi_command *command);

/* SSC-4 7.6: READ POSITION in its short form; length is 20. */
void device_cdb_read_position(struct device_scsi_command *command, uint8_t *data, uint32_t length);

/* SSC-4 5.5: READ(6) of one block of any length, which is to be told when it is not `length`. */
void device_cdb_read_block(struct device_scsi_command *command, uint8_t *data, uint32_t length);

/* SSC-4 6.2: WRITE(6) of one block. data is only read. */
void device_cdb_write_block(struct device_scsi_command *command, const uint8_t *data,
                            uint32_t length);

/* SSC-4 6.3: WRITE FILEMARKS(6) of one file mark; waits until all is on the tape. */
void device_cdb_write_filemark(struct device_scsi_command *command);

/* SPC-4 6.11 and 6.12: MODE SENSE of the header and the block descriptor alone, (10) when ten. */
void device_cdb_mode_sense_medium(struct device_scsi_command *command, bool ten, uint8_t *data,
                                  uint32_t length);

/* SPC-4 6.9 and 6.10: MODE SELECT, (10) when ten; nothing is saved. data is only read. */
void device_cdb_mode_select(struct device_scsi_command *command, bool ten, const uint8_t *data,
                            uint32_t length);

/* SSC-4 7.5: REPORT DENSITY SUPPORT of the drive. */
void device_cdb_report_density(struct device_scsi_command *command, uint8_t *data, uint32_t length);

/* The same of the medium that is loaded. */
void device_cdb_report_medium_density(struct device_scsi_command *command, uint8_t *data,
                                      uint32_t length);

struct device_cdb_elements {
    uint8_t type;   /* SCSI element type, 0 = all */
    uint16_t first; /* address */
    uint16_t count;
    bool volume_tags;
    bool identifiers; /* DVCID */
};

/* SMC-3 6.10: READ ELEMENT STATUS; the robot is allowed to move for it (CURDATA 0). */
void device_cdb_read_element_status(struct device_scsi_command *command,
                                    const struct device_cdb_elements *elements, uint8_t *data,
                                    uint32_t length);

/* SMC-3 6.2: INITIALIZE ELEMENT STATUS. */
void device_cdb_initialize(struct device_scsi_command *command);

/* SMC-3 6.7: MOVE MEDIUM. */
void device_cdb_move(struct device_scsi_command *command, uint16_t transport, uint16_t source,
                     uint16_t destination, bool invert);

/* SMC-3 6.1: EXCHANGE MEDIUM. */
void device_cdb_exchange(struct device_scsi_command *command, uint16_t transport, uint16_t source,
                         uint16_t first, uint16_t second);

/* SMC-3 6.4: OPEN/CLOSE IMPORT/EXPORT ELEMENT. */
void device_cdb_move_port(struct device_scsi_command *command, uint16_t address, bool open);

#endif
