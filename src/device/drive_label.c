/* SPDX-License-Identifier: MIT */
/*
 * The first block of a tape, by pass-through alone: the class driver has data go through ReadFile
 * and WriteFile, which no transport has.
 */
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "device/drive_private.h"
#include "device/scsi/cdb.h"
#include "device/scsi/sense.h"

enum { TRANSFER_MOST = 0xFFFFFF };

/* A drive whose block length was made variable, to be put back. */
struct blocks {
    struct device_mode_medium mode;
    bool ten;
    bool changed;
};

static base_error set_block_length(struct device_link *link, const struct blocks *blocks,
                                   uint32_t block_length)
{
    struct device_scsi_command command;
    uint8_t data[DEVICE_MODE_MEDIUM_10];
    uint32_t length = device_mode_medium_encode(&blocks->mode, blocks->ten, block_length, data);
    device_cdb_mode_select(&command, blocks->ten, data, length);
    return device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL);
}

/* Programs set the block length they want when they open a tape, but not all of them do. A drive
 * that will not change is asked for a variable block all the same and answers for itself. */
static void make_variable(struct device_link *link, struct blocks *blocks)
{
    blocks->changed = device_drive_mode(link, &blocks->ten, &blocks->mode) &&
                      blocks->mode.block_length != 0 &&
                      set_block_length(link, blocks, 0) == BASE_ERROR_SUCCESS;
}

static void put_back(struct device_link *link, const struct blocks *blocks)
{
    if (blocks->changed)
        (void)set_block_length(link, blocks, blocks->mode.block_length);
}

static base_error rewind_tape(struct device_link *link, struct device_fault *fault)
{
    base_error error = device_drive_rewind(link, fault);
    if (device_drive_no_pass_through(error, fault))
        return device_fault_set(fault, BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_TRANSPORT, false,
                                "the node takes no SCSI commands, labels are out of reach");
    return error;
}

/* ---- reading ---- */

static base_error nonsense(struct device_fault *fault)
{
    return device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_DRIVE, true,
                            "the drive's answer to READ makes no sense");
}

/*
 * The length of the block that a READ found, as far as it was asked for: what the drive says, not
 * what the adapter counted. 0: a file mark. False when the drive says nothing sensible.
 */
static bool block_length(const struct device_scsi_command *command, uint32_t *length, bool *mark)
{
    struct device_sense_stream stream = {0};
    int64_t residue = 0;
    if (command->status == DEVICE_STATUS_CHECK_CONDITION)
        device_sense_stream_decode(command->sense, command->sense_length, &stream);
    *mark = stream.filemark;
    if (stream.filemark) {
        *length = 0;
        return true;
    }
    if (stream.incorrect_length && stream.has_residue)
        residue = stream.residue < 0 ? 0 : stream.residue;
    else if (stream.incorrect_length)
        residue = (int64_t)command->data_length - command->transferred;
    if (residue < 0 || residue >= (int64_t)command->data_length)
        return false;
    *length = command->data_length - (uint32_t)residue;
    return true;
}

/* A tape on which something stands, though no block that could name it. */
static base_error mark_stands_first(struct device_fault *fault)
{
    return device_fault_set(fault, BASE_ERROR_FILEMARK_DETECTED, DEVICE_BLAME_MEDIUM, false,
                            "a file mark stands first");
}

/*
 * Reads the block under the heads. Where less came than the drive says, *length is that less and
 * *whole false.
 */
static base_error read_once(struct device_link *link, uint8_t *bytes, uint32_t capacity,
                            uint32_t *length, bool *whole, struct device_fault *fault)
{
    struct device_scsi_command command;
    uint32_t told = 0;
    bool mark = false;

    *length = 0;
    *whole = true;
    device_cdb_read_block(&command, bytes, capacity);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    if (fault->key == DEVICE_SENSE_BLANK_CHECK) {
        device_fault_clear(fault);
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS)
        return device_drive_media_fault(fault);
    if (!block_length(&command, &told, &mark))
        return nonsense(fault);
    if (mark)
        return mark_stands_first(fault);
    *whole = command.transferred >= told;
    *length = *whole ? told : command.status == DEVICE_STATUS_GOOD ? command.transferred : told;
    return *length == 0 && told != 0 ? nonsense(fault) : BASE_ERROR_SUCCESS;
}

/* A READ that may never have come to the drive: nothing came, or a full measure of nothing. */
static bool looks_lost(const struct device_link *link, base_error error, const uint8_t *bytes,
                       uint32_t capacity, uint32_t found)
{
    if (!link->doubtful)
        return false;
    if (error != BASE_ERROR_SUCCESS || found != capacity)
        return error == BASE_ERROR_INVALID_DATA;
    for (uint32_t i = 0; i < found; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/*
 * Reads the first block of a rewound tape. When the drive and the adapter do not agree about its
 * length, it is read once more with that very length, which leaves nothing to be told by either;
 * also when the command may have been lost.
 */
static base_error read_first(struct device_link *link, uint8_t *bytes, uint32_t capacity,
                             uint32_t *length, struct device_fault *fault)
{
    bool whole = false;
    uint32_t found = 0;
    uint32_t again = 0;
    base_error error = read_once(link, bytes, capacity, &found, &whole, fault);
    if (error == BASE_ERROR_SUCCESS && !whole)
        again = found;
    else if (looks_lost(link, error, bytes, capacity, found))
        again = capacity;
    if (again != 0) {
        error = rewind_tape(link, fault);
        if (error == BASE_ERROR_SUCCESS)
            error = read_once(link, bytes, again, &found, &whole, fault);
        if (error == BASE_ERROR_SUCCESS && !whole)
            error = nonsense(fault);
    }
    if (error == BASE_ERROR_SUCCESS)
        *length = found;
    return error;
}

/* The tape is left rewound; after a failure as far as it goes. */
static base_error rewind_after(struct device_link *link, base_error error,
                               struct device_fault *fault)
{
    if (error == BASE_ERROR_SUCCESS)
        return rewind_tape(link, fault);
    struct device_fault ignored;
    (void)rewind_tape(link, &ignored);
    return error;
}

base_error device_drive_read_label(const struct device_transport *transport, const char *name,
                                   uint8_t *bytes, uint32_t capacity, uint32_t *length,
                                   struct device_fault *fault)
{
    struct blocks blocks = {0};
    struct device_fault local;
    struct device_link link;
    uint32_t found = 0;

    if (fault == NULL)
        fault = &local;
    if (capacity == 0 || capacity > TRANSFER_MOST)
        return device_fault_set(fault, BASE_ERROR_INVALID_PARAMETER, DEVICE_BLAME_CALLER, false,
                                "impossible block length");
    base_error error = device_link_open_alone(&link, transport, name, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = rewind_tape(&link, fault);
    if (error == BASE_ERROR_SUCCESS) {
        make_variable(&link, &blocks);
        error = read_first(&link, bytes, capacity, &found, fault);
        error = rewind_after(&link, error, fault);
        put_back(&link, &blocks);
    }
    device_link_close(&link);
    if (error == BASE_ERROR_SUCCESS)
        *length = found;
    else
        (void)base_log(BASE_LOG_WARNING, 513, error, "%s: reading the label: %s", name,
                       fault->text);
    return error;
}

/* ---- writing ---- */

/* A unit attention in the middle is a failure: the tape may be another one, or stand elsewhere. */
static base_error put_block(struct device_link *link, const uint8_t *bytes, uint32_t length,
                            struct device_fault *fault)
{
    struct device_scsi_command command;
    device_cdb_write_block(&command, bytes, length);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_REPORT, fault);
    if (error == BASE_ERROR_SUCCESS) {
        device_cdb_write_filemark(&command);
        error = device_link_scsi(link, &command, DEVICE_ATTENTION_REPORT, fault);
    }
    return error == BASE_ERROR_SUCCESS ? error : device_drive_media_fault(fault);
}

/* What a drive calls written counts when it can be read again. */
static base_error compare_block(struct device_link *link, const uint8_t *bytes, uint32_t length,
                                struct device_fault *fault)
{
    uint32_t found = 0;
    uint8_t *again = base_memory_zero(1, (size_t)length + 1);
    if (again == NULL)
        return device_fault_set(fault, BASE_ERROR_NOT_ENOUGH_MEMORY, DEVICE_BLAME_NONE, true,
                                "no memory");
    base_error error = read_first(link, again, length + 1, &found, fault);
    bool other =
        error == BASE_ERROR_FILEMARK_DETECTED ||
        (error == BASE_ERROR_SUCCESS && (found != length || memcmp(again, bytes, length) != 0));
    if (other)
        error = device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_DRIVE, true,
                                 "what was written cannot be read again");
    base_memory_free(again);
    return error;
}

base_error device_drive_write_label(const struct device_transport *transport, const char *name,
                                    const uint8_t *bytes, uint32_t length,
                                    struct device_fault *fault)
{
    struct blocks blocks = {0};
    struct device_fault local;
    struct device_link link;

    if (fault == NULL)
        fault = &local;
    if (length == 0 || length >= TRANSFER_MOST)
        return device_fault_set(fault, BASE_ERROR_INVALID_PARAMETER, DEVICE_BLAME_CALLER, false,
                                "impossible block length");
    base_error error = device_link_open_alone(&link, transport, name, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = rewind_tape(&link, fault);
    if (error == BASE_ERROR_SUCCESS) {
        make_variable(&link, &blocks);
        error = put_block(&link, bytes, length, fault);
        if (error == BASE_ERROR_SUCCESS)
            error = rewind_tape(&link, fault);
        if (error == BASE_ERROR_SUCCESS)
            error = compare_block(&link, bytes, length, fault);
        error = rewind_after(&link, error, fault);
        put_back(&link, &blocks);
    }
    device_link_close(&link);
    if (error != BASE_ERROR_SUCCESS)
        (void)base_log(BASE_LOG_WARNING, 514, error, "%s: writing the label: %s", name,
                       fault->text);
    return error;
}
