/* SPDX-License-Identifier: MIT */
/*
 * CreateNtmsMedia: a cartridge that lies on the shelf is catalogued with its sides, and with the
 * logical media of those that an application owns.
 */
#include "base/memory.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/medium_name.h"
#include "engine/text.h"
#include "rules/access.h"
#include "rules/create_media.h"

#include <string.h>

/* One call under way. */
struct creation {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_create_media_facts facts;
    struct model_information *medium;
    struct model_information *sides;
    uint32_t count; /* of the sides that are looked at */
    struct base_guid shelf;
    struct base_guid media_type;
};

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

static base_error gather_pool(struct creation *work)
{
    const struct base_guid *id = &work->medium->info.physical_media.media_pool;
    struct rules_create_media_facts *facts = &work->facts;
    struct model_information row;
    base_error error = store_object_get_stored(work->transaction, id, MODEL_MEDIA_POOL, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    facts->pool_found = true;
    facts->pool_kind = row.info.media_pool.pool_type;
    work->media_type = row.info.media_pool.media_type;
    facts->pool_holds_media = !base_guid_is_null(&work->media_type);
    if (facts->pool_holds_media) {
        error =
            store_object_get_stored(work->transaction, &work->media_type, MODEL_MEDIA_TYPE, &row);
        facts->type_sides = error == BASE_ERROR_SUCCESS ? row.info.media_type.number_of_sides : 0;
    }
    return is_missing(error) ? BASE_ERROR_DATABASE_FAILURE : error;
}

static base_error gather_rights(struct creation *work)
{
    base_error error =
        engine_access_check(work->session, &work->medium->info.physical_media.media_pool,
                            rules_access_right(RULES_FUNCTION_CREATE_MEDIA, RULES_SECURABLE_POOL));

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check(
            work->session, &work->session->engine->computer,
            rules_access_right(RULES_FUNCTION_CREATE_MEDIA, RULES_SECURABLE_COMPUTER));
    }
    work->facts.granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

static bool have_one_label(const struct model_partition *a, const struct model_partition *b)
{
    return a->label_id_length == b->label_id_length &&
           memcmp(a->label_id, b->label_id, a->label_id_length) == 0 &&
           strcmp(a->label_type, b->label_type) == 0;
}

/* Among the sides of the call and those of the database. */
static base_error gather_labels(struct creation *work)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < work->count; i++) {
        const struct model_partition *side = &work->sides[i].info.partition;
        struct store_list list = STORE_LIST_INIT;
        error = store_sides_find_label(work->transaction, side->label_type, side->label_id,
                                       side->label_id_length, &list);
        work->facts.duplicate_label |= error == BASE_ERROR_SUCCESS && list.count > 0;
        store_list_free(&list);
        for (uint32_t j = 0; j < i; j++) {
            work->facts.duplicate_label |= have_one_label(side, &work->sides[j].info.partition);
        }
    }
    return error;
}

static base_error gather_barcode(struct creation *work)
{
    const char *barcode = work->medium->info.physical_media.barcode;
    struct store_list list = STORE_LIST_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    if (barcode[0] != '\0') {
        error = store_media_find_barcode(work->transaction, NULL, barcode, &list);
        work->facts.barcode_taken = error == BASE_ERROR_SUCCESS && list.count > 0;
    }
    store_list_free(&list);
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

/* The n-th identifier that the caller may have given: the cartridge's, then two for each side. */
static const struct base_guid *given_id(const struct creation *work, uint32_t n)
{
    if (n == 0) {
        return &work->medium->object.id;
    }
    const struct model_information *side = &work->sides[(n - 1) / 2];
    return n % 2 == 1 ? &side->object.id : &side->info.partition.logical_media;
}

static base_error gather_ids(struct creation *work)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t n = 0; error == BASE_ERROR_SUCCESS && n <= 2 * work->count; n++) {
        const struct base_guid *id = given_id(work, n);
        uint32_t type;
        if (base_guid_is_null(id)) {
            continue;
        }
        error = store_object_type(work->transaction, id, &type);
        work->facts.id_taken |= error == BASE_ERROR_SUCCESS;
        error = is_missing(error) ? BASE_ERROR_SUCCESS : error;
        for (uint32_t earlier = 0; earlier < n; earlier++) {
            work->facts.id_taken |= base_guid_equal(id, given_id(work, earlier));
        }
    }
    return error;
}

static base_error gather(struct creation *work, uint32_t options)
{
    base_error error = BASE_ERROR_SUCCESS;

    work->facts.wish_is_sound =
        rules_check_create_wish(options, &work->medium->info.physical_media, &work->shelf,
                                work->sides, work->count) == BASE_ERROR_SUCCESS;
    if (!work->facts.wish_is_sound) {
        return BASE_ERROR_SUCCESS;
    }
    error = gather_pool(work);
    if (error != BASE_ERROR_SUCCESS || !work->facts.pool_found) {
        return error;
    }
    error = gather_rights(work);
    if (error == BASE_ERROR_SUCCESS && options == MODEL_ERROR_ON_DUPLICATE) {
        error = gather_labels(work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = gather_barcode(work);
    }
    return error != BASE_ERROR_SUCCESS ? error : gather_ids(work);
}

static base_error insert_medium(struct creation *work)
{
    struct model_information *medium = work->medium;
    struct model_physical_media *row = &medium->info.physical_media;

    medium->object.type = MODEL_PHYSICAL_MEDIA;
    medium->object.operational_state = MODEL_READY;
    row->current_library = work->shelf;
    row->location = (struct base_guid){{0}};
    row->location_type = MODEL_STORAGESLOT;
    row->home_slot = (struct base_guid){{0}};
    row->media_type = work->media_type;
    row->barcode_state =
        row->barcode[0] != '\0' ? MODEL_BARCODESTATE_OK : MODEL_BARCODESTATE_UNREADABLE;
    row->media_state = MODEL_MEDIASTATE_IDLE;
    row->mounted_partition = (struct base_guid){{0}};
    row->missing_since = 0;
    if (medium->object.name[0] == '\0') {
        engine_text_copy(medium->object.name, sizeof medium->object.name, 64,
                         rules_media_label_name(row, work->sides, work->count));
    }
    return engine_medium_insert(work->transaction, medium);
}

static base_error insert_logical(struct creation *work, struct model_partition *side)
{
    struct model_information logical = {0};
    base_error error;

    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.object.id = side->logical_media;
    logical.info.logical_media.media_pool = work->medium->info.physical_media.media_pool;
    error = store_object_insert(work->transaction, &logical);
    side->logical_media = logical.object.id;
    return error;
}

static base_error insert_side(struct creation *work, uint32_t index)
{
    struct model_information *side = &work->sides[index];
    struct model_partition *row = &side->info.partition;
    base_error error = BASE_ERROR_SUCCESS;

    side->object.type = MODEL_PARTITION;
    side->object.operational_state = MODEL_READY;
    row->physical_media = work->medium->object.id;
    row->side = (uint16_t)index;
    if (rules_side_has_logical(row->state)) {
        error = insert_logical(work, row);
    }
    return error != BASE_ERROR_SUCCESS ? error : store_object_insert(work->transaction, side);
}

static base_error insert(struct creation *work)
{
    base_error error = insert_medium(work);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < work->count; i++) {
        error = insert_side(work, i);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error =
            store_object_touch(work->transaction, &work->medium->info.physical_media.media_pool);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : store_object_touch(work->transaction, &work->shelf);
}

static base_error create(struct creation *work, uint32_t options)
{
    base_error error = store_begin_write(work->session->engine->store, &work->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(work, options);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_create_media(&work->facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = insert(work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(work->transaction);
    }
    store_rollback(work->transaction);
    return error;
}

base_error engine_media_create(struct engine_session *session, struct model_information *medium,
                               struct model_information *sides, uint32_t count, uint32_t options)
{
    struct model_information made = *medium;
    struct creation work = {.session = session,
                            .medium = &made,
                            .count = count,
                            .shelf = session->engine->offline_library};
    base_error error;

    work.facts.count = medium->info.physical_media.number_of_partitions == count ? count : 0;
    work.sides = base_memory_zero((size_t)count + 1, sizeof *work.sides);
    if (work.sides == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(work.sides, sides, count * sizeof *sides);
    rules_barcode_trim(made.info.physical_media.barcode);
    error = create(&work, options);
    if (error == BASE_ERROR_SUCCESS) {
        *medium = made;
        memcpy(sides, work.sides, count * sizeof *sides);
    }
    base_memory_free(work.sides);
    return error;
}
