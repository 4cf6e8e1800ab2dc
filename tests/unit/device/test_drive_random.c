/* SPDX-License-Identifier: MIT */
/*
 * Drives that answer anything at all: any status, sense data, length and content. Loading, reading
 * and writing the first block end, stay inside their buffers and close the node.
 */
#include "support/cmocka_shim.h"

#include "device/drive.h"

#include <stdlib.h>

#define NODE "\\\\.\\Tape0"

enum { WALKS = 4000, MOST_COMMANDS = 100 };

static uint64_t seed;
static unsigned open_nodes;
static unsigned commands;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

static void random_bytes(uint8_t *bytes, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        bytes[i] = dice(3) == 0 ? (uint8_t)dice(256) : 0;
}

static base_error any_error(void)
{
    static const base_error errors[] = {BASE_ERROR_TIMEOUT,   BASE_ERROR_ACCESS_DENIED,
                                        BASE_ERROR_BUSY,      BASE_ERROR_FILE_NOT_FOUND,
                                        BASE_ERROR_NOT_READY, BASE_ERROR_IO_DEVICE};
    return dice(20) == 0 ? errors[dice(6)] : BASE_ERROR_SUCCESS;
}

static base_error any_open(void *context, const char *name, enum device_access access,
                           void **handle)
{
    (void)context;
    (void)name;
    (void)access;
    base_error error = any_error();
    if (error == BASE_ERROR_SUCCESS) {
        open_nodes++;
        *handle = &open_nodes;
    }
    return error;
}

static void any_close(void *context, void *handle)
{
    (void)context;
    if (handle != NULL)
        open_nodes--;
}

static base_error any_control(void *context, void *handle, uint32_t code, const void *in,
                              uint32_t in_length, void *out, uint32_t out_length,
                              uint32_t timeout_seconds, uint32_t *returned)
{
    (void)context;
    (void)handle;
    (void)code;
    (void)in;
    (void)in_length;
    (void)out;
    (void)timeout_seconds;
    *returned = dice(out_length + 1);
    return any_error();
}

/* Sense data that is likely to mean something. */
static void any_sense(struct device_scsi_command *command)
{
    static const uint8_t codes[][2] = {{0x04, 0x01}, {0x04, 0x02}, {0x3A, 0}, {0x30, 0},
                                       {0x30, 3},    {0x00, 0x05}, {0x00, 1}, {0x28, 0}};
    const uint8_t *code = codes[dice(8)];
    random_bytes(command->sense, DEVICE_SENSE_SIZE);
    command->sense_length = (uint8_t)dice(DEVICE_SENSE_SIZE + 1);
    if (dice(4) == 0)
        return;
    command->sense[0] = dice(4) == 0 ? 0x72 : 0xF0;
    if (command->sense[0] == 0x72) {
        command->sense[2] = code[0];
        command->sense[3] = code[1];
    } else {
        command->sense[2] = (uint8_t)(dice(4) == 0 ? dice(16) : 0x20 * dice(8));
        command->sense[12] = code[0];
        command->sense[13] = code[1];
    }
}

static base_error any_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    (void)context;
    (void)handle;
    commands++;
    command->status = DEVICE_STATUS_GOOD;
    if (dice(3) == 0)
        command->status = dice(8) == 0 ? (uint8_t)dice(256) : DEVICE_STATUS_CHECK_CONDITION;
    command->transferred = dice(3) == 0 ? command->data_length : dice(command->data_length + 1);
    if (command->direction == DEVICE_DATA_IN)
        random_bytes(command->data, command->transferred);
    command->sense_length = 0;
    if (command->status == DEVICE_STATUS_CHECK_CONDITION)
        any_sense(command);
    return any_error();
}

static void test_drive_that_answers_anything_is_survived(void **state)
{
    static const struct device_transport transport = {NULL,        any_open, any_close,
                                                      any_control, any_scsi, NULL};
    const char *wanted = getenv("NTMSAPI_SEED");
    (void)state;
    for (uint64_t walk = 1; walk <= WALKS; walk++) {
        uint32_t capacity;
        uint32_t length = UINT32_MAX;
        struct device_medium medium;
        base_error error;
        seed = wanted != NULL ? strtoull(wanted, NULL, 10) : walk;
        capacity = 1 + dice(600);
        uint8_t *bytes = calloc(1, capacity); /* exact: the sanitizer sees a write beyond it */
        assert_non_null(bytes);
        commands = 0;
        switch (walk % 3) {
        case 0:
            error = device_drive_load(&transport, NODE, 0, 0, &medium, NULL);
            break;
        case 1:
            error = device_drive_read_label(&transport, NODE, bytes, capacity, &length, NULL);
            break;
        default:
            error = device_drive_write_label(&transport, NODE, bytes, capacity, NULL);
            break;
        }
        if (open_nodes != 0 || commands > MOST_COMMANDS ||
            (walk % 3 == 1 && (error == 0) != (length <= capacity)))
            fail_msg("walk %u: error %u, %u commands, %u nodes open, length %u of %u",
                     (unsigned)walk, (unsigned)error, commands, open_nodes, (unsigned)length,
                     (unsigned)capacity);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drive_that_answers_anything_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
