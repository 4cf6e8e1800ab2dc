/* SPDX-License-Identifier: MIT */
#include "engine/mount_facts.h"

#include "engine/access.h"
#include "rules/access.h"
#include "store/media.h"

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

/* `*denied` is set when the caller lacks the right; other errors are returned. */
static base_error check_pool(struct engine_session *session, const struct base_guid *pool,
                             bool *denied)
{
    base_error error = engine_access_check(
        session, pool, rules_access_right(RULES_FUNCTION_MOUNT_MEDIA, RULES_SECURABLE_POOL));

    *denied = *denied || error == BASE_ERROR_ACCESS_DENIED;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

base_error engine_named_side_read(struct store_transaction *transaction, const struct base_guid *id,
                                  struct model_information *side, struct model_information *medium,
                                  bool *logical)
{
    base_error error = store_object_get_stored(transaction, id, MODEL_PARTITION, side);
    bool is_logical = is_missing(error) && !base_guid_is_null(id);

    if (is_logical) {
        error = store_side_of_logical(transaction, id, side);
    }
    if (logical != NULL) {
        *logical = is_logical;
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_object_get_stored(transaction, &side->info.partition.physical_media,
                                         MODEL_PHYSICAL_MEDIA, medium);
}

static void describe(struct engine_named_medium *named, const struct model_information *side,
                     const struct model_information *medium)
{
    const struct model_physical_media *row = &medium->info.physical_media;

    named->side = side->object.id;
    named->medium = medium->object.id;
    named->media_type = row->media_type;
    named->slot = row->location_type == MODEL_STORAGESLOT && !base_guid_is_null(&row->location)
                      ? row->location
                      : row->home_slot;
}

/* Of the media before it, one is of the same cartridge. */
static bool is_repeated(const struct engine_mount_call *call, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (base_guid_equal(&call->media[i].medium, &call->media[index].medium)) {
            return true;
        }
    }
    return false;
}

static base_error read_writable(struct engine_mount_call *call,
                                const struct engine_named_medium *named, uint32_t *facts)
{
    struct model_information type;
    base_error error =
        store_object_get_stored(call->transaction, &named->media_type, MODEL_MEDIA_TYPE, &type);

    if (error == BASE_ERROR_SUCCESS && type.info.media_type.read_write == MODEL_MEDIARW_READONLY) {
        *facts |= RULES_MOUNT_READ_ONLY;
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

static void judge_side(const struct model_information *side, uint32_t *facts)
{
    switch (side->info.partition.state) {
    case MODEL_PARTSTATE_COMPLETE:
        *facts |= RULES_MOUNT_COMPLETE;
        break;
    case MODEL_PARTSTATE_INCOMPATIBLE:
    case MODEL_PARTSTATE_DECOMMISSIONED:
        *facts |= RULES_MOUNT_USELESS;
        break;
    default:
        break;
    }
}

static base_error is_wanted_by(struct engine_mount_call *call, const struct base_guid *medium,
                               uint32_t operation, bool *wanted)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(call->transaction, medium, operation, &open);

    *wanted = error == BASE_ERROR_SUCCESS && open.count > 0;
    store_list_free(&open);
    return error;
}

/* Is this side ready in a drive for this session already, and is to stay there? */
static base_error read_holder(struct engine_mount_call *call, struct engine_named_medium *named,
                              const struct model_physical_media *medium)
{
    struct model_information drive;
    bool leaving = false;
    base_error error;

    if (medium->media_state != MODEL_MEDIASTATE_LOADED || medium->location_type != MODEL_DRIVE ||
        !base_guid_equal(&medium->mounted_partition, &named->side)) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get_stored(call->transaction, &medium->location, MODEL_DRIVE, &drive);
    if (error == BASE_ERROR_SUCCESS) {
        error = is_wanted_by(call, &named->medium, MODEL_LM_DISMOUNT, &leaving);
    }
    if (error == BASE_ERROR_SUCCESS && !leaving &&
        drive.info.drive.state == MODEL_DRIVESTATE_LOADED &&
        base_guid_equal(&drive.info.drive.mounted_by, &call->session->id)) {
        named->held = true;
        named->drive = medium->location;
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

base_error engine_mount_find_holder(struct engine_mount_call *call,
                                    struct engine_named_medium *named)
{
    struct model_information medium;
    base_error error =
        store_object_get_stored(call->transaction, &named->medium, MODEL_PHYSICAL_MEDIA, &medium);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_holder(call, named, &medium.info.physical_media);
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

/* A mount that waits for the medium was there before. */
static base_error read_busy(struct engine_mount_call *call, const struct engine_named_medium *named,
                            uint32_t media_state, uint32_t *facts)
{
    bool wanted = false;
    base_error error = is_wanted_by(call, &named->medium, MODEL_LM_MOUNT, &wanted);

    *facts |= wanted || !rules_medium_may_be_mounted(media_state) ? RULES_MOUNT_BUSY : 0;
    return error;
}

static base_error read_medium(struct engine_mount_call *call, uint32_t index,
                              const struct engine_mount_wish *wish, uint32_t *facts)
{
    struct engine_named_medium *named = &call->media[index];
    struct model_information side;
    struct model_information medium;
    const struct model_physical_media *row = &medium.info.physical_media;
    bool denied = false;
    base_error error =
        engine_named_side_read(call->transaction, &wish->media[index], &side, &medium, NULL);

    if (error != BASE_ERROR_SUCCESS) {
        *facts |= is_missing(error) ? RULES_MOUNT_UNKNOWN_MEDIUM : 0;
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    describe(named, &side, &medium);
    *facts |= is_repeated(call, index) ? RULES_MOUNT_REPEATED_MEDIUM : 0;
    *facts |= side.object.enabled && medium.object.enabled ? 0 : RULES_MOUNT_DISABLED;
    judge_side(&side, facts);
    if (base_guid_equal(&row->current_library, &call->session->engine->offline_library)) {
        *facts |= RULES_MOUNT_OFFLINE;
    } else {
        named->library = row->current_library;
    }
    error = check_pool(call->session, &row->media_pool, &denied);
    *facts |= denied ? RULES_MOUNT_DENIED : 0;
    if (error == BASE_ERROR_SUCCESS && (wish->options & MODEL_MOUNT_WRITE) != 0) {
        error = read_writable(call, named, facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_holder(call, named, row);
    }
    return error == BASE_ERROR_SUCCESS && !named->held
               ? read_busy(call, named, row->media_state, facts)
               : error;
}

base_error engine_mount_facts_gather(struct engine_mount_call *call,
                                     const struct engine_mount_wish *wish,
                                     const struct base_guid *drives, uint32_t *facts)
{
    const uint32_t first = RULES_MOUNT_UNKNOWN_MEDIUM | RULES_MOUNT_REPEATED_MEDIUM;
    base_error error = BASE_ERROR_SUCCESS;

    /* The first row: what comes after it need not be known. */
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && (*facts & first) == 0 && i < call->count;
         i++) {
        error = read_medium(call, i, wish, facts);
    }
    return error != BASE_ERROR_SUCCESS || (*facts & first) != 0
               ? error
               : engine_mount_place_gather(call, wish, drives, facts);
}
