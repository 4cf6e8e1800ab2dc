/* SPDX-License-Identifier: MIT */
/* API: OpenNtmsSession, CloseNtmsSession. */
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "engine/engine.h"

/* Room for a text of API_TEXT_UNITS characters as UTF-8. */
enum { NAME_BYTES = API_TEXT_UNITS * 3 + 1 };

static void session_destroy(void *session)
{
    engine_session_close(session);
}

static void session_cancel(void *session)
{
    engine_session_cancel(session);
}

static HANDLE session_open(const struct api_text *text, const void *server, const void *application,
                           DWORD options)
{
    char server_name[NAME_BYTES];
    char application_name[NAME_BYTES];
    struct engine_session *session = NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;

    text->read(server, server_name, sizeof server_name);
    text->read(application, application_name, sizeof application_name);
    base_error error =
        engine_session_open(server == NULL ? NULL : server_name,
                            application == NULL ? NULL : application_name, options, &session);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = api_handle_open(API_HANDLE_SESSION, session, session_cancel, session_destroy, &handle);
    if (error != BASE_ERROR_SUCCESS)
        engine_session_close(session);
out:
    SetLastError(error);
    return handle;
}

HANDLE WINAPI OpenNtmsSessionA(LPCSTR server, LPCSTR application, DWORD options)
{
    return session_open(&api_text_ansi, server, application, options);
}

HANDLE WINAPI OpenNtmsSessionW(LPCWSTR server, LPCWSTR application, DWORD options)
{
    return session_open(&api_text_wide, server, application, options);
}

DWORD WINAPI CloseNtmsSession(HANDLE session)
{
    return api_handle_close(session, API_HANDLE_SESSION);
}
