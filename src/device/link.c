/* SPDX-License-Identifier: MIT */
#include "device/link.h"

#include <stdio.h>
#include <string.h>

#include "device/changer.h"
#include "device/class_codes.h"
#include "device/scsi/cdb.h"
#include "port/clock.h"
#include "port/security.h"

enum {
    ATTENTIONS_PASSED = 8, /* a device keeps a few; more than this is a fault */
    RECONFIGURED = 0x3F,   /* additional sense code: target operating conditions have changed */
    INQUIRY_LENGTH = 96,
    PAGE_LENGTH = 252
};

/* Behind the name of a drive: its node for commands. */
static const char command_suffix[] = "sg";

static base_error open_node(const struct device_transport *transport, const char *name,
                            void **handle)
{
    base_error error = transport->open(transport->context, name, DEVICE_ACCESS_READ_WRITE, handle);
    if (error == BASE_ERROR_ACCESS_DENIED)
        error = transport->open(transport->context, name, DEVICE_ACCESS_READ, handle);
    return error;
}

/* ERROR_FILE_NOT_FOUND when the drive has no such node. */
static base_error open_command_node(const struct device_transport *transport, const char *name,
                                    void **handle)
{
    char full[DEVICE_NAME_SIZE];
    int length = snprintf(full, sizeof full, "%s%s", name, command_suffix);
    if (length < 0 || (size_t)length >= sizeof full)
        return BASE_ERROR_FILE_NOT_FOUND;
    base_error error = open_node(transport, full, handle);
    return error == BASE_ERROR_PATH_NOT_FOUND || error == BASE_ERROR_INVALID_NAME
               ? BASE_ERROR_FILE_NOT_FOUND
               : error;
}

static bool is_in_use(base_error error)
{
    return error == BASE_ERROR_SHARING_VIOLATION || error == BASE_ERROR_LOCK_VIOLATION ||
           error == BASE_ERROR_BUSY;
}

base_error device_link_open(struct device_link *link, const struct device_transport *transport,
                            const char *name, enum device_blame self, struct device_fault *fault)
{
    void *handle = NULL;
    base_error error = BASE_ERROR_FILE_NOT_FOUND;
    memset(link, 0, sizeof *link);
    if (self == DEVICE_BLAME_DRIVE)
        error = open_command_node(transport, name, &handle);
    bool command_node = error != BASE_ERROR_FILE_NOT_FOUND;
    if (!command_node)
        error = open_node(transport, name, &handle);
    bool exclusive = error == BASE_ERROR_ACCESS_DENIED && !command_node &&
                     self == DEVICE_BLAME_DRIVE && port_is_administrator();
    if (is_in_use(error) || exclusive)
        error = BASE_ERROR_BUSY;
    if (error != BASE_ERROR_SUCCESS)
        return device_fault_from_system(fault, error, self);
    device_fault_clear(fault);
    link->transport = transport;
    link->handle = handle;
    link->self = self;
    link->doubtful = command_node;
    return BASE_ERROR_SUCCESS;
}

static uint32_t limit_of(struct device_link *link, enum device_time time)
{
    if (link->seconds[time] == 0)
        link->seconds[time] = device_time_limit(time);
    return link->at_most != 0 && link->seconds[time] > link->at_most ? link->at_most
                                                                     : link->seconds[time];
}

/* Some systems let a node be opened that is in use, and refuse every call on it. */
static base_error hold_program_node(struct device_link *link, const char *name)
{
    const struct device_transport *transport = link->transport;
    uint32_t stored = 0;
    base_error error =
        transport->open(transport->context, name, DEVICE_ACCESS_READ, &link->program_node);
    if (error == BASE_ERROR_SUCCESS)
        error = transport->control(transport->context, link->program_node, DEVICE_TAPE_CHECK_VERIFY,
                                   NULL, 0, NULL, 0, limit_of(link, DEVICE_TIME_QUERY), &stored);
    return is_in_use(error) ? BASE_ERROR_BUSY : BASE_ERROR_SUCCESS;
}

base_error device_link_open_alone(struct device_link *link,
                                  const struct device_transport *transport, const char *name,
                                  struct device_fault *fault)
{
    base_error error = device_link_open(link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS || !link->doubtful)
        return error;
    error = hold_program_node(link, name);
    if (error != BASE_ERROR_SUCCESS) {
        device_link_close(link);
        return device_fault_from_system(fault, error, DEVICE_BLAME_DRIVE);
    }
    return BASE_ERROR_SUCCESS;
}

void device_link_close(struct device_link *link)
{
    if (link->transport == NULL)
        return;
    if (link->program_node != NULL)
        link->transport->close(link->transport->context, link->program_node);
    link->transport->close(link->transport->context, link->handle);
    link->transport = NULL;
    link->handle = NULL;
    link->program_node = NULL;
}

bool device_link_is_doubtful(const struct device_link *link,
                             const struct device_scsi_command *command, base_error error)
{
    return link->doubtful && error == BASE_ERROR_SUCCESS && command->status == DEVICE_STATUS_GOOD;
}

base_error device_link_lost(struct device_fault *fault)
{
    (void)device_fault_set(fault, BASE_ERROR_TIMEOUT, DEVICE_BLAME_TRANSPORT, true,
                           "a command was lost");
    if (fault != NULL)
        fault->unknown = true;
    return BASE_ERROR_TIMEOUT;
}

/* How often a request met a unit attention, and until when it may be sent again. */
struct tries {
    int passed;
    int64_t until; /* monotonic milliseconds */
};

static struct tries first_try(uint32_t seconds)
{
    struct tries tries = {0, port_clock_monotonic() + (int64_t)seconds * 1000};
    return tries;
}

static unsigned attention_bit(const struct device_fault *fault)
{
    if (fault->asc == 0x29 || fault->error == BASE_ERROR_BUS_RESET)
        return DEVICE_ATTENTION_RESET;
    if (fault->asc == 0x28 && (fault->ascq == 0x01 || fault->ascq == 0x03))
        return DEVICE_ATTENTION_PORT_ACCESSED;
    if (fault->error == BASE_ERROR_MEDIA_CHANGED)
        return DEVICE_ATTENTION_MEDIUM_CHANGED;
    return DEVICE_ATTENTION_OTHER;
}

/* True when the same request is to be sent again because of a unit attention. */
static bool attention_passed(struct device_link *link, const struct device_fault *fault,
                             enum device_attention_rule rule, struct tries *tries)
{
    if (!fault->attention)
        return false;
    link->attention |= attention_bit(fault);
    link->reset = link->reset || fault->asc == RECONFIGURED ||
                  (attention_bit(fault) & DEVICE_ATTENTION_RESET) != 0;
    return rule == DEVICE_ATTENTION_PASS && tries->passed++ < ATTENTIONS_PASSED &&
           port_clock_monotonic() < tries->until;
}

base_error device_link_scsi(struct device_link *link, struct device_scsi_command *command,
                            enum device_attention_rule rule, struct device_fault *fault)
{
    struct device_fault result;

    command->timeout_seconds = limit_of(link, command->time);
    struct tries tries = first_try(command->timeout_seconds);
    do {
        if (command->direction == DEVICE_DATA_IN)
            memset(command->data, 0, command->data_length);
        command->transferred = 0;
        command->status = DEVICE_STATUS_GOOD;
        command->sense_length = 0;
        base_error error = link->transport->scsi(link->transport->context, link->handle, command);
        if (error != BASE_ERROR_SUCCESS)
            (void)device_fault_from_system(&result, error, link->self);
        else
            (void)device_fault_from_command(&result, command, link->self);
    } while (attention_passed(link, &result, rule, &tries));
    if (fault != NULL)
        *fault = result;
    return result.error;
}

base_error device_link_control(struct device_link *link, uint32_t code, const void *in,
                               uint32_t in_length, void *out, uint32_t out_length,
                               enum device_time time, uint32_t *returned,
                               enum device_attention_rule rule, struct device_fault *fault)
{
    struct device_fault result;
    uint32_t seconds = limit_of(link, time);
    struct tries tries = first_try(seconds);
    uint32_t stored = 0;

    do {
        if (out_length > 0 && out != in)
            memset(out, 0, out_length);
        stored = 0;
        base_error error =
            link->transport->control(link->transport->context, link->handle, code, in, in_length,
                                     out, out_length, seconds, &stored);
        (void)device_fault_from_system(&result, error, link->self);
    } while (attention_passed(link, &result, rule, &tries));
    if (returned != NULL)
        *returned = stored > out_length ? out_length : stored;
    if (fault != NULL)
        *fault = result;
    return result.error;
}

uint32_t device_link_received(const struct device_scsi_command *command)
{
    if (command->direction != DEVICE_DATA_IN)
        return 0;
    return command->transferred > command->data_length ? command->data_length
                                                       : command->transferred;
}

bool device_link_is_refusal(base_error error)
{
    enum { ERROR_BAD_COMMAND = 22 };
    return error == BASE_ERROR_INVALID_FUNCTION || error == BASE_ERROR_NOT_SUPPORTED ||
           error == BASE_ERROR_INVALID_PARAMETER || error == BASE_ERROR_CALL_NOT_IMPLEMENTED ||
           error == BASE_ERROR_GEN_FAILURE || error == BASE_ERROR_ACCESS_DENIED ||
           error == (base_error)ERROR_BAD_COMMAND;
}

void device_link_serial(struct device_link *link, char serial[DEVICE_SERIAL_SIZE],
                        char world_wide_name[DEVICE_SERIAL_SIZE])
{
    struct device_scsi_command command;
    char inner[DEVICE_SERIAL_SIZE] = "";
    char unit[DEVICE_SERIAL_SIZE] = "";
    char name[DEVICE_SERIAL_SIZE] = "";
    uint8_t data[PAGE_LENGTH];

    device_cdb_inquiry_page(&command, 0x80, data, sizeof data);
    if (device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL) != BASE_ERROR_SUCCESS ||
        !device_inquiry_serial(data, device_link_received(&command), unit))
        unit[0] = '\0';
    device_cdb_inquiry_page(&command, 0x83, data, sizeof data);
    if (device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL) != BASE_ERROR_SUCCESS ||
        !device_inquiry_identification(data, device_link_received(&command), name, inner))
        name[0] = inner[0] = '\0';
    memcpy(serial, unit[0] != '\0' ? unit : inner, DEVICE_SERIAL_SIZE);
    memcpy(world_wide_name, name, DEVICE_SERIAL_SIZE);
}

base_error device_link_identify(struct device_link *link, struct device_identity *identity,
                                struct device_fault *fault)
{
    struct device_scsi_command command;
    struct device_identity result;
    uint8_t data[INQUIRY_LENGTH];

    memset(&result, 0, sizeof result);
    device_cdb_inquiry(&command, data, sizeof data);
    base_error error = device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!device_inquiry_decode(data, device_link_received(&command), &result.inquiry))
        return device_fault_set(fault, BASE_ERROR_INVALID_DATA, link->self, true,
                                "INQUIRY data makes no sense");
    device_link_serial(link, result.serial, result.world_wide_name);
    *identity = result;
    return BASE_ERROR_SUCCESS;
}

struct device_scsi_address device_link_address(struct device_link *link)
{
    struct device_class_scsi_address answer;
    struct device_scsi_address address;
    uint32_t returned = 0;

    memset(&address, 0, sizeof address);
    base_error error =
        device_link_control(link, DEVICE_SCSI_GET_ADDRESS, NULL, 0, &answer, sizeof answer,
                            DEVICE_TIME_QUERY, &returned, DEVICE_ATTENTION_PASS, NULL);
    if (error != BASE_ERROR_SUCCESS || returned < sizeof answer)
        return address;
    address.valid = true;
    address.port = answer.port;
    address.path = answer.path;
    address.target = answer.target;
    address.lun = answer.lun;
    return address;
}
