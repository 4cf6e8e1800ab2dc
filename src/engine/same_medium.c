/* SPDX-License-Identifier: MIT */
#include "engine/same_medium.h"

#include <string.h>

/* What of a cartridge's row belongs to the place that it is in. */
struct place {
    struct base_guid library;
    struct base_guid location;
    uint32_t location_type;
    struct base_guid home_slot;
    uint32_t media_state;
    uint32_t mounted_side; /* or NO_SIDE */
    int64_t missing_since;
};

enum { NO_SIDE = 0xFFFF };

/* One of two records: its row and its sides. */
struct record {
    struct model_information *medium;
    struct store_list sides;
};

bool engine_medium_is_away(const struct engine *engine, const struct model_physical_media *medium)
{
    return base_guid_equal(&medium->current_library, &engine->offline_library) ||
           base_guid_is_null(&medium->location) || medium->missing_since != 0;
}

/* The number of that side among a record's, or NO_SIDE. */
static uint32_t side_number(const struct store_list *sides, const struct base_guid *side)
{
    for (uint32_t i = 0; i < sides->count; i++) {
        if (base_guid_equal(&sides->items[i].object.id, side)) {
            return sides->items[i].info.partition.side;
        }
    }
    return NO_SIDE;
}

/* The side that takes the part of side `number` of another record; null for NO_SIDE. */
static struct base_guid side_of(const struct store_list *sides, uint32_t number, bool flipped)
{
    uint32_t wanted = flipped ? 1 - (number & 1) : number;

    if (number == NO_SIDE || sides->count == 0) {
        return (struct base_guid){{0}};
    }
    for (uint32_t i = 0; i < sides->count; i++) {
        if (sides->items[i].info.partition.side == wanted) {
            return sides->items[i].object.id;
        }
    }
    return sides->items[0].object.id;
}

static struct place place_of(const struct record *record)
{
    const struct model_physical_media *row = &record->medium->info.physical_media;

    return (struct place){
        .library = row->current_library,
        .location = row->location,
        .location_type = row->location_type,
        .home_slot = row->home_slot,
        .media_state = row->media_state,
        .mounted_side = side_number(&record->sides, &row->mounted_partition),
        .missing_since = row->missing_since,
    };
}

static struct place nowhere(struct store_transaction *transaction, const struct engine *engine)
{
    return (struct place){
        .library = engine->offline_library,
        .location_type = MODEL_STORAGESLOT,
        .media_state = MODEL_MEDIASTATE_IDLE,
        .mounted_side = NO_SIDE,
        .missing_since = store_transaction_time(transaction),
    };
}

/* The drive remembers which side it holds. */
static base_error set_saved_side(struct store_transaction *transaction, const struct place *place,
                                 const struct base_guid *side)
{
    struct model_information drive;
    base_error error;

    if (place->location_type != MODEL_DRIVE || base_guid_is_null(side)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, &place->location, MODEL_DRIVE, &drive);
    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(&drive.info.drive.saved_partition)) {
        drive.info.drive.saved_partition = *side;
        error = store_object_update(transaction, &drive);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error take_place(struct store_transaction *transaction, const struct record *record,
                             const struct place *place, bool flipped)
{
    struct model_physical_media *row = &record->medium->info.physical_media;
    base_error error;

    row->current_library = place->library;
    row->location = place->location;
    row->location_type = place->location_type;
    row->home_slot = place->home_slot;
    row->media_state = place->media_state;
    row->missing_since = place->missing_since;
    row->mounted_partition = side_of(&record->sides, place->mounted_side, flipped);
    error = store_object_update(transaction, record->medium);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    struct base_guid inside = side_of(&record->sides, 0, flipped);
    return set_saved_side(transaction, place,
                          base_guid_is_null(&row->mounted_partition) ? &inside
                                                                     : &row->mounted_partition);
}

/* No place may hold two cartridges in between. */
static base_error leave_place(struct store_transaction *transaction, const struct record *record)
{
    record->medium->info.physical_media.location = (struct base_guid){{0}};
    return store_object_update(transaction, record->medium);
}

/* The requests in `list` that are about the place are about what lies there now: `to`. */
static base_error hand_over(struct store_transaction *transaction, struct store_list *list,
                            const struct record *from, const struct record *to, bool flipped,
                            bool all)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < list->count; i++) {
        struct model_lib_request *row = &list->items[i].info.lib_request;
        if (!all && row->operation != MODEL_LM_CLASSIFY && row->operation != MODEL_LM_PROCESSOMID) {
            continue;
        }
        row->partition = side_of(&to->sides, side_number(&from->sides, &row->partition), flipped);
        row->physical_media = to->medium->object.id;
        error = store_object_update(transaction, &list->items[i]);
    }
    return error;
}

static base_error read_record(struct store_transaction *transaction, struct record *record,
                              struct store_list *requests)
{
    const struct base_guid *id = &record->medium->object.id;
    base_error error = store_sides_of_media(transaction, id, &record->sides);

    return error != BASE_ERROR_SUCCESS
               ? error
               : store_requests_of_media(transaction, id, MODEL_LM_MAXWORKITEM, requests);
}

static base_error remove_record(struct store_transaction *transaction, const struct record *record)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < record->sides.count; i++) {
        error =
            store_object_delete(transaction, &record->sides.items[i].object.id, MODEL_PARTITION);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(transaction, &record->medium->object.id, MODEL_PHYSICAL_MEDIA);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_object_touch(transaction, &record->medium->info.physical_media.media_pool);
}

static void take_barcode(struct model_physical_media *older,
                         const struct model_physical_media *newer)
{
    if (newer->barcode[0] != '\0') {
        memcpy(older->barcode, newer->barcode, sizeof older->barcode);
    }
    older->barcode_state = newer->barcode_state;
}

base_error engine_media_join(struct store_transaction *transaction, struct model_information *older,
                             const struct model_information *newer, bool flipped)
{
    struct model_information removed = *newer;
    struct record kept = {.medium = older};
    struct record gone = {.medium = &removed};
    struct store_list requests = STORE_LIST_INIT;
    struct store_list unused = STORE_LIST_INIT;
    base_error error = read_record(transaction, &kept, &unused);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_record(transaction, &gone, &requests);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = hand_over(transaction, &requests, &gone, &kept, flipped, true);
    }
    if (error == BASE_ERROR_SUCCESS) {
        struct place place = place_of(&gone);
        error = remove_record(transaction, &gone);
        if (error == BASE_ERROR_SUCCESS) {
            take_barcode(&older->info.physical_media, &removed.info.physical_media);
            error = take_place(transaction, &kept, &place, flipped);
        }
    }
    store_list_free(&kept.sides);
    store_list_free(&gone.sides);
    store_list_free(&requests);
    store_list_free(&unused);
    return error;
}

static base_error exchange(struct store_transaction *transaction, const struct engine *engine,
                           const struct record *here, const struct record *there, bool flipped)
{
    bool away = engine_medium_is_away(engine, &there->medium->info.physical_media);
    struct place mine = place_of(here);
    struct place theirs = away ? nowhere(transaction, engine) : place_of(there);
    base_error error = leave_place(transaction, here);

    if (error == BASE_ERROR_SUCCESS) {
        error = leave_place(transaction, there);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = take_place(transaction, there, &mine, flipped);
    }
    return error != BASE_ERROR_SUCCESS ? error : take_place(transaction, here, &theirs, flipped);
}

base_error engine_media_exchange(struct store_transaction *transaction, const struct engine *engine,
                                 struct model_information *here, struct model_information *there,
                                 bool flipped)
{
    struct record first = {.medium = here};
    struct record second = {.medium = there};
    struct store_list first_requests = STORE_LIST_INIT;
    struct store_list second_requests = STORE_LIST_INIT;
    bool away = engine_medium_is_away(engine, &there->info.physical_media);
    base_error error = read_record(transaction, &first, &first_requests);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_record(transaction, &second, &second_requests);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = exchange(transaction, engine, &first, &second, flipped);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = hand_over(transaction, &first_requests, &first, &second, flipped, false);
    }
    if (error == BASE_ERROR_SUCCESS && !away) {
        error = hand_over(transaction, &second_requests, &second, &first, flipped, false);
    }
    store_list_free(&first.sides);
    store_list_free(&second.sides);
    store_list_free(&first_requests);
    store_list_free(&second_requests);
    return error;
}
