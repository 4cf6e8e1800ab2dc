/* SPDX-License-Identifier: MIT */
/*
 * Writing free labels (API: MoveToNtmsMediaPool, media in the free pool). What was written is read
 * back; only then the side is available, and, with its last side, the cartridge in its pool.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "device/drive.h"
#include "engine/identify.h"
#include "engine/visit.h"

#include <string.h>

struct writing {
    struct engine_job *job;
    struct store_transaction *transaction;
    struct label_found label;
    struct model_information request;
    struct model_information side;
    struct model_information medium;
};

/* ---- the device's part ---- */

static base_error compose(uint8_t bytes[LABEL_FREE_BYTES], size_t *length,
                          struct label_found *label)
{
    struct base_guid id;
    base_error error = port_guid_new(&id);

    if (error == BASE_ERROR_SUCCESS) {
        label_free_write(&id, port_clock_now(), bytes, length);
        error =
            label_mtf_read(bytes, *length, label) ? BASE_ERROR_SUCCESS : BASE_ERROR_INTERNAL_ERROR;
    }
    return error;
}

static base_error read_back(const struct device_transport *transport, const char *name,
                            const uint8_t *bytes, size_t length, struct device_fault *fault)
{
    uint8_t found[LABEL_FREE_BYTES];
    uint32_t found_length = 0;
    base_error error =
        device_drive_read_label(transport, name, found, sizeof found, &found_length, fault);

    if (error == BASE_ERROR_FILEMARK_DETECTED ||
        (error == BASE_ERROR_SUCCESS &&
         (found_length != length || memcmp(found, bytes, length) != 0))) {
        error = device_fault_set(fault, BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, false,
                                 "the free label reads otherwise than it was written");
    }
    return error;
}

/* The request and its cartridge, inside `writing->transaction`. `wanted`: the request is not over,
 * and its cartridge was judged. It fails when that one turned out to be elsewhere since then. */
static base_error read_rows(struct writing *writing, bool *wanted)
{
    const struct model_lib_request *row = &writing->request.info.lib_request;
    bool over = false;
    base_error error =
        engine_step_request(writing->transaction, &writing->job->request, &writing->request, &over);

    *wanted = false;
    if (error != BASE_ERROR_SUCCESS || over || row->stage != RULES_STAGE_LOADED) {
        return error;
    }
    error =
        store_object_get(writing->transaction, &row->partition, MODEL_PARTITION, &writing->side);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(writing->transaction, &row->physical_media, MODEL_PHYSICAL_MEDIA,
                                 &writing->medium);
    }
    *wanted = error == BASE_ERROR_SUCCESS &&
              base_guid_equal(&writing->medium.info.physical_media.location, &row->drive);
    return error != BASE_ERROR_SUCCESS || *wanted
               ? error
               : engine_visit_end(writing->transaction, &writing->request, MODEL_LM_FAILED,
                                  BASE_ERROR_INVALID_STATE);
}

/* Writing cannot be taken back, and the plan is a moment old. */
static base_error check_wanted(struct writing *writing, bool *wanted)
{
    base_error error = engine_step_begin(writing->job->controller, &writing->transaction);

    *wanted = false;
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(writing->transaction, read_rows(writing, wanted));
}

static base_error write(struct writing *writing, struct device_fault *fault)
{
    struct engine_controller *controller = writing->job->controller;
    const struct device_transport *transport = controller->engine->transport;
    char name[MODEL_DEVICENAME_BYTES];
    uint8_t bytes[LABEL_FREE_BYTES];
    size_t length = 0;
    base_error error =
        engine_step_drive_name(controller, writing->job->step.drive, name, sizeof name);

    if (error == BASE_ERROR_SUCCESS) {
        error = compose(bytes, &length, &writing->label);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    port_named_point("label.writing");
    error = device_drive_write_label(transport, name, bytes, (uint32_t)length, fault);
    port_named_point("label.written");
    return error != BASE_ERROR_SUCCESS ? error : read_back(transport, name, bytes, length, fault);
}

/* ---- the record ---- */

/* Also a side whose label could not be written: it is what it was. */
static base_error has_unlabelled_side(struct writing *writing, bool *has)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error =
        store_sides_of_media(writing->transaction, &writing->medium.object.id, &sides);

    *has = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        uint32_t state = sides.items[i].info.partition.state;
        *has =
            *has || (state != MODEL_PARTSTATE_AVAILABLE && state != MODEL_PARTSTATE_DECOMMISSIONED);
    }
    store_list_free(&sides);
    return error;
}

/* The cartridge comes into the pool of Free that waits for it. */
static base_error enter_pool(struct writing *writing)
{
    struct base_guid *pool = &writing->medium.info.physical_media.media_pool;
    const struct base_guid *target = &writing->request.info.lib_request.target;
    struct base_guid source = *pool;
    base_error error;

    if (base_guid_is_null(target) || base_guid_equal(pool, target)) {
        return BASE_ERROR_SUCCESS;
    }
    *pool = *target;
    error = store_object_update(writing->transaction, &writing->medium);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(writing->transaction, target);
    }
    return error != BASE_ERROR_SUCCESS ? error : store_object_touch(writing->transaction, &source);
}

/* What was written on another cartridge than the request's is that one's to tell. */
static base_error record_written(struct writing *writing)
{
    bool unlabelled = false;
    bool wanted = false;
    base_error error = read_rows(writing, &wanted);

    if (error != BASE_ERROR_SUCCESS || !wanted) {
        return error;
    }
    engine_identify_set_label(&writing->side.info.partition, &writing->label);
    writing->side.info.partition.state = MODEL_PARTSTATE_AVAILABLE;
    error = store_object_update(writing->transaction, &writing->side);
    if (error == BASE_ERROR_SUCCESS) {
        error = has_unlabelled_side(writing, &unlabelled);
    }
    if (error == BASE_ERROR_SUCCESS && !unlabelled) {
        error = enter_pool(writing);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : engine_visit_end(writing->transaction, &writing->request,
                                                          MODEL_LM_PASSED, BASE_ERROR_SUCCESS);
}

static void record(struct writing *writing)
{
    struct engine_controller *controller = writing->job->controller;
    base_error error = engine_step_begin(controller, &writing->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_end(writing->transaction, record_written(writing));
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 862, error, "a free label cannot be recorded");
        engine_step_drive_in_use(controller, writing->job->step.drive);
    }
}

void engine_step_write_label(struct engine_job *job)
{
    struct writing writing = {.job = job};
    struct device_fault fault = {0};
    bool wanted = false;
    base_error error = check_wanted(&writing, &wanted);

    if (error != BASE_ERROR_SUCCESS) {
        engine_step_drive_in_use(job->controller, job->step.drive);
        return;
    }
    if (!wanted) {
        return;
    }
    error = write(&writing, &fault);
    if (error == BASE_ERROR_BUSY) {
        engine_step_drive_in_use(job->controller, job->step.drive);
    } else if (error == BASE_ERROR_SUCCESS) {
        record(&writing);
    } else {
        engine_step_fault(job, error, &fault);
    }
    port_named_point("label.recorded");
}
