/* SPDX-License-Identifier: MIT */
/* What a drive is: names, serial number, address and the media it takes. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "device/class_codes.h"
#include "device/drive_private.h"
#include "device/scsi/cdb.h"
#include "device/scsi/density.h"

enum {
    PROPERTY_LENGTH = 1024,
    MEDIA_LENGTH = 8 + 32 * DEVICE_CLASS_MEDIA_SIZE,
    DENSITY_LENGTH = 4 + 32 * 52,
    CHARACTERISTICS_READ_WRITE = 0x08
};

/* ---- names ---- */

/* A text inside a device descriptor; offsets that point nowhere give "". */
static void descriptor_text(const uint8_t *data, size_t length, uint32_t offset, char *out,
                            size_t capacity)
{
    out[0] = '\0';
    if (offset == 0 || offset >= length)
        return;
    struct base_reader reader = base_reader_over(data + offset, length - offset);
    base_reader_text(&reader, length - offset, out, capacity);
}

static base_error take_property(struct device_link *link,
                                struct device_drive_description *description,
                                struct device_fault *fault)
{
    struct device_class_property_query query;
    struct device_class_device_descriptor header;
    uint8_t data[PROPERTY_LENGTH];
    uint32_t returned = 0;

    memset(&query, 0, sizeof query);
    base_error error = device_link_control(link, DEVICE_STORAGE_QUERY_PROPERTY, &query,
                                           sizeof query, data, sizeof data, DEVICE_TIME_QUERY,
                                           &returned, DEVICE_ATTENTION_PASS, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (returned < offsetof(struct device_class_device_descriptor, raw))
        return device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_TRANSPORT, true,
                                "device descriptor makes no sense");
    memset(&header, 0, sizeof header);
    memcpy(&header, data, offsetof(struct device_class_device_descriptor, raw));
    description->device_type = header.device_type;
    descriptor_text(data, returned, header.vendor_offset, description->vendor,
                    sizeof description->vendor);
    descriptor_text(data, returned, header.product_offset, description->product,
                    sizeof description->product);
    descriptor_text(data, returned, header.revision_offset, description->revision,
                    sizeof description->revision);
    descriptor_text(data, returned, header.serial_offset, description->serial,
                    sizeof description->serial);
    return BASE_ERROR_SUCCESS;
}

static base_error take_identity(struct device_link *link,
                                struct device_drive_description *description,
                                struct device_fault *fault)
{
    struct device_identity identity;
    base_error error = device_link_identify(link, &identity, fault);
    if (device_drive_no_pass_through(error, fault))
        return take_property(link, description, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    description->device_type = identity.inquiry.device_type;
    memcpy(description->vendor, identity.inquiry.vendor, sizeof description->vendor);
    memcpy(description->product, identity.inquiry.product, sizeof description->product);
    memcpy(description->revision, identity.inquiry.revision, sizeof description->revision);
    memcpy(description->serial, identity.serial, sizeof description->serial);
    memcpy(description->world_wide_name, identity.world_wide_name,
           sizeof description->world_wide_name);
    return BASE_ERROR_SUCCESS;
}

/* ---- media types ---- */

static void add_media_type(struct device_drive_description *description, uint32_t media_type,
                           uint32_t characteristics)
{
    uint32_t count = description->media_type_count;
    if (media_type == DEVICE_MEDIA_CLEANER || count >= DEVICE_MEDIA_TYPES_MAX)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (description->media_types[i].media_type == media_type)
            return;
    }
    description->media_types[count].media_type = media_type;
    description->media_types[count].characteristics = characteristics;
    description->media_type_count++;
}

/* Whether a class driver's word on the kind of device fits what the device itself said. */
static bool is_believable(uint32_t file_device, uint8_t device_type)
{
    if (device_type == DEVICE_TYPE_TAPE)
        return file_device == DEVICE_FILE_TAPE;
    if (device_type == DEVICE_TYPE_CDROM)
        return file_device == DEVICE_FILE_CDROM || file_device == DEVICE_FILE_DVD;
    return file_device != DEVICE_FILE_TAPE;
}

static void media_from_class(struct device_link *link, struct device_drive_description *description)
{
    struct device_class_media_types header;
    uint8_t data[MEDIA_LENGTH];
    uint32_t returned = 0;

    base_error error =
        device_link_control(link, DEVICE_STORAGE_GET_MEDIA_TYPES_EX, NULL, 0, data, sizeof data,
                            DEVICE_TIME_QUERY, &returned, DEVICE_ATTENTION_PASS, NULL);
    if (error != BASE_ERROR_SUCCESS || returned < sizeof header)
        return;
    memcpy(&header, data, sizeof header);
    if (!is_believable(header.device_type, description->device_type))
        return;
    for (uint32_t i = 0; i < header.count; i++) {
        size_t at = sizeof header + (size_t)i * DEVICE_CLASS_MEDIA_SIZE;
        struct device_class_tape_info tape;
        struct device_class_disc_info disc;
        if (at + sizeof disc > returned || at + sizeof disc > sizeof data)
            return;
        memcpy(&tape, data + at, sizeof tape);
        memcpy(&disc, data + at, sizeof disc);
        if (description->device_type == DEVICE_TYPE_TAPE)
            add_media_type(description, tape.media_type, tape.characteristics & 0xFFu);
        else
            add_media_type(description, disc.media_type, disc.characteristics & 0xFFu);
    }
}

static void media_from_densities(struct device_link *link,
                                 struct device_drive_description *description)
{
    uint32_t types[DEVICE_MEDIA_TYPES_MAX];
    struct device_scsi_command command;
    uint8_t data[DENSITY_LENGTH];

    device_cdb_report_density(&command, data, sizeof data);
    if (device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL) != BASE_ERROR_SUCCESS)
        return;
    size_t count =
        device_density_decode(data, device_link_received(&command), types, DEVICE_MEDIA_TYPES_MAX);
    for (size_t i = 0; i < count; i++)
        add_media_type(description, types[i], CHARACTERISTICS_READ_WRITE);
}

static void take_media_types(struct device_link *link, struct device_drive_description *description)
{
    media_from_class(link, description);
    if (description->media_type_count == 0 && description->device_type == DEVICE_TYPE_TAPE)
        media_from_densities(link, description);
    if (description->media_type_count == 0)
        add_media_type(description,
                       device_density_from_product(description->vendor, description->product),
                       CHARACTERISTICS_READ_WRITE);
}

static bool is_drive(uint8_t device_type)
{
    return device_type == DEVICE_TYPE_TAPE || device_type == DEVICE_TYPE_CDROM ||
           device_type == DEVICE_TYPE_OPTICAL || device_type == DEVICE_TYPE_DISK;
}

base_error device_drive_describe(const struct device_transport *transport, const char *name,
                                 struct device_drive_description *description,
                                 struct device_fault *fault)
{
    struct device_drive_description result;
    struct device_fault local;
    struct device_link link;

    if (fault == NULL)
        fault = &local;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    memset(&result, 0, sizeof result);
    (void)snprintf(result.name, sizeof result.name, "%s", name);
    error = take_identity(&link, &result, fault);
    if (error == BASE_ERROR_SUCCESS && !is_drive(result.device_type))
        error = device_fault_set(fault, BASE_ERROR_BAD_UNIT, DEVICE_BLAME_TRANSPORT, false,
                                 "the device is no drive");
    if (error == BASE_ERROR_SUCCESS) {
        result.scsi_address = device_link_address(&link);
        take_media_types(&link, &result);
        *description = result;
    }
    device_link_close(&link);
    return error;
}
