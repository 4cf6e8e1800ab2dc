/* SPDX-License-Identifier: MIT */
#include "api/pack.h"

#include "api/system_time.h"
#include "base/utf16.h"

#include <string.h>

/*
 * A place in the structure being written. Members are put one after the other; each put aligns as
 * the compiler would (API: ntmsapi.h is packed to 8), and nothing is written past the end.
 */
struct packer {
    uint8_t *bytes;
    size_t size;
    size_t offset;
    const struct api_text *text;
    bool first_version;
};

#define TEXT(packer, array, units) put_text(packer, array, sizeof(array), units)

/* Room for `size` bytes at the next multiple of `alignment`, or NULL when there is none. */
static uint8_t *place(struct packer *packer, size_t size, size_t alignment)
{
    size_t offset = (packer->offset + alignment - 1) / alignment * alignment;
    if (offset > packer->size || size > packer->size - offset)
        return NULL;
    packer->offset = offset + size;
    return packer->bytes + offset;
}

static void put(struct packer *packer, const void *value, size_t size, size_t alignment)
{
    uint8_t *at = place(packer, size, alignment);
    if (at != NULL)
        memcpy(at, value, size);
}

static void put_dword(struct packer *packer, uint32_t value)
{
    put(packer, &value, sizeof value, 4);
}

static void put_bool(struct packer *packer, bool value)
{
    put_dword(packer, value ? 1 : 0);
}

static void put_word(struct packer *packer, uint16_t value)
{
    put(packer, &value, sizeof value, 2);
}

static void put_guid(struct packer *packer, const struct base_guid *guid)
{
    put(packer, guid->bytes, sizeof guid->bytes, 4);
}

static void put_no_guid(struct packer *packer)
{
    put_guid(packer, &(struct base_guid){{0}});
}

static void put_time(struct packer *packer, int64_t milliseconds)
{
    struct api_system_time time = api_system_time_from(milliseconds);
    put(packer, time.words, sizeof time.words, 2);
}

static void put_text(struct packer *packer, const char *text, size_t capacity, size_t units)
{
    size_t unit = packer->text->unit;
    uint8_t *at = place(packer, units * unit, unit);
    if (at != NULL)
        packer->text->write(text, base_utf8_length(text, capacity), at, units);
}

static void put_address(struct packer *packer, const struct model_scsi_address *address)
{
    put_word(packer, address->port);
    put_word(packer, address->bus);
    put_word(packer, address->target);
    put_word(packer, address->lun);
}

static void pack_drive(struct packer *packer, const struct model_drive *drive)
{
    put_dword(packer, drive->number);
    put_dword(packer, drive->state);
    put_guid(packer, &drive->drive_type);
    TEXT(packer, drive->device_name, 64);
    TEXT(packer, drive->serial_number, 32);
    TEXT(packer, drive->revision, 32);
    put_address(packer, &drive->address);
    put_dword(packer, drive->mount_count);
    put_time(packer, drive->last_cleaned);
    put_guid(packer, &drive->saved_partition);
    put_guid(packer, &drive->library);
    put_no_guid(packer);
    put_dword(packer, drive->defer_dismount_delay);
}

static void pack_drive_type(struct packer *packer, const struct model_drive_type *type)
{
    TEXT(packer, type->vendor, 128);
    TEXT(packer, type->product, 128);
    put_dword(packer, type->number_of_heads);
    put_dword(packer, type->device_type);
}

static void pack_library_counts(struct packer *packer, const struct model_library *library)
{
    put_dword(packer, library->first_drive);
    put_dword(packer, library->number_of_drives);
    put_dword(packer, library->first_slot);
    put_dword(packer, library->number_of_slots);
    put_dword(packer, library->first_door);
    put_dword(packer, library->number_of_doors);
    put_dword(packer, library->first_port);
    put_dword(packer, library->number_of_ports);
    put_dword(packer, library->first_changer);
    put_dword(packer, library->number_of_changers);
    put_dword(packer, library->number_of_media);
    put_dword(packer, library->number_of_media_types);
    put_dword(packer, library->number_of_lib_requests);
}

static void pack_library(struct packer *packer, const struct model_library *library)
{
    put_dword(packer, library->library_type);
    put_guid(packer, &library->cleaner_slot);
    put_guid(packer, &library->cleaner_slot_default);
    put_bool(packer, library->supports_drive_cleaning);
    put_bool(packer, library->barcode_reader_installed);
    put_dword(packer, library->inventory_method);
    put_dword(packer, library->cleaner_uses_remaining);
    pack_library_counts(packer, library);
    put_no_guid(packer);
    if (packer->first_version)
        return;
    put_bool(packer, library->auto_recovery);
    put_dword(packer, library->flags);
}

static void pack_changer(struct packer *packer, const struct model_changer *changer)
{
    put_dword(packer, changer->number);
    put_guid(packer, &changer->changer_type);
    TEXT(packer, changer->serial_number, 32);
    TEXT(packer, changer->revision, 32);
    TEXT(packer, changer->device_name, 64);
    put_address(packer, &changer->address);
    put_guid(packer, &changer->library);
}

static void pack_changer_type(struct packer *packer, const struct model_changer_type *type)
{
    TEXT(packer, type->vendor, 128);
    TEXT(packer, type->product, 128);
    put_dword(packer, type->device_type);
}

static void pack_slot(struct packer *packer, const struct model_slot *slot)
{
    put_dword(packer, slot->number);
    put_dword(packer, slot->state);
    put_guid(packer, &slot->library);
}

static void pack_door(struct packer *packer, const struct model_door *door)
{
    put_dword(packer, door->number);
    put_dword(packer, door->state);
    put_word(packer, door->max_open_seconds);
    put_guid(packer, &door->library);
}

static void pack_port(struct packer *packer, const struct model_port *port)
{
    put_dword(packer, port->number);
    put_dword(packer, port->content);
    put_dword(packer, port->position);
    put_word(packer, port->max_extend_seconds);
    put_guid(packer, &port->library);
}

static void pack_physical_media(struct packer *packer, const struct model_physical_media *media)
{
    put_guid(packer, &media->current_library);
    put_guid(packer, &media->media_pool);
    put_guid(packer, &media->location);
    put_dword(packer, media->location_type);
    put_guid(packer, &media->media_type);
    put_guid(packer, &media->home_slot);
    TEXT(packer, media->barcode, 64);
    put_dword(packer, media->barcode_state);
    TEXT(packer, media->sequence_number, 32);
    put_dword(packer, media->media_state);
    put_dword(packer, media->number_of_partitions);
    if (packer->first_version)
        return;
    put_dword(packer, media->media_type_code);
    put_dword(packer, media->density_code);
    put_guid(packer, &media->mounted_partition);
}

static void pack_logical_media(struct packer *packer, const struct model_logical_media *media)
{
    put_guid(packer, &media->media_pool);
    put_dword(packer, media->number_of_partitions);
}

static void pack_partition(struct packer *packer, const struct model_partition *partition)
{
    uint32_t length = partition->label_id_length;
    put_guid(packer, &partition->physical_media);
    put_guid(packer, &partition->logical_media);
    put_dword(packer, partition->state);
    put_word(packer, partition->side);
    put_dword(packer, length < MODEL_LABEL_ID_BYTES ? length : MODEL_LABEL_ID_BYTES);
    put(packer, partition->label_id, sizeof partition->label_id, 1);
    TEXT(packer, partition->label_type, 64);
    TEXT(packer, partition->label_info, 256);
    put_dword(packer, partition->mount_count);
    put_dword(packer, partition->allocate_count);
    if (packer->first_version)
        return;
    put(packer, &partition->capacity, sizeof partition->capacity, 8);
}

static void pack_media_pool(struct packer *packer, const struct model_media_pool *pool)
{
    put_dword(packer, pool->pool_type);
    put_guid(packer, &pool->media_type);
    put_guid(packer, &pool->parent);
    put_dword(packer, pool->allocation_policy);
    put_dword(packer, pool->deallocation_policy);
    put_dword(packer, pool->max_allocates);
    put_dword(packer, pool->number_of_physical_media);
    put_dword(packer, pool->number_of_logical_media);
    put_dword(packer, pool->number_of_media_pools);
}

static void pack_media_type(struct packer *packer, const struct model_media_type *type)
{
    put_dword(packer, type->media_type);
    put_dword(packer, type->number_of_sides);
    put_dword(packer, type->read_write);
    put_dword(packer, type->device_type);
}

static void pack_lib_request(struct packer *packer, const struct model_lib_request *request)
{
    put_dword(packer, request->operation);
    put_dword(packer, request->option);
    put_dword(packer, request->state);
    put_guid(packer, &request->partition);
    put_guid(packer, &request->drive);
    put_guid(packer, &request->physical_media);
    put_guid(packer, &request->library);
    put_guid(packer, &request->slot);
    put_time(packer, request->queued);
    put_time(packer, request->completed);
    TEXT(packer, request->application, 64);
    TEXT(packer, request->user, 64);
    TEXT(packer, request->computer, 64);
    if (packer->first_version)
        return;
    put_dword(packer, request->error);
    put_guid(packer, &request->work_item);
    put_dword(packer, (uint32_t)request->priority);
}

static void pack_op_request(struct packer *packer, const struct model_op_request *request)
{
    put_dword(packer, request->request);
    put_time(packer, request->submitted);
    put_dword(packer, request->state);
    TEXT(packer, request->message, packer->first_version ? 127 : 256);
    put_dword(packer, request->arg1_type);
    put_guid(packer, &request->arg1);
    put_dword(packer, request->arg2_type);
    put_guid(packer, &request->arg2);
    TEXT(packer, request->application, 64);
    TEXT(packer, request->user, 64);
    TEXT(packer, request->computer, 64);
}

static void pack_computer(struct packer *packer, const struct model_computer *computer)
{
    put_dword(packer, computer->lib_request_purge_time);
    put_dword(packer, computer->op_request_purge_time);
    put_dword(packer, computer->lib_request_flags);
    put_dword(packer, computer->op_request_flags);
    put_dword(packer, computer->media_pool_policy);
}

static void pack_object(struct packer *packer, const struct model_object *object)
{
    put_dword(packer, (uint32_t)packer->size);
    put_dword(packer, object->type);
    put_time(packer, object->created);
    put_time(packer, object->modified);
    put_guid(packer, &object->id);
    put_bool(packer, object->enabled);
    put_dword(packer, object->operational_state);
    TEXT(packer, object->name, 64);
    TEXT(packer, object->description, 127);
    (void)place(packer, 0, 8); /* the union holds a LARGE_INTEGER */
}

static void pack_info(struct packer *packer, const struct model_information *information)
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

void api_pack_information(const struct model_information *information,
                          const struct api_pack_layout *layout, uint8_t out[API_PACK_SIZE_LIMIT])
{
    struct packer packer = {.bytes = out,
                            .size = layout->size,
                            .text = layout->text,
                            .first_version = layout->first_version};
    memset(out, 0, layout->size);
    pack_object(&packer, &information->object);
    pack_info(&packer, information);
}
