/* SPDX-License-Identifier: MIT */
#include "device/scsi/cdb.h"

#include <string.h>

#include "base/buffer.h"

static void start(struct device_scsi_command *command, uint8_t opcode, uint8_t cdb_length,
                  enum device_time time)
{
    memset(command, 0, sizeof *command);
    command->cdb[0] = opcode;
    command->cdb_length = cdb_length;
    command->time = time;
}

static void read_into(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    command->direction = DEVICE_DATA_IN;
    command->data = data;
    command->data_length = length;
    memset(data, 0, length);
}

/* A transport does not touch what goes out. */
static void write_from(struct device_scsi_command *command, const uint8_t *data, uint32_t length)
{
    command->direction = DEVICE_DATA_OUT;
    command->data = (uint8_t *)(uintptr_t)data;
    command->data_length = length;
}

void device_cdb_test_unit_ready(struct device_scsi_command *command)
{
    start(command, 0x00, 6, DEVICE_TIME_QUERY);
}

void device_cdb_request_sense(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    start(command, 0x03, 6, DEVICE_TIME_QUERY);
    command->cdb[4] = (uint8_t)length;
    read_into(command, data, length);
}

void device_cdb_inquiry(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    start(command, 0x12, 6, DEVICE_TIME_QUERY);
    base_put_be16(command->cdb + 3, (uint16_t)length);
    read_into(command, data, length);
}

void device_cdb_inquiry_page(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                             uint32_t length)
{
    device_cdb_inquiry(command, data, length);
    command->cdb[1] = 0x01;
    command->cdb[2] = page;
}

void device_cdb_mode_sense_6(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                             uint32_t length)
{
    start(command, 0x1A, 6, DEVICE_TIME_QUERY);
    command->cdb[1] = 0x08;
    command->cdb[2] = page & 0x3F;
    command->cdb[4] = (uint8_t)length;
    read_into(command, data, length);
}

void device_cdb_mode_sense_10(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                              uint32_t length)
{
    start(command, 0x5A, 10, DEVICE_TIME_QUERY);
    command->cdb[1] = 0x08;
    command->cdb[2] = page & 0x3F;
    base_put_be16(command->cdb + 7, (uint16_t)length);
    read_into(command, data, length);
}

void device_cdb_log_sense(struct device_scsi_command *command, uint8_t page, uint8_t *data,
                          uint32_t length)
{
    start(command, 0x4D, 10, DEVICE_TIME_QUERY);
    command->cdb[2] = (uint8_t)(0x40 | (page & 0x3F));
    base_put_be16(command->cdb + 7, (uint16_t)length);
    read_into(command, data, length);
}

void device_cdb_prevent_removal(struct device_scsi_command *command, bool prevent)
{
    start(command, 0x1E, 6, DEVICE_TIME_QUERY);
    command->cdb[4] = prevent ? 1 : 0;
}

void device_cdb_unload(struct device_scsi_command *command)
{
    start(command, 0x1B, 6, DEVICE_TIME_REWIND);
}

void device_cdb_load(struct device_scsi_command *command)
{
    start(command, 0x1B, 6, DEVICE_TIME_LOAD);
    command->cdb[4] = 0x01;
}

void device_cdb_rewind(struct device_scsi_command *command)
{
    start(command, 0x01, 6, DEVICE_TIME_REWIND);
}

void device_cdb_read_position(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    start(command, 0x34, 10, DEVICE_TIME_QUERY);
    read_into(command, data, length);
}

void device_cdb_read_block(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    start(command, 0x08, 6, DEVICE_TIME_TRANSFER);
    base_put_be24(command->cdb + 2, length);
    read_into(command, data, length);
}

void device_cdb_write_block(struct device_scsi_command *command, const uint8_t *data,
                            uint32_t length)
{
    start(command, 0x0A, 6, DEVICE_TIME_TRANSFER);
    base_put_be24(command->cdb + 2, length);
    write_from(command, data, length);
}

void device_cdb_write_filemark(struct device_scsi_command *command)
{
    start(command, 0x10, 6, DEVICE_TIME_TRANSFER);
    base_put_be24(command->cdb + 2, 1);
}

void device_cdb_mode_sense_medium(struct device_scsi_command *command, bool ten, uint8_t *data,
                                  uint32_t length)
{
    if (ten)
        device_cdb_mode_sense_10(command, 0, data, length);
    else
        device_cdb_mode_sense_6(command, 0, data, length);
    command->cdb[1] = 0;
}

void device_cdb_mode_select(struct device_scsi_command *command, bool ten, const uint8_t *data,
                            uint32_t length)
{
    start(command, ten ? 0x55 : 0x15, ten ? 10 : 6, DEVICE_TIME_QUERY);
    command->cdb[1] = 0x10;
    if (ten)
        base_put_be16(command->cdb + 7, (uint16_t)length);
    else
        command->cdb[4] = (uint8_t)length;
    write_from(command, data, length);
}

void device_cdb_report_medium_density(struct device_scsi_command *command, uint8_t *data,
                                      uint32_t length)
{
    device_cdb_report_density(command, data, length);
    command->cdb[1] = 0x01;
}

void device_cdb_report_density(struct device_scsi_command *command, uint8_t *data, uint32_t length)
{
    start(command, 0x44, 10, DEVICE_TIME_QUERY);
    base_put_be16(command->cdb + 7, (uint16_t)length);
    read_into(command, data, length);
}

void device_cdb_read_element_status(struct device_scsi_command *command,
                                    const struct device_cdb_elements *elements, uint8_t *data,
                                    uint32_t length)
{
    start(command, 0xB8, 12, DEVICE_TIME_STATUS);
    command->cdb[1] = (uint8_t)((elements->volume_tags ? 0x10 : 0) | (elements->type & 0x0F));
    base_put_be16(command->cdb + 2, elements->first);
    base_put_be16(command->cdb + 4, elements->count);
    command->cdb[6] = elements->identifiers ? 0x01 : 0x00;
    base_put_be24(command->cdb + 7, length);
    read_into(command, data, length);
}

void device_cdb_initialize(struct device_scsi_command *command)
{
    start(command, 0x07, 6, DEVICE_TIME_INITIALIZE);
}

void device_cdb_move(struct device_scsi_command *command, uint16_t transport, uint16_t source,
                     uint16_t destination, bool invert)
{
    start(command, 0xA5, 12, DEVICE_TIME_MOVE);
    base_put_be16(command->cdb + 2, transport);
    base_put_be16(command->cdb + 4, source);
    base_put_be16(command->cdb + 6, destination);
    command->cdb[10] = invert ? 1 : 0;
}

void device_cdb_exchange(struct device_scsi_command *command, uint16_t transport, uint16_t source,
                         uint16_t first, uint16_t second)
{
    start(command, 0xA6, 12, DEVICE_TIME_MOVE);
    base_put_be16(command->cdb + 2, transport);
    base_put_be16(command->cdb + 4, source);
    base_put_be16(command->cdb + 6, first);
    base_put_be16(command->cdb + 8, second);
}

void device_cdb_move_port(struct device_scsi_command *command, uint16_t address, bool open)
{
    start(command, 0x1B, 6, DEVICE_TIME_MOVE);
    base_put_be16(command->cdb + 2, address);
    command->cdb[4] = open ? 0 : 1;
}
