/* SPDX-License-Identifier: MIT */
/* API: SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest, CancelNtmsOperatorRequest,
 * SatisfyNtmsOperatorRequest. */
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "engine/engine.h"

/* Room for a text of API_TEXT_UNITS characters as UTF-8. */
enum { MESSAGE_BYTES = API_TEXT_UNITS * 3 + 1 };

static base_error operator_submit(struct engine_session *session, const struct api_text *text,
                                  DWORD command, const void *message, const void *first,
                                  const void *second, void *request)
{
    char read[MESSAGE_BYTES];
    struct engine_operator_wish wish = {.command = command};
    struct base_guid ids[2];
    struct base_guid made;

    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    if (message != NULL) {
        text->read(message, read, sizeof read);
        wish.message = read;
    }
    if (first != NULL) {
        ids[0] = api_guid_read(first);
        wish.first = &ids[0];
    }
    if (second != NULL) {
        ids[1] = api_guid_read(second);
        wish.second = &ids[1];
    }
    base_error error = engine_operator_submit(session, &wish, &made);
    if (error == BASE_ERROR_SUCCESS)
        api_guid_write(request, &made);
    return error;
}

static base_error operator_wait(struct engine_session *session, const void *request, DWORD timeout)
{
    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    return engine_operator_wait(session, &id, timeout);
}

static base_error operator_cancel(struct engine_session *session, const void *request)
{
    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    return engine_operator_cancel(session, &id);
}

static base_error operator_satisfy(struct engine_session *session, const void *request)
{
    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    return engine_operator_satisfy(session, &id);
}

DWORD WINAPI SubmitNtmsOperatorRequestA(HANDLE session, DWORD command, LPCSTR message,
                                        LPNTMS_GUID first, LPNTMS_GUID second, LPNTMS_GUID request)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        operator_submit(opened, &api_text_ansi, command, message, first, second, request);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SubmitNtmsOperatorRequestW(HANDLE session, DWORD command, LPCWSTR message,
                                        LPNTMS_GUID first, LPNTMS_GUID second, LPNTMS_GUID request)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        operator_submit(opened, &api_text_wide, command, message, first, second, request);
    api_handle_release(session);
    return error;
}

DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE session, LPNTMS_GUID request, DWORD timeout)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = operator_wait(opened, request, timeout);
    api_handle_release(session);
    return error;
}

DWORD WINAPI CancelNtmsOperatorRequest(HANDLE session, LPNTMS_GUID request)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = operator_cancel(opened, request);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE session, LPNTMS_GUID request)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = operator_satisfy(opened, request);
    api_handle_release(session);
    return error;
}
