/* SPDX-License-Identifier: MIT */
/*
 * GetNtmsUIOptions, SetNtmsUIOptions. Names are kept in the order in which they were added and
 * compared without regard to the case of A to Z; whether such a computer exists is nobody's
 * business here.
 */
#include "engine/ui_destinations.h"

#include "base/utf16.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "engine/text.h"
#include "rules/access.h"

#include <string.h>

/* NTMS_COMPUTERNAME_LENGTH, the terminating zero included. */
#define COMPUTER_UNITS 64

/* An application has no list of errors: none can be its own. */
static bool list_exists(const struct base_guid *source, uint32_t kind)
{
    return kind >= MODEL_UITYPE_INFO && kind <= MODEL_UITYPE_ERR &&
           (source != NULL || kind != MODEL_UITYPE_ERR);
}

/* The computer or a library, and that the caller has the right to what `function` does with it. */
static base_error find_source(struct engine_session *session, struct store_transaction *transaction,
                              enum rules_function function, const struct base_guid *source)
{
    uint32_t type = MODEL_UNKNOWN;
    base_error error = store_object_type(transaction, source, &type);

    if (error == BASE_ERROR_SUCCESS && type != MODEL_COMPUTER && type != MODEL_LIBRARY) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == BASE_ERROR_SUCCESS) {
        struct rules_access access = rules_access_needed(function, type);
        error = engine_access_check(session, source, access.need[0].right);
    }
    return error;
}

/* ---- the lists of a session ---- */

void engine_ui_lists_free(struct engine_ui_lists *lists)
{
    for (size_t i = 0; i < ENGINE_UI_KINDS; i++) {
        base_buffer_release(&lists->names[i]);
    }
}

/* Where the name stands in the list; its length when it does not. */
static size_t find_name(const struct base_buffer *names, const char *computer)
{
    size_t at = 0;

    while (at < names->length) {
        const char *name = (const char *)names->data + at;
        if (engine_text_same(name, computer)) {
            break;
        }
        at += strlen(name) + 1;
    }
    return at;
}

static base_error add_name(struct base_buffer *names, const char *computer)
{
    if (find_name(names, computer) < names->length) {
        return BASE_ERROR_ALREADY_EXISTS;
    }
    base_error error = base_buffer_append(names, computer, strlen(computer) + 1);
    names->failed = false; /* the list stays usable */
    return error;
}

static base_error remove_name(struct base_buffer *names, const char *computer)
{
    size_t at = find_name(names, computer);

    if (at == names->length) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    size_t size = strlen((const char *)names->data + at) + 1;
    memmove(names->data + at, names->data + at + size, names->length - at - size);
    names->length -= size;
    return BASE_ERROR_SUCCESS;
}

static base_error get_own(struct engine_session *session, uint32_t kind, struct base_buffer *out)
{
    struct engine_ui_lists *lists = &session->ui_lists;
    const struct base_buffer *names = &lists->names[kind - MODEL_UITYPE_INFO];

    port_mutex_lock(&lists->mutex);
    base_error error = base_buffer_append(out, names->data, names->length);
    port_mutex_unlock(&lists->mutex);
    return error;
}

static base_error set_own(struct engine_session *session, uint32_t kind, uint32_t operation,
                          const char *computer)
{
    struct engine_ui_lists *lists = &session->ui_lists;
    struct base_buffer *names = &lists->names[kind - MODEL_UITYPE_INFO];
    base_error error = BASE_ERROR_SUCCESS;

    port_mutex_lock(&lists->mutex);
    if (operation == MODEL_UIDEST_ADD) {
        error = add_name(names, computer);
    } else if (operation == MODEL_UIDEST_DELETE) {
        error = remove_name(names, computer);
    } else {
        base_buffer_release(names);
    }
    port_mutex_unlock(&lists->mutex);
    return error;
}

/* ---- the lists in the database ---- */

static base_error get_stored(struct engine_session *session, const struct base_guid *source,
                             uint32_t kind, struct base_buffer *out)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(session->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = find_source(session, transaction, RULES_FUNCTION_GET_UI_OPTIONS, source);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_ui_get(transaction, source, kind, out);
    }
    store_rollback(transaction);
    return error;
}

static base_error set_stored(struct engine_session *session, const struct base_guid *source,
                             uint32_t kind, uint32_t operation, const char *computer)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = find_source(session, transaction, RULES_FUNCTION_SET_UI_OPTIONS, source);
    if (error == BASE_ERROR_SUCCESS) {
        error = operation == MODEL_UIDEST_ADD
                    ? store_ui_add(transaction, source, kind, computer)
                    : store_ui_remove(transaction, source, kind, computer);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

/* ---- calls ---- */

base_error engine_ui_get(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, struct base_buffer *computers)
{
    if (!list_exists(source, kind)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    return source == NULL ? get_own(session, kind, computers)
                          : get_stored(session, source, kind, computers);
}

base_error engine_ui_set(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, uint32_t operation, const char *computer)
{
    if (!list_exists(source, kind) || operation < MODEL_UIDEST_ADD ||
        operation > MODEL_UIDEST_DELETEALL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (operation == MODEL_UIDEST_DELETEALL) {
        computer = NULL;
    } else if (computer == NULL || base_utf16_size(computer, strlen(computer)) >= COMPUTER_UNITS) {
        return BASE_ERROR_INVALID_PARAMETER;
    } else if (computer[0] == '\0') {
        computer = session->computer;
    }
    return source == NULL ? set_own(session, kind, operation, computer)
                          : set_stored(session, source, kind, operation, computer);
}
