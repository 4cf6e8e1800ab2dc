/* SPDX-License-Identifier: MIT */
#include "engine/told.h"

#include "store/note.h"

#include <stdio.h>

/* ---- words ---- */

static const char *operation_name(uint32_t operation)
{
    static const char *const NAMES[] = {
        [MODEL_LM_REMOVE] = "cancellation",
        [MODEL_LM_DISABLELIBRARY] = "disabling the library",
        [MODEL_LM_ENABLELIBRARY] = "enabling the library",
        [MODEL_LM_DISABLEDRIVE] = "disabling the drive",
        [MODEL_LM_ENABLEDRIVE] = "enabling the drive",
        [MODEL_LM_DISABLEMEDIA] = "disabling the cartridge",
        [MODEL_LM_ENABLEMEDIA] = "enabling the cartridge",
        [MODEL_LM_UPDATEOMID] = "label update",
        [MODEL_LM_INVENTORY] = "inventory",
        [MODEL_LM_DOORACCESS] = "door access",
        [MODEL_LM_EJECT] = "eject",
        [MODEL_LM_EJECTCLEANER] = "eject of the cleaner",
        [MODEL_LM_INJECT] = "inject",
        [MODEL_LM_INJECTCLEANER] = "inject of a cleaner",
        [MODEL_LM_PROCESSOMID] = "identification in the drive",
        [MODEL_LM_CLEANDRIVE] = "cleaning",
        [MODEL_LM_DISMOUNT] = "dismount",
        [MODEL_LM_MOUNT] = "mount",
        [MODEL_LM_WRITESCRATCH] = "free label",
        [MODEL_LM_CLASSIFY] = "identification",
        [MODEL_LM_RESERVECLEANER] = "reservation of the cleaner's slot",
        [MODEL_LM_RELEASECLEANER] = "release of the cleaner's slot",
    };

    return operation < sizeof NAMES / sizeof *NAMES ? NAMES[operation] : "request";
}

static const char *type_name(uint32_t type)
{
    static const char *const NAMES[] = {
        [MODEL_UNKNOWN] = "object",        [MODEL_OBJECT] = "object",
        [MODEL_CHANGER] = "changer",       [MODEL_CHANGER_TYPE] = "changer type",
        [MODEL_COMPUTER] = "computer",     [MODEL_DRIVE] = "drive",
        [MODEL_DRIVE_TYPE] = "drive type", [MODEL_IEDOOR] = "door",
        [MODEL_IEPORT] = "port",           [MODEL_LIBRARY] = "library",
        [MODEL_LIBREQUEST] = "request",    [MODEL_LOGICAL_MEDIA] = "logical medium",
        [MODEL_MEDIA_POOL] = "media pool", [MODEL_MEDIA_TYPE] = "media type",
        [MODEL_PARTITION] = "side",        [MODEL_PHYSICAL_MEDIA] = "cartridge",
        [MODEL_STORAGESLOT] = "slot",      [MODEL_OPREQUEST] = "operator request",
    };

    return type < sizeof NAMES / sizeof *NAMES ? NAMES[type] : NAMES[MODEL_UNKNOWN];
}

static const char *question_name(uint32_t command)
{
    static const char *const NAMES[] = {
        [MODEL_OPREQ_UNKNOWN] = "something",     [MODEL_OPREQ_NEWMEDIA] = "new media",
        [MODEL_OPREQ_CLEANER] = "a cleaner",     [MODEL_OPREQ_DEVICESERVICE] = "service",
        [MODEL_OPREQ_MOVEMEDIA] = "a cartridge", [MODEL_OPREQ_MESSAGE] = "attention",
    };

    return command < sizeof NAMES / sizeof *NAMES ? NAMES[command] : NAMES[MODEL_OPREQ_UNKNOWN];
}

/* " <type> '<name>'", or nothing where there is no such object. */
struct named {
    char text[MODEL_TEXT(64) + 32];
};

static struct named name_of(struct store_transaction *transaction, const struct base_guid *id,
                            uint32_t type)
{
    struct model_information row;
    struct named named = {""};

    if (!base_guid_is_null(id) &&
        store_object_get(transaction, id, type, &row) == BASE_ERROR_SUCCESS) {
        (void)snprintf(named.text, sizeof named.text, " %s '%s'", type_name(row.object.type),
                       row.object.name);
    }
    return named;
}

/* ---- library requests ---- */

/* A mount names a side, others the cartridge itself. */
static struct named cartridge_of(struct store_transaction *transaction,
                                 const struct model_lib_request *row)
{
    struct model_information side;
    struct base_guid medium = row->physical_media;

    if (base_guid_is_null(&medium) && !base_guid_is_null(&row->partition) &&
        store_object_get(transaction, &row->partition, MODEL_PARTITION, &side) ==
            BASE_ERROR_SUCCESS) {
        medium = side.info.partition.physical_media;
    }
    return name_of(transaction, &medium, MODEL_PHYSICAL_MEDIA);
}

static const char *end_name(uint32_t state)
{
    switch (state) {
    case MODEL_LM_PASSED:
        return "done";
    case MODEL_LM_CANCELLED:
        return "cancelled";
    case MODEL_LM_STOPPED:
        return "stopped";
    default:
        return "failed";
    }
}

void engine_told_end(struct store_transaction *transaction, const struct model_information *request)
{
    const struct model_lib_request *row = &request->info.lib_request;
    bool failed = row->state == MODEL_LM_FAILED || row->state == MODEL_LM_INVALID;
    enum base_log_level level = failed ? BASE_LOG_WARNING : BASE_LOG_NOTICE;

    if (!base_log_wants(level)) {
        return;
    }
    struct named library = name_of(transaction, &row->library, MODEL_LIBRARY);
    struct named drive = name_of(transaction, &row->drive, MODEL_DRIVE);
    struct named cartridge = cartridge_of(transaction, row);
    store_note(transaction, level, failed ? 814 : 813, row->error, "%s:%s%s%s: %s, for %s (%s)",
               operation_name(row->operation), library.text, drive.text, cartridge.text,
               end_name(row->state), row->user[0] != '\0' ? row->user : "nobody", row->application);
}

/* ---- operator requests ---- */

static struct named subject_of(struct store_transaction *transaction,
                               const struct model_op_request *row)
{
    return name_of(transaction, &row->arg1, row->arg1_type);
}

static const char *comma(const struct named *subject)
{
    return subject->text[0] != '\0' ? "," : "";
}

void engine_told_question(struct store_transaction *transaction,
                          const struct model_information *request)
{
    const struct model_op_request *row = &request->info.op_request;

    if (base_log_wants(BASE_LOG_WARNING)) {
        struct named subject = subject_of(transaction, row);
        store_note(transaction, BASE_LOG_WARNING, 816, 0,
                   "the operator is asked for %s%s%s: %s, by %s (%s)", question_name(row->request),
                   comma(&subject), subject.text, row->message,
                   row->user[0] != '\0' ? row->user : "nobody", row->application);
    }
}

void engine_told_answer(struct store_transaction *transaction, const struct engine_session *session,
                        const struct model_information *request)
{
    const struct model_op_request *row = &request->info.op_request;
    bool done = row->state == MODEL_OPSTATE_COMPLETE;

    if (base_log_wants(BASE_LOG_NOTICE)) {
        struct named subject = subject_of(transaction, row);
        store_note(transaction, BASE_LOG_NOTICE, done ? 817 : 818, 0,
                   "the operator was asked for %s%s%s: %s, by %s", question_name(row->request),
                   comma(&subject), subject.text, done ? "satisfied" : "withdrawn or refused",
                   session != NULL ? session->user : "nobody");
    }
}

/* ---- what callers do ---- */

void engine_told_deed(struct store_transaction *transaction, const struct engine_session *session,
                      const struct base_guid *id, uint32_t type, const char *deed)
{
    if (base_log_wants(BASE_LOG_NOTICE)) {
        struct named object = name_of(transaction, id, type);
        store_note(transaction, BASE_LOG_NOTICE, 822, 0, "%s%s by %s (%s)", deed, object.text,
                   session->user, session->application);
    }
}
