/* SPDX-License-Identifier: MIT */
#include "engine/library_facts.h"

#include "engine/access.h"

base_error engine_library_gather(struct engine_session *session,
                                 struct store_transaction *transaction, const struct base_guid *id,
                                 enum rules_function function, struct rules_library_facts *facts,
                                 struct model_information *library)
{
    base_error error =
        transaction != NULL
            ? store_object_get_stored(transaction, id, MODEL_LIBRARY, library)
            : store_information_read(session->engine->store, id, MODEL_LIBRARY, library);

    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    facts->found = true;
    facts->enabled = library->object.enabled;
    facts->present = library->object.operational_state != MODEL_NOT_PRESENT;
    facts->shelf = (library->info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
    facts->ports = library->info.library.number_of_ports;
    facts->doors = library->info.library.number_of_doors;
    error = engine_access_check(session, id, rules_access_right(function, RULES_SECURABLE_LIBRARY));
    facts->granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}
