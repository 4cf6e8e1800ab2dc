/* SPDX-License-Identifier: MIT */
/*
 * The label that was found, held against the record: a mount has its medium, or another one lies in
 * the drive; a free label may be written over what stands there, or not.
 */
#include "engine/load.h"

#include "engine/identify.h"
#include "engine/request.h"
#include "engine/visit.h"
#include "rules/identity.h"
#include "store/note.h"

#include <string.h>

static bool has_barcode(const struct engine_load *load)
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
static base_error describe_label(const struct engine_load *load, struct rules_label *label)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    memset(label, 0, sizeof *label);
    label->unknown = load->unknown;
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
static void remember_medium(struct engine_load *load)
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
static base_error take_drive(struct engine_load *load, bool *again)
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
static base_error pass_with_the_last(struct engine_load *load)
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

static base_error record_mounted(struct engine_load *load)
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

static base_error recovery_is_queued(struct engine_load *load, bool *queued)
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
static base_error recover(struct engine_load *load)
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

/* A person feeds this drive and has put another cartridge in: that one is recorded, and he is asked
 * again. `*asked` false: the record says that it is the right one all the same. */
static base_error ask_again(struct engine_load *load, bool *asked)
{
    struct base_guid wanted = load->medium.object.id;
    bool over = false;
    base_error error = engine_identify_apply(load->transaction, load->job->controller->engine,
                                             &load->medium, &load->side, &load->found, &load->told);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_request(load->transaction, &load->job->request, &load->request, &over);
    }
    *asked = !base_guid_equal(&wanted, &load->medium.object.id);
    return error == BASE_ERROR_SUCCESS && *asked && !over
               ? engine_visit_requeue(load->transaction, &load->request)
               : error;
}

static base_error refuse(struct engine_load *load)
{
    bool asked = false;
    base_error error = BASE_ERROR_SUCCESS;

    if (load->job->controller->standalone &&
        load->request.info.lib_request.operation == MODEL_LM_MOUNT) {
        error = ask_again(load, &asked);
    }
    if (error != BASE_ERROR_SUCCESS || asked) {
        return error;
    }
    store_note(load->transaction, BASE_LOG_WARNING, 895, BASE_ERROR_UNEXPECTED_OMID,
               "cartridge '%s' does not have the label that it should have",
               load->medium.object.name);
    error = engine_visit_end(load->transaction, &load->request, MODEL_LM_FAILED,
                             BASE_ERROR_UNEXPECTED_OMID);
    return error != BASE_ERROR_SUCCESS ? error : recover(load);
}

base_error engine_load_mount(struct engine_load *load)
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

/* ---- free labels ---- */

base_error engine_load_unlabelled(struct engine_load *load)
{
    const struct model_partition *side = &load->side.info.partition;
    bool stored_free = strcmp(side->label_type, LABEL_FREE_TYPE) == 0;
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
    if (!rules_label_may_overwrite(side->label_id_length != 0, stored_free, has_barcode(load),
                                   &label)) {
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
