/* SPDX-License-Identifier: MIT */
/*
 * DismountNtmsMedia: one NTMS_LM_DISMOUNT request for each medium, queued together; the library's
 * controller does the work. Everything is read inside the transaction that queues them: the medium
 * may be on its way out at any moment.
 */
#include "base/memory.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/mount_facts.h"
#include "engine/request.h"
#include "rules/access.h"
#include "store/media.h"

struct dismount {
    struct engine_session *session;
    struct store_transaction *transaction;
    const struct base_guid *media;
    struct base_guid *sides; /* those that the media before turned out to be */
    bool deferred;
    uint32_t facts; /* of enum rules_dismount_fact */
};

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

static base_error check_use(struct dismount *call, const struct base_guid *id,
                            enum rules_securable securable)
{
    const uint32_t right = rules_access_right(RULES_FUNCTION_DISMOUNT_MEDIA, securable);
    base_error error = engine_access_check(call->session, id, right);

    call->facts |= error == BASE_ERROR_ACCESS_DENIED ? RULES_DISMOUNT_DENIED : 0;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

static base_error read_library(struct dismount *call, const struct base_guid *id)
{
    struct model_information library;
    base_error error = store_object_get_stored(call->transaction, id, MODEL_LIBRARY, &library);

    if (error != BASE_ERROR_SUCCESS) {
        call->facts |= is_missing(error) ? RULES_DISMOUNT_NO_LIBRARY : 0;
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    if ((library.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0) {
        call->facts |= RULES_DISMOUNT_OFFLINE;
        return BASE_ERROR_SUCCESS;
    }
    call->facts |=
        library.object.operational_state == MODEL_NOT_PRESENT ? RULES_DISMOUNT_OFFLINE : 0;
    call->facts |= library.object.enabled ? 0 : RULES_DISMOUNT_DEVICE;
    return check_use(call, id, RULES_SECURABLE_LIBRARY);
}

static base_error read_drive(struct dismount *call, const struct base_guid *id)
{
    struct model_information drive;
    base_error error = store_object_get_stored(call->transaction, id, MODEL_DRIVE, &drive);

    if (error == BASE_ERROR_SUCCESS &&
        (!drive.object.enabled || drive.object.operational_state == MODEL_NOT_PRESENT)) {
        call->facts |= RULES_DISMOUNT_DEVICE;
    }
    call->facts |= is_missing(error) ? RULES_DISMOUNT_NOT_MOUNTED : 0;
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

/* Mounted: ready in a drive with this side; or left in it by a deferred dismount that is to become
 * an immediate one. */
static bool is_mounted(const struct dismount *call, const struct model_physical_media *row,
                       const struct base_guid *side)
{
    return row->location_type == MODEL_DRIVE && base_guid_equal(&row->mounted_partition, side) &&
           (row->media_state == MODEL_MEDIASTATE_LOADED ||
            (row->media_state == MODEL_MEDIASTATE_UNLOADED && !call->deferred));
}

/* A dismount that is on its way already. */
static base_error read_rival(struct dismount *call, const struct base_guid *medium)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(call->transaction, medium, MODEL_LM_DISMOUNT, &open);

    call->facts |= error == BASE_ERROR_SUCCESS && open.count > 0 ? RULES_DISMOUNT_NOT_MOUNTED : 0;
    store_list_free(&open);
    return error;
}

static base_error judge(struct dismount *call, const struct model_information *side,
                        const struct model_information *medium)
{
    const struct model_physical_media *row = &medium->info.physical_media;
    base_error error = read_library(call, &row->current_library);

    call->facts |= medium->object.enabled && side->object.enabled ? 0 : RULES_DISMOUNT_DISABLED;
    if (error == BASE_ERROR_SUCCESS) {
        error = check_use(call, &row->media_pool, RULES_SECURABLE_POOL);
    }
    if (error == BASE_ERROR_SUCCESS && is_mounted(call, row, &side->object.id)) {
        error = read_drive(call, &row->location);
    } else {
        call->facts |= RULES_DISMOUNT_NOT_MOUNTED;
    }
    return error == BASE_ERROR_SUCCESS ? read_rival(call, &medium->object.id) : error;
}

static base_error queue(struct dismount *call, const struct model_information *side,
                        const struct model_information *medium, const struct base_guid *logical)
{
    const struct model_physical_media *media = &medium->info.physical_media;
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;

    engine_request_init(&request, call->session, call->session->engine, MODEL_LM_DISMOUNT,
                        &media->current_library);
    row->option = call->deferred ? MODEL_LM_DISMOUNT_LATER : MODEL_LM_DISMOUNT_NOW;
    row->partition = side->object.id;
    row->physical_media = medium->object.id;
    row->drive = media->location;
    row->slot = media->home_slot;
    if (logical != NULL) {
        row->work_item = *logical;
    }
    return engine_request_insert(call->transaction, &request);
}

static bool is_repeated(const struct dismount *call, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (base_guid_equal(&call->sides[i], &call->sides[index])) {
            return true;
        }
    }
    return false;
}

/*
 * Looks at the medium and queues its request when nothing stands against any medium so far: a
 * later one takes everything back.
 */
static base_error dismount_one(struct dismount *call, uint32_t index)
{
    struct model_information side;
    struct model_information medium;
    bool logical = false;
    base_error error =
        engine_named_side_read(call->transaction, &call->media[index], &side, &medium, &logical);

    if (error != BASE_ERROR_SUCCESS) {
        call->facts |= is_missing(error) ? RULES_DISMOUNT_UNKNOWN_MEDIUM : 0;
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    call->sides[index] = side.object.id;
    if (is_repeated(call, index)) {
        call->facts |= RULES_DISMOUNT_REPEATED_MEDIUM;
        return BASE_ERROR_SUCCESS;
    }
    error = judge(call, &side, &medium);
    return error == BASE_ERROR_SUCCESS && call->facts == 0
               ? queue(call, &side, &medium, logical ? &call->media[index] : NULL)
               : error;
}

static base_error dismount(struct dismount *call, struct rules_dismount_facts *facts)
{
    const uint32_t first = RULES_DISMOUNT_UNKNOWN_MEDIUM | RULES_DISMOUNT_REPEATED_MEDIUM;
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    for (uint32_t i = 0;
         error == BASE_ERROR_SUCCESS && (call->facts & first) == 0 && i < facts->count; i++) {
        error = dismount_one(call, i);
    }
    if (error == BASE_ERROR_SUCCESS) {
        facts->facts = call->facts;
        error = rules_check_dismount(facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(call->transaction);
    }
    store_rollback(call->transaction);
    return error;
}

base_error engine_dismount(struct engine_session *session, const struct base_guid *media,
                           uint32_t count, uint32_t options)
{
    struct rules_dismount_facts facts = {.media_given = true, .count = count, .options = options};
    struct dismount call = {
        .session = session, .media = media, .deferred = options == MODEL_DISMOUNT_DEFERRED};
    base_error error = rules_check_dismount_arguments(&facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    call.sides = base_memory_zero(count, sizeof *call.sides);
    if (call.sides == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = dismount(&call, &facts);
    base_memory_free(call.sides);
    return error;
}
