/* SPDX-License-Identifier: MIT */
/*
 * The way through the class driver: IOCTL_CHANGER_*. Element numbers are zero-based already, the
 * class driver knows the addresses. Sources: API pages of the control codes and structures.
 */
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "device/changer_private.h"
#include "device/class_codes.h"
#include "device/scsi/element_status.h"

enum {
    STATUS_CHUNK = 4096 /* elements of one call */
};

static base_error control(struct device_changer *changer, uint32_t code, const void *in,
                          size_t in_length, void *out, size_t out_length, enum device_time time,
                          uint32_t *returned, struct device_fault *fault)
{
    return device_link_control(&changer->link, code, in, (uint32_t)in_length, out,
                               (uint32_t)out_length, time, returned, DEVICE_ATTENTION_PASS, fault);
}

/* Commands that change something: a unit attention is reported, so that the caller looks first. */
static base_error act(struct device_changer *changer, uint32_t code, const void *in,
                      size_t in_length, enum device_time time, struct device_fault *fault)
{
    return device_link_control(&changer->link, code, in, (uint32_t)in_length, NULL, 0, time, NULL,
                               DEVICE_ATTENTION_REPORT, fault);
}

/* ---- look ---- */

static enum device_exception exception_reason(uint32_t code)
{
    switch (code) {
    case DEVICE_CODE_LABEL_UNREADABLE:
        return DEVICE_EXCEPTION_LABEL_UNREADABLE;
    case DEVICE_CODE_LABEL_QUESTIONABLE:
        return DEVICE_EXCEPTION_LABEL_QUESTIONABLE;
    case DEVICE_CODE_SLOT_NOT_PRESENT:
    case DEVICE_CODE_DRIVE_NOT_INSTALLED:
        return DEVICE_EXCEPTION_NOT_INSTALLED;
    case DEVICE_CODE_INIT_STATUS_NEEDED:
        return DEVICE_EXCEPTION_UNKNOWN_STATE;
    default:
        return DEVICE_EXCEPTION_OTHER;
    }
}

static void field_text(const uint8_t *field, size_t length, char *out, size_t capacity)
{
    struct base_reader reader = base_reader_over(field, length);
    base_reader_text(&reader, length, out, capacity);
}

static void take_drive(const struct device_class_status_ex *status, bool extended,
                       struct device_element *element)
{
    uint32_t both = DEVICE_ELEMENT_LUN_VALID | DEVICE_ELEMENT_ID_VALID;
    if ((status->base.flags & both) == both && (status->base.flags & DEVICE_ELEMENT_NOT_BUS) == 0) {
        element->scsi_address.valid = true;
        element->scsi_address.partial = true;
        element->scsi_address.target = status->base.target;
        element->scsi_address.lun = status->base.lun;
    }
    if (!extended || (status->base.flags & DEVICE_ELEMENT_PRODUCT_DATA) == 0)
        return;
    field_text(status->vendor, sizeof status->vendor, element->drive_vendor,
               sizeof element->drive_vendor);
    field_text(status->product, sizeof status->product, element->drive_product,
               sizeof element->drive_product);
    field_text(status->serial, sizeof status->serial, element->drive_serial,
               sizeof element->drive_serial);
}

static void take_source(const struct device_changer *changer,
                        const struct device_class_element *source, struct device_element *element)
{
    if (source->type < DEVICE_KIND_TRANSPORT || source->type > DEVICE_KIND_DRIVE ||
        source->address >= changer->description.kinds[source->type].count)
        return;
    element->source_valid = true;
    element->source_kind = (enum device_kind)source->type;
    element->source_index = source->address;
}

static void take_status(const struct device_changer *changer,
                        const struct device_class_status_ex *status, bool extended,
                        struct device_element *element)
{
    const struct device_class_status *base = &status->base;
    enum device_kind kind = element->kind;
    uint32_t index = element->index;

    memset(element, 0, sizeof *element);
    element->kind = kind;
    element->index = index;
    element->address = index;
    element->full = (base->flags & DEVICE_ELEMENT_FULL) != 0;
    element->accessible =
        kind == DEVICE_KIND_TRANSPORT || (base->flags & DEVICE_ELEMENT_ACCESS) != 0;
    element->impexp = kind == DEVICE_KIND_PORT && (base->flags & DEVICE_ELEMENT_IMPEXP) != 0;
    element->exception = (base->flags & DEVICE_ELEMENT_EXCEPT) != 0;
    if (element->exception)
        element->reason = exception_reason(base->exception_code);
    if (element->full && (base->flags & DEVICE_ELEMENT_SVALID) != 0)
        take_source(changer, &base->source, element);
    element->invert = element->source_valid && (base->flags & DEVICE_ELEMENT_INVERT) != 0;
    if (element->full && (base->flags & DEVICE_ELEMENT_PVOLTAG) != 0)
        element->barcode_valid = device_barcode_decode(base->primary_tag, 32, element->barcode);
    if (kind == DEVICE_KIND_DRIVE)
        take_drive(status, extended, element);
}

/* A sweep under way. */
struct class_sweep {
    struct device_changer *changer;
    struct device_sweep *sweep;
    uint8_t *answer;
    uint32_t chunk; /* elements asked for at once */
    uint32_t done;
    bool extended; /* tells more of drives only; older class drivers take the short form only */
};

static size_t size_of_one(const struct class_sweep *state)
{
    return state->extended ? sizeof(struct device_class_status_ex)
                           : sizeof(struct device_class_status);
}

/*
 * Reads the answer of one call for `count` items. Drivers that cannot tell of all at once tell of
 * the first ones, which is well as long as there are any.
 */
static base_error take_answer(struct class_sweep *state, uint32_t count, size_t returned)
{
    struct device_sweep *sweep = state->sweep;
    size_t large = sizeof(struct device_class_status_ex);
    size_t small = sizeof(struct device_class_status);
    bool extended = state->extended && returned != count * small && returned % large == 0;
    size_t stride = extended ? large : small;
    size_t told = returned / stride;

    if (returned % stride != 0 || told == 0 || told > count)
        return BASE_ERROR_INVALID_DATA;
    for (uint32_t i = 0; i < told; i++) {
        struct device_class_status_ex status;
        memset(&status, 0, sizeof status);
        memcpy(&status, state->answer + i * stride, stride);
        if (status.base.element.type != (uint32_t)sweep->kind ||
            status.base.element.address != sweep->first + state->done + i)
            return BASE_ERROR_INVALID_DATA;
        take_status(state->changer, &status, extended, &sweep->items[state->done + i]);
    }
    state->done += (uint32_t)told;
    return BASE_ERROR_SUCCESS;
}

/* After a refusal: what else to try. False: nothing. */
static bool ask_for_less(struct class_sweep *state, base_error error)
{
    enum { ERROR_NO_SYSTEM_RESOURCES = 1450 };
    if (state->extended && device_link_is_refusal(error)) {
        state->extended = false;
        return true;
    }
    if (state->chunk == 1 ||
        (error != BASE_ERROR_INSUFFICIENT_BUFFER && error != BASE_ERROR_NOT_ENOUGH_MEMORY &&
         error != (base_error)ERROR_NO_SYSTEM_RESOURCES))
        return false;
    state->chunk /= 2;
    return true;
}

static base_error read_chunk(struct class_sweep *state, struct device_fault *fault)
{
    struct device_class_read_status request;
    uint32_t left = state->sweep->count - state->done;
    uint32_t count = left < state->chunk ? left : state->chunk;
    uint32_t returned = 0;

    memset(&request, 0, sizeof request);
    request.list.first.type = (uint32_t)state->sweep->kind;
    request.list.first.address = state->sweep->first + state->done;
    request.list.count = count;
    request.volume_tags = 1;
    base_error error =
        control(state->changer, DEVICE_CHANGER_GET_ELEMENT_STATUS, &request, sizeof request,
                state->answer, count * size_of_one(state), DEVICE_TIME_STATUS, &returned, fault);
    if (error != BASE_ERROR_SUCCESS)
        return ask_for_less(state, error) ? BASE_ERROR_SUCCESS : error;
    error = take_answer(state, count, returned);
    if (error != BASE_ERROR_SUCCESS)
        return device_fault_set(fault, error, DEVICE_BLAME_ROBOT, true,
                                "element status makes no sense");
    return BASE_ERROR_SUCCESS;
}

static base_error class_look(struct device_changer *changer, struct device_sweep *sweep,
                             struct device_fault *fault)
{
    struct class_sweep state = {
        .changer = changer, .sweep = sweep, .extended = sweep->kind == DEVICE_KIND_DRIVE};
    base_error error = BASE_ERROR_SUCCESS;

    state.chunk = sweep->count < STATUS_CHUNK ? sweep->count : STATUS_CHUNK;
    state.answer = base_memory_get(state.chunk * size_of_one(&state));
    if (state.answer == NULL)
        return device_fault_from_system(fault, BASE_ERROR_NOT_ENOUGH_MEMORY, DEVICE_BLAME_ROBOT);
    while (error == BASE_ERROR_SUCCESS && state.done < sweep->count)
        error = read_chunk(&state, fault);
    if (error == BASE_ERROR_SUCCESS)
        device_fault_clear(fault);
    sweep->barcodes = error == BASE_ERROR_SUCCESS;
    base_memory_free(state.answer);
    return error;
}

/* ---- moves ---- */

static struct device_class_element element_of(struct device_place place)
{
    struct device_class_element element = {(uint32_t)place.kind, place.index};
    return element;
}

static base_error class_move(struct device_changer *changer, struct device_place from,
                             struct device_place to, bool flip, struct device_fault *fault)
{
    struct device_class_move request;
    memset(&request, 0, sizeof request);
    request.transport.type = DEVICE_KIND_TRANSPORT;
    request.source = element_of(from);
    request.destination = element_of(to);
    request.flip = flip ? 1 : 0;
    return act(changer, DEVICE_CHANGER_MOVE_MEDIUM, &request, sizeof request, DEVICE_TIME_MOVE,
               fault);
}

static base_error class_exchange(struct device_changer *changer, struct device_place source,
                                 struct device_place first, struct device_place second,
                                 struct device_fault *fault)
{
    struct device_class_exchange request;
    memset(&request, 0, sizeof request);
    request.transport.type = DEVICE_KIND_TRANSPORT;
    request.source = element_of(source);
    request.first = element_of(first);
    request.second = element_of(second);
    return act(changer, DEVICE_CHANGER_EXCHANGE_MEDIUM, &request, sizeof request, DEVICE_TIME_MOVE,
               fault);
}

static base_error class_initialize(struct device_changer *changer, struct device_fault *fault)
{
    struct device_class_initialize request;
    memset(&request, 0, sizeof request);
    request.list.first.type = DEVICE_CLASS_ALL;
    request.bar_code_scan = 1;
    return control(changer, DEVICE_CHANGER_INITIALIZE_STATUS, &request, sizeof request, NULL, 0,
                   DEVICE_TIME_INITIALIZE, NULL, fault);
}

/* ---- locks, door, readiness ---- */

static base_error set_access(struct device_changer *changer, uint32_t type, uint32_t index,
                             uint32_t what, struct device_fault *fault)
{
    struct device_class_set_access request = {{type, index}, what};
    return control(changer, DEVICE_CHANGER_SET_ACCESS, &request, sizeof request, NULL, 0,
                   DEVICE_TIME_MOVE, NULL, fault);
}

static base_error lock_one(struct device_changer *changer, enum device_lock_what what,
                           uint32_t index, bool lock, struct device_fault *fault)
{
    const struct device_changer_description *description = &changer->description;
    bool port = what == DEVICE_LOCK_PORT;
    bool locks = port ? description->can_lock_port : description->can_lock_door;
    bool moves = port && description->can_move_port;
    uint32_t type = port ? DEVICE_KIND_PORT : DEVICE_CLASS_DOOR;
    base_error error = BASE_ERROR_SUCCESS;

    if (lock && moves)
        error = set_access(changer, type, index, DEVICE_ACCESS_RETRACT, fault);
    if (error == BASE_ERROR_SUCCESS && locks)
        error = set_access(changer, type, index, lock ? DEVICE_ACCESS_LOCK : DEVICE_ACCESS_UNLOCK,
                           fault);
    if (error == BASE_ERROR_SUCCESS && !lock && moves)
        error = set_access(changer, type, index, DEVICE_ACCESS_EXTEND, fault);
    return error;
}

static base_error class_lock(struct device_changer *changer, enum device_lock_what what,
                             uint32_t index, bool lock, struct device_fault *fault)
{
    uint32_t count = what == DEVICE_LOCK_DOOR ? changer->description.door_count
                                              : changer->description.kinds[DEVICE_KIND_PORT].count;
    if (index != DEVICE_INDEX_ALL)
        return lock_one(changer, what, index, lock, fault);
    for (uint32_t i = 0; i < count; i++) {
        base_error error = lock_one(changer, what, i, lock, fault);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    return BASE_ERROR_SUCCESS;
}

static base_error class_ready(struct device_changer *changer, struct device_fault *fault)
{
    return control(changer, DEVICE_CHANGER_GET_STATUS, NULL, 0, NULL, 0, DEVICE_TIME_QUERY, NULL,
                   fault);
}

static base_error class_door(struct device_changer *changer, bool *open, struct device_fault *fault)
{
    struct device_fault local;
    base_error error = class_ready(changer, &local);
    if (error != BASE_ERROR_SUCCESS && local.blame == DEVICE_BLAME_TRANSPORT) {
        if (fault != NULL)
            *fault = local;
        return error;
    }
    device_fault_clear(fault);
    *open = error == BASE_ERROR_DEVICE_DOOR_OPEN;
    return BASE_ERROR_SUCCESS;
}

/* ---- open ---- */

static void take_parameters(struct device_changer_description *description,
                            const struct device_class_parameters *parameters)
{
    static const uint16_t cleaner_operations_not_supported = 0x0040;
    const uint32_t counts[DEVICE_KIND_COUNT] = {0, parameters->transports, parameters->slots,
                                                parameters->ports, parameters->drives};
    const uint32_t bases[DEVICE_KIND_COUNT] = {
        0, parameters->first_transport_number, parameters->first_slot_number,
        parameters->first_port_number, parameters->first_drive_number};
    uint32_t features = parameters->features0;
    bool locks = (features & DEVICE_FEATURE_LOCK_UNLOCK) != 0;

    for (size_t kind = 1; kind < DEVICE_KIND_COUNT; kind++) {
        description->kinds[kind].first = 0;
        description->kinds[kind].count = counts[kind];
        description->kinds[kind].base = bases[kind];
    }
    description->door_count = parameters->doors;
    description->magazine_size = parameters->magazine_size;
    description->clean_timeout_seconds = parameters->drive_clean_timeout;
    description->barcode_reader = (features & DEVICE_FEATURE_BAR_CODE_SCANNER) != 0;
    description->can_lock_door = locks && (parameters->lock_capabilities & DEVICE_LOCKS_DOOR) != 0;
    description->can_lock_port = locks && (parameters->lock_capabilities & DEVICE_LOCKS_PORT) != 0;
    description->can_move_port = (features & DEVICE_FEATURE_OPEN_PORT) != 0;
    description->can_exchange = (features & DEVICE_FEATURE_EXCHANGE_MEDIA) != 0;
    description->can_initialize = true;
    description->must_unload = (features & DEVICE_FEATURE_PREDISMOUNT_EJECT) != 0;
    description->cleans_by_itself = (features & DEVICE_FEATURE_CLEANER_ACCESS_NOT_VALID) != 0 ||
                                    (parameters->features1 & cleaner_operations_not_supported) != 0;
}

static base_error take_product(struct device_changer *changer, bool serial_valid,
                               struct device_changer_description *description,
                               struct device_fault *fault)
{
    char world_wide_name[DEVICE_SERIAL_SIZE];
    struct device_class_product product;

    base_error error = control(changer, DEVICE_CHANGER_GET_PRODUCT_DATA, NULL, 0, &product,
                               sizeof product, DEVICE_TIME_QUERY, NULL, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    field_text(product.vendor, sizeof product.vendor, description->vendor,
               sizeof description->vendor);
    field_text(product.product, sizeof product.product, description->product,
               sizeof description->product);
    field_text(product.revision, sizeof product.revision, description->revision,
               sizeof description->revision);
    if (serial_valid)
        field_text(product.serial, sizeof product.serial, description->serial,
                   sizeof description->serial);
    if (description->serial[0] == '\0')
        device_link_serial(&changer->link, description->serial, world_wide_name);
    return BASE_ERROR_SUCCESS;
}

static void class_serial(struct device_changer *changer, char serial[DEVICE_SERIAL_SIZE])
{
    struct device_changer_description description = {.serial = ""};

    (void)take_product(changer, changer->tells_serial, &description, NULL);
    memcpy(serial, description.serial, DEVICE_SERIAL_SIZE);
}

static const struct device_changer_way class_way = {
    .serial = class_serial,
    .path = DEVICE_PATH_CLASS,
    .look = class_look,
    .move = class_move,
    .exchange = class_exchange,
    .initialize = class_initialize,
    .lock = class_lock,
    .door = class_door,
    .ready = class_ready,
};

base_error device_changer_class_open(struct device_changer *changer, struct device_fault *fault)
{
    struct device_class_parameters parameters;
    uint32_t returned = 0;

    base_error error = control(changer, DEVICE_CHANGER_GET_PARAMETERS, NULL, 0, &parameters,
                               sizeof parameters, DEVICE_TIME_QUERY, &returned, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (returned < sizeof parameters ||
        (parameters.slots == 0 && parameters.drives == 0 && parameters.ports == 0) ||
        parameters.transports == 0)
        return device_fault_set(fault, BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_ROBOT, false,
                                "changer parameters make no sense");
    take_parameters(&changer->description, &parameters);
    changer->tells_serial = (parameters.features0 & DEVICE_FEATURE_SERIAL_NUMBER_VALID) != 0;
    error = take_product(changer, changer->tells_serial, &changer->description, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    changer->description.scsi_address = device_link_address(&changer->link);
    changer->way = &class_way;
    return BASE_ERROR_SUCCESS;
}
