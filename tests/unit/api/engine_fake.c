/* SPDX-License-Identifier: MIT */
#include "engine_fake.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka_shim.h"

struct engine_session {
    int unused;
};

struct engine_fake engine_fake;

static struct engine_session only;

static base_error answer(void)
{
    engine_fake.calls++;
    return engine_fake.error;
}

base_error engine_session_open(const char *server, const char *application, uint32_t options,
                               struct engine_session **session)
{
    snprintf(engine_fake.server, sizeof engine_fake.server, "%s", server ? server : "(null)");
    snprintf(engine_fake.application, sizeof engine_fake.application, "%s",
             application ? application : "(null)");
    engine_fake.options = options;
    base_error error = answer();
    if (error == 0) {
        engine_fake.opened++;
        *session = &only;
    }
    return error;
}

bool engine_is_over(void)
{
    return false;
}

void engine_unload(void)
{
}

void engine_session_close(struct engine_session *session)
{
    if (session == &only)
        engine_fake.closed++;
}

void engine_session_cancel(struct engine_session *session)
{
    if (session == &only)
        engine_fake.cancelled++;
}

base_error engine_object_information(struct engine_session *session, const struct base_guid *id,
                                     uint32_t type, struct model_information *information)
{
    (void)session;
    engine_fake.id = *id;
    engine_fake.type = type;
    base_error error = answer();
    if (error == 0)
        *information = engine_fake.information;
    return error;
}

base_error engine_object_set_information(struct engine_session *session, const struct base_guid *id,
                                         const struct model_information *wish, bool first_version)
{
    (void)session;
    (void)first_version;
    engine_fake.id = *id;
    engine_fake.type = wish->object.type;
    return answer();
}

base_error engine_object_security(struct engine_session *session, const struct base_guid *id,
                                  uint32_t type, uint32_t parts, struct base_buffer *out)
{
    (void)session;
    engine_fake.id = *id;
    engine_fake.type = type;
    engine_fake.options = parts;
    base_error error = answer();
    return error != BASE_ERROR_SUCCESS ? error
                                       : base_buffer_append(out, "descriptor of 23 bytes", 23);
}

base_error engine_object_set_security(struct engine_session *session, const struct base_guid *id,
                                      uint32_t type, uint32_t parts,
                                      const struct engine_descriptor *given)
{
    (void)session;
    engine_fake.id = *id;
    engine_fake.type = type;
    engine_fake.options = parts;
    engine_fake.has_descriptor = given->data != NULL;
    engine_fake.descriptor_length = given->length;
    return answer();
}

base_error engine_object_enumerate(struct engine_session *session,
                                   const struct base_guid *container, uint32_t type,
                                   uint32_t options, struct base_guid *list, uint32_t capacity,
                                   uint32_t *count)
{
    (void)session;
    engine_fake.whole_system = container == NULL;
    if (container != NULL)
        engine_fake.id = *container;
    engine_fake.type = type;
    engine_fake.options = options;
    engine_fake.capacity = capacity;
    base_error error = answer();
    if (error != 0)
        return error;
    *count = engine_fake.exist;
    for (uint32_t i = 0; i < capacity && i < engine_fake.exist; i++)
        memset(list[i].bytes, (int)i + 1, sizeof list[i].bytes);
    return engine_fake.exist > capacity ? BASE_ERROR_INSUFFICIENT_BUFFER : 0;
}

base_error engine_clean_drive(struct engine_session *session, const struct base_guid *drive)
{
    (void)session;
    engine_fake.id = *drive;
    return answer();
}

base_error engine_cleaner_slot_reserve(struct engine_session *session,
                                       const struct base_guid *library,
                                       const struct base_guid *slot)
{
    (void)session;
    engine_fake.id = *library;
    engine_fake.second = *slot;
    return answer();
}

base_error engine_cleaner_slot_release(struct engine_session *session,
                                       const struct base_guid *library)
{
    (void)session;
    engine_fake.id = *library;
    return answer();
}

/* Writes the operation even on failure: the edge must not hand that on. */
static base_error operation(const struct base_guid *library, struct base_guid *operation,
                            uint32_t action)
{
    engine_fake.id = *library;
    engine_fake.second = *operation;
    engine_fake.action = action;
    *operation = engine_fake.operation;
    return answer();
}

base_error engine_cleaner_inject(struct engine_session *session, const struct base_guid *library,
                                 struct base_guid *id, uint32_t cleans_left, uint32_t action)
{
    (void)session;
    engine_fake.cleans_left = cleans_left;
    return operation(library, id, action);
}

base_error engine_cleaner_eject(struct engine_session *session, const struct base_guid *library,
                                struct base_guid *id, uint32_t action)
{
    (void)session;
    return operation(library, id, action);
}

base_error engine_pool_open(struct engine_session *session, const struct engine_pool_wish *wish,
                            struct base_guid *pool)
{
    (void)session;
    snprintf(engine_fake.path, sizeof engine_fake.path, "%s", wish->path);
    engine_fake.action = wish->action;
    engine_fake.has_type = wish->media_type != NULL;
    if (wish->media_type != NULL)
        engine_fake.second = *wish->media_type;
    engine_fake.has_descriptor = wish->descriptor.data != NULL;
    engine_fake.descriptor_length = wish->descriptor.length;
    *pool = engine_fake.operation;
    return answer();
}

base_error engine_pool_path(struct engine_session *session, const struct base_guid *pool,
                            char path[ENGINE_POOL_PATH_BYTES])
{
    (void)session;
    engine_fake.id = *pool;
    snprintf(path, ENGINE_POOL_PATH_BYTES, "%s", engine_fake.path);
    return answer();
}

base_error engine_pool_delete(struct engine_session *session, const struct base_guid *pool)
{
    (void)session;
    engine_fake.id = *pool;
    return answer();
}

static base_error pair(const struct base_guid *first, const struct base_guid *second)
{
    engine_fake.id = *first;
    engine_fake.second = *second;
    return answer();
}

base_error engine_media_move(struct engine_session *session, const struct base_guid *medium,
                             const struct base_guid *pool)
{
    (void)session;
    return pair(medium, pool);
}

base_error engine_media_change_type(struct engine_session *session, const struct base_guid *medium,
                                    const struct base_guid *pool)
{
    (void)session;
    return pair(medium, pool);
}

base_error engine_media_type_add(struct engine_session *session, const struct base_guid *media_type,
                                 const struct base_guid *library)
{
    (void)session;
    return pair(media_type, library);
}

base_error engine_media_type_delete(struct engine_session *session,
                                    const struct base_guid *media_type,
                                    const struct base_guid *library)
{
    (void)session;
    return pair(media_type, library);
}

base_error engine_media_swap(struct engine_session *session, const struct base_guid *first,
                             const struct base_guid *second)
{
    (void)session;
    return pair(first, second);
}

static base_error one_object(const struct base_guid *id, uint32_t action)
{
    engine_fake.id = *id;
    engine_fake.action = action;
    return answer();
}

base_error engine_deallocate(struct engine_session *session, const struct base_guid *logical)
{
    (void)session;
    return one_object(logical, 9);
}

base_error engine_media_complete(struct engine_session *session, const struct base_guid *logical)
{
    (void)session;
    return one_object(logical, 6);
}

base_error engine_media_decommission(struct engine_session *session, const struct base_guid *side)
{
    (void)session;
    return one_object(side, 7);
}

base_error engine_media_delete(struct engine_session *session, const struct base_guid *medium)
{
    (void)session;
    return one_object(medium, 8);
}

base_error engine_operator_submit(struct engine_session *session,
                                  const struct engine_operator_wish *wish,
                                  struct base_guid *request)
{
    (void)session;
    snprintf(engine_fake.path, sizeof engine_fake.path, "%s",
             wish->message ? wish->message : "(null)");
    engine_fake.type = wish->command;
    engine_fake.has_first = wish->first != NULL;
    engine_fake.has_second = wish->second != NULL;
    if (wish->first != NULL)
        engine_fake.id = *wish->first;
    if (wish->second != NULL)
        engine_fake.second = *wish->second;
    *request = engine_fake.operation;
    return answer();
}

base_error engine_operator_wait(struct engine_session *session, const struct base_guid *request,
                                uint32_t timeout)
{
    (void)session;
    engine_fake.id = *request;
    engine_fake.options = timeout;
    return answer();
}

base_error engine_operator_cancel(struct engine_session *session, const struct base_guid *request)
{
    (void)session;
    engine_fake.id = *request;
    engine_fake.action = 4;
    return answer();
}

base_error engine_operator_satisfy(struct engine_session *session, const struct base_guid *request)
{
    (void)session;
    engine_fake.id = *request;
    engine_fake.action = 5;
    return answer();
}

base_error engine_database_export(struct engine_session *session)
{
    (void)session;
    return answer();
}

base_error engine_database_import(struct engine_session *session)
{
    (void)session;
    return answer();
}

struct engine_notification {
    int unused;
};
static struct engine_notification channel;

base_error engine_notification_open(struct engine_session *session, uint32_t type,
                                    struct engine_notification **out)
{
    (void)session;
    (void)type;
    *out = &channel;
    return answer();
}

base_error engine_notification_wait(struct engine_notification *waited, uint32_t timeout,
                                    struct engine_event *event)
{
    assert_ptr_equal(waited, &channel);
    memset(event, (int)timeout, sizeof *event);
    event->operation = MODEL_OBJ_INSERT;
    return answer();
}

void engine_notification_cancel(struct engine_notification *cancelled)
{
    assert_ptr_equal(cancelled, &channel);
}

void engine_notification_close(struct engine_notification *closed)
{
    assert_ptr_equal(closed, &channel);
    engine_fake.channels_closed++;
}
