/* SPDX-License-Identifier: MIT */
/*
 * Loading: the medium that the robot has put into a drive is made ready, its label read and held
 * against the record. What follows depends on why it was put there: a mount has its medium, an
 * identification ends, a free label may be written (label_steps.c).
 */
#include "engine/load.h"

#include "base/log.h"
#include "base/memory.h"
#include "device/drive.h"
#include "engine/auto_cleaning.h"
#include "engine/identify.h"
#include "engine/labels.h"
#include "engine/text.h"
#include "engine/visit.h"
#include "engine/volume_label.h"

#include <string.h>

/* The longest that a drive may take for one command. */
#define LOAD_SECONDS 600
/* So long a step waits for the medium: then the request's end, a stop and others have their turn.
 */
#define WATCH_SECONDS 5

/* ---- the device's part ---- */

static base_error prepare(struct engine_load *load)
{
    struct engine_controller *controller = load->job->controller;
    struct store *store = controller->engine->store;
    struct model_information row;
    base_error error = engine_step_drive_id(controller, load->job->step.drive, &load->drive);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_information_read(store, &load->drive, MODEL_DRIVE, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_text_copy(load->name, sizeof load->name, 64, row.info.drive.device_name);
        error = store_information_read(store, &row.info.drive.drive_type, MODEL_DRIVE_TYPE, &row);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    load->tape = row.info.drive_type.device_type == MODEL_DEVICE_TAPE;
    port_mutex_lock(&controller->mutex);
    if (load->job->step.drive < controller->places.drive_count) {
        memcpy(load->barcode, controller->places.drives[load->job->step.drive].barcode,
               sizeof load->barcode);
        controller->drives[load->job->step.drive].unloaded = false;
    }
    port_mutex_unlock(&controller->mutex);
    return BASE_ERROR_SUCCESS;
}

/* A first block that cannot be read, or a file mark in its place, tells nothing, like that of a
 * blank tape; but something stands there. */
static base_error read_label(struct engine_load *load, struct device_fault *fault)
{
    struct engine *engine = load->job->controller->engine;
    struct label_library *labels = NULL;
    uint8_t *bytes = NULL;
    uint32_t length = 0;
    base_error error = engine_labels(engine, &labels);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    uint32_t capacity = label_library_read_size(labels);
    bytes = base_memory_zero(capacity, 1);
    if (bytes == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = device_drive_read_label(engine->transport, load->name, bytes, capacity, &length, fault);
    bool nameless = error == BASE_ERROR_CRC || error == BASE_ERROR_FILEMARK_DETECTED;
    load->unknown = nameless || length > 0;
    if (nameless) {
        length = 0;
        error = BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = label_library_identify(labels, bytes, length, &load->found);
        load->unknown = load->unknown && !load->found.claimed;
    }
    base_memory_free(bytes);
    return error;
}

/* A request with a deadline wants to know sooner. */
static uint32_t load_seconds(const struct engine_job *job)
{
    struct model_information row;
    int64_t left = LOAD_SECONDS;

    if (store_information_read(job->controller->engine->store, &job->request, MODEL_LIBREQUEST,
                               &row) == BASE_ERROR_SUCCESS &&
        row.info.lib_request.deadline != 0) {
        left = (row.info.lib_request.deadline - port_clock_now()) / 1000 + 1;
    }
    return left < 1 ? 1 : left > LOAD_SECONDS ? LOAD_SECONDS : (uint32_t)left;
}

static base_error make_ready(struct engine_load *load, struct device_fault *fault)
{
    base_error error = prepare(load);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_drive_load(load->job->controller->engine->transport, load->name,
                                  load_seconds(load->job), WATCH_SECONDS, &load->told, fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = load->tape ? read_label(load, fault)
                           : engine_volume_label_read(load->job->controller->engine->transport,
                                                      load->name, &load->found, fault);
    }
    return error;
}

/* ---- the record ---- */

/* `there`: the request is unfinished and its cartridge lies in the drive. */
static base_error read_rows(struct engine_load *load, bool *there)
{
    struct model_lib_request *row = &load->request.info.lib_request;
    bool over = false;
    base_error error =
        engine_step_request(load->transaction, &load->job->request, &load->request, &over);

    *there = false;
    if (error != BASE_ERROR_SUCCESS || over) {
        return error;
    }
    error = store_object_get(load->transaction, &row->physical_media, MODEL_PHYSICAL_MEDIA,
                             &load->medium);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(load->transaction, &row->partition, MODEL_PARTITION, &load->side);
    }
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED,
                                BASE_ERROR_INVALID_MEDIA);
    }
    *there = error == BASE_ERROR_SUCCESS &&
             base_guid_equal(&load->medium.info.physical_media.location, &load->drive);
    return error;
}

/* The cartridge may turn out to be another one; the request names that one then. */
static base_error record_identified(struct engine_load *load)
{
    bool over = false;
    base_error error = engine_identify_apply(load->transaction, load->job->controller->engine,
                                             &load->medium, &load->side, &load->found, &load->told);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_request(load->transaction, &load->job->request, &load->request, &over);
    }
    return error != BASE_ERROR_SUCCESS || over
               ? error
               : engine_visit_end(load->transaction, &load->request, MODEL_LM_PASSED,
                                  BASE_ERROR_SUCCESS);
}

/* Not a medium for the drive, or none at all: a cleaner that nobody had told of. */
static bool is_incompatible(base_error error)
{
    return error == BASE_ERROR_UNRECOGNIZED_MEDIA ||
           error == BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED;
}

/* That a drive cannot use a cartridge is all that an identification could find out. */
static base_error record_incompatible(struct engine_load *load, base_error reason)
{
    uint32_t operation = load->request.info.lib_request.operation;
    bool identified = operation == MODEL_LM_CLASSIFY || operation == MODEL_LM_PROCESSOMID;
    base_error error = engine_identify_incompatible(load->transaction,
                                                    load->job->controller->engine, &load->medium);

    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_visit_end(load->transaction, &load->request,
                                  identified ? MODEL_LM_PASSED : MODEL_LM_FAILED,
                                  identified ? BASE_ERROR_SUCCESS : reason);
}

/* A cleaner that the drive has let go of looks like an empty drive. A newcomer that no drive sees
 * is not put into one again and again. */
static base_error record_unseen(struct engine_load *load)
{
    return load->side.info.partition.state == MODEL_PARTSTATE_UNKNOWN
               ? record_incompatible(load, BASE_ERROR_NO_MEDIA_IN_DRIVE)
               : engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED,
                                  BASE_ERROR_NO_MEDIA_IN_DRIVE);
}

static base_error record_ready(struct engine_load *load)
{
    switch (load->request.info.lib_request.operation) {
    case MODEL_LM_MOUNT:
        return engine_load_mount(load);
    case MODEL_LM_WRITESCRATCH:
        return engine_load_unlabelled(load);
    default:
        return record_identified(load);
    }
}

/* The medium of a drive that a person feeds is gone: a look tells where it is, and a mount goes on
 * from there. */
static bool is_taken(struct engine_load *load)
{
    struct engine_controller *controller = load->job->controller;

    port_mutex_lock(&controller->mutex);
    if (controller->standalone && load->job->step.drive < controller->places.drive_count) {
        controller->places.drives[load->job->step.drive].content = RULES_CONTENT_UNKNOWN;
    }
    port_mutex_unlock(&controller->mutex);
    return controller->standalone && load->request.info.lib_request.operation == MODEL_LM_MOUNT;
}

static base_error record_what(struct engine_load *load, base_error loaded)
{
    if (loaded == BASE_ERROR_NO_MEDIA_IN_DRIVE && is_taken(load)) {
        return BASE_ERROR_SUCCESS;
    }
    if (loaded == BASE_ERROR_NO_MEDIA_IN_DRIVE) {
        return record_unseen(load);
    }
    return is_incompatible(loaded) ? record_incompatible(load, loaded) : record_ready(load);
}

static void record(struct engine_load *load, base_error loaded)
{
    struct engine_controller *controller = load->job->controller;
    bool there = false;
    base_error error = engine_step_begin(controller, &load->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_rows(load, &there);
        if (error == BASE_ERROR_SUCCESS && there) {
            error = record_what(load, loaded);
        }
        if (error == BASE_ERROR_SUCCESS && loaded == BASE_ERROR_SUCCESS) {
            error = engine_step_clear_faults(load->transaction, &load->drive);
        }
        if (error == BASE_ERROR_SUCCESS && load->told.needs_cleaning) {
            error =
                engine_cleaning_want(load->transaction, controller->engine, &load->drive, false);
        }
        error = engine_step_end(load->transaction, error);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 894, error, "what drive %s has loaded cannot be recorded",
                       load->name);
        engine_step_drive_in_use(controller, load->job->step.drive);
    }
}

void engine_step_load(struct engine_job *job)
{
    struct engine_load load = {.job = job};
    struct device_fault fault = {0};

    port_named_point("mount.loading");
    base_error error = make_ready(&load, &fault);
    port_named_point("mount.ready");
    if (error == BASE_ERROR_BUSY) {
        engine_step_drive_in_use(job->controller, job->step.drive);
    } else if (error == BASE_ERROR_SUCCESS || is_incompatible(error) ||
               error == BASE_ERROR_NO_MEDIA_IN_DRIVE) {
        engine_step_drive_works(job->controller, job->step.drive);
        record(&load, error);
    } else {
        engine_step_fault(job, error, &fault);
    }
    port_named_point("mount.loaded");
}
