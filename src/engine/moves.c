/* SPDX-License-Identifier: MIT */
#include "engine/moves.h"

#include "engine/cartridges.h"
#include "engine/cleaner_state.h"
#include "engine/drive_state.h"
#include "engine/identify.h"
#include "engine/media_rows.h"
#include "engine/request.h"
#include "engine/text.h"
#include "engine/visit.h"
#include "rules/request_state.h"

#include <string.h>

static struct rules_place place_of(uint32_t kind, uint32_t index)
{
    return (struct rules_place){(enum rules_place_kind)kind, index};
}

/* The cartridge object of a data cartridge at `from`, for the intent's record. One that a person
 * has exchanged since the last look at all is not in the records yet. */
static base_error cargo_media(struct store_transaction *transaction,
                              const struct engine_place *from, struct base_guid *media)
{
    struct model_information row;
    base_error error = store_media_find_location(transaction, &from->id, &row);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS &&
        !engine_places_is_other(from->barcode, &row.info.physical_media)) {
        *media = row.object.id;
    }
    return error;
}

/* What the request asked an operator for is there, or the move could not begin. That he refused is
 * not forgotten while the cartridges are put back. */
static base_error settle_operator(struct store_transaction *transaction,
                                  struct model_lib_request *request)
{
    struct model_information asked;
    base_error error =
        store_object_get(transaction, &request->operator_request, MODEL_OPREQUEST, &asked);

    if (error == BASE_ERROR_SUCCESS && asked.info.op_request.state == MODEL_OPSTATE_REFUSED) {
        return BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error =
            engine_operator_settle(transaction, &request->operator_request, MODEL_OPSTATE_COMPLETE);
    }
    memset(&request->operator_request, 0, sizeof request->operator_request);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* The request is INPROCESS. */
static base_error start_request(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;
    base_error error;

    if (base_guid_is_null(id)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, id, MODEL_LIBREQUEST, &request);
    if (error == BASE_ERROR_OBJECT_NOT_FOUND ||
        (error == BASE_ERROR_SUCCESS && rules_request_is_finished(row->state))) {
        return BASE_ERROR_CANCELLED;
    }
    if (error != BASE_ERROR_SUCCESS ||
        (row->state == MODEL_LM_INPROCESS && base_guid_is_null(&row->operator_request))) {
        return error;
    }
    if (!base_guid_is_null(&row->operator_request)) {
        error = settle_operator(transaction, row);
    }
    row->state = MODEL_LM_INPROCESS;
    request.object.description[0] = '\0';
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, &request);
}

/* ReserveNtmsCleanerSlot may have come between the plan and the move: nothing but the cleaner goes
 * to that slot. */
static base_error check_destination(struct store_transaction *transaction,
                                    const struct store_intent *intent, const struct base_guid *to)
{
    struct model_information library;
    base_error error;

    if (intent->to_kind != RULES_PLACE_SLOT || intent->cargo == RULES_CONTENT_CLEANER) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, &intent->library, MODEL_LIBRARY, &library);
    return error == BASE_ERROR_SUCCESS && base_guid_equal(&library.info.library.cleaner_slot, to)
               ? BASE_ERROR_BUSY
               : error;
}

/* Fills in what is known of a move before it is made. */
static base_error prepare(struct engine_job *job, struct rules_place from, struct rules_place to,
                          struct store_intent *intent)
{
    struct engine_controller *controller = job->controller;
    const struct engine_place *source = engine_places_at(&controller->places, from);

    if (source == NULL || engine_places_at(&controller->places, to) == NULL) {
        return BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS;
    }
    *intent = (struct store_intent){.library = controller->library,
                                    .request = job->request,
                                    .from_kind = from.kind,
                                    .from_element = from.index,
                                    .to_kind = to.kind,
                                    .to_element = to.index,
                                    .cargo = job->step.cargo};
    engine_text_copy(intent->barcode, sizeof intent->barcode, 64, source->barcode);
    return BASE_ERROR_SUCCESS;
}

static base_error prepare_all(struct engine_job *job, struct engine_moves *moves)
{
    const struct rules_step *step = &job->step;
    base_error error = BASE_ERROR_SUCCESS;

    moves->count = 0;
    if (step->kind == RULES_STEP_EXCHANGE) {
        error = prepare(job, step->to, step->second, &moves->intents[moves->count++]);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : prepare(job, step->from, step->to, &moves->intents[moves->count++]);
}

/* Records one intended move in `transaction`. */
static base_error intend(struct store_transaction *transaction, struct engine_places *places,
                         struct store_intent *intent)
{
    const struct engine_place *from =
        engine_places_at(places, place_of(intent->from_kind, intent->from_element));
    const struct engine_place *to =
        engine_places_at(places, place_of(intent->to_kind, intent->to_element));
    base_error error = check_destination(transaction, intent, &to->id);

    if (error == BASE_ERROR_SUCCESS && intent->cargo == RULES_CONTENT_DATA) {
        error = cargo_media(transaction, from, &intent->media);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = start_request(transaction, &intent->request);
    }
    if (error == BASE_ERROR_SUCCESS && intent->cargo == RULES_CONTENT_CLEANER &&
        intent->to_kind == RULES_PLACE_DRIVE) {
        error = engine_drive_cleaning(transaction, &to->id, false);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : store_intent_open(transaction, intent, &intent->number);
}

base_error engine_moves_intend(struct engine_job *job, struct engine_moves *moves)
{
    struct engine_controller *controller = job->controller;
    struct store_transaction *transaction = NULL;
    base_error error = prepare_all(job, moves);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_begin_write(controller->engine->store, &transaction);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_lease_check(transaction, &controller->library, controller->epoch);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < moves->count; i++) {
        error = intend(transaction, &controller->places, &moves->intents[i]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

/* Something is in the place, and not by its bar code another cartridge than that of `intent`. */
static bool may_hold(const struct engine_place *place, const struct store_intent *intent)
{
    return place->content != RULES_CONTENT_EMPTY && place->content != RULES_CONTENT_UNKNOWN &&
           (intent->barcode[0] == '\0' || place->barcode[0] == '\0' ||
            strcmp(intent->barcode, place->barcode) == 0);
}

/* The same, and by its bar code, or by the slot that the library says it came from, it is that. */
static bool surely_holds(const struct engine_place *place, const struct store_intent *intent)
{
    const bool named = intent->barcode[0] != '\0' && place->barcode[0] != '\0';
    const bool linked =
        place->home.kind == intent->from_kind && place->home.index == intent->from_element;
    return may_hold(place, intent) && (named || linked);
}

struct ends {
    struct engine_place *from;
    struct engine_place *to;
};

static struct ends ends_of(struct engine_places *places, const struct store_intent *intent)
{
    return (struct ends){
        engine_places_at(places, place_of(intent->from_kind, intent->from_element)),
        engine_places_at(places, place_of(intent->to_kind, intent->to_element))};
}

static bool is_made_alone(struct engine_places *places, const struct store_intent *intent)
{
    const struct ends ends = ends_of(places, intent);
    return ends.from != NULL && ends.to != NULL && ends.from->content == RULES_CONTENT_EMPTY &&
           may_hold(ends.to, intent);
}

/* Both halves of an exchange name the drive: `out` leaves it, `in` comes to it. Its slots tell what
 * became of them, where the bar codes do not. */
static bool is_half_made(struct engine_places *places, const struct store_intent *out,
                         const struct store_intent *in, bool ask_out)
{
    const struct ends leaving = ends_of(places, out);
    const struct ends coming = ends_of(places, in);

    if (leaving.from == NULL || leaving.to == NULL || coming.from == NULL) {
        return false;
    }
    const struct engine_place *drive = coming.to;
    const bool left = coming.from->content == RULES_CONTENT_EMPTY;
    const bool arrived =
        left && may_hold(drive, in) && (surely_holds(drive, in) || may_hold(leaving.to, out));
    if (!ask_out) {
        return arrived;
    }
    return may_hold(leaving.to, out) && (drive->content == RULES_CONTENT_EMPTY || arrived);
}

bool engine_move_is_done(struct engine_places *places, const struct store_intent *intents,
                         uint32_t count, uint32_t index)
{
    const struct store_intent *intent = &intents[index];

    for (uint32_t i = 0; i < count; i++) {
        const struct store_intent *other = &intents[i];
        if (i == index) {
            continue;
        }
        if (other->to_kind == intent->from_kind && other->to_element == intent->from_element) {
            return is_half_made(places, intent, other, true);
        }
        if (other->from_kind == intent->to_kind && other->from_element == intent->to_element) {
            return is_half_made(places, other, intent, false);
        }
    }
    return is_made_alone(places, intent);
}

static base_error set_slot(struct store_transaction *transaction, const struct base_guid *id,
                           uint32_t state)
{
    struct model_information slot;
    base_error error = store_object_get(transaction, id, MODEL_STORAGESLOT, &slot);

    if (error != BASE_ERROR_SUCCESS || slot.info.slot.state == state) {
        return error;
    }
    slot.info.slot.state = state;
    return store_object_update(transaction, &slot);
}

static base_error set_port(struct store_transaction *transaction, const struct base_guid *id,
                           uint32_t content)
{
    struct model_information port;
    base_error error = store_object_get(transaction, id, MODEL_IEPORT, &port);

    if (error != BASE_ERROR_SUCCESS || port.info.port.content == content) {
        return error;
    }
    port.info.port.content = content;
    return store_object_update(transaction, &port);
}

static base_error vacate(struct store_transaction *transaction, struct rules_place place,
                         const struct base_guid *id)
{
    switch (place.kind) {
    case RULES_PLACE_SLOT:
        return set_slot(transaction, id, MODEL_SLOTSTATE_EMPTY);
    case RULES_PLACE_PORT:
        return set_port(transaction, id, MODEL_PORTCONTENT_EMPTY);
    case RULES_PLACE_DRIVE:
        return engine_drive_emptied(transaction, id);
    default:
        return BASE_ERROR_SUCCESS;
    }
}

static base_error occupy(struct store_transaction *transaction, struct rules_place place,
                         const struct base_guid *id, uint32_t cargo, const struct base_guid *side)
{
    switch (place.kind) {
    case RULES_PLACE_SLOT:
        return set_slot(transaction, id, MODEL_SLOTSTATE_FULL);
    case RULES_PLACE_PORT:
        return set_port(transaction, id, MODEL_PORTCONTENT_FULL);
    case RULES_PLACE_DRIVE:
        return cargo == RULES_CONTENT_CLEANER ? engine_drive_cleaning(transaction, id, true)
                                              : engine_drive_filled(transaction, id, side);
    default:
        return BASE_ERROR_SUCCESS;
    }
}

static uint32_t location_type(enum rules_place_kind kind)
{
    switch (kind) {
    case RULES_PLACE_DRIVE:
        return MODEL_DRIVE;
    case RULES_PLACE_PORT:
        return MODEL_IEPORT;
    default:
        return MODEL_STORAGESLOT;
    }
}

/* What the new place means for the cartridge; `side`: wanted in a drive by a request, or NULL. */
static void relocate(struct model_physical_media *media, struct rules_place to,
                     const struct base_guid *to_id, const struct base_guid *side)
{
    media->location = *to_id;
    media->location_type = location_type(to.kind);
    media->missing_since = 0;
    if (to.kind == RULES_PLACE_SLOT) {
        media->media_state = side != NULL ? MODEL_MEDIASTATE_INUSE : MODEL_MEDIASTATE_IDLE;
        media->home_slot = *to_id;
    } else if (to.kind == RULES_PLACE_PORT) {
        media->media_state = MODEL_MEDIASTATE_IDLE;
    } else if (to.kind == RULES_PLACE_DRIVE) {
        media->media_state = side != NULL ? MODEL_MEDIASTATE_MOUNTED : MODEL_MEDIASTATE_UNLOADED;
    }
    memset(&media->mounted_partition, 0, sizeof media->mounted_partition);
    if (to.kind == RULES_PLACE_DRIVE && side != NULL) {
        media->mounted_partition = *side;
    }
}

static base_error relocate_media(struct store_transaction *transaction,
                                 const struct store_intent *intent, struct rules_place to,
                                 const struct base_guid *to_id, const struct base_guid *side)
{
    struct model_information media;
    base_error error;

    if (base_guid_is_null(&intent->media)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, &intent->media, MODEL_PHYSICAL_MEDIA, &media);
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    relocate(&media.info.physical_media, to, to_id, side);
    return store_object_update(transaction, &media);
}

/* The side that an unfinished request wants in a drive, when the cartridge of `intent` is moved for
 * it; false when there is none: it is only put somewhere. */
static base_error find_side(struct store_transaction *transaction,
                            const struct store_intent *intent, struct base_guid *side, bool *found)
{
    struct model_information request;
    const struct model_lib_request *row = &request.info.lib_request;
    base_error error;

    *found = false;
    if (base_guid_is_null(&intent->request)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, &intent->request, MODEL_LIBREQUEST, &request);
    if (error == BASE_ERROR_SUCCESS && !rules_request_is_finished(row->state) &&
        rules_is_visit(row->operation) && base_guid_equal(&row->physical_media, &intent->media)) {
        *side = row->partition;
        *found = true;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* The cartridge that was carried: whose place the source is now. An identification in another drive
 * may have found meanwhile that it is not the one it was when the move began. */
static base_error find_cargo(struct store_transaction *transaction, const struct base_guid *source,
                             struct store_intent *intent)
{
    struct model_information media;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    if (intent->cargo == RULES_CONTENT_DATA && !base_guid_is_null(source)) {
        error = store_media_find_location(transaction, source, &media);
    }
    if (error == BASE_ERROR_SUCCESS &&
        !engine_places_is_other(intent->barcode, &media.info.physical_media)) {
        intent->media = media.object.id;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* The target was seen to be empty before the move: what the records have there was taken by a
 * person, and is missing until it turns up somewhere. */
static base_error evict(struct store_transaction *transaction, const struct engine *engine,
                        const struct base_guid *target, const struct base_guid *cargo)
{
    struct model_information media;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    if (!base_guid_is_null(target)) {
        error = store_media_find_location(transaction, target, &media);
    }
    if (error != BASE_ERROR_SUCCESS || base_guid_equal(&media.object.id, cargo)) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    engine_media_shelve(engine, &media.info.physical_media, store_transaction_time(transaction));
    return store_object_update(transaction, &media);
}

/* An eject whose cartridge has come into a port, an inject that has put one away: what the planner
 * goes on from. */
static base_error note_progress(struct store_transaction *transaction, const struct engine *engine,
                                const struct store_intent *intent)
{
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    if (!base_guid_is_null(&intent->request)) {
        error = store_object_get(transaction, &intent->request, MODEL_LIBREQUEST, &request);
    }
    if (error != BASE_ERROR_SUCCESS || rules_request_is_finished(row->state)) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    if (row->operation == MODEL_LM_EJECT && intent->to_kind == RULES_PLACE_PORT) {
        row->stage = RULES_STAGE_IN_PORT;
        row->stage_since = store_transaction_time(transaction);
    } else if (row->operation == MODEL_LM_INJECT && intent->from_kind == RULES_PLACE_PORT) {
        row->caught++;
        error = engine_identify_queue_arrival(transaction, engine, &intent->media);
    } else {
        return BASE_ERROR_SUCCESS;
    }
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, &request);
}

/* A cartridge without a record came in by a port. */
static base_error arrive(struct store_transaction *transaction, const struct engine *engine,
                         struct engine_places *places, struct store_intent *intent)
{
    struct model_information library;
    base_error error =
        store_object_get_stored(transaction, &intent->library, MODEL_LIBRARY, &library);

    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_cartridges_arrive(transaction, engine, &library,
                                          &places->slots[intent->to_element], &intent->media);
}

/* What was carried, at the other end. */
static base_error record_cargo(struct store_transaction *transaction, const struct engine *engine,
                               struct engine_places *places, struct store_intent *intent,
                               const struct base_guid *side)
{
    struct rules_place to = place_of(intent->to_kind, intent->to_element);

    if (intent->cargo == RULES_CONTENT_CLEANER) {
        return engine_cleaner_moved(transaction, engine, places, intent);
    }
    if (intent->from_kind == RULES_PLACE_PORT && intent->to_kind == RULES_PLACE_SLOT &&
        base_guid_is_null(&intent->media)) {
        return arrive(transaction, engine, places, intent);
    }
    return relocate_media(transaction, intent, to, &engine_places_at(places, to)->id, side);
}

/* A made move: both ends, and what was carried. */
static base_error record_done(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_places *places, const struct store_intent *made)
{
    struct store_intent settled = *made;
    const struct store_intent *intent = &settled;
    struct rules_place from = place_of(intent->from_kind, intent->from_element);
    struct rules_place to = place_of(intent->to_kind, intent->to_element);
    const struct base_guid *source = &engine_places_at(places, from)->id;
    const struct base_guid *target = &engine_places_at(places, to)->id;
    struct base_guid side;
    bool found = false;
    base_error error = find_cargo(transaction, source, &settled);

    if (error == BASE_ERROR_SUCCESS) {
        error = find_side(transaction, intent, &side, &found);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = vacate(transaction, from, source);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = evict(transaction, engine, target, &intent->media);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = occupy(transaction, to, target, intent->cargo, found ? &side : NULL);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = record_cargo(transaction, engine, places, &settled, found ? &side : NULL);
    }
    return error == BASE_ERROR_SUCCESS ? note_progress(transaction, engine, intent) : error;
}

/* A move that was not made: the drive that was to be cleaned is what it was. */
static base_error record_not_done(struct store_transaction *transaction,
                                  struct engine_places *places, const struct store_intent *intent)
{
    struct engine_place *to =
        engine_places_at(places, place_of(intent->to_kind, intent->to_element));

    if (to != NULL && intent->to_kind == RULES_PLACE_DRIVE && to->content == RULES_CONTENT_EMPTY) {
        return engine_drive_emptied(transaction, &to->id);
    }
    return BASE_ERROR_SUCCESS;
}

base_error engine_move_record(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_places *places, const struct store_intent *intent,
                              bool done)
{
    struct rules_place from = place_of(intent->from_kind, intent->from_element);
    struct rules_place to = place_of(intent->to_kind, intent->to_element);
    base_error error = BASE_ERROR_SUCCESS;

    if (done && engine_places_at(places, from) != NULL && engine_places_at(places, to) != NULL) {
        error = record_done(transaction, engine, places, intent);
    } else {
        error = record_not_done(transaction, places, intent);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_intent_close(transaction, intent->number,
                                   done ? STORE_INTENT_DONE : STORE_INTENT_NOT_DONE);
    }
    return error;
}
