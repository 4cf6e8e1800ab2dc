/* SPDX-License-Identifier: MIT */
#include "port/signal_win32.h"

#include <stdio.h>

#include "base/memory.h"
#include "port/name.h"

/* Everybody may wait for and set or release the objects, the system and administrators may do all.
 */
#define EVENT_RIGHTS L"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;0x100002;;;WD)"
#define MUTEX_RIGHTS L"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;0x100001;;;WD)"

#define PREFIX_SIZE 8

static HANDLE open_object(enum port_win32_kind kind, const WCHAR *name)
{
    if (kind == PORT_WIN32_EVENT)
        return OpenEventW(SYNCHRONIZE | EVENT_MODIFY_STATE, FALSE, name);
    return OpenMutexW(SYNCHRONIZE | MUTEX_MODIFY_STATE, FALSE, name);
}

/* The Ex functions, because the plain ones ask for every right on an object that exists already. */
static HANDLE create_object(enum port_win32_kind kind, const WCHAR *name,
                            SECURITY_ATTRIBUTES *attributes)
{
    if (kind == PORT_WIN32_EVENT)
        return CreateEventExW(attributes, name, 0, SYNCHRONIZE | EVENT_MODIFY_STATE);
    return CreateMutexExW(attributes, name, 0, SYNCHRONIZE | MUTEX_MODIFY_STATE);
}

static base_error wide_name(const char *prefix, const char *name, WCHAR *out)
{
    char full[PREFIX_SIZE + PORT_NAME_SIZE];
    snprintf(full, sizeof full, "%s%s", prefix, name);
    return port_win32_wide(full, out, PREFIX_SIZE + PORT_NAME_SIZE);
}

static base_error open_or_create(enum port_win32_kind kind, const WCHAR *name, bool only_existing,
                                 HANDLE *handle)
{
    SECURITY_ATTRIBUTES attributes;
    HANDLE result = NULL;
    base_error error = BASE_ERROR_SUCCESS;
    if (only_existing) {
        result = open_object(kind, name);
        if (result == NULL)
            return port_win32_error();
    } else {
        error = port_win32_attributes(kind == PORT_WIN32_EVENT ? EVENT_RIGHTS : MUTEX_RIGHTS,
                                      &attributes);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        result = create_object(kind, name, &attributes);
        if (result == NULL)
            error = port_win32_error();
        LocalFree(attributes.lpSecurityDescriptor);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    *handle = result;
    return BASE_ERROR_SUCCESS;
}

/* Denied although nothing of that name is there: this process may not make names in the namespace.
 * An object that exists but is barred must stay an error, or two processes would use two leases. */
static bool is_namespace_barred(enum port_win32_kind kind, const WCHAR *name)
{
    HANDLE handle = open_object(kind, name);
    if (handle != NULL) {
        CloseHandle(handle);
        return false;
    }
    return GetLastError() == ERROR_FILE_NOT_FOUND;
}

base_error port_win32_named(enum port_win32_kind kind, const char *name, bool only_existing,
                            HANDLE *handle)
{
    WCHAR full[PREFIX_SIZE + PORT_NAME_SIZE];
    if (!port_name_is_valid(name))
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = wide_name("Global\\", name, full);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = open_or_create(kind, full, only_existing, handle);
    if (only_existing ? error != BASE_ERROR_FILE_NOT_FOUND
                      : error != BASE_ERROR_ACCESS_DENIED || !is_namespace_barred(kind, full))
        return error;
    error = wide_name("Local\\", name, full);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    return open_or_create(kind, full, only_existing, handle);
}

static base_error wrap(HANDLE handle, struct port_signal **signal)
{
    struct port_signal *result = base_memory_zero(1, sizeof *result);
    if (result == NULL) {
        CloseHandle(handle);
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    result->handle = handle;
    *signal = result;
    return BASE_ERROR_SUCCESS;
}

base_error port_signal_create(const char *name, struct port_signal **signal)
{
    HANDLE handle = NULL;
    base_error error = BASE_ERROR_SUCCESS;
    if (name != NULL) {
        error = port_win32_named(PORT_WIN32_EVENT, name, false, &handle);
    } else {
        handle = CreateEventW(NULL, FALSE, FALSE, NULL);
        if (handle == NULL)
            error = port_win32_error();
    }
    return error == BASE_ERROR_SUCCESS ? wrap(handle, signal) : error;
}

base_error port_signal_open(const char *name, struct port_signal **signal)
{
    HANDLE handle = NULL;
    if (name == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = port_win32_named(PORT_WIN32_EVENT, name, true, &handle);
    return error == BASE_ERROR_SUCCESS ? wrap(handle, signal) : error;
}

bool port_signal_exists(const char *name)
{
    HANDLE handle = NULL;
    base_error error = port_win32_named(PORT_WIN32_EVENT, name, true, &handle);
    if (error == BASE_ERROR_SUCCESS)
        CloseHandle(handle);
    return error != BASE_ERROR_FILE_NOT_FOUND && error != BASE_ERROR_INVALID_PARAMETER;
}

void port_signal_close(struct port_signal *signal)
{
    if (signal == NULL)
        return;
    CloseHandle(signal->handle);
    base_memory_free(signal);
}

void port_signal_set(struct port_signal *signal)
{
    SetEvent(signal->handle);
}

base_error port_signal_wait_any(struct port_signal *const *signals, size_t count, uint32_t timeout,
                                size_t *index)
{
    HANDLE handles[PORT_SIGNAL_WAIT_MAX] = {NULL};
    if (count == 0 || count > PORT_SIGNAL_WAIT_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    for (size_t i = 0; i < count; i++)
        handles[i] = signals[i]->handle;
    DWORD result = WaitForMultipleObjects((DWORD)count, handles, FALSE, timeout);
    if (result == WAIT_TIMEOUT)
        return BASE_ERROR_TIMEOUT;
    if (result - WAIT_OBJECT_0 >= count)
        return port_win32_error();
    *index = result - WAIT_OBJECT_0;
    return BASE_ERROR_SUCCESS;
}

base_error port_signal_wait(struct port_signal *signal, uint32_t timeout)
{
    size_t index;
    return port_signal_wait_any(&signal, 1, timeout, &index);
}
