/* SPDX-License-Identifier: MIT */
#include "tape.h"

/* The early warning zone: a 64th of the cartridge. */
static bool in_early_warning(const struct vtl_medium *medium)
{
    uint64_t capacity = vtl_medium_capacity(medium);
    return capacity - vtl_medium_used(medium) < capacity / 64;
}

static bool is_write_protected(const struct vtl_drive *drive, struct vtl_request *request)
{
    if (vtl_drive_writes(drive)) {
        return false;
    }
    if (drive->cartridge->write_protect) {
        vtl_request_fail(request, SENSE_PROTECT, 0x27, 0x00);
    } else { /* cannot write medium, incompatible format */
        vtl_request_fail(request, SENSE_PROTECT, 0x30, 0x05);
    }
    return true;
}

/* ---- READ(6) ---- */

/* A block of another length than asked for: SSC-4 READ(6), ILI with the difference. */
static void read_length_mismatch(struct vtl_request *request, uint32_t wanted, uint32_t length,
                                 bool suppress)
{
    bool overlength = length > wanted;
    if (length != wanted && !(suppress && !overlength)) {
        vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x00, SENSE_ILI, wanted - length);
    }
}

/* What ends a READ that found no block; `residue` in blocks or bytes as the command counts. */
static void read_no_block(struct vtl_drive *drive, struct vtl_request *request,
                          enum vtl_medium_result result, uint32_t residue)
{
    if (result == VTL_MEDIUM_FILEMARK) {
        drive->position++;
        vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x01, SENSE_FILEMARK, residue);
    } else {
        vtl_request_fail_info(request, SENSE_BLANK, 0x00, 0x05, 0, residue);
    }
}

static void read_variable(struct vtl_drive *drive, struct vtl_request *request, uint32_t room)
{
    uint32_t wanted = vtl_get24(request->cdb + 2);
    uint32_t length = 0;
    uint32_t size = wanted < room ? wanted : room;
    enum vtl_medium_result result =
        vtl_medium_read(vtl_drive_medium(drive), drive->position, request->data, size, &length);
    if (result != VTL_MEDIUM_OK) {
        read_no_block(drive, request, result, wanted);
        return;
    }
    drive->position++;
    /* With SILI an overlength block passes too when the mode block length is 0 (variable). */
    bool suppress = (request->cdb[1] & 2) != 0;
    if (!(suppress && drive->block_length == 0)) {
        read_length_mismatch(request, wanted, length, suppress);
    }
    request->transferred = length < size ? length : size;
}

static void read_fixed(struct vtl_drive *drive, struct vtl_request *request, uint32_t room)
{
    uint32_t count = vtl_get24(request->cdb + 2);
    for (uint32_t done = 0; done < count; done++) {
        uint32_t length = 0;
        uint32_t left = room - request->transferred;
        uint32_t size = drive->block_length < left ? drive->block_length : left;
        uint8_t *place = size == 0 ? NULL : request->data + request->transferred;
        enum vtl_medium_result result =
            vtl_medium_read(vtl_drive_medium(drive), drive->position, place, size, &length);
        if (result != VTL_MEDIUM_OK) {
            read_no_block(drive, request, result, count - done);
            return;
        }
        drive->position++;
        request->transferred += length < size ? length : size;
        if (length != drive->block_length) {
            vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x00, SENSE_ILI, count - done);
            return;
        }
    }
}

void vtl_tape_read_blocks(struct vtl_drive *drive, struct vtl_request *request)
{
    bool fixed = (request->cdb[1] & 1) != 0;
    bool suppress = (request->cdb[1] & 2) != 0;
    uint32_t room = request->data_direction == VTL_DATA_IN ? request->data_length : 0;
    if (fixed && (suppress || drive->block_length == 0)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (vtl_get24(request->cdb + 2) == 0) {
        return;
    }
    request->delay_ms = drive->settings.transfer_ms;
    if (fixed) {
        read_fixed(drive, request, room);
    } else {
        read_variable(drive, request, room);
    }
}

/* ---- WRITE(6), WRITE FILEMARKS(6), ERASE(6) ---- */

static void write_all(struct vtl_drive *drive, struct vtl_request *request, uint32_t block,
                      uint32_t count, bool fixed)
{
    struct vtl_medium *medium = vtl_drive_medium(drive);
    for (uint32_t done = 0; done < count; done++) {
        const uint8_t *data = request->data + (size_t)done * block;
        if (vtl_medium_write(medium, drive->position, data, block) != VTL_MEDIUM_OK) {
            vtl_request_fail_info(request, SENSE_OVERFLOW, 0x00, 0x02, SENSE_EOM,
                                  fixed ? count - done : block);
            return;
        }
        drive->position++;
        request->transferred += block;
    }
    if (in_early_warning(medium)) {
        vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x02, SENSE_EOM, 0);
    }
}

void vtl_tape_write_blocks(struct vtl_drive *drive, struct vtl_request *request)
{
    bool fixed = (request->cdb[1] & 1) != 0;
    uint32_t length = vtl_get24(request->cdb + 2);
    uint32_t block = fixed ? drive->block_length : length;
    uint32_t count = fixed ? length : 1;
    if (is_write_protected(drive, request) || length == 0) {
        return;
    }
    if (block == 0 || block > VTL_BLOCK_LENGTH_MAX || request->data_direction != VTL_DATA_OUT ||
        (uint64_t)block * count > request->data_length) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    request->delay_ms = drive->settings.transfer_ms;
    write_all(drive, request, block, count, fixed);
}

void vtl_tape_write_filemarks(struct vtl_drive *drive, struct vtl_request *request)
{
    struct vtl_medium *medium = vtl_drive_medium(drive);
    uint32_t count = vtl_get24(request->cdb + 2);
    if ((request->cdb[1] & 2) != 0) { /* setmarks do not exist any more */
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (count == 0) { /* only empties the buffer */
        return;
    }
    if (is_write_protected(drive, request)) {
        return;
    }
    request->delay_ms = (request->cdb[1] & 1) != 0 ? 0 : drive->settings.transfer_ms;
    for (uint32_t done = 0; done < count; done++) {
        if (vtl_medium_write_filemark(medium, drive->position) != VTL_MEDIUM_OK) {
            vtl_request_fail_info(request, SENSE_OVERFLOW, 0x00, 0x02, SENSE_EOM, count - done);
            return;
        }
        drive->position++;
    }
    if (in_early_warning(medium)) {
        vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x02, SENSE_EOM, 0);
    }
}

void vtl_tape_erase(struct vtl_drive *drive, struct vtl_request *request)
{
    if (is_write_protected(drive, request)) {
        return;
    }
    vtl_medium_truncate(vtl_drive_medium(drive), drive->position);
    if ((request->cdb[1] & 1) != 0 && (request->cdb[1] & 2) == 0) {
        request->delay_ms = drive->settings.rewind_ms;
    }
}

/* ---- SPACE(6), LOCATE(10) and (16), READ POSITION ---- */

static int32_t signed_count(const uint8_t *bytes)
{
    uint32_t count = vtl_get24(bytes);
    return (int32_t)(count >= 0x800000 ? count | 0xFF000000u : count);
}

static void space_blocks(struct vtl_drive *drive, struct vtl_request *request, int32_t count)
{
    const struct vtl_medium *medium = vtl_drive_medium(drive);
    uint32_t rest = count < 0 ? 0u - (uint32_t)count : (uint32_t)count;
    for (; rest != 0; rest--) {
        if (count < 0 && drive->position == 0) {
            vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x04, SENSE_EOM, rest);
            return;
        }
        if (count > 0 && drive->position >= vtl_medium_end(medium)) {
            vtl_request_fail_info(request, SENSE_BLANK, 0x00, 0x05, 0, rest);
            return;
        }
        uint64_t crossed = count < 0 ? drive->position - 1 : drive->position;
        drive->position = count < 0 ? drive->position - 1 : drive->position + 1;
        if (vtl_medium_is_filemark(medium, crossed)) {
            vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x01, SENSE_FILEMARK, rest);
            return;
        }
    }
}

static void space_filemarks(struct vtl_drive *drive, struct vtl_request *request, int32_t count)
{
    const struct vtl_medium *medium = vtl_drive_medium(drive);
    uint32_t rest = count < 0 ? 0u - (uint32_t)count : (uint32_t)count;
    while (rest != 0) {
        if (count < 0 && drive->position == 0) {
            vtl_request_fail_info(request, SENSE_NO_SENSE, 0x00, 0x04, SENSE_EOM, rest);
            return;
        }
        if (count > 0 && drive->position >= vtl_medium_end(medium)) {
            vtl_request_fail_info(request, SENSE_BLANK, 0x00, 0x05, 0, rest);
            return;
        }
        uint64_t crossed = count < 0 ? drive->position - 1 : drive->position;
        drive->position = count < 0 ? drive->position - 1 : drive->position + 1;
        rest -= vtl_medium_is_filemark(medium, crossed);
    }
}

void vtl_tape_space(struct vtl_drive *drive, struct vtl_request *request)
{
    int32_t count = signed_count(request->cdb + 2);
    request->delay_ms = drive->settings.rewind_ms;
    switch (request->cdb[1] & 0x0F) {
    case 0:
        space_blocks(drive, request, count);
        break;
    case 1:
        space_filemarks(drive, request, count);
        break;
    case 3:
        drive->position = vtl_medium_end(vtl_drive_medium(drive));
        break;
    default:
        request->delay_ms = 0;
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        break;
    }
}

/* Position behind the `file`-th filemark, end of data when there are fewer. */
static bool locate_file(struct vtl_drive *drive, uint64_t file)
{
    const struct vtl_medium *medium = vtl_drive_medium(drive);
    uint64_t end = vtl_medium_end(medium);
    for (drive->position = 0; file != 0 && drive->position < end; drive->position++) {
        file -= vtl_medium_is_filemark(medium, drive->position);
    }
    return file == 0;
}

void vtl_tape_locate(struct vtl_drive *drive, struct vtl_request *request)
{
    const uint8_t *cdb = request->cdb;
    bool is_long = cdb[0] == 0x92;
    uint64_t target = is_long ? vtl_get64(cdb + 4) : vtl_get32(cdb + 3);
    uint8_t type = is_long ? (cdb[1] >> 3) & 7 : 0;
    bool change_partition = (cdb[1] & 2) != 0;
    uint8_t partition = is_long ? cdb[3] : cdb[8];
    uint64_t end = vtl_medium_end(vtl_drive_medium(drive));
    bool found = true;
    if ((change_partition && partition != 0) || (type != 0 && type != 1 && type != 3)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    request->delay_ms = (cdb[1] & 1) != 0 ? 0 : drive->settings.rewind_ms;
    if (type == 1) {
        found = locate_file(drive, target);
    } else if (type == 3) {
        drive->position = end;
    } else {
        found = target <= end;
        drive->position = found ? target : end;
    }
    if (!found) {
        vtl_request_fail(request, SENSE_BLANK, 0x00, 0x05);
    }
}

void vtl_tape_read_position(struct vtl_drive *drive, struct vtl_request *request)
{
    const struct vtl_medium *medium = vtl_drive_medium(drive);
    uint8_t answer[32] = {0};
    uint8_t action = request->cdb[1] & 0x1F;
    answer[0] =
        (uint8_t)((drive->position == 0 ? 0x80 : 0) | (in_early_warning(medium) ? 0x40 : 0));
    if (action == 0 || action == 1) {
        vtl_put32(answer + 4, (uint32_t)drive->position);
        vtl_put32(answer + 8, (uint32_t)drive->position);
        vtl_request_answer(request, answer, 20, 20);
    } else if (action == 6) {
        vtl_put64(answer + 8, drive->position);
        vtl_put64(answer + 16, vtl_medium_filemarks_before(medium, drive->position));
        vtl_request_answer(request, answer, 32, 32);
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
    }
}
