/* SPDX-License-Identifier: MIT */
#include "port/volume.h"

#include "port/win32.h"

#include <stdio.h>
#include <string.h>
#include <winioctl.h>

enum { DEVICE_NAME_SIZE = 512 };

static const WCHAR DEVICES[] = {'\\', '\\', '.', '\\', 0};

/* Which device it is. ERROR_INVALID_FUNCTION: one that has no number, hence no volume either. */
static base_error device_number(const WCHAR *name, STORAGE_DEVICE_NUMBER *number)
{
    DWORD returned = 0;
    base_error error = BASE_ERROR_SUCCESS;
    HANDLE device =
        CreateFileW(name, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);

    if (device == INVALID_HANDLE_VALUE) {
        error = port_win32_error();
        return error == BASE_ERROR_PATH_NOT_FOUND ? BASE_ERROR_FILE_NOT_FOUND : error;
    }
    memset(number, 0, sizeof *number);
    if (!DeviceIoControl(device, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, number, sizeof *number,
                         &returned, NULL)) {
        error = port_win32_error();
    } else if (returned < sizeof *number) {
        error = BASE_ERROR_INVALID_FUNCTION;
    }
    CloseHandle(device);
    return error;
}

/* Another one on the same disk has another partition number; a whole disk has none. */
static bool lies_on(const STORAGE_DEVICE_NUMBER *volume, const STORAGE_DEVICE_NUMBER *device)
{
    const bool part = device->PartitionNumber != 0 && device->PartitionNumber != (DWORD)-1;

    return volume->DeviceType == device->DeviceType &&
           volume->DeviceNumber == device->DeviceNumber &&
           (!part || volume->PartitionNumber == device->PartitionNumber);
}

static size_t length_of(const WCHAR *text)
{
    size_t length = 0;

    while (text[length] != 0) {
        length++;
    }
    return length;
}

/* `name` is what the enumeration gave, with the backslash at its end. */
static bool is_volume_of(const WCHAR *name, const STORAGE_DEVICE_NUMBER *device)
{
    STORAGE_DEVICE_NUMBER number;
    WCHAR node[PORT_VOLUME_NAME_SIZE];
    size_t length = length_of(name);

    if (length == 0 || length >= PORT_VOLUME_NAME_SIZE) {
        return false;
    }
    memcpy(node, name, length * sizeof *node);
    node[length - (name[length - 1] == '\\' ? 1 : 0)] = 0;
    return device_number(node, &number) == BASE_ERROR_SUCCESS && lies_on(&number, device);
}

/* The first of the places where the volume is to be found that is a letter. */
static void find_letter(const WCHAR *name, char letter[PORT_VOLUME_LETTER_SIZE])
{
    WCHAR paths[1024];
    DWORD length = 0;

    letter[0] = '\0';
    if (!GetVolumePathNamesForVolumeNameW(name, paths, sizeof paths / sizeof *paths, &length)) {
        return;
    }
    for (const WCHAR *path = paths; *path != 0; path += length_of(path) + 1) {
        if (length_of(path) == 3 && path[1] == ':' && path[0] < 0x80) {
            (void)snprintf(letter, PORT_VOLUME_LETTER_SIZE, "%c:\\", (char)path[0]);
            return;
        }
    }
}

static void find_volume(const STORAGE_DEVICE_NUMBER *device, struct port_volume *volume)
{
    WCHAR name[PORT_VOLUME_NAME_SIZE];
    HANDLE search = FindFirstVolumeW(name, PORT_VOLUME_NAME_SIZE);
    bool found = false;

    while (search != INVALID_HANDLE_VALUE && !found) {
        found = is_volume_of(name, device);
        if (!found && !FindNextVolumeW(search, name, PORT_VOLUME_NAME_SIZE)) {
            break;
        }
    }
    if (found) {
        (void)port_win32_narrow(name, length_of(name), volume->name, sizeof volume->name);
        find_letter(name, volume->letter);
    }
    if (search != INVALID_HANDLE_VALUE) {
        FindVolumeClose(search);
    }
}

/* A letter is given with or without the backslash of its root. */
static base_error node_name(const char *device, WCHAR node[DEVICE_NAME_SIZE])
{
    const size_t skip = device[0] == '\\' ? 0 : sizeof DEVICES / sizeof *DEVICES - 1;
    base_error error = port_win32_wide(device, node + skip, DEVICE_NAME_SIZE - skip);
    size_t length;

    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_FILENAME_EXCED_RANGE ? BASE_ERROR_FILE_NOT_FOUND : error;
    }
    memcpy(node, skip > 0 ? DEVICES : node, skip * sizeof *node);
    length = length_of(node);
    if (length > 0 && node[length - 1] == '\\') {
        node[length - 1] = 0;
    }
    return BASE_ERROR_SUCCESS;
}

base_error port_volume_of_device(const char *device, struct port_volume *volume)
{
    STORAGE_DEVICE_NUMBER number;
    struct port_volume found = {"", ""};
    WCHAR node[DEVICE_NAME_SIZE];
    base_error error = node_name(device, node);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_number(node, &number);
    }
    if (error == BASE_ERROR_SUCCESS) {
        find_volume(&number, &found);
    } else if (error != BASE_ERROR_INVALID_FUNCTION && error != BASE_ERROR_NOT_SUPPORTED) {
        return error;
    }
    *volume = found;
    return BASE_ERROR_SUCCESS;
}
