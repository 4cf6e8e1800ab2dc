/* SPDX-License-Identifier: MIT */
#include <windows.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

struct vtl_client {
    HANDLE device;
};

/* ---- configuration ---- */

void vtl_config_default(struct vtl_client_library *library, uint32_t index)
{
    memset(library, 0, sizeof *library);
    library->number = index;
    library->first_tape = index * 8;
    library->slots = 20;
    library->drives = 2;
    library->ports = 1;
    library->barcode_reader = 1;
    library->first_port = 16;
    library->first_drive = 256;
    library->first_slot = 1000;
    library->class_changer = library->class_tape = library->class_storage = 1;
    library->dvcid = 1;
    library->must_unload = 1;
    library->exclusive = 1;
    snprintf(library->vendor, sizeof library->vendor, "NTMSVTL");
    snprintf(library->product, sizeof library->product, "VIRTUAL LIBRARY");
    snprintf(library->serial, sizeof library->serial, "VTLCHG%04u", index);
    snprintf(library->drive_vendor, sizeof library->drive_vendor, "NTMSVTL");
    snprintf(library->drive_product, sizeof library->drive_product, "VIRTUAL TAPE");
    snprintf(library->drive_serial, sizeof library->drive_serial, "VTLDRV%02u", index);
}

void vtl_config_drive_default(struct vtl_client_drive *drive, uint32_t index)
{
    memset(drive, 0, sizeof *drive);
    drive->number = 200 + index;
    drive->class_tape = drive->class_storage = 1;
    drive->exclusive = 1;
    snprintf(drive->vendor, sizeof drive->vendor, "NTMSVTL");
    snprintf(drive->product, sizeof drive->product, "VIRTUAL TAPE");
    snprintf(drive->serial, sizeof drive->serial, "VTLSA%04u", index);
}

struct number_value {
    const char *name;
    uint32_t value;
};

static uint32_t write_numbers(HKEY key, const struct number_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        LSTATUS status = RegSetValueExA(key, values[i].name, 0, REG_DWORD,
                                        (const BYTE *)&values[i].value, sizeof values[i].value);
        if (status != ERROR_SUCCESS)
            return (uint32_t)status;
    }
    return 0;
}

static uint32_t write_text(HKEY key, const char *name, const char *text)
{
    return (uint32_t)RegSetValueExA(key, name, 0, REG_SZ, (const BYTE *)text,
                                    (DWORD)strlen(text) + 1);
}

/* Lines become a REG_MULTI_SZ. */
static uint32_t write_lines(HKEY key, const char *name, const char *lines)
{
    size_t length = strlen(lines);
    char *copy = malloc(length + 2);
    if (copy == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        char c = lines[i] == '\n' ? '\0' : lines[i];
        if (c != '\0' || (used > 0 && copy[used - 1] != '\0'))
            copy[used++] = c;
    }
    if (used > 0 && copy[used - 1] != '\0')
        copy[used++] = '\0';
    copy[used++] = '\0';
    LSTATUS status = RegSetValueExA(key, name, 0, REG_MULTI_SZ, (const BYTE *)copy, (DWORD)used);
    free(copy);
    return (uint32_t)status;
}

/* Whole programs are run once more on devices as Linux with Wine has them. */
static bool is_linux(uint32_t wanted)
{
    const char *devices = getenv("NTMS_TEST_DEVICES");
    return wanted != 0 || (devices != NULL && strcmp(devices, "linux") == 0);
}

static uint32_t write_library(HKEY key, const struct vtl_client_library *library)
{
    const struct number_value values[] = {
        {"Number", library->number},
        {"FirstTape", library->first_tape},
        {"Slots", library->slots},
        {"Drives", library->drives},
        {"Ports", library->ports},
        {"Door", library->door},
        {"BarcodeReader", library->barcode_reader},
        {"FirstTransport", library->first_transport},
        {"FirstSlot", library->first_slot},
        {"FirstPort", library->first_port},
        {"FirstDrive", library->first_drive},
        {"ClassChanger", library->class_changer},
        {"ClassTape", library->class_tape},
        {"ClassStorage", library->class_storage},
        {"Dvcid", library->dvcid},
        {"ElementScsiAddress", library->element_scsi_address},
        {"HidesCleaning", library->hides_cleaning},
        {"MustUnload", library->must_unload},
        {"PortManual", library->port_manual},
        {"NoExchange", library->no_exchange},
        {"SlotGap", library->slot_gap},
        {"SlotGapAfter", library->slot_gap_after},
        {"AnswerElements", library->answer_elements},
        {"TagPadding", library->tag_padding},
        {"Attention", library->attention},
        {"MoveMs", library->move_ms},
        {"InitializeMs", library->initialize_ms},
        {"ExtendMs", library->extend_ms},
        {"LoadMs", library->load_ms},
        {"UnloadMs", library->unload_ms},
        {"RewindMs", library->rewind_ms},
        {"TransferMs", library->transfer_ms},
        {"CleaningMs", library->cleaning_ms},
        {"CapacityMb", library->capacity_mb},
        {"Exclusive", library->exclusive},
        {"NeedsLoad", library->needs_load},
        {"BlockLength", library->block_length},
        {"Linux", is_linux(library->real_linux)},
    };
    uint32_t error = write_numbers(key, values, sizeof values / sizeof values[0]);
    if (error == 0)
        error = write_text(key, "Vendor", library->vendor);
    if (error == 0)
        error = write_text(key, "Product", library->product);
    if (error == 0)
        error = write_text(key, "Serial", library->serial);
    if (error == 0)
        error = write_text(key, "DriveVendor", library->drive_vendor);
    if (error == 0)
        error = write_text(key, "DriveProduct", library->drive_product);
    if (error == 0)
        error = write_text(key, "DriveSerial", library->drive_serial);
    if (error == 0 && library->drive_types != NULL)
        error = write_lines(key, "DriveTypes", library->drive_types);
    if (error == 0 && library->cartridges != NULL)
        error = write_lines(key, "Cartridges", library->cartridges);
    return error;
}

static uint32_t write_drive(HKEY key, const struct vtl_client_drive *drive)
{
    const struct number_value values[] = {
        {"Number", drive->number},
        {"ClassTape", drive->class_tape},
        {"ClassStorage", drive->class_storage},
        {"Attention", drive->attention},
        {"LoadMs", drive->load_ms},
        {"UnloadMs", drive->unload_ms},
        {"RewindMs", drive->rewind_ms},
        {"TransferMs", drive->transfer_ms},
        {"CleaningMs", drive->cleaning_ms},
        {"CapacityMb", drive->capacity_mb},
        {"Exclusive", drive->exclusive},
        {"NeedsLoad", drive->needs_load},
        {"BlockLength", drive->block_length},
        {"Density", drive->density},
        {"Linux", is_linux(drive->real_linux)},
    };
    char line[128];
    uint32_t error = write_numbers(key, values, sizeof values / sizeof values[0]);
    if (error == 0)
        error = write_text(key, "Vendor", drive->vendor);
    if (error == 0)
        error = write_text(key, "Product", drive->product);
    if (error == 0)
        error = write_text(key, "Serial", drive->serial);
    if (error == 0 && drive->cartridge != NULL) {
        snprintf(line, sizeof line, "d0=%s\n", drive->cartridge);
        error = write_lines(key, "Cartridges", line);
    }
    return error;
}

static uint32_t open_subkey(HKEY root, const char *prefix, uint32_t index, HKEY *out)
{
    char name[32];
    snprintf(name, sizeof name, "%s%u", prefix, index);
    return (uint32_t)RegCreateKeyExA(root, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, out, NULL);
}

uint32_t vtl_config_write(const struct vtl_client_library *libraries, uint32_t library_count,
                          const struct vtl_client_drive *drives, uint32_t drive_count)
{
    HKEY root;
    HKEY key;
    uint32_t error = 0;
    LSTATUS status = RegCreateKeyExA(HKEY_LOCAL_MACHINE, VTL_REGISTRY_KEY, 0, NULL, 0,
                                     KEY_ALL_ACCESS, NULL, &root, NULL);
    if (status != ERROR_SUCCESS)
        return (uint32_t)status;
    (void)RegDeleteTreeA(root, NULL);
    RegCloseKey(root);
    status = RegCreateKeyExA(HKEY_LOCAL_MACHINE, VTL_REGISTRY_KEY, 0, NULL, 0, KEY_ALL_ACCESS, NULL,
                             &root, NULL);
    if (status != ERROR_SUCCESS)
        return (uint32_t)status;
    for (uint32_t i = 0; i < library_count && error == 0; i++) {
        error = open_subkey(root, "Library", i, &key);
        if (error == 0) {
            error = write_library(key, &libraries[i]);
            RegCloseKey(key);
        }
    }
    for (uint32_t i = 0; i < drive_count && error == 0; i++) {
        error = open_subkey(root, "Drive", i, &key);
        if (error == 0) {
            error = write_drive(key, &drives[i]);
            RegCloseKey(key);
        }
    }
    RegCloseKey(root);
    return error;
}

/* ---- calls ---- */

uint32_t vtl_open(vtl_handle *out)
{
    struct vtl_client *client = malloc(sizeof *client);
    if (client == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    client->device = CreateFileA(VTL_CONTROL_NAME, GENERIC_READ | GENERIC_WRITE,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (client->device == INVALID_HANDLE_VALUE) {
        uint32_t error = GetLastError();
        free(client);
        return error;
    }
    *out = client;
    return 0;
}

void vtl_close(vtl_handle handle)
{
    if (handle == NULL)
        return;
    CloseHandle(handle->device);
    free(handle);
}

static uint32_t call(vtl_handle handle, uint32_t code, const void *in, uint32_t in_length,
                     void *out, uint32_t out_length, uint32_t *got)
{
    DWORD bytes = 0;
    uint8_t input[128];
    if (in_length > sizeof input)
        return ERROR_INVALID_PARAMETER;
    if (in_length > 0)
        memcpy(input, in, in_length);
    BOOL done = DeviceIoControl(handle->device, code, in_length > 0 ? input : NULL, in_length, out,
                                out_length, &bytes, NULL);
    if (got != NULL)
        *got = bytes;
    return done ? 0 : GetLastError();
}

static uint32_t tell(vtl_handle handle, uint32_t code, const void *in, uint32_t length)
{
    return call(handle, code, in, length, NULL, 0, NULL);
}

uint32_t vtl_reset(vtl_handle handle)
{
    return tell(handle, VTL_IOCTL_RESET, NULL, 0);
}

uint32_t vtl_build(vtl_handle handle, const struct vtl_client_library *libraries,
                   uint32_t library_count, const struct vtl_client_drive *drives,
                   uint32_t drive_count)
{
    uint32_t error = vtl_config_write(libraries, library_count, drives, drive_count);
    return error != 0 ? error : vtl_reset(handle);
}

struct vtl_control_place vtl_place(uint32_t library, uint32_t type, uint32_t number)
{
    struct vtl_control_place place = {(uint16_t)library, (uint16_t)type, number};
    return place;
}

uint32_t vtl_door(vtl_handle handle, uint32_t library, int open)
{
    struct vtl_control_door door = {(uint16_t)library, open != 0};
    return tell(handle, VTL_IOCTL_SET_DOOR, &door, sizeof door);
}

uint32_t vtl_move(vtl_handle handle, struct vtl_control_place from, struct vtl_control_place to,
                  int quiet)
{
    struct vtl_control_move move = {.from = from, .to = to, .quiet = quiet != 0};
    return tell(handle, VTL_IOCTL_HAND_MOVE, &move, sizeof move);
}

uint32_t vtl_move_from_shelf(vtl_handle handle, const char *barcode, struct vtl_control_place to)
{
    struct vtl_control_move move = {.to = to};
    snprintf(move.barcode, sizeof move.barcode, "%s", barcode);
    return tell(handle, VTL_IOCTL_HAND_MOVE, &move, sizeof move);
}

uint32_t vtl_insert(vtl_handle handle, const struct vtl_control_insert *insert)
{
    return tell(handle, VTL_IOCTL_INSERT, insert, sizeof *insert);
}

uint32_t vtl_insert_data(vtl_handle handle, struct vtl_control_place to, const char *barcode)
{
    struct vtl_control_insert insert = {.to = to};
    snprintf(insert.barcode, sizeof insert.barcode, "%s", barcode);
    return vtl_insert(handle, &insert);
}

uint32_t vtl_insert_cleaner(vtl_handle handle, struct vtl_control_place to, const char *barcode,
                            uint32_t uses)
{
    struct vtl_control_insert insert = {.to = to, .kind = 1, .uses = uses};
    snprintf(insert.barcode, sizeof insert.barcode, "%s", barcode);
    return vtl_insert(handle, &insert);
}

uint32_t vtl_remove(vtl_handle handle, struct vtl_control_place from)
{
    return tell(handle, VTL_IOCTL_REMOVE, &from, sizeof from);
}

uint32_t vtl_set_uses(vtl_handle handle, struct vtl_control_place place, uint32_t uses, int spent)
{
    struct vtl_control_uses wanted = {place, uses, spent != 0};
    return tell(handle, VTL_IOCTL_SET_USES, &wanted, sizeof wanted);
}

uint32_t vtl_alert(vtl_handle handle, uint32_t library, uint32_t drive, uint32_t flag, int on)
{
    struct vtl_control_alert alert = {(uint16_t)library, (uint16_t)drive, flag, on != 0};
    return tell(handle, VTL_IOCTL_SET_ALERT, &alert, sizeof alert);
}

void vtl_delays_keep(struct vtl_control_delays *delays, uint32_t library)
{
    memset(delays, 0xFF, sizeof *delays);
    delays->library = (uint16_t)library;
    delays->reserved = 0;
}

uint32_t vtl_delays(vtl_handle handle, const struct vtl_control_delays *delays)
{
    return tell(handle, VTL_IOCTL_SET_DELAYS, delays, sizeof *delays);
}

uint32_t vtl_fault(vtl_handle handle, const struct vtl_control_fault *fault)
{
    return tell(handle, VTL_IOCTL_FAULT, fault, sizeof *fault);
}

uint32_t vtl_clear_faults(vtl_handle handle)
{
    return tell(handle, VTL_IOCTL_CLEAR_FAULTS, NULL, 0);
}

uint32_t vtl_element(vtl_handle handle, const struct vtl_control_element *element)
{
    return tell(handle, VTL_IOCTL_SET_ELEMENT, element, sizeof *element);
}

uint32_t vtl_power(vtl_handle handle, uint32_t library, uint32_t device, uint32_t drive,
                   int attached)
{
    struct vtl_control_power power = {(uint16_t)library, (uint16_t)device, drive, attached != 0};
    return tell(handle, VTL_IOCTL_POWER, &power, sizeof power);
}

uint32_t vtl_query(vtl_handle handle, struct vtl_control_query *query)
{
    return call(handle, VTL_IOCTL_QUERY, NULL, 0, query, sizeof *query, NULL);
}

uint32_t vtl_log_read(vtl_handle handle, uint64_t first, struct vtl_log_entry *entries,
                      uint32_t room, uint32_t *count)
{
    uint32_t got = 0;
    uint32_t error = call(handle, VTL_IOCTL_READ_LOG, &first, sizeof first, entries,
                          room * (uint32_t)sizeof *entries, &got);
    if (error == 0)
        *count = got / (uint32_t)sizeof *entries;
    return error;
}

/* ---- what is on the tapes ---- */

static struct vtl_control_blocks blocks_of(const char *barcode, struct vtl_control_place place,
                                           uint32_t side, uint32_t first, uint32_t count)
{
    struct vtl_control_blocks blocks = {
        .place = place, .side = side, .first = first, .count = count};
    if (barcode != NULL)
        snprintf(blocks.barcode, sizeof blocks.barcode, "%s", barcode);
    return blocks;
}

static uint32_t padded(uint32_t length)
{
    return (length + 3) & ~3u;
}

uint32_t vtl_set_blocks(vtl_handle handle, const char *barcode, struct vtl_control_place place,
                        uint32_t side, const struct vtl_object *objects, uint32_t count)
{
    struct vtl_control_blocks blocks = blocks_of(barcode, place, side, 0, count);
    DWORD bytes = 0;
    size_t size = sizeof blocks;
    for (uint32_t i = 0; i < count; i++)
        size += 4 + padded(objects[i].length);
    uint8_t *input = calloc(1, size);
    if (input == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(input, &blocks, sizeof blocks);
    uint8_t *at = input + sizeof blocks;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(at, &objects[i].length, 4);
        if (objects[i].length > 0)
            memcpy(at + 4, objects[i].bytes, objects[i].length);
        at += 4 + padded(objects[i].length);
    }
    BOOL done = DeviceIoControl(handle->device, VTL_IOCTL_SET_BLOCKS, input, (DWORD)size, NULL, 0,
                                &bytes, NULL);
    uint32_t error = done ? 0 : GetLastError();
    free(input);
    return error;
}

/* The answer to a question for one object, as long as it may be. */
static uint32_t take_object(const uint8_t *answer, uint32_t got, void *bytes, uint32_t room,
                            uint32_t *length, uint32_t *total)
{
    struct vtl_control_blocks_answer header;
    if (got < sizeof header)
        return ERROR_INVALID_DATA;
    memcpy(&header, answer, sizeof header);
    if (total != NULL)
        *total = header.total;
    if (header.count == 0)
        return ERROR_NO_DATA_DETECTED;
    memcpy(length, answer + sizeof header, 4);
    if (*length > 0 && room > 0)
        memcpy(bytes, answer + sizeof header + 4, *length < room ? *length : room);
    return 0;
}

uint32_t vtl_get_block(vtl_handle handle, const char *barcode, struct vtl_control_place place,
                       uint32_t side, uint32_t position, void *bytes, uint32_t room,
                       uint32_t *length, uint32_t *total)
{
    enum { ANSWER = 0x400000 + 64 };
    struct vtl_control_blocks blocks = blocks_of(barcode, place, side, position, 1);
    uint32_t got = 0;
    uint8_t *answer = malloc(ANSWER);
    if (answer == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    uint32_t error =
        call(handle, VTL_IOCTL_GET_BLOCKS, &blocks, sizeof blocks, answer, ANSWER, &got);
    if (error == 0)
        error = take_object(answer, got, bytes, room, length, total);
    free(answer);
    return error;
}

/* ---- dump ---- */

uint32_t vtl_dump_read(vtl_handle handle, struct vtl_dump *out)
{
    uint32_t size = 16384;
    for (int attempt = 0; attempt < 8; attempt++) {
        uint8_t *memory = malloc(size);
        if (memory == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        uint32_t error = call(handle, VTL_IOCTL_DUMP, NULL, 0, memory, size, NULL);
        struct vtl_dump_header *header = (void *)memory;
        if (error == 0) {
            uint8_t *at = memory + sizeof *header;
            out->header = header;
            out->libraries = (const void *)at;
            at += header->libraries * sizeof *out->libraries;
            out->drives = (const void *)at;
            at += header->drives * sizeof *out->drives;
            out->cartridges = (const void *)at;
            return 0;
        }
        free(memory);
        if (error != ERROR_MORE_DATA)
            return error;
        size *= 4;
    }
    return ERROR_MORE_DATA;
}

void vtl_dump_free(struct vtl_dump *dump)
{
    free(dump->header);
    memset(dump, 0, sizeof *dump);
}

const struct vtl_dump_cartridge *vtl_dump_by_barcode(const struct vtl_dump *dump,
                                                     const char *barcode)
{
    for (uint32_t i = 0; i < dump->header->cartridges; i++)
        if (strcmp(dump->cartridges[i].barcode, barcode) == 0)
            return &dump->cartridges[i];
    return NULL;
}

const struct vtl_dump_cartridge *vtl_dump_by_place(const struct vtl_dump *dump,
                                                   struct vtl_control_place place)
{
    for (uint32_t i = 0; i < dump->header->cartridges; i++)
        if (memcmp(&dump->cartridges[i].place, &place, sizeof place) == 0)
            return &dump->cartridges[i];
    return NULL;
}

const struct vtl_dump_drive *vtl_dump_drive_at(const struct vtl_dump *dump, uint32_t library,
                                               uint32_t drive)
{
    for (uint32_t i = 0; i < dump->header->drives; i++)
        if (dump->drives[i].library == library && dump->drives[i].drive == drive)
            return &dump->drives[i];
    return NULL;
}
