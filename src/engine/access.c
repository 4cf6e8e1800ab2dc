/* SPDX-License-Identifier: MIT */
#include "engine/access.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "rules/access.h"

const struct port_generic_mapping engine_access_mapping = {
    .read = MODEL_USE_ACCESS | MODEL_READ_CONTROL,
    .write = MODEL_USE_ACCESS | MODEL_MODIFY_ACCESS | MODEL_WRITE_DAC,
    .execute = MODEL_USE_ACCESS | MODEL_MODIFY_ACCESS | MODEL_CONTROL_ACCESS | MODEL_READ_CONTROL |
               MODEL_WRITE_DAC,
    .all = MODEL_USE_ACCESS | MODEL_MODIFY_ACCESS | MODEL_CONTROL_ACCESS | MODEL_READ_CONTROL |
           MODEL_WRITE_DAC,
};

static const char DEFAULT_DESCRIPTOR[] =
    "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x60007;;;BA)(A;;0x1;;;WD)";

/* The stored descriptor against the caller; `reads`: what everybody may is not held against him. */
static base_error check_descriptor(const struct base_buffer *descriptor, uint32_t right, bool reads)
{
    uint32_t everybody = port_descriptor_everyone(descriptor->data, descriptor->length);

    if (reads && (everybody & right) == right && port_process_is_everyone()) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error =
        port_access_check(descriptor->data, descriptor->length, &engine_access_mapping, right);
    return error == BASE_ERROR_INVALID_SECURITY_DESCR ? BASE_ERROR_ACCESS_DENIED : error;
}

static base_error check(struct engine_session *session, const struct base_guid *securable,
                        uint32_t right, bool reads)
{
    struct base_buffer descriptor = BASE_BUFFER_INIT;
    struct store_transaction *transaction = NULL;
    bool everybody = engine_everyone_has(session->engine, securable, right);
    base_error error;

    if ((everybody && (reads ? port_process_is_everyone() : port_is_everyone())) ||
        port_is_administrator()) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_begin_read(session->engine->store, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_security_get(transaction, securable, &descriptor);
    store_rollback(transaction);
    if (error == BASE_ERROR_NO_SECURITY_ON_OBJECT) {
        error = BASE_ERROR_ACCESS_DENIED;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_descriptor(&descriptor, right, reads);
    }
    base_buffer_release(&descriptor);
    return error;
}

base_error engine_access_check(struct engine_session *session, const struct base_guid *securable,
                               uint32_t right)
{
    return check(session, securable, right, false);
}

/* The pool that decides for a side is its cartridge's. */
static base_error pool_of_partition(struct engine_session *session,
                                    const struct model_partition *partition, struct base_guid *pool)
{
    struct model_information media;
    base_error error = store_information_read(session->engine->store, &partition->physical_media,
                                              MODEL_PHYSICAL_MEDIA, &media);
    if (error == BASE_ERROR_SUCCESS) {
        *pool = media.info.physical_media.media_pool;
    }
    return error;
}

static struct base_guid library_of(const struct model_information *information)
{
    switch (information->object.type) {
    case MODEL_CHANGER:
        return information->info.changer.library;
    case MODEL_DRIVE:
        return information->info.drive.library;
    case MODEL_IEDOOR:
        return information->info.door.library;
    case MODEL_IEPORT:
        return information->info.port.library;
    case MODEL_LIBREQUEST:
        return information->info.lib_request.library;
    case MODEL_STORAGESLOT:
        return information->info.slot.library;
    default:
        return information->object.id;
    }
}

static base_error pool_of(struct engine_session *session,
                          const struct model_information *information, struct base_guid *pool)
{
    switch (information->object.type) {
    case MODEL_PARTITION:
        return pool_of_partition(session, &information->info.partition, pool);
    case MODEL_PHYSICAL_MEDIA:
        *pool = information->info.physical_media.media_pool;
        return BASE_ERROR_SUCCESS;
    case MODEL_LOGICAL_MEDIA:
        *pool = information->info.logical_media.media_pool;
        return BASE_ERROR_SUCCESS;
    default:
        *pool = information->object.id;
        return BASE_ERROR_SUCCESS;
    }
}

static base_error securable_of(struct engine_session *session,
                               const struct model_information *information,
                               struct base_guid *securable)
{
    switch (rules_access_securable(information->object.type)) {
    case RULES_SECURABLE_LIBRARY:
        *securable = library_of(information);
        return BASE_ERROR_SUCCESS;
    case RULES_SECURABLE_POOL:
        return pool_of(session, information, securable);
    default:
        *securable = session->engine->computer;
        return BASE_ERROR_SUCCESS;
    }
}

base_error engine_access_check_object(struct engine_session *session,
                                      const struct model_information *information, uint32_t right)
{
    struct base_guid securable;
    base_error error = securable_of(session, information, &securable);

    return error != BASE_ERROR_SUCCESS ? error : engine_access_check(session, &securable, right);
}

base_error engine_access_check_read(struct engine_session *session,
                                    const struct model_information *information)
{
    struct base_guid securable;
    base_error error = securable_of(session, information, &securable);

    return error != BASE_ERROR_SUCCESS ? error : check(session, &securable, MODEL_USE_ACCESS, true);
}

base_error engine_access_grant_default(struct store_transaction *transaction,
                                       const struct base_guid *securable)
{
    uint8_t *descriptor = NULL;
    size_t length = 0;
    base_error error = port_descriptor_from_text(DEFAULT_DESCRIPTOR, &descriptor, &length);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_security_set(transaction, securable, descriptor, length);
    }
    base_memory_free(descriptor);
    return error;
}

base_error engine_access_grant_copy(struct store_transaction *transaction,
                                    const struct base_guid *from, const struct base_guid *securable)
{
    struct base_buffer descriptor = BASE_BUFFER_INIT;
    base_error error = store_security_get(transaction, from, &descriptor);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_security_set(transaction, securable, descriptor.data, descriptor.length);
    } else if (error == BASE_ERROR_NO_SECURITY_ON_OBJECT) {
        error = engine_access_grant_default(transaction, securable);
    }
    base_buffer_release(&descriptor);
    return error;
}

/* What a pool below `parent` begins with when no descriptor is given. */
static base_error inherit(struct store_transaction *transaction, const struct base_guid *parent,
                          const uint8_t *creator, size_t creator_length, struct base_buffer *out)
{
    struct base_buffer above = BASE_BUFFER_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    if (parent != NULL) {
        error = store_security_get(transaction, parent, &above);
    }
    if (error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NO_SECURITY_ON_OBJECT) {
        bool sound = port_descriptor_is_valid(above.data, above.length);
        error = port_descriptor_inherit(creator, creator_length, engine_access_mapping.all,
                                        above.data, sound ? above.length : 0, out);
    }
    base_buffer_release(&above);
    return error;
}

base_error engine_access_grant_created(struct store_transaction *transaction,
                                       const struct base_guid *pool, const struct base_guid *parent,
                                       const struct engine_descriptor *given)
{
    struct base_buffer descriptor = BASE_BUFFER_INIT;
    struct base_buffer mapped = BASE_BUFFER_INIT;
    uint8_t creator[PORT_SID_MAX];
    size_t creator_length = 0;
    base_error error = port_user_sid(creator, &creator_length);

    if (error == BASE_ERROR_SUCCESS) {
        error = given->data != NULL
                    ? port_descriptor_complete(given->data, given->length, creator, creator_length,
                                               &descriptor)
                    : inherit(transaction, parent, creator, creator_length, &descriptor);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = port_descriptor_replace(NULL, 0, descriptor.data, descriptor.length,
                                        PORT_DESCRIPTOR_ALL, &engine_access_mapping, &mapped);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_security_set(transaction, pool, mapped.data, mapped.length);
    }
    base_buffer_release(&descriptor);
    base_buffer_release(&mapped);
    return error;
}
