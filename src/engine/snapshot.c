/* SPDX-License-Identifier: MIT */
#include "engine/snapshot.h"

#include "base/memory.h"
#include "engine/cleaner_state.h"
#include "engine/service.h"
#include "engine/snapshot_media.h"

#include <string.h>

void engine_snapshot_free(struct engine_snapshot *snapshot)
{
    base_memory_free(snapshot->world.slots);
    base_memory_free(snapshot->world.drives);
    base_memory_free(snapshot->world.ports);
    base_memory_free(snapshot->world.doors);
    base_memory_free(snapshot->world.requests);
    store_list_free(&snapshot->requests);
    store_list_free(&snapshot->drives);
    store_list_free(&snapshot->ports);
    store_list_free(&snapshot->media);
    base_memory_free(snapshot->drive_facts);
    base_memory_free(snapshot->world.media);
    memset(snapshot, 0, sizeof *snapshot);
}

static void describe_library(struct rules_world *world, const struct model_information *library)
{
    const struct model_library *row = &library->info.library;

    world->now = port_clock_now();
    world->enabled = library->object.enabled;
    world->present = library->object.operational_state != MODEL_NOT_PRESENT;
    world->out_of_service = engine_service_is_needed(library);
    world->standalone = row->library_type == MODEL_LIBRARYTYPE_STANDALONE;
    world->supports_drive_cleaning = row->supports_drive_cleaning;
    world->cleans_by_itself = row->cleans_by_itself;
    world->cleaner_present = (row->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0;
    world->cleaner_uses_remaining = row->cleaner_uses_remaining;
    world->cleaner_uncounted = (row->flags & MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) != 0;
}

static enum rules_operator operator_state(uint32_t state)
{
    switch (state) {
    case MODEL_OPSTATE_REFUSED:
        return RULES_OPERATOR_REFUSED;
    case MODEL_OPSTATE_COMPLETE:
        return RULES_OPERATOR_COMPLETE;
    default:
        return RULES_OPERATOR_OPEN;
    }
}

/* A purged operator request counts as completed: the condition is tested again. */
static base_error read_operator(struct store_transaction *transaction, const struct base_guid *id,
                                struct rules_request *request)
{
    struct model_information row;
    base_error error;

    request->operator_state = RULES_OPERATOR_NONE;
    if (base_guid_is_null(id)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, id, MODEL_OPREQUEST, &row);
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        request->operator_state = RULES_OPERATOR_COMPLETE;
        return BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        request->operator_state = operator_state(row.info.op_request.state);
        request->operator_since = row.info.op_request.completed;
    }
    return error;
}

/* NTMS_LM_REMOVE (API: NtmsLmOperation): marks what it withdraws, and looks how that stands. */
static base_error read_removal(struct store_transaction *transaction,
                               struct engine_snapshot *snapshot, size_t removal)
{
    const struct base_guid *id = &snapshot->requests.items[removal].info.lib_request.work_item;
    struct rules_world *world = &snapshot->world;
    struct model_information target;
    base_error error;

    for (size_t i = 0; i < world->request_count; i++) {
        if (base_guid_equal(&snapshot->requests.items[i].object.id, id)) {
            world->requests[i].cancel_requested = true;
        }
    }
    error = store_object_get(transaction, id, MODEL_LIBREQUEST, &target);
    world->requests[removal].target_state =
        error == BASE_ERROR_SUCCESS ? target.info.lib_request.state : MODEL_LM_INVALID;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error read_removals(struct store_transaction *transaction,
                                struct engine_snapshot *snapshot)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < snapshot->world.request_count; i++) {
        if (snapshot->world.requests[i].operation == MODEL_LM_REMOVE) {
            error = read_removal(transaction, snapshot, i);
        }
    }
    return error;
}

static base_error read_requests(struct store_transaction *transaction,
                                const struct base_guid *library, struct engine_snapshot *snapshot)
{
    struct rules_world *world = &snapshot->world;
    base_error error = store_requests_unfinished(transaction, library, &snapshot->requests);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    world->requests =
        base_memory_zero((size_t)snapshot->requests.count + 1, sizeof *world->requests);
    if (world->requests == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    world->request_count = snapshot->requests.count;
    for (size_t i = 0; i < world->request_count; i++) {
        const struct model_lib_request *row = &snapshot->requests.items[i].info.lib_request;
        struct rules_request *request = &world->requests[i];

        request->operation = row->operation;
        request->option = row->option;
        request->state = row->state;
        request->stage = (enum rules_stage)row->stage;
        request->stage_since = row->stage_since;
        request->queued = row->queued;
        request->argument = row->argument;
        request->stop_requested = row->stop_requested;
        request->order = row->order;
        request->priority = row->priority;
        request->deadline = row->deadline;
        request->caught = row->caught;
        request->retract_requested = row->retract_requested;
        error = read_operator(transaction, &row->operator_request, request);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
    }
    return read_removals(transaction, snapshot);
}

static base_error read_doors(struct store_transaction *transaction,
                             struct engine_controller *controller, struct engine_snapshot *snapshot)
{
    struct rules_world *world = &snapshot->world;
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_children(transaction, &controller->library, MODEL_IEDOOR, &rows);

    world->doors = base_memory_zero((size_t)rows.count + 1, sizeof *world->doors);
    if (error == BASE_ERROR_SUCCESS && world->doors == NULL) {
        error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    world->door_count = error == BASE_ERROR_SUCCESS ? rows.count : 0;
    for (size_t i = 0; i < world->door_count; i++) {
        world->doors[i].max_open_seconds = rows.items[i].info.door.max_open_seconds;
    }
    store_list_free(&rows);
    return error;
}

/* The time of the operator's turn at a port is that of the request that gave it. */
static void date_port_turns(struct rules_world *world)
{
    for (size_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        for (size_t p = 0; request->stage == RULES_STAGE_PORT_OPEN && p < world->port_count; p++) {
            if (world->ports[p].extended) {
                world->ports[p].extended_since = request->stage_since;
            }
        }
    }
}

/* What the controller remembers of the faults of a device that was seen to since counts no more. */
static void forget_serviced(struct engine_controller *controller, const struct rules_world *world)
{
    for (size_t i = 0; i < world->drive_count; i++) {
        struct engine_drive_work *work = &controller->drives[i];
        if (work->out_of_service && !world->drives[i].out_of_service) {
            work->tries = 0;
            work->not_before = 0;
            work->lost = false;
        }
        work->out_of_service = world->drives[i].out_of_service;
    }
    if (controller->out_of_service && !world->out_of_service) {
        controller->robot_faults = 0;
        controller->robot_lost = false;
        controller->looked_at = 0;
    }
    controller->out_of_service = world->out_of_service;
}

static void copy_faults(const struct engine_drive_work *work, int64_t monotonic,
                        const struct engine_snapshot *snapshot, struct rules_drive *drive)
{
    drive->tries = work->tries;
    drive->lost = work->lost;
    drive->vain_looks = work->vain_looks;
    drive->not_before =
        work->not_before > monotonic ? snapshot->world.now + work->not_before - monotonic : 0;
    for (uint32_t i = 0; i < snapshot->requests.count && !base_guid_is_null(&work->refused); i++) {
        if (base_guid_equal(&snapshot->requests.items[i].object.id, &work->refused)) {
            drive->refused = true;
            drive->refused_request = i;
        }
    }
}

static void copy_drives(struct engine_controller *controller, struct engine_snapshot *snapshot)
{
    struct rules_world *world = &snapshot->world;
    int64_t monotonic = port_clock_monotonic();

    for (size_t i = 0; i < world->drive_count; i++) {
        const struct engine_place *place = &controller->places.drives[i];
        const struct engine_drive_work *work = &controller->drives[i];
        struct rules_drive *drive = &world->drives[i];

        drive->present = drive->present && place->present;
        drive->busy = work->busy;
        drive->in_use = work->in_use_until > monotonic;
        drive->in_use_until = drive->in_use ? world->now + work->in_use_until - monotonic : 0;
        drive->content = place->content;
        drive->loaded = place->content != RULES_CONTENT_EMPTY && !work->unloaded;
        drive->home = place->home;
        if (drive->home.kind == RULES_PLACE_NOWHERE && drive->medium < world->medium_count) {
            drive->home = world->media[drive->medium].home;
        }
        drive->cleaning = work->cleaning;
        drive->cleaning_checked = work->cleaning_checked;
        copy_faults(work, monotonic, snapshot, drive);
    }
}

static base_error make_room(const struct engine_places *places, struct rules_world *world)
{
    world->slots = base_memory_zero(places->slot_count + 1, sizeof *world->slots);
    world->drives = base_memory_zero(places->drive_count + 1, sizeof *world->drives);
    world->ports = base_memory_zero(places->port_count + 1, sizeof *world->ports);
    if (world->slots == NULL || world->drives == NULL || world->ports == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    world->slot_count = places->slot_count;
    world->drive_count = places->drive_count;
    world->port_count = places->port_count;
    for (size_t i = 0; i < world->drive_count; i++) {
        world->drives[i].medium = RULES_NONE;
        world->drives[i].side = RULES_NONE;
    }
    return BASE_ERROR_SUCCESS;
}

/* The rows' share of the elements: which row stands for which element is the places' knowledge. */
static void place_rows(struct engine_controller *controller, struct engine_snapshot *snapshot)
{
    const struct engine_places *places = &controller->places;
    struct rules_world *world = &snapshot->world;

    for (uint32_t i = 0; i < snapshot->drives.count; i++) {
        const struct model_object *row = &snapshot->drives.items[i].object;
        uint32_t index = engine_places_index(places->drives, places->drive_count, &row->id);
        if (index != RULES_NONE) {
            world->drives[index].enabled = row->enabled;
            world->drives[index].present = row->operational_state != MODEL_NOT_PRESENT;
            world->drives[index].out_of_service =
                engine_service_is_needed(&snapshot->drives.items[i]);
            world->drives[index].faults = snapshot->drives.items[i].info.drive.faults;
            engine_snapshot_place_drive(snapshot, i, &world->drives[index]);
        }
    }
    for (uint32_t i = 0; i < snapshot->ports.count; i++) {
        const struct model_information *row = &snapshot->ports.items[i];
        uint32_t index = engine_places_index(places->ports, places->port_count, &row->object.id);
        if (index != RULES_NONE) {
            world->ports[index].extended = row->info.port.position == MODEL_PORTPOSITION_EXTENDED;
            world->ports[index].max_extend_seconds = row->info.port.max_extend_seconds;
        }
    }
    for (size_t i = 0; i < world->request_count; i++) {
        const struct model_lib_request *row = &snapshot->requests.items[i].info.lib_request;
        world->requests[i].drive =
            engine_places_index(places->drives, places->drive_count, &row->drive);
        world->requests[i].drive_elsewhere =
            world->requests[i].drive == RULES_NONE && !base_guid_is_null(&row->drive);
        world->requests[i].slot =
            engine_places_index(places->slots, places->slot_count, &row->slot);
    }
}

static void copy_elements(const struct engine_controller *controller,
                          const struct model_library *library, struct rules_world *world)
{
    const struct engine_places *places = &controller->places;

    for (size_t i = 0; i < world->slot_count; i++) {
        world->slots[i].present = places->slots[i].present;
        world->slots[i].content = places->slots[i].content;
    }
    for (size_t i = 0; i < world->port_count; i++) {
        world->ports[i].content = places->ports[i].content;
        world->ports[i].looked_at = controller->ports_looked_at;
        world->ports[i].is_cleaning = engine_places_is_cleaning(library, &places->ports[i]);
    }
    for (size_t i = 0; i < world->door_count; i++) {
        world->doors[i].open = controller->door.open;
        world->doors[i].open_since = controller->door.open_since;
        world->doors[i].unlocked = controller->door.unlocked;
        world->doors[i].unlocked_since = controller->door.unlocked_since;
        world->doors[i].looked_at = controller->door.looked_at;
    }
    world->can_exchange =
        controller->can_exchange && port_clock_monotonic() >= controller->exchange_after;
    world->transport_full = places->transport.content != RULES_CONTENT_EMPTY;
    world->transport_content = places->transport.content;
    world->transport_home = places->transport.home;
}

static void mark_running(const struct engine_controller *controller,
                         struct engine_snapshot *snapshot)
{
    for (const struct engine_job *job = controller->jobs; job != NULL; job = job->next) {
        for (size_t i = 0; i < snapshot->world.request_count; i++) {
            if (base_guid_equal(&snapshot->requests.items[i].object.id, &job->request)) {
                snapshot->world.requests[i].step_running = true;
            }
        }
    }
}

/* Copies what the controller keeps; caller holds its mutex. */
static base_error copy_controller(struct engine_controller *controller,
                                  struct engine_snapshot *snapshot)
{
    const struct base_guid *reserved = &snapshot->library.info.library.cleaner_slot;
    struct engine_places *places = &controller->places;
    struct rules_world *world = &snapshot->world;
    base_error error = make_room(places, world);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    place_rows(controller, snapshot);
    engine_snapshot_place_media(&controller->library, places, snapshot);
    copy_elements(controller, &snapshot->library.info.library, world);
    world->cleaner_slot = base_guid_is_null(reserved)
                              ? RULES_NONE
                              : engine_places_index(places->slots, places->slot_count, reserved);
    world->automatic_cleaning = controller->automatic_cleaning;
    world->robot_busy = controller->robot_busy;
    world->robot_after = controller->robot_after;
    world->cleaning_limit = controller->cleaning_limit;
    world->housekeeping_after = controller->housekeeping_after;
    forget_serviced(controller, world);
    world->looked_at = controller->looked_at;
    world->watched =
        world->standalone && (controller->poll_wanted || (snapshot->library.info.library.flags &
                                                          MODEL_LIBRARYFLAG_AUTODETECTCHANGE) != 0);
    world->robot_faults = controller->robot_faults;
    world->robot_lost = controller->robot_lost;
    copy_drives(controller, snapshot);
    mark_running(controller, snapshot);
    date_port_turns(world);
    return BASE_ERROR_SUCCESS;
}

/* Whether the operator was asked for a cleaner matters only where a drive wants one. */
static base_error read_cleaner(struct store_transaction *transaction,
                               const struct base_guid *library, struct engine_snapshot *snapshot)
{
    bool wanted = false;

    for (uint32_t i = 0; i < snapshot->drives.count; i++) {
        wanted = wanted || snapshot->drives.items[i].info.drive.cleaning_wanted;
    }
    return wanted ? engine_cleaner_is_asked_for(transaction, library,
                                                &snapshot->world.cleaner_asked_for)
                  : BASE_ERROR_SUCCESS;
}

static base_error read_rows(struct engine_controller *controller, struct engine_snapshot *snapshot)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_get_stored(transaction, &controller->library, MODEL_LIBRARY,
                                    &snapshot->library);
    if (error == BASE_ERROR_SUCCESS) {
        describe_library(&snapshot->world, &snapshot->library);
        error = read_requests(transaction, &controller->library, snapshot);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_DRIVE, &snapshot->drives);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_cleaner(transaction, &controller->library, snapshot);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_IEPORT, &snapshot->ports);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_doors(transaction, controller, snapshot);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_snapshot_read_media(transaction, snapshot);
    }
    store_rollback(transaction);
    return error;
}

static uint64_t jobs_ended(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    uint64_t generation = controller->generation;
    port_mutex_unlock(&controller->mutex);
    return generation;
}

base_error engine_snapshot_take(struct engine_controller *controller,
                                struct engine_snapshot *snapshot)
{
    base_error error;
    bool current = false;

    /* A job that ends between the two reads would show its rows as they were before it and its
     * places as they are after it. The other order is harmless: the job still counts as running. */
    memset(snapshot, 0, sizeof *snapshot);
    do {
        uint64_t generation = jobs_ended(controller);
        engine_snapshot_free(snapshot);
        error = read_rows(controller, snapshot);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
        port_mutex_lock(&controller->mutex);
        error = copy_controller(controller, snapshot);
        current = controller->generation == generation;
        port_mutex_unlock(&controller->mutex);
    } while (error == BASE_ERROR_SUCCESS && !current);
    return error;
}
