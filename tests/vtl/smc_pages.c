/* SPDX-License-Identifier: MIT */
/* A changer's INQUIRY (SPC-4 6.6, vital product data pages 00h 80h 83h), mode pages (SMC-3 7.3) and
 * log pages. */
#include "element.h"
#include "tape.h"

#include <string.h>

/* VPD page 83h: the T10 vendor identification designator. */
static uint32_t vpd_identification(const struct vtl_identity *identity, uint8_t *page)
{
    uint32_t length = vtl_identity_t10(identity, page + 8, 64);
    page[1] = 0x83;
    page[4] = 0x02; /* ASCII */
    page[5] = 0x01; /* T10 vendor identification, of the logical unit */
    page[7] = (uint8_t)length;
    page[3] = (uint8_t)(4 + length);
    return 8 + length;
}

static void inquiry_vpd(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb)
{
    const struct vtl_identity *identity = &library->config.identity;
    size_t serial = vtl_text_length(identity->serial, 32);
    uint8_t page[96] = {0x08, cdb[2], 0, 0};
    uint32_t length = 4;
    if (cdb[2] == 0x00) {
        page[3] = serial > 0 ? 3 : 1;
        page[5] = 0x80;
        page[6] = 0x83;
        length = 4u + page[3];
    } else if (cdb[2] == 0x80 && serial > 0) {
        memcpy(page + 4, identity->serial, serial);
        page[3] = (uint8_t)serial;
        length = (uint32_t)(4 + serial);
    } else if (cdb[2] == 0x83 && serial > 0) {
        length = vpd_identification(identity, page);
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    vtl_request_answer(request, page, length, vtl_get16(cdb + 3));
}

void vtl_smc_inquiry(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb)
{
    const struct vtl_identity *identity = &library->config.identity;
    if (cdb[1] & 0x01) {
        inquiry_vpd(library, request, cdb);
        return;
    }
    if (cdb[2] != 0) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    uint8_t data[56] = {0x08, 0x80, 0x05, 0x02, 51};
    vtl_text_pad(data + 8, 8, identity->vendor);
    vtl_text_pad(data + 16, 16, identity->product);
    vtl_text_pad(data + 32, 4, identity->revision);
    /* Where many libraries tell that they read bar codes. */
    data[55] = library->config.barcode_reader ? 0x01 : 0x00;
    vtl_request_answer(request, data, sizeof data, vtl_get16(cdb + 3));
}

/* Element Address Assignment, SMC-3 7.3.4. */
static uint32_t page_addresses(const struct vtl_library *library, uint8_t *page)
{
    static const uint8_t order[4] = {VTL_TRANSPORT, VTL_SLOT, VTL_PORT, VTL_DRIVE};
    page[0] = 0x1D;
    page[1] = 0x12;
    for (uint32_t i = 0; i < 4; i++) {
        vtl_put16(page + 2 + 4 * i, library->config.first[order[i]]);
        vtl_put16(page + 4 + 4 * i, library->config.count[order[i]]);
    }
    return 20;
}

/* Transport Geometry Parameters, SMC-3 7.3.5. */
static uint32_t page_geometry(const struct vtl_library *library, uint8_t *page)
{
    page[0] = 0x1E;
    page[1] = 0x02;
    page[2] = library->rotates ? 1 : 0;
    return 4;
}

/* Device Capabilities, SMC-3 7.3.3: bits 3..0 are data transfer, port, storage, transport. */
static uint32_t page_capabilities(const struct vtl_library *library, uint8_t *page)
{
    uint8_t types = 0x02;
    if (library->config.count[VTL_PORT] > 0)
        types |= 0x04;
    if (library->config.count[VTL_DRIVE] > 0)
        types |= 0x08;
    page[0] = 0x1F;
    page[1] = 0x12;
    page[2] = types;
    for (uint32_t from = 0; from < 4; from++) {
        bool there = from == 0 || (types & (1u << from)) != 0;
        page[4 + from] = there ? types : 0;
        page[12 + from] = there && from != 0 && !library->config.no_exchange ? types : 0;
    }
    return 20;
}

void vtl_smc_mode_sense(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb)
{
    bool ten = cdb[0] == 0x5A;
    uint8_t data[64] = {0};
    uint8_t page = cdb[2] & 0x3F;
    uint32_t header = ten ? 8 : 4;
    uint32_t length = header;
    if ((cdb[2] >> 6) == 3) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x39, 0x00);
        return;
    }
    if (cdb[3] != 0 || (page != 0x1D && page != 0x1E && page != 0x1F && page != 0x3F)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (page == 0x1D || page == 0x3F)
        length += page_addresses(library, data + length);
    if (page == 0x1E || page == 0x3F)
        length += page_geometry(library, data + length);
    if (page == 0x1F || page == 0x3F)
        length += page_capabilities(library, data + length);
    if ((cdb[2] >> 6) == 1) /* nothing can be changed */
        for (uint32_t at = header; at < length; at += 2u + data[at + 1])
            memset(data + at + 2, 0, data[at + 1]);
    if (ten)
        vtl_put16(data, length - 2);
    else
        data[0] = (uint8_t)(length - 1);
    vtl_request_answer(request, data, length, ten ? vtl_get16(cdb + 7) : cdb[4]);
}

void vtl_smc_log_sense(struct vtl_request *request, const uint8_t *cdb)
{
    uint8_t data[4 + 64 * 5] = {0};
    uint32_t length = 4;
    if ((cdb[2] & 0x3F) == 0x00 && cdb[3] == 0) {
        data[5] = 0x2E;
        length = 6;
    } else if ((cdb[2] & 0x3F) == 0x2E && cdb[3] == 0) {
        for (uint32_t flag = 1; flag <= 64; flag++, length += 5) {
            vtl_put16(data + length, flag);
            data[length + 2] = 0x03;
            data[length + 3] = 0x01;
        }
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    data[0] = cdb[2] & 0x3F;
    vtl_put16(data + 2, length - 4);
    vtl_request_answer(request, data, length, vtl_get16(cdb + 7));
}
