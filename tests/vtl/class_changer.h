/* SPDX-License-Identifier: MIT */
/* What the two files of IOCTL_CHANGER_* share. Layouts are little endian, as ntddchgr.h has them.
 */
#ifndef VTL_CLASS_CHANGER_H
#define VTL_CLASS_CHANGER_H

#include "class.h"
#include "element.h"

/* ELEMENT_TYPE of ntddchgr.h. */
enum { TYPE_ALL = 0, TYPE_TRANSPORT, TYPE_SLOT, TYPE_PORT, TYPE_DRIVE, TYPE_DOOR, TYPE_KEYPAD };

enum {
    STATUS_SIZE = 100,
    STATUS_EX_SIZE = 156,
    PARAMETERS_SIZE = 60,
    PRODUCT_SIZE = 61,
    REPORT_MAX = VTL_MAX_TRANSFER,
};

static inline uint32_t little32(const uint8_t *p)
{
    return p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static inline void put_little32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static inline void put_little16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

static inline enum vtl_class_answer done(struct vtl_ioctl *call, uint32_t status,
                                         uint32_t information)
{
    call->status = status;
    call->information = information;
    return VTL_CLASS_DONE;
}

/* Class numbers of ELEMENT_TYPE 1..4 are SCSI's element type codes. */
static inline struct vtl_element *find(struct vtl_library *library, const uint8_t *changer_element)
{
    uint32_t type = little32(changer_element);
    if (type < TYPE_TRANSPORT || type > TYPE_DRIVE)
        return NULL;
    return vtl_library_element(library, type, little32(changer_element + 4));
}

/* NTSTATUS of a finished command on a changer. */
uint32_t vtl_changer_status(const struct vtl_request *request);
/* Runs a command now, again while it meets a unit attention, as class drivers do. */
uint32_t vtl_changer_run(struct vtl_device *device, struct vtl_ioctl *call,
                         struct vtl_request *request, uint64_t now);

enum vtl_class_answer vtl_changer_element_status(struct vtl_device *device, struct vtl_ioctl *call,
                                                 uint64_t now);
enum vtl_class_answer vtl_changer_query_tags(struct vtl_device *device, struct vtl_ioctl *call,
                                             uint64_t now);

#endif
