/* SPDX-License-Identifier: MIT */
#include "engine/snapshot_media.h"

#include "base/memory.h"
#include "engine/visit.h"
#include "rules/request_state.h"

#include <string.h>

/* Media types in one world; of more than that the planner knows nothing. */
enum { TYPES_MOST = 64 };

struct media_type {
    struct base_guid id;
    uint32_t device_type;
};

struct reader {
    struct store_transaction *transaction;
    struct engine_snapshot *snapshot;
    struct media_type types[TYPES_MOST];
    uint32_t type_count;
};

/* ---- media types ---- */

/* The number of a media type in this world, RULES_NONE when it is not known or one too many. */
static base_error find_type(struct reader *reader, const struct base_guid *id, uint32_t *index)
{
    struct model_information type;
    base_error error;

    *index = RULES_NONE;
    for (uint32_t i = 0; i < reader->type_count; i++) {
        if (base_guid_equal(&reader->types[i].id, id)) {
            *index = i;
            return BASE_ERROR_SUCCESS;
        }
    }
    if (base_guid_is_null(id) || reader->type_count == TYPES_MOST) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get_stored(reader->transaction, id, MODEL_MEDIA_TYPE, &type);
    if (error == BASE_ERROR_SUCCESS) {
        reader->types[reader->type_count] =
            (struct media_type){*id, type.info.media_type.device_type};
        *index = reader->type_count++;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* ---- cartridges ---- */

/* The number of a cartridge in this world, RULES_NONE when there is none. */
static base_error find_medium(struct reader *reader, const struct base_guid *id, uint32_t *index)
{
    struct store_list *media = &reader->snapshot->media;
    struct model_information medium;
    base_error error;

    *index = RULES_NONE;
    for (uint32_t i = 0; i < media->count; i++) {
        if (base_guid_equal(&media->items[i].object.id, id)) {
            *index = i;
            return BASE_ERROR_SUCCESS;
        }
    }
    if (base_guid_is_null(id)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get_stored(reader->transaction, id, MODEL_PHYSICAL_MEDIA, &medium);
    if (error == BASE_ERROR_SUCCESS) {
        *index = media->count;
        error = store_list_append(media, &medium);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Side 0 when the side is not known. */
static base_error read_side(struct reader *reader, const struct base_guid *id, uint32_t *side)
{
    struct model_information row;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    *side = 0;
    if (!base_guid_is_null(id)) {
        error = store_object_get_stored(reader->transaction, id, MODEL_PARTITION, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *side = row.info.partition.side;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error describe_medium(struct reader *reader, const struct model_information *row,
                                  struct rules_medium *medium)
{
    const struct model_physical_media *values = &row->info.physical_media;
    uint32_t up = 0;
    base_error error = find_type(reader, &values->media_type, &medium->type);

    if (error == BASE_ERROR_SUCCESS && values->number_of_partitions > 1) {
        error = read_side(reader, &values->mounted_partition, &up);
    }
    medium->enabled = row->object.enabled;
    medium->sides = values->number_of_partitions > 1 ? 2 : 1;
    medium->inverted = up == 1; /* our own record; the library's word counts more */
    medium->device_type = medium->type == RULES_NONE ? 0 : reader->types[medium->type].device_type;
    return error;
}

static base_error describe_media(struct reader *reader)
{
    struct engine_snapshot *snapshot = reader->snapshot;
    struct rules_world *world = &snapshot->world;
    base_error error = BASE_ERROR_SUCCESS;

    world->media = base_memory_zero((size_t)snapshot->media.count + 1, sizeof *world->media);
    if (world->media == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    world->medium_count = snapshot->media.count;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < snapshot->media.count; i++) {
        error = describe_medium(reader, &snapshot->media.items[i], &world->media[i]);
    }
    return error;
}

/* ---- requests ---- */

static bool is_inventory_by_labels(const struct model_lib_request *row)
{
    return row->operation == MODEL_LM_INVENTORY && row->option == MODEL_INVENTORY_OMID;
}

/* What an inventory by labels has asked for, and whether there is more to ask for. */
static base_error read_inventory(struct reader *reader, uint32_t inventory)
{
    const struct store_list *rows = &reader->snapshot->requests;
    const struct model_information *row = &rows->items[inventory];
    struct rules_request *request = &reader->snapshot->world.requests[inventory];
    struct store_list next = STORE_LIST_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct model_lib_request *other = &rows->items[i].info.lib_request;
        request->children +=
            rules_is_visit(other->operation) && base_guid_equal(&other->work_item, &row->object.id);
    }
    if (request->stage == RULES_STAGE_IDENTIFYING && request->argument != UINT32_MAX) {
        error = store_media_by_slot(reader->transaction, &row->info.lib_request.library,
                                    (int64_t)request->argument - 1, 1, &next);
        request->more = error == BASE_ERROR_SUCCESS && next.count > 0;
    }
    store_list_free(&next);
    return error;
}

static uint32_t find_group(const struct store_list *rows, uint32_t request)
{
    const struct base_guid *call = &rows->items[request].info.lib_request.call;

    for (uint32_t i = 0; i < request && !base_guid_is_null(call); i++) {
        if (base_guid_equal(&rows->items[i].info.lib_request.call, call)) {
            return i;
        }
    }
    return request;
}

static bool holds_drive(const struct engine_snapshot *snapshot, const struct base_guid *session)
{
    for (uint32_t i = 0; i < snapshot->drives.count && !base_guid_is_null(session); i++) {
        const struct model_drive *drive = &snapshot->drives.items[i].info.drive;
        if (drive->state == MODEL_DRIVESTATE_LOADED &&
            base_guid_equal(&drive->mounted_by, session)) {
            return true;
        }
    }
    return false;
}

static base_error read_requests(struct reader *reader)
{
    const struct store_list *rows = &reader->snapshot->requests;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows->count; i++) {
        const struct model_lib_request *row = &rows->items[i].info.lib_request;
        struct rules_request *request = &reader->snapshot->world.requests[i];
        request->group = find_group(rows, i);
        request->holds_drive = holds_drive(reader->snapshot, &row->session);
        error = find_medium(reader, &row->physical_media, &request->medium);
        if (error == BASE_ERROR_SUCCESS && request->medium != RULES_NONE) {
            error = read_side(reader, &row->partition, &request->side);
        }
        if (error == BASE_ERROR_SUCCESS && is_inventory_by_labels(row)) {
            error = read_inventory(reader, i);
        }
    }
    return error;
}

/* ---- drives ---- */

static base_error read_contents(struct reader *reader, const struct model_information *row,
                                struct engine_snapshot_drive *facts)
{
    struct model_information medium;
    struct model_information side;
    base_error error;

    facts->medium = RULES_NONE;
    facts->side = RULES_NONE;
    error = store_media_find_location(reader->transaction, &row->object.id, &medium);
    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    error = find_medium(reader, &medium.object.id, &facts->medium);
    if (error != BASE_ERROR_SUCCESS || base_guid_is_null(&row->info.drive.saved_partition)) {
        return error;
    }
    error = store_object_get_stored(reader->transaction, &row->info.drive.saved_partition,
                                    MODEL_PARTITION, &side);
    if (error == BASE_ERROR_SUCCESS &&
        base_guid_equal(&side.info.partition.physical_media, &medium.object.id)) {
        facts->side = side.info.partition.side;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* What lies in the ports by the records: housekeeping carries some of it home. */
static base_error read_ports(struct reader *reader)
{
    struct engine_snapshot *snapshot = reader->snapshot;
    struct model_information medium;
    uint32_t index = RULES_NONE;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < snapshot->ports.count; i++) {
        error = store_media_find_location(reader->transaction, &snapshot->ports.items[i].object.id,
                                          &medium);
        if (error == BASE_ERROR_SUCCESS) {
            error = find_medium(reader, &medium.object.id, &index);
        } else if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
            error = BASE_ERROR_SUCCESS;
        }
    }
    return error;
}

/* What it can use matters only where a drive is to be chosen. */
static base_error read_abilities(struct reader *reader, const struct model_information *row,
                                 struct engine_snapshot_drive *facts)
{
    const struct base_guid *type = &row->info.drive.drive_type;
    struct store_list media_types = STORE_LIST_INIT;
    struct model_information drive_type;
    base_error error =
        store_object_get_stored(reader->transaction, type, MODEL_DRIVE_TYPE, &drive_type);

    if (error == BASE_ERROR_SUCCESS) {
        facts->device_type = drive_type.info.drive_type.device_type;
        error = store_drive_type_media(reader->transaction, type, &media_types);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < media_types.count; i++) {
        uint32_t index = RULES_NONE;
        error = find_type(reader, &media_types.items[i].object.id, &index);
        facts->media_types |= index == RULES_NONE ? 0 : 1ull << index;
    }
    store_list_free(&media_types);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static bool has_visits(const struct engine_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->requests.count; i++) {
        if (rules_is_visit(snapshot->requests.items[i].info.lib_request.operation)) {
            return true;
        }
    }
    return false;
}

static base_error read_drives(struct reader *reader)
{
    struct engine_snapshot *snapshot = reader->snapshot;
    bool visits = has_visits(snapshot);
    base_error error = BASE_ERROR_SUCCESS;

    snapshot->drive_facts =
        base_memory_zero((size_t)snapshot->drives.count + 1, sizeof *snapshot->drive_facts);
    if (snapshot->drive_facts == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < snapshot->drives.count; i++) {
        const struct model_information *row = &snapshot->drives.items[i];
        error = read_contents(reader, row, &snapshot->drive_facts[i]);
        if (error == BASE_ERROR_SUCCESS && visits) {
            error = read_abilities(reader, row, &snapshot->drive_facts[i]);
        }
    }
    return error;
}

base_error engine_snapshot_read_media(struct store_transaction *transaction,
                                      struct engine_snapshot *snapshot)
{
    struct reader reader = {.transaction = transaction, .snapshot = snapshot};
    base_error error = read_requests(&reader);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_drives(&reader);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_ports(&reader);
    }
    return error != BASE_ERROR_SUCCESS ? error : describe_media(&reader);
}

/* ---- places ---- */

static struct rules_place nowhere(void)
{
    return (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}

static struct rules_place find_place(const struct engine_place *places, size_t count,
                                     enum rules_place_kind kind, const struct base_guid *id)
{
    uint32_t index = base_guid_is_null(id) ? RULES_NONE : engine_places_index(places, count, id);
    return index == RULES_NONE ? nowhere() : (struct rules_place){kind, index};
}

static struct rules_place find_location(const struct base_guid *library,
                                        const struct engine_places *places,
                                        const struct model_physical_media *row)
{
    if (!base_guid_equal(&row->current_library, library) || row->missing_since != 0) {
        return nowhere();
    }
    switch (row->location_type) {
    case MODEL_DRIVE:
        return find_place(places->drives, places->drive_count, RULES_PLACE_DRIVE, &row->location);
    case MODEL_IEPORT:
        return find_place(places->ports, places->port_count, RULES_PLACE_PORT, &row->location);
    default:
        return find_place(places->slots, places->slot_count, RULES_PLACE_SLOT, &row->location);
    }
}

void engine_snapshot_place_media(const struct base_guid *library,
                                 const struct engine_places *places,
                                 struct engine_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->media.count; i++) {
        const struct model_physical_media *row = &snapshot->media.items[i].info.physical_media;
        struct rules_medium *medium = &snapshot->world.media[i];

        medium->place = find_location(library, places, row);
        medium->home =
            find_place(places->slots, places->slot_count, RULES_PLACE_SLOT, &row->home_slot);
        if (medium->place.kind == RULES_PLACE_PORT) {
            /* People change cartridges in an open port; the records follow later. */
            snapshot->world.ports[medium->place.index].stranger =
                engine_places_is_other(places->ports[medium->place.index].barcode, row);
        }
        if (medium->place.kind != RULES_PLACE_DRIVE) {
            medium->inverted = false;
        } else if (places->drives[medium->place.index].home.kind != RULES_PLACE_NOWHERE) {
            medium->inverted = places->drives[medium->place.index].inverted;
        }
    }
}

void engine_snapshot_place_drive(const struct engine_snapshot *snapshot, uint32_t row,
                                 struct rules_drive *drive)
{
    const struct engine_snapshot_drive *facts = &snapshot->drive_facts[row];
    const struct model_drive *values = &snapshot->drives.items[row].info.drive;

    drive->state = values->state;
    drive->dismount_after = values->dismount_after;
    drive->mount_count = values->mount_count;
    drive->cleaning_wanted = values->cleaning_wanted;
    drive->cleaning_urgent = values->cleaning_urgent;
    drive->cleaning_due = values->cleaning_due;
    drive->cleaning_tried = values->cleaning_tried;
    drive->medium = facts->medium;
    drive->side = facts->side;
    drive->device_type = facts->device_type;
    drive->media_types = facts->media_types;
}
