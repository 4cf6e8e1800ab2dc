/* SPDX-License-Identifier: MIT */
#include "device/drive.h"

#include "base/log.h"
#include "device/class_codes.h"
#include "device/drive_private.h"
#include "device/scsi/cdb.h"
#include "device/scsi/sense.h"
#include "device/scsi/tapealert.h"

enum {
    LOG_LENGTH = 4 + 64 * 8 /* the page with parameters a little longer than usual */
};

#define ALERTS_SPENT                                                                               \
    (DEVICE_ALERT(DEVICE_ALERT_CLEANER_EXPIRED) | DEVICE_ALERT(DEVICE_ALERT_INVALID_CLEANER))

bool device_drive_no_pass_through(base_error error, const struct device_fault *fault)
{
    return fault->status == DEVICE_STATUS_GOOD && device_link_is_refusal(error);
}

/* ---- status ---- */

static enum device_drive_status status_of_sense(const struct device_fault *fault)
{
    if (fault->asc == 0x30 && fault->ascq == 0x03)
        return DEVICE_DRIVE_CLEANING;
    if (fault->asc == 0x30 && fault->ascq == 0x07)
        return DEVICE_DRIVE_CLEAN_FAILED;
    if (fault->error == BASE_ERROR_CLEANER_CARTRIDGE_SPENT)
        return DEVICE_DRIVE_CLEANER_SPENT;
    if (fault->asc == 0x3A)
        return DEVICE_DRIVE_EMPTY;
    if (fault->key == DEVICE_SENSE_NOT_READY && fault->asc == 0x04) {
        if (fault->ascq == 0x02)
            return DEVICE_DRIVE_UNLOADED;
        return fault->retry ? DEVICE_DRIVE_BECOMING_READY : DEVICE_DRIVE_FAULT;
    }
    if (fault->key == DEVICE_SENSE_NOT_READY && fault->retry)
        return DEVICE_DRIVE_BECOMING_READY;
    return DEVICE_DRIVE_FAULT;
}

/* The words of the system and of the class driver for the same. */
static enum device_drive_status status_of_error(base_error error)
{
    switch (error) {
    case BASE_ERROR_NO_MEDIA_IN_DRIVE:
        return DEVICE_DRIVE_EMPTY;
    case BASE_ERROR_NOT_READY:
        return DEVICE_DRIVE_BECOMING_READY;
    case BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED:
        return DEVICE_DRIVE_CLEANING;
    case BASE_ERROR_CLEANER_CARTRIDGE_SPENT:
        return DEVICE_DRIVE_CLEANER_SPENT;
    case BASE_ERROR_UNABLE_TO_CLEAN:
        return DEVICE_DRIVE_CLEAN_FAILED;
    case BASE_ERROR_DEVICE_REQUIRES_CLEANING:
        return DEVICE_DRIVE_NEEDS_CLEANING;
    default:
        return DEVICE_DRIVE_FAULT;
    }
}

/* 00h/17h with GOOD, NO SENSE or RECOVERED ERROR: ready, but it wants to be cleaned. */
static bool asks_for_cleaning(const struct device_scsi_command *command)
{
    struct device_sense sense;
    return command->status == DEVICE_STATUS_CHECK_CONDITION &&
           device_sense_decode(command->sense, command->sense_length, &sense) &&
           sense.asc == 0x00 && sense.ascq == 0x17;
}

/* Errors that say nothing about the drive's state: it could not be asked. */
static bool is_unanswered(const struct device_fault *fault)
{
    return fault->blame == DEVICE_BLAME_TRANSPORT || fault->error == BASE_ERROR_BUSY;
}

enum device_drive_status device_drive_judge(struct device_fault *fault)
{
    enum device_drive_status result;
    if (fault->error == BASE_ERROR_SUCCESS)
        result = DEVICE_DRIVE_READY;
    else
        result = fault->key == 0 ? status_of_error(fault->error) : status_of_sense(fault);
    if (result != DEVICE_DRIVE_FAULT && result != DEVICE_DRIVE_CLEAN_FAILED)
        device_fault_clear(fault);
    return result;
}

base_error device_drive_media_fault(struct device_fault *fault)
{
    if (fault->error == BASE_ERROR_MEDIA_INCOMPATIBLE)
        fault->error = BASE_ERROR_UNRECOGNIZED_MEDIA;
    return fault->error;
}

/* A system that knows nothing of the device may call every drive ready. */
static base_error ask_class(struct device_link *link, struct device_fault *fault)
{
    struct device_class_property_query query = {0};
    struct device_class_device_descriptor header;

    base_error error = BASE_ERROR_NOT_SUPPORTED;
    if (!link->doubtful)
        error = device_link_control(link, DEVICE_STORAGE_QUERY_PROPERTY, &query, sizeof query,
                                    &header, sizeof header, DEVICE_TIME_QUERY, NULL,
                                    DEVICE_ATTENTION_PASS, fault);
    if (error == BASE_ERROR_NOT_SUPPORTED)
        return device_fault_set(fault, BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_TRANSPORT, false,
                                "the node takes no commands, and the system knows no others");
    return device_link_control(link, DEVICE_STORAGE_CHECK_VERIFY, NULL, 0, NULL, 0,
                               DEVICE_TIME_QUERY, NULL, DEVICE_ATTENTION_PASS, fault);
}

base_error device_drive_ask(struct device_link *link, enum device_drive_status *status,
                            struct device_fault *fault)
{
    struct device_scsi_command command;

    device_cdb_test_unit_ready(&command);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    bool by_class = device_drive_no_pass_through(error, fault);
    if (by_class)
        error = ask_class(link, fault);
    else if (device_link_is_doubtful(link, &command, error))
        error = device_drive_prove_ready(link, fault);
    if (error != BASE_ERROR_SUCCESS && is_unanswered(fault))
        return error;
    *status = error == BASE_ERROR_SUCCESS && !by_class && asks_for_cleaning(&command)
                  ? DEVICE_DRIVE_NEEDS_CLEANING
                  : device_drive_judge(fault);
    return BASE_ERROR_SUCCESS;
}

/* ---- TapeAlert ---- */

static base_error read_alerts(struct device_link *link, uint64_t *flags, struct device_fault *fault)
{
    struct device_scsi_command command;
    uint8_t data[LOG_LENGTH];
    uint64_t result = 0;

    device_cdb_log_sense(&command, DEVICE_LOG_TAPEALERT, data, sizeof data);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    bool unsupported = error != BASE_ERROR_SUCCESS && fault->key == DEVICE_SENSE_ILLEGAL_REQUEST;
    if (unsupported || device_drive_no_pass_through(error, fault)) {
        device_fault_clear(fault);
        *flags = 0;
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!device_tapealert_decode(data, device_link_received(&command), &result))
        return device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_DRIVE, true,
                                "TapeAlert page makes no sense");
    *flags = result;
    return BASE_ERROR_SUCCESS;
}

/* ---- the public functions ---- */

base_error device_drive_status(const struct device_transport *transport, const char *name,
                               enum device_drive_status *status, struct device_fault *fault)
{
    enum device_drive_status result = DEVICE_DRIVE_FAULT;
    struct device_fault local;
    struct device_link link;
    uint64_t flags = 0;

    if (fault == NULL)
        fault = &local;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = device_drive_ask(&link, &result, fault);
    if (error == BASE_ERROR_SUCCESS && result == DEVICE_DRIVE_CLEAN_FAILED &&
        read_alerts(&link, &flags, &local) == BASE_ERROR_SUCCESS && (flags & ALERTS_SPENT) != 0)
        result = DEVICE_DRIVE_CLEANER_SPENT;
    device_link_close(&link);
    if (error == BASE_ERROR_SUCCESS)
        *status = result;
    return error;
}

/* What a finished cleaning came to. */
static enum device_drive_status cleaning_outcome(enum device_drive_status status, uint64_t flags)
{
    if ((flags & ALERTS_SPENT) != 0 || status == DEVICE_DRIVE_CLEANER_SPENT)
        return DEVICE_DRIVE_CLEANER_SPENT;
    if (status == DEVICE_DRIVE_CLEAN_FAILED || status == DEVICE_DRIVE_FAULT)
        return status;
    return DEVICE_DRIVE_CLEANER_INSTALLED;
}

base_error device_drive_clean_status(const struct device_transport *transport, const char *name,
                                     enum device_drive_status *status, uint64_t *alerts,
                                     struct device_fault *fault)
{
    enum device_drive_status result = DEVICE_DRIVE_FAULT;
    struct device_fault local;
    struct device_fault unread;
    struct device_link link;
    uint64_t flags = 0;

    if (fault == NULL)
        fault = &local;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = device_drive_ask(&link, &result, fault);
    if (error == BASE_ERROR_SUCCESS && result != DEVICE_DRIVE_CLEANING &&
        result != DEVICE_DRIVE_BECOMING_READY) {
        if (read_alerts(&link, &flags, &unread) != BASE_ERROR_SUCCESS) {
            (void)base_log(BASE_LOG_WARNING, 510, unread.error, "%s: TapeAlert: %s", name,
                           unread.text);
            flags = 0;
        }
        result = cleaning_outcome(result, flags);
    }
    device_link_close(&link);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    *alerts = flags;
    *status = result;
    return BASE_ERROR_SUCCESS;
}

base_error device_drive_unload(const struct device_transport *transport, const char *name,
                               struct device_fault *fault)
{
    struct device_fault local;
    struct device_link link;

    if (fault == NULL)
        fault = &local;
    base_error error = device_link_open_alone(&link, transport, name, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = device_drive_send_unload(&link, fault);
    if (device_drive_no_pass_through(error, fault))
        error = device_link_control(&link, DEVICE_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0,
                                    DEVICE_TIME_REWIND, NULL, DEVICE_ATTENTION_PASS, fault);
    device_link_close(&link);
    bool unloaded =
        error == BASE_ERROR_NO_MEDIA_IN_DRIVE ||
        (fault->key == DEVICE_SENSE_NOT_READY && fault->asc == 0x04 && fault->ascq == 0x02);
    if (unloaded) {
        device_fault_clear(fault);
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS)
        (void)base_log(BASE_LOG_WARNING, 511, error, "%s: unload: %s", name, fault->text);
    return error;
}

base_error device_drive_alerts(const struct device_transport *transport, const char *name,
                               uint64_t *flags, struct device_fault *fault)
{
    struct device_fault local;
    struct device_link link;

    if (fault == NULL)
        fault = &local;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = read_alerts(&link, flags, fault);
    device_link_close(&link);
    return error;
}
