/* SPDX-License-Identifier: MIT */
/*
 * The one way to a device: decides whether an injected fault strikes, lets the device work, and
 * writes the log. vtl.h and control.h say what the faults do.
 */
#include "element.h"
#include "linux.h"

#include <string.h>

enum { LOG_STATUS_FAILED = 0xFF, LOG_STATUS_HANGS = 0xFE };

static bool matches(const struct vtl_control_fault *fault, const struct vtl_device *device,
                    uint8_t opcode)
{
    if (fault->opcode != VTL_OPCODE_ANY && fault->opcode != opcode)
        return false;
    if (fault->library != VTL_ANY && fault->library != device->library_index)
        return false;
    if (fault->device == 2)
        return true;
    if ((fault->device == 1) != (device->kind == VTL_DEVICE_TAPE))
        return false;
    return fault->device == 0 || fault->drive == VTL_ANY || fault->drive == device->drive_index;
}

/* The fault that strikes this command, counted; NULL = none. */
static const struct vtl_control_fault *strike(const struct vtl_device *device, uint8_t opcode)
{
    const struct vtl_control_fault *struck = NULL;
    for (uint32_t i = 0; i < VTL_MAX_FAULTS; i++) {
        struct vtl_fault_entry *entry = &device->world->faults[i];
        if (entry->id == 0 || !matches(&entry->fault, device, opcode))
            continue;
        if (entry->fault.skip > 0) {
            entry->fault.skip--;
            continue;
        }
        if (struck != NULL || entry->fault.times == 0)
            continue;
        struck = &entry->fault;
        if (entry->fault.times != UINT32_MAX)
            entry->fault.times--;
    }
    return struck;
}

static struct vtl_log_entry *log_entry(struct vtl_world *world, uint64_t sequence)
{
    struct vtl_log_entry *entry = &world->log[sequence % VTL_LOG_ENTRIES];
    return entry->sequence == sequence ? entry : NULL;
}

static void log_begin(struct vtl_device *device, struct vtl_request *request, bool struck,
                      uint64_t now)
{
    struct vtl_world *world = device->world;
    uint64_t sequence = world->next_sequence++;
    struct vtl_log_entry *entry = &world->log[sequence % VTL_LOG_ENTRIES];
    memset(entry, 0, sizeof *entry);
    entry->sequence = sequence;
    entry->time_ms = now;
    entry->library = device->library_index;
    entry->drive = device->drive_index;
    entry->device = device->kind == VTL_DEVICE_TAPE;
    entry->cdb_length = request->cdb_length;
    entry->from_class = request->from_class;
    entry->fault = struck;
    memcpy(entry->cdb, request->cdb,
           request->cdb_length < VTL_MAX_CDB ? request->cdb_length : VTL_MAX_CDB);
    request->log_sequence = sequence;
}

static void log_outcome(struct vtl_device *device, const struct vtl_request *request)
{
    struct vtl_log_entry *entry = log_entry(device->world, request->log_sequence);
    if (entry == NULL)
        return;
    entry->status = request->status;
    if (request->fail_status != 0)
        entry->status = LOG_STATUS_FAILED;
    else if (request->delay_ms == VTL_FOREVER)
        entry->status = LOG_STATUS_HANGS;
    entry->key = entry->asc = entry->ascq = 0;
    if (request->sense_length >= 14) {
        entry->key = request->sense[2] & 0x0F;
        entry->asc = request->sense[12];
        entry->ascq = request->sense[13];
    }
    if (request->delay_ms != VTL_FOREVER)
        entry->delay_ms = request->delay_ms;
    entry->transferred = request->transferred;
}

static void put_off(struct vtl_device *device, const struct vtl_request *request, uint32_t after)
{
    struct vtl_late *late = &device->world->late;
    if (request->data_length > 0 || request->cdb_length > VTL_MAX_CDB)
        return;
    late->device = device;
    late->after = after;
    late->cdb_length = request->cdb_length;
    memcpy(late->cdb, request->cdb, request->cdb_length);
}

/* What a fault does instead of the command; true = the command is not carried out. */
static bool replace(struct vtl_device *device, struct vtl_request *request,
                    const struct vtl_control_fault *fault)
{
    switch (fault->action) {
    case VTL_FAULT_SENSE:
        vtl_request_fail(request, fault->key, fault->asc, fault->ascq);
        return true;
    case VTL_FAULT_HANG:
        request->delay_ms = VTL_FOREVER;
        return true;
    case VTL_FAULT_BUSY:
        request->status = SCSI_STATUS_BUSY;
        return true;
    case VTL_FAULT_LIE:
        return true;
    case VTL_FAULT_SCSI_STATUS:
        request->status = (uint8_t)fault->count;
        return true;
    case VTL_FAULT_LATE:
        put_off(device, request, fault->count);
        return true;
    case VTL_FAULT_STATUS:
        request->fail_status = fault->count;
        return true;
    default:
        return false;
    }
}

static void add_delay(struct vtl_request *request, uint32_t delay_ms)
{
    if (request->delay_ms < VTL_FOREVER && delay_ms < VTL_FOREVER - 1 - request->delay_ms)
        request->delay_ms += delay_ms;
}

/* True for an answer by which a changer demands INITIALIZE ELEMENT STATUS. */
static bool is_demand(const struct vtl_control_fault *fault)
{
    if (fault->action == VTL_FAULT_STATUS)
        return fault->count == VTL_STATUS_REINITIALIZATION_NEEDED;
    return fault->action == VTL_FAULT_SENSE && fault->device == 0 &&
           ((fault->asc == 0x53 && fault->ascq == 0x08) ||
            (fault->asc == 0x04 && fault->ascq == 0x02));
}

/* It is met: the faults that made it are over. */
static void meet_demands(struct vtl_device *device, const struct vtl_request *request)
{
    if (device->kind != VTL_DEVICE_CHANGER || request->cdb_length == 0 ||
        (request->cdb[0] != 0x07 && request->cdb[0] != 0x37))
        return;
    for (uint32_t i = 0; i < VTL_MAX_FAULTS; i++) {
        struct vtl_fault_entry *entry = &device->world->faults[i];
        if (entry->id != 0 && is_demand(&entry->fault))
            entry->fault.times = 0;
    }
}

/* What a fault does to an answer, when the command has been carried out. */
static void spoil(struct vtl_request *request, const struct vtl_control_fault *fault)
{
    uint32_t cut;
    switch (fault->action) {
    case VTL_FAULT_SHORT:
        cut = fault->count < request->transferred ? fault->count : request->transferred;
        if (request->data_direction == VTL_DATA_IN && cut > 0)
            memset(request->data + request->transferred - cut, 0, cut);
        request->transferred -= cut;
        break;
    case VTL_FAULT_BYTES:
        for (uint32_t i = 0; i < fault->count && i < sizeof fault->bytes; i++)
            if (request->data_direction == VTL_DATA_IN && fault->offset < request->transferred &&
                i < request->transferred - fault->offset)
                request->data[fault->offset + i] = fault->bytes[i];
        break;
    case VTL_FAULT_DELAY:
        add_delay(request, fault->count);
        break;
    case VTL_FAULT_SENSE_DONE:
    case VTL_FAULT_HANG_DONE:
    case VTL_FAULT_STATUS_DONE:
    case VTL_FAULT_STUCK:
        request->after = (uint8_t)(1 + fault->action);
        request->after_sense[0] = fault->key;
        request->after_sense[1] = fault->asc;
        request->after_sense[2] = fault->ascq;
        request->after_status = fault->count;
        break;
    default:
        break;
    }
}

static void apply_after(struct vtl_request *request)
{
    switch (request->after) {
    case 1 + VTL_FAULT_SENSE_DONE:
    case 1 + VTL_FAULT_STUCK:
        vtl_request_fail(request, request->after_sense[0], request->after_sense[1],
                         request->after_sense[2]);
        break;
    case 1 + VTL_FAULT_HANG_DONE:
        request->delay_ms = VTL_FOREVER;
        break;
    case 1 + VTL_FAULT_STATUS_DONE:
        request->fail_status = request->after_status;
        break;
    default:
        break;
    }
    request->after = 0;
}

static void carry_out(struct vtl_device *device, struct vtl_request *request, uint64_t now)
{
    if (device->kind == VTL_DEVICE_TAPE)
        vtl_drive_execute(device->drive, request, now);
    else
        vtl_smc_execute(device->library, request, now);
}

/* A command given up long ago that is carried out now, before another one. */
static void catch_up(struct vtl_device *device, uint64_t now)
{
    struct vtl_late *late = &device->world->late;
    if (late->device != device)
        return;
    if (late->after > 0) {
        late->after--;
        return;
    }
    if (device->kind == VTL_DEVICE_CHANGER && device->library->moving)
        return;
    struct vtl_request request = {.cdb = late->cdb, .cdb_length = late->cdb_length};
    late->device = NULL;
    carry_out(device, &request, now);
    if (request.robot)
        vtl_smc_finish(device->library, &request, now);
}

/* Lost commands do not hang where the system gives them up. */
static void give_up(const struct vtl_device *device, struct vtl_request *request)
{
    if (device->real_linux && !request->from_class && request->delay_ms == VTL_FOREVER)
        vtl_linux_lose(request);
}

void vtl_execute(struct vtl_device *device, struct vtl_request *request, uint64_t now)
{
    catch_up(device, now);
    request->transferred = 0;
    request->delay_ms = 0;
    request->fail_status = 0;
    request->status = SCSI_STATUS_GOOD;
    request->sense_length = 0;
    request->robot = false;
    request->after = 0;
    const struct vtl_control_fault *fault =
        strike(device, request->cdb_length > 0 ? request->cdb[0] : 0);
    log_begin(device, request, fault != NULL, now);
    if (fault == NULL || !replace(device, request, fault)) {
        carry_out(device, request, now);
        meet_demands(device, request);
        if (fault != NULL)
            spoil(request, fault);
    }
    if (fault != NULL && fault->action != VTL_FAULT_BYTES)
        add_delay(request, fault->offset);
    if (!request->robot)
        apply_after(request);
    log_outcome(device, request);
    give_up(device, request);
}

void vtl_finish(struct vtl_device *device, struct vtl_request *request, uint64_t now)
{
    if (!request->robot)
        return;
    request->robot = false;
    if (request->after == 1 + VTL_FAULT_STUCK)
        vtl_smc_stick(device->library, request, now);
    else
        vtl_smc_finish(device->library, request, now);
    apply_after(request);
    log_outcome(device, request);
    give_up(device, request);
}
