/* SPDX-License-Identifier: MIT */
#include "engine/inventory.h"

#include "engine/cartridges.h"
#include "engine/cleaner_state.h"
#include "engine/drive_state.h"
#include "engine/visit.h"
#include "store/note.h"

struct inventory {
    struct store_transaction *transaction;
    const struct model_information *library;
    const struct engine_places *places;
};

static uint32_t slot_state(const struct engine_place *place)
{
    if (!place->present) {
        return MODEL_SLOTSTATE_NOTPRESENT;
    }
    switch (place->content) {
    case RULES_CONTENT_EMPTY:
        return MODEL_SLOTSTATE_EMPTY;
    case RULES_CONTENT_UNKNOWN:
        return MODEL_SLOTSTATE_NEEDSINVENTORY;
    default:
        return MODEL_SLOTSTATE_FULL;
    }
}

struct changed_rows {
    const struct inventory *inventory;
    struct store_list rows;
    bool cleaner_arrived; /* in a drive that did not have it, by a move that nobody recorded */
};

static base_error compare_slot(void *context, const struct model_information *row)
{
    struct changed_rows *changed = context;
    const struct engine_places *places = changed->inventory->places;
    uint32_t index = row->info.slot.number - changed->inventory->library->info.library.first_slot;

    if (index >= places->slot_count || row->info.slot.state == slot_state(&places->slots[index])) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error = store_list_append(&changed->rows, row);
    if (error == BASE_ERROR_SUCCESS) {
        changed->rows.items[changed->rows.count - 1].info.slot.state =
            slot_state(&places->slots[index]);
    }
    return error;
}

static base_error compare_port(void *context, const struct model_information *row)
{
    struct changed_rows *changed = context;
    const struct engine_places *places = changed->inventory->places;
    uint32_t index = row->info.port.number - changed->inventory->library->info.library.first_port;
    uint32_t content = MODEL_PORTCONTENT_UNKNOWN;

    if (index >= places->port_count) {
        return BASE_ERROR_SUCCESS;
    }
    if (places->ports[index].content != RULES_CONTENT_UNKNOWN) {
        content = places->ports[index].content == RULES_CONTENT_EMPTY ? MODEL_PORTCONTENT_EMPTY
                                                                      : MODEL_PORTCONTENT_FULL;
    }
    if (row->info.port.content == content) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error = store_list_append(&changed->rows, row);
    if (error == BASE_ERROR_SUCCESS) {
        changed->rows.items[changed->rows.count - 1].info.port.content = content;
    }
    return error;
}

static base_error compare_drive(void *context, const struct model_information *row)
{
    struct changed_rows *changed = context;
    const struct engine_places *places = changed->inventory->places;
    uint32_t index = row->info.drive.number - changed->inventory->library->info.library.first_drive;
    uint32_t state = row->info.drive.state;

    /* A drive that was replaced has the number of the one in its bay. */
    if (index >= places->drive_count || places->drives[index].content == RULES_CONTENT_UNKNOWN ||
        !base_guid_equal(&places->drives[index].id, &row->object.id)) {
        return BASE_ERROR_SUCCESS;
    }
    bool cleaner = places->drives[index].content == RULES_CONTENT_CLEANER;
    if (places->drives[index].content == RULES_CONTENT_EMPTY) {
        state = MODEL_DRIVESTATE_DISMOUNTED;
    } else if (cleaner) {
        state = MODEL_DRIVESTATE_BEING_CLEANED;
    } else if (state == MODEL_DRIVESTATE_DISMOUNTED || state == MODEL_DRIVESTATE_BEING_CLEANED) {
        /* Nobody mounted it through us, so it may be taken out when the drive is needed. */
        state = MODEL_DRIVESTATE_DISMOUNTABLE;
    }
    if (row->info.drive.state == state && row->info.drive.holds_cleaner == cleaner) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error = store_list_append(&changed->rows, row);
    if (error == BASE_ERROR_SUCCESS) {
        struct model_drive *drive = &changed->rows.items[changed->rows.count - 1].info.drive;
        changed->cleaner_arrived |= cleaner && !drive->holds_cleaner;
        if (state == MODEL_DRIVESTATE_DISMOUNTED || cleaner) {
            engine_drive_clear(drive);
        }
        drive->state = state;
        drive->holds_cleaner = cleaner;
    }
    return error;
}

/* Walks the rows of one type and stores those that the visitor found changed. */
static base_error apply_rows(const struct inventory *inventory, uint32_t type,
                             store_visitor *visitor)
{
    struct changed_rows changed = {.inventory = inventory, .rows = STORE_LIST_INIT};
    base_error error = store_children_each(inventory->transaction, &inventory->library->object.id,
                                           type, visitor, &changed);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < changed.rows.count; i++) {
        error = store_object_update(inventory->transaction, &changed.rows.items[i]);
    }
    if (error == BASE_ERROR_SUCCESS && changed.cleaner_arrived) {
        error = engine_cleaner_used(inventory->transaction, &inventory->library->object.id);
    }
    store_list_free(&changed.rows);
    return error;
}

static bool cleaner_is_seen(const struct engine_places *places)
{
    if (places->transport.content == RULES_CONTENT_CLEANER) {
        return true;
    }
    for (size_t i = 0; i < places->slot_count; i++) {
        if (places->slots[i].content == RULES_CONTENT_CLEANER) {
            return true;
        }
    }
    for (size_t i = 0; i < places->drive_count; i++) {
        if (places->drives[i].content == RULES_CONTENT_CLEANER) {
            return true;
        }
    }
    for (size_t i = 0; i < places->port_count; i++) {
        if (places->ports[i].content == RULES_CONTENT_CLEANER) {
            return true;
        }
    }
    return false;
}

/* Somebody took the cleaner out by hand: its slot is reserved still, the cartridge is gone. */
static base_error miss_cleaner(const struct inventory *inventory)
{
    const struct model_library *library = &inventory->library->info.library;

    if ((library->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) == 0 ||
        cleaner_is_seen(inventory->places)) {
        return BASE_ERROR_SUCCESS;
    }
    store_note(inventory->transaction, BASE_LOG_WARNING, 801, 0,
               "library '%s': the cleaner cartridge is gone", inventory->library->object.name);
    return engine_cleaner_clear(inventory->transaction, &inventory->library->object.id);
}

/* A person took the mounted cartridge out and put another one in: what was mounted is no more. */
static base_error collect_held(void *context, const struct model_information *row)
{
    struct changed_rows *held = context;
    return row->info.drive.state == MODEL_DRIVESTATE_LOADED ? store_list_append(&held->rows, row)
                                                            : BASE_ERROR_SUCCESS;
}

static base_error end_holds(const struct inventory *inventory)
{
    struct changed_rows held = {.inventory = inventory, .rows = STORE_LIST_INIT};
    base_error error = store_children_each(inventory->transaction, &inventory->library->object.id,
                                           MODEL_DRIVE, collect_held, &held);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < held.rows.count; i++) {
        const struct base_guid *drive = &held.rows.items[i].object.id;
        struct model_information medium;
        error = store_media_find_location(inventory->transaction, drive, &medium);
        if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
            error = BASE_ERROR_SUCCESS; /* not to be seen now */
        } else if (error == BASE_ERROR_SUCCESS &&
                   medium.info.physical_media.media_state != MODEL_MEDIASTATE_LOADED) {
            error = engine_drive_release(inventory->transaction, drive, 0);
        }
    }
    store_list_free(&held.rows);
    return error;
}

base_error engine_inventory_apply(struct store_transaction *transaction,
                                  const struct engine *engine,
                                  const struct model_information *library,
                                  const struct engine_places *places)
{
    struct inventory inventory = {transaction, library, places};
    base_error error = apply_rows(&inventory, MODEL_IEPORT, compare_port);

    if (error == BASE_ERROR_SUCCESS) {
        error = apply_rows(&inventory, MODEL_DRIVE, compare_drive);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = miss_cleaner(&inventory);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_cartridges_apply(transaction, engine, library, places);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = end_holds(&inventory);
    }
    /* After the cartridges: a new one is looked at when its slot was empty so far. */
    if (error == BASE_ERROR_SUCCESS) {
        error = apply_rows(&inventory, MODEL_STORAGESLOT, compare_slot);
    }
    return error;
}
