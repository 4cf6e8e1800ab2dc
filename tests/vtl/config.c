/* SPDX-License-Identifier: MIT */
/*
 * Reads the registry: Parameters\Library0, Library1, ... and Parameters\Drive0, ... Missing values
 * have the defaults that client.h documents. Cartridges are a REG_MULTI_SZ.
 */
#include "driver.h"

enum { KEY_NAME_MAX = 24 };

static NTSTATUS key_open(HANDLE root, const UNICODE_STRING *name, HANDLE *out)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING copy = *name;
    InitializeObjectAttributes(&attributes, &copy, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, root,
                               NULL);
    return ZwOpenKey(out, KEY_READ, &attributes);
}

/* The subkey prefix + index, e.g. "Library12". */
static NTSTATUS key_open_indexed(HANDLE root, const char *prefix, uint32_t index, HANDLE *out)
{
    WCHAR text[KEY_NAME_MAX];
    uint32_t length = 0;
    UNICODE_STRING name;
    while (prefix[length] != '\0') {
        text[length] = (WCHAR)prefix[length];
        length++;
    }
    if (index >= 10)
        text[length++] = (WCHAR)('0' + index / 10);
    text[length++] = (WCHAR)('0' + index % 10);
    name.Buffer = text;
    name.Length = name.MaximumLength = (USHORT)(length * sizeof(WCHAR));
    return key_open(root, &name, out);
}

/* The value in fresh memory, or NULL; free with vtl_free. */
static KEY_VALUE_PARTIAL_INFORMATION *value_read(HANDLE key, const char *name)
{
    WCHAR text[KEY_NAME_MAX];
    UNICODE_STRING wide;
    ULONG size = 0;
    uint32_t length = 0;
    for (; name[length] != '\0' && length < KEY_NAME_MAX; length++)
        text[length] = (WCHAR)name[length];
    wide.Buffer = text;
    wide.Length = wide.MaximumLength = (USHORT)(length * sizeof(WCHAR));
    (void)ZwQueryValueKey(key, &wide, KeyValuePartialInformation, NULL, 0, &size);
    if (size == 0 || size > (16u << 20))
        return NULL;
    KEY_VALUE_PARTIAL_INFORMATION *value = vtl_alloc(size);
    if (value == NULL)
        return NULL;
    if (!NT_SUCCESS(ZwQueryValueKey(key, &wide, KeyValuePartialInformation, value, size, &size))) {
        vtl_free(value);
        return NULL;
    }
    return value;
}

static uint32_t read_number(HANDLE key, const char *name, uint32_t otherwise)
{
    KEY_VALUE_PARTIAL_INFORMATION *value = value_read(key, name);
    uint32_t number = otherwise;
    if (value != NULL && value->Type == REG_DWORD && value->DataLength == 4)
        memcpy(&number, value->Data, 4);
    vtl_free(value);
    return number;
}

static void read_text(HANDLE key, const char *name, const char *otherwise, char *out, size_t size)
{
    KEY_VALUE_PARTIAL_INFORMATION *value = value_read(key, name);
    vtl_text_copy(out, size, otherwise);
    if (value != NULL && value->Type == REG_SZ) {
        size_t i;
        for (i = 0; i < value->DataLength / sizeof(WCHAR) && i + 1 < size; i++)
            out[i] = (char)((const WCHAR *)(const void *)value->Data)[i];
        for (; i < size; i++)
            out[i] = '\0';
    }
    vtl_free(value);
}

/* REG_MULTI_SZ or REG_SZ as lines ended by \n; NULL when there is none. */
static char *read_lines(HANDLE key, const char *name)
{
    KEY_VALUE_PARTIAL_INFORMATION *value = value_read(key, name);
    char *lines = NULL;
    if (value != NULL && (value->Type == REG_MULTI_SZ || value->Type == REG_SZ)) {
        uint32_t count = value->DataLength / (uint32_t)sizeof(WCHAR);
        lines = vtl_alloc(count + 1);
        for (uint32_t i = 0; lines != NULL && i < count; i++) {
            WCHAR c = ((const WCHAR *)(const void *)value->Data)[i];
            lines[i] = c == 0 ? '\n' : (char)c;
        }
    }
    vtl_free(value);
    return lines;
}

static void read_identity(HANDLE key, const char *const names[3], const char *const values[3],
                          struct vtl_identity *out)
{
    read_text(key, names[0], values[0], out->vendor, sizeof out->vendor);
    read_text(key, names[1], values[1], out->product, sizeof out->product);
    read_text(key, names[2], values[2], out->serial, sizeof out->serial);
    vtl_text_copy(out->revision, sizeof out->revision, "0100");
}

static void read_drive(HANDLE key, struct vtl_drive_settings *out)
{
    out->load_ms = read_number(key, "LoadMs", 0);
    out->unload_ms = read_number(key, "UnloadMs", 0);
    out->rewind_ms = read_number(key, "RewindMs", 0);
    out->transfer_ms = read_number(key, "TransferMs", 0);
    out->cleaning_ms = read_number(key, "CleaningMs", 0);
    out->capacity_mb = read_number(key, "CapacityMb", 0);
    out->block_length = read_number(key, "BlockLength", 0);
    out->density = (uint8_t)read_number(key, "Density", 0);
    out->writes = (uint8_t)read_number(key, "DensityWrites", 0);
    out->reads = (uint8_t)read_number(key, "DensityReads", 0);
    out->needs_load = read_number(key, "NeedsLoad", 0) != 0;
    out->attention = read_number(key, "Attention", 0) != 0;
}

static uint32_t class_mask(HANDLE key, const char *name, uint32_t bit)
{
    uint32_t mask = read_number(key, name, 1) != 0 ? bit : 0;
    return mask | (read_number(key, "ClassStorage", 1) != 0 ? VTL_CLASS_STORAGE : 0u);
}

static void read_library(HANDLE key, uint32_t index, struct vtl_library_config *out)
{
    static const char *const names[3] = {"Vendor", "Product", "Serial"};
    static const char *const values[3] = {"NTMSVTL", "VIRTUAL LIBRARY", ""};
    static const char *const drive_names[3] = {"DriveVendor", "DriveProduct", "DriveSerial"};
    static const char *const drive_values[3] = {"NTMSVTL", "VIRTUAL TAPE", ""};
    out->number = read_number(key, "Number", index);
    out->first_tape = read_number(key, "FirstTape", 0);
    out->count[VTL_TRANSPORT] = 1;
    out->count[VTL_SLOT] = read_number(key, "Slots", 20);
    out->count[VTL_PORT] = read_number(key, "Ports", 1);
    out->count[VTL_DRIVE] = read_number(key, "Drives", 2);
    out->first[VTL_TRANSPORT] = read_number(key, "FirstTransport", 0);
    out->first[VTL_PORT] = read_number(key, "FirstPort", 16);
    out->first[VTL_DRIVE] = read_number(key, "FirstDrive", 256);
    out->first[VTL_SLOT] = read_number(key, "FirstSlot", 1000);
    out->door = read_number(key, "Door", 0) != 0;
    out->barcode_reader = read_number(key, "BarcodeReader", 1) != 0;
    out->dvcid = read_number(key, "Dvcid", 1) != 0;
    out->element_scsi_address = read_number(key, "ElementScsiAddress", 0) != 0;
    out->hides_cleaning = read_number(key, "HidesCleaning", 0) != 0;
    out->must_unload = read_number(key, "MustUnload", 1) != 0;
    out->no_exchange = read_number(key, "NoExchange", 0) != 0;
    out->slot_gap = read_number(key, "SlotGap", 0);
    out->slot_gap_after = read_number(key, "SlotGapAfter", 0);
    out->answer_elements = read_number(key, "AnswerElements", 0);
    out->tag_padding = read_number(key, "TagPadding", 0);
    out->port_manual = read_number(key, "PortManual", 0) != 0;
    out->attention = read_number(key, "Attention", 0) != 0;
    out->exclusive = read_number(key, "Exclusive", 0) != 0;
    out->real_linux = read_number(key, "Linux", 0) != 0;
    out->changer_class = class_mask(key, "ClassChanger", VTL_CLASS_CHANGER);
    out->drive_class = class_mask(key, "ClassTape", VTL_CLASS_TAPE);
    out->move_ms = read_number(key, "MoveMs", 0);
    out->initialize_ms = read_number(key, "InitializeMs", 0);
    out->extend_ms = read_number(key, "ExtendMs", 0);
    read_identity(key, names, values, &out->identity);
    read_drive(key, &out->drive);
    read_identity(key, drive_names, drive_values, &out->drive.identity);
}

static NTSTATUS add_library(struct vtl_world *world, HANDLE key, uint32_t index, uint64_t now)
{
    struct vtl_library_config *config = vtl_alloc(sizeof *config);
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
    if (config == NULL)
        return status;
    read_library(key, index, config);
    char *lines = read_lines(key, "Cartridges");
    char *drives = read_lines(key, "DriveTypes");
    config->cartridges = lines;
    config->drives = drives;
    status = vtl_world_add_library(world, config, now) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    vtl_free(drives);
    vtl_free(lines);
    vtl_free(config);
    return status;
}

static NTSTATUS add_drive(struct vtl_world *world, HANDLE key, uint32_t index, uint64_t now)
{
    static const char *const names[3] = {"Vendor", "Product", "Serial"};
    static const char *const values[3] = {"NTMSVTL", "VIRTUAL TAPE", ""};
    struct vtl_standalone_config config = {0};
    config.number = read_number(key, "Number", index);
    config.class_mask = class_mask(key, "ClassTape", VTL_CLASS_TAPE);
    config.exclusive = read_number(key, "Exclusive", 0) != 0;
    config.real_linux = read_number(key, "Linux", 0) != 0;
    read_drive(key, &config.drive);
    read_identity(key, names, values, &config.drive.identity);
    char *lines = read_lines(key, "Cartridges");
    config.cartridges = lines;
    NTSTATUS status =
        vtl_world_add_standalone(world, &config, now) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    vtl_free(lines);
    return status;
}

static NTSTATUS add_all(struct vtl_world *world, HANDLE root, const char *prefix,
                        NTSTATUS (*add)(struct vtl_world *, HANDLE, uint32_t, uint64_t),
                        uint64_t now)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (uint32_t i = 0; i < VTL_MAX_DRIVES && NT_SUCCESS(status); i++) {
        HANDLE key;
        if (!NT_SUCCESS(key_open_indexed(root, prefix, i, &key)))
            break;
        status = add(world, key, i, now);
        ZwClose(key);
    }
    return status;
}

NTSTATUS config_build_world(const UNICODE_STRING *registry, uint64_t now, struct vtl_world **out)
{
    HANDLE root;
    struct vtl_world *world = vtl_world_create();
    if (world == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = key_open(NULL, registry, &root);
    if (NT_SUCCESS(status)) {
        status = add_all(world, root, "Library", add_library, now);
        if (NT_SUCCESS(status))
            status = add_all(world, root, "Drive", add_drive, now);
        ZwClose(root);
    } else if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        status = STATUS_SUCCESS; /* no devices at all */
    }
    if (!NT_SUCCESS(status)) {
        vtl_world_free(world);
        return status;
    }
    *out = world;
    return STATUS_SUCCESS;
}
