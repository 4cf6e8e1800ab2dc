/* SPDX-License-Identifier: MIT */
/* The table of device errors; scsi/sense.h says how an administrator reads it. */
#include "device/scsi/sense.h"

#include <stdio.h>

enum {
    ANY = 0x100,    /* whatever the key, code or qualifier */
    VENDOR = 0x101, /* the maker's own codes, 80h to FFh */
    SELF = 0x100    /* to blame: the caller's own device, robot or drive */
};

/* Whether and when the same command is worth another try. */
enum advice { NEVER, NOW, SOON, LATER };
/* What is known of a command that failed so. */
enum outcome { UNDONE, DOUBT };

struct row {
    uint16_t key;
    uint16_t asc;
    uint16_t ascq;
    base_error error;
    uint16_t blame; /* enum device_blame or SELF */
    uint8_t advice;
    uint8_t outcome;
    const char *text;
};

#define NOBODY    DEVICE_BLAME_NONE
#define MEDIUM    DEVICE_BLAME_MEDIUM
#define OPERATOR  DEVICE_BLAME_OPERATOR
#define TRANSPORT DEVICE_BLAME_TRANSPORT
#define CALLER    DEVICE_BLAME_CALLER
#define ROBOT     DEVICE_BLAME_ROBOT
#define DRIVE     DEVICE_BLAME_DRIVE

/*
 * The first row that fits counts. Keys whose rows end with one for all codes stand first, then
 * what is special of single keys, then what means the same with every key, then the rest of the
 * keys. Codes: SPC-4 annex D, SMC-3, SSC-4.
 */
static const struct row table[] = {
    /* UNIT ATTENTION: not done, something happened before. */
    {6, 0x28, 0x00, BASE_ERROR_MEDIA_CHANGED, NOBODY, NOW, UNDONE, "medium may have changed"},
    {6, 0x28, ANY, BASE_ERROR_MEDIA_CHANGED, NOBODY, NOW, UNDONE, "port was used"},
    {6, 0x29, ANY, BASE_ERROR_BUS_RESET, NOBODY, NOW, UNDONE, "power-on or reset"},
    {6, 0x2A, 0x03, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "reservation taken by another host"},
    {6, 0x2A, ANY, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "parameters changed"},
    {6, 0x2F, ANY, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "commands cleared by another host"},
    {6, 0x3B, ANY, BASE_ERROR_MEDIA_CHANGED, NOBODY, NOW, UNDONE, "magazine or drive exchanged"},
    {6, 0x3F, ANY, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "device was reconfigured"},
    {6, 0x5A, ANY, BASE_ERROR_MEDIA_CHANGED, OPERATOR, NOW, UNDONE, "operator asks for the medium"},
    {6, 0x5D, ANY, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "device predicts its failure"},
    {6, ANY, ANY, BASE_ERROR_RETRY, NOBODY, NOW, UNDONE, "unit attention"},

    /* DATA PROTECT, BLANK CHECK, ABORTED COMMAND, VOLUME OVERFLOW. */
    {7, 0x74, ANY, BASE_ERROR_CRC, MEDIUM, NEVER, UNDONE, "encrypted, key missing"},
    {7, ANY, ANY, BASE_ERROR_WRITE_PROTECT, MEDIUM, NEVER, UNDONE, "write protected"},
    {8, ANY, ANY, BASE_ERROR_NO_DATA_DETECTED, NOBODY, NEVER, UNDONE, "blank medium"},
    {0xB, ANY, ANY, BASE_ERROR_IO_DEVICE, TRANSPORT, SOON, DOUBT, "command aborted"},
    {0xD, ANY, ANY, BASE_ERROR_END_OF_MEDIA, MEDIUM, NEVER, DOUBT, "volume overflow"},

    /* NOT READY. */
    {2, 0x04, 0x02, BASE_ERROR_NOT_READY, SELF, NEVER, UNDONE, "initialising command required"},
    {2, 0x04, 0x03, BASE_ERROR_NOT_READY, OPERATOR, NEVER, UNDONE, "manual intervention required"},
    {2, 0x04, 0x09, BASE_ERROR_NOT_READY, NOBODY, LATER, UNDONE, "self-test is running"},
    {2, 0x04, 0x0B, BASE_ERROR_NOT_READY, TRANSPORT, NEVER, UNDONE, "path is on standby"},
    {2, 0x04, 0x0C, BASE_ERROR_NOT_READY, TRANSPORT, NEVER, UNDONE, "path is unavailable"},
    {2, 0x04, 0x10, BASE_ERROR_IO_DEVICE, MEDIUM, NEVER, UNDONE, "cartridge memory unreadable"},
    {2, 0x04, 0x12, BASE_ERROR_NOT_READY, OPERATOR, NEVER, UNDONE, "device is offline"},
    {2, 0x04, 0x15, BASE_ERROR_NOT_READY, OPERATOR, NEVER, UNDONE, "robot is switched off"},
    {2, 0x04, 0x16, BASE_ERROR_NOT_READY, OPERATOR, NEVER, UNDONE, "configuration required"},
    {2, 0x04, 0x17, BASE_ERROR_NOT_READY, SELF, NEVER, UNDONE, "calibration required"},
    {2, 0x04, 0x18, BASE_ERROR_DEVICE_DOOR_OPEN, OPERATOR, NEVER, UNDONE, "a door is open"},
    {2, 0x04, 0x19, BASE_ERROR_NOT_READY, OPERATOR, NEVER, UNDONE, "library in sequential mode"},
    {2, 0x04, ANY, BASE_ERROR_NOT_READY, NOBODY, SOON, UNDONE, "not ready yet"},
    {2, 0x3E, 0x00, BASE_ERROR_NOT_READY, NOBODY, SOON, UNDONE, "not configured yet"},
    {2, VENDOR, ANY, BASE_ERROR_NOT_READY, NOBODY, SOON, UNDONE, "not ready, maker's own reason"},

    /* MEDIUM ERROR. */
    {3, 0x53, 0x01, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "unload failed"},
    {3, 0x53, 0x0A, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "unload failed"},
    {3, 0x53, 0x0B, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "unload missing"},
    {3, 0x53, 0x0C, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "eject failed"},
    {3, 0x53, ANY, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, MEDIUM, NEVER, DOUBT, "load or eject failed"},

    /* HARDWARE ERROR. */
    {4, 0x15, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "positioning error"},
    {4, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, DRIVE, NEVER, DOUBT, "cleaning failed"},
    {4, 0x34, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "enclosure failure"},
    {4, 0x40, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "a component failed its test"},
    {4, 0x44, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "internal failure"},
    {4, 0x53, 0x01, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "unload failed"},
    {4, 0x53, 0x04, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DRIVE, NEVER, DOUBT, "threading failed"},
    {4, 0x53, 0x09, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, DRIVE, NEVER, DOUBT, "drive did not load"},
    {4, 0x53, 0x0A, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "drive did not unload"},
    {4, 0x53, 0x0B, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "drive not unloaded"},
    {4, 0x53, 0x0C, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DRIVE, NEVER, DOUBT, "drive did not eject"},
    {4, 0x53, 0x0D, BASE_ERROR_IO_DEVICE, DRIVE, NEVER, DOUBT, "drive does not answer the library"},

    /* ILLEGAL REQUEST: not done. */
    {5, 0x1A, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, NEVER, UNDONE, "wrong parameter length"},
    {5, 0x20, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, NEVER, UNDONE, "command not supported"},
    {5, 0x21, ANY, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, CALLER, NEVER, UNDONE, "no such element"},
    {5, 0x24, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, NEVER, UNDONE, "invalid field in command"},
    {5, 0x25, ANY, BASE_ERROR_BAD_UNIT, TRANSPORT, NEVER, UNDONE, "logical unit not supported"},
    {5, 0x26, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, NEVER, UNDONE, "invalid parameter"},
    {5, 0x2C, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, NEVER, UNDONE, "command out of sequence"},
    {5, 0x39, ANY, BASE_ERROR_INVALID_PARAMETER, CALLER, NEVER, UNDONE, "nothing can be saved"},
    {5, 0x3B, 0x16, BASE_ERROR_IO_DEVICE, ROBOT, NEVER, UNDONE, "robot positioning error"},
    {5, 0x53, 0x02, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, NEVER, UNDONE, "removal prevented"},
    {5, 0x53, 0x03, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, NEVER, UNDONE,
     "removal prevented by the drive"},
    {5, 0x53, 0x08, BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, NOBODY, NEVER, UNDONE,
     "element status unknown"},
    {5, 0x53, 0x0D, BASE_ERROR_IO_DEVICE, DRIVE, NEVER, UNDONE,
     "drive does not answer the library"},
    {5, 0x53, ANY, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, NEVER, UNDONE,
     "the drive holds its medium"},
    {5, VENDOR, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, UNDONE, "refused, maker's own reason"},

    /* The same with every key. */
    {ANY, 0x05, ANY, BASE_ERROR_IO_DEVICE, TRANSPORT, SOON, DOUBT, "device does not respond"},
    {ANY, 0x08, ANY, BASE_ERROR_IO_DEVICE, TRANSPORT, SOON, DOUBT, "communication failure"},
    {ANY, 0x27, ANY, BASE_ERROR_WRITE_PROTECT, MEDIUM, NEVER, UNDONE, "write protected"},
    {ANY, 0x30, 0x03, BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, NOBODY, SOON, UNDONE,
     "cleaner installed"},
    {ANY, 0x30, 0x07, BASE_ERROR_UNABLE_TO_CLEAN, MEDIUM, NEVER, UNDONE, "cleaning failed"},
    {ANY, 0x30, 0x0A, BASE_ERROR_UNABLE_TO_CLEAN, DRIVE, NEVER, UNDONE, "cleaning was rejected"},
    {ANY, 0x30, 0x0C, BASE_ERROR_WRITE_PROTECT, MEDIUM, NEVER, UNDONE, "can be written once only"},
    {ANY, 0x30, 0x13, BASE_ERROR_CLEANER_CARTRIDGE_SPENT, MEDIUM, NEVER, UNDONE, "cleaner spent"},
    {ANY, 0x30, ANY, BASE_ERROR_MEDIA_INCOMPATIBLE, MEDIUM, NEVER, UNDONE, "incompatible medium"},
    {ANY, 0x3A, ANY, BASE_ERROR_NO_MEDIA_IN_DRIVE, NOBODY, NEVER, UNDONE, "no medium"},
    {ANY, 0x3B, 0x0D, BASE_ERROR_DESTINATION_ELEMENT_FULL, CALLER, NEVER, UNDONE,
     "destination is full"},
    {ANY, 0x3B, 0x0E, BASE_ERROR_SOURCE_ELEMENT_EMPTY, CALLER, NEVER, UNDONE, "source is empty"},
    {ANY, 0x3B, 0x11, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, NEVER, UNDONE,
     "magazine not accessible"},
    {ANY, 0x3B, 0x12, BASE_ERROR_MAGAZINE_NOT_PRESENT, OPERATOR, NEVER, UNDONE, "magazine removed"},
    {ANY, 0x3B, 0x14, BASE_ERROR_DEVICE_NOT_AVAILABLE, OPERATOR, NEVER, UNDONE, "magazine locked"},
    {ANY, 0x3B, 0x16, BASE_ERROR_IO_DEVICE, ROBOT, NEVER, DOUBT, "robot positioning error"},
    {ANY, 0x3B, 0x18, BASE_ERROR_DEVICE_NOT_AVAILABLE, OPERATOR, NEVER, UNDONE, "element disabled"},
    {ANY, 0x3B, 0x1A, BASE_ERROR_DEVICE_NOT_AVAILABLE, OPERATOR, NEVER, UNDONE,
     "drive is not installed"},
    {ANY, 0x52, ANY, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, MEDIUM, NEVER, DOUBT, "cartridge fault"},
    {ANY, 0x53, 0x02, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, NEVER, UNDONE,
     "removal prevented"},
    {ANY, 0x53, 0x03, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, CALLER, NEVER, UNDONE,
     "removal prevented by the drive"},
    {ANY, 0x53, 0x08, BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, NOBODY, NEVER, UNDONE,
     "element status unknown"},
    {ANY, 0x55, ANY, BASE_ERROR_BUSY, NOBODY, SOON, UNDONE, "device is out of resources"},

    /* The rest of the keys. */
    {2, ANY, ANY, BASE_ERROR_NOT_READY, SELF, SOON, UNDONE, "not ready"},
    {3, ANY, ANY, BASE_ERROR_CRC, MEDIUM, NEVER, DOUBT, "medium error"},
    {4, ANY, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "hardware error"},
    {5, 0x15, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, UNDONE, "positioning error"},
    {5, 0x3B, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, UNDONE, "positioning error"},
    {5, ANY, ANY, BASE_ERROR_INVALID_FUNCTION, CALLER, NEVER, UNDONE, "illegal request"},
    {ANY, ANY, ANY, BASE_ERROR_IO_DEVICE, SELF, NEVER, DOUBT, "device fault"},
};

static bool is_of(uint16_t wanted, uint8_t code)
{
    return wanted == ANY || wanted == code || (wanted == VENDOR && code >= 0x80);
}

/* The last row fits all. */
static const struct row *find_row(const struct device_sense *sense)
{
    const struct row *row = table;
    while (!is_of(row->key, sense->key) || !is_of(row->asc, sense->asc) ||
           !is_of(row->ascq, sense->ascq))
        row++;
    return row;
}

void device_sense_to_fault(const struct device_sense *sense, enum device_blame self,
                           struct device_fault *fault)
{
    static const uint32_t pauses[] = {0, 0, DEVICE_PAUSE_SOON, DEVICE_PAUSE_LATER};

    device_fault_clear(fault);
    if (sense->key == DEVICE_SENSE_NO_SENSE || sense->key == DEVICE_SENSE_RECOVERED_ERROR)
        return;
    const struct row *row = find_row(sense);
    fault->error = row->error;
    fault->key = sense->key;
    fault->asc = sense->asc;
    fault->ascq = sense->ascq;
    fault->blame = row->blame == SELF ? self : (enum device_blame)row->blame;
    fault->retry = row->advice != NEVER;
    fault->pause_ms = pauses[row->advice];
    fault->attention = sense->key == DEVICE_SENSE_UNIT_ATTENTION;
    fault->unknown = row->outcome == DOUBT || sense->deferred;
    (void)snprintf(fault->text, sizeof fault->text, "%s (sense %X/%02X/%02X)", row->text,
                   (unsigned)sense->key, (unsigned)sense->asc, (unsigned)sense->ascq);
}
