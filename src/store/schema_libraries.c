/* SPDX-License-Identifier: MIT */
/*
 * From version 2 to 3: what ports, sick drives and cleaning by itself keep. Added columns carry
 * their comments inside, as in the step before.
 */
#include "store/schema.h"

#include <stddef.h>

const char *const store_schema_libraries[] = {
    "ALTER TABLE drive ADD COLUMN cleaning_urgent INTEGER NOT NULL DEFAULT 0\n"
    " CHECK (cleaning_urgent IN (0, 1))\n"
    " /* it asked to be cleaned before anything else (TapeAlert 20) */;\n"
    "ALTER TABLE drive ADD COLUMN cleaning_due INTEGER NOT NULL DEFAULT 0\n"
    " /* the mount count from which a wanted cleaning goes before mounts; when none is wanted, "
    "the\n"
    " same reckoned from the last cleaning */;\n"
    "ALTER TABLE drive ADD COLUMN cleaning_tried INTEGER NOT NULL DEFAULT 0\n"
    " CHECK (cleaning_tried IN (0, 1))\n"
    " /* a cleaning by itself came to nothing: none again before a cleaner is brought or somebody\n"
    " has the drive cleaned */;\n"
    "ALTER TABLE drive ADD COLUMN faults INTEGER NOT NULL DEFAULT 0\n"
    " /* faults of the drive itself since its last success */;\n"
    "ALTER TABLE lib_request ADD COLUMN caught INTEGER NOT NULL DEFAULT 0\n"
    " /* inject: cartridges that came in so far */;\n"
    "ALTER TABLE lib_request ADD COLUMN retract_requested INTEGER NOT NULL DEFAULT 0\n"
    " CHECK (retract_requested IN (0, 1))\n"
    " /* inject: the port is to be shut and emptied now */;\n",
    "CREATE INDEX media_side_unknown ON media_side(physical_media) WHERE state = 0;\n", NULL};
