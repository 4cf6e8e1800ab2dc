/* SPDX-License-Identifier: MIT */
/*
 * API: EjectDiskFromSADrive: opens a session of its own for the one ejection. user32 is loaded when
 * a person has to be asked and not before: services use this DLL, too.
 */
#include "api/eject_disk.h"

#include "api/text.h"
#include "base/memory.h"
#include "engine/engine.h"

#include <string.h>

enum { TEXT_BYTES = API_TEXT_UNITS * 3 + 1 };

struct ejection {
    char computer[TEXT_BYTES];
    char application[TEXT_BYTES];
    char device[TEXT_BYTES];
    char title[TEXT_BYTES];
    char message[TEXT_BYTES];
};

typedef int WINAPI message_box(HWND window, LPCWSTR text, LPCWSTR caption, UINT type);

static bool ask_by_message_box(HWND window, const char *title, const char *message)
{
    static const char usual_title[] = "Removable Storage";
    static const char usual_message[] =
        "The medium is in use. Eject it all the same? Data may be lost.";
    WCHAR caption[API_TEXT_UNITS];
    WCHAR text[API_TEXT_UNITS];
    HMODULE user32 = LoadLibraryA("user32.dll");
    bool agreed = false;

    if (user32 == NULL)
        return false;
    FARPROC found = GetProcAddress(user32, "MessageBoxW");
    if (found != NULL) {
        if (title[0] == '\0')
            title = usual_title;
        if (message[0] == '\0')
            message = usual_message;
        api_text_wide.write(title, strlen(title), caption, API_TEXT_UNITS);
        api_text_wide.write(message, strlen(message), text, API_TEXT_UNITS);
        message_box *box = (message_box *)(void (*)(void))found;
        agreed = box(window, text, caption, MB_OKCANCEL | MB_ICONWARNING | MB_DEFBUTTON2) == IDOK;
    }
    FreeLibrary(user32);
    return agreed;
}

api_eject_question *api_eject_ask = ask_by_message_box;

static base_error act(struct engine_session *session, const struct ejection *call, HWND window,
                      DWORD options)
{
    static const uint32_t actions[] = {MODEL_EJECT_START, MODEL_EJECT_STOP,  MODEL_EJECT_START,
                                       MODEL_EJECT_FORCE, MODEL_EJECT_START, MODEL_EJECT_START};
    const bool wait = options >= 4;
    bool queued = false;
    base_error error = engine_disk_eject(session, call->device, actions[options], wait, &queued);

    if (options != 5 || error == BASE_ERROR_SUCCESS || (!queued && error != BASE_ERROR_BUSY))
        return error;
    if (!api_eject_ask(window, call->title, call->message))
        return BASE_ERROR_CANCELLED;
    return engine_disk_eject(session, call->device, MODEL_EJECT_FORCE, true, &queued);
}

static DWORD eject_disk(const struct api_text *text, const void *const strings[5], HWND window,
                        DWORD options)
{
    struct engine_session *session = NULL;
    struct ejection *call = base_memory_zero(1, sizeof *call);
    if (call == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    text->read(strings[0], call->computer, sizeof call->computer);
    text->read(strings[1], call->application, sizeof call->application);
    text->read(strings[2], call->device, sizeof call->device);
    text->read(strings[3], call->title, sizeof call->title);
    text->read(strings[4], call->message, sizeof call->message);
    base_error error =
        call->device[0] == '\0' || options > 5 ? BASE_ERROR_INVALID_PARAMETER : BASE_ERROR_SUCCESS;
    if (error == BASE_ERROR_SUCCESS)
        error = engine_session_open(strings[0] == NULL ? NULL : call->computer,
                                    strings[1] == NULL ? NULL : call->application, 0, &session);
    if (error == BASE_ERROR_SUCCESS)
        error = act(session, call, window, options);
    engine_session_close(session);
    base_memory_free(call);
    return error;
}

DWORD WINAPI EjectDiskFromSADriveA(LPCSTR computer_name, LPCSTR application, LPCSTR device_name,
                                   HWND window, LPCSTR title, LPCSTR message, DWORD options)
{
    const void *const strings[] = {computer_name, application, device_name, title, message};
    return eject_disk(&api_text_ansi, strings, window, options);
}

DWORD WINAPI EjectDiskFromSADriveW(LPCWSTR computer_name, LPCWSTR application, LPCWSTR device_name,
                                   HWND window, LPCWSTR title, LPCWSTR message, DWORD options)
{
    const void *const strings[] = {computer_name, application, device_name, title, message};
    return eject_disk(&api_text_wide, strings, window, options);
}
