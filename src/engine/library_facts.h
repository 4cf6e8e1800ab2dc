/* SPDX-License-Identifier: MIT */
/* What the first checks of the calls that are about a library ask for. */
#ifndef ENGINE_LIBRARY_FACTS_H
#define ENGINE_LIBRARY_FACTS_H

#include "engine/runtime.h"
#include "rules/access.h"
#include "rules/first_checks.h"

/*
 * Reads the library `id` with its stored members, as `transaction` sees it or, NULL, as it is now,
 * and whether the session has the right on it that `function` needs. No such library: success with
 * `found` false. `given` is left alone.
 */
base_error engine_library_gather(struct engine_session *session,
                                 struct store_transaction *transaction, const struct base_guid *id,
                                 enum rules_function function, struct rules_library_facts *facts,
                                 struct model_information *library);

#endif
