/* SPDX-License-Identifier: MIT */
#include "engine/auto_cleaning.h"

#include "base/log.h"
#include "device/drive.h"
#include "engine/request.h"
#include "engine/steps.h"
#include "engine/text.h"
#include "rules/plan.h"

#include <string.h>

/* The environment has the say before the registry, as with the data folder. */
bool engine_cleaning_is_automatic(void)
{
    char text[8];
    uint32_t wanted = 1;

    if (port_environment("NTMS_AUTOMATIC_CLEANING", text, sizeof text) == BASE_ERROR_SUCCESS) {
        return strcmp(text, "0") != 0;
    }
    return port_setting_u32(NULL, "AutomaticCleaning", &wanted) != BASE_ERROR_SUCCESS ||
           wanted != 0;
}

bool engine_cleaning_is_own(const struct model_lib_request *request)
{
    return request->operation == MODEL_LM_CLEANDRIVE && request->argument == ENGINE_CLEANING_OWN;
}

/* ---- the wish ---- */

static base_error tell_operator(struct store_transaction *transaction, const struct engine *engine,
                                const struct model_information *drive, const char *what)
{
    char message[MODEL_MESSAGE_BYTES];
    struct base_guid request;

    engine_text_format(message, sizeof message, 256, "Drive '%s' (%s) %s.", drive->object.name,
                       drive->info.drive.device_name, what);
    return engine_operator_ask(transaction, engine, MODEL_OPREQ_DEVICESERVICE, MODEL_DRIVE,
                               &drive->object.id, NULL, message, &request);
}

/* Not more than one mount has gone by since the drive was cleaned. */
static bool was_just_cleaned(const struct model_drive *drive)
{
    uint32_t cleaned_at = drive->cleaning_due - RULES_CLEANING_MOUNTS;
    return drive->cleaning_due >= RULES_CLEANING_MOUNTS && drive->mount_count >= cleaned_at &&
           drive->mount_count - cleaned_at <= 1;
}

static base_error begin_wish(struct store_transaction *transaction, const struct engine *engine,
                             struct model_information *row, bool urgent)
{
    struct model_drive *drive = &row->info.drive;
    bool again = was_just_cleaned(drive);
    base_error error = BASE_ERROR_SUCCESS;

    (void)base_log(again ? BASE_LOG_WARNING : BASE_LOG_NOTICE, 890, 0,
                   "drive %s asks to be cleaned%s%s", drive->device_name, urgent ? " now" : "",
                   again ? ", though it was just cleaned" : "");
    if (again && !urgent) {
        return BASE_ERROR_SUCCESS;
    }
    if (again) {
        error = tell_operator(transaction, engine, row, "asks to be cleaned though it was cleaned");
    }
    drive->cleaning_wanted = true;
    drive->cleaning_urgent = urgent;
    drive->cleaning_tried = again;
    drive->cleaning_due = drive->mount_count + RULES_CLEANING_MOUNTS;
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, row);
}

base_error engine_cleaning_want(struct store_transaction *transaction, const struct engine *engine,
                                const struct base_guid *drive, bool urgent)
{
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!row.info.drive.cleaning_wanted) {
        return begin_wish(transaction, engine, &row, urgent);
    }
    if (!urgent || row.info.drive.cleaning_urgent) {
        return BASE_ERROR_SUCCESS;
    }
    row.info.drive.cleaning_urgent = true;
    return store_object_update(transaction, &row);
}

static base_error record_wish(struct engine_controller *controller, uint32_t drive, bool urgent)
{
    struct store_transaction *transaction = NULL;
    struct base_guid id;
    base_error error = engine_step_drive_id(controller, drive, &id);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction, engine_cleaning_want(transaction, controller->engine,
                                                                   &id, urgent));
}

void engine_cleaning_read_alerts(struct engine_controller *controller, uint32_t drive,
                                 const char *name)
{
    uint64_t now = DEVICE_ALERT(DEVICE_ALERT_CLEAN_NOW);
    struct device_fault fault;
    uint64_t flags = 0;
    base_error error = device_drive_alerts(controller->engine->transport, name, &flags, &fault);

    port_named_point("cleaning.alerted");
    if (error == BASE_ERROR_SUCCESS &&
        (flags & (now | DEVICE_ALERT(DEVICE_ALERT_CLEAN_PERIODIC)))) {
        error = record_wish(controller, drive, (flags & now) != 0);
        port_named_point("cleaning.wanted");
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 891, error, "%s: whether it wants to be cleaned is lost",
                       name);
    }
}

/* ---- what became of it ---- */

base_error engine_cleaning_done(struct store_transaction *transaction,
                                const struct base_guid *drive)
{
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    row.info.drive.cleaning_wanted = false;
    row.info.drive.cleaning_urgent = false;
    row.info.drive.cleaning_tried = false;
    row.info.drive.cleaning_due = row.info.drive.mount_count + RULES_CLEANING_MOUNTS;
    return store_object_update(transaction, &row);
}

base_error engine_cleaning_give_up(struct store_transaction *transaction,
                                   const struct base_guid *drive)
{
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS || !row.info.drive.cleaning_wanted) {
        return error;
    }
    row.info.drive.cleaning_tried = true;
    return store_object_update(transaction, &row);
}

base_error engine_cleaning_try_again(struct store_transaction *transaction,
                                     const struct base_guid *library)
{
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_children(transaction, library, MODEL_DRIVE, &drives);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        if (drives.items[i].info.drive.cleaning_tried) {
            drives.items[i].info.drive.cleaning_tried = false;
            error = store_object_update(transaction, &drives.items[i]);
        }
    }
    store_list_free(&drives);
    return error;
}

base_error engine_cleaning_tell(struct store_transaction *transaction, const struct engine *engine,
                                const struct model_lib_request *request, base_error error)
{
    struct model_information row;
    base_error result;

    if (!engine_cleaning_is_own(request) || error == BASE_ERROR_CLEANER_CARTRIDGE_SPENT ||
        error == BASE_ERROR_REQUEST_REFUSED) {
        return BASE_ERROR_SUCCESS;
    }
    result = store_object_get(transaction, &request->drive, MODEL_DRIVE, &row);
    if (result == BASE_ERROR_SUCCESS) {
        result = tell_operator(transaction, engine, &row, "could not be cleaned");
    }
    return result == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : result;
}

/* ---- the cleaning ---- */

/* Two processes, or a caller of CleanNtmsDrive, may have been at it meanwhile. */
static base_error is_still_wanted(struct store_transaction *transaction,
                                  const struct base_guid *library, const struct base_guid *drive,
                                  bool *wanted)
{
    struct store_list open = STORE_LIST_INIT;
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_requests_unfinished(transaction, library, &open);
    }
    *wanted = error == BASE_ERROR_SUCCESS && row.info.drive.cleaning_wanted &&
              !row.info.drive.cleaning_tried;
    for (uint32_t i = 0; *wanted && i < open.count; i++) {
        const struct model_lib_request *request = &open.items[i].info.lib_request;
        *wanted =
            request->operation != MODEL_LM_CLEANDRIVE || !base_guid_equal(&request->drive, drive);
    }
    store_list_free(&open);
    return error;
}

base_error engine_cleaning_queue(struct engine_controller *controller,
                                 const struct rules_step *step, bool *changed)
{
    struct store_transaction *transaction = NULL;
    struct model_information request;
    struct base_guid drive;
    base_error error = engine_step_drive_id(controller, step->drive, &drive);

    *changed = false;
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = is_still_wanted(transaction, &controller->library, &drive, changed);
    if (error == BASE_ERROR_SUCCESS && *changed) {
        engine_request_init(&request, NULL, controller->engine, MODEL_LM_CLEANDRIVE,
                            &controller->library);
        request.info.lib_request.drive = drive;
        request.info.lib_request.argument = ENGINE_CLEANING_OWN;
        error = engine_request_insert(transaction, &request);
    }
    error = engine_step_end(transaction, error);
    port_named_point("cleaning.queued");
    return error;
}
