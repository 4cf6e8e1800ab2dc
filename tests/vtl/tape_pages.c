/* SPDX-License-Identifier: MIT */
#include "tape.h"

#include <string.h>

static const char *or_default(const char *text, const char *fallback)
{
    return text[0] != '\0' ? text : fallback;
}

/* Copies `text` left-aligned and blank-filled. */
static void put_padded(uint8_t *out, const char *text, uint32_t width)
{
    uint32_t i = 0;
    for (; i < width && text[i] != '\0'; i++) {
        out[i] = (uint8_t)text[i];
    }
    for (; i < width; i++) {
        out[i] = ' ';
    }
}

static void put_vendor_product(const struct vtl_identity *identity, uint8_t *out)
{
    put_padded(out, or_default(identity->vendor, "NTMS"), 8);
    put_padded(out + 8, or_default(identity->product, "VIRTUAL TAPE"), 16);
}

uint32_t vtl_identity_t10(const struct vtl_identity *identity, uint8_t *out, uint32_t size)
{
    uint8_t text[24 + sizeof(identity->serial)];
    uint32_t serial = (uint32_t)strlen(identity->serial);
    put_vendor_product(identity, text);
    memcpy(text + 24, identity->serial, serial);
    uint32_t length = 24 + serial < size ? 24 + serial : size;
    memcpy(out, text, length);
    return length;
}

void vtl_identity_naa(const struct vtl_identity *identity, uint8_t out[8])
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (const char *p = identity->serial; *p != '\0'; p++) {
        hash = (hash ^ (uint8_t)*p) * 0x100000001B3u;
    }
    vtl_put64(out, (hash >> 4) | 0x3000000000000000u); /* NAA 3h: locally assigned */
}

/* ---- INQUIRY ---- */

static void inquiry_standard(const struct vtl_drive *drive, struct vtl_request *request,
                             uint32_t allocation)
{
    uint8_t answer[96] = {0};
    answer[0] = 0x01; /* sequential-access */
    answer[1] = 0x80; /* removable */
    answer[2] = 0x06; /* SPC-4 */
    answer[3] = 0x02;
    answer[4] = sizeof(answer) - 5;
    answer[7] = 0x02; /* command queuing */
    put_vendor_product(&drive->settings.identity, answer + 8);
    put_padded(answer + 32, or_default(drive->settings.identity.revision, "1.00"), 4);
    vtl_put16(answer + 58, 0x0460); /* SPC-4 */
    vtl_put16(answer + 60, 0x0560); /* SSC-4 */
    vtl_request_answer(request, answer, sizeof(answer), allocation);
}

static uint32_t device_identification(const struct vtl_drive *drive, uint8_t *page)
{
    uint8_t *text = page + 4;
    text[0] = 0x02; /* ASCII */
    text[1] = 0x01; /* T10 vendor identification, of the logical unit */
    uint32_t length = vtl_identity_t10(&drive->settings.identity, text + 4, 57);
    text[3] = (uint8_t)length;
    uint8_t *naa = text + 4 + length;
    naa[0] = 0x01; /* binary */
    naa[1] = 0x03; /* NAA */
    naa[3] = 8;
    vtl_identity_naa(&drive->settings.identity, naa + 4);
    return 4 + length + 12;
}

static void inquiry_vital(const struct vtl_drive *drive, struct vtl_request *request,
                          uint32_t allocation)
{
    const char *serial = drive->settings.identity.serial;
    uint8_t code = request->cdb[2];
    uint8_t page[96] = {0x01, code};
    uint32_t length = 0; /* of what follows the 4 byte header */
    bool has_serial = serial[0] != '\0';
    if (code == 0x00) {
        static const uint8_t with[] = {0x00, 0x80, 0x83, 0xB0};
        static const uint8_t without[] = {0x00, 0xB0};
        length = has_serial ? sizeof(with) : sizeof(without);
        memcpy(page + 4, has_serial ? with : without, length);
    } else if (code == 0x80 && has_serial) {
        length = (uint32_t)strlen(serial);
        memcpy(page + 4, serial, length);
    } else if (code == 0x83 && has_serial) {
        length = device_identification(drive, page);
    } else if (code == 0xB0) { /* sequential-access capabilities: no WORM */
        length = 2;
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    page[3] = (uint8_t)length;
    vtl_request_answer(request, page, 4 + length, allocation);
}

void vtl_tape_inquiry(struct vtl_drive *drive, struct vtl_request *request)
{
    uint32_t allocation = vtl_get16(request->cdb + 3);
    if (request->cdb[1] & 1) {
        inquiry_vital(drive, request, allocation);
    } else if (request->cdb[2] != 0 || (request->cdb[1] & 2) != 0) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
    } else {
        inquiry_standard(drive, request, allocation);
    }
}

/* ---- mode pages ---- */

static const uint8_t mode_pages[] = {0x02, 0x0A, 0x0F, 0x10, 0x11, 0x1C};

/* Writes one page; `changeable` asks for the mask of what MODE SELECT may change. */
static uint32_t mode_page(const struct vtl_drive *drive, uint8_t code, bool changeable,
                          uint8_t *page)
{
    static const uint8_t lengths[] = {14, 10, 14, 14, 6, 10};
    uint32_t length = 0;
    for (uint32_t i = 0; i < sizeof(mode_pages); i++) {
        if (mode_pages[i] == code) {
            length = lengths[i];
        }
    }
    if (length == 0) {
        return 0;
    }
    memset(page, 0, length + 2);
    page[0] = code;
    page[1] = (uint8_t)length;
    if (code == 0x0F) { /* data compression: DCE may be changed; DCC, DDE */
        page[2] = changeable ? 0x80 : (uint8_t)(drive->compression ? 0xC0 : 0x40);
        page[3] = changeable ? 0x00 : 0x80;
    } else if (code == 0x10 && !changeable) { /* device configuration */
        page[8] = 0x40;                       /* block identifiers are supported */
        page[10] = 0x10;                      /* EOD defined by format, early warning */
        page[14] = drive->compression ? 1 : 0;
    } else if (code == 0x10) {
        page[14] = 0xFF;
    } else if (code == 0x11 && !changeable) { /* one partition, none can be added */
        page[4] = 0x00;
    } else if (code == 0x1C && !changeable) { /* TapeAlert by LOG SENSE only */
        page[3] = 0x00;
    }
    return length + 2;
}

static uint32_t block_descriptor(const struct vtl_drive *drive, uint8_t *out)
{
    memset(out, 0, 8);
    out[0] = drive->state == VTL_DRIVE_READY ? vtl_medium_density(drive) : 0;
    vtl_put24(out + 5, drive->block_length);
    return 8;
}

/* Pages behind the header; false: no such page. */
static bool mode_body(const struct vtl_drive *drive, const uint8_t *cdb, uint8_t *out,
                      uint32_t *length)
{
    uint8_t code = cdb[2] & 0x3F;
    bool changeable = (cdb[2] >> 6) == 1;
    uint32_t used = 0;
    if ((cdb[3] != 0 && cdb[3] != 0xFF) || (cdb[3] == 0xFF && code != 0x3F)) {
        return false;
    }
    if (code == 0x3F) {
        for (uint32_t i = 0; i < sizeof(mode_pages); i++) {
            used += mode_page(drive, mode_pages[i], changeable, out + used);
        }
    } else if (code != 0) {
        used = mode_page(drive, code, changeable, out);
        if (used == 0) {
            return false;
        }
    }
    *length = used;
    return true;
}

void vtl_tape_mode_sense(struct vtl_drive *drive, struct vtl_request *request)
{
    const uint8_t *cdb = request->cdb;
    bool is_long = cdb[0] == 0x5A;
    uint32_t header = is_long ? 8 : 4;
    uint8_t answer[128] = {0};
    uint32_t descriptor = 0;
    uint32_t pages = 0;
    bool protect =
        drive->cartridge != NULL && drive->state == VTL_DRIVE_READY && !vtl_drive_writes(drive);
    uint8_t specific = (uint8_t)(0x10 | (protect ? 0x80 : 0)); /* buffered, WP */
    if ((cdb[2] >> 6) == 3) {                                  /* saved values */
        vtl_request_fail(request, SENSE_ILLEGAL, 0x39, 0x00);
        return;
    }
    if ((cdb[1] & 8) == 0) {
        descriptor = block_descriptor(drive, answer + header);
    }
    if (!mode_body(drive, cdb, answer + header + descriptor, &pages)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    uint32_t total = header + descriptor + pages;
    if (is_long) {
        vtl_put16(answer, total - 2);
        answer[3] = specific;
        vtl_put16(answer + 6, descriptor);
    } else {
        answer[0] = (uint8_t)(total - 1);
        answer[2] = specific;
        answer[3] = (uint8_t)descriptor;
    }
    vtl_request_answer(request, answer, total, is_long ? vtl_get16(cdb + 7) : cdb[4]);
}

/* Checks all pages of a MODE SELECT first and takes them over only when every one is good. */
static bool mode_select_pages(struct vtl_drive *drive, const uint8_t *pages, uint32_t length)
{
    bool compression = drive->compression;
    while (length >= 2) {
        uint8_t code = pages[0] & 0x3F;
        uint32_t size = 2u + pages[1];
        uint8_t known[32];
        if (size > length || mode_page(drive, code, false, known) != size) {
            return false;
        }
        if (code == 0x0F) {
            compression = (pages[2] & 0x80) != 0;
        } else if (code == 0x10) {
            compression = pages[14] != 0;
        } else if (code == 0x11 && pages[3] != 0) {
            return false;
        }
        pages += size;
        length -= size;
    }
    if (length == 0) {
        drive->compression = compression;
    }
    return length == 0;
}

void vtl_tape_mode_select(struct vtl_drive *drive, struct vtl_request *request)
{
    const uint8_t *cdb = request->cdb;
    bool is_long = cdb[0] == 0x55;
    uint32_t header = is_long ? 8 : 4;
    uint32_t length = is_long ? vtl_get16(cdb + 7) : cdb[4];
    uint32_t block_length = drive->block_length;
    const uint8_t *data = request->data;
    if (length == 0) {
        return;
    }
    if (request->data_direction != VTL_DATA_OUT || length > request->data_length ||
        length < header) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x1A, 0x00);
        return;
    }
    uint32_t descriptor = is_long ? vtl_get16(data + 6) : data[3];
    if ((descriptor != 0 && descriptor != 8) || header + descriptor > length) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x1A, 0x00);
        return;
    }
    if (descriptor == 8) {
        block_length = vtl_get24(data + header + 5);
    }
    if (block_length > VTL_BLOCK_LENGTH_MAX ||
        !mode_select_pages(drive, data + header + descriptor, length - header - descriptor)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x26, 0x00);
        return;
    }
    drive->block_length = block_length;
    request->transferred = length;
}

/* ---- log pages ---- */

/* TapeAlert: reading it takes the flags back (SSC-4, TapeAlert log page). */
static uint32_t log_tapealert(struct vtl_drive *drive, uint32_t first, uint8_t *page)
{
    uint32_t length = 4;
    for (uint32_t flag = first == 0 ? 1 : first; flag <= 64; flag++) {
        vtl_put16(page + length, flag);
        page[length + 2] = 0x03; /* binary list parameter */
        page[length + 3] = 1;
        page[length + 4] = (drive->alerts >> (flag - 1)) & 1;
        length += 5;
    }
    drive->alerts = 0;
    return length;
}

/* Tape capacity: remaining and maximum megabytes of the partition (and of a second one: 0). */
static uint32_t log_capacity(struct vtl_drive *drive, uint8_t *page)
{
    const struct vtl_medium *medium =
        drive->state == VTL_DRIVE_READY ? vtl_drive_medium(drive) : NULL;
    uint32_t values[4] = {0};
    if (medium != NULL) {
        uint64_t capacity = vtl_medium_capacity(medium);
        values[0] = (uint32_t)((capacity - vtl_medium_used(medium)) >> 20);
        values[2] = (uint32_t)(capacity >> 20);
    }
    for (uint32_t i = 0; i < 4; i++) {
        uint8_t *parameter = page + 4 + 8 * i;
        vtl_put16(parameter, i + 1);
        parameter[2] = 0x03;
        parameter[3] = 4;
        vtl_put32(parameter + 4, values[i]);
    }
    return 4 + 4 * 8;
}

void vtl_tape_log_sense(struct vtl_drive *drive, struct vtl_request *request)
{
    const uint8_t *cdb = request->cdb;
    uint8_t code = cdb[2] & 0x3F;
    uint32_t first = vtl_get16(cdb + 5);
    uint8_t page[4 + 64 * 5] = {code};
    uint32_t length = 0;
    if (cdb[3] == 0 && code == 0x00) {
        page[4] = 0x00;
        page[5] = 0x2E;
        page[6] = 0x31;
        length = 7;
    } else if (cdb[3] == 0 && code == 0x2E && first <= 64) {
        length = log_tapealert(drive, first, page);
    } else if (cdb[3] == 0 && code == 0x31 && first <= 4) {
        length = log_capacity(drive, page);
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    vtl_put16(page + 2, length - 4);
    vtl_request_answer(request, page, length, vtl_get16(cdb + 7));
}

/* ---- REPORT DENSITY SUPPORT ---- */

enum { DENSITY_DESCRIPTOR = 52 };

static void put_density(uint8_t *out, struct vtl_density density, bool is_default,
                        uint64_t megabytes)
{
    out[0] = out[1] = density.code;
    out[2] = (uint8_t)((density.writable ? 0x80 : 0) | (is_default ? 0x20 : 0));
    vtl_put24(out + 5, 12725); /* bits per mm */
    vtl_put16(out + 8, 127);   /* width, tenths of mm */
    vtl_put16(out + 10, 896);  /* tracks */
    vtl_put32(out + 12, (uint32_t)((megabytes << 20) / 1000000u));
    put_padded(out + 16, "NTMS", 8);
    put_padded(out + 24, "VT", 8);
    put_padded(out + 32, "Virtual tape", 20);
}

void vtl_tape_density_support(struct vtl_drive *drive, struct vtl_request *request)
{
    uint8_t answer[4 + 3 * DENSITY_DESCRIPTOR] = {0};
    struct vtl_density list[3];
    uint32_t count = vtl_density_list(&drive->settings, list);
    bool of_medium = (request->cdb[1] & 1) != 0;
    if (of_medium && drive->state != VTL_DRIVE_READY) {
        vtl_request_fail(request, SENSE_NOT_READY, 0x3A, 0x00);
        return;
    }
    if ((request->cdb[1] & 2) != 0) { /* medium types are not told */
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (of_medium) {
        list[0] = (struct vtl_density){vtl_medium_density(drive), vtl_drive_writes(drive)};
        count = 1;
    }
    uint32_t megabytes =
        vtl_cartridge_capacity(of_medium ? drive->cartridge : NULL, &drive->settings);
    for (uint32_t i = 0; i < count; i++) {
        put_density(answer + 4 + i * DENSITY_DESCRIPTOR, list[i], i == 0, megabytes);
    }
    uint32_t length = 4 + count * DENSITY_DESCRIPTOR;
    vtl_put16(answer, length - 2);
    vtl_request_answer(request, answer, length, vtl_get16(request->cdb + 7));
}
