/* SPDX-License-Identifier: MIT */
#include "engine/visit.h"

#include "engine/auto_cleaning.h"
#include "engine/request.h"
#include "rules/request_state.h"
#include "rules/world.h"

#include <string.h>

bool engine_visit_is_own_work(const struct model_lib_request *request)
{
    return engine_cleaning_is_own(request) ||
           (rules_is_visit(request->operation) && request->operation != MODEL_LM_MOUNT &&
            base_guid_is_null(&request->session)) ||
           (request->operation == MODEL_LM_INVENTORY && request->option == MODEL_INVENTORY_OMID);
}

/* ---- queueing ---- */

static base_error find_queued(struct store_transaction *transaction, uint32_t operation,
                              const struct model_information *side, struct base_guid *request)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(transaction, &side->info.partition.physical_media,
                                               operation, &open);
    bool found = false;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && !found && i < open.count; i++) {
        found = base_guid_equal(&open.items[i].info.lib_request.partition, &side->object.id);
        *request = open.items[i].object.id;
    }
    store_list_free(&open);
    return error == BASE_ERROR_SUCCESS && !found ? BASE_ERROR_OBJECT_NOT_FOUND : error;
}

/* What the side is until its free label is written; what it was is kept in the request. */
static base_error prepare_side(struct store_transaction *transaction,
                               struct model_lib_request *request, struct model_information *side)
{
    request->argument = side->info.partition.state;
    if (side->info.partition.state == MODEL_PARTSTATE_UNPREPARED) {
        return BASE_ERROR_SUCCESS;
    }
    side->info.partition.state = MODEL_PARTSTATE_UNPREPARED;
    return store_object_update(transaction, side);
}

static void describe(struct model_lib_request *request, const struct model_information *medium,
                     const struct model_information *side)
{
    const struct model_physical_media *row = &medium->info.physical_media;

    request->partition = side->object.id;
    request->physical_media = medium->object.id;
    request->slot = row->location_type == MODEL_STORAGESLOT && !base_guid_is_null(&row->location)
                        ? row->location
                        : row->home_slot;
}

base_error engine_visit_queue(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_session *session, uint32_t operation,
                              const struct model_information *medium,
                              struct model_information *side, const struct base_guid *target,
                              const struct base_guid *parent, struct base_guid *request)
{
    struct model_information row;
    struct base_guid id;
    base_error error = find_queued(transaction, operation, side, &id);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        engine_request_init(&row, session, engine, operation,
                            &medium->info.physical_media.current_library);
        describe(&row.info.lib_request, medium, side);
        if (session != NULL && operation == MODEL_LM_CLASSIFY) {
            row.info.lib_request.session = session->id; /* it waits for it */
        }
        if (target != NULL) {
            row.info.lib_request.target = *target;
        }
        if (parent != NULL) {
            row.info.lib_request.work_item = *parent;
        }
        error = operation == MODEL_LM_WRITESCRATCH
                    ? prepare_side(transaction, &row.info.lib_request, side)
                    : BASE_ERROR_SUCCESS;
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_request_insert(transaction, &row);
            id = row.object.id;
        }
    }
    if (error == BASE_ERROR_SUCCESS && request != NULL) {
        *request = id;
    }
    return error;
}

/* ---- ending ---- */

static bool has_begun(const struct model_lib_request *request)
{
    return request->stage == RULES_STAGE_RESERVED || request->stage == RULES_STAGE_LOADED;
}

/* True when another request still waits for an operator to bring this cartridge. */
static base_error is_awaited(struct store_transaction *transaction,
                             const struct model_information *request, bool *awaited)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(
        transaction, &request->info.lib_request.physical_media, MODEL_LM_MOUNT, &open);

    *awaited = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        *awaited =
            *awaited || (!base_guid_equal(&open.items[i].object.id, &request->object.id) &&
                         !base_guid_is_null(&open.items[i].info.lib_request.operator_request));
    }
    store_list_free(&open);
    return error;
}

/* The cartridge is not on its way into a drive any more. One that another request has in use is
 * left alone. */
static base_error let_go(struct store_transaction *transaction,
                         const struct model_information *request, struct model_information *medium)
{
    struct model_physical_media *row = &medium->info.physical_media;
    bool reserved =
        has_begun(&request->info.lib_request) && row->media_state != MODEL_MEDIASTATE_IDLE;
    bool awaited = false;
    base_error error = BASE_ERROR_SUCCESS;

    if (row->media_state == MODEL_MEDIASTATE_OPREQ) {
        error = is_awaited(transaction, request, &awaited);
        reserved = !awaited;
    }
    if (error != BASE_ERROR_SUCCESS || !reserved) {
        return error;
    }
    row->media_state = MODEL_MEDIASTATE_IDLE;
    return store_object_update(transaction, medium);
}

/* The drive and the cartridge are free for others; what lies in the drive may go, whichever it is.
 */
static base_error release(struct store_transaction *transaction,
                          const struct model_information *request)
{
    const struct model_lib_request *row = &request->info.lib_request;
    bool has_drive = has_begun(row) && !base_guid_is_null(&row->drive);
    struct model_information medium;
    base_error error =
        has_drive ? engine_drive_release(transaction, &row->drive, 0) : BASE_ERROR_SUCCESS;

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &row->physical_media, MODEL_PHYSICAL_MEDIA, &medium);
    }
    if (error == BASE_ERROR_SUCCESS &&
        !(has_drive && base_guid_equal(&medium.info.physical_media.location, &row->drive))) {
        error = let_go(transaction, request, &medium);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* A free label that was not written: the side is what it was. */
static base_error restore_side(struct store_transaction *transaction,
                               const struct model_lib_request *request)
{
    struct model_information side;
    base_error error = store_object_get(transaction, &request->partition, MODEL_PARTITION, &side);

    if (error == BASE_ERROR_SUCCESS && side.info.partition.state == MODEL_PARTSTATE_UNPREPARED) {
        side.info.partition.state = request->argument;
        error = store_object_update(transaction, &side);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* ... and so is the cartridge: its media type is that of the pool it is still in. */
static base_error restore_type(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information medium;
    struct model_information pool;
    struct base_guid *type = &medium.info.physical_media.media_type;
    base_error error = store_object_get(transaction, id, MODEL_PHYSICAL_MEDIA, &medium);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(transaction, &medium.info.physical_media.media_pool,
                                        MODEL_MEDIA_POOL, &pool);
    }
    if (error == BASE_ERROR_SUCCESS && !base_guid_equal(type, &pool.info.media_pool.media_type)) {
        *type = pool.info.media_pool.media_type;
        error = store_object_update(transaction, &medium);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* The completion of a move to Free is announced under what its call named (API:
 * MoveToNtmsMediaPool, ChangeNtmsMediaType), when the cartridge's last label is done. */
static base_error announce_free(struct store_transaction *transaction,
                                const struct model_lib_request *request)
{
    const struct base_guid *id =
        base_guid_is_null(&request->work_item) ? &request->target : &request->work_item;
    struct store_list open = STORE_LIST_INIT;
    uint32_t type = MODEL_UNKNOWN;
    base_error error = store_requests_of_media(transaction, &request->physical_media,
                                               MODEL_LM_WRITESCRATCH, &open);
    bool last = open.count == 0;

    store_list_free(&open);
    if (error != BASE_ERROR_SUCCESS || !last) {
        return error;
    }
    error = store_object_type(transaction, id, &type);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_append(transaction, MODEL_EVENT_COMPLETE, type, id);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Releases the drive that the cartridge of the request lies in, after that drive's delay if
 * `deferred`. One that has left it already is nobody's to release. */
static base_error release_after(struct store_transaction *transaction,
                                const struct model_lib_request *request, bool deferred)
{
    struct model_information medium;
    struct model_information drive;
    const struct base_guid *location = &medium.info.physical_media.location;
    int64_t after = 0;
    base_error error =
        store_object_get(transaction, &request->physical_media, MODEL_PHYSICAL_MEDIA, &medium);

    if (error == BASE_ERROR_SUCCESS && medium.info.physical_media.location_type == MODEL_DRIVE) {
        error = store_object_get(transaction, location, MODEL_DRIVE, &drive);
        if (error == BASE_ERROR_SUCCESS && deferred) {
            after = port_clock_now() + (int64_t)drive.info.drive.defer_dismount_delay * 1000;
        }
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_drive_release(transaction, location, after);
        }
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* IdentifyNtmsSlot with the wish that the cartridge stays in its drive for a while. */
static bool is_to_stay(const struct model_lib_request *request)
{
    return request->operation == MODEL_LM_CLASSIFY && request->option == MODEL_LM_DISMOUNT_LATER;
}

static base_error end_one(struct store_transaction *transaction, struct model_information *request,
                          uint32_t state, base_error error)
{
    struct model_lib_request *row = &request->info.lib_request;
    bool mounted = row->operation == MODEL_LM_MOUNT && state == MODEL_LM_PASSED;
    bool unwritten = row->operation == MODEL_LM_WRITESCRATCH && state != MODEL_LM_PASSED;
    base_error result = BASE_ERROR_SUCCESS;

    if (!mounted) {
        result = release(transaction, request);
    }
    if (result == BASE_ERROR_SUCCESS && state == MODEL_LM_PASSED && is_to_stay(row)) {
        result = release_after(transaction, row, true);
    }
    if (result == BASE_ERROR_SUCCESS && unwritten) {
        result = restore_side(transaction, row);
        if (result == BASE_ERROR_SUCCESS) {
            result = restore_type(transaction, &row->physical_media);
        }
    }
    if (result == BASE_ERROR_SUCCESS) {
        result = engine_request_finish(transaction, request, state, error);
    }
    if (result == BASE_ERROR_SUCCESS && row->operation == MODEL_LM_WRITESCRATCH) {
        result = announce_free(transaction, row);
    }
    return result;
}

/* The media of a call end together: with the first that does not pass, or all loaded. */
static base_error end_others(struct store_transaction *transaction,
                             const struct model_information *request, uint32_t state,
                             base_error error)
{
    struct store_list open = STORE_LIST_INIT;
    base_error result = store_requests_of_call(transaction, &request->info.lib_request.call, &open);

    for (uint32_t i = 0; result == BASE_ERROR_SUCCESS && i < open.count; i++) {
        const struct model_lib_request *row = &open.items[i].info.lib_request;
        if (row->operation == MODEL_LM_MOUNT &&
            (state != MODEL_LM_PASSED || row->stage == RULES_STAGE_LOADED) &&
            !base_guid_equal(&open.items[i].object.id, &request->object.id)) {
            result = end_one(transaction, &open.items[i], state, error);
        }
    }
    store_list_free(&open);
    return result;
}

base_error engine_visit_end(struct store_transaction *transaction,
                            struct model_information *request, uint32_t state, base_error error)
{
    const struct model_lib_request *row = &request->info.lib_request;
    bool with_others = row->operation == MODEL_LM_MOUNT && !base_guid_is_null(&row->call);
    base_error result;

    if (rules_request_is_finished(row->state)) {
        return BASE_ERROR_SUCCESS;
    }
    result = end_one(transaction, request, state, error);
    return result == BASE_ERROR_SUCCESS && with_others
               ? end_others(transaction, request, state, error)
               : result;
}

/* A stand-alone drive keeps what was dismounted; it has no delay (API: NTMS_DRIVEINFORMATION). */
static base_error is_standalone(struct store_transaction *transaction,
                                const struct base_guid *library, bool *standalone)
{
    struct model_information row;
    base_error error = store_object_get_stored(transaction, library, MODEL_LIBRARY, &row);

    *standalone = error == BASE_ERROR_SUCCESS &&
                  row.info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_visit_dismounted(struct store_transaction *transaction,
                                   struct model_information *request, uint32_t state,
                                   base_error error)
{
    const struct model_lib_request *row = &request->info.lib_request;
    bool deferred = state == MODEL_LM_PASSED && row->option == MODEL_LM_DISMOUNT_LATER;
    bool failed = state == MODEL_LM_FAILED && error != BASE_ERROR_BUSY;
    bool stays = false;
    base_error result = engine_request_finish(transaction, request, state, error);

    if (result == BASE_ERROR_SUCCESS && state == MODEL_LM_PASSED) {
        result = is_standalone(transaction, &row->library, &stays);
    }
    return result == BASE_ERROR_SUCCESS && (deferred || failed || stays)
               ? release_after(transaction, row, deferred && !stays)
               : result;
}

base_error engine_visit_doubt(struct store_transaction *transaction,
                              const struct base_guid *library)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_unfinished(transaction, library, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        struct model_lib_request *row = &open.items[i].info.lib_request;
        if (rules_is_visit(row->operation) && row->stage == RULES_STAGE_LOADED) {
            row->stage = RULES_STAGE_RESERVED;
            row->stage_since = port_clock_now();
            error = store_object_update(transaction, &open.items[i]);
        }
    }
    store_list_free(&open);
    return error;
}

base_error engine_visit_requeue(struct store_transaction *transaction,
                                struct model_information *request)
{
    struct model_lib_request *row = &request->info.lib_request;
    base_error error = BASE_ERROR_SUCCESS;

    if (!rules_is_visit(row->operation) || row->state == MODEL_LM_QUEUED) {
        return BASE_ERROR_SUCCESS;
    }
    error = release(transaction, request);
    row->state = MODEL_LM_QUEUED;
    row->stage = RULES_STAGE_START;
    row->stage_since = port_clock_now();
    memset(&row->drive, 0, sizeof row->drive);
    request->object.description[0] = '\0';
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, request);
}

base_error engine_visit_disown(struct store_transaction *transaction,
                               const struct model_information *inventory)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error =
        store_requests_unfinished(transaction, &inventory->info.lib_request.library, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        const struct model_lib_request *row = &open.items[i].info.lib_request;
        if (rules_is_visit(row->operation) && !has_begun(row) &&
            base_guid_equal(&row->work_item, &inventory->object.id)) {
            error = engine_visit_end(transaction, &open.items[i], MODEL_LM_CANCELLED,
                                     BASE_ERROR_SUCCESS);
        }
    }
    store_list_free(&open);
    return error;
}
