/* SPDX-License-Identifier: MIT */
#include "scsi.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct scsi_result scsi;

static struct packet {
    SCSI_PASS_THROUGH header;
    uint8_t sense[32];
    uint8_t data[SCSI_DATA_MAX];
} packet;

static uint8_t cdb_length(uint8_t opcode)
{
    static const uint8_t lengths[8] = {6, 10, 10, 16, 16, 12, 6, 6};
    return lengths[opcode >> 5];
}

static uint32_t outcome(void)
{
    if (scsi.error != 0 || (scsi.status != 0 && scsi.status != 2)) {
        return UINT32_MAX;
    }
    if (scsi.status == 0) {
        return 0;
    }
    return ((uint32_t)(scsi.sense[2] & 0x0F) << 16) | ((uint32_t)scsi.sense[12] << 8) |
           scsi.sense[13];
}

static uint32_t run(HANDLE device, const uint8_t *cdb, uint8_t direction, uint32_t length)
{
    DWORD returned = 0;
    DWORD size = (DWORD)offsetof(struct packet, data) + length;
    memset(&packet.header, 0, sizeof(packet.header));
    memset(packet.sense, 0, sizeof(packet.sense));
    packet.header.Length = sizeof(packet.header);
    packet.header.CdbLength = cdb_length(cdb[0]);
    packet.header.SenseInfoLength = sizeof(packet.sense);
    packet.header.SenseInfoOffset = (ULONG)offsetof(struct packet, sense);
    packet.header.DataIn = direction;
    packet.header.DataTransferLength = length;
    packet.header.DataBufferOffset = offsetof(struct packet, data);
    packet.header.TimeOutValue = 60;
    memcpy(packet.header.Cdb, cdb, packet.header.CdbLength);
    memset(&scsi, 0, offsetof(struct scsi_result, data));
    if (!DeviceIoControl(device, IOCTL_SCSI_PASS_THROUGH, &packet, size, &packet, size, &returned,
                         NULL)) {
        scsi.error = GetLastError();
        return UINT32_MAX;
    }
    scsi.status = packet.header.ScsiStatus;
    scsi.transferred = packet.header.DataTransferLength;
    memcpy(scsi.sense, packet.sense, sizeof(scsi.sense));
    memcpy(scsi.data, packet.data, length);
    return outcome();
}

uint32_t scsi_send(HANDLE device, const uint8_t *cdb)
{
    return run(device, cdb, SCSI_IOCTL_DATA_UNSPECIFIED, 0);
}

uint32_t scsi_receive(HANDLE device, const uint8_t *cdb, uint32_t length)
{
    return run(device, cdb, SCSI_IOCTL_DATA_IN, length);
}

uint32_t scsi_write(HANDLE device, const uint8_t *cdb, const void *data, uint32_t length)
{
    memcpy(packet.data, data, length);
    return run(device, cdb, SCSI_IOCTL_DATA_OUT, length);
}

HANDLE scsi_open(const char *name, uint32_t number)
{
    char path[64];
    snprintf(path, sizeof(path), "\\\\.\\%s%u", name, (unsigned)number);
    return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_EXISTING, 0, NULL);
}
