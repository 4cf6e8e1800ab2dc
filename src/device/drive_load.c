/* SPDX-License-Identifier: MIT */
/* Making a drive load its medium, and what the drive tells about it. */
#include <string.h>

#include "base/log.h"
#include "device/class_codes.h"
#include "device/drive_private.h"
#include "device/scsi/cdb.h"
#include "device/scsi/density.h"
#include "device/scsi/sense.h"
#include "port/clock.h"

enum {
    PAUSE_LEAST_MS = 2, /* between two looks: a sixteenth of what was waited so far, within these */
    PAUSE_MOST_MS = 500,
    /* Drives say "no medium" for a moment while the robot's hand is still at the door. */
    EMPTY_MS = 2000,
    SENT_MOST = 3, /* on a doubtful link, where a LOAD may be lost */
    DENSITY_LENGTH = 4 + 32 * 52
};

/* A load that is going on. */
struct load {
    const struct device_transport *transport;
    const char *name;
    int64_t begun;    /* monotonic milliseconds */
    int64_t deadline; /* the same clock */
    int64_t watched;  /* the same: no longer than so is waited for a drive at work */
    uint32_t sent;    /* times LOAD was sent; most drives load by themselves */
};

/* ---- what the medium is ---- */

static bool mode_by(struct device_link *link, bool ten, struct device_mode_medium *mode)
{
    struct device_scsi_command command;
    uint8_t data[DEVICE_MODE_MEDIUM_10];

    device_cdb_mode_sense_medium(&command, ten, data,
                                 ten ? DEVICE_MODE_MEDIUM_10 : DEVICE_MODE_MEDIUM_6);
    return device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL) == BASE_ERROR_SUCCESS &&
           device_mode_medium_decode(data, device_link_received(&command), ten, mode);
}

bool device_drive_mode(struct device_link *link, bool *ten, struct device_mode_medium *mode)
{
    memset(mode, 0, sizeof *mode);
    *ten = false;
    if (mode_by(link, false, mode))
        return true;
    *ten = true;
    return mode_by(link, true, mode);
}

static void take_medium(struct device_link *link, struct device_medium *medium)
{
    struct device_scsi_command command;
    struct device_mode_medium mode;
    struct device_fault fault;
    uint8_t data[DENSITY_LENGTH];
    bool ten;

    memset(medium, 0, sizeof *medium);
    if (device_drive_mode(link, &ten, &mode)) {
        medium->write_protected = mode.write_protected;
        medium->type_code = mode.medium_type;
        medium->density = mode.density;
    }
    device_cdb_report_medium_density(&command, data, sizeof data);
    if (device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, &fault) == BASE_ERROR_SUCCESS)
        medium->capacity =
            device_density_capacity(data, device_link_received(&command), mode.density);
    else
        medium->blank = fault.key == DEVICE_SENSE_BLANK_CHECK;
}

/* ---- loading ---- */

/* SPC-4: a drive at work may answer any command with BUSY; nobody else has it. */
static bool is_at_work(const struct device_fault *fault)
{
    return fault->status == DEVICE_STATUS_BUSY || fault->status == DEVICE_STATUS_TASK_SET_FULL;
}

static uint32_t seconds_left(const struct load *load)
{
    int64_t left = (load->deadline - port_clock_monotonic() + 999) / 1000;
    return left < 1 ? 1 : (uint32_t)left;
}

/* Sends LOAD. A drive that does not know it leaves *status alone: it loads by itself or never. */
static base_error send_load(const struct load *load, struct device_link *link,
                            enum device_drive_status *status, struct device_fault *fault)
{
    struct device_scsi_command command;

    link->at_most = seconds_left(load);
    device_cdb_load(&command);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    if (device_drive_no_pass_through(error, fault))
        error = device_link_control(link, DEVICE_STORAGE_LOAD_MEDIA, NULL, 0, NULL, 0,
                                    DEVICE_TIME_LOAD, NULL, DEVICE_ATTENTION_PASS, fault);
    if (fault->blame == DEVICE_BLAME_TRANSPORT || error == BASE_ERROR_BUSY)
        return error;
    if (fault->error == BASE_ERROR_INVALID_FUNCTION ||
        fault->error == BASE_ERROR_INVALID_PARAMETER || fault->error == BASE_ERROR_NOT_SUPPORTED) {
        device_fault_clear(fault);
        return BASE_ERROR_SUCCESS;
    }
    *status = error == BASE_ERROR_SUCCESS ? DEVICE_DRIVE_BECOMING_READY : device_drive_judge(fault);
    return BASE_ERROR_SUCCESS;
}

static bool is_ready(enum device_drive_status status)
{
    return status == DEVICE_DRIVE_READY || status == DEVICE_DRIVE_NEEDS_CLEANING;
}

/* One look at the drive; the node is open only meanwhile. */
static base_error look(struct load *load, enum device_drive_status *status,
                       struct device_medium *medium, struct device_fault *fault)
{
    struct device_link link;
    base_error error =
        device_link_open(&link, load->transport, load->name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = device_drive_ask(&link, status, fault);
    if (error == BASE_ERROR_SUCCESS && load->sent < (link.doubtful ? SENT_MOST : 1) &&
        (*status == DEVICE_DRIVE_EMPTY || *status == DEVICE_DRIVE_UNLOADED)) {
        error = send_load(load, &link, status, fault);
        load->sent += error != BASE_ERROR_BUSY;
    }
    if (error == BASE_ERROR_SUCCESS && is_ready(*status)) {
        take_medium(&link, medium);
        medium->needs_cleaning = *status == DEVICE_DRIVE_NEEDS_CLEANING;
    }
    device_link_close(&link);
    if (error == BASE_ERROR_BUSY && is_at_work(fault)) {
        *status = DEVICE_DRIVE_BECOMING_READY;
        device_fault_clear(fault);
        return BASE_ERROR_SUCCESS;
    }
    return error;
}

/* What to make of a drive that is not ready; success: wait. */
static base_error judge(const struct load *load, enum device_drive_status status,
                        struct device_fault *fault)
{
    int64_t now = port_clock_monotonic();
    bool over = now >= load->deadline;
    switch (status) {
    case DEVICE_DRIVE_EMPTY:
        if (!over && now - load->begun < EMPTY_MS)
            return BASE_ERROR_SUCCESS;
        return device_fault_set(fault, BASE_ERROR_NO_MEDIA_IN_DRIVE, DEVICE_BLAME_NONE, false,
                                "no medium");
    case DEVICE_DRIVE_UNLOADED:
        if (!over && now - load->begun < EMPTY_MS)
            return BASE_ERROR_SUCCESS;
        return device_fault_set(fault, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DEVICE_BLAME_DRIVE, false,
                                "the drive does not load");
    case DEVICE_DRIVE_BECOMING_READY:
        if (!over && now < load->watched)
            return BASE_ERROR_SUCCESS;
        return device_fault_set(fault, BASE_ERROR_TIMEOUT, DEVICE_BLAME_DRIVE, true,
                                "the drive does not become ready");
    case DEVICE_DRIVE_FAULT:
        return device_drive_media_fault(fault);
    default:
        return device_fault_set(fault, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, DEVICE_BLAME_MEDIUM,
                                false, "a cleaner is in the drive");
    }
}

/* Nothing tells when a drive is ready: it has to be asked, less often the longer it takes. */
static void pause(const struct load *load)
{
    int64_t now = port_clock_monotonic();
    int64_t length = (now - load->begun) / 16;
    if (length > PAUSE_MOST_MS)
        length = PAUSE_MOST_MS;
    if (length > load->deadline - now)
        length = load->deadline - now;
    if (length < PAUSE_LEAST_MS)
        length = PAUSE_LEAST_MS;
    port_clock_sleep((uint32_t)length);
}

static base_error load_until_ready(struct load *load, struct device_medium *medium,
                                   struct device_fault *fault)
{
    for (;;) {
        enum device_drive_status status = DEVICE_DRIVE_FAULT;
        base_error error = look(load, &status, medium, fault);
        if (error != BASE_ERROR_SUCCESS || is_ready(status))
            return error;
        error = judge(load, status, fault);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        pause(load);
    }
}

base_error device_drive_load(const struct device_transport *transport, const char *name,
                             uint32_t timeout_seconds, uint32_t watch_seconds,
                             struct device_medium *medium, struct device_fault *fault)
{
    struct load load = {.transport = transport, .name = name};
    struct device_medium told;
    struct device_fault local;

    if (fault == NULL)
        fault = &local;
    load.begun = port_clock_monotonic();
    load.deadline = load.begun + (int64_t)timeout_seconds * 1000;
    load.watched = load.begun + (int64_t)watch_seconds * 1000;
    base_error error = load_until_ready(&load, &told, fault);
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 512, error, "%s: load: %s", name, fault->text);
        return error;
    }
    if (medium != NULL)
        *medium = told;
    return BASE_ERROR_SUCCESS;
}
