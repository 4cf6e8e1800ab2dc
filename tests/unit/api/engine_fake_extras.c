/* SPDX-License-Identifier: MIT */
/* The part of the engine that does nothing about attributes and UI destinations. */
#include "engine_fake.h"

#include <stdio.h>

static base_error hand_out(struct base_buffer *out)
{
    engine_fake.calls++;
    if (engine_fake.error == 0)
        base_buffer_append(out, engine_fake.bytes, engine_fake.length);
    return engine_fake.error;
}

static void take_name(const char *name)
{
    snprintf(engine_fake.path, sizeof engine_fake.path, "%s", name != NULL ? name : "(null)");
}

base_error engine_attribute_get(struct engine_session *session, const struct base_guid *id,
                                uint32_t type, const char *name, struct base_buffer *data)
{
    (void)session;
    engine_fake.id = *id;
    engine_fake.type = type;
    take_name(name);
    return hand_out(data);
}

base_error engine_attribute_set(struct engine_session *session, const struct base_guid *id,
                                const char *name, const void *data, size_t length)
{
    (void)session;
    engine_fake.calls++;
    engine_fake.id = *id;
    engine_fake.bytes = data;
    engine_fake.length = length;
    take_name(name);
    return engine_fake.error;
}

base_error engine_ui_get(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, struct base_buffer *computers)
{
    (void)session;
    engine_fake.has_first = source != NULL;
    engine_fake.type = kind;
    return hand_out(computers);
}

base_error engine_ui_set(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, uint32_t operation, const char *computer)
{
    (void)session;
    engine_fake.calls++;
    engine_fake.has_first = source != NULL;
    engine_fake.type = kind;
    engine_fake.action = operation;
    take_name(computer);
    return engine_fake.error;
}
