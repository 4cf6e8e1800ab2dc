/* SPDX-License-Identifier: MIT */
/*
 * MountNtmsMedia. One NTMS_LM_MOUNT request for each medium that is not in a drive for this session
 * already, all with the same call; the library's controller brings them into drives. The caller
 * waits here, looking once after each change of the database, and when he does not want to wait any
 * longer he ends what has not passed and releases what has, in one transaction.
 */
#include "base/memory.h"
#include "engine/engine.h"
#include "engine/mount_facts.h"
#include "engine/request.h"
#include "engine/visit.h"
#include "port/guid.h"
#include "rules/request_state.h"

#include <string.h>

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

/* ---- queueing ---- */

static bool is_pending(const struct engine_named_medium *named)
{
    return !base_guid_is_null(&named->request);
}

static base_error queue_one(struct engine_mount_call *call, struct engine_named_medium *named,
                            const struct engine_mount_wish *wish, const struct base_guid *id,
                            int64_t deadline)
{
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;
    base_error error;

    engine_request_init(&request, call->session, call->session->engine, MODEL_LM_MOUNT,
                        &call->library);
    row->partition = named->side;
    row->physical_media = named->medium;
    row->drive = named->drive;
    row->slot = named->slot;
    row->priority = wish->priority;
    row->argument = wish->options;
    row->call = *id;
    row->session = call->session->id;
    row->deadline = deadline;
    error = engine_request_insert(call->transaction, &request);
    named->request = request.object.id;
    return error;
}

/* `*queued` tells whether there is anything to wait for. */
static base_error queue_all(struct engine_mount_call *call, const struct engine_mount_wish *wish,
                            bool *queued)
{
    bool limited = wish->timeout != PORT_INFINITE && (wish->options & MODEL_MOUNT_NOWAIT) == 0;
    int64_t deadline = limited ? port_clock_now() + wish->timeout : 0;
    struct base_guid id;
    base_error error = port_guid_new(&id);

    *queued = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        if (!call->media[i].held) {
            *queued = true;
            error = queue_one(call, &call->media[i], wish, &id, deadline);
        }
    }
    /* Nothing can be brought anywhere in no time. */
    return error == BASE_ERROR_SUCCESS && *queued && limited && wish->timeout == 0
               ? BASE_ERROR_TIMEOUT
               : error;
}

/* Looks, checks and queues in one transaction. */
static base_error begin_mount(struct engine_mount_call *call, const struct engine_mount_wish *wish,
                              const struct base_guid *drives, struct rules_mount_facts *facts,
                              bool *queued)
{
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_mount_facts_gather(call, wish, drives, &facts->facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_mount(facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = queue_all(call, wish, queued);
    }
    if (error == BASE_ERROR_SUCCESS && *queued) {
        return store_commit(call->transaction);
    }
    store_rollback(call->transaction);
    return error;
}

/* ---- waiting ---- */

/* Somebody erases requests as soon as they are over: how this one ended, its drive tells. */
static base_error look_at_drive(struct engine_mount_call *call, struct engine_named_medium *named)
{
    base_error error = store_begin_read(call->session->engine->store, &call->transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_mount_find_holder(call, named);
    store_rollback(call->transaction);
    return error == BASE_ERROR_SUCCESS && !named->held ? BASE_ERROR_CANCELLED : error;
}

/* Looks at the first request that is not known to have passed, and at the next one only when it
 * has. `*next` is the index of the medium to look at. */
static base_error look(struct engine_mount_call *call, uint32_t *next)
{
    for (; *next < call->count; (*next)++) {
        struct engine_named_medium *named = &call->media[*next];
        struct model_information request;
        const struct model_lib_request *row = &request.info.lib_request;
        base_error error = BASE_ERROR_SUCCESS;

        if (!is_pending(named) || named->held) {
            continue;
        }
        error = store_information_read(call->session->engine->store, &named->request,
                                       MODEL_LIBREQUEST, &request);
        if (is_missing(error)) {
            error = look_at_drive(call, named);
            if (error == BASE_ERROR_SUCCESS) {
                continue;
            }
        }
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
        if (!rules_request_is_finished(row->state)) {
            return BASE_ERROR_SUCCESS;
        }
        if (row->state != MODEL_LM_PASSED) {
            return rules_mount_result(row->state, row->error);
        }
        named->drive = row->drive;
    }
    return BASE_ERROR_SUCCESS;
}

static base_error await_end(struct engine_mount_call *call, int64_t until)
{
    uint32_t seen = engine_runtime_change(call->session->engine);
    uint32_t next = 0;
    base_error error;

    /* Numbered before it is looked at: a change in between ends the wait at once. */
    for (;;) {
        error = look(call, &next);
        if (error != BASE_ERROR_SUCCESS || next == call->count) {
            return error;
        }
        error = engine_runtime_await_change(call->session, until, &seen);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
    }
}

/* ---- giving up ---- */

/* A medium that is ready in its drive, though its caller is told that the mount has failed. */
static base_error release_passed(struct engine_mount_call *call,
                                 const struct model_lib_request *request)
{
    struct model_information drive;
    base_error error = store_object_get(call->transaction, &request->drive, MODEL_DRIVE, &drive);

    if (error == BASE_ERROR_SUCCESS &&
        base_guid_equal(&drive.info.drive.mounted_by, &call->session->id) &&
        base_guid_equal(&drive.info.drive.saved_partition, &request->partition)) {
        error = engine_drive_release(call->transaction, &request->drive, 0);
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

/* Whatever has become of the request meanwhile: it passed, it ended otherwise (`*why` becomes what
 * the caller is told), or it ends now. */
static base_error end_one(struct engine_mount_call *call, struct engine_named_medium *named,
                          base_error *why, bool *passed)
{
    struct model_information request;
    const struct model_lib_request *row = &request.info.lib_request;
    uint32_t state = *why == BASE_ERROR_TIMEOUT ? MODEL_LM_FAILED : MODEL_LM_CANCELLED;
    base_error error =
        store_object_get(call->transaction, &named->request, MODEL_LIBREQUEST, &request);

    if (is_missing(error)) {
        error = engine_mount_find_holder(call, named);
        *passed = named->held;
        return error;
    }
    *passed = error == BASE_ERROR_SUCCESS && row->state == MODEL_LM_PASSED;
    if (error != BASE_ERROR_SUCCESS || *passed) {
        named->drive = *passed ? row->drive : named->drive;
        return error;
    }
    if (rules_request_is_finished(row->state)) {
        *why = rules_mount_result(row->state, row->error);
        return BASE_ERROR_SUCCESS;
    }
    return engine_visit_end(call->transaction, &request, state, *why);
}

static base_error release_all_passed(struct engine_mount_call *call)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        struct model_information request;
        if (!is_pending(&call->media[i])) {
            continue;
        }
        error = store_object_get(call->transaction, &call->media[i].request, MODEL_LIBREQUEST,
                                 &request);
        if (error == BASE_ERROR_SUCCESS && request.info.lib_request.state == MODEL_LM_PASSED) {
            error = release_passed(call, &request.info.lib_request);
        }
        error = is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    return error;
}

/*
 * The caller waits no longer, or has been told that one of his media cannot be had: all or none.
 * Returns what he is told; success when all have passed after all.
 */
static base_error give_up(struct engine_mount_call *call, base_error why)
{
    base_error told = BASE_ERROR_SUCCESS;
    bool all_passed = true;
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        bool passed = true;
        base_error reason = why;
        if (is_pending(&call->media[i])) {
            error = end_one(call, &call->media[i], &reason, &passed);
        }
        /* The first that ended by itself says why; those that end with it repeat it. */
        told = told == BASE_ERROR_SUCCESS && !passed ? reason : told;
        all_passed = all_passed && passed;
    }
    if (error == BASE_ERROR_SUCCESS && !all_passed) {
        error = release_all_passed(call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(call->transaction);
    } else {
        store_rollback(call->transaction);
    }
    /* What could not be recorded, the deadline will end. */
    return error == BASE_ERROR_SUCCESS ? told : why;
}

/* ---- the call ---- */

static base_error mount(struct engine_mount_call *call, const struct engine_mount_wish *wish,
                        struct base_guid *drives, struct rules_mount_facts *facts)
{
    int64_t until =
        wish->timeout == PORT_INFINITE ? INT64_MAX : port_clock_monotonic() + wish->timeout;
    bool queued = false;
    base_error error = begin_mount(call, wish, drives, facts, &queued);

    if (error != BASE_ERROR_SUCCESS || (wish->options & MODEL_MOUNT_NOWAIT) != 0) {
        return error;
    }
    if (queued) {
        error = await_end(call, until);
    }
    if (error != BASE_ERROR_SUCCESS) {
        error = give_up(call, error);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        drives[i] = call->media[i].drive;
    }
    return error;
}

base_error engine_mount(struct engine_session *session, const struct engine_mount_wish *wish,
                        struct base_guid *drives)
{
    struct rules_mount_facts facts = {.media_given = true,
                                      .count = wish->count,
                                      .options = wish->options,
                                      .priority = wish->priority};
    struct engine_mount_call call = {.session = session, .count = wish->count};
    base_error error = rules_check_mount_arguments(&facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    call.media = base_memory_zero(wish->count, sizeof *call.media);
    if (call.media == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = mount(&call, wish, drives, &facts);
    base_memory_free(call.media);
    return error;
}
