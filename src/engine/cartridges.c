/* SPDX-License-Identifier: MIT */
#include "engine/cartridges.h"

#include "base/memory.h"
#include "engine/media_rows.h"
#include "engine/newcomers.h"
#include "engine/same_medium.h"
#include "engine/text.h"
#include "store/note.h"

#include <stdlib.h>
#include <string.h>

struct sighting {
    const struct engine_place *place;
    uint32_t type;  /* MODEL_STORAGESLOT, MODEL_DRIVE or MODEL_IEPORT */
    uint32_t media; /* index of the object it was matched with, or RULES_NONE */
    bool doubt;     /* it may be the cartridge without a bar code that lay here before */
};

struct cartridges {
    struct store_transaction *transaction;
    const struct engine *engine;
    const struct model_information *library;
    const struct engine_places *places;
    struct sighting *sightings;
    size_t sighting_count;
    struct store_list media; /* what the database has in this library */
    uint32_t *seen;          /* media index -> sighting index or RULES_NONE */
};

static void sight(struct cartridges *work, const struct engine_place *places, size_t count,
                  uint32_t type)
{
    for (size_t i = 0; i < count; i++) {
        if (places[i].content == RULES_CONTENT_DATA &&
            !engine_places_is_cleaning(&work->library->info.library, &places[i])) {
            work->sightings[work->sighting_count++] =
                (struct sighting){&places[i], type, RULES_NONE, false};
        }
    }
}

static int by_barcode_then_place(const void *a, const void *b)
{
    const struct sighting *left = a;
    const struct sighting *right = b;
    int order = strcmp(left->place->barcode, right->place->barcode);

    return order != 0 ? order : base_guid_compare(&left->place->id, &right->place->id);
}

/* A cartridge that was on the arm is expected back where it came from. */
static bool is_its_place(const struct model_physical_media *media, const struct sighting *sighting)
{
    return base_guid_equal(&sighting->place->id, base_guid_is_null(&media->location)
                                                     ? &media->home_slot
                                                     : &media->location);
}

/* The free sighting that shows this cartridge: its bar code, in its old place first; without a bar
 * code only the old place can tell. */
static uint32_t find_sighting(const struct cartridges *work,
                              const struct model_physical_media *media)
{
    size_t low = 0;
    size_t high = work->sighting_count;
    uint32_t found = RULES_NONE;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(work->sightings[middle].place->barcode, media->barcode) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low;
         i < work->sighting_count && strcmp(work->sightings[i].place->barcode, media->barcode) == 0;
         i++) {
        bool same_place = is_its_place(media, &work->sightings[i]);
        bool free_one = work->sightings[i].media == RULES_NONE;
        if (free_one && same_place) {
            return (uint32_t)i;
        }
        if (free_one && found == RULES_NONE && media->barcode[0] != '\0') {
            found = (uint32_t)i;
        }
    }
    return found;
}

/* A label that cannot be read today: the cartridge in the same place is the same. Sightings without
 * bar code come first. */
static uint32_t find_unreadable(const struct cartridges *work,
                                const struct model_physical_media *media)
{
    for (uint32_t i = 0; i < work->sighting_count && work->sightings[i].place->barcode[0] == '\0';
         i++) {
        if (work->sightings[i].media == RULES_NONE && is_its_place(media, &work->sightings[i])) {
            return i;
        }
    }
    return RULES_NONE;
}

static void match(struct cartridges *work)
{
    qsort(work->sightings, work->sighting_count, sizeof *work->sightings, by_barcode_then_place);
    for (uint32_t i = 0; i < work->media.count; i++) {
        uint32_t sighting = find_sighting(work, &work->media.items[i].info.physical_media);
        work->seen[i] = sighting;
        if (sighting != RULES_NONE) {
            work->sightings[sighting].media = i;
        }
    }
    for (uint32_t i = 0; i < work->media.count; i++) {
        if (work->seen[i] == RULES_NONE) {
            work->seen[i] = find_unreadable(work, &work->media.items[i].info.physical_media);
        }
        if (work->seen[i] != RULES_NONE) {
            work->sightings[work->seen[i]].media = i;
        }
    }
}

/* No cartridge has more sides. */
enum { SIDES_MOST = 16 };

static bool is_unidentified(const struct model_partition *side)
{
    return (side->state == MODEL_PARTSTATE_FOREIGN || side->state == MODEL_PARTSTATE_UNKNOWN) &&
           side->label_id_length == 0;
}

/* The sides of a cartridge; `unknown` when none of them was ever identified or allocated. */
static base_error list_sides(struct store_transaction *transaction, const struct base_guid *media,
                             struct base_guid sides[SIDES_MOST], uint32_t *count, bool *unknown)
{
    struct model_information side;
    base_error error =
        store_object_enumerate(transaction, media, MODEL_PARTITION, 0, sides, SIDES_MOST, count);

    *unknown = true;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < *count; i++) {
        error = store_object_get(transaction, &sides[i], MODEL_PARTITION, &side);
        *unknown = *unknown && error == BASE_ERROR_SUCCESS && is_unidentified(&side.info.partition);
    }
    return error;
}

/* True when any record has this bar code. */
static base_error is_known_barcode(const struct cartridges *work, const char *barcode, bool *known)
{
    struct store_list found = STORE_LIST_INIT;
    base_error error = store_media_find_barcode(work->transaction, NULL, barcode, &found);

    *known = found.count != 0;
    store_list_free(&found);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error take_barcode(struct cartridges *work, uint32_t media, const char *barcode)
{
    struct model_information *object = &work->media.items[media];
    struct model_physical_media *row = &object->info.physical_media;

    engine_text_copy(row->barcode, sizeof row->barcode, 64, barcode);
    row->barcode_state = MODEL_BARCODESTATE_OK;
    if (strcmp(object->object.name, row->sequence_number) == 0) {
        engine_text_copy(object->object.name, sizeof object->object.name, 64, barcode);
    }
    return store_object_update(work->transaction, object);
}

/* A bar code that nobody has is read where a cartridge without one was. A record that knows nothing
 * but the place takes it; one that knows more is not changed by a guess: the newcomer is looked at.
 */
static base_error settle_barcode(struct cartridges *work, uint32_t media)
{
    const struct model_information *object = &work->media.items[media];
    struct base_guid sides[SIDES_MOST];
    uint32_t count = 0;
    bool unknown = false;
    bool known = true;
    uint32_t i = 0;

    while (i < work->sighting_count &&
           (work->sightings[i].media != RULES_NONE ||
            !is_its_place(&object->info.physical_media, &work->sightings[i]))) {
        i++;
    }
    if (i == work->sighting_count) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error = list_sides(work->transaction, &object->object.id, sides, &count, &unknown);
    if (error == BASE_ERROR_SUCCESS) {
        error = is_known_barcode(work, work->sightings[i].place->barcode, &known);
    }
    work->sightings[i].doubt = true;
    if (error != BASE_ERROR_SUCCESS || known || !unknown) {
        return error;
    }
    work->sightings[i].media = media;
    work->seen[media] = i;
    return take_barcode(work, media, work->sightings[i].place->barcode);
}

static base_error settle_barcodes(struct cartridges *work)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < work->media.count; i++) {
        if (work->seen[i] == RULES_NONE &&
            work->media.items[i].info.physical_media.barcode[0] == '\0') {
            error = settle_barcode(work, i);
        }
    }
    return error;
}

static bool is_in_doubt(const struct engine_place *places, size_t count, const struct base_guid *id)
{
    for (size_t i = 0; i < count; i++) {
        if (base_guid_equal(&places[i].id, id)) {
            return places[i].content == RULES_CONTENT_UNKNOWN;
        }
    }
    return false;
}

/* Not seen, but its place could not be looked into. */
static bool is_hidden(const struct engine_places *places, const struct base_guid *location)
{
    return is_in_doubt(places->slots, places->slot_count, location) ||
           is_in_doubt(places->drives, places->drive_count, location) ||
           is_in_doubt(places->ports, places->port_count, location);
}

static bool is_on_arm(const struct cartridges *work, const struct model_physical_media *media)
{
    const struct engine_place *arm = &work->places->transport;
    return arm->content == RULES_CONTENT_DATA && media->barcode[0] != '\0' &&
           strcmp(arm->barcode, media->barcode) == 0;
}

/* The record that another library made of a cartridge with this bar code, carried there before it
 * was missed here; null when there is none. */
static base_error find_carried(const struct cartridges *work, const char *barcode,
                               struct model_information *carried)
{
    struct store_list found = STORE_LIST_INIT;
    struct base_guid sides[SIDES_MOST];
    uint32_t count = 0;
    bool unknown = false;
    base_error error = barcode[0] == '\0'
                           ? BASE_ERROR_OBJECT_NOT_FOUND
                           : store_media_find_barcode(work->transaction, NULL, barcode, &found);

    memset(carried, 0, sizeof *carried);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && !unknown && i < found.count; i++) {
        const struct model_physical_media *row = &found.items[i].info.physical_media;
        if (!engine_medium_is_away(work->engine, row) &&
            !base_guid_equal(&row->current_library, &work->library->object.id)) {
            error =
                list_sides(work->transaction, &found.items[i].object.id, sides, &count, &unknown);
            *carried = unknown ? found.items[i] : *carried;
        }
    }
    store_list_free(&found);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* A cartridge found nowhere goes to the shelf: known, but not where a robot could take it. */
static base_error miss_media(struct cartridges *work, struct model_information *media)
{
    struct model_physical_media *row = &media->info.physical_media;
    struct model_information carried;
    base_error error = find_carried(work, row->barcode, &carried);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!base_guid_is_null(&carried.object.id)) {
        store_note(work->transaction, BASE_LOG_NOTICE, 806, 0,
                   "library '%s': cartridge '%s' is in another library", work->library->object.name,
                   row->barcode);
        return engine_media_join(work->transaction, media, &carried, false);
    }
    store_note(work->transaction, BASE_LOG_WARNING, 802, 0,
               "library '%s': cartridge '%s' is missing", work->library->object.name,
               media->object.name);
    engine_media_shelve(work->engine, row, store_transaction_time(work->transaction));
    return store_object_update(work->transaction, media);
}

static bool has_moved(const struct cartridges *work, uint32_t media)
{
    const struct sighting *sighting = &work->sightings[work->seen[media]];
    return !base_guid_equal(&sighting->place->id,
                            &work->media.items[media].info.physical_media.location);
}

/* Places are given up before they are taken, because none may hold two cartridges in between. */
static base_error vacate(struct cartridges *work)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < work->media.count; i++) {
        struct model_information *media = &work->media.items[i];
        const struct model_physical_media *row = &media->info.physical_media;
        bool lost = work->seen[i] == RULES_NONE;
        if (lost && is_hidden(work->places, &row->location)) {
            continue;
        }
        if (lost && !is_on_arm(work, row)) {
            error = miss_media(work, media);
        } else if (lost || has_moved(work, i)) {
            media->info.physical_media.location = (struct base_guid){{0}};
            error = store_object_update(work->transaction, media);
        }
    }
    return error;
}

static void locate(const struct cartridges *work, struct model_physical_media *media,
                   const struct sighting *sighting)
{
    engine_newcomer_locate(media, &work->library->object.id, sighting->place, sighting->type);
}

/* Whether the bar code can be read today; many libraries read none in drives. True when that has
 * changed. */
static bool note_barcode(struct model_physical_media *media, const struct sighting *sighting)
{
    bool read = sighting->place->barcode[0] != '\0';
    uint32_t state = read ? MODEL_BARCODESTATE_OK : MODEL_BARCODESTATE_UNREADABLE;

    if (media->barcode[0] == '\0' || media->barcode_state == state ||
        (!read && sighting->type == MODEL_DRIVE)) {
        return false;
    }
    media->barcode_state = state;
    return true;
}

static base_error occupy(struct cartridges *work)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < work->media.count; i++) {
        struct model_information *media = &work->media.items[i];
        bool moved = work->seen[i] != RULES_NONE && has_moved(work, i);
        if (moved) {
            store_note(work->transaction, BASE_LOG_NOTICE, 803, 0,
                       "library '%s': cartridge '%s' was moved", work->library->object.name,
                       media->object.name);
            locate(work, &media->info.physical_media, &work->sightings[work->seen[i]]);
        }
        if (work->seen[i] != RULES_NONE &&
            (note_barcode(&media->info.physical_media, &work->sightings[work->seen[i]]) || moved)) {
            error = store_object_update(work->transaction, media);
        }
    }
    return error;
}

/* A cartridge that left a library and comes back under its bar code is the same object again.
 * `holder`: the library that it is known to be in, the shelf as a rule. */
static base_error recall(const struct cartridges *work, const struct base_guid *holder,
                         const struct sighting *sighting, struct base_guid *recalled)
{
    struct store_list known = STORE_LIST_INIT;
    base_error error =
        store_media_find_barcode(work->transaction, holder, sighting->place->barcode, &known);

    *recalled = (struct base_guid){{0}};
    if (error == BASE_ERROR_SUCCESS && known.count > 0) {
        struct model_information *media = &known.items[0];
        store_note(work->transaction, BASE_LOG_NOTICE, 805, 0,
                   "library '%s': cartridge '%s' has come back", work->library->object.name,
                   media->object.name);
        locate(work, &media->info.physical_media, sighting);
        media->info.physical_media.barcode_state = MODEL_BARCODESTATE_OK;
        error = store_object_update(work->transaction, media);
        *recalled = media->object.id;
    }
    store_list_free(&known);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error enter_new(struct cartridges *work)
{
    struct engine_newcomers newcomers = {.transaction = work->transaction,
                                         .library = work->library};
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < work->sighting_count; i++) {
        const struct sighting *sighting = &work->sightings[i];
        struct base_guid recalled = {{0}};
        if (sighting->media != RULES_NONE) {
            continue;
        }
        if (sighting->place->barcode[0] != '\0') {
            error = recall(work, &work->engine->offline_library, sighting, &recalled);
        }
        if (error == BASE_ERROR_SUCCESS && base_guid_is_null(&recalled)) {
            error =
                engine_newcomer_enter(&newcomers, sighting->place, sighting->type, sighting->doubt);
        }
    }
    return error;
}

static base_error prepare(struct cartridges *work, const struct engine_places *places)
{
    size_t room = places->slot_count + places->drive_count + places->port_count + 1;
    base_error error = store_children(work->transaction, &work->library->object.id,
                                      MODEL_PHYSICAL_MEDIA, &work->media);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    work->sightings = base_memory_zero(room, sizeof *work->sightings);
    work->seen = base_memory_zero((size_t)work->media.count + 1, sizeof *work->seen);
    if (work->sightings == NULL || work->seen == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    sight(work, places->slots, places->slot_count, MODEL_STORAGESLOT);
    sight(work, places->drives, places->drive_count, MODEL_DRIVE);
    sight(work, places->ports, places->port_count, MODEL_IEPORT);
    match(work);
    return settle_barcodes(work);
}

base_error engine_cartridges_apply(struct store_transaction *transaction,
                                   const struct engine *engine,
                                   const struct model_information *library,
                                   const struct engine_places *places)
{
    struct cartridges work = {
        .transaction = transaction, .engine = engine, .library = library, .places = places};
    base_error error = prepare(&work, places);

    if (error == BASE_ERROR_SUCCESS) {
        error = vacate(&work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = occupy(&work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = enter_new(&work);
    }
    base_memory_free(work.sightings);
    base_memory_free(work.seen);
    store_list_free(&work.media);
    return error;
}

/* Hands took it out of its slot or from another port, and nobody has missed it yet. */
static base_error recall_unmissed(struct cartridges *work, const struct sighting *sighting,
                                  struct base_guid *recalled)
{
    struct store_list known = STORE_LIST_INIT;
    base_error error = store_media_find_barcode(work->transaction, &work->library->object.id,
                                                sighting->place->barcode, &known);
    bool in_reach = error == BASE_ERROR_SUCCESS && known.count == 1 &&
                    known.items[0].info.physical_media.location_type != MODEL_DRIVE;

    store_list_free(&known);
    error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    return error == BASE_ERROR_SUCCESS && in_reach
               ? recall(work, &work->library->object.id, sighting, recalled)
               : error;
}

base_error engine_cartridges_arrive(struct store_transaction *transaction,
                                    const struct engine *engine,
                                    const struct model_information *library,
                                    const struct engine_place *slot, struct base_guid *media)
{
    struct cartridges work = {.transaction = transaction, .engine = engine, .library = library};
    struct engine_newcomers newcomers = {.transaction = transaction, .library = library};
    struct sighting sighting = {slot, MODEL_STORAGESLOT, RULES_NONE, true};
    struct model_information row;
    base_error error = BASE_ERROR_SUCCESS;

    *media = (struct base_guid){{0}};
    if (slot->barcode[0] != '\0') {
        error = recall(&work, &engine->offline_library, &sighting, media);
        if (error == BASE_ERROR_SUCCESS && base_guid_is_null(media)) {
            error = recall_unmissed(&work, &sighting, media);
        }
    }
    if (error != BASE_ERROR_SUCCESS || !base_guid_is_null(media)) {
        return error;
    }
    error = engine_newcomer_enter(&newcomers, slot, MODEL_STORAGESLOT, true);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_media_find_location(transaction, &slot->id, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *media = row.object.id;
    }
    return error;
}

base_error engine_cartridges_disown(struct store_transaction *transaction,
                                    const struct base_guid *place)
{
    struct base_guid sides[SIDES_MOST];
    struct model_information media;
    uint32_t count = 0;
    bool unknown = false;
    base_error error = store_media_find_location(transaction, place, &media);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = list_sides(transaction, &media.object.id, sides, &count, &unknown);
    }
    if (error != BASE_ERROR_SUCCESS || !unknown) {
        return error;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        error = store_object_delete(transaction, &sides[i], MODEL_PARTITION);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_object_delete(transaction, &media.object.id, MODEL_PHYSICAL_MEDIA);
}
