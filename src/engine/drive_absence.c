/* SPDX-License-Identifier: MIT */
#include "engine/drive_absence.h"

#include "base/log.h"
#include "device/drive.h"
#include "engine/bays.h"
#include "engine/find_drive.h"
#include "engine/jobs.h"
#include "engine/pause.h"
#include "engine/reconcile.h"
#include "engine/steps.h"
#include "store/note.h"

#include <string.h>

/* ---- going ---- */

static bool take_gone(struct engine_controller *controller, uint32_t *index, struct base_guid *id)
{
    bool found = false;

    port_mutex_lock(&controller->mutex);
    for (uint32_t i = 0; controller->drives != NULL && !found && i < controller->places.drive_count;
         i++) {
        found = controller->drives[i].gone;
        if (found) {
            controller->drives[i].gone = false;
            *id = controller->places.drives[i].id;
            *index = i;
        }
    }
    port_mutex_unlock(&controller->mutex);
    return found;
}

static base_error set_absent(struct engine_controller *controller, const struct base_guid *id,
                             bool *changed)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_get(transaction, id, MODEL_DRIVE, &row);
    *changed = error == BASE_ERROR_SUCCESS && row.object.operational_state != MODEL_NOT_PRESENT;
    if (*changed) {
        row.object.operational_state = MODEL_NOT_PRESENT;
        error = store_object_update(transaction, &row);
    }
    return engine_step_end(transaction, error == BASE_ERROR_OBJECT_NOT_FOUND ? 0 : error);
}

static void search_at_once(struct engine_controller *controller)
{
    controller->drive_searches = 0;
    controller->drive_search_after = 0;
}

void engine_drive_absence_record(struct engine_controller *controller)
{
    struct base_guid id;
    uint32_t index = 0;

    if (engine_bays_take_news(controller)) {
        search_at_once(controller);
    }
    while (take_gone(controller, &index, &id)) {
        bool changed = true;
        base_error error = set_absent(controller, &id, &changed);
        if (!changed) {
            continue;
        }
        (void)base_log(BASE_LOG_WARNING, 888, error, "drive %u is gone%s", (unsigned)index,
                       error == BASE_ERROR_SUCCESS ? "" : ", which could not be recorded");
        search_at_once(controller);
    }
}

base_error engine_drive_absence_confirm(struct engine_controller *controller, uint32_t drive,
                                        struct device_fault *fault)
{
    struct model_information row;
    struct base_guid id;
    base_error error = engine_step_drive_id(controller, drive, &id);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_information_read(controller->engine->store, &id, MODEL_DRIVE, &row);
    }
    /* What cannot be read now is the step's own affair. */
    return error != BASE_ERROR_SUCCESS
               ? BASE_ERROR_SUCCESS
               : device_drive_confirm(controller->engine->transport, row.info.drive.device_name,
                                      row.info.drive.serial_number, fault);
}

void engine_drive_absence_compare(struct engine_controller *controller,
                                  const struct engine_places *before)
{
    const struct engine_places *now = &controller->places;

    for (uint32_t i = 0; i < now->drive_count; i++) {
        struct device_fault fault = {0};
        bool was = before == NULL || (i < before->drive_count && before->drives[i].present);
        if (now->drives[i].present || !was) {
            continue;
        }
        bool gone = engine_drive_absence_confirm(controller, i, &fault) != BASE_ERROR_SUCCESS;
        port_mutex_lock(&controller->mutex);
        if (controller->drives != NULL && gone) {
            controller->drives[i].gone = true;
        }
        port_mutex_unlock(&controller->mutex);
    }
}

/* ---- coming back ---- */

static bool is_away(const struct model_information *drive)
{
    return drive->object.operational_state == MODEL_NOT_PRESENT &&
           drive->info.drive.serial_number[0] != '\0';
}

static uint32_t count_away(const struct store_list *drives)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < drives->count; i++) {
        count += is_away(&drives->items[i]);
    }
    return count;
}

static bool is_robot_free(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    bool is_free = !controller->robot_busy && !controller->gone;
    port_mutex_unlock(&controller->mutex);
    return is_free && controller->changer != NULL;
}

uint32_t engine_drive_absence_search(struct engine_controller *controller,
                                     const struct engine_snapshot *snapshot)
{
    const struct rules_step step = {.kind = RULES_STEP_LOOK,
                                    .look = RULES_LOOK_ABSENT,
                                    .request = RULES_NONE,
                                    .drive = RULES_NONE};
    int64_t now = port_clock_monotonic();

    if (controller->standalone || !snapshot->world.present ||
        (count_away(&snapshot->drives) == 0 && !engine_bays_are_searched(controller))) {
        controller->drive_searches = 0;
        return PORT_INFINITE;
    }
    if (now < controller->drive_search_after) {
        return (uint32_t)(controller->drive_search_after - now);
    }
    /* The end of what the robot does is a new turn. */
    if (!is_robot_free(controller)) {
        return PORT_INFINITE;
    }
    int64_t pause = engine_pause_after(controller->drive_searches++);
    controller->drive_search_after = now + pause;
    return engine_job_submit(controller, snapshot, &step) == BASE_ERROR_SUCCESS ? PORT_INFINITE
                                                                                : (uint32_t)pause;
}

/* Another row has the bay, or the library says that another drive, or none, is in it. */
static bool is_replaced(const struct store_list *drives, const struct model_information *drive,
                        const struct model_information *library,
                        const struct device_elements *elements)
{
    uint32_t number = drive->info.drive.number;
    const struct device_element *bay = device_elements_find(
        elements, DEVICE_KIND_DRIVE, number - library->info.library.first_drive);

    for (uint32_t i = 0; i < drives->count; i++) {
        if (drives->items[i].info.drive.number == number &&
            drives->items[i].object.operational_state != MODEL_NOT_PRESENT) {
            return true;
        }
    }
    return bay == NULL || (bay->exception && bay->reason == DEVICE_EXCEPTION_NOT_INSTALLED) ||
           (bay->drive_serial[0] != '\0' &&
            strcmp(bay->drive_serial, drive->info.drive.serial_number) != 0);
}

static base_error take_back(struct engine_controller *controller, const struct base_guid *id,
                            const struct device_drive_description *found)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    store_note(transaction, BASE_LOG_NOTICE, 856, 0, "a drive that was gone is back: %s",
               found->name);
    return engine_step_end(transaction, engine_reconcile_drive_back(transaction, id, found));
}

static base_error look_for_all(struct engine_controller *controller,
                               const struct model_information *library,
                               const struct store_list *drives,
                               const struct device_elements *elements, bool *any)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives->count; i++) {
        const struct model_information *drive = &drives->items[i];
        struct device_drive_description description;
        bool found = false;
        if (!is_away(drive) || is_replaced(drives, drive, library, elements)) {
            continue;
        }
        error = engine_find_drive(controller->engine, drive->info.drive.serial_number,
                                  drive->info.drive.device_name, &description, &found);
        if (error == BASE_ERROR_SUCCESS && found) {
            error = take_back(controller, &drive->object.id, &description);
            *any = *any || error == BASE_ERROR_SUCCESS;
        }
    }
    return error;
}

base_error engine_drive_absence_look(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct store_list drives = STORE_LIST_INIT;
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct model_information library;
    struct device_fault fault;
    bool any = false;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_DRIVE, &drives);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_look(controller->changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE),
                                    &elements, &fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_bays_told(controller, &elements);
        any = engine_bays_are_searched(controller);
        error = any ? engine_bays_match(controller)
                    : look_for_all(controller, &library, &drives, &elements, &any);
    }
    device_elements_free(&elements);
    store_list_free(&drives);
    /* What is in the drive, and whether it is there at all, the library knows. */
    return any ? engine_step_see_all(controller) : error;
}
