/* SPDX-License-Identifier: MIT */
#include "engine/identify.h"

#include "engine/medium_name.h"
#include "engine/pools.h"
#include "engine/same_medium.h"
#include "engine/text.h"
#include "engine/twin.h"
#include "engine/visit.h"
#include "rules/allocation.h"
#include "rules/identity.h"
#include "rules/recognize.h"
#include "store/note.h"

#include <string.h>

/* One label that was read, and what the database makes of it. */
struct identification {
    struct store_transaction *transaction;
    const struct engine *engine;
    struct model_information *medium;
    struct model_information *side;
    const struct label_found *found;
    struct engine_twin twin;
    uint32_t pool_type; /* of the pool that the cartridge is in */
    bool stored;        /* the side has an identifier */
    bool barcode;       /* the cartridge's bar code was read in its place */
};

void engine_identify_set_label(struct model_partition *side, const struct label_found *found)
{
    memset(side->label_id, 0, sizeof side->label_id);
    memset(side->label_type, 0, sizeof side->label_type);
    memset(side->label_info, 0, sizeof side->label_info);
    side->label_id_length = 0;
    if (!found->claimed || found->id_length == 0 || found->id_length > sizeof side->label_id) {
        return;
    }
    memcpy(side->label_id, found->id, found->id_length);
    side->label_id_length = found->id_length;
    engine_text_copy(side->label_type, sizeof side->label_type, 64, found->type);
    engine_text_copy(side->label_info, sizeof side->label_info, 256, found->info);
}

static bool is_stored_label(const struct model_partition *side, const struct label_found *found)
{
    return found->claimed && side->label_id_length != 0 &&
           side->label_id_length == found->id_length &&
           memcmp(side->label_id, found->id, found->id_length) == 0 &&
           strcmp(side->label_type, found->type) == 0;
}

static struct rules_label label_of(const struct identification *work)
{
    return (struct rules_label){
        .claimed = work->found->claimed,
        .free_label = work->found->claimed && work->found->free_label,
        .same = is_stored_label(&work->side->info.partition, work->found),
        .elsewhere = work->twin.found,
    };
}

static enum rules_label_verdict check_label(const struct identification *work)
{
    const struct model_partition *row = &work->side->info.partition;
    struct rules_label label = label_of(work);

    return rules_label_check(row->state, work->stored,
                             strcmp(row->label_type, LABEL_FREE_TYPE) == 0, work->barcode, &label);
}

static bool is_unidentified(uint32_t state)
{
    return state == MODEL_PARTSTATE_UNKNOWN || state == MODEL_PARTSTATE_FOREIGN ||
           state == MODEL_PARTSTATE_INCOMPATIBLE;
}

/* Reads what the decisions need of the record as it is now. */
static base_error look_up(struct identification *work)
{
    const struct model_physical_media *row = &work->medium->info.physical_media;
    struct model_information pool;
    base_error error =
        store_object_get_stored(work->transaction, &row->media_pool, MODEL_MEDIA_POOL, &pool);

    if (error == BASE_ERROR_SUCCESS) {
        work->pool_type = pool.info.media_pool.pool_type;
        work->stored = work->side->info.partition.label_id_length != 0;
        work->barcode = row->barcode[0] != '\0' && row->barcode_state == MODEL_BARCODESTATE_OK;
        error = engine_twin_find(work->transaction, work->engine, work->medium, work->found,
                                 &work->twin);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_DATABASE_FAILURE : error;
}

/* True when somebody has identified the cartridge before, or owns something of it. */
static base_error is_identified(const struct identification *work, bool *identified)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_sides_of_media(work->transaction, &work->medium->object.id, &sides);

    *identified = work->pool_type != MODEL_POOLTYPE_FOREIGN;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        const struct model_partition *row = &sides.items[i].info.partition;
        *identified = *identified || !is_unidentified(row->state) || row->label_id_length != 0 ||
                      !base_guid_is_null(&row->logical_media);
    }
    store_list_free(&sides);
    return error;
}

/* ---- the cartridge is another ---- */

/* From here on it is about this record. */
static void turn_to(struct identification *work, const struct model_information *medium,
                    const struct model_information *side)
{
    *work->medium = *medium;
    *work->side = *side;
}

/* Joining keeps the twin; its side as the database has it now. */
static base_error become_twin(struct identification *work, bool join)
{
    struct engine_twin *twin = &work->twin;
    bool flipped = twin->side.info.partition.side != work->side->info.partition.side;
    bool new_here = work->side->info.partition.state == MODEL_PARTSTATE_UNKNOWN;
    struct model_information other = *work->medium;
    struct model_information other_side = *work->side;
    base_error error;

    store_note(work->transaction, BASE_LOG_NOTICE, 880, 0, "cartridge '%s' was found %s",
               twin->medium.object.name, join ? "again" : "in the place of another");
    if (join) {
        error = engine_media_join(work->transaction, &twin->medium, work->medium, flipped);
    } else {
        error =
            engine_media_exchange(work->transaction, work->engine, &other, &twin->medium, flipped);
    }
    turn_to(work, &twin->medium, &twin->side);
    if (error != BASE_ERROR_SUCCESS || join || !new_here) {
        return error;
    }
    /* The newcomer lies where the twin was taken to be, if anything does: one more look. */
    other_side.info.partition.state = MODEL_PARTSTATE_FOREIGN;
    error = store_object_update(work->transaction, &other_side);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_visit_queue(work->transaction, work->engine, NULL, MODEL_LM_CLASSIFY,
                                    &other, &other_side, NULL, NULL, NULL);
}

/* A record for what lies in the place of `work->medium`, which is missing from now on. */
static base_error become_stranger(struct identification *work)
{
    const struct model_physical_media *expected = &work->medium->info.physical_media;
    struct model_information missing = *work->medium;
    struct model_information medium = {0};
    struct store_list sides = STORE_LIST_INIT;
    uint32_t number = work->side->info.partition.side;
    base_error error;

    store_note(work->transaction, BASE_LOG_WARNING, 881, 0,
               "cartridge '%s' is not where it was taken to be", missing.object.name);
    medium.object.type = MODEL_PHYSICAL_MEDIA;
    medium.object.enabled = true;
    medium.info.physical_media.current_library = work->engine->offline_library;
    medium.info.physical_media.location_type = MODEL_STORAGESLOT;
    medium.info.physical_media.media_type = expected->media_type;
    medium.info.physical_media.number_of_partitions = expected->number_of_partitions;
    medium.info.physical_media.barcode_state = MODEL_BARCODESTATE_UNREADABLE;
    error = engine_pool_child(work->transaction, MODEL_POOLTYPE_FOREIGN, &expected->media_type,
                              &medium.info.physical_media.media_pool);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_medium_insert(work->transaction, &medium);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_medium_insert_sides(work->transaction, &medium, MODEL_PARTSTATE_FOREIGN);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_exchange(work->transaction, work->engine, &missing, &medium, false);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_sides_of_media(work->transaction, &medium.object.id, &sides);
    }
    if (error == BASE_ERROR_SUCCESS && number >= sides.count) {
        error = BASE_ERROR_DATABASE_FAILURE;
    }
    if (error == BASE_ERROR_SUCCESS) {
        turn_to(work, &medium, &sides.items[number]);
    }
    store_list_free(&sides);
    return error;
}

/* Finds out whose label it is. */
static base_error recognize(struct identification *work)
{
    struct rules_recognition facts = {
        .same = label_of(work).same,
        .barcode = work->barcode,
        .new_here = work->side->info.partition.state == MODEL_PARTSTATE_UNKNOWN,
        .twin = work->twin.found,
        .twin_hidden = work->twin.hidden,
        .twin_certain = work->twin.certain,
        .twin_same_barcode = work->twin.same_barcode,
    };
    base_error error = is_identified(work, &facts.identified);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    facts.other = facts.identified && check_label(work) == RULES_LABEL_OTHER;
    switch (rules_recognize(&facts)) {
    case RULES_RECOGNIZED_TWIN:
        error = become_twin(work, true);
        break;
    case RULES_RECOGNIZED_EXCHANGE:
        error = become_twin(work, false);
        break;
    case RULES_RECOGNIZED_STRANGER:
        error = become_stranger(work);
        break;
    default:
        return BASE_ERROR_SUCCESS;
    }
    return error != BASE_ERROR_SUCCESS ? error : look_up(work);
}

/* ---- landing ---- */

/* What is known of the side by its record stays, unless the label tells more. */
static void land_known_side(struct identification *work)
{
    struct model_partition *row = &work->side->info.partition;
    enum rules_label_verdict verdict = check_label(work);

    if (verdict == RULES_LABEL_ADOPT ||
        (verdict == RULES_LABEL_OTHER && row->state == MODEL_PARTSTATE_IMPORT)) {
        engine_identify_set_label(row, work->found);
    } else if (verdict == RULES_LABEL_OTHER) {
        store_note(work->transaction, BASE_LOG_WARNING, 882, 0,
                   "cartridge '%s' has another label than is known", work->medium->object.name);
    }
}

static base_error land_side(struct identification *work, const struct device_medium *told)
{
    struct model_partition *row = &work->side->info.partition;
    struct model_information before = *work->side;
    struct rules_label label = label_of(work);

    if (work->pool_type != MODEL_POOLTYPE_FOREIGN && !is_unidentified(row->state)) {
        land_known_side(work);
    } else {
        engine_identify_set_label(row, work->found);
        row->state = rules_landing_state(row->state, false, &label);
    }
    if (told != NULL && told->capacity != 0) {
        row->capacity = told->capacity;
    }
    return memcmp(&before, work->side, sizeof before) == 0
               ? BASE_ERROR_SUCCESS
               : store_object_update(work->transaction, work->side);
}

static base_error is_any_side_claimed(const struct identification *work, bool *claimed)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_sides_of_media(work->transaction, &work->medium->object.id, &sides);

    *claimed = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        *claimed = *claimed || sides.items[i].info.partition.label_id_length != 0;
    }
    store_list_free(&sides);
    return error;
}

/* The cartridge as it is, in the system pool `pool_type`. */
static base_error change_pool(struct store_transaction *transaction,
                              struct model_information *medium, uint32_t pool_type)
{
    struct model_physical_media *row = &medium->info.physical_media;
    struct base_guid source = row->media_pool;
    base_error error =
        engine_pool_child(transaction, pool_type, &row->media_type, &row->media_pool);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(transaction, medium);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(transaction, &source);
    }
    return error != BASE_ERROR_SUCCESS ? error : store_object_touch(transaction, &row->media_pool);
}

static base_error land_medium(struct identification *work, const struct device_medium *told)
{
    struct model_physical_media *row = &work->medium->info.physical_media;
    struct model_information before = *work->medium;
    bool claimed = false;
    base_error error = is_any_side_claimed(work, &claimed);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (told != NULL && told->density != 0) {
        row->density_code = told->density;
    }
    if (told != NULL && told->type_code != 0) {
        row->media_type_code = told->type_code;
    }
    (void)engine_medium_take_name(work->medium, &work->side->info.partition);
    uint32_t target =
        rules_landing_pool(work->pool_type, work->pool_type != MODEL_POOLTYPE_FOREIGN, claimed);
    if (target != 0) {
        return change_pool(work->transaction, work->medium, target);
    }
    return memcmp(&before, work->medium, sizeof before) == 0
               ? BASE_ERROR_SUCCESS
               : store_object_update(work->transaction, work->medium);
}

base_error engine_identify_apply(struct store_transaction *transaction, const struct engine *engine,
                                 struct model_information *medium, struct model_information *side,
                                 const struct label_found *found,
                                 const struct device_medium *medium_told)
{
    struct identification work = {.transaction = transaction,
                                  .engine = engine,
                                  .medium = medium,
                                  .side = side,
                                  .found = found};
    base_error error = look_up(&work);

    if (error == BASE_ERROR_SUCCESS) {
        error = recognize(&work);
    }
    if (error == BASE_ERROR_SUCCESS && work.twin.found) {
        store_note(work.transaction, BASE_LOG_WARNING, 883, 0,
                   "cartridges '%s' and '%s' have the same label", medium->object.name,
                   work.twin.medium.object.name);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = land_side(&work, medium_told);
    }
    return error != BASE_ERROR_SUCCESS ? error : land_medium(&work, medium_told);
}

/* ---- incompatible ---- */

static base_error reject_sides(struct store_transaction *transaction,
                               const struct base_guid *medium)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_sides_of_media(transaction, medium, &sides);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        uint32_t *state = &sides.items[i].info.partition.state;
        if (*state != MODEL_PARTSTATE_INCOMPATIBLE &&
            rules_side_may_become(*state, MODEL_PARTSTATE_INCOMPATIBLE)) {
            *state = MODEL_PARTSTATE_INCOMPATIBLE;
            error = store_object_update(transaction, &sides.items[i]);
        }
    }
    store_list_free(&sides);
    return error;
}

base_error engine_identify_incompatible(struct store_transaction *transaction,
                                        const struct engine *engine,
                                        struct model_information *medium)
{
    struct model_information pool;
    base_error error = reject_sides(transaction, &medium->object.id);

    (void)engine;
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(transaction, &medium->info.physical_media.media_pool,
                                        MODEL_MEDIA_POOL, &pool);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_DATABASE_FAILURE : error;
    }
    uint32_t kind = pool.info.media_pool.pool_type;
    return kind == MODEL_POOLTYPE_APPLICATION || kind == MODEL_POOLTYPE_FOREIGN
               ? BASE_ERROR_SUCCESS
               : change_pool(transaction, medium, MODEL_POOLTYPE_FOREIGN);
}
