/* SPDX-License-Identifier: MIT */
/*
 * What the event log is told of objects, in words. Told with the transaction: what is undone was
 * never said. Callers' names are as they gave them.
 */
#ifndef ENGINE_TOLD_H
#define ENGINE_TOLD_H

#include "engine/runtime.h"

/* A library request has ended. */
void engine_told_end(struct store_transaction *transaction,
                     const struct model_information *request);

/* An operator is asked. */
void engine_told_question(struct store_transaction *transaction,
                          const struct model_information *request);

/* An operator request has been settled; session: whose call did it, NULL: nobody's. */
void engine_told_answer(struct store_transaction *transaction, const struct engine_session *session,
                        const struct model_information *request);

/* A caller has done something to an object ("made"), or is about to ("deleted"). */
void engine_told_deed(struct store_transaction *transaction, const struct engine_session *session,
                      const struct base_guid *id, uint32_t type, const char *deed);

#endif
