/* SPDX-License-Identifier: MIT */
#include "api/pack.h"

#include "api/system_time.h"
#include "base/utf16.h"

#include <string.h>

/*
 * A place in the structure being written or read. Members come one after the other; each is aligned
 * as the compiler would (API: ntmsapi.h is packed to 8), and nothing past the end is touched.
 */
struct packer {
    uint8_t *bytes;
    size_t size;
    size_t offset;
    const struct api_text *text;
    bool first_version;
    bool reading;      /* from the bytes to the members, instead of the other way */
    bool unterminated; /* a text that was read had no end */
};

#define TEXT(packer, array, units) text_field(packer, array, sizeof(array), units)

/* Room for `size` bytes at the next multiple of `alignment`, or NULL when there is none. */
static uint8_t *place(struct packer *packer, size_t size, size_t alignment)
{
    size_t offset = (packer->offset + alignment - 1) / alignment * alignment;
    if (offset > packer->size || size > packer->size - offset)
        return NULL;
    packer->offset = offset + size;
    return packer->bytes + offset;
}

static void field(struct packer *packer, void *value, size_t size, size_t alignment)
{
    uint8_t *at = place(packer, size, alignment);
    if (at == NULL)
        return;
    if (packer->reading)
        memcpy(value, at, size);
    else
        memcpy(at, value, size);
}

static void dword(struct packer *packer, uint32_t *value)
{
    field(packer, value, sizeof *value, 4);
}

static void boolean(struct packer *packer, bool *value)
{
    uint32_t number = *value ? 1 : 0;
    dword(packer, &number);
    *value = number != 0;
}

static void word(struct packer *packer, uint16_t *value)
{
    field(packer, value, sizeof *value, 2);
}

static void guid(struct packer *packer, struct base_guid *value)
{
    field(packer, value->bytes, sizeof value->bytes, 4);
}

static void no_guid(struct packer *packer)
{
    struct base_guid none = {{0}};
    guid(packer, &none);
}

/* Times are the server's: no caller sets one, so none is read. */
static void moment(struct packer *packer, const int64_t *milliseconds)
{
    struct api_system_time time = api_system_time_from(*milliseconds);
    field(packer, time.words, sizeof time.words, 2);
}

static bool is_terminated(const uint8_t *at, size_t units, size_t unit)
{
    for (size_t i = 0; i < units; i++) {
        if (at[i * unit] == 0 && at[i * unit + unit - 1] == 0)
            return true;
    }
    return false;
}

static void text_field(struct packer *packer, char *text, size_t capacity, size_t units)
{
    size_t unit = packer->text->unit;
    uint8_t *at = place(packer, units * unit, unit);
    if (at == NULL)
        return;
    if (!packer->reading)
        packer->text->write(text, base_utf8_length(text, capacity), at, units);
    else if (is_terminated(at, units, unit))
        packer->text->read(at, text, capacity);
    else
        packer->unterminated = true;
}

static void address(struct packer *packer, struct model_scsi_address *value)
{
    word(packer, &value->port);
    word(packer, &value->bus);
    word(packer, &value->target);
    word(packer, &value->lun);
}

static void pack_drive(struct packer *packer, struct model_drive *drive)
{
    dword(packer, &drive->number);
    dword(packer, &drive->state);
    guid(packer, &drive->drive_type);
    TEXT(packer, drive->device_name, 64);
    TEXT(packer, drive->serial_number, 32);
    TEXT(packer, drive->revision, 32);
    address(packer, &drive->address);
    dword(packer, &drive->mount_count);
    moment(packer, &drive->last_cleaned);
    guid(packer, &drive->saved_partition);
    guid(packer, &drive->library);
    no_guid(packer);
    dword(packer, &drive->defer_dismount_delay);
}

static void pack_drive_type(struct packer *packer, struct model_drive_type *type)
{
    TEXT(packer, type->vendor, 128);
    TEXT(packer, type->product, 128);
    dword(packer, &type->number_of_heads);
    dword(packer, &type->device_type);
}

static void pack_library_counts(struct packer *packer, struct model_library *library)
{
    dword(packer, &library->first_drive);
    dword(packer, &library->number_of_drives);
    dword(packer, &library->first_slot);
    dword(packer, &library->number_of_slots);
    dword(packer, &library->first_door);
    dword(packer, &library->number_of_doors);
    dword(packer, &library->first_port);
    dword(packer, &library->number_of_ports);
    dword(packer, &library->first_changer);
    dword(packer, &library->number_of_changers);
    dword(packer, &library->number_of_media);
    dword(packer, &library->number_of_media_types);
    dword(packer, &library->number_of_lib_requests);
}

static void pack_library(struct packer *packer, struct model_library *library)
{
    dword(packer, &library->library_type);
    guid(packer, &library->cleaner_slot);
    guid(packer, &library->cleaner_slot_default);
    boolean(packer, &library->supports_drive_cleaning);
    boolean(packer, &library->barcode_reader_installed);
    dword(packer, &library->inventory_method);
    dword(packer, &library->cleaner_uses_remaining);
    pack_library_counts(packer, library);
    no_guid(packer);
    if (packer->first_version)
        return;
    boolean(packer, &library->auto_recovery);
    dword(packer, &library->flags);
}

static void pack_changer(struct packer *packer, struct model_changer *changer)
{
    dword(packer, &changer->number);
    guid(packer, &changer->changer_type);
    TEXT(packer, changer->serial_number, 32);
    TEXT(packer, changer->revision, 32);
    TEXT(packer, changer->device_name, 64);
    address(packer, &changer->address);
    guid(packer, &changer->library);
}

static void pack_changer_type(struct packer *packer, struct model_changer_type *type)
{
    TEXT(packer, type->vendor, 128);
    TEXT(packer, type->product, 128);
    dword(packer, &type->device_type);
}

static void pack_slot(struct packer *packer, struct model_slot *slot)
{
    dword(packer, &slot->number);
    dword(packer, &slot->state);
    guid(packer, &slot->library);
}

static void pack_door(struct packer *packer, struct model_door *door)
{
    dword(packer, &door->number);
    dword(packer, &door->state);
    word(packer, &door->max_open_seconds);
    guid(packer, &door->library);
}

static void pack_port(struct packer *packer, struct model_port *port)
{
    dword(packer, &port->number);
    dword(packer, &port->content);
    dword(packer, &port->position);
    word(packer, &port->max_extend_seconds);
    guid(packer, &port->library);
}

static void pack_physical_media(struct packer *packer, struct model_physical_media *media)
{
    guid(packer, &media->current_library);
    guid(packer, &media->media_pool);
    guid(packer, &media->location);
    dword(packer, &media->location_type);
    guid(packer, &media->media_type);
    guid(packer, &media->home_slot);
    TEXT(packer, media->barcode, 64);
    dword(packer, &media->barcode_state);
    TEXT(packer, media->sequence_number, 32);
    dword(packer, &media->media_state);
    dword(packer, &media->number_of_partitions);
    if (packer->first_version)
        return;
    dword(packer, &media->media_type_code);
    dword(packer, &media->density_code);
    guid(packer, &media->mounted_partition);
}

static void pack_logical_media(struct packer *packer, struct model_logical_media *media)
{
    guid(packer, &media->media_pool);
    dword(packer, &media->number_of_partitions);
}

static void pack_partition(struct packer *packer, struct model_partition *partition)
{
    guid(packer, &partition->physical_media);
    guid(packer, &partition->logical_media);
    dword(packer, &partition->state);
    word(packer, &partition->side);
    dword(packer, &partition->label_id_length);
    field(packer, partition->label_id, sizeof partition->label_id, 1);
    TEXT(packer, partition->label_type, 64);
    TEXT(packer, partition->label_info, 256);
    dword(packer, &partition->mount_count);
    dword(packer, &partition->allocate_count);
    if (packer->first_version)
        return;
    field(packer, &partition->capacity, sizeof partition->capacity, 8);
}

static void pack_media_pool(struct packer *packer, struct model_media_pool *pool)
{
    dword(packer, &pool->pool_type);
    guid(packer, &pool->media_type);
    guid(packer, &pool->parent);
    dword(packer, &pool->allocation_policy);
    dword(packer, &pool->deallocation_policy);
    dword(packer, &pool->max_allocates);
    dword(packer, &pool->number_of_physical_media);
    dword(packer, &pool->number_of_logical_media);
    dword(packer, &pool->number_of_media_pools);
}

static void pack_media_type(struct packer *packer, struct model_media_type *type)
{
    dword(packer, &type->media_type);
    dword(packer, &type->number_of_sides);
    dword(packer, &type->read_write);
    dword(packer, &type->device_type);
}

static void pack_lib_request(struct packer *packer, struct model_lib_request *request)
{
    dword(packer, &request->operation);
    dword(packer, &request->option);
    dword(packer, &request->state);
    guid(packer, &request->partition);
    guid(packer, &request->drive);
    guid(packer, &request->physical_media);
    guid(packer, &request->library);
    guid(packer, &request->slot);
    moment(packer, &request->queued);
    moment(packer, &request->completed);
    TEXT(packer, request->application, 64);
    TEXT(packer, request->user, 64);
    TEXT(packer, request->computer, 64);
    if (packer->first_version)
        return;
    dword(packer, &request->error);
    guid(packer, &request->work_item);
    field(packer, &request->priority, sizeof request->priority, 4);
}

static void pack_op_request(struct packer *packer, struct model_op_request *request)
{
    dword(packer, &request->request);
    moment(packer, &request->submitted);
    dword(packer, &request->state);
    TEXT(packer, request->message, packer->first_version ? 127 : 256);
    dword(packer, &request->arg1_type);
    guid(packer, &request->arg1);
    dword(packer, &request->arg2_type);
    guid(packer, &request->arg2);
    TEXT(packer, request->application, 64);
    TEXT(packer, request->user, 64);
    TEXT(packer, request->computer, 64);
}

static void pack_computer(struct packer *packer, struct model_computer *computer)
{
    dword(packer, &computer->lib_request_purge_time);
    dword(packer, &computer->op_request_purge_time);
    dword(packer, &computer->lib_request_flags);
    dword(packer, &computer->op_request_flags);
    dword(packer, &computer->media_pool_policy);
}

static void pack_object(struct packer *packer, struct model_object *object)
{
    uint32_t size = (uint32_t)packer->size;
    dword(packer, &size);
    dword(packer, &object->type);
    moment(packer, &object->created);
    moment(packer, &object->modified);
    guid(packer, &object->id);
    boolean(packer, &object->enabled);
    dword(packer, &object->operational_state);
    TEXT(packer, object->name, 64);
    TEXT(packer, object->description, 127);
    (void)place(packer, 0, 8); /* the union holds a LARGE_INTEGER */
}

static void pack_info(struct packer *packer, struct model_information *information)
{
    switch (information->object.type) {
    case MODEL_CHANGER:
        pack_changer(packer, &information->info.changer);
        break;
    case MODEL_CHANGER_TYPE:
        pack_changer_type(packer, &information->info.changer_type);
        break;
    case MODEL_COMPUTER:
        pack_computer(packer, &information->info.computer);
        break;
    case MODEL_DRIVE:
        pack_drive(packer, &information->info.drive);
        break;
    case MODEL_DRIVE_TYPE:
        pack_drive_type(packer, &information->info.drive_type);
        break;
    case MODEL_IEDOOR:
        pack_door(packer, &information->info.door);
        break;
    case MODEL_IEPORT:
        pack_port(packer, &information->info.port);
        break;
    case MODEL_LIBRARY:
        pack_library(packer, &information->info.library);
        break;
    case MODEL_LIBREQUEST:
        pack_lib_request(packer, &information->info.lib_request);
        break;
    case MODEL_LOGICAL_MEDIA:
        pack_logical_media(packer, &information->info.logical_media);
        break;
    case MODEL_MEDIA_POOL:
        pack_media_pool(packer, &information->info.media_pool);
        break;
    case MODEL_MEDIA_TYPE:
        pack_media_type(packer, &information->info.media_type);
        break;
    case MODEL_PARTITION:
        pack_partition(packer, &information->info.partition);
        break;
    case MODEL_PHYSICAL_MEDIA:
        pack_physical_media(packer, &information->info.physical_media);
        break;
    case MODEL_STORAGESLOT:
        pack_slot(packer, &information->info.slot);
        break;
    case MODEL_OPREQUEST:
        pack_op_request(packer, &information->info.op_request);
        break;
    default:
        break;
    }
}

bool api_pack_layout_find(const struct api_text *text, uint32_t size,
                          struct api_pack_layout *layout)
{
    uint32_t current = text->unit == 1 ? API_PACK_SIZE_A : API_PACK_SIZE_W;
    uint32_t first = text->unit == 1 ? API_PACK_SIZE_I1_A : API_PACK_SIZE_I1_W;
    if (size != current && size != first)
        return false;
    *layout = (struct api_pack_layout){.text = text, .size = size, .first_version = size == first};
    return true;
}

static struct packer packer_over(uint8_t *bytes, const struct api_pack_layout *layout, bool reading)
{
    return (struct packer){.bytes = bytes,
                           .size = layout->size,
                           .text = layout->text,
                           .first_version = layout->first_version,
                           .reading = reading};
}

void api_pack_information(const struct model_information *information,
                          const struct api_pack_layout *layout, uint8_t out[API_PACK_SIZE_LIMIT])
{
    struct model_information copy = *information;
    struct packer packer = packer_over(out, layout, false);
    uint32_t *length = &copy.info.partition.label_id_length;
    if (copy.object.type == MODEL_PARTITION && *length > MODEL_LABEL_ID_BYTES)
        *length = MODEL_LABEL_ID_BYTES;
    memset(out, 0, layout->size);
    pack_object(&packer, &copy.object);
    pack_info(&packer, &copy);
}

bool api_unpack_information(const uint8_t *bytes, const struct api_pack_layout *layout,
                            struct model_information *information)
{
    _Alignas(8) uint8_t copy[API_PACK_SIZE_LIMIT];
    struct packer packer = packer_over(copy, layout, true);
    memcpy(copy, bytes, layout->size);
    memset(information, 0, sizeof *information);
    pack_object(&packer, &information->object);
    pack_info(&packer, information);
    return !packer.unterminated;
}
