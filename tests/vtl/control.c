/* SPDX-License-Identifier: MIT */
/* The calls of the control device that change or describe the world; control.h documents them. */
#include "blocks.h"
#include "control_dump.h"
#include "element.h"

#include <string.h>

typedef uint32_t (*handler)(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                            uint64_t now);

static uint32_t give(struct vtl_ioctl *call, const void *bytes, uint32_t length)
{
    if (call->out_length < length)
        return length == 4 && call->out_length == 0 ? VTL_STATUS_SUCCESS
                                                    : VTL_STATUS_BUFFER_TOO_SMALL;
    memcpy(call->out, bytes, length);
    call->information = length;
    return VTL_STATUS_SUCCESS;
}

static bool is_terminated(const char *text, size_t size)
{
    return vtl_text_length(text, size) < VTL_BARCODE_SIZE;
}

/* ---- the operator's hands ---- */

static uint32_t set_door(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                         uint64_t now)
{
    const struct vtl_control_door *door = in;
    (void)call;
    if (door->library >= world->library_count || door->open > 1)
        return VTL_STATUS_INVALID_PARAMETER;
    struct vtl_library *library = world->libraries[door->library];
    if (!library->config.door)
        return VTL_STATUS_INVALID_PARAMETER;
    if (library->door_open && !door->open) {
        vtl_library_look(library);
        library->attentions |= VTL_ATTENTION_CHANGED;
        library->ready_at = now + library->config.initialize_ms;
    }
    library->door_open = door->open != 0;
    return VTL_STATUS_SUCCESS;
}

/* What the library makes of a hand at this element. */
static bool hand_notices(const struct vtl_place *place, bool quiet)
{
    if (place->library == NULL || quiet)
        return false;
    /* Behind an open door nothing is looked at before it closes. */
    return !place->library->door_open || place->element->type == VTL_PORT;
}

static void hand_attention(const struct vtl_place *place, bool quiet, bool put)
{
    if (!hand_notices(place, quiet))
        return;
    if (place->element->type == VTL_PORT) {
        place->library->attentions |= VTL_ATTENTION_PORT;
        place->element->by_operator = put;
    } else if (place->element->type == VTL_SLOT) {
        place->library->attentions |= VTL_ATTENTION_CHANGED;
    }
}

static bool put_at(const struct vtl_place *place, struct vtl_cartridge *cartridge, bool quiet,
                   uint64_t now)
{
    if (place->drive != NULL)
        return vtl_drive_insert(place->drive, cartridge, now);
    if (place->element == NULL)
        return true; /* the shelf */
    if (!vtl_element_put(place->library, place->element, cartridge, hand_notices(place, quiet),
                         now))
        return false;
    hand_attention(place, quiet, true);
    return true;
}

static struct vtl_cartridge *take_from(const struct vtl_place *place, bool quiet, uint64_t now)
{
    if (place->drive != NULL)
        return vtl_drive_remove(place->drive, now);
    if (place->element == NULL)
        return NULL;
    struct vtl_cartridge *cartridge =
        vtl_element_take(place->library, place->element, hand_notices(place, quiet), now);
    hand_attention(place, quiet, false);
    return cartridge;
}

/* The place, or the shelf as all NULL; false: there is no such place. */
static bool find_place(struct vtl_world *world, const struct vtl_control_place *wanted,
                       struct vtl_place *out)
{
    if (wanted->type == VTL_OUTSIDE) {
        memset(out, 0, sizeof *out);
        return true;
    }
    return vtl_world_place(world, wanted, out);
}

static struct vtl_cartridge *on_shelf(struct vtl_world *world, const char *barcode)
{
    struct vtl_control_place place;
    const struct vtl_element *element;
    for (struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next)
        if (strcmp(c->barcode, barcode) == 0 && !vtl_control_find(world, c, &place, &element))
            return c;
    return NULL;
}

static uint32_t hand_move(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now)
{
    const struct vtl_control_move *move = in;
    struct vtl_place from;
    struct vtl_place to;
    struct vtl_cartridge *cartridge;
    (void)call;
    if (!is_terminated(move->barcode, sizeof move->barcode) || move->quiet > 1)
        return VTL_STATUS_INVALID_PARAMETER;
    if (!find_place(world, &move->from, &from) || !find_place(world, &move->to, &to))
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    if (vtl_place_cartridge(&to) != NULL)
        return VTL_STATUS_DESTINATION_ELEMENT_FULL;
    if (move->from.type == VTL_OUTSIDE) {
        cartridge = on_shelf(world, move->barcode);
        if (cartridge == NULL)
            return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    } else {
        cartridge = take_from(&from, move->quiet != 0, now);
        if (cartridge == NULL)
            return VTL_STATUS_SOURCE_ELEMENT_EMPTY;
    }
    return put_at(&to, cartridge, move->quiet != 0, now) ? VTL_STATUS_SUCCESS
                                                         : VTL_STATUS_INSUFFICIENT_RESOURCES;
}

static uint32_t insert(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                       uint64_t now)
{
    const struct vtl_control_insert *wanted = in;
    struct vtl_place place;
    if (!is_terminated(wanted->barcode, sizeof wanted->barcode) || wanted->kind > 1 ||
        wanted->sides > 2 || wanted->density > 255)
        return VTL_STATUS_INVALID_PARAMETER;
    if (!find_place(world, &wanted->to, &place))
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    if (vtl_place_cartridge(&place) != NULL)
        return VTL_STATUS_DESTINATION_ELEMENT_FULL;
    struct vtl_cartridge *cartridge = vtl_world_new_cartridge(world, wanted);
    if (cartridge == NULL)
        return VTL_STATUS_INSUFFICIENT_RESOURCES;
    if (!put_at(&place, cartridge, false, now)) {
        vtl_world_destroy_cartridge(world, cartridge);
        return VTL_STATUS_INSUFFICIENT_RESOURCES;
    }
    if (place.library != NULL && cartridge->sides == 2)
        place.library->rotates = true;
    return give(call, &cartridge->id, sizeof cartridge->id);
}

static uint32_t remove_cartridge(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                                 uint64_t now)
{
    struct vtl_place place;
    (void)call;
    if (!vtl_world_place(world, in, &place))
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    struct vtl_cartridge *cartridge = take_from(&place, false, now);
    if (cartridge == NULL)
        return VTL_STATUS_SOURCE_ELEMENT_EMPTY;
    vtl_world_destroy_cartridge(world, cartridge);
    return VTL_STATUS_SUCCESS;
}

/* ---- settings ---- */

static uint32_t set_alert(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now)
{
    const struct vtl_control_alert *alert = in;
    struct vtl_device *device = vtl_world_drive(world, alert->library, alert->drive);
    (void)call;
    (void)now;
    if (device == NULL || alert->flag < 1 || alert->flag > 100)
        return VTL_STATUS_INVALID_PARAMETER;
    vtl_drive_set_alert(device->drive, alert->flag, alert->on != 0);
    return VTL_STATUS_SUCCESS;
}

static void set_delay(uint32_t *to, int32_t value)
{
    if (value >= 0)
        *to = (uint32_t)value;
}

static void drive_delays(struct vtl_drive *drive, const struct vtl_control_delays *delays)
{
    struct vtl_drive_settings *settings = vtl_drive_settings(drive);
    set_delay(&settings->load_ms, delays->load_ms);
    set_delay(&settings->unload_ms, delays->unload_ms);
    set_delay(&settings->rewind_ms, delays->rewind_ms);
    set_delay(&settings->transfer_ms, delays->transfer_ms);
    if (delays->cleaning_ms >= 0)
        vtl_drive_set_cleaning_time(drive, (uint32_t)delays->cleaning_ms);
}

static uint32_t set_delays(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                           uint64_t now)
{
    const struct vtl_control_delays *delays = in;
    (void)call;
    (void)now;
    if (delays->library == VTL_STANDALONE) {
        for (uint32_t i = 0; i < world->standalone_count; i++)
            drive_delays(world->standalone[i]->device.drive, delays);
        return VTL_STATUS_SUCCESS;
    }
    if (delays->library >= world->library_count)
        return VTL_STATUS_INVALID_PARAMETER;
    struct vtl_library *library = world->libraries[delays->library];
    set_delay(&library->config.move_ms, delays->move_ms);
    set_delay(&library->config.initialize_ms, delays->initialize_ms);
    set_delay(&library->config.extend_ms, delays->extend_ms);
    for (uint32_t i = 0; i < library->config.count[VTL_DRIVE]; i++)
        drive_delays(library->drives[i].drive, delays);
    return VTL_STATUS_SUCCESS;
}

static uint32_t set_element(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                            uint64_t now)
{
    const struct vtl_control_element *wanted = in;
    struct vtl_place place;
    (void)call;
    (void)now;
    if (!vtl_world_place(world, &wanted->place, &place))
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    if (place.element == NULL)
        return VTL_STATUS_INVALID_PARAMETER;
    place.element->exception = wanted->exception != 0;
    place.element->exception_codes = (wanted->asc & 0xFF) << 8 | (wanted->ascq & 0xFF);
    place.element->no_access = wanted->no_access != 0;
    place.element->hide_label = wanted->hide_label != 0;
    place.element->not_installed = wanted->not_installed != 0;
    vtl_element_look(place.library, place.element);
    return VTL_STATUS_SUCCESS;
}

static uint32_t set_uses(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                         uint64_t now)
{
    const struct vtl_control_uses *wanted = in;
    struct vtl_place place;
    (void)call;
    (void)now;
    if (!vtl_world_place(world, &wanted->place, &place))
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    struct vtl_cartridge *cartridge = vtl_place_cartridge(&place);
    if (cartridge == NULL)
        return VTL_STATUS_SOURCE_ELEMENT_EMPTY;
    cartridge->uses_left = wanted->uses;
    cartridge->spent = wanted->spent != 0;
    return VTL_STATUS_SUCCESS;
}

static void power_library(struct vtl_library *library, const struct vtl_control_power *power,
                          uint64_t now)
{
    if (power->device != 1) {
        library->detached = power->attached == 0;
        if (power->attached)
            vtl_smc_power_cycle(library);
    }
    for (uint32_t i = 0; i < library->config.count[VTL_DRIVE]; i++) {
        if (power->device == 0 || (power->device == 1 && power->drive != i))
            continue;
        vtl_library_element(library, VTL_DRIVE, i)->not_installed = power->attached == 0;
        if (power->attached)
            vtl_drive_reset(library->drives[i].drive, now);
    }
}

static uint32_t set_power(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now)
{
    const struct vtl_control_power *power = in;
    (void)call;
    if (power->device > 2 || power->attached > 1)
        return VTL_STATUS_INVALID_PARAMETER;
    if (power->library == VTL_STANDALONE) {
        if (power->drive >= world->standalone_count)
            return VTL_STATUS_INVALID_PARAMETER;
        world->standalone[power->drive]->detached = power->attached == 0;
        if (power->attached)
            vtl_drive_reset(world->standalone[power->drive]->device.drive, now);
        return VTL_STATUS_SUCCESS;
    }
    if (power->library >= world->library_count)
        return VTL_STATUS_INVALID_PARAMETER;
    struct vtl_library *library = world->libraries[power->library];
    if (power->device == 1 && power->drive >= library->config.count[VTL_DRIVE])
        return VTL_STATUS_INVALID_PARAMETER;
    power_library(library, power, now);
    return VTL_STATUS_SUCCESS;
}

/* ---- faults and reports ---- */

static uint32_t add_fault(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now)
{
    const struct vtl_control_fault *fault = in;
    (void)now;
    if (fault->action > VTL_FAULT_STUCK || fault->opcode > VTL_OPCODE_ANY || fault->device > 2)
        return VTL_STATUS_INVALID_PARAMETER;
    for (uint32_t i = 0; i < VTL_MAX_FAULTS; i++) {
        struct vtl_fault_entry *entry = &world->faults[i];
        if (entry->id != 0 && entry->fault.times != 0)
            continue;
        entry->fault = *fault;
        if (fault->times == 0)
            entry->fault.times = 1;
        entry->id = world->next_fault++;
        return give(call, &entry->id, sizeof entry->id);
    }
    return VTL_STATUS_INSUFFICIENT_RESOURCES;
}

static uint32_t clear_faults(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                             uint64_t now)
{
    (void)call;
    (void)in;
    (void)now;
    memset(world->faults, 0, sizeof world->faults);
    return VTL_STATUS_SUCCESS;
}

static uint32_t read_log(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                         uint64_t now)
{
    uint64_t sequence;
    uint32_t room = call->out_length / (uint32_t)sizeof *world->log;
    (void)now;
    memcpy(&sequence, in, sizeof sequence);
    if (sequence + VTL_LOG_ENTRIES < world->next_sequence || sequence == 0)
        sequence =
            world->next_sequence > VTL_LOG_ENTRIES ? world->next_sequence - VTL_LOG_ENTRIES : 1;
    for (; room > 0 && sequence < world->next_sequence; room--, sequence++) {
        memcpy(call->out + call->information, &world->log[sequence % VTL_LOG_ENTRIES],
               sizeof *world->log);
        call->information += (uint32_t)sizeof *world->log;
    }
    return VTL_STATUS_SUCCESS;
}

static uint32_t query(struct vtl_world *world, struct vtl_ioctl *call, const void *in, uint64_t now)
{
    struct vtl_control_query answer = {
        .version = 1,
        .libraries = world->library_count,
        .standalone_drives = world->standalone_count,
        .next_sequence = world->next_sequence,
        .time_ms = now,
    };
    (void)in;
    return give(call, &answer, sizeof answer);
}

void vtl_control_call(struct vtl_world *world, struct vtl_ioctl *call, uint64_t now)
{
    static const struct {
        uint32_t code;
        uint32_t in_length;
        handler handle;
    } table[] = {
        {VTL_IOCTL_SET_DOOR, sizeof(struct vtl_control_door), set_door},
        {VTL_IOCTL_HAND_MOVE, sizeof(struct vtl_control_move), hand_move},
        {VTL_IOCTL_INSERT, sizeof(struct vtl_control_insert), insert},
        {VTL_IOCTL_REMOVE, sizeof(struct vtl_control_place), remove_cartridge},
        {VTL_IOCTL_SET_ALERT, sizeof(struct vtl_control_alert), set_alert},
        {VTL_IOCTL_SET_DELAYS, sizeof(struct vtl_control_delays), set_delays},
        {VTL_IOCTL_FAULT, sizeof(struct vtl_control_fault), add_fault},
        {VTL_IOCTL_CLEAR_FAULTS, 0, clear_faults},
        {VTL_IOCTL_READ_LOG, sizeof(uint64_t), read_log},
        {VTL_IOCTL_DUMP, 0, vtl_control_dump},
        {VTL_IOCTL_SET_ELEMENT, sizeof(struct vtl_control_element), set_element},
        {VTL_IOCTL_SET_USES, sizeof(struct vtl_control_uses), set_uses},
        {VTL_IOCTL_POWER, sizeof(struct vtl_control_power), set_power},
        {VTL_IOCTL_QUERY, 0, query},
        {VTL_IOCTL_SET_BLOCKS, sizeof(struct vtl_control_blocks), vtl_control_set_blocks},
        {VTL_IOCTL_GET_BLOCKS, sizeof(struct vtl_control_blocks), vtl_control_get_blocks},
    };
    call->information = 0;
    call->status = VTL_STATUS_INVALID_DEVICE_REQUEST;
    vtl_world_tick(world, now);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code != call->code)
            continue;
        call->status = call->in_length < table[i].in_length
                           ? VTL_STATUS_INFO_LENGTH_MISMATCH
                           : table[i].handle(world, call, call->in, now);
        return;
    }
}
