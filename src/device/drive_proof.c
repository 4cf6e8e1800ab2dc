/* SPDX-License-Identifier: MIT */
/*
 * Proofs for doubtful links: on some systems a command that was lost on its way, or given up, comes
 * back as one that went well. Only an answer with bytes in it shows that the drive was reached at
 * all; what it then says counts for the command before it.
 */
#include "device/drive_private.h"
#include "device/scsi/cdb.h"
#include "device/scsi/sense.h"

enum {
    SENSE_LENGTH = 18,
    POSITION_LENGTH = 20,
    BEGINNING = 0x80,
    ATTENTIONS_PASSED = 8,
    TRIES = 2
};

base_error device_drive_prove_ready(struct device_link *link, struct device_fault *fault)
{
    struct device_scsi_command command;
    struct device_sense sense;
    uint8_t data[SENSE_LENGTH];

    for (int i = 0; i < ATTENTIONS_PASSED; i++) {
        device_cdb_request_sense(&command, data, sizeof data);
        base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        if (!device_sense_decode(data, device_link_received(&command), &sense))
            return device_link_lost(fault);
        if (sense.key == DEVICE_SENSE_UNIT_ATTENTION)
            continue;
        device_sense_to_fault(&sense, link->self, fault);
        return fault->error;
    }
    return device_link_lost(fault);
}

/* Whether the tape stands at its beginning; a drive that cannot tell is believed. */
static base_error is_at_beginning(struct device_link *link, bool *beginning,
                                  struct device_fault *fault)
{
    struct device_scsi_command command;
    uint8_t data[POSITION_LENGTH];

    device_cdb_read_position(&command, data, sizeof data);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    if (fault->key == DEVICE_SENSE_ILLEGAL_REQUEST) {
        *beginning = true;
        device_fault_clear(fault);
        return BASE_ERROR_SUCCESS;
    }
    *beginning = device_link_received(&command) > 0 && (data[0] & BEGINNING) != 0;
    return error;
}

base_error device_drive_rewind(struct device_link *link, struct device_fault *fault)
{
    struct device_scsi_command command;

    for (int i = 0; i < TRIES; i++) {
        bool beginning = true;
        device_cdb_rewind(&command);
        base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
        if (device_link_is_doubtful(link, &command, error))
            error = is_at_beginning(link, &beginning, fault);
        if (error != BASE_ERROR_SUCCESS || beginning)
            return error;
    }
    return device_link_lost(fault);
}

static base_error send_unload(struct device_link *link, struct device_fault *fault, bool *doubtful)
{
    struct device_scsi_command command;

    device_cdb_unload(&command);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    *doubtful = device_link_is_doubtful(link, &command, error);
    return error;
}

base_error device_drive_send_unload(struct device_link *link, struct device_fault *fault)
{
    for (int i = 0; i < TRIES; i++) {
        enum device_drive_status status = DEVICE_DRIVE_UNLOADED;
        bool doubtful = false;
        base_error error = send_unload(link, fault, &doubtful);
        if (error == BASE_ERROR_SUCCESS && doubtful)
            error = device_drive_ask(link, &status, fault);
        if (error != BASE_ERROR_SUCCESS ||
            (status != DEVICE_DRIVE_READY && status != DEVICE_DRIVE_NEEDS_CLEANING)) {
            return error;
        }
    }
    return device_fault_set(fault, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, link->self, false,
                            "the drive does not unload");
}
