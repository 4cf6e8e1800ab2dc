/* SPDX-License-Identifier: MIT */
/*
 * DismountNtmsDrive: queues the dismount of whatever data cartridge lies in the drive; of a
 * stand-alone drive it only gives the medium back. Whether a program has the medium open is asked
 * of the device between two looks at the rows.
 */
#include "engine/drive_facts.h"
#include "engine/engine.h"
#include "engine/request.h"
#include "engine/visit.h"

struct dismount_call {
    struct engine_session *session;
    const struct base_guid *drive;
    struct engine_drive_view view;
    bool asked; /* the device was asked */
    bool open;  /* and this is what it said */
};

/* The medium stays where it is, and the drive may be emptied by hand. */
static base_error give_back(struct store_transaction *transaction, struct dismount_call *call)
{
    struct model_information request;
    base_error error = engine_drive_release(transaction, call->drive, 0);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_request_init(&request, call->session, call->session->engine, MODEL_LM_DISMOUNT,
                        &call->view.drive.info.drive.library);
    request.info.lib_request.physical_media = call->view.medium.object.id;
    request.info.lib_request.drive = *call->drive;
    return engine_request_insert_passed(transaction, &request);
}

/* One look, and what follows from it. `*again`: the device has to be asked first. */
static base_error attempt(struct dismount_call *call, bool *again)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(call->session->engine->store, &transaction);

    *again = false;
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_drive_gather(call->session, transaction, call->drive,
                                    RULES_FUNCTION_DISMOUNT_DRIVE, &call->view);
    }
    if (error == BASE_ERROR_SUCCESS) {
        call->view.facts.opened = call->view.facts.opened || call->open;
        error = rules_check_dismount_drive(&call->view.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *again =
            !call->asked && !call->view.facts.standalone && engine_drive_may_be_open(&call->view);
    }
    if (error == BASE_ERROR_SUCCESS && !*again) {
        error = call->view.facts.standalone
                    ? give_back(transaction, call)
                    : engine_drive_queue_dismount(transaction, call->session, &call->view);
    }
    if (error == BASE_ERROR_SUCCESS && !*again) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_dismount_drive(struct engine_session *session, const struct base_guid *drive)
{
    struct dismount_call call = {.session = session, .drive = drive};
    bool again = false;
    base_error error = attempt(&call, &again);

    if (error == BASE_ERROR_SUCCESS && again) {
        call.asked = true;
        call.open = engine_drive_is_open(session->engine, &call.view.drive);
        error = attempt(&call, &again);
    }
    return error;
}
