/* SPDX-License-Identifier: MIT */
/*
 * What MountNtmsMedia looks at before it queues anything: the media that the caller named, in which
 * library and pool they are, and what stands against it. Everything is read inside the transaction
 * that queues the requests.
 */
#ifndef ENGINE_MOUNT_FACTS_H
#define ENGINE_MOUNT_FACTS_H

#include "engine/runtime.h"
#include "rules/mount_checks.h"

/* One of the media that MountNtmsMedia names, as far as the call needs it. */
struct engine_named_medium {
    struct base_guid side;
    struct base_guid medium;
    struct base_guid slot;    /* where it lies, or its home while it is elsewhere */
    struct base_guid drive;   /* the one that the caller named, or that holds it */
    struct base_guid library; /* where it is; of one on the shelf null */
    struct base_guid media_type;
    struct base_guid request; /* of a mount under way; null when there is nothing to do */
    bool held;                /* mounted for this session already, in `drive` */
};

struct engine_mount_call {
    struct engine_session *session;
    struct store_transaction *transaction; /* of the checks and the queueing */
    struct base_guid library;              /* that the requests go to */
    struct engine_named_medium *media;
    uint32_t count;
};

/* Reads the side that `id` names by itself or by its logical medium, and its cartridge; `logical`
 * (may be NULL) tells which. ERROR_OBJECT_NOT_FOUND (4312): there is none. */
base_error engine_named_side_read(struct store_transaction *transaction, const struct base_guid *id,
                                  struct model_information *side, struct model_information *medium,
                                  bool *logical);

/*
 * Fills `call` (session, transaction, media and count are set) and adds what stands against it to
 * `facts` (enum rules_mount_fact). `drives` are looked at with MODEL_MOUNT_SPECIFIC_DRIVE only.
 */
base_error engine_mount_facts_gather(struct engine_mount_call *call,
                                     const struct engine_mount_wish *wish,
                                     const struct base_guid *drives, uint32_t *facts);

/* Sets `held` and `drive` of a medium of the call when it is ready for this session, and is to stay
 * so; inside call->transaction. Otherwise leaves them alone. Database errors. */
base_error engine_mount_find_holder(struct engine_mount_call *call,
                                    struct engine_named_medium *named);

/* The second half of it, when all media are known: the library and its drives. */
base_error engine_mount_place_gather(struct engine_mount_call *call,
                                     const struct engine_mount_wish *wish,
                                     const struct base_guid *drives, uint32_t *facts);

#endif
