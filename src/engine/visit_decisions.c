/* SPDX-License-Identifier: MIT */
/*
 * Decisions about requests that take cartridges into drives: a drive is reserved, an operator is
 * asked for a cartridge, an inventory asks for its next identifications.
 */
#include "engine/visit_decisions.h"

#include "engine/request.h"
#include "engine/steps.h"
#include "engine/text.h"
#include "engine/visit.h"

#include <string.h>

/* ---- waiting ---- */

static const char *wait_text(enum rules_wait wait)
{
    switch (wait) {
    case RULES_WAIT_LIBRARY:
        return "Waiting for the library to be enabled and connected.";
    case RULES_WAIT_ROBOT:
        return "Waiting for the robot.";
    case RULES_WAIT_DRIVE:
        return "Waiting for a drive.";
    case RULES_WAIT_CLEANER:
        return "Waiting for the cleaner cartridge.";
    case RULES_WAIT_CLEANING:
        return "Waiting for a cleaning to end.";
    case RULES_WAIT_OPERATOR:
        return "Waiting for the operator.";
    case RULES_WAIT_DOOR:
        return "Waiting for a door to be shut.";
    case RULES_WAIT_PORT:
        return "Waiting for an insert/eject port.";
    case RULES_WAIT_REQUEST:
        return "Waiting for another request to end.";
    case RULES_WAIT_MEDIUM:
        return "Waiting for the medium.";
    case RULES_WAIT_OTHERS:
        return "Waiting for the other media.";
    default:
        return "";
    }
}

bool engine_wait_describe(struct model_information *request, uint32_t state, enum rules_wait wait)
{
    const char *text = state == MODEL_LM_WAITING ? wait_text(wait) : "";

    if (strcmp(request->object.description, text) == 0) {
        return false;
    }
    engine_text_copy(request->object.description, sizeof request->object.description, 127, text);
    return true;
}

/* ---- the operator ---- */

/* The name by which a person finds it: bar code, else the number written on it, else its name. */
static void name_cartridge(const struct model_information *medium, char *out, size_t capacity)
{
    const struct model_physical_media *row = &medium->info.physical_media;

    if (row->barcode[0] != '\0') {
        engine_text_format(out, capacity, 256, "with bar code '%s'", row->barcode);
    } else if (row->sequence_number[0] != '\0') {
        engine_text_format(out, capacity, 256, "number %s ('%s')", row->sequence_number,
                           medium->object.name);
    } else {
        engine_text_format(out, capacity, 256, "'%s'", medium->object.name);
    }
}

base_error engine_visit_ask(struct store_transaction *transaction, const struct engine *engine,
                            const struct model_information *library,
                            const struct model_information *request, struct base_guid *id)
{
    const struct base_guid *cartridge = &request->info.lib_request.physical_media;
    char name[MODEL_MESSAGE_BYTES];
    char message[MODEL_MESSAGE_BYTES];
    struct model_information medium;
    base_error error = store_object_get(transaction, cartridge, MODEL_PHYSICAL_MEDIA, &medium);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    name_cartridge(&medium, name, sizeof name);
    engine_text_format(message, sizeof message, 256, "Bring the cartridge %s to library '%s'.",
                       name, library->object.name);
    error = engine_operator_ask(transaction, engine, MODEL_OPREQ_MOVEMEDIA, MODEL_PHYSICAL_MEDIA,
                                cartridge, &library->object.id, message, id);
    if (error == BASE_ERROR_SUCCESS &&
        medium.info.physical_media.media_state != MODEL_MEDIASTATE_OPREQ) {
        medium.info.physical_media.media_state = MODEL_MEDIASTATE_OPREQ;
        error = store_object_update(transaction, &medium);
    }
    return error;
}

/* ---- reserving ---- */

/* The cartridge is spoken for. */
static base_error use_medium(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information medium;
    base_error error = store_object_get(transaction, id, MODEL_PHYSICAL_MEDIA, &medium);

    if (error == BASE_ERROR_SUCCESS &&
        medium.info.physical_media.media_state != MODEL_MEDIASTATE_INUSE) {
        medium.info.physical_media.media_state = MODEL_MEDIASTATE_INUSE;
        error = store_object_update(transaction, &medium);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* What the request asked an operator for is there, or no drive would be chosen. */
static base_error settle_operator(struct store_transaction *transaction,
                                  struct model_lib_request *request)
{
    base_error error = BASE_ERROR_SUCCESS;

    if (!base_guid_is_null(&request->operator_request)) {
        error =
            engine_operator_settle(transaction, &request->operator_request, MODEL_OPSTATE_COMPLETE);
        memset(&request->operator_request, 0, sizeof request->operator_request);
    }
    return error;
}

static base_error reserve(struct store_transaction *transaction, struct model_information *request,
                          const struct base_guid *drive)
{
    base_error error = settle_operator(transaction, &request->info.lib_request);

    request->info.lib_request.drive = *drive;
    engine_step_begin_stage(request, RULES_STAGE_RESERVED);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(transaction, request);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : use_medium(transaction, &request->info.lib_request.physical_media);
}

base_error engine_step_reserve(struct engine_controller *controller,
                               const struct model_information *request,
                               const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    struct base_guid drive;
    bool over = false;
    base_error error = engine_step_drive_id(controller, step->drive, &drive);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_request(transaction, &request->object.id, &row, &over);
    if (error == BASE_ERROR_SUCCESS && !over) {
        error = reserve(transaction, &row, &drive);
    }
    error = engine_step_end(transaction, error);
    port_named_point("mount.reserved");
    return error;
}

/* ---- inventories by labels ---- */

/* Cartridges that one decision asks for; the planner asks again while drives have nothing to do. */
enum { CARTRIDGES_AT_ONCE = 4 };

static base_error visit_sides(struct store_transaction *transaction, const struct engine *engine,
                              const struct model_information *medium,
                              const struct base_guid *inventory)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_sides_of_media(transaction, &medium->object.id, &sides);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        error = engine_visit_queue(transaction, engine, NULL, MODEL_LM_PROCESSOMID, medium,
                                   &sides.items[i], NULL, inventory, NULL);
    }
    store_list_free(&sides);
    return error;
}

/* The number of the slot by which store_media_by_slot has listed the cartridge. */
static base_error slot_number(struct store_transaction *transaction,
                              const struct model_physical_media *medium, uint32_t *number)
{
    struct model_information slot;
    const struct base_guid *id =
        medium->location_type == MODEL_STORAGESLOT && !base_guid_is_null(&medium->location)
            ? &medium->location
            : &medium->home_slot;
    base_error error = store_object_get(transaction, id, MODEL_STORAGESLOT, &slot);

    if (error == BASE_ERROR_SUCCESS) {
        *number = slot.info.slot.number;
    }
    return error;
}

/* The request's argument is the number of the first slot that has not been asked for yet. */
static base_error ask_for_next(struct store_transaction *transaction, const struct engine *engine,
                               struct model_information *request)
{
    struct model_lib_request *row = &request->info.lib_request;
    struct store_list media = STORE_LIST_INIT;
    uint32_t number = UINT32_MAX; /* nothing found: the end */
    base_error error = store_media_by_slot(transaction, &row->library, (int64_t)row->argument - 1,
                                           CARTRIDGES_AT_ONCE, &media);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < media.count; i++) {
        error = visit_sides(transaction, engine, &media.items[i], &request->object.id);
        if (error == BASE_ERROR_SUCCESS) {
            error = slot_number(transaction, &media.items[i].info.physical_media, &number);
        }
    }
    store_list_free(&media);
    row->argument = number >= row->argument && number != UINT32_MAX ? number + 1 : UINT32_MAX;
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, request);
}

base_error engine_step_identify(struct engine_controller *controller,
                                const struct model_information *request,
                                const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    bool over = false;
    base_error error = engine_step_begin(controller, &transaction);

    (void)step;
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_request(transaction, &request->object.id, &row, &over);
    if (error == BASE_ERROR_SUCCESS && !over) {
        error = ask_for_next(transaction, controller->engine, &row);
    }
    return engine_step_end(transaction, error);
}
