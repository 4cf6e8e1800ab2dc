/* SPDX-License-Identifier: MIT */
#include "tape.h"

#include <string.h>

static uint64_t alert_bit(uint32_t flag)
{
    return (uint64_t)1 << (flag - 1);
}

static void attention_push(struct vtl_drive *drive, uint8_t asc, uint8_t ascq)
{
    uint16_t code = (uint16_t)((asc << 8) | ascq);
    for (uint32_t i = 0; i < drive->attention_count; i++) {
        if (drive->attentions[i] == code) {
            return;
        }
    }
    if (drive->attention_count < VTL_ATTENTIONS_MAX) {
        drive->attentions[drive->attention_count++] = code;
    }
}

static uint16_t attention_pop(struct vtl_drive *drive)
{
    uint16_t code = drive->attentions[0];
    drive->attention_count--;
    memmove(&drive->attentions[0], &drive->attentions[1],
            sizeof(drive->attentions) - sizeof(drive->attentions[0]));
    return code;
}

/* ---- life ---- */

struct vtl_drive *vtl_drive_create(const struct vtl_drive_settings *settings, uint64_t now)
{
    struct vtl_drive *drive = vtl_alloc(sizeof(*drive));
    if (drive == NULL) {
        return NULL;
    }
    drive->settings = *settings;
    vtl_drive_reset(drive, now);
    if (!settings->attention) {
        drive->attention_count = 0;
    }
    return drive;
}

void vtl_drive_free(struct vtl_drive *drive)
{
    vtl_free(drive);
}

static void begin_load(struct vtl_drive *drive, uint64_t now)
{
    drive->state = VTL_DRIVE_LOADING;
    drive->ready_at = now + drive->settings.load_ms;
    drive->position = 0;
}

void vtl_drive_reset(struct vtl_drive *drive, uint64_t now)
{
    vtl_drive_reset_mode(drive);
    drive->prevent = false;
    drive->alerts = 0;
    drive->attention_count = 0;
    drive->cleaning_sense = false;
    drive->position_lost = true;
    attention_push(drive, 0x29, 0x00);
    drive->state = VTL_DRIVE_EMPTY;
    if (drive->cartridge != NULL) {
        begin_load(drive, now);
    }
}

void vtl_drive_reset_mode(struct vtl_drive *drive)
{
    drive->block_length = drive->settings.block_length;
    drive->compression = true;
}

struct vtl_drive_settings *vtl_drive_settings(struct vtl_drive *drive)
{
    return &drive->settings;
}

/* ---- the mechanism ---- */

static void finish_cleaning(struct vtl_drive *drive)
{
    if (!drive->cleaning_works) {
        drive->state = VTL_DRIVE_CLEAN_FAILED;
        return;
    }
    drive->state = VTL_DRIVE_CLEAN_DONE;
    drive->cleanings++;
    drive->cleaning_need = 0;
    drive->cleaning_sense = false;
    drive->alerts &= ~(alert_bit(VTL_ALERT_CLEAN_NOW) | alert_bit(VTL_ALERT_CLEAN_PERIODIC) |
                       alert_bit(VTL_ALERT_CLEANER_EXPIRED) | alert_bit(VTL_ALERT_CLEANER_INVALID));
}

static void begin_cleaning(struct vtl_drive *drive)
{
    struct vtl_cartridge *cleaner = drive->cartridge;
    drive->alerts |= alert_bit(VTL_ALERT_CLEANING_MEDIA);
    if (cleaner->spent || cleaner->uses_left == 0) {
        cleaner->spent = true;
        drive->alerts |= alert_bit(VTL_ALERT_CLEANER_EXPIRED);
        drive->state = VTL_DRIVE_CLEAN_FAILED;
        return;
    }
    cleaner->uses_left--;
    drive->cleaning_works = !drive->fail_cleaning;
    drive->fail_cleaning = false;
    drive->state = VTL_DRIVE_CLEANING;
    drive->ready_at += drive->settings.cleaning_ms;
}

void vtl_drive_set_cleaning_time(struct vtl_drive *drive, uint32_t milliseconds)
{
    if (drive->state == VTL_DRIVE_CLEANING)
        drive->ready_at = drive->ready_at - drive->settings.cleaning_ms + milliseconds;
    drive->settings.cleaning_ms = milliseconds;
}

static void finish_load(struct vtl_drive *drive)
{
    if (drive->cartridge->kind == VTL_CARTRIDGE_CLEANER) {
        begin_cleaning(drive);
        return;
    }
    if (!vtl_drive_accepts(drive)) {
        drive->state = VTL_DRIVE_REFUSED;
        return;
    }
    drive->state = VTL_DRIVE_READY;
    drive->position = 0;
    drive->media_changes++;
    attention_push(drive, 0x28, 0x00);
    if (drive->cleaning_need != 0) {
        drive->alerts |= alert_bit(drive->cleaning_need);
        drive->cleaning_sense = true;
    }
}

void vtl_drive_tick(struct vtl_drive *drive, uint64_t now)
{
    if (drive->state == VTL_DRIVE_LOADING && now >= drive->ready_at) {
        finish_load(drive);
    }
    if (drive->state == VTL_DRIVE_CLEANING && now >= drive->ready_at) {
        finish_cleaning(drive);
    }
    if (drive->state == VTL_DRIVE_UNLOADING && now >= drive->ready_at) {
        drive->state = VTL_DRIVE_UNLOADED;
    }
}

bool vtl_drive_insert(struct vtl_drive *drive, struct vtl_cartridge *cartridge, uint64_t now)
{
    if (drive->cartridge != NULL) {
        return false;
    }
    drive->cartridge = cartridge;
    if (drive->settings.needs_load) {
        drive->state = VTL_DRIVE_UNLOADED;
    } else {
        begin_load(drive, now);
    }
    return true;
}

struct vtl_cartridge *vtl_drive_remove(struct vtl_drive *drive, uint64_t now)
{
    struct vtl_cartridge *cartridge = drive->cartridge;
    vtl_drive_tick(drive, now);
    drive->cartridge = NULL;
    drive->state = VTL_DRIVE_EMPTY;
    drive->alerts &= ~alert_bit(VTL_ALERT_CLEANING_MEDIA);
    return cartridge;
}

struct vtl_cartridge *vtl_drive_cartridge(const struct vtl_drive *drive)
{
    return drive->cartridge;
}

uint32_t vtl_drive_state(const struct vtl_drive *drive, uint64_t now)
{
    struct vtl_drive copy = *drive;
    struct vtl_cartridge cartridge = {0};
    if (drive->cartridge != NULL) {
        cartridge = *drive->cartridge;
        copy.cartridge = &cartridge;
    }
    vtl_drive_tick(&copy, now);
    return copy.state;
}

bool vtl_drive_is_unloaded(const struct vtl_drive *drive, uint64_t now)
{
    uint32_t state = vtl_drive_state(drive, now);
    return state == VTL_DRIVE_UNLOADED || state == VTL_DRIVE_CLEAN_DONE ||
           state == VTL_DRIVE_CLEAN_FAILED || state == VTL_DRIVE_REFUSED;
}

bool vtl_drive_removal_prevented(const struct vtl_drive *drive)
{
    return drive->prevent;
}

uint32_t vtl_drive_cleanings(const struct vtl_drive *drive)
{
    return drive->cleanings;
}

uint64_t vtl_drive_alerts(const struct vtl_drive *drive)
{
    return drive->alerts;
}

void vtl_drive_set_alert(struct vtl_drive *drive, uint32_t flag, bool on)
{
    if (flag == VTL_ALERT_FAIL_CLEANING) {
        drive->fail_cleaning = on;
        return;
    }
    if (flag < 1 || flag > 64) {
        return;
    }
    drive->alerts = on ? drive->alerts | alert_bit(flag) : drive->alerts & ~alert_bit(flag);
    if (flag == VTL_ALERT_CLEAN_NOW || flag == VTL_ALERT_CLEAN_PERIODIC) {
        drive->cleaning_need = on ? (uint8_t)flag : 0;
        drive->cleaning_sense = on;
    }
}

struct vtl_medium *vtl_drive_medium(struct vtl_drive *drive)
{
    return vtl_cartridge_medium(drive->cartridge, drive->cartridge->side_up, &drive->settings);
}

/* ---- readiness ---- */

struct sense {
    uint8_t key;
    uint8_t asc;
    uint8_t ascq;
};

/* Key 0 when the medium can be used. */
static struct sense readiness(const struct vtl_drive *drive, uint64_t now)
{
    switch (drive->state) {
    case VTL_DRIVE_READY:
        return (struct sense){SENSE_NO_SENSE, 0, 0};
    case VTL_DRIVE_LOADING:
    case VTL_DRIVE_UNLOADING:
        return (struct sense){SENSE_NOT_READY, 0x04, 0x01};
    case VTL_DRIVE_CLEANING: {
        uint64_t rest = drive->ready_at - now;
        if (rest > (uint64_t)drive->settings.cleaning_ms * 3 / 4) {
            return (struct sense){SENSE_NOT_READY, 0x30, 0x03};
        }
        return (struct sense){SENSE_NOT_READY, 0x04, 0x07};
    }
    case VTL_DRIVE_CLEAN_FAILED:
        return (struct sense){SENSE_MEDIUM, 0x30, 0x07};
    case VTL_DRIVE_REFUSED:
        return (struct sense){SENSE_MEDIUM, 0x30, 0x00};
    case VTL_DRIVE_UNLOADED:
        if (drive->settings.needs_load) {
            return (struct sense){SENSE_NOT_READY, 0x04, 0x02};
        }
        return (struct sense){SENSE_NOT_READY, 0x3A, 0x00};
    default:
        return (struct sense){SENSE_NOT_READY, 0x3A, 0x00};
    }
}

/* ---- commands that work the mechanism ---- */

static void test_unit_ready(struct vtl_drive *drive, struct vtl_request *request)
{
    if (drive->cleaning_sense) {
        drive->cleaning_sense = false;
        vtl_request_fail(request, SENSE_RECOVERED, 0x00, 0x17);
    }
}

static void request_sense(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    struct sense sense = readiness(drive, now);
    if (drive->attention_count != 0) {
        uint16_t code = attention_pop(drive);
        sense = (struct sense){SENSE_ATTENTION, (uint8_t)(code >> 8), (uint8_t)code};
    } else if (sense.key == 0 && drive->cleaning_sense) {
        drive->cleaning_sense = false;
        sense = (struct sense){SENSE_NO_SENSE, 0x00, 0x17};
    }
    uint8_t answer[18] = {0x70, 0, sense.key, 0, 0, 0, 0, 10};
    if (request->cdb[1] & 1) { /* descriptor format */
        memset(answer, 0, sizeof(answer));
        answer[0] = 0x72;
        answer[1] = sense.key;
        answer[2] = sense.asc;
        answer[3] = sense.ascq;
        vtl_request_answer(request, answer, 8, request->cdb[4]);
        return;
    }
    answer[12] = sense.asc;
    answer[13] = sense.ascq;
    vtl_request_answer(request, answer, sizeof(answer), request->cdb[4]);
}

static void load(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    switch (drive->state) {
    case VTL_DRIVE_READY:
        drive->position = 0;
        request->delay_ms = drive->settings.rewind_ms;
        break;
    case VTL_DRIVE_UNLOADED:
    case VTL_DRIVE_CLEAN_DONE:
    case VTL_DRIVE_CLEAN_FAILED:
    case VTL_DRIVE_REFUSED:
        begin_load(drive, now);
        request->delay_ms = drive->settings.load_ms;
        vtl_drive_tick(drive, now);
        break;
    default: {
        struct sense sense = readiness(drive, now);
        vtl_request_fail(request, sense.key, sense.asc, sense.ascq);
        break;
    }
    }
}

static void unload(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    struct sense sense = readiness(drive, now);
    switch (drive->state) {
    case VTL_DRIVE_READY:
        if (drive->prevent) {
            vtl_request_fail(request, SENSE_ILLEGAL, 0x53, 0x02);
            break;
        }
        drive->state = VTL_DRIVE_UNLOADING;
        drive->ready_at = now + drive->settings.unload_ms;
        request->delay_ms = drive->settings.unload_ms;
        drive->position = 0;
        vtl_drive_tick(drive, now);
        break;
    case VTL_DRIVE_CLEAN_DONE:
    case VTL_DRIVE_CLEAN_FAILED:
    case VTL_DRIVE_REFUSED:
    case VTL_DRIVE_UNLOADED:
        drive->state = VTL_DRIVE_UNLOADED;
        break;
    default:
        vtl_request_fail(request, sense.key, sense.asc, sense.ascq);
        break;
    }
}

static void load_unload(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    uint8_t action = request->cdb[4];
    if ((action & 1) != 0 && (action & 4) != 0) { /* LOAD with EOT */
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (action & 1) {
        load(drive, request, now);
    } else {
        unload(drive, request, now);
    }
    if (request->cdb[1] & 1) {
        request->delay_ms = 0;
    }
}

static void rewind_tape(struct vtl_drive *drive, struct vtl_request *request)
{
    drive->position = 0;
    request->delay_ms = (request->cdb[1] & 1) != 0 ? 0 : drive->settings.rewind_ms;
}

static void read_block_limits(struct vtl_request *request)
{
    uint8_t answer[6] = {0};
    vtl_put24(answer + 1, VTL_BLOCK_LENGTH_MAX);
    vtl_put16(answer + 4, 1);
    vtl_request_answer(request, answer, sizeof(answer), sizeof(answer));
}

static void report_luns(struct vtl_request *request)
{
    uint8_t answer[16] = {0, 0, 0, 8};
    vtl_request_answer(request, answer, sizeof(answer), vtl_get32(request->cdb + 6));
}

/* ---- dispatch ---- */

enum { ALWAYS = 1, NEEDS_MEDIUM = 2 };

/* What a command needs before it is carried out; 0xFF when the drive does not know it. */
static uint8_t command_needs(uint8_t opcode)
{
    switch (opcode) {
    case 0x03: /* REQUEST SENSE */
    case 0x12: /* INQUIRY */
    case 0xA0: /* REPORT LUNS */
        return ALWAYS;
    case 0x00: /* TEST UNIT READY */
    case 0x01: /* REWIND */
    case 0x08: /* READ(6) */
    case 0x0A: /* WRITE(6) */
    case 0x10: /* WRITE FILEMARKS(6) */
    case 0x11: /* SPACE(6) */
    case 0x19: /* ERASE(6) */
    case 0x2B: /* LOCATE(10) */
    case 0x34: /* READ POSITION */
    case 0x92: /* LOCATE(16) */
        return NEEDS_MEDIUM;
    case 0x05: /* READ BLOCK LIMITS */
    case 0x15: /* MODE SELECT(6) */
    case 0x16: /* RESERVE(6) */
    case 0x17: /* RELEASE(6) */
    case 0x1A: /* MODE SENSE(6) */
    case 0x1B: /* LOAD UNLOAD */
    case 0x1D: /* SEND DIAGNOSTIC */
    case 0x1E: /* PREVENT ALLOW MEDIUM REMOVAL */
    case 0x44: /* REPORT DENSITY SUPPORT */
    case 0x4D: /* LOG SENSE */
    case 0x55: /* MODE SELECT(10) */
    case 0x56: /* RESERVE(10) */
    case 0x57: /* RELEASE(10) */
    case 0x5A: /* MODE SENSE(10) */
        return 0;
    default:
        return 0xFF;
    }
}

static void execute_on_drive(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    switch (request->cdb[0]) {
    case 0x00:
        test_unit_ready(drive, request);
        break;
    case 0x01:
        rewind_tape(drive, request);
        break;
    case 0x03:
        request_sense(drive, request, now);
        break;
    case 0x05:
        read_block_limits(request);
        break;
    case 0x12:
        vtl_tape_inquiry(drive, request);
        break;
    case 0x15:
    case 0x55:
        vtl_tape_mode_select(drive, request);
        break;
    case 0x1A:
    case 0x5A:
        vtl_tape_mode_sense(drive, request);
        break;
    case 0x1B:
        load_unload(drive, request, now);
        break;
    case 0x1E:
        drive->prevent = (request->cdb[4] & 1) != 0;
        break;
    case 0x44:
        vtl_tape_density_support(drive, request);
        break;
    case 0x4D:
        vtl_tape_log_sense(drive, request);
        break;
    case 0xA0:
        report_luns(request);
        break;
    default: /* RESERVE, RELEASE, SEND DIAGNOSTIC: one initiator, nothing to do */
        break;
    }
}

static void execute_on_medium(struct vtl_drive *drive, struct vtl_request *request)
{
    if (vtl_drive_medium(drive) == NULL) {
        vtl_request_fail(request, SENSE_HARDWARE, 0x44, 0x00);
        return;
    }
    switch (request->cdb[0]) {
    case 0x08:
        vtl_tape_read_blocks(drive, request);
        break;
    case 0x0A:
        vtl_tape_write_blocks(drive, request);
        break;
    case 0x10:
        vtl_tape_write_filemarks(drive, request);
        break;
    case 0x11:
        vtl_tape_space(drive, request);
        break;
    case 0x19:
        vtl_tape_erase(drive, request);
        break;
    case 0x34:
        vtl_tape_read_position(drive, request);
        break;
    default:
        vtl_tape_locate(drive, request);
        break;
    }
}

static bool is_medium_access(uint8_t opcode)
{
    return command_needs(opcode) == NEEDS_MEDIUM && opcode != 0x00 && opcode != 0x01;
}

static void execute_checked(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    uint8_t needs = command_needs(request->cdb[0]);
    if (needs != ALWAYS && drive->attention_count != 0) {
        uint16_t code = attention_pop(drive);
        vtl_request_fail(request, SENSE_ATTENTION, (uint8_t)(code >> 8), (uint8_t)code);
        return;
    }
    if (needs == 0xFF) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x20, 0x00);
        return;
    }
    struct sense sense = readiness(drive, now);
    if (needs == NEEDS_MEDIUM && sense.key != SENSE_NO_SENSE) {
        vtl_request_fail(request, sense.key, sense.asc, sense.ascq);
        return;
    }
    if (is_medium_access(request->cdb[0])) {
        execute_on_medium(drive, request);
    } else {
        execute_on_drive(drive, request, now);
    }
}

/* SPC-4 4.2.5.1: the length a command has by its group code; 0 for vendor groups. */
static uint8_t group_length(uint8_t opcode)
{
    static const uint8_t lengths[8] = {6, 10, 10, 0, 16, 12, 0, 0};
    return lengths[opcode >> 5];
}

void vtl_drive_execute(struct vtl_drive *drive, struct vtl_request *request, uint64_t now)
{
    const uint8_t *cdb = request->cdb;
    uint8_t padded[VTL_MAX_CDB] = {0};
    uint8_t length = request->cdb_length < VTL_MAX_CDB ? request->cdb_length : VTL_MAX_CDB;
    vtl_drive_tick(drive, now);
    request->status = SCSI_STATUS_GOOD;
    request->sense_length = 0;
    request->transferred = 0;
    request->delay_ms = 0;
    if (length == 0 || length < group_length(cdb[0])) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    memcpy(padded, cdb, length);
    request->cdb = padded;
    execute_checked(drive, request, now);
    request->cdb = cdb;
}
