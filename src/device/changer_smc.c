/* SPDX-License-Identifier: MIT */
/*
 * The way by pass-through: SMC-3 commands to a changer without (willing) class driver. What SMC-3
 * does not tell about a library - whether it has a door, whether its port moves - is learned from
 * what it refuses and reports, or set by the administrator.
 */
#include <stdio.h>
#include <string.h>

#include "device/changer_private.h"
#include "device/class_codes.h"
#include "device/scsi/cdb.h"
#include "device/scsi/mode.h"
#include "device/smc_status.h"
#include "port/setting.h"

enum {
    MODE_LENGTH = 252,
    TRANSFER_DEFAULT = 64 * 1024, /* what every host adapter moves at once */
    TRANSFER_LIMIT = 1024 * 1024
};

static base_error send(struct device_changer *changer, struct device_scsi_command *command,
                       struct device_fault *fault)
{
    return device_link_scsi(&changer->link, command, DEVICE_ATTENTION_PASS, fault);
}

/* ---- moves ---- */

/* The address SMC-3 wants; false for an element no look has shown yet. */
static bool address_of(const struct device_changer *changer, struct device_place place,
                       uint16_t *address)
{
    uint32_t value = device_smc_address(changer, place.kind, place.index);
    *address = (uint16_t)value;
    return value <= 0xFFFF;
}

static uint16_t transport_of(const struct device_changer *changer)
{
    return (uint16_t)changer->description.kinds[DEVICE_KIND_TRANSPORT].first;
}

static base_error unknown_address(struct device_fault *fault)
{
    return device_fault_set(fault, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, DEVICE_BLAME_CALLER, false,
                            "the element's address is not known");
}

static base_error smc_move(struct device_changer *changer, struct device_place from,
                           struct device_place to, bool flip, struct device_fault *fault)
{
    struct device_scsi_command command;
    uint16_t source;
    uint16_t destination;

    if (!address_of(changer, from, &source) || !address_of(changer, to, &destination))
        return unknown_address(fault);
    device_cdb_move(&command, transport_of(changer), source, destination, flip);
    return device_link_scsi(&changer->link, &command, DEVICE_ATTENTION_REPORT, fault);
}

static base_error smc_exchange(struct device_changer *changer, struct device_place source,
                               struct device_place first, struct device_place second,
                               struct device_fault *fault)
{
    struct device_scsi_command command;
    uint16_t from;
    uint16_t to;
    uint16_t rest;

    if (!address_of(changer, source, &from) || !address_of(changer, first, &to) ||
        !address_of(changer, second, &rest))
        return unknown_address(fault);
    device_cdb_exchange(&command, transport_of(changer), from, to, rest);
    return device_link_scsi(&changer->link, &command, DEVICE_ATTENTION_REPORT, fault);
}

static base_error smc_initialize(struct device_changer *changer, struct device_fault *fault)
{
    struct device_scsi_command command;
    device_cdb_initialize(&command);
    return send(changer, &command, fault);
}

/* ---- locks ---- */

/* PREVENT ALLOW MEDIUM REMOVAL; a library without it has no lock, which is fine. */
static base_error prevent(struct device_changer *changer, bool lock, struct device_fault *fault)
{
    struct device_scsi_command command;
    struct device_fault local;

    device_cdb_prevent_removal(&command, lock);
    base_error error = send(changer, &command, &local);
    if (error == BASE_ERROR_INVALID_FUNCTION && local.key == 5) {
        changer->description.can_lock_door = false;
        changer->description.can_lock_port = false;
        device_fault_clear(&local);
    }
    if (fault != NULL)
        *fault = local;
    return local.error;
}

static base_error move_port(struct device_changer *changer, uint32_t index, bool open,
                            struct device_fault *fault)
{
    struct device_place port = {DEVICE_KIND_PORT, index};
    struct device_scsi_command command;
    struct device_fault local;
    uint16_t address;

    if (!changer->description.can_move_port)
        return BASE_ERROR_SUCCESS;
    if (!address_of(changer, port, &address))
        return unknown_address(fault);
    device_cdb_move_port(&command, address, open);
    base_error error = send(changer, &command, &local);
    if (error == BASE_ERROR_INVALID_FUNCTION && local.key == 5) {
        changer->description.can_move_port = false; /* moved by hand only */
        device_fault_clear(&local);
    }
    if (fault != NULL)
        *fault = local;
    return local.error;
}

static base_error move_ports(struct device_changer *changer, uint32_t index, bool open,
                             struct device_fault *fault)
{
    if (index != DEVICE_INDEX_ALL)
        return move_port(changer, index, open, fault);
    for (uint32_t i = 0; i < changer->description.kinds[DEVICE_KIND_PORT].count; i++) {
        base_error error = move_port(changer, i, open, fault);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    return BASE_ERROR_SUCCESS;
}

static base_error smc_lock(struct device_changer *changer, enum device_lock_what what,
                           uint32_t index, bool lock, struct device_fault *fault)
{
    bool port = what == DEVICE_LOCK_PORT;
    base_error error = BASE_ERROR_SUCCESS;

    if (lock && port)
        error = move_ports(changer, index, false, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (port)
        changer->port_unlocked = !lock;
    else
        changer->door_unlocked = !lock;
    error = prevent(changer, !changer->port_unlocked && !changer->door_unlocked, fault);
    if (error == BASE_ERROR_SUCCESS && !lock && port)
        error = move_ports(changer, index, true, fault);
    return error;
}

/* ---- door and readiness ---- */

static base_error smc_ready(struct device_changer *changer, struct device_fault *fault)
{
    struct device_scsi_command command;
    device_cdb_test_unit_ready(&command);
    base_error error = send(changer, &command, fault);
    if (error == BASE_ERROR_DEVICE_DOOR_OPEN && changer->description.door_count == 0) {
        changer->description.door_count = 1;
        changer->description.can_lock_door = true;
    }
    return error;
}

static base_error smc_door(struct device_changer *changer, bool *open, struct device_fault *fault)
{
    struct device_fault local;
    base_error error = smc_ready(changer, &local);
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

static bool is_unknown_command(base_error error, const struct device_fault *fault)
{
    return error != BASE_ERROR_SUCCESS && fault->key == 5;
}

/* MODE SENSE in the form the device knows; *ten says which it was. */
static base_error read_mode(struct device_changer *changer, uint8_t page, uint8_t data[MODE_LENGTH],
                            uint32_t *length, bool *ten, struct device_fault *fault)
{
    struct device_scsi_command command;
    *ten = false;
    device_cdb_mode_sense_6(&command, page, data, MODE_LENGTH);
    base_error error = send(changer, &command, fault);
    if (is_unknown_command(error, fault)) {
        *ten = true;
        device_cdb_mode_sense_10(&command, page, data, MODE_LENGTH);
        error = send(changer, &command, fault);
    }
    *length = device_link_received(&command);
    return error;
}

static base_error take_addresses(struct device_changer *changer, struct device_fault *fault)
{
    struct device_mode_addresses addresses;
    uint8_t data[MODE_LENGTH];
    uint32_t length = 0;
    bool ten = false;

    base_error error = read_mode(changer, DEVICE_MODE_ADDRESSES, data, &length, &ten, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!device_mode_addresses_decode(data, length, ten, &addresses))
        return device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_ROBOT, true,
                                "element address page makes no sense");
    for (size_t kind = 1; kind < DEVICE_KIND_COUNT; kind++) {
        changer->description.kinds[kind].first = addresses.first[kind];
        changer->description.kinds[kind].count = addresses.count[kind];
    }
    return BASE_ERROR_SUCCESS;
}

/* Without the page no exchange is promised. */
static void take_capabilities(struct device_changer *changer)
{
    struct device_mode_capabilities capabilities;
    struct device_fault fault;
    uint8_t data[MODE_LENGTH];
    uint32_t length = 0;
    bool ten = false;

    base_error error = read_mode(changer, DEVICE_MODE_CAPABILITIES, data, &length, &ten, &fault);
    if (error != BASE_ERROR_SUCCESS ||
        !device_mode_capabilities_decode(data, length, ten, &capabilities))
        return;
    changer->description.can_exchange =
        (capabilities.exchange[DEVICE_KIND_SLOT] & DEVICE_KIND_BIT(DEVICE_KIND_DRIVE)) != 0;
}

/*
 * A door cannot be asked for. There is one when the administrator says so (setting Doors below
 * Changers\<serial number>), or when there is no port, since cartridges must get in somehow; a
 * library that reports an open door has one too.
 */
static void guess_doors(struct device_changer_description *description)
{
    char key[DEVICE_SERIAL_SIZE + 16];
    uint32_t doors = 0;

    (void)snprintf(key, sizeof key, "Changers\\%s", description->serial);
    if (port_setting_u32(key, "Doors", &doors) != BASE_ERROR_SUCCESS)
        doors = description->kinds[DEVICE_KIND_PORT].count == 0 ? 1 : 0;
    description->door_count = doors;
}

static void find_transfer_limit(struct device_changer *changer)
{
    struct device_class_capabilities answer;
    uint32_t returned = 0;

    changer->transfer_limit = TRANSFER_DEFAULT;
    base_error error = device_link_control(&changer->link, DEVICE_SCSI_GET_CAPABILITIES, NULL, 0,
                                           &answer, sizeof answer, DEVICE_TIME_QUERY, &returned,
                                           DEVICE_ATTENTION_PASS, NULL);
    if (error != BASE_ERROR_SUCCESS || returned < sizeof answer)
        return;
    if (answer.maximum_transfer > TRANSFER_DEFAULT)
        changer->transfer_limit =
            answer.maximum_transfer < TRANSFER_LIMIT ? answer.maximum_transfer : TRANSFER_LIMIT;
}

static void smc_serial(struct device_changer *changer, char serial[DEVICE_SERIAL_SIZE])
{
    char world_wide_name[DEVICE_SERIAL_SIZE];

    device_link_serial(&changer->link, serial, world_wide_name);
}

static const struct device_changer_way smc_way = {
    .serial = smc_serial,
    .path = DEVICE_PATH_PASS_THROUGH,
    .look = device_smc_look,
    .move = smc_move,
    .exchange = smc_exchange,
    .initialize = smc_initialize,
    .lock = smc_lock,
    .door = smc_door,
    .ready = smc_ready,
};

base_error device_changer_smc_open(struct device_changer *changer, struct device_fault *fault)
{
    struct device_changer_description *description = &changer->description;
    struct device_identity identity;

    memset(description, 0, sizeof *description);
    base_error error = device_link_identify(&changer->link, &identity, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (identity.inquiry.device_type != 0x08)
        return device_fault_set(fault, BASE_ERROR_BAD_UNIT, DEVICE_BLAME_TRANSPORT, false,
                                "the device is no medium changer");
    memcpy(description->vendor, identity.inquiry.vendor, sizeof description->vendor);
    memcpy(description->product, identity.inquiry.product, sizeof description->product);
    memcpy(description->revision, identity.inquiry.revision, sizeof description->revision);
    memcpy(description->serial, identity.serial, sizeof description->serial);
    description->barcode_reader = identity.inquiry.barcode_reader;
    error = take_addresses(changer, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    take_capabilities(changer);
    guess_doors(description);
    find_transfer_limit(changer);
    description->can_lock_door = description->door_count > 0;
    description->can_lock_port = description->kinds[DEVICE_KIND_PORT].count > 0;
    description->can_move_port = description->can_lock_port;
    description->can_initialize = true;
    description->must_unload = true;
    description->scsi_address = device_link_address(&changer->link);
    changer->way = &smc_way;
    return BASE_ERROR_SUCCESS;
}
