/* SPDX-License-Identifier: MIT */
#include "engine/drive_state.h"

#include "engine/visit.h"

#include <string.h>

/* What depends on the contents of a drive. */
struct contents {
    uint32_t state;
    bool cleaner;
    struct base_guid side;
};

static bool is_so(const struct model_drive *drive, const struct contents *wanted)
{
    return drive->state == wanted->state && drive->holds_cleaner == wanted->cleaner &&
           base_guid_equal(&drive->saved_partition, &wanted->side) && drive->dismount_after == 0 &&
           base_guid_is_null(&drive->mounted_by);
}

static base_error store_contents(struct store_transaction *transaction, const struct base_guid *id,
                                 const struct contents *wanted)
{
    struct model_information row;
    base_error error = store_object_get(transaction, id, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS || is_so(&row.info.drive, wanted)) {
        return error;
    }
    engine_drive_clear(&row.info.drive);
    row.info.drive.state = wanted->state;
    row.info.drive.holds_cleaner = wanted->cleaner;
    row.info.drive.saved_partition = wanted->side;
    return store_object_update(transaction, &row);
}

void engine_drive_clear(struct model_drive *drive)
{
    drive->state = MODEL_DRIVESTATE_DISMOUNTED;
    drive->holds_cleaner = false;
    drive->dismount_after = 0;
    memset(&drive->saved_partition, 0, sizeof drive->saved_partition);
    memset(&drive->mounted_by, 0, sizeof drive->mounted_by);
}

base_error engine_drive_emptied(struct store_transaction *transaction, const struct base_guid *id)
{
    struct contents wanted = {.state = MODEL_DRIVESTATE_DISMOUNTED};
    return store_contents(transaction, id, &wanted);
}

base_error engine_drive_cleaning(struct store_transaction *transaction, const struct base_guid *id,
                                 bool holds)
{
    struct contents wanted = {.state = MODEL_DRIVESTATE_BEING_CLEANED, .cleaner = holds};
    return store_contents(transaction, id, &wanted);
}

base_error engine_drive_filled(struct store_transaction *transaction, const struct base_guid *id,
                               const struct base_guid *side)
{
    struct contents wanted = {.state = MODEL_DRIVESTATE_DISMOUNTABLE};

    if (side != NULL) {
        wanted.state = MODEL_DRIVESTATE_MOUNTED;
        wanted.side = *side;
    }
    return store_contents(transaction, id, &wanted);
}

static base_error release_medium(struct store_transaction *transaction,
                                 const struct base_guid *drive)
{
    struct model_information medium;
    base_error error = store_media_find_location(transaction, drive, &medium);

    if (error == BASE_ERROR_SUCCESS &&
        medium.info.physical_media.media_state != MODEL_MEDIASTATE_UNLOADED) {
        medium.info.physical_media.media_state = MODEL_MEDIASTATE_UNLOADED;
        error = store_object_update(transaction, &medium);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_drive_release(struct store_transaction *transaction,
                                const struct base_guid *drive, int64_t after)
{
    struct model_information row;
    struct model_drive *values = &row.info.drive;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS || values->state == MODEL_DRIVESTATE_DISMOUNTED ||
        values->state == MODEL_DRIVESTATE_BEING_CLEANED || values->holds_cleaner) {
        return error;
    }
    values->state = MODEL_DRIVESTATE_DISMOUNTABLE;
    values->dismount_after = after;
    memset(&values->mounted_by, 0, sizeof values->mounted_by);
    error = store_object_update(transaction, &row);
    return error != BASE_ERROR_SUCCESS ? error : release_medium(transaction, drive);
}
