/* SPDX-License-Identifier: MIT */
/*
 * Whole devices that answer anything: the answers, in the order in which they are asked for, are
 * the input. Its first byte says what is done with the device; then come records: one byte (0:
 * success, 1: CHECK CONDITION, with the payload as sense data, else a system error), two bytes of
 * length (little endian), the payload. After the last one nothing answers any more.
 */
#include "fuzz.h"

#include <string.h>

#include "device/changer.h"
#include "device/drive.h"

enum { ELEMENTS_MOST = 400, COMMANDS_MOST = 4000, LABEL = 300 };

static struct {
    const uint8_t *at;
    size_t left;
    unsigned open;
    unsigned asked;
} input;

struct record {
    uint8_t kind;
    const uint8_t *bytes;
    uint32_t length;
};

static bool next_record(struct record *record)
{
    input.asked++;
    if (input.left < 3)
        return false;
    record->kind = input.at[0];
    record->length = (uint32_t)(input.at[1] | input.at[2] << 8);
    record->bytes = input.at + 3;
    input.at += 3;
    input.left -= 3;
    if (record->length > input.left)
        record->length = (uint32_t)input.left;
    input.at += record->length;
    input.left -= record->length;
    return true;
}

static base_error error_of(uint8_t kind)
{
    static const base_error errors[] = {
        BASE_ERROR_SUCCESS,       BASE_ERROR_SUCCESS,   BASE_ERROR_INVALID_FUNCTION,
        BASE_ERROR_NOT_SUPPORTED, BASE_ERROR_NOT_READY, BASE_ERROR_BUS_RESET,
        BASE_ERROR_MEDIA_CHANGED, BASE_ERROR_TIMEOUT,   BASE_ERROR_INSUFFICIENT_BUFFER,
        BASE_ERROR_IO_DEVICE,     BASE_ERROR_BUSY,      BASE_ERROR_DEVICE_DOOR_OPEN};
    return errors[kind % (sizeof errors / sizeof errors[0])];
}

static base_error node_open(void *context, const char *name, enum device_access access,
                            void **handle)
{
    size_t length = strlen(name);
    (void)context;
    (void)access;
    if (length > 2 && strcmp(name + length - 2, "sg") == 0) /* no second node for commands */
        return BASE_ERROR_FILE_NOT_FOUND;
    input.open++;
    *handle = &input;
    return BASE_ERROR_SUCCESS;
}

static void node_close(void *context, void *handle)
{
    (void)context;
    if (handle != NULL)
        input.open--;
}

static base_error node_control(void *context, void *handle, uint32_t code, const void *in,
                               uint32_t in_length, void *out, uint32_t out_length,
                               uint32_t timeout_seconds, uint32_t *returned)
{
    struct record record;
    (void)context;
    (void)handle;
    (void)code;
    (void)in;
    (void)in_length;
    (void)timeout_seconds;
    if (!next_record(&record))
        return BASE_ERROR_NOT_SUPPORTED;
    uint32_t length = record.length < out_length ? record.length : out_length;
    if (length > 0)
        memcpy(out, record.bytes, length);
    *returned = record.length; /* what a driver claims, whatever there was room for */
    return error_of(record.kind);
}

static base_error node_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    struct record record;
    (void)context;
    (void)handle;
    if (!next_record(&record))
        return BASE_ERROR_TIMEOUT;
    command->transferred = record.length;
    if (record.kind == 1) {
        command->status = DEVICE_STATUS_CHECK_CONDITION;
        command->sense_length =
            record.length < DEVICE_SENSE_SIZE ? (uint8_t)record.length : (uint8_t)DEVICE_SENSE_SIZE;
        if (command->sense_length > 0)
            memcpy(command->sense, record.bytes, command->sense_length);
    } else if (command->direction == DEVICE_DATA_IN && record.length > 0) {
        memcpy(command->data, record.bytes,
               record.length < command->data_length ? record.length : command->data_length);
    }
    return error_of(record.kind);
}

static base_error node_volume(void *context, const char *name, struct device_volume *volume)
{
    (void)context;
    (void)name;
    (void)volume;
    return BASE_ERROR_UNRECOGNIZED_VOLUME;
}

static const struct device_transport transport = {NULL,         node_open, node_close,
                                                  node_control, node_scsi, node_volume};

#define CHECK_TEXT(text) FUZZ_CHECK(memchr(text, '\0', sizeof(text)) != NULL)

static void check_element(const struct device_element *element)
{
    CHECK_TEXT(element->barcode);
    CHECK_TEXT(element->drive_vendor);
    CHECK_TEXT(element->drive_product);
    CHECK_TEXT(element->drive_serial);
    FUZZ_CHECK(element->full || (!element->barcode_valid && !element->source_valid));
    FUZZ_CHECK(element->barcode_valid == (element->barcode[0] != '\0'));
}

static void look(struct device_changer *changer,
                 const struct device_changer_description *description)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_fault fault;
    size_t count = 0;
    for (size_t kind = 1; kind < DEVICE_KIND_COUNT; kind++)
        count += description->kinds[kind].count;
    if (count > ELEMENTS_MOST) /* large only; those of the corpus are small */
        return;
    base_error error = device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault);
    FUZZ_CHECK(error == fault.error);
    FUZZ_CHECK(elements.count == (error == BASE_ERROR_SUCCESS ? count : 0));
    for (size_t i = 0; i < elements.count; i++) {
        const struct device_element *element = &elements.items[i];
        check_element(element);
        FUZZ_CHECK(device_elements_find(&elements, element->kind, element->index) == element);
        FUZZ_CHECK(!element->source_valid ||
                   element->source_index < description->kinds[element->source_kind].count);
    }
    device_elements_free(&elements);
}

static void use_changer(void)
{
    struct device_changer_description description;
    struct device_changer *changer = NULL;
    struct device_element element;
    struct device_fault fault;
    bool open = false;
    base_error error = device_changer_open(&transport, "\\\\.\\Changer0", &changer, &fault);
    FUZZ_CHECK((error == BASE_ERROR_SUCCESS) == (changer != NULL));
    if (error != BASE_ERROR_SUCCESS)
        return;
    device_changer_describe(changer, &description);
    CHECK_TEXT(description.vendor);
    CHECK_TEXT(description.product);
    CHECK_TEXT(description.revision);
    CHECK_TEXT(description.serial);
    look(changer, &description);
    if (device_changer_look_at(changer, DEVICE_KIND_SLOT, 1, &element, &fault) == 0)
        check_element(&element);
    (void)device_changer_move(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0, &fault);
    (void)device_changer_exchange(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0,
                                  DEVICE_KIND_SLOT, 2, &fault);
    (void)device_changer_lock(changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, false, &fault);
    (void)device_changer_lock(changer, DEVICE_LOCK_PORT, 0, true, &fault);
    (void)device_changer_door(changer, &open, &fault);
    (void)device_changer_ready(changer, &fault);
    CHECK_TEXT(fault.text);
    (void)device_changer_attention(changer);
    device_changer_close(changer);
}

static void use_drive(void)
{
    struct device_drive_description description;
    enum device_drive_status status = DEVICE_DRIVE_READY;
    struct device_fault fault;
    uint64_t alerts = 0;
    if (device_drive_describe(&transport, "\\\\.\\Tape0", &description, &fault) == 0) {
        CHECK_TEXT(description.vendor);
        CHECK_TEXT(description.product);
        CHECK_TEXT(description.serial);
        CHECK_TEXT(description.world_wide_name);
        FUZZ_CHECK(description.media_type_count <= DEVICE_MEDIA_TYPES_MAX);
    }
    (void)device_drive_status(&transport, "\\\\.\\Tape0", &status, &fault);
    (void)device_drive_clean_status(&transport, "\\\\.\\Tape0", &status, &alerts, &fault);
    FUZZ_CHECK(status >= DEVICE_DRIVE_READY && status <= DEVICE_DRIVE_FAULT);
    (void)device_drive_alerts(&transport, "\\\\.\\Tape0", &alerts, &fault);
    (void)device_drive_unload(&transport, "\\\\.\\Tape0", &fault);
    CHECK_TEXT(fault.text);
}

static void use_label(void)
{
    uint8_t bytes[LABEL];
    uint32_t length = 0;
    if (device_drive_read_label(&transport, "\\\\.\\Tape0", bytes, sizeof bytes, &length, NULL) ==
        0)
        FUZZ_CHECK(length <= sizeof bytes);
    memset(bytes, 'L', sizeof bytes);
    (void)device_drive_write_label(&transport, "\\\\.\\Tape0", bytes, 100, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const uses[])(void) = {use_changer, use_drive, use_label};
    if (size == 0)
        return 0;
    memset(&input, 0, sizeof input);
    input.at = data + 1;
    input.left = size - 1;
    uses[data[0] % 3]();
    FUZZ_CHECK(input.open == 0 && input.asked < COMMANDS_MOST);
    return 0;
}
