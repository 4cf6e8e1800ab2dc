/* SPDX-License-Identifier: MIT */
/*
 * UpdateNtmsOmidInfo: an application tells which label it has written. The label libraries judge a
 * raw label before the database is opened: plug-ins may take their time.
 */
#include "base/memory.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/identify.h"
#include "engine/labels.h"
#include "engine/media_rows.h"
#include "engine/request.h"
#include "engine/volume_label.h"
#include "rules/access.h"

#include <string.h>

/* One call under way. */
struct update {
    struct engine_session *session;
    struct store_transaction *transaction;
    const struct base_guid *logical;
    struct engine_media media;
    struct model_information side;
};

/* The side behind the logical medium, its cartridge, and the right on the library. */
static base_error find(struct update *work)
{
    struct model_information row;
    base_error error =
        store_object_get_stored(work->transaction, work->logical, MODEL_LOGICAL_MEDIA, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_side_of_logical(work->transaction, work->logical, &work->side);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_read(work->transaction, &work->side.info.partition.physical_media,
                                  &work->media);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return engine_access_check(
            work->session, &work->media.library.object.id,
            rules_access_right(RULES_FUNCTION_UPDATE_OMID, RULES_SECURABLE_LIBRARY));
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_INVALID_MEDIA : error;
}

static base_error record(struct update *work)
{
    const struct engine *engine = work->session->engine;
    struct model_information request;
    base_error error = store_object_update(work->transaction, &work->side);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_request_init(&request, work->session, engine, MODEL_LM_UPDATEOMID,
                        &work->media.library.object.id);
    request.info.lib_request.partition = work->side.object.id;
    request.info.lib_request.physical_media = work->media.medium.object.id;
    return engine_request_insert_passed(work->transaction, &request);
}

/* Success when the first checks are passed; nothing is changed. */
static base_error check(struct engine_session *session, const struct base_guid *logical)
{
    struct update work = {.session = session, .logical = logical, .media = ENGINE_MEDIA_INIT};
    base_error error = store_begin_read(session->engine->store, &work.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = find(&work);
    }
    store_rollback(work.transaction);
    engine_media_free(&work.media);
    return error;
}

/* A label read from the caller's bytes. */
static base_error identify(struct engine *engine, const uint8_t *raw, uint32_t length,
                           struct label_found *found)
{
    struct label_library *labels = NULL;
    base_error error = engine_labels(engine, &labels);

    if (error == BASE_ERROR_SUCCESS) {
        error = label_library_identify(labels, raw, length, found);
    }
    return error == BASE_ERROR_SUCCESS && !found->claimed ? BASE_ERROR_BAD_FORMAT : error;
}

static base_error store_label(struct engine_session *session, const struct base_guid *logical,
                              const struct label_found *found)
{
    struct update work = {.session = session, .logical = logical, .media = ENGINE_MEDIA_INIT};
    base_error error = store_begin_write(session->engine->store, &work.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = find(&work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_identify_set_label(&work.side.info.partition, found);
        error = record(&work);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(work.transaction);
        work.transaction = NULL;
    }
    store_rollback(work.transaction);
    engine_media_free(&work.media);
    return error;
}

base_error engine_label_update(struct engine_session *session, const struct base_guid *logical,
                               const uint8_t *raw, uint32_t raw_length,
                               const struct engine_volume_label *volume)
{
    struct label_found *found = NULL;
    base_error error = check(session, logical);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    found = base_memory_zero(1, sizeof *found);
    if (found == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    if (raw != NULL) {
        error = identify(session->engine, raw, raw_length, found);
    } else {
        engine_volume_label_found(found, volume);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_label(session, logical, found);
    }
    base_memory_free(found);
    return error;
}
