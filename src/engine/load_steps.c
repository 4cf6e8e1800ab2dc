/* SPDX-License-Identifier: MIT */
/*
 * Loading: the medium that the robot has put into a drive is made ready, its label read and held
 * against the record. What follows depends on why it was put there: a mount has its medium, an
 * identification ends, a free label may be written (label_steps.c).
 */
#include "engine/steps.h"

#include "base/log.h"
#include "base/memory.h"
#include "device/drive.h"
#include "engine/identify.h"
#include "engine/labels.h"
#include "engine/request.h"
#include "engine/text.h"
#include "engine/visit.h"
#include "engine/volume_label.h"
#include "rules/identity.h"

#include <string.h>

/* Drives thread and calibrate for minutes at most; one that takes longer is broken. */
#define LOAD_SECONDS 900

struct load {
    struct engine_job *job;
    struct base_guid drive;
    char name[MODEL_DEVICENAME_BYTES];
    char barcode[DEVICE_BARCODE_SIZE]; /* what the library reads on the cartridge, "" = nothing */
    bool tape;
    struct device_medium told;
    struct label_found found;
    /* as they are stored */
    struct store_transaction *transaction;
    struct model_information request;
    struct model_information medium;
    struct model_information side;
};

/* ---- the device's part ---- */

static base_error prepare(struct load *load)
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

/* A first block that cannot be read tells nothing, like that of a blank tape. */
static base_error read_label(struct load *load, struct device_fault *fault)
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
    if (error == BASE_ERROR_CRC) {
        length = 0;
        error = BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = label_library_identify(labels, bytes, length, &load->found);
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

static base_error make_ready(struct load *load, struct device_fault *fault)
{
    base_error error = prepare(load);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_drive_load(load->job->controller->engine->transport, load->name,
                                  load_seconds(load->job), &load->told, fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = load->tape ? read_label(load, fault)
                           : engine_volume_label_read(load->job->controller->engine->transport,
                                                      load->name, &load->found, fault);
    }
    return error;
}

/* ---- what is known of it ---- */

/* `there`: the request is unfinished and its cartridge lies in the drive. */
static base_error read_rows(struct load *load, bool *there)
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

static bool has_barcode(const struct load *load)
{
    return load->barcode[0] != '\0' &&
           strcmp(load->barcode, load->medium.info.physical_media.barcode) == 0;
}

static bool is_stored(const struct model_partition *side, const struct label_found *found)
{
    return side->label_id_length == found->id_length &&
           memcmp(side->label_id, found->id, found->id_length) == 0 &&
           strcmp(side->label_type, found->type) == 0;
}

/* What was found, in the terms of the rules. */
static base_error describe_label(const struct load *load, struct rules_label *label)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    memset(label, 0, sizeof *label);
    if (!load->found.claimed) {
        return BASE_ERROR_SUCCESS;
    }
    label->claimed = true;
    label->free_label = load->found.free_label;
    label->same = is_stored(&load->side.info.partition, &load->found);
    error = store_sides_find_label(load->transaction, load->found.type, load->found.id,
                                   load->found.id_length, &sides);
    /* Discs of one edition have the same label and are all the same (API: copies of a CD-ROM). */
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && load->tape && i < sides.count; i++) {
        label->elsewhere =
            label->elsewhere || !base_guid_equal(&sides.items[i].object.id, &load->side.object.id);
    }
    store_list_free(&sides);
    return error;
}

/* ---- mounts ---- */

/* What the drive has told of the medium is kept with it (API: NTMS_PMIDINFORMATION). */
static void remember_medium(struct load *load)
{
    struct model_physical_media *row = &load->medium.info.physical_media;

    row->density_code = load->told.density != 0 ? load->told.density : row->density_code;
    row->media_type_code = load->told.type_code != 0 ? load->told.type_code : row->media_type_code;
    row->mounted_partition = load->side.object.id;
    if (load->told.capacity > 0) {
        load->side.info.partition.capacity = load->told.capacity;
    }
}

/* The drive is the caller's. A drive that was so already (the record of a mount that a dead process
 * had made) counts no second time. */
static base_error take_drive(struct load *load, bool *again)
{
    struct model_information row;
    struct model_drive *drive = &row.info.drive;
    base_error error = store_object_get(load->transaction, &load->drive, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    *again = drive->state == MODEL_DRIVESTATE_LOADED &&
             base_guid_equal(&drive->saved_partition, &load->side.object.id) &&
             base_guid_equal(&drive->mounted_by, &load->request.info.lib_request.session);
    drive->state = MODEL_DRIVESTATE_LOADED;
    drive->saved_partition = load->side.object.id;
    drive->dismount_after = 0;
    drive->mounted_by = load->request.info.lib_request.session;
    drive->mount_count += *again ? 0 : 1;
    return store_object_update(load->transaction, &row);
}

/* The mounts of a call pass together, with the one that is loaded last. */
static base_error pass_with_the_last(struct load *load)
{
    const struct base_guid *call = &load->request.info.lib_request.call;
    struct store_list open = STORE_LIST_INIT;
    bool last = true;
    base_error error = base_guid_is_null(call)
                           ? BASE_ERROR_SUCCESS
                           : store_requests_of_call(load->transaction, call, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        last = last && (open.items[i].info.lib_request.stage == RULES_STAGE_LOADED ||
                        base_guid_equal(&open.items[i].object.id, &load->request.object.id));
    }
    store_list_free(&open);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return last ? engine_visit_end(load->transaction, &load->request, MODEL_LM_PASSED,
                                   BASE_ERROR_SUCCESS)
                : store_object_update(load->transaction, &load->request);
}

static base_error record_mounted(struct load *load)
{
    bool again = false;
    base_error error = take_drive(load, &again);

    remember_medium(load);
    load->medium.info.physical_media.media_state = MODEL_MEDIASTATE_LOADED;
    load->side.info.partition.mount_count += again ? 0 : 1;
    engine_step_begin_stage(&load->request, RULES_STAGE_LOADED);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(load->transaction, &load->medium);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(load->transaction, &load->side);
    }
    return error != BASE_ERROR_SUCCESS ? error : pass_with_the_last(load);
}

static base_error recovery_is_queued(struct load *load, bool *queued)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error =
        store_requests_unfinished(load->transaction, &load->job->controller->library, &open);

    *queued = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        const struct model_lib_request *row = &open.items[i].info.lib_request;
        *queued = *queued ||
                  (row->operation == MODEL_LM_INVENTORY && row->option == MODEL_INVENTORY_OMID);
    }
    store_list_free(&open);
    return error;
}

/* Some cartridge is not where it is believed to be: with AutoRecovery all are looked at (API:
 * NTMS_LIBRARYINFORMATION). */
static base_error recover(struct load *load)
{
    struct engine_controller *controller = load->job->controller;
    struct model_information library;
    struct model_information inventory;
    bool queued = false;
    base_error error =
        store_object_get(load->transaction, &controller->library, MODEL_LIBRARY, &library);

    if (error == BASE_ERROR_SUCCESS) {
        error = recovery_is_queued(load, &queued);
    }
    if (error != BASE_ERROR_SUCCESS || queued || !library.info.library.auto_recovery) {
        return error;
    }
    engine_request_init(&inventory, NULL, controller->engine, MODEL_LM_INVENTORY,
                        &controller->library);
    inventory.info.lib_request.option = MODEL_INVENTORY_OMID;
    return engine_request_insert(load->transaction, &inventory);
}

static base_error refuse(struct load *load)
{
    base_error error;

    (void)base_log(BASE_LOG_WARNING, 860, BASE_ERROR_UNEXPECTED_OMID,
                   "cartridge '%s' does not have the label that it should have",
                   load->medium.object.name);
    error = engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED,
                             BASE_ERROR_UNEXPECTED_OMID);
    return error != BASE_ERROR_SUCCESS ? error : recover(load);
}

static base_error record_mount(struct load *load)
{
    const struct model_partition *side = &load->side.info.partition;
    bool stored_free = strcmp(side->label_type, LABEL_FREE_TYPE) == 0;
    enum rules_label_verdict verdict = RULES_LABEL_SAME;
    struct rules_label label;
    base_error error = describe_label(load, &label);

    if (error == BASE_ERROR_SUCCESS) {
        verdict = rules_label_check(side->state, side->label_id_length != 0, stored_free,
                                    has_barcode(load), &label);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (verdict == RULES_LABEL_OTHER) {
        return refuse(load);
    }
    if (verdict == RULES_LABEL_ADOPT) {
        engine_identify_set_label(&load->side.info.partition, &load->found);
    }
    return record_mounted(load);
}

/* ---- free labels and identifications ---- */

static base_error record_unlabelled(struct load *load)
{
    struct rules_label label;
    base_error refusal = !load->tape                  ? BASE_ERROR_NOT_SUPPORTED
                         : load->told.write_protected ? BASE_ERROR_WRITE_PROTECT
                                                      : BASE_ERROR_SUCCESS;
    base_error error = describe_label(load, &label);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (refusal != BASE_ERROR_SUCCESS) {
        return engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED, refusal);
    }
    if (!rules_label_may_overwrite(load->side.info.partition.label_id_length != 0,
                                   has_barcode(load), &label)) {
        return refuse(load);
    }
    remember_medium(load);
    engine_step_begin_stage(&load->request, RULES_STAGE_LOADED);
    error = store_object_update(load->transaction, &load->medium);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(load->transaction, &load->side);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : store_object_update(load->transaction, &load->request);
}

/* The cartridge may turn out to be another one; the request names that one then. */
static base_error record_identified(struct load *load)
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
static base_error record_incompatible(struct load *load, base_error reason)
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
static base_error record_unseen(struct load *load)
{
    return load->side.info.partition.state == MODEL_PARTSTATE_UNKNOWN
               ? record_incompatible(load, BASE_ERROR_NO_MEDIA_IN_DRIVE)
               : engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED,
                                  BASE_ERROR_NO_MEDIA_IN_DRIVE);
}

static base_error record_ready(struct load *load)
{
    switch (load->request.info.lib_request.operation) {
    case MODEL_LM_MOUNT:
        return record_mount(load);
    case MODEL_LM_WRITESCRATCH:
        return record_unlabelled(load);
    default:
        return record_identified(load);
    }
}

static base_error record_what(struct load *load, base_error loaded)
{
    if (loaded == BASE_ERROR_NO_MEDIA_IN_DRIVE) {
        return record_unseen(load);
    }
    return is_incompatible(loaded) ? record_incompatible(load, loaded) : record_ready(load);
}

static void record(struct load *load, base_error loaded)
{
    struct engine_controller *controller = load->job->controller;
    bool there = false;
    base_error error = engine_step_begin(controller, &load->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_rows(load, &there);
        if (error == BASE_ERROR_SUCCESS && there) {
            error = record_what(load, loaded);
        }
        error = engine_step_end(load->transaction, error);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 861, error, "what drive %s has loaded cannot be recorded",
                       load->name);
        engine_step_drive_in_use(controller, load->job->step.drive);
    }
}

void engine_step_load(struct engine_job *job)
{
    struct load load = {.job = job};
    struct device_fault fault = {0};

    port_named_point("mount.loading");
    base_error error = make_ready(&load, &fault);
    port_named_point("mount.ready");
    if (error == BASE_ERROR_BUSY) {
        engine_step_drive_in_use(job->controller, job->step.drive);
    } else if (error == BASE_ERROR_SUCCESS || is_incompatible(error) ||
               error == BASE_ERROR_NO_MEDIA_IN_DRIVE) {
        record(&load, error);
    } else {
        engine_step_fail(job, error, fault.text);
    }
    port_named_point("mount.loaded");
}
