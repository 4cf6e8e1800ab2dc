/* SPDX-License-Identifier: MIT */
#include "engine/reconcile_rows.h"

#include "engine/pools.h"
#include "engine/text.h"
#include "store/media.h"

#include <string.h>

/* API: NTMS_DRIVEINFORMATION.dwDeferDismountDelay, default. */
#define DEFER_DISMOUNT_SECONDS 300
/* The port's and door's limits have no documented default; the values leave a person time. */
#define PORT_EXTEND_SECONDS 120
#define DOOR_OPEN_SECONDS   300

uint32_t engine_rows_device_type(uint8_t peripheral)
{
    switch (peripheral) {
    case DEVICE_TYPE_TAPE:
        return MODEL_DEVICE_TAPE;
    case DEVICE_TYPE_CDROM:
        return MODEL_DEVICE_CD_ROM;
    default:
        return MODEL_DEVICE_DISK;
    }
}

base_error engine_rows_type(struct store_transaction *transaction, uint32_t type,
                            const char *vendor, const char *product, uint32_t device_type,
                            struct base_guid *id)
{
    struct model_information row = {0};
    base_error error = store_type_find(transaction, type, vendor, product, id);

    if (error != BASE_ERROR_OBJECT_NOT_FOUND) {
        return error;
    }
    row.object.type = type;
    row.object.enabled = true;
    engine_text_format(row.object.name, sizeof row.object.name, 64, "%s %s", vendor, product);
    if (type == MODEL_DRIVE_TYPE) {
        engine_text_copy(row.info.drive_type.vendor, sizeof row.info.drive_type.vendor, 128,
                         vendor);
        engine_text_copy(row.info.drive_type.product, sizeof row.info.drive_type.product, 128,
                         product);
        row.info.drive_type.device_type = device_type;
    } else {
        engine_text_copy(row.info.changer_type.vendor, sizeof row.info.changer_type.vendor, 128,
                         vendor);
        engine_text_copy(row.info.changer_type.product, sizeof row.info.changer_type.product, 128,
                         product);
        row.info.changer_type.device_type = device_type;
    }
    error = store_object_insert(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        *id = row.object.id;
    }
    return error;
}

static struct model_scsi_address address_of(const struct device_scsi_address *address)
{
    return (struct model_scsi_address){
        .port = address->port,
        .bus = address->path,
        .target = address->target,
        .lun = address->lun,
    };
}

/* Inserts a row without an id, updates one that changed, leaves one alone that did not. */
static base_error put_row(struct store_transaction *transaction,
                          const struct model_information *before, struct model_information *row)
{
    if (base_guid_is_null(&row->object.id)) {
        return store_object_insert(transaction, row);
    }
    return memcmp(before, row, sizeof *row) == 0 ? BASE_ERROR_SUCCESS
                                                 : store_object_update(transaction, row);
}

base_error engine_rows_changer(struct store_transaction *transaction,
                               const struct model_information *library,
                               const struct device_changer_description *changer)
{
    struct store_list rows = STORE_LIST_INIT;
    struct model_information row = {0};
    struct model_information before;
    struct model_changer *values = &row.info.changer;
    base_error error = store_children(transaction, &library->object.id, MODEL_CHANGER, &rows);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (rows.count > 0) {
        row = rows.items[0];
    }
    store_list_free(&rows);
    before = row;
    row.object.type = MODEL_CHANGER;
    row.object.enabled = true;
    row.object.operational_state = MODEL_READY;
    engine_text_format(row.object.name, sizeof row.object.name, 64, "%s %s", changer->vendor,
                       changer->product);
    values->library = library->object.id;
    values->number = library->info.library.first_changer;
    values->address = address_of(&changer->scsi_address);
    engine_text_copy(values->serial_number, sizeof values->serial_number, 32, changer->serial);
    engine_text_copy(values->revision, sizeof values->revision, 32, changer->revision);
    engine_text_copy(values->device_name, sizeof values->device_name, 64, changer->name);
    error = engine_rows_type(transaction, MODEL_CHANGER_TYPE, changer->vendor, changer->product,
                             MODEL_DEVICE_CHANGER, &values->changer_type);
    return error != BASE_ERROR_SUCCESS ? error : put_row(transaction, &before, &row);
}

struct drive_search {
    uint32_t number;
    const char *serial;
    struct model_information by_serial;
    struct model_information by_number;
};

static base_error match_drive(void *context, const struct model_information *row)
{
    struct drive_search *search = context;
    const struct model_drive *drive = &row->info.drive;

    if (search->serial[0] != '\0' && strcmp(drive->serial_number, search->serial) == 0) {
        search->by_serial = *row;
    }
    bool same_device = search->serial[0] == '\0' || drive->serial_number[0] == '\0';
    if (drive->number == search->number && same_device) {
        search->by_number = *row;
    }
    return BASE_ERROR_SUCCESS;
}

/* The row of this drive: its serial number tells, else its place. Null id when there is none. */
static base_error find_drive(struct store_transaction *transaction, const struct base_guid *library,
                             uint32_t number, const char *serial, struct model_information *row)
{
    struct drive_search search = {.number = number, .serial = serial};
    base_error error = store_children_each(transaction, library, MODEL_DRIVE, match_drive, &search);

    if (error == BASE_ERROR_SUCCESS) {
        *row = base_guid_is_null(&search.by_serial.object.id) ? search.by_number : search.by_serial;
    }
    return error;
}

base_error engine_rows_describe_drive(struct store_transaction *transaction,
                                      const struct device_drive_description *drive,
                                      struct model_information *row)
{
    struct model_drive *values = &row->info.drive;

    engine_text_copy(values->device_name, sizeof values->device_name, 64, drive->name);
    if (drive->busy) {
        /* A program has it open: all but the name stays as it was known. */
        return base_guid_is_null(&values->drive_type)
                   ? engine_rows_type(transaction, MODEL_DRIVE_TYPE, "", "", MODEL_DEVICE_TAPE,
                                      &values->drive_type)
                   : BASE_ERROR_SUCCESS;
    }
    engine_text_copy(values->serial_number, sizeof values->serial_number, 32, drive->serial);
    engine_text_copy(values->revision, sizeof values->revision, 32, drive->revision);
    values->address = address_of(&drive->scsi_address);
    engine_text_format(row->object.name, sizeof row->object.name, 64, "%s %s", drive->vendor,
                       drive->product);
    return engine_rows_type(transaction, MODEL_DRIVE_TYPE, drive->vendor, drive->product,
                            engine_rows_device_type(drive->device_type), &values->drive_type);
}

base_error engine_rows_drive(struct store_transaction *transaction,
                             const struct model_information *library, uint32_t index,
                             uint32_t element, const struct device_drive_description *drive,
                             bool with_absent, struct base_guid *id)
{
    uint32_t number = library->info.library.first_drive + index;
    const char *serial = drive != NULL ? drive->serial : "";
    struct model_information row = {0};
    struct model_information before;
    base_error error = find_drive(transaction, &library->object.id, number, serial, &row);

    if (error != BASE_ERROR_SUCCESS ||
        (base_guid_is_null(&row.object.id) && drive == NULL && !with_absent)) {
        return error;
    }
    before = row;
    if (base_guid_is_null(&row.object.id)) {
        row.object.type = MODEL_DRIVE;
        row.object.enabled = true;
        row.info.drive.defer_dismount_delay = DEFER_DISMOUNT_SECONDS;
        row.info.drive.library = library->object.id;
    }
    row.info.drive.number = number;
    row.info.drive.element = element;
    row.object.operational_state = drive != NULL ? MODEL_READY : MODEL_NOT_PRESENT;
    if (drive != NULL) {
        error = engine_rows_describe_drive(transaction, drive, &row);
    } else if (base_guid_is_null(&row.info.drive.drive_type)) {
        error = engine_rows_type(transaction, MODEL_DRIVE_TYPE, "", "", MODEL_DEVICE_TAPE,
                                 &row.info.drive.drive_type);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = put_row(transaction, &before, &row);
    }
    if (error == BASE_ERROR_SUCCESS && id != NULL) {
        *id = row.object.id;
    }
    return error;
}

static void init_place(struct model_information *row, const struct model_information *library,
                       uint32_t type, uint32_t index, uint32_t element)
{
    const struct model_library *values = &library->info.library;

    memset(row, 0, sizeof *row);
    row->object.type = type;
    row->object.enabled = true;
    switch (type) {
    case MODEL_STORAGESLOT:
        row->info.slot = (struct model_slot){.number = values->first_slot + index,
                                             .state = MODEL_SLOTSTATE_UNKNOWN,
                                             .library = library->object.id,
                                             .element = element};
        break;
    case MODEL_IEPORT:
        row->info.port = (struct model_port){.number = values->first_port + index,
                                             .position = MODEL_PORTPOSITION_RETRACTED,
                                             .max_extend_seconds = PORT_EXTEND_SECONDS,
                                             .library = library->object.id,
                                             .element = element};
        break;
    default:
        row->info.door = (struct model_door){.number = values->first_door + index,
                                             .state = MODEL_DOORSTATE_CLOSED,
                                             .max_open_seconds = DOOR_OPEN_SECONDS,
                                             .library = library->object.id};
        break;
    }
}

static base_error count_row(void *context, const struct model_information *row)
{
    uint32_t *count = context;

    (void)row;
    (*count)++;
    return BASE_ERROR_SUCCESS;
}

/* Rows are never taken away: a library that shrank may grow again, and its numbers stay. */
static base_error grow_places(struct store_transaction *transaction,
                              const struct model_information *library, uint32_t type,
                              uint32_t wanted, enum device_kind kind,
                              const struct device_elements *elements)
{
    struct model_information row;
    uint32_t present = 0;
    base_error error =
        store_children_each(transaction, &library->object.id, type, count_row, &present);

    for (uint32_t i = present; error == BASE_ERROR_SUCCESS && i < wanted; i++) {
        const struct device_element *element =
            elements != NULL ? device_elements_find(elements, kind, i) : NULL;
        init_place(&row, library, type, i, element != NULL ? element->address : i);
        error = store_object_insert(transaction, &row);
    }
    return error;
}

base_error engine_rows_places(struct store_transaction *transaction,
                              const struct model_information *library,
                              const struct device_elements *elements)
{
    const struct model_library *values = &library->info.library;
    base_error error = grow_places(transaction, library, MODEL_STORAGESLOT, values->number_of_slots,
                                   DEVICE_KIND_SLOT, elements);

    if (error == BASE_ERROR_SUCCESS) {
        error = grow_places(transaction, library, MODEL_IEPORT, values->number_of_ports,
                            DEVICE_KIND_PORT, elements);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = grow_places(transaction, library, MODEL_IEDOOR, values->number_of_doors,
                            DEVICE_KIND_ANY, NULL);
    }
    return error;
}

/* One kind of medium that a drive of the library can use. */
static base_error enter_media_type(struct store_transaction *transaction,
                                   const struct base_guid *library,
                                   const struct base_guid *drive_type, uint32_t media_type)
{
    struct base_guid type;
    base_error error = store_media_type_find(transaction, media_type, &type);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS; /* a kind of medium RSM has no object for */
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_drive_type_media_add(transaction, drive_type, &type);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_library_media_type_add(transaction, library, &type, NULL);
    }
    return error != BASE_ERROR_SUCCESS ? error : engine_pool_children(transaction, &type);
}

base_error engine_rows_media_types(struct store_transaction *transaction,
                                   const struct model_information *library,
                                   const struct device_drive_description *drive)
{
    struct base_guid drive_type;
    base_error error;

    if (drive->media_type_count == 0) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_rows_type(transaction, MODEL_DRIVE_TYPE, drive->vendor, drive->product,
                             engine_rows_device_type(drive->device_type), &drive_type);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drive->media_type_count; i++) {
        error = enter_media_type(transaction, &library->object.id, &drive_type,
                                 drive->media_types[i].media_type);
    }
    return error;
}
