/* SPDX-License-Identifier: MIT */
#include "engine/change_detection.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/controller.h"
#include "engine/standalone.h"
#include "port/atomic.h"
#include "store/media.h"

#include <string.h>

enum { MEDIA_TYPES_MAX = 128 };

/* ---- the list ---- */

void engine_watches_free(struct engine_watches *watches)
{
    base_memory_free(watches->items);
    watches->items = NULL;
    watches->count = watches->capacity = 0;
}

/* The mutex is held. */
static bool has_context(const struct engine_watches *watches, uint32_t context,
                        const struct engine_session *session)
{
    for (uint32_t i = 0; i < watches->count; i++) {
        const struct engine_watch *item = &watches->items[i];
        if (item->context == context && item->session == session &&
            base_guid_is_null(&item->library)) {
            return true;
        }
    }
    return false;
}

/* The mutex is held. */
static base_error append(struct engine_watches *watches, const struct engine_watch *item)
{
    if (watches->count == watches->capacity) {
        uint32_t capacity = watches->capacity * 2 + 8;
        struct engine_watch *grown =
            base_memory_resize(watches->items, capacity, sizeof *watches->items);
        if (grown == NULL) {
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        }
        watches->items = grown;
        watches->capacity = capacity;
    }
    watches->items[watches->count++] = *item;
    return BASE_ERROR_SUCCESS;
}

static bool is_watched(struct engine_watches *watches, const struct base_guid *library)
{
    bool watched = false;

    port_mutex_lock(&watches->mutex);
    for (uint32_t i = 0; i < watches->count && !watched; i++) {
        watched = base_guid_equal(&watches->items[i].library, library);
    }
    port_mutex_unlock(&watches->mutex);
    return watched;
}

static base_error add_library(struct engine_session *session, uint32_t context,
                              const struct base_guid *library)
{
    struct engine_watches *watches = &session->engine->watches;
    struct engine_watch item = {context, session, *library};
    base_error error = BASE_ERROR_SUCCESS;
    bool known = false;

    port_mutex_lock(&watches->mutex);
    for (uint32_t i = 0; i < watches->count && !known; i++) {
        known = watches->items[i].context == context &&
                base_guid_equal(&watches->items[i].library, library);
    }
    if (!known) {
        /* It may have been ended since it was looked for. */
        error = has_context(watches, context, session) ? append(watches, &item)
                                                       : BASE_ERROR_INVALID_HANDLE;
    }
    port_mutex_unlock(&watches->mutex);
    return error;
}

/* Takes one entry of the session (`context` 0: any) out of the list; false when there is none. */
static bool remove_one(struct engine_session *session, uint32_t context,
                       struct engine_watch *removed)
{
    struct engine_watches *watches = &session->engine->watches;
    bool found = false;

    port_mutex_lock(&watches->mutex);
    for (uint32_t i = 0; i < watches->count && !found; i++) {
        const struct engine_watch *item = &watches->items[i];
        if (item->session == session && (context == 0 || item->context == context)) {
            *removed = *item;
            watches->items[i] = watches->items[--watches->count];
            found = true;
        }
    }
    port_mutex_unlock(&watches->mutex);
    return found;
}

/* ---- the flag ---- */

/* Whether it is watched is asked inside the transaction, so that the last one to ask is right. */
static base_error mark(struct engine *engine, const struct base_guid *library)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(transaction, library, MODEL_LIBRARY, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        uint32_t flags = row.info.library.flags & ~(uint32_t)MODEL_LIBRARYFLAG_AUTODETECTCHANGE;
        flags |= is_watched(&engine->watches, library) ? MODEL_LIBRARYFLAG_AUTODETECTCHANGE : 0u;
        if (flags != row.info.library.flags) {
            row.info.library.flags = flags;
            error = store_object_update(transaction, &row);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Ends one context, or (0) all of the session. */
static base_error end(struct engine_session *session, uint32_t context)
{
    struct engine_watch removed;
    base_error result = BASE_ERROR_SUCCESS;

    while (remove_one(session, context, &removed)) {
        base_error error = base_guid_is_null(&removed.library)
                               ? BASE_ERROR_SUCCESS
                               : mark(session->engine, &removed.library);
        result = result == BASE_ERROR_SUCCESS ? error : result;
    }
    return result;
}

void engine_detection_close(struct engine_session *session)
{
    base_error error = end(session, 0);

    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 892, error, "a library is still marked as watched");
    }
}

/* ---- what is named ---- */

static base_error supports(struct store_transaction *transaction, const struct base_guid *library,
                           const struct base_guid *media_type, bool *does)
{
    struct base_guid types[MEDIA_TYPES_MAX];
    uint32_t count = 0;
    base_error error = store_object_enumerate(transaction, library, MODEL_MEDIA_TYPE,
                                              MODEL_ENUM_DEFAULT, types, MEDIA_TYPES_MAX, &count);

    *does = false;
    if (error == BASE_ERROR_INSUFFICIENT_BUFFER) {
        count = MEDIA_TYPES_MAX;
        error = BASE_ERROR_SUCCESS;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        *does = *does || base_guid_equal(&types[i], media_type);
    }
    return error;
}

/* Is the library meant by an object of `type`? Media stand for each library that could hold them.
 */
static base_error is_meant(struct store_transaction *transaction,
                           const struct model_information *library, const struct base_guid *id,
                           uint32_t type, bool *meant)
{
    struct model_information medium;
    base_error error = BASE_ERROR_SUCCESS;

    *meant = false;
    switch (type) {
    case MODEL_LIBRARY:
        *meant = base_guid_equal(&library->object.id, id);
        return BASE_ERROR_SUCCESS;
    case MODEL_PHYSICAL_MEDIA:
        error = store_object_get_stored(transaction, id, MODEL_PHYSICAL_MEDIA, &medium);
        return error != BASE_ERROR_SUCCESS
                   ? error
                   : supports(transaction, &library->object.id,
                              &medium.info.physical_media.media_type, meant);
    default:
        return supports(transaction, &library->object.id, id, meant);
    }
}

/* Row 7 comes before the rows 8 and 9. */
static base_error check(struct store_transaction *transaction, const struct base_guid *ids,
                        uint32_t type, uint32_t count)
{
    base_error result = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t stored = MODEL_UNKNOWN;
        base_error error = store_object_type(transaction, &ids[i], &stored);
        if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
            result = type == MODEL_LIBRARY ? BASE_ERROR_INVALID_LIBRARY : BASE_ERROR_INVALID_MEDIA;
        } else if (error != BASE_ERROR_SUCCESS) {
            return error;
        } else if (stored != type) {
            return BASE_ERROR_INVALID_PARAMETER;
        }
    }
    return result;
}

/* Leaves those of `libraries` that are drives alone, there and named. */
static base_error choose(struct store_transaction *transaction, const struct base_guid *ids,
                         uint32_t type, uint32_t count, struct store_list *libraries)
{
    base_error error = store_children(transaction, NULL, MODEL_LIBRARY, libraries);
    uint32_t kept = 0;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < libraries->count; i++) {
        const struct model_information *library = &libraries->items[i];
        bool meant = false;
        bool possible =
            engine_standalone_is(library) && library->object.operational_state != MODEL_NOT_PRESENT;
        for (uint32_t k = 0; error == BASE_ERROR_SUCCESS && possible && !meant && k < count; k++) {
            error = is_meant(transaction, library, &ids[k], type, &meant);
        }
        if (meant) {
            libraries->items[kept++] = libraries->items[i];
        }
    }
    libraries->count = error == BASE_ERROR_SUCCESS ? kept : libraries->count;
    return error;
}

/* The drive is looked into as soon as whoever drives the library comes to it. */
static void poll(struct engine *engine, const struct base_guid *library)
{
    uint32_t count = port_atomic_load_u32(&engine->controller_count);

    for (uint32_t i = 0; i < count; i++) {
        if (base_guid_equal(&engine->controllers[i]->library, library)) {
            engine_controller_poll(engine->controllers[i]);
        }
    }
}

/* ---- the calls ---- */

base_error engine_detection_begin(struct engine_session *session, uint32_t *context)
{
    struct engine_watches *watches = &session->engine->watches;
    struct engine_watch item = {.session = session};

    port_mutex_lock(&watches->mutex);
    item.context = ++watches->last_context;
    base_error error = append(watches, &item);
    port_mutex_unlock(&watches->mutex);
    if (error == BASE_ERROR_SUCCESS) {
        *context = item.context;
    }
    return error;
}

static base_error watch(struct engine_session *session, uint32_t context,
                        const struct store_list *libraries)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < libraries->count; i++) {
        const struct base_guid *library = &libraries->items[i].object.id;
        if (context != 0) {
            error = add_library(session, context, library);
        }
        if (error == BASE_ERROR_SUCCESS && context != 0) {
            error = mark(session->engine, library);
        }
        if (error == BASE_ERROR_SUCCESS) {
            poll(session->engine, library);
        }
    }
    return error;
}

static bool is_open(struct engine_session *session, uint32_t context)
{
    struct engine_watches *watches = &session->engine->watches;

    port_mutex_lock(&watches->mutex);
    bool open = has_context(watches, context, session);
    port_mutex_unlock(&watches->mutex);
    return open;
}

base_error engine_detection_set(struct engine_session *session, uint32_t context,
                                const struct base_guid *ids, uint32_t type, uint32_t count)
{
    struct store_transaction *transaction = NULL;
    struct store_list libraries = STORE_LIST_INIT;
    base_error error;

    if (context != 0 && !is_open(session, context)) {
        return BASE_ERROR_INVALID_HANDLE;
    }
    if (ids == NULL || count == 0 ||
        (type != MODEL_LIBRARY && type != MODEL_MEDIA_TYPE && type != MODEL_PHYSICAL_MEDIA)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = store_begin_read(session->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = check(transaction, ids, type, count);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = choose(transaction, ids, type, count, &libraries);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = watch(session, context, &libraries);
    }
    store_list_free(&libraries);
    return error;
}

base_error engine_detection_end(struct engine_session *session, uint32_t context)
{
    return context == 0 || !is_open(session, context) ? BASE_ERROR_INVALID_HANDLE
                                                      : end(session, context);
}
