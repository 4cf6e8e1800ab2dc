/* SPDX-License-Identifier: MIT */
#include "engine/replica.h"

#include "base/log.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "port/file.h"
#include "port/process.h"
#include "rules/access.h"

#include <stdio.h>

#define EXPORT_FOLDER "Export"
#define WISH_NAME     "ntms.import"

struct places {
    char export_folder[ENGINE_FOLDER_BYTES];
    char exported[ENGINE_FOLDER_BYTES]; /* what programs save and put back */
    char fresh[ENGINE_FOLDER_BYTES];    /* an export that is under way */
    char wish[ENGINE_FOLDER_BYTES];     /* this file is there: import at the next start */
    char scratch[ENGINE_FOLDER_BYTES];  /* a copy of this process */
};

static base_error find_places(const char *folder, struct places *out)
{
    char scratch[32];
    base_error error =
        port_path_join(folder, EXPORT_FOLDER, out->export_folder, sizeof out->export_folder);

    snprintf(scratch, sizeof scratch, "ntms.check-%u", (unsigned)port_process_id());
    if (error == BASE_ERROR_SUCCESS)
        error = port_path_join(out->export_folder, STORE_FILE_NAME, out->exported,
                               sizeof out->exported);
    if (error == BASE_ERROR_SUCCESS)
        error = port_path_join(out->export_folder, STORE_FILE_NAME ".new", out->fresh,
                               sizeof out->fresh);
    if (error == BASE_ERROR_SUCCESS)
        error = port_path_join(folder, WISH_NAME, out->wish, sizeof out->wish);
    if (error == BASE_ERROR_SUCCESS)
        error = port_path_join(folder, scratch, out->scratch, sizeof out->scratch);
    return error;
}

static base_error export_to(struct engine *engine, const struct places *places)
{
    base_error error = port_folder_create(places->export_folder, !port_data_folder_is_private());

    if (error == BASE_ERROR_SUCCESS && port_file_is_open(places->exported))
        error = BASE_ERROR_SHARING_VIOLATION;
    if (error == BASE_ERROR_SUCCESS)
        error = store_replica_write(engine->store, places->fresh);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = port_file_rename(places->fresh, places->exported);
    if (error != BASE_ERROR_SUCCESS) {
        (void)port_file_delete(places->fresh);
        error = port_file_is_open(places->exported) ? BASE_ERROR_SHARING_VIOLATION : error;
    }
    return error;
}

static base_error wish_for(struct engine *engine, const struct places *places)
{
    static const char text[] = "The next start of the service imports Export.\r\n";
    base_error error = store_replica_check(places->exported, places->scratch);

    (void)engine;
    if (error == BASE_ERROR_SUCCESS)
        error = port_file_write(places->wish, text, sizeof text - 1);
    return error == BASE_ERROR_SHARING_VIOLATION ? BASE_ERROR_DATABASE_FAILURE : error;
}

/* Both calls, with the errors that their pages name. The files are one caller's at a time: two
 * threads of this process would get in each other's way. */
static base_error work_on(struct engine_session *session, enum rules_function function,
                          base_error (*work)(struct engine *engine, const struct places *places))
{
    static struct port_mutex files = PORT_MUTEX_INIT;
    struct engine *engine = session->engine;
    struct places places;
    base_error error = engine_access_check(session, &engine->computer,
                                           rules_access_right(function, RULES_SECURABLE_COMPUTER));

    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = find_places(engine->folder, &places);
    if (error == BASE_ERROR_SUCCESS) {
        port_mutex_lock(&files);
        error = work(engine, &places);
        port_mutex_unlock(&files);
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_SHARING_VIOLATION ||
                   error == BASE_ERROR_NOT_ENOUGH_MEMORY
               ? error
               : BASE_ERROR_DATABASE_FAILURE;
}

base_error engine_database_export(struct engine_session *session)
{
    base_error error = work_on(session, RULES_FUNCTION_EXPORT_DATABASE, export_to);

    return base_log(BASE_LOG_NOTICE, 824, error, "export of the database, for %s", session->user);
}

base_error engine_database_import(struct engine_session *session)
{
    base_error error = work_on(session, RULES_FUNCTION_IMPORT_DATABASE, wish_for);

    return base_log(BASE_LOG_NOTICE, 825, error,
                    "import of the exported database at the next start, for %s", session->user);
}

base_error engine_replica_take_over(const char *folder)
{
    struct places places;
    base_error error = find_places(folder, &places);

    if (error != BASE_ERROR_SUCCESS || !port_file_exists(places.wish))
        return error;
    error = store_replica_install(places.exported, folder);
    if (error == BASE_ERROR_SUCCESS)
        base_log(BASE_LOG_NOTICE, 897, error, "the exported database was imported");
    else
        base_log(BASE_LOG_ERROR, 898, error,
                 "the exported database cannot be imported; the present one stays");
    error = port_file_delete(places.wish);
    return error == BASE_ERROR_SUCCESS
               ? error
               : base_log(BASE_LOG_ERROR, 899, BASE_ERROR_DATABASE_FAILURE,
                          "the wish to import cannot be removed (error %u)", (unsigned)error);
}
