/* SPDX-License-Identifier: MIT */
/*
 * The inside of a tape drive, shared by the files that make it up (tape.c: mechanism and dispatch,
 * tape_data.c: reading, writing and positioning, tape_pages.c: INQUIRY, mode and log pages). The
 * rest of the driver uses the functions that vtl.h declares.
 *
 * A command's effect on the mechanism starts when it is executed and is over when the clock has
 * advanced by the time it takes; request->delay_ms says how long the initiator waits for the status
 * (0 with IMMED). Commands executed meanwhile see the state of their own moment (2/04/01 ...). No
 * locking.
 */
#ifndef VTL_TAPE_H
#define VTL_TAPE_H

#include "medium.h"
#include "vtl.h"

enum {
    VTL_DENSITY_DEFAULT = 0x46, /* LTO-4, which also writes LTO-3 and reads LTO-2 */
    VTL_DENSITY_OLDER = 0x44,
    VTL_DENSITY_OLDEST = 0x42,
    VTL_CAPACITY_MB_DEFAULT = 16,
    VTL_ATTENTIONS_MAX = 4,
    VTL_ALERT_CLEANING_MEDIA = 11,
    VTL_ALERT_CLEAN_NOW = 20,
    VTL_ALERT_CLEAN_PERIODIC = 21,
    VTL_ALERT_CLEANER_EXPIRED = 22,
    VTL_ALERT_CLEANER_INVALID = 23,
    /* Beyond the TapeAlert flags: vtl_drive_set_alert with this number makes the next cleaning
     * cycle fail although the cleaner is good. */
    VTL_ALERT_FAIL_CLEANING = 100,
};

/* SPC-4 sense keys. */
enum {
    SENSE_NO_SENSE = 0x0,
    SENSE_RECOVERED = 0x1,
    SENSE_NOT_READY = 0x2,
    SENSE_MEDIUM = 0x3,
    SENSE_HARDWARE = 0x4,
    SENSE_ILLEGAL = 0x5,
    SENSE_ATTENTION = 0x6,
    SENSE_PROTECT = 0x7,
    SENSE_BLANK = 0x8,
    SENSE_OVERFLOW = 0xD,
};

/* Byte 2 of fixed format sense data. */
enum { SENSE_FILEMARK = 0x80, SENSE_EOM = 0x40, SENSE_ILI = 0x20 };

struct vtl_drive {
    struct vtl_drive_settings settings;
    struct vtl_cartridge *cartridge;
    uint64_t ready_at;     /* when LOADING, UNLOADING or CLEANING ends */
    uint64_t position;     /* logical object number */
    uint64_t alerts;       /* bit n-1 = TapeAlert flag n */
    uint32_t state;        /* enum vtl_drive_state */
    uint32_t block_length; /* 0: variable */
    uint32_t cleanings;
    uint32_t media_changes; /* media that became ready */
    bool compression;
    bool prevent;
    bool cleaning_works; /* the cycle under way will end well */
    bool fail_cleaning;  /* the next cycle will not, whatever the cleaner */
    bool position_lost;  /* a tape driver on Linux does not know where it is after a reset */
    bool cleaning_sense; /* 1/00/17 is still to be reported once */
    uint8_t
        cleaning_need; /* 0, 20 or 21: outlives reads of the log page, ends with a good cleaning */
    uint8_t attention_count;
    uint16_t attentions[VTL_ATTENTIONS_MAX]; /* asc << 8 | ascq, oldest first */
};

static inline uint64_t vtl_get64(const uint8_t *p)
{
    return ((uint64_t)vtl_get32(p) << 32) | vtl_get32(p + 4);
}

static inline void vtl_put64(uint8_t *p, uint64_t value)
{
    vtl_put32(p, (uint32_t)(value >> 32));
    vtl_put32(p + 4, (uint32_t)value);
}

/*
 * What TEST UNIT READY says of a cleaner, as time passes: 2/04/01 while it is drawn in; 2/30/03 for
 * the first quarter of the cycle, 2/04/07 for the rest; then the drive ejects it and says 2/3A/00
 * when it was cleaned, 3/30/07 (with TapeAlert 22 for a spent cleaner) when it was not, until the
 * cleaner is taken away. A spent cleaner fails as soon as it is drawn in.
 */

/* The medium under the heads; NULL without memory. Only in state VTL_DRIVE_READY. */
struct vtl_medium *vtl_drive_medium(struct vtl_drive *drive);

struct vtl_density {
    uint8_t code;
    bool writable;
};

/* The densities a drive knows, its own first; how many. (tape_density.c) */
uint32_t vtl_density_list(const struct vtl_drive_settings *settings, struct vtl_density out[3]);
/* That of the cartridge inside, or the drive's own. */
uint8_t vtl_medium_density(const struct vtl_drive *drive);
/* Whether the drive can use the cartridge inside, and whether it would write to it. */
bool vtl_drive_accepts(const struct vtl_drive *drive);
bool vtl_drive_writes(const struct vtl_drive *drive);
/* In megabytes. Both may be NULL. */
uint32_t vtl_cartridge_capacity(const struct vtl_cartridge *cartridge,
                                const struct vtl_drive_settings *settings);
/* The data on a side, made when there is none yet; NULL without memory. settings may be NULL. */
struct vtl_medium *vtl_cartridge_medium(struct vtl_cartridge *cartridge, uint32_t side,
                                        const struct vtl_drive_settings *settings);

/*
 * The body of the T10 vendor identification designator of VPD page 83h, which is also what DVCID
 * gives in READ ELEMENT STATUS: vendor (8), product (16), serial number. Returns bytes written, at
 * most `size`.
 */
uint32_t vtl_identity_t10(const struct vtl_identity *identity, uint8_t *out, uint32_t size);

/* The NAA locally assigned identifier (8 bytes) of VPD page 83h, made from the serial number. */
void vtl_identity_naa(const struct vtl_identity *identity, uint8_t out[8]);

/* SPC commands that any state answers. */
void vtl_tape_inquiry(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_mode_sense(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_mode_select(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_log_sense(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_density_support(struct vtl_drive *drive, struct vtl_request *request);

/* SSC commands that need a ready medium; the dispatcher has checked that. */
void vtl_tape_read_blocks(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_write_blocks(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_write_filemarks(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_space(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_locate(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_read_position(struct vtl_drive *drive, struct vtl_request *request);
void vtl_tape_erase(struct vtl_drive *drive, struct vtl_request *request);

#endif
