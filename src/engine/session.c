/* SPDX-License-Identifier: MIT */
/*
 * Sessions: who calls. A session lends its application, user and computer name to the requests that
 * are made through it (API: OpenNtmsSession; MS-RSMP notes 7 to 9).
 */
#include "base/memory.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "engine/text.h"
#include "port/guid.h"
#include "rules/access.h"

#include <string.h>

#define SESSION_APPLICATION_DEFAULT "RSM"
/* NTMS_SESSION_QUERYEXPEDITE: named by the header, without documented effect; accepted. */
#define SESSION_OPTIONS_KNOWN 0x1u
/* Longest DNS name, RFC 1035 2.3.4. */
#define SERVER_NAME_MAX 255

/* Characters that no computer name holds (NetBIOS names and DNS labels alike). */
static bool server_name_is_well_formed(const char *server)
{
    /* A leading \\ is how many programs write a computer's name. */
    if (server[0] == '\\' && server[1] == '\\') {
        server += 2;
    }
    size_t length = strlen(server);
    if (length == 0 || length > SERVER_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)server[i];
        if (c <= ' ' || strchr("\\/:*?\"<>|,;[]+=&%{}()!@#$^'`~", c) != NULL) {
            return false;
        }
    }
    return true;
}

static base_error check_server(const char *server)
{
    if (server == NULL || server[0] == '\0') {
        return BASE_ERROR_SUCCESS;
    }
    if (!server_name_is_well_formed(server)) {
        return BASE_ERROR_INVALID_COMPUTERNAME;
    }
    if (server[0] == '\\') {
        server += 2;
    }
    return port_computer_is_local(server) ? BASE_ERROR_SUCCESS : BASE_ERROR_NOT_CONNECTED;
}

static void session_describe(struct engine_session *session, const char *application)
{
    engine_text_copy(session->application, sizeof session->application, 64,
                     application != NULL ? application : SESSION_APPLICATION_DEFAULT);
    if (port_user_name(session->user, sizeof session->user) != BASE_ERROR_SUCCESS) {
        session->user[0] = '\0';
    }
    engine_text_copy(session->computer, sizeof session->computer, 64,
                     session->engine->computer_name);
}

base_error engine_session_open(const char *server, const char *application, uint32_t options,
                               struct engine_session **session)
{
    struct engine *engine = NULL;
    struct engine_session *opened = NULL;
    base_error error;

    if (engine_is_over()) {
        return BASE_ERROR_NOT_CONNECTED;
    }
    if ((options & ~SESSION_OPTIONS_KNOWN) != 0) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = check_server(server);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    opened = base_memory_zero(1, sizeof *opened);
    if (opened == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = port_guid_new(&opened->id);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_runtime_acquire(&engine);
    }
    if (error != BASE_ERROR_SUCCESS) {
        goto out;
    }
    opened->engine = engine;
    session_describe(opened, application);
    error = engine_access_check(
        opened, &engine->computer,
        rules_access_right(RULES_FUNCTION_OPEN_SESSION, RULES_SECURABLE_COMPUTER));
    if (error != BASE_ERROR_SUCCESS) {
        goto out;
    }
    *session = opened;
    return BASE_ERROR_SUCCESS;

out:
    if (engine != NULL) {
        engine_runtime_release(engine);
    }
    base_memory_free(opened);
    return error;
}

void engine_session_cancel(struct engine_session *session)
{
    struct engine *engine = session->engine;

    port_mutex_lock(&engine->change_mutex);
    session->cancelled = true;
    port_condition_wake_all(&engine->changed);
    port_mutex_unlock(&engine->change_mutex);
}

void engine_session_close(struct engine_session *session)
{
    if (session == NULL) {
        return;
    }
    engine_notification_break_all(session);
    engine_detection_close(session);
    engine_runtime_release(session->engine);
    engine_ui_lists_free(&session->ui_lists);
    store_list_free(&session->collected);
    base_memory_free(session);
}
