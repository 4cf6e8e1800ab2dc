/* SPDX-License-Identifier: MIT */
/*
 * Steps that need a drive and not the robot: releasing a medium, asking how a cleaning goes. The
 * drive's node is opened for the time of one question only, because a program may want it.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "device/drive.h"
#include "engine/auto_cleaning.h"
#include "engine/cleaner_state.h"
#include "engine/text.h"

#include <string.h>

/* How long a drive that a program holds is left alone before it is asked again. */
#define IN_USE_MILLISECONDS 2000
/* The same for a dismount, whose patience is short. */
#define DISMOUNT_MILLISECONDS 500

base_error engine_step_drive_id(struct engine_controller *controller, uint32_t index,
                                struct base_guid *id)
{
    struct base_guid found = {{0}};

    /* The robot may be looking around meanwhile and replace the table. */
    port_mutex_lock(&controller->mutex);
    if (index < controller->places.drive_count) {
        found = controller->places.drives[index].id;
    }
    port_mutex_unlock(&controller->mutex);
    if (base_guid_is_null(&found)) {
        return BASE_ERROR_INVALID_DRIVE;
    }
    *id = found;
    return BASE_ERROR_SUCCESS;
}

base_error engine_step_drive_name(struct engine_controller *controller, uint32_t index, char *out,
                                  size_t capacity)
{
    struct model_information drive;
    struct base_guid id;
    base_error error = engine_step_drive_id(controller, index, &id);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_information_read(controller->engine->store, &id, MODEL_DRIVE, &drive);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_text_copy(out, capacity, 64, drive.info.drive.device_name);
    }
    return error;
}

static void leave_alone(struct engine_controller *controller, uint32_t drive, int64_t milliseconds)
{
    port_mutex_lock(&controller->mutex);
    controller->drives[drive].in_use_until = port_clock_monotonic() + milliseconds;
    port_mutex_unlock(&controller->mutex);
}

void engine_step_drive_in_use(struct engine_controller *controller, uint32_t drive)
{
    leave_alone(controller, drive, IN_USE_MILLISECONDS);
}

/* A caller waits for the end, and not for long. */
static bool is_impatient(const struct engine_job *job)
{
    struct model_information row;
    const struct model_lib_request *request = &row.info.lib_request;

    return !base_guid_is_null(&job->request) &&
           store_information_read(job->controller->engine->store, &job->request, MODEL_LIBREQUEST,
                                  &row) == BASE_ERROR_SUCCESS &&
           (request->operation == MODEL_LM_DISMOUNT ||
            (request->operation == MODEL_LM_EJECT && request->option == MODEL_LM_FORCEIMMEDIATE));
}

static void mark_unloaded(struct engine_controller *controller, uint32_t drive)
{
    port_mutex_lock(&controller->mutex);
    controller->drives[drive].unloaded = true;
    controller->drives[drive].tries = 0;
    controller->drives[drive].not_before = 0;
    port_mutex_unlock(&controller->mutex);
}

static bool holds_cleaner(struct engine_controller *controller, uint32_t drive)
{
    port_mutex_lock(&controller->mutex);
    bool holds = drive < controller->places.drive_count &&
                 controller->places.drives[drive].content == RULES_CONTENT_CLEANER;
    port_mutex_unlock(&controller->mutex);
    return holds;
}

void engine_step_unload(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    char name[MODEL_DEVICENAME_BYTES];
    struct device_fault fault = {0};
    uint32_t drive = job->step.drive;
    base_error error = engine_step_drive_name(controller, drive, name, sizeof name);

    port_named_point("drive.unloading");
    if (error == BASE_ERROR_SUCCESS) {
        error = device_drive_unload(controller->engine->transport, name, &fault);
    }
    port_named_point("drive.unloaded");
    if (error == BASE_ERROR_BUSY) {
        leave_alone(controller, drive,
                    is_impatient(job) ? DISMOUNT_MILLISECONDS : IN_USE_MILLISECONDS);
    } else if (error == BASE_ERROR_SUCCESS || holds_cleaner(controller, drive)) {
        if (error == BASE_ERROR_SUCCESS && !holds_cleaner(controller, drive)) {
            engine_cleaning_read_alerts(controller, drive, name);
        }
        /* A cleaner that the drive will not eject is still worth the robot's try: the move tells.
         */
        mark_unloaded(controller, drive);
    } else {
        engine_step_fault(job, error, &fault);
    }
}

static enum rules_cleaning cleaning_of(enum device_drive_status status)
{
    switch (status) {
    case DEVICE_DRIVE_CLEANING:
    case DEVICE_DRIVE_BECOMING_READY:
        return RULES_CLEANING_RUNNING;
    case DEVICE_DRIVE_CLEAN_FAILED:
    case DEVICE_DRIVE_FAULT:
        return RULES_CLEANING_FAILED;
    case DEVICE_DRIVE_CLEANER_SPENT:
        return RULES_CLEANING_SPENT;
    default:
        /* The cycle is over: the cleaner lies in the drive, was ejected, or the drive is ready. */
        return RULES_CLEANING_DONE;
    }
}

/* That the drive is clean counts from now on, whatever becomes of request and process; that the
 * cartridge is worn out is otherwise recorded with the request's stage. */
static base_error record_outcome(const struct engine_job *job, enum rules_cleaning outcome)
{
    struct engine_controller *controller = job->controller;
    struct store_transaction *transaction = NULL;
    struct base_guid drive;
    base_error error = engine_step_drive_id(controller, job->step.drive, &drive);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (outcome == RULES_CLEANING_DONE) {
        error = engine_cleaning_done(transaction, &drive);
    } else if (base_guid_is_null(&job->request)) {
        error = engine_cleaning_give_up(transaction, &drive);
        if (error == BASE_ERROR_SUCCESS && outcome == RULES_CLEANING_SPENT) {
            error = engine_cleaner_spent(transaction, &controller->library);
        }
    }
    return engine_step_end(transaction, error);
}

void engine_step_check_cleaning(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    enum device_drive_status status = DEVICE_DRIVE_CLEANING;
    char name[MODEL_DEVICENAME_BYTES];
    struct device_fault fault = {0};
    uint64_t alerts = 0;
    uint32_t drive = job->step.drive;
    base_error error = engine_step_drive_name(controller, drive, name, sizeof name);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_drive_clean_status(controller->engine->transport, name, &status, &alerts,
                                          &fault);
    }
    if (error != BASE_ERROR_SUCCESS) {
        /* Not asked is not answered: the planner's own deadline ends a cleaning that never does. */
        (void)base_log(BASE_LOG_WARNING, 840, error, "drive %s cannot be asked: %s", name,
                       fault.text);
        status = DEVICE_DRIVE_CLEANING;
        error = BASE_ERROR_SUCCESS;
    }
    if (cleaning_of(status) != RULES_CLEANING_RUNNING) {
        port_named_point("cleaning.told");
        error = record_outcome(job, cleaning_of(status));
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 841, error, "the end of a cleaning is not recorded");
        status = cleaning_of(status) == RULES_CLEANING_DONE ? DEVICE_DRIVE_CLEANING : status;
    }
    port_mutex_lock(&controller->mutex);
    controller->drives[drive].cleaning = cleaning_of(status);
    controller->drives[drive].cleaning_checked = port_clock_now();
    port_mutex_unlock(&controller->mutex);
    if (cleaning_of(status) == RULES_CLEANING_DONE) {
        port_named_point("cleaning.done");
    }
}
