/* SPDX-License-Identifier: MIT */
/*
 * All media types of the API (STORAGE_MEDIA_TYPE) with the names that people see. Larger optical
 * cartridges are turned over in the drive and so have two sides.
 */
#include "store/populate.h"

#include "model/constants.h"

#define TAPE(number, name)                                                                         \
    {                                                                                              \
        number, name, 1, MODEL_MEDIARW_REWRITABLE, MODEL_DEVICE_TAPE                               \
    }
#define DISC(number, name, sides, characteristics)                                                 \
    {                                                                                              \
        number, name, sides, MODEL_MEDIARW_##characteristics, MODEL_DEVICE_CD_ROM                  \
    }
#define DISK(number, name, sides, characteristics)                                                 \
    {                                                                                              \
        number, name, sides, MODEL_MEDIARW_##characteristics, MODEL_DEVICE_DISK                    \
    }

static const struct store_media_type_row rows[] = {
    TAPE(0x20, "4mm DDS"),
    TAPE(0x21, "MiniQIC"),
    TAPE(0x22, "Travan"),
    TAPE(0x23, "QIC"),
    TAPE(0x24, "8mm MP"),
    TAPE(0x25, "8mm AME"),
    TAPE(0x26, "8mm AIT1"),
    TAPE(0x27, "DLT"),
    TAPE(0x28, "NCTP"),
    TAPE(0x29, "IBM 3480"),
    TAPE(0x2A, "IBM 3490E"),
    TAPE(0x2B, "IBM Magstar 3590"),
    TAPE(0x2C, "IBM Magstar MP"),
    TAPE(0x2D, "STK Data D3"),
    TAPE(0x2E, "Sony DTF"),
    TAPE(0x2F, "6mm DV"),
    TAPE(0x30, "DMI"),
    TAPE(0x31, "Sony D2"),
    {0x32, "Cleaner Cartridge", 1, MODEL_MEDIARW_UNKNOWN, MODEL_DEVICE_TAPE},
    DISC(0x33, "CD-ROM", 1, READONLY),
    DISC(0x34, "CD-R", 1, WRITEONCE),
    DISC(0x35, "CD-RW", 1, REWRITABLE),
    DISC(0x36, "DVD-ROM", 1, READONLY),
    DISC(0x37, "DVD-R", 1, WRITEONCE),
    DISC(0x38, "DVD-RW", 1, REWRITABLE),
    DISK(0x39, "MO 3.5in RW", 1, REWRITABLE),
    DISK(0x3A, "MO 5.25in WORM", 2, WRITEONCE),
    DISK(0x3B, "MO 5.25in RW", 2, REWRITABLE),
    DISK(0x3C, "MO 5.25in LIMDOW", 2, REWRITABLE),
    DISK(0x3D, "Phase Change 5.25in WORM", 2, WRITEONCE),
    DISK(0x3E, "Phase Change 5.25in RW", 2, REWRITABLE),
    DISK(0x3F, "PD 5.25in RW", 1, REWRITABLE),
    DISK(0x40, "Ablative 5.25in WORM", 2, WRITEONCE),
    DISK(0x41, "Pinnacle Apex 5.25in RW", 2, REWRITABLE),
    DISK(0x42, "Sony 12in WORM", 2, WRITEONCE),
    DISK(0x43, "Philips 12in WORM", 2, WRITEONCE),
    DISK(0x44, "Hitachi 12in WORM", 2, WRITEONCE),
    DISK(0x45, "Cygnet 12in WORM", 2, WRITEONCE),
    DISK(0x46, "Kodak 14in WORM", 2, WRITEONCE),
    DISK(0x47, "MO 5.25in Near Field", 2, REWRITABLE),
    DISK(0x48, "Nikon 12in RW", 2, REWRITABLE),
    DISK(0x49, "Iomega Zip", 1, REWRITABLE),
    DISK(0x4A, "Iomega Jaz", 1, REWRITABLE),
    DISK(0x4B, "SyQuest EZ135", 1, REWRITABLE),
    DISK(0x4C, "SyQuest EZFlyer", 1, REWRITABLE),
    DISK(0x4D, "SyQuest SyJet", 1, REWRITABLE),
    DISK(0x4E, "Avatar 2.5in", 1, REWRITABLE),
    TAPE(0x4F, "8mm MP2"),
    TAPE(0x50, "DST Small"),
    TAPE(0x51, "DST Medium"),
    TAPE(0x52, "DST Large"),
    TAPE(0x53, "VXA-1"),
    TAPE(0x54, "VXA-2"),
    TAPE(0x55, "STK 9840"),
    TAPE(0x56, "LTO Ultrium"),
    TAPE(0x57, "LTO Accelis"),
    DISC(0x58, "DVD-RAM", 1, REWRITABLE),
    TAPE(0x59, "8mm AIT"),
    TAPE(0x5A, "ADR-1"),
    TAPE(0x5B, "ADR-2"),
    TAPE(0x5C, "STK 9940"),
    TAPE(0x5D, "SAIT"),
};

const struct store_media_type_row *store_media_type_table(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}
