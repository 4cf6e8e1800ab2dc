/* SPDX-License-Identifier: MIT */
/*
 * What the robot does: MOVE MEDIUM, EXCHANGE MEDIUM, POSITION TO ELEMENT, INITIALIZE ELEMENT
 * STATUS, OPEN/CLOSE IMPORT EXPORT ELEMENT (SMC-3 6.3 to 6.11). A command is checked when it starts
 * and again when it ends, because a person may have reached in meanwhile; cartridges change place
 * at the end.
 */
#include "element.h"
#include "tape.h"

enum { REFUSE_NONE = 0 };

/* An order as decoded from MOVE or EXCHANGE MEDIUM. */
struct order {
    struct vtl_element *source;
    struct vtl_element *destination;
    struct vtl_element *second; /* EXCHANGE: where the destination's cartridge goes; else NULL */
    bool invert;
    bool invert_second;
};

static void refuse(struct vtl_library *library, struct vtl_request *request, uint32_t code)
{
    library->collisions++;
    vtl_request_fail(request, SENSE_ILLEGAL, (uint8_t)(code >> 8), (uint8_t)code);
}

/* Why the robot cannot reach the element, as asc << 8 | ascq; 0 = it can. */
static uint32_t reach_code(const struct vtl_element *element)
{
    if (element->not_installed)
        return element->type == VTL_DRIVE ? 0x3B1A : 0x3B11;
    if (element->no_access || element->open)
        return 0x3B11;
    return REFUSE_NONE;
}

/* Why a cartridge cannot be taken from here. */
static uint32_t take_code(struct vtl_library *library, struct vtl_element *element, uint64_t now)
{
    uint32_t code = reach_code(element);
    if (code != REFUSE_NONE)
        return code;
    if (!element->seen_full)
        return 0x3B0E;
    if (vtl_element_cartridge(element) == NULL) {
        vtl_element_look(library, element); /* the hand closed on nothing */
        return 0x3B0E;
    }
    if (element->drive == NULL)
        return REFUSE_NONE;
    if (vtl_drive_removal_prevented(element->drive))
        return 0x5303;
    if (library->config.must_unload && !vtl_drive_is_unloaded(element->drive, now))
        return 0x5301;
    return REFUSE_NONE;
}

/* Why a cartridge cannot be put here. */
static uint32_t put_code(struct vtl_library *library, struct vtl_element *element)
{
    uint32_t code = reach_code(element);
    if (code != REFUSE_NONE)
        return code;
    if (element->seen_full)
        return 0x3B0D;
    if (vtl_element_cartridge(element) != NULL) {
        vtl_element_look(library, element);
        return 0x3B0D;
    }
    return REFUSE_NONE;
}

static uint32_t order_code(struct vtl_library *library, const struct order *order, uint64_t now)
{
    uint32_t code = take_code(library, order->source, now);
    if (code != REFUSE_NONE || order->source == order->destination)
        return code;
    if (order->second == NULL)
        return put_code(library, order->destination);
    code = take_code(library, order->destination, now);
    if (code == REFUSE_NONE && order->second != order->source)
        code = put_code(library, order->second);
    return code;
}

static bool transport_is_valid(const struct vtl_library *library, uint32_t address)
{
    return address == 0 || address == library->config.first[VTL_TRANSPORT];
}

/* false: the request is refused with its sense. */
static bool decode_order(struct vtl_library *library, struct vtl_request *request,
                         const uint8_t *cdb, struct order *out)
{
    bool exchange = cdb[0] == 0xA6;
    out->source = vtl_library_address(library, vtl_get16(cdb + 4));
    out->destination = vtl_library_address(library, vtl_get16(cdb + 6));
    out->second = exchange ? vtl_library_address(library, vtl_get16(cdb + 8)) : NULL;
    out->invert = (cdb[10] & (exchange ? 0x02 : 0x01)) != 0;
    out->invert_second = exchange && (cdb[10] & 0x01) != 0;
    bool known = out->source != NULL && out->destination != NULL &&
                 out->destination->type != VTL_TRANSPORT &&
                 (!exchange || (out->second != NULL && out->second->type != VTL_TRANSPORT));
    if (!known || !transport_is_valid(library, vtl_get16(cdb + 2))) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x21, 0x01);
        return false;
    }
    if (exchange && (out->source == out->destination || out->destination == out->second)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x21, 0x01);
        return false;
    }
    if ((out->invert || out->invert_second) && !library->rotates) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return false;
    }
    return true;
}

/* The robot unloads a threaded drive by itself when it must; that takes the drive's time too. */
static uint32_t unload_time(const struct vtl_element *element, uint64_t now)
{
    if (element == NULL || element->drive == NULL || vtl_drive_is_unloaded(element->drive, now))
        return 0;
    return vtl_drive_settings(element->drive)->unload_ms;
}

static void begin_order(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb, uint64_t now)
{
    struct order order;
    if (!decode_order(library, request, cdb, &order))
        return;
    uint32_t code = order_code(library, &order, now);
    if (code != REFUSE_NONE) {
        refuse(library, request, code);
        return;
    }
    uint32_t moves = order.second != NULL ? 2 : 1;
    request->delay_ms = moves * library->config.move_ms + unload_time(order.source, now);
    if (order.second != NULL)
        request->delay_ms += unload_time(order.destination, now);
    request->robot = true;
}

/* What travels along with a cartridge. */
struct grip {
    struct vtl_cartridge *cartridge;
    uint16_t source;
    bool source_valid;
    bool inverted;
};

static struct grip grip_take(struct vtl_library *library, struct vtl_element *element, bool invert,
                             uint64_t now)
{
    struct grip grip = {NULL, element->source, element->source_valid, element->inverted};
    if (element->type == VTL_SLOT) {
        grip.source = element->address;
        grip.source_valid = true;
    }
    grip.cartridge = vtl_element_take(library, element, true, now);
    if (invert && grip.cartridge != NULL) {
        grip.inverted = !grip.inverted;
        if (grip.cartridge->sides == 2)
            grip.cartridge->side_up ^= 1;
    }
    return grip;
}

static void grip_put(struct vtl_library *library, struct vtl_element *element,
                     const struct grip *grip, uint64_t now)
{
    if (grip->cartridge == NULL || !vtl_element_put(library, element, grip->cartridge, true, now))
        return;
    element->source = grip->source;
    element->source_valid = grip->source_valid;
    element->inverted = grip->inverted;
    element->by_operator = false;
}

static void end_order(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb,
                      uint64_t now)
{
    struct order order;
    if (!decode_order(library, request, cdb, &order))
        return;
    uint32_t code = order_code(library, &order, now);
    if (code != REFUSE_NONE) {
        refuse(library, request, code);
        return;
    }
    library->position = order.destination->address;
    library->moves++;
    struct grip first = grip_take(library, order.source, order.invert, now);
    if (order.second != NULL) {
        struct grip second = grip_take(library, order.destination, order.invert_second, now);
        grip_put(library, order.second, &second, now);
        library->position = order.second->address;
    }
    grip_put(library, order.destination, &first, now);
}

static void begin_position(struct vtl_library *library, struct vtl_request *request,
                           const uint8_t *cdb)
{
    if (!transport_is_valid(library, vtl_get16(cdb + 2)) ||
        vtl_library_address(library, vtl_get16(cdb + 4)) == NULL) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x21, 0x01);
        return;
    }
    if ((cdb[8] & 0x01) != 0 && !library->rotates) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    request->delay_ms = library->config.move_ms / 2;
    request->robot = true;
}

static void begin_initialize(struct vtl_library *library, struct vtl_request *request,
                             const uint8_t *cdb)
{
    uint64_t elements = library->element_count;
    if (cdb[0] == 0x37 && (cdb[1] & 0x01) != 0) {
        if (vtl_library_address(library, vtl_get16(cdb + 2)) == NULL) {
            vtl_request_fail(request, SENSE_ILLEGAL, 0x21, 0x01);
            return;
        }
        uint32_t range = vtl_get16(cdb + 6);
        if (range != 0 && range < elements)
            elements = range;
    }
    request->delay_ms =
        (uint32_t)(library->config.initialize_ms * elements / library->element_count);
    request->robot = true;
}

static void end_initialize(struct vtl_library *library, const uint8_t *cdb)
{
    uint32_t first = vtl_get16(cdb + 2);
    uint32_t range = vtl_get16(cdb + 6);
    bool all = cdb[0] != 0x37 || (cdb[1] & 0x01) == 0;
    for (uint32_t i = 0; i < library->element_count; i++) {
        struct vtl_element *element = &library->elements[i];
        bool inside = element->address >= first && (range == 0 || element->address - first < range);
        if (all || inside)
            vtl_element_look(library, element);
    }
}

static bool port_of(struct vtl_library *library, const uint8_t *cdb, struct vtl_element **out)
{
    *out = vtl_library_address(library, vtl_get16(cdb + 2));
    return *out != NULL && (*out)->type == VTL_PORT;
}

static void begin_port(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb)
{
    struct vtl_element *port;
    if (library->config.port_manual || library->config.count[VTL_PORT] == 0) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x20, 0x00);
        return;
    }
    if (!port_of(library, cdb, &port)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x21, 0x01);
        return;
    }
    if ((cdb[4] & 0x1F) > 1) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if ((cdb[4] & 0x1F) == 0 && library->prevented) {
        refuse(library, request, 0x5302);
        return;
    }
    request->delay_ms = library->config.extend_ms;
    request->robot = true;
}

static void end_port(struct vtl_library *library, const uint8_t *cdb)
{
    struct vtl_element *port;
    if (!port_of(library, cdb, &port))
        return;
    port->open = (cdb[4] & 0x1F) == 0;
    if (!port->open)
        vtl_element_look(library, port);
}

void vtl_smc_stick(struct vtl_library *library, struct vtl_request *request, uint64_t now)
{
    struct order order;
    library->moving = false;
    if ((request->cdb[0] != 0xA5 && request->cdb[0] != 0xA6) ||
        !decode_order(library, request, request->cdb, &order) ||
        order_code(library, &order, now) != REFUSE_NONE)
        return;
    struct grip grip = grip_take(library, order.source, false, now);
    if (order.second != NULL) {
        struct grip second = grip_take(library, order.destination, false, now);
        grip_put(library, order.second, &second, now);
    }
    grip_put(library, vtl_library_element(library, VTL_TRANSPORT, 0), &grip, now);
}

void vtl_smc_move_begin(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb, uint64_t now)
{
    switch (cdb[0]) {
    case 0xA5:
    case 0xA6:
        if (cdb[0] == 0xA6 && library->config.no_exchange)
            vtl_request_fail(request, SENSE_ILLEGAL, 0x20, 0x00);
        else
            begin_order(library, request, cdb, now);
        break;
    case 0x2B:
        begin_position(library, request, cdb);
        break;
    case 0x07:
    case 0x37:
        begin_initialize(library, request, cdb);
        break;
    case 0x1B:
        begin_port(library, request, cdb);
        break;
    default: /* 01h: the robot goes home */
        request->delay_ms = library->config.move_ms;
        request->robot = true;
        break;
    }
    if (request->robot)
        library->moving = true;
}

void vtl_smc_move_end(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb,
                      uint64_t now)
{
    if (library->door_open) {
        vtl_request_fail(request, SENSE_NOT_READY, 0x04, 0x18);
        return;
    }
    switch (cdb[0]) {
    case 0xA5:
    case 0xA6:
        end_order(library, request, cdb, now);
        break;
    case 0x2B:
        library->position = vtl_get16(cdb + 4);
        break;
    case 0x07:
    case 0x37:
        end_initialize(library, cdb);
        break;
    case 0x1B:
        end_port(library, cdb);
        break;
    default:
        library->position = (uint16_t)library->config.first[VTL_TRANSPORT];
        break;
    }
}
