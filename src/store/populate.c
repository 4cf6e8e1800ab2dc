/* SPDX-License-Identifier: MIT */
#include "store/populate.h"

#include "base/utf16.h"
#include "model/information.h"
#include "store/object.h"

#include <string.h>

enum { PURGE_SECONDS = 259200 }; /* three days (API: NTMS_COMPUTERINFORMATION) */

static struct model_information *begin(struct model_information *information, uint32_t type,
                                       const char *name)
{
    memset(information, 0, sizeof *information);
    information->object.type = type;
    information->object.enabled = true;
    information->object.operational_state = MODEL_READY;
    base_utf8_copy(information->object.name, sizeof information->object.name, name);
    return information;
}

static base_error add_computer(struct store_transaction *transaction, const char *name)
{
    struct model_information information;
    struct model_computer *computer;

    if (name == NULL || name[0] == '\0') {
        name = "localhost";
    }
    computer = &begin(&information, MODEL_COMPUTER, name)->info.computer;
    computer->lib_request_purge_time = PURGE_SECONDS;
    computer->op_request_purge_time = PURGE_SECONDS;
    return store_object_insert(transaction, &information);
}

static base_error add_shelf(struct store_transaction *transaction)
{
    struct model_information information;
    struct model_library *library =
        &begin(&information, MODEL_LIBRARY, "Off-line Media")->info.library;

    library->library_type = MODEL_LIBRARYTYPE_OFFLINE;
    library->flags = MODEL_LIBRARYFLAG_FIXEDOFFLINE;
    return store_object_insert(transaction, &information);
}

static base_error add_pool(struct store_transaction *transaction, uint32_t pool_type,
                           const char *name)
{
    struct model_information information;
    struct model_media_pool *pool = &begin(&information, MODEL_MEDIA_POOL, name)->info.media_pool;

    pool->pool_type = pool_type;
    pool->is_root = pool_type == MODEL_POOLTYPE_UNKNOWN;
    return store_object_insert(transaction, &information);
}

static base_error add_media_types(struct store_transaction *transaction)
{
    size_t count;
    const struct store_media_type_row *rows = store_media_type_table(&count);
    base_error error = 0;

    for (size_t i = 0; i < count && error == 0; i++) {
        struct model_information information;
        struct model_media_type *type =
            &begin(&information, MODEL_MEDIA_TYPE, rows[i].name)->info.media_type;

        type->media_type = rows[i].media_type;
        type->number_of_sides = rows[i].sides;
        type->read_write = rows[i].read_write;
        type->device_type = rows[i].device_type;
        error = store_object_insert(transaction, &information);
    }
    return error;
}

base_error store_populate(struct store_transaction *transaction, const char *computer_name)
{
    static const struct {
        uint32_t pool_type;
        const char *name;
    } pools[] = {
        {MODEL_POOLTYPE_UNKNOWN, ""},
        {MODEL_POOLTYPE_SCRATCH, "Free"},
        {MODEL_POOLTYPE_FOREIGN, "Unrecognized"},
        {MODEL_POOLTYPE_IMPORT, "Import"},
    };
    base_error error = add_computer(transaction, computer_name);

    if (error == 0) {
        error = add_shelf(transaction);
    }
    for (size_t i = 0; i < sizeof pools / sizeof pools[0] && error == 0; i++) {
        error = add_pool(transaction, pools[i].pool_type, pools[i].name);
    }
    return error != 0 ? error : add_media_types(transaction);
}
