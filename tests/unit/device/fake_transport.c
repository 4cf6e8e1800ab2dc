/* SPDX-License-Identifier: MIT */
#include "fake_transport.h"

#include <stdbool.h>
#include <string.h>

enum { NODES = 16, ANSWERS = 128, DATA = 65536, RECORDS = 512, INPUT = 64 };

struct answer {
    bool is_control;
    bool used;
    uint32_t code; /* operation or control code */
    int page;
    base_error error;
    uint8_t status;
    uint8_t sense[18];
    size_t offset; /* of its data in the pool */
    uint32_t length;
};

struct record {
    bool is_control;
    uint32_t code;
    uint8_t bytes[INPUT];
    uint8_t sent[INPUT];
    uint32_t sent_length;
};

static struct {
    struct {
        char name[DEVICE_NAME_SIZE];
        base_error error;
    } nodes[NODES];
    size_t node_count;
    struct answer answers[ANSWERS];
    size_t answer_count;
    uint8_t pool[DATA];
    size_t pool_used;
    struct record records[RECORDS];
    size_t record_count;
    uint32_t seconds;
    base_error no_pass_through;
    unsigned open_nodes;
    base_error volume_error;
    struct device_volume volume;
} fake;

void fake_reset(void)
{
    memset(&fake, 0, sizeof fake);
}

void fake_node(const char *name, base_error error)
{
    if (fake.node_count == NODES)
        return;
    strncpy(fake.nodes[fake.node_count].name, name, DEVICE_NAME_SIZE - 1);
    fake.nodes[fake.node_count++].error = error;
}

static struct answer *add(bool is_control, uint32_t code, int page, const void *data,
                          uint32_t length)
{
    static struct answer none;
    if (fake.answer_count == ANSWERS || fake.pool_used + length > DATA)
        return &none;
    struct answer *answer = &fake.answers[fake.answer_count++];
    memset(answer, 0, sizeof *answer);
    answer->is_control = is_control;
    answer->code = code;
    answer->page = page;
    answer->offset = fake.pool_used;
    answer->length = length;
    if (length > 0)
        memcpy(fake.pool + fake.pool_used, data, length);
    fake.pool_used += length;
    return answer;
}

void fake_good(int opcode, int page, const void *data, uint32_t length)
{
    (void)add(false, (uint32_t)opcode, page, data, length);
}

void fake_sense(int opcode, int page, uint8_t key, uint8_t asc, uint8_t ascq)
{
    struct answer *answer = add(false, (uint32_t)opcode, page, NULL, 0);
    answer->status = DEVICE_STATUS_CHECK_CONDITION;
    answer->sense[0] = 0x70;
    answer->sense[2] = key;
    answer->sense[7] = 10;
    answer->sense[12] = asc;
    answer->sense[13] = ascq;
}

void fake_stream(int opcode, uint8_t flags, int32_t residue, const void *data, uint32_t length)
{
    struct answer *answer = add(false, (uint32_t)opcode, -1, data, length);
    answer->status = DEVICE_STATUS_CHECK_CONDITION;
    answer->sense[0] = 0xF0;
    answer->sense[2] = flags;
    for (unsigned i = 0; i < 4; i++)
        answer->sense[3 + i] = (uint8_t)((uint32_t)residue >> (24 - 8 * i));
    answer->sense[7] = 10;
    answer->sense[13] = (flags & 0x80) != 0;
}

void fake_status(int opcode, uint8_t status)
{
    add(false, (uint32_t)opcode, -1, NULL, 0)->status = status;
}

void fake_scsi_error(int opcode, base_error error)
{
    add(false, (uint32_t)opcode, -1, NULL, 0)->error = error;
}

void fake_no_pass_through(base_error error)
{
    fake.no_pass_through = error;
}

void fake_control(uint32_t code, base_error error, const void *data, uint32_t length)
{
    add(true, code, -1, data, length)->error = error;
}

/* The first unused answer that fits, else the last used one. */
static struct answer *take(bool is_control, uint32_t code, int page)
{
    struct answer *last = NULL;
    for (size_t i = 0; i < fake.answer_count; i++) {
        struct answer *answer = &fake.answers[i];
        if (answer->is_control != is_control || answer->code != code ||
            (answer->page >= 0 && answer->page != page))
            continue;
        if (!answer->used) {
            answer->used = true;
            return answer;
        }
        last = answer;
    }
    return last;
}

static void record(bool is_control, uint32_t code, const void *bytes, size_t length)
{
    if (fake.record_count == RECORDS)
        return;
    struct record *entry = &fake.records[fake.record_count++];
    entry->is_control = is_control;
    entry->code = code;
    memset(entry->bytes, 0, INPUT);
    if (length > INPUT)
        length = INPUT;
    if (length > 0)
        memcpy(entry->bytes, bytes, length);
}

static void record_sent(const struct device_scsi_command *command)
{
    if (command->direction != DEVICE_DATA_OUT || fake.record_count == RECORDS)
        return;
    struct record *entry = &fake.records[fake.record_count - 1];
    entry->sent_length = command->data_length;
    memcpy(entry->sent, command->data, command->data_length < INPUT ? command->data_length : INPUT);
}

static base_error fake_open(void *context, const char *name, enum device_access access,
                            void **handle)
{
    (void)context;
    (void)access;
    for (size_t i = 0; i < fake.node_count; i++) {
        if (strcmp(fake.nodes[i].name, name) != 0)
            continue;
        if (fake.nodes[i].error != BASE_ERROR_SUCCESS)
            return fake.nodes[i].error;
        fake.open_nodes++;
        *handle = &fake.nodes[i];
        return BASE_ERROR_SUCCESS;
    }
    return BASE_ERROR_FILE_NOT_FOUND;
}

static void fake_close(void *context, void *handle)
{
    (void)context;
    if (handle != NULL)
        fake.open_nodes--;
}

static base_error fake_send_control(void *context, void *handle, uint32_t code, const void *in,
                                    uint32_t in_length, void *out, uint32_t out_length,
                                    uint32_t timeout_seconds, uint32_t *returned)
{
    (void)context;
    (void)handle;
    record(true, code, in, in_length);
    fake.seconds = timeout_seconds;
    const struct answer *answer = take(true, code, -1);
    if (answer == NULL)
        return BASE_ERROR_NOT_SUPPORTED;
    uint32_t length = answer->length < out_length ? answer->length : out_length;
    if (length > 0)
        memcpy(out, fake.pool + answer->offset, length);
    *returned = length;
    return answer->error;
}

static base_error fake_send_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    (void)context;
    (void)handle;
    record(false, command->cdb[0], command->cdb, sizeof command->cdb);
    record_sent(command);
    fake.seconds = command->timeout_seconds;
    if (fake.no_pass_through != BASE_ERROR_SUCCESS)
        return fake.no_pass_through;
    int page = command->cdb[2] & 0x3F;
    if (command->cdb[0] == 0x12) /* page codes of INQUIRY use all eight bits */
        page = (command->cdb[1] & 1) != 0 ? command->cdb[2] : 0;
    const struct answer *answer = take(false, command->cdb[0], page);
    if (answer == NULL) {
        static const uint8_t refused[18] = {0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20};
        command->status = DEVICE_STATUS_CHECK_CONDITION;
        memcpy(command->sense, refused, sizeof refused);
        command->sense_length = sizeof refused;
        return BASE_ERROR_SUCCESS;
    }
    command->status = answer->status;
    command->transferred =
        answer->length < command->data_length ? answer->length : command->data_length;
    if (command->transferred > 0)
        memcpy(command->data, fake.pool + answer->offset, command->transferred);
    if (answer->status == DEVICE_STATUS_CHECK_CONDITION && answer->sense[0] != 0) {
        memcpy(command->sense, answer->sense, sizeof answer->sense);
        command->sense_length = sizeof answer->sense;
    }
    return answer->error;
}

static base_error fake_volume(void *context, const char *name, struct device_volume *volume)
{
    (void)context;
    for (size_t i = 0; i < fake.node_count; i++)
        if (strcmp(fake.nodes[i].name, name) == 0 && fake.nodes[i].error != BASE_ERROR_SUCCESS)
            return fake.nodes[i].error;
    if (fake.volume_error == BASE_ERROR_SUCCESS)
        *volume = fake.volume;
    return fake.volume_error;
}

void fake_set_volume(base_error error, const struct device_volume *volume)
{
    fake.volume_error = error;
    if (volume != NULL)
        fake.volume = *volume;
}

const struct device_transport *fake_transport(void)
{
    static const struct device_transport transport = {
        NULL, fake_open, fake_close, fake_send_control, fake_send_scsi, fake_volume};
    return &transport;
}

static const struct record *last_record(bool is_control, uint32_t code, unsigned *count)
{
    const struct record *last = NULL;
    *count = 0;
    for (size_t i = 0; i < fake.record_count; i++) {
        if (fake.records[i].is_control == is_control && fake.records[i].code == code) {
            last = &fake.records[i];
            (*count)++;
        }
    }
    return last;
}

uint32_t fake_seconds(void)
{
    return fake.seconds;
}

unsigned fake_sent(int opcode)
{
    unsigned count;
    (void)last_record(false, (uint32_t)opcode, &count);
    return count;
}

unsigned fake_controls(uint32_t code)
{
    unsigned count;
    (void)last_record(true, code, &count);
    return count;
}

const uint8_t *fake_cdb(int opcode)
{
    unsigned count;
    const struct record *found = last_record(false, (uint32_t)opcode, &count);
    return found != NULL ? found->bytes : NULL;
}

const uint8_t *fake_input(uint32_t code)
{
    unsigned count;
    const struct record *found = last_record(true, code, &count);
    return found != NULL ? found->bytes : NULL;
}

const uint8_t *fake_sent_data(int opcode, unsigned nth, uint32_t *length)
{
    for (size_t i = 0; i < fake.record_count; i++) {
        const struct record *entry = &fake.records[i];
        if (entry->is_control || entry->code != (uint32_t)opcode || nth-- > 0)
            continue;
        *length = entry->sent_length;
        return entry->sent;
    }
    return NULL;
}

unsigned fake_open_nodes(void)
{
    return fake.open_nodes;
}
